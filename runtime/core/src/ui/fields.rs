//! What the user entered, held to the rules that the view declared.

use serde::{Deserialize, Serialize};

use super::tree::{Control, Input};
use crate::date::Date;
use crate::money::Money;

/// A value that the user entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldValue {
    /// Of a text field.
    Text(String),
    /// Of a stepper or a slider.
    Integer(i64),
    /// Of a choice (one or none) or a multi-choice: the options' values.
    Choice(Vec<String>),
    /// Of a checkbox or switch.
    On(bool),
    /// Of a number field, in units of its last decimal; none where it was left empty.
    Number(Option<i64>),
    /// Of a money field; none where it was left empty.
    Money(Option<Money>),
    /// Of a date field; none where it was left empty.
    Date(Option<Date>),
}

/// Values by the names of their inputs.
pub(crate) type Fields = Vec<(String, FieldValue)>;

/// A value that breaks the rules, for the shell to show at its field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// The input's name.
    pub name: String,
    /// What would be right.
    pub message: String,
}

/// `values` in the view's order, if there is exactly one for each enabled input, of its type and
/// within its rules.
pub(super) fn check_fields(
    inputs: &[&Input],
    mut values: Fields,
    whole: bool,
) -> Result<Fields, Vec<FieldProblem>> {
    let mut checked = Vec::with_capacity(values.len());
    let mut problems = Vec::new();
    let mut problem = |name: &str, message: String| {
        problems.push(FieldProblem { name: name.to_owned(), message });
    };
    for input in inputs.iter().filter(|input| input.enabled) {
        let name = input.name.as_str();
        let Some(at) = values.iter().position(|(given, _)| given == name) else {
            problem(name, "has no value".into());
            continue;
        };
        let (name, value) = values.swap_remove(at);
        match check(input, value, whole) {
            Ok(value) => checked.push((name, value)),
            Err(message) => problem(&name, message),
        }
    }
    for (name, _) in values {
        let name: String = name.chars().take(64).collect();
        problem(&name, "is not an input that can be filled in here".into());
    }
    if problems.is_empty() { Ok(checked) } else { Err(problems) }
}

fn check(input: &Input, value: FieldValue, whole: bool) -> Result<FieldValue, String> {
    let required = whole && input.required;
    match (&input.control, value) {
        (Control::TextField { min_length, max_length, pattern, .. }, FieldValue::Text(text)) => {
            let chars = text.chars().take(*max_length as usize + 1).count();
            let empty = text.trim().is_empty();
            if required && empty {
                return Err("must be filled in".into());
            }
            // What is not required may be left out whole, whatever its least length.
            if whole && !empty && chars < *min_length as usize {
                return Err(format!("must have at least {min_length} characters"));
            }
            if chars > *max_length as usize {
                return Err(format!("must have at most {max_length} characters"));
            }
            if let Some(pattern) = pattern
                && whole
                && !empty
                && !pattern.matches(&text)
            {
                let help = input.help.as_ref().map_or("another form", |help| help.as_str());
                return Err(format!("does not fit: {help}"));
            }
            Ok(FieldValue::Text(text))
        }
        (Control::Choice { options }, FieldValue::Choice(chosen)) => {
            check_options(options, &chosen)?;
            match chosen.len() {
                0 if required => Err("must be chosen".into()),
                0 | 1 => Ok(FieldValue::Choice(chosen)),
                _ => Err("can have one choice only".into()),
            }
        }
        (Control::MultiChoice { options, min, max }, FieldValue::Choice(chosen)) => {
            check_options(options, &chosen)?;
            let least = if required { (*min).max(1) } else { *min };
            if whole && chosen.len() < least as usize {
                return Err(format!("needs at least {least} choices"));
            }
            if chosen.len() > *max as usize {
                return Err(format!("can have at most {max} choices"));
            }
            let in_order = options.iter().map(|option| option.value.as_str());
            let chosen = in_order.filter(|value| chosen.iter().any(|given| given == value));
            Ok(FieldValue::Choice(chosen.map(str::to_owned).collect()))
        }
        (Control::Checkbox { .. } | Control::Switch { .. }, FieldValue::On(on)) => {
            if required && !on { Err("must be on".into()) } else { Ok(FieldValue::On(on)) }
        }
        (
            Control::Stepper { min, max, step, .. } | Control::Slider { min, max, step, .. },
            FieldValue::Integer(number),
        ) => {
            // In 128 bits: the span of two i64 does not fit into one.
            let from_min = i128::from(number) - i128::from(*min);
            if number < *min || number > *max || from_min % i128::from(*step) != 0 {
                return Err(format!("must be {min} to {max} in steps of {step}"));
            }
            Ok(FieldValue::Integer(number))
        }
        (Control::NumberField { min, max, decimals, .. }, FieldValue::Number(number)) => {
            let bounds = (Some(*min), Some(*max));
            check_range(number, required, whole, bounds, |bound| decimal(bound, *decimals))?;
            Ok(FieldValue::Number(number))
        }
        (Control::MoneyField { currency, min, max, .. }, FieldValue::Money(amount)) => {
            if amount.is_some_and(|amount| amount.currency() != *currency) {
                return Err(format!("must be an amount in {currency}"));
            }
            let write = |bound| {
                Money::new(bound, *currency).map_or(String::new(), |bound| bound.to_string())
            };
            let minor_units = amount.map(Money::minor_units);
            check_range(minor_units, required, whole, (Some(*min), Some(*max)), write)?;
            Ok(FieldValue::Money(amount))
        }
        (Control::DateField { min, max, .. }, FieldValue::Date(date)) => {
            check_range(date, required, whole, (*min, *max), |bound| bound.to_string())?;
            Ok(FieldValue::Date(date))
        }
        (control, _) => Err(format!("must be the value of a {}", control.kind())),
    }
}

/// Whether a value may be left out, and is within bounds that are written as `write` does. What is
/// still being typed may be below its least: it grows.
fn check_range<T: PartialOrd + Copy>(
    value: Option<T>,
    required: bool,
    whole: bool,
    (min, max): (Option<T>, Option<T>),
    write: impl Fn(T) -> String,
) -> Result<(), String> {
    let Some(value) = value else {
        return if required { Err("must be filled in".into()) } else { Ok(()) };
    };
    if let Some(min) = min.filter(|min| whole && value < *min) {
        return Err(format!("must be at least {}", write(min)));
    }
    if let Some(max) = max.filter(|max| value > *max) {
        return Err(format!("must be at most {}", write(max)));
    }
    Ok(())
}

/// A number of so many decimals, with a point before them.
fn decimal(number: i64, decimals: u8) -> String {
    let places = usize::from(decimals);
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

fn check_options(options: &[super::tree::ChoiceOption], chosen: &[String]) -> Result<(), String> {
    let known = |value: &String| options.iter().any(|option| option.value.as_str() == value);
    let repeated = chosen
        .iter()
        .enumerate()
        .any(|(at, value)| chosen.iter().take(at).any(|before| before == value));
    // The bound first: a client can send any number of values.
    if chosen.len() > options.len() || !chosen.iter().all(known) || repeated {
        return Err("must be chosen from its options, each once".into());
    }
    Ok(())
}
