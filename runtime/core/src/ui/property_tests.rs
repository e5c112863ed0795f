//! Of any view: decoding it ends in a view whose bounds hold or in an error, never in a panic; and a
//! patch leads from the old view to the new one.

use std::collections::{HashMap, HashSet};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::actions::acts;
use super::{Acting, Change, Element, NodePath, Patch, Sensitivity, View, decode, resolve};
use crate::contract::exports::loggia::app::app as wit_app;
use crate::contract::loggia::app::ui as wit;
use crate::contract::loggia::types::types as wit_types;
use crate::guest_text::GuestText;
use crate::limits::Limits;

/// Small, so that they are met.
fn limits() -> Limits {
    Limits { view_nodes: 25, view_depth: 6, view_children: 8, view_actions: 6, ..Limits::default() }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-c]{1,3}",
        1 => Just(String::new()),
        1 => any::<String>(),
        1 => "[\u{0}-\u{1f}\u{202a}-\u{202e}\u{2066}-\u{2069}]{1,3}",
    ]
}

fn label() -> impl Strategy<Value = Vec<wit::Inline>> {
    let inline = prop_oneof![
        4 => text().prop_map(wit::Inline::Text),
        1 => text().prop_map(wit::Inline::Strong),
        1 => (any::<u64>(), prop_oneof![Just("EUR".to_owned()), text()]).prop_map(|(minor_units, currency)| {
            wit::Inline::Money(wit_types::Money { minor_units, currency })
        }),
        1 => any::<u64>().prop_map(|at| wit::Inline::Moment(wit::Moment { at, style: wit::MomentStyle::Date })),
    ];
    vec(inline, 0..3)
}

fn options() -> impl Strategy<Value = Vec<wit::ChoiceOption>> {
    let option = (text(), label(), any::<bool>())
        .prop_map(|(value, label, selected)| wit::ChoiceOption { value, label, selected });
    vec(option, 0..4)
}

fn date() -> impl Strategy<Value = wit_types::Date> {
    (any::<u16>(), 0..14_u8, 0..33_u8).prop_map(|(year, month, day)| wit_types::Date {
        year,
        month,
        day,
    })
}

/// Data of any shape; much of it is right for a table.
fn dataset() -> impl Strategy<Value = wit::Dataset> {
    let kind = prop_oneof![
        3 => Just(wit::ColumnKind::Text),
        3 => (0..12_u8).prop_map(wit::ColumnKind::Number),
        1 => prop_oneof![Just("EUR".to_owned()), text()].prop_map(wit::ColumnKind::Amount),
        1 => Just(wit::ColumnKind::Date),
    ];
    let column = (text(), kind).prop_map(|(title, kind)| wit::Column { title, kind });
    let cell = prop_oneof![
        4 => Just(wit::Cell::None),
        1 => text().prop_map(wit::Cell::Text),
        1 => any::<i64>().prop_map(wit::Cell::Number),
        1 => date().prop_map(wit::Cell::Date),
    ];
    (text(), vec(column, 0..4), vec(cell, 0..7)).prop_map(|(label, columns, cells)| wit::Dataset {
        label,
        columns,
        cells,
    })
}

