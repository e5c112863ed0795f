use loggia_sdk::ui::{
    Badge, EmptyState, IconName, List, Sensitivity, Tone, View, badge, button, empty_state, list,
    list_item, text,
};

use crate::demand::{Demand, Standing};
use crate::order::Stage;
use crate::{Msg, Taxes};

impl Taxes {
    pub(super) fn demands_screen(&self) -> View<Msg> {
        let words = self.words;
        View::new(
            "demands",
            words.addressed_to_you(),
            (
                self.notice(),
                (!self.demands.is_empty()).then(|| self.demand_list()),
                self.demands.is_empty().then(|| self.nothing()),
                button(words.something_else(), Msg::ShowStart).key("start"),
            ),
        )
    }

    fn demand_list(&self) -> List<Msg> {
        list(self.demands.iter().map(|demand| {
            list_item(demand.title(self.words))
                .subtitle(self.words.due_by(super::day(demand.due)))
                .trailing(demand.amount)
                .children(self.state_of(demand))
                .on_tap(Msg::ShowDemand(demand.reference.clone()))
                .sensitivity(Sensitivity::Personal)
                .key(demand.reference.as_str())
        }))
    }

    fn nothing(&self) -> EmptyState<Msg> {
        let words = self.words;
        empty_state(IconName::Check, words.nothing_found(), text(words.nothing_found_hint()))
    }

    fn state_of(&self, demand: &Demand) -> Option<Badge> {
        let stage = self.order_of(&demand.reference).map(|order| order.stage);
        match demand.standing {
            Standing::Open => self.state(stage?),
            Standing::Paid | Standing::RefundDue => self.state(Stage::Settled),
        }
    }

    /// How a payment stands, in a word.
    pub(super) fn state(&self, stage: Stage) -> Option<Badge> {
        let words = self.words;
        match stage {
            Stage::Paying | Stage::PayUnclear => Some(badge(words.state_open(), Tone::Warning)),
            Stage::Waiting => Some(badge(words.state_waiting(), Tone::Info)),
            Stage::Paid | Stage::Settled => Some(badge(words.state_paid(), Tone::Success)),
            Stage::Void => None,
        }
    }
}
