//! Where two views in their recorded form differ, node by node, for people to read.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::view::RecordedView;
use super::words;
use crate::guest_text::GuestText;

/// A place in a view that shows something else than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NodeChange {
    /// Where: from the root, each node by its kind and its key, or its number among its siblings.
    pub place: GuestText,
    /// What it showed; nothing where it is new.
    pub before: Vec<GuestText>,
    /// What it shows now; nothing where it is gone.
    pub after: Vec<GuestText>,
}

/// More nodes than any view has.
const MOST_NODES: usize = 20_000;
/// Deeper than any view is, in bytes of its place.
const LONGEST_PLACE: usize = 8_192;
/// As much of a text as is worth reading.
const TEXT_BYTES: usize = 500;
/// What stands for what is not to be shown.
const HIDDEN: &str = "•••";

/// All changes from one view to another, in the new one's reading order; those of what a tap does left
/// out, since that is each release's own.
pub(super) fn between(before: &RecordedView, after: &RecordedView) -> Vec<NodeChange> {
    let mut changes = Vec::new();
    for part in ["screen", "title"] {
        let text = |view: &RecordedView| view.form.get(part).map(words::value).unwrap_or_default();
        let (was, is) = (text(before), text(after));
        if was != is {
            changes.push(NodeChange {
                place: GuestText::line(format!("the {part}")),
                before: vec![cut(&was)],
                after: vec![cut(&is)],
            });
        }
    }
    let (was, is) = (Nodes::of(before), Nodes::of(after));
    for (place, node) in was.in_order() {
        if !is.by_place.contains_key(place) && is.has(node.parent.as_deref()) {
            changes.push(node.alone(place, true));
        }
    }
    for (place, node) in is.in_order() {
        match was.by_place.get(place) {
            Some(before) => changes.extend(before.changed(place, node)),
            None if was.has(node.parent.as_deref()) => changes.push(node.alone(place, false)),
            None => {}
        }
        let common = |nodes: &Nodes<'_>, other: &Nodes<'_>| -> Vec<GuestText> {
            let children = nodes.children.get(place).into_iter().flatten();
            let stays = children.filter(|child| other.by_place.contains_key(*child));
            stays.map(|child| cut(child.rsplit(" › ").next().unwrap_or(child))).collect()
        };
        let (before, after) = (common(&was, &is), common(&is, &was));
        if before != after {
            let place = GuestText::line(format!("the order in {place}"));
            changes.push(NodeChange { place, before, after });
        }
    }
    changes
}

/// A view's nodes by their places.
struct Nodes<'a> {
    order: Vec<String>,
    by_place: BTreeMap<String, Node<'a>>,
    children: BTreeMap<String, Vec<String>>,
}

struct Node<'a> {
    parent: Option<String>,
    element: Option<&'a Map<String, Value>>,
    is_sensitive: bool,
}

impl<'a> Nodes<'a> {
    fn of(view: &'a RecordedView) -> Self {
        let mut nodes =
            Self { order: Vec::new(), by_place: BTreeMap::new(), children: BTreeMap::new() };
        let all = view.form.get("nodes").and_then(Value::as_array).into_iter().flatten();
        for (index, node) in all.take(MOST_NODES).enumerate() {
            let element = node.get("element").and_then(Value::as_object);
            let kind = match element.and_then(|element| element.get("kind")?.as_str()) {
                Some("input") => control(element).unwrap_or("input"),
                Some(kind) => kind,
                None => "node",
            };
            let parent = node.get("parent").and_then(Value::as_u64);
            let parent = parent.and_then(|parent| usize::try_from(parent).ok());
            let parent = parent
                .filter(|parent| *parent < index)
                .and_then(|parent| nodes.order.get(parent))
                .filter(|parent| parent.len() < LONGEST_PLACE)
                .cloned();
            let siblings = parent.as_ref().and_then(|parent| nodes.children.get(parent));
            let number = siblings.map_or(0, Vec::len) + 1;
            let own = match (node.get("key").and_then(Value::as_str), &parent) {
                (Some(key), _) => format!("{kind} {key:?}"),
                (None, Some(_)) => format!("{kind} {number}"),
                (None, None) => kind.to_owned(),
            };
            let place = match &parent {
                Some(parent) => format!("{parent} › {own}"),
                None => own,
            };
            if let Some(parent) = &parent {
                nodes.children.entry(parent.clone()).or_default().push(place.clone());
            }
            let sensitivity = node.get("sensitivity").and_then(Value::as_str);
            let is_sensitive = sensitivity.is_some_and(|sensitivity| sensitivity != "none");
            nodes.by_place.insert(place.clone(), Node { parent, element, is_sensitive });
            nodes.order.push(place);
        }
        nodes
    }

    fn in_order(&self) -> impl Iterator<Item = (&String, &Node<'a>)> {
        self.order.iter().filter_map(|place| self.by_place.get_key_value(place))
    }

    fn has(&self, place: Option<&str>) -> bool {
        place.is_none_or(|place| self.by_place.contains_key(place))
    }
}

fn control(element: Option<&Map<String, Value>>) -> Option<&str> {
    element?.get("control")?.as_object()?.keys().next().map(String::as_str)
}

