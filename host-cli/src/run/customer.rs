//! Whose bank it is: the demonstration's, as the command line names one of its customers.

use anyhow::Context;
use loggia_bank::{Bank, Holder, RegisteredApp, Scheme};
use loggia_runtime::package::Package;
use loggia_runtime::policy::Grant;
use loggia_runtime::{Environment, UserId};

use crate::arguments::CustomerOptions;
use crate::locale::Locale;
use crate::problem::Problem;

/// The scheme that the demonstration bank has of itself.
const DEMO_SCHEME: &str = "bean-points";

/// The customer whom the command line names, and how things are written for them.
///
/// # Errors
///
/// It names no customer that could be, no language or no time zone.
pub(crate) fn user_and_locale(options: &CustomerOptions) -> anyhow::Result<(UserId, Locale)> {
    let user: UserId = options
        .user
        .parse()
        .map_err(|error| Problem::wrong_use(format!("--user {}: {error}", options.user)))?;
    let locale = Locale::of_option(options.locale.as_deref(), options.time_zone.as_deref())?;
    Ok((user, locale))
}

/// Puts customers and money into the bank, and tells it what it should know of the mini-app. On this
/// machine the manifest's word is taken for it.
pub(super) fn furnish(
    bank: &Bank,
    package: &Package,
    grant: &Grant,
    now: u64,
) -> anyhow::Result<()> {
    let manifest = package.manifest();
    bank.seed_demo(now).context("the bank could not be furnished")?;
    bank.register_app(&RegisteredApp::of(manifest, grant))?;
    if let Some(loyalty) = grant.loyalty.as_ref().filter(|loyalty| loyalty.scheme != DEMO_SCHEME) {
        bank.register_scheme(&Scheme {
            id: loyalty.scheme.clone(),
            name: format!("{} points", manifest.partner.name),
            points_per_unit: 10,
            partner: manifest.partner.name.clone(),
        })?;
    }
    Ok(())
}

/// What the mini-app is told of its user, who must be the bank's customer.
pub(super) fn environment(
    bank: &Bank,
    user: &UserId,
    locale: &Locale,
    now: u64,
) -> anyhow::Result<Environment> {
    let accounts = bank.accounts()?;
    let own = accounts.iter().find(|account| account.holder == Holder::Customer(user.clone()));
    let main = own.ok_or_else(|| {
        let mut names: Vec<&str> = accounts
            .iter()
            .filter_map(|account| match &account.holder {
                Holder::Customer(user) => Some(user.as_str()),
                _ => None,
            })
            .collect();
        names.dedup();
        Problem::wrong_use(format!("--user {user}: the bank has no such customer"))
            .advice(format!("its customers are {}", names.join(", ")))
    })?;
    Ok(locale.environment(now, main.currency))
}
