use loggia_sdk::ui::{Button, Tone, View, banner, button, list, list_item, progress, row};

use crate::order::{Order, Status};
use crate::{Coffee, Msg};

impl Coffee {
    pub(super) fn paying_screen(&self, order: &Order) -> View<Msg> {
        let words = self.words;
        let waiting = match order.status {
            Status::Redeeming => Some(progress(words.redeeming())),
            Status::Confirming => Some(progress(words.confirming())),
            _ => None,
        };
        let question = match order.status {
            Status::RedeemUncertain => Some(banner(words.redeem_uncertain(), Tone::Warning)),
            Status::Redeemed => Some(banner(words.redeemed(), Tone::Info)),
            Status::PayUncertain => Some(banner(words.pay_uncertain(), Tone::Warning)),
            _ => None,
        };
        let lines = order.lines.iter().map(|line| {
            let price = line.price().unwrap_or(line.product.price());
            list_item(line.summary(words)).subtitle(line.made(words)).trailing(price)
        });
        View::new(
            "paying",
            words.paying(),
            (self.notice(), waiting, question, list(lines), row(self.ways_on(order)).wrap()),
        )
    }

    fn ways_on(&self, order: &Order) -> Vec<Button<Msg>> {
        let words = self.words;
        let cancel = button(words.cancel_payment(), Msg::Withdraw).key("cancel");
        let again = button(words.try_again(), Msg::GoOn).primary().key("again");
        match order.status {
            Status::RedeemUncertain => {
                vec![
                    again,
                    button(words.pay_without_points(), Msg::PayWithoutPoints).key("without"),
                    cancel,
                ]
            }
            Status::Redeemed => {
                let amount = order.amount().unwrap_or(order.total);
                vec![button(words.pay(amount), Msg::GoOn).primary().key("pay"), cancel]
            }
            Status::PayUncertain => vec![again, cancel],
            _ => vec![cancel],
        }
    }
}
