//! A host app on `loggia-runtime` alone: a kiosk in a branch, with a till and a stamp card of its own
//! for backends and plain text for a shell.
//!
//! It shows what a bank's own team writes: [`Till`] behind payments, [`StampCard`] behind loyalty,
//! [`Kiosk`] round a session.

mod kiosk;
mod stamp_card;
mod till;

pub use kiosk::Kiosk;
pub use stamp_card::StampCard;
pub use till::{Slip, Till};
