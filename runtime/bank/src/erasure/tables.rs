//! What becomes of each table when a user is erased. A table that is not in this list fails a test.

use loggia_runtime::UserId;
use rusqlite::Statement;

use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;

/// What becomes of a table's rows of a user who is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// They go, by this statement over `:user`.
    Goes(&'static str),
    /// They lose the user, by this statement over `:user` and `:name`.
    Blanked(&'static str),
    /// They go or are blanked together with those of this table.
    With(&'static str),
    /// There is nothing of a user in it.
    NotPersonal,
}

use Fate::{Blanked, Goes, NotPersonal, With};

/// Every table, in the order in which it is their turn: accounts and payments lose the user first, so
/// that what follows finds them by the new name.
pub const TABLES: &[(&str, Fate)] = &[
    (
        "accounts",
        Blanked("UPDATE accounts SET owner = :name, name = 'erased', iban = NULL WHERE owner = :user"),
    ),
    (
        "payments",
        Blanked(
            "UPDATE payments SET user = :name, instruction_id = lower(hex(id)),
               end_to_end_id = 'erased', creditor_account = 'erased', creditor_name = 'erased',
               remittance = NULL, session = zeroblob(16), context = zeroblob(0)
             WHERE user = :user",
        ),
    ),
    (
        "payment_evidence",
        Blanked(
            "UPDATE payment_evidence SET body = 'null'
             WHERE payment IN (SELECT id FROM payments WHERE user = :name)",
        ),
    ),
    (
        "transfer_details",
        Blanked(
            "UPDATE transfer_details SET counterparty = 'erased', category = NULL, remittance = NULL
             WHERE transfer IN (
               SELECT number FROM transfers
               WHERE debit_account IN (SELECT id FROM accounts WHERE owner = :name)
                  OR credit_account IN (SELECT id FROM accounts WHERE owner = :name))",
        ),
    ),
    ("transfers", NotPersonal),
    (
        "standing_orders",
        Goes(
            "DELETE FROM standing_orders
             WHERE account IN (SELECT id FROM accounts WHERE owner = :name)",
        ),
    ),
    (
        "webhooks",
        Goes("DELETE FROM webhooks WHERE payment IN (SELECT id FROM payments WHERE user = :name)"),
    ),
    (
        "payment_challenges",
        Goes(
            "DELETE FROM payment_challenges
             WHERE payment IN (SELECT id FROM payments WHERE user = :name)",
        ),
    ),
    (
        "outbox",
        Goes("DELETE FROM outbox WHERE session IN (SELECT id FROM sessions WHERE user = :user)"),
    ),
    ("sessions", Goes("DELETE FROM sessions WHERE user = :user")),
    ("strikes", With("sessions")),
    ("denials", With("sessions")),
    ("events", With("sessions")),
    ("partner_log", Goes("DELETE FROM partner_log WHERE user = :user")),
    ("storage", Goes("DELETE FROM storage WHERE user = :user")),
    ("storage_owners", Goes("DELETE FROM storage_owners WHERE user = :user")),
    ("data_keys", Goes("DELETE FROM data_keys WHERE user = :user")),
    ("consents", Goes("DELETE FROM consents WHERE user = :user")),
    ("account_picks", Goes("DELETE FROM account_picks WHERE user = :user")),
    ("verified_claims", Goes("DELETE FROM verified_claims WHERE user = :user")),
    ("claim_requests", Goes("DELETE FROM claim_requests WHERE user = :user")),
    ("account_pseudonyms", Goes("DELETE FROM account_pseudonyms WHERE user = :user")),
    ("subject_pseudonyms", Goes("DELETE FROM subject_pseudonyms WHERE user = :user")),
    ("credentials", Goes("DELETE FROM credentials WHERE user = :user")),
    ("registration_challenges", Goes("DELETE FROM registration_challenges WHERE user = :user")),
    ("authentication_failures", Goes("DELETE FROM authentication_failures WHERE user = :user")),
    ("user_handles", Goes("DELETE FROM user_handles WHERE user = :user")),
    ("point_bookings", Goes("DELETE FROM point_bookings WHERE user = :user")),
    ("point_balances", Goes("DELETE FROM point_balances WHERE user = :user")),
    ("customers", Goes("DELETE FROM customers WHERE user = :user")),
    // By its own leaf, before all others.
    ("audit_personal", With("audit_erasures")),
    ("audit_erasures", NotPersonal),
    ("audit_leaves", NotPersonal),
    ("audit_nodes", NotPersonal),
    ("audit_checkpoints", NotPersonal),
    ("erased_users", NotPersonal),
    ("apps", NotPersonal),
    ("app_permissions", NotPersonal),
    ("schemes", NotPersonal),
    ("fx_rates", NotPersonal),
    ("token_keys", NotPersonal),
    ("key_check", NotPersonal),
];

/// Does all of it: how many rows went or lost the user.
pub(super) fn erase(
    connection: &Connection,
    user: &UserId,
    name: &UserId,
) -> Result<usize, DatabaseError> {
    let mut rows = 0;
    for (_, fate) in TABLES {
        if let Goes(sql) | Blanked(sql) = fate {
            let mut statement = connection.prepare(sql)?;
            bind(&mut statement, ":user", user)?;
            bind(&mut statement, ":name", name)?;
            rows += statement.raw_execute()?;
        }
    }
    Ok(rows)
}

fn bind(statement: &mut Statement<'_>, name: &str, value: &UserId) -> Result<(), DatabaseError> {
    if let Some(index) = statement.parameter_index(name)? {
        statement.raw_bind_parameter(index, Sql(value))?;
    }
    Ok(())
}

/// Whether anything of a user stands in a table that has a column for them.
pub(super) fn know(connection: &Connection, user: &UserId) -> Result<bool, DatabaseError> {
    for (table, fate) in TABLES {
        let of_user =
            matches!(fate, Goes(sql) | Blanked(sql) if sql.ends_with("WHERE user = :user"));
        if of_user
            && connection
                .prepare(&format!("SELECT 1 FROM {table} WHERE user = ?1"))?
                .exists([Sql(user)])?
        {
            return Ok(true);
        }
    }
    Ok(false)
}
