//! The harness against a mini-app that does everything once.
#![allow(clippy::unwrap_used, reason = "a test's own helper fails the test")]

use std::time::Duration;

use loggia_sdk::testing::TestApp;
use loggia_sdk::ui::*;
use loggia_sdk::{
    Answer, Balance, Booking, Change, Ctx, Environment, ErrorCode, Failure, Instruction, Intent,
    Launch, MiniApp, Money, Payee, Payment, Storage, Timestamp, decode_state,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
struct Probe {
    said: Vec<String>,
    asked: Vec<String>,
    dialog: bool,
    required: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Msg {
    Nothing,
    OpenDialog,
    CloseDialog,
    Submit,
    Agree,
    StoreAndFail,
    PayThenFail,
    Pay { id: String, cents: u32 },
    PayInAMinute,
    PayNow,
    PayWith(String),
    LookAtPayments,
    Paid(Answer<Payment>),
    Balance(Answer<Balance>),
    AskBalance,
    Redeemed(Answer<Booking>),
    Redeem(u64, String),
    Wake(u64),
    Woke(String),
    Roll,
    Leave,
    TooLong,
}

impl Probe {
    fn say(&mut self, text: impl Into<String>) {
        self.said.push(text.into());
    }
}

impl MiniApp for Probe {
    type Msg = Msg;
    const SCHEMA: u32 = 2;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let mut probe =
            Self { required: launch.opened_for("require").is_some(), ..Self::default() };
        if launch.opened_for("balance").is_some() {
            ctx.loyalty().get_balance(Msg::Balance)?;
        }
        probe.say(format!("locale {}, {} rights", launch.environment.locale, launch.rights.len()));
        Ok(probe)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::Nothing => {}
            Msg::OpenDialog => self.dialog = true,
            Msg::CloseDialog => self.dialog = false,
            Msg::Submit => {
                let fields = ctx.fields();
                let said = format!(
                    "name={} size={:?} extras={:?} terms={} count={}",
                    fields.text("name")?,
                    fields.choice("size")?,
                    fields.choices("extras")?,
                    fields.is_on("terms")?,
                    fields.integer("count")?
                );
                self.say(said);
            }
            Msg::Agree => {
                let on = ctx.fields().is_on("news")?;
                self.say(format!("news {on}"));
            }
            Msg::StoreAndFail => {
                ctx.storage().save("key", &1)?;
                assert_eq!(
                    ctx.storage().load::<u8>("key")?,
                    Some(1),
                    "the step sees its own writes"
                );
                ctx.fields().text("missing")?;
            }
            Msg::PayThenFail => {
                ctx.payments().initiate(&instruction("undone", 100), Msg::Paid)?;
                return Err(Failure::new("Not today").with_detail("on purpose"));
            }
            Msg::Pay { id, cents } => {
                let initiated = ctx.payments().initiate(&instruction(&id, cents), Msg::Paid)?;
                self.say(format!("payment {}", initiated.payment));
                self.asked.push(initiated.payment);
            }
            Msg::PayInAMinute => {
                ctx.timers().wake_at(ctx.now() + Duration::from_secs(60), Msg::PayNow)?
            }
            Msg::PayNow => match ctx.payments().initiate(&instruction("late", 100), Msg::Paid) {
                Ok(_) => self.say("sheet"),
                Err(error) => self.say(format!("no sheet: {:?}", error.code)),
            },
            Msg::PayWith(remittance) => {
                let instruction = instruction("words", 100).remittance(remittance);
                match ctx.payments().initiate(&instruction, Msg::Paid) {
                    Ok(_) => self.say("sheet"),
                    Err(error) => self.say(format!("no sheet: {:?}", error.code)),
                }
            }
            Msg::Paid(answer) => match answer.take(ctx) {
                Ok(payment) => {
                    let first = self.asked.first() == Some(&payment.id);
                    let (consent, status) = (payment.consent, payment.status);
                    self.say(format!(
                        "consent {consent:?}, status {status:?}, known by its first id {first}"
                    ))
                }
                Err(error) => match error.retry_after_ms {
                    Some(left) => self.say(format!("outcome {:?}, again in {left} ms", error.code)),
                    None => self.say(format!("outcome {:?}", error.code)),
                },
            },
            Msg::LookAtPayments => {
                for id in self.asked.clone() {
                    match ctx.payments().get(&id) {
                        Ok(payment) => self.say(format!("{id} is {:?}", payment.consent)),
                        Err(error) => self.say(format!("{id} is {:?}", error.code)),
                    }
                }
            }
            Msg::Balance(answer) => match answer.take(ctx) {
                Ok(balance) => self.say(format!("{} points", balance.points)),
                Err(error) => self.say(format!("balance {:?}", error.code)),
            },
            Msg::AskBalance => ctx.loyalty().get_balance(Msg::Balance)?,
            Msg::Redeem(points, reference) => {
                ctx.loyalty().redeem(points, &reference, Msg::Redeemed)?
            }
            Msg::Redeemed(answer) => match answer.take(ctx) {
                Ok(booking) => {
                    self.say(format!("redeemed {}, left {}", booking.points, booking.balance))
                }
                Err(error) => self.say(format!("redeem {:?}", error.code)),
            },
            Msg::Wake(seconds) => {
                let at = ctx.now() + Duration::from_secs(seconds);
                ctx.timers().wake_at(at, Msg::Woke(format!("after {seconds}")))?;
            }
            Msg::Woke(text) => {
                let now = ctx.local_now();
                self.say(format!(
                    "{text} at {}:{:02}:{:02}",
                    now.hour(),
                    now.minute(),
                    now.second()
                ));
            }
            Msg::Roll => {
                let token = ctx.random().token(8);
                self.say(token);
            }
            Msg::Leave => ctx.navigation().close()?,
            Msg::TooLong => match ctx
                .timers()
                .wake_at(ctx.now() + Duration::from_secs(2), Msg::Woke("x".repeat(2000)))
            {
                Ok(()) => self.say("taken"),
                Err(error) => self.say(format!("too long: {:?}", error.code)),
            },
        }
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        let name = text_field("name", "Name").length(2, 5);
        View::new(
            "probe",
            "Probe",
            (
                section(
                    "Said",
                    self.said
                        .iter()
                        .map(|line| text(line.as_str()).sensitivity(Sensitivity::Personal))
                        .collect::<Vec<_>>(),
                ),
                form(
                    Msg::Submit,
                    "Send",
                    (
                        if self.required { name.required() } else { name },
                        choice(
                            "size",
                            "Size",
                            [ChoiceOption::new("s", "Small"), ChoiceOption::new("l", "Large")],
                        ),
                        multi_choice(
                            "extras",
                            "Extras",
                            ["a", "b", "c"]
                                .map(|value| ChoiceOption::new(value, value.to_uppercase())),
                        )
                        .between(0, 2),
                        checkbox("terms", "Terms"),
                        stepper("count", "Count", 2, 0, 10).step(2),
                    ),
                ),
                switch("news", "News").on_change(Msg::Agree),
                list([
                    list_item("First").key("1").children(button("Open", Msg::OpenDialog)),
                    list_item("Second")
                        .key("2")
                        .on_tap(Msg::Roll)
                        .children(button("Open", Msg::Nothing)),
                ]),
                (
                    button("Off", Msg::Nothing).enabled(false),
                    button("Busy", Msg::Nothing).busy(true),
                    button("Store and fail", Msg::StoreAndFail),
                    button("Pay then fail", Msg::PayThenFail),
                    button("Pay 1", Msg::Pay { id: "one".to_owned(), cents: 100 }),
                    button("Pay 1 differently", Msg::Pay { id: "one".to_owned(), cents: 200 }),
                    button("Redeem 30", Msg::Redeem(30, "r".to_owned())),
                    button("Redeem 40", Msg::Redeem(40, "r".to_owned())),
                    button("Balance", Msg::AskBalance),
                    button("Steal an answer", Msg::Balance(stolen())),
                ),
                (
                    button("Wake in 60", Msg::Wake(60)),
                    button("Wake in 30", Msg::Wake(30)),
                    button("Wake now", Msg::Wake(0)),
                    button("Too long", Msg::TooLong),
                    button("Leave", Msg::Leave).danger(),
                    button("Pay now", Msg::PayNow),
                    button("Pay in a minute", Msg::PayInAMinute),
                ),
                (
                    ["a", "b", "c", "d"].map(|id| {
                        let pay = Msg::Pay { id: id.to_owned(), cents: 100 };
                        button(["Pay ", id].concat(), pay)
                    }),
                    button("Look at the payments", Msg::LookAtPayments),
                    button("no words", Msg::PayWith(String::new())),
                    button("two lines", Msg::PayWith("one\ntwo".to_owned())),
                    button("turned round", Msg::PayWith("\u{202e}moc.knab".to_owned())),
                ),
                self.dialog.then(|| {
                    dialog("Sure?", button("Yes", Msg::CloseDialog).primary())
                        .on_dismiss(Msg::CloseDialog)
                }),
            ),
        )
    }

    fn migrate(schema: u32, state: &[u8]) -> Result<Self, Failure> {
        match schema {
            1 => Ok(Self { said: vec![decode_state::<Old>(state)?.last], ..Self::default() }),
            newer => Err(Failure::internal(format!("schema {newer} is newer than this release"))),
        }
    }

    fn upgraded(&mut self, from: &str, _: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.say(format!("was {from}"));
        Ok(())
    }

    fn environment_changed(
        &mut self,
        environment: &Environment,
        _: &mut Ctx<Msg>,
    ) -> Result<(), Failure> {
        self.say(format!("now {}", environment.locale));
        Ok(())
    }

    fn changed(&mut self, change: &Change, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        let payment = ctx.payments().get(&change.id)?;
        self.say(format!("changed to {:?}", payment.consent));
        Ok(())
    }

    fn back(&mut self, _: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.say("back");
        Ok(())
    }
}

