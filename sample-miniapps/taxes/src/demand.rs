use std::time::Duration;

use loggia_sdk::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// What the revenue office wants to be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Demand {
    /// Ten digits, as they stand on the letter.
    pub(crate) reference: String,
    pub(crate) kind: Kind,
    pub(crate) about: About,
    pub(crate) standing: Standing,
    pub(crate) amount: Money,
    /// The beginning of the day until which it must be paid.
    pub(crate) due: Timestamp,
    pub(crate) receipt: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Bill,
    Fine,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum About {
    IncomeTax,
    PropertyTax,
    DogLicence,
    LateFiling,
    Speeding,
    Parking,
    /// Something that this release doesn't know: the letter says it.
    Other,
}

/// How it stands at the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Standing {
    Open,
    Paid,
    /// It was paid for twice: one of them goes back.
    RefundDue,
}

impl Demand {
    /// What it is: `Fine: speeding`.
    #[must_use]
    pub(crate) fn title(&self, words: Language) -> String {
        let kind = match self.kind {
            Kind::Bill => words.bill(),
            Kind::Fine => words.fine(),
        };
        let about = match self.about {
            About::IncomeTax => words.income_tax(),
            About::PropertyTax => words.property_tax(),
            About::DogLicence => words.dog_licence(),
            About::LateFiling => words.late_filing(),
            About::Speeding => words.speeding(),
            About::Parking => words.parking(),
            About::Other => words.see_the_letter(),
        };
        words.about(kind, about)
    }

    /// Whether the day until which it must be paid is over.
    #[must_use]
    pub(crate) fn is_overdue(&self, now: Timestamp) -> bool {
        self.due + Duration::from_secs(24 * 60 * 60) <= now
    }

    /// The reference in groups, as one reads it out.
    #[must_use]
    pub(crate) fn spoken_reference(&self) -> String {
        in_groups(&self.reference)
    }
}

/// `1234567890` as `1234 5678 90`.
#[must_use]
pub(crate) fn in_groups(reference: &str) -> String {
    let mut groups = String::new();
    for (place, digit) in reference.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            groups.push(' ');
        }
        groups.push(digit);
    }
    groups
}

/// What was typed, as a reference; none if it is none. The office looks at the check digits.
#[must_use]
pub(crate) fn as_reference(typed: &str) -> Option<String> {
    let left_out = |letter: char| letter.is_whitespace() || "-/.".contains(letter);
    let reference: String = typed.chars().filter(|letter| !left_out(*letter)).collect();
    let is_one = reference.len() == 10 && reference.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then_some(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_people_write_it() {
        for typed in ["1234567890", " 1234 5678 90 ", "1234-5678/90"] {
            let reference = as_reference(typed).unwrap_or_default();
            assert_eq!(in_groups(&reference), "1234 5678 90");
        }
        for wrong in ["", "123456789", "12345678901", "12345678ä0", "../../../.."] {
            assert_eq!(as_reference(wrong), None, "{wrong}");
        }
    }
}
