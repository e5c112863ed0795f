use loggia_sdk::ui::Tone;
use serde::{Deserialize, Serialize};

use crate::words::Language;

/// Something that the customer should know, until the next tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Notice {
    /// The goal is not in the storage.
    GoalNotKept,
    /// The goal is gone.
    GoalRemoved,
    /// The customer won't be greeted by name.
    NoName,
}

impl Notice {
    /// What the customer reads.
    #[must_use]
    pub(crate) fn text(self, words: Language) -> &'static str {
        match self {
            Self::GoalNotKept => words.goal_not_kept(),
            Self::GoalRemoved => words.goal_removed(),
            Self::NoName => words.no_name(),
        }
    }

    /// How it is meant.
    #[must_use]
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::GoalRemoved | Self::NoName => Tone::Info,
            Self::GoalNotKept => Tone::Warning,
        }
    }
}