impl Node<'_> {
    /// It has come, or is gone.
    fn alone(&self, place: &str, is_gone: bool) -> NodeChange {
        let mut shows: Vec<GuestText> = self.shows().values().map(|text| cut(text)).collect();
        if shows.is_empty() {
            shows.push(GuestText::line("it is there".into()));
        }
        let place = cut(place);
        if is_gone {
            NodeChange { place, before: shows, after: Vec::new() }
        } else {
            NodeChange { place, before: Vec::new(), after: shows }
        }
    }

    fn changed(&self, place: &str, is: &Self) -> Option<NodeChange> {
        let (was, now) = (self.shows_all(), is.shows_all());
        if was == now {
            return None;
        }
        if self.is_sensitive || is.is_sensitive {
            let hidden = vec![GuestText::line(HIDDEN.into())];
            return Some(NodeChange { place: cut(place), before: hidden.clone(), after: hidden });
        }
        let named = |of: &BTreeMap<String, String>, other: &BTreeMap<String, String>| {
            let differs = of.iter().filter(|(name, text)| other.get(*name) != Some(text));
            differs.map(|(name, text)| cut(&format!("{name}: {text}"))).collect()
        };
        let (before, after) = (named(&was, &now), named(&now, &was));
        Some(NodeChange { place: cut(place), before, after })
    }

    /// What it shows for everybody's eyes.
    fn shows(&self) -> BTreeMap<String, String> {
        if self.is_sensitive {
            return BTreeMap::from([(String::new(), HIDDEN.to_owned())]);
        }
        let mut shows = self.shows_all();
        shows.retain(|_, text| !text.is_empty());
        shows
    }

    /// Its fields as text, but for its actions.
    fn shows_all(&self) -> BTreeMap<String, String> {
        let mut shows = BTreeMap::new();
        for (name, value) in self.element.into_iter().flatten() {
            let is_action = name.starts_with("on_") || name == "submit";
            if name != "kind" && !is_action {
                leaves(name, value, &mut shows);
            }
        }
        shows
    }
}

/// What stands in a field, by the names that lead there.
fn leaves(name: &str, value: &Value, to: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(parts) if !parts.is_empty() => {
            for (part, value) in parts {
                leaves(&format!("{name}.{part}"), value, to);
            }
        }
        value => {
            to.insert(name.to_owned(), words::value(value));
        }
    }
}

fn cut(text: &str) -> GuestText {
    GuestText::cut(text, TEXT_BYTES)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn view(nodes: &Value) -> RecordedView {
        RecordedView { form: json!({"screen": "menu", "title": "Menu", "nodes": nodes}) }
    }

    fn item(key: &str, price: u64, on_tap: u64) -> Value {
        let trailing = json!([{"money": {"minor_units": price, "currency": "EUR"}}]);
        json!({"parent": 0, "key": key, "sensitivity": "none", "element":
            {"kind": "list-item", "title": [{"text": key}], "trailing": trailing, "on_tap": on_tap}})
    }

    fn list(items: &[Value]) -> RecordedView {
        let root = json!({"parent": 0, "sensitivity": "none", "element": {"kind": "list"}});
        view(&Value::Array([&[root], items].concat()))
    }

    #[test]
    fn a_changed_price_is_shown_at_its_place_and_nothing_else_is() {
        let before = list(&[item("espresso", 240, 0), item("flat", 340, 1)]);
        let after = list(&[item("espresso", 240, 5), item("flat", 360, 6)]);
        let changes = between(&before, &after);
        assert_eq!(changes.len(), 1, "{changes:?}");
        assert_eq!(changes[0].place.as_str(), "list › list-item \"flat\"");
        assert_eq!(changes[0].before[0].as_str(), "trailing: 3.40 EUR");
        assert_eq!(changes[0].after[0].as_str(), "trailing: 3.60 EUR");
    }

    #[test]
    fn what_came_went_and_moved_is_said() {
        let (a, b, c) = (item("a", 1, 0), item("b", 1, 0), item("c", 1, 0));
        let before = list(&[a.clone(), b.clone()]);
        let changes = between(&before, &list(&[c, b.clone(), a]));
        let places: Vec<&str> = changes.iter().map(|change| change.place.as_str()).collect();
        assert_eq!(places, ["the order in list", "list › list-item \"c\""]);
        assert!(changes[1].before.is_empty());
        let changes = between(&before, &list(&[b]));
        assert_eq!(changes[0].place.as_str(), "list › list-item \"a\"");
        assert!(changes[0].after.is_empty());
    }

    #[test]
    fn what_is_personal_differs_without_being_shown() {
        let name = |name: &str| {
            view(&json!([{"parent": 0, "sensitivity": "personal", "element":
                {"kind": "text", "label": [{"text": name}]}}]))
        };
        let changes = between(&name("Ada"), &name("Grace"));
        assert_eq!(changes.len(), 1);
        assert!(!format!("{changes:?}").contains("Ada"), "{changes:?}");
    }

    #[test]
    fn views_that_nobody_made_are_compared_without_a_panic() {
        let odd = [
            Value::Null,
            json!([]),
            json!([null, 1, {"parent": 9}, {"parent": 1, "element": []}, {"parent": -1}]),
            json!([{"element": {"kind": "input", "control": 3}}, {"parent": 0, "key": "\u{1b}[2J"}]),
        ];
        for before in &odd {
            for after in &odd {
                let changes = between(&view(before), &view(after));
                assert!(!format!("{changes:?}").contains('\u{1b}'));
            }
        }
    }
}
