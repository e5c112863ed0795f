//! From "Pay" to the receipt: now, or on a day.
//!
//! Each tap makes a payment of its own, under an id of its own. While it is not known what became of one,
//! the same demand is not paid again: it is looked at, and only if the bank doesn't know it, it is asked for under
//! the same id. Before a demand is offered or paid it is recalled what other sessions did. Each change is kept in
//! the storage with the step that makes it, and what a lost session leaves behind is taken up by the next.

use std::time::Duration;

use loggia_sdk::{
    Answer, ConsentStatus, Ctx, Error, ErrorCode, Failure, Initiated, Payment, ScheduledPayment,
    Timestamp,
};

use crate::demand::{Demand, Standing};
use crate::notice::Notice;
use crate::order::{Order, Stage};
use crate::screens::Screen;
use crate::{Msg, Taxes, orders};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many payments of earlier sessions are taken up again: each takes a few calls.
const MOST_TAKEN_UP: usize = 8;

impl Taxes {
    /// The customer pays a demand now.
    pub(crate) fn pay_now(&mut self, reference: &str, ctx: &mut Ctx<Msg>) {
        self.order(reference, None, ctx);
    }

    /// The form with the day was submitted.
    pub(crate) fn pay_later(&mut self, reference: &str, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        let day = ctx.fields().choice("day")?.and_then(|day| day.parse().ok());
        // The days as they stood on screen: midnight may have passed since.
        if let Some(day) = day.map(Timestamp::from_millis) {
            self.order(reference, Some(day), ctx);
        }
        Ok(())
    }

    fn order(&mut self, reference: &str, on: Option<Timestamp>, ctx: &mut Ctx<Msg>) {
        self.recall(|demand| demand == reference, ctx);
        let Some(demand) = self.demand(reference).cloned() else { return };
        if demand.standing != Standing::Open || self.order_of(reference).is_some() {
            return;
        }
        self.go_to(Screen::Demand(reference.to_owned()));
        let token = ctx.random().token(16);
        let order = Order::new(demand, on, &token, ctx.now());
        match self.ask_the_bank(&order, ctx) {
            Ok(initiated) => {
                let order = Order { payment: Some(initiated.payment), ..order };
                orders::keep(&order, ctx);
                self.orders.insert(0, order);
            }
            Err(error) => {
                ctx.log().warn(&["a payment could not be initiated: ", &error.message].concat());
                self.notice = Some(match (error.code, on) {
                    (ErrorCode::Denied, Some(_)) => Notice::NotOnThatDay,
                    (ErrorCode::InvalidArgument, Some(_)) => Notice::DayIsOver,
                    (ErrorCode::Denied, None) => Notice::Refused,
                    _ => Notice::PayNotNow,
                });
            }
        }
    }

    /// Asks for a payment: always the same one for the same order.
    fn ask_the_bank(&self, order: &Order, ctx: &Ctx<Msg>) -> Result<Initiated, Error> {
        let (instruction, own) = (order.instruction(), order.id.clone());
        match order.on {
            None => ctx.payments().initiate(&instruction, |answer| Msg::Decided(own, answer)),
            Some(day) => {
                let on = day.at_offset(0).date();
                ctx.scheduled_payments()
                    .schedule(&instruction, on, |answer| Msg::Scheduled(own, answer))
            }
        }
    }

