use std::path::PathBuf;

use clap::Args;

use crate::run::Place;

/// The first of the bank's customers.
const ALICE: &str = "alice";

/// Whom a mini-app runs for, and at which bank.
#[derive(Debug, Clone, Args)]
pub(crate) struct CustomerOptions {
    /// Where the bank keeps its data [default: the user's data folder]
    #[arg(long, value_name = "DIR", conflicts_with = "memory")]
    pub(crate) data: Option<PathBuf>,
    /// Keep the bank in memory: all is forgotten in the end
    #[arg(long)]
    pub(crate) memory: bool,
    /// The user's language, such as de-AT [default: the system's]
    #[arg(long, value_name = "TAG")]
    pub(crate) locale: Option<String>,
    /// The user's time zone, such as Europe/Vienna [default: the system's]
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,
    /// The customer
    #[arg(long, value_name = "NAME", default_value = ALICE)]
    pub(crate) user: String,
    /// Where the user is, for mini-apps that may know: degrees north and east
    #[arg(long, value_name = "N,E", default_value_t, allow_hyphen_values = true)]
    pub(crate) place: Place,
}

impl CustomerOptions {
    /// One who is nowhere else, of a bank that forgets all in the end.
    pub(crate) fn in_memory(locale: &str, time_zone: &str) -> Self {
        Self {
            data: None,
            memory: true,
            locale: Some(locale.to_owned()),
            time_zone: Some(time_zone.to_owned()),
            user: ALICE.to_owned(),
            place: Place::default(),
        }
    }
}
