//! What money is worth at the destination: nice to know, and never in the way.

use loggia_sdk::{Answer, Ctx, Money, Quote, Timestamp};
use serde::{Deserialize, Serialize};

use crate::place::Place;
use crate::{Msg, Travel};

/// What an amount is worth somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rate {
    pub(crate) place: Place,
    pub(crate) amount: Money,
    pub(crate) worth: Money,
    /// It is not today's any more then.
    #[serde(default)]
    expires_at: Timestamp,
}

impl Rate {
    /// Whether it still counts.
    #[must_use]
    pub(crate) fn counts(self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

impl Travel {
    /// Asks what 100 units of the customer's currency are worth there, unless that is known.
    pub(crate) fn ask_for_worth(&mut self, place: Place, ctx: &Ctx<Msg>) {
        let home = ctx.environment().currency;
        let there = place.currency();
        if home == there
            || self.rate.is_some_and(|rate| rate.place == place && rate.counts(ctx.now()))
        {
            return;
        }
        self.rate = None;
        let Ok(amount) = Money::new(100 * 10u64.pow(home.decimals()), home) else {
            return;
        };
        if let Err(error) = ctx.fx().quote(amount, there, |answer| Msg::Worth(place, answer)) {
            ctx.log().debug(&["no rate: ", &error.message].concat());
        }
    }

    pub(crate) fn worth_came(&mut self, place: Place, answer: Answer<Quote>, ctx: &Ctx<Msg>) {
        match answer.take(ctx) {
            Ok(Quote { amount, worth, expires_at, .. }) => {
                self.rate = Some(Rate { place, amount, worth, expires_at });
            }
            Err(error) => ctx.log().debug(&["no rate: ", &error.message].concat()),
        }
    }
}
