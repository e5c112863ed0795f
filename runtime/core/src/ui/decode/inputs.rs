//! Inputs: what all share, and the rules of each kind.

use rustc_hash::FxHashSet;

use super::words::text_kind;
use super::{Decoder, date, missing, within};
use crate::contract::loggia::app::ui as wit;
use crate::guest_text::GuestText;
use crate::money::{Currency, Money};
use crate::ui::pattern::Pattern;
use crate::ui::problem::ViewProblem;
use crate::ui::tree::*;

/// The longest text that a field can ask for, in characters.
const FIELD_CHARS: u32 = 4_096;
/// The longest that is held to a pattern: matching takes time for each character.
const PATTERN_CHARS: u32 = 200;

pub(super) fn is_input(element: &wit::Element) -> bool {
    use wit::Element as E;
    matches!(
        element,
        E::TextField(_)
            | E::Choice(_)
            | E::MultiChoice(_)
            | E::Checkbox(_)
            | E::Switch(_)
            | E::Stepper(_)
            | E::Slider(_)
            | E::NumberField(_)
            | E::MoneyField(_)
            | E::DateField(_)
    )
}

impl<A: Fn(&str) -> bool> Decoder<'_, A> {
    pub(super) fn input(&mut self, element: wit::Element) -> Result<Element, ViewProblem> {
        let input = self.inputs.next().ok_or(missing("inputs"))?;
        let name = self.name("an input's name", input.name)?;
        if !self.input_names.insert(name.clone()) {
            return Err(ViewProblem::DuplicateInput { name });
        }
        let help = self.optional_text(input.help)?;
        Ok(Element::Input(Box::new(Input {
            name,
            label: self.full_text("an input's label", input.label)?,
            error: self.optional_text(input.error)?,
            required: input.required,
            enabled: input.enabled,
            on_change: self.optional_action(input.on_change)?,
            control: self.control(element, help.as_ref())?,
            help,
        })))
    }

    fn control(
        &mut self,
        element: wit::Element,
        help: Option<&GuestText>,
    ) -> Result<Control, ViewProblem> {
        use wit::Element as E;
        Ok(match element {
            E::TextField(field) => {
                let bounds = "min-length at most max-length, and that 1 to 4 096";
                within(field.max_length, 1..=FIELD_CHARS, "a text field's lengths", bounds)?;
                within(field.min_length, 0..=field.max_length, "a text field's lengths", bounds)?;
                let kind = text_kind(field.kind);
                let value = self.field_value(kind, field.value)?;
                Control::TextField {
                    kind,
                    value,
                    min_length: field.min_length,
                    max_length: field.max_length,
                    pattern: self.pattern(field.pattern, field.max_length, help)?,
                }
            }
            E::Choice(options) => {
                let options = self.options(options)?;
                let selected = options.iter().filter(|option| option.selected).count();
                within(selected, 0..=1, "a choice's selected options", "one at most")?;
                Control::Choice { options }
            }
            E::MultiChoice(choice) => {
                let options = self.options(choice.options)?;
                let bounds = "min at most max, and that at most the number of options";
                within(choice.min, 0..=choice.max, "a multi-choice's bounds", bounds)?;
                within(choice.max as usize, 0..=options.len(), "a multi-choice's bounds", bounds)?;
                Control::MultiChoice { options, min: choice.min, max: choice.max }
            }
            E::Checkbox(on) => Control::Checkbox { on },
            E::Switch(on) => Control::Switch { on },
            E::Stepper(stepper) => {
                let wit::Stepper { value, min, max, step } =
                    stepper_numbers("a stepper's numbers", stepper)?;
                Control::Stepper { value, min, max, step }
            }
            E::Slider(stepper) => {
                let wit::Stepper { value, min, max, step } =
                    stepper_numbers("a slider's numbers", stepper)?;
                Control::Slider { value, min, max, step }
            }
            E::NumberField(field) => {
                let bounds = "min at most value at most max, and at most 9 decimals";
                let what = "a number field's numbers";
                within(field.min, i64::MIN..=field.max, what, bounds)?;
                within(field.value.unwrap_or(field.min), field.min..=field.max, what, bounds)?;
                within(field.decimals, 0..=9, what, bounds)?;
                Control::NumberField {
                    value: field.value,
                    min: field.min,
                    max: field.max,
                    decimals: field.decimals,
                }
            }
            E::MoneyField(field) => {
                let bounds = "min at most value at most max, and that an amount";
                let what = "a money field's amounts";
                within(field.min, 0..=field.max, what, bounds)?;
                within(field.value.unwrap_or(field.min), field.min..=field.max, what, bounds)?;
                let currency: Currency = field.currency.parse().map_err(ViewProblem::BadMoney)?;
                Money::new(field.max, currency).map_err(ViewProblem::BadMoney)?;
                Control::MoneyField { value: field.value, currency, min: field.min, max: field.max }
            }
            E::DateField(field) => {
                let what = "a date field's date";
                let day = |day: Option<_>| day.map(|day| date(what, day)).transpose();
                let (value, min, max) = (day(field.value)?, day(field.min)?, day(field.max)?);
                let in_order = |a: Option<_>, b: Option<_>| a.zip(b).is_none_or(|(a, b)| a <= b);
                if !(in_order(min, max) && in_order(min, value) && in_order(value, max)) {
                    let bounds = "min at most value at most max";
                    return Err(ViewProblem::OutOfBounds { what: "a date field's dates", bounds });
                }
                Control::DateField { value, min, max }
            }
            // All that are counted as inputs stand above, and all others in `element`.
            _ => return Err(missing("inputs")),
        })
    }

    fn pattern(
        &mut self,
        pattern: Option<String>,
        max_length: u32,
        help: Option<&GuestText>,
    ) -> Result<Option<Pattern>, ViewProblem> {
        let Some(source) = pattern else { return Ok(None) };
        let max = self.limits.view_patterns;
        self.patterns_left =
            self.patterns_left.checked_sub(1).ok_or(ViewProblem::TooManyPatterns { max })?;
        within(max_length, 1..=PATTERN_CHARS, "a pattern's max-length", "at most 200")?;
        if help.is_none_or(|help| help.as_str().trim().is_empty()) {
            return Err(ViewProblem::EmptyLabel { what: "a pattern's help" });
        }
        self.spend(&source)?;
        Pattern::parse(&source).map(Some).ok_or(ViewProblem::BadPattern)
    }

    fn options(
        &mut self,
        options: Vec<wit::ChoiceOption>,
    ) -> Result<Vec<ChoiceOption>, ViewProblem> {
        within(
            options.len(),
            1..=self.limits.view_children,
            "a choice's options",
            "at least one, at most as many as a node may have children",
        )?;
        let mut values = FxHashSet::default();
        let mut checked = Vec::with_capacity(options.len());
        for option in options {
            let value = self.name("an option's value", option.value)?;
            if !values.insert(value.clone()) {
                return Err(ViewProblem::DuplicateOption { value });
            }
            let label = self.full_label("an option's label", option.label)?;
            checked.push(ChoiceOption { value, label, selected: option.selected });
        }
        Ok(checked)
    }

    fn field_value(&mut self, kind: TextKind, value: String) -> Result<GuestText, ViewProblem> {
        let value = match kind {
            TextKind::Multiline => GuestText::lines(value),
            _ => GuestText::line(value),
        };
        self.spend(value.as_str())?;
        Ok(value)
    }
}

fn stepper_numbers(what: &'static str, stepper: wit::Stepper) -> Result<wit::Stepper, ViewProblem> {
    let bounds = "min at most value at most max, and step 1 or more";
    within(stepper.value, stepper.min..=stepper.max, what, bounds)?;
    within(stepper.step, 1..=u32::MAX, what, bounds)?;
    Ok(stepper)
}
