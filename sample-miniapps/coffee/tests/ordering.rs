//! A customer at Bean & Leaf, from the menu to the points.
#![allow(clippy::unwrap_used, reason = "a test's own helper fails the test")]

use std::collections::BTreeSet;
use std::time::Duration;

use coffee::Coffee;
use loggia_sdk::testing::{TestApp, denial_matrix};
use loggia_sdk::{ConsentStatus, ErrorCode, Money, PaymentStatus};

const LOYALTY: &str = "loggia:loyalty/loyalty";
const STORAGE: &str = "loggia:storage/storage";
const PAYMENTS: &str = "loggia:payments/payments-initiate";
const LOG: &str = "loggia:platform/log";
const TIMERS: &str = "loggia:platform/timers";

/// Someone with a large cappuccino with oat milk and a shot in the basket: 5.40 EUR.
fn with_a_cappuccino(mut app: TestApp<Coffee>) -> TestApp<Coffee> {
    app.tap("Cappuccino");
    app.choose("Size", "Large + 0.80 EUR");
    app.choose("Milk", "Oat milk + 0.30 EUR");
    app.choose("Extras", "Extra shot + 0.90 EUR");
    app.tap("Add to basket");
    app
}

#[test]
fn an_order_is_paid_for_made_and_earns_points() {
    let mut app = with_a_cappuccino(TestApp::launch());
    app.expect_text("Large · Oat milk · Extra shot");
    app.choose("Pickup", "In 15 minutes");
    app.tap("Pay 5.40 EUR");

    let sheet = app.sheet().unwrap();
    assert_eq!(sheet.amount, Money::eur(540));
    assert_eq!(
        (sheet.payee.as_str(), sheet.account.as_str()),
        ("Bean & Leaf", "AT611904300234573201")
    );
    app.expect_text("Confirm the payment with your bank");

    app.confirm();
    app.expect_text("Thank you!");
    app.expect_text("Ready in");
    app.expect_text("Pickup at: 09:15");
    app.expect_text("Your points follow");

    app.settle();
    app.expect_text("You earned 50 points.");
    assert_eq!(app.points(), 50);

    app.advance(Duration::from_secs(14 * 60));
    app.expect_no_text("Ready for you at the counter");
    app.advance(Duration::from_secs(60));
    app.expect_text("Ready for you at the counter");
    app.expect_no_text("Ready in");

    app.tap("Past orders");
    app.expect_text("Cappuccino");
    app.expect_text("5.40 EUR");
    assert_eq!(app.payments().len(), 1);
}

#[test]
fn everything_on_the_menu_can_be_ordered() {
    let mut app = TestApp::<Coffee>::launch();
    for product in [
        "Espresso",
        "Cappuccino",
        "Flat white",
        "Hot chocolate",
        "Iced latte",
        "Mint lemonade",
        "Croissant",
        "Banana bread",
    ] {
        app.tap(product);
        app.tap("Add to basket");
        app.expect_text(product);
        app.back();
    }
    app.tap("8 items · 27.10 EUR");
    app.tap("Pay 27.10 EUR");
    app.confirm();
    app.settle();
    assert_eq!(app.points(), 270);
}

#[test]
fn the_basket_counts_changes_and_empties() {
    let mut app = with_a_cappuccino(TestApp::launch());
    app.set("Quantity: Cappuccino", 3);
    app.expect_text("To pay: 16.20 EUR");
    app.tap("Look at the menu");
    app.tap("Croissant");
    app.set("Quantity", 2);
    app.tap("Add to basket");
    app.expect_text("To pay: 21.40 EUR");
    app.tap_in("Cappuccino", "Remove");
    app.expect_text("To pay: 5.20 EUR");
    app.tap_in("Croissant", "Remove");
    app.expect_text("Your basket is empty");
}

#[test]
fn the_same_thing_twice_is_one_line_and_ten_of_it_are_too_many() {
    let mut app = with_a_cappuccino(TestApp::launch());
    app.back();
    let mut app = with_a_cappuccino(app);
    app.expect_text("To pay: 10.80 EUR");
    app.set("Quantity: Cappuccino", 9);
    app.back();
    let app = with_a_cappuccino(app);
    app.expect_text("The basket is full.");
    app.expect_text("To pay: 48.60 EUR");
}

