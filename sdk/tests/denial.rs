//! The denial matrix, on a mini-app that has thought of everything and on ones that have not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's own helper fails the test")]

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use loggia_sdk::testing::{TestApp, Tried, Trouble, Walk, denial_matrix};
use loggia_sdk::ui::*;
use loggia_sdk::{Answer, Ctx, Failure, HttpRequest, HttpResponse, Launch, MiniApp, Payment};
use loggia_sdk::{Instruction, Money, Payee};
use serde::{Deserialize, Serialize};

const HTTP: &str = "loggia:http/http";
const PAYMENTS: &str = "loggia:payments/payments-initiate";
const STORAGE: &str = "loggia:storage/storage";

thread_local! {
    static FLAW: RefCell<Flaw> = const { RefCell::new(Flaw::None) };
}

/// What its author has not thought of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    None,
    /// Gives the step up when the storage says what it doesn't understand.
    TrustsStorage,
    /// Goes on waiting after an answer that is an error.
    WaitsForEver,
    /// Panics at a body that it can't read.
    PanicsAtNonsense,
    /// Has nothing to tap once it has failed.
    LeavesNothingToDo,
}

fn is(flaw: Flaw) -> bool {
    FLAW.with_borrow(|own| *own == flaw)
}

/// Tea by post: looks at a price, keeps it, pays.
#[derive(Serialize, Deserialize)]
struct Tea {
    price: Price,
    said: String,
}

#[derive(Serialize, Deserialize)]
enum Price {
    Unknown,
    Asked,
    Cents(u32),
    Failed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Msg {
    Ask,
    Came(Answer<HttpResponse>),
    Pay,
    Paid(Answer<Payment>),
}

impl MiniApp for Tea {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(_: &Launch, ctx: &mut Ctx<Msg>) -> Result<Self, Failure> {
        let kept: Result<Option<u32>, _> = ctx.storage().load("price");
        let kept = if is(Flaw::TrustsStorage) { kept? } else { kept.unwrap_or_default() };
        Ok(Self { price: kept.map_or(Price::Unknown, Price::Cents), said: "Tea".to_owned() })
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::Ask => {
                let request = HttpRequest::get("https://tea.example/price");
                let asked = ctx.http().send(request, Msg::Came);
                self.price = if asked.is_ok() { Price::Asked } else { Price::Failed };
            }
            Msg::Came(answer) => match answer.take(ctx) {
                Ok(response) => {
                    let text = String::from_utf8(response.body).unwrap_or_default();
                    let cents = text.parse();
                    if is(Flaw::PanicsAtNonsense) {
                        assert!(cents.is_ok(), "no price");
                    }
                    self.price = cents.map_or(Price::Failed, Price::Cents);
                    if let Price::Cents(cents) = self.price {
                        let _ = ctx.storage().save("price", &cents);
                    }
                }
                Err(_) if is(Flaw::WaitsForEver) => {}
                Err(_) => self.price = Price::Failed,
            },
            Msg::Pay => {
                let Price::Cents(cents) = self.price else { return Ok(()) };
                let payee = Payee::iban("AT611904300234573201", "Tea");
                let id = ctx.random().token(26);
                let tea = Instruction::new(id, Money::eur(cents), payee);
                if ctx.payments().initiate(&tea, Msg::Paid).is_err() {
                    "No payment".clone_into(&mut self.said);
                }
            }
            Msg::Paid(answer) => {
                let paid = answer.take(ctx).is_ok_and(|payment| !payment.has_failed());
                if paid { "Paid" } else { "Not paid" }.clone_into(&mut self.said);
            }
        }
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        let nothing = is(Flaw::LeavesNothingToDo) && matches!(self.price, Price::Failed);
        let waits = matches!(self.price, Price::Asked);
        View::new(
            "tea",
            "Tea",
            (
                text(self.said.as_str()),
                waits.then(|| progress("Asking")),
                (!nothing).then(|| button("Ask", Msg::Ask)),
                matches!(self.price, Price::Cents(_)).then(|| button("Pay", Msg::Pay)),
            ),
        )
    }
}

fn walk(walk: &mut Walk<Tea>) {
    walk.tap("Ask");
    walk.tap_first("Pa");
    walk.confirm();
    walk.settle();
    walk.reopen();
}

fn matrix(flaw: Flaw) -> Result<Vec<Tried>, String> {
    FLAW.set(flaw);
    let builder = || TestApp::<Tea>::builder().http(|_| Ok(HttpResponse::new(200, "420")));
    catch_unwind(AssertUnwindSafe(|| denial_matrix(builder, walk)))
        .map_err(|panic| panic.downcast_ref::<String>().unwrap().clone())
}

#[test]
fn each_capability_that_is_called_is_tried_in_each_trouble_that_can_befall_it() {
    let tried = matrix(Flaw::None).unwrap();
    let of = |interface: &str| -> Vec<Trouble> {
        let own = tried.iter().filter(|cell| cell.interface == interface);
        own.map(|cell| cell.trouble).collect()
    };
    use Trouble::{Empty, Failing, Huge, Refused, Slow, Withdrawn};
    assert_eq!(of(HTTP), Trouble::ALL);
    assert_eq!(of(PAYMENTS), [Refused, Withdrawn, Slow, Failing]);
    assert_eq!(of(STORAGE), [Refused, Withdrawn, Failing, Empty, Huge]);
    assert_eq!(tried.len(), 6 + 4 + 5, "and nothing that it doesn't call");
}

#[test]
fn what_is_not_thought_of_is_found_and_said_with_cell_step_and_screen() {
    let cases: [(Flaw, &[&str]); 4] = [
        (
            Flaw::TrustsStorage,
            &[
                "loggia:storage/storage is refused: the launch failed",
                "loggia:storage/storage is withdrawn: the launch failed",
                "loggia:storage/storage says too much: the launch failed",
            ],
        ),
        (
            Flaw::WaitsForEver,
            &[
                "loggia:http/http never answers: it waits for something that will never come, after \
                 tap \"Ask\", and the host had given up",
                "loggia:http/http fails: it waits for something that will never come, after tap \"Ask\"",
                "progress \"Asking\"",
            ],
        ),
        (
            Flaw::PanicsAtNonsense,
            &[
                "loggia:http/http has nothing to say: no price",
                "loggia:http/http says too much: no price",
            ],
        ),
        (
            Flaw::LeavesNothingToDo,
            &[
                "loggia:http/http is refused: there is nothing to do, and no way back, after tap \"Ask\"",
            ],
        ),
    ];
    for (flaw, expected) in cases {
        let said = matrix(flaw).unwrap_err();
        for part in expected {
            assert!(said.contains(part), "{flaw:?}: {part:?} is not in\n{said}");
        }
    }
}

#[test]
fn a_step_that_is_not_possible_though_nothing_is_wrong_fails_the_test() {
    FLAW.set(Flaw::None);
    let lost = catch_unwind(|| {
        denial_matrix(TestApp::<Tea>::builder, |walk| {
            walk.tap("Brew");
        })
    });
    let said = lost.unwrap_err().downcast_ref::<String>().unwrap().clone();
    assert!(said.contains("nobody can tap \"Brew\", though nothing is wrong"), "{said}");
}
