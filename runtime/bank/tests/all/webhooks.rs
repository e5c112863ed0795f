//! What partners' servers are told of settled payments: each once, until they have heard it.

use loggia_bank::{DueWebhook, RegisteredApp, WebhookOutcome};
use loggia_runtime::capability::identity_basic::Identity;

use crate::branch::{Branch, MINUTE, alice, payment_id};

const URL: &str = "https://partner.example/webhooks/payments";

/// A branch whose coffee shop wants to hear of payments.
pub(crate) fn announcing(branch: &Branch) {
    let app = RegisteredApp {
        app: alice().app,
        name: "Coffee".into(),
        partner: "Bean & Leaf".into(),
        partner_id: "bean-and-leaf".parse().unwrap(),
        webhook: Some(URL.into()),
        permissions: Vec::new(),
    };
    branch.bank.register_app(&app).unwrap();
}

fn due(branch: &Branch) -> Vec<DueWebhook> {
    branch.bank.due_webhooks(10, branch.now()).unwrap()
}

fn with_a_settled_payment() -> Branch {
    let branch = Branch::in_memory();
    announcing(&branch);
    branch.session(1, "alice");
    branch.settled(1, "3.40 EUR");
    branch
}

#[test]
fn a_settled_payment_is_announced_as_it_was() {
    let branch = with_a_settled_payment();
    let webhooks = due(&branch);
    let [webhook] = webhooks.as_slice() else { panic!("{webhooks:?}") };
    assert_eq!((webhook.payment, webhook.url.as_str()), (payment_id(1), URL));
    let record = branch.payment(1);
    let body: serde_json::Value = serde_json::from_str(&webhook.body).unwrap();
    assert_eq!(body["instruction_id"], record.instruction.instruction_id);
    assert_eq!(body["amount"], serde_json::json!({ "minor_units": 340, "currency": "EUR" }));
    assert_eq!(body["status"], "ACSC");
    assert_eq!(webhook.created_at, record.payment.updated_at);
    // The partner knows the payer by the same name as everywhere.
    let partner = "bean-and-leaf".parse().unwrap();
    assert_eq!(webhook.subject, branch.bank.subject(&alice(), &partner).unwrap());
    assert!(!webhook.body.contains("alice"), "and by no other");
}

#[test]
fn nobody_is_told_of_what_has_not_settled_or_did_not_ask() {
    let branch = Branch::in_memory();
    branch.session(1, "alice");
    branch.settled(1, "3.40 EUR");
    assert!(due(&branch).is_empty(), "this partner does not want to hear");

    announcing(&branch);
    branch.initiate(2, "2.00 EUR");
    branch.authorise(2, "Everyday", branch.now()).unwrap();
    assert!(due(&branch).is_empty(), "it has not settled");
    branch.bank.reject_settlement(&payment_id(2), branch.now()).unwrap();
    branch.initiate(3, "2.00 EUR");
    branch.bank.reject(&alice().user, &payment_id(3), branch.now()).unwrap();
    assert!(due(&branch).is_empty(), "and it never will");
}

#[test]
fn what_one_has_taken_is_nobody_elses_until_it_says_nothing_for_too_long() {
    let branch = with_a_settled_payment();
    assert_eq!(due(&branch)[0].attempts, 0);
    assert!(due(&branch).is_empty());
    branch.pass(2 * MINUTE - 1);
    assert!(due(&branch).is_empty());
    branch.pass(1);
    assert_eq!(due(&branch)[0].attempts, 1, "whoever had it has crashed");
}

#[test]
fn it_is_tried_again_when_it_is_time_and_never_after_its_end() {
    let branch = with_a_settled_payment();
    let tried = |outcome| branch.bank.webhook_tried(&payment_id(1), outcome).unwrap();
    assert_eq!(due(&branch).len(), 1);
    tried(WebhookOutcome::Again { at: branch.now() + 10_000 });
    branch.pass(9_999);
    assert!(due(&branch).is_empty());
    branch.pass(1);
    assert_eq!(due(&branch)[0].attempts, 1);
    tried(WebhookOutcome::Delivered);
    // A straggler from before changes nothing.
    tried(WebhookOutcome::Again { at: branch.now() });
    branch.pass(10 * MINUTE);
    assert!(due(&branch).is_empty());

    branch.settled(2, "1.00 EUR");
    assert_eq!(due(&branch).len(), 1);
    branch.bank.webhook_tried(&payment_id(2), WebhookOutcome::GivenUp).unwrap();
    branch.pass(10 * MINUTE);
    assert!(due(&branch).is_empty());
    branch.assert_sound();
}
