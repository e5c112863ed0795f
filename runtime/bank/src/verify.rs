//! Whether the books agree, worked out anew from what they were made of.

use std::collections::BTreeMap;

use loggia_runtime::store::{Owner, Saved, StoreError};
use loggia_runtime::{SessionId, UserId};
use rusqlite::params;

use crate::account::AccountId;
use crate::at_rest::{self, Place};
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::finding::{Finding, VerifyReport};
use crate::{Bank, audit, events, outbox, partner_log, storage};

impl Bank {
    /// Works every balance out anew from the transfers, compares payments with transfers, points
    /// with bookings, storage with its totals; works the audit log's tree out anew, and compares it
    /// with its checkpoints and the payments; and reads every session, waiting event and effect. Then
    /// SQLite checks its file. It takes as long as reading the whole database, on one committed
    /// state, and holds up nobody who writes.
    ///
    /// Checkpoints' signatures are checked where the bank has the log's key
    /// ([`Bank::with_audit_key`]).
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn verify(&self) -> Result<VerifyReport, DatabaseError> {
        self.database().read(|connection| {
            let mut report = books(connection)?;
            audit::check(connection, self.audit_verifier(), &mut report)?;
            let findings = &mut report.findings;
            check_storage(connection, findings)?;
            check_sessions(connection, findings)?;
            check_events(connection, findings)?;
            check_outbox(connection, findings)?;
            check_sealed(connection, findings)?;
            check_foreign_keys(connection, findings)?;
            check_file(connection, findings)?;
            Ok(report)
        })
    }
}

/// The part that a bank is not opened without: ledger, payments and points.
pub(crate) fn books(connection: &Connection) -> Result<VerifyReport, DatabaseError> {
    let mut report = VerifyReport::default();
    check_ledger(connection, &mut report)?;
    check_payments(connection, &mut report)?;
    check_points(connection, &mut report.findings)?;
    if !report.is_sound() {
        tracing::error!(findings = report.findings.len(), "the bank's books do not agree");
    }
    Ok(report)
}

/// The four sums of an account, in the order of [`SUMS`]. 128 bits: nothing here may wrap.
type Sums = [i128; 4];

const SUMS: [&str; 4] = ["debits pending", "debits posted", "credits pending", "credits posted"];

fn check_ledger(connection: &Connection, report: &mut VerifyReport) -> Result<(), DatabaseError> {
    let mut sums: BTreeMap<i64, Sums> = BTreeMap::new();
    let mut statement =
        connection.prepare("SELECT kind, debit_account, credit_account, amount FROM transfers")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.transfers += 1;
        let amount = i128::from(row.get::<_, i64>(3)?);
        let (held, moved) = match row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)? {
            "direct" => (0, amount),
            "pending" => (amount, 0),
            "post" => (-amount, amount),
            _ => (-amount, 0),
        };
        let [debits_pending, debits_posted, ..] = sums.entry(row.get(1)?).or_default();
        *debits_pending += held;
        *debits_posted += moved;
        let [.., credits_pending, credits_posted] = sums.entry(row.get(2)?).or_default();
        *credits_pending += held;
        *credits_posted += moved;
    }

    let mut by_currency: BTreeMap<String, Sums> = BTreeMap::new();
    let mut statement = connection.prepare(
        "SELECT id, kind, currency, debits_pending, debits_posted, credits_pending, credits_posted
         FROM accounts ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        report.accounts += 1;
        let account = AccountId(row.get(0)?);
        let kept: [i64; 4] = [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
        let worked_out = sums.get(&account.0).copied().unwrap_or_default();
        for ((which, kept), worked_out) in SUMS.into_iter().zip(kept).zip(worked_out) {
            if i128::from(kept) != worked_out {
                let transfers = i64::try_from(worked_out).unwrap_or(i64::MAX);
                report.findings.push(Finding::Balance { account, which, kept, transfers });
            }
        }
        let [debits_pending, debits_posted, _, credits_posted] = kept.map(i128::from);
        let may_owe = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)? == "settlement";
        if !may_owe && debits_pending + debits_posted > credits_posted {
            report.findings.push(Finding::Overdrawn { account });
        }
        for (sum, kept) in by_currency.entry(row.get(2)?).or_default().iter_mut().zip(kept) {
            *sum += i128::from(kept);
        }
    }
    for (currency, [debits_pending, debits_posted, credits_pending, credits_posted]) in by_currency
    {
        let pairs = [
            ("pending", debits_pending, credits_pending),
            ("posted", debits_posted, credits_posted),
        ];
        for (which, debits, credits) in pairs {
            if debits != credits {
                report.findings.push(Finding::Unbalanced {
                    currency: currency.clone(),
                    which,
                    debits: debits.to_string(),
                    credits: credits.to_string(),
                });
            }
        }
    }

    let wrong_ending = "SELECT ended.id FROM transfers AS ended LEFT JOIN transfers AS held
        ON held.id = ended.pending AND held.kind = 'pending'
         AND held.debit_account = ended.debit_account AND held.credit_account = ended.credit_account
         AND held.amount = ended.amount AND held.currency = ended.currency
        WHERE ended.kind IN ('post', 'void', 'expire') AND held.id IS NULL
        UNION SELECT id FROM transfers WHERE pending IS NOT NULL
          AND pending IN (SELECT pending FROM transfers GROUP BY pending HAVING count(*) > 1)";
    each(connection, wrong_ending, |Sql(transfer)| {
        report.findings.push(Finding::WrongEnding { transfer });
    })?;
    let wrong_currency = "SELECT DISTINCT transfers.id FROM transfers JOIN accounts
        ON accounts.id IN (debit_account, credit_account) WHERE accounts.currency <> transfers.currency";
    each(connection, wrong_currency, |Sql(transfer)| {
        report.findings.push(Finding::WrongCurrency { transfer });
    })?;
    let unpaid = "SELECT orders.number FROM standing_orders AS orders
        LEFT JOIN transfers AS paid ON paid.id = last_transfer AND paid.kind = 'direct'
         AND paid.debit_account = account AND paid.amount = orders.amount
        WHERE last_transfer IS NOT NULL AND paid.id IS NULL";
    each(connection, unpaid, |order| report.findings.push(Finding::StandingOrder { order }))
}

