//! A settled payment's announcement, from the bank's books to the partner's server.

use std::time::Duration;

use anyhow::Context;
use loggia_bank::{DueWebhook, WebhookOutcome};
use loggia_http::{Caller, Delivery, Label, Outbound, RetrySchedule, Webhook};

/// Sends an announcement that is due, once, and says what is to be noted of it
/// ([`Bank::webhook_tried`](loggia_bank::Bank::webhook_tried)): until that is noted, it is somebody
/// else's to send again.
///
/// # Errors
///
/// It cannot be sent as the bank has it, now or later.
pub fn attempt(outbound: &Outbound, due: DueWebhook, now: u64) -> anyhow::Result<WebhookOutcome> {
    let caller = Caller {
        subject: Some(label(&due.subject.to_string())?),
        app: label(due.owner.app.as_str())?,
        package: label(&due.package.to_string())?,
        environment: outbound.environment().clone(),
    };
    let webhook = Webhook {
        id: label(&due.payment.to_string())?,
        kind: label("payment.settled")?,
        created: due.created_at / 1_000,
        body: due.body.into_bytes(),
    };
    Ok(match outbound.announce(&due.url, webhook, caller)? {
        Delivery::Delivered => WebhookOutcome::Delivered,
        Delivery::GivenUp => WebhookOutcome::GivenUp,
        Delivery::Retry { after } => {
            let since = Duration::from_millis(now.saturating_sub(due.created_at));
            let [spread @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _] = *due.payment.as_bytes();
            let pause = RetrySchedule::default().pause(
                due.attempts + 1,
                since,
                after,
                u16::from_be_bytes(spread),
            );
            pause.map_or(WebhookOutcome::GivenUp, |pause| WebhookOutcome::Again {
                at: now.saturating_add(u64::try_from(pause.as_millis()).unwrap_or(u64::MAX)),
            })
        }
    })
}

pub(crate) fn label(text: &str) -> anyhow::Result<Label> {
    text.parse().with_context(|| format!("{text:?} cannot stand in a header"))
}
