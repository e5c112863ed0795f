//! The customer's trips, kept over sessions. A mini-app whose storage fails still sells tickets: the
//! server has them too.

use loggia_sdk::{Ctx, Error};

use crate::trip::{Stage, Trip};

const KEY: &str = "trips";

/// How many trips are kept; those that something may still happen to are kept whatever their number.
const MOST: usize = 30;

/// All trips that are kept, the newest first.
///
/// # Errors
/// When the storage can't be read.
pub(crate) fn load<M>(ctx: &Ctx<M>) -> Result<Vec<Trip>, Error> {
    Ok(ctx.storage().load(KEY)?.unwrap_or_default())
}

/// Keeps a trip as it is now; one that came to nothing is forgotten. When that fails it goes to the log:
/// the trip itself goes on.
pub(crate) fn keep<M>(trip: &Trip, ctx: &Ctx<M>) {
    let kept = load(ctx).and_then(|mut trips| {
        match trips.iter_mut().find(|kept| kept.id == trip.id) {
            Some(kept) => kept.clone_from(trip),
            None => trips.insert(0, trip.clone()),
        }
        let mut places = 0..MOST;
        trips.retain(|kept| {
            kept.stage != Stage::Released && (places.next().is_some() || !kept.is_over())
        });
        ctx.storage().save(KEY, &trips)
    });
    if let Err(error) = kept {
        ctx.log().warn(&["a trip is not kept: ", &error.message].concat());
    }
}
