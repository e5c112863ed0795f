//! Sections, rows, grids, cards and lists.

use loggia_sdk::Money;
use loggia_sdk::ui::*;

use crate::{Gallery, Msg, did};

impl Gallery {
    pub(super) fn structure(&self) -> Stack<Msg> {
        let words = self.words;
        column((
            section(
                words.a_section(),
                (
                    text(words.its_text()),
                    section(words.a_section_in_it(), text(words.its_text_too())),
                ),
            ),
            grid(
                3,
                (
                    card((heading(words.first()), text(words.tappable())))
                        .on_tap(did("first card")),
                    card((heading(words.second()), text(words.stretching())))
                        .on_tap(did("second card")),
                    card((heading(words.third()), button(words.inside(), did("inside")))),
                ),
            ),
            divider(),
            list([
                list_item("Espresso")
                    .subtitle(words.short_and_strong())
                    .trailing(Money::eur(240))
                    .on_tap(did("espresso")),
                list_item("Flat white")
                    .subtitle(words.hardly_foamed())
                    .trailing(Money::eur(380))
                    .image("dot.png")
                    .on_tap(did("flat white"))
                    .children(badge(words.new(), Tone::Info)),
                list_item(words.long_item()).trailing(Money::eur(1_234_567)),
            ]),
            row((text(words.left()), text(words.right()))),
            row((1..=6).map(|n| button(words.number(n), did(&n.to_string()))).collect::<Vec<_>>())
                .wrap(),
        ))
    }
}
