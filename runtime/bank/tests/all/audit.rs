//! The audit log beside the books: nothing without its leaf, nothing changed unnoticed.

use std::sync::Arc;

use loggia_audit::{
    Action, NotAReceipt, Receipt, Signer, SignerKey, SigningFailed, VerifierKey, Witness,
};
use loggia_bank::{
    AuditKeyError, Bank, DatabaseError, Finding, LedgerError, MoneyLeft, Movement, TransferId,
};
use loggia_keys::KeyName;
use loggia_runtime::capability::payments::{ConsentStatus, Initiation, Instruction, Payments};
use loggia_runtime::{EffectId, PaymentId};

use crate::branch::{
    Branch, MINUTE, NOW, alice, audit_key, authenticator, authorise, effect, initiation, money,
    order, owner, payment_id, reply_to,
};
use crate::verify::cook;

fn actions(bank: &Bank) -> Vec<Action> {
    bank.audit_log().unwrap().iter().map(|entry| entry.leaf.action).collect()
}

/// Leaf 0 is of what was on the accounts before. A settled payment of Alice's, with her authenticator as
/// leaf 2, and a refused one: leaves 1 to 5. Then one of Bob's.
fn used() -> Branch {
    let branch = Branch::on_disk();
    branch.settled(1, "3.40 EUR");
    branch.initiate(2, "49.00 EUR");
    branch.initiate_as(&owner("bob"), 3, &order(3, "1.00 EUR"));
    branch.assert_sound();
    branch
}

#[test]
fn every_decision_is_a_leaf_that_names_nobody() {
    let branch = Branch::in_memory();
    let bank = &branch.bank;
    branch.session(1, "alice");
    branch.settled(1, "3.40 EUR");
    branch.initiate(2, "49.00 EUR");
    branch.initiate(3, "2.00 EUR");
    bank.reject(&alice().user, &payment_id(3), branch.now()).unwrap();
    branch.initiate(4, "2.00 EUR");
    bank.cancel(&effect(0xc4), &alice(), &payment_id(4)).unwrap();
    branch.initiate(5, "2.00 EUR");
    authorise(bank, &payment_id(5), branch.account("Everyday"), branch.now()).unwrap();
    bank.reject_settlement(&payment_id(5), branch.now()).unwrap();
    branch.initiate(6, "2.00 EUR");
    branch.pass(5 * MINUTE);
    bank.expire_due(branch.now()).unwrap();

    let expected = [
        Action::TransfersMade,
        Action::PaymentInitiated,
        Action::AuthenticatorRegistered,
        Action::PaymentAuthorised,
        Action::PaymentSettled,
        Action::PaymentRefused,
        Action::PaymentInitiated,
        Action::PaymentRejected,
        Action::PaymentInitiated,
        Action::PaymentCancelled,
        Action::PaymentInitiated,
        Action::PaymentAuthorised,
        Action::PaymentReturned,
        Action::PaymentInitiated,
        Action::PaymentExpired,
    ];
    assert_eq!(actions(bank), expected);
    let log = bank.audit_log().unwrap();
    for entry in &log {
        let leaf = entry.leaf.to_string();
        assert!(!leaf.contains("alice") && !leaf.contains("AT61"), "{leaf}");
        let personal = entry.personal.as_ref();
        assert!(personal.map_or(entry.index == 0, |personal| personal.contains("alice")));
    }
    assert!(log[3].personal.as_ref().unwrap().contains("3.40 EUR"));
    branch.assert_sound();
    assert_eq!(bank.verify().unwrap().leaves, 15);
}

