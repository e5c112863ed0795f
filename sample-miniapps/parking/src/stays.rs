//! What is kept over sessions: the customer's stays and their number plate. A mini-app whose storage fails
//! still parks cars, and remembers them for as long as its session lasts.

use loggia_sdk::{Ctx, Error};

use crate::stay::{Stage, Stay};

const STAYS: &str = "stays";
const PLATE: &str = "plate";

/// How many stays are kept; those that something may still happen to are kept whatever their number.
const MOST: usize = 20;

/// All stays that are kept, the newest first.
///
/// # Errors
/// When the storage can't be read.
pub(crate) fn load<M>(ctx: &Ctx<M>) -> Result<Vec<Stay>, Error> {
    Ok(ctx.storage().load(STAYS)?.unwrap_or_default())
}

/// Keeps a stay as it is now; one that never was is forgotten. When that fails it goes to the log: the stay
/// itself goes on.
pub(crate) fn keep<M>(stay: &Stay, ctx: &Ctx<M>) {
    let kept = load(ctx).and_then(|mut stays| {
        match stays.iter_mut().find(|kept| kept.id == stay.id) {
            Some(kept) => kept.clone_from(stay),
            None => stays.insert(0, stay.clone()),
        }
        let mut places = 0..MOST;
        stays.retain(|kept| {
            kept.stage != Stage::Void && (places.next().is_some() || !kept.is_over())
        });
        ctx.storage().save(STAYS, &stays)
    });
    if let Err(error) = kept {
        ctx.log().warn(&["a stay is not kept: ", &error.message].concat());
    }
}

/// The number plate of the last time, or nothing.
pub(crate) fn plate<M>(ctx: &Ctx<M>) -> String {
    let kept: Option<String> = ctx.storage().load(PLATE).unwrap_or_else(|error| {
        ctx.log().info(&["no plate: ", &error.message].concat());
        None
    });
    kept.filter(|plate| plate.len() <= 24).unwrap_or_default()
}

/// Keeps the number plate for the next time.
pub(crate) fn keep_plate<M>(plate: &str, ctx: &Ctx<M>) {
    if let Err(error) = ctx.storage().save(PLATE, &plate) {
        ctx.log().info(&["the plate is not kept: ", &error.message].concat());
    }
}
