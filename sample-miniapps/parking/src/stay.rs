use std::time::Duration;

use loggia_sdk::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::zone::Zone;

const MINUTE: Duration = Duration::from_secs(60);

/// So long before the end the customer is reminded of it.
const REMINDED: Duration = Duration::from_secs(5 * 60);

/// By how many minutes a stay can be made longer at a time.
const EXTENSIONS: [u64; 3] = [15, 30, 60];

/// A car in a zone, from the tap on "Start parking" to the receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stay {
    /// Random and unique: the stay's id at the server, and what its payments' instruction ids begin with.
    pub(crate) id: String,
    pub(crate) zone: Zone,
    pub(crate) plate: String,
    /// As it was asked for to begin with.
    pub(crate) minutes: u64,
    pub(crate) stage: Stage,
    /// The server has said so.
    pub(crate) began: bool,
    /// As the server says; the tap until it does.
    pub(crate) started: Timestamp,
    /// Until when it lasts, or when it ended.
    pub(crate) until: Timestamp,
    pub(crate) extension: Option<Extension>,
    /// What is to pay, once it is over.
    pub(crate) due: Option<Money>,
    /// It is more than the customer was shown while they parked.
    pub(crate) dearer: bool,
    /// How many payments for it came to nothing: each try at the bank is a payment of its own.
    pub(crate) failed_payments: u32,
    /// The payment that is under way, or was made.
    pub(crate) payment: Option<String>,
    pub(crate) receipt: Option<String>,
}

/// A longer stay that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Extension {
    pub(crate) until: Timestamp,
    /// Nobody knows whether it was granted.
    pub(crate) unclear: bool,
}

/// How far a stay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// The server was asked to begin it.
    Starting,
    /// Nobody knows whether it has.
    StartUnclear,
    /// The clock runs.
    Running,
    /// The server was asked to end it.
    Ending,
    /// Nobody knows whether it has.
    EndUnclear,
    /// It is over, and to be paid for.
    Due,
    /// The customer has the bank's sheet before them.
    Paying,
    /// The bank couldn't say what became of the payment.
    PayUnclear,
    /// The customer has paid, and the money is on its way.
    Paid,
    /// The money has left the customer's account for good.
    Settled,
    /// It was paid for twice: one of them goes back.
    RefundDue,
    /// It was taken back before it cost anything.
    Free,
    /// It never began, or the server doesn't know of it: nothing is to pay.
    Void,
}

impl Stay {
    /// A new stay, on the customer's own clock as long as there is no other.
    pub(crate) fn new(id: String, zone: Zone, plate: String, minutes: u64, now: Timestamp) -> Self {
        Self {
            id,
            zone,
            plate,
            minutes,
            stage: Stage::Starting,
            began: false,
            started: now,
            until: now + MINUTE * u32::try_from(minutes).unwrap_or(u32::MAX),
            extension: None,
            due: None,
            dearer: false,
            failed_payments: 0,
            payment: None,
            receipt: None,
        }
    }

    /// Whether the customer has to do something about it before they can park anew.
    #[must_use]
    pub(crate) fn is_open(&self) -> bool {
        use Stage::{Due, EndUnclear, Ending, PayUnclear, Paying, Running, StartUnclear, Starting};
        matches!(
            self.stage,
            Starting | StartUnclear | Running | Ending | EndUnclear | Due | Paying | PayUnclear
        )
    }

    /// Whether nothing more will happen to it.
    #[must_use]
    pub(crate) fn is_over(&self) -> bool {
        match self.stage {
            Stage::Settled => self.receipt.is_some(),
            stage => matches!(stage, Stage::RefundDue | Stage::Free | Stage::Void),
        }
    }

    /// Whether its end is near.
    #[must_use]
    pub(crate) fn is_nearly_over(&self, now: Timestamp) -> bool {
        self.stage == Stage::Running && now + REMINDED >= self.until
    }

    /// Whether its time is up.
    #[must_use]
    pub(crate) fn is_time_up(&self, now: Timestamp) -> bool {
        self.stage == Stage::Running && now >= self.until
    }

    /// When to look at it again.
    #[must_use]
    pub(crate) fn next_look(&self, now: Timestamp) -> Option<Timestamp> {
        let moments = [self.until - REMINDED, self.until];
        let running = self.stage == Stage::Running;
        moments.into_iter().find(|moment| running && *moment > now + Duration::from_secs(1))
    }

    /// By how much it can be made longer, in minutes.
    pub(crate) fn extensions(&self) -> impl Iterator<Item = u64> + use<> {
        let (until, latest) = (self.until, self.latest());
        EXTENSIONS.into_iter().filter(move |minutes| later(until, *minutes) <= latest)
    }

    /// The end after so many minutes more.
    #[must_use]
    pub(crate) fn longer_by(&self, minutes: u64) -> Timestamp {
        later(self.until, minutes).min(self.latest())
    }

    /// What the time comes to at most, as the zone's price was shown.
    #[must_use]
    pub(crate) fn most(&self) -> Option<Money> {
        let lasts = self.until.since(self.started).as_millis().div_ceil(MINUTE.as_millis());
        self.zone.price(u64::try_from(lasts).ok()?)
    }

    /// Whether this is more than the customer was shown.
    #[must_use]
    pub(crate) fn is_more_than_shown(&self, due: Money) -> bool {
        self.most().is_none_or(|most| most.minus(due).is_err())
    }

    /// The bank's instruction id for the next payment.
    #[must_use]
    pub(crate) fn instruction_id(&self) -> String {
        match self.failed_payments {
            0 => self.id.clone(),
            failed => [&self.id, "-", &failed.to_string()].concat(),
        }
    }

    fn latest(&self) -> Timestamp {
        later(self.started, self.zone.longest)
    }
}

fn later(moment: Timestamp, minutes: u64) -> Timestamp {
    moment + MINUTE * u32::try_from(minutes).unwrap_or(u32::MAX)
}
