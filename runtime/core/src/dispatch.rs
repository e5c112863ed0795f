//! From the outbox to the backends, and back to the session that asked.

use crate::capability::account_information::{Picking, Query, earliest};
use crate::capability::consent::{Asking, Consented, Standing};
use crate::capability::http::{Caller, Flight, Outgoing};
use crate::capability::identity_verified::{Claiming, Claims, ClaimsRequest};
use crate::capability::payments::{Initiated, ReplyTo};
use crate::capability::{Answer, Effect, EffectKind, Refusal, RefusalCode, Unavailable};
use crate::error::Error;
use crate::host::Host;
use crate::ids::SessionId;
use crate::probe::Point;
use crate::session::Raised;
use crate::store::{HostEvent, Mark};

/// What became of an effect that was handed to its backend.
enum Performed {
    /// It is done, and its request answered.
    Answered(Answer),
    /// It is done. Where it has a request, the backend answers it.
    Done,
    /// The same, once the user has decided on a sheet.
    Raised(Raised),
    /// It stays in the outbox, and is tried again: the user is being asked, or a server.
    Waits(Option<Raised>),
}

impl Host {
    /// Hands the waiting effects of one session, or of all, to their backends. What the bank has to
    /// ask users now.
    pub(crate) fn dispatch_of(&self, session: Option<&SessionId>) -> Result<Vec<Raised>, Error> {
        let mut sheets = Vec::new();
        // Payments whose initiation still waits: what withdraws them must not overtake it.
        let mut initiating = Vec::new();
        for effect in self.store.outbox(session)? {
            if matches!(&effect.kind, EffectKind::CancelPayment(id) if initiating.contains(id)) {
                continue;
            }
            self.reached(Point::BeforeDispatch);
            let mut deadline = effect.deadline;
            let done = self.perform(&effect, &mut deadline);
            self.reached(Point::AfterDispatch);
            let answer = match done {
                Ok(Performed::Answered(answer)) => Some(answer),
                Ok(Performed::Done) => None,
                Ok(Performed::Raised(sheet)) => {
                    sheets.push(sheet);
                    None
                }
                Ok(Performed::Waits(sheet)) => {
                    sheets.extend(sheet);
                    continue;
                }
                // What nobody is told of is never given up.
                Err(Unavailable { reason })
                    if effect.reply.is_none() || self.clock.now() < deadline =>
                {
                    tracing::warn!(effect = %effect.id, reason, "an effect is tried again later");
                    if let EffectKind::InitiatePayment(initiation) = &effect.kind {
                        initiating.push(initiation.payment);
                    }
                    continue;
                }
                Err(Unavailable { reason }) => {
                    tracing::error!(effect = %effect.id, reason, "an effect is given up");
                    effect.kind.refused(unanswered())
                }
            };
            let event =
                effect.reply.as_ref().zip(answer).map(|(reply, answer)| HostEvent::Answered {
                    request: reply.request,
                    context: reply.context.clone(),
                    answer,
                });
            self.store.settle(&effect.id, event.as_ref())?;
            if let (EffectKind::SendHttp(_), Some(http)) = (&effect.kind, &self.backends.http) {
                http.forget(&effect.id);
            }
            self.reached(Point::AfterSettle);
        }
        Ok(sheets)
    }

    /// What took the user's time is not taken from the backend's: `deadline` counts from their consent.
    fn perform(&self, effect: &Effect, deadline: &mut u64) -> Result<Performed, Unavailable> {
        let consented = match effect.kind.needs_consent() {
            None => Consented::default(),
            Some(interface) => match self.ask_for(interface, effect)? {
                Standing::Consented(consented) => {
                    let waited = consented.at.saturating_sub(effect.at);
                    *deadline = deadline.saturating_add(waited);
                    consented
                }
                Standing::AwaitingUser => return Ok(Performed::Waits(Some(Raised::ConsentSheet))),
                Standing::Refused(refusal) => {
                    return Ok(effect
                        .kind
                        .refused(refusal)
                        .map_or(Performed::Done, Performed::Answered));
                }
            },
        };
        let Effect { id, session, owner, .. } = effect;
        let payments = self.backends.payments.as_ref().ok_or_else(missing);
        let loyalty = self.backends.loyalty.as_ref().ok_or_else(missing);
        Ok(match &effect.kind {
            EffectKind::AccountInformation(query) => {
                Performed::Answered(self.query(effect, query, consented)?)
            }
            EffectKind::PickAccount(pick) => {
                let backend = self.backends.account_information.as_ref().ok_or_else(missing)?;
                match backend.pick(id, session, owner, pick)? {
                    Picking::AwaitingUser => Performed::Waits(Some(Raised::AccountSheet)),
                    Picking::Decided(picked) => Performed::Answered(Answer::Picked(picked)),
                }
            }
            EffectKind::Quote(request) => {
                let backend = self.backends.fx.as_ref().ok_or_else(missing)?;
                Performed::Answered(Answer::Quote(backend.quote(request)?))
            }
            EffectKind::SendHttp(outgoing) => self.send(effect, outgoing)?,
            EffectKind::Locate { metres, finest } => {
                let backend = self.backends.location.as_ref().ok_or_else(missing)?;
                let position = backend.position(owner)?.within(*finest, *metres);
                Performed::Answered(Answer::Position(Ok(position)))
            }
            EffectKind::RequestClaims(request) => {
                let backend = self.backends.verified_identity.as_ref().ok_or_else(missing)?;
                match backend.request_claims(id, session, owner, request)? {
                    Claiming::AwaitingUser => Performed::Waits(Some(Raised::ClaimsSheet)),
                    Claiming::Decided(Err(refusal)) => {
                        Performed::Answered(Answer::Claims(Err(refusal)))
                    }
                    Claiming::Decided(Ok(claims)) => {
                        Performed::Answered(Answer::Claims(ticked(*claims, request)?))
                    }
                }
            }
            EffectKind::RequestConsent(_) => Performed::Answered(Answer::Consent(Ok(()))),
            EffectKind::InitiatePayment(initiation) => {
                let Some(reply) = effect.reply.clone() else {
                    return Ok(Performed::Done);
                };
                let reply_to = ReplyTo { session: *session, reply };
                match payments?.initiate(id, owner, initiation, &reply_to)? {
                    Initiated::AwaitingUser => {
                        Performed::Raised(Raised::PaymentSheet(initiation.payment))
                    }
                    Initiated::Answered(outcome) => {
                        Performed::Answered(initiation.instruction.answer(outcome))
                    }
                }
            }
            EffectKind::CancelPayment(payment) => {
                payments?.cancel(id, owner, payment)?;
                Performed::Done
            }
            EffectKind::LoyaltyBalance(scheme) => {
                Performed::Answered(Answer::LoyaltyBalance(loyalty?.balance(owner, scheme)?))
            }
            EffectKind::LoyaltyBooking(booking) => {
                Performed::Answered(Answer::LoyaltyBooking(loyalty?.book(id, owner, booking)?))
            }
        })
    }

