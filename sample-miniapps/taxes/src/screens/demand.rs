use loggia_sdk::ui::{
    Banner, Button, ChoiceOption, KeyValues, Label, Moment, Section, Sensitivity, Tone, View,
    banner, button, choice, form, key_values, progress, row, section,
};

use crate::demand::{Demand, Standing};
use crate::order::{Order, Stage};
use crate::{Msg, Taxes};

impl Taxes {
    pub(super) fn demand_screen(&self, demand: &Demand) -> View<Msg> {
        let words = self.words;
        let order = self.order_of(&demand.reference);
        let paying = order.is_some_and(|order| order.stage == Stage::Paying);
        let can_pay = demand.standing == Standing::Open && order.is_none();
        View::new(
            "demand",
            demand.title(words),
            (
                self.notice(),
                paying.then(|| progress(words.confirming())),
                self.standing(demand, order),
                self.facts(demand, order),
                can_pay.then(|| {
                    let pay = Msg::PayNow(demand.reference.clone());
                    button(words.pay_now(demand.amount), pay).primary().key("pay")
                }),
                can_pay.then(|| self.later(demand)).flatten(),
                row(order.map(|order| self.ways_on(order)).unwrap_or_default()).wrap(),
                row((
                    self.is_addressed(&demand.reference)
                        .then(|| button(words.addressed_to_you(), Msg::ShowDemands).key("demands")),
                    button(words.something_else(), Msg::ShowStart).key("start"),
                    button(words.my_payments(), Msg::ShowPayments).key("payments"),
                ))
                .wrap(),
            ),
        )
    }

    fn standing(&self, demand: &Demand, order: Option<&Order>) -> Option<Banner> {
        let words = self.words;
        let (text, tone) = match (demand.standing, order.map(|order| order.stage)) {
            (Standing::Paid, _) => (words.is_paid().into(), Tone::Success),
            (Standing::RefundDue, _) => (words.refund_due().into(), Tone::Danger),
            (_, Some(Stage::PayUnclear)) => (words.pay_unclear().into(), Tone::Warning),
            (_, Some(Stage::Waiting)) => {
                let day = order.and_then(|order| order.on).unwrap_or(demand.due);
                (words.waiting(super::day(day)), Tone::Success)
            }
            (_, Some(Stage::Paid)) => (words.on_its_way().into(), Tone::Success),
            (_, Some(Stage::Settled)) => (words.settled().into(), Tone::Success),
            (_, None) if demand.is_overdue(self.now) => (words.overdue().into(), Tone::Warning),
            _ => return None,
        };
        let text: Label = text;
        Some(banner(text, tone).key("standing"))
    }

    fn facts(&self, demand: &Demand, order: Option<&Order>) -> KeyValues {
        let words = self.words;
        let mut facts = vec![
            (words.reference(), Label::from(demand.spoken_reference())),
            (words.amount(), Label::from(demand.amount)),
            (words.due(), Label::from(super::day(demand.due))),
        ];
        if let Some(order) = order.filter(|order| !matches!(order.stage, Stage::Paying)) {
            let day = order.on.map_or(Moment::date(order.ordered_at), super::day);
            facts.push((words.paid_on(), Label::from(day)));
        }
        if let Some(receipt) = &demand.receipt {
            facts.push((words.receipt(), Label::from(receipt.as_str())));
        }
        key_values(facts).sensitivity(Sensitivity::Personal).key("facts")
    }

    /// Another day than today, if the bank and the due date leave one.
    fn later(&self, demand: &Demand) -> Option<Section<Msg>> {
        let words = self.words;
        let days = self.days(demand);
        if !self.can_schedule || days.is_empty() {
            return None;
        }
        let last = days.last().copied();
        let options = days.into_iter().map(|day| {
            ChoiceOption::new(day.millis().to_string(), super::day(day)).selected(Some(day) == last)
        });
        let day = choice("day", words.day(), options).help(words.day_hint()).required();
        let schedule = Msg::PayLater(demand.reference.clone());
        Some(section(words.later(), form(schedule, words.schedule(), day)).key("later"))
    }

    fn ways_on(&self, order: &Order) -> Vec<Button<Msg>> {
        let words = self.words;
        let go_on = |label: &'static str| {
            vec![button(label, Msg::GoOn(order.id.clone())).primary().key("go-on")]
        };
        let withdraw = |label: &'static str| {
            vec![button(label, Msg::Withdraw(order.id.clone())).key("withdraw")]
        };
        match order.stage {
            Stage::Paying => withdraw(words.do_not_pay()),
            Stage::PayUnclear => [go_on(words.ask_again()), withdraw(words.do_not_pay())].concat(),
            Stage::Waiting => withdraw(words.cancel()),
            Stage::Settled if order.demand.receipt.is_none() => go_on(words.ask_for_receipt()),
            Stage::Paid | Stage::Settled | Stage::Void => Vec::new(),
        }
    }
}
