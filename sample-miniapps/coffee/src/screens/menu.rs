use loggia_sdk::Money;
use loggia_sdk::ui::{
    Card, Section, Tone, View, badge, banner, button, card, countdown, list, list_item, row,
    section, text,
};

use crate::menu::Product;
use crate::order::Order;
use crate::{Coffee, Msg};

impl Coffee {
    pub(super) fn menu_screen(&self) -> View<Msg> {
        let words = self.words;
        let total = self.basket.total().unwrap_or(Money::eur(0));
        let basket = (!self.basket.is_empty()).then(|| {
            button(words.to_basket(self.basket.count(), total), Msg::ShowBasket)
                .primary()
                .key("basket")
        });
        let points = self
            .points
            .count()
            .map(|points| badge(words.your_points(points), Tone::Success).key("points"));
        View::new(
            "menu",
            words.menu(),
            (
                self.notice(),
                self.open_payment(),
                self.orders_under_way(),
                points,
                self.products(words.hot_drinks(), &Product::HOT),
                self.products(words.cold_drinks(), &Product::COLD),
                self.products(words.bakery(), &Product::BAKERY),
                row((basket, button(words.history(), Msg::ShowHistory).key("history"))).wrap(),
            ),
        )
    }

    fn products(&self, title: &str, products: &[Product]) -> Section<Msg> {
        let lines = products.iter().map(|product| {
            list_item(product.name(self.words))
                .subtitle(product.about(self.words))
                .trailing(product.price())
                .image(product.image())
                .on_tap(Msg::Open(*product))
        });
        section(title, list(lines))
    }

    /// The way back to a payment that isn't over.
    pub(super) fn open_payment(&self) -> Option<Card<Msg>> {
        let words = self.words;
        self.undecided().map(|_| {
            card((
                banner(words.payment_open(), Tone::Warning),
                button(words.show_payment(), Msg::ShowPayment),
            ))
            .key("open-payment")
        })
    }

    fn orders_under_way(&self) -> Vec<Card<Msg>> {
        let words = self.words;
        let shown = |order: &&Order| order.is_placed() && !order.is_over(self.now);
        let placed = self.orders.iter().filter(shown);
        placed
            .map(|order| {
                let ready = order.is_ready(self.now);
                let wait =
                    order.pickup_at.filter(|_| !ready).map(|at| countdown(words.ready_in(), at));
                card((
                    text(order.summary(words)),
                    wait,
                    ready.then(|| badge(words.ready(), Tone::Success)),
                    button(words.show_order(), Msg::ShowOrder(order.id.clone())),
                ))
                .key(order.id.as_str())
            })
            .collect()
    }
}
