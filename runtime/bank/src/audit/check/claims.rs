//! What users were asked to share, against its leaves.

use crate::connection::Connection;

use super::super::recorded::{action_of_claims, claims_personal};
use super::{Course, Kind, Log};
use crate::claims;
use crate::error::DatabaseError;
use crate::finding::Finding;

pub(super) fn check(
    connection: &Connection,
    log: &mut Log,
    findings: &mut Vec<Finding>,
) -> Result<(), DatabaseError> {
    for record in claims::every(connection)? {
        let leaves = log.about(Kind::Claims, &record.id)?;
        let course = Course {
            actions: action_of_claims(&record).into_iter().collect(),
            app: &record.owner.app,
            ended_at: record.updated_at,
            personal: claims_personal(&record)?,
        };
        if let Some(what) = course.disagreement(&leaves)? {
            findings.push(Finding::AuditClaims { request: record.id, what: what.to_owned() });
        }
    }
    log.about_nothing(Kind::Claims, "request for claims", findings);
    Ok(())
}
