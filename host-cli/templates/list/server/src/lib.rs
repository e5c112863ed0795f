//! The organiser's server: what is on in the next days.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET /events` | what is on, the next one first |

use partner_server::{Partner, Reply, Request, SettledPayment};
use serde::Serialize;

/// The organiser.
#[derive(Debug)]
pub struct Organiser;

#[derive(Serialize)]
struct Programme {
    events: Vec<Event>,
}

#[derive(Serialize)]
struct Event {
    id: String,
    title: &'static str,
    place: &'static str,
    /// Milliseconds since 1970.
    starts: u64,
    seats: u32,
}

const HOUR: u64 = 60 * 60 * 1_000;
const DAY: u64 = 24 * HOUR;

/// What is on, each on a day of its own: a title, a place, the hour (UTC) and the seats that are left.
const EVENINGS: [(&str, &str, u64, u32); 3] = [
    ("Two cellos", "Old Brewery", 18, 12),
    ("Silent film with piano", "Harbour Cinema", 19, 3),
    ("Slam in the park", "Rose Garden", 17, 0),
];

impl Partner for Organiser {
    const APP: &'static str = "com.example.{{name}}";
    const ORIGIN: &'static str = "https://api.{{name}}.example";

    fn answer(&mut self, request: &Request<'_>, now: u64) -> Reply {
        match (request.method, request.path().as_slice()) {
            ("GET", ["events"]) => Reply::json(200, &programme(now)),
            _ => Reply::problem(404, "not-found", "there is no such thing here"),
        }
    }

    fn settled(&mut self, _: &SettledPayment, _: u64) -> Reply {
        Reply::problem(404, "not-found", "nothing is paid for here")
    }
}

fn programme(now: u64) -> Programme {
    let tomorrow = now / DAY + 1;
    let events = EVENINGS.iter().zip(tomorrow..).map(|(&(title, place, hour, seats), day)| Event {
        id: format!("{day}-{hour}"),
        title,
        place,
        starts: day * DAY + hour * HOUR,
        seats,
    });
    Programme { events: events.collect() }
}
