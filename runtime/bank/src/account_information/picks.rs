//! The bank's account picker: the sheet, and what the user picks on it.

use loggia_runtime::capability::account_information::{Account, Pick, Picking};
use loggia_runtime::capability::{Refusal, RefusalCode};
use loggia_runtime::store::Owner;
use loggia_runtime::{AccountPseudonym, EffectId, SessionId, UserId};
use rusqlite::{OptionalExtension, Row, params};

use super::{known, pseudonyms};
use crate::account::{self, AccountId, Holder};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::{DatabaseError, SheetError};
use crate::iban::Iban;
use crate::pauses::{pause_after_declined, refused_until};
use crate::{Bank, registry};

/// How long the user has to pick, in milliseconds.
const TIME_TO_DECIDE: u64 = 5 * 60 * 1_000;

/// An account that the user is to pick, with all that the sheet shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSheet {
    /// Which: what the decision names.
    pub effect: EffectId,
    /// Whose, for which mini-app.
    pub owner: Owner,
    /// The mini-app's name, as the bank registered it; its id where it did not.
    pub app_name: String,
    /// Its partner's name likewise.
    pub partner_name: Option<String>,
    /// Why, in the mini-app's words, harmless to show.
    pub reason: String,
    /// Until when the user may decide, in milliseconds since 1970.
    pub expires_at: u64,
    /// The user's accounts, in the order in which they were opened.
    pub accounts: Vec<PickableAccount>,
}

/// An account that can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickableAccount {
    /// Which.
    pub id: AccountId,
    /// What its holder calls it.
    pub nickname: String,
    /// Enough of its IBAN to be recognised by its holder.
    pub iban_masked: String,
}

impl Bank {
    /// The picker that is to be shown in a session. None: there is nothing to pick. It survives a
    /// restart.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn account_sheet(
        &self,
        session: &SessionId,
    ) -> Result<Option<AccountSheet>, DatabaseError> {
        let now = self.now();
        self.database().read(|connection| {
            let awaiting = find(
                connection,
                "WHERE session = ?1 AND status = 'AWAU' AND expires_at > ?2
                 ORDER BY asked_at LIMIT 1",
                params![Sql(*session), Sql(now)],
            )?;
            awaiting.map(|record| sheet(connection, record)).transpose()
        })
    }

    /// How an account that a mini-app names is shown to its owner, whom it is no news to; none where it is no
    /// account of the owner's by that name.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn account_face(
        &self,
        owner: &Owner,
        account: &AccountPseudonym,
    ) -> Result<Option<PickableAccount>, DatabaseError> {
        self.database().read(|connection| {
            let Some(id) = pseudonyms::account(connection, owner, account)? else {
                return Ok(None);
            };
            let found = account::by_id(connection, id)?;
            let own =
                found.filter(|account| account.holder == Holder::Customer(owner.user.clone()));
            Ok(own.as_ref().map(pickable))
        })
    }

    /// The account that the user picked, or none. What was decided before stays as it is:
    /// [`SheetError::Decided`].
    ///
    /// # Errors
    ///
    /// [`SheetError::Expired`], also where the user was asked no such thing; [`SheetError::UnsuitableAccount`]
    /// for an account that is not the user's; or the database cannot do it.
    pub fn pick_account(
        &self,
        user: &UserId,
        pick: &EffectId,
        account: Option<AccountId>,
        now: u64,
    ) -> Result<(), SheetError> {
        self.database().write(|connection| {
            let record = find(connection, "WHERE effect = ?1", [Sql(*pick)])?
                .filter(|record| record.owner.user == *user && record.status != "EXPD")
                .ok_or(SheetError::Expired)?;
            if record.status != "AWAU" {
                return Err(SheetError::Decided);
            }
            if record.expires_at <= now {
                return Err(SheetError::Expired);
            }
            if let Some(id) = account {
                account::by_id(connection, id)?
                    .filter(|account| account.holder == Holder::Customer(record.owner.user.clone()))
                    .ok_or(SheetError::UnsuitableAccount)?;
            }
            let status = if account.is_some() { "AUTH" } else { "RJCT" };
            decide(connection, pick, status, account, Some(now))?;
            Ok(())
        })
    }
}

/// Whether the user has still to decide.
pub(super) fn awaits(
    connection: &Connection,
    effect: &EffectId,
    now: u64,
) -> Result<bool, DatabaseError> {
    let record = find(connection, "WHERE effect = ?1", [Sql(*effect)])?;
    Ok(record.is_some_and(|record| record.status == "AWAU" && now < record.expires_at))
}

