//! Every element in every state: what shells are tested with.

use loggia_sdk::ui::*;
use loggia_sdk::{Ctx, Failure, Launch, MiniApp, Money, Timestamp};
use serde::{Deserialize, Serialize};

/// What is on screen, and what was done so far.
#[derive(Debug, Serialize, Deserialize)]
pub struct Gallery {
    room: Room,
    now: Timestamp,
    done: String,
    name: String,
    count: i64,
}

/// What is on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Room {
    /// Texts and pictures.
    Content,
    /// Sections, rows, grids, cards and lists.
    Structure,
    /// Everything that can be filled in.
    Inputs,
    /// What tells the user how things stand.
    Feedback,
    /// A dialog over the rest.
    Dialog,
}

/// What the user does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Msg {
    /// Shows a room.
    Go(Room),
    /// Notes that something was done.
    Did(String),
    /// The form was submitted.
    Submitted,
    /// The name is filled in by the mini-app.
    Prefill,
    /// The stepper moved.
    Counted,
    /// The search text changed.
    Searched,
    /// Gives the step up.
    Fail,
    /// Breaks the step.
    Break,
}

impl MiniApp for Gallery {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(_: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        Ok(Self {
            room: Room::Content,
            now: ctx.now(),
            done: String::new(),
            name: String::new(),
            count: 2,
        })
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::Go(room) => self.room = room,
            Msg::Did(what) => self.done = what,
            Msg::Submitted => {
                let fields = ctx.fields();
                let (name, size) = (
                    fields.text("name")?.to_owned(),
                    fields.choice("size")?.unwrap_or_default().to_owned(),
                );
                self.done = format!("{name} takes {size}");
            }
            Msg::Prefill => self.name = "Ada".to_owned(),
            Msg::Counted => self.count = ctx.fields().integer("count")?,
            Msg::Searched => self.done = format!("searched for {}", ctx.fields().text("search")?),
            Msg::Fail => return Err(Failure::new("The kitchen is closed today.")),
            #[allow(clippy::panic, reason = "the shell shows whose fault it is")]
            Msg::Break => panic!("the gallery was asked to break"),
        }
        Ok(())
    }

    fn back(&mut self, _: &mut Ctx<Msg>) -> Result<(), Failure> {
        self.room = Room::Content;
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        let done = (!self.done.is_empty()).then(|| banner(self.done.clone(), Tone::Success));
        match self.room {
            Room::Content => View::new("content", "Content", (rooms(), done, content(self.now))),
            Room::Structure => View::new("structure", "Structure", (rooms(), done, structure())),
            Room::Inputs => {
                View::new("inputs", "Inputs", (rooms(), done, inputs(&self.name, self.count)))
            }
            Room::Feedback => View::new("feedback", "Feedback", (rooms(), done, feedback())),
            Room::Dialog => View::new("dialog", "Dialog", (rooms(), done, question())),
        }
    }
}

fn rooms() -> Stack<Msg> {
    let to = |label: &str, room| button(label, Msg::Go(room)).key(label);
    row((
        to("Content", Room::Content),
        to("Structure", Room::Structure),
        to("Inputs", Room::Inputs),
        to("Feedback", Room::Feedback),
        to("Dialog", Room::Dialog),
    ))
    .wrap()
}

fn content(now: Timestamp) -> Stack<Msg> {
    let price = Money::eur(340);
    column((texts(price), facts(now, price)))
}

fn texts(price: Money) -> Stack<Msg> {
    column((
        heading("A heading"),
        text(
            "Plain text that is long enough to be broken into several rows wherever the page is narrow, with コーヒー and ☕️ in it.",
        ),
        text(("An amount of ", price, " and ", strong("stressed"), " text.")),
        text("Small text").size(Size::Small),
        text("Large text").size(Size::Large),
        text("Information").tone(Tone::Info),
        text("Success").tone(Tone::Success),
        text("A warning").tone(Tone::Warning),
        text("Danger").tone(Tone::Danger),
    ))
}

fn facts(now: Timestamp, price: Money) -> Stack<Msg> {
    column((
        countdown("Ready in", Timestamp::from_millis(now.millis() + 90_000)),
        row((
            badge("neutral", Tone::Neutral),
            badge("new", Tone::Info),
            badge("paid", Tone::Success),
            badge("few left", Tone::Warning),
            badge("sold out", Tone::Danger),
        ))
        .wrap(),
        key_values([
            ("Order", Label::from("42")),
            ("Pick-up", Label::from(Moment::date_time(now))),
            (
                "A name that is rather long",
                Label::from("and a value that is rather long too, so that both are broken"),
            ),
            ("Total", Label::from(price)),
        ]),
        row((
            icon(IconName::Coffee, Alt::Decorative),
            icon(IconName::Star, Alt::text("Favourite")),
            icon(IconName::Clock, Alt::text("Soon")),
        )),
        image("dot.png", Alt::text("A dot")).size(Size::Small),
    ))
}

