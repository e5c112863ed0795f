//! The store and the backends as a step sees them while it is recorded or replayed.
//!
//! Here stands every method of every trait that a step could call. A new one does not compile before
//! it is decided what it is: something that a step asks and is told at once, which goes over the
//! [`Tape`]; or something that only the dispatch does, which no step ever reaches.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::record::Question;
use super::tape::Tape;
use crate::capability::account_information::{
    Account, AccountInformation, Balance, CreditDebit, Detail, Page, PageRequest, Period, Pick,
    Picking, Transaction,
};
use crate::capability::consent::{Asking, Consented, Consents, Standing};
use crate::capability::fx::{Fx, Quote, QuoteRequest};
use crate::capability::http::{Caller, Flight, Http, HttpGrant, Outgoing, Request};
use crate::capability::identity_basic::Identity;
use crate::capability::identity_verified::{Claiming, ClaimsRequest, VerifiedIdentity};
use crate::capability::location::{Location, Position};
use crate::capability::loyalty::{Balance as Points, Booked, Booking, Loyalty};
use crate::capability::payments::{Initiated, Initiation, Payment, Payments, ReplyTo};
use crate::capability::{Denial, Effect, Refusal, Unavailable};
use crate::ids::{
    AccountPseudonym, Digest, EffectId, PackageDigest, PartnerId, PaymentId, SessionId,
    SubjectPseudonym,
};
use crate::state::Backends;
use crate::store::{
    Closed, Commit, CommitError, HostEvent, Mark, Owner, Saved, StorageStatus, Store, StoreError,
    WaitingEvent,
};

/// One of them, with the tape between it and the step. A replay has none behind it.
struct Taped<T: ?Sized> {
    tape: Arc<Tape>,
    live: Option<Arc<T>>,
}

/// A store behind a tape.
pub(super) fn store(live: &Arc<dyn Store>, tape: &Arc<Tape>) -> Arc<dyn Store> {
    Arc::new(Taped { tape: Arc::clone(tape), live: Some(Arc::clone(live)) })
}

/// The backends behind a tape: the same that there are.
pub(super) fn backends(live: &Backends, tape: &Arc<Tape>) -> Backends {
    let Backends {
        consents,
        account_information,
        identity,
        verified_identity,
        fx,
        http,
        location,
        payments,
        loyalty,
    } = live.clone();
    fn taped<T: ?Sized>(live: Option<Arc<T>>, tape: &Arc<Tape>) -> Option<Arc<Taped<T>>> {
        live.map(|live| Arc::new(Taped { tape: Arc::clone(tape), live: Some(live) }))
    }
    Backends {
        consents: taped(consents, tape).map(|taped| taped as _),
        account_information: taped(account_information, tape).map(|taped| taped as _),
        identity: taped(identity, tape).map(|taped| taped as _),
        verified_identity: taped(verified_identity, tape).map(|taped| taped as _),
        fx: taped(fx, tape).map(|taped| taped as _),
        http: taped(http, tape).map(|taped| taped as _),
        location: taped(location, tape).map(|taped| taped as _),
        payments: taped(payments, tape).map(|taped| taped as _),
        loyalty: taped(loyalty, tape).map(|taped| taped as _),
    }
}

/// Which backends there are, by name.
pub(super) fn names(of: &Backends) -> Vec<String> {
    let Backends {
        consents,
        account_information,
        identity,
        verified_identity,
        fx,
        http,
        location,
        payments,
        loyalty,
    } = of;
    let all = [
        ("consents", consents.is_some()),
        ("account-information", account_information.is_some()),
        ("identity", identity.is_some()),
        ("verified-identity", verified_identity.is_some()),
        ("fx", fx.is_some()),
        ("http", http.is_some()),
        ("location", location.is_some()),
        ("payments", payments.is_some()),
        ("loyalty", loyalty.is_some()),
    ];
    all.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name.to_owned()).collect()
}

