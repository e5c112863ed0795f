//! What a widget needs to know to draw itself.

use std::collections::HashMap;

use loggia_bank::PickableAccount;
use loggia_runtime::AccountPseudonym;
use loggia_runtime::ui::{IconName, Inline, Node, NodeIndex, NodePath, Tone, View};
use ratatui::style::{Modifier, Style};

use super::block::Target;
use super::pictures::Pictures;
use super::theme::Theme;
use super::wrap::Piece;
use crate::entries::Entries;
use crate::folds::Folds;
use crate::locale::Locale;

/// The view, and how the user sees it now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look<'a> {
    pub(crate) view: &'a View,
    pub(crate) entries: &'a Entries,
    pub(crate) folds: &'a Folds,
    pub(crate) accounts: &'a Accounts,
    pub(crate) locale: &'a Locale,
    pub(crate) theme: Theme,
    pub(crate) pictures: &'a Pictures,
    /// What has the keyboard.
    pub(crate) focus: Option<Target>,
    /// Where in the focused field the next letter goes, in characters as people count them.
    pub(crate) caret: usize,
    /// What is said in passing now.
    pub(crate) toasts: &'a [NodePath],
    /// The rows in which the page is seen.
    pub(crate) height: usize,
    /// Milliseconds since 1970.
    pub(crate) now: u64,
}

/// The user's accounts that the view names, as the bank shows them.
pub(crate) type Accounts = HashMap<AccountPseudonym, PickableAccount>;

/// The view as its user sees it, without what a drawing of it needs besides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) view: &'a View,
    pub(crate) entries: &'a Entries,
    pub(crate) folds: &'a Folds,
    pub(crate) accounts: &'a Accounts,
    pub(crate) locale: &'a Locale,
    /// Milliseconds since 1970.
    pub(crate) now: u64,
}

/// A node and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) index: NodeIndex,
    pub(crate) node: &'a Node,
    /// How many sections it stands in: the level of its heading.
    pub(crate) level: usize,
}

impl Look<'_> {
    /// Whether the focus rests on `target`.
    pub(crate) fn has_focus(&self, target: Target) -> bool {
        self.focus == Some(target)
    }

    /// A label in parts, the stressed ones bold.
    pub(crate) fn pieces(&self, label: &[Inline], style: Style) -> Vec<Piece> {
        label
            .iter()
            .map(|inline| {
                let style = match inline {
                    Inline::Strong(_) => style.add_modifier(Modifier::BOLD),
                    _ => style,
                };
                (self.locale.inline(inline), style)
            })
            .collect()
    }
}

/// The sign before a text of this tone, so that it never stands by its colour alone.
pub(crate) fn tone_sign(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Neutral => None,
        Tone::Info => Some("i"),
        Tone::Success => Some("✓"),
        Tone::Warning => Some("!"),
        Tone::Danger => Some("✗"),
    }
}

/// An icon as one character of the fonts that terminals have.
pub(crate) fn icon_sign(name: IconName) -> &'static str {
    match name {
        IconName::Check => "✓",
        IconName::CircleAlert => "!",
        IconName::Clock => "◷",
        IconName::Coffee => "☕",
        IconName::Gift => "❖",
        IconName::Heart => "♥",
        IconName::History => "↺",
        IconName::House => "⌂",
        IconName::Info => "i",
        IconName::MapPin => "⌖",
        IconName::Minus => "−",
        IconName::Plus => "+",
        IconName::Receipt => "▤",
        IconName::Search => "⌕",
        IconName::Settings => "⚙",
        IconName::ShoppingBag => "▣",
        IconName::Star => "★",
        IconName::Trash => "⌫",
        IconName::TriangleAlert => "⚠",
        IconName::User => "◉",
        IconName::Wallet => "▭",
        IconName::X => "✕",
    }
}
