//! Books that were cooked with the triggers out of the way are found out.

use loggia_bank::{Bank, Finding, OpenError};
use loggia_runtime::store::Store;

use crate::branch::{Branch, session_id};

/// Drops the named triggers and runs `sql`; no constraint stands in the way.
pub(crate) fn cook(branch: &Branch, triggers: &[&str], sql: &str) {
    let prompt = branch.sql_prompt();
    prompt.pragma_update(None, "foreign_keys", false).unwrap();
    prompt.pragma_update(None, "ignore_check_constraints", true).unwrap();
    for trigger in triggers {
        prompt.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    assert!(prompt.execute(sql, []).unwrap() > 0, "nothing was cooked");
}

fn used() -> Branch {
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.settled(1, "3.40 EUR");
    branch.assert_sound();
    branch
}

#[test]
fn a_report_counts_what_it_looked_at() {
    let bank = used().bank;
    let report = bank.verify().unwrap();
    let accounts = bank.accounts().unwrap().len();
    let transfers = bank.transfers().unwrap().len();
    assert_eq!(
        (report.accounts, report.transfers, report.payments),
        (accounts as u64, transfers as u64, 1)
    );
    assert_eq!(
        report.to_string(),
        format!(
            "{accounts} accounts, {transfers} transfers, 1 payments, 4 audit leaves: the books agree"
        )
    );
}

#[test]
fn a_cooked_balance_is_named_and_such_books_are_not_opened() {
    let branch = used();
    let accounts = branch.bank.accounts().unwrap();
    let euros = accounts.iter().filter(|account| account.currency.code() == "EUR");
    let debits: u64 = euros.map(|account| account.balances.debits_posted).sum();
    cook(
        &branch,
        &["balances_move_by_transfers"],
        "UPDATE accounts SET credits_posted = credits_posted + 100 WHERE name = 'Everyday'",
    );
    let report = branch.bank.verify().unwrap();
    let account = branch.account("Everyday");
    let expected = [
        Finding::Balance { account, which: "credits posted", kept: 128_560, transfers: 128_460 },
        Finding::Unbalanced {
            currency: "EUR".into(),
            which: "posted",
            debits: debits.to_string(),
            credits: (debits + 100).to_string(),
        },
    ];
    assert_eq!(report.findings, expected);
    let refused = Bank::open(&branch.path());
    let Err(OpenError::Unsound(refused)) = refused else { panic!("{refused:?}") };
    assert_eq!(refused.findings, report.findings);
}

#[test]
fn every_kind_of_mismatch_is_found() {
    let cases: [(&[&str], &str, &str); 10] = [
        (
            &["transfers_never_change"],
            "UPDATE transfers SET amount = 341 WHERE kind = 'post'",
            "does not end one pending transfer as it was made",
        ),
        (
            &["transfers_never_change"],
            "UPDATE transfers SET currency = 'USD'",
            "is not of its accounts' currency",
        ),
        (
            &[
                "payments_stay_as_they_were_shown",
                "payments_move_forward",
                "payments_move_with_the_ledger",
            ],
            "UPDATE payments SET amount = 1",
            "and its transfer do not agree",
        ),
        (
            &["payments_move_forward", "payments_move_with_the_ledger"],
            "UPDATE payments SET status = 'PDNG'",
            "and its transfer do not agree",
        ),
        (
            &["point_balances_move_by_bookings"],
            "UPDATE point_balances SET points = 121",
            "alice has 121 points in bean-points, and the bookings make 120",
        ),
        (
            &["balances_move_by_transfers"],
            "UPDATE accounts SET credits_posted = 0 WHERE name = 'Main'",
            "owes, and must not|make",
        ),
        (
            &[],
            "INSERT INTO storage_owners VALUES ('alice', 'a.b', 1, 5)",
            "counts 5 bytes, and holds 0",
        ),
        (&[], "UPDATE sessions SET saved = x'00'", "does not open: it was changed"),
        (&[], "DELETE FROM data_keys", "there is no key of its owner's"),
        (
            &["outbox_effects_are_never_replaced"],
            "INSERT INTO outbox (effect, session, sealed) SELECT randomblob(32), randomblob(16), x'00'",
            "refers to something that is not there",
        ),
    ];
    for (triggers, sql, expected) in cases {
        let branch = used();
        cook(&branch, triggers, sql);
        let report = branch.bank.verify().unwrap().to_string();
        assert!(
            expected.split('|').any(|expected| report.contains(expected)),
            "{sql}\ngave: {report}"
        );
    }
}

#[test]
fn a_session_whose_row_says_something_else_is_found() {
    let branch = used();
    cook(&branch, &["sessions_move_forward"], "UPDATE sessions SET user = 'bob'");
    let report = branch.bank.verify().unwrap();
    assert!(
        matches!(
            report.findings.as_slice(),
            [Finding::Session { session, .. }, Finding::Event { .. }, Finding::Event { .. }]
                if *session == session_id(1)
        ),
        "{report}"
    );
    let refused = branch.bank.load(&session_id(1)).unwrap_err().to_string();
    assert!(refused.contains("there is no key of its owner's"), "{refused}");
}
