//! The table from element to widget, and how a page is laid out of them.

mod content;
mod controls;
mod feedback;
mod inputs;
mod items;
mod measure;
mod structure;

use loggia_runtime::ui::{Control, Element, NodeIndex, View};

use super::block::Block;
use super::look::{Look, Place};

/// A view, laid out for a width.
#[derive(Debug)]
pub(crate) struct Page {
    /// Everything but dialogs.
    pub(crate) body: Block,
    /// The dialog that is open: nothing outside of it acts.
    pub(crate) dialog: Option<Block>,
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
    Page { body: body.unwrap_or_default(), dialog }
}

/// The dialog that is open: the first one, as the session has it.
pub(crate) fn open_dialog(view: &View) -> Option<NodeIndex> {
    view.nodes()
        .find(|(_, node)| matches!(node.element, Element::Dialog { .. }))
        .map(|(index, _)| index)
}

/// One node as rows; none for a dialog, which is not a part of the page.
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
        Element::Heading { title } => content::heading(look, title, width),
        Element::Text { label, tone, size } => content::text(look, label, *tone, *size, width),
        Element::Countdown { label, until } => content::countdown(look, label, *until, width),
        Element::Badge { label, tone } => content::badge(look, label, *tone, width),
        Element::KeyValues { rows } => content::key_values(look, rows, width),
        Element::Icon { name, label } => content::icon(look, *name, label.as_ref(), width),
        Element::Image { asset, alt, size } => {
            content::image(look, asset, alt.as_ref(), *size, width)
        }
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
        },
        Element::Button { label, style, enabled, busy, .. } => {
            controls::button(look, at, label, *style, *enabled, *busy, width)
        }
        Element::Banner { label, tone } => feedback::banner(look, label, *tone, width),
        Element::Dialog { .. } => return None,
        Element::EmptyState { icon, title } => feedback::empty_state(look, at, *icon, title, width),
        Element::Progress { label, permille } => feedback::progress(look, label, *permille, width),
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
