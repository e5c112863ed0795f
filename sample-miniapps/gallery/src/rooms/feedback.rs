//! What tells the user how things stand.

use loggia_sdk::ui::*;

use crate::{Gallery, Msg, Room, did};

impl Gallery {
    pub(super) fn feedback(&self) -> Stack<Msg> {
        let words = self.words;
        column((
            banner(words.plain(), Tone::Neutral),
            banner(words.to_know(), Tone::Info),
            banner(words.went_well(), Tone::Success),
            banner(words.take_care(), Tone::Warning),
            banner(words.went_wrong(), Tone::Danger).assertive(),
            self.progress(),
            row((
                button(words.primary(), did("primary")).primary(),
                button(words.secondary(), did("secondary")),
                button(words.danger(), did("danger")).danger(),
                button(words.disabled(), did("disabled")).enabled(false),
                button(words.busy(), did("busy")).busy(true),
            ))
            .wrap(),
            row((
                button(words.fail(), Msg::Fail),
                button(words.break_it(), Msg::Break),
                button(words.say_it(), Msg::Say),
            ))
            .wrap(),
            empty_state(
                IconName::ShoppingBag,
                words.nothing_here(),
                button(words.start(), did("start")),
            ),
            (self.said > 0).then(|| toast(words.copied(self.said), Tone::Success)),
        ))
    }

    fn progress(&self) -> Stack<Msg> {
        let words = self.words;
        column((
            progress(words.two_fifths()).permille(400),
            progress(words.nobody_knows()),
            progress(words.on_its_way()).steps(2, 4),
            skeleton(3),
        ))
    }

    pub(super) fn dialog(&self) -> Stack<Msg> {
        let words = self.words;
        column((
            text(words.under()),
            button(words.under_it(), did("under")),
            dialog(
                words.throw_away_really(),
                (
                    text(words.gone_for_good()),
                    row((
                        button(words.throw_away(), did("thrown away")).danger(),
                        button(words.keep(), Msg::Go(Room::Content)),
                    )),
                ),
            )
            .on_dismiss(Msg::Go(Room::Content)),
        ))
    }
}
