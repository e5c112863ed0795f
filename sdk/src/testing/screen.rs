//! The view as a shell sees it: a tree, its texts, and what of it acts.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::bindings::loggia::app::ui::{
    ButtonKind, Cell, ColumnKind, Dataset, Element, Inline, Input, Item, MomentStyle,
    ProgressSoFar, Sensitivity, Tone, View,
};
use crate::bindings::loggia::types::types::Date;
use crate::currency::Currency;
use crate::money::Money;
use crate::timestamp::Timestamp;

/// A view with the ways through it.
#[derive(Clone, Debug)]
pub(super) struct Screen {
    pub(super) view: View,
    children: Vec<Vec<usize>>,
    /// For each node its place in the table of items, of inputs or of data, should it have one.
    beside: Vec<usize>,
    utc_offset_minutes: i16,
}

/// Something on screen that a tap reaches.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) node: usize,
    pub(super) label: String,
    pub(super) action: u32,
    /// Why it doesn't act now.
    pub(super) idle: Option<&'static str>,
    pub(super) submits: bool,
}

impl Screen {
    /// Reads a view as the host does.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn new(view: View, utc_offset_minutes: i16) -> Result<Self, String> {
        let (mut items, mut inputs, mut data) = (0, 0, 0);
        let mut beside = Vec::new();
        let mut children = vec![Vec::new(); view.nodes.len()];
        for (id, node) in view.nodes.iter().enumerate() {
            let counter = match &node.element {
                Element::ListItem => &mut items,
                Element::Table | Element::Chart(_) => &mut data,
                _ => &mut inputs,
            };
            beside.push(*counter);
            let takes = is_input(&node.element)
                || matches!(node.element, Element::ListItem | Element::Table | Element::Chart(_));
            *counter += usize::from(takes);
            if id > 0 {
                children
                    .get_mut(node.parent as usize)
                    .ok_or("a node's parent is not in the view")?
                    .push(id);
            }
        }
        let screen = Self { view, children, beside, utc_offset_minutes };
        screen.check()?;
        Ok(screen)
    }

    /// The bounds and rules of the contract.
    fn check(&self) -> Result<(), String> {
        let view = &self.view;
        if !(1..=64).contains(&view.screen.len()) {
            return Err("the screen's name is 1 to 64 bytes".to_owned());
        }
        if view.nodes.len() > 1000 || view.actions.len() > 256 {
            return Err(format!(
                "1 000 nodes and 256 actions at most, not {} and {}",
                view.nodes.len(),
                view.actions.len()
            ));
        }
        if view.actions.iter().any(|action| action.len() > 1024) {
            return Err("a message is more than 1 KiB".to_owned());
        }
        for data in &view.data {
            if !(1..=12).contains(&data.columns.len())
                || data.cells.len() > 200 * data.columns.len()
            {
                return Err(format!("{:?} has 1 to 12 columns and 200 rows at most", data.label));
            }
        }
        let mut names = BTreeSet::new();
        for input in &view.inputs {
            if !(1..=64).contains(&input.name.len()) || !names.insert(&input.name) {
                return Err(format!(
                    "input name {:?} is not unique, or not 1 to 64 bytes",
                    input.name
                ));
            }
            if input.label.is_empty() {
                return Err(format!("input {:?} has no label", input.name));
            }
        }
        for (id, children) in self.children.iter().enumerate() {
            if children.len() > 200 {
                return Err(format!("an element has {} children, 200 at most", children.len()));
            }
            let mut keys = BTreeSet::new();
            for key in children.iter().filter_map(|&child| self.view.nodes[child].key.as_ref()) {
                if !(1..=64).contains(&key.len()) || !keys.insert(key) {
                    return Err(format!(
                        "key {key:?} is not unique among its siblings, or not 1 to 64 bytes"
                    ));
                }
            }
            if self.ancestors(id).count() >= 32 {
                return Err("the view is more than 32 deep".to_owned());
            }
            let is = |of: usize, kind: fn(&Element) -> bool| kind(&self.view.nodes[of].element);
            let of_tabs = is(id, |element| matches!(element, Element::Tabs));
            let tab = |element: &Element| matches!(element, Element::Tab(_));
            if children.iter().any(|&child| is(child, tab) != of_tabs)
                || (of_tabs && children.is_empty())
            {
                return Err("tabs have tabs as children, one at least".to_owned());
            }
            let in_list = matches!(self.view.nodes[id].element, Element::List);
            if in_list
                && children
                    .iter()
                    .any(|&child| !matches!(self.view.nodes[child].element, Element::ListItem))
            {
                return Err("a list's children are list items".to_owned());
            }
        }
        Ok(())
    }

    pub(super) fn element(&self, node: usize) -> &Element {
        &self.view.nodes[node].element
    }

    pub(super) fn item(&self, node: usize) -> Option<&Item> {
        matches!(self.element(node), Element::ListItem).then(|| &self.view.items[self.beside[node]])
    }

    pub(super) fn input(&self, node: usize) -> Option<&Input> {
        is_input(self.element(node)).then(|| &self.view.inputs[self.beside[node]])
    }

    /// What a table or a chart shows.
    pub(super) fn data(&self, node: usize) -> Option<&Dataset> {
        matches!(self.element(node), Element::Table | Element::Chart(_))
            .then(|| &self.view.data[self.beside[node]])
    }

    /// The rows of a table or a chart as a user reads them, the titles first.
    pub(super) fn rows_of(&self, data: &Dataset) -> Vec<Vec<String>> {
        let titles = data.columns.iter().map(|column| column.title.clone()).collect();
        let rows = data.cells.chunks(data.columns.len().max(1)).map(|row| {
            row.iter()
                .zip(&data.columns)
                .map(|(cell, column)| written(cell, &column.kind))
                .collect()
        });
        std::iter::once(titles).chain(rows).collect()
    }

    pub(super) fn nodes(&self) -> std::ops::Range<usize> {
        0..self.view.nodes.len()
    }

    /// The node's parent, its parent, and so on to the root.
    fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(node), |&id| {
            (id > 0).then(|| self.view.nodes[id].parent as usize)
        })
        .skip(1)
    }

    pub(super) fn is_inside(&self, node: usize, of: usize) -> bool {
        node == of || self.ancestors(node).any(|ancestor| ancestor == of)
    }

    /// While there is a dialog, nothing outside of the last one acts.
    pub(super) fn dialog(&self) -> Option<usize> {
        self.nodes().rev().find(|&node| matches!(self.element(node), Element::Dialog(_)))
    }

    pub(super) fn acts(&self, node: usize) -> bool {
        self.dialog().is_none_or(|dialog| self.is_inside(node, dialog))
    }

    /// What can be tapped, acting or not.
    pub(super) fn targets(&self) -> Vec<Target> {
        let target = |node, label, action, idle, submits| {
            let idle = if self.acts(node) { idle } else { Some("is behind a dialog") };
            Target { node, label, action, idle, submits }
        };
        let mut targets = Vec::new();
        for node in self.nodes() {
            match self.element(node) {
                Element::Button(button) => {
                    let idle = match (button.enabled, button.busy) {
                        (false, _) => Some("is not enabled"),
                        (_, true) => Some("is busy"),
                        _ => None,
                    };
                    targets.push(target(
                        node,
                        self.label(&button.label),
                        button.on_tap,
                        idle,
                        false,
                    ));
                }
                Element::Form(form) => {
                    targets.push(target(
                        node,
                        self.label(&form.submit_label),
                        form.submit,
                        None,
                        true,
                    ));
                }
                Element::Link(link) => {
                    targets.push(target(node, self.label(&link.label), link.on_tap, None, false));
                }
                Element::Card(Some(action)) => {
                    // A card is known by any of the texts that stand on it.
                    for inner in self.nodes().filter(|&inner| self.is_inside(inner, node)) {
                        for label in self.texts(inner) {
                            targets.push(target(node, label, *action, None, false));
                        }
                    }
                }
                Element::ListItem => {
                    let Some(item) = self.item(node) else {
                        continue;
                    };
                    if let Some(action) = item.on_tap {
                        targets.push(target(node, self.label(&item.title), action, None, false));
                    }
                }
                _ => {}
            }
        }
        targets
    }

    /// The list item, card or section in which this text stands.
    pub(super) fn rows(&self, text: &str) -> Vec<usize> {
        let is_row = |node: &usize| {
            matches!(
                self.element(*node),
                Element::ListItem | Element::Card(_) | Element::Section(_)
            )
        };
        let says = |node: usize| self.texts(node).iter().any(|own| own == text);
        let named: Vec<usize> = self.nodes().filter(is_row).filter(|&node| says(node)).collect();
        if !named.is_empty() {
            return named;
        }
        let holds =
            |row: &usize| self.nodes().any(|inner| self.is_inside(inner, *row) && says(inner));
        self.nodes().filter(is_row).filter(holds).collect()
    }

    /// The node's own texts, as a user reads them.
    pub(super) fn texts(&self, node: usize) -> Vec<String> {
        let texts = match self.element(node) {
            Element::Section(label) | Element::Heading(label) => vec![self.label(label)],
            Element::Text(text) => vec![self.label(&text.label)],
            Element::Countdown(countdown) => vec![self.label(&countdown.label)],
            Element::Elapsed(elapsed) => vec![self.label(&elapsed.label)],
            Element::Badge(badge) | Element::Toast(badge) => vec![self.label(&badge.label)],
            Element::Banner(banner) => vec![self.label(&banner.label)],
            Element::Tab(tab) => vec![self.label(&tab.label)],
            Element::Details(details) => vec![self.label(&details.summary)],
            Element::Link(link) => vec![self.label(&link.label)],
            Element::Menu(label) => vec![self.label(label)],
            Element::QrCode(code) => vec![code.label.clone(), code.content.clone()],
            Element::Table | Element::Chart(_) => self.data(node).map_or_else(Vec::new, |data| {
                let rows = self.rows_of(data).into_iter().map(|row| row.join(" | "));
                std::iter::once(data.label.clone()).chain(rows).collect()
            }),
            Element::AccountChip(account) => vec![format!("account {account}")],
            Element::SecretValue(secret) => vec![secret.label.clone()],
            Element::KeyValues(pairs) => {
                pairs.iter().map(|(key, value)| format!("{key}: {}", self.label(value))).collect()
            }
            Element::Icon(icon) => icon.label.iter().cloned().collect(),
            Element::Image(image) => image.alt.iter().cloned().collect(),
            Element::Form(form) => vec![self.label(&form.submit_label)],
            Element::Button(button) => vec![self.label(&button.label)],
            Element::Dialog(dialog) => vec![self.label(&dialog.title)],
            Element::EmptyState(empty) => vec![self.label(&empty.title)],
            Element::Progress(progress) => vec![match progress.so_far {
                ProgressSoFar::Unknown => progress.label.clone(),
                ProgressSoFar::Permille(permille) => {
                    format!("{} {} %", progress.label, (permille + 5) / 10)
                }
                ProgressSoFar::Steps(steps) => {
                    format!("{} {}/{}", progress.label, steps.done, steps.count)
                }
            }],
            Element::ListItem => self.item(node).map_or_else(Vec::new, |item| {
                [&item.title, &item.subtitle, &item.trailing].map(|label| self.label(label)).into()
            }),
            element => self.input(node).map_or_else(Vec::new, |input| {
                let options = match element {
                    Element::Choice(options) => options.as_slice(),
                    Element::MultiChoice(choice) => choice.options.as_slice(),
                    _ => &[],
                };
                let own = [Some(&input.label), input.help.as_ref(), input.error.as_ref()];
                let labels = options.iter().map(|option| self.label(&option.label));
                own.into_iter().flatten().cloned().chain(labels).collect()
            }),
        };
        texts.into_iter().filter(|text| !text.is_empty()).collect()
    }

    /// A label with its amounts and moments written out: `3.40 EUR`, `2026-03-02 09:05`.
    pub(super) fn label(&self, label: &[Inline]) -> String {
        let mut text = String::new();
        for inline in label {
            match inline {
                Inline::Text(part) | Inline::Strong(part) => text.push_str(part),
                Inline::Money(money) => match Money::from_wire(money) {
                    Ok(money) => text.push_str(&money.to_string()),
                    Err(error) => text.push_str(&error.to_string()),
                },
                Inline::Date(day) => text.push_str(&iso(*day)),
                Inline::Moment(moment) => {
                    let at = Timestamp::from_millis(moment.at).at_offset(self.utc_offset_minutes);
                    let date = format!("{:04}-{:02}-{:02}", at.year(), at.month() as u8, at.day());
                    let time = format!("{:02}:{:02}", at.hour(), at.minute());
                    match moment.style {
                        MomentStyle::Date => text.push_str(&date),
                        MomentStyle::Time => text.push_str(&time),
                        MomentStyle::DateTime => text.push_str(&format!("{date} {time}")),
                    }
                }
            }
        }
        text
    }

    /// All that is to be read, a line each.
    pub(super) fn text(&self) -> String {
        let lines: Vec<String> = self.nodes().flat_map(|node| self.texts(node)).collect();
        lines.join("\n")
    }

    /// The tree as text, a line an element, indented.
    pub(super) fn tree(&self) -> String {
        let mut out = format!("{} {:?}\n", self.view.screen, self.view.title);
        for node in self.nodes() {
            let wire = &self.view.nodes[node];
            let indent = self.ancestors(node).count() + 1;
            let _ = write!(out, "{:indent$}{}", "", name(&wire.element), indent = indent * 2);
            for text in self.texts(node) {
                let _ = write!(out, " {text:?}");
            }
            let _ = write!(out, "{}", self.marks(node));
            if let Some(key) = &wire.key {
                let _ = write!(out, " key={key}");
            }
            let id = u32::try_from(node).unwrap_or(u32::MAX);
            if let Some((_, test_id)) = self.view.test_ids.iter().find(|(of, _)| *of == id) {
                let _ = write!(out, " test-id={test_id}");
            }
            match wire.sensitivity {
                Sensitivity::None => {}
                Sensitivity::Personal => out.push_str(" personal"),
                Sensitivity::Secret => out.push_str(" secret"),
            }
            out.push('\n');
        }
        out
    }

    fn marks(&self, node: usize) -> String {
        let mut marks = String::new();
        let mut mark = |text: &str| {
            marks.push(' ');
            marks.push_str(text);
        };
        match self.element(node) {
            Element::Button(button) => {
                match button.kind {
                    ButtonKind::Primary => mark("primary"),
                    ButtonKind::Secondary => {}
                    ButtonKind::Danger => mark("danger"),
                }
                if !button.enabled {
                    mark("disabled");
                }
                if button.busy {
                    mark("busy");
                }
            }
            Element::Badge(badge) | Element::Toast(badge) => mark(tone(badge.tone)),
            Element::Banner(banner) => mark(tone(banner.tone)),
            Element::Tab(tab) if tab.selected => mark("selected"),
            Element::Details(details) => mark(if details.open { "open" } else { "closed" }),
            Element::Elapsed(elapsed) => mark(&format!("since={}", elapsed.since)),
            Element::Skeleton(lines) => mark(&format!("lines={lines}")),
            Element::Image(image) => mark(&image.asset),
            Element::ListItem => {
                if let Some(image) = self.item(node).and_then(|item| item.image.as_ref()) {
                    mark(image);
                }
            }
            Element::Countdown(countdown) => mark(&format!("until={}", countdown.until)),
            Element::TextField(field) => mark(&format!("value={:?}", field.value)),
            Element::Checkbox(on) | Element::Switch(on) => mark(if *on { "on" } else { "off" }),
            Element::NumberField(field) => {
                mark(&field.value.map_or("empty".to_owned(), |value| {
                    format!("value={}", decimal(value, field.decimals))
                }));
            }
            Element::MoneyField(field) => mark(&field.value.map_or("empty".to_owned(), |value| {
                format!("value={value} minor units of {}", field.currency)
            })),
            Element::DateField(field) => {
                mark(&field.value.map_or("empty".to_owned(), |day| format!("value={}", iso(day))));
            }
            Element::Stepper(stepper) | Element::Slider(stepper) => {
                mark(&format!("value={} of {}..={}", stepper.value, stepper.min, stepper.max))
            }
            Element::Choice(options)
            | Element::MultiChoice(crate::bindings::loggia::app::ui::MultiChoice {
                options, ..
            }) => {
                for option in options.iter().filter(|option| option.selected) {
                    mark(&format!("chosen={}", option.value));
                }
            }
            _ => {}
        }
        marks
    }
}

