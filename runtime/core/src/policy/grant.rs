//! What the bank lets a mini-app call, and within which limits.

use serde::{Deserialize, Serialize};

use crate::capability::{INTERFACES, loyalty::LoyaltyGrant, payments::PaymentsGrant};

/// What the bank lets a mini-app call. What is not named is not granted.
///
/// Written, in any of serde's formats, as interface → its limits:
///
/// ```
/// let grant: loggia_runtime::policy::Grant = serde_json::from_str(
///     r#"{
///       "loggia:storage/storage": {},
///       "loggia:payments/payments-initiate": {
///         "payees": [{"iban": "AT611904300234573201", "name": "Bean & Leaf"}],
///         "per-payment": "60.00 EUR",
///         "per-day": "150.00 EUR"
///       }
///     }"#,
/// )?;
/// assert!(grant.storage.is_some() && grant.loyalty.is_none());
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grant {
    /// Payments.
    #[serde(rename = "loggia:payments/payments-initiate", skip_serializing_if = "Option::is_none")]
    pub payments_initiate: Option<PaymentsGrant>,
    /// Storage of its own.
    #[serde(rename = "loggia:storage/storage", skip_serializing_if = "Option::is_none")]
    pub storage: Option<NoOptions>,
    /// Loyalty points.
    #[serde(rename = "loggia:loyalty/loyalty", skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<LoyaltyGrant>,
    /// Timers.
    #[serde(rename = "loggia:platform/timers", skip_serializing_if = "Option::is_none")]
    pub timers: Option<NoOptions>,
    /// Leaving by itself.
    #[serde(rename = "loggia:platform/navigation", skip_serializing_if = "Option::is_none")]
    pub navigation: Option<NoOptions>,
    /// A log of its own.
    #[serde(rename = "loggia:platform/log", skip_serializing_if = "Option::is_none")]
    pub log: Option<NoOptions>,
}

/// A capability that is granted or not, without limits of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoOptions {}

impl Grant {
    /// Takes an interface, such as `loggia:storage/storage`, out of the grant; says whether it was
    /// in it.
    pub fn deny(&mut self, interface: &str) -> bool {
        let Some(entry) = INTERFACES.iter().find(|entry| entry.name == interface) else {
            return false;
        };
        let was_granted = (entry.granted)(self);
        (entry.deny)(self);
        was_granted
    }

    /// The interfaces that it grants.
    pub fn granted(&self) -> impl Iterator<Item = &'static str> {
        INTERFACES
            .iter()
            .filter(|entry| !entry.always && (entry.granted)(self))
            .map(|entry| entry.name)
    }
}
