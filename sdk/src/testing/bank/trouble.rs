//! What the denial matrix has go wrong with one capability.

use super::super::account::{Entry, TestAccount};
use super::Bank;
use super::accounts::Direction;
use super::requests::{Question, Reply};
use crate::bindings::loggia::http::http;
use crate::bindings::loggia::types::types::ErrorCode;
use crate::capability::{Address, Claims};
use crate::money::Money;
use crate::timestamp::Timestamp;

/// What goes wrong with a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// It isn't granted: it is not among the rights, and every call is `denied`.
    Refused,
    /// It is there, and the user doesn't want it: consent refused or taken back, sheet declined. Answers,
    /// and calls that answer at once, are `denied`.
    Withdrawn,
    /// Nothing answers before the host gives up: half a minute, then `unavailable`; a sheet expires. What was
    /// asked of a partner's server was done, and the answer is lost.
    Slow,
    /// It is out of order: `unavailable`, at once.
    Failing,
    /// It answers that there is nothing: no accounts, no transactions, no points, an empty body.
    Empty,
    /// It answers with as much as the contract allows: a hundred accounts, thousands of transactions, the
    /// largest amounts, bodies and values of no sense.
    Huge,
}

/// What they are about is done at once: no request, so nothing that could be slow.
const AT_ONCE: [&str; 4] = [
    "loggia:storage/storage",
    "loggia:platform/timers",
    "loggia:platform/navigation",
    "loggia:platform/log",
];

/// What can say that there is nothing, or say very much.
const SAYING: [&str; 9] = [
    "loggia:accounts/accounts-basic",
    "loggia:accounts/balances",
    "loggia:accounts/transactions-credits",
    "loggia:accounts/transactions-debits",
    "loggia:accounts/transactions-detail",
    "loggia:http/http",
    "loggia:fx/fx",
    "loggia:loyalty/loyalty",
    "loggia:storage/storage",
];

/// Who the user is, the bank knows or not: that it knows nothing is the user's sharing nothing.
const CLAIMS: &str = "loggia:identity/identity-verified";

/// How many accounts a user has who has very many, and how many transactions on each.
const MANY_ACCOUNTS: usize = 100;
const MANY_TRANSACTIONS: u64 = 1_000;

const HOUR_MS: u64 = 60 * 60 * 1_000;
/// The largest amount that the contract carries.
const LARGEST: u64 = i64::MAX as u64;
const LARGEST_BODY: usize = 256 * 1_024;
const LARGEST_VALUE: usize = 64 * 1_024;

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Refused, Self::Withdrawn, Self::Slow, Self::Failing, Self::Empty, Self::Huge];

    /// Whether it can befall this interface.
    pub(in super::super) fn can_befall(self, interface: &str) -> bool {
        match self {
            Self::Refused | Self::Withdrawn => true,
            Self::Slow => !AT_ONCE.contains(&interface),
            Self::Failing => !interface.starts_with("loggia:platform/"),
            Self::Huge if interface == CLAIMS => true,
            Self::Empty | Self::Huge => SAYING.contains(&interface),
        }
    }
}

impl Bank {
    /// From now on something is wrong with an interface.
    pub(in super::super) fn beset(&mut self, interface: &str, trouble: Trouble) {
        self.trouble = Some((interface.to_owned(), trouble));
        match trouble {
            Trouble::Refused => drop(self.denied.insert(interface.to_owned())),
            Trouble::Withdrawn => drop(self.withdraw_consent(interface)),
            Trouble::Failing => drop(self.unavailable.insert(interface.to_owned())),
            Trouble::Slow => {}
            Trouble::Empty => self.empty(interface),
            Trouble::Huge => self.fill(interface),
        }
    }

    /// Whether this is what is wrong with this interface.
    pub(in super::super) fn has_trouble(&self, interface: &str, trouble: Trouble) -> bool {
        self.trouble.as_ref().is_some_and(|(of, what)| of == interface && *what == trouble)
    }

    pub(in super::super) fn is_slow(&self, interface: &str) -> bool {
        self.has_trouble(interface, Trouble::Slow)
    }

    /// What is done at once can only be taken back as a whole.
    pub(super) fn is_taken_back(&self, interface: &str) -> bool {
        AT_ONCE.contains(&interface) && self.has_trouble(interface, Trouble::Withdrawn)
    }

    /// The host gives up on what was too slow; whether there was anything.
    pub(in super::super) fn give_up_waiting(&mut self) -> bool {
        let mut gave_up = false;
        for place in 0..self.open.len() {
            let question = &self.open[place].question;
            if self.open[place].waits_for.is_some() || !self.is_slow(question.interface()) {
                continue;
            }
            if let Question::Outcome { .. } = question {
                continue;
            }
            if let Question::Http(request) = question {
                let request = request.clone();
                // Done, and the answer lost on the way.
                let _ = self.exchange(&request);
            }
            self.open[place].refusal = Some(ErrorCode::Unavailable);
            gave_up = true;
        }
        gave_up
    }

