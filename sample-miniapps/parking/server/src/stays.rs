//! Stays: begun, extended, ended, paid for.

use std::collections::BTreeMap;

use partner_server::{Amount, Partner, Reply, Request, SettledPayment};
use serde::{Deserialize, Serialize};

use crate::zones::{self, Zone};

const MINUTE: u64 = 60_000;

/// A stay that nobody meant to begin costs nothing if it is taken back within this time, in milliseconds.
pub const FREE: u64 = 2 * MINUTE;

/// The shortest stay that can be asked for, in minutes.
const SHORTEST: u64 = 10;

/// How long a stay that is over and paid for is remembered.
const REMEMBERED: u64 = 30 * 24 * 60 * MINUTE;

/// How long an id is remembered that was taken back before its stay had begun: longer than any request is on
/// its way.
const WITHDRAWN: u64 = 24 * 60 * MINUTE;

/// So many are remembered of one customer: a bound on what one of them can cost.
const MOST_WITHDRAWN: usize = 100;

/// The most that may stand in the book: a bound on what one mini-app can cost.
const MOST: usize = 10_000;

/// Kerbside's business.
#[derive(Debug, Default)]
pub struct Kerbside {
    stays: BTreeMap<String, Stay>,
    /// What was taken back before it had begun, by id and owner, and when.
    withdrawn: BTreeMap<(String, Option<String>), u64>,
}

#[derive(Debug)]
struct Stay {
    owner: Option<String>,
    zone: Zone,
    plate: String,
    /// As it was asked for to begin with.
    minutes: u64,
    started: u64,
    until: u64,
    /// When it was ended by hand.
    left: Option<u64>,
    /// It was not meant to begin, and costs nothing.
    taken_back: bool,
    /// The payments that the bank says have settled, by their instruction ids.
    paid: Vec<String>,
}

#[derive(Deserialize)]
struct Wish {
    zone: String,
    plate: String,
    minutes: u64,
}

#[derive(Deserialize)]
struct Until {
    until: u64,
}

#[derive(Serialize)]
struct Zones {
    zones: Vec<Zone>,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    status: &'static str,
    zone: &'a Zone,
    plate: &'a str,
    started: u64,
    /// Until when it lasts, or when it ended.
    until: u64,
    /// What it comes to by now.
    due: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
}

impl Partner for Kerbside {
    const APP: &'static str = "com.kerbside.parking";
    const ORIGIN: &'static str = "https://api.kerbside.example";

    fn answer(&mut self, request: &Request<'_>, now: u64) -> Reply {
        let owner = request.subject();
        match (request.method, request.path().as_slice()) {
            ("GET", ["zones"]) => zones(request),
            ("PUT", ["stays", id]) => match request.json() {
                Ok(wish) => self.begin(id, owner, wish, now),
                Err(reply) => reply,
            },
            ("GET", ["stays", id]) => self.of(id, owner.as_deref(), now, |_| Ok(())),
            ("PUT", ["stays", id, "until"]) => match request.json() {
                Ok(Until { until }) => {
                    self.of(id, owner.as_deref(), now, |stay| stay.extend(until, now))
                }
                Err(reply) => reply,
            },
            ("POST", ["stays", id, "end"]) => self.of(id, owner.as_deref(), now, |stay| {
                stay.end(now);
                Ok(())
            }),
            ("DELETE", ["stays", id]) => self.take_back(id, owner.as_deref(), now),
            _ => Reply::problem(404, "not-found", "there is no such thing here"),
        }
    }

    fn settled(&mut self, payment: &SettledPayment, now: u64) -> Reply {
        let instruction = payment.instruction_id.as_str();
        let id = instruction.split_once('-').map_or(instruction, |(id, _)| id);
        let Some(stay) = self.stays.get_mut(id) else {
            // Not ours to lose: the bank tries again, and somebody is told.
            return Reply::problem(404, "not-found", "no stay has this id");
        };
        if stay.ended(now).is_none() || payment.amount != stay.due(now) {
            return Reply::problem(422, "amount", "that is not what the stay comes to");
        }
        if !stay.paid.iter().any(|known| known == instruction) {
            stay.paid.push(instruction.to_owned());
        }
        Reply::done()
    }
}

fn zones(request: &Request<'_>) -> Reply {
    let zones = match (request.query("near"), request.query("q")) {
        (Some(place), _) => match zones::near(&place) {
            Some(zones) => zones,
            None => return Reply::problem(400, "near", "near: degrees, such as 48.2085,16.3721"),
        },
        (None, Some(text)) => zones::matching(&text),
        (None, None) => zones::all(),
    };
    Reply::json(200, &Zones { zones })
}

