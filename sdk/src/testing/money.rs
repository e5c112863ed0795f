//! The bank's part about money: its sheet, and what becomes of a payment after it.

use super::bank::Booked;
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
    /// What the user decided, if they have.
    pub consent: ConsentStatus,
    /// Where the money is.
    pub status: Option<PaymentStatus>,
}

impl<A: MiniApp> TestApp<A> {
    /// The sheet that the user sees now.
    #[must_use]
    pub fn sheet(&self) -> Option<Sheet> {
        self.payments().into_iter().find(|sheet| sheet.consent == ConsentStatus::Awau)
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

    /// The user confirms the payment on the bank's sheet. It settles with [`settle`](Self::settle).
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
        let open = self
            .bank
            .payments
            .iter_mut()
            .find(|booked| booked.payment.consent == ConsentStatus::Awau);
        let Some(booked) = open else {
            panic!("there is no payment sheet to decide on\n{}", self.tree())
        };
        booked.payment.consent = consent;
        booked.payment.status = status;
        booked.payment.updated_at = now;
        // The answer to a decision comes within seconds of the user's tap on the sheet.
        self.bank.user_acted_at = Some(now);
        self.deliver_answers();
    }

    #[track_caller]
    fn move_on(&mut self, status: PaymentStatus) {
        let now = self.bank.now;
        let under_way = self
            .bank
            .payments
            .iter_mut()
            .rfind(|booked| booked.payment.status == Some(PaymentStatus::Acsp));
        let Some(booked) = under_way else {
            panic!("no confirmed payment is waiting to settle\n{}", self.tree())
        };
        booked.payment.status = Some(status);
        booked.payment.updated_at = now;
        let change = wire::Change { topic: "payment".to_owned(), id: booked.payment.id.clone() };
        self.step(wire::Kind::Changed(change), false, None);
        self.deliver_answers();
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
        consent: booked.payment.consent,
        status: booked.payment.status,
    }
}
