//! From the contract's flat view to the core's tree, checking every bound and reference on the way.
//!
//! Wasmtime has lifted the whole view by then, within the bounds of hostcall fuel.

mod data;
mod inputs;
mod words;

use rustc_hash::FxHashSet;

use self::words::{icon_name, politeness, size, tone};
use super::problem::{ViewError, ViewProblem};
use super::secret::Secret;
use super::shape::Tree;
use super::tree::*;
use super::wording;
use crate::contract::exports::loggia::app::app as wit_app;
use crate::contract::loggia::app::ui as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::date::Date;
use crate::guest_text::GuestText;
use crate::limits::Limits;
use crate::money::Money;

/// The longest key, input name, screen name or test id, in bytes.
const NAME_BYTES: usize = 64;
/// The most that a code can say: at 300 bytes it still fits on a screen, and cameras read it.
const QR_BYTES: usize = 300;
/// The longest secret.
const SECRET_BYTES: usize = 200;

/// The core's tree of `view`, or the first thing that is wrong with it.
pub(crate) fn decode(
    view: wit_app::View,
    limits: &Limits,
    has_asset: impl Fn(&str) -> bool,
) -> Result<View, ViewError> {
    let place = GuestText::cut(&view.screen, NAME_BYTES);
    let of_view = |problem| ViewError { node: None, place: place.clone(), problem };
    let count = view.nodes.len();
    if count == 0 {
        return Err(of_view(ViewProblem::Empty));
    }
    if count > limits.view_nodes {
        return Err(of_view(ViewProblem::TooManyNodes { count, max: limits.view_nodes }));
    }
    check_actions(&view.actions, limits).map_err(of_view)?;

    let needed = |kind: fn(&wit::Element) -> bool| {
        view.nodes.iter().filter(|node| kind(&node.element)).count()
    };
    let needed_items = needed(|element| matches!(element, wit::Element::ListItem));
    let needed_inputs = needed(inputs::is_input);
    let needed_data =
        needed(|element| matches!(element, wit::Element::Table | wit::Element::Chart(_)));
    for (what, given, needed) in [
        ("items", view.items.len(), needed_items),
        ("inputs", view.inputs.len(), needed_inputs),
        ("data", view.data.len(), needed_data),
    ] {
        if given != needed {
            return Err(of_view(ViewProblem::SideTable { what, given, needed }));
        }
    }

    let mut decoder = Decoder {
        limits,
        has_asset: &has_asset,
        actions: view.actions.len(),
        text_left: limits.view_text_bytes,
        items: view.items.into_iter(),
        inputs: view.inputs.into_iter(),
        data: view.data.into_iter(),
        cells_left: limits.view_cells,
        patterns_left: limits.view_patterns,
        input_names: FxHashSet::default(),
        has_dialog: false,
    };
    let screen = decoder.name("the view's screen", view.screen).map_err(of_view)?;
    let title = decoder.text(view.title).map_err(of_view)?;

    let mut tree = Tree::with_capacity(count);
    for (index, node) in (0_u32..).zip(view.nodes) {
        let parent = node.parent;
        let sensitivity = match node.sensitivity {
            wit::Sensitivity::None => Sensitivity::None,
            wit::Sensitivity::Personal => Sensitivity::Personal,
            wit::Sensitivity::Secret => Sensitivity::Secret,
        };
        let key = node.key.map(|key| decoder.name("a key", key)).transpose();
        let key = key.map_err(|problem| tree.error(&screen, index, parent, None, problem))?;
        let element = decoder
            .element(node.element)
            .map_err(|problem| tree.error(&screen, index, parent, key.as_ref(), problem))?;
        tree.push(index, parent, key.clone(), sensitivity, element, limits)
            .map_err(|problem| tree.error(&screen, index, parent, key.as_ref(), problem))?;
    }
    tree.check_paths(&screen)?;
    tree.check_tabs(&screen)?;

    let mut test_ids: Vec<(NodeIndex, GuestText)> = Vec::with_capacity(view.test_ids.len());
    if view.test_ids.len() > count {
        return Err(of_view(ViewProblem::BadTestId));
    }
    for (node, name) in view.test_ids {
        test_ids.push((NodeIndex(node), decoder.name("a test id", name).map_err(of_view)?));
    }
    test_ids.sort_unstable_by_key(|(node, _)| *node);
    let twice = test_ids.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a == b));
    if twice || test_ids.last().is_some_and(|(node, _)| node.0 as usize >= count) {
        return Err(of_view(ViewProblem::BadTestId));
    }
    let doubts = wording::read(&title, &tree.nodes).map_err(|(node, problem)| match node {
        Some(NodeIndex(node)) => tree.error_at(&screen, node, problem),
        None => of_view(problem),
    })?;
    Ok(View { screen, title, nodes: tree.nodes, actions: view.actions, test_ids, doubts })
}

