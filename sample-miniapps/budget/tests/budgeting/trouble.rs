//! Capabilities that are refused, slow, empty, huge or not there.

use std::collections::BTreeSet;

use budget::Budget;
use loggia_sdk::testing::{TestAccount, TestApp, denial_matrix};
use loggia_sdk::{ErrorCode, Money};

use super::{BALANCES, CREDITS, DEBITS, DETAIL, IDENTITY, chf, current, customer, francs};

const ACCOUNTS: &str = "loggia:accounts/accounts-basic";
const STORAGE: &str = "loggia:storage/storage";
const LOG: &str = "loggia:platform/log";

#[test]
fn without_credits_or_details_there_is_less_to_see() {
    let app = TestApp::<Budget>::builder().account(current()).deny(CREDITS).consented().launch();
    app.expect_text("only your spending is shown");
    app.expect_text("Spent: 1000.00 EUR");
    app.expect_no_text("Came in");
    app.expect_no_text("Left over");

    let mut app = TestApp::<Budget>::builder().account(current()).deny(DETAIL).consented().launch();
    app.expect_text("your spending can’t be sorted");
    app.expect_text("Spent: 1000.00 EUR");
    app.tap("Other");
    app.expect_text("Not named");
    app.expect_text("45.00 EUR");
}

#[test]
fn whatever_is_in_trouble_there_is_a_screen_to_use() {
    let customer = || TestApp::<Budget>::builder().account(current()).account(francs());
    let tried = denial_matrix(customer, |walk| {
        walk.consent();
        walk.tap("Set a savings goal");
        walk.fill("What for", "Bicycle");
        walk.choose("Saved on", "Zürich");
        walk.set_money("Amount", chf(100_000));
        walk.tap("Keep the goal");
        walk.back();
        walk.tap_in("In EUR", "Groceries");
        walk.back();
        walk.tap("Previous month");
        walk.tap("Read again");
        if walk.app().shows("Greet me by name") {
            walk.tap("Greet me by name");
        }
        walk.choose("Account", "Current");
        walk.reopen();
    });
    let tried: BTreeSet<&str> = tried.iter().map(|cell| cell.interface.as_str()).collect();
    let all = [ACCOUNTS, BALANCES, CREDITS, DEBITS, DETAIL, IDENTITY, STORAGE, LOG];
    assert_eq!(tried, BTreeSet::from(all));
}

#[test]
fn whatever_an_answer_is_there_is_a_screen_to_use() {
    let goal = {
        let mut app = customer().launch();
        app.tap("Set a savings goal");
        app.fill("What for", "Bicycle");
        app.choose("Saved on", "Zürich");
        app.set_money("Amount", chf(100_000));
        app.tap("Keep the goal");
        app.stored("goal").unwrap().to_owned()
    };
    for code in [ErrorCode::Denied, ErrorCode::Unavailable, ErrorCode::Expired] {
        for nth in 0..9 {
            let mut app = customer().stored("goal", &goal).hold_answers().launch();
            for _ in 0..nth {
                app.answer();
            }
            app.answer_with(code);
            while app.screen() == "reading" {
                app.answer();
            }
            app.expect_usable(&format!("answer {nth} is {code:?}"));
        }
    }
    let nobody = TestApp::<Budget>::builder().consented().launch();
    nobody.expect_text("There is no account to look at yet");
    nobody.expect_usable("there are no accounts");
    let account = TestAccount::new("Current", Money::eur(0));
    let nothing = TestApp::<Budget>::builder().account(account).consented().launch();
    nothing.expect_text("Nothing came in or went out in March 2026");
    nothing.expect_usable("there are no transactions");
}

#[test]
fn without_storage_a_goal_lasts_for_the_session() {
    let mut app = customer().launch();
    app.make_unavailable(STORAGE);
    app.tap("Set a savings goal");
    app.fill("What for", "Bicycle");
    app.set_money("Amount", Money::eur(100_000));
    app.tap("Keep the goal");
    app.expect_text("Your goal couldn’t be saved");
    app.expect_text("Bicycle");
    assert!(app.log().iter().any(|line| line.starts_with("warn: the goal is not kept")));
}
