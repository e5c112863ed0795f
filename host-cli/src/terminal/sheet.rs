//! The payment sheet: drawn by the bank from its own data, on a screen without anything of the
//! mini-app's.

use loggia_bank::AccountId;
use loggia_runtime::ui::Tone;
use loggia_runtime::{Money, PaymentId};

use unicode_width::UnicodeWidthStr;

use super::block::Block;
use super::surface::{Press, Surface};
use super::theme::Theme;
use crate::locale::{self, Locale};
/// A sheet that has only just appeared takes no yes: a key that was meant for the mini-app must not
/// confirm a payment.
const FRESH_MILLIS: u64 = 600;
/// A sheet is no wider.
const WIDTH: usize = 60;

/// What the bank asks, and what the user has answered so far.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    content: Content,
    chosen: Option<usize>,
    focus: Press,
    raised_at: u64,
    problem: Option<String>,
}

/// What the bank asks.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    /// Which payment.
    pub(crate) payment: PaymentId,
    /// The mini-app's name, as the bank knows it.
    pub(crate) app: String,
    /// Its partner's name, where the bank knows it.
    pub(crate) partner: Option<String>,
    /// The creditor's name, as registered.
    pub(crate) creditor: String,
    /// The creditor's account, as registered.
    pub(crate) creditor_account: String,
    /// How much.
    pub(crate) amount: Money,
    /// What for, in the mini-app's words, made harmless.
    pub(crate) remittance: Option<String>,
    /// When it is too late, in milliseconds since 1970.
    pub(crate) expires_at: u64,
    /// What it can be paid from.
    pub(crate) accounts: Vec<Account>,
}

/// An account that the user can pay from.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// The bank's name for it.
    pub(crate) id: AccountId,
    /// The user's name for it.
    pub(crate) nickname: String,
    /// Its number, masked.
    pub(crate) number: String,
    /// What can be spent.
    pub(crate) available: Money,
    /// Whether that is enough.
    pub(crate) sufficient: bool,
}

/// What the user decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Pay from this account.
    Confirm {
        /// Which payment.
        payment: PaymentId,
        /// From which account.
        account: AccountId,
    },
    /// Do not pay.
    Decline {
        /// Which payment.
        payment: PaymentId,
    },
}

/// A key, as far as a sheet is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SheetKey {
    /// To the next thing.
    Next,
    /// To the thing before.
    Previous,
    /// Does what has the focus.
    Enter,
    /// No.
    Escape,
}

impl Sheet {
    /// A sheet that has just been raised.
    pub(crate) fn new(content: Content, now: u64) -> Self {
        let chosen = content.accounts.iter().position(|account| account.sufficient);
        let focus = chosen.map_or(Press::Decline, Press::Account);
        Self { content, chosen, focus, raised_at: now, problem: None }
    }

    /// Which payment it is about.
    pub(crate) fn payment(&self) -> PaymentId {
        self.content.payment
    }

    /// Says why a yes could not be done.
    pub(crate) fn complain(&mut self, problem: String) {
        self.problem = Some(problem);
    }

    /// The decision that a key makes, if it makes one.
    pub(crate) fn key(&mut self, key: SheetKey, now: u64) -> Option<Decision> {
        let stops = self.stops();
        let at = stops.iter().position(|stop| *stop == self.focus).unwrap_or(0);
        match key {
            SheetKey::Next => {
                self.focus = stops.get(at + 1).or(stops.first()).copied().unwrap_or(self.focus)
            }
            SheetKey::Previous => {
                let before = at.checked_sub(1).and_then(|at| stops.get(at)).or(stops.last());
                self.focus = before.copied().unwrap_or(self.focus);
            }
            SheetKey::Escape => return Some(Decision::Decline { payment: self.content.payment }),
            SheetKey::Enter => return self.press(self.focus, now),
        }
        None
    }