#[test]
fn a_german_reads_german() {
    let mut app = TestApp::<Coffee>::builder().locale("de-AT").points(120).launch();
    app.expect_text("120 Bohnenpunkte");
    app.tap("Heiße Schokolade");
    app.choose("Milch", "Hafermilch + 0.30 EUR");
    app.tap("In den Korb");
    app.tap("4.20 EUR zahlen");
    assert!(app.sheet().unwrap().remittance.unwrap().starts_with("Bean & Leaf "));
    app.decline();
    app.expect_text("Du hast die Zahlung nicht bestätigt.");
    app.change_locale("en-GB");
    app.expect_text("You didn’t confirm the payment.");
    app.expect_text("Oat milk");
}

#[test]
fn points_come_off_the_price_and_are_gone_once() {
    let mut app = with_a_cappuccino(TestApp::builder().points(250).launch());
    app.toggle("Use 200 points");
    app.expect_text("Points discount: − 2.00 EUR");
    app.tap("Pay 3.40 EUR");
    assert_eq!(app.sheet().unwrap().amount, Money::eur(340));
    assert_eq!(app.points(), 50);
    app.confirm();
    app.settle();
    assert_eq!(app.points(), 80);
}

#[test]
fn points_come_back_when_the_payment_is_declined_and_the_basket_is_kept() {
    let mut app = with_a_cappuccino(TestApp::builder().points(250).launch());
    app.toggle("Use 200 points");
    app.tap("Pay 3.40 EUR");
    app.decline();
    assert_eq!(app.points(), 250);
    app.expect_text("You didn’t confirm the payment.");
    app.expect_text("Cappuccino");

    app.tap("Pay 3.40 EUR");
    app.confirm();
    assert_eq!(app.points(), 50);
    let ids: Vec<String> = app.payments().into_iter().map(|sheet| sheet.instruction_id).collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1], "another order needs an id of its own");
}

#[test]
fn points_come_back_when_a_confirmed_payment_fails_after_all() {
    let mut app = with_a_cappuccino(TestApp::builder().points(100).launch());
    app.toggle("Use 100 points");
    app.tap("Pay 4.40 EUR");
    app.confirm();
    assert_eq!(app.points(), 0);
    app.reject_settlement();
    app.expect_text("failed after all");
    assert_eq!(app.points(), 100);
    app.tap("Past orders");
    app.expect_text("Not paid");
}

#[test]
fn an_expired_sheet_says_what_to_do() {
    let mut app = with_a_cappuccino(TestApp::launch());
    app.tap("Pay 5.40 EUR");
    app.expire();
    app.expect_text("Time ran out");
    app.tap("Pay 5.40 EUR");
    app.confirm();
    app.expect_text("Thank you!");
}

#[test]
fn a_payment_of_unknown_outcome_is_looked_at_and_never_made_twice() {
    let mut app = with_a_cappuccino(TestApp::builder().points(200).launch());
    app.toggle("Use 200 points");
    app.tap("Pay 3.40 EUR");
    app.make_unavailable(PAYMENTS);
    app.confirm();
    app.expect_text("couldn’t tell whether the payment went through");
    app.tap("Try again");
    app.expect_text("Your bank can’t say yet.");

    app.back();
    app.expect_text("A payment isn’t finished yet.");
    assert!(!app.is_enabled("Pay 5.40 EUR"), "a second order would hide the first");

    app.make_available(PAYMENTS);
    app.change_locale("de-AT");
    app.tap("Zahlung ansehen");
    app.tap("Noch einmal versuchen");
    app.change_locale("en-GB");
    app.expect_text("Thank you!");
    assert_eq!(app.payments().len(), 1, "the same id is the same payment");

    // It is still known by its id, here and in the next session.
    let mut app = app.reopen();
    assert_eq!(app.points(), 0, "the points are spent");
    app.settle();
    app.tap("Show the order");
    app.expect_text("You earned 30 points.");
    assert_eq!(app.points(), 30);
}