fn check_payments(connection: &Connection, report: &mut VerifyReport) -> Result<(), DatabaseError> {
    report.payments = connection
        .query_row("SELECT count(*) FROM payments", [], |row| column::unsigned(row, 0))?;
    let disagreeing = "SELECT payments.id FROM payments
        LEFT JOIN transfers AS held ON held.id = payments.id
        LEFT JOIN transfers AS ended ON ended.pending = payments.id
        LEFT JOIN accounts AS credited ON credited.id = held.credit_account
        WHERE (settle_at IS NOT NULL) <> (held.id IS NOT NULL)
          OR (consent = 'AUTH' AND settle_at IS NULL AND execution_day IS NULL)
          OR (settle_at IS NOT NULL AND (
            held.kind <> 'pending' OR held.amount <> payments.amount
            OR held.currency <> payments.currency OR held.debit_account <> debtor_account
            OR (credited.kind <> 'settlement' AND creditor_account <> 'erased'
              AND (creditor_scheme <> 'iban' OR credited.iban <> creditor_account))
            OR ended.kind IS NOT CASE status WHEN 'ACSC' THEN 'post' WHEN 'RJCT' THEN 'void' END))";
    each(connection, disagreeing, |Sql(payment)| {
        report.findings.push(Finding::PaymentAndTransfer { payment });
    })
}

fn check_points(connection: &Connection, findings: &mut Vec<Finding>) -> Result<(), DatabaseError> {
    let mut sums: BTreeMap<(String, String), i128> = BTreeMap::new();
    let mut statement =
        connection.prepare("SELECT user, scheme, kind, points FROM point_bookings")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let points = i128::from(row.get::<_, i64>(3)?);
        let spent = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)? == "redeem";
        *sums.entry((row.get(0)?, row.get(1)?)).or_default() +=
            if spent { -points } else { points };
    }
    let mut statement = connection.prepare("SELECT user, scheme, points FROM point_balances")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (Sql(user), scheme, kept) =
            (row.get::<_, Sql<UserId>>(0)?, row.get::<_, String>(1)?, row.get(2)?);
        let bookings = sums.remove(&(user.to_string(), scheme.clone())).unwrap_or_default();
        if i128::from(kept) != bookings {
            findings.push(Finding::Points { user, scheme, kept, bookings: bookings.to_string() });
        }
    }
    let unsettled =
        "SELECT payment FROM point_bookings AS booking WHERE kind = 'earn' AND NOT EXISTS
        (SELECT 1 FROM payments WHERE id = booking.payment AND user = booking.user
           AND app = booking.app AND status = 'ACSC')";
    each(connection, unsettled, |Sql(payment)| findings.push(Finding::EarnedUnsettled { payment }))
}

fn check_storage(
    connection: &Connection,
    findings: &mut Vec<Finding>,
) -> Result<(), DatabaseError> {
    let mut statement = connection.prepare(
        "SELECT user, app, total_bytes,
           (SELECT coalesce(sum(octet_length(key) + octet_length(value) - 33), 0) FROM storage
            WHERE storage.user = storage_owners.user AND storage.app = storage_owners.app)
         FROM storage_owners",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (kept, entries) = (row.get(2)?, row.get(3)?);
        if kept != entries {
            let (Sql(user), Sql(app)) = (row.get(0)?, row.get(1)?);
            findings.push(Finding::StorageTotal { user, app, kept, entries });
        }
    }
    Ok(())
}

