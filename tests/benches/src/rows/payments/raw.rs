//! The same rows as the bank's payments, written by nothing but SQLite.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// One connection, one thread, and no other work than the rows: on a copy of the bank's database with its
/// tables, indexes and CHECKs, without triggers and foreign keys. The rows are read from the bank's and
/// bound as they stand, so nothing is looked up, hashed, sealed or verified. What the audit log's
/// key signs, a row for each 256 leaves, is left out.
pub(super) struct Raw {
    connection: Connection,
    bank: Connection,
    written: Written,
}

/// The last rows of the bank's that stand in the copy.
struct Written {
    payment: i64,
    leaf: i64,
    transfer: i64,
    event: i64,
}

/// What one request of the bank's writes.
pub(super) type Request = Vec<Statement>;

pub(super) struct Statement {
    sql: Arc<str>,
    values: Vec<Value>,
}

impl Raw {
    pub(super) fn copy(bank: &Path, copy: &Path) -> Self {
        let bank = Connection::open(bank).unwrap();
        bank.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        let connection = Connection::open(copy).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.pragma_update(None, "synchronous", "FULL").unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection.set_prepared_statement_cache_capacity(64);
        let triggers = "SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'";
        for drop in texts(&connection, triggers) {
            connection.execute_batch(&drop).unwrap();
        }
        let written = Written::of(&bank);
        Self { connection, bank, written }
    }

    /// What the bank has written since the last call for payments that were initiated and asked to be
    /// signed: two requests each.
    pub(super) fn asked(&mut self) -> Vec<Request> {
        let last = self.written.payment;
        let payments = self.inserts("payments", &format!("WHERE number > {last} ORDER BY number"));
        let challenges = self.inserts(
            "payment_challenges",
            &format!("JOIN payments ON id = payment WHERE number > {last} ORDER BY number"),
        );
        let leaves = self.leaves();
        assert_eq!([payments.len(), challenges.len()], [leaves.len(); 2]);
        self.written = Written::of(&self.bank);
        let requests = leaves.into_iter().zip(payments).zip(challenges);
        requests
            .flat_map(|((mut leaf, payment), challenge)| {
                leaf.push(payment);
                [leaf, vec![challenge]]
            })
            .collect()
    }

    /// What the bank has written since the last call for payments that were authorised.
    pub(super) fn authorised(&mut self) -> Vec<Request> {
        let Written { transfer, event, .. } = self.written;
        let new = format!("transfers.number > {transfer} ORDER BY transfers.number");
        // In the order in which their transfers were made.
        let payments = format!("JOIN payments ON payments.id = transfers.id WHERE {new}");
        let parts = [
            self.inserts(
                "payment_evidence",
                &format!("JOIN transfers ON transfers.id = payment WHERE {new}"),
            ),
            self.statements(
                "DELETE FROM payment_challenges WHERE payment = ?1",
                &format!("SELECT payments.id FROM transfers {payments}"),
            ),
            self.inserts("transfers", &format!("WHERE {new}")),
            self.statements(
                "UPDATE accounts SET debits_pending = debits_pending + ?3, latest = ?2 WHERE id = ?1",
                &format!("SELECT debit_account, number, amount FROM transfers WHERE {new}"),
            ),
            self.statements(
                "UPDATE accounts SET credits_pending = credits_pending + ?3, latest = ?2 WHERE id = ?1",
                &format!("SELECT credit_account, number, amount FROM transfers WHERE {new}"),
            ),
            self.statements(
                "UPDATE payments SET consent = ?2, status = ?3, debtor_account = ?4, settle_at = ?5,
                   updated_at = ?6 WHERE id = ?1",
                &format!(
                    "SELECT payments.id, payments.consent, payments.status, payments.debtor_account,
                       payments.settle_at, payments.updated_at FROM transfers {payments}"
                ),
            ),
            self.inserts("events", &format!("WHERE events.id > {event} ORDER BY events.id")),
        ];
        let mut requests = self.leaves();
        for part in parts {
            assert_eq!(part.len(), requests.len());
            for (request, statement) in requests.iter_mut().zip(part) {
                request.push(statement);
            }
        }
        self.written = Written::of(&self.bank);
        requests
    }

    /// The rows of each new leaf: itself, the nodes that it completes, and its personal part.
    fn leaves(&self) -> Vec<Request> {
        let last = self.written.leaf;
        let leaves =
            self.inserts("audit_leaves", &format!("WHERE number > {last} ORDER BY number"));
        let personal =
            self.inserts("audit_personal", &format!("WHERE leaf > {last} ORDER BY leaf"));
        assert_eq!(leaves.len(), personal.len());
        let numbers = last + 1..;
        let requests = numbers.zip(leaves).zip(personal).map(|((number, leaf), personal)| {
            let mut request = vec![leaf];
            for level in 1..=(number + 1).trailing_zeros() {
                let position = ((number + 1) >> level) - 1;
                let which = format!("WHERE level = {level} AND position = {position}");
                request.extend(self.inserts("audit_nodes", &which));
            }
            request.push(personal);
            request
        });
        requests.collect()
    }

    /// Rows of the bank's that are to be inserted as they are.
    fn inserts(&self, table: &str, which: &str) -> Vec<Statement> {
        // Without what is generated.
        let columns = texts(&self.bank, &format!("SELECT name FROM pragma_table_info('{table}')"));
        let places = vec!["?"; columns.len()].join(", ");
        let insert = format!("INSERT INTO {table} ({}) VALUES ({places})", columns.join(", "));
        let columns: Vec<_> = columns.iter().map(|column| format!("{table}.{column}")).collect();
        self.statements(&insert, &format!("SELECT {} FROM {table} {which}", columns.join(", ")))
    }

    /// One for each of the bank's rows, with its columns as parameters.
    fn statements(&self, sql: &str, select: &str) -> Vec<Statement> {
        let sql: Arc<str> = sql.into();
        let mut select = self.bank.prepare(select).unwrap();
        let columns = select.column_count();
        let rows = select.query_map([], |row| {
            let values = (0..columns).map(|column| row.get(column)).collect::<Result<_, _>>()?;
            Ok(Statement { sql: Arc::clone(&sql), values })
        });
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// Writes them, `batch` in a transaction. How long it takes.
    pub(super) fn write(&self, requests: &[Request], batch: usize) -> Duration {
        let run = |sql: &str| {
            self.connection.prepare_cached(sql).unwrap().execute([]).unwrap();
        };
        let started = Instant::now();
        for batch in requests.chunks(batch.max(1)) {
            run("BEGIN IMMEDIATE");
            for Statement { sql, values } in batch.iter().flatten() {
                let mut statement = self.connection.prepare_cached(sql).unwrap();
                assert_eq!(statement.execute(params_from_iter(values)).unwrap(), 1, "{sql}");
            }
            run("COMMIT");
        }
        started.elapsed()
    }
}

impl Written {
    fn of(bank: &Connection) -> Self {
        let last = |column: &str, table: &str| {
            let sql = format!("SELECT coalesce(max({column}), -1) FROM {table}");
            bank.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        Self {
            payment: last("number", "payments"),
            leaf: last("number", "audit_leaves"),
            transfer: last("number", "transfers"),
            event: last("id", "events"),
        }
    }
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let texts = statement.query_map([], |row| row.get(0)).unwrap();
    texts.collect::<Result<_, _>>().unwrap()
}
