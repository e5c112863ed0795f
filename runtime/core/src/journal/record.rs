//! What stands in a journal.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::capability::Answer;
use crate::events::{Environment, Trigger};
use crate::guest_text::GuestText;
use crate::ids::{Digest, EventId, PackageDigest, PaymentId, SessionId};
use crate::limits::Limits;
use crate::policy::Grant;
use crate::store::{HostEvent, Meter};
use crate::ui::FieldValue;

/// One entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Record {
    /// The first, and only there.
    Head(Head),
    /// A package that sessions ran on, whole.
    Package(KeptPackage),
    /// Where a session stands before the steps that follow: new, or as the store had it.
    Session(Box<Standing>),
    /// A step that ended.
    Step(Box<StepRecord>),
    /// A host event or timer on which the mini-app failed too often, and which was dropped.
    Dropped(Dropped),
    /// A session that goes on from where another one stood.
    Branch(Branched),
    /// The journal has reached its bound, and ends.
    Full,
}

/// Who wrote a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of the form, which a reader must know.
    pub form: u32,
    /// The version of this crate.
    pub runtime: String,
    /// The engine and its version: faults need not be the same on another.
    pub engine: String,
}

/// A package, so that a journal can be replayed without looking for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeptPackage {
    pub(crate) digest: PackageDigest,
    #[serde(with = "crate::capability::bytes_as_text")]
    pub(crate) bytes: Vec<u8>,
}

/// A session between two steps, with all that its steps depend on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub(crate) session: SessionId,
    /// As a store keeps it; its seed is in there.
    #[serde(with = "crate::capability::bytes_as_text")]
    pub(crate) saved: Vec<u8>,
    pub(crate) environment: Environment,
    pub(crate) package: PackageDigest,
    pub(crate) version: String,
    pub(crate) grant: Grant,
    /// What of the grant is taken back for now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) withheld: Vec<String>,
    pub(crate) limits: Limits,
    /// The backends that there were.
    pub(crate) backends: Vec<String>,
}

/// A step that ended: what went in, what it was told when it asked, what came out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StepRecord {
    pub(crate) session: SessionId,
    pub(crate) sequence: u64,
    pub(crate) now: u64,
    pub(crate) event: Option<EventId>,
    pub(crate) meter: Meter,
    pub(crate) trigger: Trigger,
    pub(crate) reads: Vec<Read>,
    pub(crate) outcome: Outcome,
}

/// An event that was given up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Dropped {
    pub(crate) session: SessionId,
    pub(crate) trigger: Trigger,
}

/// Something that a step asked store or backends, and what it was told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Read {
    /// What it asked.
    pub question: Question,
    /// What it was told.
    pub answer: Value,
}

/// What a step can ask store and backends, and is told at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Question {
    /// How full its storage is.
    StorageStatus,
    /// The committed value of a key.
    StorageGet {
        /// Which.
        key: String,
    },
    /// The committed keys with a prefix.
    StorageKeys {
        /// Which.
        prefix: String,
        /// How many at most.
        limit: usize,
    },
    /// What the user has consented to.
    Consented {
        /// To which interface.
        interface: String,
    },
    /// Who the user is to the partner.
    Subject,
    /// What the user is called.
    GivenName,
    /// How a payment stands.
    Payment {
        /// Which.
        payment: PaymentId,
    },
    /// Whether a request may be sent.
    HttpCheck {
        /// Its method and URL.
        request: String,
        /// All of it.
        digest: Digest,
    },
}

/// What a step came to.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    Committed(Box<Committed>),
    /// The mini-app broke a rule. Kept, and never compared.
    Fault {
        code: String,
        text: GuestWords,
    },
    /// The mini-app gave the step up.
    Failure {
        message: GuestWords,
        detail: Option<GuestWords>,
    },
}

/// What a step left.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Committed {
    pub(crate) state: Digest,
    pub(crate) view_digest: Digest,
    /// The view in the form of which it is the digest; none where it is the one from before.
    pub(crate) view: Option<Value>,
    /// The session's standing: timers, requests, and what else a store keeps of it.
    pub(crate) standing: Digest,
    pub(crate) storage: Digest,
    pub(crate) log: Digest,
    pub(crate) effects: Vec<Value>,
    /// What it was denied, a text each.
    #[serde(default)]
    pub(crate) denials: Vec<String>,
    pub(crate) calls: u32,
    pub(crate) fuel: u64,
}

/// A session that goes on from where another one stood.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Branched {
    pub(crate) session: SessionId,
    /// The other one.
    pub(crate) from: SessionId,
    /// After which step of that.
    pub(crate) sequence: u64,
}

/// Text that is as harmless after it was read as before it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub(crate) struct GuestWords(pub(crate) GuestText);

impl From<String> for GuestWords {
    fn from(text: String) -> Self {
        Self(GuestText::line(text))
    }
}

impl From<GuestWords> for String {
    fn from(text: GuestWords) -> Self {
        text.0.as_str().to_owned()
    }
}

