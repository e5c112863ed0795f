//! What goes where and when: computed from the day, so that it is the same in every run.

use partner_server::Amount;
use serde::Serialize;

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

/// How many seats there are on everything.
pub(crate) const SEATS: u32 = 12;

/// A city, and how far east and north of the map's corner it lies, in units of ten kilometres.
const CITIES: [(&str, i64, i64); 8] = [
    ("AMS", 70, 106),
    ("BUD", 190, 60),
    ("LON", 30, 100),
    ("PAR", 55, 75),
    ("PRG", 150, 85),
    ("ROM", 135, 0),
    ("VIE", 170, 68),
    ("ZRH", 95, 58),
];

/// A way from one city to another, on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Offer {
    pub(crate) id: String,
    /// `train` or `flight`.
    pub(crate) kind: &'static str,
    pub(crate) carrier: &'static str,
    pub(crate) number: String,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    /// Milliseconds since 1970.
    pub(crate) departs: u64,
    /// Milliseconds since 1970.
    pub(crate) arrives: u64,
    pub(crate) changes: u32,
    pub(crate) seats_left: u32,
    /// For one traveller.
    pub(crate) fare: Amount,
    /// For all travellers.
    pub(crate) price: Amount,
}

/// A day by its number since 1970, from `2026-03-05`.
pub(crate) fn day(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.split('-').collect();
    let &[year, month, day] = parts.as_slice() else { return None };
    let plain =
        |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(year, 4) || !plain(month, 2) || !plain(day, 2) {
        return None;
    }
    let (year, month, day): (u64, u64, u64) =
        (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    if !(1970..=2200).contains(&year) || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let length = |month| match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day > length(month) {
        return None;
    }
    let years: u64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let months: u64 = (1..month).map(length).sum();
    Some(years + months + day - 1)
}

/// What goes from one city to another on a day, the earliest first. None: a city is unknown, or the two
/// are one.
pub(crate) fn offers(from: &str, to: &str, day: u64) -> Option<Vec<Offer>> {
    let (from, x, y) = city(from)?;
    let (to, to_x, to_y) = city(to)?;
    if from == to {
        return None;
    }
    let distance = ((to_x - x).pow(2) + (to_y - y).pow(2)).unsigned_abs().isqrt() * 10;
    let mut chance = seed(from, to, day);
    let mut offers = Vec::new();
    for (index, hour) in [6, 9, 13, 17, 20].into_iter().enumerate() {
        // No two days are quite the same, and on some a connection is missing.
        if draw(&mut chance, 5) == 0 {
            continue;
        }
        let is_flight = index % 2 == 1;
        let departs = day * DAY + hour * 60 * MINUTE + draw(&mut chance, 12) * 5 * MINUTE;
        let changes = if is_flight { 0 } else { distance / 500 };
        let minutes = if is_flight {
            75 + distance / 12
        } else {
            20 + distance / 2 + changes * 25 + draw(&mut chance, 30)
        };
        let cents = 1_900 + distance * if is_flight { 9 } else { 7 } + draw(&mut chance, 40) * 100;
        let number = 100 + draw(&mut chance, 900);
        offers.push(Offer {
            id: format!("{from}-{to}-{day}-{index}"),
            kind: if is_flight { "flight" } else { "train" },
            carrier: if is_flight { "Skylark Air" } else { "Continental Rail" },
            number: format!("{} {number}", if is_flight { "SK" } else { "CR" }),
            from,
            to,
            departs,
            arrives: departs + minutes * MINUTE,
            changes: u32::try_from(changes).unwrap_or(0),
            seats_left: SEATS,
            fare: Amount::eur(cents),
            price: Amount::eur(cents),
        });
    }
    Some(offers)
}

/// The offer of this id.
pub(crate) fn offer(id: &str) -> Option<Offer> {
    let parts: Vec<&str> = id.split('-').collect();
    let &[from, to, day, _] = parts.as_slice() else { return None };
    let day = day.parse().ok().filter(|day| *day < 100_000)?;
    offers(from, to, day)?.into_iter().find(|offer| offer.id == id)
}

fn city(code: &str) -> Option<(&'static str, i64, i64)> {
    CITIES.into_iter().find(|(own, ..)| *own == code)
}

fn seed(from: &str, to: &str, day: u64) -> u64 {
    let text = from.bytes().chain(to.bytes()).chain(day.to_be_bytes());
    // FNV-1a.
    text.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A number below `bound` (SplitMix64).
fn draw(state: &mut u64, bound: u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % bound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        assert_eq!(day("1970-01-01"), Some(0));
        assert_eq!(day("2026-03-02"), Some(20_514));
        assert_eq!(day("2028-02-29"), Some(21_243));
        for wrong in
            ["", "2026-3-2", "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "+026-01-01"]
        {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_day_has_its_own_offers_and_always_the_same() {
        let march = day("2026-03-05").unwrap();
        let there = offers("VIE", "LON", march).unwrap();
        assert_eq!(offers("VIE", "LON", march), Some(there.clone()));
        assert_ne!(offers("VIE", "LON", march + 1), Some(there.clone()));
        assert!(there.is_sorted_by_key(|offer| offer.departs));
        for one in there {
            assert_eq!(offer(&one.id), Some(one.clone()));
            assert!(one.departs / DAY == march && one.arrives > one.departs);
        }
        assert_eq!(offers("VIE", "VIE", march), None);
        assert_eq!(offers("VIE", "XXX", march), None);
        for wrong in ["", "VIE-LON", "VIE-LON-x-1", "VIE-LON-99999999999999999999-1", "VIE-LON-1-9"]
        {
            assert_eq!(offer(wrong), None, "{wrong}");
        }
        let empty = CITIES.iter().flat_map(|(from, ..)| {
            CITIES.iter().filter_map(move |(to, ..)| offers(from, to, march))
        });
        assert!(empty.filter(Vec::is_empty).count() < 3);
    }
}
