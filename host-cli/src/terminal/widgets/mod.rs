//! The table from element to widget, and how a page is laid out of them.

mod chart;
mod content;
mod controls;
mod feedback;
mod folding;
mod inputs;
mod items;
mod measure;
mod own;
mod plot;
mod structure;
mod table;

use loggia_runtime::ui::{Control, Element, NodeIndex, View};

pub(crate) use self::own::MASK;
use super::block::{Block, Target};
use super::look::{Look, Place};

/// A view, laid out for a width.
#[derive(Debug)]
pub(crate) struct Page {
    /// Everything but dialogs.
    pub(crate) body: Block,
    /// The dialog that is open: nothing outside of it acts.
    pub(crate) dialog: Option<Block>,
    /// The buttons of the menu that is open, which lie over the rest.
    pub(crate) menu: Option<Block>,
    /// What is said in passing, from the oldest.
    pub(crate) toasts: Vec<Block>,
}

/// Lays a view out: its page in `width` columns, its dialog in `dialog_width`.
pub(crate) fn lay_out(look: &Look<'_>, width: usize, dialog_width: usize) -> Page {
    let body = look
        .view
        .node(look.view.root())
        .and_then(|node| widget(look, Place { index: look.view.root(), node, level: 0 }, width));
    let dialog = open_dialog(look.view).and_then(|index| {
        let node = look.view.node(index)?;
        Some(feedback::dialog(look, Place { index, node, level: 0 }, dialog_width))
    });
    let menu = look.folds.menu().and_then(|path| look.view.find(path));
    let menu = menu.map(|menu| folding::popup(look, menu, dialog_width));
    let toasts = look.toasts.iter().filter_map(|path| {
        match &look.view.node(look.view.find(*path)?)?.element {
            Element::Toast { label, tone } => {
                Some(feedback::toast(look, label, *tone, dialog_width))
            }
            _ => None,
        }
    });
    Page { body: body.unwrap_or_default(), dialog, menu, toasts: toasts.collect() }
}

/// Whether a node lies over the page and is no part of it.
fn floats(element: &Element) -> bool {
    matches!(element, Element::Dialog { .. } | Element::Toast { .. })
}

/// The dialog that is open: the first one, as the session has it.
pub(crate) fn open_dialog(view: &View) -> Option<NodeIndex> {
    view.nodes()
        .find(|(_, node)| matches!(node.element, Element::Dialog { .. }))
        .map(|(index, _)| index)
}

/// One node as rows; none for what lies over the page.
fn widget(look: &Look<'_>, at: Place<'_>, width: usize) -> Option<Block> {
    let width = width.max(1);
    Some(match &at.node.element {
        Element::Section { title } => structure::section(look, at, title, width),
        Element::Stack { axis, wrap } => structure::stack(look, at, *axis, *wrap, width),
        Element::Grid { columns } => structure::grid(look, at, usize::from(*columns), width),
        Element::Card { on_tap } => structure::card(look, at, on_tap.is_some(), width),
        Element::List => items::list(look, at, width),
        Element::ListItem(item) => items::item(look, at, item, width),
        Element::Divider => structure::divider(look, width),
        Element::Tabs => folding::tabs(look, at, width),
        Element::Tab { .. } => column(look, at, width),
        Element::Details { summary, .. } => folding::details(look, at, summary, width),
        Element::Heading { title } => content::heading(look, title, width),
        Element::Text { label, tone, size } => content::text(look, label, *tone, *size, width),
        Element::Countdown { label, until } => content::countdown(look, label, *until, width),
        Element::Elapsed { label, since } => content::elapsed(look, label, *since, width),
        Element::Badge { label, tone } => content::badge(look, label, *tone, width),
        Element::KeyValues { rows } => content::key_values(look, rows, width),
        Element::Icon { name, label } => content::icon(look, *name, label.as_ref(), width),
        Element::Image { asset, alt, size } => {
            content::image(look, asset, alt.as_ref(), *size, width)
        }
        Element::Table(data) => table::table(look, data, width),
        Element::Chart { chart, data } => chart::chart(look, at, *chart, data, width),
        Element::QrCode { content, label } => own::qr_code(look, content, label, width),
        Element::Form { submit_label, .. } => inputs::form(look, at, submit_label, width),
        Element::Input(input) => match &input.control {
            Control::TextField { kind, max_length, .. } => {
                inputs::text_field(look, at, input, *kind, *max_length, width)
            }
            Control::Choice { options } => inputs::choice(look, at, input, options, false, width),
            Control::MultiChoice { options, .. } => {
                inputs::choice(look, at, input, options, true, width)
            }
            Control::Checkbox { .. } => controls::checkbox(look, at, input, width),
            Control::Switch { .. } => controls::switch(look, at, input, width),
            Control::Stepper { min, max, .. } => {
                controls::stepper(look, at, input, *min, *max, width)
            }
            Control::Slider { min, max, .. } => {
                controls::slider(look, at, input, *min, *max, width)
            }
            Control::NumberField { .. }
            | Control::MoneyField { .. }
            | Control::DateField { .. } => inputs::typed_field(look, at, input, width),
        },
        Element::Button { label, style, enabled, busy, .. } => {
            controls::button(look, at, label, *style, *enabled, *busy, width)
        }
        Element::Link { label, .. } => {
            let label = look.locale.label(label);
            let target = Target::Node(at.node.path);
            controls::pressable(look, &label, look.theme.link(), target, width)
        }
        Element::Menu { label } => folding::menu(look, at, label, width),
        // A terminal has no voice: how a screen reader says it makes no difference here.
        Element::Banner { label, tone, .. } => feedback::banner(look, label, *tone, width),
        Element::Dialog { .. } | Element::Toast { .. } => return None,
        Element::EmptyState { icon, title } => feedback::empty_state(look, at, *icon, title, width),
        Element::Progress { label, so_far } => feedback::progress(look, label, *so_far, width),
        Element::Skeleton { lines } => feedback::skeleton(look, *lines, width),
        Element::AccountChip { account } => own::account_chip(look, account, width),
        Element::SecretValue { label, value } => own::secret_value(look, at, label, value, width),
    })
}

/// The children of a node one under the other.
fn column(look: &Look<'_>, at: Place<'_>, width: usize) -> Block {
    let level = at.level + usize::from(matches!(at.node.element, Element::Section { .. }));
    let mut column = Block::of(width, Vec::new());
    let mut before = None;
    for (index, node) in look.view.children(at.index) {
        let Some(block) = widget(look, Place { index, node, level }, width) else { continue };
        if block.rows.is_empty() {
            continue;
        }
        let gap = before.map_or(0, |before| measure::gap(look.view, before, index));
        column.add_below(block, gap);
        before = Some(index);
    }
    column
}
