//! Accounts, transactions and the user's name, with the sheets on which the user decides about them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own helper fails the test"
)]

use std::time::Duration;

use loggia_sdk::testing::{Builder, DetailField, Entry, TestAccount, TestApp};
use loggia_sdk::ui::*;
use loggia_sdk::{
    AccountBalance, Answer, BalanceType, Consented, CreditDebitIndicator, Credits, Ctx, Currency,
    Debits, EntryStatus, Error, Failure, Intent, Launch, MiniApp, Money, OwnAccount, Page,
    PageRequest, Period, PickedAccount, Timestamp, TransactionDetail,
};
use serde::{Deserialize, Serialize};

const ACCOUNTS: &str = "loggia:accounts/accounts-basic";
const PICKER: &str = "loggia:accounts/account-picker";
const BALANCES: &str = "loggia:accounts/balances";
const CREDITS: &str = "loggia:accounts/transactions-credits";
const DEBITS: &str = "loggia:accounts/transactions-debits";
const DETAIL: &str = "loggia:accounts/transactions-detail";
const IDENTITY: &str = "loggia:identity/identity-basic";

/// The moment of the launch.
const NOW: Timestamp = Timestamp::from_millis(1_772_438_400_000);

/// Asks for one thing at a time, of the account and the page that the form names, and says what came.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Looker {
    said: Vec<String>,
    ids: Vec<String>,
    next: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Msg {
    Ask,
    AskThrice,
    AskInAMinute,
    AskForAccounts,
    Accounts(Answer<Page<OwnAccount>>),
    Picked(Answer<PickedAccount>),
    Balances(Answer<Vec<AccountBalance>>),
    Credits(Answer<Credits>),
    Debits(Answer<Debits>),
    Details(Answer<Vec<TransactionDetail>>),
    Consent(Answer<Consented>),
}

const ASKED: [&str; 9] = [
    "accounts", "picker", "balances", "credits", "debits", "details", "consent", "name", "subject",
];

impl Looker {
    fn ask(&mut self, what: &str, ctx: &Ctx<Msg>) -> Result<(), Error> {
        let text = |name| ctx.fields().text(name).unwrap_or_default();
        let limit = text("limit").parse().unwrap_or(100);
        let page = match text("cursor") {
            "" => PageRequest::first(),
            "next" => PageRequest::after(self.next.clone().unwrap_or_default()),
            other => PageRequest::after(other),
        };
        let page = page.limit(limit);
        let account = text("account");
        let period = match text("days").parse::<u64>() {
            Ok(days) => Period::all()
                .since(NOW - Duration::from_secs(days * 86_400))
                .until(NOW - Duration::from_secs((days - 1) * 86_400)),
            Err(_) => Period::all(),
        };
        match what {
            "accounts" => ctx.accounts().list(&page, Msg::Accounts),
            "picker" => ctx.account_picker().pick(text("reason"), Msg::Picked),
            "balances" => ctx.balances().get(account, Msg::Balances),
            "credits" => ctx.transactions().list_credits(account, period, &page, Msg::Credits),
            "debits" => ctx.transactions().list_debits(account, period, &page, Msg::Debits),
            "details" => {
                let mut ids = self.ids.clone();
                ids.extend(text("ids").split_whitespace().map(str::to_owned));
                ctx.transactions().get_details(&ids, Msg::Details)
            }
            "consent" => ctx.identity().request_consent(Msg::Consent),
            "name" => ctx.identity().given_name().map(|name| self.said.push(name)),
            _ => ctx.identity().subject().map(|subject| self.said.push(subject)),
        }
    }

    fn ask_or_say(&mut self, what: &str, ctx: &Ctx<Msg>) {
        if let Err(error) = self.ask(what, ctx) {
            self.said.push(format!("at once {:?}: {}", error.code, error.message));
        }
    }

    fn say<T>(&mut self, answer: Result<T, Error>, words: impl FnOnce(T) -> String) {
        self.said.push(match answer {
            Ok(answer) => words(answer),
            Err(error) => format!("{:?}", error.code),
        });
    }

