//! Customers of a bank who pay, and how they do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use loggia_authentication::{Assertion, Challenge, RelyingParty, SoftwareAuthenticator};
use loggia_bank::{AccountId, AccountKind, Bank, Iban, Movement, NewAccount, TransferId};
use loggia_runtime::capability::Reply;
use loggia_runtime::capability::payments::{
    AccountIdentification, ConsentStatus, Initiated, Initiation, Instruction, Payments as _,
    ReplyTo,
};
use loggia_runtime::store::{Commit, Meter, Owner, Saved, StorageCommit, Store as _};
use loggia_runtime::{Clock as _, Currency, EffectId, Money, PackageDigest, PaymentId, SessionId};
use loggia_tests::ManualClock;
use loggia_tests::customer::{audit_key, clock};

/// As many as a small bank has in a busy minute: a ceiling for the day is never reached, and no row of
/// the tables is everybody's but the creditor's account.
const CUSTOMERS: usize = 256;
/// 2026-01-01T00:00:00Z
const NOW: u64 = 1_767_225_600_000;
/// In milliseconds.
const DAY: u64 = 86_400_000;
/// Where customers sign.
const ORIGIN: &str = "http://localhost";
const COFFEE: &str = "AT611904300234573201";

/// A bank as it is in production, signed audit log included, with its customers.
pub(super) struct Customers {
    bank: Bank,
    clock: Arc<ManualClock>,
    customers: Vec<Customer>,
}

/// One who has a session, an account with money and an authenticator.
struct Customer {
    number: usize,
    owner: Owner,
    session: SessionId,
    account: AccountId,
    authenticator: SoftwareAuthenticator,
    /// How many payments there were.
    count: u64,
    asked: Vec<(PaymentId, Challenge)>,
    signed: Vec<(PaymentId, Assertion)>,
}

impl Customers {
    pub(super) fn of(bank: Bank) -> Self {
        let clock = clock(NOW);
        let relying_party = RelyingParty::new("localhost", [ORIGIN]).expect("a domain");
        let bank = bank
            .with_clock(Arc::clone(&clock) as _)
            .with_audit_key(audit_key())
            .with_relying_party(relying_party.accepting_software_authenticators());
        let eur: Currency = "EUR".parse().expect("a currency");
        let cafe = NewAccount {
            customer: None,
            kind: AccountKind::Current,
            name: "Bean & Leaf".into(),
            iban: COFFEE.parse().expect("an IBAN"),
            currency: eur,
        };
        bank.open_account(&cafe, NOW).expect("it opens");
        let money = bank.settlement_account(eur, NOW).expect("it opens");
        let customers = (0..CUSTOMERS).map(|number| Customer::new(&bank, number, money)).collect();
        Self { bank, clock, customers }
    }

    /// How many payments one turn is, with so many of each customer's.
    pub(super) fn payments(&self, each: usize) -> usize {
        self.customers.len() * each
    }

    /// Another day begins, on which nobody has paid anything.
    pub(super) fn tomorrow(&self) {
        self.clock.advance(DAY);
    }

    /// So many payments of each customer up to where their authenticator signs. How long that takes,
    /// `at_once` at once.
    pub(super) fn ask(&mut self, each: usize, at_once: usize) -> Duration {
        let (bank, now) = (&self.bank, self.clock.now());
        side_by_side(&mut self.customers, at_once, |customer| {
            for _ in 0..each {
                customer.ask(bank, now);
            }
        })
    }

    /// What their devices do, which no bank waits for.
    pub(super) fn sign(&mut self) {
        for customer in &mut self.customers {
            customer.sign();
        }
    }

    /// The signatures come in. How long it takes until the bank has said yes to all.
    pub(super) fn authorise(&mut self, at_once: usize) -> Duration {
        let (bank, now) = (&self.bank, self.clock.now());
        side_by_side(&mut self.customers, at_once, |customer| customer.authorise(bank, now))
    }
}

/// How long all the customers' work takes on so many threads; on none but this one where it is one.
fn side_by_side(
    customers: &mut [Customer],
    threads: usize,
    work: impl Fn(&mut Customer) + Sync,
) -> Duration {
    let started = Instant::now();
    if threads == 1 {
        customers.iter_mut().for_each(work);
    } else {
        let (share, work) = (customers.len().div_ceil(threads), &work);
        std::thread::scope(|scope| {
            for share in customers.chunks_mut(share) {
                scope.spawn(move || share.iter_mut().for_each(work));
            }
        });
    }
    started.elapsed()
}

