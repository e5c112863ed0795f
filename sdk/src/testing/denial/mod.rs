//! The denial matrix: each capability in each kind of trouble, and a screen to use all the same.

mod usable;
mod walk;

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use walk::Walk;

use super::{Builder, Trouble};
use crate::mini_app::MiniApp;

/// A cell of the matrix that was tried: an interface, and what was wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Such as `loggia:http/http`.
    pub interface: String,
    /// What went wrong with it.
    pub trouble: Trouble,
}

/// Walks through a mini-app once for each capability that it calls and each [`Trouble`] that can befall it,
/// and fails the test unless every screen on the way is usable. The bank's review does the same.
///
/// `builder` makes the customer and the bank anew for each walk; `walk` says what a customer would do. It is
/// walked once with everything in order: then each step must be possible. The interfaces that are called, then
/// or in trouble, are those that the matrix is about. A walk in trouble leaves out the steps that its screens don't offer.
///
/// A screen is **usable** if
///
/// - the step that led to it ended well: no panic, no [`Failure`](crate::Failure), a view and a state within
///   the contract's bounds;
/// - it says something;
/// - something can be done: a button, a line, a card, a form, an input that is heard at once, a dialog that can
///   be closed, a sheet of the bank's to decide on, or, if none of these, the way back leads to another screen;
/// - it waits for nothing that will never come: where it shows that something is under way (a
///   [`progress`](crate::ui::progress) that nobody knows the end of, a skeleton, a busy button), there is an open request, a sheet, a
///   payment on its way or a timer.
///
/// A slow capability is looked at twice after each step: while it is waited for, and once the host has given
/// up. What it returns are the cells that were tried, to compare with the manifest.
///
/// ```
/// # use loggia_sdk::testing::{TestApp, denial_matrix};
/// # use loggia_sdk::ui::*;
/// # use loggia_sdk::{Ctx, Failure, Launch, MiniApp};
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct Notes { kept: bool }
/// # #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
/// # enum Msg { Keep }
/// # impl MiniApp for Notes {
/// #     type Msg = Msg;
/// #     const SCHEMA: u32 = 1;
/// #     fn launch(_: &Launch, _: &mut Ctx<Msg>) -> Result<Self, Failure> { Ok(Self { kept: false }) }
/// #     fn update(&mut self, _: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
/// #         self.kept = ctx.storage().set("note", b"milk").is_ok();
/// #         Ok(())
/// #     }
/// #     fn view(&self) -> View<Msg> {
/// #         let said = if self.kept { "Kept" } else { "Not kept" };
/// #         View::new("notes", "Notes", (text(said), button("Keep", Msg::Keep)))
/// #     }
/// # }
/// let tried = denial_matrix(TestApp::<Notes>::builder, |walk| {
///     walk.tap("Keep");
///     walk.reopen();
/// });
/// assert!(tried.iter().all(|cell| cell.interface == "loggia:storage/storage"));
/// ```
///
/// # Panics
/// When a step of the walk isn't possible though nothing is wrong, or a screen is not usable: with all such
/// cells, each with the step and the screen.
#[track_caller]
pub fn denial_matrix<A: MiniApp>(
    builder: impl Fn() -> Builder<A>,
    walk: impl Fn(&mut Walk<A>),
) -> Vec<Tried> {
    let mut plain = Walk::begin(builder(), None);
    walk(&mut plain);
    let mut interfaces = plain.called();
    let mut tried = Vec::new();
    let mut failed = Vec::new();
    let mut next = 0;
    while let Some(interface) = interfaces.get(next).cloned() {
        next += 1;
        for trouble in Trouble::ALL.into_iter().filter(|trouble| trouble.can_befall(&interface)) {
            let cell = Tried { interface: interface.clone(), trouble };
            let walked = catch_unwind(AssertUnwindSafe(|| {
                let mut troubled = Walk::begin(builder(), Some(&cell));
                walk(&mut troubled);
                troubled.called()
            }));
            match walked {
                // Some capabilities are called only in trouble, such as the log.
                Ok(called) => {
                    for interface in called {
                        if !interfaces.contains(&interface) {
                            interfaces.push(interface);
                        }
                    }
                }
                Err(panic) => failed.push(format!("{cell}: {}", said(&*panic))),
            }
            tried.push(cell);
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {} cells have no usable screen\n\n{}",
        failed.len(),
        tried.len(),
        failed.join("\n\n")
    );
    tried
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> &str {
    match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
        (Some(text), _) => text,
        (None, Some(text)) => text,
        (None, None) => "it panicked without a word",
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trouble = match self.trouble {
            Trouble::Refused => "is refused",
            Trouble::Withdrawn => "is withdrawn",
            Trouble::Slow => "never answers",
            Trouble::Failing => "fails",
            Trouble::Empty => "has nothing to say",
            Trouble::Huge => "says too much",
        };
        write!(f, "{} {trouble}", self.interface)
    }
}
