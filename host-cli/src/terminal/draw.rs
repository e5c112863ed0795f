//! Drawing the shell: the bank's frame, the page in it, and what lies over it.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use super::block::{Block, Row, Spot, Target};
use super::focus;
use super::frame;
use super::look::Look;
use super::panel;
use super::shell::Shell;
use super::surface::Press;
use super::widgets::lay_out;

/// Below this nothing can be shown.
const MIN_SIZE: (u16, u16) = (24, 8);
/// A page is no wider.
const PAGE_WIDTH: u16 = 96;
/// A dialog is no wider.
const DIALOG_WIDTH: u16 = 60;
/// From this width on the panel stands beside the page.
const PANEL_BESIDE: u16 = 112;
const PANEL_WIDTH: u16 = 42;

/// Where things were drawn, for the keys and clicks that come next.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    /// What of the view can be tapped, in the page's own rows and columns.
    pub(super) spots: Vec<Spot>,
    /// What can be clicked, on the screen; of two that overlap, the later one is meant.
    pub(super) hits: Vec<(Rect, Hit)>,
    pub(super) page_height: u16,
    /// Whether the panel covers the page.
    pub(super) panel_covers: bool,
    /// The panel's first column, where it stands beside the page.
    pub(super) panel_from: u16,
    /// Whether `spots` are the view's on screen, and not those of the view before.
    pub(super) adopted: bool,
}

/// What a click meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hit {
    /// Something of the mini-app's view.
    View(Target),
    /// Something of the bank's.
    Bank(Press),
}

impl Shell {
    /// Draws all of it.
    pub(crate) fn draw(&mut self, target: &mut Frame<'_>, now: u64) {
        let area = target.area();
        self.draw_in(target.buffer_mut(), area, now);
    }

    /// Draws all of it into a part of the screen.
    pub(crate) fn draw_in(&mut self, buffer: &mut Buffer, area: Rect, now: u64) {
        self.drawn.hits.clear();
        buffer.set_style(area, self.setting.theme.text());
        if area.width < MIN_SIZE.0 || area.height < MIN_SIZE.1 {
            buffer.set_stringn(
                area.x,
                area.y,
                "Make the window larger",
                usize::from(area.width),
                self.setting.theme.strong(),
            );
            return;
        }
        if self.sheet.is_some() {
            self.draw_sheet(buffer, area, now);
        } else {
            self.draw_page(buffer, area, now);
        }
    }

    fn draw_sheet(&mut self, buffer: &mut Buffer, area: Rect, now: u64) {
        let Some(sheet) = &self.sheet else { return };
        let theme = self.setting.theme;
        let block = sheet.draw(theme, &self.setting.locale, now, usize::from(area.width));
        let inside = frame::sheet(buffer, area, theme, sheet.title());
        let yes = block.spots.iter().find(|spot| spot.target == Press::Confirm);
        let down_to_yes = yes.map_or(block.height(), |yes| yes.y + yes.height);
        let width = clamp(block.width).min(inside.width);
        let height = clamp(block.height()).min(inside.height);
        let place = Rect {
            x: inside.x + (inside.width - width) / 2,
            y: inside.y + (inside.height - height) / 3,
            width,
            height,
        };
        let focus = sheet.focus();
        if self.reveal {
            self.sheet_scroll =
                revealed(&block, |press| *press == focus, self.sheet_scroll, usize::from(height));
            self.reveal = false;
        }
        self.sheet_scroll =
            self.sheet_scroll.min(block.height().saturating_sub(usize::from(height)));
        let hits = paint(buffer, place, &block, self.sheet_scroll, theme.text());
        self.drawn.hits.extend(hits.into_iter().map(|(area, press)| (area, Hit::Bank(press))));
        self.reading.shown(block.width, self.sheet_scroll, usize::from(height), down_to_yes);
        if !self.reading.is_done() {
            frame::more_to_read(buffer, area, theme);
        }
    }

    fn draw_page(&mut self, buffer: &mut Buffer, area: Rect, now: u64) {
        let theme = self.setting.theme;
        let framed = frame::page(buffer, area, self, now);
        self.drawn
            .hits
            .extend(framed.hits.into_iter().map(|(area, press)| (area, Hit::Bank(press))));
        let mut inside = framed.inside;
        let beside = self.panel.is_some() && area.width >= PANEL_BESIDE;
        self.drawn.panel_covers = self.panel.is_some() && !beside;
        let panel_area = if beside {
            let width = PANEL_WIDTH.min(inside.width);
            inside.width -= width;
            Rect { x: inside.x + inside.width, width, ..inside }
        } else {
            inside
        };
        self.drawn.panel_from = panel_area.x;

        // The last column is the scroll bar's, and one on each side keeps text off the edge.
        let width = inside.width.saturating_sub(3).clamp(1, PAGE_WIDTH);
        let column = Rect { x: inside.x + (inside.width - width) / 2, width, ..inside };
        self.draw_view(buffer, inside, column, now);

        if let Some(scroll) = self.panel {
            self.panel = Some(self.draw_panel(buffer, panel_area, scroll, beside));
        }
        if let Some(notice) = &self.notice {
            let block = notice.draw(theme, usize::from(area.width).saturating_sub(2));
            let place = centred(inside, &block);
            dim(buffer, inside);
            self.drawn.hits.retain(|(_, hit)| matches!(hit, Hit::Bank(Press::Leave)));
            let hits = paint(buffer, place, &block, 0, theme.text());
            self.drawn.hits.extend(hits.into_iter().map(|(area, press)| (area, Hit::Bank(press))));
        }
    }

