use loggia_sdk::Money;
use loggia_sdk::ui::{
    Choice, ChoiceOption, IconName, KeyValues, Label, ListItem, Switch, View, button, choice,
    empty_state, key_values, list, list_item, stepper, switch, text,
};

use crate::basket::{Line, MOST_OF_A_LINE};
use crate::order::PICKUP_MINUTES;
use crate::points;
use crate::{Coffee, Msg};

impl Coffee {
    pub(super) fn basket_screen(&self) -> View<Msg> {
        let words = self.words;
        if self.basket.is_empty() {
            let menu = button(words.look_at_menu(), Msg::ShowMenu).primary();
            let empty = empty_state(IconName::ShoppingBag, words.basket_empty(), menu);
            return View::new(
                "basket",
                words.basket(),
                (self.notice(), self.open_payment(), empty),
            );
        }
        let total = self.basket.total().unwrap_or(Money::eur(0));
        let redeemable = self.points.redeemable(total);
        let discount = if self.use_points { points::worth(redeemable) } else { Money::eur(0) };
        let amount = total.minus(discount).unwrap_or(total);
        let lines =
            self.basket.lines.iter().enumerate().map(|(index, line)| self.basket_line(index, line));
        View::new(
            "basket",
            words.basket(),
            (
                self.notice(),
                self.open_payment(),
                list(lines).key("lines"),
                self.pickup(),
                (redeemable > 0).then(|| self.points_switch(redeemable)),
                self.points
                    .count()
                    .filter(|_| redeemable == 0)
                    .map(|points| text(words.points_help(points)).key("points-help")),
                self.sum(total, discount, amount),
                button(words.pay(amount), Msg::Pay)
                    .primary()
                    .enabled(self.undecided().is_none())
                    .key("pay"),
                button(words.look_at_menu(), Msg::ShowMenu).key("menu"),
            ),
        )
    }

    fn basket_line(&self, index: usize, line: &Line) -> ListItem<Msg> {
        let words = self.words;
        let name = line.product.name(words);
        let input = ["quantity-", &index.to_string()].concat();
        let most = i64::from(MOST_OF_A_LINE);
        list_item(name)
            .subtitle(line.made(words))
            .trailing(line.price().unwrap_or(line.product.price()))
            .image(line.product.image())
            .key(input.as_str())
            .children((
                stepper(input, words.quantity_of(name), i64::from(line.quantity), 1, most)
                    .on_change(Msg::Quantity(index)),
                button(words.remove(), Msg::Remove(index)),
            ))
    }

    fn pickup(&self) -> Choice<Msg> {
        let options = PICKUP_MINUTES.iter().map(|minutes| {
            ChoiceOption::new(minutes.to_string(), self.words.in_minutes(*minutes))
                .selected(*minutes == self.pickup_minutes)
        });
        choice("pickup", self.words.pickup(), options)
            .required()
            .on_change(Msg::Pickup)
            .key("pickup")
    }

    fn points_switch(&self, redeemable: u64) -> Switch<Msg> {
        switch("points", self.words.use_points(redeemable))
            .on(self.use_points)
            .on_change(Msg::UsePoints)
            .key("points")
    }

    fn sum(&self, total: Money, discount: Money, amount: Money) -> KeyValues {
        let words = self.words;
        let lines = if discount.is_zero() {
            vec![(words.to_pay(), Label::from(amount))]
        } else {
            vec![
                (words.sum(), Label::from(total)),
                (words.discount(), words.less(discount)),
                (words.to_pay(), Label::from(amount)),
            ]
        };
        key_values(lines).key("sum")
    }
}
