//! Who the bank's customers are.

use loggia_runtime::UserId;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use crate::Bank;
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;

/// A customer by name. Whoever has an account is a customer; not every bank tells the host app what
/// they are called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Customer {
    /// Who.
    pub user: UserId,
    /// 1 to 70 characters, as the next one.
    pub given_name: String,
    /// May come before the given name where that is the custom.
    pub family_name: String,
}

impl Bank {
    /// Takes a customer in, in place of what was known of the same one before: people marry.
    ///
    /// # Errors
    ///
    /// The database cannot do it, or refuses a name that is empty or too long.
    pub fn register_customer(&self, customer: &Customer) -> Result<(), DatabaseError> {
        self.database().write(|connection| register(connection, customer))
    }

    /// What is known of a customer.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn customer(&self, user: &UserId) -> Result<Option<Customer>, DatabaseError> {
        self.database().read(|connection| find(connection, user))
    }
}

pub(crate) fn find(
    connection: &Connection,
    user: &UserId,
) -> Result<Option<Customer>, DatabaseError> {
    let names: Option<(String, String)> = connection
        .prepare_cached("SELECT given_name, family_name FROM customers WHERE user = ?1")?
        .query_row([Sql(user)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(names.map(|(given_name, family_name)| Customer {
        user: user.clone(),
        given_name,
        family_name,
    }))
}

pub(crate) fn register(connection: &Connection, customer: &Customer) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(
            "INSERT INTO customers (user, given_name, family_name) VALUES (?1, ?2, ?3)
             ON CONFLICT (user) DO UPDATE SET given_name = excluded.given_name,
               family_name = excluded.family_name",
        )?
        .execute(params![Sql(&customer.user), customer.given_name, customer.family_name])?;
    Ok(())
}
