use std::marker::PhantomData;

use super::TestApp;
use super::bank::Bank;
use crate::bindings::loggia::app::events as wire;
use crate::currency::Currency;
use crate::mini_app::MiniApp;
use crate::money::Money;
use crate::timestamp::Timestamp;

/// Every interface that a mini-app may call.
const INTERFACES: [&str; 6] = [
    "loggia:payments/payments-initiate",
    "loggia:storage/storage",
    "loggia:loyalty/loyalty",
    "loggia:platform/timers",
    "loggia:platform/navigation",
    "loggia:platform/log",
];

/// The user, the bank and the moment with which a [`TestApp`] begins.
#[derive(Clone, Debug)]
pub struct Builder<A> {
    pub(super) bank: Bank,
    pub(super) environment: wire::Environment,
    pub(super) params: Vec<(String, String)>,
    pub(super) hold_answers: bool,
    app: PhantomData<fn() -> A>,
}

impl<A: MiniApp> Builder<A> {
    pub(super) fn new() -> Self {
        Self {
            // Monday, 2 March 2026, 09:00 in Vienna.
            bank: Bank::new(1_772_438_400_000),
            environment: wire::Environment {
                locale: "en-GB".to_owned(),
                time_zone: "Europe/Vienna".to_owned(),
                utc_offset_minutes: 60,
                currency: "EUR".to_owned(),
            },
            params: Vec::new(),
            hold_answers: false,
            app: PhantomData,
        }
    }

    /// The user's language, a BCP 47 tag; `en-GB` unless told otherwise.
    #[must_use]
    pub fn locale(mut self, tag: &str) -> Self {
        tag.clone_into(&mut self.environment.locale);
        self
    }

    /// The currency of the user's main account; EUR unless told otherwise.
    #[must_use]
    pub fn currency(mut self, currency: Currency) -> Self {
        currency.code().clone_into(&mut self.environment.currency);
        self
    }

    /// The moment of the launch; 2 March 2026, 09:00 in Vienna, unless told otherwise.
    #[must_use]
    pub fn at(mut self, moment: Timestamp) -> Self {
        self.bank.now = moment.millis();
        self
    }

    /// A launch parameter.
    #[must_use]
    pub fn param(mut self, name: &str, value: &str) -> Self {
        self.params.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A capability that isn't granted, or that the user refused: it answers `denied`.
    ///
    /// # Panics
    /// When there is no such interface.
    #[must_use]
    pub fn deny(mut self, interface: &str) -> Self {
        known(interface);
        self.bank.denied.insert(interface.to_owned());
        self
    }

    /// The most that the grant lets a payment be; without it there is no bound.
    #[must_use]
    pub fn per_payment(mut self, most: Money) -> Self {
        self.bank.per_payment = Some(most);
        self
    }

    /// The user's points; none unless told otherwise.
    #[must_use]
    pub fn points(mut self, points: u64) -> Self {
        self.bank.points = points;
        self
    }

    /// Points for one whole unit of the currency; 10 unless told otherwise.
    #[must_use]
    pub fn points_per_unit(mut self, points: u32) -> Self {
        self.bank.points_per_unit = points;
        self
    }

    /// Something that an earlier session stored.
    #[must_use]
    pub fn stored(mut self, key: &str, value: &[u8]) -> Self {
        self.bank.stored.insert(key.to_owned(), value.to_vec());
        self
    }

    /// Leaves requests unanswered until [`TestApp::answer`], to see what is on screen meanwhile.
    #[must_use]
    pub fn hold_answers(mut self) -> Self {
        self.hold_answers = true;
        self
    }

    /// Opens the mini-app.
    ///
    /// # Panics
    /// When its first step fails, or leaves what the contract doesn't allow.
    #[must_use]
    #[track_caller]
    pub fn launch(self) -> TestApp<A> {
        TestApp::open(self)
    }
}

/// The interfaces that are there for the user.
pub(super) fn rights(bank: &Bank) -> Vec<String> {
    INTERFACES
        .into_iter()
        .filter(|interface| !bank.denied.contains(*interface))
        .map(str::to_owned)
        .collect()
}

#[track_caller]
pub(super) fn known(interface: &str) {
    assert!(
        INTERFACES.contains(&interface),
        "{interface:?} is no capability: it is one of {INTERFACES:?}"
    );
}
