//! What a host app holds: the store, the backends and the clock, and the way to a session.

use std::sync::Arc;

use crate::capability::payments::{Initiated, ReplyTo};
use crate::capability::{Answer, Effect, EffectKind, Refusal, RefusalCode, Unavailable};
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::events::{Environment, Launch};
use crate::ids::{PaymentId, SessionId, UserId};
use crate::mini_app::MiniApp;
use crate::probe::{Point, Probe};
use crate::session::Session;
use crate::state::Backends;
use crate::store::{HostEvent, Store};

/// A host app's side of all sessions. A clone is the same host.
#[derive(Clone)]
pub struct Host {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) backends: Backends,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) probe: Option<Arc<dyn Probe>>,
}

impl Host {
    /// On a store and the backends behind the capabilities, with the system's clock.
    pub fn new(store: Arc<dyn Store>, backends: Backends) -> Self {
        Self { store, backends, clock: Arc::new(SystemClock), probe: None }
    }

    /// With another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// With someone who is told where each step stands.
    #[must_use]
    pub fn with_probe(mut self, probe: Arc<dyn Probe>) -> Self {
        self.probe = Some(probe);
        self
    }

    /// Opens a mini-app for a user: a new session and its first step.
    ///
    /// # Errors
    ///
    /// [`Error`]; then there is no session.
    pub fn open(&self, app: &Arc<MiniApp>, user: UserId, launch: Launch) -> Result<Session, Error> {
        Session::open(self.clone(), Arc::clone(app), user, launch)
    }

    /// Shows a session again, in this process or any other, perhaps on a newer release of its mini-app.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchSession`] also where it is another mini-app's; else as a step.
    pub fn resume(
        &self,
        app: &Arc<MiniApp>,
        session: SessionId,
        environment: Environment,
    ) -> Result<Session, Error> {
        Session::resume(self.clone(), Arc::clone(app), session, environment)
    }

    /// Hands the waiting effects of all sessions to the backends. To be called when a process starts,
    /// and now and then: a session's own are handed over after each of its steps.
    ///
    /// # Errors
    ///
    /// The store is unavailable.
    pub fn dispatch(&self) -> Result<(), Error> {
        self.dispatch_of(None).map(drop)
    }

    /// The same for one session, or all. The payments that await their user now.
    pub(crate) fn dispatch_of(&self, session: Option<&SessionId>) -> Result<Vec<PaymentId>, Error> {
        let mut sheets = Vec::new();
        for effect in self.store.outbox(session)? {
            self.reached(Point::BeforeDispatch);
            let done = self.perform(&effect);
            self.reached(Point::AfterDispatch);
            let answer = match done {
                Ok(Performed::Answered(answer)) => Some(answer),
                Ok(Performed::Done) => None,
                Ok(Performed::AwaitsUser(payment)) => {
                    sheets.push(payment);
                    None
                }
                Err(Unavailable { reason }) if self.clock.now() < effect.deadline => {
                    tracing::warn!(effect = %effect.id, reason, "an effect is tried again later");
                    continue;
                }
                Err(Unavailable { reason }) => {
                    tracing::error!(effect = %effect.id, reason, "an effect is given up");
                    unanswered(&effect.kind)
                }
            };
            let event =
                effect.reply.as_ref().zip(answer).map(|(reply, answer)| HostEvent::Answered {
                    request: reply.request,
                    context: reply.context.clone(),
                    answer,
                });
            self.store.settle(&effect.id, event.as_ref())?;
            self.reached(Point::AfterSettle);
        }
        Ok(sheets)
    }

    fn perform(&self, effect: &Effect) -> Result<Performed, Unavailable> {
        let missing = || Unavailable { reason: "the host app supplies no backend for it".into() };
        let payments = self.backends.payments.as_ref().ok_or_else(missing);
        let loyalty = self.backends.loyalty.as_ref().ok_or_else(missing);
        match &effect.kind {
            EffectKind::InitiatePayment(initiation) => {
                let Some(reply) = effect.reply.clone() else {
                    return Ok(Performed::Done);
                };
                let reply_to = ReplyTo { session: effect.session, reply };
                Ok(match payments?.initiate(&effect.id, &effect.owner, initiation, &reply_to)? {
                    Initiated::AwaitingUser => Performed::AwaitsUser(initiation.payment),
                    Initiated::Answered(answer) => Performed::Answered(Answer::Payment(answer)),
                })
            }
            EffectKind::CancelPayment(payment) => {
                payments?.cancel(&effect.id, &effect.owner, payment)?;
                Ok(Performed::Done)
            }
            EffectKind::LoyaltyBalance(scheme) => {
                let balance = loyalty?.balance(&effect.owner, scheme)?;
                Ok(Performed::Answered(Answer::LoyaltyBalance(balance)))
            }
            EffectKind::LoyaltyBooking(booking) => {
                let booked = loyalty?.book(&effect.id, &effect.owner, booking)?;
                Ok(Performed::Answered(Answer::LoyaltyBooking(booked)))
            }
        }
    }

    pub(crate) fn reached(&self, point: Point) {
        if let Some(probe) = &self.probe {
            probe.reached(point);
        }
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("backends", &self.backends).finish_non_exhaustive()
    }
}

enum Performed {
    Answered(Answer),
    AwaitsUser(PaymentId),
    Done,
}

/// The answer to a request whose effect could not be done in time.
fn unanswered(kind: &EffectKind) -> Option<Answer> {
    let refusal = Refusal::new(
        RefusalCode::Unavailable,
        "the bank did not answer in time: what was asked for may or may not have happened",
    );
    match kind {
        EffectKind::InitiatePayment(_) => Some(Answer::Payment(Err(refusal))),
        EffectKind::LoyaltyBalance(_) => Some(Answer::LoyaltyBalance(Err(refusal))),
        EffectKind::LoyaltyBooking(_) => Some(Answer::LoyaltyBooking(Err(refusal))),
        EffectKind::CancelPayment(_) => None,
    }
}
