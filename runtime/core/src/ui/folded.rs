//! Words as they look at a glance: in the one form that all of their spellings have.

use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::skeleton;

/// The words of a text in the one form that all spellings of them which look alike have: small letters
/// of ASCII where they look like such, without accents and what cannot be seen, a space between each
/// two. Both sides of a comparison are folded.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    let mut push = |letter: char| {
        if !letter.is_alphanumeric() {
            space = true;
            return;
        }
        if std::mem::take(&mut space) && !folded.is_empty() {
            folded.push(' ');
        }
        folded.push(letter);
    };
    if text.is_ascii() {
        text.chars().map(plain).for_each(&mut push);
    } else {
        for letter in text.nfkc().filter(|letter| !is_unseen(*letter)) {
            fold(letter, &mut push);
        }
    }
    // As one looks at a glance; and so the skeleton of m is.
    folded.replace("rn", "m")
}

fn fold(letter: char, push: &mut impl FnMut(char)) {
    if letter.is_ascii() {
        return push(plain(letter));
    }
    if letter.is_uppercase()
        && let [looks] = bones(letter).as_slice()
        && looks.is_ascii_alphabetic()
    {
        // What looks like a small l and is a capital letter looks like an I.
        return push(if *looks == 'l' { 'i' } else { looks.to_ascii_lowercase() });
    }
    for small in letter.to_lowercase() {
        let bones = bones(small).into_iter().flat_map(char::to_lowercase);
        bones.filter(|bone| !is_unseen(*bone)).map(plain).for_each(&mut *push);
    }
}

/// A letter of ASCII, small; and a digit that stands for one.
const fn plain(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' | '|' => 'l',
        letter => letter.to_ascii_lowercase(),
    }
}

/// What a letter looks like, by UTS #39.
pub(super) fn bones(letter: char) -> Vec<char> {
    skeleton(letter.encode_utf8(&mut [0; 4])).collect()
}

/// Accents, and what stands for itself in a text and is not seen: Unicode's Default_Ignorable_Code_Point;
/// and what stands in their place once a text is harmless.
pub(super) fn is_unseen(c: char) -> bool {
    is_combining_mark(c)
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{fffd}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether folded words begin with others.
pub(super) fn is_led_by(said: &str, by: &str) -> bool {
    said.strip_prefix(by).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Folded words to look for in texts that are not folded. Each view is read, and most texts of most
/// have none of them: that costs no memory here, and a moment for each letter.
pub(super) struct Words {
    words: FxHashSet<String>,
    /// By the first letter, which letters come second; a space is the end.
    second: [u128; 128],
}

impl Words {
    /// As many letters as the longest of them may have.
    pub(super) const LONGEST: usize = 24;

    pub(super) fn of(words: impl Iterator<Item = String>) -> Self {
        let mut known = Self { words: words.collect(), second: [0; 128] };
        for word in &known.words {
            let mut letters = word.bytes();
            let first = letters.next().unwrap_or(b' ');
            if let Some(seconds) = known.second.get_mut(usize::from(first)) {
                *seconds |= bit(letters.next().unwrap_or(b' '));
            }
        }
        known
    }

    /// Whether the first word of a text could be one of them.
    pub(super) fn may_lead(&self, text: &str) -> bool {
        let begins = text.bytes().position(|letter| folded_ascii(letter) != b' ');
        let first = begins.and_then(|at| text.as_bytes().get(at..));
        !text.is_ascii() || first.is_some_and(|first| self.may_begin(first))
    }

    /// Whether any word of a text could be one of them.
    pub(super) fn may_stand_in(&self, text: &str) -> bool {
        if !text.is_ascii() {
            return true;
        }
        let mut before = b' ';
        text.bytes().enumerate().any(|(at, letter)| {
            let letter = folded_ascii(letter);
            let begins = std::mem::replace(&mut before, letter) == b' ' && letter != b' ';
            begins && text.as_bytes().get(at..).is_some_and(|rest| self.may_begin(rest))
        })
    }

    /// Whether the word with which these letters begin is one of them.
    fn may_begin(&self, text: &[u8]) -> bool {
        let mut letters = text.iter().map(|letter| folded_ascii(*letter));
        let (first, second) = (letters.next().unwrap_or(b' '), letters.next().unwrap_or(b' '));
        let seconds = self.second.get(usize::from(first)).copied().unwrap_or_default();
        // An r may be half of an m.
        let may = seconds & bit(second) != 0 || first == b'r' || second == b'r';
        may && self.begins(text)
    }

    fn begins(&self, text: &[u8]) -> bool {
        let (mut word, mut length) = ([0_u8; Self::LONGEST], 0_usize);
        for letter in text.iter().map(|letter| folded_ascii(*letter)) {
            let last = length.checked_sub(1).and_then(|last| word.get_mut(last));
            match (letter, last) {
                (b' ', _) => break,
                (b'n', Some(last @ b'r')) => *last = b'm',
                _ => {
                    let Some(next) = word.get_mut(length) else { return false };
                    *next = letter;
                    length += 1;
                }
            }
        }
        let word = word.get(..length).and_then(|word| std::str::from_utf8(word).ok());
        word.is_some_and(|word| self.words.contains(word))
    }
}

fn bit(letter: u8) -> u128 {
    1 << (letter % 128)
}

/// A byte of ASCII as it is folded; a space where it is no letter and no digit.
fn folded_ascii(letter: u8) -> u8 {
    /// Looked up: a text is read letter by letter.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::indexing_slicing,
        reason = "below 128, as the compiler sees"
    )]
    const FOLDED: [u8; 128] = {
        let (mut folded, mut at) = ([b' '; 128], 0);
        while at < 128 {
            let letter = plain(at as u8 as char);
            if letter.is_ascii_alphanumeric() {
                folded[at] = letter as u8;
            }
            at += 1;
        }
        folded
    };
    FOLDED.get(usize::from(letter)).copied().unwrap_or(b' ')
}
