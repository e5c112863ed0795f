//! The user's consent: what a mini-app may see of them, and for how long.
//!
//! The bank grants an interface to a mini-app for all users; a user consents to it for themselves.
//! Where an interface needs that ([`ConsentRule::Once`]), its requests wait until the user has
//! decided on the bank's own sheet, which the host raises before it answers. A consent can be
//! withdrawn at any time: the next request, and the next direct call, is `denied`.

use serde::{Deserialize, Serialize};

use super::{Refusal, RefusalCode, Unavailable};
use crate::ids::{EffectId, SessionId};
use crate::state::StepState;
use crate::store::Owner;

/// What the user has to say to an interface, over the bank's grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentRule {
    /// Nothing: it gives nothing of theirs away.
    None,
    /// Yes, once: until it is over or withdrawn.
    Once,
    /// Yes, each time, on a sheet of the capability's own.
    EachTime,
}

/// A request that needs the user's consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    /// What recognises a repeat.
    pub effect: EffectId,
    /// In which session the user would be asked.
    pub session: SessionId,
    /// When the request was made, in milliseconds since 1970.
    pub at: u64,
    /// Whether the user did something just before: only then may they be asked.
    pub may_raise: bool,
}

/// How it stands with a consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The user has said yes, and it is not over.
    Consented(Consented),
    /// The user is being asked; the request waits, and comes again.
    AwaitingUser,
    /// No: refused, withdrawn, over, or not asked because nothing of the user's led to it.
    Refused(Refusal),
}

/// What the user has said yes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consented {
    /// How far back it reaches, in days, where it is about a history.
    pub history_days: Option<u32>,
    /// When, in milliseconds since 1970: a request that waited for it has its time from then on.
    #[serde(default)]
    pub at: u64,
}

/// The consents that users have given.
pub trait Consents: Send + Sync + 'static {
    /// The consent that there is now, without asking anybody.
    ///
    /// # Errors
    ///
    /// It cannot be read now.
    fn consented(&self, owner: &Owner, interface: &str) -> Result<Option<Consented>, Unavailable>;

    /// The consent that there is, or has the user asked for it, once for all requests that wait for
    /// it. A request that waited while the user refused, or let the time pass, is refused; a later
    /// one may ask again, after a pause that grows with each refusal.
    ///
    /// # Errors
    ///
    /// It may or may not have been done; it will be called again.
    fn ask(&self, owner: &Owner, interface: &str, asking: &Asking)
    -> Result<Standing, Unavailable>;
}

impl StepState {
    /// For functions that answer at once: only with a consent that is there.
    pub(super) fn require_consent(&self, interface: &str) -> Result<Consented, Refusal> {
        let unavailable = || Refusal::new(RefusalCode::Unavailable, "the bank cannot be asked now");
        let consents = self.backends.consents.as_ref().ok_or_else(unavailable)?;
        let consented = consents.consented(&self.owner, interface).map_err(|_| unavailable())?;
        consented.ok_or_else(|| {
            Refusal::new(RefusalCode::Denied, "the user has not consented: ask for it first")
        })
    }
}
