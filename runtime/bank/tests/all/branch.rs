//! A bank to test, with a clock that stands still until it is moved.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use loggia_audit::{Action, KeyUse, SignerKey};
use loggia_authentication::{Challenge, RelyingParty, SoftwareAuthenticator};
use loggia_bank::{AccountId, AuditEntry, Bank, PaymentRecord, SheetError};
use loggia_runtime::capability::payments::{
    AccountIdentification, Initiated, Initiation, Instruction, Payment, Payments, ReplyTo,
};
use loggia_runtime::capability::{Answer, Reply};
use loggia_runtime::store::{Commit, HostEvent, Meter, Owner, Saved, StorageCommit, Store};
use loggia_runtime::{Clock, EffectId, Money, PackageDigest, PaymentId, SessionId, UserId};
use tempfile::TempDir;

/// 2026-01-01T00:00:00Z: the first moment of a day.
pub(crate) const NOW: u64 = 1_767_225_600_000;
pub(crate) const DAY: u64 = 86_400_000;
pub(crate) const MINUTE: u64 = 60_000;

#[derive(Debug)]
pub(crate) struct StandingClock(AtomicU64);

impl Clock for StandingClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// The demonstration's bank, without the year behind it: what is before 1970 is left out, and
/// thousands of bookings would make every test slow. `demo.rs` is about those.
pub(crate) struct Branch {
    pub(crate) bank: Bank,
    clock: Arc<StandingClock>,
    folder: Option<TempDir>,
}

impl Branch {
    pub(crate) fn in_memory() -> Self {
        Self::with(Bank::in_memory().unwrap(), None)
    }

