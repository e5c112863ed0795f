//! From the tap on "Pay" to the ticket.
//!
//! An order has one id, and that is the payment's: asking twice pays once. It is kept in the same step that
//! asks for the payment, so that a session that is lost in between is taken up by the next one.

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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) count: u64,
    pub(crate) amount: Money,
    pub(crate) paid: bool,
    /// The bank's id of the payment.
    payment: Option<String>,
}

/// What the customer should know, until the order moves on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Notice {
    /// The bank couldn't tell whether it is paid.
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
    /// Has the bank ask the customer: for the same payment, where the order is the same.
    pub(crate) fn pay(&mut self, mut order: Order, ctx: &Ctx<Msg>) {
        let payee = Payee::iban("AT611904300234573201", "Example Ltd");
        let instruction = Instruction::new(&order.id, order.amount, payee)
            .remittance(self.words.remittance(order.count));
        let id = order.id.clone();
        match ctx.payments().initiate(&instruction, |answer| Msg::Decided(id, answer)) {
            Ok(initiated) => {
                order.payment = Some(initiated.payment);
                self.put(Some(order), ctx);
            }
            // The bank may have the payment already.
            Err(_) if order.payment.is_some() => self.notice = Some(Notice::Unclear),
            Err(error) => self.fail(because_of(&error), ctx),
        }
    }

    /// What the customer said, or that nobody knows.
    pub(crate) fn decided(&mut self, id: &str, answer: Result<Payment, Error>, ctx: &Ctx<Msg>) {
        if !self.order.as_ref().is_some_and(|order| order.id == id && !order.paid) {
            // It has gone on meanwhile.
            return;
        }
        match answer {
            Ok(payment) => self.follow(&payment, ctx),
            Err(error) if error.code == ErrorCode::Unavailable => {
                self.notice = Some(Notice::Unclear);
            }
            Err(error) => self.fail(because_of(&error), ctx),
        }
    }

    /// Withdraws the payment. If the customer was quicker with their yes, that counts.
    pub(crate) fn cancel(&mut self, ctx: &Ctx<Msg>) {
        let payment = self.order.as_ref().and_then(|order| order.payment.clone());
        if let Some(payment) = payment {
            noted(ctx.payments().cancel(&payment), ctx);
            self.look_at(&payment, ctx);
        }
    }

    /// The session begins: what an earlier one has ordered counts.
    pub(crate) fn take_up(&mut self, ctx: &Ctx<Msg>) {
        self.order = noted(ctx.storage().load(KEY), ctx).flatten();
        if let Some(payment) = self.order.as_ref().and_then(|order| order.payment.clone()) {
            self.look_at(&payment, ctx);
        }
    }

    /// Looks how a payment stands by now.
    pub(crate) fn look_at(&mut self, payment: &str, ctx: &Ctx<Msg>) {
        if let Some(payment) = noted(ctx.payments().get(payment), ctx) {
            self.follow(&payment, ctx);
        }
    }

    /// The order is where its payment is. It may hear of it twice.
    fn follow(&mut self, payment: &Payment, ctx: &Ctx<Msg>) {
        let Some(order) = self.order.clone().filter(|order| order.id == payment.instruction_id)
        else {
            return;
        };
        if payment.has_failed() {
            self.fail(Notice::NotPaid, ctx);
        } else if payment.consent == ConsentStatus::Auth {
            self.put(Some(Order { paid: true, ..order }), ctx);
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
        // Without storage the ticket is there as long as the session.
        noted(kept, ctx);
        self.order = order;
        self.notice = None;
    }
}

fn because_of(error: &Error) -> Notice {
    match error.code {
        ErrorCode::Expired => Notice::NotPaid,
        ErrorCode::Denied => Notice::Refused,
        _ => Notice::NotNow,
    }
}

/// What went wrong is for the log: the customer reads what to do.
fn noted<T>(result: Result<T, Error>, ctx: &Ctx<Msg>) -> Option<T> {
    result.map_err(|error| ctx.log().warn(&error.message)).ok()
}
