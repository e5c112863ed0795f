//! The screens that it shows when it behaves. Each but the dialog's has the form that takes orders.

use crate::Mischief;
use crate::loggia::app::ui::*;
use crate::loggia::types::types::Date;

/// A view under construction.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) view: View,
}

impl Default for View {
    fn default() -> Self {
        Self {
            screen: "mischief".into(),
            title: String::new(),
            nodes: Vec::new(),
            items: Vec::new(),
            inputs: Vec::new(),
            data: Vec::new(),
            actions: Vec::new(),
            test_ids: Vec::new(),
        }
    }
}

impl Page {
    pub(crate) fn node(&mut self, parent: u32, key: Option<&str>, element: Element) -> u32 {
        let key = key.map(str::to_owned);
        self.view.nodes.push(Node { parent, key, sensitivity: Sensitivity::None, element });
        self.view.nodes.len() as u32 - 1
    }

    pub(crate) fn action(&mut self, action: &str) -> u32 {
        self.view.actions.push(action.as_bytes().to_vec());
        self.view.actions.len() as u32 - 1
    }

    pub(crate) fn input(&mut self, name: &str) -> &mut Input {
        self.view.inputs.push(Input {
            name: name.into(),
            label: name.into(),
            help: None,
            error: None,
            required: false,
            enabled: true,
            on_change: None,
        });
        self.view.inputs.last_mut().expect("it was just pushed")
    }

    pub(crate) fn button(
        &mut self,
        parent: u32,
        key: &str,
        label: &str,
        does: &str,
        kind: ButtonKind,
    ) -> u32 {
        let on_tap = self.action(does);
        let label = text(label);
        let button = Button { label, on_tap, kind, enabled: true, busy: false };
        self.node(parent, Some(key), Element::Button(button))
    }

    /// The root, and the form with the field `do`.
    pub(crate) fn begin(&mut self) -> u32 {
        let root = self.root();
        let submit = self.action("");
        let form = Form { submit, submit_label: text("Do it") };
        let form = self.node(root, Some("orders"), Element::Form(form));
        self.input("do").label = "Orders".into();
        self.text_field(form, "do", 0, 4_096);
        root
    }

    pub(crate) fn root(&mut self) -> u32 {
        self.node(0, Some("root"), Element::Stack(Stack { axis: Axis::Vertical, wrap: false }))
    }

    pub(crate) fn text_field(
        &mut self,
        parent: u32,
        key: &str,
        min_length: u32,
        max_length: u32,
    ) -> u32 {
        let field =
            TextField {
            kind: TextKind::Plain,
            value: String::new(),
            min_length,
            max_length,
            pattern: None,
        };
        self.node(parent, Some(key), Element::TextField(field))
    }
}

pub(crate) fn text(text: &str) -> Vec<Inline> {
    vec![Inline::Text(text.into())]
}

pub(crate) fn of(own: &Mischief) -> View {
    let mut page = Page::default();
    page.view.title = own.report.clone();
    let root = page.begin();
    match own.screen.as_str() {
        "buttons" => buttons(&mut page, root),
        "ticker" => ticker(&mut page, root, own.count),
        "dialog" => dialog(&mut page, root),
        "fields" => fields(&mut page, root, false),
        "fields-optional" => fields(&mut page, root, true),
        _ => {
            let label = text(&format!("added {}", own.count));
            page.node(
                root,
                Some("count"),
                Element::Text(Text { label, tone: Tone::Neutral, size: Size::Medium }),
            );
        }
    }
    page.view
}

fn buttons(page: &mut Page, root: u32) {
    page.button(root, "plain", "Add", "add", ButtonKind::Secondary);
    page.button(root, "primary", "Add for good", "add", ButtonKind::Primary);
    for (key, enabled, busy) in [("disabled", false, false), ("busy", true, true)] {
        let at = page.button(root, key, "Add", "add", ButtonKind::Secondary);
        if let Some(Node { element: Element::Button(button), .. }) =
            page.view.nodes.get_mut(at as usize)
        {
            (button.enabled, button.busy) = (enabled, busy);
        }
    }
}

