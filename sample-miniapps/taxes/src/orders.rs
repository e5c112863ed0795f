//! The customer's payments, kept over sessions. A mini-app whose storage fails still pays: the bank's
//! statement has them too.

use loggia_sdk::{Ctx, Error};

use crate::order::{Order, Stage};

const KEY: &str = "orders";

/// How many payments are kept; those that something may still happen to are kept whatever their number.
const MOST: usize = 30;

/// All payments that are kept, the newest first.
///
/// # Errors
/// When the storage can't be read.
pub(crate) fn load<M>(ctx: &Ctx<M>) -> Result<Vec<Order>, Error> {
    Ok(ctx.storage().load(KEY)?.unwrap_or_default())
}

/// Keeps a payment as it is now; one that came to nothing is forgotten. When that fails it goes to the log:
/// the payment itself goes on.
pub(crate) fn keep<M>(order: &Order, ctx: &Ctx<M>) {
    let kept = load(ctx).and_then(|mut orders| {
        match orders.iter_mut().find(|kept| kept.id == order.id) {
            Some(kept) => kept.clone_from(order),
            None => orders.insert(0, order.clone()),
        }
        let mut places = 0..MOST;
        orders.retain(|kept| {
            kept.stage != Stage::Void && (places.next().is_some() || !kept.is_over())
        });
        ctx.storage().save(KEY, &orders)
    });
    if let Err(error) = kept {
        ctx.log().warn(&["a payment is not kept: ", &error.message].concat());
    }
}
