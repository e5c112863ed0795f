//! `loggia bank authenticators` and `revoke`

use loggia_authentication::{Class, CredentialId};
use loggia_bank::Bank;
use loggia_runtime::{Clock, SystemClock};
use serde_json::json;

use super::consents::customer;
use super::{good, print_json};
use crate::problem::Problem;
use crate::table::{Align, Table};

pub(super) fn list(bank: &Bank, user: &str, json: bool) -> anyhow::Result<()> {
    let credentials = bank.credentials(&customer(user)?)?;
    if json {
        return print_json(&credentials);
    }
    let mut table = Table::new(&[("kind", Align::Left), ("authenticator", Align::Left)]);
    for credential in &credentials {
        let kind = match credential.class {
            Class::Software => "software",
            _ => "passkey",
        };
        table.row([kind.to_owned(), credential.id.to_string()]);
    }
    table.print("They have none.");
    Ok(())
}

pub(super) fn revoke(
    bank: &Bank,
    user: &str,
    authenticator: &str,
    json: bool,
) -> anyhow::Result<()> {
    let id = CredentialId::try_from(authenticator.to_owned())
        .map_err(|error| Problem::wrong_use(format!("{authenticator}: {error}")))?;
    bank.revoke_authenticator(&customer(user)?, &id, SystemClock.now()).map_err(|error| {
        Problem::new(error.to_string()).advice(format!("see loggia bank authenticators {user}"))
    })?;
    if json {
        return print_json(&json!({ "revoked": id }));
    }
    good("It signs for nothing any more. Payments that were signed with it stay as they are.");
    Ok(())
}
