//! The developer's panel: what happened, and what could.

mod calls;
mod capabilities;
mod mishap;
mod state;
mod steps;
mod view;

use loggia_runtime::Limits;
use loggia_runtime::capability::Interface;
use loggia_runtime::package::Manifest;
use loggia_runtime::ui::Tone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Span;
use unicode_width::UnicodeWidthStr;

use super::mishap::Mishap;
use super::timeline::Timeline;
use crate::locale::Locale;
use crate::run::Troubles;
use crate::terminal::block::{Block, Row, Spot};
use crate::terminal::draw::paint;
use crate::terminal::frame::scroll_bar;
use crate::terminal::theme::Theme;
use crate::terminal::wrap::{cut_row, wrap_text};

/// From this width on the panel stands beside the mini-app, below it under it.
const BESIDE: u16 = 100;

/// A page of the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// What must be mended, while something must.
    Problem,
    /// The steps, to look back at and to go on from.
    Steps,
    /// The view as a tree.
    View,
    /// What it asked, and was told.
    Calls,
    /// Its state.
    State,
    /// What it may do, and what goes wrong with it.
    Capabilities,
}

/// What of the panel can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Touch {
    /// A page.
    Tab(Tab),
    /// A step, by its place.
    Step(usize),
    /// A capability, by its place.
    Capability(usize),
    /// Begins anew.
    Anew,
    /// Nothing of it: the panel itself.
    Panel,
}

/// What the panel tells of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'a> {
    pub(crate) theme: Theme,
    pub(crate) locale: &'a Locale,
    pub(crate) limits: &'a Limits,
    pub(crate) timeline: &'a Timeline,
    pub(crate) troubles: &'a Troubles,
    pub(crate) manifest: Option<&'a Manifest>,
    pub(crate) mishap: Option<&'a Mishap>,
}

/// The panel.
#[derive(Debug)]
pub(crate) struct Panel {
    /// Whether it is on screen.
    pub(crate) is_open: bool,
    /// Whether it has the keyboard.
    pub(crate) has_keyboard: bool,
    pub(crate) tab: Tab,
    /// The capability that is meant, by its place.
    pub(crate) capability: usize,
    scroll: usize,
    /// Whether what is chosen must be brought into sight by the next drawing.
    reveal: bool,
    hits: Vec<(Rect, Touch)>,
    height: u16,
}

impl Tab {
    fn name(self) -> &'static str {
        match self {
            Self::Problem => "✗ Problem",
            Self::Steps => "Steps",
            Self::View => "View",
            Self::Calls => "Calls",
            Self::State => "State",
            Self::Capabilities => "Capabilities",
        }
    }
}

impl Panel {
    /// Closed, on its first page.
    pub(crate) fn new() -> Self {
        Self {
            is_open: false,
            has_keyboard: false,
            tab: Tab::Steps,
            capability: 0,
            scroll: 0,
            reveal: true,
            hits: Vec::new(),
            height: 0,
        }
    }

    /// Which part of the screen the mini-app gets, and which the panel.
    pub(crate) fn split(&self, area: Rect) -> (Rect, Option<Rect>) {
        if !self.is_open {
            return (area, None);
        }
        if area.width >= BESIDE {
            // What a compiler says is wide.
            let wanted = match self.tab {
                Tab::Problem => (area.width / 2).clamp(44, 100),
                _ => (area.width * 2 / 5).clamp(44, 72),
            };
            let width = wanted.min(area.width - 48);
            let app = Rect { width: area.width - width, ..area };
            return (app, Some(Rect { x: area.x + app.width, width, ..area }));
        }
        // Where there is no room for two, the one with the keyboard is there.
        let height = if area.height >= 24 {
            area.height / 2
        } else if self.has_keyboard {
            area.height
        } else {
            0
        };
        let app = Rect { height: area.height - height, ..area };
        let panel = Rect { y: area.y + app.height, height, ..area };
        (app, (height > 0).then_some(panel))
    }

    /// Turns to a page.
    pub(crate) fn turn_to(&mut self, tab: Tab) {
        if self.tab != tab {
            self.scroll = 0;
        }
        (self.tab, self.reveal) = (tab, true);
    }

