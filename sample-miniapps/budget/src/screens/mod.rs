//! What is on screen: a file for each screen.

mod category;
mod goal;
mod month;
mod waiting;

use loggia_sdk::ui::{Banner, View, banner};
use serde::{Deserialize, Serialize};

use crate::close_up::CloseUp;
use crate::reading::Purpose;
use crate::{Budget, Msg};

/// Where the customer is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Screen {
    Month,
    /// A category, as far as it is read.
    Category(CloseUp),
    Goal,
    EditGoal,
}

impl Budget {
    pub(crate) fn show(&self) -> View<Msg> {
        let overview = self.reading.as_ref().filter(|reading| reading.purpose == Purpose::Overview);
        let Some(accounts) = self.accounts.as_deref().filter(|_| overview.is_none()) else {
            return match self.stopped {
                Some(why) => self.stopped_screen(why),
                None => self.reading_screen(overview),
            };
        };
        match &self.screen {
            _ if accounts.is_empty() => self.no_accounts_screen(),
            Screen::Month => self.month_screen(accounts),
            Screen::Category(close_up) => self.category_screen(close_up),
            Screen::Goal => match &self.goal {
                Some(goal) => self.goal_screen(goal),
                None => self.edit_goal_screen(accounts),
            },
            Screen::EditGoal => self.edit_goal_screen(accounts),
        }
    }

    fn notice(&self) -> Option<Banner> {
        self.notice.map(|notice| banner(notice.text(self.words), notice.tone()).key("notice"))
    }
}
