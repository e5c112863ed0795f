//! The customer's orders, kept over sessions. The storage is the truth; a mini-app whose storage fails still sells coffee.

use loggia_sdk::{Ctx, Error};

use crate::order::Order;

const KEY: &str = "orders";

/// How many orders are kept.
const MOST: usize = 20;

/// All orders that are kept, the newest first.
///
/// # Errors
/// When the storage can't be read.
pub(crate) fn load<M>(ctx: &Ctx<M>) -> Result<Vec<Order>, Error> {
    Ok(ctx.storage().load(KEY)?.unwrap_or_default())
}

/// Keeps an order as it is now. When that fails it goes to the log: the order itself goes on.
pub(crate) fn keep<M>(order: &Order, ctx: &Ctx<M>) {
    let kept = load(ctx).and_then(|mut orders| {
        match orders.iter_mut().find(|kept| kept.id == order.id) {
            Some(kept) => kept.clone_from(order),
            None => orders.insert(0, order.clone()),
        }
        orders.truncate(MOST);
        ctx.storage().save(KEY, &orders)
    });
    if let Err(error) = kept {
        ctx.log().warn(&["an order is not in the history: ", &error.message].concat());
    }
}
