//! Scheduled payments in the harness, which must behave as the contract says.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::Duration;

use loggia_sdk::testing::TestApp;
use loggia_sdk::time::Duration as Days;
use loggia_sdk::ui::*;
use loggia_sdk::{
    Answer, Change, ConsentStatus, Ctx, Failure, Instruction, Launch, MiniApp, Money, Payee,
    PaymentStatus, ScheduledPayment,
};
use serde::{Deserialize, Serialize};

const INTERFACE: &str = "loggia:payments/payments-scheduled";
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// Pays a bill in some days, and says all that it hears of it.
#[derive(Default, Serialize, Deserialize)]
struct Bill {
    payment: Option<String>,
    said: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Msg {
    Schedule { days: i64, cents: u32 },
    Scheduled(Answer<ScheduledPayment>),
    Cancel,
    Look,
    PayNow,
    Paid(Answer<loggia_sdk::Payment>),
}

fn bill(cents: u32) -> Instruction {
    Instruction::new("bill", Money::eur(cents), Payee::iban("AT611904300234573201", "Tax Office"))
}

impl Bill {
    fn tell(&mut self, scheduled: &ScheduledPayment) {
        let ScheduledPayment { payment, on } = scheduled;
        let status = payment.status.map_or("-".to_owned(), |status| format!("{status:?}"));
        let waiting = if scheduled.is_waiting() { ", waiting" } else { "" };
        self.said.push(format!("{:?} {status} on {on}{waiting}", payment.consent));
    }
}

impl MiniApp for Bill {
    type Msg = Msg;
    const SCHEMA: u32 = 1;

    fn launch(_: &Launch, _: &mut Ctx<Msg>) -> Result<Self, Failure> {
        Ok(Self::default())
    }

    fn update(&mut self, msg: Msg, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        match msg {
            Msg::Schedule { days, cents } => {
                let on = ctx.today() + Days::days(days);
                match ctx.scheduled_payments().schedule(&bill(cents), on, Msg::Scheduled) {
                    Ok(initiated) => self.payment = Some(initiated.payment),
                    Err(error) => self.said.push(format!("refused {:?}", error.code)),
                }
            }
            Msg::Scheduled(answer) => match answer.take(ctx) {
                Ok(scheduled) => self.tell(&scheduled),
                Err(error) => self.said.push(format!("answered {:?}", error.code)),
            },
            Msg::Cancel => {
                ctx.scheduled_payments().cancel(self.payment.as_deref().unwrap_or_default())?;
                self.look(ctx);
            }
            Msg::Look => self.look(ctx),
            Msg::PayNow => drop(ctx.payments().initiate(&bill(500), Msg::Paid)?),
            Msg::Paid(answer) => match answer.take(ctx) {
                Ok(payment) => self.said.push(format!("paid {:?}", payment.consent)),
                Err(error) => self.said.push(format!("answered {:?}", error.code)),
            },
        }
        Ok(())
    }

    fn changed(&mut self, change: &Change, ctx: &mut Ctx<Msg>) -> Result<(), Failure> {
        assert_eq!(change.topic, "payment");
        let scheduled = ctx.scheduled_payments().get(&change.id)?;
        self.tell(&scheduled);
        Ok(())
    }

