use loggia_sdk::ui::{ChoiceOption, View, button, choice, date_field, form, stepper};

use crate::place::Place;
use crate::search::MOST_TRAVELLERS;
use crate::{Msg, Travel};

impl Travel {
    pub(super) fn search_screen(&self) -> View<Msg> {
        let words = self.words;
        let places = |chosen: Place| {
            Place::ALL.map(|place| {
                ChoiceOption::new(place.code(), place.name(words)).selected(place == chosen)
            })
        };
        View::new(
            "search",
            words.search(),
            (
                self.notice(),
                self.open_trip(),
                form(
                    Msg::Search,
                    words.find(),
                    (
                        choice("from", words.from(), places(self.search.from)).required(),
                        choice("to", words.to(), places(self.search.to)).required(),
                        date_field("day", words.day())
                            .value(Some(self.day()))
                            .between(Some(self.today()), Some(self.last_day()))
                            .required(),
                        stepper(
                            "travellers",
                            words.travellers(),
                            i64::from(self.search.travellers),
                            1,
                            i64::from(MOST_TRAVELLERS),
                        ),
                    ),
                )
                .key("search"),
                button(words.tickets(), Msg::ShowTickets).key("tickets"),
            ),
        )
    }
}