    /// The decision that a press makes, if it makes one.
    pub(crate) fn press(&mut self, press: Press, now: u64) -> Option<Decision> {
        if now < self.raised_at.saturating_add(FRESH_MILLIS) && press != Press::Decline {
            return None;
        }
        match press {
            Press::Account(n)
                if self.content.accounts.get(n).is_some_and(|account| account.sufficient) =>
            {
                self.chosen = Some(n);
                self.focus = Press::Confirm;
                None
            }
            Press::Confirm => {
                let account = self.chosen.and_then(|n| self.content.accounts.get(n))?;
                Some(Decision::Confirm { payment: self.content.payment, account: account.id })
            }
            Press::Decline => Some(Decision::Decline { payment: self.content.payment }),
            _ => None,
        }
    }

    /// The yes, from the account of that name, or from the one that is chosen.
    ///
    /// # Errors
    ///
    /// It cannot be paid from there.
    pub(crate) fn confirm_from(&mut self, account: Option<&str>) -> Result<Decision, String> {
        self.problem = None;
        let accounts = &self.content.accounts;
        let found = match account {
            None => self.chosen.and_then(|n| accounts.get(n)),
            Some(name) => accounts.iter().find(|account| account.nickname == name),
        };
        let names = || {
            accounts.iter().map(|account| account.nickname.as_str()).collect::<Vec<_>>().join(", ")
        };
        match (found, account) {
            (Some(found), _) => {
                Ok(Decision::Confirm { payment: self.content.payment, account: found.id })
            }
            (None, Some(name)) => {
                Err(format!("there is no account {name:?} on the sheet; there is {}", names()))
            }
            (None, None) => Err("no account on the sheet has enough".to_owned()),
        }
    }

    /// The no.
    pub(crate) fn decline(&self) -> Decision {
        Decision::Decline { payment: self.content.payment }
    }

    /// Why a yes could not be done.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// The sheet as rows of at most `width` columns.
    pub(crate) fn draw(
        &self,
        theme: Theme,
        locale: &Locale,
        now: u64,
        width: usize,
    ) -> Block<Press> {
        let content = &self.content;
        let mut surface =
            Surface::new(theme, width.saturating_sub(6).clamp(1, WIDTH), Some(self.focus));
        let by = content.partner.as_ref().map_or(String::new(), |partner| format!(" by {partner}"));
        surface.text(&format!("{}{by} asks you to pay", content.app), theme.text());
        surface.space();
        surface.centred(&locale.money(content.amount), theme.heading());
        surface.space();
        surface.pair("To", 4, &content.creditor, theme.strong());
        surface.pair("", 4, &grouped(&content.creditor_account), theme.text());
        if let Some(remittance) = &content.remittance {
            surface.pair("For", 4, remittance, theme.text());
        }
        surface.space();
        surface.text("Pay from", theme.strong());
        let longest =
            content.accounts.iter().map(|account| account.nickname.width()).max().unwrap_or(0);
        for (n, account) in content.accounts.iter().enumerate() {
            let gap = " ".repeat(longest - account.nickname.width() + 2);
            let style = if account.sufficient { theme.text() } else { theme.muted() };
            let mut pieces = vec![
                (account.nickname.clone(), if account.sufficient { theme.strong() } else { style }),
                (format!("{gap}{}  ", account.number), theme.muted()),
                (locale.money(account.available), style),
            ];
            if !account.sufficient {
                let why = if account.available.currency() == content.amount.currency() {
                    "  not enough"
                } else {
                    "  another currency"
                };
                pieces.push((why.to_owned(), theme.tone(Tone::Warning)));
            }
            surface.option(Press::Account(n), self.chosen == Some(n), account.sufficient, &pieces);
        }
        if content.accounts.is_empty() {
            surface.text("You have no account to pay from.", theme.tone(Tone::Warning));
        }
        if let Some(problem) = &self.problem {
            surface.space();
            surface.text(&format!("✗ {problem}"), theme.tone(Tone::Danger));
        }
        surface.space();
        let pay = format!("Pay {}", locale.money(content.amount));
        let decline = ("Decline", Press::Decline, theme.secondary());
        if self.chosen.is_some() {
            surface.buttons(&[(&pay, Press::Confirm, theme.primary()), decline]);
        } else {
            surface.buttons(&[decline]);
        }
        surface.space();
        let left = locale::countdown(now, content.expires_at);
        surface.text(
            &format!(
                "{left} left to decide. {} does not learn which account you choose.",
                content.app
            ),
            theme.muted(),
        );
        surface.framed()
    }

