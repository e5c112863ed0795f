//! From the tap on "Pay" to the ticket.
//!
//! An order has one id, and that is the payment's. It is kept in the same step that asks for the payment, so that a
//! session that is lost in between is taken up by the next one; what cannot be kept is not asked for. A payment of
//! which nobody knows is looked at first: only one that the bank does not know is asked for again.

use loggia_sdk::{
    ConsentStatus, Ctx, Error, ErrorCode, Failure, Instruction, Money, Payee, Payment,
};
use serde::{Deserialize, Serialize};

use crate::{Msg, Tickets};

/// What a ticket costs.
pub(crate) const PRICE: Money = Money::eur(450);

/// Where the order is kept.
const KEY: &str = "order";

/// Some tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) count: u64,
    pub(crate) amount: Money,
    pub(crate) paid: bool,
    /// The bank's id of the payment.
    payment: Option<String>,
}

/// What the customer should know, until the order moves on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Notice {
    /// The bank couldn't tell whether it is paid, or asks on the sheet of another session.
    Unclear,
    NotPaid,
    Refused,
    NotNow,
}

impl Order {
    pub(crate) fn new(id: String, count: u64) -> Result<Self, Failure> {
        Ok(Self { id, count, amount: PRICE.times(count)?, paid: false, payment: None })
    }
}

impl Tickets {
    /// Has the bank ask the customer.
    pub(crate) fn pay(&mut self, mut order: Order, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        // The next session would not know of it, and pay once more.
        if noted(ctx.storage().save(KEY, &order), ctx).is_none() {
            self.notice = Some(Notice::NotNow);
            return Ok(());
        }
        let payee = Payee::iban("AT611904300234573201", "Example Ltd");
        // Asked for anew it must read the same: no word of it is in the customer's language.
        let instruction =
            Instruction::new(&order.id, order.amount, payee).remittance("Example Ltd");
        let id = order.id.clone();
        match ctx.payments().initiate(&instruction, |answer| Msg::Decided(id, answer)) {
            Ok(initiated) => {
                order.payment = Some(initiated.payment);
                ctx.storage().save(KEY, &order)?;
                self.order = Some(order);
                self.notice = None;
            }
            Err(_) if order.payment.is_some() => self.notice = Some(Notice::Unclear),
            Err(error) => self.fail(because_of(&error), ctx),
        }
        Ok(())
    }

    /// Asks the bank what became of the payment, and for the payment if it knows of none.
    pub(crate) fn ask_again(&mut self, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        match self.order.clone() {
            Some(order) if !self.may_be_known(&order, ctx) => self.pay(order, ctx),
            _ => Ok(()),
        }
    }

    /// What the customer said, or that nobody knows.
    pub(crate) fn decided(&mut self, id: &str, answer: Result<Payment, Error>, ctx: &Ctx<Msg>) {
        if !self.order.as_ref().is_some_and(|order| order.id == id && !order.paid) {
            // It has gone on meanwhile.
            return;
        }
        match answer {
            Ok(payment) => self.found(&payment, ctx),
            Err(error) if error.code == ErrorCode::Unavailable => {
                self.notice = Some(Notice::Unclear);
            }
            Err(error) => self.fail(because_of(&error), ctx),
        }
    }

    /// Withdraws the payment. If the customer was quicker with their yes, that counts.
    pub(crate) fn cancel(&mut self, ctx: &Ctx<Msg>) {
        let Some(order) = &self.order else { return };
        match order.payment.clone().map(|payment| (ctx.payments().cancel(&payment), payment)) {
            Some((Ok(()), payment)) => self.look_at(&payment, ctx),
            Some((Err(error), _)) if error.code != ErrorCode::NotFound => {
                self.notice = Some(Notice::Unclear);
            }
            _ => self.fail(Notice::NotPaid, ctx),
        }
    }

    /// The session begins: what an earlier one has ordered counts.
    pub(crate) fn take_up(&mut self, ctx: &Ctx<Msg>) {
        self.order = noted(ctx.storage().load(KEY), ctx).flatten();
        if let Some(order) = self.order.clone()
            && !self.may_be_known(&order, ctx)
        {
            self.notice = (!order.paid).then_some(Notice::Unclear);
        }
    }

    /// Looks how a payment stands by now.
    pub(crate) fn look_at(&mut self, payment: &str, ctx: &Ctx<Msg>) {
        if let Some(payment) = noted(ctx.payments().get(payment), ctx) {
            self.follow(&payment, ctx);
        }
    }

    /// Looks how an order's payment stands by now; whether the bank may know it.
    fn may_be_known(&mut self, order: &Order, ctx: &Ctx<Msg>) -> bool {
        let Some(payment) = &order.payment else { return false };
        match ctx.payments().get(payment) {
            Ok(payment) => {
                self.found(&payment, ctx);
                true
            }
            Err(error) => {
                ctx.log().warn(&error.message);
                self.notice = (!order.paid).then_some(Notice::Unclear);
                error.code != ErrorCode::NotFound
            }
        }
    }

    /// One that still awaits the customer does so on the sheet of another session.
    fn found(&mut self, payment: &Payment, ctx: &Ctx<Msg>) {
        self.follow(payment, ctx);
        if payment.consent == ConsentStatus::Awau {
            self.notice = Some(Notice::Unclear);
        }
    }

    /// The order is where its payment is. It may hear of it twice.
    fn follow(&mut self, payment: &Payment, ctx: &Ctx<Msg>) {
        let Some(order) = self.order.clone().filter(|order| order.id == payment.instruction_id)
        else {
            return;
        };
        if payment.has_failed() {
            return self.fail(Notice::NotPaid, ctx);
        }
        // What was asked for twice is known by its first id.
        let payment_id = Some(payment.id.clone());
        let paid = payment.consent == ConsentStatus::Auth;
        let moved = Some(Order { paid, payment: payment_id, ..order });
        if self.order != moved {
            self.put(moved, ctx);
        }
    }

    fn fail(&mut self, notice: Notice, ctx: &Ctx<Msg>) {
        self.put(None, ctx);
        self.notice = Some(notice);
    }

    /// Keeps the order as it is now.
    pub(crate) fn put(&mut self, order: Option<Order>, ctx: &Ctx<Msg>) {
        let kept = match &order {
            Some(order) => ctx.storage().save(KEY, order),
            None => ctx.storage().delete(KEY),
        };
        // Where that fails the ticket is there as long as the session.
        noted(kept, ctx);
        self.order = order;
        self.notice = None;
    }
}

fn because_of(error: &Error) -> Notice {
    match error.code {
        ErrorCode::Expired => Notice::NotPaid,
        // The customer has declined several times, and is left in peace for a while.
        ErrorCode::Denied if error.retry_after_ms.is_some() => Notice::NotNow,
        ErrorCode::Denied => Notice::Refused,
        _ => Notice::NotNow,
    }
}

/// What went wrong is for the log: the customer reads what to do.
fn noted<T>(result: Result<T, Error>, ctx: &Ctx<Msg>) -> Option<T> {
    result.map_err(|error| ctx.log().warn(&error.message)).ok()
}
