//! What only the bank draws: its own texts and buttons, which no view can name.

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::block::{Block, Row, Spot, pad, row_width};
use super::theme::Theme;
use super::wrap::{cut, wrap, wrap_text};

/// What can be pressed in the bank's own parts of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Press {
    /// An account on the payment sheet, by its number.
    Account(usize),
    /// A claim on the sheet on which claims are ticked, by its number.
    Claim(usize),
    /// The sheet's yes.
    Confirm,
    /// The sheet's no.
    Decline,
    /// Does again what failed.
    Retry,
    /// Puts a notice away.
    Dismiss,
    /// Opens the mini-app anew after it has ended.
    StartAgain,
    /// Leaves the mini-app.
    Leave,
    /// Shows or hides what the mini-app may do and what it uses.
    Panel,
}

/// Columns before what can be chosen or ticked: whether it has the keyboard, and its mark.
const MARK: usize = 6;

/// A column of the bank's own rows.
#[derive(Debug)]
pub(crate) struct Surface {
    pub(crate) theme: Theme,
    pub(crate) width: usize,
    pub(crate) block: Block<Press>,
    /// What has the keyboard.
    pub(crate) focus: Option<Press>,
}

impl Surface {
    /// Empty, for `width` columns.
    pub(crate) fn new(theme: Theme, width: usize, focus: Option<Press>) -> Self {
        Self { theme, width, block: Block::of(width, Vec::new()), focus }
    }

    /// A paragraph.
    pub(crate) fn text(&mut self, text: &str, style: Style) {
        self.rows(wrap_text(text, style, self.width));
    }

    /// A title.
    pub(crate) fn title(&mut self, text: &str) {
        self.text(text, self.theme.heading());
    }

    /// A paragraph in the middle of the column.
    pub(crate) fn centred(&mut self, text: &str, style: Style) {
        let rows = wrap_text(text, style, self.width).into_iter().map(|row| {
            let mut moved = Row::new();
            pad(&mut moved, self.width.saturating_sub(row_width(&row)) / 2, self.theme.text());
            moved.extend(row);
            moved
        });
        let rows = rows.collect();
        self.rows(rows);
    }

    /// An empty row.
    pub(crate) fn space(&mut self) {
        self.rows(vec![Row::new()]);
    }

    /// Rows as they are.
    pub(crate) fn rows(&mut self, rows: Vec<Row>) {
        self.block.add_below(Block::of(self.width, rows), 0);
    }

    /// A name and, beside it, what it stands for.
    pub(crate) fn pair(&mut self, name: &str, name_width: usize, value: &str, style: Style) {
        let mut pair = Block::of(
            name_width,
            vec![vec![Span::styled(cut(name, name_width), self.theme.muted())]],
        );
        let rest = self.width.saturating_sub(name_width + 1).max(1);
        pair.add_beside(Block::of(rest, wrap_text(value, style, rest)), 1, self.theme.text());
        self.block.add_below(pair, 0);
    }

    /// A list's entry behind its sign.
    pub(crate) fn bullet(&mut self, sign: &str, sign_style: Style, text: &str) {
        let indent = sign.width() + 1;
        let mut bullet = Block::of(indent, vec![vec![Span::styled(sign.to_owned(), sign_style)]]);
        let rest = self.width.saturating_sub(indent).max(1);
        bullet.add_beside(
            Block::of(rest, wrap_text(text, self.theme.text(), rest)),
            0,
            self.theme.text(),
        );
        self.block.add_below(bullet, 0);
    }

    /// Something to choose, with its mark, in as many rows as it takes.
    pub(crate) fn option(
        &mut self,
        press: Press,
        chosen: bool,
        enabled: bool,
        pieces: &[(String, Style)],
    ) {
        let rest = self.width.saturating_sub(MARK).max(1);
        let sign = if chosen { "(•)" } else { "( )" };
        self.marked(press, sign, chosen, enabled, Block::of(rest, wrap(pieces, rest)));
    }