    /// The days that can be chosen, the first is tomorrow: as moments at which they begin.
    pub(crate) fn days(&self, demand: &Demand) -> Vec<Timestamp> {
        let now = self.now.millis();
        let length = u64::try_from(DAY.as_millis()).unwrap_or(u64::MAX);
        let today = Timestamp::from_millis(now - now % length);
        let mut days = [1, 7, 14].map(|days| today + DAY * days).to_vec();
        days.push(demand.due);
        days.retain(|day| *day > today && *day <= demand.due);
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The bank says what the user did with its sheet.
    pub(crate) fn decided(&mut self, id: &str, answer: Answer<Payment>, ctx: &Ctx<Msg>) {
        let answer = answer.take(ctx);
        self.heard(id, answer, ctx);
    }

    /// The same, of a payment on a day.
    pub(crate) fn scheduled(&mut self, id: &str, answer: Answer<ScheduledPayment>, ctx: &Ctx<Msg>) {
        let answer = answer.take(ctx).map(|scheduled| scheduled.payment);
        self.heard(id, answer, ctx);
    }

    fn heard(&mut self, id: &str, answer: Result<Payment, Error>, ctx: &Ctx<Msg>) {
        match answer {
            Ok(payment) => self.found_payment(id, &payment, ctx),
            Err(error) => match error.code {
                ErrorCode::Expired => self.void(id, Notice::Expired, ctx),
                ErrorCode::Unavailable => self.pay_unclear(id, ctx),
                // The customer has declined several times, and is left in peace for a while.
                ErrorCode::Denied if error.retry_after_ms.is_some() => {
                    self.void(id, Notice::PayNotNow, ctx);
                }
                _ => self.void(id, Notice::Refused, ctx),
            },
        }
    }

    /// One of our payments has moved on by itself.
    pub(crate) fn payment_changed(&mut self, payment: &str, ctx: &Ctx<Msg>) {
        let is_its = |order: &Order| order.payment.as_deref() == Some(payment);
        if !self.orders.iter().any(is_its) {
            // It may belong to an earlier session.
            let kept = orders::load(ctx).unwrap_or_default();
            self.orders.extend(kept.into_iter().find(is_its));
        }
        if let Some(order) = self.orders.iter().find(|order| is_its(order)).cloned() {
            match look_at(&order, ctx) {
                Ok(payment) => self.moved(&order.id, &payment, ctx),
                Err(error) => {
                    ctx.log().warn(&["a payment can't be looked at: ", &error.message].concat());
                }
            }
        }
    }

    /// The customer goes on where it stopped: asks the bank again, or the office.
    pub(crate) fn go_on(&mut self, id: &str, ctx: &Ctx<Msg>) {
        let Some(order) = self.order_by_id(id).cloned() else { return };
        self.notice = None;
        match order.stage {
            Stage::PayUnclear => match look_at(&order, ctx) {
                Ok(payment) => {
                    self.notice =
                        (payment.consent == ConsentStatus::Awau).then_some(Notice::StillUnclear);
                    self.found_payment(id, &payment, ctx);
                }
                Err(error) if error.code == ErrorCode::NotFound => self.ask_again(&order, ctx),
                Err(_) => self.notice = Some(Notice::StillUnclear),
            },
            Stage::Settled => {
                self.notice = Some(Notice::NoReceiptYet);
                self.refresh(&order.demand.reference, ctx);
            }
            _ => {}
        }
    }

    /// The bank doesn't know the payment: the same one is asked for.
    fn ask_again(&mut self, order: &Order, ctx: &Ctx<Msg>) {
        match self.ask_the_bank(order, ctx) {
            Ok(initiated) => self.change(&order.id, ctx, |order| {
                order.payment = Some(initiated.payment);
                order.stage = Stage::Paying;
            }),
            Err(_) => self.void(&order.id, Notice::PayNotNow, ctx),
        }
    }

    /// The customer doesn't want to pay after all, also on the day for which it is scheduled. The bank says what
    /// becomes of it.
    pub(crate) fn withdraw(&mut self, id: &str, ctx: &Ctx<Msg>) {
        let Some(order) = self.order_by_id(id) else { return };
        let Some(payment) = order.payment.clone() else { return };
        let cancelled = match order.on {
            None => ctx.payments().cancel(&payment),
            Some(_) => ctx.scheduled_payments().cancel(&payment),
        };
        match cancelled {
            Ok(()) => self.payment_changed(&payment, ctx),
            Err(error) => {
                ctx.log().warn(&["a payment could not be cancelled: ", &error.message].concat());
                if error.code == ErrorCode::NotFound {
                    return self.void(id, Notice::Declined, ctx);
                }
                self.notice = Some(Notice::StillUnclear);
            }
        }
    }

    /// A session begins: what earlier ones left undone goes on.
    pub(crate) fn take_up(&mut self, ctx: &Ctx<Msg>) {
        let kept = orders::load(ctx).unwrap_or_else(|error| {
            ctx.log().warn(&["the payments can't be read: ", &error.message].concat());
            Vec::new()
        });
        let unfinished = kept.into_iter().filter(|order| !order.is_over());
        self.orders = unfinished.take(MOST_TAKEN_UP).collect();
        for order in self.orders.clone() {
            self.take_up_order(&order, ctx);
        }
    }

    fn take_up_order(&mut self, order: &Order, ctx: &Ctx<Msg>) {
        if order.stage == Stage::Settled {
            return self.refresh(&order.demand.reference, ctx);
        }
        match look_at(order, ctx) {
            Ok(payment) => self.found_payment(&order.id, &payment, ctx),
            Err(error) => {
                ctx.log().warn(&["a payment can't be looked at: ", &error.message].concat());
                self.pay_unclear(&order.id, ctx);
            }
        }
    }

    /// Payments of these demands that another session made, or that could not be read at the opening, count here
    /// too.
    pub(crate) fn recall(&mut self, demands: impl Fn(&str) -> bool, ctx: &Ctx<Msg>) {
        for order in orders::load(ctx).unwrap_or_default() {
            if !demands(&order.demand.reference) || self.order_by_id(&order.id).is_some() {
                continue;
            }
            self.orders.push(order.clone());
            if !order.is_over() {
                self.take_up_order(&order, ctx);
            }
        }
    }

    /// Follows a payment that the bank was asked about. One that still awaits the user does so on the sheet of
    /// another session.
    fn found_payment(&mut self, id: &str, payment: &Payment, ctx: &Ctx<Msg>) {
        self.moved(id, payment, ctx);
        if payment.consent == ConsentStatus::Awau {
            self.pay_unclear(id, ctx);
        }
    }

    /// Nobody can say now what became of a payment, unless a later answer was quicker.
    fn pay_unclear(&mut self, id: &str, ctx: &Ctx<Msg>) {
        if self.order_by_id(id).is_some_and(|order| order.stage == Stage::Paying) {
            self.set_stage(id, Stage::PayUnclear, ctx);
        }
    }

    /// Follows a payment to where it is now. It may be told of twice, and by two ways.
    fn moved(&mut self, id: &str, payment: &Payment, ctx: &Ctx<Msg>) {
        use Stage::{PayUnclear, Paying, Waiting};
        // What was asked for twice is known by its first id.
        self.change(id, ctx, |order| order.payment = Some(payment.id.clone()));
        let Some(order) = self.order_by_id(id) else { return };
        if payment.has_failed() {
            let waited = order.stage == Waiting;
            let notice = match payment.consent {
                ConsentStatus::Expd => Notice::Expired,
                ConsentStatus::Auth if is_cancelled(payment) => Notice::Cancelled,
                ConsentStatus::Auth if waited => Notice::DayFailed,
                ConsentStatus::Auth => Notice::SentBack,
                ConsentStatus::Canc if waited => Notice::Cancelled,
                _ => Notice::Declined,
            };
            return self.void(id, notice, ctx);
        }
        if payment.consent != ConsentStatus::Auth {
            return;
        }
        let reference = order.demand.reference.clone();
        let undecided = matches!(order.stage, Paying | PayUnclear | Waiting);
        if payment.is_settled() {
            if order.stage != Stage::Settled {
                self.set_stage(id, Stage::Settled, ctx);
                self.refresh(&reference, ctx);
            }
        } else if undecided {
            let waits = payment.status == Some(loggia_sdk::PaymentStatus::Rcvd);
            self.set_stage(id, if waits { Waiting } else { Stage::Paid }, ctx);
        }
    }

    /// The office has said how a demand stands: what was paid of it has its receipt.
    pub(crate) fn office_says(&mut self, demand: &Demand, ctx: &Ctx<Msg>) {
        let told = demand.standing != Standing::Open;
        let mut settled = self.orders.iter_mut().filter(|order| {
            order.stage == Stage::Settled && order.demand.reference == demand.reference
        });
        if let (true, Some(order)) = (told, settled.next()) {
            // What was paid is what was demanded then.
            order.demand.standing = demand.standing;
            order.demand.receipt.clone_from(&demand.receipt);
            orders::keep(order, ctx);
            self.notice = None;
        }
    }

    /// No money moves, and none will.
    fn void(&mut self, id: &str, notice: Notice, ctx: &Ctx<Msg>) {
        if self.order_by_id(id).is_some_and(Order::is_in_the_way) {
            self.set_stage(id, Stage::Void, ctx);
            self.notice = Some(notice);
        }
    }

    /// The payment of a demand, under way or made.
    pub(crate) fn order_of(&self, reference: &str) -> Option<&Order> {
        let mut orders = self.orders.iter();
        orders.find(|order| order.demand.reference == reference && order.is_in_the_way())
    }

    pub(crate) fn order_by_id(&self, id: &str) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    /// Shows a demand, also one of which only the storage knows that it was paid.
    pub(crate) fn show_demand(&mut self, reference: &str, ctx: &Ctx<Msg>) {
        self.recall(|demand| demand == reference, ctx);
        if self.demand(reference).is_some() {
            self.go_to(Screen::Demand(reference.to_owned()));
        }
    }

    /// Forgets the payments to which nothing more will happen; the storage has them.
    pub(crate) fn forget_what_is_over(&mut self) {
        let on_screen = match &self.screen {
            Screen::Demand(reference) => Some(reference.as_str()),
            _ => None,
        };
        self.orders
            .retain(|order| Some(order.demand.reference.as_str()) == on_screen || !order.is_over());
    }

    fn set_stage(&mut self, id: &str, stage: Stage, ctx: &Ctx<Msg>) {
        self.change(id, ctx, |order| order.stage = stage);
    }

    /// Changes an order, and keeps it as it then is.
    fn change(&mut self, id: &str, ctx: &Ctx<Msg>, change: impl FnOnce(&mut Order)) {
        let Some(order) = self.orders.iter_mut().find(|order| order.id == id) else { return };
        let before = order.clone();
        change(order);
        if *order != before {
            orders::keep(order, ctx);
        }
    }
}

fn is_cancelled(payment: &Payment) -> bool {
    payment.status == Some(loggia_sdk::PaymentStatus::Canc)
}

fn look_at(order: &Order, ctx: &Ctx<Msg>) -> Result<Payment, Error> {
    let payment = order.payment.as_deref().unwrap_or_default();
    match order.on {
        None => ctx.payments().get(payment),
        Some(_) => ctx.scheduled_payments().get(payment).map(|scheduled| scheduled.payment),
    }
}
