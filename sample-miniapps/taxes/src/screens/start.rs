use loggia_sdk::ui::{
    Card, Sensitivity, TextKind, Tone, View, banner, button, card, form, progress, text, text_field,
};

use crate::finding::Search;
use crate::order::Stage;
use crate::{Msg, Taxes};

impl Taxes {
    pub(super) fn start_screen(&self) -> View<Msg> {
        let words = self.words;
        let waiting = match self.search {
            Search::Idle => None,
            Search::Ticking => Some(progress(words.ticking())),
            Search::Asked | Search::LookingUp(_) => Some(progress(words.searching())),
        };
        let mine = self.can_verify.then(|| {
            let find = button(words.find_mine(), Msg::FindMine)
                .primary()
                .enabled(self.search == Search::Idle);
            card((text(words.find_mine_hint()), find)).key("mine")
        });
        View::new(
            "start",
            words.start(),
            (
                self.notice(),
                waiting,
                self.unfinished(),
                mine,
                form(
                    Msg::LookUp,
                    words.look_up(),
                    text_field("reference", words.reference())
                        .kind(TextKind::Code)
                        .help(words.reference_hint())
                        .error(self.no_reference.then(|| words.no_reference()))
                        .length(10, 20)
                        .required()
                        .sensitivity(Sensitivity::Personal),
                )
                .key("typed"),
                button(words.my_payments(), Msg::ShowPayments).key("payments"),
            ),
        )
    }

    /// The way back to a payment that the customer has to do something about.
    fn unfinished(&self) -> Option<Card<Msg>> {
        let words = self.words;
        let open = |stage| matches!(stage, Stage::Paying | Stage::PayUnclear);
        let order = self.orders.iter().find(|order| open(order.stage))?;
        let shown = (
            banner(words.not_finished(), Tone::Warning),
            button(words.show_it(), Msg::ShowDemand(order.demand.reference.clone())),
        );
        Some(card(shown).key("unfinished"))
    }
}
