//! A mini-app that leads to others, and what another one opens it for.
#![allow(clippy::unwrap_used, reason = "a test's own helper fails the test")]

use std::time::Duration;

use loggia_sdk::testing::{Builder, Opening, TestApp};
use loggia_sdk::ui::*;
use loggia_sdk::{Ctx, Failure, Intent, Launch, MiniApp};
use serde::{Deserialize, Serialize};

const PARKING: &str = "com.example.parking";

/// Leads to the mini-app, for the intent and with the parameter, that its form names.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Guide {
    said: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Msg {
    Lead,
    LeadTwice,
    LeadAndClose,
    LeadAndFail,
    LeadLater,
    LeadNow,
    LeadWith(usize),
}

impl Guide {
    fn lead(&mut self, app: &str, intent: &Intent, ctx: &Ctx<Msg>) {
        self.said = match ctx.navigation().open(app, intent) {
            Ok(()) => "led".to_owned(),
            Err(error) => format!("{:?}: {}", error.code, error.message),
        };
    }
}

impl MiniApp for Guide {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let mut guide = Self::default();
        match launch.opened_for("park") {
            Some(park) => {
                let minutes = park.whole("minutes").unwrap_or(60);
                let zone = park.param("zone").unwrap_or("none");
                guide.said = format!("zone {zone} for {minutes} minutes");
            }
            None if launch.intent.is_some() => guide.lead(PARKING, &Intent::new("park"), ctx),
            None => {}
        }
        Ok(guide)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        let park = Intent::new("park");
        match msg {
            Msg::Lead => {
                let text = |name| ctx.fields().text(name).map(str::to_owned);
                let intent = Intent::new(text("intent")?).with(text("name")?, text("value")?);
                self.lead(&text("app")?, &intent, ctx);
            }
            Msg::LeadTwice => {
                self.lead(PARKING, &park, ctx);
                self.lead(PARKING, &park, ctx);
            }
            Msg::LeadAndClose => {
                self.lead(PARKING, &park, ctx);
                self.said = ctx.navigation().close().unwrap_err().message;
            }
            Msg::LeadAndFail => {
                self.lead(PARKING, &park, ctx);
                return Err(Failure::new("not today"));
            }
            Msg::LeadLater => {
                ctx.timers().wake_at(ctx.now() + Duration::from_secs(2), Msg::LeadNow)?;
            }
            Msg::LeadNow => self.lead(PARKING, &park, ctx),
            Msg::LeadWith(bytes) => self.lead(PARKING, &park.with("zone", "z".repeat(bytes)), ctx),
        }
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        let fields = ["app", "intent", "name", "value"].map(|name| text_field(name, name));
        View::new(
            "guide",
            "Guide",
            (
                text(self.said.as_str()),
                form(Msg::Lead, "Lead", fields.into_iter().collect::<Vec<_>>()),
                button("Twice", Msg::LeadTwice),
                button("And close", Msg::LeadAndClose),
                button("And fail", Msg::LeadAndFail),
                button("Later", Msg::LeadLater),
                button("Much", Msg::LeadWith(1_024)),
                button("Too much", Msg::LeadWith(1_025)),
            ),
        )
    }
}

fn lead(app: &mut TestApp<Guide>, to: &str, intent: &str, name: &str, value: &str) {
    for (field, text) in [("app", to), ("intent", intent), ("name", name), ("value", value)] {
        app.fill(field, text);
    }
    app.tap("Lead");
}

#[test]
fn what_the_user_is_offered_to_open_is_there_for_the_test() {
    let mut app = TestApp::<Guide>::launch();
    lead(&mut app, PARKING, "park", "zone", "12");
    app.expect_text("led");
    let opening =
        Opening { app: PARKING.to_owned(), intent: Intent::new("park").with("zone", "12") };
    assert_eq!(app.openings(), [opening]);
    assert!(!app.is_closed());
}

#[test]
fn what_no_host_takes_is_refused_here_too() {
    let mut app = TestApp::<Guide>::launch();
    for (to, intent, name, value) in [
        ("parking", "park", "zone", "12"),
        ("com..parking", "park", "zone", "12"),
        (PARKING, "Park", "zone", "12"),
        (PARKING, "", "zone", "12"),
        (PARKING, "park", "-zone", "12"),
        (PARKING, "park", "zone", "\u{202e}21"),
        (PARKING, "park", "zone", "1\u{7}2"),
    ] {
        lead(&mut app, to, intent, name, value);
        app.expect_text("InvalidArgument");
    }
    app.tap("Too much");
    app.expect_text("InvalidArgument");
    assert!(app.openings().is_empty());
    app.tap("Much");
    assert_eq!(app.openings().len(), 1);
}

#[test]
fn a_step_leads_to_one_place_and_an_undone_one_to_none() {
    let mut app = TestApp::<Guide>::launch();
    app.tap("Twice");
    app.expect_text("LimitExceeded");
    assert_eq!(app.openings().len(), 1);
    app.tap("And close");
    app.expect_text("a step leads to one place");
    assert!(!app.is_closed());
    assert_eq!(app.openings().len(), 2);
    app.fails(|app| app.tap("And fail"));
    assert_eq!(app.openings().len(), 2);
}

#[test]
fn nobody_is_led_away_who_did_nothing() {
    let mut app = TestApp::<Guide>::launch();
    app.tap("Later");
    app.advance(Duration::from_secs(3));
    app.expect_text("Denied");
    let app = TestApp::<Guide>::builder().intent(Intent::new("go-on")).launch();
    app.expect_text("Denied");
    assert!(app.openings().is_empty());
}

#[test]
fn a_mini_app_reads_what_it_is_opened_for() {
    let opened = |intent: Intent| TestApp::<Guide>::builder().intent(intent).launch();
    opened(Intent::new("park").with("zone", "12").with("minutes", "90"))
        .expect_text("zone 12 for 90 minutes");
    opened(Intent::new("park").with("zone", "7")).expect_text("zone 7 for 60 minutes");
    TestApp::<Guide>::launch().expect_no_text("zone");
}

#[test]
fn what_no_manifest_declares_opens_nothing() {
    let opens = |intent: Intent| {
        std::panic::catch_unwind(|| {
            let builder: Builder<Guide> = TestApp::builder();
            let _ = builder.intent(intent);
        })
    };
    opens(Intent::new("park").with("zone", "12")).unwrap();
    for wrong in [
        Intent::new("Park"),
        Intent::new("park").with("zone", "1\n2"),
        Intent::new("park").with("zone", "1").with("zone", "2"),
        (0..17).fold(Intent::new("park"), |park, n| park.with(format!("p{n}"), "")),
    ] {
        opens(wrong).unwrap_err();
    }
}
