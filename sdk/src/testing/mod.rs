//! Runs a mini-app natively, with a bank of the test's own behind its capabilities.
//!
//! Every step goes the way it goes in the component: the state comes from the bytes that the step
//! before left, messages from the bytes that stood in the view, and a failed step is undone, with all
//! that it asked of the bank. The test taps what is on screen, and only if it acts.
//!
//! ```
//! use loggia_sdk::testing::TestApp;
//! use loggia_sdk::ui::*;
//! use loggia_sdk::{Ctx, Failure, Launch, MiniApp};
//! # #[derive(serde::Serialize, serde::Deserialize)]
//! # struct Counter { taps: u64 }
//! # #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
//! # enum Msg { Tapped }
//! # impl MiniApp for Counter {
//! #     type Msg = Msg;
//! #     const SCHEMA: u32 = 1;
//! #     fn launch(_: &Launch, _: &mut Ctx<Msg>) -> Result<Self, Failure> { Ok(Self { taps: 0 }) }
//! #     fn update(&mut self, _: Msg, _: &mut Ctx<Msg>) -> Result<(), Failure> { self.taps += 1; Ok(()) }
//! #     fn view(&self) -> View<Msg> {
//! #         View::new("counter", "Counter", (text(self.taps.to_string()), button("Tap me", Msg::Tapped)))
//! #     }
//! # }
//!
//! let mut app = TestApp::<Counter>::launch();
//! app.tap("Tap me");
//! app.tap("Tap me");
//! app.expect_text("2");
//! ```
//!
//! What doesn't go as the test says panics, with the screen in the message.
#![allow(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a harness reports to its test by panicking, and its indices come from its own tables"
)]

mod account;
mod bank;
mod builder;
pub(crate) mod calls;
mod claims;
mod consent;
mod denial;
mod inputs;
mod money;
mod screen;
mod user;

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

pub use account::{DetailField, Entry, TestAccount};
pub use bank::Trouble;
use bank::{Bank, Cause, PartnerServer, Reply};
pub use builder::Builder;
pub use claims::ClaimsSheet;
pub use denial::{Tried, Walk, denial_matrix};
use inputs::Entered;
pub use money::Sheet;
use screen::Screen;

use crate::bindings::exports::loggia::app::app as exports;
use crate::bindings::loggia::app::events as wire;
use crate::bindings::loggia::app::ui::Element;
use crate::bindings::loggia::types::types::ErrorCode;
use crate::capability::{HttpRequest, HttpResponse};
use crate::intent::Intent;
use crate::mini_app::MiniApp;
use crate::random::Random;
use crate::timestamp::Timestamp;

/// A mini-app in a test: one session, with the user's and the bank's part played by the test.
pub struct TestApp<A> {
    bank: Bank,
    environment: wire::Environment,
    hold_answers: bool,
    /// Drives the entropy of the steps: the same test sees the same random numbers.
    random: Random,
    state: Vec<u8>,
    screen: Screen,
    entered: Entered,
    tolerated: Option<Option<ShownFailure>>,
    app: PhantomData<fn() -> A>,
}

/// What time brings.
enum Due {
    /// Nobody has decided on the payment of this id.
    Expires(String),
    /// The day of the payment of this id has come.
    CarriedOut(String),
    /// The timer at this place.
    Timer(usize),
}

/// A mini-app that another one wants the user to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Which, such as `com.example.parking`.
    pub app: String,
    /// What for.
    pub intent: Intent,
}

/// A failure as the user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownFailure {
    /// What the user reads.
    pub message: String,
    /// What the partner's developers read.
    pub detail: Option<String>,
}

impl<A: MiniApp> TestApp<A> {
    /// Opens the mini-app for a user with everything granted, in English, on a Monday at nine.
    ///
    /// # Panics
    /// As [`Builder::launch`].
    #[must_use]
    #[track_caller]
    pub fn launch() -> Self {
        Self::builder().launch()
    }

    /// A user, a bank and a moment of the test's own.
    #[must_use]
    pub fn builder() -> Builder<A> {
        Builder::new()
    }

