//! Random walks: whatever is on screen is tapped, filled in and decided by chance, and time passes.

use std::sync::Arc;

use loggia_runtime::capability::identity_verified::Claim;
use loggia_runtime::ui::{
    ChoiceOption, Control, Element, FieldValue, Input, NodeIndex, NodePath, View,
};
use loggia_runtime::{Blame, ClientEventKind, Date, Error, Money, Reply};
use serde::Serialize;

use super::play::{LINE_MILLIS, settle};
use crate::entries::input_at;
use crate::run::{Running, ScriptClock};
use crate::terminal::{Content, Sheet};

/// What walks came to.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Walked {
    /// By which the same taps are chosen again, as long as the mini-app shows the same.
    pub(crate) seed: u64,
    /// Walks that were made.
    pub(crate) walks: usize,
    /// Steps that the mini-app made.
    pub(crate) steps: usize,
    /// Where it failed, in its own words and the bank's.
    pub(crate) failures: Vec<WalkFailure>,
}

/// A failure that was met on a walk.
#[derive(Debug, Serialize)]
pub(crate) struct WalkFailure {
    /// On which walk, from 1.
    pub(crate) walk: usize,
    /// At which of its moves, from 1.
    pub(crate) at: usize,
    /// Its code.
    pub(crate) code: &'static str,
    /// In words.
    pub(crate) text: String,
}

/// A wait is shorter.
const LONGEST_WAIT_MILLIS: u64 = 10 * 60 * 1_000;
/// Before so many nodes did nothing, none of a view does anything.
const TRIES: usize = 64;
/// As long as a random text gets, where its field says nothing shorter.
const LONGEST_TEXT: u32 = 24;

/// An amount is mostly below it, in minor units, from its field's least on.
const SMALL_AMOUNT: u64 = 20_000;
/// Of a day that has no bounds.
const ANY_YEAR: u16 = 2_026;

/// Makes random walks of so many moves, each in a session of its own.
///
/// # Errors
///
/// The bank fails, or the mini-app cannot be opened again.
pub(crate) fn walk(
    running: &mut Running,
    clock: &ScriptClock,
    seed: u64,
    walks: usize,
    moves: usize,
) -> Result<Walked, Error> {
    let mut walked = Walked { seed, ..Walked::default() };
    let mut walker = Walker::new(seed);
    for walk in 1..=walks {
        // Whoever had left a session open finds it as it was.
        if walk > 1 || running.was_resumed() {
            running.start_again()?;
        }
        walked.steps += 1;
        let mut failures = Vec::new();
        for at in 0..=moves {
            // The first is but what the opening brings.
            let done = if at == 0 { Ok(0) } else { walker.a_move(running, clock) };
            let mut note = |error: Error| match error.blame() {
                Blame::MiniApp => {
                    let (code, text) = (error.code(), error.to_string());
                    failures.push(WalkFailure { walk, at, code, text });
                    Ok(())
                }
                _ => Err(error),
            };
            match done {
                Ok(steps) => walked.steps += steps,
                Err(error) => note(error)?,
            }
            let (steps, failed) = deliver(running);
            walked.steps += steps;
            failed.map_or(Ok(()), &mut note)?;
            if running.session().closed().is_some() {
                break;
            }
        }
        walked.walks += 1;
        // Those that the mini-app gave up in its own words are how it is meant to end.
        walked.failures.extend(failures.into_iter().filter(|failure| failure.code != "failure"));
        running.close()?;
    }
    Ok(walked)
}

/// Delivers all that is due, and what comes of it: how many steps that made, and why it stopped where
/// it did not end well.
pub(crate) fn deliver(running: &mut Running) -> (usize, Option<Error>) {
    let (mut made, mut failed) = (0, None);
    settle(running, Running::is_busy, |running| match running.pump() {
        Ok(steps) => {
            made += steps.len();
            !steps.is_empty()
        }
        Err(error) => {
            failed = Some(error);
            false
        }
    });
    (made, failed)
}

/// Goes through a mini-app by chance, a move at a time.
#[derive(Debug)]
pub(crate) struct Walker {
    dice: Dice,
    declined: Option<&'static str>,
}

