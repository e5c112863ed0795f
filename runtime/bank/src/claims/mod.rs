//! Facts about customers that the bank has made sure of, and which of them they let mini-apps know:
//! asked for on a sheet each time, and kept as they were decided.

mod asking;
mod sheet;

use loggia_runtime::capability::identity_verified::{Claim, Claims};
use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::store::Owner;
use loggia_runtime::{SessionId, UserId};
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::sheet::ClaimsSheet;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::consent::ConsentId;
use crate::error::{ClaimsError, DatabaseError};
use crate::payment_record::{consent_code, consent_of};
use crate::{Bank, audit};

/// How long the user has to decide, in milliseconds.
const TIME_TO_DECIDE: u64 = 5 * 60 * 1_000;

/// What a mini-app asked a user to share, and what the user said to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimsRecord {
    /// Which.
    pub id: ConsentId,
    /// Who, with which mini-app.
    pub owner: Owner,
    /// What it asked for, in its order.
    pub asked: Vec<Claim>,
    /// What for, in its words.
    pub purpose: String,
    /// In which session they were asked.
    pub session: SessionId,
    /// When, in milliseconds since 1970, like all times here.
    pub asked_at: u64,
    /// Until when they may decide.
    pub expires_at: u64,
    /// What they said: `AUTH` where something is shared.
    pub status: ConsentStatus,
    /// What it was told.
    pub shared: Option<Claims>,
    /// When it last moved.
    pub updated_at: u64,
    /// What the sheet shows as known, as long as nothing is decided. Of no use to anybody else, and
    /// gone with the decision.
    #[serde(skip)]
    pub(crate) offered: Option<Claims>,
}

impl Bank {
    /// Takes down what the bank has made sure of about a customer, in place of what it knew before.
    /// Sheets that are open and what was shared stay as they were.
    ///
    /// # Errors
    ///
    /// [`ClaimsError::Malformed`] for a claim that could not be shared as it is, or the database cannot
    /// do it.
    pub fn register_claims(
        &self,
        user: &UserId,
        claims: &Claims,
        now: u64,
    ) -> Result<(), ClaimsError> {
        claims.check()?;
        self.database().write(|connection| Ok(register(connection, user, claims, now)?))
    }

    /// All that a user was ever asked to share, the newest first; without a user, everybody.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn claims_asked(&self, user: Option<&UserId>) -> Result<Vec<ClaimsRecord>, DatabaseError> {
        self.database().read(|connection| match user {
            Some(user) => find(connection, "WHERE user = ?1 ORDER BY number DESC", [Sql(user)]),
            None => find(connection, "ORDER BY number DESC", []),
        })
    }
}

pub(crate) fn register(
    connection: &Connection,
    user: &UserId,
    claims: &Claims,
    now: u64,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO verified_claims (user, claims, verified_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (user) DO UPDATE SET claims = excluded.claims,
               verified_at = excluded.verified_at",
        )?
        .execute(params![Sql(user), to_sql(claims)?, Sql(now)])?;
    Ok(())
}

/// What the bank has made sure of about a customer.
fn known(connection: &Connection, user: &UserId) -> Result<Claims, DatabaseError> {
    let claims: Option<String> = connection
        .prepare_cached("SELECT claims FROM verified_claims WHERE user = ?1")?
        .query_row([Sql(user)], |row| row.get(0))
        .optional()?;
    claims.map_or_else(|| Ok(Claims::default()), |claims| of_sql(&claims))
}

/// Moves a request on, together with its leaf. What was offered and is not shared goes.
fn moved(
    connection: &Connection,
    mut record: ClaimsRecord,
    status: ConsentStatus,
    shared: Option<Claims>,
    now: u64,
) -> Result<(), DatabaseError> {
    record.status = status;
    record.shared = shared;
    record.updated_at = now.max(record.updated_at);
    audit::claims_moved(connection, &record)?;
    connection
        .prepare_cached(
            "UPDATE claim_requests SET status = ?2, shared = ?3, offered = NULL, updated_at = ?4
             WHERE id = ?1",
        )?
        .execute(params![
            Sql(record.id),
            consent_code(status),
            record.shared.as_ref().map(to_sql).transpose()?,
            Sql(record.updated_at)
        ])?;
    Ok(())
}

/// Every request, for whoever works the books out anew.
pub(crate) fn every(connection: &Connection) -> Result<Vec<ClaimsRecord>, DatabaseError> {
    find(connection, "ORDER BY number", [])
}

fn by_id(connection: &Connection, id: ConsentId) -> Result<Option<ClaimsRecord>, DatabaseError> {
    Ok(find(connection, "WHERE id = ?1", [Sql(id)])?.into_iter().next())
}

fn find(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<ClaimsRecord>, DatabaseError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, user, app, asked, purpose, session, asked_at, expires_at, status, shared,
                updated_at, offered
         FROM claim_requests {which}"
    ))?;
    let mut rows = statement.query(params)?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        records.push(record_of(row)?);
    }
    Ok(records)
}

fn record_of(row: &Row<'_>) -> Result<ClaimsRecord, DatabaseError> {
    let claims = |column: usize| -> Result<Option<Claims>, DatabaseError> {
        row.get::<_, Option<String>>(column)?.as_deref().map(of_sql).transpose()
    };
    Ok(ClaimsRecord {
        id: row.get::<_, Sql<ConsentId>>(0)?.0,
        owner: Owner { user: row.get::<_, Sql<_>>(1)?.0, app: row.get::<_, Sql<_>>(2)?.0 },
        asked: of_sql(row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)?,
        purpose: row.get(4)?,
        session: row.get::<_, Sql<SessionId>>(5)?.0,
        asked_at: column::unsigned(row, 6)?,
        expires_at: column::unsigned(row, 7)?,
        status: consent_of(row.get_ref(8)?.as_str().map_err(rusqlite::Error::from)?),
        shared: claims(9)?,
        updated_at: column::unsigned(row, 10)?,
        offered: claims(11)?,
    })
}

fn to_sql(value: &impl Serialize) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(|error| damaged(&error))
}

fn of_sql<T: DeserializeOwned>(text: &str) -> Result<T, DatabaseError> {
    serde_json::from_str(text).map_err(|error| damaged(&error))
}

// Where it is wrong, and not what stands there: that is somebody's.
fn damaged(error: &serde_json::Error) -> DatabaseError {
    let what = format!("claims about a customer, at column {}", error.column());
    DatabaseError::Damaged { what }
}