    fn draw_view(&mut self, buffer: &mut Buffer, inside: Rect, column: Rect, now: u64) {
        let view = std::sync::Arc::clone(&self.view);
        self.toasts.adopt(&view, now);
        let dialog_width = column.width.min(DIALOG_WIDTH);
        let widths = (usize::from(column.width), usize::from(dialog_width));
        // Twice where the focus has moved by itself: where it can go is known only when all is laid out.
        let rows = usize::from(column.height);
        let mut page = lay_out(&self.look(rows, now), widths.0, widths.1);
        let menu = self.folds.menu();
        let spots = page.menu.as_ref().or(page.dialog.as_ref()).unwrap_or(&page.body).spots.clone();
        let before = std::mem::replace(&mut self.drawn.spots, spots);
        let kept =
            focus::keep(&before, &self.drawn.spots, self.focus).filter(|_| !before.is_empty());
        let stands =
            self.focus.filter(|focus| self.drawn.spots.iter().any(|spot| spot.target == *focus));
        let focus = stands.or(kept);
        let focus = focus.or_else(|| {
            let first = focus::first(&self.view, &self.drawn.spots)?;
            Some(focus::settle(&self.view, &self.entries, &self.drawn.spots, first))
        });
        if focus != self.focus {
            let scrolled = self.reveal;
            match focus {
                Some(focus) => self.focus_on(focus),
                None => self.focus = None,
            }
            // The first thing on a new screen must not scroll its heading away.
            self.reveal = scrolled || self.drawn.adopted;
            page = lay_out(&self.look(rows, now), widths.0, widths.1);
        }
        self.drawn.adopted = true;

        let (popup, toasts) = (page.menu.take(), std::mem::take(&mut page.toasts));
        let (block, place) = match page.dialog {
            None => (page.body, column),
            Some(dialog) => {
                let ground = self.setting.theme.text();
                paint(buffer, column, &page.body, self.scroll.min(page.body.height()), ground);
                dim(buffer, inside);
                let place = centred(inside, &dialog);
                (dialog, place)
            }
        };
        let height = usize::from(place.height);
        self.drawn.page_height = place.height;
        if self.reveal {
            let focus = self.focus;
            self.scroll = revealed(&block, |target| Some(*target) == focus, self.scroll, height);
            self.reveal = false;
        }
        self.scroll = self.scroll.min(block.height().saturating_sub(height));
        let theme = self.setting.theme;
        let mut hits = paint(buffer, place, &block, self.scroll, theme.text());
        if let Some(popup) = popup {
            let handle = menu.map(Target::Node);
            let below =
                hits.iter().find(|(_, target)| Some(*target) == handle).map(|(area, _)| *area);
            let place = under(inside, below.unwrap_or(place), &popup);
            dim(buffer, inside);
            hits.retain(|(_, target)| Some(*target) == handle);
            hits.extend(paint(buffer, place, &popup, 0, theme.text()));
        }
        let mut bottom = inside.y + inside.height;
        for toast in toasts.iter().rev() {
            let height = clamp(toast.height());
            let width = clamp(toast.width).min(inside.width);
            if bottom < inside.y + height + 1 {
                break;
            }
            bottom -= height + 1;
            let x = inside.x + (inside.width - width) / 2;
            paint(buffer, Rect { x, y: bottom, width, height }, toast, 0, theme.text());
        }
        if !self.drawn.panel_covers {
            self.drawn
                .hits
                .extend(hits.into_iter().map(|(area, target)| (area, Hit::View(target))));
        }
        let bar = Rect { x: inside.x + inside.width.saturating_sub(1), width: 1, ..inside };
        frame::scroll_bar(buffer, bar, theme, self.scroll, height, block.height());
    }

