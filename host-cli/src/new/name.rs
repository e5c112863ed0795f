//! What a mini-app can be called, so that the same name does as a package, a crate, a part of the app id
//! and a host.

use std::fmt;

use crate::problem::Problem;

/// As many characters as users may see of a name.
const LONGEST: usize = 32;

/// What would make a crate that cannot be written down, or that shadows one that a mini-app needs.
const TAKEN: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "core",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loggia",
    "loggia-sdk",
    "loop",
    "macro",
    "match",
    "miniserde",
    "mod",
    "move",
    "mut",
    "override",
    "partner",
    "partner-server",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "serde",
    "server",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "time",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// The name of a new mini-app's package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name(String);

impl Name {
    /// A name that does everywhere.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and one that would do.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let Some(wrong) = wrong_with(text) else { return Ok(Self(text.to_owned())) };
        let problem =
            Problem::wrong_use(format!("{text:?} cannot be the name of a mini-app: {wrong}"));
        let advice = match similar(text) {
            Some(name) => format!("call it {name}: loggia new {name}"),
            None => "a name is 1 to 32 lower-case letters, digits and inner hyphens, such as corner-shop".to_owned(),
        };
        Err(problem.advice(advice))
    }

    /// As Rust names the crate.
    pub(crate) fn in_rust(&self) -> String {
        self.0.replace('-', "_")
    }

    /// As users read it, until the partner finds better words.
    pub(crate) fn title(&self) -> String {
        let words = self.0.split('-').filter(|word| !word.is_empty()).map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn wrong_with(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("it is empty");
    }
    if text.len() > LONGEST {
        return Some("it has more than 32 characters");
    }
    if !text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
        return Some("it has other characters than lower-case letters, digits and hyphens");
    }
    if !text.starts_with(|first: char| first.is_ascii_lowercase()) {
        return Some("it does not begin with a letter");
    }
    if text.ends_with('-') {
        return Some("it ends with a hyphen");
    }
    TAKEN.contains(&text).then_some("that is Rust's, or a crate's that it needs")
}

/// The nearest name that does, if there is one.
fn similar(text: &str) -> Option<String> {
    let mut name = String::new();
    for letter in text.chars() {
        match letter.to_ascii_lowercase() {
            letter @ ('a'..='z' | '0'..='9') => name.push(letter),
            '-' | '_' | ' ' | '.' | '/' if !name.is_empty() && !name.ends_with('-') => {
                name.push('-')
            }
            _ => {}
        }
    }
    let name = name.trim_start_matches(|first: char| !first.is_ascii_lowercase());
    let name: String = name.chars().take(LONGEST).collect();
    let name = name.trim_end_matches('-');
    let name = if TAKEN.contains(&name) { format!("my-{name}") } else { name.to_owned() };
    wrong_with(&name).is_none().then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_does_as_a_crate_and_reads_well() {
        for (name, in_rust, title) in [
            ("tips", "tips", "Tips"),
            ("corner-shop", "corner_shop", "Corner Shop"),
            ("a--1", "a__1", "A 1"),
        ] {
            let name = Name::parse(name).unwrap();
            assert_eq!((name.in_rust().as_str(), name.title().as_str()), (in_rust, title));
        }
        assert!(Name::parse(&"x".repeat(32)).is_ok());
    }

    #[test]
    fn a_name_that_does_not_do_is_answered_with_one_that_does() {
        for (wrong, right) in [
            ("Corner Shop", "corner-shop"),
            ("corner_shop", "corner-shop"),
            ("2nd-hand", "nd-hand"),
            ("shop-", "shop"),
            ("../shop", "shop"),
            ("match", "my-match"),
            ("partner", "my-partner"),
            ("loggia-sdk", "my-loggia-sdk"),
            ("Käse", "kse"),
        ] {
            assert_eq!(similar(wrong).as_deref(), Some(right), "{wrong}");
            assert!(Name::parse(wrong).is_err(), "{wrong}");
            assert!(Name::parse(right).is_ok(), "{right}");
        }
        assert!(Name::parse(&"x".repeat(33)).is_err());
        for hopeless in ["", "-", "42", "日本"] {
            assert!(Name::parse(hopeless).is_err() && similar(hopeless).is_none(), "{hopeless}");
        }
    }
}
