//! Tables and charts.

use loggia_sdk::time::{Date, Month};
use loggia_sdk::ui::*;
use loggia_sdk::{Currency, Money};

use super::content::DAY;
use crate::words::Language;
use crate::{Gallery, Msg};

impl Gallery {
    pub(super) fn data(&self) -> Stack<Msg> {
        let words = self.words;
        column((
            latest(words),
            table(
                words.nothing_yet(),
                [Column::date(words.day()), Column::amount(words.amount(), Currency::EUR)],
                Vec::<[Cell; 2]>::new(),
            ),
            by_month(words),
            balance(words),
            parts(words),
            temperature(words),
            chart(
                ChartKind::Line,
                words.no_values(),
                [Column::text(words.month()), Column::amount(words.balance(), Currency::EUR)],
                Vec::<[Cell; 2]>::new(),
            ),
        ))
    }
}

fn latest(words: Language) -> Table {
    let columns = [
        Column::date(words.day()),
        Column::text(words.with_whom()),
        Column::number(words.points(), 0),
        Column::amount(words.amount(), Currency::EUR),
    ];
    let row = |whom: &str, points: Option<i64>, cents: i64| -> [Cell; 4] {
        [DAY.into(), whom.into(), points.into(), cents.into()]
    };
    table(
        words.latest(),
        columns,
        [
            row("Café Central", Some(34), -340),
            row(words.long_merchant(), None, -123_456),
            row("קפה לנדוור", Some(1_234), 1_200),
        ],
    )
}

fn by_month(words: Language) -> Chart {
    let columns = [
        Column::date(words.month()),
        Column::amount(words.came_in(), Currency::EUR),
        Column::amount(words.went_out(), Currency::EUR),
    ];
    let month = |month, came_in: u32, went_out: u32| -> [Cell; 3] {
        let first = Date::from_calendar_date(2026, month, 1).ok();
        [first.into(), Money::eur(came_in).into(), Money::eur(went_out).into()]
    };
    chart(
        ChartKind::Bar,
        words.by_month(),
        columns,
        [
            month(Month::January, 250_000, 198_000),
            month(Month::February, 250_000, 271_050),
            month(Month::March, 0, 4_000),
        ],
    )
}

fn balance(words: Language) -> Chart {
    let columns = [Column::date(words.day()), Column::amount(words.balance(), Currency::EUR)];
    let cents = [120_000, 80_000, 95_000, -12_000, 30_000, 0, 210_000, 190_000_i64];
    let days = (1..).map(|day| Date::from_calendar_date(2026, Month::May, day).ok());
    let rows = days.zip(cents).map(|(day, cents)| -> [Cell; 2] { [day.into(), cents.into()] });
    chart(ChartKind::Line, words.balance(), columns, rows)
}

fn parts(words: Language) -> Chart {
    let columns = [Column::text(words.what_for()), Column::amount(words.amount(), Currency::EUR)];
    let part = |name: &str, cents: u32| -> [Cell; 2] { [name.into(), Money::eur(cents).into()] };
    let parts =
        [part(words.rent(), 90_000), part(words.food(), 45_000), part(words.rest(), 45_000)];
    chart(ChartKind::Donut, words.what_for(), columns, parts)
}

fn temperature(words: Language) -> Chart {
    let columns = [Column::text(words.temperature()), Column::number(words.degrees(), 1)];
    let place = |name: &str, degrees: Option<i64>| -> [Cell; 2] { [name.into(), degrees.into()] };
    let places = [
        place(words.cellar(), Some(125)),
        place(words.freezer(), Some(-180)),
        place(words.roof(), None),
    ];
    chart(ChartKind::Bar, words.temperature(), columns, places)
}
