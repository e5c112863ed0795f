//! The view: elements that the host renders, with the mini-app's messages on what can be tapped.
//!
//! Each element has a function of its name, whose arguments are what it can't do without; the rest
//! are methods. Containers take their children as a tuple, and a child may be an `Option`, a `Vec`
//! or an array:
//!
//! ```
//! use loggia_sdk::ui::*;
//! # use loggia_sdk::Money;
//! # #[derive(Clone)] enum Msg { Pay, Remove(usize) }
//! # let (lines, hint) = (vec![("Espresso", 240)], None::<&str>);
//! let view: View<Msg> = View::new("basket", "Basket", (
//!     hint.map(|hint| banner(hint, Tone::Info)),
//!     list(lines.iter().enumerate().map(|(index, (name, cents))| {
//!         list_item(*name).key(*name).trailing(Money::eur(*cents)).children(button("Remove", Msg::Remove(index)))
//!     })),
//!     button(("Pay ", Money::eur(240)), Msg::Pay).primary(),
//! ));
//! ```

mod action;
mod bank;
mod content;
mod data;
mod encode;
mod feedback;
mod folding;
mod input;
mod label;
mod node;
mod structure;
mod typed;

pub use action::{Button, Link, Menu, button, link, menu};
pub use bank::{AccountChip, SecretValue, account_chip, secret_value};
pub use content::{
    Alt, Badge, Countdown, Elapsed, Heading, Icon, Image, KeyValues, QrCode, Text, badge,
    countdown, elapsed, heading, icon, image, key_values, qr_code, text,
};
pub use data::{Cell, Chart, ChartKind, Column, Table, chart, table};
pub use feedback::{
    Banner, Dialog, EmptyState, Progress, Skeleton, Toast, banner, dialog, empty_state, progress,
    skeleton, toast,
};
pub use folding::{Details, Tab, Tabs, details, tab, tabs};
pub use input::{
    Checkbox, Choice, ChoiceOption, MultiChoice, Stepper, Switch, TextField, checkbox, choice,
    multi_choice, stepper, switch, text_field,
};
pub use label::{Inline, Label, Moment, strong};
pub use node::{IntoNodes, Node};
pub use structure::{
    Card, Divider, Form, Grid, List, ListItem, Section, Stack, card, column, divider, form, grid,
    list, list_item, row, section,
};
pub use typed::{
    DateField, MoneyField, NumberField, Slider, date_field, money_field, number_field, slider,
};

pub use crate::bindings::loggia::app::ui::{IconName, Sensitivity, Size, TextKind, Tone};

/// What is on screen: the whole of it.
#[derive(Clone, Debug)]
pub struct View<M> {
    screen: String,
    title: String,
    root: Node<M>,
}

impl<M> View<M> {
    /// The screen of this name (1 to 64 bytes: scroll, focus and the way back are kept per screen), with what
    /// the bank's frame shows beside the mini-app's name, and its content from top to bottom.
    pub fn new(
        screen: impl Into<String>,
        title: impl Into<String>,
        content: impl IntoNodes<M>,
    ) -> Self {
        Self { screen: screen.into(), title: title.into(), root: column(content).into_node() }
    }
}
