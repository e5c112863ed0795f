//! Somebody with an SQL prompt tries to cook the books. The schema itself refuses, by name.

use loggia_bank::{Movement, TransferId};
use loggia_runtime::capability::loyalty::{Booking, BookingKind, Loyalty};
use loggia_runtime::capability::{Effect, EffectKind};
use loggia_runtime::store::{Closed, Commit, StorageCommit, Store};

use crate::branch::{
    Branch, NOW, alice, commit, effect, money, order, owner, payment_id, saved, session_id,
};

/// Two accounts, a posted, a voided, an open and an expiring transfer; payments in each state; a
/// redeemed booking; sessions, one of them closed; an effect that waits; an audit log that is signed for
/// and of which something was erased.
fn well_used() -> Branch {
    let branch = Branch::on_disk();
    let session = branch.session(1, "alice");
    branch.session(2, "alice");
    branch.bank.close(&session_id(2), Closed::ByUser).unwrap();
    let writes = [("key".to_owned(), Some(vec![1, 2]))];
    let mut after = saved(1, "alice");
    after.sequence = session.sequence + 1;
    let storage = StorageCommit { seen_version: None, writes: &writes };
    let effects = [Effect {
        id: effect(0xe1),
        session: session_id(1),
        owner: alice(),
        reply: None,
        at: NOW,
        deadline: NOW,
        kind: EffectKind::CancelPayment(payment_id(9)),
    }];
    branch.bank.commit(&Commit { storage, effects: &effects, ..commit(&after) }).unwrap();

    let (debit, credit) = (branch.account("Everyday"), branch.account("Bean & Leaf"));
    let hold = |number: u8, expires_at| {
        let movement = Movement::Pending { debit, credit, amount: money("1.00 EUR"), expires_at };
        branch.bank.transfer(TransferId::from_bytes([number; 16]), &movement, NOW).unwrap();
    };
    hold(0xa1, None);
    hold(0xa2, Some(NOW + 10));
    branch.settled(1, "3.40 EUR");
    branch.initiate(2, "2.00 EUR");
    branch.initiate(3, "2.00 EUR");
    branch.bank.authorise(&payment_id(3), debit, branch.now()).unwrap();
    let book = |number, kind| {
        let booking = Booking { scheme: "bean-points".into(), kind };
        branch.bank.book(&effect(number), &alice(), &booking).unwrap().unwrap();
    };
    book(0xb1, BookingKind::Redeem { points: 20, reference: "cake".into() });
    branch.initiate_as(&owner("bob"), 0xb2, &order(0xb2, "2.00 EUR"));
    branch.bank.erase_audit_personal(&"bob".parse().unwrap(), branch.now()).unwrap();
    branch.bank.audit_checkpoint().unwrap();
    branch.assert_sound();
    branch
}

