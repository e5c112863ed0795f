//! May the mini-app see this?

use loggia_bank::{AskedPermission, ConsentId, ConsentSheet};
use loggia_runtime::capability::Interface;

use super::{Sheet, by};
use crate::locale::{self, Locale};
use crate::terminal::surface::{Press, Surface};

pub(super) fn asked(sheet: &ConsentSheet) -> Vec<ConsentId> {
    sheet.permissions.iter().map(|permission| permission.id).collect()
}

pub(super) fn draw(
    of: &Sheet,
    sheet: &ConsentSheet,
    surface: &mut Surface,
    locale: &Locale,
    now: u64,
) {
    let theme = surface.theme;
    let who = by(&sheet.app_name, sheet.partner_name.as_deref());
    surface.text(&format!("{who} would like to"), theme.text());
    for permission in &sheet.permissions {
        surface.space();
        surface.bullet("•", theme.accent(), &wish(permission));
        let purpose = permission.purpose_for(&locale.name());
        if !purpose.is_empty() {
            surface.pair("", 1, &format!("“{purpose}”"), theme.muted());
        }
    }
    surface.space();
    surface.text(
        &format!(
            "It moves no money by that. You can take it back at any time; by itself it ends after {} days.",
            sheet.valid_days
        ),
        theme.text(),
    );
    of.draw_problem(surface);
    surface.space();
    // Neither answer is made to look like the better one.
    surface.buttons(&[
        ("Allow", Press::Confirm, theme.secondary()),
        ("Don’t allow", Press::Decline, theme.secondary()),
    ]);
    surface.space();
    let left = locale::countdown(now, sheet.expires_at);
    surface.text(&format!("{left} left to decide."), theme.muted());
}

/// In the bank's words, never the mini-app's.
fn wish(permission: &AskedPermission) -> String {
    let can = Interface::named(&permission.interface)
        .map_or(permission.interface.as_str(), |interface| interface.can);
    match permission.history_days {
        Some(days) => format!("{can}, up to {days} days back"),
        None => can.to_owned(),
    }
}
