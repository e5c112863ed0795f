//! What may the mini-app be told?

use loggia_bank::ClaimsSheet;
use loggia_runtime::capability::identity_verified::Claim;
use unicode_width::UnicodeWidthStr;

use super::{Sheet, by};
use crate::locale::{self, Locale};
use crate::terminal::surface::{Press, Surface};

/// Beside a claim's name there is room for what would be told, if the sheet has so many columns.
const BESIDE: usize = 46;

pub(super) fn draw(
    of: &Sheet,
    sheet: &ClaimsSheet,
    surface: &mut Surface,
    locale: &Locale,
    now: u64,
) {
    let theme = surface.theme;
    let who = by(&sheet.app_name, sheet.partner_name.as_deref());
    surface.text(&format!("{who} would like to know"), theme.text());
    surface.pair("For", 4, &format!("“{}”", sheet.purpose), theme.text());
    surface.space();
    surface.text("Tick what it may be told:", theme.strong());
    surface.space();
    let longest = sheet.asked.iter().map(|claim| in_words(*claim).width()).max().unwrap_or(0);
    for (n, claim) in sheet.asked.iter().enumerate() {
        let ticked = of.ticked.contains(claim);
        let value = value(sheet, *claim, locale);
        let beside = (surface.width >= BESIDE).then_some(longest);
        surface.tick(Press::Claim(n), ticked, in_words(*claim), value.as_deref(), beside);
    }
    of.draw_problem(surface);
    surface.space();
    // Neither answer is made to look like the better one.
    let nothing = ("Share nothing", Press::Decline, theme.secondary());
    match of.ticked.len() {
        0 => surface.buttons(&[nothing]),
        many => {
            let share =
                if many == 1 { "Share this".to_owned() } else { format!("Share these {many}") };
            surface.buttons(&[(&share, Press::Confirm, theme.secondary()), nothing]);
        }
    }
    surface.space();
    let left = locale::countdown(now, sheet.expires_at);
    surface.text(
        &format!(
            "{left} left to decide. What you share, {} keeps; of what you do not tick it learns nothing.",
            sheet.app_name
        ),
        theme.muted(),
    );
}

/// What would be told of it, a line each; none where the bank does not know.
fn value(sheet: &ClaimsSheet, claim: Claim, locale: &Locale) -> Option<Vec<String>> {
    let lines = sheet.known.lines(claim)?;
    Some(match claim {
        Claim::Birthdate => {
            let written = |iso: String| iso.parse().map_or(iso, |date| locale.date(date));
            lines.into_iter().map(written).collect()
        }
        _ => lines,
    })
}

/// In the bank's words.
pub(super) fn in_words(claim: Claim) -> &'static str {
    match claim {
        Claim::GivenName => "Given name",
        Claim::FamilyName => "Family name",
        Claim::Birthdate => "Date of birth",
        Claim::Address => "Address",
        Claim::Email => "Email",
        Claim::PhoneNumber => "Phone number",
        Claim::TaxIdentificationNumber => "Tax number",
    }
}