    fn ask_for(&self, interface: &str, effect: &Effect) -> Result<Standing, Unavailable> {
        let consents = self.backends.consents.as_ref().ok_or_else(missing)?;
        let Effect { id, session, at, may_raise, .. } = *effect;
        let asking = Asking { effect: id, session, at, may_raise };
        consents.ask(&effect.owner, interface, &asking)
    }

    /// A request to a server: marked before it is sent, and sent once, unless it may be repeated.
    fn send(&self, effect: &Effect, outgoing: &Outgoing) -> Result<Performed, Unavailable> {
        let backend = self.backends.http.as_ref().ok_or_else(missing)?;
        match backend.flight(&effect.id) {
            Flight::Landed(landed) => return Ok(Performed::Answered(Answer::Http(landed))),
            Flight::InFlight => return Ok(Performed::Waits(None)),
            Flight::Unknown => {}
        }
        // Before the mark: what fails here has sent nothing, and is tried again.
        let identity = self.backends.identity.as_ref();
        let subject = identity.map(|identity| identity.subject(&effect.owner, &outgoing.partner));
        let caller = Caller { subject: subject.transpose()?, app: effect.owner.app.clone() };
        let now = self.clock.now();
        let mark = match self.store.mark(&effect.id, None, now)? {
            Mark::MadeBefore(at) if now < at.saturating_add(backend.longest_flight()) => {
                // Another process has it, or had it when it crashed: soon it is clear.
                return Ok(Performed::Waits(None));
            }
            Mark::MadeBefore(at) if outgoing.may_be_repeated() => {
                self.store.mark(&effect.id, Some(at), now)?
            }
            Mark::MadeBefore(_) => {
                let refusal = Refusal::new(
                    RefusalCode::Unavailable,
                    "nobody knows what became of this request: it may have been done",
                );
                return Ok(Performed::Answered(Answer::Http(Err(refusal))));
            }
            mark => mark,
        };
        if mark != Mark::Made {
            return Ok(Performed::Waits(None));
        }
        if !backend.send(&effect.id, outgoing, &caller) {
            let refusal = Refusal::new(
                RefusalCode::Unavailable,
                "too much is being sent now: nothing was sent, try again later",
            );
            return Ok(Performed::Answered(Answer::Http(Err(refusal))));
        }
        Ok(Performed::Waits(None))
    }

    fn query(
        &self,
        effect: &Effect,
        query: &Query,
        consented: Consented,
    ) -> Result<Answer, Unavailable> {
        let backend = self.backends.account_information.as_ref().ok_or_else(missing)?;
        let owner = &effect.owner;
        // The grant's history and the user's: whichever is shorter, whichever was changed last.
        let days = |granted: u32| consented.history_days.map_or(granted, |days| days.min(granted));
        let now = self.clock.now();
        Ok(match query {
            Query::Accounts(page) => Answer::Accounts(backend.accounts(owner, page)?),
            Query::Balances(account) => Answer::Balances(backend.balances(owner, account)?),
            Query::Transactions { indicator, account, period, history_days, page } => {
                let period = period.within(days(*history_days), now);
                let page = backend.transactions(owner, account, *indicator, period, page)?;
                Answer::Transactions(*indicator, page)
            }
            Query::Details { transactions, history_days, masked } => {
                let since = earliest(days(*history_days), now);
                let details = backend.details(owner, transactions, since)?;
                Answer::Details(Ok(details.into_iter().map(|it| it.without(masked)).collect()))
            }
        })
    }
}

/// What the user ticked, held to what was asked for and to its form, whatever the backend gives.
fn ticked(
    claims: Claims,
    request: &ClaimsRequest,
) -> Result<Result<Box<Claims>, Refusal>, Unavailable> {
    let claims = claims.only(&request.claims);
    claims.check().map_err(|malformed| Unavailable { reason: malformed.to_string() })?;
    let any = claims.known().next().is_some();
    let none = || Refusal::new(RefusalCode::Cancelled, "the user shares nothing");
    Ok(any.then_some(claims).map(Box::new).ok_or_else(none))
}

fn missing() -> Unavailable {
    Unavailable { reason: "the host app supplies no backend for it".into() }
}

/// The answer to a request whose effect could not be done in time.
fn unanswered() -> Refusal {
    Refusal::new(
        RefusalCode::Unavailable,
        "the bank did not answer in time: what was asked for may or may not have happened",
    )
}