impl Walker {
    /// One that goes the same way for the same seed, as long as the mini-app shows the same.
    pub(crate) fn new(seed: u64) -> Self {
        Self { dice: Dice(seed), declined: None }
    }

    /// One that says no on each sheet about this interface.
    pub(crate) fn declining(self, interface: &'static str) -> Self {
        Self { declined: Some(interface), ..self }
    }

    /// One move, and how many steps it made.
    ///
    /// # Errors
    ///
    /// What the mini-app or the bank failed with.
    pub(crate) fn a_move(
        &mut self,
        running: &mut Running,
        clock: &ScriptClock,
    ) -> Result<usize, Error> {
        let dice = &mut self.dice;
        clock.advance(LINE_MILLIS);
        if let Some(content) = running.sheet()? {
            let content = Content::from(content);
            let is_declined = self.declined.is_some_and(|interface| content.is_about(interface));
            let mut sheet = Sheet::new(content, running.now());
            for claim in Claim::ALL.into_iter().filter(|_| dice.chance(50)) {
                // One that is not on the sheet is not ticked.
                let _ = sheet.tick(claim.name());
            }
            let accepts = dice.chance(65) && !is_declined;
            let accepted = if accepts { sheet.accept().ok() } else { None };
            let decision = accepted.unwrap_or_else(|| sheet.decline());
            if running.decide(&decision).is_err() {
                // What it asked for is over, or no account has enough.
                clock.advance(LONGEST_WAIT_MILLIS);
            }
            return Ok(0);
        }
        match dice.below(100) {
            0..64 => act(running, dice),
            64..72 => send(running, ClientEventKind::Back),
            72..84 => {
                clock.advance(dice.below(LONGEST_WAIT_MILLIS));
                Ok(0)
            }
            84..92 => {
                let mut environment = running.environment().clone();
                let locales = &running.app().manifest().locales;
                if let Some(locale) = dice.pick(locales) {
                    environment.locale.clone_from(locale);
                }
                send(running, ClientEventKind::EnvironmentChanged(environment))
            }
            _ => running.show_again().map(|()| 1),
        }
    }
}

/// Acts on a node: one that does something is found by trying.
fn act(running: &mut Running, dice: &mut Dice) -> Result<usize, Error> {
    let view = Arc::clone(running.session().view());
    let nodes: Vec<(NodeIndex, NodePath)> =
        view.nodes().map(|(index, node)| (index, node.path)).collect();
    for _ in 0..TRIES {
        let Some((index, path)) = dice.pick(&nodes).copied() else { break };
        let values = values(&view, index, dice);
        let revision = running.session().revision();
        let steps = send(running, ClientEventKind::Act { revision, path, values })?;
        if steps > 0 {
            return Ok(steps);
        }
    }
    send(running, ClientEventKind::Back)
}

fn send(running: &mut Running, kind: ClientEventKind) -> Result<usize, Error> {
    Ok(match running.handle(kind)? {
        Reply::Stepped(_) => 1,
        Reply::Repeated | Reply::Refused(_) => 0,
    })
}

/// What acting on a node takes: a form the values of its inputs, an input its own.
fn values(view: &View, index: NodeIndex, dice: &mut Dice) -> Vec<(String, FieldValue)> {
    let inputs: Vec<&Input> = match view.node(index).map(|node| &node.element) {
        Some(Element::Form { .. }) => view
            .nodes()
            .filter(|(within, _)| view.ancestors(*within).any(|(above, _)| above == index))
            .filter_map(|(within, _)| input_at(view, within))
            .filter(|input| input.enabled)
            .collect(),
        Some(Element::Input(input)) => vec![input],
        _ => Vec::new(),
    };
    inputs.into_iter().map(|input| (input.name.to_string(), value(input, dice))).collect()
}

