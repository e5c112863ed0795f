//! Account numbers by ISO 13616.

use std::fmt;
use std::str::FromStr;

use iban::IbanLike;
use serde::{Deserialize, Serialize};

/// An International Bank Account Number in electronic format, its check digits right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban(iban::Iban);

/// Not an IBAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an IBAN is a country's two capital letters, two check digits that are right and the account as \
     that country writes it, without spaces, such as AT611904300234573201"
)]
pub struct MalformedIban;

impl Iban {
    /// Its text, without spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.electronic_str()
    }

    /// Enough of it to be recognised by its holder, and no more: `AT61 •••• 3201`.
    #[must_use]
    pub fn masked(&self) -> String {
        let text = self.as_str();
        let head = text.get(..4).unwrap_or_default();
        let tail = text.len().checked_sub(4).and_then(|at| text.get(at..)).unwrap_or_default();
        format!("{head} •••• {tail}")
    }
}

impl FromStr for Iban {
    type Err = MalformedIban;

    fn from_str(text: &str) -> Result<Self, MalformedIban> {
        // The parser also takes the paper format, with spaces.
        text.parse::<iban::Iban>()
            .ok()
            .filter(|iban| iban.electronic_str() == text)
            .map(Self)
            .ok_or(MalformedIban)
    }
}

impl TryFrom<String> for Iban {
    type Error = MalformedIban;

    fn try_from(text: String) -> Result<Self, MalformedIban> {
        text.parse()
    }
}

impl From<Iban> for String {
    fn from(iban: Iban) -> Self {
        iban.as_str().to_owned()
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_are_right_and_any_changed_digit_is_wrong() {
        for good in [
            "AT611904300234573201",
            "GB82WEST12345698765432",
            "DE89370400440532013000",
            "NO9386011117947",
        ] {
            assert!(good.parse::<Iban>().is_ok(), "{good}");
        }
        let right = "AT611904300234573201";
        for at in 2..right.len() {
            let mut wrong = right.as_bytes().to_vec();
            wrong[at] = if wrong[at] == b'9' { b'0' } else { wrong[at] + 1 };
            assert!(String::from_utf8(wrong).unwrap().parse::<Iban>().is_err(), "digit {at}");
        }
    }

    #[test]
    fn what_has_another_form_is_refused() {
        for bad in [
            "",
            "AT61",
            "at611904300234573201",
            "AT61 1904 3002 3457 3201",
            "AT611904300234573201é",
            "6111904300234573201",
        ] {
            assert_eq!(bad.parse::<Iban>(), Err(MalformedIban), "{bad}");
        }
    }

    #[test]
    fn a_masked_iban_shows_its_country_and_its_end() {
        assert_eq!("AT611904300234573201".parse::<Iban>().unwrap().masked(), "AT61 •••• 3201");
    }
}
