//! The table of all interfaces that Loggia offers.

use wasmtime::component::Linker;

use super::{
    ConsentRule, account_picker, accounts_basic, balances, diagnostics, fx, http, identity_basic,
    identity_verified, location, log, loyalty, navigation, payments, payments_scheduled, storage,
    timers, transactions, transactions_detail,
};
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
    /// What a mini-app with it can do, as the end of "it can …"; what the user has to say to it
    /// comes on top: see [`Interface::in_words`].
    pub can: &'static str,
    /// What a mini-app without it cannot do, as the end of "it cannot …".
    pub cannot: &'static str,
    /// What the user has to say to it.
    pub consent: ConsentRule,
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

    /// What a mini-app with it can do, all told, as the end of "it can …".
    #[must_use]
    pub fn in_words(&self) -> String {
        match self.consent {
            ConsentRule::Once => format!("{}, once you agree", self.can),
            ConsentRule::None | ConsentRule::EachTime => self.can.to_owned(),
        }
    }

    /// Whether a grant lets a mini-app use it.
    #[must_use]
    pub fn is_granted_by(&self, grant: &Grant) -> bool {
        (self.granted)(grant)
    }
}

/// All of them, money first. A new capability is a row here, and nowhere else a special case.
pub const INTERFACES: &[Interface] = &[
    Interface {
        name: "loggia:payments/payments-initiate",
        version: "0.1.0",
        can: "ask you to pay: the bank shows its own sheet, and you confirm each payment there",
        cannot: "start a payment",
        consent: ConsentRule::EachTime,
        always: false,
        granted: |grant| grant.payments_initiate.is_some(),
        deny: |grant| grant.payments_initiate = None,
        link: payments::link,
    },
    Interface {
        name: "loggia:payments/payments-scheduled",
        version: "0.1.0",
        can: "ask you to pay on a later day: you confirm each payment on the bank's own sheet, and can \
              still cancel it before that day",
        cannot: "schedule a payment",
        consent: ConsentRule::EachTime,
        always: false,
        granted: |grant| grant.payments_scheduled.is_some(),
        deny: |grant| grant.payments_scheduled = None,
        link: payments_scheduled::link,
    },
    Interface {
        name: "loggia:accounts/accounts-basic",
        version: "0.1.0",
        can: "see which accounts you have",
        cannot: "see your accounts",
        consent: ConsentRule::Once,
        always: false,
        granted: |grant| grant.accounts_basic.is_some(),
        deny: |grant| grant.accounts_basic = None,
        link: accounts_basic::link,
    },
    Interface {
        name: "loggia:accounts/account-picker",
        version: "0.1.0",
        can: "ask you to pick an account, on the bank's own sheet",
        cannot: "ask you for an account",
        consent: ConsentRule::EachTime,
        always: false,
        granted: |grant| grant.account_picker.is_some(),
        deny: |grant| grant.account_picker = None,
        link: account_picker::link,
    },
    Interface {
        name: "loggia:accounts/balances",
        version: "0.1.0",
        can: "see what is on your accounts",
        cannot: "see balances",
        consent: ConsentRule::Once,
        always: false,
        granted: |grant| grant.balances.is_some(),
        deny: |grant| grant.balances = None,
        link: balances::link,
    },
    Interface {
        name: "loggia:accounts/transactions-credits",
        version: "0.1.0",
        can: "see what comes in on your accounts",
        cannot: "see what comes in",
        consent: ConsentRule::Once,
        always: false,
        granted: |grant| grant.transactions_credits.is_some(),
        deny: |grant| grant.transactions_credits = None,
        link: transactions::link_credits,
    },
    Interface {
        name: "loggia:accounts/transactions-debits",
        version: "0.1.0",
        can: "see what goes out of your accounts",
        cannot: "see what goes out",
        consent: ConsentRule::Once,
        always: false,
        granted: |grant| grant.transactions_debits.is_some(),
        deny: |grant| grant.transactions_debits = None,
        link: transactions::link_debits,
    },
    Interface {
        name: "loggia:accounts/transactions-detail",
        version: "0.1.0",
        can: "see with whom and what for",
        cannot: "see with whom you deal",
        consent: ConsentRule::Once,
        always: false,
        granted: |grant| grant.transactions_detail.is_some(),
        deny: |grant| grant.transactions_detail = None,
        link: transactions_detail::link,
    },
    Interface {
        name: "loggia:identity/identity-basic",
        version: "0.1.0",
        can: "know you by a pseudonym and your given name",
        cannot: "know who you are",
        consent: ConsentRule::Once,
        always: false,
        granted: |grant| grant.identity_basic.is_some(),
        deny: |grant| grant.identity_basic = None,
        link: identity_basic::link,
    },
    Interface {
        name: "loggia:identity/identity-verified",
        version: "0.1.0",
        can: "ask you for facts such as your address or tax number: you tick on the bank's own sheet which it gets",
        cannot: "ask for your address, birthday or tax number",
        consent: ConsentRule::EachTime,
        always: false,
        granted: |grant| grant.identity_verified.is_some(),
        deny: |grant| grant.identity_verified = None,
        link: identity_verified::link,
    },
    Interface {
        name: "loggia:fx/fx",
        version: "0.1.0",
        can: "see the bank's exchange rates",
        cannot: "see exchange rates",
        consent: ConsentRule::None,
        always: false,
        granted: |grant| grant.fx.is_some(),
        deny: |grant| grant.fx = None,
        link: fx::link,
    },
    Interface {
        name: "loggia:http/http",
        version: "0.1.0",
        can: "exchange data with its partner's own servers, which know you by a pseudonym of their own, and with no others",
        cannot: "reach the network",
        consent: ConsentRule::None,
        always: false,
        granted: |grant| grant.http.is_some(),
        deny: |grant| grant.http = None,
        link: http::link,
    },
    Interface {
        name: "loggia:location/location",
        version: "0.1.0",
        can: "see roughly where you are",
        cannot: "see where you are",
        consent: ConsentRule::Once,
        always: false,
        granted: |grant| grant.location.is_some(),
        deny: |grant| grant.location = None,
        link: location::link,
    },
    Interface {
        name: "loggia:loyalty/loyalty",
        version: "0.1.0",
        can: "see and use your points in its own loyalty scheme",
        cannot: "see or use loyalty points",
        consent: ConsentRule::None,
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
        consent: ConsentRule::None,
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
        consent: ConsentRule::None,
        always: false,
        granted: |grant| grant.timers.is_some(),
        deny: |grant| grant.timers = None,
        link: timers::link,
    },
    Interface {
        name: "loggia:platform/navigation",
        version: "0.1.0",
        can: "leave when you act: close itself, or ask you on the bank's own sheet to open another mini-app",
        cannot: "close itself, or lead to other mini-apps",
        consent: ConsentRule::None,
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
        consent: ConsentRule::None,
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
        consent: ConsentRule::None,
        always: true,
        granted: |_| true,
        deny: |_| {},
        link: diagnostics::link,
    },
];
