use loggia_sdk::ui::{
    IconName, Label, List, Moment, Sensitivity, Tone, View, badge, banner, button, empty_state,
    list, list_item,
};

use crate::trip::{Stage, Trip};
use crate::{Msg, Travel};

impl Travel {
    pub(super) fn tickets_screen(&self, trips: Option<&[Trip]>) -> View<Msg> {
        let words = self.words;
        let shown: Vec<&Trip> = trips
            .unwrap_or_default()
            .iter()
            .filter(|trip| !matches!(trip.stage, Stage::Releasing | Stage::Released))
            .collect();
        let empty = (trips.is_some() && shown.is_empty())
            .then(|| empty_state(IconName::Receipt, words.no_tickets(), ()));
        View::new(
            "tickets",
            words.tickets(),
            (
                self.notice(),
                trips.is_none().then(|| banner(words.tickets_unavailable(), Tone::Warning)),
                empty,
                (!shown.is_empty()).then(|| self.ticket_list(&shown)),
                button(words.new_search(), Msg::ShowSearch).key("search"),
            ),
        )
    }

    fn ticket_list(&self, trips: &[&Trip]) -> List<Msg> {
        let words = self.words;
        list(trips.iter().map(|trip| {
            let mut when = Label::from(Moment::date_time(trip.offer.departs));
            if let Some(ticket) = &trip.ticket {
                when = when.then(" · ").then(ticket.as_str());
            }
            let state = match trip.stage {
                Stage::Confirmed => None,
                Stage::RefundDue => Some(badge(words.refund_due(), Tone::Danger)),
                _ if trip.is_paid() => Some(badge(words.settling(), Tone::Info)),
                _ => Some(badge(words.trip_open(), Tone::Warning)),
            };
            list_item(trip.offer.way(words))
                .subtitle(when)
                .trailing(trip.price)
                .children(state)
                .on_tap(Msg::ShowTrip(trip.id.clone()))
                .sensitivity(Sensitivity::Personal)
                .key(trip.id.as_str())
        }))
    }
}
