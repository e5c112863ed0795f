//! From the tap on "Pay" to the points: what happens to an order, step by step.
//!
//! Points are redeemed first, then the lower amount is paid; if the payment doesn't come about they are
//! returned. All requests of one order carry its id as their idempotency key, so points are asked for again after
//! an unclear answer, and never spent twice. A payment is looked at first: only one that the bank doesn't know is
//! asked for again. Each change is kept in the storage with the step that makes it: what a lost session leaves behind is
//! taken up again by [`take_up`](Coffee::take_up).

use loggia_sdk::{
    Answer, Booking, ConsentStatus, Ctx, Error, ErrorCode, Failure, Instruction, Payee, Payment,
};

use crate::history;
use crate::notice::Notice;
use crate::order::{Order, Status};
use crate::points::Points;
use crate::screens::Screen;
use crate::{Coffee, Msg};

/// What led to the bank being asked for a payment: after an answer it may be too long since the last tap.
#[derive(Clone, Copy)]
enum AskedBy {
    Tap,
    Answer,
}

/// How many orders of earlier sessions are taken up again: each takes a few calls.
const MOST_TAKEN_UP: usize = 5;

impl Coffee {
    /// The customer wants to pay for what is in the basket.
    pub(crate) fn pay(&mut self, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        if self.basket.is_empty() {
            return Ok(());
        }
        // One payment at a time: a second order must not hide a first one that may have been paid.
        if self.undecided().is_some() {
            self.screen = Screen::Paying;
            return Ok(());
        }
        let points = if self.use_points { self.points.redeemable(self.basket.total()?) } else { 0 };
        let order = Order::new(
            ctx.random().token(26),
            &self.basket,
            points,
            self.pickup_minutes,
            ctx.now(),
        )?;
        let id = order.id.clone();
        self.orders.insert(0, order);
        self.notice = None;
        self.screen = Screen::Paying;
        if points > 0 {
            self.redeem(&id, ctx)
        } else {
            self.initiate(&id, AskedBy::Tap, ctx)?
        }
        Ok(())
    }

    /// The customer tries again after an unclear answer, or goes on to the payment.
    pub(crate) fn go_on(&mut self, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        let Some(order) = self.undecided() else {
            return Ok(());
        };
        let id = order.id.clone();
        match order.status {
            Status::RedeemUncertain => self.redeem(&id, ctx),
            Status::Redeemed => self.initiate(&id, AskedBy::Tap, ctx)?,
            Status::PayUncertain => self.look_at_payment(&id, ctx)?,
            _ => {}
        }
        Ok(())
    }

    /// The customer would rather pay without the points that could not be redeemed.
    pub(crate) fn pay_without_points(&mut self, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        if let Some(id) = self.undecided().map(|order| order.id.clone()) {
            self.fail(&id, None, ctx);
        }
        self.use_points = false;
        self.pay(ctx)
    }

    /// The customer doesn't want to pay any more. Once the bank has a payment it decides what becomes of it, and says so.
    pub(crate) fn withdraw(&mut self, ctx: &Ctx<Msg>) {
        self.screen = Screen::Basket;
        let Some(order) = self.undecided() else {
            return;
        };
        let id = order.id.clone();
        let Some(payment) = order.payment.clone() else {
            return self.fail(&id, None, ctx);
        };
        match ctx.payments().cancel(&payment) {
            // Cancelled at once if the user had not decided; else the bank's answer says what they decided.
            Ok(()) => self.payment_changed(&payment, ctx),
            Err(error) => {
                ctx.log().warn(&["a payment could not be cancelled: ", &error.message].concat());
                self.notice = Some(Notice::StillUnclear);
                if error.code == ErrorCode::NotFound {
                    self.fail(&id, None, ctx);
                }
            }
        }
    }

    pub(crate) fn redeemed(
        &mut self,
        id: &str,
        answer: Answer<Booking>,
        ctx: &Ctx<Msg>,
    ) -> Result<(), Failure> {
        let booking = answer.take(ctx);
        let waiting = self.order_mut(id).is_some_and(|order| order.status == Status::Redeeming);
        if !waiting {
            // Given up meanwhile: the points may have been asked back before they were redeemed.
            return_points(id, ctx);
            return Ok(());
        }
        match booking {
            Ok(booking) => {
                self.set_status(id, Status::Redeemed, ctx);
                self.points = Points::Known(booking.balance);
                self.initiate(id, AskedBy::Answer, ctx)
            }
            Err(error) if error.code == ErrorCode::Unavailable => {
                self.set_status(id, Status::RedeemUncertain, ctx);
                Ok(())
            }
            Err(error) => {
                ctx.log().info(&["points were not redeemed: ", &error.message].concat());
                self.set_status(id, Status::Failed, ctx);
                self.back_to_basket(Some(Notice::PointsChanged));
                self.use_points = false;
                self.ask_for_points(ctx);
                Ok(())
            }
        }
    }