    #[track_caller]
    fn open(builder: Builder<A>) -> Self {
        let launch = wire::Launch {
            environment: builder.environment.clone(),
            intent: builder.intent.map(Intent::into_wire),
            rights: builder::rights(&builder.bank),
            reason: wire::Reason::Opened,
        };
        let mut bank = builder.bank;
        bank.begin_step(Cause::Opening, None);
        let mut random = Random::new(seed(bank.session));
        let event = event(bank.now, &mut random, wire::Kind::Launched(launch));
        let (bank, result) = calls::with_bank(bank, || crate::step::<A>(None, event));
        let next = match result {
            Ok(next) => next,
            Err(failure) => panic!("the launch failed: {}", shown(failure)),
        };
        let mut app = Self {
            screen: read(next.view, &builder.environment),
            bank,
            hold_answers: builder.hold_answers,
            random,
            state: checked(next.state),
            environment: builder.environment,
            entered: Entered::default(),
            tolerated: None,
            app: PhantomData,
        };
        app.deliver_answers();
        app
    }

    /// The user goes back.
    ///
    /// # Panics
    /// When the step fails.
    #[track_caller]
    pub fn back(&mut self) {
        self.step(wire::Kind::Back, Cause::User, None);
        self.deliver_answers();
    }

    /// Answers the oldest open request.
    ///
    /// # Panics
    /// When none is open, or the step fails.
    #[track_caller]
    pub fn answer(&mut self) {
        self.answer_oldest(None);
    }

    /// Answers the latest open request: it overtakes the others.
    ///
    /// # Panics
    /// When none is open, or the step fails.
    #[track_caller]
    pub fn answer_latest(&mut self) {
        let is_open = |which: &usize| self.bank.is_answerable(*which, false);
        let Some(latest) = (0..self.bank.open.len()).rev().find(is_open) else {
            panic!("no request is open\n{}", self.tree())
        };
        self.deliver(latest, None);
        self.deliver_answers();
    }

    /// Answers the oldest open request with a refusal.
    ///
    /// # Panics
    /// When none is open, or the step fails.
    #[track_caller]
    pub fn answer_with(&mut self, code: ErrorCode) {
        self.answer_oldest(Some(code));
    }

    /// From now on a capability is out of order: it answers `unavailable`.
    ///
    /// # Panics
    /// When there is no such interface.
    #[track_caller]
    pub fn make_unavailable(&mut self, interface: &str) {
        builder::known(interface);
        self.bank.unavailable.insert(interface.to_owned());
    }

    /// The capability works again.
    pub fn make_available(&mut self, interface: &str) {
        self.bank.unavailable.remove(interface);
    }

    /// The clock goes on; timers that are due meanwhile wake the mini-app, sheets on which nobody decides
    /// expire after five minutes, and scheduled payments are carried out, each at its time.
    ///
    /// # Panics
    /// When a step fails.
    #[track_caller]
    pub fn advance(&mut self, by: Duration) {
        let end = (Timestamp::from_millis(self.bank.now) + by).millis();
        while let Some((at, due)) = self.next_due(end) {
            self.bank.now = self.bank.now.max(at);
            match due {
                Due::Expires(payment) => self.expires(&payment),
                Due::CarriedOut(payment) => self.carry_out(&payment),
                Due::Timer(which) => {
                    let timer = self.bank.timers.remove(which);
                    self.step(wire::Kind::Woke(timer.context), Cause::Host, None);
                    self.deliver_answers();
                }
            }
        }
        self.bank.now = end;
    }

    /// What comes next by `end`, and when.
    fn next_due(&self, end: u64) -> Option<(u64, Due)> {
        let expires = self.next_to_expire().map(|(at, payment)| (at, Due::Expires(payment)));
        let carried_out = self.next_scheduled().map(|(at, payment)| (at, Due::CarriedOut(payment)));
        let due = [expires, carried_out, self.next_timer()].into_iter().flatten();
        due.filter(|(at, _)| *at <= end).min_by_key(|(at, _)| *at)
    }

    /// The session is shown again, from nothing but what the last step left.
    ///
    /// # Panics
    /// When the step fails.
    #[track_caller]
    pub fn resume(&mut self) {
        self.entered = Entered::default();
        self.step(wire::Kind::Resumed(self.environment.clone()), Cause::Host, None);
        self.deliver_answers();
    }