    /// Turns to the next page, or the one before.
    pub(crate) fn turn(&mut self, forth: bool, has_problem: bool) {
        let tabs = tabs(has_problem);
        let at = tabs.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let next = if forth { at + 1 } else { at + tabs.len() - 1 };
        if let Some(tab) = tabs.get(next % tabs.len()) {
            self.turn_to(*tab);
        }
    }

    /// Scrolls by so many rows.
    pub(crate) fn scroll_by(&mut self, rows: usize, down: bool) {
        let scroll = self.scroll;
        self.scroll = if down { scroll.saturating_add(rows) } else { scroll.saturating_sub(rows) };
        self.reveal = false;
    }

    /// A page's height.
    pub(crate) fn page(&self) -> usize {
        usize::from(self.height).saturating_sub(1).max(1)
    }

    /// Brings what is chosen into sight by the next drawing.
    pub(crate) fn reveal(&mut self) {
        self.reveal = true;
    }

    /// What is there on the screen.
    pub(crate) fn touched(&self, column: u16, row: u16) -> Option<Touch> {
        let mut hits = self.hits.iter().rev();
        hits.find(|(area, _)| area.contains((column, row).into())).map(|(_, touch)| *touch)
    }

    /// Is not on screen: nothing of it can be clicked.
    pub(crate) fn hide(&mut self) {
        self.hits.clear();
    }

    /// Draws it.
    pub(crate) fn draw(&mut self, buffer: &mut Buffer, area: Rect, told: &Told<'_>) {
        let theme = told.theme;
        for position in area.positions() {
            if let Some(cell) = buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(theme.text());
            }
        }
        let is_beside = area.x > 0;
        if self.tab == Tab::Problem && told.mishap.is_none() {
            self.turn_to(Tab::Steps);
        }
        let edge = if self.has_keyboard { theme.heading() } else { theme.line(false) };
        if is_beside {
            for y in area.y..area.y + area.height {
                buffer.set_string(area.x, y, if self.has_keyboard { "┃" } else { "│" }, edge);
            }
        }
        let left = u16::from(is_beside);
        let top =
            Rect { x: area.x + left, width: area.width.saturating_sub(left), height: 1, ..area };
        self.hits = vec![(area, Touch::Panel)];
        self.draw_tabs(buffer, top, told);

        let inner = Rect {
            x: top.x + 1,
            y: area.y + 2,
            width: top.width.saturating_sub(3),
            height: area.height.saturating_sub(2),
        };
        self.height = inner.height;
        let width = usize::from(inner.width);
        let (block, chosen) = match self.tab {
            Tab::Problem => (mishap::page(told, width), None),
            Tab::Steps => {
                let shown = told.timeline.shown_at().map(Touch::Step);
                (steps::page(told, width, usize::from(inner.height)), shown)
            }
            Tab::View => (view::page(told, width), None),
            Tab::Calls => (calls::page(told, width), None),
            Tab::State => (state::page(told, width), None),
            Tab::Capabilities => {
                let count = capabilities::of(told.manifest).len();
                self.capability = self.capability.min(count.saturating_sub(1));
                let marked = self.has_keyboard.then_some(self.capability);
                (capabilities::page(told, marked, width), Some(Touch::Capability(self.capability)))
            }
        };
        let height = usize::from(inner.height);
        if self.reveal
            && let Some(spot) = block.spots.iter().find(|spot| Some(spot.target) == chosen)
        {
            if spot.y < self.scroll {
                self.scroll = spot.y.saturating_sub(1);
            } else if spot.y + spot.height > self.scroll + height {
                self.scroll = spot.y + spot.height - height;
            }
        }
        self.reveal = false;
        self.scroll = self.scroll.min(block.height().saturating_sub(height));
        self.hits.extend(paint(buffer, inner, &block, self.scroll, theme.text()));
        let bar = Rect { x: area.x + area.width - 1, width: 1, ..inner };
        scroll_bar(buffer, bar, theme, self.scroll, height, block.height());
    }

    /// Draws what must be mended, where there is nothing else.
    pub(crate) fn draw_alone(
        &mut self,
        buffer: &mut Buffer,
        area: Rect,
        mishap: &Mishap,
        theme: Theme,
    ) {
        let block = mishap::block(mishap, theme, usize::from(area.width));
        let height = usize::from(area.height);
        (self.height, self.hits) = (area.height, vec![(area, Touch::Panel)]);
        self.scroll = self.scroll.min(block.height().saturating_sub(height));
        paint(buffer, area, &block, self.scroll, theme.text());
    }

    fn draw_tabs(&mut self, buffer: &mut Buffer, area: Rect, told: &Told<'_>) {
        let theme = told.theme;
        buffer.set_string(area.x, area.y, " ".repeat(usize::from(area.width)), theme.bank_muted());
        let tabs = tabs(told.mishap.is_some());
        let whole: usize = tabs.iter().map(|tab| tab.name().width() + 2).sum();
        let mut x = area.x;
        for tab in tabs {
            let is_open = tab == self.tab;
            // Where there is not room for all, a sign is enough for what must be mended.
            let is_short = whole > usize::from(area.width) && !is_open;
            let name = match tab {
                Tab::Problem if is_short => "✗",
                Tab::Capabilities if is_short => "Cap…",
                tab => tab.name(),
            };
            let style = match (is_open, self.has_keyboard) {
                (true, true) => theme.primary(),
                (true, false) => theme.bank().add_modifier(Modifier::UNDERLINED),
                (false, _) => theme.bank_muted(),
            };
            let left = (area.x + area.width).saturating_sub(x);
            let width = u16::try_from(name.width() + 2).unwrap_or(left).min(left);
            buffer.set_stringn(x, area.y, format!(" {name} "), usize::from(width), style);
            self.hits.push((Rect { x, width, ..area }, Touch::Tab(tab)));
            x += width;
        }
    }
}

