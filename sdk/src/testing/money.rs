//! The bank's part about money: its sheet, and what becomes of a payment after it.

use time::Date;

use super::account::Entry;
use super::bank::{Booked, Cause};
use super::{TestApp, wire};
use crate::bindings::loggia::payments::payments_initiate::{ConsentStatus, PaymentStatus};
use crate::bindings::loggia::types::types::AccountIdentification;
use crate::mini_app::MiniApp;
use crate::money::Money;

/// A payment as the bank's sheet shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The mini-app's id for it.
    pub instruction_id: String,
    /// What is to be paid.
    pub amount: Money,
    /// The payee's name.
    pub payee: String,
    /// The payee's IBAN, or sort code and account number.
    pub account: String,
    /// What it is for.
    pub remittance: Option<String>,
    /// The day (UTC) for which it is scheduled; none: at once.
    pub on: Option<Date>,
    /// What the user decided, if they have.
    pub consent: ConsentStatus,
    /// Where the money is.
    pub status: Option<PaymentStatus>,
}

impl<A: MiniApp> TestApp<A> {
    /// The sheet that the user sees now: one that this session has asked for.
    #[must_use]
    pub fn sheet(&self) -> Option<Sheet> {
        let own = |booked: &&Booked| booked.awaits() && booked.session == self.bank.session;
        self.bank.payments.iter().find(own).map(sheet)
    }

    /// All payments so far, the oldest first.
    #[must_use]
    pub fn payments(&self) -> Vec<Sheet> {
        self.bank.payments.iter().map(sheet).collect()
    }

    /// The user's points in the scheme.
    #[must_use]
    pub fn points(&self) -> u64 {
        self.bank.points
    }

    /// Something is booked on the account of this nickname.
    ///
    /// # Panics
    /// When there is no such account.
    #[track_caller]
    pub fn book(&mut self, nickname: &str, entry: Entry) {
        let account = self.account(nickname);
        self.bank.book_entry(account, entry);
    }

    /// The user confirms the payment on the bank's sheet, which is this session's. It settles with [`settle`](Self::settle); a
    /// scheduled one waits for its day: [`advance`](Self::advance).
    ///
    /// # Panics
    /// When there is no sheet, or the step fails.
    #[track_caller]
    pub fn confirm(&mut self) {
        self.decide(ConsentStatus::Auth, Some(PaymentStatus::Acsp));
    }

    /// The user declines the payment on the bank's sheet.
    ///
    /// # Panics
    /// When there is no sheet, or the step fails.
    #[track_caller]
    pub fn decline(&mut self) {
        self.decide(ConsentStatus::Rjct, None);
    }

    /// The sheet expires without an answer.
    ///
    /// # Panics
    /// When there is no sheet, or the step fails.
    #[track_caller]
    pub fn expire(&mut self) {
        self.decide(ConsentStatus::Expd, None);
    }

    /// The user confirms a payment of an earlier session, which is still open elsewhere: this one hears that
    /// the payment has moved on.
    ///
    /// # Panics
    /// When no payment of an earlier session awaits the user, or the step fails.
    #[track_caller]
    pub fn confirm_elsewhere(&mut self) {
        let session = self.bank.session;
        let elsewhere = |booked: &&mut Booked| booked.awaits() && booked.session != session;
        let Some(booked) = self.bank.payments.iter_mut().find(elsewhere) else {
            panic!("no payment of an earlier session awaits the user\n{}", self.tree())
        };
        booked.payment.consent = ConsentStatus::Auth;
        let payment = booked.payment.id.clone();
        let status = if booked.on.is_some() { PaymentStatus::Rcvd } else { PaymentStatus::Acsp };
        self.change(&payment, status);
    }

    /// There will not be enough in the account for this scheduled payment on its day: then it is
    /// rejected (`rjct`).
    ///
    /// # Panics
    /// When no such payment waits for its day.
    #[track_caller]
    pub fn lack_funds_for(&mut self, instruction_id: &str) {
        self.waiting(instruction_id).lacks_funds = true;
    }

    /// The user cancels a scheduled payment with the bank, before its day, and the mini-app hears of it.
    ///
    /// # Panics
    /// When no such payment waits for its day, or the step fails.
    #[track_caller]
    pub fn cancel_at_the_bank(&mut self, instruction_id: &str) {
        let payment = self.waiting(instruction_id).payment.id.clone();
        self.change(&payment, PaymentStatus::Canc);
    }

    /// The payment that is the next to expire, and when.
    pub(super) fn next_to_expire(&self) -> Option<(u64, String)> {
        self.next_payment(Booked::expires_at)
    }

    /// The scheduled payment that is the next to be carried out, and when.
    pub(super) fn next_scheduled(&self) -> Option<(u64, String)> {
        self.next_payment(Booked::due_at)
    }

