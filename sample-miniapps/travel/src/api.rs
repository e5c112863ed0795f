//! What crosses the wire to Wanderlust's server. Nothing of it is believed before it is read into the
//! mini-app's own types: bounded, and whole or not at all.

use loggia_sdk::{Currency, HttpRequest, HttpResponse, Money, Timestamp};
use miniserde::{Deserialize, json};

use crate::offer::{Kind, Offer};
use crate::place::Place;
use crate::trip::Trip;

const ORIGIN: &str = "https://api.wanderlust.example";

/// How many offers are looked at.
const MOST_OFFERS: usize = 30;

/// How many bytes a text of the server's may have, each.
const LONGEST: usize = 64;

/// What the server says to a request about a booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Where the booking stands.
    Booking(Booking),
    /// There is no such thing, or not any more.
    Gone,
    /// It is not as the mini-app thinks: sold to others, or already paid for.
    Conflict,
    /// The server will not do this, and has not: a fault of the mini-app's, or a change on its side.
    Refused,
    /// Nobody knows what it has done: it failed on the way, or what it says can't be read.
    Unclear,
}

/// A booking, as the server has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Booking {
    pub(crate) stage: Stage,
    pub(crate) price: Money,
    pub(crate) held_until: Timestamp,
    pub(crate) ticket: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Held,
    Expired,
    Confirmed,
    Released,
    RefundDue,
}

#[derive(Deserialize)]
struct OffersJson {
    offers: Vec<OfferJson>,
}

#[derive(Deserialize)]
struct OfferJson {
    id: String,
    kind: String,
    carrier: String,
    number: String,
    from: String,
    to: String,
    departs: u64,
    arrives: u64,
    changes: u32,
    seats_left: u32,
    price: AmountJson,
}

#[derive(Deserialize)]
struct AmountJson {
    minor_units: u64,
    currency: String,
}

#[derive(Deserialize)]
struct BookingJson {
    id: String,
    status: String,
    price: AmountJson,
    held_until: u64,
    ticket: Option<String>,
}

/// Asks for the connections of a day.
pub(crate) fn offers(from: Place, to: Place, date: &str, travellers: u8) -> HttpRequest {
    let travellers = travellers.to_string();
    let url = [
        ORIGIN,
        "/offers?from=",
        from.code(),
        "&to=",
        to.code(),
        "&date=",
        date,
        "&travellers=",
        &travellers,
    ];
    HttpRequest::get(url.concat())
}

/// Has the seats of a trip held. The same id with the same wish is the same booking, however often.
pub(crate) fn hold(trip: &Trip) -> HttpRequest {
    let travellers = trip.travellers.to_string();
    let body =
        ["{\"offer\":", &json::to_string(&trip.offer.id), ",\"travellers\":", &travellers, "}"];
    HttpRequest::put(booking_url(&trip.id), body.concat())
        .header("content-type", "application/json")
}

/// Asks how a trip stands: whether there is a ticket.
pub(crate) fn look(trip: &str) -> HttpRequest {
    HttpRequest::get(booking_url(trip))
}

/// Lets the seats of a trip go.
pub(crate) fn release(trip: &str) -> HttpRequest {
    HttpRequest::delete(booking_url(trip))
}

fn booking_url(trip: &str) -> String {
    [ORIGIN, "/bookings/", trip].concat()
}

/// What was found; none if that can't be read. An offer that makes no sense is left out.
pub(crate) fn read_offers(response: &HttpResponse, from: Place, to: Place) -> Option<Vec<Offer>> {
    let text = std::str::from_utf8(&response.body).ok()?;
    let read: OffersJson = json::from_str(text).ok()?;
    let mut offers: Vec<Offer> = Vec::new();
    for offer in read.offers.into_iter().take(MOST_OFFERS) {
        let known = |other: &Offer| other.id == offer.id;
        if !offers.iter().any(known) {
            offers.extend(read_offer(offer, from, to));
        }
    }
    Some(offers)
}