    /// Something to tick by its name, with what it stands for beside the names, which take so many
    /// columns, or under its own; without a value there is nothing to tick.
    pub(crate) fn tick(
        &mut self,
        press: Press,
        ticked: bool,
        name: &str,
        value: Option<&[String]>,
        names: Option<usize>,
    ) {
        let theme = self.theme;
        let rest = self.width.saturating_sub(MARK).max(1);
        let (name_style, style) = match value {
            Some(_) => (theme.strong(), theme.text()),
            None => (theme.muted(), theme.muted()),
        };
        let name_width = names.unwrap_or(rest);
        let width = if names.is_some() { rest.saturating_sub(name_width + 2).max(1) } else { rest };
        let unknown = ["the bank does not know it".to_owned()];
        let lines = value.unwrap_or(&unknown).iter();
        let rows = lines.flat_map(|line| wrap_text(line, style, width)).collect();
        let mut block = Block::of(name_width, wrap_text(name, name_style, name_width));
        match names {
            Some(_) => block.add_beside(Block::of(width, rows), 2, theme.text()),
            None => block.add_below(Block::of(width, rows), 0),
        }
        let sign = match (value, ticked) {
            (None, _) => " – ",
            (_, true) => "[✓]",
            (_, false) => "[ ]",
        };
        self.marked(press, sign, ticked, value.is_some(), block);
    }

    /// Something behind its mark, which can be pressed if it is enabled.
    fn marked(
        &mut self,
        press: Press,
        sign: &str,
        chosen: bool,
        enabled: bool,
        what: Block<Press>,
    ) {
        let theme = self.theme;
        let focused = self.focus == Some(press);
        let style = match (enabled, chosen) {
            (false, _) => theme.muted(),
            (_, true) => theme.accent(),
            (_, false) => theme.text(),
        };
        let mark = vec![
            Span::styled(if focused { "▸ " } else { "  " }, theme.accent()),
            Span::styled(format!("{sign} "), style),
        ];
        let mut option = Block::of(MARK, vec![mark]);
        option.add_beside(what, 0, theme.text());
        option.width = self.width;
        self.block.add_below(if enabled { option.tapped(press) } else { option }, 0);
    }

    /// Buttons side by side, or one under the other where there is no room.
    pub(crate) fn buttons(&mut self, buttons: &[(&str, Press, Style)]) {
        let total: usize = buttons.iter().map(|(label, ..)| label.width() + 4 + 2).sum();
        let beside = total <= self.width + 2;
        let mut row: Option<Block<Press>> = None;
        for (label, press, style) in buttons {
            let button = self.button(label, *press, *style);
            match &mut row {
                None => row = Some(button),
                Some(row) if beside => row.add_beside(button, 2, self.theme.text()),
                Some(row) => row.add_below(button, 1),
            }
        }
        self.block.add_below(row.unwrap_or_default(), 0);
    }

    fn button(&self, label: &str, press: Press, style: Style) -> Block<Press> {
        let label = cut(label, self.width.saturating_sub(4));
        let row = if self.focus == Some(press) {
            let stressed = style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
            vec![
                Span::styled("▸ ", style),
                Span::styled(label, stressed),
                Span::styled(" ◂", style),
            ]
        } else {
            vec![Span::styled(format!("  {label}  "), style)]
        };
        let width = row_width(&row);
        let mut block = Block::of(width, vec![row]);
        block.spots.push(Spot { x: 0, y: 0, width, height: 1, target: press });
        block
    }

    /// All of it in the bank's double frame.
    pub(crate) fn framed(self) -> Block<Press> {
        let theme = self.theme;
        let line = theme.heading();
        let width = self.width + 6;
        let edge = |left: &str, right: &str| -> Row {
            vec![Span::styled(format!("{left}{}{right}", "═".repeat(width - 2)), line)]
        };
        let mut block = Block::of(width, vec![edge("╔", "╗")]);
        for mut row in self.block.rows {
            pad(&mut row, self.width, theme.text());
            row.insert(0, Span::styled("║", line));
            row.insert(1, Span::styled("  ", theme.text()));
            row.push(Span::styled("  ", theme.text()));
            row.push(Span::styled("║", line));
            block.rows.push(row);
        }
        block.rows.push(edge("╚", "╝"));
        block.spots = self
            .block
            .spots
            .into_iter()
            .map(|spot| Spot { x: spot.x + 3, y: spot.y + 1, ..spot })
            .collect();
        block
    }
}
