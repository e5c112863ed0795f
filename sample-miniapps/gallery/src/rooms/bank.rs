//! What the bank draws, from its own data or with its own care.

use loggia_sdk::ui::*;

use crate::{Gallery, Msg};

impl Gallery {
    pub(super) fn bank(&self) -> Stack<Msg> {
        let words = self.words;
        column((
            self.account.as_ref().map(|id| account_chip(id.as_str()).key("account")),
            button(words.pick(), Msg::Pick),
            text(words.not_yours()),
            account_chip("0".repeat(32)),
            secret_value(words.locker_code(), "4711-0815"),
            text(words.for_your_eyes()).sensitivity(Sensitivity::Personal),
            qr_code(words.ticket(), "https://example.com/tickets/7Q4ZK2"),
        ))
    }
}