#[test]
fn a_payment_that_awaits_elsewhere_is_not_made_anew_and_expires() {
    let mut app = with_a_cappuccino(TestApp::launch());
    app.tap("Pay 5.40 EUR");
    let mut app = app.reopen();
    app.tap("Show the payment");
    app.expect_text("couldn’t tell whether the payment went through");
    app.tap("Try again");
    app.expect_text("Your bank can’t say yet.");
    assert!(app.sheet().is_none());
    app.advance(Duration::from_secs(5 * 60));
    app.expect_text("Time ran out");
    assert_eq!(app.payments().len(), 1);
}

#[test]
fn who_declined_three_times_is_told_to_come_back_later() {
    let mut app = with_a_cappuccino(TestApp::launch());
    for _ in 0..3 {
        app.tap("Pay 5.40 EUR");
        app.decline();
    }
    app.tap("Pay 5.40 EUR");
    app.expect_text("Paying doesn’t work right now.");
    app.expect_no_text("smaller order");
}

#[test]
fn a_payment_beyond_the_grant_is_refused_with_a_way_out() {
    let mut app =
        with_a_cappuccino(TestApp::builder().points(300).per_payment(Money::eur(200)).launch());
    app.toggle("Use 300 points");
    app.tap("Pay 2.40 EUR");
    // The refusal came with the answer about the points, so the customer is asked once more.
    app.tap("Pay 2.40 EUR");
    app.expect_text("Your bank doesn’t allow this payment.");
    app.expect_text("Cappuccino");
    assert_eq!(app.points(), 300);
    assert_eq!(app.payments(), []);
}

#[test]
fn without_loyalty_coffee_is_sold_all_the_same() {
    let mut app = with_a_cappuccino(TestApp::builder().deny(LOYALTY).points(500).launch());
    app.expect_no_text("points");
    app.tap("Pay 5.40 EUR");
    app.confirm();
    app.settle();
    app.expect_text("Thank you!");
    app.expect_no_text("points");
    assert_eq!(app.points(), 500);
}

#[test]
fn points_that_cannot_be_redeemed_can_be_left_alone() {
    let mut app = with_a_cappuccino(TestApp::builder().points(200).launch());
    app.toggle("Use 200 points");
    app.make_unavailable(LOYALTY);
    app.tap("Pay 3.40 EUR");
    app.expect_text("Your points can’t be redeemed at the moment.");
    app.tap("Try again");
    app.expect_text("Your points can’t be redeemed at the moment.");
    app.make_available(LOYALTY);
    app.tap("Pay without points");
    assert_eq!(app.sheet().unwrap().amount, Money::eur(540));
    assert_eq!(app.points(), 200);
}

#[test]
fn points_that_take_long_need_one_more_tap() {
    let mut app = with_a_cappuccino(TestApp::builder().points(200).hold_answers().launch());
    app.answer();
    app.toggle("Use 200 points");
    app.tap("Pay 3.40 EUR");
    app.expect_text("Redeeming your points");
    app.advance(Duration::from_secs(30));
    app.answer();
    assert_eq!(app.sheet(), None);
    app.expect_text("Your points are redeemed.");
    app.tap("Pay 3.40 EUR");
    app.confirm();
    app.expect_text("Thank you!");
    assert_eq!(app.points(), 0);
}

#[test]
fn fewer_points_than_thought_lead_back_to_the_sum() {
    let mut app = with_a_cappuccino(TestApp::builder().points(200).hold_answers().launch());
    app.answer();
    app.toggle("Use 200 points");
    app.tap("Pay 3.40 EUR");
    app.answer_with(ErrorCode::Conflict);
    app.expect_text("Your points have changed meanwhile.");
    app.expect_text("To pay: 5.40 EUR");
}

#[test]
fn giving_up_while_points_are_redeemed_returns_them() {
    let mut app = with_a_cappuccino(TestApp::builder().points(200).hold_answers().launch());
    app.answer();
    app.toggle("Use 200 points");
    app.tap("Pay 3.40 EUR");
    app.tap("Cancel the payment");
    app.expect_text("Cappuccino");
    // Redeemed, asked back twice: by the tap, and by the late answer.
    app.answer();
    app.answer();
    app.answer();
    assert_eq!(app.points(), 200);
    assert_eq!(app.sheet(), None);
}

