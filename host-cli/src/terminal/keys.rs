//! From keys and clicks to intents.

use crossterm::event::{
    KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use loggia_runtime::ui::{Control, Element, TextKind};

use super::block::Target;
use super::draw::Hit;
use super::editing::Edit;
use super::focus::Direction;
use super::sheet::SheetKey;
use super::shell::{Intent, Shell};
use super::surface::Press;
use crate::entries::input_at;

/// Rows that a turn of the wheel moves.
const WHEEL: usize = 3;

impl Shell {
    /// What a key means here.
    pub(crate) fn key(&mut self, key: KeyEvent, now: u64) -> Vec<Intent> {
        if key.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && key.code == KeyCode::Char('c') {
            return vec![Intent::Leave];
        }
        if self.sheet.is_some() {
            return self.sheet_key(key, now);
        }
        if self.notice.is_some() {
            return self.notice_key(key, now);
        }
        if key.code == KeyCode::F(2) {
            return self.press(Press::Panel, now);
        }
        if self.panel.is_some() && self.drawn.panel_covers {
            return self.panel_key(key, now);
        }
        if self.is_typing()
            && let Some(intents) = self.typing_key(key, control, now)
        {
            return intents;
        }
        self.page_key(key, now)
    }

    /// Text that was pasted goes into the field that has the focus.
    pub(crate) fn paste(&mut self, text: &str, now: u64) -> Vec<Intent> {
        if self.sheet.is_some() || self.notice.is_some() {
            Vec::new()
        } else {
            self.edit(&Edit::Insert(text.to_owned()), now)
        }
    }

    /// What a click or a turn of the wheel means here.
    pub(crate) fn mouse(&mut self, mouse: MouseEvent, now: u64) -> Vec<Intent> {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.turn(WHEEL, true, mouse.column),
            MouseEventKind::ScrollUp => self.turn(WHEEL, false, mouse.column),
            MouseEventKind::Down(MouseButton::Left) => {
                return self.click(mouse.column, mouse.row, now);
            }
            _ => {}
        }
        Vec::new()
    }

    fn click(&mut self, column: u16, row: u16, now: u64) -> Vec<Intent> {
        let hit = self
            .drawn
            .hits
            .iter()
            .rev()
            .find(|(area, _)| area.contains((column, row).into()))
            .map(|(_, hit)| *hit);
        match hit {
            None => {
                self.folds.close_menu();
                Vec::new()
            }
            Some(Hit::Bank(press)) => self.press(press, now),
            Some(Hit::View(target)) => {
                let on_text = {
                    if target.takes_focus() {
                        self.focus_on(target);
                    } else {
                        self.focus_on(Target::Node(target.path()));
                    }
                    self.is_typing()
                };
                // A click into a field puts the caret there, and no more.
                if on_text { Vec::new() } else { self.act(target, now) }
            }
        }
    }

    fn sheet_key(&mut self, key: KeyEvent, now: u64) -> Vec<Intent> {
        let Some(sheet) = &mut self.sheet else { return Vec::new() };
        let meaning = match key.code {
            KeyCode::Tab | KeyCode::Down | KeyCode::Right => SheetKey::Next,
            KeyCode::BackTab | KeyCode::Up | KeyCode::Left => SheetKey::Previous,
            KeyCode::Enter | KeyCode::Char(' ') if sheet.focus() == Press::Confirm => {
                return self.press(Press::Confirm, now);
            }
            KeyCode::Enter | KeyCode::Char(' ') => SheetKey::Enter,
            KeyCode::Esc => SheetKey::Escape,
            KeyCode::PageDown => {
                self.turn(WHEEL * 2, true, 0);
                return Vec::new();
            }
            KeyCode::PageUp => {
                self.turn(WHEEL * 2, false, 0);
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        let decision = sheet.key(meaning, now);
        self.reveal = true;
        decision.map(Intent::Decide).into_iter().collect()
    }

    fn notice_key(&mut self, key: KeyEvent, now: u64) -> Vec<Intent> {
        let Some(notice) = &mut self.notice else { return Vec::new() };
        match key.code {
            KeyCode::Tab
            | KeyCode::BackTab
            | KeyCode::Left
            | KeyCode::Right
            | KeyCode::Up
            | KeyCode::Down => notice.next(),
            KeyCode::Enter | KeyCode::Char(' ') => {
                if let Some(press) = notice.chosen() {
                    return self.press(press, now);
                }
            }
            KeyCode::Esc if notice.can_be_dismissed() => self.notice = None,
            KeyCode::Char('q') => return vec![Intent::Leave],
            _ => {}
        }
        Vec::new()
    }

    fn panel_key(&mut self, key: KeyEvent, now: u64) -> Vec<Intent> {
        let page = usize::from(self.drawn.page_height).max(2) - 1;
        match key.code {
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('i') => {
                return self.press(Press::Panel, now);
            }
            KeyCode::Char('q') => return vec![Intent::Leave],
            KeyCode::Down => self.turn(1, true, 0),
            KeyCode::Up => self.turn(1, false, 0),
            KeyCode::PageDown | KeyCode::Char(' ') => self.turn(page, true, 0),
            KeyCode::PageUp => self.turn(page, false, 0),
            _ => {}
        }
        Vec::new()
    }

    /// What a key does to the text that has the focus; none where it is no key of a text's.
    fn typing_key(&mut self, key: KeyEvent, control: bool, now: u64) -> Option<Vec<Intent>> {
        let lines = self.is_multiline();
        let edit = match key.code {
            KeyCode::Enter if !lines => {
                return self.focus.map(|focus| self.submit_around(focus, now));
            }
            KeyCode::Enter => Edit::Insert("\n".to_owned()),
            KeyCode::Char('u') if control => Edit::Clear,
            KeyCode::Char('w') if control => Edit::DeleteWord,
            KeyCode::Char('a') if control => Edit::Home,
            KeyCode::Char('e') if control => Edit::End,
            KeyCode::Char(_) if control => return Some(Vec::new()),
            KeyCode::Char(letter) => Edit::Insert(letter.to_string()),
            KeyCode::Backspace if key.modifiers.contains(KeyModifiers::ALT) => Edit::DeleteWord,
            KeyCode::Backspace => Edit::Backspace,
            KeyCode::Delete => Edit::Delete,
            KeyCode::Left => Edit::Left,
            KeyCode::Right => Edit::Right,
            KeyCode::Home => Edit::Home,
            KeyCode::End => Edit::End,
            _ => return None,
        };
        Some(self.edit(&edit, now))
    }

    fn page_key(&mut self, key: KeyEvent, now: u64) -> Vec<Intent> {
        let direction = match key.code {
            KeyCode::Tab => Some(Direction::Next),
            KeyCode::BackTab => Some(Direction::Previous),
            KeyCode::Right => Some(Direction::Right),
            KeyCode::Left => Some(Direction::Left),
            KeyCode::Down => Some(Direction::Down),
            KeyCode::Up => Some(Direction::Up),
            _ => None,
        };
        if let Some(direction) = direction {
            let sideways = matches!(direction, Direction::Left | Direction::Right);
            if let Some(path) = self.focused_slider().filter(|_| sideways) {
                return self.step_by(path, direction == Direction::Right, now);
            }
            let from = self.focused_tabs();
            let moved = self.move_focus(direction);
            // From tab to tab, each is opened as the arrow comes to it.
            if sideways && from.is_some() && self.focused_tabs() == from {
                return self.focus.map_or_else(Vec::new, |focus| self.act(focus, now));
            }
            // Where there is nothing more to focus there may still be more to read.
            if !moved && matches!(direction, Direction::Down | Direction::Up) {
                self.turn(1, direction == Direction::Down, 0);
            }
            return Vec::new();
        }
        let page = usize::from(self.drawn.page_height).max(2) - 1;
        match (key.code, self.focused_stepper()) {
            (KeyCode::Char('+' | '='), Some(path)) => return self.step_by(path, true, now),
            (KeyCode::Char('-' | '−'), Some(path)) => return self.step_by(path, false, now),
            (KeyCode::PageDown, _) => self.turn(page, true, 0),
            (KeyCode::PageUp, _) => self.turn(page, false, 0),
            (KeyCode::Home, _) => self.scroll = 0,
            (KeyCode::End, _) => self.scroll = usize::MAX,
            (KeyCode::Enter | KeyCode::Char(' '), _) => {
                return self.focus.map_or_else(Vec::new, |focus| self.act(focus, now));
            }
            (KeyCode::Esc, _) => return self.escape(),
            (KeyCode::Char('i'), _) => return self.press(Press::Panel, now),
            (KeyCode::Char('q'), _) => return vec![Intent::Leave],
            _ => {}
        }
        Vec::new()
    }

    /// Back: out of a dialog that can be dismissed, or else from the screen.
    fn escape(&mut self) -> Vec<Intent> {
        if let Some(menu) = self.folds.menu() {
            self.folds.close_menu();
            self.focus_on(Target::Node(menu));
            return Vec::new();
        }
        let dialog =
            super::widgets::open_dialog(&self.view).and_then(|index| self.view.node(index));
        match dialog.map(|node| (node.path, &node.element)) {
            Some((path, Element::Dialog { on_dismiss: Some(_), .. })) => {
                vec![Intent::Act { path, values: Vec::new() }]
            }
            _ => vec![Intent::Back],
        }
    }

    /// Scrolls what is under the mouse, or what the keys act on.
    fn turn(&mut self, rows: usize, down: bool, column: u16) {
        let over_panel =
            self.panel.is_some() && (self.drawn.panel_covers || column >= self.drawn.panel_from);
        let scroll = if self.sheet.is_some() {
            &mut self.sheet_scroll
        } else if let (true, Some(scroll)) = (over_panel, &mut self.panel) {
            scroll
        } else {
            &mut self.scroll
        };
        // Drawing holds it to what there is.
        *scroll = if down { scroll.saturating_add(rows) } else { scroll.saturating_sub(rows) };
        self.reveal = false;
    }

    fn is_multiline(&self) -> bool {
        self.focused_control(|control| {
            matches!(control, Control::TextField { kind: TextKind::Multiline, .. })
        })
        .is_some()
    }

    fn focused_stepper(&self) -> Option<loggia_runtime::ui::NodePath> {
        self.focused_control(|control| {
            matches!(control, Control::Stepper { .. } | Control::Slider { .. })
        })
    }

    fn focused_slider(&self) -> Option<loggia_runtime::ui::NodePath> {
        self.focused_control(|control| matches!(control, Control::Slider { .. }))
    }

    /// The tabs one of which has the focus.
    fn focused_tabs(&self) -> Option<loggia_runtime::ui::NodePath> {
        let tab = self.view.find(self.focus?.path())?;
        let is_tab = matches!(self.view.node(tab)?.element, Element::Tab { .. });
        self.view.ancestors(tab).nth(1).filter(|_| is_tab).map(|(_, tabs)| tabs.path)
    }

    fn focused_control(
        &self,
        is: impl Fn(&Control) -> bool,
    ) -> Option<loggia_runtime::ui::NodePath> {
        let path = self.focus?.path();
        let input = input_at(&self.view, self.view.find(path)?)?;
        is(&input.control).then_some(path)
    }
}
