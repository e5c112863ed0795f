//! How wide a node wants to be, and how close to its neighbours.
//!
//! It looks at each node once and draws nothing: laying out twice at every level would double
//! the work with each level of nesting.

use loggia_runtime::ui::{Axis, Control, Element, Node, NodeIndex, View};
use unicode_width::UnicodeWidthStr;

use super::controls::{is_named_by_item, stepper_width};
use crate::locale::Locale;
use crate::terminal::look::tone_sign;

/// The columns that a node takes in a row; none where it takes all that it gets.
pub(super) fn natural_width(view: &View, locale: &Locale, index: NodeIndex) -> Option<usize> {
    let node = view.node(index)?;
    let label = |label: &[_]| locale.label(label).width();
    let sign = |tone| tone_sign(tone).map_or(0, |_| 2);
    match &node.element {
        Element::Stack { axis, .. } => {
            let widths: Option<Vec<usize>> =
                view.children(index).map(|(child, _)| natural_width(view, locale, child)).collect();
            let widths = widths?;
            Some(match axis {
                Axis::Horizontal => {
                    widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1)
                }
                Axis::Vertical => widths.into_iter().max().unwrap_or(0),
            })
        }
        Element::Heading { title } => Some(label(title)),
        Element::Text { label: text, tone, .. } => Some(label(text) + sign(*tone)),
        Element::Link { label: text, .. } => Some(label(text) + 4),
        Element::Menu { label: text } => Some(label(text) + 6),
        Element::Countdown { label: text, .. } | Element::Elapsed { label: text, .. } => {
            Some(label(text) + " 00:00:00".len())
        }
        Element::Badge { label: text, tone } => Some(label(text) + 2 + sign(*tone)),
        Element::Icon { label, .. } => {
            Some(2 + label.as_ref().map_or(0, |label| 1 + label.as_str().width()))
        }
        Element::Image { size, .. } => Some(super::content::picture_size(*size).0),
        Element::Button { label: text, busy, .. } => Some(label(text) + 4 + usize::from(*busy)),
        Element::Input(input) => {
            let name = input.label.as_str().width();
            match &input.control {
                Control::Checkbox { .. } => Some(name + 6),
                Control::Switch { .. } => Some(name + 12),
                Control::Stepper { min, max, .. } => {
                    let label = if is_named_by_item(view, index) { 0 } else { name + 3 };
                    Some(label + stepper_width(locale, *min, *max))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Empty rows between two neighbours in a column.
pub(super) fn gap(view: &View, before: NodeIndex, after: NodeIndex) -> usize {
    let (Some(upper), Some(lower)) = (view.node(before), view.node(after)) else { return 0 };
    let is_control = |node: &Node| match &node.element {
        Element::Input(input) => matches!(
            input.control,
            Control::Checkbox { .. }
                | Control::Switch { .. }
                | Control::Stepper { .. }
                | Control::Slider { .. }
        ),
        _ => false,
    };
    let close = matches!(upper.element, Element::Heading { .. })
        || (is_control(upper) && is_control(lower))
        || (flows(view, before) && flows(view, after));
    usize::from(!close)
}

/// Whether a node is a line among lines, as opposed to something with room round it.
pub(super) fn flows(view: &View, index: NodeIndex) -> bool {
    view.node(index).is_some_and(|node| match &node.element {
        Element::Text { .. }
        | Element::Countdown { .. }
        | Element::Elapsed { .. }
        | Element::AccountChip { .. }
        | Element::SecretValue { .. }
        | Element::Badge { .. }
        | Element::Icon { .. }
        | Element::Progress { .. } => true,
        Element::Stack { .. } => view.children(index).all(|(child, _)| flows(view, child)),
        _ => false,
    })
}
