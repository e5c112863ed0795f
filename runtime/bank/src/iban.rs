//! Account numbers by ISO 13616.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An International Bank Account Number in electronic format, its check digits right.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban(Box<str>);

/// Not an IBAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an IBAN is two capital letters, two check digits that are right and 11 to 30 capital letters \
     or digits, without spaces, such as AT611904300234573201"
)]
pub struct MalformedIban;

impl Iban {
    /// Its text, without spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough of it to be recognised by its holder, and no more: `AT61 •••• 3201`.
    #[must_use]
    pub fn masked(&self) -> String {
        let head = self.0.get(..4).unwrap_or_default();
        let tail = self.0.len().checked_sub(4).and_then(|at| self.0.get(at..)).unwrap_or_default();
        format!("{head} •••• {tail}")
    }
}

impl FromStr for Iban {
    type Err = MalformedIban;

    fn from_str(text: &str) -> Result<Self, MalformedIban> {
        let well_formed = (15..=34).contains(&text.len())
            && text.bytes().enumerate().all(|(at, byte)| match at {
                0 | 1 => byte.is_ascii_uppercase(),
                2 | 3 => byte.is_ascii_digit(),
                _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            });
        if well_formed && remainder(text) == 1 { Ok(Self(text.into())) } else { Err(MalformedIban) }
    }
}

/// ISO 7064 MOD 97-10 over the number that the IBAN is once its first four characters stand last
/// and letters count from 10.
fn remainder(iban: &str) -> u32 {
    let rotated = iban.bytes().skip(4).chain(iban.bytes().take(4));
    rotated.fold(0, |sum, byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        _ => (sum * 100 + u32::from(byte.saturating_sub(b'A')) + 10) % 97,
    })
}

impl TryFrom<String> for Iban {
    type Error = MalformedIban;

    fn try_from(text: String) -> Result<Self, MalformedIban> {
        text.parse()
    }
}

impl From<Iban> for String {
    fn from(iban: Iban) -> Self {
        iban.0.into()
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_are_right_and_any_changed_digit_is_wrong() {
        for good in ["AT611904300234573201", "GB82WEST12345698765432", "DE89370400440532013000", "NO9386011117947"] {
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
        for bad in ["", "AT61", "at611904300234573201", "AT61 1904 3002 3457 3201", "AT611904300234573201é", "6111904300234573201"] {
            assert_eq!(bad.parse::<Iban>(), Err(MalformedIban), "{bad}");
        }
    }

    #[test]
    fn a_masked_iban_shows_its_country_and_its_end() {
        assert_eq!("AT611904300234573201".parse::<Iban>().unwrap().masked(), "AT61 •••• 3201");
    }
}
