//! Tokens for transactions and for places in lists: what they stand for, sealed for one owner.
//!
//! AES-SIV (RFC 5297) over what a token stands for, bound to its kind, user and mini-app. The same
//! thing has the same token, so a mini-app can compare them; another owner's, a changed one and an
//! invented one do not open. Their key lies wrapped in the database.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use loggia_runtime::store::Owner;
use rusqlite::{OptionalExtension, params};

use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;

/// What a token is for: one of another kind does not open.
#[derive(Debug, Clone, Copy)]
pub(super) enum TokenKind {
    /// A place in a list of accounts.
    Accounts,
    /// A place in a list of credits or debits of one account.
    Transactions,
    /// A transaction.
    Transaction,
}

impl TokenKind {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::Accounts => b"accounts",
            Self::Transactions => b"transactions",
            Self::Transaction => b"transaction",
        }
    }
}

/// Makes the first key, where there is none.
pub(super) fn make_key(connection: &Connection, now: u64) -> Result<(), DatabaseError> {
    let any = connection.prepare_cached("SELECT 1 FROM token_keys")?.exists([])?;
    if !any {
        connection
            .prepare_cached(
                "INSERT INTO token_keys (version, wrapped, made_at) VALUES (1, ?1, ?2)",
            )?
            .execute(params![connection.vault().wrap_new_token(1)?, Sql(now)])?;
    }
    Ok(())
}

/// The token that stands for `what`.
pub(super) fn seal(
    connection: &Connection,
    kind: TokenKind,
    owner: &Owner,
    what: &[u8],
) -> Result<String, DatabaseError> {
    let (version, wrapped): (u8, Vec<u8>) = connection
        .prepare_cached("SELECT version, wrapped FROM token_keys ORDER BY version DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let key = connection.vault().token_key(version, wrapped)?;
    let sealed = key
        .cipher()
        .encrypt(bound_to(kind, owner), what)
        .map_err(|_| DatabaseError::Damaged { what: "a token could not be sealed".into() })?;
    let mut token = vec![version];
    token.extend(sealed);
    Ok(URL_SAFE_NO_PAD.encode(token))
}

/// What a token stands for, if it is one of this kind and owner.
pub(super) fn open<const N: usize>(
    connection: &Connection,
    kind: TokenKind,
    owner: &Owner,
    token: &str,
) -> Result<Option<[u8; N]>, DatabaseError> {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return Ok(None) };
    let Some((version, sealed)) = bytes.split_first() else { return Ok(None) };
    let wrapped: Option<Vec<u8>> = connection
        .prepare_cached("SELECT wrapped FROM token_keys WHERE version = ?1")?
        .query_row([version], |row| row.get(0))
        .optional()?;
    let Some(wrapped) = wrapped else { return Ok(None) };
    let key = connection.vault().token_key(*version, wrapped)?;
    let opened = key.cipher().decrypt(bound_to(kind, owner), sealed).ok();
    Ok(opened.and_then(|what| what.try_into().ok()))
}

fn bound_to(kind: TokenKind, owner: &Owner) -> [&[u8]; 3] {
    [kind.name(), owner.user.as_str().as_bytes(), owner.app.as_str().as_bytes()]
}
