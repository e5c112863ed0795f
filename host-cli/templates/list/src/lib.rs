//! {{title}}: a list that a server keeps.
//!
//! [`Events`] is the state and [`Msg`] what can happen to it. `api.rs` reads what the server says, `screen.rs`
//! has what is on screen, `words.rs` every text in every language; the server itself lies in `server`.

mod api;
mod screen;
mod words;

use loggia_sdk::ui::View;
use loggia_sdk::{
    Answer, Ctx, Environment, Error, ErrorCode, Failure, HttpResponse, Launch, MiniApp, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// Everything that a session remembers from one step to the next.
#[derive(Debug, Serialize, Deserialize)]
pub struct Events {
    words: Language,
    /// None until the server has said it.
    events: Option<Vec<Event>>,
    /// The one that is looked at.
    open: Option<Event>,
    /// How often the server was asked: only the newest answer counts.
    turn: u32,
    loading: bool,
    notice: Option<Notice>,
}

/// Something to go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    id: String,
    title: String,
    place: String,
    starts: Timestamp,
    seats: u64,
}

/// Why the list is not there, or not new.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Notice {
    NotNow,
    NotAllowed,
}

/// All that can happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Msg {
    /// Asks the server.
    Load,
    /// What it said, the time of this number.
    Loaded(u32, Answer<HttpResponse>),
    /// Looks at an event more closely.
    Open(Event),
    /// Back to the list.
    Close,
}

impl MiniApp for Events {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let words = Language::of(&launch.environment.locale);
        let mut events =
            Self { words, events: None, open: None, turn: 0, loading: false, notice: None };
        events.load(ctx);
        Ok(events)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::Load => self.load(ctx),
            Msg::Loaded(turn, answer) if turn == self.turn => self.loaded(answer.take(ctx), ctx),
            Msg::Loaded(..) => {}
            Msg::Open(event) => self.open = Some(event),
            Msg::Close => self.open = None,
        }
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        self.screen()
    }

    fn back(&mut self, _: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.open = None;
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
}

impl Events {
    /// Asks the server what is on. The answer comes in a later step.
    fn load(&mut self, ctx: &Ctx<Msg>) {
        self.turn += 1;
        self.notice = None;
        let turn = self.turn;
        let asked = ctx.http().send(api::events(), |answer| Msg::Loaded(turn, answer));
        self.loading = asked.is_ok();
        if let Err(error) = asked {
            self.not_loaded(&error, ctx);
        }
    }

    /// What the server said. What cannot be read is as if it had said nothing.
    fn loaded(&mut self, answer: Result<HttpResponse, Error>, ctx: &Ctx<Msg>) {
        self.loading = false;
        match answer {
            Ok(response) => match api::read_events(&response) {
                Some(events) => self.events = Some(events),
                None => {
                    ctx.log().error("the server's answer is of no use");
                    self.notice = Some(Notice::NotNow);
                }
            },
            Err(error) => self.not_loaded(&error, ctx),
        }
    }

    fn not_loaded(&mut self, error: &Error, ctx: &Ctx<Msg>) {
        ctx.log().warn(&["the server can't be asked: ", &error.message].concat());
        self.notice = Some(match error.code {
            ErrorCode::Denied => Notice::NotAllowed,
            _ => Notice::NotNow,
        });
    }
}

loggia_sdk::export!(Events);
