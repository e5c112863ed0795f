//! The capabilities: one WIT interface each, one thing to grant.
//!
//! [`INTERFACES`] is the table of them all. Each file here has the same anatomy, in the same order:
//! what the interface is, what a grant allows, what is bounded · the grant with its pure
//! `permits` · the backend trait that the host app supplies · the host functions, in each of
//! which a call is authorised, bounded, and then staged or answered · `link`.

pub mod account_information;
mod account_picker;
mod accounts_basic;
mod balances;
pub(crate) mod bytes_as_text;
pub mod consent;
mod denial;
pub mod diagnostics;
mod effect;
pub mod fx;
pub mod http;
pub mod identity_basic;
pub mod identity_verified;
mod interfaces;
pub mod location;
pub mod log;
pub mod loyalty;
pub mod navigation;
pub mod payments;
pub mod payments_scheduled;
mod refusal;
mod refused;
pub mod storage;
pub mod timers;
pub mod transactions;
pub mod transactions_detail;

pub use self::consent::ConsentRule;
pub use self::denial::Denial;
pub(crate) use self::denial::Denials;
pub use self::effect::{Answer, Effect, EffectKind, Reply};
pub use self::interfaces::{INTERFACES, Interface};
pub(crate) use self::refusal::not_granted;
pub use self::refusal::{Refusal, RefusalCode, Unavailable};
use self::refusal::{only_when_the_user_acts, wrong_take};
pub(crate) use self::refused::link_refused;
