//! What tables and charts show.

use serde::Serialize;

use crate::date::Date;
use crate::guest_text::GuestText;
use crate::money::Currency;

/// Rows of typed cells. Each row has a cell for each column, of its column's kind or none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Dataset {
    /// What it is about.
    pub label: GuestText,
    /// At least one.
    pub columns: Vec<Column>,
    pub(super) cells: Vec<Cell>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Column {
    /// What stands above it.
    pub title: GuestText,
    /// What stands in it.
    pub kind: ColumnKind,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// Words.
    Text,
    /// Numbers with so many decimals, 0 to 9.
    Number(u8),
    /// Amounts in minor units, below zero too.
    Amount(Currency),
    /// Days.
    Date,
}

/// What stands in a row and a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// Nothing.
    None,
    /// Words.
    Text(GuestText),
    /// A number or an amount, in units of the column's last decimal.
    Number(i64),
    /// A day.
    Date(Date),
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChartKind {
    /// A bar for each value.
    Bar,
    /// A line for each series, from the first row to the last.
    Line,
    /// The parts of a whole: one series, nothing in it below zero.
    Donut,
}

impl Dataset {
    /// Row by row, a cell for each column.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[Cell]> {
        self.cells.chunks(self.columns.len().max(1))
    }

    /// A chart's series: what each is called, what is in it, and its values, none where there is no
    /// value.
    pub fn series(&self) -> impl Iterator<Item = (&Column, Vec<Option<i64>>)> {
        self.columns.iter().enumerate().skip(1).map(|(at, column)| {
            let value = |row: &[Cell]| match row.get(at) {
                Some(Cell::Number(number)) => Some(*number),
                _ => None,
            };
            (column, self.rows().map(value).collect())
        })
    }
}

impl ColumnKind {
    /// Whether a series can be made of it.
    #[must_use]
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Number(_) | Self::Amount(_))
    }

    /// Whether a cell may stand in it.
    pub(super) fn fits(self, cell: &Cell) -> bool {
        match cell {
            Cell::None => true,
            Cell::Text(_) => self == Self::Text,
            Cell::Number(_) => self.is_numeric(),
            Cell::Date(_) => self == Self::Date,
        }
    }
}
