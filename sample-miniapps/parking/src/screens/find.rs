use loggia_sdk::ui::{
    EmptyState, IconName, Label, List, View, button, empty_state, form, list, list_item, progress,
    row, text, text_field,
};

use crate::finding::Found;
use crate::zone::Zone;
use crate::{Msg, Parking};

impl Parking {
    pub(super) fn find_screen(&self) -> View<Msg> {
        let words = self.words;
        let waiting = match self.found {
            _ if self.locating => Some(progress(words.locating())),
            Found::Asked => Some(progress(words.searching())),
            _ => None,
        };
        let zones = match &self.found {
            Found::Zones(zones) if !zones.is_empty() => Some(self.zone_list(zones)),
            _ => None,
        };
        let again = match &self.found {
            Found::Asked => None,
            Found::Zones(_) => Some(words.all_zones()),
            _ => Some(words.try_again()),
        };
        View::new(
            "find",
            words.where_to_park(),
            (
                self.notice(),
                self.open_stay_card(),
                self.can_locate.then(|| {
                    button(words.near_me(), Msg::FindNear).primary().busy(self.locating).key("near")
                }),
                form(
                    Msg::FindTyped,
                    words.search(),
                    text_field("zone", words.zone_or_street())
                        .help(words.zone_hint())
                        .length(0, 40),
                )
                .key("typed"),
                waiting,
                zones,
                self.nothing_found(),
                row((
                    again.map(|label| button(label, Msg::FindAll).key("all")),
                    button(words.past_parking(), Msg::ShowStays).key("stays"),
                ))
                .wrap(),
            ),
        )
    }

    fn zone_list(&self, zones: &[Zone]) -> List<Msg> {
        let words = self.words;
        list(zones.iter().enumerate().map(|(place, zone)| {
            let away = zone.distance.map(|metres| Label::from(words.distance(metres)));
            list_item(self.named(zone))
                .subtitle(away.unwrap_or_default())
                .trailing(words.per_hour(zone.per_hour))
                .on_tap(Msg::Open(place))
                .key(zone.id.as_str())
        }))
    }

    fn nothing_found(&self) -> Option<EmptyState<Msg>> {
        let words = self.words;
        let (icon, title, hint) = match &self.found {
            Found::Zones(zones) if zones.is_empty() => {
                (IconName::Search, words.no_zones(), words.no_zones_hint())
            }
            Found::NotNow => {
                (IconName::CircleAlert, words.server_not_now(), words.server_not_now_hint())
            }
            Found::NotUnderstood => {
                (IconName::TriangleAlert, words.server_nonsense(), words.server_nonsense_hint())
            }
            Found::NotAllowed => {
                (IconName::CircleAlert, words.no_network(), words.no_network_hint())
            }
            Found::Asked | Found::Zones(_) => return None,
        };
        Some(empty_state(icon, title, text(hint)))
    }
}
