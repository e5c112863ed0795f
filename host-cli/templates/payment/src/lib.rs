//! {{title}}: tickets for the pool, paid for on the bank's own sheet.
//!
//! [`Tickets`] is the state and [`Msg`] what can happen to it. `order.rs` leads an order from the tap on "Pay"
//! to the ticket, `screen.rs` says what is on screen, `words.rs` has every text in every language.

mod order;
mod screen;
mod words;

use loggia_sdk::ui::View;
use loggia_sdk::{Answer, Change, Ctx, Environment, Failure, Launch, MiniApp, Payment};
use serde::{Deserialize, Serialize};

use crate::order::{Notice, Order};
use crate::words::Language;

/// Everything that a session remembers from one step to the next.
#[derive(Debug, Serialize, Deserialize)]
pub struct Tickets {
    words: Language,
    /// How many to buy.
    count: u64,
    /// What was ordered; none while the customer still chooses.
    order: Option<Order>,
    notice: Option<Notice>,
}

/// All that can happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Msg {
    /// Another number of tickets.
    Count,
    /// Pays for them.
    Pay,
    /// Asks the bank what became of the payment.
    AskAgain,
    /// Would rather not pay.
    Cancel,
    /// What the customer said on the bank's sheet about the order of this id.
    Decided(String, Answer<Payment>),
    /// The tickets are used up: new ones.
    BuyMore,
}

impl MiniApp for Tickets {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let words = Language::of(&launch.environment.locale);
        let mut tickets = Self { words, count: 1, order: None, notice: None };
        tickets.take_up(ctx);
        Ok(tickets)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::Count => {
                let count = ctx.fields().integer("count")?;
                self.count = u64::try_from(count).unwrap_or(1);
            }
            Msg::Pay => {
                let id = ctx.random().token(26);
                self.pay(Order::new(id, self.count)?, ctx)?;
            }
            Msg::AskAgain => self.ask_again(ctx)?,
            Msg::Cancel => self.cancel(ctx),
            Msg::Decided(id, answer) => self.decided(&id, answer.take(ctx), ctx),
            Msg::BuyMore => self.put(None, ctx),
        }
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        self.screen()
    }

    fn changed(&mut self, change: &Change, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        if change.topic == "payment" {
            self.look_at(&change.id, ctx);
        }
        Ok(())
    }

    fn environment_changed(
        &mut self,
        environment: &Environment,
        _: &mut Ctx<Msg>,
    ) -> Result<(), Failure> {
        self.words = Language::of(&environment.locale);
        Ok(())
    }
}

loggia_sdk::export!(Tickets);
