//! What is on screen: a file for each screen.

mod offer;
mod offers;
mod search;
mod tickets;
mod trip;

use loggia_sdk::ui::{Banner, Card, Tone, View, banner, button, card};
use serde::{Deserialize, Serialize};

use crate::trip::Trip;
use crate::{Msg, Travel};

/// Where the customer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Screen {
    Search,
    /// What was found, or why nothing was.
    Offers,
    /// The offer at this place of what was found.
    Offer(usize),
    /// The trip of this id.
    Trip(String),
    /// All trips; none while they can't be read.
    Tickets(Option<Vec<Trip>>),
}

impl Travel {
    pub(crate) fn show(&self) -> View<Msg> {
        match &self.screen {
            Screen::Search => self.search_screen(),
            Screen::Offers => self.offers_screen(),
            Screen::Offer(place) => match self.offer(*place) {
                Some(offer) => self.offer_screen(offer),
                None => self.offers_screen(),
            },
            Screen::Trip(id) => match self.trip(id) {
                Some(trip) => self.trip_screen(trip),
                None => self.search_screen(),
            },
            Screen::Tickets(trips) => self.tickets_screen(trips.as_deref()),
        }
    }

    fn notice(&self) -> Option<Banner> {
        self.notice.map(|notice| banner(notice.text(self.words), notice.tone()).key("notice"))
    }

    /// The way back to a trip that isn't over.
    fn open_trip(&self) -> Option<Card<Msg>> {
        let is_open = |trip: &&Trip| trip.is_undecided() || (trip.is_paid() && !trip.is_over());
        let open = self.trips.iter().find(is_open)?;
        let shown = (
            banner(self.words.trip_open(), Tone::Warning),
            button(self.words.show_trip(), Msg::ShowTrip(open.id.clone())),
        );
        Some(card(shown).key("open-trip"))
    }
}
