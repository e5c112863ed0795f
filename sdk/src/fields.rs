use crate::bindings::loggia::app::events::FieldValue;
use crate::money::Money;

/// What the user entered, as it came with this step's action: of the form that was submitted, or
/// of the one input that changed.
///
/// The host has checked the values against the rules in the view.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, FieldValue)>);

/// A value was asked for that this action didn't bring, or not of that type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// The action brought no input of that name.
    #[error("no input `{0}` came with this action: is it in the form that was submitted?")]
    Missing(String),
    /// The input is of another kind.
    #[error("input `{name}` is not {expected}")]
    WrongKind {
        /// The input's name.
        name: String,
        /// What was asked for.
        expected: &'static str,
    },
}

impl Fields {
    pub(crate) fn new(fields: Vec<(String, FieldValue)>) -> Self {
        Self(fields)
    }

    /// A text field's text.
    ///
    /// # Errors
    /// [`FieldError`] when there is no text field of that name.
    pub fn text(&self, name: &str) -> Result<&str, FieldError> {
        match self.value(name)? {
            FieldValue::Text(text) => Ok(text),
            _ => Err(wrong_kind(name, "a text field")),
        }
    }

    /// A stepper's or a slider's number.
    ///
    /// # Errors
    /// [`FieldError`] when there is no stepper or slider of that name.
    pub fn integer(&self, name: &str) -> Result<i64, FieldError> {
        match self.value(name)? {
            FieldValue::Integer(number) => Ok(*number),
            _ => Err(wrong_kind(name, "a stepper or slider")),
        }
    }

    /// The value of a choice's chosen option; none while nothing is chosen.
    ///
    /// # Errors
    /// [`FieldError`] when there is no choice of that name, or it is a multi-choice with several.
    pub fn choice(&self, name: &str) -> Result<Option<&str>, FieldError> {
        match self.choices(name)? {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => Err(wrong_kind(name, "a choice of one")),
        }
    }

    /// The values of a multi-choice's chosen options, in the view's order.
    ///
    /// # Errors
    /// [`FieldError`] when there is no choice of that name.
    pub fn choices(&self, name: &str) -> Result<&[String], FieldError> {
        match self.value(name)? {
            FieldValue::Choice(values) => Ok(values),
            _ => Err(wrong_kind(name, "a choice")),
        }
    }

    /// Whether a checkbox or a switch is on.
    ///
    /// # Errors
    /// [`FieldError`] when there is none of that name.
    pub fn is_on(&self, name: &str) -> Result<bool, FieldError> {
        match self.value(name)? {
            FieldValue::On(on) => Ok(*on),
            _ => Err(wrong_kind(name, "a checkbox or switch")),
        }
    }

    /// A number field's number, in units of its last decimal; none where it was left empty.
    ///
    /// # Errors
    /// [`FieldError`] when there is no number field of that name.
    pub fn number(&self, name: &str) -> Result<Option<i64>, FieldError> {
        match self.value(name)? {
            FieldValue::Number(number) => Ok(*number),
            _ => Err(wrong_kind(name, "a number field")),
        }
    }

    /// A money field's amount; none where it was left empty.
    ///
    /// # Errors
    /// [`FieldError`] when there is no money field of that name.
    pub fn money(&self, name: &str) -> Result<Option<Money>, FieldError> {
        match self.value(name)? {
            // The host lets no other amounts through.
            FieldValue::Money(money) => {
                Ok(money.as_ref().and_then(|money| Money::from_wire(money).ok()))
            }
            _ => Err(wrong_kind(name, "a money field")),
        }
    }

    /// A date field's day; none where it was left empty.
    ///
    /// # Errors
    /// [`FieldError`] when there is no date field of that name.
    pub fn date(&self, name: &str) -> Result<Option<time::Date>, FieldError> {
        match self.value(name)? {
            FieldValue::Date(day) => Ok(day.and_then(crate::date::from_wire)),
            _ => Err(wrong_kind(name, "a date field")),
        }
    }

    fn value(&self, name: &str) -> Result<&FieldValue, FieldError> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value).ok_or_else(|| FieldError::Missing(name.to_owned()))
    }
}

fn wrong_kind(name: &str, expected: &'static str) -> FieldError {
    FieldError::WrongKind { name: name.to_owned(), expected }
}
