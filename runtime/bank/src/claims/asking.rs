//! How a request for claims meets its user: they are asked, they have decided, or they are left in
//! peace.

use loggia_runtime::capability::identity_verified::{Claiming, ClaimsRequest, VerifiedIdentity};
use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::capability::{Refusal, RefusalCode, Unavailable};
use loggia_runtime::store::Owner;
use loggia_runtime::{EffectId, SessionId};
use rusqlite::{OptionalExtension, params};

use super::{TIME_TO_DECIDE, by_id, find, known, moved, to_sql};
use crate::Bank;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::consent::{self, ConsentId};
use crate::error::DatabaseError;
use crate::pauses::{pause_after_refusals, refused_until};
use crate::payment_record::consent_code;

const INTERFACE: &str = "loggia:identity/identity-verified";

impl VerifiedIdentity for Bank {
    fn request_claims(
        &self,
        effect: &EffectId,
        session: &SessionId,
        owner: &Owner,
        request: &ClaimsRequest,
    ) -> Result<Claiming, Unavailable> {
        let now = self.now();
        let id = consent::id_of(effect, INTERFACE);
        // Asked again several times a second while the user thinks: without the write lock.
        let there = self.database().read(|connection| by_id(connection, id))?;
        let awaits = there
            .is_some_and(|record| record.status == ConsentStatus::Awau && now < record.expires_at);
        if awaits {
            return Ok(Claiming::AwaitingUser);
        }
        Ok(self
            .write_audited(now, |connection| ask(connection, id, session, owner, request, now))?)
    }
}

fn ask(
    connection: &Connection,
    id: ConsentId,
    session: &SessionId,
    owner: &Owner,
    request: &ClaimsRequest,
    now: u64,
) -> Result<Claiming, DatabaseError> {
    expire(connection, owner, now)?;
    if let Some(record) = by_id(connection, id)? {
        return match (record.status, record.shared) {
            (ConsentStatus::Awau, _) => Ok(Claiming::AwaitingUser),
            (ConsentStatus::Auth, Some(shared)) => Ok(Claiming::Decided(Ok(Box::new(shared)))),
            (ConsentStatus::Expd, _) => {
                refused(Refusal::new(RefusalCode::Expired, "the user did not decide in time"))
            }
            _ => refused(Refusal::new(RefusalCode::Cancelled, "the user shares nothing")),
        };
    }
    if is_asked(connection, owner)? {
        return refused(Refusal::new(
            RefusalCode::LimitExceeded,
            "the user is asked for claims already: wait for that answer",
        ));
    }
    if let Some(again) = paused_until(connection, owner)?.filter(|again| now < *again) {
        let message =
            "the user has refused to share anything, and is not asked again for some time";
        return refused(refused_until(again, now, message));
    }
    begin(connection, id, session, owner, request, now)?;
    Ok(Claiming::AwaitingUser)
}

fn refused(refusal: Refusal) -> Result<Claiming, DatabaseError> {
    Ok(Claiming::Decided(Err(refusal)))
}

/// Ends what the user did not decide on in time, or before its session was closed.
fn expire(connection: &Connection, owner: &Owner, now: u64) -> Result<(), DatabaseError> {
    let over = find(
        connection,
        "WHERE user = ?1 AND app = ?2 AND status = 'AWAU' AND (expires_at <= ?3 OR EXISTS (
           SELECT 1 FROM sessions WHERE id = claim_requests.session AND closed IS NOT NULL))",
        params![Sql(&owner.user), Sql(&owner.app), Sql(now)],
    )?;
    over.into_iter()
        .try_for_each(|record| moved(connection, record, ConsentStatus::Expd, None, now))
}

/// Whether a sheet of this owner's is open, in whichever session.
fn is_asked(connection: &Connection, owner: &Owner) -> Result<bool, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM claim_requests
                            WHERE user = ?1 AND app = ?2 AND status = 'AWAU')",
        )?
        .query_row(params![Sql(&owner.user), Sql(&owner.app)], |row| row.get(0))?)
}

/// When the pause ends that began with the latest no, which grows with each since the latest yes.
fn paused_until(connection: &Connection, owner: &Owner) -> Result<Option<u64>, DatabaseError> {
    let latest: Option<(u32, u64)> = connection
        .prepare_cached(
            "SELECT count(*) OVER (), updated_at FROM claim_requests
             WHERE user = ?1 AND app = ?2 AND status = 'RJCT' AND number > (
               SELECT coalesce(max(number), 0) FROM claim_requests
               WHERE user = ?1 AND app = ?2 AND status = 'AUTH')
             ORDER BY number DESC LIMIT 1",
        )?
        .query_row(params![Sql(&owner.user), Sql(&owner.app)], |row| {
            Ok((row.get(0)?, column::unsigned(row, 1)?))
        })
        .optional()?;
    Ok(latest.map(|(refusals, at)| at.saturating_add(pause_after_refusals(refusals))))
}

/// What the bank knows of it is taken down now: that is what the sheet shows, and what can be shared.
fn begin(
    connection: &Connection,
    id: ConsentId,
    session: &SessionId,
    owner: &Owner,
    request: &ClaimsRequest,
    now: u64,
) -> Result<(), DatabaseError> {
    let offered = known(connection, &owner.user)?.only(&request.claims);
    connection
        .prepare_cached(
            "INSERT INTO claim_requests
               (id, user, app, session, asked, purpose, offered, asked_at, expires_at, status,
                updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?8)",
        )?
        .execute(params![
            Sql(id),
            Sql(&owner.user),
            Sql(&owner.app),
            Sql(*session),
            to_sql(&request.claims)?,
            request.purpose,
            to_sql(&offered)?,
            Sql(now),
            Sql(now.saturating_add(TIME_TO_DECIDE)),
            consent_code(ConsentStatus::Awau),
        ])?;
    Ok(())
}
