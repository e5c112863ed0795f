//! Another mini-app?

use loggia_runtime::package::{DeclaredIntent, Manifest};
use loggia_runtime::{GuestText, Opening};

use super::{Sheet, by};
use crate::locale::Locale;
use crate::terminal::surface::{Press, Surface};

/// A mini-app that leads to another one, with all that would be passed.
#[derive(Debug, Clone)]
pub(crate) struct OpeningSheet {
    pub(super) opening: Opening,
    from: String,
    from_partner: String,
    to: String,
    to_partner: String,
    /// What the other one calls it.
    title: String,
    /// What the other one calls each, and what it would be told.
    params: Vec<(String, GuestText)>,
}

impl OpeningSheet {
    /// From the one to the other, which declares what it would be opened for.
    pub(crate) fn new(
        from: &Manifest,
        to: &Manifest,
        declared: &DeclaredIntent,
        opening: Opening,
        locale: &Locale,
    ) -> Self {
        let language = to.locale_for(&locale.name());
        let label = |name| {
            let label = declared.param(name).and_then(|param| param.label.get(language));
            label.map_or_else(|| name.to_string(), String::clone)
        };
        let params = &opening.intent.params;
        Self {
            from: from.name.clone(),
            from_partner: from.partner.name.clone(),
            to: to.name.clone(),
            to_partner: to.partner.name.clone(),
            title: declared.title.get(language).cloned().unwrap_or_default(),
            params: params.iter().map(|(name, value)| (label(name), value.clone())).collect(),
            opening,
        }
    }
}

/// Columns of a parameter's label.
const LABEL: usize = 14;

pub(super) fn draw(of: &Sheet, sheet: &OpeningSheet, surface: &mut Surface) {
    let theme = surface.theme;
    let OpeningSheet { from, from_partner, to, to_partner, title, params, .. } = sheet;
    let who = by(from, Some(from_partner));
    surface.text(&format!("{who} would like to lead you to"), theme.text());
    surface.space();
    surface.centred(&by(to, Some(to_partner)), theme.heading());
    surface.centred(title, theme.text());
    surface.space();
    if params.is_empty() {
        surface.text(&format!("{to} is told nothing."), theme.text());
    } else {
        surface.text(&format!("{to} is told"), theme.text());
    }
    let name_width = LABEL.min(surface.width / 3);
    for (label, value) in params {
        // A label that does not fit is not cut: what is passed is shown whole.
        if unicode_width::UnicodeWidthStr::width(label.as_str()) > name_width {
            surface.text(label, theme.muted());
            surface.pair("", name_width, value.as_str(), theme.strong());
        } else {
            surface.pair(label, name_width, value.as_str(), theme.strong());
        }
    }
    of.draw_problem(surface);
    surface.space();
    let open = format!("Open {to}");
    // Neither answer is made to look like the better one.
    surface.buttons(&[
        (&open, Press::Confirm, theme.secondary()),
        ("Stay here", Press::Decline, theme.secondary()),
    ]);
    surface.space();
    surface.text(
        &format!("{from} does not learn what you choose. Close {to}, and you are back here."),
        theme.muted(),
    );
}
