//! What the mini-app asked, and was told, step by step.

use loggia_runtime::GuestText;
use loggia_runtime::capability::Answer;

use super::{Page, Told, Touch};
use crate::dev::state;
use crate::dev::timeline::Moment;
use crate::terminal::block::Block;

/// As much of an answer as is shown.
const ANSWER: usize = 1_200;

pub(super) fn page(told: &Told<'_>, width: usize) -> Block<Touch> {
    let theme = told.theme;
    let mut page = Page::new(theme, width);
    let Some(shown) = told.timeline.shown_at() else { return page.nothing_yet() };
    page.row(vec![ratatui::text::Span::styled(
        "→ asked  ← told  ✗ denied, the latest first",
        theme.muted(),
    )]);
    let mut any = false;
    for (at, moment) in told.timeline.moments().iter().enumerate().take(shown + 1).rev() {
        let calls = calls(moment);
        if calls.is_empty() {
            continue;
        }
        any = true;
        page.space();
        let from = page.block.height();
        let record = &moment.record;
        let words = record.action().and_then(state::words).unwrap_or_default();
        page.title(&format!("{} {} {words}", record.sequence(), record.cause()));
        page.touchable(from, Touch::Step(at));
        for (sign, text) in calls {
            let style = match sign {
                "✗" => page.danger(),
                _ => theme.accent(),
            };
            page.behind(sign, style, &text);
        }
    }
    if !any {
        page.space();
        page.text("It has asked for nothing yet.", theme.muted());
    }
    page.block
}

/// What a step was woken with, asked and was told at once, and asked for.
fn calls(moment: &Moment) -> Vec<(&'static str, String)> {
    let record = &moment.record;
    let json = |value: String| GuestText::cut(&value, ANSWER).to_string();
    let mut calls = Vec::new();
    if let Some((request, answer)) = record.answer() {
        calls.push(("←", format!("request {request}: {}", in_words(answer))));
    }
    for read in record.reads() {
        calls.push(("→", read.question.to_string()));
        calls.push(("←", json(read.answer.to_string())));
    }
    calls.extend(record.requests().into_iter().map(|request| ("→", request.to_string())));
    calls.extend(record.denials().into_iter().map(|denial| ("✗", denial.to_string())));
    calls
}

/// An answer, whole: of a server's, its body as the text that it is.
fn in_words(answer: &Answer) -> String {
    let text = match answer {
        Answer::Http(Ok(response)) => {
            let kind = response.headers.iter().find(|(name, _)| name == "content-type");
            let kind = kind.map_or("no content type", |(_, kind)| kind.as_str());
            let body = match std::str::from_utf8(&response.body) {
                Ok(body) => body.to_owned(),
                Err(_) => format!("{} bytes", response.body.len()),
            };
            format!("{}, {kind}: {body}", response.status)
        }
        answer => serde_json::to_string(answer).unwrap_or_default(),
    };
    GuestText::cut(&text, ANSWER).to_string()
}