    /// The bank says what the user did with its sheet.
    pub(crate) fn decided(&mut self, id: &str, answer: Answer<Payment>, ctx: &Ctx<Msg>) {
        match answer.take(ctx) {
            Ok(payment) => self.found(id, &payment, ctx),
            Err(error) => match error.code {
                ErrorCode::Expired => self.fail(id, Some(Notice::Expired), ctx),
                ErrorCode::Unavailable => self.unclear(id, ctx),
                // The customer has declined several times, and is left in peace for a while.
                ErrorCode::Denied if error.retry_after_ms.is_some() => {
                    self.fail(id, Some(Notice::NotNow), ctx);
                }
                _ => self.fail(id, Some(Notice::Refused), ctx),
            },
        }
    }

    /// One of our payments has moved on by itself.
    pub(crate) fn payment_changed(&mut self, payment: &str, ctx: &Ctx<Msg>) {
        let known = self.orders.iter().find(|order| order.payment.as_deref() == Some(payment));
        let order = known.cloned().or_else(|| {
            // It may belong to an earlier session.
            let kept = history::load(ctx).ok()?;
            kept.into_iter().find(|order| order.payment.as_deref() == Some(payment))
        });
        let Some(order) = order else { return };
        let id = order.id.clone();
        if self.order_mut(&id).is_none() {
            self.orders.push(order);
        }
        match ctx.payments().get(payment) {
            Ok(payment) => self.moved(&id, &payment, ctx),
            Err(error) => {
                ctx.log().warn(&["a payment could not be looked at: ", &error.message].concat())
            }
        }
    }

    pub(crate) fn earned(&mut self, id: &str, answer: Answer<Booking>, ctx: &Ctx<Msg>) {
        match answer.take(ctx) {
            Ok(booking) => {
                self.points = Points::Known(booking.balance);
                if let Some(order) = self.order_mut(id) {
                    order.earned = Some(booking.points);
                    history::keep(order, ctx);
                }
            }
            // The next session asks again.
            Err(error) => {
                ctx.log().warn(&["points were not earned yet: ", &error.message].concat())
            }
        }
    }

    pub(crate) fn returned(&mut self, id: &str, answer: Answer<Booking>, ctx: &Ctx<Msg>) {
        match answer.take(ctx) {
            Ok(booking) => self.points = Points::Known(booking.balance),
            // They had never been redeemed.
            Err(error) if error.code == ErrorCode::NotFound => {}
            // The next session asks again.
            Err(error) => {
                return ctx
                    .log()
                    .warn(&["points were not returned yet: ", &error.message].concat());
            }
        }
        self.set_status(id, Status::Failed, ctx);
    }

    /// A session begins: what earlier ones left undone goes on.
    pub(crate) fn take_up(&mut self, ctx: &Ctx<Msg>) {
        let kept = history::load(ctx).unwrap_or_else(|error| {
            ctx.log().warn(&["the history can't be read: ", &error.message].concat());
            Vec::new()
        });
        let unfinished = kept.into_iter().filter(|order| match order.status {
            Status::Failed => false,
            Status::Settled => order.earned.is_none() || !order.is_ready(ctx.now()),
            _ => true,
        });
        self.orders = unfinished.take(MOST_TAKEN_UP).collect();
        for order in self.orders.clone() {
            if order.is_placed() {
                wake_when_ready(&order, ctx);
            }
            let id = order.id.as_str();
            match (order.status, &order.payment) {
                (Status::Returning, _) => self.fail(id, None, ctx),
                (_, Some(payment)) => match ctx.payments().get(payment) {
                    Ok(payment) => self.found(id, &payment, ctx),
                    Err(error) => {
                        let message = &error.message;
                        ctx.log().warn(&["a payment could not be looked at: ", message].concat());
                        self.unclear(id, ctx);
                    }
                },
                // Another session may be about to pay for it: the customer says how it goes on.
                (Status::Redeeming, None) => self.set_status(id, Status::RedeemUncertain, ctx),
                (_, None) => {}
            }
        }
    }

