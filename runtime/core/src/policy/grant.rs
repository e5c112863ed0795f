//! What the bank lets a mini-app call, and within which limits.

use serde::{Deserialize, Serialize};

use crate::capability::INTERFACES;
use crate::capability::fx::FxGrant;
use crate::capability::http::HttpGrant;
use crate::capability::identity_verified::ClaimsGrant;
use crate::capability::location::LocationGrant;
use crate::capability::loyalty::LoyaltyGrant;
use crate::capability::navigation::NavigationGrant;
use crate::capability::payments::PaymentsGrant;
use crate::capability::payments_scheduled::ScheduledPaymentsGrant;
use crate::capability::transactions::TransactionsGrant;
use crate::capability::transactions_detail::TransactionsDetailGrant;
use crate::policy::limits::SizeGrant;

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
    /// Which accounts there are.
    #[serde(rename = "loggia:accounts/accounts-basic", skip_serializing_if = "Option::is_none")]
    pub accounts_basic: Option<NoOptions>,
    /// The account that the user picks.
    #[serde(rename = "loggia:accounts/account-picker", skip_serializing_if = "Option::is_none")]
    pub account_picker: Option<NoOptions>,
    /// What is on them.
    #[serde(rename = "loggia:accounts/balances", skip_serializing_if = "Option::is_none")]
    pub balances: Option<NoOptions>,
    /// What came in.
    #[serde(
        rename = "loggia:accounts/transactions-credits",
        skip_serializing_if = "Option::is_none"
    )]
    pub transactions_credits: Option<TransactionsGrant>,
    /// What went out.
    #[serde(
        rename = "loggia:accounts/transactions-debits",
        skip_serializing_if = "Option::is_none"
    )]
    pub transactions_debits: Option<TransactionsGrant>,
    /// With whom, and what for.
    #[serde(
        rename = "loggia:accounts/transactions-detail",
        skip_serializing_if = "Option::is_none"
    )]
    pub transactions_detail: Option<TransactionsDetailGrant>,
    /// Who the user is.
    #[serde(rename = "loggia:identity/identity-basic", skip_serializing_if = "Option::is_none")]
    pub identity_basic: Option<NoOptions>,
    /// What the bank has made sure of about the user.
    #[serde(rename = "loggia:identity/identity-verified", skip_serializing_if = "Option::is_none")]
    pub identity_verified: Option<ClaimsGrant>,
    /// Exchange rates.
    #[serde(rename = "loggia:fx/fx", skip_serializing_if = "Option::is_none")]
    pub fx: Option<FxGrant>,
    /// Its partner's servers.
    #[serde(rename = "loggia:http/http", skip_serializing_if = "Option::is_none")]
    pub http: Option<HttpGrant>,
    /// Where the user is.
    #[serde(rename = "loggia:location/location", skip_serializing_if = "Option::is_none")]
    pub location: Option<LocationGrant>,
    /// Payments.
    #[serde(rename = "loggia:payments/payments-initiate", skip_serializing_if = "Option::is_none")]
    pub payments_initiate: Option<PaymentsGrant>,
    /// Payments on a later day.
    #[serde(
        rename = "loggia:payments/payments-scheduled",
        skip_serializing_if = "Option::is_none"
    )]
    pub payments_scheduled: Option<ScheduledPaymentsGrant>,
    /// Storage of its own.
    #[serde(rename = "loggia:storage/storage", skip_serializing_if = "Option::is_none")]
    pub storage: Option<NoOptions>,
    /// Loyalty points.
    #[serde(rename = "loggia:loyalty/loyalty", skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<LoyaltyGrant>,
    /// Timers.
    #[serde(rename = "loggia:platform/timers", skip_serializing_if = "Option::is_none")]
    pub timers: Option<NoOptions>,
    /// Leaving by itself, for good or for another mini-app.
    #[serde(rename = "loggia:platform/navigation", skip_serializing_if = "Option::is_none")]
    pub navigation: Option<NavigationGrant>,
    /// A log of its own.
    #[serde(rename = "loggia:platform/log", skip_serializing_if = "Option::is_none")]
    pub log: Option<NoOptions>,
    /// How large it may be.
    #[serde(skip_serializing_if = "SizeGrant::is_usual")]
    pub limits: SizeGrant,
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

    /// How far back an interface lets a history be seen, in days; none where it is about none, or
    /// not granted.
    #[must_use]
    pub fn history_days(&self, interface: &str) -> Option<u32> {
        let days = |grant: Option<TransactionsGrant>| grant.map(|grant| grant.history_days);
        match interface {
            "loggia:accounts/transactions-credits" => days(self.transactions_credits),
            "loggia:accounts/transactions-debits" => days(self.transactions_debits),
            "loggia:accounts/transactions-detail" => {
                self.transactions_detail.as_ref().map(|grant| grant.history_days)
            }
            _ => None,
        }
    }

    /// Where the partner's server is told of settled payments, initiated or scheduled.
    #[must_use]
    pub fn webhook(&self) -> Option<&str> {
        self.payments().find_map(|(_, grant)| grant.webhook.as_deref())
    }

    /// What may be paid, at once and on a later day, by interface.
    pub(crate) fn payments(&self) -> impl Iterator<Item = (&'static str, &PaymentsGrant)> {
        let initiated = self.payments_initiate.as_ref();
        let initiated = initiated.map(|grant| ("loggia:payments/payments-initiate", grant));
        let scheduled = self.payments_scheduled.as_ref();
        let scheduled =
            scheduled.map(|grant| ("loggia:payments/payments-scheduled", &grant.payments));
        initiated.into_iter().chain(scheduled)
    }

    /// The interfaces that it grants.
    pub fn granted(&self) -> impl Iterator<Item = &'static str> {
        INTERFACES
            .iter()
            .filter(|entry| !entry.always && (entry.granted)(self))
            .map(|entry| entry.name)
    }
}
