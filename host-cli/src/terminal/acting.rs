//! What the user does with the view: taps, types, chooses, and what is sent of it.

use std::sync::Arc;

use loggia_runtime::ui::{Control, Element, FieldValue, Input, NodePath, TextKind};

use super::block::{SLIDER_PLACES, Target};
use super::editing::{self, Edit};
use super::focus::Direction;
use super::shell::{Intent, Shell};
use crate::entries::{form_of, input_at};

/// How long a text rests before its change is sent, in milliseconds.
const DEBOUNCE_MILLIS: u64 = 300;

impl Shell {
    /// Forgets the value of an input whose change was not taken, unless it was typed.
    pub(crate) fn not_taken(&mut self, path: NodePath) {
        let input = self.view.find(path).and_then(|index| input_at(&self.view, index));
        let is_typed = |input: &Input| {
            matches!(
                input.control,
                Control::TextField { .. }
                    | Control::NumberField { .. }
                    | Control::MoneyField { .. }
                    | Control::DateField { .. }
            )
        };
        if input.is_some_and(|input| !is_typed(input)) {
            self.entries.forget(path);
        }
    }

    /// What has become due by itself: changed texts that have rested.
    pub(crate) fn tick(&mut self, now: u64) -> Vec<Intent> {
        let (due, waiting) = self.changes.iter().copied().partition(|(_, at)| *at <= now);
        self.changes = waiting;
        self.send_changes(due)
    }

    /// Does what is at `target`.
    pub(crate) fn act(&mut self, target: Target, now: u64) -> Vec<Intent> {
        let view = Arc::clone(&self.view);
        let Some(index) = view.find(target.path()) else { return Vec::new() };
        let Some(node) = view.node(index) else { return Vec::new() };
        let was_closed = self.folds.menu() != Some(node.path);
        let turns = matches!(target, Target::Node(_)) && self.folds.turn(&view, index);
        if let Some(menu) = self.folds.menu().filter(|_| !turns) {
            // What is chosen from a menu closes it, and the focus is where it was before.
            self.folds.close_menu();
            self.focus = Some(Target::Node(menu));
        }
        let tapped = |values| Intent::Act { path: node.path, values };
        let intent = match (target, &node.element) {
            (Target::Submit(_), Element::Form { .. }) => {
                let unreadable = self.entries.unreadable_in(&view, index);
                if !unreadable.is_empty() {
                    self.complain(&unreadable);
                    return Vec::new();
                }
                tapped(self.entries.of_form(&view, index))
            }
            (Target::Dismiss(_), Element::Dialog { .. }) => tapped(Vec::new()),
            (
                Target::Node(_),
                Element::Button { .. }
                | Element::Link { .. }
                | Element::Card { .. }
                | Element::ListItem(_)
                | Element::Tab { on_open: Some(_), .. },
            ) => tapped(Vec::new()),
            // The menu's buttons have the keyboard while it is open.
            (Target::Node(_), Element::Menu { .. }) if was_closed => {
                self.focus = None;
                return Vec::new();
            }
            (_, Element::Input(input)) => return self.use_input(target, input, now),
            _ => return Vec::new(),
        };
        // What was typed before goes before.
        let waiting = std::mem::take(&mut self.changes);
        let mut intents = if matches!(target, Target::Submit(_)) {
            Vec::new()
        } else {
            self.send_changes(waiting)
        };
        intents.push(intent);
        intents
    }

    /// What Enter does in a text field: it submits the form around it.
    pub(super) fn submit_around(&mut self, target: Target, now: u64) -> Vec<Intent> {
        let view = Arc::clone(&self.view);
        let form = view
            .find(target.path())
            .and_then(|index| form_of(&view, index))
            .and_then(|form| view.node(form));
        match form {
            Some(form) => self.act(Target::Submit(form.path), now),
            None => {
                self.move_focus(Direction::Next);
                Vec::new()
            }
        }
    }

