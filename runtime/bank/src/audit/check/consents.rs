//! Consents against their leaves.

use loggia_audit::Action;

use super::super::recorded::{action_of_consent, consent_personal};
use super::{Course, Kind, Log};
use crate::connection::Connection;
use crate::consent;
use crate::error::DatabaseError;
use crate::finding::Finding;

pub(super) fn check(
    connection: &Connection,
    log: &mut Log,
    findings: &mut Vec<Finding>,
) -> Result<(), DatabaseError> {
    for record in consent::every(connection)? {
        let leaves = log.about(Kind::Consent, &record.id)?;
        let last = action_of_consent(&record);
        // A consent that held was given before it ended.
        let given = record.valid_until.map(|_| Action::ConsentGiven);
        let course = Course {
            actions: given.filter(|given| Some(*given) != last).into_iter().chain(last).collect(),
            app: &record.owner.app,
            ended_at: record.updated_at,
            personal: consent_personal(&record)?,
        };
        if let Some(what) = course.disagreement(&leaves)? {
            findings.push(Finding::AuditConsent { consent: record.id, what: what.to_owned() });
        }
    }
    log.about_nothing(Kind::Consent, "consent", findings);
    Ok(())
}
