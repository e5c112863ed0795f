//! What the user has entered and not yet sent: values live here until their form is submitted.

use std::collections::HashMap;

use loggia_runtime::GuestText;
use loggia_runtime::ui::{Control, Element, FieldValue, Input, Node, NodeIndex, NodePath, View};

use crate::locale::{Locale, decimals_of};

/// The values of the inputs of the view on screen, where they differ from what the view declares.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    screen: String,
    by_path: HashMap<NodePath, Entry>,
}

#[derive(Debug)]
struct Entry {
    name: GuestText,
    key: Option<GuestText>,
    declared: FieldValue,
    value: FieldValue,
    /// As it was typed, where the value is not a text itself.
    typed: Option<String>,
    /// How it should have been typed, where it cannot be read.
    unreadable: Option<String>,
    /// What the host said about the value when it was sent.
    problem: Option<String>,
}

impl Entries {
    /// Takes over to a new view: a value stays while its input keeps its name, its key and what the
    /// view declares for it.
    pub(crate) fn adopt(&mut self, view: &View) {
        if self.screen != view.screen().as_str() {
            self.screen = view.screen().as_str().to_owned();
            self.by_path.clear();
        }
        let before = std::mem::take(&mut self.by_path);
        let after = before.into_iter().filter_map(|(path, entry)| {
            let (path, input) = entry.home(view, path)?;
            let stays =
                input.control.declared() == entry.declared && permits(&input.control, &entry.value);
            stays.then_some((path, entry))
        });
        self.by_path = after.collect();
    }

    /// The value of an input: what was entered, or else what the view declares.
    pub(crate) fn value(&self, path: NodePath, input: &Input) -> FieldValue {
        self.by_path
            .get(&path)
            .map_or_else(|| input.control.declared(), |entry| entry.value.clone())
    }

    /// Keeps what the user entered; a complaint about the value of before is gone with it.
    pub(crate) fn enter(&mut self, view: &View, path: NodePath, input: &Input, value: FieldValue) {
        let entry = Entry {
            name: input.name.clone(),
            key: view.find(path).and_then(|index| view.node(index)?.key.clone()),
            declared: input.control.declared(),
            value,
            typed: None,
            unreadable: None,
            problem: None,
        };
        self.by_path.insert(path, entry);
    }

    /// What stands in a field that is typed into: as it was typed, or else as the value is typed. None for
    /// all other inputs.
    pub(crate) fn text(&self, path: NodePath, input: &Input, locale: &Locale) -> Option<String> {
        if let Some(typed) = self.by_path.get(&path).and_then(|entry| entry.typed.clone()) {
            return Some(typed);
        }
        let decimals = match &input.control {
            Control::NumberField { decimals, .. } => *decimals,
            Control::MoneyField { currency, .. } => decimals_of(*currency),
            _ => 0,
        };
        let number = |number: Option<i64>| {
            number.map_or_else(String::new, |number| locale.typed_number(number, decimals))
        };
        match self.value(path, input) {
            FieldValue::Text(text) => Some(text),
            FieldValue::Number(value) => Some(number(value)),
            FieldValue::Money(amount) => {
                Some(number(amount.and_then(|amount| i64::try_from(amount.minor_units()).ok())))
            }
            FieldValue::Date(date) => {
                Some(date.map_or_else(String::new, |date| locale.typed_date(date)))
            }
            FieldValue::Integer(_) | FieldValue::Choice(_) | FieldValue::On(_) => None,
        }
    }

    /// Keeps what the user typed into a field for numbers, amounts or days, and says how it should have been
    /// typed where it cannot be read.
    pub(crate) fn type_in(
        &mut self,
        view: &View,
        path: NodePath,
        input: &Input,
        typed: String,
        locale: &Locale,
    ) -> Result<(), String> {
        let (value, read) = match &input.control {
            Control::NumberField { decimals, .. } => {
                let read = locale.read_number(&typed, *decimals);
                (FieldValue::Number(read.clone().unwrap_or(None)), read.map(drop))
            }
            Control::MoneyField { currency, .. } => {
                let read = locale.read_money(&typed, *currency);
                (FieldValue::Money(read.clone().unwrap_or(None)), read.map(drop))
            }
            Control::DateField { .. } => {
                let read = locale.read_date(&typed);
                (FieldValue::Date(read.clone().unwrap_or(None)), read.map(drop))
            }
            _ => (FieldValue::Text(typed.clone()), Ok(())),
        };
        self.enter(view, path, input, value);
        if let Some(entry) = self.by_path.get_mut(&path) {
            entry.typed = Some(typed);
            entry.unreadable = read.clone().err();
        }
        read
    }