#[test]
fn what_is_held_for_no_payment_is_on_the_log_when_it_begins_and_when_it_ends() {
    let branch = Branch::in_memory();
    let (debit, credit) = (branch.account("Everyday"), branch.account("Bean & Leaf"));
    let before = actions(&branch.bank).len();
    for (number, end) in (1..).zip([
        |pending| Movement::Post { pending },
        |pending| Movement::Void { pending },
        |pending| Movement::Expire { pending },
    ]) {
        let [held, ended] = [2 * number, 2 * number + 1].map(|id| TransferId::from_bytes([id; 16]));
        let amount = money("1.00 EUR");
        let (end, now) = (end(held), branch.now());
        let expires_at = matches!(end, Movement::Expire { .. }).then_some(now);
        let hold = Movement::Pending { debit, credit, amount, expires_at };
        for (id, movement) in [(held, &hold), (ended, &end), (ended, &end)] {
            branch.bank.transfer(id, movement, now).unwrap();
            branch.assert_sound();
        }
        let log = branch.bank.audit_log().unwrap();
        let [.., began, over] = log.as_slice() else { panic!("{log:?}") };
        for (entry, subject) in [(began, held), (over, ended)] {
            assert_eq!(entry.leaf.action, Action::TransfersMade);
            assert_eq!(entry.leaf.subject.as_str(), subject.to_string());
        }
    }
    assert_eq!(actions(&branch.bank).len(), before + 6, "what is repeated has no second leaf");
}

#[test]
fn a_payments_money_moves_with_the_payment_and_by_nothing_else() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    let held = TransferId::of_payment(&payment_id(1));
    let (debit, credit) = (branch.account("Everyday"), branch.account("Bean & Leaf"));
    let refused = |movement: &Movement, id: TransferId| {
        let refused = branch.bank.transfer(id, movement, branch.now());
        assert!(matches!(refused, Err(LedgerError::Payments(it)) if it == held), "{refused:?}");
        branch.assert_sound();
    };
    let amount = money("3.40 EUR");
    refused(&Movement::Direct { debit, credit, amount }, held);
    refused(&Movement::Pending { debit, credit, amount, expires_at: None }, held);
    authorise(&branch.bank, &payment_id(1), debit, branch.now()).unwrap();
    refused(&Movement::Post { pending: held }, TransferId::from_bytes([9; 16]));
    refused(&Movement::Void { pending: held }, TransferId::from_bytes([9; 16]));
    branch.pass(1_000);
    assert_eq!(branch.bank.settle_due(branch.now()).unwrap(), 1, "and the payment settles");
    branch.assert_sound();
}

#[test]
fn what_fails_or_is_repeated_leaves_no_leaf() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.initiate(1, "3.40 EUR");
    authenticator(&branch.bank, &alice().user, branch.now());
    let before = actions(&branch.bank);
    branch.initiate(1, "3.40 EUR");
    let travel = branch.account("Travel");
    assert!(authorise(&branch.bank, &payment_id(1), travel, branch.now()).is_err());
    branch.initiate_as(&alice(), 9, &order(1, "4.00 EUR"));
    assert_eq!(actions(&branch.bank), before);
    branch.assert_sound();
}

#[test]
fn checkpoints_come_by_the_second_by_256_leaves_and_when_asked_for() {
    let branch = Branch::in_memory();
    let sizes = |bank: &Bank| -> Vec<u64> {
        let all = bank.audit_checkpoints().unwrap();
        all.iter().map(|checkpoint| checkpoint.unverified().size).collect()
    };
    // Refused ones, as they take nothing of the day's limit: one leaf each.
    let leaf = |number: u16| {
        let [high, low] = number.to_be_bytes();
        let (mut payment, mut effect) = ([0xaa; 16], [0xaa; 32]);
        (payment[0], payment[1], effect[0], effect[1]) = (high, low, high, low);
        let order =
            Instruction { instruction_id: format!("order-{number}"), ..order(0, "51.00 EUR") };
        let initiation =
            Initiation { payment: PaymentId::from_bytes(payment), ..initiation(0, order) };
        let effect = EffectId::from_bytes(effect);
        branch.bank.initiate(&effect, &alice(), &initiation, &reply_to(0)).unwrap();
    };
    leaf(0);
    assert_eq!(sizes(&branch.bank), [2], "the first leaf at once");
    (1..256).for_each(leaf);
    assert_eq!(sizes(&branch.bank), [2]);
    leaf(256);
    assert_eq!(sizes(&branch.bank), [2, 258], "after 256 more");
    branch.pass(1_000);
    leaf(257);
    assert_eq!(sizes(&branch.bank), [2, 258, 259], "after a second");
    leaf(258);
    let asked = branch.bank.audit_checkpoint().unwrap().unwrap();
    assert_eq!(asked.verify(audit_key().verifier()).unwrap().size, 260);
    assert_eq!(branch.bank.audit_checkpoint().unwrap().unwrap(), asked, "and not twice");
    assert_eq!(sizes(&branch.bank), [2, 258, 259, 260]);
    branch.assert_sound();
}