    fn draw_panel(&self, buffer: &mut Buffer, area: Rect, scroll: usize, beside: bool) -> usize {
        let theme = self.setting.theme;
        for position in area.positions() {
            if let Some(cell) = buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(theme.text());
            }
        }
        if beside {
            for y in area.y..area.y + area.height {
                buffer.set_string(area.x, y, "║", theme.heading());
            }
        }
        let inset = if beside { 3 } else { 2 };
        let inner = Rect { x: area.x + inset, width: area.width.saturating_sub(inset + 2), ..area };
        let Self { setting, measured, .. } = self;
        let width = usize::from(inner.width);
        let block = panel::draw(
            theme,
            &setting.locale,
            &setting.rights,
            measured.as_ref(),
            &setting.limits,
            width,
        );
        let scroll = scroll.min(block.height().saturating_sub(usize::from(inner.height)));
        paint(buffer, inner, &block, scroll, theme.text());
        let bar = Rect { x: area.x + area.width.saturating_sub(1), width: 1, ..area };
        frame::scroll_bar(buffer, bar, theme, scroll, usize::from(inner.height), block.height());
        scroll
    }

    fn look(&self, height: usize, now: u64) -> Look<'_> {
        let hidden = self.notice.is_some() || (self.panel.is_some() && self.drawn.panel_covers);
        Look {
            view: &self.view,
            entries: &self.entries,
            folds: &self.folds,
            accounts: &self.accounts,
            toasts: self.toasts.shown(),
            locale: &self.setting.locale,
            theme: self.setting.theme,
            pictures: &self.setting.pictures,
            focus: self.focus.filter(|_| !hidden),
            caret: self.caret,
            height,
            now,
        }
    }
}

/// The scroll with which the rows of what has the focus are in sight, and all above it where there is
/// nothing else to focus up there.
fn revealed<T: PartialEq>(
    block: &Block<T>,
    has_focus: impl Fn(&T) -> bool,
    scroll: usize,
    height: usize,
) -> usize {
    let Some(at) = block.spots.iter().position(|spot| has_focus(&spot.target)) else {
        return scroll;
    };
    let Some(spot) = block.spots.get(at) else { return scroll };
    let (first, last) = (at == 0, at + 1 == block.spots.len());
    let top = if first && spot.y < height { 0 } else { spot.y.saturating_sub(1) };
    let end = spot.y + spot.height;
    let bottom = if last && block.height() - end < height {
        block.height()
    } else {
        (end + 1).min(block.height())
    };
    let scroll = if bottom > scroll + height { bottom - height } else { scroll };
    if top < scroll || spot.y < scroll { top.min(spot.y) } else { scroll }
}

/// Paints the rows of a block that are in sight, and says where what can be tapped came to be.
pub(crate) fn paint<T: Copy>(
    buffer: &mut Buffer,
    area: Rect,
    block: &Block<T>,
    scroll: usize,
    ground: Style,
) -> Vec<(Rect, T)> {
    let blank = Row::new();
    let rows = block.rows.iter().skip(scroll).chain(std::iter::repeat(&blank));
    let filled = area.height.min(clamp(block.height().saturating_sub(scroll)));
    for (y, row) in (area.y..area.y + filled).zip(rows) {
        for x in area.x..area.x + area.width {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(ground);
            }
        }
        buffer.set_line(area.x, y, &Line::from(row.clone()), area.width);
    }
    let visible = |spot: &Spot<T>| {
        let top = spot.y.max(scroll);
        let bottom = (spot.y + spot.height).min(scroll + usize::from(area.height));
        let left = clamp(spot.x).min(area.width);
        let width = clamp(spot.width).min(area.width - left);
        (top < bottom && width > 0).then(|| {
            let place = Rect {
                x: area.x + left,
                y: area.y + clamp(top - scroll),
                width,
                height: clamp(bottom - top),
            };
            (place, spot.target)
        })
    };
    block.spots.iter().filter_map(visible).collect()
}

/// Takes the weight off what lies under something else.
fn dim(buffer: &mut Buffer, area: Rect) {
    buffer
        .set_style(area, Style::new().add_modifier(Modifier::DIM).remove_modifier(Modifier::BOLD));
}

/// The middle of an area, as large as the block or as there is room.
fn centred<T>(area: Rect, block: &Block<T>) -> Rect {
    let width = clamp(block.width).min(area.width);
    let height = clamp(block.height()).min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// Below what it belongs to, or above where there is no room below, as large as the block or as there is room.
fn under<T>(inside: Rect, handle: Rect, block: &Block<T>) -> Rect {
    let width = clamp(block.width).min(inside.width);
    let height = clamp(block.height()).min(inside.height);
    let end = inside.y + inside.height;
    let below = handle.y + handle.height;
    let y = if below + height <= end { below } else { handle.y.saturating_sub(height) };
    let x = handle.x.min(inside.x + inside.width - width);
    Rect { x, y: y.clamp(inside.y, end - height), width, height }
}

fn clamp(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