fn check_actions(actions: &[Vec<u8>], limits: &Limits) -> Result<(), ViewProblem> {
    if actions.len() > limits.view_actions {
        return Err(ViewProblem::TooManyActions { count: actions.len(), max: limits.view_actions });
    }
    match actions.iter().position(|action| action.len() > limits.action_bytes) {
        Some(action) => Err(ViewProblem::ActionTooLong {
            action,
            bytes: actions.get(action).map_or(0, Vec::len),
            max: limits.action_bytes,
        }),
        None => Ok(()),
    }
}

struct Decoder<'a, A> {
    limits: &'a Limits,
    has_asset: &'a A,
    actions: usize,
    text_left: usize,
    items: std::vec::IntoIter<wit::Item>,
    inputs: std::vec::IntoIter<wit::Input>,
    data: std::vec::IntoIter<wit::Dataset>,
    cells_left: usize,
    patterns_left: usize,
    input_names: FxHashSet<GuestText>,
    has_dialog: bool,
}

impl<A: Fn(&str) -> bool> Decoder<'_, A> {
    fn element(&mut self, element: wit::Element) -> Result<Element, ViewProblem> {
        use wit::Element as E;
        Ok(match element {
            E::Section(title) => Element::Section { title: self.label(title)? },
            E::Stack(stack) => Element::Stack {
                axis: match stack.axis {
                    wit::Axis::Vertical => Axis::Vertical,
                    wit::Axis::Horizontal => Axis::Horizontal,
                },
                wrap: stack.wrap,
            },
            E::Grid(columns) => {
                within(columns, 2..=4, "a grid's columns", "2 to 4")?;
                Element::Grid { columns }
            }
            E::Card(on_tap) => Element::Card { on_tap: self.optional_action(on_tap)? },
            E::List => Element::List,
            E::ListItem => {
                let item = self.items.next().ok_or(missing("items"))?;
                Element::ListItem(Box::new(self.item(item)?))
            }
            E::Divider => Element::Divider,
            E::Tabs => Element::Tabs,
            E::Tab(tab) => Element::Tab {
                label: self.full_label("a tab's label", tab.label)?,
                selected: tab.selected,
                on_open: self.optional_action(tab.on_open)?,
            },
            E::Details(details) => Element::Details {
                summary: self.full_label("a details' summary", details.summary)?,
                open: details.open,
            },
            E::Heading(title) => Element::Heading { title: self.label(title)? },
            E::Text(text) => Element::Text {
                label: self.label(text.label)?,
                tone: tone(text.tone),
                size: size(text.size),
            },
            E::Countdown(countdown) => {
                Element::Countdown { label: self.label(countdown.label)?, until: countdown.until }
            }
            E::Elapsed(elapsed) => {
                Element::Elapsed { label: self.label(elapsed.label)?, since: elapsed.since }
            }
            E::Badge(badge) => Element::Badge {
                label: self.full_label("a badge's label", badge.label)?,
                tone: tone(badge.tone),
            },
            E::KeyValues(rows) => {
                let bounds = "at most as many as a node may have children";
                within(rows.len(), 0..=self.limits.view_children, "a list's rows", bounds)?;
                let rows =
                    rows.into_iter().map(|(key, value)| Ok((self.text(key)?, self.label(value)?)));
                Element::KeyValues { rows: rows.collect::<Result<_, ViewProblem>>()? }
            }
            E::Icon(icon) => {
                Element::Icon { name: icon_name(icon.name), label: self.optional_text(icon.label)? }
            }
            E::Image(image) => Element::Image {
                asset: self.asset(image.asset)?,
                alt: self.optional_text(image.alt)?,
                size: size(image.size),
            },
            E::Table => {
                let data = self.data.next().ok_or(missing("data"))?;
                Element::Table(Box::new(self.dataset(data)?))
            }
            E::Chart(kind) => {
                let data = self.data.next().ok_or(missing("data"))?;
                let (chart, data) = self.chart(kind, data)?;
                Element::Chart { chart, data: Box::new(data) }
            }
            E::QrCode(code) => {
                within(code.content.len(), 1..=QR_BYTES, "a QR code's content", "1 to 300 bytes")?;
                self.spend(&code.content)?;
                Element::QrCode {
                    content: GuestText::line(code.content),
                    label: self.full_text("a QR code's label", code.label)?,
                }
            }
            E::Form(form) => Element::Form {
                submit: self.action(form.submit)?,
                submit_label: self.full_label("a form's submit label", form.submit_label)?,
            },
            E::Button(button) => Element::Button {
                label: self.full_label("a button's label", button.label)?,
                on_tap: self.action(button.on_tap)?,
                style: match button.kind {
                    wit::ButtonKind::Primary => ButtonStyle::Primary,
                    wit::ButtonKind::Secondary => ButtonStyle::Secondary,
                    wit::ButtonKind::Danger => ButtonStyle::Danger,
                },
                enabled: button.enabled,
                busy: button.busy,
            },
            E::Link(link) => Element::Link {
                label: self.full_label("a link's label", link.label)?,
                on_tap: self.action(link.on_tap)?,
            },
            E::Menu(label) => Element::Menu { label: self.full_label("a menu's label", label)? },
            E::Banner(banner) => Element::Banner {
                label: self.label(banner.label)?,
                tone: tone(banner.tone),
                politeness: politeness(banner.politeness),
            },
            E::Dialog(dialog) => {
                if std::mem::replace(&mut self.has_dialog, true) {
                    return Err(ViewProblem::TwoDialogs);
                }
                Element::Dialog {
                    title: self.full_label("a dialog's title", dialog.title)?,
                    on_dismiss: self.optional_action(dialog.on_dismiss)?,
                }
            }
            E::EmptyState(state) => Element::EmptyState {
                icon: icon_name(state.icon),
                title: self.full_label("an empty state's title", state.title)?,
            },
            E::Progress(progress) => Element::Progress {
                label: self.full_text("a progress's label", progress.label)?,
                so_far: so_far(progress.so_far)?,
            },
            E::Toast(toast) => Element::Toast {
                label: self.full_label("a toast's label", toast.label)?,
                tone: tone(toast.tone),
            },
            E::Skeleton(lines) => {
                within(lines, 1..=20, "a skeleton's lines", "1 to 20")?;
                Element::Skeleton { lines }
            }
            E::AccountChip(account) => Element::AccountChip {
                account: account.parse().map_err(|_| ViewProblem::BadAccountId)?,
            },
            E::SecretValue(secret) => {
                within(secret.value.len(), 1..=SECRET_BYTES, "a secret value", "1 to 200 bytes")?;
                Element::SecretValue {
                    label: self.full_text("a secret value's label", secret.label)?,
                    value: Secret::new(self.text(secret.value)?),
                }
            }
            // Inputs, which share much.
            input => self.input(input)?,
        })
    }

    fn item(&mut self, item: wit::Item) -> Result<Item, ViewProblem> {
        Ok(Item {
            title: self.full_label("a list item's title", item.title)?,
            subtitle: self.label(item.subtitle)?,
            trailing: self.label(item.trailing)?,
            image: item.image.map(|name| self.asset(name)).transpose()?,
            on_tap: self.optional_action(item.on_tap)?,
        })
    }

    fn asset(&mut self, name: String) -> Result<GuestText, ViewProblem> {
        if (self.has_asset)(&name) {
            self.text(name)
        } else {
            Err(ViewProblem::NoSuchAsset { name: GuestText::cut(&name, NAME_BYTES) })
        }
    }

    fn full_label(&mut self, what: &'static str, label: wit::Label) -> Result<Label, ViewProblem> {
        let label = self.label(label)?;
        let is_blank = |inline: &Inline| match inline {
            Inline::Text(text) | Inline::Strong(text) => text.as_str().trim().is_empty(),
            Inline::Money(_) | Inline::Moment { .. } | Inline::Date(_) => false,
        };
        if label.iter().all(is_blank) { Err(ViewProblem::EmptyLabel { what }) } else { Ok(label) }
    }

    fn label(&mut self, label: wit::Label) -> Result<Label, ViewProblem> {
        // Empty parts take no text, and a shell goes through them all the same.
        let bounds = "at most as many as a node may have children";
        within(label.len(), 0..=self.limits.view_children, "a label's parts", bounds)?;
        label.into_iter().map(|inline| self.inline(inline)).collect()
    }

    fn inline(&mut self, inline: wit::Inline) -> Result<Inline, ViewProblem> {
        // An amount or a moment takes room on screen too: so much of the text's bound.
        const FORMATTED_BYTES: usize = 16;
        Ok(match inline {
            wit::Inline::Text(text) => Inline::Text(self.text(text)?),
            wit::Inline::Strong(text) => Inline::Strong(self.text(text)?),
            wit::Inline::Money(money) => {
                self.spend_bytes(FORMATTED_BYTES)?;
                let currency = money.currency.parse().map_err(ViewProblem::BadMoney)?;
                Inline::Money(
                    Money::new(money.minor_units, currency).map_err(ViewProblem::BadMoney)?,
                )
            }
            wit::Inline::Moment(moment) => {
                self.spend_bytes(FORMATTED_BYTES)?;
                let style = match moment.style {
                    wit::MomentStyle::Date => MomentStyle::Date,
                    wit::MomentStyle::Time => MomentStyle::Time,
                    wit::MomentStyle::DateTime => MomentStyle::DateTime,
                };
                Inline::Moment { at: moment.at, style }
            }
            wit::Inline::Date(day) => {
                self.spend_bytes(FORMATTED_BYTES)?;
                Inline::Date(date("a date in a label", day)?)
            }
        })
    }

    fn name(&mut self, what: &'static str, name: String) -> Result<GuestText, ViewProblem> {
        let name = self.text(name)?;
        if (1..=NAME_BYTES).contains(&name.as_str().len()) {
            Ok(name)
        } else {
            Err(ViewProblem::BadName { what })
        }
    }

    fn optional_text(&mut self, text: Option<String>) -> Result<Option<GuestText>, ViewProblem> {
        text.map(|text| self.text(text)).transpose()
    }

    /// A text that says what something is.
    fn full_text(&mut self, what: &'static str, text: String) -> Result<GuestText, ViewProblem> {
        let text = self.text(text)?;
        if text.as_str().trim().is_empty() {
            return Err(ViewProblem::EmptyLabel { what });
        }
        Ok(text)
    }

    fn text(&mut self, text: String) -> Result<GuestText, ViewProblem> {
        // Measured as it is shown: what is made harmless can be longer than it was.
        let text = GuestText::line(text);
        self.spend(text.as_str())?;
        Ok(text)
    }

    fn spend(&mut self, text: &str) -> Result<(), ViewProblem> {
        self.spend_bytes(text.len())
    }

    fn spend_bytes(&mut self, bytes: usize) -> Result<(), ViewProblem> {
        let too_much = ViewProblem::TooMuchText { max: self.limits.view_text_bytes };
        self.text_left = self.text_left.checked_sub(bytes).ok_or(too_much)?;
        Ok(())
    }

    fn optional_action(&self, action: Option<u32>) -> Result<Option<ActionIndex>, ViewProblem> {
        action.map(|action| self.action(action)).transpose()
    }

    fn action(&self, action: u32) -> Result<ActionIndex, ViewProblem> {
        if (action as usize) < self.actions {
            Ok(ActionIndex(action))
        } else {
            Err(ViewProblem::NoSuchAction { action, count: self.actions })
        }
    }
}

