//! Which account may the mini-app know of?

use loggia_bank::AccountSheet;
use loggia_runtime::ui::Tone;
use unicode_width::UnicodeWidthStr;

use super::{Sheet, by};
use crate::locale;
use crate::terminal::surface::{Press, Surface};

pub(super) fn draw(of: &Sheet, sheet: &AccountSheet, surface: &mut Surface, now: u64) {
    let theme = surface.theme;
    let who = by(&sheet.app_name, sheet.partner_name.as_deref());
    surface.text(&format!("{who} asks you to pick an account"), theme.text());
    surface.pair("For", 4, &sheet.reason, theme.text());
    surface.space();
    let longest = sheet.accounts.iter().map(|account| account.nickname.width()).max().unwrap_or(0);
    for (n, account) in sheet.accounts.iter().enumerate() {
        let gap = " ".repeat(longest - account.nickname.width() + 2);
        let pieces = [
            (account.nickname.clone(), theme.strong()),
            (format!("{gap}{}", account.iban_masked), theme.muted()),
        ];
        surface.option(Press::Account(n), of.chosen == Some(n), true, &pieces);
    }
    if sheet.accounts.is_empty() {
        surface.text("You have no account.", theme.tone(Tone::Warning));
    }
    of.draw_problem(surface);
    surface.space();
    let decline = ("Pick none", Press::Decline, theme.secondary());
    if of.chosen.is_some() {
        surface.buttons(&[("Pick", Press::Confirm, theme.primary()), decline]);
    } else {
        surface.buttons(&[decline]);
    }
    surface.space();
    let left = locale::countdown(now, sheet.expires_at);
    surface.text(
        &format!(
            "{left} left to decide. {} learns this account’s name and currency, not its number.",
            sheet.app_name
        ),
        theme.muted(),
    );
}
