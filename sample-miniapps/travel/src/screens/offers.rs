use loggia_sdk::ui::{
    EmptyState, IconName, List, Moment, View, button, empty_state, list, list_item, progress, row,
    text,
};

use crate::offer::Offer;
use crate::search::Found;
use crate::{Msg, Travel};

impl Travel {
    pub(super) fn offers_screen(&self) -> View<Msg> {
        let words = self.words;
        let title = words.way(self.search.from.name(words), self.search.to.name(words));
        let again = !matches!(self.found, Found::Asked);
        let asked = matches!(self.found, Found::Asked).then(|| progress(words.searching()));
        let offers = match &self.found {
            Found::Offers(offers) if !offers.is_empty() => Some(self.offer_list(offers)),
            _ => None,
        };
        View::new(
            "offers",
            title,
            (
                self.notice(),
                self.open_trip(),
                asked,
                offers,
                self.nothing_found(),
                row((
                    button(words.new_search(), Msg::ShowSearch).key("search"),
                    again.then(|| button(words.try_again(), Msg::SearchAgain).key("again")),
                    button(words.tickets(), Msg::ShowTickets).key("tickets"),
                ))
                .wrap(),
            ),
        )
    }

    fn offer_list(&self, offers: &[Offer]) -> List<Msg> {
        let words = self.words;
        list(offers.iter().enumerate().map(|(place, offer)| {
            let changes = match offer.changes {
                0 => words.direct().to_owned(),
                count => words.changes(count.into()),
            };
            let how = [offer.vehicle(words), offer.duration(words), changes].join(", ");
            list_item(words.times(Moment::time(offer.departs), Moment::time(offer.arrives)))
                .subtitle(how)
                .trailing(offer.price)
                .on_tap(Msg::Open(place))
                .key(offer.id.as_str())
        }))
    }

    fn nothing_found(&self) -> Option<EmptyState<Msg>> {
        let words = self.words;
        let (icon, title, hint) = match &self.found {
            Found::Offers(offers) if offers.is_empty() => {
                (IconName::Search, words.no_offers(), words.no_offers_hint())
            }
            Found::NotNow => {
                (IconName::CircleAlert, words.server_not_now(), words.server_not_now_hint())
            }
            Found::NotUnderstood => {
                (IconName::TriangleAlert, words.server_nonsense(), words.server_nonsense_hint())
            }
            Found::NotAllowed => {
                (IconName::CircleAlert, words.no_network(), words.no_network_hint())
            }
            Found::Nothing | Found::Asked | Found::Offers(_) => return None,
        };
        Some(empty_state(icon, title, text(hint)))
    }
}