/// One button that stays, one that is another each time, and a text that changes.
fn ticker(page: &mut Page, root: u32, count: u64) {
    let label = text(&format!("ticked {count} times"));
    page.node(
        root,
        Some("ticks"),
        Element::Text(Text { label, tone: Tone::Info, size: Size::Small }),
    );
    page.button(root, "stays", "Add", "add", ButtonKind::Secondary);
    page.button(root, "relabelled", &format!("Pay {count}"), "add", ButtonKind::Secondary);
    page.button(root, "redirected", "Pay", &format!("add; say {count}"), ButtonKind::Secondary);
}

fn dialog(page: &mut Page, root: u32) {
    page.button(root, "outside", "Add", "add", ButtonKind::Secondary);
    let on_dismiss = Some(page.action("screen plain"));
    let dialog = Dialog { title: text("Really?"), on_dismiss };
    let dialog = page.node(root, Some("dialog"), Element::Dialog(dialog));
    page.button(dialog, "inside", "Add", "add", ButtonKind::Secondary);
}

fn fields(page: &mut Page, root: u32, optional: bool) {
    let submit = page.action("fields");
    let form =
        page.node(root, Some("fields"), Element::Form(Form { submit, submit_label: text("Send") }));
    page.input("name").required = !optional;
    page.text_field(form, "name", 2, 5);
    let options = |names: &[&str]| -> Vec<ChoiceOption> {
        let option = |name: &&str| ChoiceOption {
            value: (*name).into(),
            label: text(name),
            selected: false,
        };
        names.iter().map(option).collect()
    };
    page.input("size").required = !optional;
    page.node(form, Some("size"), Element::Choice(options(&["small", "large"])));
    page.input("extras");
    let extras = MultiChoice { options: options(&["milk", "sugar", "ice"]), min: 0, max: 2 };
    page.node(form, Some("extras"), Element::MultiChoice(extras));
    page.input("agreed").required = !optional;
    page.node(form, Some("agreed"), Element::Checkbox(false));
    page.input("loud");
    page.node(form, Some("loud"), Element::Switch(false));
    page.input("amount");
    let amount = Stepper { value: 0, min: 0, max: 10, step: 2 };
    page.node(form, Some("amount"), Element::Stepper(amount));
    page.input("hidden").enabled = false;
    page.text_field(form, "hidden", 0, 5);
    typed_fields(page, form);
    let live = page.action("fields");
    page.input("live").on_change = Some(live);
    page.text_field(root, "live", 0, 5);
}

/// Fields for numbers, amounts and days, none of which must be filled in, and a text that must fit.
fn typed_fields(page: &mut Page, form: u32) {
    let day = |month| Some(Date { year: 2026, month, day: 28 });
    page.input("volume");
    let volume = Stepper { value: 50, min: 0, max: 100, step: 25 };
    page.node(form, Some("volume"), Element::Slider(volume));
    page.input("weight");
    let weight = NumberField { value: None, min: 50, max: 1_000, decimals: 2 };
    page.node(form, Some("weight"), Element::NumberField(weight));
    page.input("price");
    let price = MoneyField { value: None, currency: "EUR".into(), min: 100, max: 10_000 };
    page.node(form, Some("price"), Element::MoneyField(price));
    page.input("day");
    let day = DateField { value: None, min: day(1), max: day(2) };
    page.node(form, Some("day"), Element::DateField(day));
    page.input("plate").help = Some("one to three letters, a dash, digits".into());
    let plate = TextField {
        kind: TextKind::Plain,
        value: String::new(),
        min_length: 0,
        max_length: 12,
        pattern: Some("[A-Z]{1,3}-[0-9]+".into()),
    };
    page.node(form, Some("plate"), Element::TextField(plate));
}
