//! Rows of styled text, and where in them something can be tapped.

use loggia_runtime::ui::NodePath;
use ratatui::style::Style;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

/// A part of the page, laid out for a width.
#[derive(Debug, Clone)]
pub(crate) struct Block<T = Target> {
    /// How many columns it takes.
    pub(crate) width: usize,
    /// From top to bottom; none wider than `width`.
    pub(crate) rows: Vec<Row>,
    /// In reading order; of two that overlap, the later one is the inner one.
    pub(crate) spots: Vec<Spot<T>>,
}

/// A line of styled text.
pub(crate) type Row = Vec<Span<'static>>;

/// Where something can be tapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot<T = Target> {
    /// The first column.
    pub(crate) x: usize,
    /// The first row.
    pub(crate) y: usize,
    /// In columns.
    pub(crate) width: usize,
    /// In rows.
    pub(crate) height: usize,
    /// What is tapped.
    pub(crate) target: T,
}

/// What of a view can be tapped, and mostly also be focused; the same as long as its node stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// A button, a card, a list item, an input as a whole, or what opens and closes.
    Node(NodePath),
    /// One of a choice's options, by its number.
    Option(NodePath, usize),
    /// A stepper's minus.
    Less(NodePath),
    /// A stepper's plus.
    More(NodePath),
    /// A place on a slider, of so many as [`SLIDER_PLACES`].
    Slide(NodePath, u8),
    /// A form's own button.
    Submit(NodePath),
    /// A dialog's own button.
    Dismiss(NodePath),
}

/// Places that a slider can be put to by the mouse, the last one at its end.
pub(crate) const SLIDER_PLACES: u8 = 21;

impl<T> Spot<T> {
    /// Whether a column and a row are within it.
    pub(crate) fn contains(&self, x: usize, y: usize) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }
}

impl Target {
    /// The node that it belongs to.
    pub(crate) fn path(self) -> NodePath {
        match self {
            Self::Node(path)
            | Self::Option(path, _)
            | Self::Less(path)
            | Self::More(path)
            | Self::Slide(path, _)
            | Self::Submit(path)
            | Self::Dismiss(path) => path,
        }
    }

    /// Whether the focus can rest on it: a stepper's signs and a slider's places are for the mouse, keys act on
    /// the whole.
    pub(crate) fn takes_focus(self) -> bool {
        !matches!(self, Self::Less(_) | Self::More(_) | Self::Slide(..))
    }
}

impl<T> Default for Block<T> {
    fn default() -> Self {
        Self::of(0, Vec::new())
    }
}

impl<T> Block<T> {
    /// With rows and nothing to tap.
    pub(crate) fn of(width: usize, rows: Vec<Row>) -> Self {
        Self { width, rows, spots: Vec::new() }
    }

    /// How many rows it takes.
    pub(crate) fn height(&self) -> usize {
        self.rows.len()
    }

    /// The columns that its rows really fill.
    pub(crate) fn natural_width(&self) -> usize {
        self.rows.iter().map(row_width).max().unwrap_or(0)
    }

    /// Makes all of it one thing to tap, under what is in it already.
    pub(crate) fn tapped(mut self, target: T) -> Self {
        let spot = Spot { x: 0, y: 0, width: self.width, height: self.height(), target };
        self.spots.insert(0, spot);
        self
    }

    /// Puts `below` under it, `gap` empty rows apart.
    pub(crate) fn add_below(&mut self, below: Self, gap: usize) {
        if !self.rows.is_empty() {
            self.rows.extend(std::iter::repeat_n(Row::new(), gap));
        }
        let top = self.height();
        self.width = self.width.max(below.width);
        self.rows.extend(below.rows);
        self.spots.extend(below.spots.into_iter().map(|spot| Spot { y: spot.y + top, ..spot }));
    }

    /// Puts `beside` to its right, `gap` empty columns apart, both at the top; `ground` fills what is
    /// between.
    pub(crate) fn add_beside(&mut self, beside: Self, gap: usize, ground: Style) {
        let left = self.width + gap;
        let height = self.height().max(beside.height());
        self.rows.resize_with(height, Row::new);
        for (row, other) in self.rows.iter_mut().zip(beside.rows) {
            if !other.is_empty() {
                pad(row, left, ground);
                row.extend(other);
            }
        }
        self.width = left + beside.width;
        self.spots.extend(beside.spots.into_iter().map(|spot| Spot { x: spot.x + left, ..spot }));
    }

    /// Moves all of it to the right.
    pub(crate) fn indented(self, columns: usize, ground: Style) -> Self {
        let mut indented = Self::of(columns, Vec::new());
        indented.add_beside(self, 0, ground);
        indented
    }

    /// Adds empty rows until it is this high.
    pub(crate) fn stretched(mut self, height: usize) -> Self {
        self.rows.resize_with(height.max(self.height()), Row::new);
        self
    }
}

/// How many columns a row takes.
pub(crate) fn row_width(row: &Row) -> usize {
    row.iter().map(|span| span.content.width()).sum()
}

/// Fills a row up to `width` columns.
pub(crate) fn pad(row: &mut Row, width: usize, style: Style) {
    let missing = width.saturating_sub(row_width(row));
    if missing > 0 {
        row.push(Span::styled(" ".repeat(missing), style));
    }
}
