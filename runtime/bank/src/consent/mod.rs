//! What users let mini-apps see: asked for on a sheet, kept with what was shown, withdrawn at once.

mod asking;
mod sheet;

use std::fmt;
use std::str::FromStr;

use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::package::Purpose;
use loggia_runtime::store::Owner;
use loggia_runtime::{PaymentId, SessionId, UserId};
use rusqlite::{Row, params};
use serde::Serialize;

pub(crate) use self::asking::id_of;
pub use self::sheet::{AskedPermission, ConsentSheet};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{ConsentError, DatabaseError};
use crate::payment_record::{consent_code, consent_of};
use crate::{Bank, audit, registry};

/// How long a consent holds: what PSD2's technical standards let pass between two strong
/// authentications for account information (Commission Delegated Regulation (EU) 2018/389, Article
/// 10a, as of 2022/2360).
const VALID_DAYS: u64 = 180;
/// How long the user has to decide, in milliseconds.
const TIME_TO_DECIDE: u64 = 5 * 60 * 1_000;

/// A consent that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct ConsentId([u8; 16]);

/// What a user said to a mini-app's wish to see something, with what they were shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentRecord {
    /// Which.
    pub id: ConsentId,
    /// Who, to which mini-app.
    pub owner: Owner,
    /// To what, such as `loggia:accounts/balances`.
    pub interface: String,
    /// What for.
    pub purpose: Purpose,
    /// How far back, where it is about a history.
    pub history_days: Option<u32>,
    /// In which session they were asked.
    pub session: SessionId,
    /// When, in milliseconds since 1970, like all times here.
    pub asked_at: u64,
    /// Until when they may decide.
    pub expires_at: u64,
    /// What they said: `CANC` is withdrawn.
    pub status: ConsentStatus,
    /// Until when a yes holds.
    pub valid_until: Option<u64>,
    /// When it last moved.
    pub updated_at: u64,
}

impl ConsentRecord {
    /// Whether it lets the mini-app see anything at `now`.
    #[must_use]
    pub fn is_valid(&self, now: u64) -> bool {
        self.status == ConsentStatus::Auth && self.valid_until.is_some_and(|until| now < until)
    }
}

impl Bank {
    /// All consents that a user was ever asked for, the newest first; without a user, everybody's.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn consents(&self, user: Option<&UserId>) -> Result<Vec<ConsentRecord>, DatabaseError> {
        self.database().read(|connection| match user {
            Some(user) => find(connection, "WHERE user = ?1 ORDER BY number DESC", [Sql(user)]),
            None => find(connection, "ORDER BY number DESC", []),
        })
    }

    /// The user takes a consent back: from now on nothing is told. One that holds no more is
    /// answered as it stands.
    ///
    /// # Errors
    ///
    /// [`ConsentError::Unknown`] where there is none of that user and id.
    pub fn withdraw_consent(
        &self,
        user: &UserId,
        id: ConsentId,
        now: u64,
    ) -> Result<ConsentRecord, ConsentError> {
        self.write_audited(now, |connection| {
            let found =
                find(connection, "WHERE id = ?1 AND user = ?2", params![Sql(id), Sql(user)])?;
            let record = found.into_iter().next().ok_or(ConsentError::Unknown)?;
            match record.status {
                ConsentStatus::Auth => Ok(moved(connection, record, ConsentStatus::Canc, now)?),
                _ => Ok(record),
            }
        })
    }
}

/// The newest consent of an owner to an interface.
fn latest(
    connection: &Connection,
    owner: &Owner,
    interface: &str,
) -> Result<Option<ConsentRecord>, DatabaseError> {
    let found = find(
        connection,
        "WHERE user = ?1 AND app = ?2 AND interface = ?3 ORDER BY number DESC LIMIT 1",
        params![Sql(&owner.user), Sql(&owner.app), interface],
    )?;
    Ok(found.into_iter().next())
}

/// Moves a consent on, together with its leaf.
fn moved(
    connection: &Connection,
    mut record: ConsentRecord,
    status: ConsentStatus,
    now: u64,
) -> Result<ConsentRecord, DatabaseError> {
    record.status = status;
    record.updated_at = now.max(record.updated_at);
    if status == ConsentStatus::Auth {
        let valid = VALID_DAYS * 24 * 60 * 60 * 1_000;
        record.valid_until = Some(record.updated_at.saturating_add(valid));
    }
    audit::consent_moved(connection, &record)?;
    connection
        .prepare_cached(
            "UPDATE consents SET status = ?2, valid_until = ?3, updated_at = ?4 WHERE id = ?1",
        )?
        .execute(params![
            Sql(record.id),
            consent_code(status),
            record.valid_until.map(Sql),
            Sql(record.updated_at)
        ])?;
    Ok(record)
}

/// Every consent, for whoever works the books out anew.
pub(crate) fn every(connection: &Connection) -> Result<Vec<ConsentRecord>, DatabaseError> {
    find(connection, "ORDER BY number", [])
}

fn find(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<ConsentRecord>, DatabaseError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, user, app, interface, purpose, history_days, session, asked_at, expires_at,
                status, valid_until, updated_at
         FROM consents {which}"
    ))?;
    let mut rows = statement.query(params)?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let purpose = row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?;
        records.push(record_of(row, registry::purpose_of_sql(purpose)?)?);
    }
    Ok(records)
}

fn record_of(row: &Row<'_>, purpose: Purpose) -> rusqlite::Result<ConsentRecord> {
    Ok(ConsentRecord {
        id: row.get::<_, Sql<ConsentId>>(0)?.0,
        owner: Owner { user: row.get::<_, Sql<_>>(1)?.0, app: row.get::<_, Sql<_>>(2)?.0 },
        interface: row.get(3)?,
        purpose,
        history_days: row.get(5)?,
        session: row.get::<_, Sql<SessionId>>(6)?.0,
        asked_at: column::unsigned(row, 7)?,
        expires_at: column::unsigned(row, 8)?,
        status: consent_of(row.get_ref(9)?.as_str()?),
        valid_until: row.get::<_, Option<Sql<u64>>>(10)?.map(|until| until.0),
        updated_at: column::unsigned(row, 11)?,
    })
}

impl ConsentId {
    /// From its bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for ConsentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl From<ConsentId> for String {
    fn from(id: ConsentId) -> Self {
        id.to_string()
    }
}

impl FromStr for ConsentId {
    type Err = ConsentError;

    fn from_str(text: &str) -> Result<Self, ConsentError> {
        // The same form as a payment's id.
        let id: PaymentId = text.parse().map_err(|_| ConsentError::Unknown)?;
        Ok(Self(*id.as_bytes()))
    }
}
