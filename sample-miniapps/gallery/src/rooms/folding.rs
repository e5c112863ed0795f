//! Tabs, details, menus and links.

use loggia_sdk::Money;
use loggia_sdk::ui::*;

use crate::{Gallery, Msg, did};

impl Gallery {
    pub(super) fn folding(&self) -> Stack<Msg> {
        let words = self.words;
        let content = |name: &str| text(words.in_tab(name));
        column((
            tabs([
                tab(words.trips(), (content(words.trips()), button(words.inside(), did("inside"))))
                    .key("trips"),
                tab(words.passes(), content(words.passes())).key("passes"),
                tab(words.receipts(), list([list_item(words.total()).trailing(Money::eur(990))]))
                    .on_open(Msg::Opened)
                    .key("receipts"),
            ]),
            details(words.how_it_is_done(), text(words.like_this())),
            details(
                words.open_to_begin_with(),
                (text(words.like_this()), details(words.more_of_it(), text(words.long_text()))),
            )
            .open(true),
            row((
                menu(
                    words.more(),
                    [
                        button(words.rename(), did("renamed")),
                        button(words.share(), did("shared")).enabled(false),
                        button(words.delete(), did("deleted")).danger(),
                    ],
                ),
                link(words.terms(), did("terms")),
            ))
            .wrap(),
        ))
    }
}
