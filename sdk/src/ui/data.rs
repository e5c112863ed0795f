use super::Node;
use super::node::{Body, Meta, element};
use crate::bindings::loggia::app::ui as wire;
use crate::currency::Currency;
use crate::money::Money;

/// Rows of typed cells.
#[derive(Clone, Debug)]
pub struct Table {
    meta: Meta,
    data: Box<wire::Dataset>,
}

/// A picture of numbers.
#[derive(Clone, Debug)]
pub struct Chart {
    meta: Meta,
    data: Box<wire::Dataset>,
    kind: ChartKind,
}

/// A column of a [`table`] or a [`chart`]: its title and what stands in it.
#[derive(Clone, Debug)]
pub struct Column(wire::Column);

/// What stands in a row and a column: a text, a number, an amount, a day, or nothing.
#[derive(Clone, Debug)]
pub struct Cell(wire::Cell);

pub use crate::bindings::loggia::app::ui::ChartKind;

/// A table: `label` is what it is about, and a row has a cell for each column, of its column's kind. What is
/// missing at a row's end stays empty; there are 1 to 12 columns and 200 rows at most.
pub fn table<R: IntoIterator<Item = Cell>>(
    label: impl Into<String>,
    columns: impl IntoIterator<Item = Column>,
    rows: impl IntoIterator<Item = R>,
) -> Table {
    Table { meta: Meta::new(), data: dataset(label, columns, rows) }
}

/// A chart: the first column's texts or days are what is drawn, each other column is a series of numbers, or of
/// amounts of one currency. `label` and rows as for [`table`]; a donut has one series, and 12 rows at most.
pub fn chart<R: IntoIterator<Item = Cell>>(
    kind: ChartKind,
    label: impl Into<String>,
    columns: impl IntoIterator<Item = Column>,
    rows: impl IntoIterator<Item = R>,
) -> Chart {
    Chart { meta: Meta::new(), data: dataset(label, columns, rows), kind }
}

fn dataset<R: IntoIterator<Item = Cell>>(
    label: impl Into<String>,
    columns: impl IntoIterator<Item = Column>,
    rows: impl IntoIterator<Item = R>,
) -> Box<wire::Dataset> {
    let columns: Vec<wire::Column> = columns.into_iter().map(|column| column.0).collect();
    let nothing = || std::iter::repeat_with(|| wire::Cell::None);
    let cells = rows
        .into_iter()
        .flat_map(|row| row.into_iter().map(|cell| cell.0).chain(nothing()).take(columns.len()));
    let cells = cells.collect();
    Box::new(wire::Dataset { label: label.into(), columns, cells })
}

impl Column {
    /// Words.
    pub fn text(title: impl Into<String>) -> Self {
        Self::of(title, wire::ColumnKind::Text)
    }

    /// Numbers with so many decimals, 0 to 9: with two, 1 234 is 12.34.
    pub fn number(title: impl Into<String>, decimals: u8) -> Self {
        Self::of(title, wire::ColumnKind::Number(decimals))
    }

    /// Amounts of one currency.
    pub fn amount(title: impl Into<String>, currency: Currency) -> Self {
        Self::of(title, wire::ColumnKind::Amount(currency.code().to_owned()))
    }

    /// Days.
    pub fn date(title: impl Into<String>) -> Self {
        Self::of(title, wire::ColumnKind::Date)
    }

    fn of(title: impl Into<String>, kind: wire::ColumnKind) -> Self {
        Self(wire::Column { title: title.into(), kind })
    }
}

impl Cell {
    /// Nothing.
    pub const NONE: Self = Self(wire::Cell::None);
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self(wire::Cell::Text(text.to_owned()))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self(wire::Cell::Text(text))
    }
}

/// Of a number column in units of its last decimal, of an amount column in minor units; below zero too.
impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self(wire::Cell::Number(number))
    }
}

/// In the column's currency, which is the amount's own.
impl From<Money> for Cell {
    fn from(amount: Money) -> Self {
        // An amount is at most 2⁶³ − 1.
        Self(wire::Cell::Number(i64::try_from(amount.minor_units()).unwrap_or(i64::MAX)))
    }
}

impl From<time::Date> for Cell {
    fn from(day: time::Date) -> Self {
        Self(wire::Cell::Date(crate::date::to_wire(day)))
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::NONE, Into::into)
    }
}

impl Table {
    fn into_node<M>(self) -> Node<M> {
        let body = Body::Data(self.data, wire::Element::Table);
        Node { meta: self.meta, body, children: Vec::new() }
    }
}

impl Chart {
    fn into_node<M>(self) -> Node<M> {
        let body = Body::Data(self.data, wire::Element::Chart(self.kind));
        Node { meta: self.meta, body, children: Vec::new() }
    }
}

element!(Table);
element!(Chart);
