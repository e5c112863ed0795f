//! `loggia bank claims`: what mini-apps were told of customers.

use loggia_bank::{Bank, ClaimsRecord};
use loggia_runtime::capability::identity_verified::Claim;
use loggia_runtime::capability::payments::ConsentStatus;
use loggia_runtime::ui::MomentStyle;
use loggia_runtime::{Clock, SystemClock};

use super::consents::customer;
use super::print_json;
use crate::locale::Locale;
use crate::table::{Align, Table};

pub(super) fn list(
    bank: &Bank,
    user: Option<&str>,
    locale: &Locale,
    json: bool,
) -> anyhow::Result<()> {
    let user = user.map(customer).transpose()?;
    let records = bank.claims_asked(user.as_ref())?;
    if json {
        return print_json(&records);
    }
    let now = SystemClock.now();
    let mut table = Table::new(&[
        ("asked", Align::Left),
        ("user", Align::Left),
        ("mini-app", Align::Left),
        ("for", Align::Left),
        ("wanted", Align::Left),
        ("was told", Align::Left),
    ]);
    for record in &records {
        table.row([
            locale.moment(record.asked_at, MomentStyle::DateTime),
            record.owner.user.to_string(),
            record.owner.app.to_string(),
            record.purpose.clone(),
            listed(record.asked.iter().copied()),
            told(record, now),
        ]);
    }
    table.print("Nobody was asked to share anything yet.");
    Ok(())
}

/// Which claims, not what they say: that is for the JSON.
fn told(record: &ClaimsRecord, now: u64) -> String {
    match (&record.shared, record.status) {
        (Some(shared), _) => listed(shared.known()),
        (None, ConsentStatus::Awau) if now < record.expires_at => "awaits the user".to_owned(),
        (None, ConsentStatus::Awau | ConsentStatus::Expd) => "nothing: expired".to_owned(),
        (None, _) => "nothing: refused".to_owned(),
    }
}

fn listed(claims: impl Iterator<Item = Claim>) -> String {
    claims.map(Claim::name).collect::<Vec<_>>().join(", ")
}