    /// Changes the text that has the focus.
    pub(super) fn edit(&mut self, edit: &Edit, now: u64) -> Vec<Intent> {
        let view = Arc::clone(&self.view);
        let Some(focus) = self.focus else { return Vec::new() };
        let Some(input) = view.find(focus.path()).and_then(|index| input_at(&view, index)) else {
            return Vec::new();
        };
        let (max_length, lines) = match &input.control {
            Control::TextField { max_length, kind, .. } => {
                (*max_length, *kind == TextKind::Multiline)
            }
            Control::NumberField { .. }
            | Control::MoneyField { .. }
            | Control::DateField { .. } => (editing::TYPED_LENGTH, false),
            _ => return Vec::new(),
        };
        if !input.enabled {
            return Vec::new();
        }
        let text = self.text_of(focus).unwrap_or_default();
        let max = usize::try_from(max_length).unwrap_or(usize::MAX);
        let (changed, caret) = editing::apply(&text, self.caret, edit, max, lines);
        self.caret = caret;
        self.reveal = true;
        if matches!(edit, Edit::Insert(_)) && changed == text {
            self.remark(format!("at most {max} characters"), now);
        }
        if changed == text {
            return Vec::new();
        }
        match self.type_in(focus.path(), input, changed, now) {
            Ok(intents) => intents,
            // It is not finished yet; what was readable before is no longer what stands there.
            Err(_) => {
                self.changes.retain(|(other, _)| *other != focus.path());
                Vec::new()
            }
        }
    }

    /// Keeps what was typed, as the value that it is read as.
    fn type_in(
        &mut self,
        path: NodePath,
        input: &Input,
        text: String,
        now: u64,
    ) -> Result<Vec<Intent>, String> {
        let locale = std::rc::Rc::clone(&self.setting.locale);
        if matches!(input.control, Control::TextField { .. }) {
            return Ok(self.enter(path, input, FieldValue::Text(text), now));
        }
        self.entries.type_in(&self.view, path, input, text, &locale)?;
        Ok(self.entered(path, input, true, now))
    }

    /// Gives a field, a stepper or a slider a value.
    ///
    /// # Errors
    ///
    /// The value is none that it can have.
    pub(crate) fn fill(
        &mut self,
        path: NodePath,
        value: &str,
        now: u64,
    ) -> Result<Vec<Intent>, String> {
        let view = Arc::clone(&self.view);
        let Some(input) = view.find(path).and_then(|index| input_at(&view, index)) else {
            return Ok(Vec::new());
        };
        let intents = match &input.control {
            Control::TextField { max_length, .. }
                if value.chars().count() > *max_length as usize =>
            {
                return Err(format!("{} takes at most {max_length} characters", input.label));
            }
            Control::TextField { .. }
            | Control::NumberField { .. }
            | Control::MoneyField { .. }
            | Control::DateField { .. } => self
                .type_in(path, input, value.to_owned(), now)
                .map_err(|how| format!("{}: {how}", input.label))?,
            Control::Stepper { min, max, .. } | Control::Slider { min, max, .. } => {
                let number = value.parse().ok().filter(|number| (min..=max).contains(&number));
                let number = number
                    .ok_or_else(|| format!("{} takes a number from {min} to {max}", input.label))?;
                self.enter(path, input, FieldValue::Integer(number), now)
            }
            _ => return Err(format!("{} cannot be filled in: tap it, or choose", input.label)),
        };
        // Nobody types on: what was typed has rested.
        let changes = std::mem::take(&mut self.changes);
        Ok(if intents.is_empty() { self.send_changes(changes) } else { intents })
    }

    /// Whether an option is chosen already.
    pub(crate) fn is_chosen(&self, target: Target) -> bool {
        let Target::Option(path, n) = target else { return false };
        let input = self.view.find(path).and_then(|index| input_at(&self.view, index));
        input.is_some_and(|input| match (&input.control, self.entries.value(path, input)) {
            (
                Control::Choice { options } | Control::MultiChoice { options, .. },
                FieldValue::Choice(chosen),
            ) => options
                .get(n)
                .is_some_and(|option| chosen.iter().any(|value| value == option.value.as_str())),
            _ => false,
        })
    }

    /// Moves a stepper or a slider up or down.
    pub(super) fn step_by(&mut self, path: NodePath, up: bool, now: u64) -> Vec<Intent> {
        let view = Arc::clone(&self.view);
        let Some(input) = view.find(path).and_then(|index| input_at(&view, index)) else {
            return Vec::new();
        };
        let (Control::Stepper { min, max, step, .. } | Control::Slider { min, max, step, .. }) =
            &input.control
        else {
            return Vec::new();
        };
        let FieldValue::Integer(value) = self.entries.value(path, input) else { return Vec::new() };
        let step = i64::from(*step);
        let moved = if up { value.checked_add(step) } else { value.checked_sub(step) };
        match moved.filter(|value| (min..=max).contains(&value)) {
            Some(moved) if input.enabled => {
                self.enter(path, input, FieldValue::Integer(moved), now)
            }
            _ => Vec::new(),
        }
    }

