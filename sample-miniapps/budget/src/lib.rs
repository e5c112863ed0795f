//! Pfennig's Budget: what the customer's money went for, month by month, and a goal to save for.
//!
//! The sample of a mini-app that looks at accounts. [`Budget`] is the state; `reading.rs` is where
//! thousands of transactions become a few sums, and where to look for what to do when the customer or
//! the bank says no, or nothing. It can't move money and has no network: it imports nothing that could.

mod category;
mod close_up;
mod goal;
mod ledger;
mod month;
mod notice;
mod reading;
mod saving;
mod screens;
mod words;

use loggia_sdk::ui::View;
use loggia_sdk::{
    AccountBalance, Answer, Consented, Credits, Ctx, Currency, Debits, Environment, Failure,
    Launch, MiniApp, OwnAccount, Page, Timestamp, TransactionDetail,
};
use serde::{Deserialize, Serialize};

pub use crate::category::Category;
use crate::goal::{Goal, Saved};
use crate::ledger::{Ledger, MONTHS};
use crate::month::Month;
use crate::notice::Notice;
use crate::reading::{Gaps, Reading, Stopped};
use crate::screens::Screen;
use crate::words::Language;

const BALANCES: &str = "loggia:accounts/balances";
const IDENTITY: &str = "loggia:identity/identity-basic";

/// Everything that a session has to remember from one step to the next: sums, and no transactions but
/// those of the page that is being counted.
#[derive(Debug, Serialize, Deserialize)]
pub struct Budget {
    words: Language,
    utc_offset_minutes: i16,
    /// The currency of the customer's main account.
    home: Currency,
    /// The month of the last step.
    today: Month,
    screen: Screen,
    notice: Option<Notice>,
    /// The customer's name, once they let it be known.
    name: Option<String>,
    /// Whether they can be asked for it.
    can_greet: bool,
    /// Whether balances can be asked for.
    can_see_balances: bool,
    /// None until the bank has said which there are.
    accounts: Option<Vec<Account>>,
    /// The only account that is shown, by its place; none shows all of them.
    filter: Option<u8>,
    /// The month on screen.
    month: Month,
    /// The oldest month that is known.
    first_month: Month,
    ledger: Ledger,
    gaps: Gaps,
    /// The pass that is under way, or has stopped.
    reading: Option<Reading>,
    stopped: Option<Stopped>,
    turn: u32,
    /// When the sums were read.
    read_at: Timestamp,
    goal: Option<Goal>,
    saved: Saved,
    /// The account that is chosen in the goal's form, by its id.
    saved_on: Option<String>,
    /// The customer was asked whether to remove the goal.
    removing: bool,
}

/// One of the customer's accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Account {
    id: String,
    name: String,
    currency: Currency,
}

/// All that can happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Msg {
    /// The accounts have come, for the pass of this number.
    Accounts(u32, Answer<Page<OwnAccount>>),
    /// A page of debits has come, for the pass of this number.
    Debits(u32, Answer<Debits>),
    /// A page of credits has come, for the pass of this number.
    Credits(u32, Answer<Credits>),
    /// The details of a page have come, for the pass of this number.
    Details(u32, Answer<Vec<TransactionDetail>>),
    /// Tries again, or asks again.
    Again,
    /// Waits no longer, and nothing is known yet.
    DoNotWait,
    /// Shows what is known, without the rest.
    ShowWhatThereIs,
    /// Reads everything anew.
    ReadAll,
    /// Shows the month before.
    Previous,
    /// Shows the month after.
    Next,
    /// Another account was chosen.
    Filter,
    /// Looks at a category, on the accounts of this currency.
    Open(Category, Currency),
    /// Shows the month.
    ShowMonth,
    /// Shows the goal.
    ShowGoal,
    /// Shows the goal's form.
    EditGoal,
    /// Another account was chosen in the goal's form.
    ChooseAccount,
    /// The goal's form was submitted.
    KeepGoal,
    /// Asks whether to remove the goal.
    AskToRemoveGoal,
    /// Does not remove it.
    DoNotRemoveGoal,
    /// Removes it.
    RemoveGoal,
    /// Asks for what is saved.
    AskForSaved,
    /// What is on the account on which is saved.
    Saved(Answer<Vec<AccountBalance>>),
    /// The customer wants to be greeted by name.
    GreetMe,
    /// They let their name be known, or not.
    Greeted(Answer<Consented>),
}

