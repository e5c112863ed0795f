use loggia_sdk::ui::{
    IconName, List, Moment, Sensitivity, Tone, View, banner, button, empty_state, list, list_item,
};

use crate::order::Order;
use crate::{Msg, Taxes};

impl Taxes {
    pub(super) fn payments_screen(&self, orders: Option<&[Order]>) -> View<Msg> {
        let words = self.words;
        let empty = orders.is_some_and(<[Order]>::is_empty);
        let shown = orders.unwrap_or_default();
        View::new(
            "payments",
            words.my_payments(),
            (
                self.notice(),
                orders.is_none().then(|| banner(words.payments_unavailable(), Tone::Warning)),
                empty.then(|| empty_state(IconName::Receipt, words.no_payments(), ())),
                (!shown.is_empty()).then(|| self.order_list(shown)),
                button(words.something_else(), Msg::ShowStart).key("start"),
            ),
        )
    }

    fn order_list(&self, orders: &[Order]) -> List<Msg> {
        list(orders.iter().map(|order| {
            list_item(order.demand.title(self.words))
                .subtitle(order.on.map_or(Moment::date(order.ordered_at), super::day))
                .trailing(order.amount())
                .children(self.state(order.stage))
                .on_tap(Msg::ShowDemand(order.demand.reference.clone()))
                .sensitivity(Sensitivity::Personal)
                .key(order.id.as_str())
        }))
    }
}