/// Statements, each with a part of what it must be refused with.
fn attacks(branch: &Branch) -> Vec<(String, &'static str)> {
    let id = |byte: &str| format!("x'{}'", byte.repeat(16));
    let effect = |byte: &str| format!("x'{}'", byte.repeat(32));
    let (everyday, cafe, travel) =
        (branch.account("Everyday"), branch.account("Bean & Leaf"), branch.account("Travel"));
    let transfer = |how: &str, values: &str| {
        format!(
            "INSERT {how} INTO transfers
               (id, kind, debit_account, credit_account, amount, currency, pending, expires_at, made_at)
             VALUES ({values})"
        )
    };
    let new = id("c1");
    // A step that the payment may take, and something beside it.
    let forward =
        |set: &str| format!("UPDATE payments SET consent = 'RJCT', {set} WHERE id = {}", id("02"));
    let payment = |how: &str, byte: &str, effect: &str, name: &str, consent: &str| {
        format!(
            "INSERT {how} INTO payments (id, effect, user, app, instruction_id, end_to_end_id, amount,
               currency, creditor_scheme, creditor_account, creditor_name, package, session, request,
               context, created_at, expires_at, consent, updated_at)
             VALUES ({}, {effect}, 'alice', 'com.beanandleaf.coffee', '{name}', 'x', 1, 'EUR', 'iban', 'x',
               'x', {effect}, {}, 1, x'', 0, 1, '{consent}', 0)",
            id(byte),
            id("01"),
        )
    };
    let booking = |values: &str| {
        format!(
            "INSERT INTO point_bookings
               (effect, kind, user, app, scheme, points, balance, payment, reference, made_at)
             VALUES ({values}, 0)"
        )
    };

    vec![
        // Transfers.
        ("UPDATE transfers SET amount = 1".into(), "a transfer never changes"),
        ("DELETE FROM transfers".into(), "a transfer never goes"),
        (
            transfer("OR REPLACE", &format!("{}, 'direct', {everyday}, {cafe}, 1, 'EUR', NULL, NULL, 0", id("a1"))),
            "a transfer is made once",
        ),
        (
            transfer("", &format!("{new}, 'direct', {everyday}, {cafe}, 999999999, 'EUR', NULL, NULL, 0")),
            "never_overdrawn",
        ),
        (
            transfer("", &format!("{new}, 'pending', {everyday}, {cafe}, 999999999, 'EUR', NULL, NULL, 0")),
            "never_overdrawn",
        ),
        (transfer("", &format!("{new}, 'direct', {everyday}, {cafe}, 0, 'EUR', NULL, NULL, 0")), "amount > 0"),
        (transfer("", &format!("{new}, 'direct', {everyday}, {cafe}, -5, 'EUR', NULL, NULL, 0")), "amount > 0"),
        (
            transfer("", &format!("{new}, 'direct', {everyday}, {everyday}, 1, 'EUR', NULL, NULL, 0")),
            "credit_account <> debit_account",
        ),
        (
            transfer("", &format!("{new}, 'direct', {everyday}, {travel}, 1, 'EUR', NULL, NULL, 0")),
            "of one currency",
        ),
        (transfer("", &format!("{new}, 'direct', {everyday}, 77, 1, 'EUR', NULL, NULL, 0")), "FOREIGN KEY"),
        (transfer("", &format!("x'01', 'direct', {everyday}, {cafe}, 1, 'EUR', NULL, NULL, 0")), "length(id) = 16"),
        (transfer("", &format!("{new}, 'gift', {everyday}, {cafe}, 1, 'EUR', NULL, NULL, 0")), "CHECK"),
        (transfer("", &format!("{new}, 'post', {everyday}, {cafe}, 1, 'EUR', NULL, NULL, 0")), "CHECK"),
        (
            transfer("", &format!("{new}, 'post', {everyday}, {cafe}, 99, 'EUR', {}, NULL, 0", id("a1"))),
            "ends a pending transfer, as it was made",
        ),
        (
            transfer("", &format!("{new}, 'post', {cafe}, {everyday}, 100, 'EUR', {}, NULL, 0", id("a1"))),
            "ends a pending transfer, as it was made",
        ),
        (
            transfer("", &format!("{new}, 'expire', {everyday}, {cafe}, 100, 'EUR', {}, NULL, {NOW}", id("a1"))),
            "in its time",
        ),
        (
            transfer("", &format!("{new}, 'post', {everyday}, {cafe}, 100, 'EUR', {}, NULL, {}", id("a2"), NOW + 10)),
            "in its time",
        ),
        (
            transfer("", &format!("{new}, 'void', {everyday}, {cafe}, 340, 'EUR', {}, NULL, 0", id("01"))),
            "a pending one ends once",
        ),
        // Accounts and their balances.
        ("UPDATE accounts SET credits_posted = credits_posted + 100".into(), "a balance moves only by a transfer"),
        ("UPDATE accounts SET debits_pending = 0".into(), "a balance moves only by a transfer"),
        ("UPDATE accounts SET latest = latest + 1".into(), "a balance moves only by a transfer"),
        ("UPDATE accounts SET owner = 'mallory' WHERE owner = 'alice'".into(), "an account stays what it is"),
        ("UPDATE accounts SET kind = 'settlement'".into(), "an account stays what it is"),
        ("UPDATE accounts SET iban = 'AT00'".into(), "an account stays what it is"),
        ("DELETE FROM accounts".into(), "an account never goes"),
        (
            "INSERT INTO accounts (kind, owner, name, iban, currency, opened_at, credits_posted)
             VALUES ('customer', 'mallory', 'x', 'x', 'EUR', 0, 1000)"
                .into(),
            "an account opens once, and empty",
        ),
        (
            "INSERT OR REPLACE INTO accounts (kind, owner, name, iban, currency, opened_at)
             VALUES ('customer', 'mallory', 'x', 'AT869999900010000001', 'EUR', 0)"
                .into(),
            "an account opens once, and empty",
        ),
        (
            "INSERT OR REPLACE INTO accounts (kind, name, currency, opened_at)
             VALUES ('settlement', 'x', 'EUR', 0)"
                .into(),
            "an account opens once, and empty",
        ),
        // Payments.
        ("DELETE FROM payments".into(), "a payment never goes"),
        (forward("amount = 1"), "a payment stays as it was shown"),
        (forward("creditor_account = 'x'"), "a payment stays as it was shown"),
        (forward("user = 'mallory'"), "a payment stays as it was shown"),
        (forward("expires_at = expires_at + 1"), "a payment stays as it was shown"),
        (
            format!("UPDATE payments SET consent = 'AWAU', status = NULL, debtor_account = NULL, settle_at = NULL WHERE id = {}", id("03")),
            "a payment moves",
        ),
        (format!("UPDATE payments SET status = 'RJCT' WHERE id = {}", id("01")), "a payment moves"),
        (format!("UPDATE payments SET status = 'PDNG' WHERE id = {}", id("01")), "a payment moves"),
        (
            format!("UPDATE payments SET consent = 'RJCT', updated_at = 0 WHERE id = {}", id("02")),
            "a payment moves",
        ),
        (
            format!("UPDATE payments SET status = 'ACSC' WHERE id = {}", id("03")),
            "a payment moves",
        ),
        (
            format!("UPDATE payments SET status = 'RJCT' WHERE id = {}", id("03")),
            "a payment moves",
        ),
        (
            format!(
                "UPDATE payments SET consent = 'AUTH', status = 'PDNG', debtor_account = {everyday}, settle_at = 0
                 WHERE id = {}",
                id("02")
            ),
            "a payment moves",
        ),
        (
            format!(
                "UPDATE payments SET status = 'ACSC', debtor_account = {cafe} WHERE id = {}",
                id("03")
            ),
            "a payment moves",
        ),
        (payment("", "c1", &effect("c1"), "n", "AUTH"), "a payment begins once, and undecided"),
        (payment("", "c1", &effect("c1"), "n", "RJCT"), "a payment begins once, and undecided"),
        (payment("OR REPLACE", "01", &effect("c1"), "n", "AWAU"), "a payment begins once, and undecided"),
        (payment("OR REPLACE", "c1", &effect("01"), "n", "AWAU"), "a payment begins once, and undecided"),
        (payment("OR REPLACE", "c1", &effect("c1"), "order-1", "AWAU"), "a payment begins once, and undecided"),
        // Points.
        ("UPDATE point_bookings SET points = 1".into(), "a booking never changes"),
        ("DELETE FROM point_bookings".into(), "a booking never goes"),
        ("UPDATE point_balances SET points = 1000000".into(), "a balance of points moves only by a booking"),
        ("UPDATE point_balances SET points = -1".into(), "a balance of points moves only by a booking"),
        ("DELETE FROM point_balances".into(), "a balance of points never goes"),
        (
            "INSERT INTO point_balances (user, scheme, points) VALUES ('mallory', 'bean-points', 5)".into(),
            "a balance of points opens once, and empty",
        ),
        (
            booking(&format!("{}, 'redeem', 'alice', 'a.b', 'bean-points', 101, -1, NULL, 'x'", effect("c1"))),
            "CHECK constraint failed: balance >= 0",
        ),
        (
            booking(&format!("{}, 'redeem', 'alice', 'a.b', 'bean-points', 1, 100, NULL, 'x'", effect("c1"))),
            "a booking says what the balance is after it",
        ),
        (
            booking(&format!(
                "{}, 'earn', 'alice', 'com.beanandleaf.coffee', 'bean-points', 20, 120, {}, NULL",
                effect("c1"),
                id("03")
            )),
            "points are earned by a settled payment",
        ),
        (
            booking(&format!("{}, 'return', 'alice', 'com.beanandleaf.coffee', 'bean-points', 21, 121, NULL, 'cake'", effect("c1"))),
            "only redeemed points are returned",
        ),
        (
            booking(&format!("{}, 'redeem', 'alice', 'com.beanandleaf.coffee', 'bean-points', 20, 80, NULL, 'cake'", effect("c1"))),
            "a booking is made once",
        ),
        // Sessions, events, outbox and storage.
        ("UPDATE sessions SET sequence = 0".into(), "a session moves one step at a time"),
        ("UPDATE sessions SET sequence = sequence + 2".into(), "a session moves one step at a time"),
        ("UPDATE sessions SET user = 'mallory'".into(), "a session moves one step at a time"),
        ("UPDATE sessions SET closed = NULL WHERE closed IS NOT NULL".into(), "not once it is closed"),
        (format!("INSERT INTO events (session, event) VALUES ({}, '{{}}')", id("02")), "nothing waits for a closed session"),
        (format!("INSERT INTO events (session, event) VALUES ({}, '{{}}')", id("77")), "FOREIGN KEY"),
        (format!("INSERT INTO events (session, event) VALUES ({}, 'no JSON')", id("01")), "json_valid"),
        (format!("INSERT INTO outbox (effect, session, body) VALUES ({}, {}, '{{}}')", effect("c1"), id("77")), "FOREIGN KEY"),
        (
            format!("INSERT OR REPLACE INTO outbox (effect, session, body) VALUES ({}, {}, '{{}}')", effect("e1"), id("01")),
            "an effect is committed once",
        ),
        ("UPDATE outbox SET body = '[]'".into(), "an effect is dispatched as it was committed"),
        ("UPDATE storage SET key = 'other'".into(), "a stored value stays with its owner and key"),
        ("UPDATE storage_owners SET version = 0".into(), "a storage version only goes up"),
        ("INSERT INTO storage VALUES ('mallory', 'a.b', 'k', x'00')".into(), "FOREIGN KEY"),
        // The audit log.
        ("UPDATE audit_leaves SET leaf = 'x'".into(), "an audit leaf never changes"),
        ("DELETE FROM audit_leaves WHERE number = (SELECT max(number) FROM audit_leaves)".into(), "an audit leaf never goes"),
        ("INSERT INTO audit_leaves VALUES (999, 'x', 'x', 'x', zeroblob(32))".into(), "an audit leaf stands behind the last"),
        ("INSERT OR REPLACE INTO audit_leaves VALUES (0, 'x', 'x', 'x', zeroblob(32))".into(), "an audit leaf stands behind the last"),
        ("UPDATE audit_nodes SET hash = zeroblob(32)".into(), "an audit node never changes"),
        ("DELETE FROM audit_nodes".into(), "an audit node never goes"),
        ("INSERT OR REPLACE INTO audit_nodes VALUES (1, 0, zeroblob(32))".into(), "an audit node is made once"),
        ("UPDATE audit_checkpoints SET note = 'x'".into(), "a checkpoint never changes"),
        ("DELETE FROM audit_checkpoints".into(), "a checkpoint never goes"),
        ("INSERT OR REPLACE INTO audit_checkpoints SELECT size, 0, 'x' FROM audit_checkpoints".into(), "a checkpoint is of more leaves"),
        ("INSERT INTO audit_checkpoints VALUES (999, 0, 'x')".into(), "a checkpoint is of more leaves"),
        ("UPDATE audit_personal SET data = 'x'".into(), "a personal part never changes"),
        ("DELETE FROM audit_personal".into(), "a personal part goes only by an erasure"),
        ("INSERT OR REPLACE INTO audit_personal VALUES (0, 'mallory', zeroblob(32), 'x')".into(), "a personal part comes with its leaf"),
        ("UPDATE audit_erasures SET leaf = 0".into(), "an erasure never changes"),
        ("DELETE FROM audit_erasures".into(), "an erasure never goes"),
        ("INSERT INTO audit_erasures VALUES (0, 1)".into(), "an erasure is a leaf of its own"),
        (payment("", "c1", &effect("c1"), "n", "AWAU"), "a payment begins with its audit leaf"),
        (
            format!("UPDATE payments SET consent = 'RJCT', updated_at = updated_at + 1 WHERE id = {}", id("02")),
            "a payment moves with its audit leaf",
        ),
        // Types hold: the tables are STRICT.
        ("INSERT INTO schemes VALUES ('x', 'x', 'ten', 'x')".into(), "cannot store TEXT value in INTEGER"),
    ]
}