impl MiniApp for Budget {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(launch: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let utc_offset_minutes = launch.environment.utc_offset_minutes;
        let month = Month::of(ctx.now(), utc_offset_minutes);
        let mut budget = Self {
            words: Language::of(&launch.environment.locale),
            utc_offset_minutes,
            home: launch.environment.currency,
            today: month,
            screen: Screen::Month,
            notice: None,
            name: None,
            can_greet: false,
            can_see_balances: ctx.has_right(BALANCES),
            accounts: None,
            filter: None,
            month,
            first_month: month,
            ledger: Ledger::default(),
            gaps: Gaps::default(),
            reading: None,
            stopped: None,
            turn: 0,
            read_at: ctx.now(),
            goal: goal::load(ctx),
            saved: Saved::Unknown,
            saved_on: None,
            removing: false,
        };
        budget.read_all(ctx);
        Ok(budget)
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.today = Month::of(ctx.now(), self.utc_offset_minutes);
        match msg {
            Msg::Accounts(turn, answer) => self.accounts_came(turn, answer, ctx),
            Msg::Debits(turn, answer) => self.debits_came(turn, answer, ctx),
            Msg::Credits(turn, answer) => self.credits_came(turn, answer, ctx),
            Msg::Details(turn, answer) => self.details_came(turn, answer, ctx),
            Msg::Again if self.accounts.is_some() => self.read_on(ctx),
            Msg::Again | Msg::ReadAll => {
                self.notice = None;
                self.read_all(ctx);
            }
            Msg::DoNotWait => self.do_not_wait(),
            Msg::ShowWhatThereIs => self.leave_it_unread(ctx),
            Msg::Previous => self.turn_to(self.month.earlier(1)),
            Msg::Next => self.turn_to(self.month.later(1)),
            Msg::Filter => {
                self.filter = ctx.fields().choice("account")?.and_then(|it| it.parse().ok())
            }
            Msg::Open(category, currency) => self.read_category(category, currency, ctx),
            Msg::ShowMonth => self.go_to(Screen::Month),
            Msg::ShowGoal => self.go_to(Screen::Goal),
            Msg::EditGoal => self.edit_goal(),
            Msg::ChooseAccount => self.choose_account(ctx)?,
            Msg::KeepGoal => self.keep_goal(ctx)?,
            Msg::AskToRemoveGoal => self.removing = true,
            Msg::DoNotRemoveGoal => self.removing = false,
            Msg::RemoveGoal => self.remove_goal(ctx),
            Msg::AskForSaved => self.ask_for_saved(ctx),
            Msg::Saved(answer) => self.saved_came(answer, ctx),
            Msg::GreetMe => self.ask_for_name(ctx),
            Msg::Greeted(answer) => self.name_allowed(answer, ctx),
        }
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
        self.today = Month::of(ctx.now(), self.utc_offset_minutes);
        self.home = environment.currency;
        self.words = Language::of(&environment.locale);
        Ok(())
    }

    fn back(&mut self, _: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.go_to(match self.screen {
            Screen::EditGoal if self.goal.is_some() => Screen::Goal,
            _ => Screen::Month,
        });
        Ok(())
    }
}

impl Budget {
    fn go_to(&mut self, screen: Screen) {
        if let Screen::Category(_) = self.screen {
            // What is still to come of it comes too late.
            self.reading = None;
            self.stopped = None;
        }
        self.screen = screen;
        self.notice = None;
        self.removing = false;
    }

    fn turn_to(&mut self, month: Month) {
        let last = self.first_month.later(u32::from(MONTHS) - 1);
        self.month = month.clamp(self.first_month, last);
        self.notice = None;
    }

    /// Greets the customer by name, if they let it be known.
    fn greet(&mut self, ctx: &Ctx<Msg>) {
        match ctx.identity().given_name() {
            Ok(name) => self.name = Some(close_up::shortened(&name)),
            Err(error) => {
                ctx.log().debug(&["no name: ", &error.message].concat());
                self.name = None;
            }
        }
        self.can_greet = self.name.is_none() && ctx.has_right(IDENTITY);
    }

    fn ask_for_name(&mut self, ctx: &Ctx<Msg>) {
        if let Err(error) = ctx.identity().request_consent(Msg::Greeted) {
            ctx.log().info(&["the name can't be asked for: ", &error.message].concat());
            self.can_greet = false;
            self.notice = Some(Notice::NoName);
        }
    }

    fn name_allowed(&mut self, answer: Answer<Consented>, ctx: &Ctx<Msg>) {
        match answer.take(ctx) {
            Ok(Consented(true)) => self.greet(ctx),
            Ok(Consented(false)) => self.can_greet = false,
            Err(error) => {
                ctx.log().info(&["no name: ", &error.message].concat());
                self.notice = Some(Notice::NoName);
            }
        }
    }

    fn account(&self, place: u8) -> Option<&Account> {
        self.accounts.as_ref()?.get(usize::from(place))
    }

    /// The places of the accounts that are shown.
    fn shown_accounts(&self) -> Vec<u8> {
        let count = self.accounts.as_ref().map_or(0, Vec::len);
        let all = (0..u8::try_from(count).unwrap_or(u8::MAX)).collect();
        self.filter.map_or(all, |only| vec![only])
    }

    /// The currencies of the accounts that are shown, each with its accounts. Nothing of two currencies
    /// is ever added.
    fn currencies(&self) -> Vec<(Currency, Vec<u8>)> {
        let mut currencies: Vec<(Currency, Vec<u8>)> = Vec::new();
        for place in self.shown_accounts() {
            let Some(account) = self.account(place) else {
                continue;
            };
            match currencies.iter_mut().find(|(currency, _)| *currency == account.currency) {
                Some((_, accounts)) => accounts.push(place),
                None => currencies.push((account.currency, vec![place])),
            }
        }
        currencies
    }
}

loggia_sdk::export!(Budget);
