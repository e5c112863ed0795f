//! `loggia:location/location`: where the user is, as coarse as the bank granted.
//!
//! A grant says how fine at most; the user consents once. What the device knows is moved to the middle
//! of a square of a grid that lies still, so that asking often tells no more than asking once. Whatever
//! is coarser is made of that middle alone, so that asking in many ways tells no more either.

use serde::{Deserialize, Serialize};
use wasmtime::component::{HasSelf, Linker};

use super::{Answer, EffectKind, Refusal, RefusalCode, Unavailable, not_granted, wrong_take};
use crate::contract::loggia::location::location as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::state::StepState;
use crate::store::Owner;

/// How finely a mini-app may know where its user is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LocationGrant {
    /// The side of the smallest square, in metres.
    pub finest_metres: u32,
}

/// A place on the globe (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Degrees north, times 1 000 000: −90 000 000 to 90 000 000.
    pub latitude: i32,
    /// Degrees east, times 1 000 000: −180 000 000 to 180 000 000.
    pub longitude: i32,
    /// How large the square is that it is the middle of, in metres; of a device, how far off it
    /// may be.
    pub accuracy_metres: u32,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// The user's device, as far as it knows where it is.
pub trait Location: Send + Sync + 'static {
    /// Where the owner's user is now, as finely as the device knows.
    ///
    /// # Errors
    ///
    /// It does not know.
    fn position(&self, owner: &Owner) -> Result<Position, Unavailable>;
}

/// The coarsest that a mini-app can ask for, in metres.
const COARSEST: u32 = 100_000;
/// Metres in a millionth of a degree of latitude.
const METRES: f64 = 0.111_32;

impl Position {
    /// The middle of a square of at least `metres` in a grid that lies still: a whole number of times the
    /// size of the `finest` one, and chosen by the middle of that one alone. Two places in one `finest`
    /// square cannot be told apart, however many sizes are asked for.
    #[must_use]
    pub fn within(self, finest: u32, metres: u32) -> Self {
        let finest = finest.max(1);
        let metres = metres.max(self.accuracy_metres).max(1);
        let metres = metres.checked_next_multiple_of(finest).unwrap_or(u32::MAX);
        self.middle_of_square(finest).middle_of_square(metres)
    }

    fn middle_of_square(self, metres: u32) -> Self {
        let side = f64::from(metres) / METRES;
        let latitude = middle(self.latitude, side).clamp(-90_000_000.0, 90_000_000.0);
        // A degree of longitude is shorter the further north; the same for all of a row of squares.
        let shrink = (latitude / 1e6).to_radians().cos().max(0.01);
        let longitude = middle(self.longitude, side / shrink);
        Self {
            latitude: rounded(latitude),
            longitude: rounded(longitude.clamp(-180_000_000.0, 180_000_000.0)),
            accuracy_metres: metres,
            ..self
        }
    }
}

fn middle(of: i32, side: f64) -> f64 {
    ((f64::from(of) / side).floor() + 0.5) * side
}

#[allow(clippy::cast_possible_truncation, reason = "it was clamped to what fits")]
fn rounded(value: f64) -> i32 {
    value.round() as i32
}

impl wit::Host for StepState {
    fn current(&mut self, accuracy_metres: u32, context: Vec<u8>) -> Result<u64, wit_types::Error> {
        self.request_position(accuracy_metres, context).map_err(|refusal| self.refuse(refusal))
    }

    fn take_position(&mut self, request: u64) -> Result<wit::Position, wit_types::Error> {
        let taken = self.begin_call().and_then(|()| match self.answer_to(request)? {
            Answer::Position(position) => position.clone(),
            _ => Err(wrong_take()),
        });
        let Position { latitude, longitude, accuracy_metres, at } =
            taken.map_err(|refusal| self.refuse(refusal))?;
        Ok(wit::Position {
            latitude_microdegrees: latitude,
            longitude_microdegrees: longitude,
            accuracy_metres,
            at,
        })
    }
}

impl StepState {
    fn request_position(&mut self, accuracy: u32, context: Vec<u8>) -> Result<u64, Refusal> {
        self.begin_call()?;
        let grant = self.grant.location.ok_or_else(|| not_granted("where the user is"))?;
        if !(1..=COARSEST).contains(&accuracy) {
            let message = "accuracy-metres must be 1 to 100 000";
            return Err(Refusal::new(RefusalCode::InvalidArgument, message));
        }
        let finest = grant.finest_metres;
        self.stage_request(EffectKind::Locate { metres: accuracy.max(finest), finest }, context)
    }
}

pub(super) fn link(linker: &mut Linker<StepState>) -> wasmtime::Result<()> {
    wit::add_to_linker::<_, HasSelf<StepState>>(linker, |state| {
        state.calling("loggia:location/location")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: i32, longitude: i32) -> Position {
        Position { latitude, longitude, accuracy_metres: 5, at: 0 }
    }

    /// Metres between two places that are near each other.
    fn apart(a: Position, b: Position) -> f64 {
        let north = f64::from(a.latitude - b.latitude) * METRES;
        let shrink = (f64::from(a.latitude) / 1e6).to_radians().cos();
        let east = f64::from(a.longitude - b.longitude) * METRES * shrink;
        north.hypot(east)
    }

    #[test]
    fn a_place_moves_within_its_square_and_no_further() {
        for place in [at(48_208_174, 16_373_819), at(-33_868_800, 151_209_300), at(0, 0)] {
            for metres in [100, 1_000, 25_000] {
                let coarse = place.within(100, metres);
                assert_eq!(coarse.accuracy_metres, metres);
                assert!(apart(place, coarse) <= f64::from(metres) * 0.72, "{place:?} {coarse:?}");
            }
        }
    }

    #[test]
    fn neighbours_in_a_square_cannot_be_told_apart() {
        let place = at(48_208_174, 16_373_819).within(1_000, 1_000);
        let near = Position { accuracy_metres: 5, ..place };
        let step = Position { latitude: near.latitude + 2_000, ..near };
        assert_eq!(step.within(1_000, 1_000), near.within(1_000, 1_000));
        let far = Position { latitude: near.latitude + 9_500, ..near };
        assert_ne!(far.within(1_000, 1_000), near.within(1_000, 1_000));
    }

    #[test]
    fn whatever_is_asked_for_tells_no_more_than_the_granted_square() {
        let middle = at(48_208_174, 16_373_819).within(1_000, 1_000);
        for accuracy_metres in [5, 1_003] {
            let here = Position { accuracy_metres, ..middle };
            for (north, east) in [(4_400, 0), (-4_400, 6_000), (0, -6_000)] {
                let (latitude, longitude) = (here.latitude + north, here.longitude + east);
                let there = Position { latitude, longitude, ..here };
                for metres in 1..2_100 {
                    let (here, there) = (here.within(1_000, metres), there.within(1_000, metres));
                    assert_eq!(here, there, "{metres} m, {accuracy_metres} m");
                    assert!(here.accuracy_metres >= metres.max(1_000));
                }
            }
        }
    }

    #[test]
    fn a_device_that_does_not_know_better_says_so_and_the_poles_are_places_too() {
        let vague = Position { accuracy_metres: 3_000, ..at(48_208_174, 16_373_819) };
        assert_eq!(vague.within(100, 100).accuracy_metres, 3_000);
        for place in
            [at(90_000_000, 180_000_000), at(-90_000_000, -180_000_000), at(i32::MAX, i32::MIN)]
        {
            let coarse = place.within(1_000, 100_000);
            assert!(coarse.latitude.abs() <= 90_000_000 && coarse.longitude.abs() <= 180_000_000);
        }
    }
}
