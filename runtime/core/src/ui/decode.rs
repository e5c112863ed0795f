//! From the contract's flat view to the core's tree, checking every bound and reference on the way.
//!
//! Wasmtime has lifted the whole view by then, within the bounds of hostcall fuel.

use rustc_hash::FxHashSet;

use super::problem::{ViewError, ViewProblem};
use super::shape::Tree;
use super::tree::*;
use crate::contract::exports::loggia::app::app as wit_app;
use crate::contract::loggia::app::ui as wit;
use crate::guest_text::GuestText;
use crate::limits::Limits;
use crate::money::Money;

/// The longest key, input name, screen name or test id, in bytes.
const NAME_BYTES: usize = 64;
/// The longest text that a field can ask for, in characters.
const FIELD_CHARS: u32 = 4_096;

/// The core's tree of `view`, or the first thing that is wrong with it.
pub(crate) fn decode(
    view: wit_app::View,
    limits: &Limits,
    has_asset: impl Fn(&str) -> bool,
) -> Result<View, ViewError> {
    let of_view = |problem| ViewError { node: None, problem };
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
    let needed_inputs = needed(is_input);
    for (what, given, needed) in
        [("items", view.items.len(), needed_items), ("inputs", view.inputs.len(), needed_inputs)]
    {
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
        input_names: FxHashSet::default(),
        has_dialog: false,
    };
    let screen = decoder.name("the view's screen", view.screen).map_err(of_view)?;
    let title = decoder.text(view.title).map_err(of_view)?;

    let mut tree = Tree::with_capacity(count);
    for (index, node) in (0_u32..).zip(view.nodes) {
        let at = |problem| ViewError { node: Some(index), problem };
        let parent = node.parent;
        let sensitivity = match node.sensitivity {
            wit::Sensitivity::None => Sensitivity::None,
            wit::Sensitivity::Personal => Sensitivity::Personal,
            wit::Sensitivity::Secret => Sensitivity::Secret,
        };
        let key = node.key.map(|key| decoder.name("a key", key)).transpose().map_err(at)?;
        let element = decoder.element(node.element).map_err(at)?;
        tree.push(index, parent, key, sensitivity, element, limits).map_err(at)?;
    }
    tree.check_paths()?;

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
    Ok(View { screen, title, nodes: tree.nodes, actions: view.actions, test_ids })
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

fn is_input(element: &wit::Element) -> bool {
    use wit::Element as E;
    matches!(
        element,
        E::TextField(_)
            | E::Choice(_)
            | E::MultiChoice(_)
            | E::Checkbox(_)
            | E::Switch(_)
            | E::Stepper(_)
    )
}

struct Decoder<'a, A> {
    limits: &'a Limits,
    has_asset: &'a A,
    actions: usize,
    text_left: usize,
    items: std::vec::IntoIter<wit::Item>,
    inputs: std::vec::IntoIter<wit::Input>,
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
            E::Heading(title) => Element::Heading { title: self.label(title)? },
            E::Text(text) => Element::Text {
                label: self.label(text.label)?,
                tone: tone(text.tone),
                size: size(text.size),
            },
            E::Countdown(countdown) => {
                Element::Countdown { label: self.label(countdown.label)?, until: countdown.until }
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
            E::Form(form) => Element::Form {
                submit: self.action(form.submit)?,
                submit_label: self.full_label("a form's submit label", form.submit_label)?,
            },
            E::TextField(field) => {
                let bounds = "min-length at most max-length, and that 1 to 4 096";
                within(field.max_length, 1..=FIELD_CHARS, "a text field's lengths", bounds)?;
                within(field.min_length, 0..=field.max_length, "a text field's lengths", bounds)?;
                let kind = text_kind(field.kind);
                let value = self.field_value(kind, field.value)?;
                self.input(Control::TextField {
                    kind,
                    value,
                    min_length: field.min_length,
                    max_length: field.max_length,
                })?
            }
            E::Choice(options) => {
                let options = self.options(options)?;
                let selected = options.iter().filter(|option| option.selected).count();
                within(selected, 0..=1, "a choice's selected options", "one at most")?;
                self.input(Control::Choice { options })?
            }
            E::MultiChoice(choice) => {
                let options = self.options(choice.options)?;
                let bounds = "min at most max, and that at most the number of options";
                within(choice.min, 0..=choice.max, "a multi-choice's bounds", bounds)?;
                within(choice.max as usize, 0..=options.len(), "a multi-choice's bounds", bounds)?;
                self.input(Control::MultiChoice { options, min: choice.min, max: choice.max })?
            }
            E::Checkbox(on) => self.input(Control::Checkbox { on })?,
            E::Switch(on) => self.input(Control::Switch { on })?,
            E::Stepper(stepper) => {
                let bounds = "min at most value at most max, and step 1 or more";
                within(stepper.value, stepper.min..=stepper.max, "a stepper's numbers", bounds)?;
                within(stepper.step, 1..=u32::MAX, "a stepper's numbers", bounds)?;
                self.input(Control::Stepper {
                    value: stepper.value,
                    min: stepper.min,
                    max: stepper.max,
                    step: stepper.step,
                })?
            }
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
            E::Banner(banner) => {
                Element::Banner { label: self.label(banner.label)?, tone: tone(banner.tone) }
            }
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
            E::Progress(progress) => {
                within(
                    progress.permille.unwrap_or(0),
                    0..=1_000,
                    "a progress",
                    "0 to 1 000 permille",
                )?;
                let label = self.text(progress.label)?;
                if label.is_empty() {
                    return Err(ViewProblem::EmptyLabel { what: "a progress's label" });
                }
                Element::Progress { label, permille: progress.permille }
            }
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

    fn input(&mut self, control: Control) -> Result<Element, ViewProblem> {
        let input = self.inputs.next().ok_or(missing("inputs"))?;
        let name = self.name("an input's name", input.name)?;
        if !self.input_names.insert(name.clone()) {
            return Err(ViewProblem::DuplicateInput { name });
        }
        let label = self.text(input.label)?;
        if label.is_empty() {
            return Err(ViewProblem::EmptyLabel { what: "an input's label" });
        }
        Ok(Element::Input(Box::new(Input {
            name,
            label,
            help: self.optional_text(input.help)?,
            error: self.optional_text(input.error)?,
            required: input.required,
            enabled: input.enabled,
            on_change: self.optional_action(input.on_change)?,
            control,
        })))
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
        self.spend(&value)?;
        Ok(match kind {
            TextKind::Multiline => GuestText::lines(value),
            _ => GuestText::line(value),
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
            Inline::Money(_) | Inline::Moment { .. } => false,
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
        })
    }

    fn name(&mut self, what: &'static str, name: String) -> Result<GuestText, ViewProblem> {
        if !(1..=NAME_BYTES).contains(&name.len()) {
            return Err(ViewProblem::BadName { what });
        }
        self.text(name)
    }

    fn optional_text(&mut self, text: Option<String>) -> Result<Option<GuestText>, ViewProblem> {
        text.map(|text| self.text(text)).transpose()
    }

    fn text(&mut self, text: String) -> Result<GuestText, ViewProblem> {
        self.spend(&text)?;
        Ok(GuestText::line(text))
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

fn within<T: PartialOrd + Copy>(
    value: T,
    range: std::ops::RangeInclusive<T>,
    what: &'static str,
    bounds: &'static str,
) -> Result<(), ViewProblem> {
    if range.contains(&value) { Ok(()) } else { Err(ViewProblem::OutOfBounds { what, bounds }) }
}

fn tone(tone: wit::Tone) -> Tone {
    match tone {
        wit::Tone::Neutral => Tone::Neutral,
        wit::Tone::Info => Tone::Info,
        wit::Tone::Success => Tone::Success,
        wit::Tone::Warning => Tone::Warning,
        wit::Tone::Danger => Tone::Danger,
    }
}

fn size(size: wit::Size) -> Size {
    match size {
        wit::Size::Small => Size::Small,
        wit::Size::Medium => Size::Medium,
        wit::Size::Large => Size::Large,
    }
}

fn text_kind(kind: wit::TextKind) -> TextKind {
    match kind {
        wit::TextKind::Plain => TextKind::Plain,
        wit::TextKind::Multiline => TextKind::Multiline,
        wit::TextKind::Email => TextKind::Email,
        wit::TextKind::Phone => TextKind::Phone,
        wit::TextKind::Search => TextKind::Search,
        wit::TextKind::Code => TextKind::Code,
    }
}

fn icon_name(name: wit::IconName) -> IconName {
    use wit::IconName as W;
    match name {
        W::Check => IconName::Check,
        W::CircleAlert => IconName::CircleAlert,
        W::Clock => IconName::Clock,
        W::Coffee => IconName::Coffee,
        W::Gift => IconName::Gift,
        W::Heart => IconName::Heart,
        W::History => IconName::History,
        W::House => IconName::House,
        W::Info => IconName::Info,
        W::MapPin => IconName::MapPin,
        W::Minus => IconName::Minus,
        W::Plus => IconName::Plus,
        W::Receipt => IconName::Receipt,
        W::Search => IconName::Search,
        W::Settings => IconName::Settings,
        W::ShoppingBag => IconName::ShoppingBag,
        W::Star => IconName::Star,
        W::Trash => IconName::Trash,
        W::TriangleAlert => IconName::TriangleAlert,
        W::User => IconName::User,
        W::Wallet => IconName::Wallet,
        W::X => IconName::X,
    }
}
