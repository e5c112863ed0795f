//! The shell's state: what is on screen, where the focus is, what has been entered. It knows no
//! terminal and no session: views, keys and clicks go in, intents come out.

use std::rc::Rc;
use std::sync::Arc;

use loggia_runtime::Limits;
use loggia_runtime::ui::{Element, FieldValue, NodePath, SoFar, View};

use super::block::{Spot, Target};
use super::focus::{self, Direction};
use super::look::{Accounts, Seen};
use super::notice::Notice;
use super::panel::{Measured, Rights};
use super::pictures::Pictures;
use super::reading::Reading;
use super::sheet::{Content, Decision, Sheet, SheetId, SheetKind};
use super::surface::Press;
use super::theme::Theme;
use super::toasts::Toasts;
use crate::entries::Entries;
use crate::folds::Folds;
use crate::locale::Locale;

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
    /// The mini-app that led to it, which is there again when this one is closed.
    pub(crate) opener: Option<String>,
    pub(crate) rights: Rights,
    pub(crate) limits: Limits,
    pub(crate) theme: Theme,
    pub(crate) locale: Rc<Locale>,
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
    /// Decide on the bank's sheet.
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
    pub(super) folds: Folds,
    pub(super) accounts: Accounts,
    pub(super) toasts: Toasts,
    pub(super) focus: Option<Target>,
    pub(super) caret: usize,
    pub(super) scroll: usize,
    /// Whether the focus must be brought into sight by the next drawing.
    pub(super) reveal: bool,
    pub(super) sheet: Option<Sheet>,
    pub(super) sheet_scroll: usize,
    pub(super) reading: Reading,
    pub(super) notice: Option<Notice>,
    pub(super) panel: Option<usize>,
    pub(super) measured: Option<Measured>,
    pub(super) drawn: super::draw::Drawn,
    remark: Option<(String, u64)>,
    /// Inputs whose changes are to be sent, and when.
    pub(super) changes: Vec<(NodePath, u64)>,
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
            folds: Folds::default(),
            accounts: Accounts::new(),
            toasts: Toasts::default(),
            focus: None,
            caret: 0,
            scroll: 0,
            reveal: true,
            sheet: None,
            sheet_scroll: 0,
            reading: Reading::default(),
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
        self.folds = Folds::default();
        self.toasts = Toasts::default();
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
        self.folds.adopt(&view);
        self.changes.retain(|(path, _)| view.find(*path).is_some());
        if same_screen {
            self.drawn.adopted = false;
        } else {
            self.kept.retain(|(screen, ..)| *screen != before);
            self.kept.push((before, self.focus, self.scroll));
            let surplus = self.kept.len().saturating_sub(KEPT_SCREENS);
            self.kept.drain(..surplus);
            // What the partner gave a key is the same thing there, such as a tab.
            let stays = |target: &Target| {
                view.find(target.path())
                    .and_then(|index| view.node(index))
                    .is_some_and(|node| node.key.is_some())
            };
            let carried = self.focus.filter(stays);
            let found =
                self.kept.iter().find(|(screen, ..)| screen.as_str() == view.screen().as_str());
            (self.focus, self.scroll) =
                found.map_or((carried, 0), |(_, focus, scroll)| (carried.or(*focus), *scroll));
            self.reveal = false;
            self.drawn = super::draw::Drawn::default();
            self.changes.clear();
        }
        self.view = view;
    }

    /// How the bank shows the accounts that the view names.
    pub(crate) fn know(&mut self, accounts: Accounts) {
        self.accounts = accounts;
    }

    /// Says what the last step used.
    pub(crate) fn measure(&mut self, measured: Measured) {
        self.measured = Some(measured);
    }

    /// Raises the bank's sheet, or takes it away.
    pub(crate) fn raise(&mut self, content: Option<Content>, now: u64) {
        match content {
            None => self.sheet = None,
            Some(content) if self.sheet.as_ref().is_some_and(|sheet| sheet.asks(&content)) => {}
            Some(content) => {
                self.sheet = Some(Sheet::new(content, now));
                (self.sheet_scroll, self.reading) = (0, Reading::default());
                self.reveal = false;
            }
        }
    }

    /// Which sheet it is, while there is one.
    pub(crate) fn sheet_id(&self) -> Option<SheetId> {
        self.sheet.as_ref().map(Sheet::id)
    }

    /// What a script can say to the sheet, while there is one.
    pub(crate) fn sheet_answers(&self) -> Option<&'static str> {
        let sheet = self.sheet.as_ref()?;
        Some(match sheet.kind() {
            Some(SheetKind::Payment) => "confirm or decline",
            Some(SheetKind::Consent) => "allow or decline",
            Some(SheetKind::Account) => "pick or decline",
            Some(SheetKind::Claims) => "tick and share, or decline",
            Some(SheetKind::Opening) => "open or decline",
            None => "decline",
        })
    }

    /// Says on the sheet why a yes could not be done.
    pub(crate) fn complain_on_sheet(&mut self, problem: String) {
        if let Some(sheet) = &mut self.sheet {
            sheet.complain(problem);
        }
    }

    /// The yes to the sheet, with the account of that name or the one that is chosen.
    ///
    /// # Errors
    ///
    /// There is no sheet of this kind, or no such account on it.
    pub(crate) fn accept(
        &mut self,
        kind: SheetKind,
        account: Option<&str>,
    ) -> Result<Decision, String> {
        let sheet = self.sheet.as_mut().filter(|sheet| sheet.kind() == Some(kind));
        let sheet = sheet.ok_or_else(|| format!("there is no {kind}"))?;
        match account {
            Some(account) => sheet.accept_with(account),
            None => sheet.accept(),
        }
    }

    /// Ticks the claim of that name on the sheet, or takes the tick away.
    ///
    /// # Errors
    ///
    /// There is no sheet with such a claim.
    pub(crate) fn tick_claim(&mut self, name: &str) -> Result<(), String> {
        let sheet = self.sheet.as_mut().filter(|sheet| sheet.kind() == Some(SheetKind::Claims));
        sheet.ok_or_else(|| format!("there is no {}", SheetKind::Claims))?.tick(name)
    }

    /// The no to the sheet.
    ///
    /// # Errors
    ///
    /// There is no sheet.
    pub(crate) fn decline(&self) -> Result<Decision, String> {
        self.sheet.as_ref().map(Sheet::decline).ok_or_else(|| "the bank shows no sheet".to_owned())
    }

    /// Why the sheet's yes could not be done.
    pub(crate) fn sheet_problem(&self) -> Option<&str> {
        self.sheet.as_ref().and_then(Sheet::problem)
    }

    /// What the bank shows, as text: its sheet, its notice, its remark.
    pub(crate) fn bank_texts(&self, now: u64) -> Vec<String> {
        let theme = self.setting.theme;
        let sheet = self
            .sheet
            .as_ref()
            .map(|sheet| sheet.draw(theme, &self.setting.locale, now, usize::MAX));
        let notice = self.notice.as_ref().map(|notice| notice.draw(theme, usize::MAX));
        let rows = sheet.into_iter().chain(notice).flat_map(|block| block.rows);
        let text = |row: super::block::Row| {
            row.iter().map(|span| span.content.as_ref()).collect::<String>()
        };
        let plain =
            |text: String| text.trim_matches(['║', ' ', '═', '╔', '╗', '╚', '╝']).to_owned();
        rows.map(text)
            .map(plain)
            .filter(|text| !text.is_empty())
            .chain(self.remark_at(now).map(str::to_owned))
            .collect()
    }

    /// Puts a notice away.
    pub(crate) fn dismiss_notice(&mut self) {
        self.notice = None;
    }

    /// The view as its user sees it.
    pub(crate) fn seen(&self, now: u64) -> Seen<'_> {
        Seen {
            view: &self.view,
            entries: &self.entries,
            folds: &self.folds,
            accounts: &self.accounts,
            locale: &self.setting.locale,
            now,
        }
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
        let Some(path) = first else { return };
        if let Some(index) = self.view.find(path) {
            self.folds.uncover(&self.view, index);
        }
        // What was folded away has no spot before the next drawing.
        let target = self.spot_of(path).unwrap_or(Target::Node(path));
        self.focus_on(target);
    }

    /// Whether letters mean something of their own now: to a text, a sheet or a notice.
    pub(crate) fn is_taken(&self) -> bool {
        self.sheet.is_some() || self.notice.is_some() || self.is_typing()
    }

    /// Whether something on screen moves by itself.
    pub(crate) fn moves(&self) -> bool {
        let ticks = |element: &Element| {
            matches!(
                element,
                Element::Countdown { .. }
                    | Element::Elapsed { .. }
                    | Element::Progress { so_far: SoFar::Unknown, .. }
            )
        };
        self.sheet.is_some()
            || self.toasts.are_shown()
            || self.remark.is_some()
            || self.view.nodes().any(|(_, node)| ticks(&node.element))
    }

    /// Puts the focus somewhere, with the caret at the end of the text that is there.
    pub(super) fn focus_on(&mut self, target: Target) {
        self.focus = Some(target);
        self.reveal = true;
        self.caret = self.text_of(target).map_or(0, |text| {
            unicode_segmentation::UnicodeSegmentation::graphemes(text.as_str(), true).count()
        });
    }

    /// Moves the focus; says whether there was anywhere to go.
    pub(super) fn move_focus(&mut self, direction: Direction) -> bool {
        let Some(target) = focus::step(&self.drawn.spots, self.focus, direction) else {
            return false;
        };
        let by_control = matches!(direction, Direction::Next | Direction::Previous);
        let target = if by_control {
            focus::settle(&self.view, &self.entries, &self.drawn.spots, target)
        } else {
            target
        };
        self.focus_on(target);
        true
    }

    /// Presses something of the bank's.
    pub(super) fn press(&mut self, press: Press, now: u64) -> Vec<Intent> {
        if self.sheet.is_some() && press == Press::Confirm && !self.reading.is_done() {
            self.sheet_scroll = self.reading.goes_on_at();
            self.reveal = false;
            return Vec::new();
        }
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
            Press::Account(_) | Press::Claim(_) | Press::Confirm | Press::Decline => Vec::new(),
        }
    }

    fn spot_of(&self, path: NodePath) -> Option<Target> {
        let spots: &[Spot] = &self.drawn.spots;
        let target = spots
            .iter()
            .map(|spot| spot.target)
            .find(|target| target.path() == path && target.takes_focus())?;
        Some(focus::settle(&self.view, &self.entries, spots, target))
    }
}
