//! What crosses the wire to Kerbside's server. Nothing of it is believed before it is read into the
//! mini-app's own types: bounded, and whole or not at all.

use loggia_sdk::{Currency, HttpRequest, HttpResponse, Money, Position, Timestamp};
use miniserde::{Deserialize, json};

use crate::stay::Stay;
use crate::zone::Zone;

const ORIGIN: &str = "https://api.kerbside.example";

/// How many zones are looked at.
const MOST_ZONES: usize = 40;

/// How many bytes a text of the server's may have, each.
const LONGEST: usize = 64;

/// No stay is longer, in minutes.
const MOST_MINUTES: u64 = 7 * 24 * 60;

/// What the server says to a request about a stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// How the stay stands.
    Stands(Standing),
    /// There is no such thing, or not any more.
    Gone,
    /// The server will not do this, and has not.
    Refused,
    /// Nobody knows what it has done: it failed on the way, or what it says can't be read.
    Unclear,
}

/// A stay, as the server has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) status: Status,
    pub(crate) started: Timestamp,
    /// Until when it lasts, or when it ended.
    pub(crate) until: Timestamp,
    /// What it comes to by now.
    pub(crate) due: Money,
    pub(crate) receipt: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Running,
    Due,
    Free,
    Paid,
    RefundDue,
}

/// Which zones to look for.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// All of them.
    All,
    /// The nearest ones.
    Near(Position),
    /// Those that the customer typed something of.
    Matching(String),
}

#[derive(Deserialize)]
struct ZonesJson {
    zones: Vec<ZoneJson>,
}

#[derive(Deserialize)]
struct ZoneJson {
    id: String,
    name: String,
    per_hour: AmountJson,
    longest: u64,
    distance: Option<u64>,
}

#[derive(Deserialize)]
struct AmountJson {
    minor_units: u64,
    currency: String,
}

#[derive(Deserialize)]
struct StayJson {
    id: String,
    status: String,
    started: u64,
    until: u64,
    due: AmountJson,
    receipt: Option<String>,
}

/// Asks for zones.
pub(crate) fn zones(wanted: &Wanted) -> HttpRequest {
    let query = match wanted {
        Wanted::All => String::new(),
        Wanted::Near(position) => {
            let north = degrees(position.latitude_microdegrees);
            ["?near=", &north, ",", &degrees(position.longitude_microdegrees)].concat()
        }
        Wanted::Matching(text) => ["?q=", &percent_encoded(text)].concat(),
    };
    HttpRequest::get([ORIGIN, "/zones", &query].concat())
}

/// Has a stay begin. The same id with the same wish is the same stay, however often.
pub(crate) fn begin(stay: &Stay) -> HttpRequest {
    let body = [
        "{\"zone\":",
        &json::to_string(&stay.zone.id),
        ",\"plate\":",
        &json::to_string(&stay.plate),
        ",\"minutes\":",
        &stay.minutes.to_string(),
        "}",
    ];
    put(&stay.id, "", body.concat())
}

/// Has a stay last until then: said twice is as said once, which `by half an hour` would not be.
pub(crate) fn extend(stay: &str, until: Timestamp) -> HttpRequest {
    put(stay, "/until", ["{\"until\":", &until.millis().to_string(), "}"].concat())
}

/// Has a stay end. Again and again is as once.
pub(crate) fn end(stay: &str) -> HttpRequest {
    HttpRequest::post(stay_url(stay, "/end"), Vec::new())
}

/// Takes back a stay that was not to begin. Again and again is as once.
pub(crate) fn take_back(stay: &str) -> HttpRequest {
    HttpRequest::delete(stay_url(stay, ""))
}

/// Asks how a stay stands.
pub(crate) fn look(stay: &str) -> HttpRequest {
    HttpRequest::get(stay_url(stay, ""))
}

fn put(stay: &str, rest: &str, body: String) -> HttpRequest {
    HttpRequest::put(stay_url(stay, rest), body).header("content-type", "application/json")
}

fn stay_url(stay: &str, rest: &str) -> String {
    [ORIGIN, "/stays/", stay, rest].concat()
}

/// Millionths of degrees as degrees: `48.208500`.
fn degrees(micro: i32) -> String {
    let (whole, rest) = (micro.unsigned_abs() / 1_000_000, micro.unsigned_abs() % 1_000_000);
    let digits = (1_000_000 + rest).to_string();
    let sign = if micro < 0 { "-" } else { "" };
    [sign, &whole.to_string(), ".", digits.get(1..).unwrap_or_default()].concat()
}

fn percent_encoded(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| char::from(DIGITS.get(usize::from(value)).copied().unwrap_or(b'0'));
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    encoded
}

