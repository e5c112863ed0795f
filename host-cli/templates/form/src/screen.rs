use loggia_sdk::ui::{
    ChoiceOption, Form, IconName, ListItem, Moment, Stack, Tone, View, banner, button, choice,
    column, empty_state, form, list, list_item, number_field, section,
};

use crate::reading::{Meter, Reading};
use crate::{Msg, Readings};

impl Readings {
    pub(crate) fn screen(&self) -> View<Msg> {
        View::new("readings", self.words.title(), (self.form(), self.so_far()))
    }

    fn form(&self) -> Form<Msg> {
        let words = self.words;
        let meters = Meter::ALL.map(|meter| ChoiceOption::new(meter.value(), meter.name(words)));
        let count = number_field("count", words.count())
            .between(0, 9_999_999)
            .help(words.count_help())
            .error(self.too_low.map(|last| words.too_low(last)))
            .required();
        form(Msg::Keep, words.keep(), (choice("meter", words.meter(), meters).required(), count))
            .key(self.forms.to_string())
    }

    fn so_far(&self) -> Stack<Msg> {
        let words = self.words;
        match self.readings.as_deref() {
            None => column((
                banner(words.not_now(), Tone::Warning),
                button(words.try_again(), Msg::TryAgain),
            )),
            Some([]) => column(empty_state(IconName::History, words.none_yet(), ())),
            Some(readings) => {
                let lines = readings.iter().map(|reading| self.line(reading));
                column(section(words.so_far(), list(lines)))
            }
        }
    }

    fn line(&self, reading: &Reading) -> ListItem<Msg> {
        let words = self.words;
        list_item((reading.meter.name(words), " · ", reading.count.to_string()))
            .subtitle(Moment::date(reading.at))
            .trailing(reading.used.map_or_else(String::new, |used| words.used(used)))
            .children(button(words.remove(), Msg::Remove(reading.clone())))
    }
}
