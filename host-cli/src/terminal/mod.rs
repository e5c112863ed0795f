//! A mini-app in the terminal.
//!
//! [`shell`] is the state of what is on screen and knows no terminal; [`visit`] carries out what the
//! user wants on the session and the bank; here the two meet keys, clicks and time.

mod acting;
pub(crate) mod block;
pub(crate) mod draw;
mod editing;
mod focus;
pub(crate) mod frame;
mod keys;
pub(crate) mod look;
pub(crate) mod notice;
pub(crate) mod panel;
mod pauses;
pub(crate) mod pictures;
mod reading;
pub(crate) mod screen;
mod sheet;
pub(crate) mod shell;
pub(crate) mod surface;
pub(crate) mod theme;
mod toasts;
pub(crate) mod visit;
pub(crate) mod widgets;
pub(crate) mod wrap;

#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use anyhow::Context;
use crossterm::event::{self, Event};

use self::screen::Screen;
pub(crate) use self::sheet::{Content, Decision, Sheet, SheetKind};
use self::visit::{Ending, Visit};

/// How often what is due is looked for.
const PUMP: Duration = Duration::from_millis(100);
/// How often what moves by itself is drawn.
const TICK: Duration = Duration::from_millis(250);

/// Shows the visit until it ends, and leaves the terminal as it was.
///
/// # Errors
///
/// The terminal cannot be read or written.
pub(crate) fn show(mut visit: Visit) -> anyhow::Result<Ending> {
    let mut screen = Screen::enter()?;
    let mut stale = true;
    let mut drawn = Instant::now();
    let mut pumped = Instant::now();
    loop {
        if stale || (visit.shell.moves() && drawn.elapsed() >= TICK) {
            let now = visit.running.now();
            screen.draw(|frame| visit.shell.draw(frame, now))?;
            drawn = Instant::now();
            stale = false;
        }
        if event::poll(PUMP.saturating_sub(pumped.elapsed()))
            .context("the terminal cannot be read")?
        {
            stale = true;
            let event = event::read().context("the terminal cannot be read")?;
            handle(&mut visit, event);
        }
        if pumped.elapsed() >= PUMP {
            stale |= visit.pump();
            pumped = Instant::now();
        }
        if let Some(ending) = visit.ended() {
            return Ok(ending);
        }
    }
}

fn handle(visit: &mut Visit, event: Event) {
    let now = visit.running.now();
    let intents = match event {
        Event::Key(key) => visit.shell.key(key, now),
        Event::Mouse(mouse) => visit.shell.mouse(mouse, now),
        Event::Paste(text) => visit.shell.paste(&text, now),
        _ => Vec::new(),
    };
    visit.perform(intents);
}