    fn view(&self) -> View<Msg> {
        let said: Vec<_> = self.said.iter().map(|line| text(line.clone())).collect();
        let schedule =
            |label: &str, days, cents| button(label.to_owned(), Msg::Schedule { days, cents });
        View::new(
            "bill",
            "Bill",
            (
                schedule("In 3 days", 3, 500),
                schedule("In 3 days, more", 3, 600),
                schedule("In 4 days", 4, 500),
                schedule("Today", 0, 500),
                schedule("Next year", 366, 500),
                button("Cancel it", Msg::Cancel),
                button("Look", Msg::Look),
                button("Pay now", Msg::PayNow),
                said,
            ),
        )
    }
}

impl Bill {
    fn look(&mut self, ctx: &Ctx<Msg>) {
        match ctx.scheduled_payments().get(self.payment.as_deref().unwrap_or_default()) {
            Ok(scheduled) => self.tell(&scheduled),
            Err(error) => self.said.push(format!("found {:?}", error.code)),
        }
    }
}

/// Confirmed on Monday, 2 March 2026, at eight in UTC, for Thursday.
fn confirmed() -> TestApp<Bill> {
    let mut app = TestApp::<Bill>::launch();
    app.tap("In 3 days");
    let sheet = app.sheet().unwrap();
    assert_eq!(sheet.on.unwrap().to_string(), "2026-03-05");
    app.confirm();
    app.expect_text("ConsentStatus::Auth PaymentStatus::Rcvd on 2026-03-05, waiting");
    app
}

fn status(app: &TestApp<Bill>) -> Option<PaymentStatus> {
    app.payments().last().unwrap().status
}

#[test]
fn time_carries_it_out_on_its_day_at_six_in_utc() {
    let mut app = confirmed();
    app.advance(2 * DAY + 21 * HOUR + HOUR * 59 / 60);
    assert_eq!(status(&app), Some(PaymentStatus::Rcvd));
    app.advance(HOUR / 60);
    app.expect_text("ConsentStatus::Auth PaymentStatus::Pdng on 2026-03-05");
    app.settle();
    app.expect_text("ConsentStatus::Auth PaymentStatus::Acsc on 2026-03-05");
    app.advance(30 * DAY);
    assert_eq!(app.payments().len(), 1);
}

#[test]
fn without_enough_on_its_day_it_is_rejected() {
    let mut app = confirmed();
    app.lack_funds_for("bill");
    app.advance(3 * DAY);
    app.expect_text("ConsentStatus::Auth PaymentStatus::Rjct on 2026-03-05");
}

#[test]
fn until_its_day_it_can_be_cancelled_here_and_at_the_bank() {
    let mut app = confirmed();
    app.tap("Cancel it");
    app.expect_text("ConsentStatus::Auth PaymentStatus::Canc on 2026-03-05");
    app.advance(10 * DAY);
    assert_eq!(status(&app), Some(PaymentStatus::Canc));

    let mut app = confirmed();
    app.cancel_at_the_bank("bill");
    app.expect_text("ConsentStatus::Auth PaymentStatus::Canc on 2026-03-05");

    let mut app = confirmed();
    app.advance(3 * DAY);
    app.tap("Cancel it");
    assert_eq!(status(&app), Some(PaymentStatus::Pdng), "it is too late");
}

#[test]
fn what_is_declined_or_withdrawn_before_is_never_carried_out() {
    let mut app = TestApp::<Bill>::launch();
    app.tap("In 3 days");
    app.decline();
    app.expect_text("ConsentStatus::Rjct - on 2026-03-05");
    app.advance(10 * DAY);
    assert_eq!(status(&app), None);

    let mut app = TestApp::<Bill>::launch();
    app.tap("In 3 days");
    app.tap("Cancel it");
    assert_eq!(app.payments().last().unwrap().consent, ConsentStatus::Canc);
    assert_eq!(app.sheet(), None);

    let mut app = TestApp::<Bill>::launch();
    app.tap("In 3 days");
    app.expire();
    app.expect_text("answered ErrorCode::Expired");
}

#[test]
fn the_day_is_later_than_today_and_at_most_a_year_ahead() {
    let mut app = TestApp::<Bill>::launch();
    app.tap("Today");
    app.expect_text("refused ErrorCode::InvalidArgument");
    app.tap("Next year");
    app.expect_text("refused ErrorCode::Denied");
    assert_eq!(app.payments(), []);
}

#[test]
fn the_day_is_part_of_the_instruction_and_each_interface_knows_its_own() {
    let mut app = TestApp::<Bill>::launch();
    app.tap("In 3 days");
    app.tap("In 3 days");
    assert_eq!(app.payments().len(), 1);
    for other in ["In 3 days, more", "In 4 days", "Pay now"] {
        let before = app.text().matches("answered ErrorCode::DuplicateMismatch").count();
        app.tap(other);
        let after = app.text().matches("answered ErrorCode::DuplicateMismatch").count();
        assert_eq!(after, before + 1, "{other}");
    }
    assert_eq!(app.payments().len(), 1);
}

#[test]
fn it_is_denied_or_out_of_order_as_any_capability() {
    let mut app = TestApp::<Bill>::builder().deny(INTERFACE).launch();
    app.tap("In 3 days");
    app.expect_text("refused ErrorCode::Denied");
    let mut app = confirmed();
    app.make_unavailable(INTERFACE);
    app.tap("Look");
    app.expect_text("found ErrorCode::Unavailable");
}
