//! From the tap on "Book" to the ticket: what happens to a trip, step by step.
//!
//! The seats are held at the server, then they are paid for, and once the payment has settled the server
//! gives out the ticket. If the payment doesn't come about the seats are let go. The trip's id is the
//! booking's and the payment's: after an unclear answer seats are asked for again and are the same, and a payment
//! is looked at first: only one that the bank doesn't know is asked for again. Each change is kept in the storage with the step that makes it: what a lost session leaves
//! behind is taken up again by [`take_up`](Travel::take_up).

use loggia_sdk::{
    Answer, ConsentStatus, Ctx, Error, ErrorCode, HttpRequest, HttpResponse, Instruction, Payee,
    Payment,
};

use crate::api::{self, Said};
use crate::notice::Notice;
use crate::screens::Screen;
use crate::search::Found;
use crate::trip::{Stage, Trip};
use crate::{Msg, Travel, tickets};

/// What led to the bank being asked for a payment: after an answer it may be too long since the last tap.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AskedBy {
    Tap,
    Answer,
}

/// How many trips of earlier sessions are taken up again: each takes a few calls.
const MOST_TAKEN_UP: usize = 5;

impl Travel {
    /// The customer wants the offer on screen.
    pub(crate) fn book(&mut self, ctx: &mut Ctx<Msg>) {
        let Screen::Offer(place) = self.screen else { return };
        // One at a time: a second trip must not hide a first one that may have been paid.
        if let Some(id) = self.undecided().map(|trip| trip.id.clone()) {
            return self.go_to(Screen::Trip(id));
        }
        let Some(offer) = self.offer(place).cloned() else { return };
        let trip = Trip::new(ctx.random().token(26), offer, self.search.travellers, ctx.now());
        let id = trip.id.clone();
        self.trips.insert(0, trip);
        self.go_to(Screen::Trip(id.clone()));
        self.hold(&id, ctx);
    }

    /// The customer goes on where it stopped.
    pub(crate) fn go_on(&mut self, id: &str, ctx: &Ctx<Msg>) {
        let Some(trip) = self.trip(id) else { return };
        let payment = trip.payment.clone();
        match trip.stage {
            Stage::HoldUnclear => self.hold(id, ctx),
            Stage::Held if !trip.is_held(ctx.now()) => {
                self.fail(id, Some(Notice::HoldExpired), ctx)
            }
            Stage::Held => self.initiate(id, AskedBy::Tap, ctx),
            Stage::PayUnclear => self.look_at_payment(id, payment.as_deref(), ctx),
            Stage::ConfirmUnclear => self.ask_for_ticket(id, ctx),
            _ => {}
        }
    }

    /// The customer doesn't want the trip any more. Once the bank has a payment it decides what becomes
    /// of it, and says so.
    pub(crate) fn give_up(&mut self, id: &str, ctx: &Ctx<Msg>) {
        let Some(trip) = self.trip(id).filter(|trip| trip.is_undecided()) else { return };
        let Some(payment) = trip.payment.clone() else {
            return self.fail(id, Some(Notice::GivenUp), ctx);
        };
        match ctx.payments().cancel(&payment) {
            // Cancelled at once if the user had not decided; else the bank's answer says what they decided.
            Ok(()) => self.payment_changed(&payment, ctx),
            Err(error) => {
                ctx.log().warn(&["a payment could not be cancelled: ", &error.message].concat());
                self.notice = Some(Notice::StillUnclear);
                if error.code == ErrorCode::NotFound {
                    self.fail(id, Some(Notice::GivenUp), ctx);
                }
            }
        }
    }

    /// The server has answered to a hold.
    pub(crate) fn held(&mut self, id: &str, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        let answer = answer.take(ctx);
        match self.trip(id).map(|trip| trip.stage) {
            Some(Stage::Holding) => {}
            // Given up meanwhile: the server may have let the seats go before it held them.
            None | Some(Stage::Releasing | Stage::Released) => return self.release(id, ctx),
            Some(_) => return,
        }
        let said = match answer {
            Ok(response) => api::read_booking(&response, id),
            Err(error) if error.code == ErrorCode::Denied => {
                return self.fail_unsent(id, Notice::NotAllowed, ctx);
            }
            Err(error) => self.unclear("hold", &error, ctx),
        };
        match said {
            Said::Booking(booking) if booking.stage == api::Stage::Held => {
                let Some(trip) = self.trip_mut(id) else { return };
                let same_price = trip.price == booking.price;
                trip.price = booking.price;
                trip.held_until = Some(booking.held_until);
                let is_held = trip.is_held(ctx.now());
                self.set_stage(id, Stage::Held, ctx);
                if !is_held {
                    self.fail(id, Some(Notice::HoldExpired), ctx);
                } else if same_price {
                    self.initiate(id, AskedBy::Answer, ctx);
                } else {
                    self.notice = Some(Notice::PriceChanged);
                }
            }
            // It ran out before the answer came through.
            Said::Booking(_) => self.fail(id, Some(Notice::HoldExpired), ctx),
            Said::Gone | Said::Conflict => self.fail_unsent(id, Notice::OfferGone, ctx),
            Said::Refused => self.fail_unsent(id, Notice::NotUnderstood, ctx),
            Said::Unclear => self.set_stage(id, Stage::HoldUnclear, ctx),
        }
    }