/// A key that is out of reach.
#[derive(Debug)]
struct Unplugged(SignerKey);

impl Signer for Unplugged {
    fn verifier(&self) -> &VerifierKey {
        self.0.verifier()
    }

    fn sign(&self, _: &[u8]) -> Result<[u8; 64], SigningFailed> {
        Err(SigningFailed::new("it is not plugged in"))
    }
}

#[test]
fn without_a_key_leaves_are_written_and_signed_for_later() {
    let branch = Branch::on_disk();
    let unplugged = branch.another().with_audit_key(Arc::new(Unplugged(audit_key())));
    let keyless = branch.without_key();
    for (number, bank) in [(1, &unplugged), (2, &keyless)] {
        let initiation = initiation(number, order(number, "3.40 EUR"));
        bank.initiate(&effect(number), &alice(), &initiation, &reply_to(number)).unwrap();
    }
    assert_eq!(unplugged.audit_checkpoint().unwrap(), None);
    assert_eq!(keyless.audit_checkpoint().unwrap(), None);
    assert_eq!(keyless.audit_receipt(&payment_id(1)).unwrap(), None);
    let checkpoint = branch.bank.audit_checkpoint().unwrap().unwrap();
    assert_eq!(checkpoint.unverified().size, 3);
    branch.assert_sound();
}

#[test]
fn a_receipt_that_would_lack_its_last_leaves_is_none() {
    let branch = Branch::on_disk();
    branch.initiate(1, "3.40 EUR");
    branch.bank.audit_checkpoint().unwrap();
    let unplugged = branch.another().with_audit_key(Arc::new(Unplugged(audit_key())));
    unplugged.reject(&alice().user, &payment_id(1), branch.now()).unwrap();
    for bank in [&unplugged, &branch.without_key()] {
        let refused = bank.audit_receipt(&payment_id(1));
        assert!(matches!(refused, Err(DatabaseError::NotSigned { leaves: 1 })), "{refused:?}");
    }
    let receipt = branch.bank.audit_receipt(&payment_id(1)).unwrap().unwrap();
    assert_eq!(receipt.verify(audit_key().verifier()).unwrap().leaves.len(), 2);
}

#[test]
fn a_log_is_not_signed_behind_a_checkpoint_that_its_key_did_not_sign() {
    let branch = used();
    branch.bank.audit_checkpoint().unwrap();
    let stranger =
        SignerKey::from_seed("bank.example/audit", audit_key().verifier().key_use(), [9; 32]);
    let stranger = branch.another().with_audit_key(Arc::new(stranger.unwrap()));
    branch.pass(MINUTE);
    let refused = stranger.reject(&owner("bob").user, &payment_id(3), branch.now()).unwrap_err();
    assert!(refused.to_string().contains("its last checkpoint: it is not signed by"), "{refused}");
    assert_eq!(branch.payment(3).payment.consent, ConsentStatus::Awau);
    branch.assert_sound();
}

#[test]
fn a_key_that_was_rotated_or_lost_signs_no_log_that_another_has_signed() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Bank::open(&folder.path().join("bank.sqlite3")).unwrap();
    let bank = open().with_own_audit_key("bank.example/log").unwrap();
    bank.seed_demo(0).unwrap();
    let signed = bank.audit_checkpoint().unwrap().unwrap();
    let initiate = |number| {
        let initiation = initiation(number, order(number, "3.40 EUR"));
        bank.initiate(&effect(number), &alice(), &initiation, &reply_to(number)).unwrap();
    };
    // The second version signs, and the log is known by the first.
    bank.keys().rotate(KeyName::Audit).unwrap();
    initiate(1);
    assert_eq!(
        bank.audit_checkpoint().unwrap(),
        Some(signed.clone()),
        "nobody could believe another"
    );
    assert!(bank.verify().unwrap().is_sound());
    let missing = |bank: Bank| {
        let refused = bank.with_own_audit_key("bank.example/log").unwrap_err();
        let AuditKeyError::Missing { log } = &refused else { panic!("{refused}") };
        assert_eq!(*log, signed.unverified().origin);
    };
    missing(open());
    for version in [1, 2] {
        std::fs::remove_file(folder.path().join(format!("keys/audit.{version}.key"))).unwrap();
    }
    missing(open());
    assert!(bank.keys().versions(KeyName::Audit).unwrap().is_empty(), "none was made");
}

