//! What the bank calls mini-apps and their partners, and what they ask of users.

use loggia_runtime::capability::{ConsentRule, Interface};
use loggia_runtime::package::{Capabilities, Manifest, Purpose};
use loggia_runtime::policy::Grant;
use loggia_runtime::{AppId, PartnerId};
use rusqlite::{OptionalExtension, params};

use crate::Bank;
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;

/// A mini-app as the bank's sheets name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredApp {
    /// Which.
    pub app: AppId,
    /// Its name.
    pub name: String,
    /// Its partner's name.
    pub partner: String,
    /// Its partner, as the bank knows it.
    pub partner_id: PartnerId,
    /// Where the partner's server is told of settled payments.
    pub webhook: Option<String>,
    /// What it asks of its users, in the order of the sheet.
    pub permissions: Vec<Permission>,
}

/// Something that a mini-app may see, once its user has consented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// The interface, such as `loggia:accounts/balances`.
    pub interface: String,
    /// Whether the mini-app does not run without it: users are asked for all of these at once.
    pub required: bool,
    /// What for, as the user is told.
    pub purpose: Purpose,
    /// How far back, where it is about a history.
    pub history_days: Option<u32>,
}

impl RegisteredApp {
    /// As its manifest says, within what the bank grants it.
    #[must_use]
    pub fn of(manifest: &Manifest, grant: &Grant) -> Self {
        let Capabilities { required, optional } = &manifest.capabilities;
        let asked = required.iter().map(|asked| (asked, true));
        let asked = asked.chain(optional.iter().map(|asked| (asked, false)));
        let permissions = asked.filter_map(|((name, purpose), required)| {
            let interface = Interface::named(name)?;
            let wanted = interface.consent == ConsentRule::Once && interface.is_granted_by(grant);
            wanted.then(|| Permission {
                interface: name.clone(),
                required,
                purpose: purpose.clone(),
                history_days: grant.history_days(name),
            })
        });
        Self {
            app: manifest.app_id.clone(),
            name: manifest.name.clone(),
            partner: manifest.partner.name.clone(),
            partner_id: manifest.partner.id.clone(),
            webhook: grant.webhook().map(str::to_owned),
            permissions: permissions.collect(),
        }
    }
}

impl Bank {
    /// Takes down how sheets name a mini-app and what it asks of users, in place of what was taken
    /// down before. Consents that were given stay as they were shown.
    ///
    /// All of it is shown to users as the bank's own word, so it comes from the bank's review, or on
    /// a developer's machine from the manifest.
    ///
    /// # Errors
    ///
    /// The database cannot do it.
    pub fn register_app(&self, app: &RegisteredApp) -> Result<(), DatabaseError> {
        self.database().write(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO apps (app, name, partner, partner_id, webhook)
                     VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (app) DO UPDATE SET name = excluded.name, partner = excluded.partner,
                       partner_id = excluded.partner_id, webhook = excluded.webhook",
                )?
                .execute(params![
                    Sql(&app.app),
                    app.name,
                    app.partner,
                    Sql(&app.partner_id),
                    app.webhook
                ])?;
            connection
                .prepare_cached("DELETE FROM app_permissions WHERE app = ?1")?
                .execute([Sql(&app.app)])?;
            for Permission { interface, required, purpose, history_days } in &app.permissions {
                connection
                    .prepare_cached(
                        "INSERT INTO app_permissions (app, interface, required, purpose, history_days)
                         VALUES (?1, ?2, ?3, ?4, ?5)",
                    )?
                    .execute(params![
                        Sql(&app.app),
                        interface,
                        required,
                        purpose_to_sql(purpose)?,
                        history_days
                    ])?;
            }
            Ok(())
        })
    }
}

/// The names that a sheet shows: the mini-app's, or its id where it was not registered; and its
/// partner's.
pub(crate) fn names(
    connection: &Connection,
    app: &AppId,
) -> Result<(String, Option<String>), DatabaseError> {
    let names = connection
        .prepare_cached("SELECT name, partner FROM apps WHERE app = ?1")?
        .query_row([Sql(app)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(names.unwrap_or_else(|| (app.to_string(), None)))
}

/// What a mini-app asks of its users.
pub(crate) fn permissions(
    connection: &Connection,
    app: &AppId,
) -> Result<Vec<Permission>, DatabaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT interface, required, purpose, history_days FROM app_permissions
         WHERE app = ?1 ORDER BY interface",
    )?;
    let mut rows = statement.query([Sql(app)])?;
    let mut permissions = Vec::new();
    while let Some(row) = rows.next()? {
        permissions.push(Permission {
            interface: row.get(0)?,
            required: row.get(1)?,
            purpose: purpose_of_sql(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?,
            history_days: row.get(3)?,
        });
    }
    Ok(permissions)
}

pub(crate) fn purpose_to_sql(purpose: &Purpose) -> Result<String, DatabaseError> {
    serde_json::to_string(purpose)
        .map_err(|error| DatabaseError::Damaged { what: format!("a purpose: {error}") })
}

pub(crate) fn purpose_of_sql(text: &str) -> Result<Purpose, DatabaseError> {
    serde_json::from_str(text)
        .map_err(|error| DatabaseError::Damaged { what: format!("a purpose: {error}") })
}
