//! What is asked many times a second looks at few rows, however many there are.

use crate::account_information::balances::MOVED;
use crate::column::Sql;
use crate::ledger::OVERDUE;
use crate::payment_record::select;
use crate::scheduled::DUE;
use crate::settlement::{UNDECIDED, UNDECIDED_OF_OWNER, UNSETTLED};
use crate::{Bank, DatabaseError};

#[test]
fn what_is_due_and_what_moved_is_found_by_an_index() {
    let bank = Bank::in_memory().unwrap();
    let of_payments = [UNDECIDED, UNDECIDED_OF_OWNER, UNSETTLED, DUE].map(select);
    for sql in of_payments.into_iter().chain([OVERDUE, MOVED].map(str::to_owned)) {
        let plan: Vec<String> = bank
            .database()
            .read(|connection| -> Result<_, DatabaseError> {
                let mut explained = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let values = vec![Sql(0_u64); explained.parameter_count()];
                let steps = explained
                    .query_map(rusqlite::params_from_iter(values), |row| row.get("detail"))?;
                Ok(steps.collect::<Result<_, _>>()?)
            })
            .unwrap();
        let whole = plan.iter().find(|step| step.starts_with("SCAN"));
        assert_eq!(whole, None, "{sql}\n{plan:#?}");
    }
}