/// The release before, with schema 1.
#[derive(Serialize, Deserialize)]
struct Old {
    last: String,
    gone: u8,
}

impl MiniApp for Old {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(_: &Launch, _: &mut Ctx<Msg>) -> Result<Self, Failure> {
        Ok(Self { last: "the old words".to_owned(), gone: 1 })
    }

    fn update(&mut self, _: Msg, _: &mut Ctx<Msg>) -> Result<(), Failure> {
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        View::new("old", "Old", ())
    }
}

/// Same schema number as [`Probe`], another shape: what a partner must not do.
#[derive(Serialize, Deserialize)]
struct Careless {
    said: u8,
}

impl MiniApp for Careless {
    type Msg = Msg;
    const SCHEMA: u32 = 2;

    fn launch(_: &Launch, _: &mut Ctx<Msg>) -> Result<Self, Failure> {
        Ok(Self { said: 1 })
    }

    fn update(&mut self, _: Msg, _: &mut Ctx<Msg>) -> Result<(), Failure> {
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        View::new("careless", "Careless", button("Go on", Msg::Nothing))
    }
}

fn instruction(id: &str, cents: u32) -> Instruction {
    Instruction::new(id, Money::eur(cents), Payee::iban("AT611904300234573201", "Payee"))
}

/// An answer marker that no request has made: `serde` can make one, and it must be worth nothing.
fn stolen() -> Answer<Balance> {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, UnitDeserializer};
    let unit: UnitDeserializer<Error> = ().into_deserializer();
    Answer::deserialize(unit).unwrap()
}