#[test]
fn cancelling_on_the_waiting_screen_withdraws_the_payment() {
    let mut app = with_a_cappuccino(TestApp::launch());
    app.tap("Pay 5.40 EUR");
    app.tap("Cancel the payment");
    assert_eq!(app.payments()[0].consent, ConsentStatus::Canc);
    app.expect_text("Nothing was charged");
    assert!(app.is_enabled("Pay 5.40 EUR"));
}

#[test]
fn back_leads_out_of_every_screen() {
    let mut app = TestApp::<Coffee>::launch();
    app.back();
    assert_eq!(app.screen(), "menu");
    app.tap("Espresso");
    app.back();
    assert_eq!(app.screen(), "menu");
    app.tap("Past orders");
    app.back();
    assert_eq!(app.screen(), "menu");
    let mut app = with_a_cappuccino(app);
    app.tap("Pay 5.40 EUR");
    assert_eq!(app.screen(), "paying");
    app.back();
    assert_eq!(app.screen(), "basket");
    app.back();
    assert_eq!(app.screen(), "menu");
    app.tap("Show the payment");
    app.confirm();
    assert_eq!(app.screen(), "order");
    app.back();
    assert_eq!(app.screen(), "menu");
}

#[test]
fn a_resumed_session_shows_what_time_has_done() {
    let mut app = with_a_cappuccino(TestApp::builder().deny(TIMERS).launch());
    app.tap("Pay 5.40 EUR");
    app.resume();
    app.expect_text("Confirm the payment with your bank");
    app.confirm();
    app.settle();
    app.advance(Duration::from_secs(5 * 60));
    app.expect_text("Thank you!");
    app.resume();
    app.expect_text("Ready for you at the counter");
}

#[test]
fn a_lost_session_is_taken_up_again() {
    let mut app = with_a_cappuccino(TestApp::launch());
    app.tap("Pay 5.40 EUR");
    app.confirm();
    // The mini-app is closed before the money has settled; the next session hears of it.
    let mut app = app.reopen();
    app.expect_text("Cappuccino");
    app.settle();
    assert_eq!(app.points(), 50);
    app.tap("Show the order");
    app.expect_text("You earned 50 points.");
    app.advance(Duration::from_secs(5 * 60));
    app.expect_text("Ready for you at the counter");
}

#[test]
fn a_session_lost_before_the_confirmation_is_taken_up_again() {
    // Its sheet went with it: the customer would rather not.
    let mut app = with_a_cappuccino(TestApp::launch());
    app.tap("Pay 5.40 EUR");
    let mut app = app.reopen();
    app.tap("Show the payment");
    app.tap("Cancel the payment");
    app.expect_text("Nothing was charged");
    app.expect_no_text("A payment isn’t finished yet.");
    assert_eq!(app.payments()[0].consent, ConsentStatus::Canc);
    // Or it is still open elsewhere, and the customer confirms there.
    let mut app = with_a_cappuccino(TestApp::launch());
    app.tap("Pay 5.40 EUR");
    let mut app = app.reopen();
    app.expect_text("A payment isn’t finished yet.");
    app.confirm_elsewhere();
    app.expect_text("Thank you!");
    app.settle();
    assert_eq!(app.points(), 50);
    assert_eq!(app.payments().len(), 1);
}

#[test]
fn a_bank_that_cannot_be_asked_at_the_opening_leaves_a_way_on() {
    let mut app = with_a_cappuccino(TestApp::launch());
    app.tap("Pay 5.40 EUR");
    app.make_unavailable(PAYMENTS);
    let mut app = app.reopen();
    app.tap("Show the payment");
    app.expect_text("couldn’t tell whether the payment went through");
    app.make_available(PAYMENTS);
    app.confirm_elsewhere();
    app.expect_text("Thank you!");
}

#[test]
fn a_second_session_undoes_nothing_that_the_first_is_doing() {
    let mut app = with_a_cappuccino(TestApp::builder().points(200).hold_answers().launch());
    app.answer();
    app.toggle("Use 200 points");
    app.tap("Pay 3.40 EUR");
    app.advance(Duration::from_secs(30));
    app.answer();
    assert_eq!(app.points(), 0);
    let mut app = app.reopen();
    app.answer();
    assert_eq!(app.points(), 0, "the first session may be about to pay");
    app.tap("Show the payment");
    app.expect_text("Your points are redeemed.");
    let mut other = app.clone();
    app.tap("Pay 3.40 EUR");
    app.confirm();
    app.expect_text("Thank you!");
    other.tap("Cancel the payment");
    other.answer();
    assert_eq!(other.points(), 200);
    assert!(other.sheet().is_none());
}

