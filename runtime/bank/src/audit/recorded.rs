//! What of the bank becomes a leaf, and which part of it is personal.

use loggia_audit::{Action, Actor, Hash, Leaf, Personal, Word};
use loggia_authentication::{Credential, CredentialId};
use loggia_runtime::capability::identity_verified::{Claim, Claims};
use loggia_runtime::capability::payments::{
    AccountIdentification, ConsentStatus, Instruction, PaymentStatus,
};
use loggia_runtime::package::Purpose;
use loggia_runtime::store::Owner;
use loggia_runtime::{AppId, Day, PackageDigest, PaymentId, SessionId, UserId};
use serde::Serialize;

use super::{append, damaged};
use crate::account::AccountId;
use crate::authentication;
use crate::claims::ClaimsRecord;
use crate::connection::Connection;
use crate::consent::{ConsentId, ConsentRecord};
use crate::error::DatabaseError;
use crate::ledger::Entry;
use crate::payment_record::PaymentRecord;
use crate::transfer::TransferId;

/// A payment, as its leaves tell of it.
pub(crate) struct PaymentFacts<'a> {
    pub(crate) payment: PaymentId,
    pub(crate) owner: &'a Owner,
    pub(crate) instruction: &'a Instruction,
    pub(crate) package: PackageDigest,
    pub(crate) debtor: Option<AccountId>,
}

impl<'a> From<&'a PaymentRecord> for PaymentFacts<'a> {
    fn from(record: &'a PaymentRecord) -> Self {
        Self {
            payment: record.payment.id,
            owner: &record.owner,
            instruction: &record.instruction,
            package: record.package,
            debtor: record.debtor,
        }
    }
}

impl PaymentFacts<'_> {
    /// The personal part of its leaves: the same payment has the same text.
    pub(crate) fn personal(&self) -> Result<String, DatabaseError> {
        #[derive(Serialize)]
        #[serde(rename_all = "kebab-case")]
        struct Data<'a> {
            user: &'a str,
            amount: String,
            creditor: &'a AccountIdentification,
            creditor_name: &'a str,
            instruction_id: &'a str,
            end_to_end_id: &'a str,
            remittance: Option<&'a str>,
            debtor: Option<AccountId>,
            #[serde(skip_serializing_if = "Option::is_none")]
            on: Option<Day>,
        }
        let Instruction {
            instruction_id,
            end_to_end_id,
            amount,
            creditor,
            creditor_name,
            remittance,
            on,
        } = self.instruction;
        json(&Data {
            user: self.owner.user.as_str(),
            amount: amount.to_string(),
            creditor,
            creditor_name,
            instruction_id,
            end_to_end_id,
            remittance: remittance.as_deref(),
            debtor: self.debtor,
            on: *on,
        })
    }
}

/// The action by which a payment came where it is.
pub(super) fn action_of(record: &PaymentRecord) -> Action {
    match (record.payment.consent, record.payment.status) {
        (ConsentStatus::Awau, _) => begins_as(record),
        (ConsentStatus::Rjct, _) if record.refused.is_some() => Action::PaymentRefused,
        (ConsentStatus::Rjct, _) => Action::PaymentRejected,
        (ConsentStatus::Canc, _) => Action::PaymentCancelled,
        (ConsentStatus::Expd, _) => Action::PaymentExpired,
        (ConsentStatus::Auth, Some(PaymentStatus::Acsc)) => Action::PaymentSettled,
        (ConsentStatus::Auth, Some(PaymentStatus::Rjct)) if record.failure.is_some() => {
            Action::PaymentFailed
        }
        (ConsentStatus::Auth, Some(PaymentStatus::Rjct)) => Action::PaymentReturned,
        (ConsentStatus::Auth, Some(PaymentStatus::Canc)) => Action::PaymentCancelled,
        (ConsentStatus::Auth, Some(PaymentStatus::Pdng)) if record.payment.on.is_some() => {
            Action::PaymentExecuted
        }
        (ConsentStatus::Auth, _) => Action::PaymentAuthorised,
    }
}

/// The action by which a payment began that the bank did not refuse.
pub(super) fn begins_as(record: &PaymentRecord) -> Action {
    match record.payment.on {
        None => Action::PaymentInitiated,
        Some(_) => Action::PaymentScheduled,
    }
}

/// Records that a payment has come where it is now, and who decided it.
pub(crate) fn moved(
    connection: &Connection,
    record: &PaymentRecord,
    by: Actor,
) -> Result<(), DatabaseError> {
    payment(connection, action_of(record), by, &record.into(), record.payment.updated_at)
}

/// Records what happened to a payment.
#[tracing::instrument(name = "bank.audit", level = "debug", skip_all)]
pub(crate) fn payment(
    connection: &Connection,
    action: Action,
    by: Actor,
    facts: &PaymentFacts<'_>,
    at: u64,
) -> Result<(), DatabaseError> {
    let personal = salted(facts.personal()?)?;
    let leaf = Leaf {
        app: Some(word(&facts.owner.app)?),
        package: Some(word(&facts.package)?),
        evidence: match action {
            Action::PaymentAuthorised => {
                authentication::evidence_digest(connection, &facts.payment)?
            }
            _ => None,
        },
        personal: Some(personal.commitment()),
        ..leaf(action, by, &facts.payment, at)?
    };
    append(connection, &leaf, Some((&facts.owner.user, &personal))).map(drop)
}

