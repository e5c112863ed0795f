//! Views that break a rule, or stand just at its bound: `view WHAT [NUMBER]`.

use crate::Mischief;
use crate::loggia::app::ui::*;
use crate::loggia::types::types::Date;
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
            let progress = Progress { label: "At it".into(), so_far: ProgressSoFar::Permille(number as u16) };
            page.node(root, None, Element::Progress(progress));
        }
        "stepper" => {
            page.input("stepper");
            let stepper =
                Stepper { value: i64::MAX, min: i64::MIN, max: i64::MAX, step: number as u32 };
            page.node(root, None, Element::Stepper(stepper));
        }
        "steps" => {
            let so_far = ProgressSoFar::Steps(Steps { done: number as u8, count: 3 });
            page.node(root, None, Element::Progress(Progress { label: "At it".into(), so_far }));
        }
        "skeleton" => {
            page.node(root, None, Element::Skeleton(number as u8));
        }
        "slider" => {
            page.input("slider");
            let slider = Stepper { value: 1, min: 0, max: 2, step: number as u32 };
            page.node(root, None, Element::Slider(slider));
        }
        "number-field" => {
            page.input("number");
            let (min, max) = if word(1) == "crossed" { (2, 1) } else { (0, 1) };
            let decimals = if word(1) == "decimals" { 10 } else { 2 };
            let value = Some(if word(1) == "beyond" { 2 } else { 1 });
            page.node(
                root,
                None,
                Element::NumberField(NumberField { value, min, max, decimals }),
            );
        }
        "money-field" => {
            page.input("money");
            let currency = if word(1) == "gold" { "XAU" } else { "EUR" }.to_owned();
            let (min, max) = match word(1) {
                "crossed" => (2, 1),
                "largest" => (0, u64::MAX),
                _ => (0, 1),
            };
            page.node(
                root,
                None,
                Element::MoneyField(MoneyField { value: None, currency, min, max }),
            );
        }
        "date-field" => {
            page.input("date");
            let day = |month, day| Some(Date { year: 2026, month, day });
            let (value, min, max) = match word(1) {
                "crossed" => (None, day(2, 1), day(1, 1)),
                "early" => (day(1, 1), day(2, 1), None),
                "late" => (day(3, 1), None, day(2, 1)),
                _ => (day(2, 29), None, None),
            };
            page.node(root, None, Element::DateField(DateField { value, min, max }));
        }
        "date" => {
            let day = Date { year: number as u16, month: 2, day: 29 };
            page.node(root, None, Element::Heading(vec![Inline::Date(day)]));
        }
        "pattern" | "patterns" => {
            let pattern = match word(1) {
                "open" => "(".to_owned(),
                "bomb" => "(?:(?:x{50}){50}){50}".to_owned(),
                "escapes" => "a)|(b".to_owned(),
                "long" => "x".repeat(201),
                _ => "x+".to_owned(),
            };
            let count = if word(0) == "patterns" { number } else { 1 };
            for n in 0..count {
                page.input(&format!("pattern {n}")).help =
                    (word(1) != "unsaid").then(|| "some x".into());
                let field = TextField {
                    kind: TextKind::Plain,
                    value: String::new(),
                    min_length: 0,
                    max_length: if word(1) == "wide" { 201 } else { 200 },
                    pattern: Some(pattern.clone()),
                };
                page.node(root, None, Element::TextField(field));
            }
        }
        "table" | "chart" => data(&mut page, root, &words[1.min(words.len())..]),
        "data-missing" => {
            page.node(root, None, Element::Table);
        }
        "qr" => {
            let code = QrCode { content: "q".repeat(number), label: "Scan it".into() };
            page.node(root, None, Element::QrCode(code));
        }
        "account" => {
            page.node(root, None, Element::AccountChip(word(1).into()));
        }
        "secret" => {
            let secret = SecretValue { label: "Code".into(), value: "s3cr3t".repeat(number) };
            page.node(root, Some("secret"), Element::SecretValue(secret));
        }
        "tabs" => {
            let tabs = page.node(root, None, Element::Tabs);
            for _ in 0..number {
                let tab = Tab { label: text("Tab"), selected: true, on_open: None };
                page.node(tabs, None, Element::Tab(tab));
            }
        }
        "tab-outside-tabs" => {
            let tab = Tab { label: text("Tab"), selected: false, on_open: None };
            page.node(root, None, Element::Tab(tab));
        }
        "text-in-tabs" => {
            let tabs = page.node(root, None, Element::Tabs);
            page.node(tabs, None, Element::Divider);
        }
        "text-in-menu" => {
            let menu = page.node(root, None, Element::Menu(text("More")));
            page.node(menu, None, Element::Divider);
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
        "says" => says(&mut page, root, word(1), &words.get(2..).unwrap_or_default().join(" ")),
        "bidi" => {
            page.view.title = "\u{202e}moc.knab\u{1b}[2J".into();
            let label = text("\u{2066}safe\u{2069}\u{200b}\u{7}");
            page.node(root, Some("label"), Element::Heading(label));
        }
        other => page.view.title = format!("what is view {other}?"),
    }
    page.view
}

