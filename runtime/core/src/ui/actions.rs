//! What a client may do with what is on screen.
//!
//! A client never sends an action: it names a node, and the host looks the action up. So it can tap
//! what it sees, and nothing else.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::fields::{FieldProblem, Fields, check_fields};
use super::tree::*;
use crate::guest_text::GuestText;

impl NodePath {
    /// The path of a child: by its key, or by its place and kind.
    pub(super) fn child(self, key: Option<&GuestText>, place: u32, element: &Element) -> Self {
        let mut hasher = FxHasher::default();
        self.0.hash(&mut hasher);
        match key {
            Some(key) => key.hash(&mut hasher),
            None => (place, std::mem::discriminant(element)).hash(&mut hasher),
        }
        Self(hasher.finish())
    }
}

/// Which nodes act, and a fingerprint of all that the user's decision rests on: sorted by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Acting(Vec<(u64, u64)>);

impl Acting {
    pub(crate) fn of(view: &View) -> Self {
        let modal = modal(view);
        // Once for all forms: a view can have hundreds of forms and inputs.
        let mut rules: FxHashMap<NodeIndex, FxHasher> = FxHashMap::default();
        for (index, node) in view.nodes() {
            let Element::Input(input) = &node.element else { continue };
            let form = view
                .ancestors(index)
                .find(|(_, above)| matches!(above.element, Element::Form { .. }));
            if let Some((form, _)) = form {
                hash_rules(input, rules.entry(form).or_default());
            }
        }
        let mut table = Vec::with_capacity(view.nodes.len());
        for (index, node) in view.nodes() {
            if acts(&node.element).is_some() && reachable(view, modal, index) {
                let rules = rules.remove(&index).unwrap_or_default();
                table.push((node.path.0, fingerprint(view, node, rules)));
            }
        }
        table.sort_unstable();
        Self(table)
    }

    pub(crate) fn into_saved(self) -> Vec<(u64, u64)> {
        self.0
    }

    /// The fingerprint of the acting node at `path`.
    pub(crate) fn get(&self, path: NodePath) -> Option<u64> {
        Self::find(&self.0, path)
    }

    /// The same in a table that was saved.
    pub(crate) fn find(saved: &[(u64, u64)], path: NodePath) -> Option<u64> {
        let at = saved.binary_search_by_key(&path.0, |(path, _)| *path).ok()?;
        saved.get(at).map(|(_, fingerprint)| *fingerprint)
    }
}

/// What acting on a node of `view` means: the action's bytes, and the checked values in the view's
/// order.
pub(crate) fn resolve(
    view: &View,
    path: NodePath,
    values: Fields,
) -> Result<(Vec<u8>, Fields), Unresolved> {
    let index = view.find(path).ok_or(Unresolved::Gone)?;
    let node = view.node(index).ok_or(Unresolved::Gone)?;
    if !reachable(view, modal(view), index) {
        return Err(Unresolved::Disabled);
    }
    let action = acts(&node.element).ok_or(match node.element {
        Element::Button { .. } | Element::Input(_) => Unresolved::Disabled,
        _ => Unresolved::Gone,
    })?;
    let inputs: Vec<&Input> = match &node.element {
        Element::Form { .. } => inputs_of(view, index).collect(),
        Element::Input(input) => vec![input],
        _ => Vec::new(),
    };
    // A single input that changes is not held to being filled in: that is for its form's end.
    let whole = matches!(node.element, Element::Form { .. });
    let values = check_fields(&inputs, values, whole).map_err(Unresolved::Fields)?;
    let action = view.action(action).ok_or(Unresolved::Gone)?;
    Ok((action.to_vec(), values))
}

/// Why acting on a node is refused.
#[derive(Debug, PartialEq)]
pub(crate) enum Unresolved {
    /// There is no such node, or it does nothing.
    Gone,
    /// It is disabled, busy, or behind a dialog.
    Disabled,
    /// What was entered breaks the view's rules.
    Fields(Vec<FieldProblem>),
}

/// The action of an element that acts now.
pub(crate) fn acts(element: &Element) -> Option<ActionIndex> {
    match element {
        Element::Card { on_tap } => *on_tap,
        Element::ListItem(item) => item.on_tap,
        Element::Form { submit, .. } => Some(*submit),
        Element::Input(input) => input.on_change.filter(|_| input.enabled),
        Element::Button { on_tap, enabled, busy, .. } => (*enabled && !*busy).then_some(*on_tap),
        Element::Link { on_tap, .. } => Some(*on_tap),
        Element::Tab { on_open, .. } => *on_open,
        Element::Dialog { on_dismiss, .. } => *on_dismiss,
        _ => None,
    }
}

