//! Views that break a rule, or stand just at its bound: `view WHAT [NUMBER]`.

use crate::Mischief;
use crate::loggia::app::ui::*;
use crate::screens::{Page, text};

pub(crate) fn of(own: &Mischief, words: &[&str]) -> View {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let number = word(1).parse::<usize>().unwrap_or_default();
    let mut page = Page::default();
    page.view.title = own.report.clone();
    let root = page.begin();
    let stack = || Element::Stack(Stack { axis: Axis::Vertical, wrap: false });
    match word(0) {
        "nodes" => {
            // In groups, so that no node has too many children.
            while page.view.nodes.len() < number {
                let group = page.node(root, None, stack());
                for _ in 0..8.min(number - page.view.nodes.len()) {
                    page.node(group, None, Element::Divider);
                }
            }
        }
        "texts" => {
            // In groups, as "nodes".
            while page.view.nodes.len() < number {
                let group = page.node(root, None, stack());
                for _ in 0..8.min(number - page.view.nodes.len()) {
                    let label = text(&format!("A line of text, number {}", page.view.nodes.len()));
                    let (tone, size) = (Tone::Neutral, Size::Medium);
                    page.node(group, None, Element::Text(Text { label, tone, size }));
                }
            }
        }
        "depth" => {
            let mut parent = root;
            for _ in 1..number {
                parent = page.node(parent, None, stack());
            }
        }
        "children" => {
            let group = page.node(root, None, stack());
            for _ in 0..number {
                page.node(group, None, Element::Divider);
            }
        }
        "text" => {
            let so_far = texts(&page.view);
            page.view.title.push_str(&"t".repeat(number - so_far));
        }
        "amounts" => {
            let amount = || Inline::Money(Money { minor_units: 1, currency: "EUR".into() });
            // In groups, so that no label has too many parts.
            for group in (0..number).collect::<Vec<_>>().chunks(8) {
                let title = group.iter().map(|_| amount()).collect();
                page.node(root, None, Element::Heading(title));
            }
        }
        "rows" => {
            let rows = vec![(String::new(), Vec::new()); number];
            page.node(root, None, Element::KeyValues(rows));
        }
        "parts" => {
            let title = vec![Inline::Text(String::new()); number];
            page.node(root, None, Element::Heading(title));
        }
        "actions" => {
            while page.view.actions.len() < number {
                page.action("");
            }
        }
        "action" => {
            page.action(&"a".repeat(number));
        }
        "parent" => {
            page.node(number as u32, None, Element::Divider);
        }
        "root-parent" => page.view.nodes[0].parent = number as u32,
        "no-nodes" => page.view = View { title: page.view.title, ..View::default() },
        "key" => {
            page.node(root, Some(&"k".repeat(number)), Element::Divider);
        }
        "keys-twice" => {
            page.node(root, Some("twin"), Element::Divider);
            page.node(root, Some("twin"), Element::Divider);
        }
        "screen-name" => page.view.screen = "s".repeat(number),
        "asset" => {
            let image = Image { asset: word(1).into(), alt: None, size: Size::Small };
            page.node(root, None, Element::Image(image));
        }
        "item-asset" => {
            let list = page.node(root, None, Element::List);
            let image = Some(word(1).to_owned());
            let (subtitle, trailing) = (Vec::new(), Vec::new());
            page.view.items.push(Item {
                title: text("Item"),
                subtitle,
                trailing,
                image,
                on_tap: None,
            });
            page.node(list, None, Element::ListItem);
        }
        "item-outside-list" => {
            page.node(root, None, Element::ListItem);
            let (title, subtitle, trailing) = (text("Item"), Vec::new(), Vec::new());
            page.view.items.push(Item { title, subtitle, trailing, image: None, on_tap: None });
        }
        "items-missing" => {
            let list = page.node(root, None, Element::List);
            page.node(list, None, Element::ListItem);
        }
        "inputs-surplus" => {
            page.input("nobody");
        }
        "input-twice" => {
            page.input("do");
            page.text_field(root, "again", 0, 1);
        }
        "no-such-action" => {
            page.node(root, None, Element::Card(Some(number as u32)));
        }
        "empty-label" => {
            page.button(root, "mute", " ", "add", ButtonKind::Secondary);
        }
        "currency" => {
            let amount = Inline::Money(Money { minor_units: 1, currency: word(1).into() });
            page.node(root, None, Element::Heading(vec![amount]));
        }
        "amount-too-large" => {
            let amount = Inline::Money(Money { minor_units: u64::MAX, currency: "EUR".into() });
            page.node(root, None, Element::Heading(vec![amount]));
        }
        "grid" => {
            page.node(root, None, Element::Grid(number as u8));
        }
        "progress" => {
            let progress = Progress { label: "At it".into(), permille: Some(number as u16) };
            page.node(root, None, Element::Progress(progress));
        }
        "stepper" => {
            page.input("stepper");
            let stepper =
                Stepper { value: i64::MAX, min: i64::MIN, max: i64::MAX, step: number as u32 };
            page.node(root, None, Element::Stepper(stepper));
        }
        "two-dialogs" => {
            for _ in 0..2 {
                let dialog = Dialog { title: text("Really?"), on_dismiss: None };
                page.node(root, None, Element::Dialog(dialog));
            }
        }
        "form-in-form" => {
            let submit = page.action("");
            page.node(1, None, Element::Form(Form { submit, submit_label: text("Again") }));
        }
        "child-of-leaf" => {
            let leaf = page.node(root, None, Element::Divider);
            page.node(leaf, None, Element::Divider);
        }
        "test-id" => page.view.test_ids.push((number as u32, "name".into())),
        "bidi" => {
            page.view.title = "\u{202e}moc.knab\u{1b}[2J".into();
            let label = text("\u{2066}safe\u{2069}\u{200b}\u{7}");
            page.node(root, Some("label"), Element::Heading(label));
        }
        other => page.view.title = format!("what is view {other}?"),
    }
    page.view
}

/// Bytes of all texts of the page so far.
fn texts(view: &View) -> usize {
    let of_nodes = view.nodes.iter().map(|node| {
        let key = node.key.as_ref().map_or(0, String::len);
        key + match &node.element {
            Element::Form(form) => form.submit_label.iter().map(of_inline).sum(),
            _ => 0,
        }
    });
    let of_inputs = view.inputs.iter().map(|input| input.name.len() + input.label.len());
    view.screen.len() + view.title.len() + of_nodes.sum::<usize>() + of_inputs.sum::<usize>()
}

fn of_inline(inline: &Inline) -> usize {
    match inline {
        Inline::Text(text) | Inline::Strong(text) => text.len(),
        Inline::Money(_) | Inline::Moment(_) => 16,
    }
}