pub(super) fn is_input(element: &Element) -> bool {
    matches!(
        element,
        Element::TextField(_)
            | Element::Choice(_)
            | Element::MultiChoice(_)
            | Element::Checkbox(_)
            | Element::Switch(_)
            | Element::Stepper(_)
            | Element::Slider(_)
            | Element::NumberField(_)
            | Element::MoneyField(_)
            | Element::DateField(_)
    )
}

/// A cell as a user reads it.
fn written(cell: &Cell, kind: &ColumnKind) -> String {
    match (cell, kind) {
        (Cell::None, _) => String::new(),
        (Cell::Text(text), _) => text.clone(),
        (Cell::Date(day), _) => iso(*day),
        (Cell::Number(number), ColumnKind::Amount(currency)) => {
            let decimals = Currency::new(currency).map_or(2, Currency::decimals);
            format!("{} {currency}", decimal(*number, u8::try_from(decimals).unwrap_or(2)))
        }
        (Cell::Number(number), ColumnKind::Number(decimals)) => decimal(*number, *decimals),
        (Cell::Number(number), _) => number.to_string(),
    }
}

/// A number in units of its last decimal, with a point before the decimals.
pub(super) fn decimal(number: i64, decimals: u8) -> String {
    let places = usize::from(decimals);
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

pub(super) fn iso(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

fn name(element: &Element) -> &'static str {
    match element {
        Element::Section(_) => "section",
        Element::Stack(_) => "stack",
        Element::Grid(_) => "grid",
        Element::Card(_) => "card",
        Element::List => "list",
        Element::ListItem => "list-item",
        Element::Divider => "divider",
        Element::Tabs => "tabs",
        Element::Tab(_) => "tab",
        Element::Details(_) => "details",
        Element::Elapsed(_) => "elapsed",
        Element::Table => "table",
        Element::Chart(_) => "chart",
        Element::QrCode(_) => "qr-code",
        Element::Slider(_) => "slider",
        Element::NumberField(_) => "number-field",
        Element::MoneyField(_) => "money-field",
        Element::DateField(_) => "date-field",
        Element::Link(_) => "link",
        Element::Menu(_) => "menu",
        Element::Toast(_) => "toast",
        Element::Skeleton(_) => "skeleton",
        Element::AccountChip(_) => "account-chip",
        Element::SecretValue(_) => "secret-value",
        Element::Heading(_) => "heading",
        Element::Text(_) => "text",
        Element::Countdown(_) => "countdown",
        Element::Badge(_) => "badge",
        Element::KeyValues(_) => "key-values",
        Element::Icon(_) => "icon",
        Element::Image(_) => "image",
        Element::Form(_) => "form",
        Element::TextField(_) => "text-field",
        Element::Choice(_) => "choice",
        Element::MultiChoice(_) => "multi-choice",
        Element::Checkbox(_) => "checkbox",
        Element::Switch(_) => "switch",
        Element::Stepper(_) => "stepper",
        Element::Button(_) => "button",
        Element::Banner(_) => "banner",
        Element::Dialog(_) => "dialog",
        Element::EmptyState(_) => "empty-state",
        Element::Progress(_) => "progress",
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "neutral",
        Tone::Info => "info",
        Tone::Success => "success",
        Tone::Warning => "warning",
        Tone::Danger => "danger",
    }
}
