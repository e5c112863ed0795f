//! Every element in every state: a sample mini-app to copy elements from, and what shells are tested
//! with.

mod rooms;
mod words;

use loggia_sdk::ui::View;
use loggia_sdk::{Answer, Ctx, Environment, Failure, Launch, MiniApp, PickedAccount, Timestamp};
use serde::{Deserialize, Serialize};

pub use crate::rooms::Room;
use crate::words::Language;

/// What is on screen, and what was done so far.
#[derive(Debug, Serialize, Deserialize)]
pub struct Gallery {
    words: Language,
    room: Room,
    now: Timestamp,
    done: String,
    name: String,
    count: i64,
    said: u64,
    account: Option<String>,
}

/// What the user does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Msg {
    /// Shows a room.
    Go(Room),
    /// Notes that something was done.
    Did(String),
    /// The order was submitted.
    Submitted,
    /// The name is filled in by the mini-app.
    Prefill,
    /// The stepper moved.
    Counted,
    /// The search text changed.
    Searched,
    /// The numbers, amounts and days were submitted.
    Saved,
    /// The amount that is watched changed.
    Watched,
    /// The last tab was opened.
    Opened,
    /// Says something in passing.
    Say,
    /// Has the user pick an account.
    Pick,
    /// They did, or did not.
    Picked(Answer<PickedAccount>),
    /// Gives the step up.
    Fail,
    /// Breaks the step.
    Break,
}

fn did(what: &str) -> Msg {
    Msg::Did(what.to_owned())
}

impl MiniApp for Gallery {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        Ok(Self {
            words: Language::of(&launch.environment.locale),
            room: Room::Content,
            now: ctx.now(),
            done: String::new(),
            name: String::new(),
            count: 2,
            said: 0,
            account: None,
        })
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        let words = self.words;
        match msg {
            Msg::Go(room) => self.room = room,
            Msg::Did(what) => self.done = what,
            Msg::Submitted => {
                let fields = ctx.fields();
                let size = fields.choice("size")?.unwrap_or_default();
                self.done = words.takes(fields.text("name")?, size);
            }
            Msg::Prefill => self.name = "Ada".to_owned(),
            Msg::Counted => self.count = ctx.fields().integer("count")?,
            Msg::Searched => self.done = words.searched_for(ctx.fields().text("search")?),
            Msg::Saved => self.saved(ctx)?,
            Msg::Watched => {
                let amount = ctx.fields().money("watched")?;
                self.done = amount.map_or(words.nothing().to_owned(), |amount| amount.to_string());
            }
            Msg::Opened => self.done = words.opened(words.receipts()),
            Msg::Say => self.said += 1,
            Msg::Pick => ctx.account_picker().pick(words.pick_reason(), Msg::Picked)?,
            Msg::Picked(answer) => self.account = answer.take(ctx).ok().map(|account| account.id),
            Msg::Fail => return Err(Failure::new(words.closed_today())),
            #[allow(clippy::panic, reason = "the shell shows whose fault it is")]
            Msg::Break => panic!("the gallery was asked to break"),
        }
        Ok(())
    }

    fn environment_changed(
        &mut self,
        environment: &Environment,
        _: &mut Ctx<Msg>,
    ) -> Result<(), Failure> {
        self.words = Language::of(&environment.locale);
        Ok(())
    }

    fn back(&mut self, _: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.room = Room::Content;
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        self.show()
    }
}

loggia_sdk::export!(Gallery);
