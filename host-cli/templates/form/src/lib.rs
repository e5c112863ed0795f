//! {{title}}: a form for what a meter says, and the readings so far.
//!
//! [`Readings`] is the state and [`Msg`] what can happen to it. `reading.rs` has the noun, `screen.rs` what
//! is on screen, `words.rs` every text in every language.

mod reading;
mod screen;
mod words;

use loggia_sdk::ui::View;
use loggia_sdk::{Ctx, Environment, Error, Failure, Launch, MiniApp};
use serde::{Deserialize, Serialize};

use crate::reading::{Meter, Reading};
use crate::words::Language;

/// Where the readings are kept.
const KEY: &str = "readings";

/// So many are kept.
const MOST: usize = 24;

/// Everything that a session remembers from one step to the next.
#[derive(Debug, Serialize, Deserialize)]
pub struct Readings {
    words: Language,
    /// The newest first, as they are kept; none while nobody knows.
    readings: Option<Vec<Reading>>,
    /// What the meter said last, where less was typed now.
    too_low: Option<u64>,
    /// How many forms have been sent: the next one is a new one, and empty.
    forms: u32,
}

/// All that can happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Msg {
    /// The form was sent.
    Keep,
    /// A reading was a mistake.
    Remove(Reading),
    /// The readings could not be read or kept: once more.
    TryAgain,
}

impl MiniApp for Readings {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let words = Language::of(&launch.environment.locale);
        let mut app = Self { words, readings: None, too_low: None, forms: 0 };
        app.change(ctx, |_| {});
        Ok(app)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::Keep => self.keep(ctx)?,
            Msg::Remove(reading) => self.change(ctx, |kept| kept.retain(|other| *other != reading)),
            Msg::TryAgain => self.change(ctx, |_| {}),
        }
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        self.screen()
    }

    fn environment_changed(
        &mut self,
        environment: &Environment,
        _: &mut Ctx<Msg>,
    ) -> Result<(), Failure> {
        self.words = Language::of(&environment.locale);
        Ok(())
    }
}

impl Readings {
    /// Takes the form's reading. The host has made sure that both fields are filled in and within their
    /// bounds; what only this mini-app can know is said at the field.
    fn keep(&mut self, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        let meter = ctx.fields().choice("meter")?.and_then(Meter::named);
        let count = ctx.fields().number("count")?.and_then(|count| u64::try_from(count).ok());
        let (Some(meter), Some(count)) = (meter, count) else {
            return Ok(());
        };
        let last = self.last(meter);
        self.too_low = last.filter(|last| count < *last);
        if self.too_low.is_some() {
            return Ok(());
        }
        let reading = Reading { meter, count, used: last.map(|last| count - last), at: ctx.now() };
        self.change(ctx, |kept| {
            kept.insert(0, reading);
            kept.truncate(MOST);
        });
        self.forms += u32::from(self.readings.is_some());
        Ok(())
    }

    /// What this meter said last.
    fn last(&self, meter: Meter) -> Option<u64> {
        let mut readings = self.readings.iter().flatten();
        readings.find(|reading| reading.meter == meter).map(|reading| reading.count)
    }

    /// Changes what is kept. What the bank cannot do now has not happened, and the customer is told.
    fn change(&mut self, ctx: &Ctx<Msg>, change: impl FnOnce(&mut Vec<Reading>)) {
        let changed = ctx.storage().load(KEY).and_then(|kept: Option<Vec<Reading>>| {
            let before = kept.unwrap_or_default();
            let mut after = before.clone();
            change(&mut after);
            if after != before {
                ctx.storage().save(KEY, &after)?;
            }
            Ok(after)
        });
        let logged = |error: Error| ctx.log().warn(&["storage: ", &error.message].concat());
        self.readings = changed.map_err(logged).ok();
    }
}

loggia_sdk::export!(Readings);