    fn list(&mut self, page: Page<loggia_sdk::Transaction>) -> String {
        self.ids = page.items.iter().map(|item| item.id.clone()).collect();
        self.next = page.next;
        let amounts = page.items.iter().map(|item| {
            let held = if item.status == EntryStatus::Pdng { " held" } else { "" };
            format!("{}{held}", item.amount)
        });
        amounts.collect::<Vec<_>>().join(", ")
    }
}

impl MiniApp for Looker {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let mut looker = Self::default();
        if let Some(named) = launch.opened_for("look").and_then(|intent| intent.param("ask")) {
            let asked = looker.ask(named, ctx);
            looker.say(asked, |()| "asked".to_owned());
        }
        Ok(looker)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::Ask => {
                let what = ctx.fields().choice("what")?.unwrap_or_default().to_owned();
                self.ask_or_say(&what, ctx);
            }
            Msg::AskThrice => {
                for what in ["accounts", "consent", "accounts"] {
                    self.ask_or_say(what, ctx);
                }
            }
            Msg::AskInAMinute => {
                ctx.timers().wake_at(ctx.now() + Duration::from_secs(60), Msg::AskForAccounts)?;
            }
            Msg::AskForAccounts => self.ask_or_say("accounts", ctx),
            Msg::Accounts(answer) => {
                let page = answer.take(ctx);
                if let Ok(page) = &page {
                    self.next.clone_from(&page.next);
                }
                self.say(page, |page| {
                    let names = page.items.iter().map(|account| {
                        format!("{} {} {}", account.nickname, account.currency, account.type_code)
                    });
                    names.collect::<Vec<_>>().join(", ")
                });
            }
            Msg::Picked(answer) => self.say(answer.take(ctx), |picked| {
                format!("{} {} {}", picked.nickname, picked.currency, picked.id)
            }),
            Msg::Balances(answer) => self.say(answer.take(ctx), |balances| {
                let lines = balances.iter().map(|balance| {
                    let owed = balance.indicator == CreditDebitIndicator::Debit;
                    let kind = match balance.kind {
                        BalanceType::Clbd => "CLBD",
                        BalanceType::Itav => "ITAV",
                        BalanceType::Itbd => "ITBD",
                    };
                    format!("{kind} {}{}", if owed { "owed " } else { "" }, balance.amount)
                });
                lines.collect::<Vec<_>>().join(", ")
            }),
            Msg::Credits(answer) => {
                let listed = answer.take(ctx).map(|Credits(page)| self.list(page));
                self.say(listed, |listed| format!("in: {listed}"));
            }
            Msg::Debits(answer) => {
                let listed = answer.take(ctx).map(|Debits(page)| self.list(page));
                self.say(listed, |listed| format!("out: {listed}"));
            }
            Msg::Details(answer) => self.say(answer.take(ctx), |details| {
                let lines = details.iter().map(|detail| {
                    let category = detail.category.as_deref().unwrap_or("-");
                    let remittance = detail.remittance.as_deref().unwrap_or("-");
                    let counterparty = detail.counterparty.as_deref().unwrap_or("-");
                    format!("{counterparty} {category} {remittance}")
                });
                format!("about: {}", lines.collect::<Vec<_>>().join(", "))
            }),
            Msg::Consent(answer) => {
                self.say(answer.take(ctx), |Consented(given)| format!("consented: {given}"));
            }
        }
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        let what = ASKED.map(|what| ChoiceOption::new(what, what));
        let fields = ["account", "limit", "cursor", "days", "reason", "ids"]
            .map(|name| text_field(name, name).length(0, 400));
        let said: Vec<_> = self.said.iter().map(|line| text(line.as_str())).collect();
        View::new(
            "looker",
            "Looker",
            (
                section("Said", said),
                form(Msg::Ask, "Ask", (choice("what", "what", what), fields)),
                button("Ask thrice", Msg::AskThrice),
                button("Ask in a minute", Msg::AskInAMinute),
            ),
        )
    }
}

