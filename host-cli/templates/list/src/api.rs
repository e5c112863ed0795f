//! What crosses the wire to the organiser's server. Nothing of it is believed before it is read into the
//! mini-app's own types, each whole or not at all.

use loggia_sdk::{HttpRequest, HttpResponse, Timestamp};
use miniserde::{Deserialize, json};

use crate::Event;

/// The grant names its host, and the mini-app reaches no other.
const ORIGIN: &str = "https://api.{{name}}.example";

/// So many are shown.
const MOST: usize = 50;

/// How many characters a text of the server's may have.
const LONGEST: usize = 80;

#[derive(Deserialize)]
struct Programme {
    events: Vec<EventJson>,
}

#[derive(Deserialize)]
struct EventJson {
    id: String,
    title: String,
    place: String,
    starts: u64,
    seats: u64,
}

/// Asks what is on.
pub(crate) fn events() -> HttpRequest {
    HttpRequest::get([ORIGIN, "/events"].concat())
}

/// What is on; none if that can't be read.
pub(crate) fn read_events(response: &HttpResponse) -> Option<Vec<Event>> {
    let body = std::str::from_utf8(&response.body).ok().filter(|_| response.is_success())?;
    let programme: Programme = json::from_str(body).ok()?;
    Some(programme.events.into_iter().filter_map(event).take(MOST).collect())
}

fn event(read: EventJson) -> Option<Event> {
    let EventJson { id, title, place, starts, seats } = read;
    let fits = |text: &String| (1..=LONGEST).contains(&text.chars().count());
    let fit = [&id, &title, &place].into_iter().all(fits);
    fit.then(|| Event { id, title, place, starts: Timestamp::from_millis(starts), seats })
}