#[test]
fn whatever_is_changed_in_the_log_or_beside_it_is_found() {
    let cases: [(&[&str], &str, &str); 14] = [
        (
            &["audit_leaves_never_change"],
            "UPDATE audit_leaves SET leaf = replace(leaf, 'time 1', 'time 2') WHERE number = 3",
            "audit leaf 3: its hash is not that of its text",
        ),
        (
            &["audit_leaves_never_change"],
            "UPDATE audit_leaves SET leaf = 'x' WHERE number = 3",
            "audit leaf 3: it does not begin with",
        ),
        (
            &["audit_leaves_never_change"],
            "UPDATE audit_leaves SET action = 'x' WHERE number = 3",
            "audit leaf 3: its text is not what its row says",
        ),
        (
            &["audit_leaves_never_go"],
            "DELETE FROM audit_leaves WHERE number = 3",
            "a leaf before it is missing",
        ),
        (
            &["audit_leaves_never_go"],
            "DELETE FROM audit_leaves WHERE number = 6",
            "checkpoint 7: there are only 6",
        ),
        (
            &["audit_nodes_never_change"],
            "UPDATE audit_nodes SET hash = zeroblob(32) WHERE level = 1",
            "audit node 0 of level 1",
        ),
        (
            &["audit_nodes_never_go"],
            "DELETE FROM audit_nodes WHERE level = 2",
            "1 audit nodes are missing",
        ),
        (
            &["audit_checkpoints_never_change"],
            "UPDATE audit_checkpoints SET note = replace(note, 'bank.example', 'bonk.example')",
            "checkpoint 2: ",
        ),
        (
            &["audit_personal_never_changes"],
            "UPDATE audit_personal SET data = replace(data, '3.40', '1.40')",
            "audit leaf 3: its personal part is not the one",
        ),
        (
            &["audit_personal_goes_by_erasure"],
            "DELETE FROM audit_personal WHERE user = 'alice'",
            "audit leaf 1: its personal part is gone, and was not erased",
        ),
        (
            &["audit_erasures_are_leaves"],
            "INSERT INTO audit_erasures VALUES (2, 5)",
            "audit leaf 2: it was erased, and still has its personal part",
        ),
        (
            &["payments_stay_as_they_were_shown", "payments_move_forward"],
            "UPDATE payments SET creditor_account = 'AT869999900010000001'",
            "its leaves in the audit log tell of another payment",
        ),
        (
            &["payments_move_forward"],
            "UPDATE payments SET updated_at = updated_at + 1",
            "its leaves in the audit log are of other times",
        ),
        (&["payments_never_go"], "DELETE FROM payments", "which is not in the books"),
    ];
    for (triggers, sql, expected) in cases {
        let branch = used();
        branch.bank.audit_checkpoint().unwrap();
        cook(&branch, triggers, sql);
        let report = branch.bank.verify().unwrap().to_string();
        assert!(report.contains(expected), "{sql}\ngave: {report}");
    }
}

#[test]
fn a_payment_without_its_leaf_is_found() {
    let branch = used();
    cook(
        &branch,
        &["payments_begin_in_the_audit_log"],
        "INSERT INTO payments (id, effect, user, app, instruction_id, end_to_end_id, amount, currency,
           creditor_scheme, creditor_account, creditor_name, package, session, request, context, created_at,
           expires_at, consent, updated_at)
         SELECT randomblob(16), randomblob(32), user, app, 'other', 'other', amount, currency,
           creditor_scheme, creditor_account, creditor_name, package, session, request, context, created_at,
           expires_at, 'AWAU', created_at FROM payments WHERE status = 'ACSC'",
    );
    let report = branch.bank.verify().unwrap();
    let [Finding::AuditPayment { what, .. }] = report.findings.as_slice() else {
        panic!("{report}")
    };
    assert_eq!(what, "it has no leaf in the audit log");
}

