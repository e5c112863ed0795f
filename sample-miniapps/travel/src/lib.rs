//! Wanderlust: find a train or a flight, hold it, pay with the bank, travel.
//!
//! The sample of a mini-app with a server of its own. [`Travel`] is the state; `booking.rs` is where a
//! connection becomes a ticket, and where to look for what to do when the server is down, slow, says no
//! or talks nonsense, and when the bank does. `api.rs` is all that crosses the wire.

mod api;
mod booking;
mod notice;
mod offer;
mod parking;
mod place;
mod rate;
mod screens;
mod search;
mod tickets;
mod trip;
mod words;

use loggia_sdk::ui::View;
use loggia_sdk::{
    Answer, Change, Ctx, Environment, Failure, HttpResponse, Launch, MiniApp, Payment, Quote,
    Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::notice::Notice;
pub use crate::place::Place;
use crate::rate::Rate;
use crate::screens::Screen;
use crate::search::{Found, Search};
use crate::trip::Trip;
use crate::words::Language;

/// Everything that a session has to remember from one step to the next.
#[derive(Debug, Serialize, Deserialize)]
pub struct Travel {
    words: Language,
    utc_offset_minutes: i16,
    /// The moment of the last step: the days on offer begin with it.
    now: Timestamp,
    screen: Screen,
    notice: Option<Notice>,
    search: Search,
    found: Found,
    /// The number of the last search: answers to another one come too late.
    turn: u32,
    /// What 100 units of the customer's currency are worth at the destination.
    rate: Option<Rate>,
    /// The trips that something may still happen to, the newest first; the storage has the others.
    trips: Vec<Trip>,
    /// Whether customers can be led to a car park.
    #[serde(default)]
    can_park: bool,
}

/// All that can happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Msg {
    /// Shows the search form.
    ShowSearch,
    /// Shows what was found.
    ShowOffers,
    /// Shows the tickets.
    ShowTickets,
    /// Shows the trip of this id.
    ShowTrip(String),
    /// The search form was submitted.
    Search,
    /// Searches for the same again.
    SearchAgain,
    /// What the server found, for the search of this number.
    Offers(u32, Answer<HttpResponse>),
    /// Shows an offer, by its place in what was found.
    Open(usize),
    /// What the bank says that money is worth there.
    Worth(Place, Answer<Quote>),
    /// Books the offer on screen, and pays for it.
    Book,
    /// The server's answer to a hold, for the trip of this id.
    Held(String, Answer<HttpResponse>),
    /// Goes on where it stopped: asks the server again, or the bank.
    GoOn(String),
    /// Gives the trip up.
    GiveUp(String),
    /// The user has decided about the payment of a trip.
    Decided(String, Answer<Payment>),
    /// How a trip stands that is paid for, as the server says.
    Ticket(String, Answer<HttpResponse>),
    /// The server's answer to a release.
    Released(String, Answer<HttpResponse>),
    /// Leads to a car park where the trip of this id begins.
    Park(String),
}

impl MiniApp for Travel {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let mut travel = Self {
            words: Language::of(&launch.environment.locale),
            utc_offset_minutes: launch.environment.utc_offset_minutes,
            now: ctx.now(),
            screen: Screen::Search,
            notice: None,
            search: Search::default(),
            found: Found::Nothing,
            turn: 0,
            rate: None,
            trips: Vec::new(),
            can_park: ctx.has_right(parking::NAVIGATION),
        };
        travel.take_up(ctx);
        Ok(travel)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::ShowSearch => self.go_to(Screen::Search),
            Msg::ShowOffers => self.go_to(Screen::Offers),
            Msg::ShowTickets => self.go_to(Screen::Tickets(tickets::load(ctx).ok())),
            Msg::ShowTrip(id) => self.show_trip(&id, ctx),
            Msg::Search => self.search_for(ctx)?,
            Msg::SearchAgain => self.search_again(ctx),
            Msg::Offers(turn, answer) => self.offers_came(turn, answer, ctx),
            Msg::Open(offer) => self.open(offer, ctx),
            Msg::Worth(place, answer) => self.worth_came(place, answer, ctx),
            Msg::Book => self.book(ctx),
            Msg::Held(id, answer) => self.held(&id, answer, ctx),
            Msg::GoOn(id) => self.go_on(&id, ctx),
            Msg::GiveUp(id) => self.give_up(&id, ctx),
            Msg::Decided(id, answer) => self.decided(&id, answer, ctx),
            Msg::Ticket(id, answer) => self.ticket_came(&id, answer, ctx),
            Msg::Released(id, answer) => self.released(&id, answer, ctx),
            Msg::Park(id) => self.park(&id, ctx),
        }
        self.end_step(ctx);
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        self.show()
    }

    fn environment_changed(
        &mut self,
        environment: &Environment,
        ctx: &mut Ctx<Msg>,
    ) -> Result<(), Failure> {
        self.words = Language::of(&environment.locale);
        self.utc_offset_minutes = environment.utc_offset_minutes;
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
        self.go_to(match self.screen {
            Screen::Offer(_) => Screen::Offers,
            _ => Screen::Search,
        });
        self.end_step(ctx);
        Ok(())
    }
}

impl Travel {
    fn go_to(&mut self, screen: Screen) {
        self.screen = screen;
        self.notice = None;
    }

    fn end_step(&mut self, ctx: &Ctx<Msg>) {
        self.now = ctx.now();
        self.forget_what_is_over();
    }
}

loggia_sdk::export!(Travel);
