use loggia_sdk::ui::{Banner, Stack, Tone, View, banner, button, column, qr_code, stepper, text};

use crate::order::{Notice, Order, PRICE};
use crate::{Msg, Tickets};

impl Tickets {
    pub(crate) fn screen(&self) -> View<Msg> {
        let content = match &self.order {
            None => self.choosing(),
            Some(order) if order.paid => self.ticket(order),
            Some(order) => self.paying(order),
        };
        View::new("tickets", self.words.title(), (self.notice.map(|it| self.notice(it)), content))
    }

    fn choosing(&self) -> Stack<Msg> {
        let words = self.words;
        let price = PRICE.times(self.count).unwrap_or(PRICE);
        let count = i64::try_from(self.count).unwrap_or(1);
        column((
            text(words.price(PRICE)),
            stepper("count", words.count(), count, 1, 10).on_change(Msg::Count),
            button(words.pay(price), Msg::Pay).primary(),
        ))
    }

    fn paying(&self, order: &Order) -> Stack<Msg> {
        let words = self.words;
        column((
            (self.notice != Some(Notice::Unclear)).then(|| text(words.confirm(order.amount))),
            button(words.ask_again(), Msg::AskAgain),
            button(words.cancel(), Msg::Cancel),
        ))
    }

    fn ticket(&self, order: &Order) -> Stack<Msg> {
        let words = self.words;
        column((
            banner(words.thank_you(order.count), Tone::Success),
            text(words.paid(order.amount)),
            qr_code(words.show_it(), order.id.as_str()),
            button(words.buy_more(), Msg::BuyMore),
        ))
    }

    fn notice(&self, notice: Notice) -> Banner {
        let words = self.words;
        match notice {
            Notice::Unclear => banner(words.unclear(), Tone::Warning),
            Notice::NotPaid => banner(words.not_paid(), Tone::Info),
            Notice::Refused => banner(words.refused(), Tone::Warning),
            Notice::NotNow => banner(words.not_now(), Tone::Warning),
        }
    }
}