/// The personal part of a consent's leaves: the same consent has the same text.
pub(crate) fn consent_personal(record: &ConsentRecord) -> Result<String, DatabaseError> {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Data<'a> {
        user: &'a str,
        interface: &'a str,
        purpose: &'a Purpose,
        history_days: Option<u32>,
    }
    let ConsentRecord { owner, interface, purpose, history_days, .. } = record;
    let user = owner.user.as_str();
    json(&Data { user, interface, purpose, history_days: *history_days })
}

/// The action by which a consent came where it is; none while the user is asked.
pub(super) fn action_of_consent(record: &ConsentRecord) -> Option<Action> {
    Some(match record.status {
        ConsentStatus::Awau => return None,
        ConsentStatus::Auth => Action::ConsentGiven,
        ConsentStatus::Rjct => Action::ConsentRefused,
        ConsentStatus::Canc => Action::ConsentWithdrawn,
        ConsentStatus::Expd => Action::ConsentExpired,
    })
}

/// Records that a consent has come where it is now.
pub(crate) fn consent_moved(
    connection: &Connection,
    record: &ConsentRecord,
) -> Result<(), DatabaseError> {
    let Some(action) = action_of_consent(record) else { return Ok(()) };
    let by = match action {
        Action::ConsentExpired => Actor::Bank,
        _ => Actor::Customer,
    };
    let personal = consent_personal(record)?;
    user_decided(connection, (action, by), record.id, &record.owner, personal, record.updated_at)
}

/// The personal part of the leaf of a request for claims.
pub(crate) fn claims_personal(record: &ClaimsRecord) -> Result<String, DatabaseError> {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Data<'a> {
        user: &'a str,
        asked: &'a [Claim],
        purpose: &'a str,
        shared: Option<&'a Claims>,
    }
    let ClaimsRecord { owner, asked, purpose, shared, .. } = record;
    json(&Data { user: owner.user.as_str(), asked, purpose, shared: shared.as_ref() })
}

/// The action by which a request for claims came where it is; none while the user is asked.
pub(super) fn action_of_claims(record: &ClaimsRecord) -> Option<Action> {
    match record.status {
        ConsentStatus::Awau => None,
        ConsentStatus::Auth => Some(Action::ClaimsShared),
        ConsentStatus::Expd => Some(Action::ClaimsExpired),
        ConsentStatus::Rjct | ConsentStatus::Canc => Some(Action::ClaimsRefused),
    }
}

/// Records that a request for claims has come where it is now.
pub(crate) fn claims_moved(
    connection: &Connection,
    record: &ClaimsRecord,
) -> Result<(), DatabaseError> {
    let Some(action) = action_of_claims(record) else { return Ok(()) };
    let by = match action {
        Action::ClaimsExpired => Actor::Bank,
        _ => Actor::Customer,
    };
    let personal = claims_personal(record)?;
    user_decided(connection, (action, by), record.id, &record.owner, personal, record.updated_at)
}

/// The leaf of what a user decided about what a mini-app may know, or did not decide in time.
fn user_decided(
    connection: &Connection,
    (action, by): (Action, Actor),
    subject: ConsentId,
    owner: &Owner,
    personal: String,
    at: u64,
) -> Result<(), DatabaseError> {
    let personal = salted(personal)?;
    let leaf = Leaf {
        app: Some(word(&owner.app)?),
        personal: Some(personal.commitment()),
        ..leaf(action, by, &subject, at)?
    };
    append(connection, &leaf, Some((&owner.user, &personal))).map(drop)
}

/// The personal part of a credential's leaves.
pub(super) fn credential_personal(
    user: &UserId,
    credential: &CredentialId,
) -> Result<String, DatabaseError> {
    #[derive(Serialize)]
    struct Data<'a> {
        user: &'a str,
        credential: &'a CredentialId,
    }
    json(&Data { user: user.as_str(), credential })
}

/// The digest of a credential's key, as its leaves have it.
pub(super) fn key_digest(credential: &Credential) -> Hash {
    Hash::from_bytes(*credential.key_digest().as_bytes())
}

/// Records that a user has come by a credential, or that it is taken away from them: its key, under the
/// name that their authenticator has for them.
pub(crate) fn authenticator(
    connection: &Connection,
    action: Action,
    by: Actor,
    user: &UserId,
    credential: &Credential,
    at: u64,
) -> Result<(), DatabaseError> {
    let personal = salted(credential_personal(user, &credential.id)?)?;
    let leaf = Leaf {
        evidence: Some(key_digest(credential)),
        personal: Some(personal.commitment()),
        ..leaf(action, by, &credential.user, at)?
    };
    append(connection, &leaf, Some((user, &personal))).map(drop)
}

