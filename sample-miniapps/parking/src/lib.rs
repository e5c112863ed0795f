//! Kerbside: find a zone, park by the minute, extend, leave early, pay what was used.
//!
//! The sample of a mini-app in which time passes. [`Parking`] is the state; `parking.rs` is a stay at the
//! server, from the tap on "Start parking" to its end, and `paying.rs` what becomes of its payment. `api.rs`
//! is all that crosses the wire.

mod api;
mod finding;
mod notice;
mod parking;
mod paying;
mod screens;
mod stay;
mod stays;
mod words;
mod zone;

use loggia_sdk::ui::View;
use loggia_sdk::{
    Answer, Change, Ctx, Environment, Failure, HttpResponse, Launch, MiniApp, Payment, Position,
    Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::api::Wanted;
use crate::finding::Found;
use crate::notice::Notice;
use crate::screens::Screen;
use crate::stay::Stay;
use crate::words::Language;

const LOCATION: &str = "loggia:location/location";

/// Everything that a session has to remember from one step to the next.
#[derive(Debug, Serialize, Deserialize)]
pub struct Parking {
    words: Language,
    /// The moment of the last step: whether a stay is nearly over is a question of time.
    now: Timestamp,
    screen: Screen,
    notice: Option<Notice>,
    /// Whether the customer's place can be asked for.
    can_locate: bool,
    /// It is asked for.
    locating: bool,
    found: Found,
    /// The number of the last search: answers to another one come too late.
    turn: u32,
    /// The number plate of the last time.
    plate: String,
    /// What was typed as a plate is none.
    not_a_plate: bool,
    /// The stays that something may still happen to, the newest first; the storage has the others.
    stays: Vec<Stay>,
    /// For when the next timer is set.
    wakes_at: Option<Timestamp>,
}

/// All that can happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Msg {
    /// Shows the zones.
    ShowZones,
    /// Shows all zones, or asks for them again.
    FindAll,
    /// Looks for the zones near the customer.
    FindNear,
    /// The search form was submitted.
    FindTyped,
    /// Where the customer is.
    Place(Answer<Position>),
    /// What the server found, for the search of this number.
    Zones(u32, Answer<HttpResponse>),
    /// Shows a zone, by its place in what was found.
    Open(usize),
    /// The zone's form was submitted.
    Start,
    /// The server's answer to a beginning, for the stay of this id.
    Started(String, Answer<HttpResponse>),
    /// Shows the stay of this id.
    ShowStay(String),
    /// Shows all stays.
    ShowStays,
    /// Has a stay last so many minutes more.
    Extend(String, u64),
    /// The server's answer to that.
    Extended(String, Answer<HttpResponse>),
    /// Ends a stay, and pays for it.
    End(String),
    /// The server's answer to an end.
    Ended(String, Answer<HttpResponse>),
    /// Goes on where it stopped: asks the server again, or the bank.
    GoOn(String),
    /// How a stay stands at the server.
    Stands(String, Answer<HttpResponse>),
    /// Withdraws the payment of a stay.
    Withdraw(String),
    /// The user has decided about the payment of a stay.
    Decided(String, Answer<Payment>),
    /// The end of a stay is near, or there.
    TimePassed,
}

impl MiniApp for Parking {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let mut parking = Self {
            words: Language::of(&launch.environment.locale),
            now: ctx.now(),
            screen: Screen::Find,
            notice: None,
            can_locate: ctx.has_right(LOCATION),
            locating: false,
            found: Found::Asked,
            turn: 0,
            plate: stays::plate(ctx),
            not_a_plate: false,
            stays: Vec::new(),
            wakes_at: None,
        };
        // Whoever leads here may know where.
        let there = launch.opened_for("park").and_then(|park| park.param("where"));
        let there = there.map(str::trim).filter(|there| !there.is_empty());
        let wanted = there.map_or(Wanted::All, |there| Wanted::Matching(there.to_owned()));
        parking.find(&wanted, ctx);
        parking.take_up(ctx);
        parking.end_step(ctx);
        Ok(parking)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::ShowZones => self.go_to(Screen::Find),
            Msg::FindAll => {
                self.go_to(Screen::Find);
                self.find(&Wanted::All, ctx);
            }
            Msg::FindNear => self.find_near(ctx),
            Msg::FindTyped => self.find_typed(ctx)?,
            Msg::Place(answer) => self.place_came(answer, ctx),
            Msg::Zones(turn, answer) => self.zones_came(turn, answer, ctx),
            Msg::Open(place) => self.open(place),
            Msg::Start => self.start(ctx)?,
            Msg::Started(id, answer) => self.started(&id, answer, ctx),
            Msg::ShowStay(id) => self.show_stay(&id, ctx),
            Msg::ShowStays => self.go_to(Screen::Stays(stays::load(ctx).ok())),
            Msg::Extend(id, minutes) => self.extend(&id, minutes, ctx),
            Msg::Extended(id, answer) => self.extended(&id, answer, ctx),
            Msg::End(id) => self.end(&id, ctx),
            Msg::Ended(id, answer) => self.ended(&id, answer, ctx),
            Msg::GoOn(id) => self.go_on(&id, ctx),
            Msg::Stands(id, answer) => self.stands(&id, answer, ctx),
            Msg::Withdraw(id) => self.withdraw(&id, ctx),
            Msg::Decided(id, answer) => self.decided(&id, answer, ctx),
            Msg::TimePassed => self.time_passed(ctx),
        }
        self.end_step(ctx);
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        self.show()
    }

    fn resumed(&mut self, environment: &Environment, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        // The session may have slept through the end of a stay.
        self.time_passed(ctx);
        self.environment_changed(environment, ctx)
    }

    fn environment_changed(
        &mut self,
        environment: &Environment,
        ctx: &mut Ctx<Msg>,
    ) -> Result<(), Failure> {
        self.words = Language::of(&environment.locale);
        self.end_step(ctx);
        Ok(())
    }

    fn changed(&mut self, change: &Change, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        if change.topic == "payment" {
            self.payment_changed(&change.id, ctx);
        }
        self.end_step(ctx);
        Ok(())
    }

    fn back(&mut self, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.go_to(Screen::Find);
        self.end_step(ctx);
        Ok(())
    }
}

impl Parking {
    fn go_to(&mut self, screen: Screen) {
        self.screen = screen;
        self.notice = None;
        self.not_a_plate = false;
    }

    fn end_step(&mut self, ctx: &Ctx<Msg>) {
        self.now = ctx.now();
        self.set_timer(ctx);
        self.forget_what_is_over();
    }
}

loggia_sdk::export!(Parking);