    /// Forgets the orders to which nothing more will happen; the history has them.
    pub(crate) fn forget_what_is_over(&mut self, ctx: &Ctx<Msg>) {
        let on_screen = match &self.screen {
            Screen::Order(id) => Some(id.as_str()),
            _ => None,
        };
        self.orders
            .retain(|order| Some(order.id.as_str()) == on_screen || !order.is_over(ctx.now()));
    }

    /// The order that is neither paid nor given up.
    pub(crate) fn undecided(&self) -> Option<&Order> {
        self.orders.iter().find(|order| order.is_undecided())
    }

    pub(crate) fn order_mut(&mut self, id: &str) -> Option<&mut Order> {
        self.orders.iter_mut().find(|order| order.id == id)
    }

    fn redeem(&mut self, id: &str, ctx: &Ctx<Msg>) {
        self.set_status(id, Status::Redeeming, ctx);
        let Some(order) = self.order_mut(id) else {
            return;
        };
        let reference = order.id.clone();
        let asked =
            ctx.loyalty().redeem(order.points, id, |answer| Msg::Redeemed(reference, answer));
        if let Err(error) = asked {
            ctx.log().info(&["points can't be redeemed: ", &error.message].concat());
            self.set_status(id, Status::Failed, ctx);
            self.back_to_basket(Some(Notice::PointsChanged));
            self.use_points = false;
            self.points = Points::Absent;
        }
    }

    /// Asks the bank what became of a payment, and for the payment if it knows of none.
    fn look_at_payment(&mut self, id: &str, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        let payment = self.order_mut(id).and_then(|order| order.payment.clone());
        match payment.map(|payment| ctx.payments().get(&payment)) {
            Some(Ok(payment)) => {
                self.notice =
                    (payment.consent == ConsentStatus::Awau).then_some(Notice::StillUnclear);
                self.found(id, &payment, ctx);
            }
            Some(Err(error)) if error.code != ErrorCode::NotFound => {
                self.notice = Some(Notice::StillUnclear);
            }
            Some(Err(_)) | None => self.initiate(id, AskedBy::Tap, ctx)?,
        }
        Ok(())
    }

    /// Asks the bank for the payment: always the same one for the same order.
    fn initiate(&mut self, id: &str, asked_by: AskedBy, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        self.notice = None;
        let Some(order) = self.order_mut(id) else {
            return Ok(());
        };
        // Asked for anew it must read the same: no word of it is in the customer's language.
        let instruction = Instruction::new(&order.id, order.amount()?, bean_and_leaf())
            .remittance(["Bean & Leaf ", &order.number()].concat());
        let order_id = order.id.clone();
        match ctx.payments().initiate(&instruction, |answer| Msg::Decided(order_id, answer)) {
            Ok(initiated) => {
                order.payment = Some(initiated.payment);
                order.status = Status::Confirming;
                history::keep(order, ctx);
            }
            Err(error) => self.not_initiated(id, asked_by, &error, ctx),
        }
        Ok(())
    }

    fn not_initiated(&mut self, id: &str, asked_by: AskedBy, error: &Error, ctx: &Ctx<Msg>) {
        ctx.log().warn(&["a payment could not be initiated: ", &error.message].concat());
        let Some(order) = self.order_mut(id) else {
            return;
        };
        match (asked_by, error.code) {
            // There is a payment already: its outcome is as unclear as before.
            _ if order.payment.is_some() => self.set_status(id, Status::PayUncertain, ctx),
            // The points took longer than the bank lets pass between a tap and its sheet: the order stays
            // `Redeemed`, and one more tap goes on.
            (AskedBy::Answer, ErrorCode::Denied) => {}
            (AskedBy::Tap, ErrorCode::Denied) => self.fail(id, Some(Notice::Refused), ctx),
            _ => self.fail(id, Some(Notice::NotNow), ctx),
        }
    }

    /// Follows a payment that the bank was asked about. One that still awaits the user does so on the sheet of
    /// another session.
    fn found(&mut self, id: &str, payment: &Payment, ctx: &Ctx<Msg>) {
        self.moved(id, payment, ctx);
        if payment.consent == ConsentStatus::Awau {
            self.unclear(id, ctx);
        }
    }

