//! Runs a script's steps against a running mini-app.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use loggia_runtime::Step;
use loggia_runtime::ui::View;
use serde::{Serialize, Serializer};

use super::find::{Want, find, option, plain};
use super::outline::outline;
use super::parse::{Line, ScriptStep};
use crate::problem::Problem;
use crate::run::ScriptClock;
use crate::terminal::SheetKind;
use crate::terminal::block::Target;
use crate::terminal::shell::Intent;
use crate::terminal::visit::Visit;

/// The clock moves so much with each line: nothing on screen is too fresh to be tapped.
pub(super) const LINE_MILLIS: u64 = 500;
/// A jump is taken in as many strides at most, so that timers go off one after the other.
const STRIDES: u64 = 200;
/// What is delivered by one step may wake the next: so often at most.
const ROUNDS: usize = 50;

/// A partner's server answers in real time, however fast the script's clock goes: so long is waited
/// for it, longer than any request may take.
const PATIENCE: Duration = Duration::from_secs(40);
/// How often it is looked whether it has.
const POLL: Duration = Duration::from_millis(5);

/// What a script did.
#[derive(Debug, Serialize)]
pub(crate) struct Played {
    /// What was on screen in the end.
    #[serde(serialize_with = "shared")]
    pub(crate) view: Arc<View>,
    /// What the bank showed over it, and its notices.
    pub(crate) bank: Vec<String>,
    /// All steps that the mini-app made, with the lines that they were made by; line 0 is the start.
    pub(crate) steps: Vec<PlayedStep>,
    /// Why the script stopped before its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failed: Option<Failed>,
}

/// A step and the script's line that it was made by.
#[derive(Debug, Serialize)]
pub(crate) struct PlayedStep {
    pub(crate) line: usize,
    #[serde(flatten)]
    pub(crate) step: Step,
}

/// The line at which a script stopped.
#[derive(Debug, Serialize)]
pub(crate) struct Failed {
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) problem: String,
    /// What was on screen.
    pub(crate) screen: Vec<String>,
}

impl Failed {
    /// For people: the line, why, and what was on screen.
    pub(crate) fn problem(&self) -> Problem {
        let screen: String = self.screen.iter().map(|line| format!("\n  {line}")).collect();
        Problem::new(format!(
            "line {} of the script: {}\n{:>4} | {}\n\non screen was\n{screen}",
            self.line, self.problem, self.line, self.text
        ))
    }
}

/// Runs the lines one after the other, until one fails.
pub(crate) fn play(mut visit: Visit, clock: &ScriptClock, lines: &[Line]) -> Played {
    let mut steps = Vec::new();
    let mut failed = None;
    begin(&mut visit);
    note(&mut visit, 0, &mut steps);
    for line in lines {
        let done = play_line(&mut visit, clock, &line.step);
        note(&mut visit, line.number, &mut steps);
        if let Err(problem) = done {
            failed = Some(Failed {
                line: line.number,
                text: line.text.clone(),
                problem,
                screen: screen(&visit),
            });
            break;
        }
    }
    let view = Arc::clone(visit.running.session().view());
    Played { view, bank: visit.shell.bank_texts(visit.running.now()), steps, failed }
}

/// Lets happen what the opening brings.
pub(crate) fn begin(visit: &mut Visit) {
    settle_visit(visit);
}

