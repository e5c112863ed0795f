//! Changing a text at its caret, character by character as people count them.

use unicode_segmentation::UnicodeSegmentation;

/// Characters of a number, an amount or a day: room for the largest with all its signs.
pub(crate) const TYPED_LENGTH: u32 = 32;

/// What a key does to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Puts text in at the caret.
    Insert(String),
    /// Takes the character before the caret away.
    Backspace,
    /// Takes the character behind the caret away.
    Delete,
    /// Takes the word before the caret away.
    DeleteWord,
    /// Takes all of it away.
    Clear,
    /// Moves the caret.
    Left,
    /// Moves the caret.
    Right,
    /// Moves the caret to the start.
    Home,
    /// Moves the caret to the end.
    End,
}

/// The text and its caret after an edit; `max_length` is in Unicode scalar values, as the contract
/// counts.
pub(crate) fn apply(
    text: &str,
    caret: usize,
    edit: &Edit,
    max_length: usize,
    lines: bool,
) -> (String, usize) {
    let mut letters: Vec<&str> = text.graphemes(true).collect();
    let caret = caret.min(letters.len());
    match edit {
        Edit::Insert(new) => {
            let room = max_length.saturating_sub(text.chars().count());
            let new = insertable(new, room, lines);
            let head: String = letters.iter().take(caret).copied().collect();
            let tail: String = letters.iter().skip(caret).copied().collect();
            // Counted after joining: a combining mark becomes one with the letter before it.
            let caret = format!("{head}{new}").graphemes(true).count();
            (format!("{head}{new}{tail}"), caret)
        }
        Edit::Backspace if caret > 0 => {
            letters.remove(caret - 1);
            (letters.concat(), caret - 1)
        }
        Edit::Delete if caret < letters.len() => {
            letters.remove(caret);
            (letters.concat(), caret)
        }
        Edit::DeleteWord => {
            let is_space = |letter: &&str| letter.trim().is_empty();
            let head = letters.get(..caret).unwrap_or_default();
            let spaces = head.iter().rev().take_while(|letter| is_space(letter)).count();
            let word =
                head.iter().rev().skip(spaces).take_while(|letter| !is_space(letter)).count();
            let from = caret - spaces - word;
            letters.drain(from..caret);
            (letters.concat(), from)
        }
        Edit::Clear => (String::new(), 0),
        Edit::Left => (text.to_owned(), caret.saturating_sub(1)),
        Edit::Right => (text.to_owned(), (caret + 1).min(letters.len())),
        Edit::Home => (text.to_owned(), 0),
        Edit::End => (text.to_owned(), letters.len()),
        Edit::Backspace | Edit::Delete => (text.to_owned(), caret),
    }
}

/// What of `new` may go into a field: no control characters, line feeds only where there are lines,
/// and only as much as there is room for.
fn insertable(new: &str, room: usize, lines: bool) -> String {
    let mut text = String::new();
    let mut left = room;
    for letter in new.replace("\r\n", "\n").replace(['\r', '\t'], " ").graphemes(true) {
        let letter = if letter == "\n" && !lines { " " } else { letter };
        if letter != "\n" && letter.chars().any(char::is_control) {
            continue;
        }
        let length = letter.chars().count();
        if length > left {
            break;
        }
        left -= length;
        text.push_str(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(text: &str, caret: usize, new: &str, max: usize) -> (String, usize) {
        apply(text, caret, &Edit::Insert(new.into()), max, false)
    }

    #[test]
    fn text_goes_in_at_the_caret_and_never_over_the_limit() {
        assert_eq!(insert("ct", 1, "oa", 10), ("coat".into(), 3));
        assert_eq!(insert("abc", 3, "defg", 5), ("abcde".into(), 5));
        assert_eq!(insert("abc", 99, "d", 9), ("abcd".into(), 4));
    }

    #[test]
    fn an_emoji_of_several_code_points_is_one_character_to_the_user() {
        let (text, caret) = insert("a", 1, "👩‍🍳", 10);
        assert_eq!(caret, 2);
        assert_eq!(apply(&text, caret, &Edit::Backspace, 10, false), ("a".into(), 1));
        assert_eq!(insert("a", 1, "👩‍🍳", 3), ("a".into(), 1), "half of it does not go in");
    }

    #[test]
    fn pasted_control_characters_and_line_ends_do_no_harm() {
        assert_eq!(insert("", 0, "a\u{1b}[2Jb\r\nc\td", 99).0, "a[2Jb c d");
        assert_eq!(apply("", 0, &Edit::Insert("a\r\nb".into()), 99, true).0, "a\nb");
    }

    #[test]
    fn a_word_goes_with_the_spaces_behind_it() {
        assert_eq!(apply("oat milk  ", 10, &Edit::DeleteWord, 99, false), ("oat ".into(), 4));
        assert_eq!(apply("oat", 0, &Edit::DeleteWord, 99, false), ("oat".into(), 0));
    }

    #[test]
    fn the_caret_stays_within_the_text() {
        assert_eq!(apply("ab", 0, &Edit::Left, 9, false).1, 0);
        assert_eq!(apply("ab", 2, &Edit::Right, 9, false).1, 2);
        assert_eq!(apply("ab", 2, &Edit::Delete, 9, false), ("ab".into(), 2));
        assert_eq!(apply("ab", 0, &Edit::Backspace, 9, false), ("ab".into(), 0));
        assert_eq!(apply("ab", 1, &Edit::End, 9, false).1, 2);
    }
}
