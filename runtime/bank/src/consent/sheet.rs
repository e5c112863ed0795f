//! The bank's consent sheet: what it shows, and what the user decides on it.

use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::package::Purpose;
use loggia_runtime::store::Owner;
use loggia_runtime::{SessionId, UserId};
use rusqlite::params;

use super::{ConsentId, VALID_DAYS, find, moved};
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::{ConsentError, DatabaseError};
use crate::{Bank, registry};

/// What a mini-app would like to see, as the user is asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentSheet {
    /// Whose, which mini-app.
    pub owner: Owner,
    /// The mini-app's name, as the bank registered it; its id where it did not.
    pub app_name: String,
    /// Its partner's name likewise.
    pub partner_name: Option<String>,
    /// What it asks for.
    pub permissions: Vec<AskedPermission>,
    /// Until when the user may decide, in milliseconds since 1970.
    pub expires_at: u64,
    /// For how many days a yes holds.
    pub valid_days: u64,
}

/// One thing that it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPermission {
    /// What the decision names.
    pub id: ConsentId,
    /// Such as `loggia:accounts/balances`.
    pub interface: String,
    /// What for, by language.
    pub purpose: Purpose,
    /// How far back, where it is about a history.
    pub history_days: Option<u32>,
}

impl AskedPermission {
    /// What for, in the language that fits the user's locale best: the tag itself, then its language,
    /// then English, then any.
    #[must_use]
    pub fn purpose_for(&self, locale: &str) -> &str {
        let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let of =
            |wanted: &str| self.purpose.iter().find(|(tag, _)| language(tag) == language(wanted));
        self.purpose
            .get_key_value(locale)
            .or_else(|| of(locale))
            .or_else(|| of("en"))
            .or_else(|| self.purpose.iter().next())
            .map_or("", |(_, sentence)| sentence)
    }
}

impl Bank {
    /// The consent sheet that is to be shown in a session: all that its mini-app asks for now.
    /// None: there is nothing to decide. It survives a restart.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn consent_sheet(
        &self,
        session: &SessionId,
    ) -> Result<Option<ConsentSheet>, DatabaseError> {
        let now = self.now();
        self.database().read(|connection| sheet(connection, session, now))
    }

    /// The user's word on what the sheet showed: those permissions and no others, all of them or
    /// none. What was decided before stays as it is.
    ///
    /// Who speaks for the user must have been made sure of before.
    ///
    /// # Errors
    ///
    /// [`ConsentError`]; then nothing is decided. Another user's is [`ConsentError::Unknown`].
    pub fn decide_consents(
        &self,
        user: &UserId,
        asked: &[ConsentId],
        allowed: bool,
        now: u64,
    ) -> Result<(), ConsentError> {
        self.write_audited(now, |connection| {
            for id in asked {
                let found = find(connection, "WHERE id = ?1", [Sql(*id)])?;
                let record = found
                    .into_iter()
                    .find(|record| record.owner.user == *user)
                    .ok_or(ConsentError::Unknown)?;
                if record.status != ConsentStatus::Awau {
                    continue;
                }
                if record.expires_at <= now {
                    return Err(ConsentError::Expired);
                }
                let status = if allowed { ConsentStatus::Auth } else { ConsentStatus::Rjct };
                moved(connection, record, status, now)?;
            }
            Ok(())
        })
    }
}

fn sheet(
    connection: &Connection,
    session: &SessionId,
    now: u64,
) -> Result<Option<ConsentSheet>, DatabaseError> {
    let asked = find(
        connection,
        "WHERE session = ?1 AND status = 'AWAU' AND expires_at > ?2 ORDER BY number",
        params![Sql(*session), Sql(now)],
    )?;
    let Some(first) = asked.first() else { return Ok(None) };
    let owner = first.owner.clone();
    let (app_name, partner_name) = registry::names(connection, &owner.app)?;
    Ok(Some(ConsentSheet {
        app_name,
        partner_name,
        expires_at: asked.iter().map(|record| record.expires_at).min().unwrap_or(now),
        valid_days: VALID_DAYS,
        permissions: asked
            .into_iter()
            .map(|record| AskedPermission {
                id: record.id,
                interface: record.interface,
                purpose: record.purpose,
                history_days: record.history_days,
            })
            .collect(),
        owner,
    }))
}