impl Kerbside {
    fn begin(&mut self, id: &str, owner: Option<String>, wish: Wish, now: u64) -> Reply {
        if !is_id(id) {
            return Reply::problem(400, "id", "an id has 16 to 32 letters and digits");
        }
        let own = (id.to_owned(), owner.clone());
        if self.withdrawn.get(&own).is_some_and(|at| at + WITHDRAWN > now) {
            return Reply::problem(410, "withdrawn", "the stay was taken back before it began");
        }
        if let Some(known) = self.stays.get(id) {
            let same = known.owner == owner
                && known.zone.id == wish.zone
                && known.plate == wish.plate
                && known.minutes == wish.minutes;
            if !same {
                return Reply::problem(409, "id-taken", "the id stands for another stay");
            }
            return shown(200, id, known, now);
        }
        self.stays.retain(|_, stay| !stay.is_over(now) || stay.until + REMEMBERED > now);
        if self.stays.len() >= MOST {
            return Reply::problem(503, "busy", "too much is under way: try again later");
        }
        let Some(zone) = zones::zone(&wish.zone) else {
            return Reply::problem(410, "gone", "there is no such zone");
        };
        if !is_plate(&wish.plate) {
            return Reply::problem(
                422,
                "plate",
                "a plate has 2 to 12 letters, digits, spaces, hyphens",
            );
        }
        if !(SHORTEST..=zone.longest).contains(&wish.minutes) {
            return Reply::problem(422, "minutes", "not so short, or not so long in this zone");
        }
        let Wish { plate, minutes, .. } = wish;
        let until = now + minutes * MINUTE;
        let stay = Stay {
            owner,
            zone,
            plate,
            minutes,
            started: now,
            until,
            left: None,
            taken_back: false,
            paid: Vec::new(),
        };
        let reply = shown(201, id, &stay, now);
        self.stays.insert(id.to_owned(), stay);
        reply
    }

    /// Takes a stay back. One that has not begun will not: its beginning may still be on its way.
    fn take_back(&mut self, id: &str, owner: Option<&str>, now: u64) -> Reply {
        if is_id(id) && !self.stays.contains_key(id) {
            self.withdrawn.retain(|_, at| *at + WITHDRAWN > now);
            let own = self.withdrawn.keys().filter(|(_, of)| of.as_deref() == owner);
            if own.count() >= MOST_WITHDRAWN {
                return Reply::problem(503, "busy", "too much is under way: try again later");
            }
            self.withdrawn.insert((id.to_owned(), owner.map(str::to_owned)), now);
        }
        self.of(id, owner, now, |stay| {
            stay.take_back(now);
            Ok(())
        })
    }

    /// Does something to a stay of this owner's, and shows it.
    fn of(
        &mut self,
        id: &str,
        owner: Option<&str>,
        now: u64,
        change: impl FnOnce(&mut Stay) -> Result<(), Reply>,
    ) -> Reply {
        match self.stays.get_mut(id) {
            Some(stay) if stay.owner.as_deref() == owner => match change(stay) {
                Ok(()) => shown(200, id, stay, now),
                Err(reply) => reply,
            },
            _ => Reply::problem(404, "not-found", "there is no such stay"),
        }
    }
}

impl Stay {
    /// When it ended, if it has.
    fn ended(&self, now: u64) -> Option<u64> {
        self.left.or((self.until <= now).then_some(self.until))
    }

    /// What it comes to by now: each minute that has begun.
    fn due(&self, now: u64) -> Amount {
        let lasted = self.ended(now).unwrap_or(now).saturating_sub(self.started);
        let minutes = if self.taken_back { 0 } else { lasted.div_ceil(MINUTE).max(1) };
        Amount::eur((self.zone.per_hour.minor_units * minutes).div_ceil(60))
    }

    fn extend(&mut self, until: u64, now: u64) -> Result<(), Reply> {
        if self.until == until {
            return Ok(());
        }
        if self.ended(now).is_some() {
            return Err(Reply::problem(409, "ended", "the stay is over"));
        }
        let latest = self.started + self.zone.longest * MINUTE;
        if !(self.until..=latest).contains(&until) {
            return Err(Reply::problem(
                422,
                "until",
                "later than now, and no later than the zone allows",
            ));
        }
        self.until = until;
        Ok(())
    }

    fn end(&mut self, now: u64) {
        if self.ended(now).is_none() {
            self.left = Some(now);
        }
    }

    /// Ends it, and as if it had never begun if it has only just.
    fn take_back(&mut self, now: u64) {
        if self.ended(now).is_none() {
            self.taken_back = now.saturating_sub(self.started) <= FREE;
            self.end(now);
        }
    }

    fn is_over(&self, now: u64) -> bool {
        self.ended(now).is_some() && (!self.paid.is_empty() || self.due(now).minor_units == 0)
    }
}

fn shown(status: u16, id: &str, stay: &Stay, now: u64) -> Reply {
    let ended = stay.ended(now);
    let due = stay.due(now);
    let shown = Shown {
        id,
        status: match (ended, stay.paid.len()) {
            (None, _) => "running",
            (Some(_), 0) if due.minor_units == 0 => "free",
            (Some(_), 0) => "due",
            (Some(_), 1) => "paid",
            // Paid twice, under two ids.
            (Some(_), _) => "refund-due",
        },
        zone: &stay.zone,
        plate: &stay.plate,
        started: stay.started,
        until: ended.unwrap_or(stay.until),
        due,
        receipt: (!stay.paid.is_empty()).then(|| receipt(id)),
    };
    Reply::json(status, &shown)
}

fn is_id(text: &str) -> bool {
    (16..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_plate(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "ÄÖÜ -".contains(letter);
    (2..=12).contains(&text.chars().count()) && text.chars().all(fits) && text.trim() == text
}

/// What is on the receipt: short, for people.
fn receipt(id: &str) -> String {
    let code: String = id.chars().take(6).map(|letter| letter.to_ascii_uppercase()).collect();
    format!("KS-{code}")
}