fn panics(doing: impl FnOnce(&mut TestApp<Probe>)) -> String {
    let mut app = TestApp::<Probe>::builder().intent(Intent::new("require")).launch();
    let caught =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| doing(&mut app))).unwrap_err();
    caught.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[test]
fn a_form_brings_all_of_its_values_and_only_good_ones() {
    let mut app = TestApp::<Probe>::builder().intent(Intent::new("require")).launch();
    assert_eq!(app.problems("Send"), ["Name: is required"]);
    app.fill("Name", "x");
    app.choose("Extras", "C");
    app.choose("Extras", "B");
    app.choose("Extras", "A");
    assert_eq!(app.problems("Send"), ["Name: 2 to 5 characters", "Extras: 0 to 2 of them"]);
    app.choose("Extras", "B");
    app.fill("Name", "Grüße");
    app.choose("Size", "Large");
    app.toggle("Terms");
    app.set("Count", 4);
    app.tap("Send");
    app.expect_text(r#"name=Grüße size=Some("l") extras=["a", "c"] terms=true count=4"#);
}

#[test]
fn what_does_not_act_cannot_be_tapped() {
    assert!(panics(|app| app.tap("Off")).contains("is not enabled"));
    assert!(panics(|app| app.tap("Busy")).contains("is busy"));
    assert!(panics(|app| app.tap("Send")).contains("Name: is required"));
    assert!(panics(|app| app.tap("Nowhere")).contains("nothing to tap says"));
    assert!(panics(|app| app.tap("Open")).contains("several things say"));
    assert!(panics(|app| app.set("Count", 3)).contains("in steps of 2"));
    assert!(panics(|app| app.confirm()).contains("no payment sheet"));
    let behind_a_dialog = panics(|app| {
        app.tap_in("First", "Open");
        app.tap("Second");
    });
    assert!(behind_a_dialog.contains("is behind a dialog"), "{behind_a_dialog}");
}

#[test]
fn a_dialog_is_answered_or_dismissed() {
    let mut app = TestApp::<Probe>::launch();
    app.tap_in("First", "Open");
    app.tap("Yes");
    app.expect_no_text("Sure?");
    app.tap_in("First", "Open");
    app.dismiss();
    app.expect_no_text("Sure?");
}

#[test]
fn an_input_that_reports_changes_does_so_at_once() {
    let mut app = TestApp::<Probe>::launch();
    app.toggle("News");
    app.expect_text("news true");
}

#[test]
fn a_failed_step_leaves_no_trace() {
    let mut app = TestApp::<Probe>::builder().locale("de-AT").launch();
    let failure = app.fails(|app| app.tap("Store and fail"));
    assert_eq!(failure.message, "Das hat nicht geklappt. Bitte noch einmal versuchen.");
    assert!(failure.detail.unwrap().contains("no input `missing`"));
    assert_eq!(app.stored("key"), None);

    let failure = app.fails(|app| app.tap("Pay then fail"));
    assert_eq!(
        (failure.message.as_str(), failure.detail.as_deref()),
        ("Not today", Some("on purpose"))
    );
    assert_eq!(app.payments(), []);
    assert_eq!(app.sheet(), None);
}

/// The ids that payments were asked for under, the oldest first.
fn ids(app: &TestApp<Probe>) -> Vec<String> {
    let text = app.text();
    text.lines().filter_map(|line| line.strip_prefix("payment ")).map(str::to_owned).collect()
}

#[test]
fn one_instruction_id_is_one_payment_and_known_by_its_first_id() {
    let mut app = TestApp::<Probe>::launch();
    app.tap("Pay 1");
    app.expect_no_text("consent");
    app.tap("Pay 1");
    app.expect_text("consent ConsentStatus::Awau, status None, known by its first id true");
    assert_eq!(app.payments().len(), 1);
    app.tap("Pay 1 differently");
    app.expect_text("outcome ErrorCode::DuplicateMismatch");
    app.confirm();
    app.tap("Pay 1");
    assert_eq!(
        app.text().matches("consent ConsentStatus::Auth").count(),
        2,
        "each request has its answer, a repeat at once"
    );
    assert_eq!(app.payments().len(), 1);
    let ids = ids(&app);
    assert_eq!(ids.len(), 4);
    app.tap("Look at the payments");
    let found = |id: &str| app.shows(&format!("{id} is ConsentStatus::Auth"));
    assert!(found(&ids[0]) && !ids[1..].iter().any(|id| found(id)), "{}", app.text());
    assert_eq!(app.text().matches("is ErrorCode::NotFound").count(), 3);
}

#[test]
fn a_sheet_goes_with_its_session_and_the_payment_expires() {
    let mut app = TestApp::<Probe>::launch();
    app.tap("Pay 1");
    let mut app = app.reopen();
    assert_eq!(app.sheet(), None);
    type Decision = fn(&mut TestApp<Probe>);
    let decisions: [Decision; 3] = [TestApp::confirm, TestApp::decline, TestApp::expire];
    for decision in decisions {
        let mut app = app.clone();
        let decides = std::panic::AssertUnwindSafe(|| decision(&mut app));
        let caught = std::panic::catch_unwind(decides).unwrap_err();
        let said = caught.downcast_ref::<String>().unwrap();
        assert!(said.contains("its sheet went with the session that asked"), "{said}");
    }
    app.tap("Pay 1");
    app.expect_text("consent ConsentStatus::Awau");
    app.advance(Duration::from_secs(299));
    app.expect_no_text("changed");
    app.advance(Duration::from_secs(1));
    app.expect_text("changed to ConsentStatus::Expd");

    // The one that asked has its answer.
    let mut app = TestApp::<Probe>::launch();
    app.tap("Pay 1");
    app.advance(Duration::from_secs(300));
    app.expect_text("outcome ErrorCode::Expired");
    app.expect_no_text("changed");
}

#[test]
fn a_later_session_hears_what_becomes_of_an_earlier_one_s_payment() {
    let mut app = TestApp::<Probe>::launch();
    app.tap("Pay 1");
    let mut app = app.reopen();
    app.confirm_elsewhere();
    app.expect_text("changed to ConsentStatus::Auth");
}

#[test]
fn who_declined_three_times_is_left_in_peace() {
    let mut app = TestApp::<Probe>::launch();
    for id in ["Pay a", "Pay b", "Pay c"] {
        app.tap(id);
        app.decline();
    }
    app.tap("Pay 1");
    assert_eq!(app.sheet(), None);
    app.expect_text("outcome ErrorCode::Denied, again in 60000 ms");
    app.advance(Duration::from_secs(60));
    app.tap("Pay 1");
    app.confirm();
    app.tap("Pay d");
    assert!(app.sheet().is_some(), "a yes ends it");
}

#[test]
fn what_the_sheet_says_is_one_harmless_line() {
    let mut app = TestApp::<Probe>::launch();
    for wrong in ["no words", "two lines", "turned round"] {
        app.tap(wrong);
        app.expect_text("no sheet: ErrorCode::InvalidArgument");
    }
    assert_eq!(app.text().matches("no sheet:").count(), 3);
    assert_eq!(app.payments(), []);
}

#[test]
fn no_two_sessions_see_the_same_random_numbers() {
    let mut app = TestApp::<Probe>::launch();
    let mut rolled = std::collections::BTreeSet::new();
    for _ in 0..4 {
        app.tap("Second");
        rolled.extend(app.text().lines().find(|line| line.len() == 8).map(str::to_owned));
        app = app.reopen();
    }
    assert_eq!(rolled.len(), 4);
}

#[test]
fn points_are_spent_once_for_a_reference() {
    let mut app = TestApp::<Probe>::builder().points(50).launch();
    app.tap("Redeem 30");
    app.tap("Redeem 30");
    app.expect_text("redeemed 30, left 20");
    assert_eq!(app.points(), 20);
    app.tap("Redeem 40");
    app.expect_text("redeem ErrorCode::DuplicateMismatch");
}

#[test]
fn an_answer_is_there_in_its_own_step_and_in_no_other() {
    let mut app = TestApp::<Probe>::builder().points(7).launch();
    app.tap("Balance");
    app.expect_text("7 points");
    app.tap("Steal an answer");
    app.expect_text("balance ErrorCode::NotFound");
}

#[test]
fn answers_can_be_held_back_refused_and_cut_off() {
    let mut app = TestApp::<Probe>::builder()
        .intent(Intent::new("balance"))
        .points(7)
        .hold_answers()
        .launch();
    app.expect_no_text("7 points");
    app.answer();
    app.expect_text("7 points");
    app.tap("Balance");
    app.answer_with(ErrorCode::Unavailable);
    app.expect_text("balance ErrorCode::Unavailable");
    app.make_unavailable("loggia:loyalty/loyalty");
    app.tap("Balance");
    app.answer();
    assert_eq!(app.text().matches("balance ErrorCode::Unavailable").count(), 2);
}

#[test]
fn what_is_denied_answers_denied_and_is_not_among_the_rights() {
    let mut app = TestApp::<Probe>::builder().deny("loggia:loyalty/loyalty").launch();
    app.expect_text("17 rights");
    let failure = app.fails(|app| app.tap("Balance"));
    assert!(failure.detail.unwrap().contains("loggia:loyalty/loyalty is not granted"));
}

#[test]
fn timers_wake_in_their_order_and_at_their_time() {
    let mut app = TestApp::<Probe>::launch();
    app.tap("Wake in 60");
    app.tap("Wake in 30");
    app.advance(Duration::from_secs(29));
    app.expect_no_text("after");
    app.advance(Duration::from_secs(31));
    let text = app.text();
    let (first, second) =
        (text.find("after 30 at 9:00:30").unwrap(), text.find("after 60 at 9:01:00").unwrap());
    assert!(first < second);
    app.fails(|app| app.tap("Wake now"));
    app.tap("Too long");
    app.expect_text("too long: ErrorCode::InvalidArgument");
}

#[test]
fn a_sheet_is_raised_for_a_tap_and_not_for_a_timer() {
    let mut app = TestApp::<Probe>::launch();
    app.tap("Pay in a minute");
    app.advance(Duration::from_secs(60));
    app.expect_text("no sheet: ErrorCode::Denied");
    assert_eq!(app.sheet(), None);
    app.tap("Pay now");
    assert_eq!(app.sheet().unwrap().instruction_id, "late");
}

#[test]
fn the_same_test_sees_the_same_random_numbers_and_each_step_new_ones() {
    let rolled = || {
        let mut app = TestApp::<Probe>::launch();
        app.tap("Second");
        app.tap("Second");
        app.text()
    };
    let text = rolled();
    assert_eq!(text, rolled());
    let lines: Vec<&str> = text.lines().collect();
    assert_ne!(lines[2], lines[3]);
}

#[test]
fn the_state_survives_resuming_and_a_change_of_language() {
    let mut app = TestApp::<Probe>::launch();
    app.back();
    app.resume();
    app.change_locale("fr-FR");
    for said in ["locale en-GB, 18 rights", "back", "now en-GB", "now fr-FR"] {
        app.expect_text(said);
    }
}

#[test]
fn an_older_state_is_migrated_and_then_told_of() {
    let app = TestApp::<Old>::launch().upgrade::<Probe>("0.9.0");
    app.expect_text("the old words");
    app.expect_text("was 0.9.0");
}

#[test]
fn a_newer_state_is_what_migrate_says_and_without_it_a_clear_failure() {
    let caught = std::panic::catch_unwind(|| TestApp::<Probe>::launch().upgrade::<Old>("2.0.0"))
        .unwrap_err();
    let text = caught.downcast_ref::<String>().unwrap();
    assert!(text.contains("the saved state has schema 2 and this release reads 1 alone"), "{text}");
}

#[test]
fn an_unreadable_state_is_a_failure_that_names_the_field() {
    let caught =
        std::panic::catch_unwind(|| TestApp::<Probe>::launch().upgrade::<Careless>("1.0.0"))
            .unwrap_err();
    let text = caught.downcast_ref::<String>().unwrap();
    assert!(text.contains("raise SCHEMA and implement migrate"), "{text}");
}

#[test]
fn who_has_left_is_gone() {
    let mut app = TestApp::<Probe>::launch();
    app.tap("Leave");
    assert!(app.is_closed());
    let app = app.reopen();
    assert!(!app.is_closed());
}

#[test]
fn outside_of_the_harness_a_capability_says_so() {
    let error = Storage.get("key").unwrap_err();
    assert_eq!(error.code, ErrorCode::Unavailable);
    assert!(error.message.contains("there is no host here"));
}

#[test]
fn the_builder_sets_the_clock_and_what_was_stored() {
    let app = TestApp::<Probe>::builder()
        .at(Timestamp::from_millis(5_000))
        .stored("key", b"value")
        .launch();
    assert_eq!(app.now(), Timestamp::from_millis(5_000));
    assert_eq!(app.stored("key"), Some(&b"value"[..]));
}
