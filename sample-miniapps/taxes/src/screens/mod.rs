//! What is on screen: a file for each screen.

mod demand;
mod demands;
mod payments;
mod start;

use std::time::Duration;

use loggia_sdk::Timestamp;
use loggia_sdk::ui::{Banner, Moment, View, banner};
use serde::{Deserialize, Serialize};

use crate::order::Order;
use crate::{Msg, Taxes};

/// Where the customer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Screen {
    Start,
    /// What was found.
    Demands,
    /// The demand of this reference.
    Demand(String),
    /// All payments; none while they can't be read.
    Payments(Option<Vec<Order>>),
}

/// The day that begins at this moment in UTC, as the bank and the office count days: by its noon it is the same
/// day for nearly everybody.
fn day(begins: Timestamp) -> Moment {
    Moment::date(begins + Duration::from_secs(12 * 60 * 60))
}

impl Taxes {
    pub(crate) fn show(&self) -> View<Msg> {
        match &self.screen {
            Screen::Start => self.start_screen(),
            Screen::Demands => self.demands_screen(),
            Screen::Demand(reference) => match self.demand(reference) {
                Some(demand) => self.demand_screen(demand),
                None => self.start_screen(),
            },
            Screen::Payments(orders) => self.payments_screen(orders.as_deref()),
        }
    }

    fn notice(&self) -> Option<Banner> {
        self.notice.map(|notice| banner(notice.text(self.words), notice.tone()).key("notice"))
    }
}
