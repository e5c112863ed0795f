use loggia_sdk::{Currency, FieldError, Fields, Money, MoneyError};
use serde::{Deserialize, Serialize};

use crate::menu::{Extra, Milk, Options, Product, Size};
use crate::words::Language;

/// How many of one thing can be ordered at once.
pub(crate) const MOST_OF_A_LINE: u32 = 9;

/// How many different things a basket takes.
const MOST_LINES: usize = 10;

/// So many of one product, made in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// What.
    pub(crate) product: Product,
    /// Of a product that comes in sizes.
    pub(crate) size: Option<Size>,
    /// Of a product with milk in it.
    pub(crate) milk: Option<Milk>,
    /// What else goes into it.
    pub(crate) extras: Vec<Extra>,
    /// How many, from 1 on.
    pub(crate) quantity: u32,
}

/// What the customer is about to order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Basket {
    /// In the order in which it was put in.
    pub(crate) lines: Vec<Line>,
}

impl Line {
    /// What the product's form says.
    ///
    /// # Errors
    /// When the form isn't this product's.
    pub(crate) fn from_form(product: Product, fields: &Fields) -> Result<Self, FieldError> {
        let size = if product.has_sizes() {
            fields.choice("size")?.and_then(Size::from_value)
        } else {
            None
        };
        let milk = if product.has_milk() {
            fields.choice("milk")?.and_then(Milk::from_value)
        } else {
            None
        };
        let extras = if product.has_extras() { fields.choices("extras")? } else { &[] };
        Ok(Self {
            product,
            size,
            milk,
            extras: extras.iter().filter_map(|value| Extra::from_value(value)).collect(),
            quantity: quantity(fields.integer("quantity")?),
        })
    }

    /// What it costs.
    ///
    /// # Errors
    /// When it is beyond all amounts.
    pub(crate) fn price(&self) -> Result<Money, MoneyError> {
        let size = self.size.map(Size::surcharge);
        let milk = self.milk.map(Milk::surcharge);
        let extras = self.extras.iter().map(|extra| extra.surcharge());
        let surcharges = size.into_iter().chain(milk).chain(extras);
        Money::sum(Currency::EUR, surcharges)?
            .plus(self.product.price())?
            .times(u64::from(self.quantity))
    }

    /// How it is made, such as "Large · Oat milk · Extra shot".
    #[must_use]
    pub(crate) fn made(&self, words: Language) -> String {
        let size = self.size.map(|size| size.name(words));
        let milk = self.milk.map(|milk| milk.name(words));
        let extras = self.extras.iter().map(|extra| extra.name(words));
        let parts: Vec<&str> = size.into_iter().chain(milk).chain(extras).collect();
        parts.join(" · ")
    }

    /// How many of what, such as "2 × Cappuccino".
    #[must_use]
    pub(crate) fn summary(&self, words: Language) -> String {
        let name = self.product.name(words);
        if self.quantity == 1 {
            name.to_owned()
        } else {
            [&self.quantity.to_string(), " × ", name].concat()
        }
    }
}

impl Basket {
    /// Puts a line in, together with what is already there of the same; false when there is no room.
    #[must_use]
    pub(crate) fn add(&mut self, line: Line) -> bool {
        let has_room = self.lines.len() < MOST_LINES;
        let same = self
            .lines
            .iter_mut()
            .find(|there| Line { quantity: line.quantity, ..(*there).clone() } == line);
        match same {
            Some(there) if there.quantity + line.quantity <= MOST_OF_A_LINE => {
                there.quantity += line.quantity
            }
            None if has_room => self.lines.push(line),
            _ => return false,
        }
        true
    }

    /// Changes how many there are of a line.
    pub(crate) fn set_quantity(&mut self, line: usize, number: i64) {
        if let Some(line) = self.lines.get_mut(line) {
            line.quantity = quantity(number);
        }
    }

    /// Takes a line out.
    pub(crate) fn remove(&mut self, line: usize) {
        if line < self.lines.len() {
            self.lines.remove(line);
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many things are in it.
    #[must_use]
    pub(crate) fn count(&self) -> u64 {
        self.lines.iter().map(|line| u64::from(line.quantity)).sum()
    }

    /// What it all costs.
    ///
    /// # Errors
    /// When it is beyond all amounts.
    pub(crate) fn total(&self) -> Result<Money, MoneyError> {
        let prices: Result<Vec<Money>, MoneyError> = self.lines.iter().map(Line::price).collect();
        Money::sum(Currency::EUR, prices?)
    }
}

fn quantity(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(1).clamp(1, MOST_OF_A_LINE)
}