fn check_sessions(
    connection: &Connection,
    findings: &mut Vec<Finding>,
) -> Result<(), DatabaseError> {
    let mut statement = connection
        .prepare("SELECT id, user, app, sequence, closed IS NOT NULL, saved FROM sessions")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Sql(session): Sql<SessionId> = row.get(0)?;
        let owner = column::owner(row, 1)?;
        let place = Place::Session(&session, column::unsigned(row, 3)?);
        let sealed = row.get_ref(5)?.as_blob().map_err(rusqlite::Error::from)?;
        let opened = at_rest::open(connection, &owner, &place, sealed).map_err(StoreError::from);
        let what = match opened.and_then(|saved| Saved::decode(session, &saved)) {
            Err(error) => Some(error.to_string()),
            Ok(saved) => {
                let agrees = row.get_ref(1)?.as_str() == Ok(saved.owner.user.as_str())
                    && row.get_ref(2)?.as_str() == Ok(saved.owner.app.as_str())
                    && column::unsigned(row, 3)? == saved.sequence
                    && row.get::<_, bool>(4)? == saved.closed.is_some();
                (!agrees).then(|| "what is saved is not what its row says".to_owned())
            }
        };
        findings.extend(what.map(|what| Finding::Session { session, what }));
    }
    Ok(())
}

fn check_events(connection: &Connection, findings: &mut Vec<Finding>) -> Result<(), DatabaseError> {
    let mut statement = connection.prepare(
        "SELECT events.id, session, user, app, sealed FROM events
         JOIN sessions ON sessions.id = events.session",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (number, Sql(session)) = (row.get(0)?, row.get(1)?);
        let owner = column::owner(row, 2)?;
        let sealed = row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?;
        if let Err(error) = events::open(connection, &session, &owner, number, sealed) {
            findings.push(Finding::Event { number, what: error.to_string() });
        }
    }
    Ok(())
}

fn check_outbox(connection: &Connection, findings: &mut Vec<Finding>) -> Result<(), DatabaseError> {
    for row in outbox::rows(connection, "", [])? {
        let what = match row.open(connection) {
            Err(error) => Some(error.to_string()),
            Ok(body) if body.id != row.id || body.session != row.session => {
                Some("what is to be done is not what its row says".to_owned())
            }
            Ok(_) => None,
        };
        findings.extend(what.map(|what| Finding::Outbox { effect: row.id, what }));
    }
    Ok(())
}

/// Stored values and log lines: whether they open.
fn check_sealed(connection: &Connection, findings: &mut Vec<Finding>) -> Result<(), DatabaseError> {
    // Also of those whose key is gone: it was all that could open them.
    let mut owners = connection.prepare(
        "SELECT user, app FROM data_keys
         UNION SELECT user, app FROM storage_owners UNION SELECT user, app FROM partner_log",
    )?;
    let mut rows = owners.query([])?;
    while let Some(row) = rows.next()? {
        let owner = column::owner(row, 0)?;
        let mut keys = connection
            .prepare_cached("SELECT key FROM storage WHERE user = ?1 AND app = ?2 ORDER BY key")?;
        let keys: Vec<String> = keys
            .query_map(params![Sql(&owner.user), Sql(&owner.app)], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut opened = keys.iter().map(|key| storage::get(connection, &owner, key).map(drop));
        let stored = opened.find_map(Result::err);
        let logged = partner_log::read(connection, &owner, u32::MAX).err();
        for error in stored.into_iter().chain(logged) {
            let Owner { user, app } = owner.clone();
            findings.push(Finding::Sealed { user, app, what: error.to_string() });
        }
    }
    Ok(())
}

fn check_foreign_keys(
    connection: &Connection,
    findings: &mut Vec<Finding>,
) -> Result<(), DatabaseError> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let dangling = statement
        .query_map([], |row| Ok(Finding::ForeignKey { table: row.get(0)?, row: row.get(1)? }))?;
    for finding in dangling {
        findings.push(finding?);
    }
    Ok(())
}

fn check_file(connection: &Connection, findings: &mut Vec<Finding>) -> Result<(), DatabaseError> {
    let mut statement = connection.prepare("PRAGMA integrity_check")?;
    for what in statement.query_map([], |row| row.get::<_, String>(0))? {
        let what = what?;
        if what != "ok" {
            findings.push(Finding::File { what });
        }
    }
    Ok(())
}

/// Calls `found` with the first column of each row.
fn each<T: rusqlite::types::FromSql>(
    connection: &Connection,
    sql: &str,
    mut found: impl FnMut(T),
) -> Result<(), DatabaseError> {
    let mut statement = connection.prepare(sql)?;
    for value in statement.query_map([], |row| row.get(0))? {
        found(value?);
    }
    Ok(())
}