fn read_offer(offer: OfferJson, from: Place, to: Place) -> Option<Offer> {
    let asked_for =
        Place::of_code(&offer.from) == Some(from) && Place::of_code(&offer.to) == Some(to);
    let price = amount(&offer.price)?;
    if !asked_for || offer.arrives <= offer.departs || price.is_zero() {
        return None;
    }
    let texts = [&offer.id, &offer.carrier, &offer.number];
    if texts.iter().any(|text| text.is_empty() || text.len() > LONGEST) {
        return None;
    }
    Some(Offer {
        kind: match offer.kind.as_str() {
            "train" => Kind::Train,
            "flight" => Kind::Flight,
            _ => return None,
        },
        id: offer.id,
        carrier: offer.carrier,
        number: offer.number,
        from,
        to,
        departs: Timestamp::from_millis(offer.departs),
        arrives: Timestamp::from_millis(offer.arrives),
        changes: offer.changes,
        seats_left: offer.seats_left,
        price,
    })
}

/// What the server says about a booking.
pub(crate) fn read_booking(response: &HttpResponse, trip: &str) -> Said {
    match response.status {
        200..300 => booking(response, trip).map_or(Said::Unclear, Said::Booking),
        404 | 410 => Said::Gone,
        409 => Said::Conflict,
        // Too many at once: nothing was done, and it makes sense to ask again.
        429 => Said::Unclear,
        400..500 => Said::Refused,
        _ => Said::Unclear,
    }
}

fn booking(response: &HttpResponse, trip: &str) -> Option<Booking> {
    let read: BookingJson = json::from_str(std::str::from_utf8(&response.body).ok()?).ok()?;
    let stage = match read.status.as_str() {
        "held" => Stage::Held,
        "expired" => Stage::Expired,
        "confirmed" => Stage::Confirmed,
        "released" => Stage::Released,
        "refund-due" => Stage::RefundDue,
        _ => return None,
    };
    let ticket = read.ticket.filter(|ticket| (1..=LONGEST).contains(&ticket.len()));
    // Another booking's answer, or a ticket without a number, is none.
    if read.id != trip || (stage == Stage::Confirmed && ticket.is_none()) {
        return None;
    }
    let held_until = Timestamp::from_millis(read.held_until);
    Some(Booking { stage, price: amount(&read.price)?, held_until, ticket })
}

fn amount(amount: &AmountJson) -> Option<Money> {
    Money::new(amount.minor_units, Currency::new(&amount.currency).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOKING: &str = r#"{"id":"1","status":"held","price":{"minor_units":100,"currency":"EUR"},
        "held_until":5,"more":[1,{"to":"come"}]}"#;

    fn said(status: u16, body: &str) -> Said {
        read_booking(&HttpResponse::new(status, body), "1")
    }

    #[test]
    fn a_booking_is_read_whole_or_not_at_all() {
        let held = Booking {
            stage: Stage::Held,
            price: Money::eur(100),
            held_until: Timestamp::from_millis(5),
            ticket: None,
        };
        assert_eq!(said(201, BOOKING), Said::Booking(held));
        for (from, to) in [
            ("\"1\"", "\"2\""),
            ("held\"", "lost\""),
            ("held\"", "confirmed\""),
            ("EUR", "euro"),
            ("100", "-1"),
            ("100", "99999999999999999999"),
            ("}", ""),
        ] {
            assert_eq!(said(200, &BOOKING.replace(from, to)), Said::Unclear, "{from} {to}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(said(200, &deep), Said::Unclear);
    }

    #[test]
    fn a_status_says_whether_anything_can_have_happened() {
        for (status, meaning) in [
            (404, Said::Gone),
            (409, Said::Conflict),
            (410, Said::Gone),
            (400, Said::Refused),
            (401, Said::Refused),
            (422, Said::Refused),
            (429, Said::Unclear),
            (302, Said::Unclear),
            (500, Said::Unclear),
            (503, Said::Unclear),
        ] {
            assert_eq!(said(status, BOOKING), meaning, "{status}");
        }
    }
}
