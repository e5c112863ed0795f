//! A session that goes on from where another one stood.

use super::record::{Outcome, StepRecord};
use crate::capability::{Effect, EffectKind, Refusal, RefusalCode};
use crate::error::Error;
use crate::events::Trigger;
use crate::ids::{PaymentId, SessionId};
use crate::store::{HostEvent, Meter, Saved};

/// A session that goes on from where another one stood after one of its steps.
///
/// It is a session of its own, so that nothing which it does is taken for a repeat of what was done
/// before. What had been asked for by then is not asked for again: it gets the answers that the other one
/// got. Whoever begins it commits [`saved`](Self::saved) as a new session, posts what is
/// [`waiting`](Self::waiting), and shows it by [`Host::resume`](crate::Host::resume).
#[derive(Debug, Clone)]
pub struct Branch {
    /// The session, under an id of its own.
    pub saved: Saved,
    /// What it is to be woken with, in order.
    pub waiting: Vec<HostEvent>,
}

impl Branch {
    /// From `saved`, which is what the last of the steps `before` left; `since` are the steps from there on
    /// that it does not keep.
    ///
    /// # Errors
    ///
    /// The machine has no randomness for a new session.
    pub fn of(saved: &Saved, before: &[&StepRecord], since: &[&StepRecord]) -> Result<Self, Error> {
        let asked: Vec<Effect> = before.iter().flat_map(|step| effects(step)).collect();
        let payments: Vec<PaymentId> = asked.iter().filter_map(payment).collect();
        let is_own = |id: &String| payments.iter().any(|payment| payment.to_string() == *id);
        let mut open = saved.open_requests.clone();
        let mut waiting: Vec<HostEvent> = Vec::new();
        for step in since {
            let Trigger::Host { event, .. } = &step.trigger else { continue };
            match event {
                HostEvent::Answered { request, .. } if open.contains(request) => {
                    open.retain(|open| open != request);
                    waiting.push(event.clone());
                }
                HostEvent::Changed { id, .. } if is_own(id) && !waiting.contains(event) => {
                    waiting.push(event.clone());
                }
                _ => {}
            }
        }
        let unanswered = asked.into_iter().filter_map(|effect| {
            let reply = effect.reply?;
            open.contains(&reply.request)
                .then(|| given_up(reply.request, reply.context, &effect.kind))?
        });
        waiting.extend(unanswered);
        Self::begin(saved, waiting)
    }

    pub(super) fn begin(saved: &Saved, waiting: Vec<HostEvent>) -> Result<Self, Error> {
        let id = SessionId::random().map_err(|_| Error::Randomness)?;
        // What was used up then is over.
        let meter = Meter::default();
        Ok(Self { saved: Saved { id, meter, closed: None, ..saved.clone() }, waiting })
    }
}

/// The answer to a request that nobody has answered, and nobody will.
pub(super) fn given_up(request: u64, context: Vec<u8>, kind: &EffectKind) -> Option<HostEvent> {
    let refusal = Refusal::new(
        RefusalCode::Unavailable,
        "this request had no answer when the session went on from an earlier step",
    );
    Some(HostEvent::Answered { request, context, answer: kind.refused(refusal)? })
}

fn effects(step: &StepRecord) -> Vec<Effect> {
    match &step.outcome {
        // What leads to another mini-app stands among them, and is no effect.
        Outcome::Committed(left) => {
            let effects = left.effects.iter().cloned();
            effects.filter_map(|effect| serde_json::from_value(effect).ok()).collect()
        }
        Outcome::Fault { .. } | Outcome::Failure { .. } => Vec::new(),
    }
}

fn payment(effect: &Effect) -> Option<PaymentId> {
    match &effect.kind {
        EffectKind::InitiatePayment(initiation) => Some(initiation.payment),
        _ => None,
    }
}