    /// Puts a slider to a place, on the step that is nearest.
    fn slide_to(&mut self, path: NodePath, input: &Input, place: u8, now: u64) -> Vec<Intent> {
        let Control::Slider { min, max, step, .. } = &input.control else { return Vec::new() };
        // In 128 bits: the span of two i64 does not fit into one.
        let (min, max, step) = (i128::from(*min), i128::from(*max), i128::from((*step).max(1)));
        let along = (max - min) * i128::from(place) / i128::from(SLIDER_PLACES - 1);
        let most = (max - min) / step * step;
        let value = min + ((along + step / 2) / step * step).min(most);
        match i64::try_from(value) {
            Ok(value) => self.enter(path, input, FieldValue::Integer(value), now),
            Err(_) => Vec::new(),
        }
    }

    /// Whether what has the focus is a text field.
    pub(crate) fn is_typing(&self) -> bool {
        self.focus.is_some_and(|target| self.text_of(target).is_some())
    }

    fn use_input(&mut self, target: Target, input: &Input, now: u64) -> Vec<Intent> {
        if !input.enabled {
            return Vec::new();
        }
        let path = target.path();
        let value = self.entries.value(path, input);
        match (target, &input.control, value) {
            (Target::Less(_), ..) => self.step_by(path, false, now),
            (Target::More(_), ..) => self.step_by(path, true, now),
            (Target::Slide(_, place), ..) => self.slide_to(path, input, place, now),
            (_, Control::Checkbox { .. } | Control::Switch { .. }, FieldValue::On(on)) => {
                self.enter(path, input, FieldValue::On(!on), now)
            }
            (Target::Option(_, n), Control::Choice { options }, FieldValue::Choice(chosen)) => {
                let Some(value) = options.get(n).map(|option| option.value.as_str().to_owned())
                else {
                    return Vec::new();
                };
                let picked = if chosen.contains(&value) && !input.required {
                    Vec::new()
                } else {
                    vec![value]
                };
                if picked == chosen {
                    Vec::new()
                } else {
                    self.enter(path, input, FieldValue::Choice(picked), now)
                }
            }
            (
                Target::Option(_, n),
                Control::MultiChoice { options, .. },
                FieldValue::Choice(mut chosen),
            ) => {
                let Some(value) = options.get(n).map(|option| option.value.as_str().to_owned())
                else {
                    return Vec::new();
                };
                match chosen.iter().position(|other| *other == value) {
                    Some(at) => {
                        chosen.remove(at);
                    }
                    None => chosen.push(value),
                }
                self.enter(path, input, FieldValue::Choice(chosen), now)
            }
            (
                _,
                Control::TextField { .. }
                | Control::NumberField { .. }
                | Control::MoneyField { .. }
                | Control::DateField { .. },
                _,
            ) => self.submit_around(target, now),
            _ => Vec::new(),
        }
    }

    /// Keeps a value, and sees to it that a change is sent where the view wants it: a text when it has
    /// rested, all else at once.
    fn enter(&mut self, path: NodePath, input: &Input, value: FieldValue, now: u64) -> Vec<Intent> {
        let is_text = matches!(value, FieldValue::Text(_));
        self.entries.enter(&self.view, path, input, value);
        self.entered(path, input, is_text, now)
    }

    /// Sees to it that a change is sent where the view wants it.
    fn entered(&mut self, path: NodePath, input: &Input, is_text: bool, now: u64) -> Vec<Intent> {
        if input.on_change.is_none() {
            return Vec::new();
        }
        self.changes.retain(|(other, _)| *other != path);
        if is_text {
            self.changes.push((path, now.saturating_add(DEBOUNCE_MILLIS)));
            return Vec::new();
        }
        self.send_changes(vec![(path, now)])
    }

    fn send_changes(&self, changes: Vec<(NodePath, u64)>) -> Vec<Intent> {
        let value_at = |path: NodePath| {
            let input = input_at(&self.view, self.view.find(path)?)?;
            let values = vec![(input.name.as_str().to_owned(), self.entries.value(path, input))];
            Some(Intent::Act { path, values })
        };
        changes.into_iter().filter_map(|(path, _)| value_at(path)).collect()
    }

    pub(super) fn text_of(&self, target: Target) -> Option<String> {
        let Target::Node(path) = target else { return None };
        let input = input_at(&self.view, self.view.find(path)?)?;
        self.entries.text(path, input, &self.setting.locale)
    }
}
