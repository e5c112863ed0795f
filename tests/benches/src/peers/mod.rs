//! Other containers running the same coffee: the same two screens, the same calls of the host.
//!
//! What they have in common: `step({state, event}) → {state, view}` as JSON, and a host that reads
//! the view into typed nodes. None of them validates the view, compares it with the last one, keeps
//! an action table or commits, as Loggia does in the same time.

pub(crate) mod extism;
pub(crate) mod quickjs;
mod tree;

use loggia_runtime::ui;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use self::tree::{Element, Environment, Event, Kind, View};
use crate::coffee::TAPPED;

/// What a step came to.
#[derive(Deserialize)]
pub(crate) struct Next {
    pub(crate) state: Box<RawValue>,
    view: View<Box<RawValue>>,
}

/// What goes in.
#[derive(Serialize)]
struct Input<'a> {
    state: Option<&'a RawValue>,
    event: &'a Event<Box<RawValue>>,
}

/// The event that opens a mini-app, as JSON with the state beside it.
fn launched() -> String {
    let environment = Environment {
        locale: "en".into(),
        time_zone: "UTC".into(),
        utc_offset_minutes: 0,
        currency: "EUR".into(),
    };
    let rights = vec!["loggia:loyalty/loyalty".into()];
    input(None, Kind::Launched { environment, params: Vec::new(), rights })
}

/// A tap, as JSON with the state beside it.
fn tapped(state: &RawValue, action: &RawValue) -> String {
    input(Some(state), Kind::Action { action: action.to_owned(), fields: Vec::new() })
}

fn input(state: Option<&RawValue>, kind: Kind<Box<RawValue>>) -> String {
    let event = Event { now: 1_790_000_000_000, entropy: "07".repeat(32), kind };
    serde_json::to_string(&Input { state, event: &event }).unwrap()
}

impl Next {
    /// The action of the product that is tapped.
    pub(crate) fn tapped(&self) -> Box<RawValue> {
        let action = self.view.nodes.iter().find_map(|node| match &node.element {
            Element::ListItem(item) if item.title == [tree::Inline::Text(TAPPED.into())] => {
                item.on_tap
            }
            _ => None,
        });
        self.view.actions[action.expect("it can be tapped") as usize].clone()
    }

    /// Nobody shall say that a peer does less, or more: its view is Loggia's, node by node.
    pub(crate) fn assert_is(&self, view: &ui::View) {
        let mut ours = serde_json::to_value(view).unwrap();
        for node in ours["nodes"].as_array_mut().unwrap() {
            outside(&mut node["element"]);
        }
        let ours: View<Value> = serde_json::from_value(ours).unwrap();
        assert_eq!((&self.view.screen, &self.view.title), (&ours.screen, &ours.title));
        assert_eq!(self.view.nodes, ours.nodes);
    }
}

/// `{"kind": "heading", …}` as `{"heading": {…}}`, which is quicker to read.
fn outside(element: &mut Value) {
    let mut fields = std::mem::take(element.as_object_mut().unwrap());
    let kind = fields.remove("kind").unwrap();
    let kind = kind.as_str().unwrap();
    *element = if fields.is_empty() {
        Value::from(kind)
    } else {
        Value::Object([(kind.to_owned(), Value::Object(fields))].into_iter().collect())
    };
}