    /// The bank says what the user did with its sheet.
    pub(crate) fn decided(&mut self, id: &str, answer: Answer<Payment>, ctx: &Ctx<Msg>) {
        match answer.take(ctx) {
            Ok(payment) => self.found(id, &payment, ctx),
            Err(error) => match error.code {
                ErrorCode::Expired => self.fail(id, Some(Notice::Expired), ctx),
                ErrorCode::Unavailable => self.pay_unclear(id, ctx),
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
        let is_its = |trip: &Trip| trip.payment.as_deref() == Some(payment);
        let known = self.trips.iter().find(|trip| is_its(trip)).map(|trip| trip.id.clone());
        let id = known.or_else(|| {
            // It may belong to an earlier session.
            let trip = tickets::load(ctx).ok()?.into_iter().find(is_its)?;
            let id = trip.id.clone();
            self.trips.push(trip);
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

    /// The server has said how a trip stands that is paid for.
    pub(crate) fn ticket_came(&mut self, id: &str, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        let said = match answer.take(ctx) {
            Ok(response) => api::read_booking(&response, id),
            Err(error) => self.unclear("question for a ticket", &error, ctx),
        };
        if !self.trip(id).is_some_and(|trip| trip.stage == Stage::Confirming) {
            return;
        }
        let stage = match said {
            Said::Booking(booking) => {
                if let Some(trip) = self.trip_mut(id) {
                    trip.ticket = booking.ticket;
                }
                match booking.stage {
                    api::Stage::Confirmed => Stage::Confirmed,
                    api::Stage::RefundDue => Stage::RefundDue,
                    // The bank tells the server by itself, and perhaps a moment later.
                    _ => Stage::ConfirmUnclear,
                }
            }
            // It is paid for: whatever else the server says, the last word is not spoken.
            _ => Stage::ConfirmUnclear,
        };
        self.set_stage(id, stage, ctx);
    }

    /// The server has answered to a release.
    pub(crate) fn released(&mut self, id: &str, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        let said = match answer.take(ctx) {
            Ok(response) => api::read_booking(&response, id),
            Err(error) => self.unclear("release", &error, ctx),
        };
        if !self.trip(id).is_some_and(|trip| trip.stage == Stage::Releasing) {
            return;
        }
        match said {
            Said::Conflict => self.ask_for_ticket(id, ctx),
            Said::Booking(booking)
                if matches!(booking.stage, api::Stage::Confirmed | api::Stage::RefundDue) =>
            {
                self.ask_for_ticket(id, ctx);
            }
            Said::Booking(_) | Said::Gone => self.set_stage(id, Stage::Released, ctx),
            // The next session asks again; and what nobody pays for is let go by itself.
            Said::Refused | Said::Unclear => {}
        }
    }

    /// A session begins: what earlier ones left undone goes on.
    pub(crate) fn take_up(&mut self, ctx: &Ctx<Msg>) {
        let kept = tickets::load(ctx).unwrap_or_else(|error| {
            ctx.log().warn(&["the trips can't be read: ", &error.message].concat());
            Vec::new()
        });
        let unfinished = kept.into_iter().filter(|trip| !trip.is_over());
        self.trips = unfinished.take(MOST_TAKEN_UP).collect();
        for trip in self.trips.clone() {
            let id = trip.id.as_str();
            match (trip.stage, &trip.payment) {
                (Stage::Releasing, _) if trip.has_lapsed(ctx.now()) => {
                    self.set_stage(id, Stage::Released, ctx);
                }
                (Stage::Releasing, _) => self.release(id, ctx),
                (Stage::Confirming | Stage::ConfirmUnclear, _) => self.ask_for_ticket(id, ctx),
                (_, Some(payment)) => match ctx.payments().get(payment) {
                    Ok(payment) => self.found(id, &payment, ctx),
                    Err(error) => {
                        let message = &error.message;
                        ctx.log().warn(&["a payment could not be looked at: ", message].concat());
                        self.pay_unclear(id, ctx);
                    }
                },
                (_, None) if trip.has_lapsed(ctx.now()) => {
                    self.set_stage(id, Stage::Released, ctx);
                }
                // Another session may be about to pay for it: the customer says how it goes on.
                (Stage::Holding, None) => self.set_stage(id, Stage::HoldUnclear, ctx),
                (_, None) => {}
            }
        }
    }

    /// Shows a trip, also one that only the storage knows.
    pub(crate) fn show_trip(&mut self, id: &str, ctx: &Ctx<Msg>) {
        if self.trip(id).is_none() {
            let kept = tickets::load(ctx).unwrap_or_default();
            self.trips.extend(kept.into_iter().find(|trip| trip.id == id));
        }
        if self.trip(id).is_some() {
            self.go_to(Screen::Trip(id.to_owned()));
        }
    }

    /// Forgets the trips to which nothing more will happen; the storage has them.
    pub(crate) fn forget_what_is_over(&mut self) {
        let on_screen = match &self.screen {
            Screen::Trip(id) => Some(id.as_str()),
            _ => None,
        };
        self.trips.retain(|trip| Some(trip.id.as_str()) == on_screen || !trip.is_over());
    }

    /// The trip that is neither paid nor given up.
    pub(crate) fn undecided(&self) -> Option<&Trip> {
        self.trips.iter().find(|trip| trip.is_undecided())
    }

    pub(crate) fn trip(&self, id: &str) -> Option<&Trip> {
        self.trips.iter().find(|trip| trip.id == id)
    }

    fn trip_mut(&mut self, id: &str) -> Option<&mut Trip> {
        self.trips.iter_mut().find(|trip| trip.id == id)
    }

    /// Asks the server for the seats: always the same booking for the same trip.
    fn hold(&mut self, id: &str, ctx: &Ctx<Msg>) {
        let Some(trip) = self.trip_mut(id) else { return };
        let first = trip.stage == Stage::Holding;
        trip.stage = Stage::Holding;
        tickets::keep(trip, ctx);
        let request = api::hold(trip);
        let own = id.to_owned();
        if let Err(error) = self.ask(request, |answer| Msg::Held(own, answer), ctx) {
            match (first, error.code) {
                (true, ErrorCode::Denied) => self.fail_unsent(id, Notice::NotAllowed, ctx),
                (true, _) => self.fail_unsent(id, Notice::NotNow, ctx),
                // What the first request has done is as unclear as before.
                (false, _) => self.set_stage(id, Stage::HoldUnclear, ctx),
            }
        }
    }

    /// Asks the server for the ticket, which it gives out once the bank has told it of the payment.
    fn ask_for_ticket(&mut self, id: &str, ctx: &Ctx<Msg>) {
        self.set_stage(id, Stage::Confirming, ctx);
        let own = id.to_owned();
        let asked = self.ask(api::look(id), |answer| Msg::Ticket(own, answer), ctx);
        if asked.is_err() {
            self.set_stage(id, Stage::ConfirmUnclear, ctx);
        }
    }

    /// Has the server let the seats go. When it can't be asked the next session does, or the hold runs out.
    fn release(&mut self, id: &str, ctx: &Ctx<Msg>) {
        self.set_stage(id, Stage::Releasing, ctx);
        let own = id.to_owned();
        let asked = self.ask(api::release(id), |answer| Msg::Released(own, answer), ctx);
        if let Err(Error { code: ErrorCode::Denied, .. }) = asked {
            // It never will be.
            self.set_stage(id, Stage::Released, ctx);
        }
    }

    fn ask(
        &self,
        request: HttpRequest,
        then: impl FnOnce(Answer<HttpResponse>) -> Msg,
        ctx: &Ctx<Msg>,
    ) -> Result<(), Error> {
        ctx.http().send(request, then).inspect_err(|error| {
            ctx.log().warn(&["the server can't be asked: ", &error.message].concat());
        })
    }

    fn unclear(&self, what: &str, error: &Error, ctx: &Ctx<Msg>) -> Said {
        ctx.log().warn(&["no answer to a ", what, ": ", &error.message].concat());
        Said::Unclear
    }

    /// Asks the bank for the payment: always the same one for the same trip.
    fn initiate(&mut self, id: &str, asked_by: AskedBy, ctx: &Ctx<Msg>) {
        self.notice = None;
        let Some(trip) = self.trip_mut(id) else { return };
        // Asked for anew it must read the same: no word of it is in the customer's language.
        let (from, to) = (trip.offer.from.code(), trip.offer.to.code());
        let remittance = [from, "-", to, ", ", &trip.offer.number].concat();
        let instruction =
            Instruction::new(&trip.id, trip.price, wanderlust()).remittance(remittance);
        let own = trip.id.clone();
        match ctx.payments().initiate(&instruction, |answer| Msg::Decided(own, answer)) {
            Ok(initiated) => {
                trip.payment = Some(initiated.payment);
                self.set_stage(id, Stage::Paying, ctx);
            }
            Err(error) => self.not_initiated(id, asked_by, &error, ctx),
        }
    }

    fn not_initiated(&mut self, id: &str, asked_by: AskedBy, error: &Error, ctx: &Ctx<Msg>) {
        ctx.log().warn(&["a payment could not be initiated: ", &error.message].concat());
        let has_payment = self.trip(id).is_some_and(|trip| trip.payment.is_some());
        match (asked_by, error.code) {
            // There is a payment already: its outcome is as unclear as before.
            _ if has_payment => self.set_stage(id, Stage::PayUnclear, ctx),
            // The server took longer than the bank lets pass between a tap and its sheet: the trip stays
            // `Held`, and one more tap goes on.
            (AskedBy::Answer, ErrorCode::Denied) => {}
            (AskedBy::Tap, ErrorCode::Denied) => self.fail(id, Some(Notice::Refused), ctx),
            _ => self.fail(id, Some(Notice::NotNow), ctx),
        }
    }

    /// Asks the bank what became of a payment, and for the payment if it knows of none.
    fn look_at_payment(&mut self, id: &str, payment: Option<&str>, ctx: &Ctx<Msg>) {
        match payment.map(|payment| ctx.payments().get(payment)) {
            Some(Ok(payment)) => {
                self.notice =
                    (payment.consent == ConsentStatus::Awau).then_some(Notice::StillUnclear);
                self.found(id, &payment, ctx);
            }
            Some(Err(error)) if error.code != ErrorCode::NotFound => {
                self.notice = Some(Notice::StillUnclear);
            }
            _ if self.trip(id).is_some_and(|trip| trip.is_held(ctx.now())) => {
                self.initiate(id, AskedBy::Tap, ctx);
            }
            _ => self.fail(id, Some(Notice::HoldExpired), ctx),
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
        if self.trip(id).is_some_and(Trip::is_undecided) {
            self.set_stage(id, Stage::PayUnclear, ctx);
        }
    }

    /// Follows a payment to where it is now. It may be told of twice, and by two ways.
    fn moved(&mut self, id: &str, payment: &Payment, ctx: &Ctx<Msg>) {
        let Some(trip) = self.trip_mut(id) else { return };
        // What was asked for twice is known by its first id.
        if trip.payment.as_deref() != Some(payment.id.as_str()) {
            trip.payment = Some(payment.id.clone());
            tickets::keep(trip, ctx);
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
        let settles = matches!(trip.stage, Stage::Confirming | Stage::Confirmed | Stage::RefundDue);
        if trip.is_undecided() {
            self.set_stage(id, Stage::Paid, ctx);
        }
        if payment.is_settled() && !settles {
            self.ask_for_ticket(id, ctx);
        }
    }

    /// The trip comes to nothing: the seats are let go.
    fn fail(&mut self, id: &str, notice: Option<Notice>, ctx: &Ctx<Msg>) {
        let over = |trip: &Trip| trip.is_over() || trip.stage == Stage::Releasing;
        if self.trip(id).is_none_or(over) {
            return;
        }
        self.release(id, ctx);
        self.leave(id, notice);
    }

    /// The trip comes to nothing, and no seats are held for it.
    fn fail_unsent(&mut self, id: &str, notice: Notice, ctx: &Ctx<Msg>) {
        self.set_stage(id, Stage::Released, ctx);
        self.leave(id, Some(notice));
    }

    fn leave(&mut self, id: &str, notice: Option<Notice>) {
        if matches!(&self.screen, Screen::Trip(shown) if shown == id) {
            self.screen = match self.found {
                Found::Offers(_) => Screen::Offers,
                _ => Screen::Search,
            };
        }
        self.notice = notice.or(self.notice);
    }

    fn set_stage(&mut self, id: &str, stage: Stage, ctx: &Ctx<Msg>) {
        if let Some(trip) = self.trip_mut(id).filter(|trip| trip.stage != stage) {
            trip.stage = stage;
            tickets::keep(trip, ctx);
        }
    }
}

fn wanderlust() -> Payee {
    Payee::iban("DE89370400440532013000", "Wanderlust")
}