/// Does one line, and lets happen what comes of it.
///
/// # Errors
///
/// Why it cannot be done, or what is not as it expects.
pub(crate) fn play_line(
    visit: &mut Visit,
    clock: &ScriptClock,
    step: &ScriptStep,
) -> Result<(), String> {
    clock.advance(LINE_MILLIS);
    match step {
        ScriptStep::Expect(text) if !shows(visit, text) => {
            return Err(format!("{text:?} is not on screen"));
        }
        ScriptStep::ExpectNot(text) if shows(visit, text) => {
            return Err(format!("{text:?} is on screen"));
        }
        ScriptStep::Expect(_) | ScriptStep::ExpectNot(_) => return Ok(()),
        ScriptStep::Wait(duration) => {
            wait(visit, clock, u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
            return Ok(());
        }
        ScriptStep::Confirm(account) => {
            return accept(visit, SheetKind::Payment, account.as_deref());
        }
        ScriptStep::Allow => return accept(visit, SheetKind::Consent, None),
        ScriptStep::Pick(account) => return accept(visit, SheetKind::Account, Some(account)),
        ScriptStep::Tick(claim) => return visit.shell.tick_claim(claim),
        ScriptStep::Share => return accept(visit, SheetKind::Claims, None),
        ScriptStep::Open => return accept(visit, SheetKind::Opening, None),
        ScriptStep::Leave => {
            if visit.running.opener().is_none() {
                return Err("no other mini-app led here".to_owned());
            }
            visit.perform(vec![Intent::Leave]);
        }
        ScriptStep::Decline => {
            let decision = visit.shell.decline()?;
            visit.perform(vec![Intent::Decide(decision)]);
        }
        ScriptStep::Restart => visit.restart().map_err(|error| format!("{error:#}"))?,
        _ => do_on_page(visit, step)?,
    }
    settle_visit(visit);
    Ok(())
}

/// The yes on a sheet of the bank's.
fn accept(visit: &mut Visit, kind: SheetKind, account: Option<&str>) -> Result<(), String> {
    let decision = visit.shell.accept(kind, account)?;
    visit.perform(vec![Intent::Decide(decision)]);
    settle_visit(visit);
    visit
        .shell
        .sheet_problem()
        .map_or(Ok(()), |problem| Err(format!("the {kind}'s yes was not taken: {problem}")))
}

/// The steps that a sheet or a dialog of the bank's would keep a user from.
fn do_on_page(visit: &mut Visit, step: &ScriptStep) -> Result<(), String> {
    if let Some(answers) = visit.shell.sheet_answers() {
        return Err(format!("the bank's sheet is on screen: {answers}"));
    }
    if visit.ended().is_some() {
        return Err("the mini-app has closed itself".to_owned());
    }
    visit.shell.dismiss_notice();
    let now = visit.running.now();
    let intents = match step {
        ScriptStep::Tap(label) => {
            let target = find(&visit.shell.seen(now), Want::Tap, label)?;
            visit.shell.act(target, now)
        }
        ScriptStep::Fill(label, value) => {
            let Target::Node(path) = find(&visit.shell.seen(now), Want::Fill, label)? else {
                return Err(format!("{label} cannot be filled in"));
            };
            visit.shell.fill(path, value, now)?
        }
        ScriptStep::Choose(label, value) => {
            let Target::Node(path) = find(&visit.shell.seen(now), Want::Choose, label)? else {
                return Err(format!("{label} is no choice"));
            };
            let view = Arc::clone(visit.running.session().view());
            let target = option(&view, visit.running.locale(), path, value)?;
            if visit.shell.is_chosen(target) { Vec::new() } else { visit.shell.act(target, now) }
        }
        ScriptStep::Back => vec![Intent::Back],
        _ => Vec::new(),
    };
    visit.perform(intents);
    Ok(())
}

/// Delivers what is due, and what comes of it.
fn settle_visit(visit: &mut Visit) {
    settle(
        visit,
        |visit| visit.ended().is_none() && visit.running.is_busy(),
        |visit| visit.ended().is_none() && visit.pump(),
    );
}

/// Delivers what is due, and what comes of it: `deliver` says whether anything came. While a partner's
/// server is busy, it is waited for.
pub(super) fn settle<T>(
    of: &mut T,
    is_busy: impl Fn(&T) -> bool,
    mut deliver: impl FnMut(&mut T) -> bool,
) {
    let patience = Instant::now() + PATIENCE;
    let mut rounds = 0;
    while rounds < ROUNDS {
        // Looked at before: what lands meanwhile is delivered by the next round.
        let busy = is_busy(of);
        if deliver(of) {
            rounds += 1;
        } else if busy && Instant::now() < patience {
            thread::sleep(POLL);
        } else {
            return;
        }
    }
}

/// Lets the clock jump, with everything on the way happening in its time.
fn wait(visit: &mut Visit, clock: &ScriptClock, millis: u64) {
    let stride = (millis / STRIDES).max(1_000);
    let mut left = millis;
    while left > 0 {
        let now = stride.min(left);
        clock.advance(now);
        left -= now;
        settle_visit(visit);
    }
}

fn note(visit: &mut Visit, line: usize, steps: &mut Vec<PlayedStep>) {
    steps.extend(visit.take_steps().into_iter().map(|step| PlayedStep { line, step }));
}

/// Whether a text is on screen: of the view, or of what the bank shows over it.
fn shows(visit: &Visit, text: &str) -> bool {
    let wanted = plain(text);
    screen(visit).iter().any(|line| plain(line).contains(&wanted))
}

fn screen(visit: &Visit) -> Vec<String> {
    let now = visit.running.now();
    let bank = visit.shell.bank_texts(now);
    // Under a sheet nothing of the mini-app is on screen.
    if visit.shell.sheet_id().is_some() {
        return bank;
    }
    let mut lines = outline(&visit.shell.seen(now));
    lines.extend(bank);
    lines
}

fn shared<S: Serializer>(view: &Arc<View>, serializer: S) -> Result<S::Ok, S::Error> {
    view.as_ref().serialize(serializer)
}
