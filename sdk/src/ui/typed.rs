use time::Date;

use super::Node;
use super::input::{input, input_element, input_node};
use super::node::{Meta, element};
use crate::bindings::loggia::app::ui as wire;
use crate::currency::Currency;
use crate::money::Money;

/// A number that is dragged.
#[derive(Clone, Debug)]
pub struct Slider<M> {
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    stepper: wire::Stepper,
}

/// A field for a number.
#[derive(Clone, Debug)]
pub struct NumberField<M> {
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    field: wire::NumberField,
}

/// A field for an amount of one currency.
#[derive(Clone, Debug)]
pub struct MoneyField<M> {
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    field: wire::MoneyField,
}

/// A field for a day.
#[derive(Clone, Debug)]
pub struct DateField<M> {
    meta: Meta,
    input: Box<wire::Input>,
    on_change: Option<M>,
    field: wire::DateField,
}

/// A number from `min` to `max` that is dragged, in steps of 1. `name` and `label` as for
/// [`text_field`](super::text_field).
pub fn slider<M>(
    name: impl Into<String>,
    label: impl Into<String>,
    value: i64,
    min: i64,
    max: i64,
) -> Slider<M> {
    let stepper = wire::Stepper { value, min, max, step: 1 };
    Slider { meta: Meta::new(), input: input(name, label), on_change: None, stepper }
}

/// A field for a number, whole unless it is given decimals. `name` and `label` as for
/// [`text_field`](super::text_field).
pub fn number_field<M>(name: impl Into<String>, label: impl Into<String>) -> NumberField<M> {
    let field = wire::NumberField { value: None, min: i64::MIN, max: i64::MAX, decimals: 0 };
    NumberField { meta: Meta::new(), input: input(name, label), on_change: None, field }
}

/// A field for an amount, which the customer reads and writes as their language does. `name` and `label` as
/// for [`text_field`](super::text_field).
pub fn money_field<M>(
    name: impl Into<String>,
    label: impl Into<String>,
    currency: Currency,
) -> MoneyField<M> {
    let max = Money::MOST_MINOR_UNITS;
    let currency = currency.code().to_owned();
    let field = wire::MoneyField { value: None, currency, min: 0, max };
    MoneyField { meta: Meta::new(), input: input(name, label), on_change: None, field }
}

/// A field for a day. `name` and `label` as for [`text_field`](super::text_field).
pub fn date_field<M>(name: impl Into<String>, label: impl Into<String>) -> DateField<M> {
    let field = wire::DateField { value: None, min: None, max: None };
    DateField { meta: Meta::new(), input: input(name, label), on_change: None, field }
}

impl<M> Slider<M> {
    /// By how much it moves at least.
    #[must_use]
    pub fn step(mut self, step: u32) -> Self {
        self.stepper.step = step;
        self
    }

    fn into_node(self) -> Node<M> {
        input_node(self.meta, self.input, self.on_change, wire::Element::Slider(self.stepper))
    }
}

impl<M> NumberField<M> {
    /// A default, in units of the last decimal: what the user typed stays while key and value are the same.
    #[must_use]
    pub fn value(mut self, value: Option<i64>) -> Self {
        self.field.value = value;
        self
    }

    /// At least and at most so much, in units of the last decimal.
    #[must_use]
    pub fn between(mut self, min: i64, max: i64) -> Self {
        self.field.min = min;
        self.field.max = max;
        self
    }

    /// How many decimals it has, 9 at most: with two, 1 234 is 12.34.
    #[must_use]
    pub fn decimals(mut self, decimals: u8) -> Self {
        self.field.decimals = decimals;
        self
    }

    fn into_node(self) -> Node<M> {
        input_node(self.meta, self.input, self.on_change, wire::Element::NumberField(self.field))
    }
}

impl<M> MoneyField<M> {
    /// A default: what the user typed stays while key and value are the same. An amount in another currency
    /// than the field's is none.
    #[must_use]
    pub fn value(mut self, value: Option<Money>) -> Self {
        let own = value.filter(|value| value.currency().code() == self.field.currency);
        self.field.value = own.map(Money::minor_units);
        self
    }

    /// At least and at most so many minor units.
    #[must_use]
    pub fn between(mut self, min: u64, max: u64) -> Self {
        self.field.min = min;
        self.field.max = max;
        self
    }

    fn into_node(self) -> Node<M> {
        input_node(self.meta, self.input, self.on_change, wire::Element::MoneyField(self.field))
    }
}

impl<M> DateField<M> {
    /// A default: what the user typed stays while key and value are the same.
    #[must_use]
    pub fn value(mut self, value: Option<Date>) -> Self {
        self.field.value = value.map(crate::date::to_wire);
        self
    }

    /// Not before and not after these days.
    #[must_use]
    pub fn between(mut self, min: Option<Date>, max: Option<Date>) -> Self {
        self.field.min = min.map(crate::date::to_wire);
        self.field.max = max.map(crate::date::to_wire);
        self
    }

    fn into_node(self) -> Node<M> {
        input_node(self.meta, self.input, self.on_change, wire::Element::DateField(self.field))
    }
}

input_element!(Slider);
input_element!(NumberField);
input_element!(MoneyField);
input_element!(DateField);
