//! Somebody with an SQL prompt tries to cook the books. The schema itself refuses, by name.

use loggia_bank::{Finding, MoneyLeft, Movement, TransferId};
use loggia_runtime::capability::account_information::{AccountInformation, PageRequest, Pick};
use loggia_runtime::capability::identity_basic::Identity;
use loggia_runtime::capability::identity_verified::Claim;
use loggia_runtime::capability::loyalty::{Booking, BookingKind, Loyalty};
use loggia_runtime::capability::{Effect, EffectKind};
use loggia_runtime::store::{Closed, Commit, StorageCommit, Store};

use crate::branch::{
    Branch, NOW, alice, authorise, commit, effect, money, order, owner, payment_id, saved,
    session_id,
};
use crate::claims;
use crate::consents::{ACCOUNTS, BALANCES, CREDITS, ask, decide, permission, registers};
use crate::verify::cook;
use crate::webhooks::announcing;

/// Two accounts, a posted, a voided, an open and an expiring transfer; payments in each state; a
/// redeemed booking; sessions, one of them closed; an effect that waits; consents and what they let see; an audit log that is signed for
/// and of which something was erased; a user who was.
pub(crate) fn well_used() -> Branch {
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
        may_raise: false,
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
    announcing(&branch);
    branch.settled(1, "3.40 EUR");
    branch.initiate(2, "2.00 EUR");
    branch.initiate(3, "2.00 EUR");
    authorise(&branch.bank, &payment_id(3), debit, branch.now()).unwrap();
    for (number, day) in [(5, "2026-01-03"), (6, "2026-01-02"), (7, "2026-01-02")] {
        branch.schedule(number, if number == 7 { "50.00 EUR" } else { "2.00 EUR" }, day);
    }
    authorise(&branch.bank, &payment_id(5), debit, branch.now()).unwrap();
    authorise(&branch.bank, &payment_id(6), debit, branch.now()).unwrap();
    assert_eq!(branch.bank.execute_due(NOW + 2 * crate::branch::DAY).unwrap(), 1);
    let book = |number, kind| {
        let booking = Booking { scheme: "bean-points".into(), kind };
        branch.bank.book(&effect(number), &alice(), &booking).unwrap().unwrap();
    };
    book(0xb1, BookingKind::Redeem { points: 20, reference: "cake".into() });
    branch.initiate_as(&owner("bob"), 0xb2, &order(0xb2, "2.00 EUR"));
    branch.bank.erase_user(&owner("bob").user, MoneyLeft::ToSettlement, branch.now()).unwrap();
    look_around(&branch);
    hold(0xa3, None);
    branch.bank.audit_checkpoint().unwrap();
    branch.assert_sound();
    branch
}

/// A consent that was given, one that awaits the user and one that was refused; pseudonyms; a picked
/// account.
fn look_around(branch: &Branch) {
    let wanted = [ACCOUNTS, BALANCES, CREDITS];
    registers(&branch.bank, wanted.map(|name| permission(name, false, None)).into());
    ask(branch, 1, ACCOUNTS);
    decide(branch, true);
    ask(branch, 2, BALANCES);
    decide(branch, false);
    ask(branch, 3, CREDITS);
    let page = PageRequest { cursor: None, limit: 10 };
    AccountInformation::accounts(&branch.bank, &alice(), &page).unwrap().unwrap();
    branch.bank.subject(&alice(), &"bean-and-leaf".parse().unwrap()).unwrap();
    let pick = Pick { reason: "To save on".into() };
    branch.bank.pick(&effect(0xd1), &session_id(1), &alice(), &pick).unwrap();
    branch
        .bank
        .pick_account(&alice().user, &effect(0xd1), Some(branch.account("Savings")), branch.now())
        .unwrap();
    claims::ask(branch, 0xd2, &[Claim::GivenName]);
    claims::share(branch, &[Claim::GivenName]);
    claims::ask(branch, 0xd3, &[Claim::GivenName, Claim::Address]);
}

