//! Numbers, amounts and days.

use loggia_sdk::time::Date;
use loggia_sdk::ui::*;
use loggia_sdk::{Ctx, Currency, Failure, Money};

use super::content::DAY;
use crate::{Gallery, Msg};

impl Gallery {
    pub(super) fn fields(&self) -> Stack<Msg> {
        let words = self.words;
        column((
            form(
                Msg::Saved,
                words.save(),
                (
                    number_field("weight", words.weight())
                        .decimals(3)
                        .between(1, 31_500)
                        .value(Some(1_250)),
                    money_field("amount", words.amount(), Currency::EUR)
                        .between(100, 1_000_000)
                        .required()
                        .help(words.what_you_can_spare()),
                    date_field("until", words.until())
                        .value(Some(DAY))
                        .between(Date::from_ordinal_date(2026, 1).ok(), None)
                        .required(),
                    text_field("plate", words.number_plate())
                        .length(0, 10)
                        .pattern("[A-ZÄÖÜ]{1,3}-[0-9]{1,5}", words.plate_form()),
                    slider("volume", words.volume(), 30, 0, 100).step(5),
                ),
            ),
            money_field("watched", words.watched(), Currency::EUR).on_change(Msg::Watched),
            money_field("yen", "¥", Currency::JPY).value(yen()).enabled(false),
            number_field("off", words.empty_and_off()).enabled(false),
            slider("fixed", words.fixed(), -5, -10, 10).enabled(false),
            date_field("wrong", words.already_wrong())
                .value(Some(DAY))
                .error(Some(words.too_early())),
        ))
    }

    /// Says what came of the form.
    pub(crate) fn saved(&mut self, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        let fields = ctx.fields();
        let nothing = || self.words.nothing().to_owned();
        let weight = fields.number("weight")?.map_or_else(nothing, |grams| grams.to_string());
        let amount = fields.money("amount")?.map_or_else(nothing, |amount| amount.to_string());
        let until = fields.date("until")?.map_or_else(nothing, |day| day.to_string());
        let volume = fields.integer("volume")?.to_string();
        self.done = [&weight, &amount, &until, fields.text("plate")?, &volume].join(" · ");
        Ok(())
    }
}

fn yen() -> Option<Money> {
    Money::new(1_200, Currency::JPY).ok()
}
