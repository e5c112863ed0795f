//! What the bank calls mini-apps and their partners.

use loggia_runtime::AppId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::Bank;
use crate::column::Sql;
use crate::error::DatabaseError;

/// A mini-app as the bank's sheet names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredApp {
    /// Which.
    pub app: AppId,
    /// Its name.
    pub name: String,
    /// Its partner's name.
    pub partner: String,
}

impl Bank {
    /// Takes down how the sheet names a mini-app, in place of what was taken down before.
    ///
    /// The names are shown to users as the bank's own word, so they come from the bank's review,
    /// or on a developer's machine from the manifest.
    ///
    /// # Errors
    ///
    /// The database cannot do it.
    pub fn register_app(&self, app: &RegisteredApp) -> Result<(), DatabaseError> {
        self.database().write(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO apps (app, name, partner) VALUES (?1, ?2, ?3)
                     ON CONFLICT (app) DO UPDATE SET name = excluded.name, partner = excluded.partner",
                )?
                .execute(params![Sql(&app.app), app.name, app.partner])?;
            Ok(())
        })
    }
}

pub(crate) fn registered(
    connection: &Connection,
    app: &AppId,
) -> Result<Option<RegisteredApp>, DatabaseError> {
    Ok(connection
        .prepare_cached("SELECT name, partner FROM apps WHERE app = ?1")?
        .query_row([Sql(app)], |row| {
            Ok(RegisteredApp { app: app.clone(), name: row.get(0)?, partner: row.get(1)? })
        })
        .optional()?)
}
