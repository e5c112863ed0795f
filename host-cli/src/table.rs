//! Tables for people: columns as wide as what stands in them.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// A table with a heading for each column.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// With these columns and no rows.
    pub(crate) fn new(columns: &[(&'static str, Align)]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row, with a text for each column.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Writes it to standard output, or `empty` where it has no rows.
    pub(crate) fn print(&self, empty: &str) {
        if self.rows.is_empty() {
            anstream::println!("{empty}");
            return;
        }
        for line in self.lines() {
            anstream::println!("{line}");
        }
    }

    fn lines(&self) -> Vec<String> {
        let headings: Vec<String> =
            self.columns.iter().map(|(heading, _)| (*heading).to_owned()).collect();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|n| {
                std::iter::once(&headings)
                    .chain(&self.rows)
                    .filter_map(|row| row.get(n))
                    .map(|cell| cell.width())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let line = |cells: &[String]| -> String {
            let set =
                cells.iter().zip(&widths).zip(&self.columns).map(|((cell, width), (_, align))| {
                    let space = " ".repeat(width.saturating_sub(cell.width()));
                    match align {
                        Align::Left => format!("{cell}{space}"),
                        Align::Right => format!("{space}{cell}"),
                    }
                });
            set.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        let bold = Style::new().bold();
        let heading = format!("{bold}{}{bold:#}", line(&headings));
        std::iter::once(heading).chain(self.rows.iter().map(|row| line(row))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_width_of_their_characters() {
        let mut table = Table::new(&[("name", Align::Left), ("amount", Align::Right)]);
        table.row(["コーヒー".into(), "3.40".into()]);
        table.row(["tea".into(), "12.00".into()]);
        let lines = table.lines();
        assert_eq!(lines[1..], ["コーヒー    3.40", "tea        12.00"]);
        assert!(lines[0].contains("name      amount"), "{}", lines[0]);
    }
}