fn structure() -> Stack<Msg> {
    let did = |what: &str| Msg::Did(what.to_owned());
    column((
        section(
            "A section",
            (text("Its text."), section("A section in it", text("Its text too."))),
        ),
        grid(
            3,
            (
                card((heading("First"), text("A card that can be tapped.")))
                    .on_tap(did("first card")),
                card((
                    heading("Second"),
                    text(
                        "A card with more text than the others, so that they have to be stretched.",
                    ),
                ))
                .on_tap(did("second card")),
                card((heading("Third"), button("Inside", did("inside")))),
            ),
        ),
        divider(),
        list([
            list_item("Espresso")
                .subtitle("Short and strong")
                .trailing(Money::eur(240))
                .on_tap(did("espresso")),
            list_item("Flat white")
                .subtitle("Twice the espresso, with milk that is hardly foamed")
                .trailing(Money::eur(380))
                .image("dot.png")
                .on_tap(did("flat white"))
                .children(badge("new", Tone::Info)),
            list_item(
                "A name that is so long that it does not fit into one row of a narrow page at all",
            )
            .trailing(Money::eur(1_234_567)),
        ]),
        row((text("left"), text("right"))),
        row((
            button("One", did("one")),
            button("Two", did("two")),
            button("Three", did("three")),
            button("Four", did("four")),
            button("Five", did("five")),
            button("Six", did("six")),
        ))
        .wrap(),
    ))
}

fn inputs(name: &str, count: i64) -> Stack<Msg> {
    let sizes = || {
        [
            ChoiceOption::new("s", "Small"),
            ChoiceOption::new("m", "Medium").selected(true),
            ChoiceOption::new("l", "Large"),
        ]
    };
    let milk = [
        ChoiceOption::new("cow", "Cow's milk"),
        ChoiceOption::new("oat", ("Oat, ", Money::eur(50))),
        ChoiceOption::new("soy", "Soy, for those who like it, and there are some"),
        ChoiceOption::new("none", "None"),
    ];
    column((
        form(
            Msg::Submitted,
            "Order",
            (
                text_field("name", "Name").value(name).required().length(2, 20).help("For the cup"),
                text_field("note", "Note").kind(TextKind::Multiline),
                choice("size", "Size", sizes()).required(),
                multi_choice("milk", "Milk", milk).between(0, 2),
                checkbox("terms", "I agree to everything").required(),
                switch("points", "Collect points").on(true),
            ),
        ),
        button("Fill in for me", Msg::Prefill),
        stepper("count", "Cups", count, 0, 10).on_change(Msg::Counted),
        text_field("search", "Search").kind(TextKind::Search).on_change(Msg::Searched),
        text_field("off", "Cannot be changed").value("fixed").enabled(false),
        text_field("wrong", "Already wrong").value("x").error(Some("This is no name")),
    ))
}

fn feedback() -> Stack<Msg> {
    let did = |what: &str| Msg::Did(what.to_owned());
    column((
        banner("Neutral", Tone::Neutral),
        banner("Something to know", Tone::Info),
        banner("It went well", Tone::Success),
        banner(
            "Take care: this is a text that is long enough to be broken into several rows on a narrow page",
            Tone::Warning,
        ),
        banner("It went wrong", Tone::Danger),
        progress("Two fifths").permille(400),
        progress("Nobody knows"),
        row((
            button("Primary", did("primary")).primary(),
            button("Secondary", did("secondary")),
            button("Danger", did("danger")).danger(),
            button("Disabled", did("disabled")).enabled(false),
            button("Busy", did("busy")).busy(true),
        ))
        .wrap(),
        row((button("Fail", Msg::Fail), button("Break", Msg::Break))),
        empty_state(IconName::ShoppingBag, "Nothing here yet", button("Start", did("start"))),
    ))
}

fn question() -> Stack<Msg> {
    column((
        text("What stands under the dialog."),
        button("Under the dialog", Msg::Did("under".to_owned())),
        dialog(
            "Throw it away?",
            (
                text("It cannot be got back."),
                row((
                    button("Throw away", Msg::Did("thrown away".to_owned())).danger(),
                    button("Keep", Msg::Go(Room::Content)),
                )),
            ),
        )
        .on_dismiss(Msg::Go(Room::Content)),
    ))
}

loggia_sdk::export!(Gallery);
