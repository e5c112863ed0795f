//! The shell's state: what is on screen, where the focus is, what has been entered. It knows no
//! terminal and no session: views, keys and clicks go in, intents come out.

use std::sync::Arc;

use loggia_runtime::ui::{Control, Element, Input, NodePath, View};
use loggia_runtime::ui::FieldValue;
use loggia_runtime::{Limits, PaymentId};

use super::block::{Spot, Target};
use super::editing::{self, Edit};
use super::focus::{self, Direction};
use super::notice::Notice;
use super::panel::{Measured, Rights};
use super::pictures::Pictures;
use super::sheet::{Content, Decision, Sheet};
use super::surface::Press;
use super::theme::Theme;
use crate::entries::{Entries, form_of, input_at};
use crate::locale::Locale;

/// How long a text rests before its change is sent, in milliseconds.
const DEBOUNCE_MILLIS: u64 = 300;
/// How long a remark stands in the place of the hints.
const REMARK_MILLIS: u64 = 4_000;
/// Screens whose scroll and focus are remembered.
const KEPT_SCREENS: usize = 32;

/// What stays the same as long as the mini-app runs.
#[derive(Debug)]
pub(crate) struct Setting {
    /// The mini-app's name, from its manifest.
    pub(crate) app: String,
    /// Its partner's name.
    pub(crate) partner: String,
    pub(crate) rights: Rights,
    pub(crate) limits: Limits,
    pub(crate) theme: Theme,
    pub(crate) locale: Arc<Locale>,
    pub(crate) pictures: Pictures,
}

/// What the user wants.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Intent {
    /// Do what the node at `path` does.
    Act {
        /// Which node.
        path: NodePath,
        /// The values that go with it, by their inputs' names.
        values: Vec<(String, FieldValue)>,
    },
    /// Back from this screen.
    Back,
    /// Decide on the payment sheet.
    Decide(Decision),
    /// Do again what failed.
    Retry,
    /// Open the mini-app anew.
    StartAgain,
    /// Leave the mini-app.
    Leave,
}

/// The shell of one mini-app.
#[derive(Debug)]
pub(crate) struct Shell {
    pub(super) setting: Setting,
    pub(super) view: Arc<View>,
    pub(super) entries: Entries,
    pub(super) focus: Option<Target>,
    pub(super) caret: usize,
    pub(super) scroll: usize,
    /// Whether the focus must be brought into sight by the next drawing.
    pub(super) reveal: bool,
    pub(super) sheet: Option<Sheet>,
    pub(super) sheet_scroll: usize,
    pub(super) notice: Option<Notice>,
    pub(super) panel: Option<usize>,
    pub(super) measured: Option<Measured>,
    pub(super) drawn: super::draw::Drawn,
    remark: Option<(String, u64)>,
    changes: Vec<(NodePath, u64)>,
    kept: Vec<(String, Option<Target>, usize)>,
}