/// A text where users read it.
fn says(page: &mut Page, root: u32, place: &str, said: &str) {
    let label = text(said);
    match place {
        "title" => page.view.title = said.into(),
        "dialog" => {
            page.node(root, None, Element::Dialog(Dialog { title: label, on_dismiss: None }));
        }
        "section" => {
            page.node(root, None, Element::Section(label));
        }
        "heading" => {
            page.node(root, None, Element::Heading(label));
        }
        "slider" => {
            page.input("asked").label = said.into();
            let slider = Stepper { value: 0, min: 0, max: 9, step: 1 };
            page.node(root, None, Element::Slider(slider));
        }
        "number" => {
            page.input("asked").label = said.into();
            let field = NumberField { value: None, min: 0, max: 9, decimals: 0 };
            page.node(root, None, Element::NumberField(field));
        }
        _ => {
            let input = page.input("asked");
            match place {
                "help" => input.help = Some(said.into()),
                "error" => input.error = Some(said.into()),
                "long" => input.label = "ä".repeat(said.parse().unwrap_or_default()),
                _ => input.label = said.into(),
            }
            page.text_field(root, "asked", 0, 1);
        }
    }
}

/// A table or a chart with something wrong with it.
fn data(page: &mut Page, root: u32, words: &[&str]) {
    let wrong = words.first().copied().unwrap_or_default();
    let number = words.get(1).and_then(|word| word.parse::<usize>().ok()).unwrap_or_default();
    let column = |kind| Column { title: "Column".into(), kind };
    let money = || ColumnKind::Amount("EUR".into());
    let mut columns = vec![column(ColumnKind::Text), column(money())];
    let mut cells = vec![Cell::Text("Rent".into()), Cell::Number(-80_000)];
    let mut element = Element::Table;
    match wrong {
        "ragged" => cells.push(Cell::None),
        "cells" => cells = vec![Cell::None; number],
        "tables" => {
            for _ in 1..number {
                page.node(root, None, Element::Table);
                page.view.data.push(Dataset {
                    label: "Table".into(),
                    columns: columns.clone(),
                    cells: vec![Cell::None; 400],
                });
            }
            cells = vec![Cell::None; 400];
        }
        "columns" => {
            columns = vec![column(ColumnKind::Text); number];
            cells.clear();
        }
        "text-as-amount" => cells[1] = Cell::Text("80".into()),
        "number-as-text" => cells[0] = Cell::Number(1),
        "day" => {
            columns[0] = column(ColumnKind::Date);
            cells[0] = Cell::Date(Date { year: 2026, month: 4, day: 31 });
        }
        "decimals" => columns[1] = column(ColumnKind::Number(10)),
        "currency" => columns[1] = column(ColumnKind::Amount("XAU".into())),
        "untitled" => columns[1].title = " ".into(),
        "numbers-first" => {
            element = Element::Chart(ChartKind::Bar);
            columns.swap(0, 1);
            cells.swap(0, 1);
        }
        "mixed" => {
            element = Element::Chart(ChartKind::Line);
            columns.push(column(ColumnKind::Amount("USD".into())));
            cells.push(Cell::None);
        }
        "lonely" => {
            element = Element::Chart(ChartKind::Line);
            columns.pop();
            cells.pop();
        }
        "negative-part" => element = Element::Chart(ChartKind::Donut),
        "parts" => {
            element = Element::Chart(ChartKind::Donut);
            cells = vec![Cell::None; number * 2];
        }
        "extremes" => {
            element = Element::Chart(ChartKind::Line);
            cells.extend([Cell::None, Cell::Number(i64::MIN), Cell::None, Cell::Number(i64::MAX)]);
        }
        _ => {}
    }
    page.node(root, None, element);
    page.view.data.push(Dataset { label: "Table".into(), columns, cells });
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
        Inline::Money(_) | Inline::Moment(_) | Inline::Date(_) => 16,
    }
}