#[test]
fn a_log_that_does_not_continue_its_checkpoint_is_not_signed_again() {
    let branch = used();
    branch.bank.audit_checkpoint().unwrap();
    cook(&branch, &["audit_nodes_never_change"], "UPDATE audit_nodes SET hash = zeroblob(32)");
    branch.pass(MINUTE);
    let refused = branch
        .bank
        .reject(&owner("bob").user, &payment_id(3), branch.now())
        .unwrap_err()
        .to_string();
    assert!(refused.contains("it does not continue its checkpoint"), "{refused}");
    let consent = branch.payment(3).payment.consent;
    assert_eq!(consent, ConsentStatus::Awau, "what cannot be logged is refused");
}

#[test]
fn a_log_that_lost_its_last_leaves_is_not_signed_again_and_stops_nobody_from_looking() {
    let branch = used();
    branch.bank.audit_checkpoint().unwrap();
    let personal = "DELETE FROM audit_personal WHERE leaf > 1";
    cook(&branch, &["audit_personal_goes_by_erasure"], personal);
    cook(&branch, &["audit_leaves_never_go"], "DELETE FROM audit_leaves WHERE number > 1");
    branch.pass(MINUTE);
    let refused = branch
        .bank
        .reject(&owner("bob").user, &payment_id(3), branch.now())
        .unwrap_err()
        .to_string();
    assert!(refused.contains("it has 3 leaves, and 7 are signed for"), "{refused}");
    assert_eq!(branch.payment(3).payment.consent, ConsentStatus::Awau);
    assert_eq!(branch.bank.audit_log().unwrap().len(), 2);
    let report = branch.bank.verify().unwrap().to_string();
    assert!(report.contains("checkpoint 7: there are only 2"), "{report}");
}

#[test]
fn a_wholesale_rewriting_with_the_banks_own_key_is_found_by_a_witness() {
    let life = |second: &str| {
        let branch = Branch::in_memory();
        let mut kept = String::new();
        for (number, amount) in [(1, "3.40 EUR"), (2, second), (3, "1.00 EUR")] {
            branch.settled(number, amount);
            kept += &format!("{}\n", branch.bank.audit_checkpoint().unwrap().unwrap());
        }
        branch.assert_sound();
        (branch, Witness::parse(&kept, audit_key().verifier(), None).unwrap())
    };
    let (honest, witness) = life("2.00 EUR");
    assert_eq!(honest.bank.audit_against(&witness).unwrap(), Ok(()));
    // Everything anew, with another amount, other books and the same key: sound in itself.
    let (rewritten, _) = life("2.50 EUR");
    let found = rewritten.bank.audit_against(&witness).unwrap().unwrap_err();
    // Salts differ by chance from the first leaf on; a rewriter would keep those that are unchanged.
    assert_eq!((found.from, found.to, found.size), (0, 5, 11));
    let shorter = Branch::in_memory();
    shorter.initiate(1, "3.40 EUR");
    let found = shorter.bank.audit_against(&witness).unwrap().unwrap_err();
    assert!(found.to_string().contains("leaves were removed"), "{found}");
}

#[test]
fn leaves_rewritten_in_the_file_and_signed_anew_are_found_in_their_interval() {
    let branch = Branch::on_disk();
    let mut kept = String::new();
    for number in 1..=3 {
        branch.settled(number, "2.00 EUR");
        kept += &format!("{}\n", branch.bank.audit_checkpoint().unwrap().unwrap());
    }
    let witness = Witness::parse(&kept, audit_key().verifier(), None).unwrap();
    // Leaf 6 authorises the second payment; the checkpoints are of 5, 8 and 11 leaves.
    cook(
        &branch,
        &["audit_leaves_never_change"],
        "UPDATE audit_leaves SET leaf = replace(leaf, 'by customer', 'by bank') WHERE number = 6",
    );
    let found = branch.bank.audit_against(&witness).unwrap().unwrap_err();
    assert_eq!((found.from, found.to), (5, 8));
    let text = found.to_string();
    assert!(text.contains("between its size 5 and its size 8"), "{text}");
}

