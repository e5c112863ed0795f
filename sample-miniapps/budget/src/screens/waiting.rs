use loggia_sdk::ui::{IconName, View, button, empty_state, progress, text};

use crate::reading::{Reading, Stopped};
use crate::{Budget, Msg};

impl Budget {
    /// The accounts, or the transactions on them, are on their way.
    pub(super) fn reading_screen(&self, reading: Option<&Reading>) -> View<Msg> {
        let words = self.words;
        let how_far = match reading {
            Some(reading) => progress(words.read_so_far(reading.read)).permille(reading.permille()),
            None => progress(words.waiting()),
        };
        let way_out = if self.ledger.is_empty() {
            button(words.do_not_wait(), Msg::DoNotWait).key("do-not-wait")
        } else {
            button(words.show_what_there_is(), Msg::ShowWhatThereIs).key("what-there-is")
        };
        View::new(
            "reading",
            words.reading(),
            (how_far.key("progress"), text(words.bank_asks()).key("bank-asks"), way_out),
        )
    }

    /// Nobody can be asked any more without the customer.
    pub(super) fn stopped_screen(&self, why: Stopped) -> View<Msg> {
        let words = self.words;
        let (title, about, again) = match why {
            Stopped::Refused => (words.refused(), words.refused_about(), words.ask_again()),
            Stopped::Unanswered => (words.unanswered(), words.bank_asks(), words.ask_again()),
            Stopped::NotNow => (words.unavailable(), words.unavailable_about(), words.try_again()),
        };
        let known = !self.ledger.is_empty();
        let content = (
            text(about),
            button(again, Msg::Again).primary().key("again"),
            known.then(|| {
                button(words.show_what_there_is(), Msg::ShowWhatThereIs).key("what-there-is")
            }),
        );
        let stopped = empty_state(IconName::CircleAlert, title, content);
        View::new("stopped", words.stopped(), stopped)
    }

    pub(super) fn no_accounts_screen(&self) -> View<Msg> {
        let words = self.words;
        let again = button(words.read_again(), Msg::ReadAll).primary();
        let empty = empty_state(IconName::Wallet, words.no_accounts(), again);
        View::new("no-accounts", words.overview(), (self.notice(), empty))
    }
}