/// What was found; none if that can't be read. A zone that makes no sense is left out.
pub(crate) fn read_zones(response: &HttpResponse) -> Option<Vec<Zone>> {
    let text = std::str::from_utf8(&response.body).ok()?;
    let read: ZonesJson = json::from_str(text).ok()?;
    let mut zones: Vec<Zone> = Vec::new();
    for zone in read.zones.into_iter().take(MOST_ZONES) {
        let known = |other: &Zone| other.id == zone.id;
        if !zones.iter().any(known) {
            zones.extend(read_zone(zone));
        }
    }
    Some(zones)
}

fn read_zone(zone: ZoneJson) -> Option<Zone> {
    let per_hour = amount(&zone.per_hour)?;
    let texts = [&zone.id, &zone.name];
    if texts.iter().any(|text| text.is_empty() || text.len() > LONGEST)
        || !(1..=MOST_MINUTES).contains(&zone.longest)
    {
        return None;
    }
    let ZoneJson { id, name, longest, distance, .. } = zone;
    Some(Zone { id, name, per_hour, longest, distance })
}

/// What the server says about a stay.
pub(crate) fn read_stay(response: &HttpResponse, stay: &str) -> Said {
    match response.status {
        200..300 => standing(response, stay).map_or(Said::Unclear, Said::Stands),
        404 | 410 => Said::Gone,
        // Too many at once: nothing was done, and it makes sense to ask again.
        429 => Said::Unclear,
        400..500 => Said::Refused,
        _ => Said::Unclear,
    }
}

fn standing(response: &HttpResponse, stay: &str) -> Option<Standing> {
    let read: StayJson = json::from_str(std::str::from_utf8(&response.body).ok()?).ok()?;
    let status = match read.status.as_str() {
        "running" => Status::Running,
        "due" => Status::Due,
        "free" => Status::Free,
        "paid" => Status::Paid,
        "refund-due" => Status::RefundDue,
        _ => return None,
    };
    let (started, until) =
        (Timestamp::from_millis(read.started), Timestamp::from_millis(read.until));
    let due = amount(&read.due)?;
    let receipt = read.receipt.filter(|receipt| (1..=LONGEST).contains(&receipt.len()));
    // Another stay's answer is none; nor is one of a stay that never ends, ended before it began, or is to
    // be paid for with nothing.
    let lasts = u64::try_from(until.since(started).as_millis() / 60_000).ok()?;
    let makes_sense = read.id == stay
        && started <= until
        && lasts <= MOST_MINUTES
        && (status != Status::Due || !due.is_zero())
        && (status != Status::Paid || receipt.is_some());
    makes_sense.then_some(Standing { status, started, until, due, receipt })
}

fn amount(amount: &AmountJson) -> Option<Money> {
    Money::new(amount.minor_units, Currency::new(&amount.currency).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAY: &str = r#"{"id":"1","status":"due","started":60000,"until":120000,
        "due":{"minor_units":100,"currency":"EUR"},"more":[1,{"to":"come"}]}"#;

    fn said(status: u16, body: &str) -> Said {
        read_stay(&HttpResponse::new(status, body), "1")
    }

    #[test]
    fn a_stay_is_read_whole_or_not_at_all() {
        let due = Standing {
            status: Status::Due,
            started: Timestamp::from_millis(60_000),
            until: Timestamp::from_millis(120_000),
            due: Money::eur(100),
            receipt: None,
        };
        assert_eq!(said(200, STAY), Said::Stands(due));
        for (from, to) in [
            ("\"1\"", "\"2\""),
            ("due\",", "lost\","),
            ("due\",", "paid\","),
            ("EUR", "euro"),
            (":100", ":-1"),
            (":100", ":0"),
            (":100", ":99999999999999999999"),
            ("120000", "59999"),
            ("120000", "9999999999999"),
            ("}", ""),
        ] {
            assert_eq!(said(200, &STAY.replace(from, to)), Said::Unclear, "{from} {to}");
        }
        assert_eq!(said(200, &"[".repeat(100_000)), Said::Unclear);
    }

    #[test]
    fn a_status_says_whether_anything_can_have_happened() {
        for (status, meaning) in [
            (404, Said::Gone),
            (410, Said::Gone),
            (400, Said::Refused),
            (401, Said::Refused),
            (409, Said::Refused),
            (422, Said::Refused),
            (429, Said::Unclear),
            (302, Said::Unclear),
            (500, Said::Unclear),
            (503, Said::Unclear),
        ] {
            assert_eq!(said(status, STAY), meaning, "{status}");
        }
    }

    #[test]
    fn places_and_texts_are_written_so_that_a_url_can_hold_them() {
        let position = Position {
            latitude_microdegrees: -48_000_500,
            longitude_microdegrees: 16_372_100,
            accuracy_metres: 200,
            at: Timestamp::from_millis(0),
        };
        let near = zones(&Wanted::Near(position));
        assert_eq!(near.url(), "https://api.kerbside.example/zones?near=-48.000500,16.372100");
        let typed = zones(&Wanted::Matching("Ä &#/1".to_owned()));
        assert_eq!(typed.url(), "https://api.kerbside.example/zones?q=%C3%84%20%26%23%2F1");
    }
}