/// The inputs of a form, in the view's order.
pub(crate) fn inputs_of(view: &View, form: NodeIndex) -> impl Iterator<Item = &Input> {
    view.nodes().filter_map(move |(index, node)| match &node.element {
        Element::Input(input) if view.ancestors(index).any(|(above, _)| above == form) => {
            Some(&**input)
        }
        _ => None,
    })
}

fn modal(view: &View) -> Option<NodeIndex> {
    view.nodes()
        .find(|(_, node)| matches!(node.element, Element::Dialog { .. }))
        .map(|(index, _)| index)
}

/// While there is a dialog, only what stands in it acts.
fn reachable(view: &View, modal: Option<NodeIndex>, index: NodeIndex) -> bool {
    modal.is_none_or(|dialog| view.ancestors(index).any(|(above, _)| above == dialog))
}

/// Everything that the user decides by: what the element shows, what it does, and for inputs, those of a
/// form among them, their rules. Not the inputs' values, nor what is said about these: they are the user's.
fn fingerprint(view: &View, node: &Node, mut rules: FxHasher) -> u64 {
    let hasher = &mut rules;
    match &node.element {
        Element::Input(input) => hash_rules(input, hasher),
        element => element.hash(hasher),
    }
    acts(&node.element).and_then(|action| view.action(action)).hash(hasher);
    rules.finish()
}

fn hash_rules(input: &Input, hasher: &mut FxHasher) {
    (&input.name, &input.label, input.required, input.enabled).hash(hasher);
    std::mem::discriminant(&input.control).hash(hasher);
    match &input.control {
        Control::TextField { kind, min_length, max_length, pattern, .. } => {
            (kind, min_length, max_length, pattern).hash(hasher);
        }
        Control::Choice { options } => hash_options(options, hasher),
        Control::MultiChoice { options, min, max } => {
            (min, max).hash(hasher);
            hash_options(options, hasher);
        }
        Control::Checkbox { .. } | Control::Switch { .. } => {}
        Control::Stepper { min, max, step, .. } | Control::Slider { min, max, step, .. } => {
            (min, max, step).hash(hasher);
        }
        Control::NumberField { min, max, decimals, .. } => {
            (min, max, decimals).hash(hasher);
        }
        Control::MoneyField { currency, min, max, .. } => {
            (currency, min, max).hash(hasher);
        }
        Control::DateField { min, max, .. } => (min, max).hash(hasher),
    }
}

fn hash_options(options: &[ChoiceOption], hasher: &mut FxHasher) {
    for option in options {
        (&option.value, &option.label).hash(hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::exports::loggia::app::app as wit_app;
    use crate::contract::loggia::app::ui as wit;
    use crate::limits::Limits;
    use crate::ui::decode;

    /// A text field and a switch that tell of each change.
    fn view(value: &str, on: bool, error: Option<&str>, max_length: u32) -> View {
        let field = wit::TextField {
            kind: wit::TextKind::Plain,
            value: value.to_owned(),
            min_length: 0,
            max_length,
            pattern: None,
        };
        let stack = wit::Element::Stack(wit::Stack { axis: wit::Axis::Vertical, wrap: false });
        let elements = [stack, wit::Element::TextField(field), wit::Element::Switch(on)];
        let node = |element| wit::Node {
            parent: 0,
            key: None,
            sensitivity: wit::Sensitivity::None,
            element,
        };
        let input = |name: &str| wit::Input {
            name: name.to_owned(),
            label: name.to_owned(),
            help: None,
            error: error.map(str::to_owned),
            required: false,
            enabled: true,
            on_change: Some(0),
        };
        let view = wit_app::View {
            screen: "inputs".to_owned(),
            title: String::new(),
            nodes: elements.map(node).into(),
            items: Vec::new(),
            inputs: vec![input("text"), input("switch")],
            data: Vec::new(),
            actions: vec![b"changed".to_vec()],
            test_ids: Vec::new(),
        };
        decode(view, &Limits::default(), |_| false).expect("it is a good view")
    }

    #[test]
    fn an_input_is_the_same_whatever_was_entered_and_another_by_other_rules() {
        let before = Acting::of(&view("", false, None, 9));
        assert_eq!(before.0.len(), 2, "both act");
        assert_eq!(before, Acting::of(&view("half", true, Some("not yet"), 9)));
        assert_ne!(before, Acting::of(&view("", false, None, 8)));
    }
}
