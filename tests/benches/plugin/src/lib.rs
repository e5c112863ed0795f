//! The coffee sample's menu and product screens, as a partner would write them for Extism: the same
//! state, the same tree, the same texts, the same calls of the host.

#[path = "../../src/peers/tree.rs"]
#[allow(unreachable_pub, dead_code, reason = "the host's half of it stands there too")]
mod tree;

use std::borrow::Cow;

use extism_pdk::{FnResult, host_fn, plugin_fn};
use serde::{Deserialize, Serialize};

use crate::tree::{
    Axis, ButtonStyle, ChoiceOption, Control, Element, Event, Inline, Input, Item, Kind, Label,
    Node, Size, Tone, View,
};

#[host_fn]
extern "ExtismHost" {
    fn get_balance(context: String) -> String;
    fn storage_get(key: String) -> String;
}

#[derive(Deserialize)]
struct Step {
    state: Option<Coffee>,
    event: Event<Msg>,
}

#[derive(Serialize)]
struct Next {
    state: Coffee,
    view: View<Msg>,
}

/// Runs a step.
#[plugin_fn]
pub fn step(input: Vec<u8>) -> FnResult<Vec<u8>> {
    let Step { state, event } = serde_json::from_slice(&input)?;
    let coffee = match state {
        Some(mut coffee) => {
            coffee.update(event);
            coffee
        }
        None => Coffee::launch(&event)?,
    };
    let view = match coffee.screen {
        Screen::Menu => coffee.menu(),
        Screen::Product(product) => coffee.product(product),
    };
    Ok(serde_json::to_vec(&Next { state: coffee, view })?)
}

#[derive(Serialize, Deserialize)]
struct Coffee {
    words: Cow<'static, str>,
    screen: Screen,
    notice: Option<String>,
    basket: Basket,
    pickup_minutes: u64,
    points: Option<u64>,
    use_points: bool,
    orders: Vec<Order>,
    now: u64,
}

#[derive(Serialize, Deserialize)]
struct Basket {
    lines: Vec<Order>,
}

