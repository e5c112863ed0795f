//! What the user has entered and not yet sent, and the rules that it must keep.

use std::collections::BTreeMap;

use super::screen::{Screen, decimal, iso};
use crate::bindings::loggia::app::events::FieldValue;
use crate::bindings::loggia::app::ui::{ChoiceOption, Element};
use crate::bindings::loggia::types::types as wire;

/// Values by input name, each with the element for which it was entered: another default replaces it.
#[derive(Clone, Debug, Default)]
pub(super) struct Entered(BTreeMap<String, (Element, FieldValue)>);

impl Entered {
    /// Forgets what no longer stands on screen with the same default.
    pub(super) fn keep_for(&mut self, before: &Screen, after: &Screen) {
        let same_screen = before.view.screen == after.view.screen;
        self.0.retain(|name, (element, _)| {
            same_screen
                && after.nodes().any(|node| {
                    after.input(node).is_some_and(|input| input.name == *name)
                        && after.element(node) == element
                })
        });
    }

    /// The value of this input now.
    pub(super) fn value(&self, screen: &Screen, node: usize) -> FieldValue {
        let entered = screen.input(node).and_then(|input| self.0.get(&input.name));
        entered.map_or_else(|| default_value(screen.element(node)), |(_, value)| value.clone())
    }

    pub(super) fn set(&mut self, screen: &Screen, node: usize, value: FieldValue) {
        if let Some(input) = screen.input(node) {
            self.0.insert(input.name.clone(), (screen.element(node).clone(), value));
        }
    }

    /// The values of a form, as its submission brings them.
    pub(super) fn of_form(&self, screen: &Screen, form: usize) -> Vec<(String, FieldValue)> {
        let inputs = screen.nodes().filter(|&node| screen.is_inside(node, form));
        inputs
            .filter_map(|node| Some((screen.input(node)?.name.clone(), self.value(screen, node))))
            .collect()
    }

    /// What the host would say at each field of a form before it let it be submitted.
    pub(super) fn problems(&self, screen: &Screen, form: usize) -> Vec<String> {
        let inputs = screen.nodes().filter(|&node| screen.is_inside(node, form));
        inputs.filter_map(|node| problem(screen, node, &self.value(screen, node))).collect()
    }
}

fn default_value(element: &Element) -> FieldValue {
    match element {
        Element::TextField(field) => FieldValue::Text(field.value.clone()),
        Element::Choice(options) => FieldValue::Choice(chosen(options)),
        Element::MultiChoice(choice) => FieldValue::Choice(chosen(&choice.options)),
        Element::Stepper(stepper) | Element::Slider(stepper) => FieldValue::Integer(stepper.value),
        Element::NumberField(field) => FieldValue::Number(field.value),
        Element::MoneyField(field) => FieldValue::Money(
            field
                .value
                .map(|minor_units| wire::Money { minor_units, currency: field.currency.clone() }),
        ),
        Element::DateField(field) => FieldValue::Date(field.value),
        Element::Checkbox(on) | Element::Switch(on) => FieldValue::On(*on),
        _ => FieldValue::Text(String::new()),
    }
}

fn chosen(options: &[ChoiceOption]) -> Vec<String> {
    options.iter().filter(|option| option.selected).map(|option| option.value.clone()).collect()
}

/// What is wrong with a value, by the rules that stand in the view.
pub(super) fn problem(screen: &Screen, node: usize, value: &FieldValue) -> Option<String> {
    let input = screen.input(node)?;
    let label = &input.label;
    let empty = match value {
        FieldValue::Text(text) => text.is_empty(),
        FieldValue::Choice(values) => values.is_empty(),
        FieldValue::On(on) => !on,
        FieldValue::Integer(_) => false,
        FieldValue::Number(number) => number.is_none(),
        FieldValue::Money(money) => money.is_none(),
        FieldValue::Date(day) => day.is_none(),
    };
    if empty {
        return input.required.then(|| format!("{label}: is required"));
    }
    match (screen.element(node), value) {
        (Element::TextField(field), FieldValue::Text(text)) => {
            let length = text.chars().count();
            let allowed = field.min_length as usize..=field.max_length as usize;
            if !allowed.contains(&length) {
                return Some(format!(
                    "{label}: {} to {} characters",
                    allowed.start(),
                    allowed.end()
                ));
            }
            let fits = field.pattern.as_ref().is_none_or(|pattern| fits(pattern, text));
            (!fits).then(|| format!("{label}: {}", input.help.as_deref().unwrap_or("another form")))
        }
        (Element::MultiChoice(choice), FieldValue::Choice(values)) => {
            let allowed = choice.min as usize..=choice.max as usize;
            (!allowed.contains(&values.len()))
                .then(|| format!("{label}: {} to {} of them", choice.min, choice.max))
        }
        (Element::NumberField(field), FieldValue::Number(Some(number))) => {
            let write = |number| decimal(number, field.decimals);
            (!(field.min..=field.max).contains(number))
                .then(|| format!("{label}: {} to {}", write(field.min), write(field.max)))
        }
        (Element::MoneyField(field), FieldValue::Money(Some(money))) => {
            let fits = money.currency == field.currency
                && (field.min..=field.max).contains(&money.minor_units);
            (!fits).then(|| {
                format!("{label}: {} to {} minor units of {}", field.min, field.max, field.currency)
            })
        }
        (Element::DateField(field), FieldValue::Date(Some(day))) => {
            let order = |day: wire::Date| (day.year, day.month, day.day);
            let fits = field.min.is_none_or(|min| order(min) <= order(*day))
                && field.max.is_none_or(|max| order(*day) <= order(max));
            (!fits).then(|| {
                let bound = |day: Option<wire::Date>| day.map_or("any day".to_owned(), iso);
                format!("{label}: {} to {}", bound(field.min), bound(field.max))
            })
        }
        (Element::Stepper(stepper) | Element::Slider(stepper), FieldValue::Integer(number)) => {
            let on_a_step = number.abs_diff(stepper.min) % u64::from(stepper.step.max(1)) == 0;
            let allowed = (stepper.min..=stepper.max).contains(number) && on_a_step;
            (!allowed).then(|| {
                format!("{label}: {} to {} in steps of {}", stepper.min, stepper.max, stepper.step)
            })
        }
        _ => None,
    }
}

/// Whether a text fits a pattern, as the host reads it.
fn fits(pattern: &str, text: &str) -> bool {
    match regex_lite::Regex::new(&format!("^(?:{pattern})$")) {
        Ok(regex) => regex.is_match(text),
        Err(error) => panic!("{pattern:?} is no pattern: {error}"),
    }
}
