//! A few orders, one of them for a later day, from the initiation to the settlement, and what the bank
//! acknowledged of them.

use std::collections::BTreeMap;

use loggia_authentication::SoftwareAuthenticator;
use loggia_bank::{
    Ending, EraseError, MoneyLeft, Permission, RegisteredApp, TransferId, TransferKind,
};
use loggia_runtime::capability::consent::{Asking, Consents};
use loggia_runtime::capability::payments::{
    ConsentStatus, Initiated, Payment, PaymentStatus, Payments,
};

use crate::branch::{
    Branch, DAY, MINUTE, ORIGIN, alice, authenticator, effect, initiation, order, order_on, owner,
    payment_id, reply_to, session_id,
};

const ORDERS: u8 = 6;
/// The one of them that is for a later day, which day that is, and when that day's are carried out.
const SCHEDULED: u8 = 2;
const TOMORROW: &str = "2026-01-02";
const CARRIED_OUT: u64 = DAY + 6 * 60 * MINUTE;
const BALANCES: &str = "loggia:accounts/balances";

/// How far a payment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Initiated,
    Rejected,
    /// It waits for its day.
    Scheduled,
    Authorised,
    Settled,
}

/// What the bank said of each payment, as whoever asked has it in writing.
#[derive(Debug, Default)]
pub(crate) struct Acknowledged(BTreeMap<u8, Stage>);

/// Somebody could not be served.
#[derive(Debug)]
pub(crate) struct Failed(pub(crate) String);

impl<E: std::error::Error> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

fn stage_of(payment: &Payment) -> Stage {
    match (payment.consent, payment.status) {
        (ConsentStatus::Awau, _) => Stage::Initiated,
        (ConsentStatus::Rjct, _) => Stage::Rejected,
        (ConsentStatus::Auth, Some(PaymentStatus::Rcvd)) => Stage::Scheduled,
        (ConsentStatus::Auth, Some(PaymentStatus::Acsc)) => Stage::Settled,
        (ConsentStatus::Auth, _) => Stage::Authorised,
        other => panic!("nobody asked for this: {other:?}"),
    }
}

/// A branch whose customer can sign, and has a session open; and of whose other customer there is
/// something to be erased.
pub(crate) fn branch() -> Branch {
    crate::vfs::install();
    let branch = Branch::on_disk();
    branch.session(1, "alice");
    authenticator(&branch.bank, &alice().user, branch.now());
    let permission = Permission {
        interface: BALANCES.into(),
        required: true,
        purpose: [("en".into(), "To see them.".into())].into(),
        history_days: None,
    };
    let (app, name) = (alice().app, "Coffee".to_owned());
    let app = RegisteredApp {
        app,
        partner: name.clone(),
        name,
        partner_id: "bean-and-leaf".parse().unwrap(),
        webhook: Some("https://partner.example/webhooks/payments".into()),
        permissions: vec![permission],
    };
    branch.bank.register_app(&app).unwrap();
    let asking =
        Asking { effect: effect(0xb0), session: session_id(1), at: branch.now(), may_raise: true };
    branch.bank.ask(&owner("bob"), BALANCES, &asking).unwrap();
    let asked: Vec<_> = branch.bank.consents(None).unwrap().iter().map(|it| it.id).collect();
    branch.bank.decide_consents(&owner("bob").user, &asked, false, branch.now()).unwrap();
    branch
}