/// Someone with a current account and one for savings, and a history.
fn customer() -> Builder<Looker> {
    let day = |days: u64| NOW - Duration::from_secs(days * 86_400);
    TestApp::builder()
        .account(
            TestAccount::new("Current", Money::eur(120_000))
                .available(Money::eur(115_790))
                .transaction(
                    Entry::credit(Money::eur(250_000), day(30))
                        .with("Employer")
                        .remittance("Salary"),
                )
                .transaction(
                    Entry::debit(Money::eur(4_210), day(0)).merchant("Shop", "5411").pending(),
                )
                .transaction(Entry::debit(Money::eur(900), day(3)).merchant("Café", "5812"))
                .transaction(Entry::debit(Money::eur(80_000), day(29)).remittance("Rent")),
        )
        .account(
            TestAccount::new("Savings", Money::new(5_000, Currency::CHF).unwrap())
                .type_code("SVGS")
                .overdrawn(),
        )
}

/// Asks for something, with these in the other fields.
fn ask(app: &mut TestApp<Looker>, what: &str, fields: &[(&str, &str)]) {
    app.choose("what", what);
    for name in ["account", "limit", "cursor", "days", "reason", "ids"] {
        let value = fields.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| value);
        app.fill(name, value);
    }
    app.tap("Ask");
}

/// The line that was said last.
fn said(app: &TestApp<Looker>) -> String {
    let text = app.text();
    let lines = text.lines().take_while(|line| *line != "Ask");
    lines.last().unwrap().to_owned()
}

/// The mini-app's id of the account of this nickname.
fn id_of(app: &mut TestApp<Looker>, nickname: &str) -> String {
    ask(app, "picker", &[("reason", "A test")]);
    app.pick_account(nickname);
    said(app).rsplit(' ').next().unwrap().to_owned()
}

#[test]
fn the_first_request_waits_for_the_user_and_the_next_ones_do_not() {
    let mut app = customer().launch();
    assert!(!app.asks_for_consent());
    ask(&mut app, "accounts", &[]);
    assert!(app.asks_for_consent());
    app.expect_no_text("Current EUR");
    app.consent();
    assert!(!app.asks_for_consent());
    assert_eq!(said(&app), "Current EUR CACC, Savings CHF SVGS");
    let current = id_of(&mut app, "Current");
    ask(&mut app, "debits", &[("account", &current)]);
    assert_eq!(said(&app), "out: 42.10 EUR held, 9.00 EUR, 800.00 EUR");
    ask(&mut app, "details", &[]);
    assert_eq!(said(&app), "about: Shop 5411 -, Café 5812 -, Somebody - Rent");
    ask(&mut app, "credits", &[("account", &current)]);
    assert_eq!(said(&app), "in: 2500.00 EUR");
    ask(&mut app, "details", &[]);
    assert_eq!(said(&app), "about: Employer - Salary");
    ask(&mut app, "balances", &[("account", &current)]);
    assert_eq!(said(&app), "CLBD 1200.00 EUR, ITAV 1157.90 EUR, ITBD 1200.00 EUR");
    let savings = id_of(&mut app, "Savings");
    ask(&mut app, "balances", &[("account", &savings)]);
    assert!(said(&app).contains("ITBD owed 50.00 CHF"), "{}", said(&app));
    ask(&mut app, "debits", &[("account", &savings)]);
    assert_eq!(said(&app), "out: ");
}

#[test]
fn one_sheet_decides_for_all_that_waits() {
    let mut app = customer().launch();
    app.tap("Ask thrice");
    app.refuse_consent();
    let text = app.text();
    assert_eq!(text.matches("ErrorCode::Denied").count(), 2, "{text}");
    app.expect_text("consented: false");

    // Asked again, the bank asks the user again.
    app.tap("Ask thrice");
    app.expire_consent();
    assert_eq!(app.text().matches("ErrorCode::Expired").count(), 2);
    app.tap("Ask thrice");
    app.consent();
    app.expect_text("consented: true");
    assert_eq!(app.text().matches("Current EUR").count(), 2);
}

