//! Texts and pictures.

use loggia_sdk::time::{Date, Month};
use loggia_sdk::ui::*;
use loggia_sdk::{Money, Timestamp};

use crate::words::Language;
use crate::{Gallery, Msg};

/// A day that stays the same in every time zone.
pub(super) const DAY: Date = match Date::from_calendar_date(2026, Month::May, 31) {
    Ok(day) => day,
    Err(_) => Date::MIN,
};

impl Gallery {
    pub(super) fn content(&self) -> Stack<Msg> {
        let price = Money::eur(340);
        column((texts(self.words, price), facts(self.words, self.now, price)))
    }
}

fn texts(words: Language, price: Money) -> Stack<Msg> {
    column((
        heading(words.a_heading()),
        text(words.long_text()),
        text((words.an_amount_of(), price, words.and(), strong(words.stressed()), words.text())),
        text((words.a_day(), DAY)),
        text(words.small_text()).size(Size::Small),
        text(words.large_text()).size(Size::Large),
        text(words.information()).tone(Tone::Info),
        text(words.success()).tone(Tone::Success),
        text(words.a_warning()).tone(Tone::Warning),
        text(words.danger()).tone(Tone::Danger),
    ))
}

fn facts(words: Language, now: Timestamp, price: Money) -> Stack<Msg> {
    column((
        countdown(words.ready_in(), Timestamp::from_millis(now.millis() + 90_000)),
        elapsed(words.parked_for(), Timestamp::from_millis(now.millis() - 3_725_000)),
        row((
            badge(words.neutral(), Tone::Neutral),
            badge(words.new(), Tone::Info),
            badge(words.paid(), Tone::Success),
            badge(words.few_left(), Tone::Warning),
            badge(words.sold_out(), Tone::Danger),
        ))
        .wrap(),
        key_values([
            (words.order(), Label::from("42")),
            (words.pick_up(), Label::from(Moment::date_time(now))),
            (words.long_name(), Label::from(words.long_value())),
            (words.total(), Label::from(price)),
        ]),
        row((
            icon(IconName::Coffee, Alt::Decorative),
            icon(IconName::Star, Alt::text(words.favourite())),
            icon(IconName::Clock, Alt::text(words.soon())),
        )),
        image("dot.png", Alt::text(words.a_dot())).size(Size::Small),
    ))
}