/// The backends of these names, with nothing behind the tape.
pub(super) fn replayed(names: &[String], tape: &Arc<Tape>) -> Backends {
    fn taped<T: ?Sized>(is_there: bool, tape: &Arc<Tape>) -> Option<Arc<Taped<T>>> {
        is_there.then(|| Arc::new(Taped { tape: Arc::clone(tape), live: None }))
    }
    let has = |name: &str| names.iter().any(|there| there == name);
    Backends {
        consents: taped::<dyn Consents>(has("consents"), tape).map(|taped| taped as _),
        account_information: taped::<dyn AccountInformation>(has("account-information"), tape)
            .map(|taped| taped as _),
        identity: taped::<dyn Identity>(has("identity"), tape).map(|taped| taped as _),
        verified_identity: taped::<dyn VerifiedIdentity>(has("verified-identity"), tape)
            .map(|taped| taped as _),
        fx: taped::<dyn Fx>(has("fx"), tape).map(|taped| taped as _),
        http: taped::<dyn Http>(has("http"), tape).map(|taped| taped as _),
        location: taped::<dyn Location>(has("location"), tape).map(|taped| taped as _),
        payments: taped::<dyn Payments>(has("payments"), tape).map(|taped| taped as _),
        loyalty: taped::<dyn Loyalty>(has("loyalty"), tape).map(|taped| taped as _),
    }
}

impl<T: ?Sized> Taped<T> {
    /// What is behind it, for what a step never does.
    fn live(&self) -> Result<&T, Unavailable> {
        self.live.as_deref().ok_or_else(nothing_behind)
    }

    /// Answers a step's question that can fail.
    fn ask<A, E>(
        &self,
        question: Question,
        live: impl FnOnce(&T) -> Result<A, E>,
        unknown: impl FnOnce() -> Result<A, String>,
    ) -> Result<A, E>
    where
        A: Serialize + for<'de> Deserialize<'de>,
        E: ToString + FromReason,
    {
        let live = || {
            let answer = live(self.live.as_deref()?);
            Some(answer.map_err(|error| error.to_string()))
        };
        self.tape.ask(question, live, unknown).map_err(E::from_reason)
    }
}

/// An error of which a journal keeps the reason alone: no guest sees more of it than that there is one.
trait FromReason {
    fn from_reason(reason: String) -> Self;
}

impl FromReason for StoreError {
    fn from_reason(reason: String) -> Self {
        Self::new(reason, None)
    }
}

impl FromReason for Unavailable {
    fn from_reason(reason: String) -> Self {
        Self { reason }
    }
}

fn nothing_behind() -> Unavailable {
    Unavailable { reason: "a replay does nothing".into() }
}

