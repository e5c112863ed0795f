//! What the mini-app may do, and what a developer has go wrong with it.

use loggia_runtime::capability::{INTERFACES, Interface};
use loggia_runtime::package::Manifest;
use loggia_runtime::ui::Tone;
use ratatui::text::Span;

use super::{Page, Told, Touch};
use crate::run::Trouble;
use crate::terminal::block::Block;

/// The capabilities that it asks for.
pub(super) fn of(manifest: Option<&Manifest>) -> Vec<&'static Interface> {
    let Some(manifest) = manifest else { return Vec::new() };
    let asked = |interface: &&Interface| {
        !interface.always && manifest.capabilities.asks_for(interface.name)
    };
    INTERFACES.iter().filter(asked).collect()
}

pub(super) fn page(told: &Told<'_>, marked: Option<usize>, width: usize) -> Block<Touch> {
    let theme = told.theme;
    let mut page = Page::new(theme, width);
    let capabilities = of(told.manifest);
    if capabilities.is_empty() {
        page.text("It asks for nothing.", theme.muted());
        return page.block;
    }
    page.text(
        "Enter has something go wrong with one, from its next call on: only here, never for a customer.",
        theme.muted(),
    );
    page.space();
    for (at, interface) in capabilities.into_iter().enumerate() {
        let from = page.block.height();
        let trouble = told.troubles.of(interface.name);
        let (sign, style) = match trouble {
            None => ("✓", theme.tone(Tone::Success)),
            Some(_) => ("✗", page.warning()),
        };
        let name = interface.name.rsplit('/').next().unwrap_or(interface.name);
        let is_marked = marked == Some(at);
        let named = if is_marked { theme.strong() } else { theme.text() };
        page.row(vec![
            Span::styled(if is_marked { "▸ " } else { "  " }, theme.accent()),
            Span::styled(format!("{sign} "), style),
            Span::styled(format!("{name:<22} "), named),
            Span::styled(trouble.map_or("normal", Trouble::in_a_word), style),
        ]);
        if let Some(trouble) = trouble {
            page.row(vec![Span::styled(format!("    It {}", trouble.in_words()), theme.muted())]);
        }
        page.touchable(from, Touch::Capability(at));
    }
    page.block
}
