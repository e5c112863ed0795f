//! What happens to the goal: it is set, kept, looked after and removed.

use loggia_sdk::{AccountBalance, Answer, Ctx, ErrorCode, Failure};

use crate::goal::{self, Goal, Saved};
use crate::month::Month;
use crate::notice::Notice;
use crate::screens::Screen;
use crate::{Account, Budget, Msg};

impl Budget {
    /// The goal's form was submitted.
    pub(crate) fn keep_goal(&mut self, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        let fields = ctx.fields();
        // The form asks for both.
        let (Some(amount), Some(by)) = (fields.money("amount")?, fields.date("by")?) else {
            return Ok(());
        };
        let goal = Goal {
            name: fields.text("name")?.trim().to_owned(),
            amount,
            by: Month::of_day(by),
            account: self.goal_account().map(|account| account.id.clone()),
        };
        let kept = goal::keep(Some(&goal), ctx);
        self.goal = Some(goal);
        self.go_to(Screen::Goal);
        self.notice = (!kept).then_some(Notice::GoalNotKept);
        self.saved = Saved::Unknown;
        self.ask_for_saved(ctx);
        Ok(())
    }

    /// The goal's form is shown, with the goal's own account.
    pub(crate) fn edit_goal(&mut self) {
        self.saved_on = self.goal.as_ref().and_then(|goal| goal.account.clone());
        self.go_to(Screen::EditGoal);
    }

    /// Another account was chosen in the goal's form: the amount is in its currency.
    pub(crate) fn choose_account(&mut self, ctx: &Ctx<Msg>) -> Result<(), Failure> {
        self.saved_on = ctx.fields().choice("on")?.map(str::to_owned);
        Ok(())
    }

    /// The account that is chosen in the goal's form; none is somewhere else.
    pub(crate) fn goal_account(&self) -> Option<&Account> {
        let accounts = self.accounts.as_deref().unwrap_or_default();
        accounts.iter().find(|account| self.saved_on.as_ref() == Some(&account.id))
    }

    pub(crate) fn remove_goal(&mut self, ctx: &Ctx<Msg>) {
        let kept = goal::keep(None, ctx);
        if kept {
            self.goal = None;
        }
        self.go_to(Screen::Month);
        self.notice = Some(if kept { Notice::GoalRemoved } else { Notice::GoalNotKept });
    }

    /// Asks what is on the goal's account, if it has one: the bank may ask the customer first.
    pub(crate) fn ask_for_saved(&mut self, ctx: &Ctx<Msg>) {
        let Some(account) = self.goal.as_ref().and_then(|goal| goal.account.as_deref()) else {
            return;
        };
        self.saved = match ctx.balances().get(account, Msg::Saved) {
            Ok(()) => Saved::Asked,
            Err(error) => not_known(error.code),
        };
    }

    pub(crate) fn saved_came(&mut self, answer: Answer<Vec<AccountBalance>>, ctx: &Ctx<Msg>) {
        self.saved = match answer.take(ctx) {
            Ok(balances) => Saved::of(&balances),
            Err(error) => {
                ctx.log().info(&["no balance: ", &error.message].concat());
                not_known(error.code)
            }
        };
    }
}

fn not_known(code: ErrorCode) -> Saved {
    match code {
        ErrorCode::Denied => Saved::Denied,
        _ => Saved::Unavailable,
    }
}
