//! From the opening to the zones: near the customer, by what they type, or all of them.

use loggia_sdk::{Answer, Ctx, ErrorCode, Failure, HttpResponse, Position};
use serde::{Deserialize, Serialize};

use crate::api::{self, Wanted};
use crate::notice::Notice;
use crate::screens::Screen;
use crate::zone::Zone;
use crate::{Msg, Parking};

/// Close enough to know which zones are round the corner.
const ACCURACY_METRES: u32 = 200;

/// What is known of the zones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Found {
    /// The server is asked.
    Asked,
    /// These, perhaps none.
    Zones(Vec<Zone>),
    /// The server can't be reached, or is out of order.
    NotNow,
    /// The server says what the mini-app doesn't understand, or won't answer it.
    NotUnderstood,
    /// The bank doesn't let the mini-app ask.
    NotAllowed,
}

impl Parking {
    /// The customer wants the zones that are near.
    pub(crate) fn find_near(&mut self, ctx: &Ctx<Msg>) {
        self.go_to(Screen::Find);
        match ctx.location().current(ACCURACY_METRES, Msg::Place) {
            Ok(()) => self.locating = true,
            Err(error) => self.without_place(error.code, &error.message, ctx),
        }
    }

    /// Where they are, if they let it be known.
    pub(crate) fn place_came(&mut self, answer: Answer<Position>, ctx: &Ctx<Msg>) {
        let answer = answer.take(ctx);
        if !std::mem::take(&mut self.locating) {
            return;
        }
        match answer {
            Ok(position) => self.find(&Wanted::Near(position), ctx),
            Err(error) => self.without_place(error.code, &error.message, ctx),
        }
    }

    /// A zone can be picked or typed as well: nothing is lost but convenience.
    fn without_place(&mut self, code: ErrorCode, message: &str, ctx: &Ctx<Msg>) {
        ctx.log().info(&["no place: ", message].concat());
        self.notice = Some(match code {
            ErrorCode::Denied => Notice::PlaceDenied,
            _ => Notice::PlaceUnknown,
        });
    }

    /// The search form was submitted.
    pub(crate) fn find_typed(&mut self, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        let typed = ctx.fields().text("zone")?.trim().to_owned();
        self.go_to(Screen::Find);
        let wanted = if typed.is_empty() { Wanted::All } else { Wanted::Matching(typed) };
        self.find(&wanted, ctx);
        Ok(())
    }

    pub(crate) fn find(&mut self, wanted: &Wanted, ctx: &Ctx<Msg>) {
        self.turn = self.turn.wrapping_add(1);
        self.locating = false;
        let turn = self.turn;
        self.found = match ctx.http().send(api::zones(wanted), |answer| Msg::Zones(turn, answer)) {
            Ok(()) => Found::Asked,
            Err(error) => {
                ctx.log().warn(&["the server can't be asked: ", &error.message].concat());
                not_found(error.code)
            }
        };
    }

    pub(crate) fn zones_came(&mut self, turn: u32, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        if turn != self.turn || self.found != Found::Asked {
            return;
        }
        self.found = match answer.take(ctx) {
            Ok(response) if response.is_success() => {
                api::read_zones(&response).map_or(Found::NotUnderstood, Found::Zones)
            }
            Ok(response) if matches!(response.status, 400..500) && response.status != 429 => {
                Found::NotUnderstood
            }
            Ok(_) => Found::NotNow,
            Err(error) => not_found(error.code),
        };
        if !matches!(self.found, Found::Zones(_)) {
            ctx.log().warn("no zones have come");
        }
    }

    /// Shows a zone, by its place in what was found.
    pub(crate) fn open(&mut self, place: usize) {
        let zone = match &self.found {
            Found::Zones(zones) => zones.get(place).cloned(),
            _ => None,
        };
        if let Some(zone) = zone {
            self.go_to(Screen::Zone(zone));
        }
    }
}

fn not_found(code: ErrorCode) -> Found {
    match code {
        ErrorCode::Denied => Found::NotAllowed,
        _ => Found::NotNow,
    }
}
