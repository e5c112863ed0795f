//! Transfers that are no payment's against their leaves.

use std::collections::BTreeMap;

use super::super::recorded::TransferFacts;
use super::{Kind, Log};
use crate::column::Sql;
use crate::connection::Connection;
use crate::error::DatabaseError;
use crate::finding::Finding;
use crate::ledger::{self, Entry};
use crate::transfer::{TransferId, TransferKind};

pub(super) fn check(
    connection: &Connection,
    log: &mut Log,
    findings: &mut Vec<Finding>,
) -> Result<(), DatabaseError> {
    let mut made: BTreeMap<u64, Vec<Entry>> = BTreeMap::new();
    let mut statement = connection.prepare(&ledger::select("ORDER BY number"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let entry = Entry::from(ledger::transfer_of(row)?);
        let leaf = row.get::<_, Option<Sql<u64>>>("leaf")?.map(|leaf| leaf.0);
        match leaf {
            Some(leaf) => made.entry(leaf).or_default().push(entry),
            None if has_payments_leaves(connection, &entry)? => {}
            None => findings.push(disagrees(entry.id, "it has no leaf in the audit log")),
        }
    }
    for (number, entries) in made {
        let Some(first) = entries.first().map(|entry| entry.id) else { continue };
        let expected = TransferFacts::of(&entries).leaf()?;
        let leaves = log.about(Kind::Transfers, &first)?;
        let told = leaves.iter().any(|stored| stored.index == number && stored.leaf == expected);
        if !told || leaves.len() != 1 {
            findings.push(disagrees(first, "its leaf in the audit log tells of other transfers"));
        }
    }
    log.about_nothing(Kind::Transfers, "transfer", findings);
    Ok(())
}

fn disagrees(transfer: TransferId, what: &str) -> Finding {
    Finding::AuditTransfer { transfer, what: what.to_owned() }
}

/// Whether it holds the amount of a payment, or ends that: the payment's own leaves tell of it.
fn has_payments_leaves(connection: &Connection, entry: &Entry) -> Result<bool, DatabaseError> {
    let is_payments = ledger::is_payments(connection, entry.pending.unwrap_or(entry.id))?;
    Ok(is_payments && entry.kind != TransferKind::Direct)
}
