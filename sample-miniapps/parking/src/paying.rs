//! The payment of a stay that is over.
//!
//! A payment that came to nothing stays what it is for ever, under its instruction id. So each try is a
//! payment of its own, and there is a next one only once the bank has said that the last one came to
//! nothing: while that is unclear it is looked at, and nothing is paid again.

use loggia_sdk::{Answer, ConsentStatus, Ctx, Error, ErrorCode, Instruction, Payee, Payment};

use crate::notice::Notice;
use crate::stay::{Stage, Stay};
use crate::{Msg, Parking, stays};

/// What led to the bank being asked for a payment: after an answer it may be too long since the last tap.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AskedBy {
    Tap,
    Answer,
}

impl Parking {
    /// Asks the bank for the payment of a stay that is over.
    pub(crate) fn initiate(&mut self, id: &str, asked_by: AskedBy, ctx: &Ctx<Msg>) {
        let Some(stay) = self.stay(id) else { return };
        let Some(due) = stay.due else { return };
        // Asked for anew it must read the same: no word of it is in the customer's language.
        let remittance = ["Kerbside ", &stay.zone.id, ", ", &stay.plate].concat();
        let instruction =
            Instruction::new(stay.instruction_id(), due, kerbside()).remittance(remittance);
        let own = id.to_owned();
        self.notice = None;
        match ctx.payments().initiate(&instruction, |answer| Msg::Decided(own, answer)) {
            Ok(initiated) => self.change(id, ctx, |stay| {
                stay.payment = Some(initiated.payment);
                stay.stage = Stage::Paying;
            }),
            Err(error) => self.not_initiated(asked_by, &error, ctx),
        }
    }

    fn not_initiated(&mut self, asked_by: AskedBy, error: &Error, ctx: &Ctx<Msg>) {
        ctx.log().warn(&["a payment could not be initiated: ", &error.message].concat());
        self.notice = match (asked_by, error.code) {
            // The server took longer than the bank lets pass between a tap and its sheet: one more tap goes on.
            (AskedBy::Answer, ErrorCode::Denied) => None,
            (AskedBy::Tap, ErrorCode::Denied) => Some(Notice::Refused),
            _ => Some(Notice::PayNotNow),
        };
    }

    /// The bank says what the user did with its sheet.
    pub(crate) fn decided(&mut self, id: &str, answer: Answer<Payment>, ctx: &Ctx<Msg>) {
        match answer.take(ctx) {
            Ok(payment) => self.found(id, &payment, ctx),
            Err(error) => match error.code {
                ErrorCode::Expired => self.not_paid(id, Notice::Expired, ctx),
                ErrorCode::Unavailable => self.pay_unclear(id, ctx),
                // The customer has declined several times, and is left in peace for a while.
                ErrorCode::Denied if error.retry_after_ms.is_some() => {
                    self.not_paid(id, Notice::PayNotNow, ctx);
                }
                _ => self.not_paid(id, Notice::Refused, ctx),
            },
        }
    }

    /// The customer doesn't want to pay now. Once the bank has a payment it decides what becomes of it.
    pub(crate) fn withdraw(&mut self, id: &str, ctx: &Ctx<Msg>) {
        let Some(payment) = self.stay(id).and_then(|stay| stay.payment.clone()) else { return };
        match ctx.payments().cancel(&payment) {
            // Cancelled at once if the user had not decided; else the bank's answer says what they decided.
            Ok(()) => self.payment_changed(&payment, ctx),
            Err(error) => {
                ctx.log().warn(&["a payment could not be cancelled: ", &error.message].concat());
                if error.code == ErrorCode::NotFound {
                    return self.never_made(id, ctx);
                }
                self.notice = Some(Notice::StillUnclear);
            }
        }
    }

