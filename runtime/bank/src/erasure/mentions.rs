//! What other customers' statements and payments say of a user.

use loggia_runtime::{PaymentId, UserId};
use rusqlite::Row;

use super::Known;
use crate::column::{self, Sql};
use crate::connection::Connection;
use crate::error::DatabaseError;

/// Rows of others in which the user is named.
pub(super) struct Mentions {
    /// Transfers by number, of which the counterparty and the remittance are blanked.
    details: Vec<i64>,
    /// Standing orders by number that pay the user.
    orders: Vec<i64>,
    /// Standing orders by number whose remittance alone names them.
    order_remittances: Vec<i64>,
    /// Payments to the user that have ended.
    payments: Vec<PaymentId>,
}

/// Looks through all texts. A user is named by an IBAN of theirs, and by given and family name together,
/// in either order.
///
/// A payment is to the user where the bank's own review says so, by the payee's account or name. Its
/// remittance is a mini-app's free text: it must not decide that evidence of a stranger's goes. What is
/// still to be made stays as it was signed.
pub(super) fn find(
    connection: &Connection,
    user: &UserId,
    known: &Known,
) -> Result<Mentions, DatabaseError> {
    let named = Named::new(known);
    let mut mentions = Mentions {
        details: Vec::new(),
        orders: Vec::new(),
        order_remittances: Vec::new(),
        payments: Vec::new(),
    };
    let mut statement =
        connection.prepare("SELECT transfer, counterparty, remittance FROM transfer_details")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if named.is_in_column(row, 1)? || named.is_in_column(row, 2)? {
            mentions.details.push(row.get(0)?);
        }
    }
    let mut statement =
        connection.prepare("SELECT number, counterparty, remittance FROM standing_orders")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if named.is_in_column(row, 1)? {
            mentions.orders.push(row.get(0)?);
        } else if named.is_in_column(row, 2)? {
            mentions.order_remittances.push(row.get(0)?);
        }
    }
    let mut statement = connection.prepare(
        "SELECT id, creditor_account, creditor_name FROM payments
         WHERE user <> ?1 AND consent <> 'AWAU' AND coalesce(status, '') NOT IN ('RCVD', 'PDNG')",
    )?;
    let mut rows = statement.query([Sql(user)])?;
    while let Some(row) = rows.next()? {
        if named.is_in_column(row, 1)? || named.is_in_column(row, 2)? {
            mentions.payments.push(row.get::<_, Sql<PaymentId>>(0)?.0);
        }
    }
    Ok(mentions)
}

impl Mentions {
    /// The leaves about others' payments whose personal parts name the user.
    pub(super) fn personal_parts(
        &self,
        connection: &Connection,
    ) -> Result<Vec<u64>, DatabaseError> {
        let mut parts = Vec::new();
        for payment in &self.payments {
            let mut statement = connection.prepare_cached(
                "SELECT audit_personal.leaf FROM audit_leaves
                 JOIN audit_personal ON audit_personal.leaf = number
                 WHERE subject = ?1 AND action LIKE 'payment-%'",
            )?;
            let found =
                statement.query_map([payment.to_string()], |row| column::unsigned(row, 0))?;
            parts.extend(found.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(parts)
    }

    /// Takes the user out of them: how many rows that were.
    pub(super) fn blank(&self, connection: &Connection) -> Result<usize, DatabaseError> {
        let mut rows = 0;
        for (sql, numbers) in [
            (
                "UPDATE transfer_details SET counterparty = 'erased', remittance = NULL
                 WHERE transfer = ?1",
                &self.details,
            ),
            // Nobody is left whom it could pay.
            ("DELETE FROM standing_orders WHERE number = ?1", &self.orders),
            (
                "UPDATE standing_orders SET remittance = NULL WHERE number = ?1",
                &self.order_remittances,
            ),
        ] {
            for number in numbers {
                rows += connection.prepare_cached(sql)?.execute([number])?;
            }
        }
        for payment in &self.payments {
            for sql in [
                "UPDATE payments SET creditor_account = 'erased', creditor_name = 'erased',
                   remittance = NULL
                 WHERE id = ?1",
                "UPDATE payment_evidence SET body = 'null' WHERE payment = ?1",
                "DELETE FROM payment_challenges WHERE payment = ?1",
            ] {
                rows += connection.prepare_cached(sql)?.execute([Sql(*payment)])?;
            }
        }
        Ok(rows)
    }
}

/// By what a user is named.
struct Named {
    /// Without spaces, in upper case.
    ibans: Vec<String>,
    /// In lower case.
    names: Vec<String>,
}

impl Named {
    fn new(known: &Known) -> Self {
        let ibans = known.accounts.iter().filter_map(|account| account.iban.as_ref());
        let names = known.customer.iter().flat_map(|customer| {
            let (given, family) = (&customer.given_name, &customer.family_name);
            [format!("{given} {family}"), format!("{family} {given}"), format!("{family}, {given}")]
        });
        Self {
            ibans: ibans.map(|iban| iban.as_str().to_owned()).collect(),
            names: names.map(|name| name.to_lowercase()).collect(),
        }
    }

    fn is_in_column(&self, row: &Row<'_>, column: usize) -> rusqlite::Result<bool> {
        let text = row.get_ref(column)?.as_str_or_null()?;
        Ok(text.is_some_and(|text| self.is_in(text)))
    }

    fn is_in(&self, text: &str) -> bool {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let compact = compact.to_uppercase();
        if self.ibans.iter().any(|iban| compact.contains(iban.as_str())) {
            return true;
        }
        let text = text.to_lowercase();
        self.names.iter().any(|name| is_word_in(name, &text))
    }
}

/// Whether `text` has `name` in it, and no longer word of which that is a part: Anna Berger is not in
/// Joanna Bergers.
fn is_word_in(name: &str, text: &str) -> bool {
    text.match_indices(name).any(|(at, found)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_named_by_their_iban_and_by_their_whole_name() {
        let named = Named {
            ibans: vec!["AT611904300234573201".into()],
            names: vec!["anna berger".into(), "berger anna".into(), "berger, anna".into()],
        };
        for text in [
            "AT61 1904 3002 3457 3201",
            "to at611904300234573201.",
            "Anna Berger",
            "ANNA BERGER, rent",
            "for Berger, Anna",
        ] {
            assert!(named.is_in(text), "{text}");
        }
        for text in ["Joanna Berger", "Anna Bergermann", "Anna", "Berger", "AT6119043002", ""] {
            assert!(!named.is_in(text), "{text}");
        }
    }
}