#[test]
fn the_opening_may_ask_for_consent_and_a_timer_may_not() {
    let mut app = customer().intent(Intent::new("look").with("ask", "accounts")).launch();
    app.consent();
    app.expect_text("Current EUR");

    let mut app = customer().launch();
    app.tap("Ask in a minute");
    app.advance(Duration::from_secs(60));
    assert!(!app.asks_for_consent());
    assert!(said(&app).starts_with("at once ErrorCode::Denied"), "{}", said(&app));
    // Without a user to be asked a consent of before is as good as ever.
    let mut app = customer().consented().launch();
    app.tap("Ask in a minute");
    app.advance(Duration::from_secs(60));
    app.expect_text("Current EUR");
}

#[test]
fn who_the_user_is_stays_unsaid_until_they_consent() {
    let mut app = customer().given_name("Grace").launch();
    ask(&mut app, "name", &[]);
    assert!(said(&app).starts_with("at once ErrorCode::Denied"));
    ask(&mut app, "consent", &[]);
    app.consent();
    ask(&mut app, "name", &[]);
    assert_eq!(said(&app), "Grace");
    ask(&mut app, "subject", &[]);
    assert_eq!(said(&app).len(), 32);
    app.revoke_consent(IDENTITY);
    ask(&mut app, "subject", &[]);
    assert!(said(&app).starts_with("at once ErrorCode::Denied"));
    // The other consents stay.
    ask(&mut app, "accounts", &[]);
    assert!(said(&app).starts_with("Current EUR"));
}

#[test]
fn a_consent_that_is_withdrawn_meanwhile_denies_what_is_open() {
    let mut app = customer().consented().hold_answers().launch();
    ask(&mut app, "accounts", &[]);
    app.revoke_consent(ACCOUNTS);
    app.answer();
    assert_eq!(said(&app), "ErrorCode::Denied");
    ask(&mut app, "accounts", &[]);
    assert!(app.asks_for_consent());
}

#[test]
fn the_picker_shows_why_and_gives_one_account_or_none() {
    let mut app = customer().launch();
    ask(&mut app, "picker", &[("reason", "To save into")]);
    assert_eq!(app.picker(), Some("To save into"));
    assert!(!app.asks_for_consent());
    app.pick_account("Savings");
    assert_eq!(app.picker(), None);
    assert!(said(&app).starts_with("Savings CHF"));
    ask(&mut app, "picker", &[("reason", "To save into")]);
    app.pick_none();
    assert_eq!(said(&app), "ErrorCode::Cancelled");
    ask(&mut app, "picker", &[("reason", "")]);
    assert!(said(&app).contains("reason: 1 to 140 characters"));
    // The opening is no action of the user's.
    let app = customer().intent(Intent::new("look").with("ask", "picker")).launch();
    assert_eq!(said(&app), "ErrorCode::InvalidArgument");
}

#[test]
fn long_lists_come_in_pages_whose_cursors_fit_their_own_call_alone() {
    let mut app = customer().consented().launch();
    let current = id_of(&mut app, "Current");
    let account = ("account", current.as_str());
    ask(&mut app, "debits", &[account, ("limit", "2")]);
    assert_eq!(said(&app), "out: 42.10 EUR held, 9.00 EUR");
    // What is booked meanwhile moves nothing.
    app.book("Current", Entry::debit(Money::eur(1), NOW + Duration::from_secs(1)));
    ask(&mut app, "debits", &[account, ("limit", "2"), ("cursor", "next")]);
    assert_eq!(said(&app), "out: 800.00 EUR");
    ask(&mut app, "debits", &[account]);
    assert!(said(&app).starts_with("out: 0.01 EUR, 42.10 EUR held"));

    ask(&mut app, "debits", &[account, ("limit", "2")]);
    ask(&mut app, "credits", &[account, ("cursor", "next")]);
    assert!(said(&app).contains("cursor:"), "{}", said(&app));
    ask(&mut app, "debits", &[account, ("cursor", "invented")]);
    assert!(said(&app).contains("cursor:"), "{}", said(&app));
    for limit in ["0", "101"] {
        for what in ["debits", "credits", "accounts"] {
            ask(&mut app, what, &[account, ("limit", limit)]);
            assert!(said(&app).contains("limit: 1 to 100"), "{}", said(&app));
        }
    }
    ask(&mut app, "accounts", &[("limit", "1")]);
    assert_eq!(said(&app), "Current EUR CACC");
    ask(&mut app, "accounts", &[("cursor", "next")]);
    assert_eq!(said(&app), "Savings CHF SVGS");
    ask(&mut app, "accounts", &[("cursor", "accounts-9")]);
    assert!(said(&app).contains("cursor:"), "{}", said(&app));
}