    /// What has the keyboard.
    pub(crate) fn focus(&self) -> Press {
        self.focus
    }

    fn stops(&self) -> Vec<Press> {
        let accounts =
            self.content.accounts.iter().enumerate().filter(|(_, account)| account.sufficient);
        let mut stops: Vec<Press> = accounts.map(|(n, _)| Press::Account(n)).collect();
        if self.chosen.is_some() {
            stops.push(Press::Confirm);
        }
        stops.push(Press::Decline);
        stops
    }
}

/// An account number in groups of four, as people read it.
fn grouped(number: &str) -> String {
    let letters: Vec<char> = number.chars().filter(|letter| !letter.is_whitespace()).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::theme::Depth;

    fn account(id: &str, available: &str, sufficient: bool) -> Account {
        Account {
            id: id.parse().unwrap(),
            nickname: format!("Account {id}"),
            number: "AT•• 3201".into(),
            available: available.parse().unwrap(),
            sufficient,
        }
    }

    fn sheet(accounts: Vec<Account>) -> Sheet {
        let content = Content {
            payment: PaymentId::from_bytes([7; 16]),
            app: "Coffee".into(),
            partner: Some("Bean & Leaf".into()),
            creditor: "Bean & Leaf".into(),
            creditor_account: "AT611904300234573201".into(),
            amount: "9.20 EUR".parse().unwrap(),
            remittance: Some("Order 42".into()),
            expires_at: 300_000,
            accounts,
        };
        Sheet::new(content, 0)
    }

    fn pay_from(account: &str) -> Option<Decision> {
        Some(Decision::Confirm {
            payment: PaymentId::from_bytes([7; 16]),
            account: account.parse().unwrap(),
        })
    }

    #[test]
    fn the_account_is_chosen_and_then_confirmed() {
        let mut sheet =
            sheet(vec![account("1", "20.00 EUR", true), account("2", "30.00 EUR", true)]);
        sheet.key(SheetKey::Next, 1_000);
        assert_eq!(sheet.key(SheetKey::Enter, 1_000), None);
        assert_eq!(sheet.key(SheetKey::Enter, 1_000), pay_from("2"));
    }

    #[test]
    fn a_sheet_that_has_only_just_appeared_takes_no_yes() {
        let mut sheet = sheet(vec![account("1", "20.00 EUR", true)]);
        assert_eq!(sheet.press(Press::Confirm, 599), None);
        assert_eq!(sheet.press(Press::Confirm, 600), pay_from("1"));
    }

    #[test]
    fn a_no_is_taken_at_once_and_from_anywhere() {
        let declined = Some(Decision::Decline { payment: PaymentId::from_bytes([7; 16]) });
        assert_eq!(sheet(vec![account("1", "20.00 EUR", true)]).key(SheetKey::Escape, 0), declined);
        assert_eq!(sheet(Vec::new()).key(SheetKey::Enter, 0), declined);
    }

    #[test]
    fn an_account_without_enough_cannot_be_chosen_and_says_why() {
        let mut sheet = sheet(vec![
            account("1", "1.00 EUR", false),
            account("2", "30.00 EUR", true),
            account("3", "9.00 USD", false),
        ]);
        assert_eq!(sheet.press(Press::Account(0), 1_000), None);
        assert_eq!(sheet.press(Press::Confirm, 1_000), pay_from("2"));
        let locale = Locale::new("en", Some("UTC")).unwrap();
        let block = sheet.draw(Theme::new(false, Depth::True), &locale, 1_000, 80);
        let text: Vec<String> = block
            .rows
            .iter()
            .map(|row| row.iter().map(|span| span.content.as_ref()).collect())
            .collect();
        assert!(
            text.iter().any(|row| row.contains("Account 1") && row.contains("not enough")),
            "{text:#?}"
        );
        assert!(
            text.iter().any(|row| row.contains("Account 3") && row.contains("another currency")),
            "{text:#?}"
        );
        assert!(text.iter().any(|row| row.contains("AT61 1904 3002 3457 3201")), "{text:#?}");
        let presses: Vec<Press> = block.spots.iter().map(|spot| spot.target).collect();
        assert_eq!(presses, [Press::Account(1), Press::Confirm, Press::Decline]);
    }
}