    /// How what stands there should have been typed, where it cannot be read.
    pub(crate) fn unreadable(&self, path: NodePath) -> Option<&str> {
        self.by_path.get(&path).and_then(|entry| entry.unreadable.as_deref())
    }

    /// Inputs of a form that hold what cannot be read, and how it should have been typed.
    pub(crate) fn unreadable_in(&self, view: &View, form: NodeIndex) -> Vec<(String, String)> {
        let inputs = view
            .nodes()
            .filter(|(index, _)| view.ancestors(*index).any(|(above, _)| above == form));
        inputs
            .filter_map(|(_, node)| match &node.element {
                Element::Input(input) if input.enabled => {
                    Some((input.name.to_string(), self.unreadable(node.path)?.to_owned()))
                }
                _ => None,
            })
            .collect()
    }

    /// Forgets what was entered: the view's own value is shown again.
    pub(crate) fn forget(&mut self, path: NodePath) {
        self.by_path.remove(&path);
    }

    /// What the host said about the value that was sent.
    pub(crate) fn problem(&self, path: NodePath) -> Option<&str> {
        self.by_path.get(&path).and_then(|entry| entry.problem.as_deref())
    }

    /// Notes what the host said about the input that is called `name`, and says where it stands.
    pub(crate) fn complain(&mut self, view: &View, name: &str, problem: &str) -> Option<NodePath> {
        let (path, input) = view.nodes().find_map(|(_, node)| match &node.element {
            Element::Input(input) if input.name.as_str() == name => Some((node.path, input)),
            _ => None,
        })?;
        if !self.by_path.contains_key(&path) {
            let value = self.value(path, input);
            self.enter(view, path, input, value);
        }
        if let Some(entry) = self.by_path.get_mut(&path) {
            entry.problem = Some(problem.to_owned());
        }
        Some(path)
    }

    /// The values of a form's enabled inputs, by name, as they are sent with it.
    pub(crate) fn of_form(&self, view: &View, form: NodeIndex) -> Vec<(String, FieldValue)> {
        view.nodes()
            .filter(|(index, _)| view.ancestors(*index).any(|(above, _)| above == form))
            .filter_map(|(_, node)| match &node.element {
                Element::Input(input) if input.enabled => {
                    Some((input.name.as_str().to_owned(), self.value(node.path, input)))
                }
                _ => None,
            })
            .collect()
    }
}

impl Entry {
    /// Where its input stands now. One without a key has moved with what was put in above it: it is
    /// found by its name.
    fn home<'a>(&self, view: &'a View, path: NodePath) -> Option<(NodePath, &'a Input)> {
        let is_own = |node: &'a Node| match &node.element {
            Element::Input(input) if input.name == self.name && node.key == self.key => {
                Some((node.path, &**input))
            }
            _ => None,
        };
        let there = view.find(path).and_then(|index| view.node(index)).and_then(is_own);
        there.or_else(|| view.nodes().find_map(|(_, node)| is_own(node)))
    }
}

/// The form that a node stands in.
pub(crate) fn form_of(view: &View, index: NodeIndex) -> Option<NodeIndex> {
    view.ancestors(index)
        .find(|(_, node)| matches!(node.element, Element::Form { .. }))
        .map(|(form, _)| form)
}

/// The input at a place of the view, if one stands there.
pub(crate) fn input_at(view: &View, index: NodeIndex) -> Option<&Input> {
    match &view.node(index)?.element {
        Element::Input(input) => Some(input),
        _ => None,
    }
}

/// Whether a value that was entered can still be shown by the control.
fn permits(control: &Control, value: &FieldValue) -> bool {
    match (control, value) {
        (Control::TextField { .. }, FieldValue::Text(_))
        | (Control::Checkbox { .. } | Control::Switch { .. }, FieldValue::On(_)) => true,
        (
            Control::Choice { options } | Control::MultiChoice { options, .. },
            FieldValue::Choice(chosen),
        ) => chosen.iter().all(|value| options.iter().any(|option| option.value.as_str() == value)),
        (
            Control::Stepper { min, max, .. } | Control::Slider { min, max, .. },
            FieldValue::Integer(value),
        ) => (min..=max).contains(&value),
        (Control::MoneyField { currency, .. }, FieldValue::Money(amount)) => {
            amount.is_none_or(|amount| amount.currency() == *currency)
        }
        (Control::NumberField { .. }, FieldValue::Number(_))
        | (Control::DateField { .. }, FieldValue::Date(_)) => true,
        _ => false,
    }
}
