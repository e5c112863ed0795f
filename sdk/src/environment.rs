use serde::{Deserialize, Serialize};

use crate::bindings::loggia::app::events as wire;
use crate::currency::Currency;
use crate::intent::Intent;

/// Where and for whom the mini-app is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// BCP 47 language tag, such as `de-AT`.
    pub locale: String,
    /// IANA name, such as `Europe/Vienna`.
    pub time_zone: String,
    /// Now, in that zone; east is positive.
    pub utc_offset_minutes: i16,
    /// The currency of the user's main account.
    pub currency: Currency,
}

/// How a session begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// Where and for whom.
    pub environment: Environment,
    /// What the mini-app is opened for, by a link or another mini-app, as the manifest declares it; none
    /// where the user just opened it. Its parameters are of their declared forms, and another's words
    /// all the same.
    pub intent: Option<Intent>,
    /// The optional capabilities that are there for this user now, such as `loggia:loyalty/loyalty`.
    pub rights: Vec<String>,
    /// Why it begins.
    pub reason: Reason,
}

/// Why a session begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The user opened the mini-app.
    Opened,
    /// The state of before could not be carried over.
    Restarted,
}

/// Something that the mini-app owns has moved on by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of thing: `payment`.
    pub topic: String,
    /// Which one.
    pub id: String,
}

impl Launch {
    /// The intent of this name, where that is what the mini-app is opened for.
    #[must_use]
    pub fn opened_for(&self, name: &str) -> Option<&Intent> {
        self.intent.as_ref().filter(|intent| intent.name() == name)
    }

    pub(crate) fn from_wire(launch: wire::Launch) -> Self {
        Self {
            environment: Environment::from_wire(launch.environment),
            intent: launch.intent.map(Intent::from_wire),
            rights: launch.rights,
            reason: match launch.reason {
                wire::Reason::Opened => Reason::Opened,
                wire::Reason::Restarted => Reason::Restarted,
            },
        }
    }
}

impl Environment {
    pub(crate) fn from_wire(environment: wire::Environment) -> Self {
        Self {
            locale: environment.locale,
            time_zone: environment.time_zone,
            utc_offset_minutes: environment.utc_offset_minutes,
            // The contract promises an active code; euro stands in should a host break that.
            currency: Currency::new(&environment.currency).unwrap_or(Currency::EUR),
        }
    }

    /// What there is before the first event has said anything.
    pub(crate) fn unknown() -> Self {
        Self {
            locale: "en".to_owned(),
            time_zone: "UTC".to_owned(),
            utc_offset_minutes: 0,
            currency: Currency::EUR,
        }
    }
}
