//! A kiosk that breaks a rule of the review's on each of its screens, and none on the first.

use loggia_sdk::ui::*;
use loggia_sdk::{Answer, Balance, Ctx, Failure, Launch, MiniApp};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kiosk {
    shows: Shows,
    points: Option<u64>,
    hoard: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Shows {
    #[default]
    Home,
    Points,
    Unlabelled,
    Wide,
    Alike,
    Secret,
    Bank,
    Speaker,
    Lamps,
    Nameless,
    Twins,
    Asking,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Msg {
    Show(Shows),
    Points,
    Counted(Answer<Balance>),
    Panic,
    Hoard,
    Spin,
    Swell,
    Fall,
    Stuff,
    Had,
}

impl MiniApp for Kiosk {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(_: &Launch, _: &mut Ctx<Msg>) -> Result<Self, Failure> {
        Ok(Self::default())
    }

    fn update(&mut self, message: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match message {
            Msg::Show(shows) => self.shows = shows,
            Msg::Points => {
                self.shows = Shows::Points;
                self.points = None;
                // It waits, whatever becomes of it.
                let _ = ctx.loyalty().get_balance(Msg::Counted);
            }
            Msg::Counted(answer) => self.points = answer.take(ctx).ok().map(|it| it.points),
            Msg::Panic => panic!("the kiosk has no such drink"),
            Msg::Hoard => self.hoard.resize(70_000, 7),
            Msg::Spin => {
                let mut spun = 0_u64;
                while std::hint::black_box(spun) < u64::MAX {
                    spun += 1;
                }
            }
            Msg::Swell => drop(std::hint::black_box(vec![7_u8; 64 << 20])),
            Msg::Fall => self.points = Some(fall(0)),
            Msg::Stuff => self.hoard.resize(60_000, 7),
            Msg::Had => ctx.storage().save("had", &"tea")?,
        }
        Ok(())
    }

    fn back(&mut self, _: &mut Ctx<Msg>) -> Result<(), Failure> {
        if !matches!(self.shows, Shows::Points | Shows::Asking) {
            self.shows = Shows::Home;
        }
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        let show = |label: &str, shows| button(label, Msg::Show(shows));
        match self.shows {
            Shows::Home => View::new(
                "home",
                "Kiosk",
                (
                    text("What will you have?"),
                    button("Tea", Msg::Had).key("tea"),
                    button("Points", Msg::Points).key("points"),
                    button("Panic", Msg::Panic).key("panic"),
                    button("Hoard", Msg::Hoard).key("hoard"),
                    button("Spin", Msg::Spin).key("spin"),
                    button("Swell", Msg::Swell).key("swell"),
                    button("Fall", Msg::Fall).key("fall"),
                    button("Stuff", Msg::Stuff).key("stuff"),
                    column((
                        show("Unlabelled", Shows::Unlabelled),
                        show("Wide", Shows::Wide),
                        show("Alike", Shows::Alike),
                        show("Secret", Shows::Secret),
                        show("Bank", Shows::Bank),
                        show("Speaker", Shows::Speaker),
                        show("Lamps", Shows::Lamps),
                        show("Nameless", Shows::Nameless),
                        show("Twins", Shows::Twins),
                        show("Asking", Shows::Asking),
                    )),
                ),
            ),
            Shows::Points => View::new(
                "points",
                "Points",
                match self.points {
                    // Nobody thought of those who have none, nor of those who have very many.
                    Some(0) => column(divider()),
                    Some(points) => {
                        let cents = points.checked_mul(10).expect("so many points");
                        column((
                            text(format!("You have {points} points, worth {cents} cents")),
                            show("Home", Shows::Home),
                        ))
                    }
                    None => column(progress("Counting your points").key("counting")),
                },
            ),
            Shows::Unlabelled => View::new(
                "unlabelled",
                "Unlabelled",
                (text("What does it do?"), row(show("", Shows::Home).key("home")).key("foot")),
            ),
            Shows::Wide => View::new(
                "wide",
                "Wide",
                (
                    show("Cappuccinos for everybody in the office", Shows::Home).key("all"),
                    card(text("Donaudampfschifffahrtskapitänskajüte")).key("name"),
                ),
            ),
            Shows::Alike => View::new(
                "alike",
                "Alike",
                (
                    // The first a is Cyrillic.
                    heading("Be\u{430}n & Leaf"),
                    show("Home", Shows::Home),
                ),
            ),
            Shows::Secret => View::new(
                "secret",
                "Secret",
                (form(Msg::Show(Shows::Home), "Send", text_field("number", "Your card's PIN"))
                    .key("card"),),
            ),
            Shows::Bank => View::new("bank", "Your bank: confirm", show("Home", Shows::Home)),
            Shows::Speaker => View::new(
                "speaker",
                "Speaker",
                (
                    heading("Your bank says"),
                    section("", text("Say yes")).key("blank"),
                    show("Home", Shows::Home),
                ),
            ),
            Shows::Lamps => View::new(
                "lamps",
                "Lamps",
                (
                    badge("●", Tone::Danger).key("late"),
                    card(divider()).on_tap(Msg::Show(Shows::Home)).key("blank"),
                ),
            ),
            Shows::Nameless => View::new("nameless", "", show("Home", Shows::Home)),
            Shows::Twins => View::new(
                "twins",
                "Twins",
                (show("Home", Shows::Home).key("twin"), show("Back", Shows::Home).key("twin")),
            ),
            // What lies behind it cannot be tapped.
            Shows::Asking => View::new(
                "asking",
                "Asking",
                (show("Home", Shows::Home), dialog("Sold out", text("There is nothing left"))),
            ),
        }
    }
}

/// Nowhere ends.
#[allow(unconditional_recursion, reason = "that is what is wrong with it")]
fn fall(deep: u64) -> u64 {
    let room = std::hint::black_box([deep; 64]);
    fall(deep + 1) + room[0]
}

loggia_sdk::export!(Kiosk);
