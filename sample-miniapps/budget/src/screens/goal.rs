use loggia_sdk::Money;
use loggia_sdk::time::Date;
use loggia_sdk::ui::{
    Card, ChoiceOption, Dialog, Label, Sensitivity, Tone, View, banner, button, card, choice,
    date_field, dialog, form, key_values, money_field, progress, text, text_field,
};

use crate::goal::{Goal, MOST_MONTHS, MOST_OF_A_NAME, Saved, Standing};
use crate::month::Month;
use crate::{Account, Budget, Msg};

impl Budget {
    pub(super) fn goal_screen(&self, goal: &Goal) -> View<Msg> {
        let words = self.words;
        let ask = goal.account.is_some() && self.can_see_balances && self.saved != Saved::Asked;
        View::new(
            "goal",
            words.goal(),
            (
                self.notice(),
                self.standing(goal),
                self.saved_hint(goal).map(|hint| text(hint).key("hint")),
                (ask && self.saved.amount().is_none()).then(|| {
                    let again = match self.saved {
                        Saved::Unavailable => words.try_again(),
                        _ => words.ask_again(),
                    };
                    button(again, Msg::AskForSaved).key("ask-for-saved")
                }),
                button(words.change_goal(), Msg::EditGoal).primary().key("change"),
                button(words.back_to(&self.month.name(words)), Msg::ShowMonth).key("back"),
                button(words.remove_goal(), Msg::AskToRemoveGoal).danger().key("remove"),
                self.removing.then(|| self.remove_dialog()),
            ),
        )
    }

    /// The goal on the month's screen, or the way to one.
    pub(super) fn goal_card(&self) -> Card<Msg> {
        let words = self.words;
        let key = "goal";
        match &self.goal {
            Some(goal) => {
                card((self.standing(goal), button(words.show_goal(), Msg::ShowGoal))).key(key)
            }
            None => card(button(words.set_goal(), Msg::EditGoal)).key(key),
        }
    }

    /// How far the goal is: a bar, if that is known, and what is to be done.
    fn standing(&self, goal: &Goal) -> impl loggia_sdk::ui::IntoNodes<Msg> + use<> {
        let words = self.words;
        let known = self.saved.amount().filter(|saved| saved.currency() == goal.amount.currency());
        let saved = known.unwrap_or(Money::zero(goal.amount.currency()));
        let bar = known.map(|saved| {
            let permille = goal.permille(saved);
            progress(words.goal_share()).permille(permille)
        });
        let mut lines = vec![
            (words.goal_needed(), Label::from(goal.amount)),
            (words.goal_by(), Label::from(goal.by.name(words))),
        ];
        if let Some(saved) = known {
            lines.push((words.goal_saved(), Label::from(saved)));
        }
        let standing = goal.standing(saved, self.today);
        match standing {
            Standing::Reached => {}
            Standing::Monthly(amount) => lines.push((words.goal_monthly(), Label::from(amount))),
            Standing::Late(amount) => lines.push((words.goal_late(), Label::from(amount))),
        }
        (
            text(goal.name.as_str()).sensitivity(Sensitivity::Personal),
            (standing == Standing::Reached).then(|| banner(words.goal_reached(), Tone::Success)),
            bar.map(|bar| bar.sensitivity(Sensitivity::Personal)),
            key_values(lines).sensitivity(Sensitivity::Personal),
        )
    }

    fn saved_hint(&self, goal: &Goal) -> Option<&'static str> {
        let words = self.words;
        match self.saved {
            _ if !self.can_see_balances => Some(words.saved_denied()),
            _ if goal.account.is_none() => Some(words.saved_elsewhere()),
            Saved::Known(saved) if saved.currency() != goal.amount.currency() => {
                Some(words.saved_foreign())
            }
            Saved::Known(_) => None,
            Saved::Asked => Some(words.saved_asked()),
            Saved::Unknown | Saved::Denied => Some(words.saved_denied()),
            Saved::Unavailable => Some(words.saved_unavailable()),
        }
    }

    fn remove_dialog(&self) -> Dialog<Msg> {
        let words = self.words;
        let answers = (
            button(words.remove_it(), Msg::RemoveGoal).danger(),
            button(words.leave_it(), Msg::DoNotRemoveGoal),
        );
        dialog(words.remove_goal_really(), answers).on_dismiss(Msg::DoNotRemoveGoal)
    }

    pub(super) fn edit_goal_screen(&self, accounts: &[Account]) -> View<Msg> {
        let words = self.words;
        let goal = self.goal.as_ref();
        let name = goal.map_or("", |goal| goal.name.as_str());
        let currency = self.goal_account().map_or(self.home, |account| account.currency);
        let this_month = self.today;
        let by = goal.map_or(this_month.later(11), |goal| goal.by.max(this_month));
        let last = this_month.later(MOST_MONTHS - 1);
        let back = if goal.is_some() { Msg::ShowGoal } else { Msg::ShowMonth };
        let back_label = match goal {
            Some(_) => words.show_goal().to_owned(),
            None => words.back_to(&self.month.name(words)),
        };
        View::new(
            "edit-goal",
            words.goal(),
            (
                self.notice(),
                form(
                    Msg::KeepGoal,
                    words.keep_goal(),
                    (
                        text_field("name", words.goal_name())
                            .value(name)
                            .length(1, MOST_OF_A_NAME)
                            .required()
                            .sensitivity(Sensitivity::Personal),
                        self.can_see_balances.then(|| {
                            let chosen = self.saved_on.as_deref();
                            choice("on", words.goal_on(), self.on_options(accounts, chosen))
                                .on_change(Msg::ChooseAccount)
                                .sensitivity(Sensitivity::Personal)
                        }),
                        money_field("amount", words.goal_amount(), currency)
                            .value(goal.map(|goal| goal.amount))
                            .between(1, u64::from(u32::MAX))
                            .required(),
                        date_field("by", words.goal_by())
                            .value(by.last_day())
                            .between(first_day(this_month), last.last_day())
                            .required(),
                    ),
                )
                .key("goal"),
                button(back_label, back).key("back"),
            ),
        )
    }

    fn on_options(&self, accounts: &[Account], chosen: Option<&str>) -> Vec<ChoiceOption> {
        let is_known = accounts.iter().any(|account| Some(account.id.as_str()) == chosen);
        let none = ChoiceOption::new("none", self.words.goal_on_none()).selected(!is_known);
        let options = accounts.iter().map(|account| {
            ChoiceOption::new(account.id.as_str(), account.name.as_str())
                .selected(Some(account.id.as_str()) == chosen)
        });
        std::iter::once(none).chain(options).collect()
    }
}

/// The first day that a goal can be reached by: any of this month.
fn first_day(month: Month) -> Option<Date> {
    month.earlier(1).last_day().and_then(Date::next_day)
}
