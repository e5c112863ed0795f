use loggia_sdk::ui::{
    Label, Moment, Tone, View, banner, button, countdown, key_values, list, list_item, row,
    section, text,
};

use crate::order::Order;
use crate::points::Points;
use crate::{Coffee, Msg};

impl Coffee {
    pub(super) fn order_screen(&self, order: &Order) -> View<Msg> {
        let words = self.words;
        let ready = order.is_ready(self.now);
        let word = if ready { words.ready() } else { words.thank_you() };
        let wait = order
            .pickup_at
            .filter(|_| !ready)
            .map(|at| countdown(words.ready_in(), at).key("countdown"));
        let mut facts = vec![(words.order_number(), Label::from(order.number()))];
        if let Some(at) = order.pickup_at {
            facts.push((words.pickup_at(), Label::from(Moment::time(at))));
        }
        let lines = order
            .lines
            .iter()
            .map(|line| list_item(line.summary(words)).subtitle(line.made(words)));
        let points = match order.earned {
            Some(points) if points > 0 => {
                Some(text(words.points_earned(points)).tone(Tone::Success))
            }
            None if self.points != Points::Absent => Some(text(words.points_follow())),
            _ => None,
        };
        View::new(
            "order",
            words.order(),
            (
                banner(word, Tone::Success).key("word"),
                wait,
                key_values(facts),
                section(words.order(), list(lines)),
                points,
                row((
                    button(words.order_more(), Msg::ShowMenu).primary(),
                    button(words.history(), Msg::ShowHistory),
                ))
                .wrap(),
            ),
        )
    }
}