fn element() -> impl Strategy<Value = wit::Element> {
    use wit::Element as E;
    let action = || prop_oneof![4 => 0..4_u32, 1 => any::<u32>()];
    prop_oneof![
        4 => any::<bool>().prop_map(|wrap| E::Stack(wit::Stack { axis: wit::Axis::Vertical, wrap })),
        1 => label().prop_map(E::Section),
        1 => any::<u8>().prop_map(E::Grid),
        1 => option::of(action()).prop_map(E::Card),
        2 => Just(E::List),
        2 => Just(E::ListItem),
        2 => Just(E::Divider),
        1 => label().prop_map(E::Heading),
        1 => (label(), any::<u64>()).prop_map(|(label, until)| E::Countdown(wit::Countdown { label, until })),
        1 => vec((text(), label()), 0..3).prop_map(E::KeyValues),
        1 => (text(), option::of(text())).prop_map(|(asset, alt)| {
            E::Image(wit::Image { asset, alt, size: wit::Size::Small })
        }),
        1 => (action(), label()).prop_map(|(submit, submit_label)| E::Form(wit::Form { submit, submit_label })),
        2 => (text(), any::<u32>(), any::<u32>()).prop_map(|(value, min_length, max_length)| {
            let (kind, pattern) = (wit::TextKind::Multiline, Some(value.clone()));
            E::TextField(wit::TextField { kind, value, min_length, max_length, pattern })
        }),
        1 => Just(E::Table),
        1 => Just(E::Chart(wit::ChartKind::Bar)),
        1 => options().prop_map(E::Choice),
        1 => (options(), any::<u32>(), 0..5_u32).prop_map(|(options, min, max)| {
            E::MultiChoice(wit::MultiChoice { options, min, max })
        }),
        1 => any::<bool>().prop_map(E::Checkbox),
        1 => (any::<i64>(), any::<i64>(), any::<i64>(), any::<u32>()).prop_map(|(value, min, max, step)| {
            E::Stepper(wit::Stepper { value, min, max, step })
        }),
        3 => (label(), action(), any::<bool>(), any::<bool>()).prop_map(|(label, on_tap, enabled, busy)| {
            E::Button(wit::Button { label, on_tap, kind: wit::ButtonKind::Danger, enabled, busy })
        }),
        1 => Just(E::Tabs),
        1 => (label(), any::<bool>(), option::of(action())).prop_map(|(label, selected, on_open)| {
            E::Tab(wit::Tab { label, selected, on_open })
        }),
        1 => (label(), any::<bool>()).prop_map(|(summary, open)| E::Details(wit::Details { summary, open })),
        1 => label().prop_map(E::Menu),
        1 => (label(), action()).prop_map(|(label, on_tap)| E::Link(wit::Link { label, on_tap })),
        1 => (text(), text()).prop_map(|(content, label)| E::QrCode(wit::QrCode { content, label })),
        1 => (text(), text()).prop_map(|(label, value)| E::SecretValue(wit::SecretValue { label, value })),
        1 => text().prop_map(E::AccountChip),
        1 => any::<u8>().prop_map(E::Skeleton),
        1 => (any::<i64>(), any::<i64>(), option::of(any::<i64>()), any::<u8>()).prop_map(
            |(min, max, value, decimals)| E::NumberField(wit::NumberField { value, min, max, decimals })
        ),
        1 => (any::<u64>(), any::<u64>(), option::of(any::<u64>()), text()).prop_map(
            |(min, max, value, currency)| E::MoneyField(wit::MoneyField { value, currency, min, max })
        ),
        1 => (option::of(date()), option::of(date()), option::of(date())).prop_map(
            |(value, min, max)| E::DateField(wit::DateField { value, min, max })
        ),
        1 => (label(), option::of(action())).prop_map(|(title, on_dismiss)| E::Dialog(wit::Dialog { title, on_dismiss })),
        1 => (text(), any::<u16>()).prop_map(|(label, permille)| {
            E::Progress(wit::Progress { label, so_far: wit::ProgressSoFar::Permille(permille) })
        }),
    ]
}

/// Elements that can stand in a right view.
fn tame_element() -> impl Strategy<Value = wit::Element> {
    use wit::Element as E;
    let label = || {
        prop_oneof![3 => "[a-c]{1,3}", 1 => "\\PC\u{202e}[a-z]"]
            .prop_map(|text| vec![wit::Inline::Text(text)])
    };
    prop_oneof![
        4 => any::<bool>().prop_map(|wrap| E::Stack(wit::Stack { axis: wit::Axis::Horizontal, wrap })),
        1 => label().prop_map(E::Section),
        2 => Just(E::List),
        2 => Just(E::Divider),
        1 => option::of(0..2_u32).prop_map(E::Card),
        1 => label().prop_map(E::Heading),
        1 => (0..5_u32, 5..99_u32).prop_map(|(min_length, max_length)| {
            let value = "typed\nand typed".to_owned();
            let (kind, pattern) = (wit::TextKind::Multiline, Some("[a-z\\s]+".to_owned()));
            E::TextField(wit::TextField { kind, value, min_length, max_length, pattern })
        }),
        1 => any::<bool>().prop_map(E::Checkbox),
        1 => (any::<i64>(), 1..9_u32).prop_map(|(value, step)| {
            E::Stepper(wit::Stepper { value, min: i64::MIN, max: i64::MAX, step })
        }),
        3 => (label(), 0..2_u32, any::<bool>(), any::<bool>()).prop_map(|(label, on_tap, enabled, busy)| {
            E::Button(wit::Button { label, on_tap, kind: wit::ButtonKind::Primary, enabled, busy })
        }),
    ]
}