    pub(crate) fn on_disk() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bank = Bank::open(&folder.path().join("bank.sqlite3")).unwrap();
        Self::with(bank, Some(folder))
    }

    fn with(bank: Bank, folder: Option<TempDir>) -> Self {
        let clock = Arc::new(StandingClock(AtomicU64::new(NOW)));
        let bank = settled_late(bank, &clock);
        bank.seed_demo(0).unwrap();
        Self { bank, clock, folder }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.as_ref().unwrap().path().join("bank.sqlite3")
    }

    /// Drops the bank, and opens its file again.
    pub(crate) fn reopened(self) -> Self {
        self.reopened_after(|| ())
    }

    /// The same, with something done to the file in between.
    pub(crate) fn reopened_after(self, between: impl FnOnce()) -> Self {
        let Self { bank, clock, folder } = self;
        drop(bank);
        between();
        let path = folder.as_ref().unwrap().path().join("bank.sqlite3");
        let bank = settled_late(Bank::open(&path).unwrap(), &clock);
        Self { bank, clock, folder }
    }

    /// Another process's handle on the same file.
    pub(crate) fn another(&self) -> Bank {
        settled_late(Bank::open(&self.path()).unwrap(), &self.clock)
    }

    /// The same, of one that does not sign for the audit log.
    pub(crate) fn without_key(&self) -> Bank {
        Bank::open(&self.path()).unwrap().with_clock(self.clock.clone())
    }

    /// Anybody with an SQL prompt.
    pub(crate) fn sql_prompt(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.path()).unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        connection
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    pub(crate) fn pass(&self, millis: u64) {
        self.clock.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Puts the clock to a moment, which may lie behind it.
    pub(crate) fn set_clock(&self, now: u64) {
        self.clock.0.store(now, Ordering::SeqCst);
    }

    /// The payer's yes to payment `number`, signed, from the account of that name.
    pub(crate) fn authorise(
        &self,
        number: u8,
        account: &str,
        now: u64,
    ) -> Result<Payment, SheetError> {
        authorise(&self.bank, &payment_id(number), self.account(account), now)
    }

    pub(crate) fn account(&self, name: &str) -> AccountId {
        let accounts = self.bank.accounts().unwrap();
        accounts.iter().find(|account| account.name == name).unwrap().id
    }

    pub(crate) fn available(&self, name: &str) -> Money {
        let accounts = self.bank.accounts().unwrap();
        accounts.iter().find(|account| account.name == name).unwrap().available
    }

    pub(crate) fn session(&self, number: u8, user: &str) -> Saved {
        let session = saved(number, user);
        self.bank.commit(&opening(&session, 20)).unwrap();
        session
    }

    /// Initiates a payment of `amount` under the given number, from Alice's session 1.
    pub(crate) fn initiate(&self, number: u8, amount: &str) -> Initiated {
        self.initiate_as(&alice(), number, &order(number, amount))
    }

    /// Schedules a payment of `amount` for a day, likewise.
    pub(crate) fn schedule(&self, number: u8, amount: &str, day: &str) -> Initiated {
        self.initiate_as(&alice(), number, &order_on(number, amount, day))
    }

    /// A payment that is scheduled and authorised, with its answer taken.
    pub(crate) fn waiting(&self, number: u8, amount: &str, day: &str) -> PaymentId {
        assert_eq!(self.schedule(number, amount, day), Initiated::AwaitingUser);
        self.authorise(number, "Everyday", self.now()).unwrap();
        self.answer(1);
        payment_id(number)
    }

    pub(crate) fn initiate_as(
        &self,
        owner: &Owner,
        number: u8,
        instruction: &Instruction,
    ) -> Initiated {
        self.bank
            .initiate(
                &effect(number),
                owner,
                &initiation(number, instruction.clone()),
                &reply_to(number),
            )
            .unwrap()
    }

    /// A payment that has settled.
    pub(crate) fn settled(&self, number: u8, amount: &str) -> PaymentId {
        assert_eq!(self.initiate(number, amount), Initiated::AwaitingUser);
        self.authorise(number, "Everyday", self.now()).unwrap();
        self.pass(1_000);
        assert_eq!(self.bank.settle_due(self.now()).unwrap(), 1);
        payment_id(number)
    }

    pub(crate) fn payment(&self, number: u8) -> PaymentRecord {
        let payments = self.bank.payments().unwrap();
        payments.into_iter().find(|record| record.payment.id == payment_id(number)).unwrap()
    }

    /// The audit log behind the leaf of what was on the accounts from the beginning.
    pub(crate) fn decisions(&self) -> Vec<AuditEntry> {
        let mut log = self.bank.audit_log().unwrap();
        assert_eq!(log.remove(0).leaf.action, Action::TransfersMade);
        log
    }

    /// Takes all events that wait for session `number`.
    pub(crate) fn events(&self, number: u8) -> Vec<HostEvent> {
        let mut events = Vec::new();
        while let Some(waiting) = self.bank.next_event(&session_id(number)).unwrap() {
            let session = next(&self.bank.load(&session_id(number)).unwrap().unwrap());
            let handled = Commit { handled: Some(waiting.id), ..commit(&session) };
            self.bank.commit(&handled).unwrap();
            events.push(waiting.event);
        }
        events
    }

    /// The one answer that waits for session `number`.
    pub(crate) fn answer(&self, number: u8) -> Answer {
        match self.events(number).as_slice() {
            [HostEvent::Answered { answer, .. }] => answer.clone(),
            other => panic!("expected one answer, and there is {other:?}"),
        }
    }

    pub(crate) fn assert_sound(&self) {
        let report = self.bank.verify().unwrap();
        assert!(report.is_sound(), "{report}");
    }
}

fn settled_late(bank: Bank, clock: &Arc<StandingClock>) -> Bank {
    bank.with_clock(clock.clone())
        .with_settlement_delay(1_000)
        .with_audit_key(Arc::new(audit_key()))
        .with_relying_party(relying_party())
}

/// The key of every branch's audit log.
pub(crate) fn audit_key() -> SignerKey {
    SignerKey::from_seed("bank.example/audit", KeyUse::Notes, [1; 32]).unwrap()
}

pub(crate) fn owner(user: &str) -> Owner {
    Owner { user: user.parse().unwrap(), app: "com.beanandleaf.coffee".parse().unwrap() }
}

pub(crate) fn alice() -> Owner {
    owner("alice")
}

pub(crate) fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub(crate) fn session_id(number: u8) -> SessionId {
    SessionId::from_bytes([number; 16])
}

pub(crate) fn payment_id(number: u8) -> PaymentId {
    PaymentId::from_bytes([number; 16])
}

pub(crate) fn effect(number: u8) -> EffectId {
    EffectId::from_bytes([number; 32])
}