/// The side tables are counted before the nodes are read.
fn missing(what: &'static str) -> ViewProblem {
    ViewProblem::SideTable { what, given: 0, needed: 1 }
}

fn so_far(so_far: wit::ProgressSoFar) -> Result<SoFar, ViewProblem> {
    Ok(match so_far {
        wit::ProgressSoFar::Unknown => SoFar::Unknown,
        wit::ProgressSoFar::Permille(permille) => {
            within(permille, 0..=1_000, "a progress", "0 to 1 000 permille")?;
            SoFar::Permille(permille)
        }
        wit::ProgressSoFar::Steps(steps) => {
            let bounds = "done at most count, and that 1 to 20";
            within(steps.count, 1..=20, "a progress's steps", bounds)?;
            within(steps.done, 0..=steps.count, "a progress's steps", bounds)?;
            SoFar::Steps { done: steps.done, count: steps.count }
        }
    })
}

fn date(what: &'static str, date: wit_types::Date) -> Result<Date, ViewProblem> {
    Date::new(date.year, date.month, date.day).map_err(|_| ViewProblem::BadDate { what })
}

fn within<T: PartialOrd + Copy>(
    value: T,
    range: std::ops::RangeInclusive<T>,
    what: &'static str,
    bounds: &'static str,
) -> Result<(), ViewProblem> {
    if range.contains(&value) { Ok(()) } else { Err(ViewProblem::OutOfBounds { what, bounds }) }
}