/// Makes all of the orders, whatever was made of them before, and notes what is acknowledged. In
/// the middle of it the write-ahead log is emptied, as an erasure does.
pub(crate) fn make(branch: &Branch, acknowledged: &mut Acknowledged) -> Result<(), Failed> {
    let payer = authenticator_of(branch);
    for number in 1..=ORDERS {
        let instruction = if number == SCHEDULED {
            order_on(number, "3.40 EUR", TOMORROW)
        } else {
            order(number, "3.40 EUR")
        };
        let wanted = initiation(number, instruction);
        let initiated =
            branch.bank.initiate(&effect(number), &alice(), &wanted, &reply_to(number))?;
        assert!(matches!(initiated, Initiated::AwaitingUser), "{initiated:?}");
        acknowledged.note(number, Stage::Initiated);
        let payment = decide(branch, &payer, number)?;
        acknowledged.note(number, stage_of(&payment));
        if number == ORDERS / 2 {
            settle(branch, acknowledged, branch.now() + 1_000)?;
            let bob = "bob".parse().unwrap();
            match branch.bank.erase_user(&bob, MoneyLeft::ToSettlement, branch.now()) {
                Ok(_) | Err(EraseError::UnknownUser) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    settle(branch, acknowledged, branch.now() + 1_000)?;
    branch.bank.execute_due(branch.now() + CARRIED_OUT)?;
    acknowledged.all(Stage::Scheduled, Stage::Authorised);
    settle(branch, acknowledged, branch.now() + CARRIED_OUT + 1_000)
}

fn authenticator_of(branch: &Branch) -> SoftwareAuthenticator {
    authenticator(&branch.bank, &alice().user, branch.now())
}

/// Every third one is refused by the user.
fn decide(branch: &Branch, payer: &SoftwareAuthenticator, number: u8) -> Result<Payment, Failed> {
    let (bank, id, now) = (&branch.bank, payment_id(number), branch.now());
    let there = bank.payment(&alice(), &id)?.unwrap();
    if there.consent != ConsentStatus::Awau {
        return Ok(there);
    }
    if number.is_multiple_of(3) {
        return Ok(bank.reject(&alice().user, &id, now)?);
    }
    let asked = bank.ask_to_authorise(&alice().user, &id, branch.account("Everyday"), now)?;
    let signed = payer.assert("localhost", ORIGIN, &asked.challenge);
    Ok(bank.authorise(&alice().user, &id, &signed, now)?)
}

fn settle(branch: &Branch, acknowledged: &mut Acknowledged, at: u64) -> Result<(), Failed> {
    branch.bank.settle_due(at)?;
    acknowledged.all(Stage::Authorised, Stage::Settled);
    Ok(())
}

impl Acknowledged {
    fn note(&mut self, number: u8, stage: Stage) {
        let noted = self.0.entry(number).or_insert(stage);
        *noted = stage.max(*noted);
    }

    /// Whatever was in one stage is in the other.
    fn all(&mut self, from: Stage, to: Stage) {
        self.0.values_mut().filter(|stage| **stage == from).for_each(|stage| *stage = to);
    }

    /// How many payments are not as far as was acknowledged.
    pub(crate) fn lost(&self, branch: &Branch) -> usize {
        let payments = branch.bank.payments().unwrap();
        let there: BTreeMap<_, _> =
            payments.iter().map(|record| (record.payment.id, stage_of(&record.payment))).collect();
        let is_lost =
            |(number, stage): &(&u8, &Stage)| there.get(&payment_id(**number)) < Some(*stage);
        self.0.iter().filter(is_lost).count()
    }
}

/// That the books agree with themselves and each payment moved what it says, once.
pub(crate) fn check(branch: &Branch) {
    branch.assert_sound();
    let transfers = branch.bank.transfers().unwrap();
    for record in branch.bank.payments().unwrap() {
        let id = TransferId::of_payment(&record.payment.id);
        let kinds: Vec<_> = transfers
            .iter()
            .filter(|transfer| transfer.id == id || transfer.pending == Some(id))
            .map(|transfer| (transfer.kind, transfer.amount))
            .collect();
        let amount = record.payment.amount;
        let (pending, posted) =
            ((TransferKind::Pending, amount), (TransferKind::Ended(Ending::Post), amount));
        match stage_of(&record.payment) {
            Stage::Initiated | Stage::Rejected | Stage::Scheduled => assert_eq!(kinds, []),
            Stage::Authorised => assert_eq!(kinds, [pending]),
            Stage::Settled => assert_eq!(kinds, [pending, posted]),
        }
    }
}

/// That all orders were made in the end, each answered once and each settlement told once.
pub(crate) fn check_all_made(branch: &Branch) {
    check(branch);
    let payments = branch.bank.payments().unwrap();
    let settled = payments.iter().filter(|it| stage_of(&it.payment) == Stage::Settled).count();
    assert_eq!((payments.len(), settled), (ORDERS.into(), 4));
    assert_eq!(branch.available("Bean & Leaf").minor_units(), 4 * 340);
    assert_eq!(branch.available("Everyday").minor_units(), 128_460 - 4 * 340);
    let scheduled = payments.iter().filter(|record| record.payment.on.is_some()).count();
    assert_eq!(scheduled, 1);
    assert_eq!(branch.events(1).len(), payments.len() + scheduled + settled);
}