/// Any view, most of them right but for something here and there.
fn any_view() -> impl Strategy<Value = wit_app::View> {
    let wild = || prop::bool::weighted(0.01);
    let node = (
        any::<u32>(),
        wild(),
        prop_oneof![5 => Just(None), 1 => option::of(text())],
        prop_oneof![100 => tame_element(), 1 => element()],
    );
    let input = (text(), wild(), any::<bool>(), any::<bool>(), option::of(0..2_u32)).prop_map(
        |(name, wild, required, enabled, on_change)| {
            let input = wit::Input {
                name,
                label: "Input".into(),
                help: Some("Help".into()),
                error: None,
                required,
                enabled,
                on_change,
            };
            (wild, input)
        },
    );
    let items = vec((text(), option::of(0..2_u32)), 40);
    let actions = vec(vec(any::<u8>(), 0..4), 2..7);
    let data = vec(dataset(), 3);
    (vec(node, 0..30), items, vec(input, 40), data, actions, vec((0..30_u32, text()), 0..2))
        .prop_map(|(plan, items, inputs, data, actions, test_ids)| {
            use wit::Element as E;
            let mut nodes: Vec<wit::Node> = Vec::new();
            let mut containers = Vec::new();
            for (at, (parent, wild, key, element)) in (0_u32..).zip(plan) {
                let tame_parent =
                    containers.get(parent as usize % containers.len().max(1)).copied();
                let parent =
                    tame_parent.filter(|_| !wild).unwrap_or(if at == 0 { 0 } else { parent });
                let in_list =
                    nodes.get(parent as usize).is_some_and(|node| matches!(node.element, E::List));
                let element = match element {
                    _ if in_list && !wild => E::ListItem,
                    _ if at == 0 => E::Card(None),
                    other => other,
                };
                if matches!(
                    element,
                    E::Stack(_) | E::Section(_) | E::List | E::Card(_) | E::ListItem
                ) {
                    containers.push(at);
                }
                let sensitivity = wit::Sensitivity::Secret;
                nodes.push(wit::Node { parent, key, sensitivity, element });
            }
            let count = |is: fn(&E) -> bool| nodes.iter().filter(|n| is(&n.element)).count();
            let needed_items = count(|element| matches!(element, E::ListItem));
            let needed_inputs = count(|element| {
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
            });
            let needed_data = count(|element| matches!(element, E::Table | E::Chart(_)));
            let item = |(title, on_tap)| wit::Item {
                title: vec![wit::Inline::Strong(format!("an item {title}"))],
                subtitle: Vec::new(),
                trailing: Vec::new(),
                image: None,
                on_tap,
            };
            let input = |(at, (wild, input)): (usize, (bool, wit::Input))| wit::Input {
                name: if wild { input.name.clone() } else { format!("input-{at}") },
                ..input
            };
            wit_app::View {
                screen: "screen".into(),
                title: String::new(),
                items: items.into_iter().take(needed_items).map(item).collect(),
                inputs: inputs.into_iter().enumerate().take(needed_inputs).map(input).collect(),
                data: data.into_iter().cycle().take(needed_data).collect(),
                nodes,
                actions,
                test_ids,
            }
        })
}

/// What a shell knows of a node.
type Shown = (Element, Sensitivity, Option<Vec<u8>>);

/// A shell's copy of a view, which it keeps up to date by patches alone.
#[derive(Debug, PartialEq)]
struct Shell {
    root: NodePath,
    shown: HashMap<NodePath, Shown>,
    children: HashMap<NodePath, Vec<NodePath>>,
}

impl Shell {
    fn of(view: &View) -> Self {
        let mut shell = Self {
            root: view.node(view.root()).unwrap().path,
            shown: HashMap::new(),
            children: HashMap::new(),
        };
        for (_, node) in view.nodes() {
            shell.take(view, node.path);
        }
        shell
    }

    /// Takes a node over from `view`, without those below it.
    fn take(&mut self, view: &View, path: NodePath) {
        let at = view.find(path).expect("a patch names nodes that are there");
        let node = view.node(at).unwrap();
        let does = acts(&node.element).and_then(|action| view.action(action)).map(<[u8]>::to_vec);
        self.shown.insert(path, (node.element.clone(), node.sensitivity, does));
        self.children.insert(path, view.children(at).map(|(_, child)| child.path).collect());
    }

    fn apply(mut self, patch: &Patch, new: &View) -> Self {
        for change in &patch.changes {
            match change {
                Change::Replace => self = Self::of(new),
                Change::Remove(path) => self.remove(*path),
                Change::Insert(path) => self.insert(new, *path),
                Change::Update(path) => {
                    let children = self.children.get(path).cloned();
                    self.take(new, *path);
                    self.children.insert(*path, children.expect("what is updated is there"));
                }
                Change::Reorder(path) => {
                    let at = new.find(*path).expect("what is reordered is there");
                    let order: Vec<_> = new.children(at).map(|(_, child)| child.path).collect();
                    for child in &order {
                        assert!(self.shown.contains_key(child), "children come before their order");
                    }
                    self.children.insert(*path, order);
                }
            }
        }
        self
    }

    fn remove(&mut self, path: NodePath) {
        assert!(self.shown.remove(&path).is_some(), "what is removed was there");
        for child in self.children.remove(&path).unwrap_or_default() {
            self.remove(child);
        }
        for children in self.children.values_mut() {
            children.retain(|child| *child != path);
        }
    }

    fn insert(&mut self, new: &View, path: NodePath) {
        assert!(!self.shown.contains_key(&path), "what is inserted was not there");
        self.take(new, path);
        let at = new.find(path).unwrap();
        let below: Vec<_> = new.children(at).map(|(_, child)| child.path).collect();
        for child in below {
            self.insert(new, child);
        }
    }
}

