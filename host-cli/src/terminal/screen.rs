//! The terminal itself: taken over, and given back whatever happens.

use std::io::{self, BufWriter, Stdout};
use std::panic;
use std::sync::Once;

use anyhow::Context;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

/// More than a frame takes: it is written at once, so that nobody sees half of it.
const FRAME_BYTES: usize = 256 << 10;

/// The terminal while a mini-app is shown. It is given back when this is dropped, and when anything
/// panics.
#[derive(Debug)]
pub(crate) struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    ///
    /// It is none, or does not do as it is told; it is given back then.
    pub(crate) fn enter() -> anyhow::Result<Self> {
        restore_on_panic();
        let entered = enable_raw_mode()
            .and_then(|()| {
                execute!(
                    io::stdout(),
                    EnterAlternateScreen,
                    EnableMouseCapture,
                    EnableBracketedPaste
                )
            })
            .and_then(|()| {
                let out = BufWriter::with_capacity(FRAME_BYTES, io::stdout());
                Terminal::new(CrosstermBackend::new(out))
            });
        match entered {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                restore();
                Err(error).context("the terminal could not be taken over")
            }
        }
    }

    /// Draws one frame.
    ///
    /// # Errors
    ///
    /// The terminal cannot be written.
    pub(crate) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> anyhow::Result<()> {
        self.terminal.draw(draw).map(drop).context("the terminal cannot be written")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Before a panic is reported, so that the report can be read.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            restore();
            report(info);
        }));
    });
}

/// What cannot be undone is left: there is nobody to tell.
fn restore() {
    let _ = execute!(
        io::stdout(),
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        crossterm::cursor::Show
    );
    let _ = disable_raw_mode();
}
