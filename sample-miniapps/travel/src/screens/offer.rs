use loggia_sdk::ui::{KeyValues, Label, Moment, View, button, key_values, text};

use crate::offer::Offer;
use crate::{Msg, Travel};

impl Travel {
    pub(super) fn offer_screen(&self, offer: &Offer) -> View<Msg> {
        let words = self.words;
        let rate = self.rate.filter(|rate| rate.place == offer.to && rate.counts(self.now));
        View::new(
            "offer",
            words.details(),
            (
                self.notice(),
                self.open_trip(),
                self.facts(offer),
                key_values([
                    (words.travellers(), Label::from(self.search.travellers.to_string())),
                    (words.seats_left(), Label::from(offer.seats_left.to_string())),
                    (words.price(), Label::from(offer.price)),
                ])
                .key("price"),
                rate.map(|rate| {
                    text(words.worth(rate.amount, rate.worth, offer.to.name(words))).key("worth")
                }),
                button(words.book(offer.price), Msg::Book)
                    .primary()
                    .enabled(self.undecided().is_none())
                    .key("book"),
                button(words.other_offers(), Msg::ShowOffers).key("offers"),
            ),
        )
    }

    /// What there is to know about a connection.
    pub(super) fn facts(&self, offer: &Offer) -> KeyValues {
        let words = self.words;
        let changes = match offer.changes {
            0 => words.direct().to_owned(),
            count => words.changes(count.into()),
        };
        key_values([
            (words.from(), Label::from(offer.from.name(words))),
            (words.to(), Label::from(offer.to.name(words))),
            (words.departure(), Label::from(Moment::date_time(offer.departs))),
            (words.arrival(), Label::from(Moment::date_time(offer.arrives))),
            (words.takes(), Label::from(offer.duration(words))),
            (words.changing(), Label::from(changes)),
            (words.by(), Label::from(offer.vehicle(words))),
        ])
        .key("facts")
    }
}
