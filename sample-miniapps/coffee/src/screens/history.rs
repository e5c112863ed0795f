use loggia_sdk::ui::{
    IconName, ListItem, Moment, Tone, View, badge, banner, button, empty_state, list, list_item,
};

use crate::order::Order;
use crate::{Coffee, Msg};

impl Coffee {
    pub(super) fn history_screen(&self, orders: Option<&[Order]>) -> View<Msg> {
        let words = self.words;
        let menu = button(words.look_at_menu(), Msg::ShowMenu).key("menu");
        let Some(orders) = orders else {
            let unavailable = banner(words.history_unavailable(), Tone::Warning);
            return View::new("history", words.history(), (unavailable, menu));
        };
        let decided: Vec<&Order> = orders.iter().filter(|order| !order.is_undecided()).collect();
        if decided.is_empty() {
            let empty = empty_state(IconName::History, words.history_empty(), menu);
            return View::new("history", words.history(), empty);
        }
        let lines = decided.into_iter().map(|order| self.past_order(order));
        View::new("history", words.history(), (list(lines), menu))
    }

    fn past_order(&self, order: &Order) -> ListItem<Msg> {
        let words = self.words;
        let what = order.summary(words);
        list_item([words.order_number(), " ", &order.number()].concat())
            .subtitle(words.ordered(Moment::date_time(order.ordered_at), &what))
            .trailing(order.amount().unwrap_or(order.total))
            .key(order.id.as_str())
            .children((!order.is_placed()).then(|| badge(words.not_paid(), Tone::Neutral)))
    }
}