impl Customer {
    fn new(bank: &Bank, number: usize, money: AccountId) -> Self {
        let user = format!("customer-{number:07}").parse().expect("a user");
        let owner = Owner { user, app: "com.beanandleaf.coffee".parse().expect("a mini-app") };
        let session = open_session(bank, number, &owner);
        let authenticator = SoftwareAuthenticator::generate().expect("randomness");
        let challenge = bank.ask_to_register(&owner.user, NOW).expect("it is asked");
        let made = authenticator.register("localhost", ORIGIN, &challenge);
        bank.register_authenticator(&owner.user, &made, NOW).expect("it is taken in");
        let account = NewAccount {
            customer: Some(owner.user.clone()),
            kind: AccountKind::Current,
            name: "Everyday".into(),
            iban: iban(number),
            currency: "EUR".parse().expect("a currency"),
        };
        let account = bank.open_account(&account, NOW).expect("it opens");
        let salary = Movement::Direct { debit: money, credit: account, amount: eur("1000000.00") };
        let [id, _] = ids("salary", number, 0);
        bank.transfer(TransferId::from_bytes(id), &salary, NOW).expect("it is there");
        let (asked, signed) = (Vec::new(), Vec::new());
        Self { number, owner, session, account, authenticator, count: 0, asked, signed }
    }

    fn ask(&mut self, bank: &Bank, now: u64) {
        self.count += 1;
        let [payment, _] = ids("payment", self.number, self.count);
        let payment = PaymentId::from_bytes(payment);
        let mut effect = [0; 32];
        effect.copy_from_slice(ids("effect", self.number, self.count).as_flattened());
        let order = format!("order-{}-{}", self.number, self.count);
        let initiation = Initiation {
            payment,
            instruction: Instruction {
                instruction_id: order.clone(),
                end_to_end_id: order,
                amount: eur("3.40"),
                creditor: AccountIdentification::Iban(COFFEE.into()),
                creditor_name: "Bean & Leaf".into(),
                remittance: Some("One flat white".into()),
                on: None,
            },
            per_day: eur("50.00"),
            package: PackageDigest::of(b"coffee"),
        };
        let reply = Reply { request: self.count, context: b"paying".to_vec() };
        let reply_to = ReplyTo { session: self.session, reply };
        let initiated =
            bank.initiate(&EffectId::from_bytes(effect), &self.owner, &initiation, &reply_to);
        assert_eq!(initiated.expect("the bank is there"), Initiated::AwaitingUser);
        let asked = bank
            .ask_to_authorise(&self.owner.user, &payment, self.account, now)
            .expect("it is asked");
        self.asked.push((payment, asked.challenge));
    }

    fn sign(&mut self) {
        for (payment, challenge) in self.asked.drain(..) {
            let signed = self.authenticator.assert("localhost", ORIGIN, &challenge);
            self.signed.push((payment, signed));
        }
    }

    fn authorise(&mut self, bank: &Bank, now: u64) {
        for (payment, assertion) in self.signed.drain(..) {
            let payment =
                bank.authorise(&self.owner.user, &payment, &assertion, now).expect("it is signed");
            assert_eq!(payment.consent, ConsentStatus::Auth);
        }
    }
}

/// One that has taken its first step, as it rests while its payment is decided.
fn open_session(bank: &Bank, number: usize, owner: &Owner) -> SessionId {
    let [id, _] = ids("session", number, 0);
    let session = Saved {
        id: SessionId::from_bytes(id),
        owner: owner.clone(),
        release: PackageDigest::of(b"coffee"),
        version: "1.0.0".into(),
        sequence: 1,
        seed: [7; 32],
        state: vec![7; 64],
        acting: Vec::new(),
        timers: Vec::new(),
        next_request: 1,
        open_requests: Vec::new(),
        recent_events: Vec::new(),
        meter: Meter::default(),
        opened_at: NOW,
        last_action: NOW,
        last_step: NOW,
        closed: None,
    };
    let opening = Commit {
        session: &session,
        opens: Some(1),
        handled: None,
        storage: StorageCommit::default(),
        log: &[],
        effects: &[],
        denials: &[],
    };
    bank.commit(&opening).expect("it opens");
    session.id
}

fn eur(amount: &str) -> Money {
    format!("{amount} EUR").parse().expect("an amount")
}

/// Ids as the host makes them: for indexes they are random.
fn ids(what: &str, customer: usize, number: u64) -> [[u8; 16]; 2] {
    let hash = blake3::hash(format!("{what} {customer} {number}").as_bytes());
    let (halves, _) = hash.as_bytes().as_chunks();
    [halves[0], halves[1]]
}

/// An Austrian one, with its check digits (ISO 13616).
fn iban(number: usize) -> Iban {
    let account = 1_234_500_000_000_000_u128 + number as u128;
    // "AT00" as digits stands behind it.
    let check = 98 - (account * 1_000_000 + 102_900) % 97;
    format!("AT{check:02}{account}").parse().expect("an IBAN")
}
