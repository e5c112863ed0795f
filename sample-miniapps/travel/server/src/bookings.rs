//! Seats that are held, sold and let go.

use std::collections::BTreeMap;

use partner_server::{Amount, Partner, Reply, Request, SettledPayment};
use serde::{Deserialize, Serialize};

use crate::timetable::{self, Offer, SEATS};

/// How long seats are held, in milliseconds: long enough for the bank's sheet, which is up for five
/// minutes, and a second try.
pub const HELD_FOR: u64 = 10 * 60 * 1_000;

/// How long a booking is remembered that came to nothing, or whose journey is over.
const REMEMBERED: u64 = 24 * 60 * 60 * 1_000;

/// The most that may stand in the book: a bound on what one mini-app can cost.
const MOST: usize = 10_000;

/// Wanderlust's business.
#[derive(Debug, Default)]
pub struct Wanderlust {
    bookings: BTreeMap<String, Booking>,
}

#[derive(Debug)]
struct Booking {
    owner: Option<String>,
    offer: Offer,
    travellers: u32,
    stage: Stage,
    held_until: u64,
    /// The bank has said so.
    paid: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Stage {
    /// The seats are kept until `held_until`.
    Held,
    /// The ticket is out.
    Confirmed,
    /// The seats were let go.
    Released,
    /// It was paid for, and there was no seat any more: the money goes back.
    RefundDue,
}

#[derive(Deserialize)]
struct Wish {
    offer: String,
    travellers: u32,
}

#[derive(Serialize)]
struct Offers {
    offers: Vec<Offer>,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    status: &'static str,
    offer: &'a Offer,
    travellers: u32,
    price: &'a Amount,
    held_until: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<String>,
    paid: bool,
}

impl Partner for Wanderlust {
    const APP: &'static str = "com.wanderlust.travel";
    const ORIGIN: &'static str = "https://api.wanderlust.example";

    fn answer(&mut self, request: &Request<'_>, now: u64) -> Reply {
        let owner = request.subject();
        match (request.method, request.path().as_slice()) {
            ("GET", ["offers"]) => self.offers(request, now),
            ("PUT", ["bookings", id]) => match request.json() {
                Ok(wish) => self.hold(id, owner, &wish, now),
                Err(reply) => reply,
            },
            ("GET", ["bookings", id]) => self.of(id, owner.as_deref(), |_| {}, now),
            ("DELETE", ["bookings", id]) => self.release(id, owner.as_deref(), now),
            _ => Reply::problem(404, "not-found", "there is no such thing here"),
        }
    }

    fn settled(&mut self, payment: &SettledPayment, now: u64) -> Reply {
        let Some(booking) = self.bookings.get_mut(&payment.instruction_id) else {
            // Not ours to lose: the bank tries again, and somebody is told.
            return Reply::problem(404, "not-found", "no booking has this id");
        };
        if payment.amount != booking.offer.price {
            return Reply::problem(422, "amount", "that is not the price of the booking");
        }
        booking.paid = true;
        self.sell(&payment.instruction_id, now);
        Reply::done()
    }
}

impl Wanderlust {
    fn offers(&self, request: &Request<'_>, now: u64) -> Reply {
        let asked = |name| request.query(name).unwrap_or_default();
        let travellers = asked("travellers").parse().ok();
        let Some(travellers) = travellers.filter(|count| (1..=9).contains(count)) else {
            return Reply::problem(400, "travellers", "travellers: 1 to 9");
        };
        let Some(day) = timetable::day(&asked("date")) else {
            return Reply::problem(400, "date", "date: such as 2026-03-05");
        };
        let Some(offers) = timetable::offers(&asked("from"), &asked("to"), day) else {
            return Reply::problem(400, "places", "from and to: two of our cities");
        };
        let open = offers.into_iter().filter(|offer| offer.departs > now);
        let shown = open.map(|offer| self.priced(offer, travellers, now));
        let offers = shown.filter(|offer| offer.seats_left >= travellers).collect();
        Reply::json(200, &Offers { offers })
    }

