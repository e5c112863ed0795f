//! The revenue office: what is demanded of the customer, paid now or on a day.
//!
//! The sample of a mini-app that asks who its customer is, and gets on without knowing. [`Taxes`] is the
//! state; `finding.rs` leads from verified facts, or a typed reference, to a demand, and `paying.rs` from there
//! to the receipt. `api.rs` is all that crosses the wire.

mod api;
mod demand;
mod finding;
mod notice;
mod order;
mod orders;
mod paying;
mod screens;
mod words;

use loggia_sdk::ui::View;
use loggia_sdk::{
    Answer, Change, Claims, Ctx, Environment, Failure, HttpResponse, Launch, MiniApp, Payment,
    ScheduledPayment, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::demand::Demand;
use crate::finding::Search;
use crate::notice::Notice;
use crate::order::Order;
use crate::screens::Screen;
use crate::words::Language;

const VERIFIED: &str = "loggia:identity/identity-verified";
const SCHEDULED: &str = "loggia:payments/payments-scheduled";

/// Everything that a session has to remember from one step to the next: no fact about the customer is among
/// it, only what was found by them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Taxes {
    words: Language,
    /// The moment of the last step: the days on offer begin with it.
    now: Timestamp,
    screen: Screen,
    notice: Option<Notice>,
    /// Whether the customer can be asked who they are.
    can_verify: bool,
    /// Whether a payment can be made on a later day.
    can_schedule: bool,
    search: Search,
    /// The number of the last search: answers to another one come too late.
    turn: u32,
    /// What was typed as a reference is none.
    no_reference: bool,
    /// The demands that are addressed to the customer.
    demands: Vec<Demand>,
    /// The one that was looked up by its reference.
    looked_up: Option<Demand>,
    /// The payments that something may still happen to, the newest first; the storage has the others.
    orders: Vec<Order>,
}

/// All that can happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Msg {
    /// Shows the start.
    ShowStart,
    /// Shows what was found.
    ShowDemands,
    /// Shows the demand of this reference.
    ShowDemand(String),
    /// Shows all payments.
    ShowPayments,
    /// Asks for what is addressed to the customer.
    FindMine,
    /// What they have ticked.
    Claims(Answer<Claims>),
    /// What the office found, for the search of this number.
    Found(u32, Answer<HttpResponse>),
    /// The form with the reference was submitted.
    LookUp,
    /// How the demand of this reference stands.
    Stands(String, Answer<HttpResponse>),
    /// Pays the demand of this reference now.
    PayNow(String),
    /// The form with the day was submitted.
    PayLater(String),
    /// The user has decided about the payment of this id.
    Decided(String, Answer<Payment>),
    /// The same, of a payment on a day.
    Scheduled(String, Answer<ScheduledPayment>),
    /// Goes on where a payment stopped.
    GoOn(String),
    /// Withdraws a payment, also one that waits for its day.
    Withdraw(String),
}

impl MiniApp for Taxes {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let mut taxes = Self {
            words: Language::of(&launch.environment.locale),
            now: ctx.now(),
            screen: Screen::Start,
            notice: None,
            can_verify: ctx.has_right(VERIFIED),
            can_schedule: ctx.has_right(SCHEDULED),
            search: Search::Idle,
            turn: 0,
            no_reference: false,
            demands: Vec::new(),
            looked_up: None,
            orders: Vec::new(),
        };
        taxes.take_up(ctx);
        taxes.end_step(ctx);
        Ok(taxes)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::ShowStart => self.go_to(Screen::Start),
            Msg::ShowDemands => self.go_to(Screen::Demands),
            Msg::ShowDemand(reference) => self.show_demand(&reference, ctx),
            Msg::ShowPayments => self.go_to(Screen::Payments(orders::load(ctx).ok())),
            Msg::FindMine => self.find_mine(ctx),
            Msg::Claims(answer) => self.claims_came(answer, ctx),
            Msg::Found(turn, answer) => self.found(turn, answer, ctx),
            Msg::LookUp => self.look_up(ctx)?,
            Msg::Stands(reference, answer) => self.stands(&reference, answer, ctx),
            Msg::PayNow(reference) => self.pay_now(&reference, ctx),
            Msg::PayLater(reference) => self.pay_later(&reference, ctx)?,
            Msg::Decided(id, answer) => self.decided(&id, answer, ctx),
            Msg::Scheduled(id, answer) => self.scheduled(&id, answer, ctx),
            Msg::GoOn(id) => self.go_on(&id, ctx),
            Msg::Withdraw(id) => self.withdraw(&id, ctx),
        }
        self.end_step(ctx);
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        self.show()
    }

    fn environment_changed(
        &mut self,
        environment: &Environment,
        ctx: &mut Ctx<Msg>,
    ) -> Result<(), Failure> {
        self.words = Language::of(&environment.locale);
        self.end_step(ctx);
        Ok(())
    }

    fn changed(&mut self, change: &Change, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        if change.topic == "payment" {
            self.payment_changed(&change.id, ctx);
        }
        self.end_step(ctx);
        Ok(())
    }

    fn back(&mut self, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.go_to(match &self.screen {
            Screen::Demand(reference) if self.is_addressed(reference) => Screen::Demands,
            _ => Screen::Start,
        });
        self.end_step(ctx);
        Ok(())
    }
}

impl Taxes {
    fn go_to(&mut self, screen: Screen) {
        self.screen = screen;
        self.notice = None;
        self.no_reference = false;
        self.search = Search::Idle;
    }

    /// Whether it is among what was found to be addressed to the customer.
    fn is_addressed(&self, reference: &str) -> bool {
        self.demands.iter().any(|demand| demand.reference == reference)
    }

    fn end_step(&mut self, ctx: &Ctx<Msg>) {
        self.now = ctx.now();
        self.forget_what_is_over();
    }
}

loggia_sdk::export!(Taxes);
