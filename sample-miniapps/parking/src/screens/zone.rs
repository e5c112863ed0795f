use loggia_sdk::ui::{
    ChoiceOption, Label, Sensitivity, View, button, choice, form, key_values, text_field,
};

use crate::zone::Zone;
use crate::{Msg, Parking};

/// How long a stay is unless told otherwise, in minutes.
const USUAL: u64 = 60;

impl Parking {
    pub(super) fn zone_screen(&self, zone: &Zone) -> View<Msg> {
        let words = self.words;
        let durations = zone.durations();
        let usual = durations.iter().copied().filter(|minutes| *minutes <= USUAL).max();
        let options = durations.iter().map(|minutes| {
            let mut label = Label::from(words.time(*minutes));
            if let Some(price) = zone.price(*minutes) {
                label = label.then(" · ").then(price);
            }
            let usual = usual.or(durations.first().copied());
            ChoiceOption::new(minutes.to_string(), label).selected(usual == Some(*minutes))
        });
        View::new(
            "zone",
            zone.name.as_str(),
            (
                self.notice(),
                self.open_stay_card(),
                key_values([
                    (words.zone(), Label::from(zone.id.as_str())),
                    (words.price(), words.per_hour(zone.per_hour)),
                    (words.longest(), Label::from(words.time(zone.longest))),
                ])
                .key("facts"),
                self.open_stay().is_none().then(|| {
                    let plate = text_field("plate", words.plate())
                        .value(self.plate.as_str())
                        .error(self.not_a_plate.then(|| words.not_a_plate()))
                        .length(2, 16)
                        .required()
                        .sensitivity(Sensitivity::Personal);
                    let minutes = choice("minutes", words.how_long(), options)
                        .help(words.how_long_hint())
                        .required();
                    form(Msg::Start, words.start(), (plate, minutes)).key("start")
                }),
                button(words.other_zones(), Msg::ShowZones).key("zones"),
            ),
        )
    }
}
