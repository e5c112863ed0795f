//! Every element of the contract, through the encoding and back to what a shell reads.

use loggia_sdk::testing::TestApp;
use loggia_sdk::ui::*;
use loggia_sdk::{Ctx, Currency, Failure, Launch, MiniApp, Money, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Gallery;

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Msg {
    Tap,
}

impl MiniApp for Gallery {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(_: &Launch, _: &mut Ctx<Msg>) -> Result<Self, Failure> {
        Ok(Self)
    }

    fn update(&mut self, Msg::Tap: Msg, _: &mut Ctx<Msg>) -> Result<(), Failure> {
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        let noon = Timestamp::from_millis(1_772_449_200_000);
        View::new(
            "gallery",
            "Gallery",
            (
                section(
                    "Structure",
                    (
                        row((text("left"), text("right"))).wrap(),
                        grid(9, (card(text("plain")), card(text("tappable")).on_tap(Msg::Tap))),
                        list([list_item("Item")
                            .subtitle("Subtitle")
                            .trailing(Money::eur(340))
                            .image("a.png")
                            .on_tap(Msg::Tap)
                            .children(badge("new", Tone::Info))]),
                        divider(),
                    ),
                ),
                section(
                    "Content",
                    (
                        heading("Heading"),
                        text((strong("Pay"), " ", Money::eur(5), " at ", Moment::time(noon)))
                            .tone(Tone::Danger),
                        text(
                            Label::from("On ")
                                .then(Moment::date(noon))
                                .then(Moment::date_time(noon)),
                        ),
                        countdown("Until", noon),
                        key_values([("Key", "value")]),
                        icon(IconName::Coffee, Alt::text("A coffee")),
                        image("b.png", Alt::Decorative).size(Size::Large),
                    ),
                ),
                form(
                    Msg::Tap,
                    "Submit",
                    (
                        text_field("a", "Text")
                            .kind(TextKind::Email)
                            .value("x@y.z")
                            .help("Help")
                            .error(Some("Wrong")),
                        choice("b", "Choice", [ChoiceOption::new("1", "One").selected(true)])
                            .required(),
                        multi_choice("c", "Many", [ChoiceOption::new("1", "Eins")]),
                        checkbox("d", "Check").checked(true),
                        switch("e", "Switch").enabled(false),
                        stepper("f", "Step", 1, 0, 3),
                    ),
                )
                .key("form"),
                row([
                    button("Primary", Msg::Tap).primary().test_id("go"),
                    button("Danger", Msg::Tap).danger(),
                ]),
                banner("Banner", Tone::Success),
                dialog("Dialog", empty_state(IconName::X, "Empty", None::<Button<Msg>>))
                    .on_dismiss(Msg::Tap),
                progress("Progress").permille(2000),
                more(noon),
                Some(text("there").sensitivity(Sensitivity::Secret)),
                None::<Text>,
            ),
        )
    }
}

/// What the screen above has no room for.
fn more(noon: Timestamp) -> impl IntoNodes<Msg> {
    let day = noon.at_offset(0).date();
    let sums = || Column::amount("Sum", Currency::EUR);
    (
        (
            link("Terms", Msg::Tap),
            menu("More", [button("Rename", Msg::Tap)]),
            tabs([
                tab("One", text("first")).selected(true).key("one"),
                tab("Two", ()).on_open(Msg::Tap),
            ]),
            details("How", text("so")).open(true),
            elapsed("Since", noon),
            progress("Steps").steps(2, 3),
            skeleton(99),
            toast("Copied", Tone::Success),
            qr_code("Ticket", "WL-1"),
            account_chip("0123456789abcdef0123456789abcdef"),
            secret_value("Code", "4711"),
        ),
        column((
            number_field("w", "Weight").decimals(3).value(Some(1_250)),
            money_field("m", "Amount", Currency::EUR).value(Some(Money::eur(340))),
            // An amount in another currency than the field's is none.
            money_field("o", "Other", Currency::CHF).value(Some(Money::eur(340))),
            date_field("y", "Day").value(Some(day)),
            slider("v", "Volume", 3, 0, 9),
            text_field("p", "Plate").pattern("[A-Z]+", "letters"),
        )),
        table(
            "Table",
            [Column::date("Day"), Column::text("Name"), sums(), Column::number("Count", 1)],
            [
                vec![Cell::from(day), "Ada".into(), (-340_i64).into(), 15_i64.into()],
                // What is missing stays empty.
                vec![Cell::NONE, "Bob".into()],
            ],
        ),
        chart(
            ChartKind::Donut,
            "Chart",
            [Column::text("Month"), sums()],
            [[Cell::from("May"), Money::eur(340).into()]],
        ),
    )
}

#[test]
fn every_element_arrives_with_what_it_says() {
    let app = TestApp::<Gallery>::launch();
    let expected = r#"gallery "Gallery"
  stack
    section "Structure"
      stack
        text "left"
        text "right"
      grid
        card
          text "plain"
        card
          text "tappable"
      list
        list-item "Item" "Subtitle" "3.40 EUR" a.png
          badge "new" info
      divider
    section "Content"
      heading "Heading"
      text "Pay 0.05 EUR at 12:00"
      text "On 2026-03-022026-03-02 12:00"
      countdown "Until" until=1772449200000
      key-values "Key: value"
      icon "A coffee"
      image b.png
    form "Submit" key=form
      text-field "Text" "Help" "Wrong" value="x@y.z"
      choice "Choice" "One" chosen=1
      multi-choice "Many" "Eins"
      checkbox "Check" on
      switch "Switch" off
      stepper "Step" value=1 of 0..=3
    stack
      button "Primary" primary test-id=go
      button "Danger" danger
    banner "Banner" success
    dialog "Dialog"
      empty-state "Empty"
    progress "Progress 100 %"
    link "Terms"
    menu "More"
      button "Rename"
    tabs
      tab "One" selected key=one
        text "first"
      tab "Two"
    details "How" open
      text "so"
    elapsed "Since" since=1772449200000
    progress "Steps 2/3"
    skeleton lines=20
    toast "Copied" success
    qr-code "Ticket" "WL-1"
    account-chip "account 0123456789abcdef0123456789abcdef"
    secret-value "Code"
    stack
      number-field "Weight" value=1.250
      money-field "Amount" value=340 minor units of EUR
      money-field "Other" empty
      date-field "Day" value=2026-03-02
      slider "Volume" value=3 of 0..=9
      text-field "Plate" "letters" value=""
    table "Table" "Day | Name | Sum | Count" "2026-03-02 | Ada | -3.40 EUR | 1.5" " | Bob |  | "
    chart "Chart" "Month | Sum" "May | 3.40 EUR"
    text "there" secret
"#;
    assert_eq!(app.tree(), expected);
}
