//! Where one can park.

use partner_server::Amount;
use serde::Serialize;

/// A zone, in cents an hour and minutes at most, with its place in millionths of degrees north and east.
struct Place {
    id: &'static str,
    name: &'static str,
    cents: u64,
    longest: u64,
    latitude: i64,
    longitude: i64,
}

const fn place(
    id: &'static str,
    name: &'static str,
    cents: u64,
    longest: u64,
    (latitude, longitude): (i64, i64),
) -> Place {
    Place { id, name, cents, longest, latitude, longitude }
}

/// All there are, by name.
const ZONES: [Place; 16] = [
    place("1094", "Alser Strasse", 260, 120, (48_215_300, 16_347_900)),
    place("1011", "Am Hof", 420, 90, (48_210_900, 16_367_900)),
    place("1201", "Augarten", 220, 240, (48_225_700, 16_376_600)),
    place("1041", "Belvedere", 260, 180, (48_191_500, 16_380_900)),
    place("1101", "Central Station, car park 1", 300, 1_440, (48_185_300, 16_376_200)),
    place("1102", "Central Station, car park 2", 280, 1_440, (48_184_500, 16_380_000)),
    place("1013", "City Park", 380, 120, (48_204_800, 16_380_100)),
    place("1221", "Danube Tower", 180, 480, (48_240_400, 16_410_100)),
    place("1061", "Naschmarkt", 320, 120, (48_198_800, 16_363_900)),
    place("1012", "Opera House", 420, 90, (48_203_300, 16_369_200)),
    place("1131", "Palace Gardens", 240, 300, (48_186_900, 16_313_300)),
    place("1021", "Prater", 200, 480, (48_216_600, 16_397_300)),
    place("1081", "Town Hall", 320, 120, (48_210_800, 16_357_300)),
    place("1091", "University Clinic", 260, 240, (48_220_500, 16_346_800)),
    place("1151", "West Station", 280, 480, (48_196_700, 16_337_900)),
    place("1211", "Wine Hills", 160, 600, (48_277_000, 16_377_000)),
];

/// How many of the nearest zones are shown, and how far away they may be, in metres.
const NEAREST: usize = 8;
const NEAR: u64 = 20_000;

/// A zone, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Zone {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) per_hour: Amount,
    /// The longest stay, in minutes.
    pub(crate) longest: u64,
    /// In metres from where the user is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) distance: Option<u64>,
}

impl Place {
    fn shown(&self, distance: Option<u64>) -> Zone {
        Zone {
            id: self.id,
            name: self.name,
            per_hour: Amount::eur(self.cents),
            longest: self.longest,
            distance,
        }
    }

    /// In metres, as the crow flies over a city: the earth is flat there.
    fn distance(&self, latitude: f64, longitude: f64) -> u64 {
        const METRES_A_DEGREE: f64 = 111_320.0;
        let degrees = |micro: i64| micro as f64 / 1e6;
        let north = (degrees(self.latitude) - latitude) * METRES_A_DEGREE;
        let east = (degrees(self.longitude) - longitude)
            * METRES_A_DEGREE
            * degrees(self.latitude).to_radians().cos();
        // Between two places on the globe, so it fits.
        north.hypot(east).round() as u64
    }
}

/// All zones.
pub(crate) fn all() -> Vec<Zone> {
    ZONES.iter().map(|place| place.shown(None)).collect()
}

/// The zones with this in their number or name.
pub(crate) fn matching(text: &str) -> Vec<Zone> {
    let text = text.trim().to_lowercase();
    let fits =
        |place: &&Place| place.id.contains(&text) || place.name.to_lowercase().contains(&text);
    ZONES.iter().filter(fits).map(|place| place.shown(None)).collect()
}

/// The nearest zones, the nearest first, to `48.2085,16.3721`. None: that is no place.
pub(crate) fn near(place: &str) -> Option<Vec<Zone>> {
    let (latitude, longitude) = place.split_once(',')?;
    let degrees =
        |text: &str, most: f64| text.parse().ok().filter(|degrees: &f64| degrees.abs() <= most);
    let (latitude, longitude) = (degrees(latitude, 90.0)?, degrees(longitude, 180.0)?);
    let mut near: Vec<(u64, &Place)> =
        ZONES.iter().map(|place| (place.distance(latitude, longitude), place)).collect();
    near.retain(|(distance, _)| *distance <= NEAR);
    near.sort_by_key(|(distance, place)| (*distance, place.id));
    Some(near.into_iter().take(NEAREST).map(|(far, place)| place.shown(Some(far))).collect())
}

/// The zone of this number.
pub(crate) fn zone(id: &str) -> Option<Zone> {
    ZONES.iter().find(|place| place.id == id).map(|place| place.shown(None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_found_by_number_by_name_and_by_place() {
        assert!(all().is_sorted_by_key(|zone| zone.name));
        let ids = |zones: Vec<Zone>| zones.iter().map(|zone| zone.id).collect::<Vec<_>>();
        assert_eq!(ids(matching("station")), ["1101", "1102", "1151"]);
        assert_eq!(ids(matching(" 1012 ")), ["1012"]);
        assert_eq!(ids(matching("nowhere")), [""; 0]);
        let near_the_opera = near("48.2035,16.3690").unwrap();
        assert_eq!((near_the_opera[0].id, near_the_opera.len()), ("1012", 8));
        assert!(near_the_opera[0].distance.unwrap() < 50);
        assert!(near_the_opera.is_sorted_by_key(|zone| zone.distance));
        assert_eq!(near("51.5,-0.1"), Some(Vec::new()));
        for wrong in ["", "48", "48,", "91,0", "0,181", "NaN,0", "inf,0", "48,16,3", "a,b"] {
            assert_eq!(near(wrong), None, "{wrong}");
        }
    }
}