    fn hold(&mut self, id: &str, owner: Option<String>, wish: &Wish, now: u64) -> Reply {
        if !(16..=35).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Reply::problem(400, "id", "an id has 16 to 35 letters and digits");
        }
        if let Some(known) = self.bookings.get(id) {
            let same = known.owner == owner
                && known.offer.id == wish.offer
                && known.travellers == wish.travellers;
            return match known.stage {
                _ if !same => Reply::problem(409, "id-taken", "the id stands for another booking"),
                Stage::Released => Reply::problem(410, "released", "the booking was let go"),
                _ => self.shown(200, id, now),
            };
        }
        self.bookings.retain(|_, booking| booking.over_at() + REMEMBERED > now);
        if self.bookings.len() >= MOST {
            return Reply::problem(503, "busy", "too much is under way: try again later");
        }
        let Some(offer) = timetable::offer(&wish.offer).filter(|offer| offer.departs > now) else {
            return Reply::problem(410, "gone", "this connection is not sold any more");
        };
        let offer = self.priced(offer, wish.travellers, now);
        if !(1..=9).contains(&wish.travellers) || offer.seats_left < wish.travellers {
            return Reply::problem(409, "sold-out", "there are not so many seats left");
        }
        let booking = Booking {
            owner,
            offer,
            travellers: wish.travellers,
            stage: Stage::Held,
            held_until: now + HELD_FOR,
            paid: false,
        };
        self.bookings.insert(id.to_owned(), booking);
        self.shown(201, id, now)
    }

    fn release(&mut self, id: &str, owner: Option<&str>, now: u64) -> Reply {
        let booking = self.bookings.get(id).filter(|booking| booking.owner.as_deref() == owner);
        let sold = |stage| matches!(stage, Stage::Confirmed | Stage::RefundDue);
        if booking.is_some_and(|booking| sold(booking.stage)) {
            return Reply::problem(409, "sold", "the booking is paid for");
        }
        self.of(id, owner, |booking| booking.stage = Stage::Released, now)
    }

    /// Gives out the ticket, if the seats are still there: a hold that has run out, or was let go, is
    /// taken up again.
    fn sell(&mut self, id: &str, now: u64) {
        let Some(booking) = self.bookings.get(id) else { return };
        let sold = match booking.stage {
            Stage::Confirmed | Stage::RefundDue => return,
            Stage::Held if booking.held_until > now => true,
            _ => self.seats_left(&booking.offer.id, now) >= booking.travellers,
        };
        if let Some(booking) = self.bookings.get_mut(id) {
            booking.stage = if sold { Stage::Confirmed } else { Stage::RefundDue };
        }
    }

    /// Does something to a booking of this owner's, and shows it.
    fn of(
        &mut self,
        id: &str,
        owner: Option<&str>,
        change: impl FnOnce(&mut Booking),
        now: u64,
    ) -> Reply {
        match self.bookings.get_mut(id) {
            Some(booking) if booking.owner.as_deref() == owner => change(booking),
            _ => return Reply::problem(404, "not-found", "there is no such booking"),
        }
        self.shown(200, id, now)
    }

    fn shown(&self, status: u16, id: &str, now: u64) -> Reply {
        let Some(booking) = self.bookings.get(id) else {
            return Reply::problem(404, "not-found", "there is no such booking");
        };
        let confirmed = booking.stage == Stage::Confirmed;
        let shown = Shown {
            id,
            status: match booking.stage {
                Stage::Held if booking.held_until <= now => "expired",
                Stage::Held => "held",
                Stage::Confirmed => "confirmed",
                Stage::Released => "released",
                Stage::RefundDue => "refund-due",
            },
            offer: &booking.offer,
            travellers: booking.travellers,
            price: &booking.offer.price,
            held_until: booking.held_until,
            ticket: confirmed.then(|| ticket(id)),
            paid: booking.paid,
        };
        Reply::json(status, &shown)
    }

    fn priced(&self, offer: Offer, travellers: u32, now: u64) -> Offer {
        let fare = offer.fare.minor_units;
        let price = Amount {
            minor_units: fare.saturating_mul(u64::from(travellers)),
            currency: offer.fare.currency.clone(),
        };
        Offer { seats_left: self.seats_left(&offer.id, now), price, ..offer }
    }

    fn seats_left(&self, offer: &str, now: u64) -> u32 {
        let takes = |booking: &&Booking| match booking.stage {
            Stage::Held => booking.held_until > now,
            Stage::Confirmed => true,
            Stage::Released | Stage::RefundDue => false,
        };
        let on_it = self.bookings.values().filter(|booking| booking.offer.id == offer);
        let taken: u32 = on_it.filter(takes).map(|booking| booking.travellers).sum();
        SEATS.saturating_sub(taken)
    }
}

impl Booking {
    /// When nothing more happens to it: what was paid for lasts until the journey's end.
    fn over_at(&self) -> u64 {
        match self.stage {
            Stage::Held | Stage::Released => self.held_until,
            Stage::Confirmed | Stage::RefundDue => self.held_until.max(self.offer.arrives),
        }
    }
}

/// What is shown on the platform: short, for people.
fn ticket(id: &str) -> String {
    let code: String = id.chars().take(6).map(|letter| letter.to_ascii_uppercase()).collect();
    format!("WL-{code}")
}