#[test]
fn the_schema_refuses_whatever_would_break_the_books() {
    let branch = well_used();
    let prompt = branch.sql_prompt();
    for (attack, reason) in attacks(&branch) {
        let refused = prompt.execute(&attack, []);
        let Err(error) = refused else { panic!("not refused: {attack}") };
        assert!(error.to_string().contains(reason), "{attack}\nwas refused by: {error}");
    }
    branch.assert_sound();
}

#[test]
fn no_trigger_that_refuses_could_be_missing_unnoticed() {
    let branch = well_used();
    let mut prompt = branch.sql_prompt();
    let attacks = attacks(&branch);
    let outcomes = |connection: &rusqlite::Transaction<'_>| -> Vec<String> {
        let outcome = |(attack, _): &(String, _)| {
            connection.execute_batch("SAVEPOINT attack").unwrap();
            let outcome = connection
                .execute(attack, [])
                .map_or_else(|error| error.to_string(), |_| "done".into());
            connection.execute_batch("ROLLBACK TO attack; RELEASE attack").unwrap();
            outcome
        };
        attacks.iter().map(outcome).collect()
    };
    let transaction = prompt.transaction().unwrap();
    let refused = outcomes(&transaction);
    assert!(!refused.contains(&"done".to_owned()));
    let triggers: Vec<String> = transaction
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%RAISE(%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(triggers.len() > 20);
    drop(transaction);
    for trigger in triggers {
        let transaction = prompt.transaction().unwrap();
        transaction.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
        assert_ne!(outcomes(&transaction), refused, "no attack misses {trigger}");
    }
}

#[test]
fn an_honest_transfer_by_hand_moves_both_balances() {
    let branch = well_used();
    let before = (branch.available("Everyday"), branch.available("Bean & Leaf"));
    let insert = format!(
        "INSERT INTO transfers (id, kind, debit_account, credit_account, amount, currency, made_at)
         VALUES (randomblob(16), 'direct', {}, {}, 100, 'EUR', 0)",
        branch.account("Everyday"),
        branch.account("Bean & Leaf"),
    );
    branch.sql_prompt().execute(&insert, []).unwrap();
    assert_eq!(Some(before.0), branch.available("Everyday").checked_add(money("1.00 EUR")));
    assert_eq!(before.1.checked_add(money("1.00 EUR")), Some(branch.available("Bean & Leaf")));
    branch.assert_sound();
}