/// Bytes that stand in JSON as text.
#[derive(Serialize, Deserialize)]
struct Blob(#[serde(with = "crate::capability::bytes_as_text")] Vec<u8>);

impl Store for Taped<dyn Store> {
    fn storage_status(&self, owner: &Owner) -> Result<StorageStatus, StoreError> {
        let live = |live: &dyn Store| {
            let StorageStatus { version, total_bytes } = live.storage_status(owner)?;
            Ok((version, total_bytes))
        };
        let (version, total_bytes) = self.ask(Question::StorageStatus, live, || Ok((0, 0)))?;
        Ok(StorageStatus { version, total_bytes })
    }

    fn storage_get(&self, owner: &Owner, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(own) = self.tape.stored(key) {
            return Ok(own);
        }
        let question = Question::StorageGet { key: key.to_owned() };
        let live = |live: &dyn Store| Ok(live.storage_get(owner, key)?.map(Blob));
        Ok(self.ask(question, live, || Ok(None))?.map(|Blob(value)| value))
    }

    fn storage_keys(
        &self,
        owner: &Owner,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        let question = Question::StorageKeys { prefix: prefix.to_owned(), limit };
        let mut keys =
            self.ask(question, |live| live.storage_keys(owner, prefix, limit), || Ok(Vec::new()))?;
        for (key, is_there) in self.tape.stored_with(prefix) {
            match (keys.binary_search(&key), is_there) {
                (Ok(at), false) => drop(keys.remove(at)),
                (Err(at), true) => keys.insert(at, key),
                _ => {}
            }
        }
        Ok(keys)
    }

    fn load(&self, session: &SessionId) -> Result<Option<Saved>, StoreError> {
        self.behind()?.load(session)
    }

    fn commit(&self, commit: &Commit<'_>) -> Result<(), CommitError> {
        self.behind()?.commit(commit)
    }

    fn strike(
        &self,
        session: &SessionId,
        at: u64,
        since: u64,
        code: &str,
    ) -> Result<u32, StoreError> {
        self.behind()?.strike(session, at, since, code)
    }

    fn deny(
        &self,
        session: &SessionId,
        release: &PackageDigest,
        at: u64,
        denials: &[Denial],
    ) -> Result<(), StoreError> {
        self.behind()?.deny(session, release, at, denials)
    }

    fn close(&self, session: &SessionId, reason: Closed) -> Result<(), StoreError> {
        self.behind()?.close(session, reason)
    }

    fn next_event(&self, session: &SessionId) -> Result<Option<WaitingEvent>, StoreError> {
        self.behind()?.next_event(session)
    }

    fn post(&self, session: &SessionId, event: &HostEvent) -> Result<(), StoreError> {
        self.behind()?.post(session, event)
    }

    fn event_faulted(&self, event: u64) -> Result<u32, StoreError> {
        self.behind()?.event_faulted(event)
    }

    fn outbox(&self, session: Option<&SessionId>) -> Result<Vec<Effect>, StoreError> {
        self.behind()?.outbox(session)
    }

    fn mark(&self, effect: &EffectId, before: Option<u64>, at: u64) -> Result<Mark, StoreError> {
        self.behind()?.mark(effect, before, at)
    }

    fn settle(&self, effect: &EffectId, answer: Option<&HostEvent>) -> Result<(), StoreError> {
        self.behind()?.settle(effect, answer)
    }
}

impl Taped<dyn Store> {
    fn behind(&self) -> Result<&dyn Store, StoreError> {
        self.live().map_err(|Unavailable { reason }| StoreError::new(reason, None))
    }
}

impl Consents for Taped<dyn Consents> {
    fn consented(&self, owner: &Owner, interface: &str) -> Result<Option<Consented>, Unavailable> {
        let question = Question::Consented { interface: interface.to_owned() };
        self.ask(question, |live| live.consented(owner, interface), || Ok(None))
    }

    fn ask(
        &self,
        owner: &Owner,
        interface: &str,
        asking: &Asking,
    ) -> Result<Standing, Unavailable> {
        self.live()?.ask(owner, interface, asking)
    }
}

impl Identity for Taped<dyn Identity> {
    fn subject(&self, owner: &Owner, partner: &PartnerId) -> Result<SubjectPseudonym, Unavailable> {
        self.ask(Question::Subject, |live| live.subject(owner, partner), not_known)
    }

    fn given_name(&self, owner: &Owner) -> Result<String, Unavailable> {
        self.ask(Question::GivenName, |live| live.given_name(owner), not_known)
    }
}

impl VerifiedIdentity for Taped<dyn VerifiedIdentity> {
    fn request_claims(
        &self,
        effect: &EffectId,
        session: &SessionId,
        owner: &Owner,
        request: &ClaimsRequest,
    ) -> Result<Claiming, Unavailable> {
        self.live()?.request_claims(effect, session, owner, request)
    }
}

impl Payments for Taped<dyn Payments> {
    fn payment(&self, owner: &Owner, id: &PaymentId) -> Result<Option<Payment>, Unavailable> {
        self.ask(Question::Payment { payment: *id }, |live| live.payment(owner, id), || Ok(None))
    }

    fn initiate(
        &self,
        effect: &EffectId,
        owner: &Owner,
        initiation: &Initiation,
        reply_to: &ReplyTo,
    ) -> Result<Initiated, Unavailable> {
        self.live()?.initiate(effect, owner, initiation, reply_to)
    }

    fn cancel(&self, effect: &EffectId, owner: &Owner, id: &PaymentId) -> Result<(), Unavailable> {
        self.live()?.cancel(effect, owner, id)
    }
}

impl Http for Taped<dyn Http> {
    fn check(&self, request: &Request, grant: &HttpGrant) -> Result<(), Refusal> {
        let all = serde_json::to_vec(request).unwrap_or_default();
        let question = Question::HttpCheck {
            request: format!("{:?} {}", request.method, request.url),
            digest: Digest::from_bytes(*blake3::hash(&all).as_bytes()),
        };
        let live = || self.live.as_ref().map(|live| live.check(request, grant));
        // Whether it is well-formed, only the backend could tell.
        self.tape.ask(question, live, || Ok(()))
    }

    fn flight(&self, effect: &EffectId) -> Flight {
        self.live.as_ref().map_or(Flight::Unknown, |live| live.flight(effect))
    }

    fn send(&self, effect: &EffectId, outgoing: &Outgoing, caller: &Caller) -> bool {
        self.live.as_ref().is_some_and(|live| live.send(effect, outgoing, caller))
    }

    fn forget(&self, effect: &EffectId) {
        if let Some(live) = &self.live {
            live.forget(effect);
        }
    }

    fn longest_flight(&self) -> u64 {
        self.live.as_ref().map_or(0, |live| live.longest_flight())
    }
}

impl AccountInformation for Taped<dyn AccountInformation> {
    fn accounts(
        &self,
        owner: &Owner,
        page: &PageRequest,
    ) -> Result<Result<Page<Account>, Refusal>, Unavailable> {
        self.live()?.accounts(owner, page)
    }

    fn balances(
        &self,
        owner: &Owner,
        account: &AccountPseudonym,
    ) -> Result<Result<Vec<Balance>, Refusal>, Unavailable> {
        self.live()?.balances(owner, account)
    }

    fn transactions(
        &self,
        owner: &Owner,
        account: &AccountPseudonym,
        indicator: CreditDebit,
        period: Period,
        page: &PageRequest,
    ) -> Result<Result<Page<Transaction>, Refusal>, Unavailable> {
        self.live()?.transactions(owner, account, indicator, period, page)
    }

    fn details(
        &self,
        owner: &Owner,
        transactions: &[String],
        since: u64,
    ) -> Result<Vec<Detail>, Unavailable> {
        self.live()?.details(owner, transactions, since)
    }

    fn pick(
        &self,
        effect: &EffectId,
        session: &SessionId,
        owner: &Owner,
        pick: &Pick,
    ) -> Result<Picking, Unavailable> {
        self.live()?.pick(effect, session, owner, pick)
    }
}

impl Fx for Taped<dyn Fx> {
    fn quote(&self, request: &QuoteRequest) -> Result<Result<Quote, Refusal>, Unavailable> {
        self.live()?.quote(request)
    }
}

impl Location for Taped<dyn Location> {
    fn position(&self, owner: &Owner) -> Result<Position, Unavailable> {
        self.live()?.position(owner)
    }
}

impl Loyalty for Taped<dyn Loyalty> {
    fn balance(&self, owner: &Owner, scheme: &str) -> Result<Result<Points, Refusal>, Unavailable> {
        self.live()?.balance(owner, scheme)
    }

    fn book(
        &self,
        effect: &EffectId,
        owner: &Owner,
        booking: &Booking,
    ) -> Result<Result<Booked, Refusal>, Unavailable> {
        self.live()?.book(effect, owner, booking)
    }
}

fn not_known<A>() -> Result<A, String> {
    Err("the journal does not know".into())
}