impl Shell {
    /// A shell that shows `view`.
    pub(crate) fn new(setting: Setting, view: Arc<View>) -> Self {
        let mut entries = Entries::default();
        entries.adopt(&view);
        Self {
            setting,
            view,
            entries,
            focus: None,
            caret: 0,
            scroll: 0,
            reveal: true,
            sheet: None,
            sheet_scroll: 0,
            notice: None,
            panel: None,
            measured: None,
            drawn: super::draw::Drawn::default(),
            remark: None,
            changes: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Begins anew with a view: nothing is remembered.
    pub(crate) fn forget(&mut self, view: Arc<View>) {
        self.entries = Entries::default();
        self.entries.adopt(&view);
        self.drawn = super::draw::Drawn::default();
        (self.focus, self.caret, self.scroll, self.reveal) = (None, 0, 0, true);
        (self.sheet, self.notice, self.remark) = (None, None, None);
        self.changes.clear();
        self.kept.clear();
        self.view = view;
    }

    /// Shows a new view, with the focus where it was; on another screen, where it was when that
    /// screen was last seen.
    pub(crate) fn show(&mut self, view: Arc<View>) {
        let before = self.view.screen().as_str().to_owned();
        let same_screen = before == view.screen().as_str();
        self.entries.adopt(&view);
        self.changes.retain(|(path, _)| view.find(*path).is_some());
        if same_screen {
            self.drawn.adopted = false;
        } else {
            self.kept.retain(|(screen, ..)| *screen != before);
            self.kept.push((before, self.focus, self.scroll));
            let surplus = self.kept.len().saturating_sub(KEPT_SCREENS);
            self.kept.drain(..surplus);
            let found = self.kept.iter().find(|(screen, ..)| screen.as_str() == view.screen().as_str());
            (self.focus, self.scroll) = found.map_or((None, 0), |(_, focus, scroll)| (*focus, *scroll));
            self.reveal = false;
            self.drawn = super::draw::Drawn::default();
            self.changes.clear();
        }
        self.view = view;
    }

    /// Says what the last step used.
    pub(crate) fn measure(&mut self, measured: Measured) {
        self.measured = Some(measured);
    }

    /// Raises the payment sheet, or takes it away.
    pub(crate) fn raise(&mut self, content: Option<Content>, now: u64) {
        match content {
            None => self.sheet = None,
            Some(content) if self.sheet.as_ref().is_some_and(|sheet| sheet.payment() == content.payment) => {}
            Some(content) => {
                self.sheet = Some(Sheet::new(content, now));
                self.sheet_scroll = 0;
                self.reveal = true;
            }
        }
    }

    /// Which payment the sheet is about, while there is one.
    pub(crate) fn sheet_payment(&self) -> Option<PaymentId> {
        self.sheet.as_ref().map(Sheet::payment)
    }

    /// Says on the sheet why a yes could not be done.
    pub(crate) fn complain_on_sheet(&mut self, problem: String) {
        if let Some(sheet) = &mut self.sheet {
            sheet.complain(problem);
        }
    }

    /// The yes to the sheet, from the account of that name, or from the one that is chosen.
    ///
    /// # Errors
    ///
    /// There is no sheet, or it cannot be paid from there.
    pub(crate) fn confirm_from(&mut self, account: Option<&str>) -> Result<Decision, String> {
        self.sheet.as_mut().ok_or_else(no_sheet)?.confirm_from(account)
    }

    /// The no to the sheet.
    ///
    /// # Errors
    ///
    /// There is no sheet.
    pub(crate) fn decline(&self) -> Result<Decision, String> {
        self.sheet.as_ref().map(Sheet::decline).ok_or_else(no_sheet)
    }

    /// Why the sheet's yes could not be done.
    pub(crate) fn sheet_problem(&self) -> Option<&str> {
        self.sheet.as_ref().and_then(Sheet::problem)
    }

    /// What the bank shows, as text: its sheet, its notice, its remark.
    pub(crate) fn bank_texts(&self, now: u64) -> Vec<String> {
        let theme = self.setting.theme;
        let sheet = self.sheet.as_ref().map(|sheet| sheet.draw(theme, &self.setting.locale, now, usize::MAX));
        let notice = self.notice.as_ref().map(|notice| notice.draw(theme, usize::MAX));
        let rows = sheet.into_iter().chain(notice).flat_map(|block| block.rows);
        let text = |row: super::block::Row| row.iter().map(|span| span.content.as_ref()).collect::<String>();
        let plain = |text: String| text.trim_matches(['║', ' ', '═', '╔', '╗', '╚', '╝']).to_owned();
        rows.map(text).map(plain).filter(|text| !text.is_empty()).chain(self.remark_at(now).map(str::to_owned)).collect()
    }

    /// Puts a notice away.
    pub(crate) fn dismiss_notice(&mut self) {
        self.notice = None;
    }

    /// What has been entered.
    pub(crate) fn entries(&self) -> &Entries {
        &self.entries
    }

    /// Shows a notice.
    pub(crate) fn notify(&mut self, notice: Notice) {
        self.notice = Some(notice);
    }

    /// Says something in passing.
    pub(crate) fn remark(&mut self, remark: impl Into<String>, now: u64) {
        self.remark = Some((remark.into(), now.saturating_add(REMARK_MILLIS)));
    }

    /// What is said in passing, while it is.
    pub(super) fn remark_at(&self, now: u64) -> Option<&str> {
        self.remark.as_ref().filter(|(_, until)| now < *until).map(|(remark, _)| remark.as_str())
    }

    /// Shows what is wrong with values that were sent, and puts the focus on the first.
    pub(crate) fn complain(&mut self, problems: &[(String, String)]) {
        let mut first = None;
        for (name, problem) in problems {
            let path = self.entries.complain(&self.view, name, problem);
            first = first.or(path);
        }
        if let Some(target) = first.and_then(|path| self.spot_of(path)) {
            self.focus_on(target);
        }
    }

    /// Forgets the value of an input whose change was not taken, unless it is a text.
    pub(crate) fn not_taken(&mut self, path: NodePath) {
        let is_text = self.view.find(path).and_then(|index| input_at(&self.view, index));
        if is_text.is_some_and(|input| !matches!(input.control, Control::TextField { .. })) {
            self.entries.forget(path);
        }
    }

    /// What has become due by itself: changed texts that have rested.
    pub(crate) fn tick(&mut self, now: u64) -> Vec<Intent> {
        let (due, waiting) = self.changes.iter().copied().partition(|(_, at)| *at <= now);
        self.changes = waiting;
        self.send_changes(due)
    }

    /// Whether something on screen moves by itself.
    pub(crate) fn moves(&self) -> bool {
        let ticks = |element: &Element| {
            matches!(element, Element::Countdown { .. } | Element::Progress { permille: None, .. })
        };
        self.sheet.is_some() || self.remark.is_some() || self.view.nodes().any(|(_, node)| ticks(&node.element))
    }

    /// Puts the focus somewhere, with the caret at the end of the text that is there.
    pub(super) fn focus_on(&mut self, target: Target) {
        self.focus = Some(target);
        self.reveal = true;
        self.caret = self.text_of(target).map_or(0, |text| unicode_segmentation::UnicodeSegmentation::graphemes(text.as_str(), true).count());
    }

    /// Moves the focus; says whether there was anywhere to go.
    pub(super) fn move_focus(&mut self, direction: Direction) -> bool {
        let Some(target) = focus::step(&self.drawn.spots, self.focus, direction) else { return false };
        let by_control = matches!(direction, Direction::Next | Direction::Previous);
        let target = if by_control { focus::settle(&self.view, &self.entries, &self.drawn.spots, target) } else { target };
        self.focus_on(target);
        true
    }

    /// Does what is at `target`.
    pub(crate) fn act(&mut self, target: Target, now: u64) -> Vec<Intent> {
        let view = Arc::clone(&self.view);
        let Some(index) = view.find(target.path()) else { return Vec::new() };
        let Some(node) = view.node(index) else { return Vec::new() };
        let tapped = |values| Intent::Act { path: node.path, values };
        let intent = match (target, &node.element) {
            (Target::Submit(_), Element::Form { .. }) => tapped(self.entries.of_form(&view, index)),
            (Target::Dismiss(_), Element::Dialog { .. }) => tapped(Vec::new()),
            (Target::Node(_), Element::Button { .. } | Element::Card { .. } | Element::ListItem(_)) => tapped(Vec::new()),
            (_, Element::Input(input)) => return self.use_input(target, input, now),
            _ => return Vec::new(),
        };
        // What was typed before goes before.
        let waiting = std::mem::take(&mut self.changes);
        let mut intents = if matches!(target, Target::Submit(_)) { Vec::new() } else { self.send_changes(waiting) };
        intents.push(intent);
        intents
    }

    /// What Enter does in a text field: it submits the form around it.
    pub(super) fn submit_around(&mut self, target: Target, now: u64) -> Vec<Intent> {
        let view = Arc::clone(&self.view);
        let form = view.find(target.path()).and_then(|index| form_of(&view, index)).and_then(|form| view.node(form));
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
        let Some(input) = view.find(focus.path()).and_then(|index| input_at(&view, index)) else { return Vec::new() };
        let Control::TextField { max_length, kind, .. } = &input.control else { return Vec::new() };
        let text = self.text_of(focus).unwrap_or_default();
        let max = usize::try_from(*max_length).unwrap_or(usize::MAX);
        let lines = *kind == loggia_runtime::ui::TextKind::Multiline;
        let (changed, caret) = editing::apply(&text, self.caret, edit, max, lines);
        self.caret = caret;
        self.reveal = true;
        if matches!(edit, Edit::Insert(_)) && changed == text {
            self.remark(format!("at most {max} characters"), now);
        }
        if changed == text {
            return Vec::new();
        }
        self.enter(focus.path(), input, FieldValue::Text(changed), now)
    }

    /// Gives a text field or a stepper a value.
    ///
    /// # Errors
    ///
    /// The value is none that it can have.
    pub(crate) fn fill(&mut self, path: NodePath, value: &str, now: u64) -> Result<Vec<Intent>, String> {
        let view = Arc::clone(&self.view);
        let Some(input) = view.find(path).and_then(|index| input_at(&view, index)) else { return Ok(Vec::new()) };
        let value = match &input.control {
            Control::TextField { max_length, .. } if value.chars().count() > *max_length as usize => {
                return Err(format!("{} takes at most {max_length} characters", input.label));
            }
            Control::TextField { .. } => FieldValue::Text(value.to_owned()),
            Control::Stepper { min, max, .. } => {
                let number = value.parse().ok().filter(|number| (min..=max).contains(&number));
                FieldValue::Integer(number.ok_or_else(|| format!("{} takes a number from {min} to {max}", input.label))?)
            }
            _ => return Err(format!("{} cannot be filled in: tap it, or choose", input.label)),
        };
        let intents = self.enter(path, input, value, now);
        // Nobody types on: what was typed has rested.
        let changes = std::mem::take(&mut self.changes);
        Ok(if intents.is_empty() { self.send_changes(changes) } else { intents })
    }

    /// Whether an option is chosen already.
    pub(crate) fn is_chosen(&self, target: Target) -> bool {
        let Target::Option(path, n) = target else { return false };
        let input = self.view.find(path).and_then(|index| input_at(&self.view, index));
        input.is_some_and(|input| match (&input.control, self.entries.value(path, input)) {
            (Control::Choice { options } | Control::MultiChoice { options, .. }, FieldValue::Choice(chosen)) => {
                options.get(n).is_some_and(|option| chosen.iter().any(|value| value == option.value.as_str()))
            }
            _ => false,
        })
    }

    /// Moves a stepper up or down.
    pub(super) fn step_by(&mut self, path: NodePath, up: bool, now: u64) -> Vec<Intent> {
        let view = Arc::clone(&self.view);
        let Some(input) = view.find(path).and_then(|index| input_at(&view, index)) else { return Vec::new() };
        let Control::Stepper { min, max, step, .. } = &input.control else { return Vec::new() };
        let FieldValue::Integer(value) = self.entries.value(path, input) else { return Vec::new() };
        let step = i64::from(*step);
        let moved = if up { value.checked_add(step) } else { value.checked_sub(step) };
        match moved.filter(|value| (min..=max).contains(&value)) {
            Some(moved) if input.enabled => self.enter(path, input, FieldValue::Integer(moved), now),
            _ => Vec::new(),
        }
    }

    /// Whether what has the focus is a text field.
    pub(super) fn is_typing(&self) -> bool {
        self.focus.is_some_and(|target| self.text_of(target).is_some())
    }

    /// Presses something of the bank's.
    pub(super) fn press(&mut self, press: Press, now: u64) -> Vec<Intent> {
        if let Some(sheet) = &mut self.sheet {
            return sheet.press(press, now).map(Intent::Decide).into_iter().collect();
        }
        match press {
            Press::Leave => vec![Intent::Leave],
            Press::Panel => {
                self.panel = if self.panel.is_some() { None } else { Some(0) };
                Vec::new()
            }
            Press::Dismiss => {
                self.notice = None;
                Vec::new()
            }
            Press::Retry | Press::StartAgain => {
                self.notice = None;
                vec![if press == Press::Retry { Intent::Retry } else { Intent::StartAgain }]
            }
            Press::Account(_) | Press::Confirm | Press::Decline => Vec::new(),
        }
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
            (_, Control::Checkbox { .. } | Control::Switch { .. }, FieldValue::On(on)) => {
                self.enter(path, input, FieldValue::On(!on), now)
            }
            (Target::Option(_, n), Control::Choice { options }, FieldValue::Choice(chosen)) => {
                let Some(value) = options.get(n).map(|option| option.value.as_str().to_owned()) else { return Vec::new() };
                let picked = if chosen.contains(&value) && !input.required { Vec::new() } else { vec![value] };
                if picked == chosen { Vec::new() } else { self.enter(path, input, FieldValue::Choice(picked), now) }
            }
            (Target::Option(_, n), Control::MultiChoice { options, .. }, FieldValue::Choice(mut chosen)) => {
                let Some(value) = options.get(n).map(|option| option.value.as_str().to_owned()) else { return Vec::new() };
                match chosen.iter().position(|other| *other == value) {
                    Some(at) => {
                        chosen.remove(at);
                    }
                    None => chosen.push(value),
                }
                self.enter(path, input, FieldValue::Choice(chosen), now)
            }
            (_, Control::TextField { .. }, _) => self.submit_around(target, now),
            _ => Vec::new(),
        }
    }

    /// Keeps a value, and sees to it that a change is sent where the view wants it: a text when it has
    /// rested, all else at once.
    fn enter(&mut self, path: NodePath, input: &Input, value: FieldValue, now: u64) -> Vec<Intent> {
        let is_text = matches!(value, FieldValue::Text(_));
        self.entries.enter(path, input, value);
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

    fn text_of(&self, target: Target) -> Option<String> {
        let Target::Node(path) = target else { return None };
        let input = input_at(&self.view, self.view.find(path)?)?;
        match self.entries.value(path, input) {
            FieldValue::Text(text) => Some(text),
            _ => None,
        }
    }

    fn spot_of(&self, path: NodePath) -> Option<Target> {
        let spots: &[Spot] = &self.drawn.spots;
        let target = spots.iter().map(|spot| spot.target).find(|target| target.path() == path && target.takes_focus())?;
        Some(focus::settle(&self.view, &self.entries, spots, target))
    }
}

fn no_sheet() -> String {
    "there is no payment sheet".to_owned()
}
