//! Books that were cooked with the triggers out of the way are found out.

use loggia_authentication::{Digest, SoftwareAuthenticator};
use loggia_bank::{Bank, Finding, OpenError};
use loggia_runtime::store::Store;

use crate::branch::{Branch, ORIGIN, alice, authenticator, payment_id, session_id};

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
            "{accounts} accounts, {transfers} transfers, 1 payments, 5 audit leaves: the books agree"
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

/// What staff with an SQL prompt and no scruples could write: the schema is out of the way, and the log's
/// hashes are right.
fn forged(branch: &Branch, triggers: &[&str], statements: &[&str]) -> String {
    let prompt = branch.sql_prompt();
    for trigger in triggers {
        prompt.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    for sql in statements {
        assert!(prompt.execute(sql, []).unwrap() > 0, "{sql}");
    }
    let report = branch.bank.verify().unwrap();
    assert!(!report.is_sound(), "{statements:?}");
    report.to_string()
}

#[test]
fn another_payments_evidence_authorises_nothing() {
    let branch = used();
    branch.settled(2, "34.00 EUR");
    // As if the second payment's leaf had been written with the first one's evidence.
    let evidence = branch.bank.payment_evidence(&payment_id(1)).unwrap().unwrap();
    let second = branch.bank.payment_evidence(&payment_id(2)).unwrap().unwrap();
    let hex = |digest: &Digest| -> String {
        digest.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let prompt = branch.sql_prompt();
    prompt.execute_batch("DROP TRIGGER audit_leaves_never_change").unwrap();
    let subject = payment_id(2).to_string();
    let (number, leaf): (i64, String) = prompt
        .query_row(
            "SELECT number, leaf FROM audit_leaves WHERE subject = ?1 AND action = 'payment-authorised'",
            [&subject],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    let other = loggia_audit::Hash::from_bytes(*evidence.digest().as_bytes()).to_string();
    let own = loggia_audit::Hash::from_bytes(*second.digest().as_bytes()).to_string();
    let leaf = leaf.replace(&own, &other);
    let hash = loggia_audit::Hash::of_leaf(leaf.as_bytes());
    prompt
        .execute(
            "UPDATE audit_leaves SET leaf = ?2, hash = ?3 WHERE number = ?1",
            rusqlite::params![number, leaf, hash.as_bytes()],
        )
        .unwrap();
    let copied = format!(
        "UPDATE payment_evidence SET body = (SELECT body FROM payment_evidence WHERE payment = x'{first}'),
           digest = x'{digest}' WHERE payment = x'{second}'",
        first = payment_id(1),
        second = payment_id(2),
        digest = hex(&evidence.digest()),
    );
    let found = forged(&branch, &["payment_evidence_never_changes"], &[&copied]);
    assert!(found.contains("its evidence is of another payment"), "{found}");
}

#[test]
fn a_key_that_nobody_registered_is_found_in_credentials_and_evidence() {
    let mallorys = SoftwareAuthenticator::generate().unwrap();
    let key = mallorys.public_key().to_string();
    let changed = format!("UPDATE credentials SET body = json_set(body, '$.public_key', '{key}')");
    let found = forged(&used(), &["credentials_stay_what_they_are"], &[&changed]);
    assert!(found.contains("nobody registered it"), "{found}");

    let added = "INSERT INTO credentials SELECT x'01', user, json_set(body, '$.id', 'AQ'), 0 FROM credentials";
    let found = forged(&used(), &["credentials_begin_in_the_audit_log"], &[added]);
    assert!(found.contains("its leaf in the audit log is of another"), "{found}");

    let gone = "DELETE FROM credentials";
    let found = forged(&used(), &["credentials_go_in_the_audit_log"], &[gone]);
    assert!(found.contains("is gone, and was not revoked"), "{found}");

    // What it signed before it was put back.
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    authenticator(&branch.bank, &alice().user, branch.now());
    let prompt = branch.sql_prompt();
    let before: String =
        prompt.query_row("SELECT body FROM credentials", [], |row| row.get(0)).unwrap();
    prompt.execute_batch("DROP TRIGGER credentials_stay_what_they_are").unwrap();
    prompt.execute(&changed, []).unwrap();
    let account = branch.account("Everyday");
    let asked = branch.bank.ask_to_authorise(&alice().user, &payment_id(1), account, branch.now());
    let mut signed = mallorys.assert("localhost", ORIGIN, &asked.unwrap().challenge);
    signed.credential_id = branch.bank.credentials(&alice().user).unwrap()[0].id.clone();
    branch.bank.authorise(&alice().user, &payment_id(1), &signed, branch.now()).unwrap();
    prompt.execute("UPDATE credentials SET body = ?1", [before]).unwrap();
    let report = branch.bank.verify().unwrap().to_string();
    assert!(report.contains("by a credential that nobody had registered"), "{report}");
}

#[test]
fn what_an_erasure_takes_goes_together() {
    let branch = used();
    branch.bank.audit_checkpoint().unwrap();
    let found = forged(
        &branch,
        &["payment_evidence_never_changes", "audit_personal_goes_by_erasure"],
        &[
            "UPDATE payment_evidence SET body = 'null'",
            "DELETE FROM audit_personal WHERE leaf IN (SELECT number FROM audit_leaves WHERE action LIKE 'payment-%')",
        ],
    );
    assert!(found.contains("its evidence was blanked, and nobody erased"), "{found}");
    assert!(found.contains("are gone, and it was not erased"), "{found}");
}

#[test]
fn transfers_of_nobody_and_a_diverted_payment_are_found() {
    let branch = used();
    let (alice, mallory) = (branch.account("Everyday"), branch.account("Main"));
    let taken = format!(
        "INSERT INTO transfers (id, kind, debit_account, credit_account, amount, currency, made_at, leaf)
         VALUES (randomblob(16), 'direct', {alice}, {mallory}, 100, 'EUR', 0, 0)"
    );
    let found = forged(&branch, &["transfers_are_on_the_audit_log"], &[&taken]);
    assert!(found.contains("tells of other transfers"), "{found}");

    let branch = used();
    let diverted = format!(
        "UPDATE transfers SET credit_account = {mallory} WHERE kind IN ('pending', 'post')"
    );
    let found = forged(&branch, &["transfers_never_change"], &[&diverted]);
    assert!(found.contains("and its transfer do not agree"), "{found}");
}
