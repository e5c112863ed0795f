//! What a bank knows of a user, and what the user lets mini-apps see of it, as a test says.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use loggia_runtime::capability::account_information::{
    Account, AccountInformation, Balance, BalanceKind, CreditDebit, Detail, Page, PageRequest,
    Period, Pick, Picking, Transaction, no_such_account,
};
use loggia_runtime::capability::consent::{Asking, Consented, Consents, Standing};
use loggia_runtime::capability::fx::{Fx, Quote, QuoteRequest};
use loggia_runtime::capability::identity_basic::Identity;
use loggia_runtime::capability::identity_verified::{
    Claiming, Claims, ClaimsRequest, VerifiedIdentity,
};
use loggia_runtime::capability::location::{Location, Position};
use loggia_runtime::capability::{Refusal, Unavailable};
use loggia_runtime::store::Owner;
use loggia_runtime::{AccountPseudonym, EffectId, Money, PartnerId, SessionId, SubjectPseudonym};

/// The one account that every user has.
pub const ACCOUNT: AccountPseudonym = AccountPseudonym::from_bytes([0xAC; 16]);

/// Accounts that note every question.
#[derive(Debug, Default)]
pub struct RecordedAccounts {
    calls: Mutex<Vec<&'static str>>,
    periods: Mutex<Vec<Period>>,
    /// What the user picks; none while they think.
    pub picked: Mutex<Option<Result<Account, Refusal>>>,
    /// What the user ticks; none while they think.
    pub ticked: Mutex<Option<Result<Claims, Refusal>>>,
    claims: Mutex<Vec<ClaimsRequest>>,
    /// Whether the accounts cannot be read now.
    pub down: AtomicBool,
}

impl RecordedAccounts {
    /// The methods that were called.
    pub fn calls(&self) -> Vec<&'static str> {
        self.calls.lock().unwrap().clone()
    }

    /// The periods that transactions were asked for.
    pub fn periods(&self) -> Vec<Period> {
        self.periods.lock().unwrap().clone()
    }

    /// The claims that were asked for.
    pub fn claims(&self) -> Vec<ClaimsRequest> {
        self.claims.lock().unwrap().clone()
    }

    fn called(&self, method: &'static str) {
        self.calls.lock().unwrap().push(method);
    }
}

/// The user's account.
#[must_use]
pub fn account() -> Account {
    Account {
        id: ACCOUNT,
        nickname: "Everyday".into(),
        currency: "EUR".parse().unwrap(),
        type_code: "CACC".into(),
    }
}

fn ten_euros() -> Money {
    "10.00 EUR".parse().unwrap()
}

impl AccountInformation for RecordedAccounts {
    fn accounts(
        &self,
        _: &Owner,
        _: &PageRequest,
    ) -> Result<Result<Page<Account>, Refusal>, Unavailable> {
        self.called("accounts");
        if self.down.load(Ordering::SeqCst) {
            return Err(Unavailable { reason: "the test took them away".into() });
        }
        Ok(Ok(Page { items: vec![account()], next: None }))
    }

    fn balances(
        &self,
        _: &Owner,
        account: &AccountPseudonym,
    ) -> Result<Result<Vec<Balance>, Refusal>, Unavailable> {
        self.called("balances");
        if *account != ACCOUNT {
            return Ok(Err(no_such_account()));
        }
        let (kind, indicator) = (BalanceKind::Itav, CreditDebit::Credit);
        Ok(Ok(vec![Balance { kind, amount: ten_euros(), indicator, at: 0 }]))
    }

    fn transactions(
        &self,
        _: &Owner,
        _: &AccountPseudonym,
        indicator: CreditDebit,
        period: Period,
        _: &PageRequest,
    ) -> Result<Result<Page<Transaction>, Refusal>, Unavailable> {
        self.called(match indicator {
            CreditDebit::Credit => "credits",
            CreditDebit::Debit => "debits",
        });
        self.periods.lock().unwrap().push(period);
        let item = Transaction { id: "t1".into(), booked: true, amount: ten_euros(), booked_at: 1 };
        Ok(Ok(Page { items: vec![item], next: Some("more".into()) }))
    }