impl StepRecord {
    /// The session that made it.
    #[must_use]
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// The number that it has, or would have got, in its session.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Its event's `now`, in milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Why it ran, as the contract names it.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        self.trigger.name()
    }

    /// What it asked store and backends, in order.
    #[must_use]
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// What it asked the bank for: one text each.
    #[must_use]
    pub fn requests(&self) -> Vec<GuestText> {
        match &self.outcome {
            Outcome::Committed(committed) => {
                let effects = committed.effects.iter().map(super::words::effect);
                effects.map(|effect| GuestText::cut(&effect, 2_048)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What calls of it were denied: one text each.
    #[must_use]
    pub fn denials(&self) -> Vec<GuestText> {
        match &self.outcome {
            Outcome::Committed(committed) => {
                committed.denials.iter().map(|denial| GuestText::cut(denial, 512)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The fuel that it burnt, and the calls that it made, if it was committed.
    #[must_use]
    pub fn used(&self) -> Option<(u64, u32)> {
        match &self.outcome {
            Outcome::Committed(committed) => Some((committed.fuel, committed.calls)),
            _ => None,
        }
    }

    /// How it failed, if it did: the code, and in words.
    #[must_use]
    pub fn failed(&self) -> Option<(&str, &GuestText)> {
        match &self.outcome {
            Outcome::Committed(_) => None,
            Outcome::Fault { code, text } => Some((code, &text.0)),
            Outcome::Failure { message, .. } => Some(("failure", &message.0)),
        }
    }

    /// The request that it was woken with the answer to, and the answer, whole.
    #[must_use]
    pub fn answer(&self) -> Option<(u64, &Answer)> {
        match &self.trigger {
            Trigger::Host { event: HostEvent::Answered { request, answer, .. }, .. } => {
                Some((*request, answer))
            }
            _ => None,
        }
    }

    /// What the node says that the user acted on, in the mini-app's own words, if it is such a step.
    #[must_use]
    pub fn action(&self) -> Option<&[u8]> {
        match &self.trigger {
            Trigger::Acted { action, .. } => Some(action),
            _ => None,
        }
    }

    /// Its event in words. `is_sensitive` says which inputs' values are not to be shown; of answers,
    /// which are about the user, only their kind is.
    #[must_use]
    pub fn event(&self, is_sensitive: impl Fn(&str) -> bool) -> GuestText {
        let text = match &self.trigger {
            Trigger::Launched(launch) => {
                let to = &launch.environment;
                let mut text = format!("launched in {}, {}", to.locale, to.time_zone);
                if let Ok(Value::Object(launch)) = serde_json::to_value(launch) {
                    let rest = launch.iter().filter(|(name, _)| *name != "environment");
                    for (name, value) in rest.filter(|(_, value)| !super::words::is_empty(value)) {
                        text.push_str(&format!(", {name} {value}"));
                    }
                }
                text
            }
            Trigger::Restarted(to) => format!("launched anew in {}, {}", to.locale, to.time_zone),
            Trigger::Upgraded { from } => format!("upgraded from {from}"),
            Trigger::Resumed(to) => format!("resumed in {}, {}", to.locale, to.time_zone),
            Trigger::EnvironmentChanged(to) => {
                format!("the user is now in {}, {}", to.locale, to.time_zone)
            }
            Trigger::Acted { action, fields, .. } => {
                let fields = fields.iter().map(|(name, value)| {
                    if is_sensitive(name) {
                        format!(", {name} = •••")
                    } else {
                        format!(", {name} = {}", in_words(value))
                    }
                });
                format!("action of {} bytes{}", action.len(), fields.collect::<String>())
            }
            Trigger::Back => "back".into(),
            Trigger::Host { event: HostEvent::Answered { request, answer, .. }, .. } => {
                let answer = serde_json::to_value(answer).unwrap_or_default();
                format!("request {request} is answered: {}", super::words::answer(&answer))
            }
            Trigger::Host { event: HostEvent::Changed { topic, id }, .. } => {
                format!("{topic} {id} has changed")
            }
            Trigger::Woke(timer) => format!("the timer of {} went off", timer.at),
        };
        GuestText::cut(&text, 4_096)
    }
}

fn in_words(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => format!("{text:?}"),
        other => serde_json::to_value(other)
            .ok()
            .and_then(|value| value.as_object()?.values().next().map(ToString::to_string))
            .unwrap_or_default(),
    }
}

impl Question {
    /// Whether the answer is about the user, and so not for everybody's eyes.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        match self {
            Self::Subject | Self::GivenName => true,
            Self::StorageStatus
            | Self::StorageGet { .. }
            | Self::StorageKeys { .. }
            | Self::Consented { .. }
            | Self::Payment { .. }
            | Self::HttpCheck { .. } => false,
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::StorageStatus => "how full its storage is".into(),
            Self::StorageGet { key } => format!("the value of {key:?} in its storage"),
            Self::StorageKeys { prefix, .. } => format!("the keys with {prefix:?} in its storage"),
            Self::Consented { interface } => format!("the user's consent to {interface}"),
            Self::Subject => "the user's pseudonym".into(),
            Self::GivenName => "the user's name".into(),
            Self::Payment { payment } => format!("payment {payment}"),
            Self::HttpCheck { request, .. } => format!("whether it may send {request}"),
        };
        f.write_str(GuestText::cut(&text, 1_024).as_str())
    }
}