    /// The user changes their language.
    ///
    /// # Panics
    /// When the step fails.
    #[track_caller]
    pub fn change_locale(&mut self, tag: &str) {
        tag.clone_into(&mut self.environment.locale);
        self.step(wire::Kind::EnvironmentChanged(self.environment.clone()), Cause::Host, None);
        self.deliver_answers();
    }

    /// The session is over, and the user opens the mini-app again: the state is gone, the bank and
    /// what was stored are as they were. A payment sheet is its own session's: nobody can decide on it any
    /// more, and the payment expires unless the mini-app withdraws it.
    ///
    /// # Panics
    /// As [`Builder::launch`].
    #[must_use]
    #[track_caller]
    pub fn reopen(mut self) -> Self {
        let mut builder = Builder::new();
        self.bank.open.clear();
        self.bank.timers.clear();
        self.bank.moved_on.clear();
        self.bank.closed = false;
        self.bank.session += 1;
        builder.bank = self.bank;
        builder.environment = self.environment;
        builder.hold_answers = self.hold_answers;
        Self::open(builder)
    }

    /// Goes on with another release, whose first event says which version wrote the state.
    ///
    /// # Panics
    /// When the step fails.
    #[must_use]
    #[track_caller]
    pub fn upgrade<B: MiniApp>(self, from: &str) -> TestApp<B> {
        let mut app = TestApp {
            bank: self.bank,
            environment: self.environment,
            hold_answers: self.hold_answers,
            random: self.random,
            state: self.state,
            screen: self.screen,
            entered: Entered::default(),
            tolerated: None,
            app: PhantomData,
        };
        app.step(wire::Kind::Upgraded(from.to_owned()), Cause::Host, None);
        app.deliver_answers();
        app
    }

    /// Does something that must end in a failure, and gives what the user then reads. The screen
    /// and the bank are as before.
    ///
    /// # Panics
    /// When no step fails.
    #[track_caller]
    pub fn fails(&mut self, doing: impl FnOnce(&mut Self)) -> ShownFailure {
        self.tolerated = Some(None);
        doing(self);
        match self.tolerated.take().flatten() {
            Some(failure) => failure,
            None => panic!("no step failed\n{}", self.tree()),
        }
    }

    /// From now on this is the partner's server, as [`Builder::http`] has it.
    pub fn serve(
        &mut self,
        server: impl Fn(&HttpRequest) -> Result<HttpResponse, ErrorCode> + 'static,
    ) {
        self.bank.server = Some(PartnerServer::new(server));
    }

    /// What has been sent to the partner's server so far, the oldest first.
    #[must_use]
    pub fn requests(&self) -> &[HttpRequest] {
        &self.bank.requests
    }