pub(crate) fn reply_to(number: u8) -> ReplyTo {
    let reply = Reply { request: u64::from(number), context: vec![number, 0, 255] };
    ReplyTo { session: session_id(1), reply }
}

pub(crate) fn order(number: u8, amount: &str) -> Instruction {
    Instruction {
        instruction_id: format!("order-{number}"),
        end_to_end_id: format!("order-{number}"),
        amount: money(amount),
        creditor: AccountIdentification::Iban("AT611904300234573201".into()),
        creditor_name: "Bean & Leaf".into(),
        remittance: Some("One flat white".into()),
        on: None,
    }
}

/// The same for a day.
pub(crate) fn order_on(number: u8, amount: &str, day: &str) -> Instruction {
    Instruction { on: Some(day.parse().unwrap()), ..order(number, amount) }
}

pub(crate) fn initiation(number: u8, instruction: Instruction) -> Initiation {
    Initiation {
        payment: payment_id(number),
        instruction,
        per_day: money("50.00 EUR"),
        package: PackageDigest::of(b"coffee"),
    }
}

pub(crate) fn saved(number: u8, user: &str) -> Saved {
    Saved {
        id: session_id(number),
        owner: owner(user),
        release: PackageDigest::of(b"coffee"),
        version: "1.0.0".into(),
        sequence: 1,
        seed: [7; 32],
        state: Vec::new(),
        acting: vec![(1, 2)],
        timers: Vec::new(),
        next_request: 1,
        open_requests: Vec::new(),
        recent_events: Vec::new(),
        meter: Meter::default(),
        opened_at: NOW,
        last_action: NOW,
        last_step: NOW,
        closed: None,
    }
}

/// The session one step later.
pub(crate) fn next(session: &Saved) -> Saved {
    Saved { sequence: session.sequence + 1, state: vec![1, 2, 3], ..session.clone() }
}

/// The commit of a step that did nothing else.
pub(crate) fn commit(session: &Saved) -> Commit<'_> {
    let storage = StorageCommit::default();
    Commit { session, opens: None, handled: None, storage, log: &[], effects: &[], denials: &[] }
}

/// The commit of a session's first step.
pub(crate) fn opening(session: &Saved, limit: usize) -> Commit<'_> {
    Commit { opens: Some(limit), ..commit(session) }
}

/// Where the branch's customers sign.
pub(crate) const ORIGIN: &str = "http://localhost";

pub(crate) fn relying_party() -> RelyingParty {
    RelyingParty::new("localhost", [ORIGIN]).unwrap().accepting_software_authenticators()
}

/// A customer's own, registered with the bank.
pub(crate) fn authenticator(bank: &Bank, user: &UserId, now: u64) -> SoftwareAuthenticator {
    let mut secret = [7; 32];
    for (place, byte) in secret.iter_mut().zip(user.as_str().bytes()) {
        *place = byte;
    }
    let authenticator = SoftwareAuthenticator::from_secret(&secret).unwrap();
    if bank.credentials(user).unwrap().is_empty() {
        let challenge = bank.ask_to_register(user, now).unwrap();
        let made = authenticator.register("localhost", ORIGIN, &challenge);
        bank.register_authenticator(user, &made, now).unwrap();
    }
    authenticator
}

/// The payer's yes, signed.
pub(crate) fn authorise(
    bank: &Bank,
    payment: &PaymentId,
    account: AccountId,
    now: u64,
) -> Result<Payment, SheetError> {
    let payments = bank.payments().unwrap();
    let payer = payments.iter().find(|record| record.payment.id == *payment);
    let user = payer.map_or_else(|| alice().user, |record| record.owner.user.clone());
    let authenticator = match payer {
        Some(_) => authenticator(bank, &user, now),
        None => SoftwareAuthenticator::generate().unwrap(),
    };
    let challenge = match bank.ask_to_authorise(&user, payment, account, now) {
        Ok(asked) => asked.challenge,
        // What a client that does not ask first would send.
        Err(SheetError::Decided | SheetError::Expired) => Challenge::from_bytes([0; 32]),
        Err(error) => return Err(error),
    };
    bank.authorise(&user, payment, &authenticator.assert("localhost", ORIGIN, &challenge), now)
}