/// The pages that there are.
fn tabs(has_problem: bool) -> Vec<Tab> {
    let always = [Tab::Steps, Tab::View, Tab::Calls, Tab::State, Tab::Capabilities];
    has_problem.then_some(Tab::Problem).into_iter().chain(always).collect()
}

/// The page of this number, from 1, as the keyboard names it.
pub(crate) fn tab_of(number: usize, has_problem: bool) -> Option<Tab> {
    tabs(has_problem).get(number.checked_sub(1)?).copied()
}

/// The capabilities that can be had go wrong, in the order in which the panel has them.
pub(crate) fn capabilities_of(manifest: Option<&Manifest>) -> Vec<&'static Interface> {
    capabilities::of(manifest)
}

/// Rows of a page, from top to bottom.
#[derive(Debug)]
struct Page {
    theme: Theme,
    width: usize,
    block: Block<Touch>,
}

impl Page {
    fn new(theme: Theme, width: usize) -> Self {
        Self { theme, width, block: Block::of(width, Vec::new()) }
    }

    fn row(&mut self, row: Row) {
        self.block.rows.push(cut_row(row, self.width));
    }

    fn space(&mut self) {
        self.block.rows.push(Row::new());
    }

    fn title(&mut self, text: &str) {
        let style = self.theme.heading();
        self.block.rows.extend(wrap_text(text, style, self.width));
    }

    fn text(&mut self, text: &str, style: ratatui::style::Style) {
        self.block.rows.extend(wrap_text(text, style, self.width));
    }

    /// A paragraph behind a sign.
    fn behind(&mut self, sign: &str, style: ratatui::style::Style, text: &str) {
        let indent = sign.width() + 1;
        let rows = wrap_text(text, self.theme.text(), self.width.saturating_sub(indent).max(1));
        for (at, mut row) in rows.into_iter().enumerate() {
            let lead = if at == 0 { format!("{sign} ") } else { " ".repeat(indent) };
            row.insert(0, Span::styled(lead, style));
            self.block.rows.push(row);
        }
    }

    /// What has been added from row `from` on can be clicked.
    fn touchable(&mut self, from: usize, target: Touch) {
        let height = self.block.height() - from;
        self.block.spots.push(Spot { x: 0, y: from, width: self.width, height, target });
    }

    fn nothing_yet(mut self) -> Block<Touch> {
        let style = self.theme.muted();
        self.text("There is no step yet.", style);
        self.block
    }

    fn warning(&self) -> ratatui::style::Style {
        self.theme.tone(Tone::Warning)
    }

    fn danger(&self) -> ratatui::style::Style {
        self.theme.tone(Tone::Danger)
    }
}