    /// One of our payments has moved on by itself.
    pub(crate) fn payment_changed(&mut self, payment: &str, ctx: &Ctx<Msg>) {
        let is_its = |stay: &Stay| stay.payment.as_deref() == Some(payment);
        let known = self.stays.iter().find(|stay| is_its(stay)).map(|stay| stay.id.clone());
        let id = known.or_else(|| {
            // It may belong to an earlier session.
            let stay = stays::load(ctx).ok()?.into_iter().find(is_its)?;
            let id = stay.id.clone();
            self.stays.push(stay);
            Some(id)
        });
        let Some(id) = id else { return };
        match ctx.payments().get(payment) {
            Ok(payment) => self.moved(&id, &payment, ctx),
            Err(error) => {
                ctx.log().warn(&["a payment could not be looked at: ", &error.message].concat());
            }
        }
    }

    /// Asks the bank what became of a payment.
    pub(crate) fn look_at_payment(&mut self, id: &str, ctx: &Ctx<Msg>) {
        let payment = self.stay(id).and_then(|stay| stay.payment.clone());
        match payment.map(|payment| ctx.payments().get(&payment)) {
            Some(Ok(payment)) => {
                self.notice =
                    (payment.consent == ConsentStatus::Awau).then_some(Notice::StillUnclear);
                self.found(id, &payment, ctx);
            }
            Some(Err(error)) if error.code != ErrorCode::NotFound => {
                self.notice = Some(Notice::StillUnclear);
            }
            _ => self.never_made(id, ctx),
        }
    }

    /// The bank doesn't know the payment: the same one can be asked for.
    fn never_made(&mut self, id: &str, ctx: &Ctx<Msg>) {
        self.change(id, ctx, |stay| {
            stay.payment = None;
            stay.stage = Stage::Due;
        });
    }

    /// A session begins, and an earlier one asked for a payment.
    pub(crate) fn take_up_payment(&mut self, id: &str, payment: &str, ctx: &Ctx<Msg>) {
        match ctx.payments().get(payment) {
            Ok(payment) => self.found(id, &payment, ctx),
            Err(error) => {
                ctx.log().warn(&["a payment could not be looked at: ", &error.message].concat());
                self.pay_unclear(id, ctx);
            }
        }
    }

    /// Follows a payment that the bank was asked about. One that still awaits the user does so on the sheet of
    /// another session.
    fn found(&mut self, id: &str, payment: &Payment, ctx: &Ctx<Msg>) {
        self.moved(id, payment, ctx);
        if payment.consent == ConsentStatus::Awau {
            self.pay_unclear(id, ctx);
        }
    }

    /// Nobody can say now what became of a payment, unless a later answer was quicker.
    fn pay_unclear(&mut self, id: &str, ctx: &Ctx<Msg>) {
        if self.stay(id).is_some_and(|stay| stay.stage == Stage::Paying) {
            self.set_stage(id, Stage::PayUnclear, ctx);
        }
    }

    /// Follows a payment to where it is now. It may be told of twice, and by two ways.
    fn moved(&mut self, id: &str, payment: &Payment, ctx: &Ctx<Msg>) {
        use Stage::{Due, Paid, PayUnclear, Paying};
        let Some(stay) = self.stay(id) else { return };
        if stay.instruction_id() != payment.instruction_id
            || !matches!(stay.stage, Due | Paying | PayUnclear | Paid)
        {
            return;
        }
        // What was asked for twice is known by its first id.
        self.change(id, ctx, |stay| stay.payment = Some(payment.id.clone()));
        if payment.has_failed() {
            let notice = match payment.consent {
                ConsentStatus::Expd => Notice::Expired,
                ConsentStatus::Auth => Notice::SentBack,
                _ => Notice::Declined,
            };
            return self.not_paid(id, notice, ctx);
        }
        if payment.is_settled() {
            self.set_stage(id, Stage::Settled, ctx);
            self.look(id, ctx);
        } else if payment.consent == ConsentStatus::Auth {
            self.set_stage(id, Stage::Paid, ctx);
        }
    }

    /// The payment came to nothing: it is still to be paid for, by another one.
    fn not_paid(&mut self, id: &str, notice: Notice, ctx: &Ctx<Msg>) {
        self.change(id, ctx, |stay| {
            stay.payment = None;
            stay.failed_payments = stay.failed_payments.saturating_add(1);
            stay.stage = Stage::Due;
        });
        self.notice = Some(notice);
    }
}

fn kerbside() -> Payee {
    Payee::iban("NL91ABNA0417164300", "Kerbside")
}
