//! Breaking text into rows, by columns as the terminal counts them.

use ratatui::style::Style;
use ratatui::text::Span;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::block::{Row, row_width};

/// Text in one style.
pub(crate) type Piece = (String, Style);

/// Breaks pieces into rows of at most `width` columns: at spaces and after hyphens, between wide
/// characters, and within a word only where it is wider than a row. A line feed always breaks; a
/// no-break space never does.
pub(crate) fn wrap(pieces: &[Piece], width: usize) -> Vec<Row> {
    let mut rows = Rows { width: width.max(1), done: Vec::new(), row: Vec::new(), filled: 0 };
    for word in words(pieces) {
        rows.add(word);
    }
    rows.finish()
}

/// One piece, broken into rows.
pub(crate) fn wrap_text(text: &str, style: Style, width: usize) -> Vec<Row> {
    wrap(&[(text.to_owned(), style)], width)
}

/// A row cut to `width` columns, with an ellipsis where anything was cut.
pub(crate) fn cut_row(row: Row, width: usize) -> Row {
    if row_width(&row) <= width {
        return row;
    }
    let mut kept = Row::new();
    let mut left = width.saturating_sub(1);
    let mut style = Style::new();
    for span in row {
        style = span.style;
        let text = leading_columns(&span.content, left);
        left -= text.width();
        let whole = text.len() == span.content.len();
        kept.push(Span::styled(text.to_owned(), style));
        if !whole {
            break;
        }
    }
    if width > 0 {
        kept.push(Span::styled("…", style));
    }
    kept
}

/// A text cut to `width` columns, with an ellipsis where anything was cut.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = leading_columns(text, width.saturating_sub(1)).to_owned();
    if width > 0 {
        kept.push('…');
    }
    kept
}

/// As much of the text as fits into `width` columns.
fn leading_columns(text: &str, width: usize) -> &str {
    let mut filled = 0;
    let end = text
        .grapheme_indices(true)
        .find(|(_, grapheme)| {
            filled += grapheme.width();
            filled > width
        })
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// What is never broken unless it must be.
enum Word {
    /// Letters, with the style of each.
    Letters(Vec<Piece>),
    /// Spaces, which vanish at the end of a row.
    Space(Piece),
    /// The end of a line.
    LineFeed,
}

fn words(pieces: &[Piece]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut letters: Vec<Piece> = Vec::new();
    for (text, style) in pieces {
        for grapheme in text.graphemes(true) {
            let is_wide = grapheme.width() > 1;
            if matches!(grapheme, " " | "\n") || is_wide {
                end_word(&mut words, &mut letters);
            }
            match grapheme {
                "\n" => words.push(Word::LineFeed),
                " " => words.push(Word::Space((" ".to_owned(), *style))),
                _ => push_letter(&mut letters, grapheme, *style),
            }
            if is_wide || grapheme == "-" {
                end_word(&mut words, &mut letters);
            }
        }
    }
    end_word(&mut words, &mut letters);
    words
}

fn end_word(words: &mut Vec<Word>, letters: &mut Vec<Piece>) {
    if !letters.is_empty() {
        words.push(Word::Letters(std::mem::take(letters)));
    }
}

fn push_letter(letters: &mut Vec<Piece>, grapheme: &str, style: Style) {
    match letters.last_mut() {
        Some((text, last)) if *last == style => text.push_str(grapheme),
        _ => letters.push((grapheme.to_owned(), style)),
    }
}

struct Rows {
    width: usize,
    done: Vec<Row>,
    row: Vec<Piece>,
    filled: usize,
}

impl Rows {
    fn add(&mut self, word: Word) {
        match word {
            Word::LineFeed => self.end_row(),
            Word::Space(piece) => {
                if self.filled > 0 && self.filled < self.width {
                    self.push(piece);
                }
            }
            Word::Letters(pieces) => {
                let columns: usize = pieces.iter().map(|(text, _)| text.width()).sum();
                if self.filled + columns > self.width && self.filled > 0 {
                    self.end_row();
                }
                for (text, style) in pieces {
                    for grapheme in text.graphemes(true) {
                        if self.filled + grapheme.width() > self.width && self.filled > 0 {
                            self.end_row();
                        }
                        self.push((grapheme.to_owned(), style));
                    }
                }
            }
        }
    }

    fn push(&mut self, (text, style): Piece) {
        self.filled += text.width();
        push_letter(&mut self.row, &text, style);
    }

    fn end_row(&mut self) {
        while let Some((text, _)) = self.row.last_mut() {
            text.truncate(text.trim_end_matches(' ').len());
            if !text.is_empty() {
                break;
            }
            self.row.pop();
        }
        let row = std::mem::take(&mut self.row);
        self.done.push(row.into_iter().map(|(text, style)| Span::styled(text, style)).collect());
        self.filled = 0;
    }

    fn finish(mut self) -> Vec<Row> {
        if !self.row.is_empty() || self.done.is_empty() {
            self.end_row();
        }
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        wrap_text(text, Style::new(), width)
            .iter()
            .map(|row| row.iter().map(|span| span.content.as_ref()).collect())
            .collect()
    }

    #[test]
    fn rows_break_at_spaces_and_lose_them_there() {
        assert_eq!(wrapped("one coffee to go", 10), ["one coffee", "to go"]);
        assert_eq!(wrapped("one  two", 3), ["one", "two"]);
        assert_eq!(wrapped("", 5), [""]);
        assert_eq!(wrapped("a\n\nb", 5), ["a", "", "b"]);
        assert_eq!(wrapped("to-go", 4), ["to-", "go"]);
    }

    #[test]
    fn an_amount_stays_in_one_piece() {
        assert_eq!(wrapped("Pay 3,40\u{a0}€", 8), ["Pay", "3,40\u{a0}€"]);
    }

    #[test]
    fn a_word_wider_than_a_row_is_broken_and_not_lost() {
        assert_eq!(wrapped("Donaudampfschiff", 6), ["Donaud", "ampfsc", "hiff"]);
        assert_eq!(wrapped("ab", 0), ["a", "b"]);
    }

    #[test]
    fn wide_characters_take_two_columns_and_break_between_each_other() {
        assert_eq!(wrapped("コーヒー豆", 5), ["コー", "ヒー", "豆"]);
        assert_eq!(wrapped("☕️ ☕️ ☕️", 5), ["☕️ ☕️", "☕️"]);
        assert_eq!(wrapped("👩‍🍳 ok", 3), ["👩‍🍳", "ok"]);
    }

    #[test]
    fn styles_stay_with_their_letters() {
        let bold = Style::new().bold();
        let rows = wrap(
            &[("Pay ".into(), Style::new()), ("now".into(), bold), ("!".into(), Style::new())],
            5,
        );
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1], vec![Span::styled("now", bold), Span::raw("!")]);
    }

    #[test]
    fn what_is_cut_is_marked_and_never_half_a_character() {
        assert_eq!(cut("Espresso", 8), "Espresso");
        assert_eq!(cut("Espresso", 5), "Espr…");
        assert_eq!(cut("コーヒー", 4), "コ…");
        assert_eq!(cut("x", 0), "");
        let row = vec![Span::raw("ab"), Span::raw("cd")];
        assert_eq!(row_width(&cut_row(row.clone(), 3)), 3);
        assert_eq!(cut_row(row.clone(), 4), row);
    }
}
