//! Facts about the user that the bank has made sure of, and the sheet on which the user ticks them.
#![allow(clippy::unwrap_used, reason = "a test's own helper fails the test")]

use std::time::Duration;

use loggia_sdk::testing::{Builder, ClaimsSheet, TestApp};
use loggia_sdk::ui::*;
use loggia_sdk::{Address, Answer, Claim, Claims, Ctx, Failure, Intent, Launch, MiniApp};
use serde::{Deserialize, Serialize};

const INTERFACE: &str = "loggia:identity/identity-verified";

/// Asks for what its buttons say, and says what came.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Asker {
    said: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Msg {
    Ask(Vec<Claim>, String),
    AskTwice,
    AskLater,
    Told(Answer<Claims>),
}

const BILL: &str = "For the bill";

impl Asker {
    fn ask(&mut self, claims: &[Claim], purpose: &str, ctx: &Ctx<Msg>) {
        self.said.clear();
        if let Err(error) = ctx.verified_identity().request(claims, purpose, Msg::Told) {
            self.said = format!("at once {:?}: {}", error.code, error.message);
        }
    }
}

impl MiniApp for Asker {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let mut asker = Self::default();
        if launch.opened_for("ask").is_some() {
            asker.ask(&[Claim::Email], BILL, ctx);
        }
        Ok(asker)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::Ask(claims, purpose) => self.ask(&claims, &purpose, ctx),
            Msg::AskTwice => {
                self.ask(&[Claim::Email], BILL, ctx);
                self.ask(&[Claim::Address], BILL, ctx);
            }
            Msg::AskLater => {
                let later = ctx.now() + Duration::from_secs(60);
                ctx.timers().wake_at(later, Msg::Ask(vec![Claim::Email], BILL.into()))?;
            }
            Msg::Told(answer) => {
                let told = match answer.take(ctx) {
                    Ok(claims) => format!("{claims:?} born {:?}", claims.born()),
                    Err(error) => format!("{:?}", error.code),
                };
                self.said = format!("{} {told}", self.said);
            }
        }
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        let ask = |label: &'static str, claims: &[Claim], purpose: &str| {
            button(label, Msg::Ask(claims.to_vec(), purpose.into()))
        };
        let (name, address) = (Claim::GivenName, Claim::Address);
        View::new(
            "asker",
            "Asker",
            (
                text(self.said.as_str()),
                ask("Ask", &[address, name, Claim::Birthdate, Claim::Email], BILL),
                ask("Nothing", &[], BILL),
                ask("Name twice", &[name, address, name], BILL),
                ask("No purpose", &[name], ""),
                ask("Two lines", &[name], "a\nb"),
                ask("Long", &[name], &"x".repeat(141)),
                button("Twice", Msg::AskTwice),
                button("Later", Msg::AskLater),
            ),
        )
    }
}

fn ada() -> Claims {
    Claims {
        given_name: Some("Ada".into()),
        family_name: Some("Byron".into()),
        birthdate: Some("1815-12-10".into()),
        address: Some(Address {
            street_address: "12 St James’s Square".into(),
            locality: "London".into(),
            region: None,
            postal_code: Some("SW1Y 4JH".into()),
            country: "GB".into(),
        }),
        ..Claims::default()
    }
}

fn customer() -> Builder<Asker> {
    TestApp::builder().claims(ada())
}

fn said(app: &TestApp<Asker>) -> String {
    app.text().lines().next().unwrap().trim().to_owned()
}

#[test]
fn the_mini_app_is_told_what_the_user_ticks_and_nothing_else() {
    let mut app = customer().launch();
    app.tap("Ask");
    let claims = vec![Claim::Address, Claim::GivenName, Claim::Birthdate, Claim::Email];
    assert_eq!(app.claims_sheet(), Some(ClaimsSheet { claims, purpose: BILL.into() }));
    app.share(&[Claim::GivenName, Claim::Birthdate]);
    assert_eq!(app.claims_sheet(), None);
    let told = Claims { address: None, family_name: None, ..ada() };
    assert_eq!(said(&app), format!("{told:?} born Some(1815-12-10)"));

    app.tap("Ask");
    app.share_all();
    let told = Claims { family_name: None, ..ada() };
    assert_eq!(said(&app), format!("{told:?} born Some(1815-12-10)"), "it was not asked for");
}

#[test]
fn what_the_bank_does_not_know_looks_like_what_the_user_did_not_tick() {
    let mut app = customer().launch();
    app.tap("Ask");
    app.share(&[Claim::GivenName]);
    let not_ticked = said(&app);
    app.tap("Ask");
    app.share(&[Claim::GivenName, Claim::Email]);
    assert_eq!(said(&app), not_ticked);

    app.tap("Ask");
    app.share_nothing();
    assert_eq!(said(&app), "ErrorCode::Cancelled");
    app.tap("Ask");
    app.share(&[Claim::Email]);
    assert_eq!(said(&app), "ErrorCode::Cancelled");
    app.tap("Ask");
    app.expire_claims();
    assert_eq!(said(&app), "ErrorCode::Expired");
}

#[test]
fn what_cannot_be_asked_for_is_refused_at_once() {
    let mut app = customer().may_ask_for(&[Claim::GivenName, Claim::Address]).launch();
    for (asks, refused) in [
        ("Ask", "Denied: Birthdate is not granted"),
        ("Nothing", "InvalidArgument: claims"),
        ("Name twice", "InvalidArgument: claims"),
        ("No purpose", "InvalidArgument: purpose"),
        ("Two lines", "InvalidArgument: purpose"),
        ("Long", "InvalidArgument: purpose"),
    ] {
        app.tap(asks);
        assert!(said(&app).starts_with(&format!("at once ErrorCode::{refused}")), "{}", said(&app));
        assert_eq!(app.claims_sheet(), None);
    }
}

#[test]
fn neither_the_opening_nor_a_timer_raises_the_sheet() {
    let mut app = customer().intent(Intent::new("ask")).launch();
    assert!(said(&app).starts_with("at once ErrorCode::Denied"), "{}", said(&app));
    app.tap("Later");
    app.advance(Duration::from_secs(60));
    assert!(said(&app).starts_with("at once ErrorCode::Denied"), "{}", said(&app));
    assert_eq!(app.claims_sheet(), None);
}

#[test]
fn behind_an_open_sheet_there_is_no_second_one() {
    let mut app = customer().launch();
    app.tap("Twice");
    assert_eq!(said(&app), "ErrorCode::LimitExceeded");
    assert_eq!(app.claims_sheet().unwrap().claims, [Claim::Email]);
    app.share_nothing();
    assert_eq!(said(&app), "ErrorCode::LimitExceeded ErrorCode::Cancelled");
}

#[test]
fn what_is_denied_or_out_of_order_says_so() {
    let mut app = customer().deny(INTERFACE).launch();
    app.tap("Ask");
    assert_eq!(said(&app), format!("at once ErrorCode::Denied: {INTERFACE} is not granted"));
    let mut app = customer().launch();
    app.make_unavailable(INTERFACE);
    app.tap("Ask");
    app.share_all();
    assert_eq!(said(&app), "ErrorCode::Unavailable");
}

#[test]
#[should_panic(expected = "is not on the sheet")]
fn a_test_that_ticks_what_is_not_on_the_sheet_is_told() {
    let mut app = customer().launch();
    app.tap("Ask");
    app.share(&[Claim::TaxIdentificationNumber]);
}
