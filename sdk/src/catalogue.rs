//! The mini-app's own words, in each of its languages.

use crate::money::Money;
use crate::ui::{Inline, Label, Moment};

/// Declares the languages of a mini-app and all of its texts.
///
/// Each text becomes a method of the language. A text that lacks one of the languages is a compile
/// error, and so is one that says a language twice.
///
/// ```
/// use loggia_sdk::ui::Label;
/// use loggia_sdk::{Money, catalogue};
///
/// catalogue! {
///     /// What this mini-app speaks; the first is spoken to everybody else.
///     pub enum Language { En = "en", De = "de" }
///
///     /// The title of the menu.
///     menu() -> &'static str { En => "Menu", De => "Karte" }
///     /// How to greet somebody.
///     hello(name: &str) -> String { En => ["Hello ", name, "!"], De => ["Hallo ", name, "!"] }
///     /// What the button says.
///     pay(amount: Money) -> Label { En => ["Pay ", amount], De => [amount, " zahlen"] }
///     /// What lies in the basket.
///     items(count: u64) -> String {
///         En => { count: one ["1 item"], other [count, " items"] },
///         De => { count: one ["1 Artikel"], other [count, " Artikel"] },
///     }
/// }
///
/// let german = Language::of("de-AT");
/// assert_eq!(german, Language::De);
/// assert_eq!(german.menu(), "Karte");
/// assert_eq!(Language::of("pt-BR").items(2), "2 items");
/// assert_eq!(german.pay(Money::eur(340)), Label::from((Money::eur(340), " zahlen")));
/// ```
///
/// One that lacks a language does not compile:
///
/// ```compile_fail,E0004
/// loggia_sdk::catalogue! {
///     /// Two languages.
///     pub enum Language { En = "en", De = "de" }
///     /// Only one of them.
///     menu() -> &'static str { En => "Menu" }
/// }
/// ```
///
/// The language is a plain `Copy` value that can stand in the state. The mini-app's crate needs
/// nothing but this one for it.
#[macro_export]
macro_rules! catalogue {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $language:ident { $first:ident = $first_tag:literal $(, $variant:ident = $tag:literal)* $(,)? }
        $(
            $(#[$text_attribute:meta])*
            $text:ident ( $($argument:ident : $type:ty),* $(,)? ) -> $result:ty {
                $($in_language:ident => $words:tt),+ $(,)?
            }
        )*
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, $crate::serde::Serialize, $crate::serde::Deserialize)]
        #[serde(crate = "loggia_sdk::serde")]
        $visibility enum $language {
            #[doc = $first_tag]
            $first,
            $(#[doc = $tag] $variant),*
        }

        impl $language {
            /// The best language for a BCP 47 tag, such as `de-AT`; the first one when none fits.
            #[must_use]
            $visibility fn of(locale: &str) -> Self {
                const LANGUAGES: &[$language] = &[$language::$first $(, $language::$variant)*];
                let index = $crate::lookup(locale, &[$first_tag $(, $tag)*]);
                LANGUAGES.get(index).copied().unwrap_or($language::$first)
            }

            /// Its BCP 47 tag.
            #[must_use]
            $visibility fn tag(self) -> &'static str {
                match self {
                    Self::$first => $first_tag,
                    $(Self::$variant => $tag,)*
                }
            }

            $(
                $(#[$text_attribute])*
                #[must_use]
                $visibility fn $text(self $(, $argument: $type)*) -> $result {
                    match self {
                        $(Self::$in_language => $crate::catalogue!(@words self, $result, $words),)+
                    }
                }
            )*
        }
    };
    (@words $self:ident, $result:ty, $words:literal) => { $words };
    (@words $self:ident, $result:ty, [$($part:expr),* $(,)?]) => {{
        let mut words = <$result>::default();
        $($crate::Compose::compose(&mut words, $part);)*
        words
    }};
    (@words $self:ident, $result:ty, { $count:ident : one $one:tt, other $other:tt $(,)? }) => {
        if $crate::is_one($self.tag(), $count) {
            $crate::catalogue!(@words $self, $result, $one)
        } else {
            $crate::catalogue!(@words $self, $result, $other)
        }
    };
}

/// What a text of the catalogue can be put together from.
#[doc(hidden)]
pub trait Compose<Part>: Default {
    fn compose(&mut self, part: Part);
}

impl Compose<&str> for String {
    fn compose(&mut self, part: &str) {
        self.push_str(part);
    }
}

impl Compose<u64> for String {
    fn compose(&mut self, part: u64) {
        let mut digits = [0u8; 20];
        let mut rest = part;
        let mut length = 0;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
            length += 1;
            if rest == 0 {
                break;
            }
        }
        self.extend(digits.iter().skip(digits.len() - length).map(|&digit| char::from(digit)));
    }
}

impl Compose<&str> for Label {
    fn compose(&mut self, part: &str) {
        self.push(part);
    }
}

impl Compose<u64> for Label {
    fn compose(&mut self, part: u64) {
        let mut text = String::new();
        text.compose(part);
        self.push(text);
    }
}

impl Compose<Money> for Label {
    fn compose(&mut self, part: Money) {
        self.push(part);
    }
}

impl Compose<Moment> for Label {
    fn compose(&mut self, part: Moment) {
        self.push(part);
    }
}

impl Compose<Inline> for Label {
    fn compose(&mut self, part: Inline) {
        self.push(part);
    }
}

/// The place of the tag that fits `locale` best: itself, or what is left of it after cutting subtags off its end (RFC
/// 4647, lookup); the first when none fits.
#[doc(hidden)]
#[must_use]
pub fn lookup(locale: &str, tags: &[&str]) -> usize {
    let mut range = locale;
    loop {
        if let Some(found) = tags.iter().position(|tag| tag.eq_ignore_ascii_case(range)) {
            return found;
        }
        match range.rsplit_once('-') {
            Some((shorter, _)) => range = shorter,
            None => return 0,
        }
    }
}

/// Whether a language says this number of things in the singular (CLDR's category `one`, for whole numbers).
#[doc(hidden)]
#[must_use]
pub fn is_one(tag: &str, count: u64) -> bool {
    match tag.split('-').next().unwrap_or(tag) {
        "fr" | "pt" | "hi" | "fa" | "hy" => count <= 1,
        "ja" | "ko" | "zh" | "th" | "vi" | "id" | "ms" => false,
        _ => count == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_matching_tag_wins_and_the_first_stands_in() {
        let tags = ["en", "de", "de-AT"];
        assert_eq!(lookup("de-AT-1996", &tags), 2);
        assert_eq!(lookup("DE-ch", &tags), 1);
        assert_eq!(lookup("fr", &tags), 0);
        assert_eq!(lookup("", &tags), 0);
    }

    #[test]
    fn numbers_are_written_whole() {
        for number in [0, 7, 10, 4_711, u64::MAX] {
            let mut text = String::new();
            text.compose(number);
            assert_eq!(text, number.to_string());
        }
    }

    #[test]
    fn the_singular_is_the_language_s_own() {
        assert!(is_one("de-AT", 1) && !is_one("de", 0));
        assert!(is_one("fr", 0) && !is_one("fr", 2));
        assert!(!is_one("ja", 1));
    }
}
