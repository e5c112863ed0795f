//! The bank's notices: what went wrong, whose fault it was, and what can be done.

use loggia_runtime::ui::Tone;

use super::block::Block;
use super::surface::{Press, Surface};
use super::theme::Theme;

/// A notice is no wider.
const WIDTH: usize = 56;

/// Something that the user must know before going on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    title: String,
    text: String,
    /// For those who can mend it.
    detail: Option<String>,
    tone: Tone,
    /// From left to right; the first has the focus.
    choices: Vec<Press>,
    focus: usize,
}

impl Notice {
    /// The mini-app failed; nothing of what it was doing happened.
    pub(crate) fn fault(app: &str, partner: &str, detail: String) -> Self {
        Self {
            title: format!("{app} did not work"),
            text: format!(
                "The fault is {partner}'s. Nothing of this step has happened, and your bank is fine."
            ),
            detail: Some(detail),
            tone: Tone::Danger,
            choices: vec![Press::Retry, Press::Dismiss],
            focus: 0,
        }
    }

    /// The mini-app gave a step up, in its partner's own words.
    pub(crate) fn failure(partner: &str, message: String) -> Self {
        Self {
            title: format!("{partner} says"),
            text: message,
            detail: None,
            tone: Tone::Warning,
            choices: vec![Press::Dismiss, Press::Retry],
            focus: 0,
        }
    }

    /// The bank, or this machine, could not do it.
    pub(crate) fn bank(detail: String) -> Self {
        Self {
            title: "That did not work".to_owned(),
            text: "The fault is on our side. Nothing of this step has happened.".to_owned(),
            detail: Some(detail),
            tone: Tone::Danger,
            choices: vec![Press::Retry, Press::Dismiss],
            focus: 0,
        }
    }

    /// A mini-app leads to one that is not here, or not for that.
    pub(crate) fn leads_nowhere(app: &str, detail: String) -> Self {
        Self {
            title: format!("{app} leads nowhere"),
            text: "It would like to lead you to another mini-app that cannot be opened here."
                .to_owned(),
            detail: Some(detail),
            tone: Tone::Info,
            choices: vec![Press::Dismiss],
            focus: 0,
        }
    }

    /// The session is over.
    pub(crate) fn ended(app: &str, reason: &str) -> Self {
        Self {
            title: format!("{app} has ended"),
            text: reason.to_owned(),
            detail: None,
            tone: Tone::Info,
            choices: vec![Press::StartAgain, Press::Leave],
            focus: 0,
        }
    }

    /// What the focus rests on.
    pub(crate) fn chosen(&self) -> Option<Press> {
        self.choices.get(self.focus).copied()
    }

    /// Whether it goes away when the user says so.
    pub(crate) fn can_be_dismissed(&self) -> bool {
        self.choices.contains(&Press::Dismiss)
    }

    /// Moves the focus to the next choice.
    pub(crate) fn next(&mut self) {
        self.focus = (self.focus + 1) % self.choices.len().max(1);
    }

    /// The notice as rows of at most `width` columns.
    pub(crate) fn draw(&self, theme: Theme, width: usize) -> Block<Press> {
        let mut surface =
            Surface::new(theme, width.saturating_sub(6).clamp(1, WIDTH), self.chosen());
        let sign = super::look::tone_sign(self.tone).unwrap_or_default();
        surface.text(
            &format!("{sign} {}", self.title),
            theme.tone(self.tone).add_modifier(ratatui::style::Modifier::BOLD),
        );
        surface.space();
        surface.text(&self.text, theme.text());
        if let Some(detail) = &self.detail {
            surface.space();
            surface.text(detail, theme.muted());
        }
        surface.space();
        let buttons: Vec<_> = self
            .choices
            .iter()
            .enumerate()
            .map(|(n, press)| {
                (label(*press), *press, if n == 0 { theme.primary() } else { theme.secondary() })
            })
            .collect();
        surface.buttons(&buttons);
        surface.framed()
    }
}

fn label(press: Press) -> &'static str {
    match press {
        Press::Retry => "Try again",
        Press::Dismiss => "Close",
        Press::StartAgain => "Start again",
        _ => "Leave",
    }
}