#[test]
fn a_receipt_verifies_offline_also_after_the_erasure() {
    let branch = used();
    let before = branch.bank.audit_receipt(&payment_id(1)).unwrap().unwrap();
    assert_eq!(branch.bank.audit_receipt(&payment_id(9)).unwrap(), None);
    branch.bank.erase_user(&alice().user, MoneyLeft::ToSettlement, branch.now()).unwrap();
    let after = branch.bank.audit_receipt(&payment_id(1)).unwrap().unwrap();
    drop(branch);
    for (receipt, personal) in [(before, true), (after, false)] {
        let json = serde_json::to_string_pretty(&receipt).unwrap();
        let proven = Receipt::parse(&json).unwrap().verify(audit_key().verifier()).unwrap();
        let told: Vec<Action> = proven.leaves.iter().map(|proven| proven.leaf.action).collect();
        let expected =
            [Action::PaymentInitiated, Action::PaymentAuthorised, Action::PaymentSettled];
        assert_eq!(told, expected);
        assert!(proven.leaves.iter().all(|proven| proven.personal.is_some() == personal));
        let stranger =
            SignerKey::from_seed("bank.example/audit", audit_key().verifier().key_use(), [9; 32]);
        let refused = receipt.verify(stranger.unwrap().verifier());
        assert!(matches!(refused, Err(NotAReceipt::NotBelieved(_))), "{refused:?}");
    }
}

#[test]
fn an_erasure_leaves_no_salt_of_the_user_in_the_file_and_a_log_that_verifies() {
    let branch = used();
    let salts: Vec<[u8; 32]> = branch
        .sql_prompt()
        .prepare("SELECT salt FROM audit_personal WHERE user = 'alice'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(salts.len(), 5);
    let root = branch.bank.audit_checkpoint().unwrap().unwrap();
    let erased = branch.bank.erase_user(&alice().user, MoneyLeft::ToSettlement, NOW + MINUTE);
    assert_eq!(erased.unwrap().personal_parts, 5);
    branch.assert_sound();
    let left: i64 = branch
        .sql_prompt()
        .query_row("SELECT count(*) FROM audit_personal WHERE user = 'alice'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
    let log = branch.bank.audit_log().unwrap();
    assert!(log[..6].iter().all(|entry| entry.personal.is_none()));
    assert!(log[6].personal.as_ref().unwrap().contains("bob"), "others keep theirs");
    let erasing = log.iter().find(|entry| entry.leaf.action == Action::PersonalErased).unwrap();
    assert_eq!(erasing.leaf.subject.as_str(), "5");
    let size = log.len() as u64;
    let proof = branch.bank.audit_consistency(root.unverified().size, size).unwrap().unwrap();
    let now = branch.bank.audit_checkpoint().unwrap().unwrap();
    let (root, now) = (root.unverified(), now.unverified());
    assert!(proof.verify((root.size, &root.root), (now.size, &now.root)).is_ok());

    let folder = branch.path().parent().unwrap().to_owned();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let bytes = if file.is_dir() { continue } else { std::fs::read(file).unwrap() };
        for salt in &salts {
            assert!(!bytes.windows(32).any(|window| window == salt), "a salt is left");
        }
    }
    branch.reopened().assert_sound();
}

#[test]
fn many_who_write_at_once_make_one_log() {
    let branch = Branch::on_disk();
    let other = branch.another();
    std::thread::scope(|scope| {
        for thread in 0..8_u8 {
            let bank = if thread % 2 == 0 { branch.bank.clone() } else { other.clone() };
            scope.spawn(move || {
                for number in 0..12 {
                    let number = thread * 12 + number;
                    let initiation = initiation(number, order(number, "0.10 EUR"));
                    bank.initiate(&effect(number), &alice(), &initiation, &reply_to(number))
                        .unwrap();
                }
            });
        }
    });
    branch.assert_sound();
    assert_eq!(branch.bank.verify().unwrap().leaves, 97);
}
