//! What a mini-app's developer sees.

use loggia_runtime::Limits;
use loggia_runtime::ui::Tone;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::Dev;
use super::mishap::Kind;
use super::panel::Told;
use crate::terminal::wrap::cut;

impl Dev {
    /// Draws all of it.
    pub(super) fn draw(&mut self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let buffer = frame.buffer_mut();
        buffer.set_style(area, self.setting.theme.text());
        if area.height < 3 {
            return;
        }
        let body = Rect { height: area.height - 1, ..area };
        self.draw_status(buffer, Rect { y: area.y + body.height, height: 1, ..area });
        let now = self.setting.clock.now();
        let (app, panel) = match &self.visit {
            Some(_) => self.panel.split(body),
            None => (Rect { height: 0, ..body }, None),
        };
        if let Some(visit) = self.visit.as_mut().filter(|_| app.height > 0) {
            visit.shell.draw_in(buffer, app, now);
        }
        if self.visit.is_none() {
            return self.draw_waiting(buffer, body);
        }
        let Some(panel) = panel else { return self.panel.hide() };
        let Self { visit, timeline, mishap, bench, setting, .. } = self;
        let limits = Limits::default();
        let app = visit.as_ref().map(|visit| visit.running.app());
        let told = Told {
            theme: setting.theme,
            locale: &setting.locale,
            limits: app.map_or(&limits, |app| app.limits()),
            timeline,
            troubles: bench.troubles(),
            manifest: app.map(|app| app.manifest()),
            mishap: mishap.as_ref(),
        };
        self.panel.draw(buffer, panel, &told);
    }

    /// Nothing runs yet: it is being built, or must be mended first.
    fn draw_waiting(&mut self, buffer: &mut Buffer, area: Rect) {
        let theme = self.setting.theme;
        let name = self.setting.folder.file_name().unwrap_or_default().to_string_lossy();
        let top = Rect { height: 1, ..area };
        buffer.set_string(top.x, top.y, " ".repeat(usize::from(top.width)), theme.bank_muted());
        let title = cut(&format!(" {name}"), usize::from(top.width));
        buffer.set_string(top.x, top.y, title, theme.bank());
        let inner = Rect {
            x: area.x + 2,
            y: area.y + 2,
            width: area.width.saturating_sub(4),
            height: area.height.saturating_sub(2),
        };
        match &self.mishap {
            Some(mishap) => self.panel.draw_alone(buffer, inner, mishap, theme),
            None => {
                let text = cut("It is being built for the first time.", usize::from(inner.width));
                buffer.set_string(inner.x, inner.y, text, theme.muted());
            }
        }
    }

    fn draw_status(&self, buffer: &mut Buffer, area: Rect) {
        let theme = self.setting.theme;
        let is_past = self.timeline.is_past();
        let (text, style) = if let Some(doing) = self.builder.doing() {
            (format!("◌ {doing}"), theme.surface_tone(Tone::Info))
        } else if let (true, Some(stood)) = (is_past, self.timeline.stood()) {
            let step = stood.saved.sequence;
            let text = format!("◂ Step {step}, as it was: do something to go on from there");
            (text, theme.surface_tone(Tone::Warning))
        } else if let Some(mishap) = &self.mishap {
            let place = mishap.place.as_ref().map(|place| format!(" at {place}"));
            let place = place.unwrap_or_default();
            (format!("✗ {}{place}", mishap.title), theme.surface_tone(Tone::Danger))
        } else {
            (format!("● {}", self.news), theme.surface_tone(Tone::Success))
        };
        buffer.set_string(area.x, area.y, " ".repeat(usize::from(area.width)), theme.surface());
        let width = usize::from(area.width).saturating_sub(1);
        let least = text.width().min(24);
        // As much as there is room for beside what is said, the keys first.
        let rights = self.hints();
        let right = rights.iter().find(|right| width >= right.width() + 3 + least);
        if let Some(right) = right {
            let x = area.x + area.width - u16::try_from(right.width() + 1).unwrap_or(0);
            buffer.set_string(x, area.y, right, theme.surface());
        }
        let room = width - right.map_or(0, |right| right.width() + 3).min(width);
        buffer.set_string(area.x + 1, area.y, cut(&text, room), style);
    }

    /// The keys that matter now: with what is in trouble, and without.
    fn hints(&self) -> [String; 2] {
        let troubles = match self.bench.troubles().count() {
            0 => String::new(),
            1 => "1 capability in trouble   ".to_owned(),
            count => format!("{count} capabilities in trouble   "),
        };
        let keys = if self.visit.is_none() {
            "r build again  q leave"
        } else if self.panel.has_keyboard && self.timeline.is_past() {
            "↑↓ travel  End now  Esc to the mini-app"
        } else if self.mishap.as_ref().is_some_and(|mishap| mishap.kind == Kind::State) {
            "n start anew  Esc to the mini-app"
        } else if self.panel.has_keyboard {
            "←→ page  Esc to the mini-app  F12 close"
        } else {
            "F12 panel  [ ] travel"
        };
        [format!("{troubles}{keys}"), keys.to_owned()]
    }
}
