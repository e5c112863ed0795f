//! From verified facts, or a typed reference, to what is demanded.

use loggia_sdk::{Answer, Claim, Claims, Ctx, ErrorCode, Failure, HttpResponse};
use serde::{Deserialize, Serialize};

use crate::api;
use crate::demand::{Demand, as_reference};
use crate::notice::Notice;
use crate::screens::Screen;
use crate::{Msg, Taxes};

/// What is asked for when somebody wants to see what is addressed to them.
const NEEDED: [Claim; 3] = [Claim::FamilyName, Claim::Birthdate, Claim::TaxIdentificationNumber];

/// What is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Search {
    /// Nothing.
    Idle,
    /// The bank asks the customer what the office may know.
    Ticking,
    /// The office is asked what is addressed to the customer.
    Asked,
    /// The office is asked for this reference.
    LookingUp(String),
}

impl Taxes {
    /// The customer wants what is addressed to them.
    pub(crate) fn find_mine(&mut self, ctx: &Ctx<Msg>) {
        self.go_to(Screen::Start);
        match ctx.verified_identity().request(&NEEDED, self.words.purpose(), Msg::Claims) {
            Ok(()) => self.search = Search::Ticking,
            Err(error) => self.without_facts(error.code, &error.message, ctx),
        }
    }

    /// What they have ticked.
    pub(crate) fn claims_came(&mut self, answer: Answer<Claims>, ctx: &Ctx<Msg>) {
        let answer = answer.take(ctx);
        if self.search != Search::Ticking {
            return;
        }
        self.search = Search::Idle;
        let claims = match answer {
            Ok(claims) => claims,
            Err(error) => return self.without_facts(error.code, &error.message, ctx),
        };
        let Some(request) = api::find(&claims) else {
            self.notice = Some(Notice::NotEnoughFacts);
            return;
        };
        self.turn = self.turn.wrapping_add(1);
        let turn = self.turn;
        match ctx.http().send(request, |answer| Msg::Found(turn, answer)) {
            Ok(()) => self.search = Search::Asked,
            Err(error) => self.not_asked(error.code, &error.message, ctx),
        }
    }

    /// A reference can be typed as well: nothing is lost but convenience.
    fn without_facts(&mut self, code: ErrorCode, message: &str, ctx: &Ctx<Msg>) {
        ctx.log().info(&["no facts: ", message].concat());
        self.notice = Some(match code {
            ErrorCode::Cancelled | ErrorCode::Expired => Notice::NothingTicked,
            ErrorCode::Denied => Notice::FactsDenied,
            _ => Notice::FactsNotNow,
        });
    }

    /// What is addressed to them.
    pub(crate) fn found(&mut self, turn: u32, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        if turn != self.turn || self.search != Search::Asked {
            return;
        }
        self.search = Search::Idle;
        let demands = match answer.take(ctx) {
            Ok(response) if response.is_success() => api::read_found(&response),
            Ok(response) => return self.no_use(response.status, ctx),
            Err(error) => return self.not_asked(error.code, &error.message, ctx),
        };
        match demands {
            Some(demands) => {
                self.demands = demands;
                let found: Vec<String> =
                    self.demands.iter().map(|demand| demand.reference.clone()).collect();
                self.recall(|demand| found.iter().any(|reference| reference == demand), ctx);
                self.go_to(Screen::Demands);
            }
            None => self.notice = Some(Notice::NotUnderstood),
        }
    }

    /// The form with the reference was submitted.
    pub(crate) fn look_up(&mut self, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        let reference = as_reference(ctx.fields().text("reference")?);
        self.go_to(Screen::Start);
        match reference {
            Some(reference) => self.ask_for(reference, ctx),
            None => self.no_reference = true,
        }
        Ok(())
    }

    fn ask_for(&mut self, reference: String, ctx: &Ctx<Msg>) {
        let own = reference.clone();
        match ctx.http().send(api::look_up(&reference), |answer| Msg::Stands(own, answer)) {
            Ok(()) => self.search = Search::LookingUp(reference),
            Err(error) => self.not_asked(error.code, &error.message, ctx),
        }
    }

    /// Asks how a demand stands by now, behind the customer's back.
    pub(crate) fn refresh(&self, reference: &str, ctx: &Ctx<Msg>) {
        let own = reference.to_owned();
        let request = api::look_up(reference);
        if let Err(error) = ctx.http().send(request, |answer| Msg::Stands(own, answer)) {
            // It is asked again by the next tap, or the next session.
            ctx.log().warn(&["the office can't be asked: ", &error.message].concat());
        }
    }

    /// How a demand stands.
    pub(crate) fn stands(&mut self, reference: &str, answer: Answer<HttpResponse>, ctx: &Ctx<Msg>) {
        let answer = answer.take(ctx);
        let wanted = self.search == Search::LookingUp(reference.to_owned());
        if wanted {
            self.search = Search::Idle;
        }
        let demand = match answer {
            Ok(response) if response.is_success() => api::read_demand(&response, reference),
            Ok(response) if wanted => return self.no_use(response.status, ctx),
            Err(error) if wanted => return self.not_asked(error.code, &error.message, ctx),
            Ok(_) | Err(_) => None,
        };
        match demand {
            Some(demand) => {
                self.office_says(&demand, ctx);
                let known = self.demands.iter_mut().chain(&mut self.looked_up);
                for known in known.filter(|known| known.reference == reference) {
                    known.clone_from(&demand);
                }
                if wanted {
                    self.recall(|demand| demand == reference, ctx);
                    self.looked_up = Some(demand);
                    self.go_to(Screen::Demand(reference.to_owned()));
                }
            }
            None if wanted => self.notice = Some(Notice::NotUnderstood),
            None => ctx.log().warn("how a demand stands has not come"),
        }
    }

    /// The demand of this reference, as it is known.
    pub(crate) fn demand(&self, reference: &str) -> Option<&Demand> {
        let ordered = self.orders.iter().map(|order| &order.demand);
        let mut known = self.demands.iter().chain(&self.looked_up).chain(ordered);
        known.find(|demand| demand.reference == reference)
    }

    fn no_use(&mut self, status: u16, ctx: &Ctx<Msg>) {
        ctx.log().warn("the office's answer is of no use");
        self.notice = Some(match status {
            404 | 410 => Notice::NoSuchReference,
            429 => Notice::OfficeNotNow,
            400..500 => Notice::NotUnderstood,
            _ => Notice::OfficeNotNow,
        });
    }

    fn not_asked(&mut self, code: ErrorCode, message: &str, ctx: &Ctx<Msg>) {
        ctx.log().warn(&["the office can't be asked: ", message].concat());
        self.notice = Some(match code {
            ErrorCode::Denied => Notice::NotAllowed,
            _ => Notice::OfficeNotNow,
        });
    }
}
