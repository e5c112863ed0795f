use std::marker::PhantomData;

use super::TestApp;
use super::account::{DetailField, TestAccount};
use super::bank::{Bank, PartnerServer, Rate};
use super::calls::check_intent;
use crate::bindings::loggia::app::events as wire;
use crate::bindings::loggia::types::types::ErrorCode;
use crate::capability::{Claim, Claims, HttpRequest, HttpResponse};
use crate::currency::Currency;
use crate::intent::Intent;
use crate::mini_app::MiniApp;
use crate::money::Money;
use crate::timestamp::Timestamp;

/// Every interface that a mini-app may call.
const INTERFACES: [&str; 18] = [
    "loggia:accounts/accounts-basic",
    "loggia:accounts/account-picker",
    "loggia:accounts/balances",
    "loggia:accounts/transactions-credits",
    "loggia:accounts/transactions-debits",
    "loggia:accounts/transactions-detail",
    "loggia:identity/identity-basic",
    "loggia:identity/identity-verified",
    "loggia:payments/payments-initiate",
    "loggia:payments/payments-scheduled",
    "loggia:http/http",
    "loggia:fx/fx",
    "loggia:location/location",
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
    pub(super) intent: Option<Intent>,
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
            intent: None,
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

    /// What the mini-app is opened for, by a link or another mini-app. A host lets only through what
    /// the manifest declares.
    ///
    /// # Panics
    /// When no manifest can declare it: a name, a number of parameters or a value is not as [`Intent`]
    /// says.
    #[must_use]
    #[track_caller]
    pub fn intent(mut self, intent: Intent) -> Self {
        if let Err(problem) = check_intent(intent.name(), intent.params()) {
            panic!("no mini-app is opened for {intent:?}: {problem}");
        }
        self.intent = Some(intent);
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

    /// An account of the user's; none unless told otherwise.
    ///
    /// # Panics
    /// When there is one of the same nickname already.
    #[must_use]
    #[track_caller]
    pub fn account(mut self, account: TestAccount) -> Self {
        assert!(
            self.bank.account_named(&account.nickname).is_none(),
            "there are two accounts {:?}",
            account.nickname
        );
        self.bank.open_account(account);
        self
    }

    /// The user has consented in an earlier session to all that is consented to once; without it the
    /// first request raises the bank's sheet, and waits for [`TestApp::consent`].
    #[must_use]
    pub fn consented(mut self) -> Self {
        self.bank.give_consent();
        self
    }

    /// What the user is called; Ada unless told otherwise.
    #[must_use]
    pub fn given_name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.bank.given_name);
        self
    }

    /// What the bank has made sure of about the user; nothing unless told otherwise.
    #[must_use]
    pub fn claims(mut self, claims: Claims) -> Self {
        self.bank.claims = claims;
        self
    }

    /// What the grant masks in transactions' details: the mini-app is told none of it.
    #[must_use]
    pub fn mask_details(mut self, fields: &[DetailField]) -> Self {
        self.bank.masked_details = fields.to_vec();
        self
    }

    /// The claims that the grant lets the mini-app ask for; without it there is no bound.
    #[must_use]
    pub fn may_ask_for(mut self, claims: &[Claim]) -> Self {
        self.bank.granted_claims = Some(claims.to_vec());
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

    /// The partner's server: each request comes here once its step is committed, with the
    /// `Idempotency-Key` that the host adds. An `Err` is the answer's error: `Unavailable` is a server
    /// that is down or too slow. What it remembers it keeps in cells of its own; a step that is undone
    /// undoes nothing there. Without one no request is answered.
    ///
    /// ```
    /// # use loggia_sdk::testing::Builder;
    /// # use loggia_sdk::{HttpMethod, HttpResponse, MiniApp};
    /// # fn with_a_server<A: MiniApp>(builder: Builder<A>) -> Builder<A> {
    /// builder.http(|request| match (request.method(), request.url()) {
    ///     (HttpMethod::Get, "https://api.partner.example/menu") => Ok(HttpResponse::new(200, "[]")),
    ///     _ => Ok(HttpResponse::new(404, "")),
    /// })
    /// # }
    /// ```
    #[must_use]
    pub fn http(
        mut self,
        server: impl Fn(&HttpRequest) -> Result<HttpResponse, ErrorCode> + 'static,
    ) -> Self {
        self.bank.server = Some(PartnerServer::new(server));
        self
    }

    /// What one unit of a currency is worth in another, such as `rate("EUR", "USD", "1.0842")`; the
    /// bank has no others. The last word on a pair counts.
    ///
    /// # Panics
    /// When a currency is none, or `rate` is no decimal number above zero.
    #[must_use]
    #[track_caller]
    pub fn rate(mut self, from: &str, into: &str, rate: &str) -> Self {
        let parsed = match (Currency::new(from), Currency::new(into)) {
            (Ok(from), Ok(into)) => Rate::parse(from, into, rate),
            _ => None,
        };
        let Some(parsed) = parsed else {
            panic!(
                "{from:?}, {into:?} and {rate:?} are no rate: it reads \"EUR\", \"USD\", \"1.0842\""
            )
        };
        self.bank.rates.push(parsed);
        self
    }

    /// Where the user is, in degrees north and east; without it the device does not know. The grant
    /// of a test has no bound on accuracy: what the mini-app asks for is what it gets.
    ///
    /// # Panics
    /// When there is no such place.
    #[must_use]
    #[track_caller]
    pub fn position(mut self, latitude: f64, longitude: f64) -> Self {
        assert!(
            (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude),
            "there is no place at {latitude}, {longitude}"
        );
        self.bank.position = Some((latitude, longitude));
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
