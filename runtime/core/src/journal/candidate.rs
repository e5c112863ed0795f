//! What a journal's events mean to another release: its own action, its own request, its own timer.

use std::mem::discriminant;

use super::branch;
use crate::capability::{Answer, Effect, EffectKind, Refusal, RefusalCode};
use crate::events::Trigger;
use crate::store::{HostEvent, Saved};
use crate::ui::{Unresolved, View, resolve};

/// A request of the candidate's that waits for its answer.
#[derive(Debug, Clone)]
pub(super) struct Open {
    request: u64,
    context: Vec<u8>,
    kind: EffectKind,
}

/// The event as it reaches the candidate, or why it means nothing to it.
pub(super) fn meant(
    trigger: &Trigger,
    view: &View,
    saved: &Saved,
    open: &[Open],
) -> Result<Trigger, &'static str> {
    Ok(match trigger {
        Trigger::Acted { path, fingerprint, fields, .. } => {
            let resolved = resolve(view, *path, fields.clone());
            let (action, fields) = resolved.map_err(|unresolved| match unresolved {
                Unresolved::Gone => "what the user acted on is not on its screen",
                Unresolved::Disabled => "what the user acted on cannot be used there",
                Unresolved::Fields(_) => "it does not take what the user entered",
            })?;
            Trigger::Acted { path: *path, fingerprint: *fingerprint, action, fields }
        }
        Trigger::Host { id, event: HostEvent::Answered { request, answer, .. } } => {
            let fits = |open: &&Open| open.takes(answer);
            let same = open.iter().filter(fits).find(|open| open.request == *request);
            let open = same.or_else(|| open.iter().find(fits));
            let Open { request, context, .. } = open.ok_or("it has not asked for this answer")?;
            let (request, context, answer) = (*request, context.clone(), answer.clone());
            Trigger::Host { id: *id, event: HostEvent::Answered { request, context, answer } }
        }
        Trigger::Woke(timer) => {
            let same = saved.timers.iter().find(|own| own.at == timer.at);
            let own = same.or_else(|| saved.timers.iter().min_by_key(|own| own.at));
            Trigger::Woke(own.ok_or("it has set no timer")?.clone())
        }
        Trigger::Launched(_)
        | Trigger::Restarted(_)
        | Trigger::Upgraded { .. }
        | Trigger::Resumed(_)
        | Trigger::EnvironmentChanged(_)
        | Trigger::Back
        | Trigger::Host { event: HostEvent::Changed { .. }, .. } => trigger.clone(),
    })
}

/// Takes the request that an event answers off those that are open.
pub(super) fn answered(trigger: &Trigger, open: &mut Vec<Open>) {
    if let Trigger::Host { event: HostEvent::Answered { request, .. }, .. } = trigger {
        open.retain(|open| open.request != *request);
    }
}

/// Notes what a step has asked for.
pub(super) fn asked(effects: &[Effect], open: &mut Vec<Open>) {
    open.extend(effects.iter().filter_map(|effect| {
        let reply = effect.reply.clone()?;
        Some(Open { request: reply.request, context: reply.context, kind: effect.kind.clone() })
    }));
}

impl Open {
    /// What it is answered with where nobody answers it any more.
    pub(super) fn given_up(&self) -> Option<HostEvent> {
        branch::given_up(self.request, self.context.clone(), &self.kind)
    }

    /// Whether an answer is of the kind that this request gets.
    fn takes(&self, answer: &Answer) -> bool {
        let no = self.kind.refused(Refusal::new(RefusalCode::Unavailable, ""));
        no.is_some_and(|no| match (&no, answer) {
            (Answer::Transactions(own, _), Answer::Transactions(other, _)) => own == other,
            _ => discriminant(&no) == discriminant(answer),
        })
    }
}
