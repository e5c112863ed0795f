//! Text that a guest chose, made harmless.

use std::fmt;

use serde::Serialize;

/// Text from a guest, bounded, with control and bidi characters made visible.
///
/// It is the only way in which a guest's string reaches a log, an error, a sheet or a shell. An
/// escape code cannot move a terminal's cursor, and a right-to-left override cannot turn
/// `moc.knab` into `bank.com`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
#[serde(transparent)]
pub struct GuestText(String);

impl GuestText {
    /// `text` on one line, whole. For what the caller has bounded already.
    #[must_use]
    pub fn line(text: String) -> Self {
        Self::clean(text, false)
    }

    /// `text` with its line feeds kept, whole. For multi-line input values.
    #[must_use]
    pub fn lines(text: String) -> Self {
        Self::clean(text, true)
    }

    /// The first `max_bytes` bytes of `text` on one line, cut at a character and marked with `…`
    /// where anything was cut.
    #[must_use]
    pub fn cut(text: &str, max_bytes: usize) -> Self {
        // What is made harmless can be longer than it was.
        let kept = text.get(..text.floor_char_boundary(max_bytes)).unwrap_or_default();
        let Self(mut harmless) = Self::line(kept.to_owned());
        if kept.len() < text.len() || harmless.len() > max_bytes {
            harmless.truncate(harmless.floor_char_boundary(max_bytes));
            harmless.push('…');
        }
        Self(harmless)
    }

    /// The same by characters.
    #[must_use]
    pub fn cut_to_chars(text: &str, max_chars: usize) -> Self {
        let Self(mut harmless) = Self::line(text.chars().take(max_chars).collect());
        if text.chars().nth(max_chars).is_some() {
            harmless.push('…');
        }
        Self(harmless)
    }

    /// Whether a text is as harmless as it is, so that [`Self::line`] changes nothing of it.
    #[must_use]
    pub fn is_harmless_line(text: &str) -> bool {
        !text.chars().any(is_harmful)
    }

    /// The harmless text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn clean(text: String, keep_line_feeds: bool) -> Self {
        let harmless = |c: char| !is_harmful(c) || (keep_line_feeds && c == '\n');
        // Nearly every text is plain ASCII: one pass over its bytes, no copy.
        if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || text.chars().all(harmless) {
            return Self(text);
        }
        let visible = |c: char| match c {
            c if harmless(c) => c,
            '\t' | '\n' | '\r' => ' ',
            // The picture of a C0 control character stands at U+2400 + its number.
            '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
            '\u{7f}' => '\u{2421}',
            _ => '\u{fffd}',
        };
        Self(text.chars().map(visible).collect())
    }
}

/// Control characters, and format characters that reorder or hide text: bidi embeddings,
/// overrides, isolates and marks (UAX #9), zero-width and invisible ones, line and paragraph
/// separators, tags, interlinear annotations. Zero-width joiner and variation selectors stay:
/// Indic scripts and emoji need them.
fn is_harmful(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

impl fmt::Display for GuestText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for GuestText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl AsRef<str> for GuestText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_codes_and_bidi_overrides_become_visible() {
        let text = GuestText::line("\u{1b}[2Jpay\n\u{202e}moc.knab\u{7f}\u{9b}".into());
        assert_eq!(text.as_str(), "\u{241b}[2Jpay \u{fffd}moc.knab\u{2421}\u{fffd}");
    }

    #[test]
    fn ordinary_writing_of_many_scripts_stays_as_it_is() {
        for plain in ["Flat white", "Käsekuchen", "קפה", "コーヒー", "क्‍ष", "👩‍🍳☕️"]
        {
            assert_eq!(GuestText::line(plain.into()).as_str(), plain);
        }
    }

    #[test]
    fn a_cut_falls_between_characters_and_is_marked() {
        assert_eq!(GuestText::cut("é".repeat(10).as_str(), 5).as_str(), "éé…");
        assert_eq!(GuestText::cut("short", 5).as_str(), "short");
        assert_eq!(GuestText::cut("é", 0).as_str(), "…");
        assert_eq!(GuestText::cut_to_chars("éé", 2).as_str(), "éé");
        assert_eq!(GuestText::cut_to_chars("é\u{7}é", 2).as_str(), "é\u{2407}…");
    }

    #[test]
    fn a_text_is_no_longer_than_its_bound_once_it_is_harmless() {
        assert_eq!(GuestText::cut("\u{7}\u{7}\u{7}", 3).as_str(), "\u{2407}…");
        assert_eq!(GuestText::cut("\u{7}", 2).as_str(), "…");
    }

    #[test]
    fn line_feeds_stay_only_where_they_are_asked_for() {
        assert_eq!(GuestText::lines("a\nb\t".into()).as_str(), "a\nb ");
        assert_eq!(GuestText::line("a\nb".into()).as_str(), "a b");
    }
}
