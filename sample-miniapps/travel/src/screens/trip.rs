use loggia_sdk::ui::{
    Banner, Button, Label, Sensitivity, Tone, View, banner, button, countdown, key_values,
    progress, row,
};

use crate::trip::{Stage, Trip};
use crate::{Msg, Travel};

impl Travel {
    pub(super) fn trip_screen(&self, trip: &Trip) -> View<Msg> {
        let words = self.words;
        let waiting = match trip.stage {
            Stage::Holding => Some(progress(words.holding())),
            Stage::Paying => Some(progress(words.confirming())),
            Stage::Confirming => Some(progress(words.ticketing())),
            _ => None,
        };
        let held = matches!(trip.stage, Stage::Held | Stage::Paying);
        let held = trip.held_until.filter(|_| held).map(|until| countdown(words.held_for(), until));
        let mut about = vec![
            (words.travellers(), Label::from(trip.travellers.to_string())),
            (words.price(), Label::from(trip.price)),
        ];
        if let Some(ticket) = &trip.ticket {
            about.push((words.ticket(), Label::from(ticket.as_str())));
        }
        if matches!(trip.stage, Stage::ConfirmUnclear | Stage::RefundDue) {
            about.push((words.reference(), Label::from(trip.id.as_str())));
        }
        View::new(
            "trip",
            words.booking(),
            (
                self.notice(),
                waiting,
                self.standing(trip),
                held,
                self.facts(&trip.offer),
                key_values(about).sensitivity(Sensitivity::Personal).key("about"),
                self.car_park(trip)
                    .map(|_| button(words.park(), Msg::Park(trip.id.clone())).key("park")),
                row(self.ways_on(trip)).wrap(),
            ),
        )
    }

    fn standing(&self, trip: &Trip) -> Option<Banner> {
        let words = self.words;
        let (text, tone) = match trip.stage {
            Stage::Holding | Stage::Paying | Stage::Confirming => return None,
            Stage::HoldUnclear => (words.hold_unclear(), Tone::Warning),
            Stage::Held => (words.held(), Tone::Info),
            Stage::PayUnclear => (words.pay_unclear(), Tone::Warning),
            Stage::Paid => (words.settling(), Tone::Success),
            Stage::ConfirmUnclear => (words.confirm_unclear(), Tone::Warning),
            Stage::Confirmed => (words.confirmed(), Tone::Success),
            Stage::RefundDue => (words.refund_due(), Tone::Danger),
            Stage::Releasing => (words.letting_go(), Tone::Info),
            Stage::Released => (words.not_booked(), Tone::Info),
        };
        Some(banner(text, tone).key("standing"))
    }

    fn ways_on(&self, trip: &Trip) -> Vec<Button<Msg>> {
        let words = self.words;
        let go_on = |label: Label| button(label, Msg::GoOn(trip.id.clone())).primary().key("go-on");
        let give_up = button(words.give_up(), Msg::GiveUp(trip.id.clone())).key("give-up");
        let search = button(words.new_search(), Msg::ShowSearch).key("search");
        match trip.stage {
            Stage::HoldUnclear | Stage::PayUnclear => {
                vec![go_on(words.ask_again().into()), give_up]
            }
            Stage::Held => vec![go_on(words.pay(trip.price)), give_up],
            Stage::Holding | Stage::Paying => vec![give_up],
            Stage::ConfirmUnclear => vec![go_on(words.ask_again().into()), search],
            _ => vec![button(words.tickets(), Msg::ShowTickets).key("tickets"), search],
        }
    }
}