    fn details(&self, _: &Owner, ids: &[String], _: u64) -> Result<Vec<Detail>, Unavailable> {
        self.called("details");
        let known = ids.iter().filter(|id| *id == "t1").cloned();
        Ok(known
            .map(|id| Detail {
                id,
                counterparty: Some("Grocer".into()),
                category: Some("5411".into()),
                remittance: None,
            })
            .collect())
    }

    fn pick(
        &self,
        _: &EffectId,
        _: &SessionId,
        _: &Owner,
        _: &Pick,
    ) -> Result<Picking, Unavailable> {
        self.called("pick");
        let picked = self.picked.lock().unwrap().clone();
        Ok(picked.map_or(Picking::AwaitingUser, Picking::Decided))
    }
}

impl VerifiedIdentity for RecordedAccounts {
    fn request_claims(
        &self,
        _: &EffectId,
        _: &SessionId,
        _: &Owner,
        request: &ClaimsRequest,
    ) -> Result<Claiming, Unavailable> {
        self.called("request-claims");
        self.claims.lock().unwrap().push(request.clone());
        let ticked = self.ticked.lock().unwrap().clone();
        Ok(ticked.map_or(Claiming::AwaitingUser, |ticked| Claiming::Decided(ticked.map(Box::new))))
    }
}

impl Identity for RecordedAccounts {
    fn subject(&self, _: &Owner, _: &PartnerId) -> Result<SubjectPseudonym, Unavailable> {
        self.called("subject");
        Ok(SubjectPseudonym::from_bytes([0x5B; 16]))
    }

    fn given_name(&self, _: &Owner) -> Result<String, Unavailable> {
        self.called("given-name");
        Ok("Ada".into())
    }
}

impl Fx for RecordedAccounts {
    fn quote(&self, request: &QuoteRequest) -> Result<Result<Quote, Refusal>, Unavailable> {
        self.called("quote");
        let worth = Money::new(2 * request.amount.minor_units(), request.into).unwrap();
        let (amount, rate) = (request.amount, "2".into());
        Ok(Ok(Quote { amount, worth, rate, at: 0, expires_at: 1 }))
    }
}

impl Location for RecordedAccounts {
    fn position(&self, _: &Owner) -> Result<Position, Unavailable> {
        self.called("position");
        let (latitude, longitude) = (48_208_174, 16_373_819);
        Ok(Position { latitude, longitude, accuracy_metres: 5, at: 0 })
    }
}

/// Users who have consented to everything, unless the test says otherwise.
#[derive(Debug, Default)]
pub struct RecordedConsents {
    standing: Mutex<BTreeMap<String, Standing>>,
    asked: Mutex<Vec<Asking>>,
}

impl RecordedConsents {
    /// From now on it stands like this with an interface.
    pub fn set(&self, interface: &str, standing: Standing) {
        self.standing.lock().unwrap().insert(interface.to_owned(), standing);
    }

    /// All questions to users, repeats included.
    pub fn asked(&self) -> Vec<Asking> {
        self.asked.lock().unwrap().clone()
    }

    fn standing(&self, interface: &str) -> Standing {
        let standing = self.standing.lock().unwrap().get(interface).cloned();
        standing.unwrap_or(Standing::Consented(Consented::default()))
    }
}

impl Consents for RecordedConsents {
    fn consented(&self, _: &Owner, interface: &str) -> Result<Option<Consented>, Unavailable> {
        Ok(match self.standing(interface) {
            Standing::Consented(consented) => Some(consented),
            Standing::AwaitingUser | Standing::Refused(_) => None,
        })
    }

    fn ask(&self, _: &Owner, interface: &str, asking: &Asking) -> Result<Standing, Unavailable> {
        self.asked.lock().unwrap().push(*asking);
        Ok(self.standing(interface))
    }
}
