//! Bean & Leaf: order a coffee ahead, pay with the bank, collect points.
//!
//! The sample mini-app that a partner would copy. [`Coffee`] is the state; `checkout.rs` is where an order
//! becomes a payment, and where to look for what to do when a bank says no, or nothing.

mod basket;
mod checkout;
mod history;
mod menu;
mod notice;
mod order;
mod points;
mod screens;
mod words;

use loggia_sdk::ui::View;
use loggia_sdk::{
    Answer, Balance, Booking, Change, Ctx, Environment, Failure, Launch, MiniApp, Payment,
    Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::basket::{Basket, Line};
pub use crate::menu::Product;
use crate::notice::Notice;
use crate::order::{Order, PICKUP_MINUTES};
use crate::points::Points;
use crate::screens::Screen;
use crate::words::Language;

/// Everything that a session has to remember from one step to the next.
#[derive(Debug, Serialize, Deserialize)]
pub struct Coffee {
    words: Language,
    screen: Screen,
    notice: Option<Notice>,
    basket: Basket,
    pickup_minutes: u64,
    points: Points,
    use_points: bool,
    /// The orders that something may still happen to, the newest first; the storage has the others.
    orders: Vec<Order>,
    /// The moment of the last step: whether an order is ready is a question of time.
    now: Timestamp,
}

/// All that can happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Msg {
    /// Shows the menu.
    ShowMenu,
    /// Shows the basket.
    ShowBasket,
    /// Shows the past orders.
    ShowHistory,
    /// Shows the payment that isn't over.
    ShowPayment,
    /// Shows a placed order.
    ShowOrder(String),
    /// Shows a product.
    Open(Product),
    /// The product's form was submitted.
    Add(Product),
    /// The stepper of a line in the basket was moved.
    Quantity(usize),
    /// Takes a line out of the basket.
    Remove(usize),
    /// Another pickup time was chosen.
    Pickup,
    /// The points switch was moved.
    UsePoints,
    /// Pays for the basket.
    Pay,
    /// Tries again, or goes on to the payment.
    GoOn,
    /// Gives the points up, and pays.
    PayWithoutPoints,
    /// Gives the payment up.
    Withdraw,
    /// How many points there are.
    Balance(Answer<Balance>),
    /// The points of an order are redeemed, or not.
    Redeemed(String, Answer<Booking>),
    /// The user has decided about the payment of an order.
    Decided(String, Answer<Payment>),
    /// The points of an order that was paid.
    Earned(String, Answer<Booking>),
    /// The points of an order that came to nothing are back.
    Returned(String, Answer<Booking>),
    /// An order can be picked up.
    Ready,
}

impl MiniApp for Coffee {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let mut coffee = Self {
            words: Language::of(&launch.environment.locale),
            screen: Screen::Menu,
            notice: None,
            basket: Basket::default(),
            pickup_minutes: PICKUP_MINUTES[0],
            points: Points::Unknown,
            use_points: false,
            orders: Vec::new(),
            now: ctx.now(),
        };
        coffee.ask_for_points(ctx);
        coffee.take_up(ctx);
        Ok(coffee)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.now = ctx.now();
        match msg {
            Msg::ShowMenu => self.go_to(Screen::Menu),
            Msg::ShowBasket => {
                self.go_to(Screen::Basket);
                if self.points == Points::Unknown {
                    self.ask_for_points(ctx);
                }
            }
            Msg::ShowHistory => self.go_to(Screen::History(history::load(ctx).ok())),
            Msg::ShowPayment => self.go_to(Screen::Paying),
            Msg::ShowOrder(id) => self.go_to(Screen::Order(id)),
            Msg::Open(product) => self.go_to(Screen::Product(product)),
            Msg::Add(product) => {
                let line = Line::from_form(product, ctx.fields())?;
                let fits = self.basket.add(line);
                self.go_to(Screen::Basket);
                self.notice = (!fits).then_some(Notice::BasketFull);
            }
            Msg::Quantity(line) => {
                let input = ["quantity-", &line.to_string()].concat();
                self.basket.set_quantity(line, ctx.fields().integer(&input)?);
            }
            Msg::Remove(line) => self.basket.remove(line),
            Msg::Pickup => {
                let chosen = ctx.fields().choice("pickup")?;
                let known =
                    PICKUP_MINUTES.into_iter().find(|minutes| chosen == Some(&minutes.to_string()));
                self.pickup_minutes = known.unwrap_or(self.pickup_minutes);
            }
            Msg::UsePoints => self.use_points = ctx.fields().is_on("points")?,
            Msg::Pay => self.pay(ctx)?,
            Msg::GoOn => self.go_on(ctx)?,
            Msg::PayWithoutPoints => self.pay_without_points(ctx)?,
            Msg::Withdraw => self.withdraw(ctx),
            Msg::Balance(answer) => self.points = self.balance(answer, ctx),
            Msg::Redeemed(order, answer) => self.redeemed(&order, answer, ctx)?,
            Msg::Decided(order, answer) => self.decided(&order, answer, ctx),
            Msg::Earned(order, answer) => self.earned(&order, answer, ctx),
            Msg::Returned(order, answer) => self.returned(&order, answer, ctx),
            // The clock alone has gone on: the view says what is ready.
            Msg::Ready => {}
        }
        self.forget_what_is_over(ctx);
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
        self.now = ctx.now();
        self.words = Language::of(&environment.locale);
        Ok(())
    }

    fn changed(&mut self, change: &Change, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.now = ctx.now();
        if change.topic == "payment" {
            self.payment_changed(&change.id, ctx);
        }
        Ok(())
    }

    fn back(&mut self, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.now = ctx.now();
        self.go_to(match self.screen {
            // A payment that isn't over can be found again from both.
            Screen::Paying => Screen::Basket,
            _ => Screen::Menu,
        });
        self.forget_what_is_over(ctx);
        Ok(())
    }
}

impl Coffee {
    fn go_to(&mut self, screen: Screen) {
        self.screen = screen;
        self.notice = None;
    }

    fn ask_for_points(&mut self, ctx: &Ctx<Msg>) {
        if let Err(error) = ctx.loyalty().get_balance(Msg::Balance) {
            ctx.log().info(&["no points: ", &error.message].concat());
            self.points = Points::Absent;
        }
    }

    fn balance(&self, answer: Answer<Balance>, ctx: &Ctx<Msg>) -> Points {
        match answer.take(ctx) {
            Ok(balance) => Points::Known(balance.points),
            Err(error) if error.code == loggia_sdk::ErrorCode::Denied => Points::Absent,
            Err(_) => Points::Unknown,
        }
    }
}

loggia_sdk::export!(Coffee);
