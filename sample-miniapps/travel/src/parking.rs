//! Where to leave the car: another partner's mini-app, if the bank has it and the customer wants it.

use loggia_sdk::{Ctx, Intent};

use crate::offer::Kind;
use crate::place::Place;
use crate::trip::Trip;
use crate::{Msg, Travel};

pub(crate) const NAVIGATION: &str = "loggia:platform/navigation";

/// Kerbside's mini-app.
const PARKING: &str = "com.kerbside.parking";

impl Travel {
    /// Where to park for a trip: at the station from which its train goes, as Kerbside calls it. It parks
    /// in Vienna alone.
    pub(crate) fn car_park(&self, trip: &Trip) -> Option<&'static str> {
        let offer = &trip.offer;
        let there = offer.kind == Kind::Train && offer.from == Place::Vienna;
        let goes = trip.is_paid() && self.now <= offer.departs;
        (self.can_park && there && goes).then_some("Central Station")
    }

    /// Leads there. Whether the customer goes, nobody here learns.
    pub(crate) fn park(&mut self, id: &str, ctx: &Ctx<Msg>) {
        let Some(station) = self.trip(id).and_then(|trip| self.car_park(trip)) else { return };
        let park = Intent::new("park").with("where", station);
        if let Err(error) = ctx.navigation().open(PARKING, &park) {
            // The bank lets it lead nowhere any more: so it does not offer it.
            ctx.log().warn(&["no way to parking: ", &error.message].concat());
            self.can_park = false;
        }
    }
}