#[derive(Serialize, Deserialize)]
struct Order {
    id: String,
    pickup_at: u64,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Screen {
    Menu,
    Product(Product),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Msg {
    Open(Product),
    Add(Product),
    History,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Product {
    Espresso,
    Cappuccino,
    FlatWhite,
    HotChocolate,
    IcedLatte,
    Lemonade,
    Croissant,
    BananaBread,
}

use Product::*;

const HOT: [Product; 4] = [Espresso, Cappuccino, FlatWhite, HotChocolate];
const COLD: [Product; 2] = [IcedLatte, Lemonade];
const BAKERY: [Product; 2] = [Croissant, BananaBread];

/// Value, name, surcharge.
type Options = [(&'static str, &'static str, u64); 3];
const SIZES: Options = [("small", "Small", 0), ("medium", "Medium", 40), ("large", "Large", 80)];
const MILKS: Options =
    [("whole", "Whole milk", 0), ("oat", "Oat milk", 30), ("soy", "Soy milk", 30)];
const EXTRAS: Options =
    [("shot", "Extra shot", 90), ("vanilla", "Vanilla", 50), ("cinnamon", "Cinnamon", 0)];

const MOST_OF_A_LINE: i64 = 9;

impl Product {
    /// Name, what it is, price, picture.
    fn shown(self) -> (&'static str, &'static str, u64, &'static str) {
        match self {
            Espresso => ("Espresso", "Short, dark, hazelnut", 240, "espresso.png"),
            Cappuccino => ("Cappuccino", "Espresso under a cloud of foam", 340, "cappuccino.png"),
            FlatWhite => ("Flat white", "Two shots, silky milk", 380, "flat-white.png"),
            HotChocolate => {
                ("Hot chocolate", "70 % cocoa, melted to order", 390, "hot-chocolate.png")
            }
            IcedLatte => ("Iced latte", "Over ice, slowly poured", 420, "iced-latte.png"),
            Lemonade => ("Mint lemonade", "Lemon, mint, a little sugar", 360, "lemonade.png"),
            Croissant => ("Croissant", "Butter, 27 layers", 260, "croissant.png"),
            BananaBread => ("Banana bread", "With walnuts, still warm", 320, "banana-bread.png"),
        }
    }

    fn has_sizes(self) -> bool {
        !matches!(self, Espresso | Croissant | BananaBread)
    }

    fn has_milk(self) -> bool {
        matches!(self, Cappuccino | FlatWhite | HotChocolate | IcedLatte)
    }

    fn has_extras(self) -> bool {
        self.has_milk() || matches!(self, Espresso)
    }
}

impl Coffee {
    fn launch(event: &Event<Msg>) -> FnResult<Self> {
        let german = match &event.kind {
            Kind::Launched { environment, .. } => environment.locale.starts_with("de"),
            Kind::Action { .. } => false,
        };
        // SAFETY: the host gives both functions, with these arguments and results.
        let (_request, kept) =
            unsafe { (get_balance("\"Balance\"".into())?, storage_get("orders".into())?) };
        Ok(Self {
            words: if german { "de" } else { "en" }.into(),
            screen: Screen::Menu,
            notice: None,
            basket: Basket { lines: Vec::new() },
            pickup_minutes: 5,
            points: None,
            use_points: false,
            orders: if kept.is_empty() { Vec::new() } else { serde_json::from_str(&kept)? },
            now: event.now,
        })
    }

    fn update(&mut self, event: Event<Msg>) {
        self.now = event.now;
        self.notice = None;
        self.screen = match event.kind {
            Kind::Action { action: Msg::Open(product), .. } => Screen::Product(product),
            _ => Screen::Menu,
        };
        self.orders.retain(|order| order.pickup_at + 1_800_000 > self.now);
    }

    fn menu(&self) -> View<Msg> {
        let mut page = Page::new("menu", "Menu");
        let parts =
            [("Hot drinks", &HOT[..]), ("Cold drinks", &COLD[..]), ("From the oven", &BAKERY[..])];
        for (title, products) in parts {
            let section = page.node(0, Element::Section { title: label(title) });
            let list = page.node(section, Element::List);
            for product in products {
                let (name, about, price, image) = product.shown();
                let on_tap = Some(page.action(Msg::Open(*product)));
                let item = Item {
                    title: label(name),
                    subtitle: label(about),
                    trailing: vec![eur(price)],
                    image: Some(image.into()),
                    on_tap,
                };
                page.node(list, Element::ListItem(Box::new(item)));
            }
        }
        let row = page.node(0, Element::Stack { axis: Axis::Horizontal, wrap: true });
        let button = Element::Button {
            label: label("Past orders"),
            on_tap: page.action(Msg::History),
            style: ButtonStyle::Secondary,
            enabled: true,
            busy: false,
        };
        page.keyed(row, button, "history");
        page.view
    }

    fn product(&self, product: Product) -> View<Msg> {
        let (name, about, price, image) = product.shown();
        let mut page = Page::new("product", name);
        let row = page.node(0, Element::Stack { axis: Axis::Horizontal, wrap: false });
        page.node(row, Element::Image { asset: image.into(), alt: None, size: Size::Large });
        page.node(row, Element::Heading { title: label(name) });
        let label_of = vec![text(about), text(" · "), eur(price)];
        page.node(0, Element::Text { label: label_of, tone: Tone::Neutral, size: Size::Medium });
        let submit = page.action(Msg::Add(product));
        let form = Element::Form { submit, submit_label: label("Add to basket") };
        let form = page.keyed(0, form, image);
        if product.has_sizes() {
            page.input(
                form,
                "size",
                "Size",
                true,
                Control::Choice { options: options(SIZES, true) },
            );
        }
        if product.has_milk() {
            page.input(
                form,
                "milk",
                "Milk",
                true,
                Control::Choice { options: options(MILKS, true) },
            );
        }
        if product.has_extras() {
            let extras = Control::MultiChoice { options: options(EXTRAS, false), min: 0, max: 3 };
            page.input(form, "extras", "Extras", false, extras);
        }
        let stepper = Control::Stepper { value: 1, min: 1, max: MOST_OF_A_LINE, step: 1 };
        page.input(form, "quantity", "Quantity", false, stepper);
        page.view
    }
}

struct Page {
    view: View<Msg>,
}

impl Page {
    fn new(screen: &str, title: &str) -> Self {
        let view = View {
            screen: screen.into(),
            title: title.into(),
            nodes: Vec::with_capacity(64),
            actions: Vec::new(),
        };
        let mut page = Self { view };
        page.node(0, Element::Stack { axis: Axis::Vertical, wrap: false });
        page
    }

    fn node(&mut self, parent: u32, element: Element) -> u32 {
        self.view.nodes.push(Node { parent, key: None, element });
        self.view.nodes.len() as u32 - 1
    }

    fn keyed(&mut self, parent: u32, element: Element, key: &str) -> u32 {
        self.view.nodes.push(Node { parent, key: Some(key.into()), element });
        self.view.nodes.len() as u32 - 1
    }

    fn action(&mut self, action: Msg) -> u32 {
        self.view.actions.push(action);
        self.view.actions.len() as u32 - 1
    }

    fn input(&mut self, parent: u32, name: &str, label: &str, required: bool, control: Control) {
        let input = Input {
            name: name.into(),
            label: label.into(),
            help: None,
            error: None,
            required,
            enabled: true,
            on_change: None,
            control,
        };
        self.node(parent, Element::Input(Box::new(input)));
    }
}

fn label(part: &str) -> Label {
    vec![text(part)]
}

fn text(text: &str) -> Inline {
    Inline::Text(text.into())
}

fn eur(minor_units: u64) -> Inline {
    Inline::Money { minor_units, currency: "EUR".into() }
}

fn options(all: Options, first: bool) -> Vec<ChoiceOption> {
    let option = |(index, (value, name, surcharge)): (usize, (&str, &str, u64))| ChoiceOption {
        value: value.into(),
        label: if surcharge == 0 {
            label(name)
        } else {
            vec![text(name), text(" + "), eur(surcharge)]
        },
        selected: first && index == 0,
    };
    all.into_iter().enumerate().map(option).collect()
}
