use super::{Bank, error};
use crate::bindings::loggia::location::location::Position;
use crate::bindings::loggia::types::types::{Error, ErrorCode};

/// Millionths of a degree of latitude in a metre.
const PER_METRE: f64 = 1_000_000.0 / 111_320.0;

impl Bank {
    /// The middle of the square in which the user is.
    pub(super) fn locate(&self, accuracy_metres: u32) -> Result<Position, Error> {
        let Some((latitude, longitude)) = self.position else {
            return Err(error(ErrorCode::Unavailable, "the device does not know where it is"));
        };
        let side = f64::from(accuracy_metres) * PER_METRE;
        let latitude = middle(latitude, side);
        // A degree of longitude is shorter away from the equator.
        let shrunk = (latitude / 1_000_000.0).to_radians().cos().max(0.01);
        let longitude = middle(longitude, side / shrunk);
        Ok(Position {
            latitude_microdegrees: whole(latitude, 90_000_000.0),
            longitude_microdegrees: whole(longitude, 180_000_000.0),
            accuracy_metres,
            at: self.now,
        })
    }
}

fn middle(degrees: f64, side: f64) -> f64 {
    ((degrees * 1_000_000.0 / side).floor() + 0.5) * side
}

#[allow(clippy::cast_possible_truncation, reason = "within half a circle")]
fn whole(microdegrees: f64, most: f64) -> i32 {
    microdegrees.round().clamp(-most, most) as i32
}
