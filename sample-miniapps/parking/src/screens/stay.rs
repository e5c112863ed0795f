use loggia_sdk::ui::{
    Banner, Button, KeyValues, Label, Moment, Progress, Sensitivity, Tone, View, banner, button,
    countdown, key_values, progress, row,
};

use crate::stay::{Stage, Stay};
use crate::{Msg, Parking};

impl Parking {
    pub(super) fn stay_screen(&self, stay: &Stay) -> View<Msg> {
        let words = self.words;
        let running = stay.stage == Stage::Running && !stay.is_time_up(self.now);
        let left = running.then(|| countdown(words.time_left(), stay.until).key("left"));
        let dearer = stay.stage == Stage::Due && stay.dearer;
        View::new(
            "stay",
            words.your_parking(),
            (
                self.notice(),
                self.waiting(stay),
                self.standing(stay),
                dearer.then(|| banner(words.dearer(), Tone::Warning).key("dearer")),
                left,
                self.facts(stay),
                row(self.main_ways(stay)).wrap(),
                row(self.longer(stay)).wrap(),
                row(self.other_ways(stay)).wrap(),
            ),
        )
    }

    fn waiting(&self, stay: &Stay) -> Option<Progress> {
        let words = self.words;
        let extending = stay.extension.is_some_and(|extension| !extension.unclear);
        Some(progress(match stay.stage {
            Stage::Starting => words.starting(),
            Stage::Running if extending => words.extending(),
            Stage::Ending => words.ending(),
            Stage::Paying => words.confirming(),
            _ => return None,
        }))
    }

    fn standing(&self, stay: &Stay) -> Option<Banner> {
        let words = self.words;
        let (text, tone) = match stay.stage {
            Stage::Starting | Stage::Ending | Stage::Paying => return None,
            Stage::StartUnclear => (words.start_unclear(), Tone::Warning),
            Stage::Running if stay.is_time_up(self.now) => (words.time_is_up(), Tone::Danger),
            Stage::Running if stay.extension.is_some_and(|extension| extension.unclear) => {
                (words.extension_unclear(), Tone::Warning)
            }
            Stage::Running if stay.is_nearly_over(self.now) => (words.nearly_over(), Tone::Warning),
            Stage::Running => (words.running(), Tone::Success),
            Stage::EndUnclear => (words.end_unclear(), Tone::Warning),
            Stage::Due => (words.to_pay(), Tone::Info),
            Stage::PayUnclear => (words.pay_unclear(), Tone::Warning),
            Stage::Paid | Stage::Settled => (words.paid(), Tone::Success),
            Stage::RefundDue => (words.refund_due(), Tone::Danger),
            Stage::Free => (words.was_free(), Tone::Success),
            Stage::Void => (words.never_was(), Tone::Info),
        };
        Some(banner(text, tone).key("standing"))
    }

    fn facts(&self, stay: &Stay) -> KeyValues {
        let words = self.words;
        let mut facts = vec![
            (words.zone(), Label::from(self.named(&stay.zone))),
            (words.plate(), Label::from(stay.plate.as_str())),
        ];
        if stay.began {
            facts.push((words.from(), Label::from(Moment::date_time(stay.started))));
            facts.push((words.until(), Label::from(Moment::date_time(stay.until))));
        }
        match (stay.stage, stay.due, stay.most()) {
            (_, Some(due), _) => {
                let lasted = stay.until.since(stay.started).as_secs().div_ceil(60).max(1);
                facts.push((words.lasted(), Label::from(words.time(lasted))));
                facts.push((words.amount(), Label::from(due)));
            }
            (Stage::Free | Stage::Void, ..) | (_, None, None) => {}
            (_, None, Some(most)) => facts.push((words.at_most(), Label::from(most))),
        }
        if let Some(receipt) = &stay.receipt {
            facts.push((words.receipt(), Label::from(receipt.as_str())));
        }
        if matches!(stay.stage, Stage::StartUnclear | Stage::EndUnclear | Stage::RefundDue) {
            facts.push((words.reference(), Label::from(stay.id.as_str())));
        }
        key_values(facts).sensitivity(Sensitivity::Personal).key("facts")
    }

    fn main_ways(&self, stay: &Stay) -> Vec<Button<Msg>> {
        let words = self.words;
        let go_on = |label: Label| button(label, Msg::GoOn(stay.id.clone())).primary().key("go-on");
        let end = |label: &'static str| button(label, Msg::End(stay.id.clone())).key("end");
        let withdraw = || button(words.pay_later(), Msg::Withdraw(stay.id.clone())).key("withdraw");
        match stay.stage {
            Stage::Starting => vec![end(words.do_not_park())],
            Stage::StartUnclear => vec![go_on(words.ask_again().into()), end(words.do_not_park())],
            Stage::Running if stay.extension.is_some_and(|extension| extension.unclear) => {
                vec![go_on(words.ask_again().into()), end(words.end_and_pay())]
            }
            Stage::Running => vec![end(words.end_and_pay()).primary()],
            Stage::EndUnclear => vec![go_on(words.ask_again().into())],
            Stage::PayUnclear => vec![go_on(words.ask_again().into()), withdraw()],
            Stage::Due => stay.due.map(|due| go_on(words.pay(due))).into_iter().collect(),
            Stage::Paying => vec![withdraw()],
            Stage::Settled if stay.receipt.is_none() => {
                vec![go_on(words.ask_for_receipt().into())]
            }
            _ => Vec::new(),
        }
    }

    /// By how much the stay can be made longer.
    fn longer(&self, stay: &Stay) -> Vec<Button<Msg>> {
        if stay.stage != Stage::Running || stay.is_time_up(self.now) || stay.extension.is_some() {
            return Vec::new();
        }
        let more = |minutes: u64| {
            let label = self.words.longer(&self.words.time(minutes));
            button(label, Msg::Extend(stay.id.clone(), minutes))
                .key(["longer-", &minutes.to_string()].concat())
        };
        stay.extensions().map(more).collect()
    }

    fn other_ways(&self, stay: &Stay) -> Vec<Button<Msg>> {
        let words = self.words;
        let label = if stay.is_open() { words.other_zones() } else { words.park_again() };
        vec![
            button(label, Msg::ShowZones).key("zones"),
            button(words.past_parking(), Msg::ShowStays).key("stays"),
        ]
    }
}