    fn next_payment(&self, at: impl Fn(&Booked) -> Option<u64>) -> Option<(u64, String)> {
        let payments = self.bank.payments.iter();
        payments.filter_map(|booked| Some((at(booked)?, booked.payment.id.clone()))).min()
    }

    /// Nobody has decided in time: the session that asked has its answer, a later one hears of it.
    #[track_caller]
    pub(super) fn expires(&mut self, payment: &str) {
        let (now, session) = (self.bank.now, self.bank.session);
        let Some(booked) = self.bank.booked_mut(payment) else { return };
        booked.payment.consent = ConsentStatus::Expd;
        booked.payment.updated_at = now;
        if booked.session != session {
            self.bank.moved_on.push_back(payment.to_owned());
        }
        if !self.bank.closed {
            self.deliver_answers();
        }
    }

    /// The day of a scheduled payment has come.
    #[track_caller]
    pub(super) fn carry_out(&mut self, payment: &str) {
        let lacks_funds = self.bank.booked(payment).is_some_and(|booked| booked.lacks_funds);
        let status = if lacks_funds { PaymentStatus::Rjct } else { PaymentStatus::Pdng };
        self.change(payment, status);
    }

    #[track_caller]
    fn waiting(&mut self, instruction_id: &str) -> &mut Booked {
        let tree = self.tree();
        let waiting = self.bank.payments.iter_mut().find(|booked| {
            booked.instruction.instruction_id == instruction_id && booked.due_at().is_some()
        });
        waiting.unwrap_or_else(|| panic!("no payment {instruction_id:?} waits for its day\n{tree}"))
    }

    #[track_caller]
    fn change(&mut self, payment: &str, status: PaymentStatus) {
        let now = self.bank.now;
        if let Some(booked) = self.bank.booked_mut(payment) {
            booked.payment.status = Some(status);
            booked.payment.updated_at = now;
        }
        // Nothing reaches a mini-app that has closed itself; the bank goes on.
        if !self.bank.closed {
            self.tell_of(payment);
            self.deliver_answers();
        }
    }

    /// The mini-app hears that a payment has moved on.
    #[track_caller]
    pub(super) fn tell_of(&mut self, payment: &str) {
        let change = wire::Change { topic: "payment".to_owned(), id: payment.to_owned() };
        self.step(wire::Kind::Changed(change), Cause::Host, None);
    }

    /// The last confirmed payment settles (`acsc`), and the mini-app hears of it.
    ///
    /// # Panics
    /// When no payment is under way, or the step fails.
    #[track_caller]
    pub fn settle(&mut self) {
        self.move_on(PaymentStatus::Acsc);
    }

    /// The last confirmed payment is rejected after all (`rjct`), and the mini-app hears of it.
    ///
    /// # Panics
    /// When no payment is under way, or the step fails.
    #[track_caller]
    pub fn reject_settlement(&mut self) {
        self.move_on(PaymentStatus::Rjct);
    }

    #[track_caller]
    fn decide(&mut self, consent: ConsentStatus, status: Option<PaymentStatus>) {
        let now = self.bank.now;
        let went = self.bank.payments.iter().any(Booked::awaits);
        let Some(booked) = self.bank.on_sheet() else {
            let why = if went {
                "its sheet went with the session that asked"
            } else {
                "there is no payment sheet to decide on"
            };
            panic!("{why}\n{}", self.tree())
        };
        booked.payment.consent = consent;
        booked.payment.status = match booked.on {
            Some(_) => status.map(|_| PaymentStatus::Rcvd),
            None => status,
        };
        booked.payment.updated_at = now;
        // The answer to a decision comes within seconds of the user's tap on the sheet.
        self.bank.user_acted_at = Some(now);
        self.deliver_answers();
    }

    #[track_caller]
    fn move_on(&mut self, status: PaymentStatus) {
        let settling = [Some(PaymentStatus::Acsp), Some(PaymentStatus::Pdng)];
        let mut payments = self.bank.payments.iter();
        let under_way = payments.rfind(|booked| settling.contains(&booked.payment.status));
        let Some(booked) = under_way else {
            panic!("no confirmed payment is waiting to settle\n{}", self.tree())
        };
        let payment = booked.payment.id.clone();
        self.change(&payment, status);
    }
}

fn sheet(booked: &Booked) -> Sheet {
    let instruction = &booked.instruction;
    let account = match &instruction.creditor.identification {
        AccountIdentification::Iban(iban) => iban,
        AccountIdentification::SortCodeAccountNumber(number) => number,
    };
    Sheet {
        instruction_id: instruction.instruction_id.clone(),
        amount: match Money::from_wire(&instruction.amount) {
            Ok(amount) => amount,
            Err(error) => panic!("a payment was booked with a bad amount: {error}"),
        },
        payee: instruction.creditor.name.clone(),
        account: account.clone(),
        remittance: instruction.remittance.clone(),
        on: booked.on,
        consent: booked.payment.consent,
        status: booked.payment.status,
    }
}
