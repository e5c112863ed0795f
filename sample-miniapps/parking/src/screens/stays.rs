use loggia_sdk::ui::{
    Badge, IconName, Label, List, Moment, Sensitivity, Tone, View, badge, banner, button,
    empty_state, list, list_item,
};

use crate::stay::{Stage, Stay};
use crate::{Msg, Parking};

impl Parking {
    pub(super) fn stays_screen(&self, stays: Option<&[Stay]>) -> View<Msg> {
        let words = self.words;
        let empty = stays.is_some_and(<[Stay]>::is_empty);
        let shown = stays.unwrap_or_default();
        View::new(
            "stays",
            words.past_parking(),
            (
                self.notice(),
                stays.is_none().then(|| banner(words.stays_unavailable(), Tone::Warning)),
                empty.then(|| empty_state(IconName::Receipt, words.no_stays(), ())),
                (!shown.is_empty()).then(|| self.stay_list(shown)),
                button(words.park_again(), Msg::ShowZones).key("zones"),
            ),
        )
    }

    fn stay_list(&self, stays: &[Stay]) -> List<Msg> {
        list(stays.iter().map(|stay| {
            let when = Label::from(Moment::date_time(stay.started)).then(" · ").then(&*stay.plate);
            list_item(self.named(&stay.zone))
                .subtitle(when)
                .trailing(stay.due.map(Label::from).unwrap_or_default())
                .children(self.state(stay))
                .on_tap(Msg::ShowStay(stay.id.clone()))
                .sensitivity(Sensitivity::Personal)
                .key(stay.id.as_str())
        }))
    }

    fn state(&self, stay: &Stay) -> Option<Badge> {
        let words = self.words;
        match stay.stage {
            Stage::Free => Some(badge(words.nothing_to_pay(), Tone::Success)),
            Stage::RefundDue => Some(badge(words.refund(), Tone::Danger)),
            _ if stay.is_open() => Some(badge(words.open(), Tone::Warning)),
            _ => None,
        }
    }
}
