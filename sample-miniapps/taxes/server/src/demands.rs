//! What is demanded: made up from the reference, so that it is the same in every run.

const DAY: u64 = 24 * 60 * 60 * 1_000;

/// A demand as it was sent out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Demand {
    /// `bill` or `fine`.
    pub(crate) kind: &'static str,
    pub(crate) about: &'static str,
    pub(crate) cents: u64,
    /// Days from the day of the letter until it must be paid.
    days: u64,
}

/// What bills and fines are about.
const BILLS: [&str; 3] = ["income-tax", "property-tax", "dog-licence"];
const FINES: [&str; 3] = ["late-filing", "speeding", "parking"];

/// A reference with these eight digits: two more check them.
#[must_use]
pub fn reference(digits: u64) -> String {
    let digits = digits % 100_000_000;
    format!("{digits:08}{:02}", 97 - digits * 100 % 97)
}

/// Whether this can stand on a letter.
pub(crate) fn is_reference(text: &str) -> bool {
    let digits = text.get(..8).and_then(|digits| digits.parse().ok());
    text.len() == 10
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && digits.is_some_and(|digits| reference(digits) == text)
}

/// What is addressed to the person of this tax number: a bill and a fine.
pub(crate) fn addressed_to(tax_number: &str) -> [String; 2] {
    // FNV-1a.
    let number =
        tax_number.bytes().filter(u8::is_ascii_digit).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let digits = number % 50_000_000;
    // The first digit says which of the two it is.
    [reference(digits), reference(50_000_000 + digits)]
}

/// The demand of a reference.
pub(crate) fn demand(reference: &str) -> Option<Demand> {
    if !is_reference(reference) {
        return None;
    }
    let digits: u64 = reference.get(..8)?.parse().ok()?;
    let one_of = |texts: [&'static str; 3], seed: u64| {
        texts.into_iter().cycle().nth(usize::try_from(seed % 3).unwrap_or(0)).unwrap_or_default()
    };
    Some(if digits < 50_000_000 {
        Demand {
            kind: "bill",
            about: one_of(BILLS, digits / 7),
            cents: 4_000 + digits % 90_000,
            days: 30,
        }
    } else {
        Demand {
            kind: "fine",
            about: one_of(FINES, digits / 7),
            cents: 2_000 + digits % 40 * 100,
            days: 14,
        }
    })
}

impl Demand {
    /// Until when it must be paid, in milliseconds since 1970: the beginning of that day. The letter is a few days
    /// old when somebody asks.
    pub(crate) fn due(&self, first_asked: u64) -> u64 {
        (first_asked / DAY + self.days - 4) * DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_no_reference() {
        let right = reference(12_345_678);
        assert!(is_reference(&right));
        for place in 0..right.len() {
            for digit in '0'..='9' {
                let mut typed: Vec<char> = right.chars().collect();
                typed[place] = digit;
                let typed: String = typed.into_iter().collect();
                assert_eq!(is_reference(&typed), typed == right, "{typed}");
            }
        }
        for wrong in ["", "1234567", "12345678901", "1234567ä0", "+123456789"] {
            assert!(!is_reference(wrong), "{wrong}");
        }
    }

    #[test]
    fn everybody_has_a_bill_and_a_fine_and_always_the_same() {
        let theirs = addressed_to("99 123/4561");
        assert_eq!(theirs, addressed_to("991234561"));
        assert_ne!(theirs, addressed_to("99 207/3348"));
        let [bill, fine] = theirs.map(|reference| demand(&reference).unwrap());
        assert_eq!((bill.kind, fine.kind), ("bill", "fine"));
        assert!(bill.cents > 0 && fine.cents > 0);
        assert_eq!(demand("1234567890"), None);
    }
}
