//! Payments against their leaves.

use loggia_audit::{Action, Leaf};

use super::super::Stored;
use super::super::recorded::{PaymentFacts, action_of, begins_as, word};
use super::credentials::Authenticators;
use super::{Kind, Log};
use crate::authentication;
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::finding::Finding;
use crate::payment_record::{self, PaymentRecord};

pub(super) fn check(
    connection: &Connection,
    log: &mut Log,
    authenticators: &Authenticators,
    findings: &mut Vec<Finding>,
) -> Result<(), DatabaseError> {
    for record in payment_record::every(connection)? {
        let leaves = log.about(Kind::Payment, &record.payment.id)?;
        let payment = record.payment.id;
        if let Some(what) = disagreement(&record, &leaves)? {
            findings.push(Finding::AuditPayment { payment, what: what.to_owned() });
        }
        let authorised = Action::PaymentAuthorised;
        if let Some(stored) = leaves.iter().find(|stored| stored.leaf.action == authorised) {
            let logged = stored.leaf.evidence.as_ref();
            let what = match authentication::check_evidence(connection, &record, logged)? {
                Err(what) => Some(what),
                Ok(Some(by)) if !authenticators.has(&by, stored.index) => {
                    Some("its evidence is by a credential that nobody had registered then".into())
                }
                Ok(_) => None,
            };
            findings.extend(what.map(|what| Finding::AuditPayment { payment, what }));
        }
    }
    log.about_nothing(Kind::Payment, "payment", findings);
    Ok(())
}

/// The actions by which a payment came where it is.
fn course(record: &PaymentRecord) -> impl Iterator<Item = Action> + use<> {
    let last = action_of(record);
    let authorised = Action::PaymentAuthorised;
    let given = record.debtor.map(|_| authorised);
    // Only a scheduled one is carried out some time after the payer's word.
    let executed = record.payment.on.and(record.settle_at).map(|_| Action::PaymentExecuted);
    let begun = (last != Action::PaymentRefused).then(|| begins_as(record));
    let before = [begun, given, executed].into_iter().flatten().filter(move |step| *step != last);
    before.chain([last])
}

/// How a payment and its leaves disagree.
fn disagreement(
    record: &PaymentRecord,
    leaves: &[Stored],
) -> Result<Option<&'static str>, DatabaseError> {
    if leaves.is_empty() {
        return Ok(Some("it has no leaf in the audit log"));
    }
    if !leaves.iter().map(|stored| stored.leaf.action).eq(course(record)) {
        return Ok(Some("its leaves in the audit log tell of another course"));
    }
    let (app, package) = (word(&record.owner.app)?, word(&record.package)?);
    let same =
        |leaf: &Leaf| leaf.app.as_ref() == Some(&app) && leaf.package.as_ref() == Some(&package);
    if !leaves.iter().all(|stored| same(&stored.leaf)) {
        return Ok(Some("its leaves in the audit log are of another mini-app"));
    }
    let times =
        (leaves.first().map(|stored| stored.leaf.at), leaves.last().map(|stored| stored.leaf.at));
    if times != (Some(record.created_at), Some(record.payment.updated_at)) {
        return Ok(Some("its leaves in the audit log are of other times"));
    }
    let erased = record.is_erased();
    let facts = PaymentFacts::from(record);
    let undecided = PaymentFacts { debtor: None, ..PaymentFacts::from(record) };
    for Stored { leaf, personal, .. } in leaves {
        let facts = if leaf.action == begins_as(record) { &undecided } else { &facts };
        let Some(personal) = personal else {
            if erased {
                continue;
            }
            return Ok(Some("its personal parts in the audit log are gone, and it was not erased"));
        };
        if personal.data != facts.personal()? {
            return Ok(Some("its leaves in the audit log tell of another payment"));
        }
    }
    Ok(None)
}
