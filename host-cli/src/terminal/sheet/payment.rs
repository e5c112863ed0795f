//! Pay this?

use loggia_bank::{PayableAccount, PaymentSheet};
use loggia_runtime::capability::payments::AccountIdentification;
use loggia_runtime::ui::Tone;
use unicode_width::UnicodeWidthStr;

use super::{Sheet, by};
use crate::locale::{self, Locale};
use crate::terminal::surface::{Press, Surface};

pub(super) fn draw(
    of: &Sheet,
    sheet: &PaymentSheet,
    surface: &mut Surface,
    locale: &Locale,
    now: u64,
) {
    let theme = surface.theme;
    let who = by(&sheet.app_name, sheet.partner_name.as_deref());
    let when = if sheet.on.is_some() { " on a later day" } else { "" };
    surface.text(&format!("{who} asks you to pay{when}"), theme.text());
    surface.space();
    surface.centred(&locale.money(sheet.amount), theme.heading());
    surface.space();
    surface.pair("To", 4, &sheet.creditor_name, theme.strong());
    surface.pair("", 4, &grouped(number(&sheet.creditor)), theme.text());
    if let Some(remittance) = &sheet.remittance {
        surface.pair("For", 4, remittance, theme.text());
    }
    let day = sheet.on.map(|day| locale.day(day));
    if let Some(day) = &day {
        surface.pair("On", 4, day, theme.strong());
    }
    surface.space();
    surface.text("Pay from", theme.strong());
    let longest = sheet.accounts.iter().map(|account| account.nickname.width()).max().unwrap_or(0);
    for (n, account) in sheet.accounts.iter().enumerate() {
        let gap = " ".repeat(longest - account.nickname.width() + 2);
        let enabled = can_pay(sheet, account);
        let style = if enabled { theme.text() } else { theme.muted() };
        let mut pieces = vec![
            (account.nickname.clone(), if enabled { theme.strong() } else { style }),
            (format!("{gap}{}  ", account.iban_masked), theme.muted()),
            (locale.money(account.available), style),
        ];
        if !account.sufficient {
            let why = if account.available.currency() != sheet.amount.currency() {
                "  another currency"
            } else if sheet.on.is_some() {
                "  not enough today"
            } else {
                "  not enough"
            };
            pieces.push((why.to_owned(), theme.tone(Tone::Warning)));
        }
        surface.option(Press::Account(n), of.chosen == Some(n), enabled, &pieces);
    }
    if sheet.accounts.is_empty() {
        surface.text("You have no account to pay from.", theme.tone(Tone::Warning));
    }
    of.draw_problem(surface);
    surface.space();
    let amount = locale.money(sheet.amount);
    let pay = match &day {
        None => format!("Pay {amount}"),
        Some(day) => format!("Pay {amount} on {day}"),
    };
    let decline = ("Decline", Press::Decline, theme.secondary());
    if of.chosen.is_some() {
        surface.buttons(&[(&pay, Press::Confirm, theme.primary()), decline]);
    } else {
        surface.buttons(&[decline]);
    }
    surface.space();
    if day.is_some() {
        surface.text(
            "Nothing is held before that day, and until then you can cancel it. Where there is not \
             enough then, it is not paid.",
            theme.muted(),
        );
        surface.space();
    }
    let left = locale::countdown(now, sheet.expires_at);
    surface.text(
        &format!(
            "{left} left to decide. {} does not learn which account you choose.",
            sheet.app_name
        ),
        theme.muted(),
    );
}

/// Whether the payer may choose an account: for a later day, whatever is in it now.
pub(super) fn can_pay(sheet: &PaymentSheet, account: &PayableAccount) -> bool {
    let later = sheet.on.is_some() && account.available.currency() == sheet.amount.currency();
    account.sufficient || later
}

fn number(account: &AccountIdentification) -> &str {
    match account {
        AccountIdentification::Iban(number)
        | AccountIdentification::SortCodeAccountNumber(number) => number,
    }
}

/// An account number in groups of four, as people read it.
fn grouped(number: &str) -> String {
    let letters: Vec<char> = number.chars().filter(|letter| !letter.is_whitespace()).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
