//! Random names for accounts and users, so that no id of the bank's own leaves it.

use std::collections::BTreeMap;

use loggia_runtime::store::Owner;
use loggia_runtime::{AccountPseudonym, PartnerId, SubjectPseudonym, UserId};
use rusqlite::{OptionalExtension, params};

use super::tokens;
use crate::account::{self, AccountId};
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;

/// What the owner's accounts are called.
pub(super) fn of(
    connection: &Connection,
    owner: &Owner,
) -> Result<BTreeMap<AccountId, AccountPseudonym>, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT account, pseudonym FROM account_pseudonyms WHERE user = ?1 AND app = ?2",
        )?
        .query_map(params![Sql(&owner.user), Sql(&owner.app)], |row| {
            Ok((AccountId(row.get(0)?), row.get::<_, Sql<AccountPseudonym>>(1)?.0))
        })?
        .collect::<Result<_, _>>()?)
}

/// The account of this name, if it is the owner's.
pub(super) fn account(
    connection: &Connection,
    owner: &Owner,
    pseudonym: &AccountPseudonym,
) -> Result<Option<AccountId>, DatabaseError> {
    Ok(connection
        .prepare_cached(
            "SELECT account FROM account_pseudonyms
             WHERE pseudonym = ?1 AND user = ?2 AND app = ?3",
        )?
        .query_row(params![Sql(*pseudonym), Sql(&owner.user), Sql(&owner.app)], |row| {
            row.get(0).map(AccountId)
        })
        .optional()?)
}

/// Names those of the owner's accounts that have no name yet.
pub(super) fn make_missing(
    connection: &Connection,
    owner: &Owner,
    now: u64,
) -> Result<(), DatabaseError> {
    // Whoever knows an account may soon list what is on it.
    tokens::make_key(connection, now)?;
    let named = of(connection, owner)?;
    for account in account::all_of_customer(connection, &owner.user)? {
        if !named.contains_key(&account.id) {
            connection
                .prepare_cached(
                    "INSERT INTO account_pseudonyms (pseudonym, user, app, account)
                     VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![
                    random::<16>()?,
                    Sql(&owner.user),
                    Sql(&owner.app),
                    account.id.0
                ])?;
        }
    }
    Ok(())
}

/// What a partner calls a user.
pub(super) fn subject(
    connection: &Connection,
    user: &UserId,
    partner: &PartnerId,
) -> Result<Option<SubjectPseudonym>, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT subject FROM subject_pseudonyms WHERE user = ?1 AND partner = ?2")?
        .query_row(params![Sql(user), Sql(partner)], |row| row.get::<_, Sql<SubjectPseudonym>>(0))
        .optional()?
        .map(|subject| subject.0))
}

/// The same, made where there is none.
pub(crate) fn make_subject(
    connection: &Connection,
    user: &UserId,
    partner: &PartnerId,
) -> Result<SubjectPseudonym, DatabaseError> {
    if let Some(subject) = subject(connection, user, partner)? {
        return Ok(subject);
    }
    let subject = SubjectPseudonym::from_bytes(random()?);
    connection
        .prepare_cached(
            "INSERT INTO subject_pseudonyms (subject, user, partner) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![Sql(subject), Sql(user), Sql(partner)])?;
    Ok(subject)
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], DatabaseError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| DatabaseError::NoRandomness { reason: error.to_string() })?;
    Ok(bytes)
}
