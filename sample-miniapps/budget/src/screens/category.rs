use loggia_sdk::ui::{
    IconName, ListItem, Moment, Section, Sensitivity, Tone, View, banner, button, empty_state,
    heading, list, list_item, progress, section,
};
use loggia_sdk::{Currency, Money};

use crate::close_up::{CloseUp, Listed, Merchant};
use crate::ledger::Total;
use crate::reading::Stopped;
use crate::{Budget, Msg};

impl Budget {
    pub(super) fn category_screen(&self, close_up: &CloseUp) -> View<Msg> {
        let words = self.words;
        let month = close_up.month.name(words);
        let reading = self.reading.as_ref().filter(|_| self.stopped.is_none());
        let stopped = self.stopped.map(|why| {
            let (text, again) = match why {
                Stopped::NotNow => (words.unavailable(), words.try_again()),
                Stopped::Unanswered => (words.unanswered(), words.ask_again()),
                Stopped::Refused => (words.refused(), words.ask_again()),
            };
            (banner(text, Tone::Warning).key("stopped"), button(again, Msg::Again).key("again"))
        });
        let is_empty = close_up.count() == 0 && self.reading.is_none();
        View::new(
            "category",
            close_up.category.name(words),
            (
                heading(month.as_str()).key("month"),
                stopped,
                reading.map(|reading| {
                    progress(words.read_so_far(reading.read))
                        .permille(reading.permille())
                        .key("progress")
                }),
                is_empty
                    .then(|| empty_state(IconName::Search, words.nothing_here(), ()).key("empty")),
                self.merchants(close_up),
                self.latest(close_up),
                button(words.back_to(&month), Msg::ShowMonth).key("back"),
            ),
        )
    }

    fn merchants(&self, close_up: &CloseUp) -> Option<Section<Msg>> {
        let words = self.words;
        let apart = close_up.merchants.iter().map(|Merchant { name, account, total }| {
            self.line(name.as_deref().unwrap_or(words.unnamed()), *account, *total)
        });
        let together = close_up
            .others
            .iter()
            .map(|(account, total)| self.line(words.everybody_else(), *account, *total));
        (!close_up.merchants.is_empty())
            .then(|| section(words.merchants(), list(apart.chain(together))).key("merchants"))
    }

    fn line(&self, name: &str, account: u8, total: Total) -> ListItem<Msg> {
        let payments = self.words.payments(u64::from(total.count));
        list_item(name)
            .subtitle(self.on_account(payments, account))
            .trailing(total.money(self.currency_of(account)))
            .sensitivity(Sensitivity::Personal)
    }

    fn latest(&self, close_up: &CloseUp) -> Option<Section<Msg>> {
        let words = self.words;
        let lines = close_up.listed.iter().map(|Listed { name, account, minor, at }| {
            let currency = self.currency_of(*account);
            list_item(name.as_deref().unwrap_or(words.unnamed()))
                .subtitle(Moment::date(*at))
                .trailing(Money::new(*minor, currency).unwrap_or(Money::zero(currency)))
                .sensitivity(Sensitivity::Personal)
        });
        (!close_up.listed.is_empty()).then(|| section(words.latest(), list(lines)).key("latest"))
    }

    /// A text, and the account's name where several are shown.
    fn on_account(&self, text: String, account: u8) -> String {
        let several = self.shown_accounts().len() > 1;
        match self.account(account).filter(|_| several) {
            Some(account) => [&text, " · ", &account.name].concat(),
            None => text,
        }
    }

    fn currency_of(&self, account: u8) -> Currency {
        self.account(account).map_or(Currency::EUR, |account| account.currency)
    }
}
