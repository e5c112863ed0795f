//! `loggia:platform/log`: lines for the partner's developers and the bank's staff.
//!
//! Bounded by line, by step and by second. What is more is dropped and counted, and the count is
//! the step's last line. Kept only if the step is.

use wasmtime::component::{HasSelf, Linker};

use super::RefusalCode;
use crate::contract::loggia::platform::log as wit;
use crate::guest_text::GuestText;
use crate::state::StepState;
use crate::store::{LogLevel, LogLine};

impl wit::Host for StepState {
    fn write(&mut self, level: wit::Level, message: String) {
        let called = self.begin_call();
        if called.as_ref().is_err_and(|refusal| refusal.code == RefusalCode::Denied) {
            // There is no log, not even of what is dropped.
            return;
        }
        let allowed = called.is_ok();
        let line = GuestText::cut(&message, self.limits.log_line_bytes);
        let staged = &mut self.staged;
        let bytes = staged.log_bytes.saturating_add(line.as_str().len());
        let fits = bytes <= self.limits.log_step_bytes
            && staged.log_lines < self.limits.log_lines_per_second;
        if !allowed || !fits {
            staged.log_dropped = staged.log_dropped.saturating_add(1);
            return;
        }
        staged.log_bytes = bytes;
        staged.log_lines += 1;
        let level = match level {
            wit::Level::Debug => LogLevel::Debug,
            wit::Level::Info => LogLevel::Info,
            wit::Level::Warn => LogLevel::Warn,
            wit::Level::Error => LogLevel::Error,
        };
        staged.log.push(LogLine { level, message: line });
    }
}

impl StepState {
    /// The step's lines, with a last one about those that were dropped.
    pub(crate) fn take_log(&mut self) -> Vec<LogLine> {
        let mut lines = std::mem::take(&mut self.staged.log);
        let dropped = self.staged.log_dropped;
        if dropped > 0 {
            let message = GuestText::cut(
                &format!("{dropped} lines were dropped: too many, or too long"),
                100,
            );
            lines.push(LogLine { level: LogLevel::Warn, message });
        }
        lines
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:platform/log")
    })
}
