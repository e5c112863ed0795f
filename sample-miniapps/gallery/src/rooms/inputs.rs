//! Texts, choices, switches and steppers.

use loggia_sdk::Money;
use loggia_sdk::ui::*;

use crate::{Gallery, Msg};

impl Gallery {
    pub(super) fn inputs(&self) -> Stack<Msg> {
        let words = self.words;
        let sizes = [
            ChoiceOption::new("s", words.small()),
            ChoiceOption::new("m", words.medium()).selected(true),
            ChoiceOption::new("l", words.large()),
        ];
        let milk = [
            ChoiceOption::new("cow", words.cow()),
            ChoiceOption::new("oat", words.oat(Money::eur(50))),
            ChoiceOption::new("soy", words.soy()),
            ChoiceOption::new("none", words.none()),
        ];
        column((
            form(
                Msg::Submitted,
                words.order_it(),
                (
                    text_field("name", words.name())
                        .value(self.name.as_str())
                        .required()
                        .length(2, 20)
                        .help(words.for_the_cup()),
                    text_field("note", words.note()).kind(TextKind::Multiline),
                    choice("size", words.size(), sizes).required(),
                    multi_choice("milk", words.milk(), milk).between(0, 2),
                    checkbox("terms", words.agree()).required(),
                    switch("points", words.collect_points()).on(true),
                ),
            ),
            button(words.fill_in(), Msg::Prefill),
            stepper("count", words.cups(), self.count, 0, 10).on_change(Msg::Counted),
            text_field("search", words.search()).kind(TextKind::Search).on_change(Msg::Searched),
            text_field("off", words.fixed()).value("fixed").enabled(false),
            text_field("wrong", words.already_wrong()).value("x").error(Some(words.no_name())),
        ))
    }
}