    /// Nobody can say now what became of a payment, unless a later answer was quicker.
    fn unclear(&mut self, id: &str, ctx: &Ctx<Msg>) {
        if self.order_mut(id).is_some_and(|order| order.is_undecided()) {
            self.set_status(id, Status::PayUncertain, ctx);
        }
    }

    /// Follows a payment to where it is now. It may be told of twice, and by two ways.
    fn moved(&mut self, id: &str, payment: &Payment, ctx: &Ctx<Msg>) {
        let on_screen = self.screen.clone();
        let Some(order) = self.order_mut(id) else {
            return;
        };
        // What was asked for twice is known by its first id.
        if order.payment.as_deref() != Some(payment.id.as_str()) {
            order.payment = Some(payment.id.clone());
            history::keep(order, ctx);
        }
        if payment.has_failed() {
            let notice = match payment.consent {
                ConsentStatus::Expd => Notice::Expired,
                ConsentStatus::Auth => Notice::SentBack,
                _ => Notice::Declined,
            };
            return self.fail(id, Some(notice), ctx);
        }
        if payment.consent != ConsentStatus::Auth {
            return;
        }
        if order.is_undecided() {
            order.place(ctx.now());
            let order = order.clone();
            history::keep(&order, ctx);
            wake_when_ready(&order, ctx);
            if self.basket.lines == order.lines {
                self.basket.lines.clear();
            }
            self.use_points = false;
            if matches!(on_screen, Screen::Paying | Screen::Basket | Screen::Menu) {
                self.screen = Screen::Order(order.id);
            }
        }
        if payment.is_settled() {
            self.settled(id, payment, ctx);
        }
    }

    fn settled(&mut self, id: &str, payment: &Payment, ctx: &Ctx<Msg>) {
        self.set_status(id, Status::Settled, ctx);
        let Some(order) = self.order_mut(id) else {
            return;
        };
        if order.earned.is_some() {
            return;
        }
        let order_id = order.id.clone();
        if let Err(error) = ctx.loyalty().earn(&payment.id, |answer| Msg::Earned(order_id, answer))
        {
            ctx.log().info(&["no points for an order: ", &error.message].concat());
        }
    }

    /// The order comes to nothing: its points go back, and the basket is as it was.
    fn fail(&mut self, id: &str, notice: Option<Notice>, ctx: &Ctx<Msg>) {
        let Some(order) = self.order_mut(id) else {
            return;
        };
        if order.status == Status::Failed {
            return;
        }
        let points = order.points;
        self.set_status(id, if points > 0 { Status::Returning } else { Status::Failed }, ctx);
        if points > 0 {
            return_points(id, ctx);
        }
        let was_shown = matches!(&self.screen, Screen::Order(shown) if shown == id);
        match self.screen {
            Screen::Paying => self.back_to_basket(notice),
            _ if was_shown => {
                self.screen = Screen::Menu;
                self.notice = notice;
            }
            _ => self.notice = notice.or(self.notice),
        }
    }

    fn back_to_basket(&mut self, notice: Option<Notice>) {
        self.screen = Screen::Basket;
        self.notice = notice;
    }

    fn set_status(&mut self, id: &str, status: Status, ctx: &Ctx<Msg>) {
        if let Some(order) = self.order_mut(id).filter(|order| order.status != status) {
            order.status = status;
            history::keep(order, ctx);
        }
    }
}

/// Has the screen say so once the coffee is ready. Without the timer it says so at the next tap.
fn wake_when_ready(order: &Order, ctx: &Ctx<Msg>) {
    let Some(at) = order.pickup_at.filter(|&at| at > ctx.now()) else {
        return;
    };
    if let Err(error) = ctx.timers().wake_at(at, Msg::Ready) {
        ctx.log().info(&["no timer for an order: ", &error.message].concat());
    }
}

fn return_points(order: &str, ctx: &Ctx<Msg>) {
    let id = order.to_owned();
    if let Err(error) = ctx.loyalty().return_points(order, |answer| Msg::Returned(id, answer)) {
        ctx.log().warn(&["points can't be returned yet: ", &error.message].concat());
    }
}

/// Whom the customer pays. The bank's grant names the same account, and lets no other be paid.
fn bean_and_leaf() -> Payee {
    Payee::iban("AT611904300234573201", "Bean & Leaf")
}
