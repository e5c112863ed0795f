//! The sheet on which the user ticks what a mini-app is told of them.

use loggia_runtime::capability::identity_verified::{Claim, Claims};
use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::store::Owner;
use loggia_runtime::{SessionId, UserId};
use rusqlite::params;

use super::{by_id, find, moved};
use crate::column::Sql;
use crate::consent::ConsentId;
use crate::error::{DatabaseError, SheetError};
use crate::{Bank, registry};

/// What a mini-app asks for, with all that the sheet shows. Nothing on it is ticked: who shares
/// something says so for each (GDPR, recital 32).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimsSheet {
    /// Which: what the decision names.
    pub id: ConsentId,
    /// Whose, for which mini-app.
    pub owner: Owner,
    /// The mini-app's name, as the bank registered it; its id where it did not.
    pub app_name: String,
    /// Its partner's name likewise.
    pub partner_name: Option<String>,
    /// What for, in the mini-app's words, harmless to show.
    pub purpose: String,
    /// What it asks for, in its order.
    pub asked: Vec<Claim>,
    /// What the bank knows of that: just this would be told. What it does not know cannot be ticked,
    /// and the mini-app learns of neither.
    pub known: Claims,
    /// Until when the user may decide, in milliseconds since 1970.
    pub expires_at: u64,
}

impl Bank {
    /// The sheet on which the user of a session is to tick claims. None: there is nothing to tick. It
    /// survives a restart.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn claims_sheet(&self, session: &SessionId) -> Result<Option<ClaimsSheet>, DatabaseError> {
        let now = self.now();
        self.database().read(|connection| {
            let awaiting = find(
                connection,
                "WHERE session = ?1 AND status = 'AWAU' AND expires_at > ?2 ORDER BY number LIMIT 1",
                params![Sql(*session), Sql(now)],
            )?;
            let Some(record) = awaiting.into_iter().next() else { return Ok(None) };
            let (app_name, partner_name) = registry::names(connection, &record.owner.app)?;
            Ok(Some(ClaimsSheet {
                id: record.id,
                owner: record.owner,
                app_name,
                partner_name,
                purpose: record.purpose,
                asked: record.asked,
                known: record.offered.unwrap_or_default(),
                expires_at: record.expires_at,
            }))
        })
    }

    /// Shares the claims that the user ticked, as the sheet showed them; with none ticked, nothing. What
    /// was decided before stays as it is: [`SheetError::Decided`].
    ///
    /// Who speaks for the user must have been made sure of before.
    ///
    /// # Errors
    ///
    /// [`SheetError::Expired`], also where the user was asked no such thing; [`SheetError::NotOnSheet`] for a claim that could not be ticked, or the
    /// database cannot do it; then nothing is decided.
    pub fn share_claims(
        &self,
        user: &UserId,
        id: ConsentId,
        ticked: &[Claim],
        now: u64,
    ) -> Result<(), SheetError> {
        self.write_audited(now, |connection| {
            let record = by_id(connection, id)?
                .filter(|record| record.owner.user == *user)
                .ok_or(SheetError::Expired)?;
            match record.status {
                ConsentStatus::Awau if now < record.expires_at => {}
                ConsentStatus::Awau | ConsentStatus::Expd => return Err(SheetError::Expired),
                _ => return Err(SheetError::Decided),
            }
            let offered = record.offered.clone().unwrap_or_default();
            if let Some(other) = ticked.iter().find(|claim| offered.lines(**claim).is_none()) {
                return Err(SheetError::NotOnSheet(*other));
            }
            let (status, shared) = if ticked.is_empty() {
                (ConsentStatus::Rjct, None)
            } else {
                (ConsentStatus::Auth, Some(offered.only(ticked)))
            };
            Ok(moved(connection, record, status, shared, now)?)
        })
    }
}