/// A value within an input's rules.
fn value(input: &Input, dice: &mut Dice) -> FieldValue {
    let may_be_left_out = !input.required;
    match &input.control {
        Control::TextField { min_length, max_length, .. } => {
            if may_be_left_out && dice.chance(20) {
                return FieldValue::Text(String::new());
            }
            let least = (*min_length).max(1);
            let most = (*max_length).min(least.max(LONGEST_TEXT));
            let length = u64::from(least) + dice.below(u64::from(most.saturating_sub(least)) + 1);
            let letters = ['a', 'e', 'i', 'ö', 'n', 'r', 's', 't', '1', '9', '-', '👩'];
            FieldValue::Text((0..length).filter_map(|_| dice.pick(&letters)).collect())
        }
        Control::Choice { options } => {
            let none = may_be_left_out && dice.chance(10);
            let chosen = if none { None } else { dice.pick(options) };
            FieldValue::Choice(chosen.into_iter().map(name).collect())
        }
        Control::MultiChoice { options, min, max } => {
            let least = u64::from(if may_be_left_out { *min } else { (*min).max(1) });
            let most = u64::from(*max).max(least);
            let wanted = least + dice.below(most - least + 1);
            let mut left: Vec<&ChoiceOption> = options.iter().collect();
            let mut chosen = Vec::new();
            for _ in 0..wanted.min(left.len() as u64) {
                let at = usize::try_from(dice.below(left.len() as u64)).unwrap_or(0);
                chosen.push(name(left.swap_remove(at)));
            }
            FieldValue::Choice(chosen)
        }
        Control::Checkbox { .. } | Control::Switch { .. } => {
            FieldValue::On(input.required || dice.chance(50))
        }
        Control::Stepper { min, max, step, .. } | Control::Slider { min, max, step, .. } => {
            FieldValue::Integer(whole(*min, *max, *step, dice))
        }
        Control::NumberField { min, max, .. } => {
            let none = may_be_left_out && dice.chance(20);
            FieldValue::Number((!none).then(|| whole(*min, *max, 1, dice)))
        }
        Control::MoneyField { currency, min, max, .. } => {
            if may_be_left_out && dice.chance(20) {
                return FieldValue::Money(None);
            }
            // Most often as much as somebody may have.
            let most = if dice.chance(80) { min.saturating_add(SMALL_AMOUNT) } else { *max };
            let span = most.min(*max).saturating_sub(*min);
            let amount = min.saturating_add(dice.below(span.saturating_add(1)));
            FieldValue::Money(Money::new(amount, *currency).ok())
        }
        Control::DateField { min, max, .. } => {
            let none = may_be_left_out && dice.chance(20);
            FieldValue::Date(if none { None } else { day(*min, *max, dice) })
        }
    }
}

/// A whole number that so many steps lead to.
fn whole(min: i64, max: i64, step: u32, dice: &mut Dice) -> i64 {
    // In 128 bits: the span of two i64 does not fit into one.
    let step = i128::from(step.max(1));
    let stops = (i128::from(max) - i128::from(min)) / step;
    let stops = u64::try_from(stops).unwrap_or(u64::MAX).min(u64::MAX - 1);
    let stop = i128::from(min) + i128::from(dice.below(stops + 1)) * step;
    i64::try_from(stop).unwrap_or(min)
}

/// A day within bounds; within a year of one that stands alone.
fn day(min: Option<Date>, max: Option<Date>, dice: &mut Dice) -> Option<Date> {
    let first = min.or(max).map_or(ANY_YEAR, Date::year);
    let last = max.map_or(first.saturating_add(1), Date::year);
    let years = u64::from(last.saturating_sub(first)) + 1;
    let year = u64::from(first) + dice.below(years);
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    let (year, month, day) =
        (u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let day = Date::new(year, month, day).ok()?;
    let day = min.map_or(day, |min| day.max(min));
    Some(max.map_or(day, |max| day.min(max)))
}

fn name(option: &ChoiceOption) -> String {
    option.value.to_string()
}

/// Chance that comes again: SplitMix64.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(usize::try_from(self.below(of.len() as u64)).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throws = |seed| {
            let mut dice = Dice(seed);
            (0..20).map(|_| dice.below(6)).collect::<Vec<_>>()
        };
        assert_eq!(throws(1), throws(1));
        assert_ne!(throws(1), throws(2));
        assert!((0..6).all(|side| throws(3).contains(&side)));
        assert_eq!(Dice(1).below(0), 0);
        assert_eq!(Dice(1).pick::<u8>(&[]), None);
    }
}
