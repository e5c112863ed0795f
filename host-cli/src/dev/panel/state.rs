//! The state after a step, as text, with what is not as it was before it.

use std::collections::BTreeSet;

use ratatui::text::Span;

use super::{Page, Told, Touch};
use crate::dev::state;
use crate::locale;
use crate::terminal::block::Block;

pub(super) fn page(told: &Told<'_>, width: usize) -> Block<Touch> {
    let theme = told.theme;
    let mut page = Page::new(theme, width);
    let Some(stood) = told.timeline.stood() else { return page.nothing_yet() };
    let bytes = locale::bytes(stood.saved.state.len() as u64);
    let of = locale::bytes(told.limits.state_bytes as u64);
    page.row(vec![
        Span::styled(format!("After step {}", stood.saved.sequence), theme.heading()),
        Span::styled(format!("  {bytes} of {of}"), theme.muted()),
    ]);
    let before = told.timeline.stood_before().map(|before| state::lines(&before.saved.state));
    let before: Option<BTreeSet<String>> = before.map(|lines| lines.into_iter().collect());
    let mut any = false;
    for line in state::lines(&stood.saved.state) {
        let is_new = before.as_ref().is_some_and(|before| !before.contains(&line));
        any |= is_new;
        let (mark, style) = if is_new { ("+ ", theme.accent()) } else { ("  ", theme.text()) };
        // A line that is too long goes on under itself.
        let indent = line.len() - line.trim_start().len();
        let room = width.saturating_sub(2 + indent).max(1);
        let rows = crate::terminal::wrap::wrap_text(line.trim_start(), style, room);
        for (at, mut row) in rows.into_iter().enumerate() {
            let mark = if at == 0 { mark } else { "  " };
            row.insert(0, Span::styled(format!("{mark}{}", " ".repeat(indent)), style));
            page.row(row);
        }
    }
    if any {
        page.space();
        page.text("+ is not as it was before this step", theme.muted());
    }
    page.block
}
