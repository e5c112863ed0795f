//! What is on screen: a file for each screen.

mod find;
mod stay;
mod stays;
mod zone;

use loggia_sdk::ui::{Banner, Card, Tone, View, banner, button, card, countdown};
use serde::{Deserialize, Serialize};

use crate::stay::{Stage, Stay};
use crate::zone::Zone;
use crate::{Msg, Parking};

/// Where the customer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Screen {
    Find,
    Zone(Zone),
    /// The stay of this id.
    Stay(String),
    /// All stays; none while they can't be read.
    Stays(Option<Vec<Stay>>),
}

impl Parking {
    pub(crate) fn show(&self) -> View<Msg> {
        match &self.screen {
            Screen::Find => self.find_screen(),
            Screen::Zone(zone) => self.zone_screen(zone),
            Screen::Stay(id) => match self.stay(id) {
                Some(stay) => self.stay_screen(stay),
                None => self.find_screen(),
            },
            Screen::Stays(stays) => self.stays_screen(stays.as_deref()),
        }
    }

    fn notice(&self) -> Option<Banner> {
        self.notice.map(|notice| banner(notice.text(self.words), notice.tone()).key("notice"))
    }

    /// The way back to the stay that isn't over.
    fn open_stay_card(&self) -> Option<Card<Msg>> {
        let words = self.words;
        let stay = self.open_stay()?;
        let running = stay.stage == Stage::Running && !stay.is_time_up(self.now);
        let left = running.then(|| countdown(words.time_left(), stay.until));
        let tone = if stay.is_nearly_over(self.now) { Tone::Warning } else { Tone::Info };
        let state = match stay.stage {
            Stage::Running if stay.is_time_up(self.now) => {
                banner(words.time_is_up(), Tone::Warning)
            }
            Stage::Running => banner(self.named(&stay.zone), tone),
            _ => banner(words.not_finished(), Tone::Warning),
        };
        let shown = (state, left, button(words.show_parking(), Msg::ShowStay(stay.id.clone())));
        Some(card(shown).key("open-stay"))
    }

    fn named(&self, zone: &Zone) -> String {
        self.words.zone_named(&zone.name, &zone.id)
    }
}