#[test]
fn a_period_begins_with_its_first_moment_and_ends_before_its_last() {
    let mut app = customer().consented().launch();
    let current = id_of(&mut app, "Current");
    ask(&mut app, "debits", &[("account", &current), ("days", "3")]);
    assert_eq!(said(&app), "out: 9.00 EUR");
    ask(&mut app, "debits", &[("account", &current), ("days", "4")]);
    assert_eq!(said(&app), "out: ");
}

#[test]
fn what_the_bank_masks_is_none_of_the_details() {
    let masked = [DetailField::Counterparty, DetailField::Remittance];
    let mut app = customer().mask_details(&masked).consented().launch();
    ask(&mut app, "accounts", &[]);
    let current = id_of(&mut app, "Current");
    ask(&mut app, "debits", &[("account", &current)]);
    ask(&mut app, "details", &[]);
    assert_eq!(said(&app), "about: - 5411 -, - 5812 -, - - -");
}

#[test]
fn another_s_account_and_an_invented_one_are_not_found_alike() {
    let mut app = customer().consented().launch();
    for account in ["acc00000000000000000000000000009", "invented", ""] {
        for what in ["balances", "credits", "debits"] {
            ask(&mut app, what, &[("account", account)]);
            assert_eq!(said(&app), "ErrorCode::NotFound", "{what} of {account:?}");
        }
    }
    ask(&mut app, "details", &[]);
    assert!(said(&app).contains("transactions: 1 to 100 of them"));
    // One that this mini-app has not been shown, though it is there.
    ask(&mut app, "details", &[("ids", "tx0000000000000000 invented")]);
    assert_eq!(said(&app), "about: ");
}

#[test]
fn what_is_denied_or_out_of_order_says_so_with_every_interface() {
    let interfaces = [
        (ACCOUNTS, "accounts"),
        (BALANCES, "balances"),
        (CREDITS, "credits"),
        (DEBITS, "debits"),
        (DETAIL, "details"),
        (IDENTITY, "name"),
        (PICKER, "picker"),
    ];
    for (interface, what) in interfaces {
        let mut app = customer().consented().deny(interface).launch();
        ask(&mut app, what, &[("ids", "any"), ("reason", "A test")]);
        assert_eq!(said(&app), format!("at once ErrorCode::Denied: {interface} is not granted"));

        let mut app = customer().consented().launch();
        app.make_unavailable(interface);
        ask(&mut app, what, &[("ids", "any"), ("reason", "A test")]);
        if what == "picker" {
            app.pick_account("Current");
        }
        assert!(said(&app).contains("ErrorCode::Unavailable"), "{interface}: {}", said(&app));
        app.make_available(interface);
        ask(&mut app, what, &[("ids", "any"), ("reason", "A test")]);
        if what == "picker" {
            app.pick_account("Current");
        }
        assert!(!said(&app).contains("ErrorCode::Unavailable"), "{interface}");
    }
}

#[test]
fn the_harness_says_what_the_test_got_wrong() {
    let panics = |doing: fn(&mut TestApp<Looker>)| {
        let mut app = customer().launch();
        let caught =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| doing(&mut app))).unwrap_err();
        caught.downcast_ref::<String>().cloned().unwrap_or_default()
    };
    assert!(panics(|app| app.consent()).contains("no sheet asks for a consent"));
    assert!(panics(|app| app.pick_none()).contains("there is no account picker"));
    assert!(panics(|app| app.pick_account("Other")).contains(r#"but ["Current", "Savings"]"#));
    assert!(panics(|app| app.revoke_consent(PICKER)).contains("is no interface that a user"));
    assert!(
        panics(|_| drop(customer().account(TestAccount::new("Current", Money::eur(1)))))
            .contains("there are two accounts")
    );
}