/// Statements, each with a part of what it must be refused with.
fn attacks(branch: &Branch) -> Vec<(String, &'static str)> {
    let id = |byte: &str| format!("x'{}'", byte.repeat(16));
    let effect = |byte: &str| format!("x'{}'", byte.repeat(32));
    let (everyday, cafe, travel) =
        (branch.account("Everyday"), branch.account("Bean & Leaf"), branch.account("Travel"));
    let transfer = |how: &str, values: &str| {
        let begins = values.contains("'direct'") || values.contains("'pending'");
        let leaf = if begins { "(SELECT max(number) FROM audit_leaves)" } else { "NULL" };
        format!(
            "INSERT {how} INTO transfers
               (id, kind, debit_account, credit_account, amount, currency, pending, expires_at, made_at, leaf)
             VALUES ({values}, {leaf})"
        )
    };
    let unlogged = |kind: &str, id: &str| {
        format!(
            "INSERT INTO transfers (id, kind, debit_account, credit_account, amount, currency, made_at)
             VALUES ({id}, '{kind}', {everyday}, {cafe}, 1, 'EUR', 0)"
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
    let consent = |how: &str, values: &str| {
        format!(
            "INSERT {how} INTO consents (id, user, app, interface, purpose, session, asked_at, expires_at,
               status, valid_until, updated_at)
             VALUES ({values})"
        )
    };
    let mallory = format!("'mallory', 'a.b', 'x', '{{}}', {}, 0, 1", id("01"));
    let given = "WHERE status = 'AUTH'";

    let credential = |field: &str, value: &str| {
        format!("UPDATE credentials SET body = json_set(body, '$.{field}', {value})")
    };
    let asks = |how: &str, values: &str| {
        format!(
            "INSERT {how} INTO claim_requests (id, user, asked, offered, status, shared, app, session,
               purpose, asked_at, expires_at, updated_at)
             VALUES ({values}, 'com.beanandleaf.coffee', {}, 'x', 0, 1, 0)",
            id("01")
        )
    };
    // As the sheet showed it.
    let told = "status = 'AUTH', offered = NULL, shared = '{\"given-name\":\"Alice Marie\"}'";
    let open = "WHERE status = 'AWAU'";

    // The first transfer has one, and the last, a payment's, has none.
    let detail = |how: &str, values: &str| {
        format!("INSERT {how} INTO transfer_details SELECT {values} FROM transfers")
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
        (unlogged("direct", &new), "a transfer comes with its audit leaf"),
        (unlogged("pending", &new), "a transfer comes with its audit leaf"),
        (
            transfer("", &format!("{new}, 'void', {everyday}, {cafe}, 100, 'EUR', {}, NULL, 0", id("a1"))),
            "a transfer comes with its audit leaf",
        ),
        // Also under the id of a payment that awaits its payer.
        (unlogged("direct", &id("02")), "a transfer comes with its audit leaf"),
        (
            "INSERT INTO transfers (id, kind, debit_account, credit_account, amount, currency, made_at, leaf)
             SELECT randomblob(16), kind, debit_account, credit_account, 1, currency, made_at, leaf FROM transfers
             WHERE leaf IS NOT NULL"
                .into(),
            "a transfer comes with its audit leaf",
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
        // Statements.
        ("UPDATE transfer_details SET counterparty = 'x'".into(), "what a transfer was for never changes"),
        ("DELETE FROM transfer_details".into(), "what a transfer was for never goes"),
        (detail("OR REPLACE", "min(number), 'x', NULL, NULL"), "what a transfer was for is written once"),
        (detail("", "max(number) + 1, 'x', NULL, NULL"), "FOREIGN KEY"),
        (detail("", "max(number), NULL, NULL, NULL"), "NOT NULL"),
        (detail("", "max(number), '', NULL, NULL"), "length(counterparty) BETWEEN 1 AND 140"),
        (detail("", "max(number), printf('%0141d', 0), NULL, NULL"), "length(counterparty) BETWEEN 1 AND 140"),
        (detail("", "max(number), 'x', '541', NULL"), "category GLOB"),
        (detail("", "max(number), 'x', '54111', NULL"), "category GLOB"),
        (detail("", "max(number), 'x', '541x', NULL"), "category GLOB"),
        (detail("", "max(number), 'x', NULL, ''"), "length(remittance) BETWEEN 1 AND 140"),
        (detail("", "max(number), 'x', NULL, printf('%0141d', 0)"), "length(remittance) BETWEEN 1 AND 140"),
        ("UPDATE customers SET given_name = ''".into(), "length(given_name) BETWEEN 1 AND 70"),
        ("UPDATE customers SET family_name = printf('%071d', 0)".into(), "length(family_name) BETWEEN 1 AND 70"),
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
        // Scheduled ones: 05 waits for its day, 06 is being carried out.
        (forward("execution_day = 20456"), "a payment stays as it was shown"),
        (
            format!("UPDATE payments SET status = 'PDNG', settle_at = 0 WHERE id = {}", id("05")),
            "a payment moves",
        ),
        (
            format!("UPDATE payments SET status = 'RJCT', failure = 'insufficient-funds' WHERE id = {}", id("05")),
            "a payment moves only forward",
        ),
        (
            format!("UPDATE payments SET status = 'CANC', debtor_account = {cafe} WHERE id = {}", id("05")),
            "a payment moves only forward",
        ),
        (
            format!("UPDATE payments SET status = 'CANC' WHERE id = {}", id("05")),
            "a payment moves with its audit leaf",
        ),
        (
            format!("UPDATE payments SET status = 'CANC', settle_at = NULL WHERE id = {}", id("06")),
            "a payment moves",
        ),
        (
            format!("UPDATE payments SET status = 'RCVD', settle_at = NULL WHERE id = {}", id("06")),
            "a payment moves",
        ),
        (
            format!(
                "UPDATE payments SET status = 'RJCT', failure = 'insufficient-funds', settle_at = NULL WHERE id = {}",
                id("06")
            ),
            "a payment moves",
        ),
        (
            format!(
                "UPDATE payments SET consent = 'AUTH', status = 'RCVD', debtor_account = {everyday} WHERE id = {}",
                id("02")
            ),
            "a payment",
        ),
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
            "a payment is authorised by what its payer signed",
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
        // What mini-apps may see.
        (consent("", &format!("{new}, {mallory}, 'AUTH', 9, 0")), "a consent begins once, and undecided"),
        (consent("", &format!("{new}, {mallory}, 'AWAU', 9, 0")), "a consent begins once, and undecided"),
        (
            "INSERT OR REPLACE INTO consents SELECT * FROM consents WHERE status = 'AWAU'".into(),
            "a consent begins once, and undecided",
        ),
        (format!("UPDATE consents SET status = 'CANC', history_days = 9999 {given}"), "a consent stays as it was shown"),
        (format!("UPDATE consents SET status = 'CANC', purpose = '{{}}' {given}"), "a consent stays as it was shown"),
        (format!("UPDATE consents SET status = 'CANC', user = 'mallory' {given}"), "a consent stays as it was shown"),
        (format!("UPDATE consents SET status = 'CANC', interface = 'x' {given}"), "a consent stays as it was shown"),
        (format!("UPDATE consents SET valid_until = valid_until + 1 {given}"), "a consent moves only forward"),
        (format!("UPDATE consents SET status = 'AWAU', valid_until = NULL {given}"), "a consent moves only forward"),
        (format!("UPDATE consents SET status = 'CANC', updated_at = 0 {given}"), "a consent moves only forward"),
        (
            "UPDATE consents SET status = 'AUTH', valid_until = 9 WHERE status = 'RJCT'".into(),
            "a consent moves only forward",
        ),
        ("UPDATE consents SET status = 'AUTH' WHERE status = 'AWAU'".into(), "CHECK"),
        (
            "UPDATE consents SET status = 'AUTH', valid_until = 9 WHERE status = 'AWAU'".into(),
            "a consent moves with its audit leaf",
        ),
        ("UPDATE consents SET status = 'RJCT' WHERE status = 'AWAU'".into(), "a consent moves with its audit leaf"),
        ("UPDATE consents SET status = 'EXPD' WHERE status = 'AWAU'".into(), "a consent moves with its audit leaf"),
        (format!("UPDATE consents SET status = 'CANC' {given}"), "a consent moves with its audit leaf"),
        ("UPDATE account_pseudonyms SET user = 'mallory'".into(), "a pseudonym never changes"),
        ("UPDATE subject_pseudonyms SET partner = 'com.mallory'".into(), "a pseudonym never changes"),
        (format!("UPDATE account_picks SET account = {everyday}"), "an account is picked once"),
        // What users share.
        ("UPDATE verified_claims SET claims = 'x'".into(), "json_valid"),
        (asks("", &format!("{new}, 'mallory', '[]', '{{}}', 'RJCT', NULL")), "a request for claims begins once, and undecided"),
        (asks("", &format!("{new}, 'mallory', '[]', NULL, 'AWAU', NULL")), "CHECK"),
        (
            "INSERT OR REPLACE INTO claim_requests SELECT * FROM claim_requests WHERE status = 'AWAU'".into(),
            "a request for claims begins once, and undecided",
        ),
        (asks("OR REPLACE", &format!("{new}, 'alice', '[]', '{{}}', 'AWAU', NULL")), "a request for claims begins once, and undecided"),
        (
            asks("", &format!("{new}, 'mallory', '[\"email\"]', '{{\"address\":\"x\"}}', 'AWAU', NULL")),
            "only claims that are asked for are offered",
        ),
        (format!("UPDATE claim_requests SET {told}, asked = '[]' {open}"), "a request for claims stays as it was shown"),
        (format!("UPDATE claim_requests SET {told}, purpose = 'x' {open}"), "a request for claims stays as it was shown"),
        (format!("UPDATE claim_requests SET {told}, app = 'a.b' {open}"), "a request for claims stays as it was shown"),
        (format!("UPDATE claim_requests SET {told} WHERE status = 'AUTH'"), "a request for claims is decided once"),
        (format!("UPDATE claim_requests SET {told}, updated_at = 0 {open}"), "a request for claims is decided once"),
        (format!("UPDATE claim_requests SET offered = '{{}}' {open}"), "a request for claims is decided once"),
        (
            format!("UPDATE claim_requests SET status = 'AUTH', offered = NULL, shared = '{{\"email\":\"x\"}}' {open}"),
            "only claims that the sheet showed are shared, and as it showed them",
        ),
        (
            format!("UPDATE claim_requests SET status = 'AUTH', offered = NULL, shared = '{{\"given-name\":\"x\"}}' {open}"),
            "only claims that the sheet showed are shared, and as it showed them",
        ),
        (format!("UPDATE claim_requests SET status = 'AUTH', offered = NULL, shared = '{{}}' {open}"), "CHECK"),
        (format!("UPDATE claim_requests SET status = 'AUTH' {open}"), "CHECK"),
        (format!("UPDATE claim_requests SET {told} {open}"), "a request for claims moves with its audit leaf"),
        (
            format!("UPDATE claim_requests SET status = 'RJCT', offered = NULL {open}"),
            "a request for claims moves with its audit leaf",
        ),
        ("UPDATE webhooks SET body = '{}'".into(), "a webhook stays what it says"),
        // What payers signed.
        ("UPDATE credentials SET registered_at = 0".into(), "a credential stays with its user"),
        (credential("public_key", "'BA'"), "a credential stays what it is"),
        (credential("id", "'x'"), "a credential stays what it is"),
        (credential("user", "'x'"), "a credential stays what it is"),
        (credential("class", "'passkey'"), "a credential stays what it is"),
        (credential("backup_eligible", "json('true')"), "a credential stays what it is"),
        (credential("sign_count", "-1"), "a credential stays what it is"),
        ("INSERT INTO credentials SELECT x'01', user, body, 0 FROM credentials".into(), "a credential begins once, with its audit leaf"),
        ("INSERT OR REPLACE INTO credentials SELECT id, user, body, 0 FROM credentials".into(), "a credential begins once, with its audit leaf"),
        ("DELETE FROM credentials".into(), "a credential goes with its audit leaf"),
        ("UPDATE payment_evidence SET body = '{}'".into(), "evidence never changes"),
        ("DELETE FROM payment_evidence".into(), "evidence never goes"),
        ("INSERT OR REPLACE INTO payment_evidence SELECT * FROM payment_evidence".into(), "evidence is kept once"),
        // Standing orders.
        ("UPDATE standing_orders SET last_day = next_day, next_day = next_day + 30, amount = 1".into(), "a standing order stays what it is"),
        ("UPDATE standing_orders SET next_day = next_day + 1".into(), "a standing order moves to its next day"),
        ("INSERT INTO fx_rates VALUES ('EUR', 1)".into(), "CHECK"),
        ("UPDATE standing_orders SET last_day = next_day".into(), "a standing order moves to its next day"),
        (
            "UPDATE standing_orders SET last_day = next_day, next_day = next_day + 30,
               last_transfer = (SELECT id FROM transfers WHERE kind = 'pending' LIMIT 1)"
                .into(),
            "is paid by a transfer of its own",
        ),
        ("DELETE FROM standing_orders".into(), "a standing order goes only with its user or payee"),
        ("INSERT OR REPLACE INTO standing_orders SELECT * FROM standing_orders".into(), "a standing order begins once"),
        (
            format!("INSERT INTO standing_orders (account, amount, counterparty, day_of_month, next_day) VALUES ({cafe}, 1, 'x', 1, 1)"),
            "is a customer's",
        ),
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
        (format!("INSERT INTO events (session, sealed) VALUES ({}, x'00')", id("02")), "nothing waits for a closed session"),
        (format!("INSERT INTO events (session, sealed) VALUES ({}, x'00')", id("77")), "FOREIGN KEY"),
        (format!("INSERT INTO outbox (effect, session, sealed) VALUES ({}, {}, x'00')", effect("c1"), id("77")), "FOREIGN KEY"),
        (
            format!("INSERT OR REPLACE INTO outbox (effect, session, sealed) VALUES ({}, {}, x'00')", effect("e1"), id("01")),
            "an effect is committed once",
        ),
        ("UPDATE outbox SET sealed = x'00'".into(), "an effect is dispatched as it was committed"),
        ("UPDATE storage SET key = 'other'".into(), "a stored value stays with its owner and key"),
        ("UPDATE storage_owners SET version = 0".into(), "a storage version only goes up"),
        ("INSERT INTO storage VALUES ('mallory', 'a.b', 'k', zeroblob(33))".into(), "FOREIGN KEY"),
        ("INSERT INTO storage VALUES ('alice', 'a.b', 'k', x'00')".into(), "octet_length"),
        ("UPDATE data_keys SET user = 'mallory'".into(), "a data key stays with its owner"),
        // Erasures.
        ("INSERT INTO erased_users SELECT 'erased:alice', max(number) FROM audit_leaves".into(), "an erasure is a leaf of its own"),
        ("INSERT INTO erased_users SELECT 'alice', max(number) FROM audit_leaves".into(), "an erasure is a leaf of its own"),
        ("UPDATE accounts SET owner = 'erased:alice', iban = NULL WHERE owner = 'alice'".into(), "an account stays what it is"),
        ("UPDATE payments SET user = 'erased:alice'".into(), "a payment moves only forward"),
        ("UPDATE erased_users SET name = 'erased:alice'".into(), "an erasure never changes"),
        ("DELETE FROM erased_users".into(), "an erasure never goes"),
        ("UPDATE payment_evidence SET body = 'null'".into(), "evidence never changes"),
        ("UPDATE transfer_details SET counterparty = 'erased', remittance = NULL".into(), "what a transfer was for never changes"),
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
    let outcome = |connection: &rusqlite::Connection, attack: &str| {
        connection.execute_batch("SAVEPOINT attack").unwrap();
        let outcome = connection.execute(attack, []).map(drop).map_err(|error| error.to_string());
        connection.execute_batch("ROLLBACK TO attack; RELEASE attack").unwrap();
        outcome
    };
    let transaction = prompt.transaction().unwrap();
    let refusals: Vec<String> =
        attacks.iter().map(|(attack, _)| outcome(&transaction, attack).unwrap_err()).collect();
    let triggers: Vec<(String, String)> = transaction
        .prepare(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%RAISE(%'",
        )
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(triggers.len() > 20);
    drop(transaction);
    for (trigger, sql) in triggers {
        let transaction = prompt.transaction().unwrap();
        transaction.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
        // Only what was refused in its words can be its refusal.
        let missed = attacks
            .iter()
            .zip(&refusals)
            .filter(|(_, refusal)| sql.contains(&format!("'{}'", refusal.replace('\'', "''"))))
            .any(|((attack, _), refusal)| outcome(&transaction, attack) != Err(refusal.clone()));
        assert!(missed, "no attack misses {trigger}");
    }
}

#[test]
fn a_transfer_by_hand_moves_both_balances_and_is_found() {
    let branch = well_used();
    let before = (branch.available("Everyday"), branch.available("Bean & Leaf"));
    let insert = format!(
        "INSERT INTO transfers (id, kind, debit_account, credit_account, amount, currency, made_at)
         VALUES (randomblob(16), 'direct', {}, {}, 100, 'EUR', 0)",
        branch.account("Everyday"),
        branch.account("Bean & Leaf"),
    );
    cook(&branch, &["transfers_are_on_the_audit_log"], &insert);
    assert_eq!(Some(before.0), branch.available("Everyday").checked_add(money("1.00 EUR")));
    assert_eq!(before.1.checked_add(money("1.00 EUR")), Some(branch.available("Bean & Leaf")));
    let report = branch.bank.verify().unwrap();
    let [Finding::AuditTransfer { what, .. }] = report.findings.as_slice() else {
        panic!("{report}")
    };
    assert_eq!(what, "it has no leaf in the audit log");
}
