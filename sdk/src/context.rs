use std::marker::PhantomData;

use time::{Date, OffsetDateTime};

use crate::capability::{
    AccountPicker, Accounts, Balances, Fx, Http, Identity, Location, Log, Loyalty, Navigation,
    Payments, ScheduledPayments, Storage, Timers, Transactions, VerifiedIdentity,
};
use crate::environment::Environment;
use crate::fields::Fields;
use crate::random::Random;
use crate::timestamp::Timestamp;

/// What a step has at hand: its event's facts, and the capabilities.
///
/// `M` is the mini-app's message. Calling a capability puts its interface on the component's import list, and so
/// on the list of what the bank must grant; one that is never called does not stand there.
#[derive(Debug)]
pub struct Ctx<M> {
    now: Timestamp,
    entropy: [u8; 32],
    random: Option<Random>,
    pub(crate) environment: Environment,
    pub(crate) rights: Vec<String>,
    pub(crate) fields: Fields,
    pub(crate) request: Option<u64>,
    message: PhantomData<fn() -> M>,
}

impl<M> Ctx<M> {
    pub(crate) fn new(now: u64, entropy: &[u8]) -> Self {
        let mut seed = [0; 32];
        for (place, byte) in seed.iter_mut().zip(entropy) {
            *place = *byte;
        }
        Self {
            now: Timestamp::from_millis(now),
            entropy: seed,
            random: None,
            environment: Environment::unknown(),
            rights: Vec::new(),
            fields: Fields::default(),
            request: None,
            message: PhantomData,
        }
    }

    /// The moment at which this step was begun: the only clock. It stands still within a step and
    /// never runs backwards within a session.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The day that it is in UTC, as the bank counts days, such as those of scheduled payments.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now.at_offset(0).date()
    }

    /// The same moment as the user's clock on the wall says it.
    #[must_use]
    pub fn local_now(&self) -> OffsetDateTime {
        self.now.at_offset(self.environment.utc_offset_minutes)
    }

    /// This step's random numbers.
    pub fn random(&mut self) -> &mut Random {
        let entropy = self.entropy;
        self.random.get_or_insert_with(|| Random::new(entropy))
    }

    /// Where and for whom the mini-app is shown, as last heard.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The optional capabilities that were there for this user when the session began, such as
    /// `loggia:loyalty/loyalty`. One may be taken back meanwhile: its calls then answer `denied`.
    #[must_use]
    pub fn rights(&self) -> &[String] {
        &self.rights
    }

    /// Whether this optional capability was there when the session began.
    #[must_use]
    pub fn has_right(&self, interface: &str) -> bool {
        self.rights.iter().any(|right| right == interface)
    }

    /// What the user entered; empty in a step that no input led to.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Which accounts the user has: `loggia:accounts/accounts-basic`.
    #[must_use]
    pub fn accounts(&self) -> Accounts<M> {
        Accounts::new()
    }

    /// Has the user pick an account: `loggia:accounts/account-picker`.
    #[must_use]
    pub fn account_picker(&self) -> AccountPicker<M> {
        AccountPicker::new()
    }

    /// What is on an account: `loggia:accounts/balances`.
    #[must_use]
    pub fn balances(&self) -> Balances<M> {
        Balances::new()
    }

    /// What came in and went out: `loggia:accounts/transactions-credits`, `transactions-debits` and
    /// `transactions-detail`, each by the function that belongs to it.
    #[must_use]
    pub fn transactions(&self) -> Transactions<M> {
        Transactions::new()
    }

    /// Who the user is: `loggia:identity/identity-basic`.
    #[must_use]
    pub fn identity(&self) -> Identity<M> {
        Identity::new()
    }

    /// Asks the user for facts that the bank has made sure of: `loggia:identity/identity-verified`.
    #[must_use]
    pub fn verified_identity(&self) -> VerifiedIdentity<M> {
        VerifiedIdentity::new()
    }

    /// Asks the partner's servers: `loggia:http/http`.
    #[must_use]
    pub fn http(&self) -> Http<M> {
        Http::new()
    }

    /// What money is worth in another currency: `loggia:fx/fx`.
    #[must_use]
    pub fn fx(&self) -> Fx<M> {
        Fx::new()
    }

    /// Where the user is: `loggia:location/location`.
    #[must_use]
    pub fn location(&self) -> Location<M> {
        Location::new()
    }

    /// Starts payments: `loggia:payments/payments-initiate`.
    #[must_use]
    pub fn payments(&self) -> Payments<M> {
        Payments::new()
    }

    /// Has payments made on a later day: `loggia:payments/payments-scheduled`.
    #[must_use]
    pub fn scheduled_payments(&self) -> ScheduledPayments<M> {
        ScheduledPayments::new()
    }

    /// Keeps things over sessions: `loggia:storage/storage`.
    #[must_use]
    pub fn storage(&self) -> Storage {
        Storage
    }

    /// Points: `loggia:loyalty/loyalty`.
    #[must_use]
    pub fn loyalty(&self) -> Loyalty<M> {
        Loyalty::new()
    }

    /// Wakes the mini-app: `loggia:platform/timers`.
    #[must_use]
    pub fn timers(&self) -> Timers<M> {
        Timers::new()
    }

    /// Leaves the mini-app, or leads to another one: `loggia:platform/navigation`.
    #[must_use]
    pub fn navigation(&self) -> Navigation {
        Navigation
    }

    /// The partner's log: `loggia:platform/log`.
    #[must_use]
    pub fn log(&self) -> Log {
        Log
    }
}
