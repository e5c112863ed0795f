//! A mini-app that does what it is told, the worse the better.
//!
//! Orders come as the parameter `do` of what it is opened for, as what is entered into the field `do`, as a button's action, as
//! the context of a request or timer, or as the id of a change of topic `do`. Several are separated by `;`. What
//! came of them stands in the view's title; if that is `no way on`, no other release takes its state over. In what is to be done on an answer, `$` stands for its request and
//! `|` for `;`. It is on the raw bindings, not on the SDK, which would not let
//! it misbehave.

mod accounts;
mod claims;
mod orders;
mod outside;
mod payments;
mod screens;
mod wrong_views;

wit_bindgen::generate!({
    path: "../../../wit",
    world: "loggia:miniapp/mini-app",
    generate_all,
});

use exports::loggia::app::app::{Failure, Guest, Next};
use loggia::app::events::{Event, FieldValue, Kind, Reason, UserAction};
use loggia::app::ui::View;

struct Component;

export!(Component);

impl Guest for Component {
    fn step(state: Option<Vec<u8>>, event: Event) -> Result<Next, Failure> {
        let mut mischief = Mischief::restore(state);
        if matches!(event.kind, Kind::Upgraded(_)) && mischief.report == "no way on" {
            mischief.obey("fail this state is beyond me", &event)?;
        }
        for order in told(&event.kind).split(';').map(str::trim).filter(|order| !order.is_empty()) {
            mischief.obey(order, &event)?;
        }
        Ok(Next { view: mischief.view(), state: mischief.save() })
    }
}

/// All that it remembers.
#[derive(Default)]
pub(crate) struct Mischief {
    /// How often it was told to `add`.
    count: u64,
    /// Which screen it shows.
    screen: String,
    /// What came of the latest orders.
    report: String,
    /// How many bytes its state is to have, if it was told.
    state_bytes: Option<usize>,
    /// The view to show once instead of its screen.
    wrong: Option<View>,
}

impl Mischief {
    fn restore(state: Option<Vec<u8>>) -> Self {
        let Some(state) = state else {
            return Self { screen: "plain".into(), ..Self::default() };
        };
        let state = String::from_utf8(state).expect("its own state is text");
        let mut lines = state.lines();
        let mut line = || lines.next().unwrap_or_default().to_owned();
        let (count, screen, report) = (line(), line(), line());
        let count = count.parse().expect("its own count is a number");
        Self { count, screen, report, ..Self::default() }
    }

    fn save(self) -> Vec<u8> {
        let mut state = format!("{}\n{}\n{}\n", self.count, self.screen, self.report).into_bytes();
        if let Some(bytes) = self.state_bytes {
            state.resize(bytes, b'.');
        }
        state
    }

    pub(crate) fn report(&mut self, what: impl Into<String>) {
        if !self.report.is_empty() {
            self.report.push_str(", ");
        }
        self.report.push_str(&what.into());
    }

    fn obey(&mut self, order: &str, event: &Event) -> Result<(), Failure> {
        let (verb, rest) = order.split_once(' ').unwrap_or((order, ""));
        let words: Vec<&str> = rest.split_whitespace().collect();
        match verb {
            "fail" => {
                return Err(Failure {
                    message: rest.into(),
                    detail: Some("as it was told".into()),
                });
            }
            "view" => self.wrong = Some(wrong_views::of(self, &words)),
            _ => orders::obey(self, verb, &words, rest, event),
        }
        Ok(())
    }

    fn view(&mut self) -> View {
        match self.wrong.take() {
            Some(view) => view,
            None => screens::of(self),
        }
    }
}

/// What the event tells it to do. A new order clears the report of the one before.
fn told(kind: &Kind) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("orders are text");
    match kind {
        Kind::Launched(launch) if launch.reason == Reason::Restarted => "say restarted".into(),
        Kind::Launched(launch) => {
            let params = launch.intent.iter().flat_map(|intent| &intent.params);
            let order = params.into_iter().find(|(name, _)| name == "do");
            order.map(|(_, order)| order.clone()).unwrap_or_default()
        }
        Kind::Action(UserAction { action, fields }) => match fields.as_slice() {
            [(name, FieldValue::Text(order))] if name == "do" => format!("anew;{order}"),
            _ => format!("anew;{}", text(action)),
        },
        Kind::Answered(answer) => {
            let order = text(&answer.context).replace('$', &answer.request.to_string());
            format!("anew;{}", order.replace('|', ";"))
        }
        Kind::Woke(context) => format!("anew;{}", text(context)),
        Kind::Changed(change) if change.topic == "do" => format!("anew;{}", change.id),
        Kind::Back => "anew;back".into(),
        Kind::EnvironmentChanged(to) => format!("anew;say {} {}", to.locale, to.time_zone),
        Kind::Upgraded(from) => format!("anew;say upgraded from {from}"),
        Kind::Changed(_) | Kind::Resumed(_) => String::new(),
    }
}