/// Records that a payer's signature was refused, and that it was one too many where it was.
pub(crate) fn failed_to_authenticate(
    connection: &Connection,
    record: &PaymentRecord,
    locks: bool,
    at: u64,
) -> Result<(), DatabaseError> {
    let of = Some((word(&record.owner.app)?, word(&record.package)?)).unzip();
    failed(connection, &record.owner.user, &record.payment.id, of, locks, at)
}

/// Records likewise that a user's registration was refused, under the name that their authenticator has
/// for them.
pub(crate) fn failed_to_register(
    connection: &Connection,
    user: &UserId,
    handle: &str,
    locks: bool,
    at: u64,
) -> Result<(), DatabaseError> {
    failed(connection, user, &handle, (None, None), locks, at)
}

fn failed(
    connection: &Connection,
    user: &UserId,
    subject: &impl ToString,
    (app, package): (Option<Word>, Option<Word>),
    locks: bool,
    at: u64,
) -> Result<(), DatabaseError> {
    #[derive(Serialize)]
    struct Data<'a> {
        user: &'a str,
    }
    let failed = (Action::AuthenticationFailed, Actor::Customer);
    let locked = locks.then_some((Action::AuthenticationLocked, Actor::Bank));
    for (action, by) in [failed].into_iter().chain(locked) {
        let personal = salted(json(&Data { user: user.as_str() })?)?;
        let leaf = Leaf {
            app: app.clone(),
            package: package.clone(),
            personal: Some(personal.commitment()),
            ..leaf(action, by, subject, at)?
        };
        append(connection, &leaf, Some((user, &personal)))?;
    }
    Ok(())
}

/// Transfers that are no payment's, as one leaf tells of them.
pub(crate) struct TransferFacts {
    first: Option<TransferId>,
    last_at: u64,
    count: u64,
    text: String,
}

impl TransferFacts {
    /// Of these, in their order. They name nobody: what an erasure leaves of a transfer is all of this.
    pub(crate) fn of<'a>(transfers: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut facts = Self { first: None, last_at: 0, count: 0, text: String::new() };
        for entry in transfers {
            facts.first.get_or_insert(entry.id);
            facts.last_at = entry.made_at;
            facts.count += 1;
            facts.text += &format!("{entry}\n");
        }
        facts
    }

    /// What the leaf that was written with them says.
    pub(super) fn leaf(&self) -> Result<Leaf, DatabaseError> {
        let first = self.first.ok_or_else(|| damaged("a leaf about no transfers"))?;
        Ok(Leaf {
            count: Some(self.count),
            evidence: Some(Hash::of(&[b"loggia transfers 1\n", self.text.as_bytes()])),
            ..leaf(Action::TransfersMade, Actor::Bank, &first, self.last_at)?
        })
    }
}

/// Records transfers that are made now, and are no payment's: the leaf that they name.
pub(crate) fn transfers(
    connection: &Connection,
    facts: &TransferFacts,
) -> Result<u64, DatabaseError> {
    append(connection, &facts.leaf()?, None)
}

/// What a session was denied, as its leaf tells of it.
pub(crate) struct Denied<'a> {
    pub(crate) session: &'a SessionId,
    pub(crate) app: &'a AppId,
    pub(crate) package: &'a PackageDigest,
    pub(crate) interface: &'a str,
    pub(crate) code: &'a str,
    pub(crate) count: u64,
}

/// Records denials. It concerns the mini-app, and so has no personal part: who the user was, the
/// session says as long as it is kept.
pub(crate) fn denied(
    connection: &Connection,
    denied: &Denied<'_>,
    at: u64,
) -> Result<(), DatabaseError> {
    let leaf = Leaf {
        app: Some(word(denied.app)?),
        package: Some(word(denied.package)?),
        capability: Some(word(&denied.interface)?),
        reason: Some(word(&denied.code)?),
        count: Some(denied.count),
        ..leaf(Action::CallsDenied, Actor::Bank, denied.session, at)?
    };
    append(connection, &leaf, None).map(drop)
}

/// A leaf that says no more than it must.
pub(super) fn leaf(
    action: Action,
    by: Actor,
    subject: &impl ToString,
    at: u64,
) -> Result<Leaf, DatabaseError> {
    Ok(Leaf {
        action,
        at,
        by,
        subject: word(subject)?,
        app: None,
        package: None,
        capability: None,
        reason: None,
        count: None,
        evidence: None,
        personal: None,
    })
}

/// What stands in a leaf of ours always fits.
pub(super) fn word(value: &impl ToString) -> Result<Word, DatabaseError> {
    value
        .to_string()
        .parse()
        .map_err(|error: loggia_audit::MalformedLeaf| damaged(error.to_string()))
}

fn salted(data: String) -> Result<Personal, DatabaseError> {
    Personal::new(data).map_err(|error| DatabaseError::NoRandomness { reason: error.to_string() })
}

fn json(data: &impl Serialize) -> Result<String, DatabaseError> {
    serde_json::to_string(data).map_err(|error| damaged(error.to_string()))
}
