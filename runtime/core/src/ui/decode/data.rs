//! The data of tables and charts.

use super::{Decoder, date, within};
use crate::contract::loggia::app::ui as wit;
use crate::ui::data::{Cell, ChartKind, Column, ColumnKind, Dataset};
use crate::ui::problem::ViewProblem;

/// A table with more is none that anybody reads.
const COLUMNS: usize = 12;
/// A chart with more lines is none that anybody reads.
const CHART_COLUMNS: usize = 7;
/// Rows of a table or a chart.
const ROWS: usize = 200;
/// Parts of a donut.
const PARTS: usize = 12;
/// A number or a date takes room on screen too: so much of the text's bound.
const FORMATTED_BYTES: usize = 8;

impl<A: Fn(&str) -> bool> Decoder<'_, A> {
    pub(super) fn dataset(&mut self, data: wit::Dataset) -> Result<Dataset, ViewProblem> {
        let (columns, cells) = (data.columns.len(), data.cells.len());
        let max = self.limits.view_cells;
        self.cells_left =
            self.cells_left.checked_sub(cells).ok_or(ViewProblem::TooManyCells { max })?;
        within(columns, 1..=COLUMNS, "a table's columns", "1 to 12")?;
        if cells % columns != 0 {
            return Err(ViewProblem::RaggedRows { cells, columns });
        }
        within(cells / columns, 0..=ROWS, "a table's rows", "at most 200")?;
        let label = self.full_text("a table's or a chart's label", data.label)?;
        let columns = data.columns.into_iter().map(|column| {
            Ok(Column {
                title: self.full_text("a column's title", column.title)?,
                kind: column_kind(column.kind)?,
            })
        });
        let columns = columns.collect::<Result<Vec<_>, ViewProblem>>()?;
        let mut checked = Vec::with_capacity(cells);
        let kinds = columns.iter().map(|column| column.kind).cycle();
        for ((at, cell), kind) in data.cells.into_iter().enumerate().zip(kinds) {
            let cell = self.cell(cell)?;
            if !kind.fits(&cell) {
                return Err(ViewProblem::WrongCell { cell: at });
            }
            checked.push(cell);
        }
        Ok(Dataset { label, columns, cells: checked })
    }

    pub(super) fn chart(
        &mut self,
        kind: wit::ChartKind,
        data: wit::Dataset,
    ) -> Result<(ChartKind, Dataset), ViewProblem> {
        let data = self.dataset(data)?;
        let needs = |needs| Err(ViewProblem::BadChart { needs });
        let kind = match kind {
            wit::ChartKind::Bar => ChartKind::Bar,
            wit::ChartKind::Line => ChartKind::Line,
            wit::ChartKind::Donut => ChartKind::Donut,
        };
        within(data.columns.len(), 2..=CHART_COLUMNS, "a chart's columns", "2 to 7")?;
        let Some((names, series)) = data.columns.split_first() else {
            return needs("columns");
        };
        if names.kind.is_numeric() {
            return needs("a first column of texts or dates");
        }
        let alike = |column: &Column| {
            column.kind.is_numeric() && series.iter().all(|other| other.kind == column.kind)
        };
        if !series.iter().all(alike) {
            return needs(
                "all other columns to be numbers of as many decimals, or amounts of one currency",
            );
        }
        if kind == ChartKind::Donut {
            within(series.len(), 1..=1, "a donut's series", "one")?;
            within(data.rows().len(), 0..=PARTS, "a donut's parts", "at most 12")?;
            if data.cells.iter().any(|cell| matches!(cell, Cell::Number(number) if *number < 0)) {
                return needs("parts of zero or more to be a donut");
            }
        }
        Ok((kind, data))
    }

    fn cell(&mut self, cell: wit::Cell) -> Result<Cell, ViewProblem> {
        Ok(match cell {
            wit::Cell::None => Cell::None,
            wit::Cell::Text(text) => Cell::Text(self.text(text)?),
            wit::Cell::Number(number) => {
                self.spend_bytes(FORMATTED_BYTES)?;
                Cell::Number(number)
            }
            wit::Cell::Date(day) => {
                self.spend_bytes(FORMATTED_BYTES)?;
                Cell::Date(date("a date in a table", day)?)
            }
        })
    }
}

fn column_kind(kind: wit::ColumnKind) -> Result<ColumnKind, ViewProblem> {
    Ok(match kind {
        wit::ColumnKind::Text => ColumnKind::Text,
        wit::ColumnKind::Number(decimals) => {
            within(decimals, 0..=9, "a column's decimals", "0 to 9")?;
            ColumnKind::Number(decimals)
        }
        wit::ColumnKind::Amount(currency) => {
            ColumnKind::Amount(currency.parse().map_err(ViewProblem::BadMoney)?)
        }
        wit::ColumnKind::Date => ColumnKind::Date,
    })
}
