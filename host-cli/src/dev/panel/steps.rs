//! The steps that led to where the session stands.

use loggia_runtime::Usage;
use ratatui::text::Span;

use super::{Page, Told, Touch};
use crate::dev::state;
use crate::dev::timeline::Moment;
use crate::locale;
use crate::terminal::block::Block;
use crate::terminal::panel::{figure_rows, millions};
use crate::terminal::wrap::cut;

/// Rows that the list leaves to what stands under it.
const BELOW: usize = 16;
/// The list has as many rows at least.
const LEAST: usize = 6;

pub(super) fn page(told: &Told<'_>, width: usize, height: usize) -> Block<Touch> {
    let (theme, timeline) = (told.theme, told.timeline);
    let mut page = Page::new(theme, width);
    let Some(shown) = timeline.shown_at() else { return page.nothing_yet() };
    let room = height.saturating_sub(page.block.height() + BELOW).max(LEAST);
    let moments = timeline.moments();
    // What is looked at in the middle, as far as there are steps on both sides.
    let from = shown.saturating_sub(room / 2).min(moments.len().saturating_sub(room));
    page.row(vec![Span::styled(heads(width), theme.muted())]);
    for (at, moment) in moments.iter().enumerate().skip(from).take(room) {
        let row = page.block.height();
        let is_shown = at == shown;
        let is_over = timeline.is_past() && at > shown;
        let style = match (&moment.stood, is_over) {
            (None, _) => page.danger(),
            (Some(_), true) => theme.muted(),
            (Some(_), false) if is_shown => theme.strong(),
            (Some(_), false) => theme.text(),
        };
        let mark = if is_shown { "▸ " } else { "  " };
        page.row(vec![
            Span::styled(mark, theme.accent()),
            Span::styled(line(moment, width.saturating_sub(2)), style),
        ]);
        page.touchable(row, Touch::Step(at));
    }
    let more = moments.len().saturating_sub(from + room);
    if from > 0 || more > 0 {
        let text = format!("  {from} before, {more} after");
        page.row(vec![Span::styled(text, theme.muted())]);
    }
    page.space();
    if let Some(moment) = timeline.shown() {
        detail(&mut page, moment, told);
    }
    if timeline.is_past() {
        page.space();
        page.text("You look at the past.", page.warning());
        page.text(
            "Whatever you do in the mini-app goes on from here: the steps after it are dropped. What the \
             bank did in them stays done, and nothing is sent again: requests that were open here get the \
             answers that they got. End: back to the present.",
            theme.text(),
        );
    }
    page.block
}

fn detail(page: &mut Page, moment: &Moment, told: &Told<'_>) {
    let theme = told.theme;
    let title = match &moment.stood {
        Some(_) => format!("Step {}", moment.record.sequence()),
        None => format!("Step {} came to nothing", moment.record.sequence()),
    };
    page.title(&title);
    if let Some(words) = words(moment) {
        page.text(&words, theme.strong());
    }
    // A customer who is made up has nothing to hide.
    page.text(moment.record.event(|_| false).as_str(), theme.text());
    if let Some((code, text)) = moment.record.failed() {
        page.text(&format!("{code}: {text}"), page.danger());
    }
    if let Some(usage) = &moment.usage {
        let rows = figure_rows(usage, told.limits, told.locale, theme, page.width);
        for row in rows {
            page.row(row);
        }
        let (changed, of) = (usage.changed_nodes as u64, usage.nodes as u64);
        let (changed, of) = (told.locale.count(changed), told.locale.count(of));
        page.row(vec![
            Span::styled("changed  ", theme.muted()),
            Span::styled(format!("{changed} of {of} nodes"), theme.text()),
        ]);
    }
}

fn heads(width: usize) -> String {
    cells(width.saturating_sub(2), "  step", "fuel", "memory")
}

fn line(moment: &Moment, width: usize) -> String {
    let record = &moment.record;
    let what = words(moment).unwrap_or_else(|| record.cause().to_owned());
    if let Some((code, _)) = record.failed() {
        return cut(&format!("  ✗ {code}: {what}"), width);
    }
    let fuel = record.used().map(|(fuel, _)| millions(fuel)).unwrap_or_default();
    let memory = |usage: &Usage| locale::bytes(usage.peak_memory as u64);
    let memory = moment.usage.as_ref().map(memory).unwrap_or_default();
    cells(width, &format!("{:>3} {what}", record.sequence()), &fuel, &memory)
}

/// What the user did, in the mini-app's own words.
fn words(moment: &Moment) -> Option<String> {
    moment.record.action().and_then(state::words)
}

/// Three columns, the first as wide as there is room.
fn cells(width: usize, what: &str, fuel: &str, memory: &str) -> String {
    let room = width.saturating_sub(18).max(8);
    let what = cut(what, room);
    format!("{what:<room$} {fuel:>8} {memory:>8}")
}