pub(super) fn pick(
    connection: &Connection,
    effect: &EffectId,
    session: &SessionId,
    owner: &Owner,
    pick: &Pick,
    now: u64,
) -> Result<Picking, DatabaseError> {
    let refused = |refusal| Ok(Picking::Decided(Err(refusal)));
    let Some(record) = find(connection, "WHERE effect = ?1", [Sql(*effect)])? else {
        if let Some(again) = paused_until(connection, owner, now)?.filter(|again| now < *again) {
            let message = "the user has picked no account several times, and is not asked again for some time";
            return refused(refused_until(again, now, message));
        }
        connection
            .prepare_cached(
                "INSERT INTO account_picks
                   (effect, user, app, session, reason, asked_at, expires_at, status)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'AWAU')",
            )?
            .execute(params![
                Sql(*effect),
                Sql(&owner.user),
                Sql(&owner.app),
                Sql(*session),
                pick.reason,
                Sql(now),
                Sql(now.saturating_add(TIME_TO_DECIDE)),
            ])?;
        return Ok(Picking::AwaitingUser);
    };
    let refused = |code, message: &str| refused(Refusal::new(code, message));
    match (record.status.as_str(), record.account) {
        ("AUTH", Some(id)) => Ok(Picking::Decided(picked(connection, owner, id, now)?)),
        ("AWAU", _) if now < record.expires_at => Ok(Picking::AwaitingUser),
        ("RJCT", _) => refused(RefusalCode::Cancelled, "the user picked no account"),
        (status, _) => {
            if status == "AWAU" {
                decide(connection, effect, "EXPD", None, None)?;
            }
            refused(RefusalCode::Expired, "the user did not pick an account in time")
        }
    }
}

fn picked(
    connection: &Connection,
    owner: &Owner,
    id: AccountId,
    now: u64,
) -> Result<Result<Account, Refusal>, DatabaseError> {
    pseudonyms::make_missing(connection, owner, now)?;
    let pseudonym = pseudonyms::of(connection, owner)?.get(&id).copied();
    let account = account::by_id(connection, id)?.zip(pseudonym);
    let (account, pseudonym) = account
        .ok_or_else(|| DatabaseError::Damaged { what: format!("picked account {id} is gone") })?;
    Ok(Ok(known(&account, pseudonym)))
}

fn decide(
    connection: &Connection,
    effect: &EffectId,
    status: &str,
    account: Option<AccountId>,
    at: Option<u64>,
) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "UPDATE account_picks SET status = ?2, account = ?3, decided_at = ?4 WHERE effect = ?1",
        )?
        .execute(params![Sql(*effect), status, account.map(|account| account.0), at.map(Sql)])?;
    Ok(())
}

/// When the pause ends that began with the latest no, which grows with each since the latest yes.
fn paused_until(
    connection: &Connection,
    owner: &Owner,
    now: u64,
) -> Result<Option<u64>, DatabaseError> {
    let latest: Option<(u32, u64)> = connection
        .prepare_cached(
            "SELECT count(*), max(decided_at) FROM account_picks
             WHERE user = ?1 AND app = ?2 AND status = 'RJCT' AND decided_at <= ?3 AND decided_at > (
               SELECT coalesce(max(decided_at), -1) FROM account_picks
               WHERE user = ?1 AND app = ?2 AND status = 'AUTH' AND decided_at IS NOT NULL)
             HAVING count(*) > 0",
        )?
        .query_row(params![Sql(&owner.user), Sql(&owner.app), Sql(now)], |row| {
            Ok((row.get(0)?, column::unsigned(row, 1)?))
        })
        .optional()?;
    Ok(latest.map(|(times, at)| at.saturating_add(pause_after_declined(times))))
}

fn sheet(connection: &Connection, record: PickRecord) -> Result<AccountSheet, DatabaseError> {
    let PickRecord { effect, owner, reason, expires_at, .. } = record;
    let (app_name, partner_name) = registry::names(connection, &owner.app)?;
    let accounts = account::all_of_customer(connection, &owner.user)?;
    let accounts = accounts.iter().map(pickable).collect();
    Ok(AccountSheet { effect, owner, app_name, partner_name, reason, expires_at, accounts })
}

fn pickable(account: &account::Account) -> PickableAccount {
    PickableAccount {
        id: account.id,
        nickname: account.name.clone(),
        iban_masked: account.iban.as_ref().map(Iban::masked).unwrap_or_default(),
    }
}

struct PickRecord {
    effect: EffectId,
    owner: Owner,
    reason: String,
    expires_at: u64,
    status: String,
    account: Option<AccountId>,
}

fn find(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Option<PickRecord>, DatabaseError> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT effect, user, app, reason, expires_at, status, account FROM account_picks {which}"
        ))?
        .query_row(params, |row: &Row<'_>| {
            Ok(PickRecord {
                effect: row.get::<_, Sql<EffectId>>(0)?.0,
                owner: Owner { user: row.get::<_, Sql<_>>(1)?.0, app: row.get::<_, Sql<_>>(2)?.0 },
                reason: row.get(3)?,
                expires_at: column::unsigned(row, 4)?,
                status: row.get(5)?,
                account: row.get::<_, Option<i64>>(6)?.map(AccountId),
            })
        })
        .optional()?)
}