/// A view that is right, from a few numbers for each node; alike numbers make alike views.
fn right_view(nodes: &[(u8, u8, u8, u8)]) -> View {
    let label = |n: u8| vec![wit::Inline::Text(n.to_string())];
    let mut view = wit_app::View {
        screen: "screen".into(),
        title: String::new(),
        nodes: Vec::new(),
        items: Vec::new(),
        inputs: Vec::new(),
        data: Vec::new(),
        // Actions at other places in the table are the same actions.
        actions: nodes.iter().rev().map(|(_, _, _, does)| vec![*does]).collect(),
        test_ids: Vec::new(),
    };
    let stack = || wit::Element::Stack(wit::Stack { axis: wit::Axis::Vertical, wrap: false });
    let mut containers = vec![0];
    let mut keys = HashSet::new();
    for (at, (parent, key, kind, does)) in (0_u32..).zip(nodes) {
        let parent = containers[usize::from(*parent) % containers.len()];
        let on_tap = nodes.len() as u32 - 1 - at;
        let element = match kind % 3 {
            _ if at == 0 => stack(),
            0 => {
                containers.push(at);
                stack()
            }
            1 => wit::Element::Heading(label(*does)),
            _ => wit::Element::Button(wit::Button {
                label: label(*kind),
                on_tap,
                kind: wit::ButtonKind::Secondary,
                enabled: *kind != 5,
                busy: false,
            }),
        };
        let key = Some(*key).filter(|key| *key < 6 && keys.insert((parent, *key)));
        view.nodes.push(wit::Node {
            parent: if at == 0 { 0 } else { parent },
            key: key.filter(|_| at > 0).map(|key| key.to_string()),
            sensitivity: wit::Sensitivity::None,
            element,
        });
    }
    decode(view, &Limits::default(), |_| false).expect("it is made to be right")
}

fn numbers() -> impl Strategy<Value = Vec<(u8, u8, u8, u8)>> {
    vec((0..6_u8, 0..9_u8, 0..6_u8, 0..3_u8), 1..25)
}

/// Two views, the second often made of the first by a few changes.
fn two_views() -> impl Strategy<Value = (View, View)> {
    let edits =
        vec((any::<prop::sample::Index>(), 0..3_u8, (0..6_u8, 0..9_u8, 0..6_u8, 0..3_u8)), 0..5);
    prop_oneof![
        1 => (numbers(), numbers()).prop_map(|(old, new)| (right_view(&old), right_view(&new))),
        4 => (numbers(), edits).prop_map(|(old, edits)| {
            let mut new = old.clone();
            for (at, how, node) in edits {
                let at = at.index(new.len());
                match how {
                    0 => new[at] = node,
                    1 => new.insert(at, node),
                    _ if new.len() > 1 => drop(new.remove(at)),
                    _ => {}
                }
            }
            (right_view(&old), right_view(&new))
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_view_is_decoded_within_its_bounds_or_refused(view in any_view()) {
        let limits = limits();
        let Ok(view) = decode(view, &limits, |name| name == "a") else {
            return Ok(());
        };
        prop_assert!((1..=limits.view_nodes).contains(&view.nodes().count()));
        let paths: HashSet<_> = view.nodes().map(|(_, node)| node.path).collect();
        prop_assert_eq!(paths.len(), view.nodes().count());
        let mut below = 0;
        for (at, _) in view.nodes() {
            prop_assert!(view.ancestors(at).count() <= limits.view_depth);
            prop_assert!(view.children(at).count() <= limits.view_children);
            below += view.children(at).count();
        }
        prop_assert_eq!(below, view.nodes().count() - 1, "every node but the root is a child, once");
        let json = serde_json::to_string(&view).expect("shells get it as JSON");
        let harmless = GuestText::lines(json.clone());
        prop_assert_eq!(harmless.as_str(), json.as_str(), "every text is harmless");
        // Whatever is tapped, it means something or it is refused.
        let acting = Acting::of(&view);
        for (_, node) in view.nodes() {
            let acted = resolve(&view, node.path, Vec::new()).is_ok();
            prop_assert!(!acted || acting.get(node.path).is_some());
        }
    }

    #[test]
    fn a_patch_leads_from_the_old_view_to_the_new_one((old, new) in two_views()) {
        let patch = Patch::between(&old, &new);
        prop_assert_eq!(Shell::of(&old).apply(&patch, &new), Shell::of(&new));
    }

    #[test]
    fn the_same_view_needs_no_patch(numbers in numbers()) {
        let patch = Patch::between(&right_view(&numbers), &right_view(&numbers));
        prop_assert!(patch.is_empty(), "{patch:?}");
    }
}