    /// What is said to a question instead of the truth.
    pub(super) fn troubled_reply(&self, question: &Question) -> Option<Reply> {
        let (of, trouble) = self.trouble.as_ref()?;
        if of != question.interface() {
            return None;
        }
        match (question, trouble) {
            (Question::Http(_), Trouble::Empty) => Some(Reply::Http(Ok(response(Vec::new())))),
            (Question::Http(_), Trouble::Huge) => {
                Some(Reply::Http(Ok(response(vec![b'['; LARGEST_BODY]))))
            }
            (Question::Balances { .. }, Trouble::Empty) => Some(Reply::Balances(Ok(Vec::new()))),
            (Question::Details { .. }, Trouble::Empty) => Some(Reply::Details(Ok(Vec::new()))),
            (Question::Quote { amount, into }, Trouble::Empty | Trouble::Huge) => {
                let worth = if *trouble == Trouble::Empty { 0 } else { LARGEST };
                Some(Reply::Quote(self.quote_of(*amount, *into, worth)))
            }
            _ => None,
        }
    }

    pub(in super::super) fn stored_value(&self, key: &str) -> Option<Vec<u8>> {
        const STORAGE: &str = "loggia:storage/storage";
        if self.has_trouble(STORAGE, Trouble::Empty) {
            return None;
        }
        if self.has_trouble(STORAGE, Trouble::Huge) {
            return Some(vec![b'x'; LARGEST_VALUE]);
        }
        self.stored.get(key).cloned()
    }

    pub(in super::super) fn stored_keys(&self, prefix: &str) -> Vec<String> {
        const STORAGE: &str = "loggia:storage/storage";
        if self.has_trouble(STORAGE, Trouble::Empty) {
            return Vec::new();
        }
        if self.has_trouble(STORAGE, Trouble::Huge) {
            return (0..1_000).map(|number| format!("{prefix}{number:0100}")).collect();
        }
        self.stored.keys().filter(|key| key.starts_with(prefix)).take(1_000).cloned().collect()
    }

    fn empty(&mut self, interface: &str) {
        match interface {
            "loggia:accounts/accounts-basic" => self.accounts.clear(),
            "loggia:accounts/transactions-credits" => self.forget_entries(Direction::Credit),
            "loggia:accounts/transactions-debits" => self.forget_entries(Direction::Debit),
            "loggia:loyalty/loyalty" => {
                self.points = 0;
                self.points_per_unit = 0;
            }
            _ => {}
        }
    }

    fn fill(&mut self, interface: &str) {
        match interface {
            "loggia:accounts/accounts-basic" => {
                for number in self.accounts.len()..MANY_ACCOUNTS {
                    let nickname = format!("{number} {}", "W".repeat(66));
                    self.open_account(TestAccount::new(nickname, Money::eur(1)));
                }
            }
            "loggia:accounts/balances" => self.enlarge_balances(LARGEST),
            "loggia:accounts/transactions-credits" => self.book_very_much(Direction::Credit),
            "loggia:accounts/transactions-debits" => self.book_very_much(Direction::Debit),
            "loggia:accounts/transactions-detail" => self.lengthen_entries(),
            "loggia:loyalty/loyalty" => self.points = LARGEST / 2,
            CLAIMS => self.claims = longest_claims(),
            _ => {}
        }
    }

    fn book_very_much(&mut self, direction: Direction) {
        for place in 0..self.accounts.len() {
            let Ok(amount) = Money::new(LARGEST, self.currency_of(place)) else { continue };
            for number in 1..=MANY_TRANSACTIONS {
                let at = Timestamp::from_millis(self.now.saturating_sub(number * 8 * HOUR_MS));
                let entry = match direction {
                    Direction::Credit => Entry::credit(amount, at),
                    Direction::Debit => Entry::debit(amount, at),
                };
                self.book_entry(place, entry);
            }
        }
    }
}

/// Each as long as the contract lets it be.
fn longest_claims() -> Claims {
    let long = |letter: &str, length| Some(letter.repeat(length));
    Claims {
        given_name: long("W", 70),
        family_name: long("Ẅ", 70),
        birthdate: Some("1900-01-01".to_owned()),
        address: Some(Address {
            street_address: "W".repeat(70),
            locality: "W".repeat(70),
            region: long("W", 70),
            postal_code: long("9", 16),
            country: "AT".to_owned(),
        }),
        email: long("w", 254),
        phone_number: Some("+999999999999999".to_owned()),
        tax_identification_number: long("9", 35),
    }
}

fn response(body: Vec<u8>) -> http::Response {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    http::Response { status: 200, headers, body }
}
