//! What wakes a mini-app, in the core's words and in the contract's.

use serde::{Deserialize, Serialize};

use crate::contract::loggia::app::events as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::ids::EventId;
use crate::intent::Intent;
use crate::money::Currency;
use crate::store::HostEvent;
use crate::ui::{FieldValue, NodePath};

/// Where and for whom a mini-app is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launch {
    /// Where and for whom.
    pub environment: Environment,
    /// What for; none where the user just opens it.
    pub intent: Option<Intent>,
}

/// Something that a client did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientEvent {
    /// Chosen by the client. The same id again is the same event.
    pub id: EventId,
    /// What.
    pub kind: ClientEventKind,
}

/// What a client did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientEventKind {
    /// Acted on a node of the view: tapped it, submitted the form, changed the input, dismissed the
    /// dialog.
    Act {
        /// The view that the client showed.
        revision: u64,
        /// The node.
        path: NodePath,
        /// For a form: the values of all its enabled inputs. For an input: its own.
        values: Vec<(String, FieldValue)>,
    },
    /// Wants to go back.
    Back,
    /// Is somewhere else now, or speaks another language.
    EnvironmentChanged(Environment),
}

/// Why a step runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Trigger {
    Launched(Launch),
    /// As `Launched`, in place of a session that could not be carried over to this release.
    Restarted(Environment),
    Upgraded {
        from: String,
    },
    Resumed(Environment),
    EnvironmentChanged(Environment),
    Acted {
        path: NodePath,
        fingerprint: u64,
        #[serde(with = "crate::capability::bytes_as_text")]
        action: Vec<u8>,
        fields: Vec<(String, FieldValue)>,
    },
    Back,
    Host {
        id: u64,
        event: HostEvent,
    },
    Woke(crate::store::Timer),
}

impl Trigger {
    /// Its kind, as the contract names it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Launched(_) | Self::Restarted(_) => "launched",
            Self::Upgraded { .. } => "upgraded",
            Self::Resumed(_) => "resumed",
            Self::EnvironmentChanged(_) => "environment-changed",
            Self::Acted { .. } => "action",
            Self::Back => "back",
            Self::Host { event: HostEvent::Answered { .. }, .. } => "answered",
            Self::Host { event: HostEvent::Changed { .. }, .. } => "changed",
            Self::Woke(_) => "woke",
        }
    }

    /// Whether it shows a session again that was there before.
    pub(crate) fn shows(&self) -> bool {
        matches!(self, Self::Upgraded { .. } | Self::Resumed(_))
    }

    /// Whether it is the user's own doing.
    pub(crate) fn is_user(&self) -> bool {
        matches!(self, Self::Acted { .. } | Self::Back)
    }

    /// In the contract's words. `rights` are the optional capabilities that are there.
    pub(crate) fn to_contract(&self, rights: impl FnOnce() -> Vec<String>) -> wit::Kind {
        match self {
            Self::Launched(launch) => wit::Kind::Launched(wit::Launch {
                environment: environment(&launch.environment),
                intent: launch.intent.as_ref().map(intent),
                rights: rights(),
                reason: wit::Reason::Opened,
            }),
            Self::Restarted(to) => wit::Kind::Launched(wit::Launch {
                environment: environment(to),
                intent: None,
                rights: rights(),
                reason: wit::Reason::Restarted,
            }),
            Self::Upgraded { from } => wit::Kind::Upgraded(from.clone()),
            Self::Resumed(to) => wit::Kind::Resumed(environment(to)),
            Self::EnvironmentChanged(to) => wit::Kind::EnvironmentChanged(environment(to)),
            Self::Acted { action, fields, .. } => wit::Kind::Action(wit::UserAction {
                action: action.clone(),
                fields: fields.iter().map(|(name, value)| (name.clone(), field(value))).collect(),
            }),
            Self::Back => wit::Kind::Back,
            Self::Host { event: HostEvent::Answered { request, context, .. }, .. } => {
                wit::Kind::Answered(wit::Answer { request: *request, context: context.clone() })
            }
            Self::Host { event: HostEvent::Changed { topic, id }, .. } => {
                wit::Kind::Changed(wit::Change { topic: topic.clone(), id: id.clone() })
            }
            Self::Woke(timer) => wit::Kind::Woke(timer.context.clone()),
        }
    }
}

fn environment(environment: &Environment) -> wit::Environment {
    wit::Environment {
        locale: environment.locale.clone(),
        time_zone: environment.time_zone.clone(),
        utc_offset_minutes: environment.utc_offset_minutes,
        currency: environment.currency.code().to_owned(),
    }
}

fn intent(Intent { name, params }: &Intent) -> wit::Intent {
    wit::Intent {
        name: name.to_string(),
        params: params
            .iter()
            .map(|(name, value)| (name.to_string(), value.as_str().to_owned()))
            .collect(),
    }
}

fn field(value: &FieldValue) -> wit::FieldValue {
    match value {
        FieldValue::Text(text) => wit::FieldValue::Text(text.clone()),
        FieldValue::Integer(number) => wit::FieldValue::Integer(*number),
        FieldValue::Choice(chosen) => wit::FieldValue::Choice(chosen.clone()),
        FieldValue::On(on) => wit::FieldValue::On(*on),
        FieldValue::Number(number) => wit::FieldValue::Number(*number),
        FieldValue::Money(money) => wit::FieldValue::Money(money.map(|money| wit_types::Money {
            minor_units: money.minor_units(),
            currency: money.currency().code().to_owned(),
        })),
        FieldValue::Date(date) => wit::FieldValue::Date(date.map(|date| wit_types::Date {
            year: date.year(),
            month: date.month(),
            day: date.day(),
        })),
    }
}