    /// The moment that the next step will see.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.bank.now)
    }

    /// The lines that the mini-app has logged, such as `warn: no points today`.
    #[must_use]
    pub fn log(&self) -> &[String] {
        &self.bank.log
    }

    /// What is stored at `key`.
    #[must_use]
    pub fn stored(&self, key: &str) -> Option<&[u8]> {
        self.bank.stored.get(key).map(Vec::as_slice)
    }

    /// How many capability calls the mini-app has made so far: a host lets it make 600 a minute.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.bank.calls
    }

    /// How many bytes the state has.
    #[must_use]
    pub fn state_size(&self) -> usize {
        self.state.len()
    }

    /// Whether the mini-app has closed itself.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.bank.closed
    }

    /// The other mini-apps that the user was offered to open, the oldest first. Whether there are any
    /// in the bank, and whether the user opens them, the mini-app does not learn.
    #[must_use]
    pub fn openings(&self) -> &[Opening] {
        &self.bank.openings
    }

    #[track_caller]
    fn answer_oldest(&mut self, refusal: Option<ErrorCode>) {
        let Some(oldest) = self.bank.answerable(false) else {
            panic!("no request is open\n{}", self.tree())
        };
        self.deliver(oldest, refusal);
        self.deliver_answers();
    }

    #[track_caller]
    fn deliver_answers(&mut self) {
        loop {
            if let Some(next) = self.bank.answerable(self.hold_answers) {
                self.deliver(next, None);
            } else if let Some(payment) = self.bank.moved_on.pop_front() {
                self.tell_of(&payment);
            } else {
                break;
            }
        }
    }

    #[track_caller]
    fn deliver(&mut self, which: usize, refusal: Option<ErrorCode>) {
        let Some(request) = self.bank.open.remove(which) else {
            return;
        };
        let reply = self.bank.reply(&request.question, refusal.or(request.refusal));
        let answer = wire::Answer { request: request.id, context: request.context };
        self.step(wire::Kind::Answered(answer), Cause::Host, Some((request.id, reply)));
    }

    fn next_timer(&self) -> Option<(u64, Due)> {
        let timers = self.bank.timers.iter().enumerate();
        timers.map(|(which, timer)| (timer.at, Due::Timer(which))).min_by_key(|(at, _)| *at)
    }

    /// One transaction: the bank and the state go on together, or not at all.
    #[track_caller]
    fn step(&mut self, kind: wire::Kind, cause: Cause, answering: Option<(u64, Reply)>) {
        assert!(!self.bank.closed, "the mini-app has closed itself: nothing reaches it any more");
        self.bank.begin_step(cause, answering);
        let before = self.bank.clone();
        let event = event(self.bank.now, &mut self.random, kind);
        let state = Some(self.state.clone());
        let (bank, result) =
            calls::with_bank(std::mem::take(&mut self.bank), || crate::step::<A>(state, event));
        match result {
            Ok(next) => {
                self.bank = bank;
                self.state = checked(next.state);
                let screen = read(next.view, &self.environment);
                self.entered.keep_for(&self.screen, &screen);
                self.screen = screen;
            }
            Err(failure) => {
                self.bank = before;
                let failure = shown(failure);
                match &mut self.tolerated {
                    Some(seen) => *seen = Some(failure),
                    None => panic!("the step failed: {failure}\n{}", self.tree()),
                }
            }
        }
    }

    fn is_input_enabled(&self, node: usize) -> bool {
        self.screen.acts(node) && self.screen.input(node).is_some_and(|input| input.enabled)
    }

    fn input_element(&self, node: usize) -> &Element {
        self.screen.element(node)
    }
}

/// Each session has its own.
fn seed(session: u32) -> [u8; 32] {
    let mut seed = [1; 32];
    for (byte, number) in seed.iter_mut().zip(session.to_le_bytes()) {
        *byte ^= number;
    }
    seed
}

fn event(now: u64, random: &mut Random, kind: wire::Kind) -> wire::Event {
    let entropy = (0..4).flat_map(|_| random.next_u64().to_le_bytes()).collect();
    wire::Event { now, entropy, kind }
}

#[track_caller]
fn checked(state: Vec<u8>) -> Vec<u8> {
    assert!(
        state.len() <= 64 * 1024,
        "the state has {} bytes: at most 64 KiB, storage holds more",
        state.len()
    );
    state
}

#[track_caller]
fn read(view: crate::bindings::loggia::app::ui::View, environment: &wire::Environment) -> Screen {
    match Screen::new(view, environment.utc_offset_minutes) {
        Ok(screen) => screen,
        Err(problem) => panic!("the host refuses this view: {problem}"),
    }
}

fn shown(failure: exports::Failure) -> ShownFailure {
    ShownFailure { message: failure.message, detail: failure.detail }
}

impl fmt::Display for ShownFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.message)?;
        match &self.detail {
            Some(detail) => write!(f, " ({detail})"),
            None => Ok(()),
        }
    }
}

impl<A> Clone for TestApp<A> {
    fn clone(&self) -> Self {
        Self {
            bank: self.bank.clone(),
            environment: self.environment.clone(),
            hold_answers: self.hold_answers,
            random: self.random.clone(),
            state: self.state.clone(),
            screen: self.screen.clone(),
            entered: self.entered.clone(),
            tolerated: self.tolerated.clone(),
            app: PhantomData,
        }
    }
}

impl<A> fmt::Debug for TestApp<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.screen.tree())
    }
}
