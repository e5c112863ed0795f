//! A connection to the database, with what its sealed columns are opened by.

use std::ops::Deref;
use std::sync::Arc;

use crate::at_rest::Vault;

/// SQLite's connection, and the vault beside it: whoever reads a sealed column has both.
#[derive(Debug)]
pub(crate) struct Connection {
    sqlite: rusqlite::Connection,
    vault: Arc<Vault>,
}

impl Connection {
    pub(crate) fn new(sqlite: rusqlite::Connection, vault: Arc<Vault>) -> Self {
        Self { sqlite, vault }
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }
}

impl Deref for Connection {
    type Target = rusqlite::Connection;

    fn deref(&self) -> &rusqlite::Connection {
        &self.sqlite
    }
}
