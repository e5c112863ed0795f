//! The table of all interfaces that Loggia offers.

use wasmtime::component::Linker;

use super::{diagnostics, log, loyalty, navigation, payments, storage, timers};
use crate::policy::Grant;
use crate::state::StepState;

/// One interface that a mini-app can import.
#[derive(Debug)]
#[non_exhaustive]
pub struct Interface {
    /// Without its version, such as `loggia:storage/storage`.
    pub name: &'static str,
    /// The version that this Loggia offers.
    pub version: &'static str,
    /// What a mini-app with it can do, as the end of "it can …".
    pub can: &'static str,
    /// What a mini-app without it cannot do, as the end of "it cannot …".
    pub cannot: &'static str,
    /// Whether it is there for every mini-app, being harmless, and is asked for by nobody.
    pub always: bool,
    pub(crate) granted: fn(&Grant) -> bool,
    pub(crate) deny: fn(&mut Grant),
    pub(crate) link: fn(&mut Linker<StepState>) -> wasmtime::Result<()>,
}

impl Interface {
    /// The interface of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        INTERFACES.iter().find(|interface| interface.name == name)
    }
}

/// All of them, money first. A new capability is a row here, and nowhere else a special case.
pub const INTERFACES: &[Interface] = &[
    Interface {
        name: "loggia:payments/payments-initiate",
        version: "0.1.0",
        can: "ask you to pay: the bank shows its own sheet, and you confirm each payment there",
        cannot: "start a payment",
        always: false,
        granted: |grant| grant.payments_initiate.is_some(),
        deny: |grant| grant.payments_initiate = None,
        link: payments::link,
    },
    Interface {
        name: "loggia:loyalty/loyalty",
        version: "0.1.0",
        can: "see and use your points in its own loyalty scheme",
        cannot: "see or use loyalty points",
        always: false,
        granted: |grant| grant.loyalty.is_some(),
        deny: |grant| grant.loyalty = None,
        link: loyalty::link,
    },
    Interface {
        name: "loggia:storage/storage",
        version: "0.1.0",
        can: "keep data of its own between visits, up to 1 MiB",
        cannot: "keep data of its own between visits",
        always: false,
        granted: |grant| grant.storage.is_some(),
        deny: |grant| grant.storage = None,
        link: storage::link,
    },
    Interface {
        name: "loggia:platform/timers",
        version: "0.1.0",
        can: "wake itself up while it is on screen",
        cannot: "wake itself up",
        always: false,
        granted: |grant| grant.timers.is_some(),
        deny: |grant| grant.timers = None,
        link: timers::link,
    },
    Interface {
        name: "loggia:platform/navigation",
        version: "0.1.0",
        can: "close itself when you act",
        cannot: "close itself",
        always: false,
        granted: |grant| grant.navigation.is_some(),
        deny: |grant| grant.navigation = None,
        link: navigation::link,
    },
    Interface {
        name: "loggia:platform/log",
        version: "0.1.0",
        can: "write to a log that its developers and the bank read",
        cannot: "write a log",
        always: false,
        granted: |grant| grant.log.is_some(),
        deny: |grant| grant.log = None,
        link: log::link,
    },
    Interface {
        name: "loggia:platform/diagnostics",
        version: "0.1.0",
        can: "report where in its own code it failed",
        cannot: "report where in its own code it failed",
        always: true,
        granted: |_| true,
        deny: |_| {},
        link: diagnostics::link,
    },
];