#[test]
fn points_of_a_lost_order_are_returned_in_the_next_session() {
    let mut app = with_a_cappuccino(TestApp::builder().points(200).launch());
    app.toggle("Use 200 points");
    app.make_unavailable(LOYALTY);
    app.tap("Pay 3.40 EUR");
    app.make_available(LOYALTY);
    app.tap("Try again");
    assert_eq!(app.points(), 0);
    app.make_unavailable(LOYALTY);
    app.decline();
    assert_eq!(app.points(), 0);
    app.make_available(LOYALTY);
    let app = app.reopen();
    assert_eq!(app.points(), 200);
}

#[test]
fn without_storage_coffee_is_sold_but_not_remembered() {
    let mut app = TestApp::<Coffee>::launch();
    app.make_unavailable(STORAGE);
    let mut app = with_a_cappuccino(app.reopen());
    app.tap("Pay 5.40 EUR");
    app.confirm();
    app.settle();
    app.expect_text("Thank you!");
    assert_eq!(app.points(), 50);
    assert!(app.log().iter().any(|line| line.starts_with("warn: an order is not in the history")));
    app.tap("Past orders");
    app.expect_text("Your past orders can’t be shown at the moment.");
}

#[test]
fn a_ready_order_stays_on_the_menu_until_it_must_have_been_fetched() {
    let mut app = TestApp::<Coffee>::launch();
    app.tap("Espresso");
    app.tap("Add to basket");
    app.tap("Pay 2.40 EUR");
    app.confirm();
    app.settle();
    app.tap("Order something else");
    app.advance(Duration::from_secs(5 * 60));
    app.expect_text("Ready for you at the counter");
    app.advance(Duration::from_secs(30 * 60));
    app.tap("Past orders");
    app.back();
    app.expect_no_text("Ready for you at the counter");
}

#[test]
fn an_order_of_long_ago_is_not_ready_any_more() {
    let mut app = with_a_cappuccino(TestApp::builder().deny(LOYALTY).launch());
    app.tap("Pay 5.40 EUR");
    app.confirm();
    app.settle();
    app.advance(Duration::from_secs(2 * 60 * 60));
    let app = app.reopen();
    app.expect_no_text("Ready for you at the counter");
}

#[test]
fn the_history_keeps_the_last_twenty_orders_and_the_state_stays_small() {
    let mut app = TestApp::<Coffee>::launch();
    for _ in 0..25 {
        app.tap("Espresso");
        app.tap("Add to basket");
        app.tap("Pay 2.40 EUR");
        app.confirm();
        app.settle();
        app.advance(Duration::from_secs(5 * 60));
        app.tap("Order something else");
    }
    // A quarter of it is the harness's list of rights, which is of all capabilities there are.
    assert!(app.state_size() < 2_560, "{} bytes", app.state_size());
    app.tap("Past orders");
    assert_eq!(app.text().matches("2.40 EUR").count(), 20);
    assert_eq!(app.points(), 25 * 20);
    assert!(app.payments().iter().all(|sheet| sheet.status == Some(PaymentStatus::Acsc)));
}

#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    let customer = || TestApp::<Coffee>::builder().points(200);
    let tried = denial_matrix(customer, |walk| {
        walk.tap("Cappuccino");
        walk.tap("Add to basket");
        walk.toggle("Use 200 points");
        walk.tap_first("Pay ");
        walk.confirm();
        walk.settle();
        walk.advance(Duration::from_secs(5 * 60));
        walk.tap("Past orders");
        walk.back();
        walk.reopen();
        walk.tap("Espresso");
    });
    let tried: BTreeSet<&str> = tried.iter().map(|cell| cell.interface.as_str()).collect();
    assert_eq!(tried, BTreeSet::from([LOYALTY, STORAGE, PAYMENTS, TIMERS, LOG]));
}
