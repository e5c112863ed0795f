//! From the form to the offers.

use loggia_sdk::time::{Date, Duration};
use loggia_sdk::{Answer, Ctx, Failure, HttpResponse};
use serde::{Deserialize, Serialize};

use crate::api;
use crate::notice::Notice;
use crate::offer::Offer;
use crate::place::Place;
use crate::screens::Screen;
use crate::{Msg, Travel};

/// How many days ahead can be searched.
pub(crate) const DAYS: i64 = 20;

/// How many can travel together.
pub(crate) const MOST_TRAVELLERS: u8 = 9;

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Search {
    pub(crate) from: Place,
    pub(crate) to: Place,
    /// The day by its Julian number, none before the first search.
    pub(crate) day: Option<i32>,
    pub(crate) travellers: u8,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Found {
    /// Nothing was searched for.
    Nothing,
    /// The server is asked.
    Asked,
    /// These, perhaps none.
    Offers(Vec<Offer>),
    /// The server can't be reached, or is out of order.
    NotNow,
    /// The server says what the mini-app doesn't understand, or won't answer it.
    NotUnderstood,
    /// The bank doesn't let the mini-app ask.
    NotAllowed,
}

impl Default for Search {
    fn default() -> Self {
        Self { from: Place::Vienna, to: Place::London, day: None, travellers: 1 }
    }
}

impl Travel {
    /// The customer's day, as of the last step.
    pub(crate) fn today(&self) -> Date {
        self.now.at_offset(self.utc_offset_minutes).date()
    }

    /// The last day that can be searched.
    pub(crate) fn last_day(&self) -> Date {
        self.today().saturating_add(Duration::days(DAYS))
    }

    /// The day that is searched for; tomorrow to begin with.
    pub(crate) fn day(&self) -> Date {
        let chosen = self.search.day.and_then(|day| Date::from_julian_day(day).ok());
        let tomorrow = self.today().saturating_add(Duration::days(1));
        chosen.unwrap_or(tomorrow).clamp(self.today(), self.last_day())
    }

    pub(crate) fn search_for(&mut self, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        let fields = ctx.fields();
        let place = |name| fields.choice(name).map(|code| code.and_then(Place::of_code));
        let (Some(from), Some(to)) = (place("from")?, place("to")?) else {
            return Ok(());
        };
        // The day as it stood on screen: midnight may have passed since.
        let day = fields.date("day")?.map(Date::to_julian_day);
        let travellers = u8::try_from(fields.integer("travellers")?).unwrap_or(1);
        let travellers = travellers.clamp(1, MOST_TRAVELLERS);
        self.search = Search { from, to, day, travellers };
        if from == to {
            self.notice = Some(Notice::SamePlace);
            return Ok(());
        }
        self.search_again(ctx);
        Ok(())
    }

    pub(crate) fn search_again(&mut self, ctx: &Ctx<Msg>) {
        let Search { from, to, day, travellers } = self.search;
        let day = day.and_then(|day| Date::from_julian_day(day).ok());
        let date = date(day.unwrap_or(self.today()));
        self.turn = self.turn.wrapping_add(1);
        let turn = self.turn;
        self.go_to(Screen::Offers);
        let request = api::offers(from, to, &date, travellers);
        self.found = match ctx.http().send(request, |answer| Msg::Offers(turn, answer)) {
            Ok(()) => Found::Asked,
            Err(error) => {
                ctx.log().warn(&["the server can't be asked: ", &error.message].concat());
                match error.code {
                    loggia_sdk::ErrorCode::Denied => Found::NotAllowed,
                    _ => Found::NotNow,
                }
            }
        };
    }

    pub(crate) fn offers_came(&mut self, turn: u32, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        if turn != self.turn || self.found != Found::Asked {
            return;
        }
        self.found = match answer.take(ctx) {
            Ok(response) if response.is_success() => {
                let offers = api::read_offers(&response, self.search.from, self.search.to);
                offers.map_or(Found::NotUnderstood, Found::Offers)
            }
            Ok(response) if matches!(response.status, 400..500) && response.status != 429 => {
                Found::NotUnderstood
            }
            Ok(_) => Found::NotNow,
            Err(error) => match error.code {
                loggia_sdk::ErrorCode::Denied => Found::NotAllowed,
                _ => Found::NotNow,
            },
        };
        if !matches!(self.found, Found::Offers(_)) {
            ctx.log().warn("the search has brought nothing");
        }
    }

    pub(crate) fn open(&mut self, offer: usize, ctx: &Ctx<Msg>) {
        if self.offer(offer).is_some() {
            self.go_to(Screen::Offer(offer));
            self.ask_for_worth(self.search.to, ctx);
        }
    }

    pub(crate) fn offer(&self, place: usize) -> Option<&Offer> {
        match &self.found {
            Found::Offers(offers) => offers.get(place),
            _ => None,
        }
    }
}

/// A day as the server reads it, such as `2026-03-05`.
fn date(at: Date) -> String {
    let year = at.year().clamp(1970, 9999).to_string();
    let two = |number: u8| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    [&year, "-", &two(at.month().into()), "-", &two(at.day())].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_the_server_reads_it() {
        assert_eq!(date(Date::from_julian_day(2_461_105).unwrap()), "2026-03-05");
    }
}
