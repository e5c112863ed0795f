//! `loggia:platform`: small things that a mini-app does to itself.

use super::is_harmless;

pub(crate) mod timers {
    use super::super::super::bank::{Timer, check_context, error};
    use super::super::call;
    use crate::bindings::loggia::types::types::{Error, ErrorCode};

    const YEAR_MS: u64 = 366 * 24 * 60 * 60 * 1000;

    pub(crate) fn wake_at(at: u64, context: &[u8]) -> Result<(), Error> {
        call("loggia:platform/timers", |bank| {
            check_context(context)?;
            if !(bank.now + 1000..=bank.now + YEAR_MS).contains(&at) {
                return Err(error(
                    ErrorCode::InvalidArgument,
                    "at: one second to one year from now",
                ));
            }
            if bank.timers.len() >= 8 {
                return Err(error(ErrorCode::LimitExceeded, "at most 8 timers are open at once"));
            }
            bank.timers.push(Timer { at, context: context.to_vec() });
            Ok(())
        })
    }
}

pub(crate) mod navigation {
    use super::super::super::Opening;
    use super::super::super::bank::{Bank, error};
    use super::super::call;
    use super::{check_intent, is_app_id};
    use crate::bindings::loggia::types::types::{Error, ErrorCode};
    use crate::intent::Intent;

    pub(crate) fn open_mini_app(
        app: &str,
        intent: &str,
        params: &[(String, String)],
    ) -> Result<(), Error> {
        call("loggia:platform/navigation", |bank| {
            let right = if is_app_id(app) {
                check_intent(intent, params)
            } else {
                Err("app: an app id such as com.example.parking".to_owned())
            };
            right.map_err(|problem| error(ErrorCode::InvalidArgument, problem))?;
            user_leads(bank)?;
            if bank.closed || bank.leads_elsewhere {
                return Err(led_elsewhere());
            }
            let named = params.iter().fold(Intent::new(intent), |intent, (name, value)| {
                intent.with(name.as_str(), value.as_str())
            });
            bank.openings.push(Opening { app: app.to_owned(), intent: named });
            bank.leads_elsewhere = true;
            Ok(())
        })
    }

    pub(crate) fn close() -> Result<(), Error> {
        call("loggia:platform/navigation", |bank| {
            user_leads(bank)?;
            if bank.leads_elsewhere {
                return Err(led_elsewhere());
            }
            bank.closed = true;
            Ok(())
        })
    }

    fn user_leads(bank: &Bank) -> Result<(), Error> {
        let refused = || error(ErrorCode::Denied, "only in a step that handles a user's action");
        bank.user_acts.then_some(()).ok_or_else(refused)
    }

    fn led_elsewhere() -> Error {
        error(ErrorCode::LimitExceeded, "a step leads to one place")
    }
}

/// Whether an intent is one that a manifest can declare; what would be right, if it is not.
pub(in super::super) fn check_intent(
    intent: &str,
    params: &[(String, String)],
) -> Result<(), String> {
    let name = |what: &str, name: &str| {
        let right = "1 to 63 lower-case letters, digits and inner hyphens";
        is_label(name).then_some(()).ok_or_else(|| format!("{what} {name:?}: {right}"))
    };
    name("intent", intent)?;
    if params.len() > 16 {
        return Err("params: at most 16".to_owned());
    }
    for (at, (param, value)) in params.iter().enumerate() {
        name("param", param)?;
        if params.iter().take(at).any(|(before, _)| before == param) {
            return Err(format!("param {param}: each once"));
        }
        if value.len() > 1024 || !is_harmless(value) {
            return Err(format!(
                "param {param}: at most 1 024 bytes on one line, without control or bidi characters"
            ));
        }
    }
    Ok(())
}

fn is_app_id(text: &str) -> bool {
    text.len() <= 100 && (2..=8).contains(&text.split('.').count()) && text.split('.').all(is_label)
}

fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        && !text.starts_with('-')
        && !text.ends_with('-')
}

pub(crate) mod log {
    use super::super::call;
    use crate::bindings::loggia::platform::log::Level;

    pub(crate) fn write(level: Level, message: &str) {
        // A log has no way to fail, so neither has this: without a host the line goes nowhere.
        let _ = call("loggia:platform/log", |bank| {
            let level = match level {
                Level::Debug => "debug",
                Level::Info => "info",
                Level::Warn => "warn",
                Level::Error => "error",
            };
            bank.log.push(format!("{level}: {message}"));
            Ok(())
        });
    }
}
