//! What keys and clicks mean while a mini-app is being written.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use super::Dev;
use super::mishap::Kind;
use super::panel::{Tab, Touch, capabilities_of, tab_of};

/// Rows that a turn of the wheel moves.
const WHEEL: usize = 3;

impl Dev {
    /// Something was done at the terminal.
    pub(super) fn handle(&mut self, event: Event) {
        let now = self.setting.clock.now();
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.key(key, now),
            Event::Mouse(mouse) => self.mouse(mouse, now),
            Event::Paste(text) if !self.panel.has_keyboard => {
                if let Some(visit) = &mut self.visit {
                    let intents = visit.shell.paste(&text, now);
                    self.perform(intents);
                }
            }
            _ => {}
        }
    }

    fn key(&mut self, key: KeyEvent, now: u64) {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && key.code == KeyCode::Char('c') {
            self.has_ended = true;
            return;
        }
        let Some(visit) = &mut self.visit else { return self.waiting_key(key) };
        let is_free = !control && !visit.shell.is_taken();
        match key.code {
            KeyCode::F(12) => return self.toggle_panel(),
            KeyCode::Char('d') if is_free || self.panel.has_keyboard => {
                return self.toggle_panel();
            }
            KeyCode::Char('[') if is_free || self.panel.has_keyboard => {
                return self.travel(|dev| dev.timeline.go_back());
            }
            KeyCode::Char(']') if is_free || self.panel.has_keyboard => {
                return self.travel(|dev| dev.timeline.go_forth());
            }
            _ => {}
        }
        if self.panel.has_keyboard {
            return self.panel_key(key);
        }
        let intents = visit.shell.key(key, now);
        self.perform(intents);
    }

    /// Nothing runs yet.
    fn waiting_key(&mut self, key: KeyEvent) {
        match key.code {
            KeyCode::Char('q') => self.has_ended = true,
            KeyCode::Char('r') => self.builder.build_anyway(),
            KeyCode::Down => self.panel.scroll_by(1, true),
            KeyCode::Up => self.panel.scroll_by(1, false),
            KeyCode::PageDown => self.panel.scroll_by(self.panel.page(), true),
            KeyCode::PageUp => self.panel.scroll_by(self.panel.page(), false),
            _ => {}
        }
    }

    fn panel_key(&mut self, key: KeyEvent) {
        let has_problem = self.mishap.is_some();
        match key.code {
            KeyCode::Esc => self.panel.has_keyboard = false,
            KeyCode::Char('q') => self.has_ended = true,
            KeyCode::Char('n') => self.begin_anew(),
            KeyCode::Char('r') => self.builder.build_anyway(),
            KeyCode::Tab | KeyCode::Right => self.panel.turn(true, has_problem),
            KeyCode::BackTab | KeyCode::Left => self.panel.turn(false, has_problem),
            KeyCode::Char(digit @ '1'..='9') => {
                let number = digit.to_digit(10).and_then(|number| usize::try_from(number).ok());
                if let Some(tab) = number.and_then(|number| tab_of(number, has_problem)) {
                    self.panel.turn_to(tab);
                }
            }
            KeyCode::PageDown => self.panel.scroll_by(self.panel.page(), true),
            KeyCode::PageUp => self.panel.scroll_by(self.panel.page(), false),
            code => self.page_key(code),
        }
    }

    /// What a key means on the page that is open.
    fn page_key(&mut self, code: KeyCode) {
        match (self.panel.tab, code) {
            (Tab::Steps, KeyCode::Up) => self.travel(|dev| dev.timeline.go_back()),
            (Tab::Steps, KeyCode::Down) => self.travel(|dev| dev.timeline.go_forth()),
            (Tab::Steps, KeyCode::Home) => self.travel(|dev| dev.timeline.go_to(0)),
            (_, KeyCode::End) => self.travel(|dev| dev.timeline.go_to_present()),
            (Tab::Steps, KeyCode::Enter) => self.panel.has_keyboard = false,
            (Tab::Capabilities, KeyCode::Up) => {
                self.panel.capability = self.panel.capability.saturating_sub(1);
                self.panel.reveal();
            }
            (Tab::Capabilities, KeyCode::Down) => {
                self.panel.capability += 1;
                self.panel.reveal();
            }
            (Tab::Capabilities, KeyCode::Enter | KeyCode::Char(' ')) => {
                self.turn_trouble(self.panel.capability);
            }
            (Tab::Problem, KeyCode::Enter) if self.needs_fresh_start() => self.begin_anew(),
            (_, KeyCode::Down) => self.panel.scroll_by(1, true),
            (_, KeyCode::Up) => self.panel.scroll_by(1, false),
            _ => {}
        }
    }

    fn mouse(&mut self, mouse: MouseEvent, now: u64) {
        let touched = self.panel.touched(mouse.column, mouse.row);
        if let Some(touch) = touched.filter(|_| self.panel.is_open || self.visit.is_none()) {
            match mouse.kind {
                MouseEventKind::ScrollDown => self.panel.scroll_by(WHEEL, true),
                MouseEventKind::ScrollUp => self.panel.scroll_by(WHEEL, false),
                MouseEventKind::Down(MouseButton::Left) => self.touch(touch),
                _ => {}
            }
            return;
        }
        if matches!(mouse.kind, MouseEventKind::Down(_)) {
            self.panel.has_keyboard = false;
        }
        if let Some(visit) = &mut self.visit {
            let intents = visit.shell.mouse(mouse, now);
            self.perform(intents);
        }
    }

    fn touch(&mut self, touch: Touch) {
        self.panel.has_keyboard = self.visit.is_some();
        match touch {
            Touch::Panel => {}
            Touch::Tab(tab) => self.panel.turn_to(tab),
            Touch::Step(at) => self.travel(|dev| dev.timeline.go_to(at)),
            Touch::Capability(at) => {
                self.panel.capability = at;
                self.turn_trouble(at);
            }
            Touch::Anew => self.begin_anew(),
        }
    }

    /// Opens the panel, gives it the keyboard, or closes it.
    fn toggle_panel(&mut self) {
        if self.panel.is_open && self.panel.has_keyboard {
            (self.panel.is_open, self.panel.has_keyboard) = (false, false);
        } else {
            (self.panel.is_open, self.panel.has_keyboard) = (true, true);
        }
    }

    fn travel(&mut self, go: impl FnOnce(&mut Self)) {
        self.pending = None;
        go(self);
        self.panel.reveal();
        self.look();
    }

    /// Has the next thing go wrong with a capability.
    fn turn_trouble(&mut self, at: usize) {
        let Some(visit) = &self.visit else { return };
        let app = visit.running.app();
        let capabilities = capabilities_of(Some(app.manifest()));
        if let Some(capability) = capabilities.get(at) {
            self.bench.troubles().turn(capability);
            self.bench.withhold_from(app);
        }
    }

    fn needs_fresh_start(&self) -> bool {
        self.mishap.as_ref().is_some_and(|mishap| mishap.kind == Kind::State)
    }
}
