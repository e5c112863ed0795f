use loggia_sdk::ui::{
    Banner, IconName, Label, List, ListItem, Moment, Tone, View, badge, banner, button,
    empty_state, key_values, list, list_item, progress,
};

use crate::{Event, Events, Msg, Notice};

impl Events {
    pub(crate) fn screen(&self) -> View<Msg> {
        match &self.open {
            Some(event) => self.event(event),
            None => self.programme(),
        }
    }

    fn programme(&self) -> View<Msg> {
        let words = self.words;
        let nothing = self.events.as_ref().is_some_and(Vec::is_empty);
        View::new(
            "programme",
            words.title(),
            (
                self.notice.map(|notice| self.notice(notice)),
                self.loading.then(|| progress(words.loading())),
                nothing.then(|| empty_state(IconName::Clock, words.nothing_on(), ())),
                self.events.as_deref().filter(|_| !nothing).map(|events| self.list(events)),
                button(words.look_again(), Msg::Load),
            ),
        )
    }

    fn list(&self, events: &[Event]) -> List<Msg> {
        list(events.iter().map(|event| self.line(event)))
    }

    fn line(&self, event: &Event) -> ListItem<Msg> {
        let words = self.words;
        list_item(event.title.as_str())
            .subtitle(words.when_and_where(Moment::date_time(event.starts), &event.place))
            .on_tap(Msg::Open(event.clone()))
            .children((event.seats == 0).then(|| badge(words.sold_out(), Tone::Warning)))
    }

    fn event(&self, event: &Event) -> View<Msg> {
        let words = self.words;
        let facts = [
            (words.starts(), Label::from(Moment::date_time(event.starts))),
            (words.place(), Label::from(event.place.as_str())),
            (words.seats(), Label::from(event.seats.to_string())),
        ];
        let back = button(words.back(), Msg::Close);
        View::new("event", event.title.as_str(), (key_values(facts), back))
    }

    fn notice(&self, notice: Notice) -> Banner {
        match notice {
            Notice::NotNow => banner(self.words.not_now(), Tone::Warning),
            Notice::NotAllowed => banner(self.words.not_allowed(), Tone::Warning),
        }
    }
}
