//! What a text must match.

use regex_lite::{Regex, RegexBuilder};
use serde::Serialize;

use crate::guest_text::GuestText;

/// Bytes of a pattern.
const PATTERN_BYTES: usize = 200;
/// Bytes of a compiled one. Stops: `(x{99}){99}`. Matching takes the time of this times the text's
/// length, and never more: the engine does not backtrack.
const COMPILED_BYTES: usize = 16 * 1024;
/// Stops: deep recursion while it is read.
const NESTING: u32 = 16;

/// A regular expression that a whole text must match.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Pattern(GuestText);

impl Pattern {
    /// The pattern, if it is one.
    pub(super) fn parse(source: &str) -> Option<Self> {
        // What would have to be made visible matches nothing that anybody types.
        let pattern = Self(GuestText::line(source.to_owned()));
        let is_right = source.len() <= PATTERN_BYTES
            && pattern.0.as_str() == source
            && pattern.compiled().is_some();
        is_right.then_some(pattern)
    }

    /// As the mini-app wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether all of `text` matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.compiled().is_some_and(|regex| regex.is_match(text))
    }

    fn compiled(&self) -> Option<Regex> {
        let built = |source: &str| {
            let mut builder = RegexBuilder::new(source);
            builder.size_limit(COMPILED_BYTES).nest_limit(NESTING).build().ok()
        };
        // The group keeps an alternation within the anchors; on its own first, so that nobody closes
        // the group.
        built(self.0.as_str())?;
        built(&format!("^(?:{})$", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(text)
    }

    #[test]
    fn a_pattern_is_for_the_whole_text() {
        assert!(matches("[A-Z]{1,3}-[0-9]{1,4}", "W-1234"));
        assert!(!matches("[A-Z]{1,3}-[0-9]{1,4}", "W-12345"));
        assert!(!matches("a|b", "ab"));
        assert!(matches("a|b", "b"));
    }

    #[test]
    fn what_is_no_pattern_or_too_large_a_one_is_refused() {
        for wrong in ["(", ")(", "a)|(b", "[", "x{2,1}", "(?:x{99}){99}", "a\u{202e}", "\\p{Greek}"]
        {
            assert_eq!(Pattern::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Pattern::parse(&"a".repeat(PATTERN_BYTES + 1)), None);
        assert_eq!(Pattern::parse(&("(".repeat(99) + &")".repeat(99))), None);
    }

    #[test]
    fn a_pattern_that_ruins_backtracking_engines_takes_linear_time() {
        let text = "a".repeat(199) + "!";
        assert!(!matches("(a+)+", &text));
        assert!(!matches("(a|a?)+", &text));
    }
}
