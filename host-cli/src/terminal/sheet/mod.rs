//! Sheets: drawn by the bank from its own data, on a screen without anything of the mini-app's.

mod claims;
mod consent;
mod opening;
mod payment;
mod picker;

#[cfg(test)]
mod tests;

use std::fmt;

use loggia_bank::{AccountId, AccountSheet, ClaimsSheet, ConsentId, ConsentSheet, PaymentSheet};
use loggia_runtime::capability::identity_verified::Claim;
use loggia_runtime::{EffectId, Opening, PaymentId};

pub(crate) use self::opening::OpeningSheet;

use super::block::Block;
use super::surface::{Press, Surface};
use super::theme::Theme;
use crate::locale::Locale;

/// A sheet that has only just appeared takes no yes: a key that was meant for the mini-app must not
/// confirm anything.
const FRESH_MILLIS: u64 = 600;
/// A sheet is no wider.
const WIDTH: usize = 60;

/// What the bank asks, and what the user has answered so far.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    content: Content,
    chosen: Option<usize>,
    /// In the order of the sheet.
    ticked: Vec<Claim>,
    focus: Press,
    raised_at: u64,
    problem: Option<String>,
}

/// What is asked: by the bank, or by this shell for it.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Consent(ConsentSheet),
    Account(AccountSheet),
    Claims(ClaimsSheet),
    Payment(PaymentSheet),
    Opening(Box<OpeningSheet>),
    /// Of a kind that this shell does not draw.
    Unknown,
}

impl From<loggia_bank::Sheet> for Content {
    fn from(sheet: loggia_bank::Sheet) -> Self {
        match sheet {
            loggia_bank::Sheet::Consent(sheet) => Self::Consent(sheet),
            loggia_bank::Sheet::Account(sheet) => Self::Account(sheet),
            loggia_bank::Sheet::Claims(sheet) => Self::Claims(sheet),
            loggia_bank::Sheet::Payment(sheet) => Self::Payment(sheet),
            _ => Self::Unknown,
        }
    }
}

impl Content {
    /// Whether it asks the user about this interface.
    pub(crate) fn is_about(&self, interface: &str) -> bool {
        match self {
            Self::Consent(sheet) => {
                sheet.permissions.iter().any(|asked| asked.interface == interface)
            }
            Self::Account(_) => interface == "loggia:accounts/account-picker",
            Self::Claims(_) => interface == "loggia:identity/identity-verified",
            Self::Payment(_) => interface.starts_with("loggia:payments/"),
            Self::Opening(_) => interface == "loggia:platform/navigation",
            Self::Unknown => false,
        }
    }
}

/// Which sheet it is: one that asks something else is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SheetId {
    Consent(Vec<ConsentId>),
    Account(EffectId),
    Claims(ConsentId),
    Payment(PaymentId),
    Opening(Opening),
    /// Of a kind that this shell does not draw.
    Unknown,
}

/// What kind of sheet, as scripts name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SheetKind {
    Consent,
    Account,
    Claims,
    Payment,
    Opening,
}

impl fmt::Display for SheetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Consent => "consent sheet",
            Self::Account => "account picker",
            Self::Claims => "sheet to tick claims on",
            Self::Payment => "payment sheet",
            Self::Opening => "sheet about another mini-app",
        })
    }
}

/// What the user decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Pay from this account.
    Pay { payment: PaymentId, account: AccountId },
    /// Do not pay.
    DoNotPay { payment: PaymentId },
    /// Let the mini-app see this, or not.
    Consent { asked: Vec<ConsentId>, allowed: bool },
    /// Show the mini-app this account, or none.
    Pick { pick: EffectId, account: Option<AccountId> },
    /// Tell the mini-app these, or nothing.
    Share { request: ConsentId, ticked: Vec<Claim> },
    /// Open the other mini-app, or stay.
    Open { opening: Box<Opening>, allowed: bool },
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

/// An account on a sheet, as far as choosing it goes.
struct Choice<'a> {
    id: AccountId,
    nickname: &'a str,
    enabled: bool,
    /// Whether it will do as it is.
    sufficient: bool,
}

impl Sheet {
    /// A sheet that has just been raised.
    pub(crate) fn new(content: Content, now: u64) -> Self {
        let mut sheet = Self {
            content,
            chosen: None,
            ticked: Vec::new(),
            focus: Press::Confirm,
            raised_at: now,
            problem: None,
        };
        let choices = sheet.choices();
        let best = choices.iter().position(|choice| choice.sufficient);
        sheet.chosen = best.or_else(|| choices.iter().position(|choice| choice.enabled));
        let first = sheet.stops().first().copied().unwrap_or(Press::Decline);
        sheet.focus = sheet.chosen.map_or(first, Press::Account);
        sheet
    }

    /// Which it is.
    pub(crate) fn id(&self) -> SheetId {
        id(&self.content)
    }

    /// Its kind, if this shell draws it.
    pub(crate) fn kind(&self) -> Option<SheetKind> {
        match self.content {
            Content::Consent(_) => Some(SheetKind::Consent),
            Content::Account(_) => Some(SheetKind::Account),
            Content::Claims(_) => Some(SheetKind::Claims),
            Content::Payment(_) => Some(SheetKind::Payment),
            Content::Opening(_) => Some(SheetKind::Opening),
            Content::Unknown => None,
        }
    }

    /// What the user is to do, for the bank's bar above it.
    pub(crate) fn title(&self) -> &'static str {
        match self.content {
            Content::Consent(_) => "what a mini-app may see",
            Content::Account(_) => "pick an account",
            Content::Claims(_) => "what a mini-app is told of you",
            Content::Payment(_) => "confirm a payment",
            Content::Opening(_) => "another mini-app",
            Content::Unknown => "a question",
        }
    }

    /// Whether it asks the same as this content.
    pub(crate) fn asks(&self, content: &Content) -> bool {
        self.id() == id(content)
    }

    /// Says why a yes could not be done.
    pub(crate) fn complain(&mut self, problem: String) {
        self.problem = Some(problem);
    }

    /// Why a yes could not be done.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// What has the keyboard.
    pub(crate) fn focus(&self) -> Press {
        self.focus
    }

    /// The decision that a key makes, if it makes one.
    pub(crate) fn key(&mut self, key: SheetKey, now: u64) -> Option<Decision> {
        let stops = self.stops();
        let at = stops.iter().position(|stop| *stop == self.focus).unwrap_or(0);
        match key {
            SheetKey::Next => {
                self.focus = stops.get(at + 1).or(stops.first()).copied().unwrap_or(self.focus);
            }
            SheetKey::Previous => {
                let before = at.checked_sub(1).and_then(|at| stops.get(at)).or(stops.last());
                self.focus = before.copied().unwrap_or(self.focus);
            }
            SheetKey::Escape => return Some(self.decline()),
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
            Press::Account(n) if self.choices().get(n).is_some_and(|choice| choice.enabled) => {
                self.chosen = Some(n);
                self.focus = Press::Confirm;
                None
            }
            Press::Claim(n) => {
                let claim = self.tickable().into_iter().find(|(at, _)| *at == n);
                if let Some((_, claim)) = claim {
                    self.toggle(claim);
                    self.focus = press;
                }
                None
            }
            Press::Confirm => self.accept().ok(),
            Press::Decline => Some(self.decline()),
            _ => None,
        }
    }

    /// The yes, with the account that is chosen where it takes one.
    ///
    /// # Errors
    ///
    /// There is none that would do.
    pub(crate) fn accept(&self) -> Result<Decision, String> {
        let chosen = || {
            let choices = self.choices();
            let chosen = self.chosen.and_then(|n| choices.get(n));
            chosen.map(|choice| choice.id).ok_or("no account on the sheet has enough".to_owned())
        };
        Ok(match &self.content {
            Content::Consent(sheet) => {
                Decision::Consent { asked: consent::asked(sheet), allowed: true }
            }
            Content::Account(sheet) => {
                Decision::Pick { pick: sheet.effect, account: Some(chosen()?) }
            }
            Content::Claims(_) if self.ticked.is_empty() => {
                return Err("nothing is ticked".to_owned());
            }
            Content::Claims(sheet) => {
                Decision::Share { request: sheet.id, ticked: self.ticked.clone() }
            }
            Content::Payment(sheet) => Decision::Pay { payment: sheet.payment, account: chosen()? },
            Content::Opening(sheet) => {
                Decision::Open { opening: Box::new(sheet.opening.clone()), allowed: true }
            }
            Content::Unknown => return Err("this sheet cannot be drawn here".to_owned()),
        })
    }

    /// The yes with the account of that name.
    ///
    /// # Errors
    ///
    /// There is no such account on the sheet.
    pub(crate) fn accept_with(&mut self, account: &str) -> Result<Decision, String> {
        let choices = self.choices();
        let Some(n) = choices.iter().position(|choice| choice.nickname == account) else {
            let names: Vec<&str> = choices.iter().map(|choice| choice.nickname).collect();
            return Err(format!(
                "there is no account {account:?} on the sheet; there is {}",
                names.join(", ")
            ));
        };
        self.chosen = Some(n);
        self.problem = None;
        self.accept()
    }

    /// Ticks the claim of that name, the sheet's or the contract's, or takes the tick away.
    ///
    /// # Errors
    ///
    /// There is no such claim on the sheet that can be ticked.
    pub(crate) fn tick(&mut self, name: &str) -> Result<(), String> {
        let claims = self.tickable();
        let named = |claim: &Claim| claims::in_words(*claim) == name || claim.name() == name;
        let Some((_, claim)) = claims.iter().find(|(_, claim)| named(claim)) else {
            let names: Vec<&str> =
                claims.iter().map(|(_, claim)| claims::in_words(*claim)).collect();
            return Err(format!(
                "there is no {name:?} to tick on the sheet; there is {}",
                names.join(", ")
            ));
        };
        self.toggle(*claim);
        Ok(())
    }

    /// The no.
    pub(crate) fn decline(&self) -> Decision {
        match &self.content {
            Content::Consent(sheet) => {
                Decision::Consent { asked: consent::asked(sheet), allowed: false }
            }
            Content::Account(sheet) => Decision::Pick { pick: sheet.effect, account: None },
            Content::Claims(sheet) => Decision::Share { request: sheet.id, ticked: Vec::new() },
            Content::Payment(sheet) => Decision::DoNotPay { payment: sheet.payment },
            Content::Opening(sheet) => {
                Decision::Open { opening: Box::new(sheet.opening.clone()), allowed: false }
            }
            Content::Unknown => Decision::Consent { asked: Vec::new(), allowed: false },
        }
    }

    /// The sheet as rows of at most `width` columns.
    pub(crate) fn draw(
        &self,
        theme: Theme,
        locale: &Locale,
        now: u64,
        width: usize,
    ) -> Block<Press> {
        let mut surface =
            Surface::new(theme, width.saturating_sub(6).clamp(1, WIDTH), Some(self.focus));
        match &self.content {
            Content::Consent(sheet) => consent::draw(self, sheet, &mut surface, locale, now),
            Content::Account(sheet) => picker::draw(self, sheet, &mut surface, now),
            Content::Claims(sheet) => claims::draw(self, sheet, &mut surface, locale, now),
            Content::Payment(sheet) => payment::draw(self, sheet, &mut surface, locale, now),
            Content::Opening(sheet) => opening::draw(self, sheet, &mut surface),
            Content::Unknown => {
                surface.text("The bank asks something that is not drawn here.", theme.text())
            }
        }
        surface.framed()
    }

    /// What went wrong with a yes.
    fn draw_problem(&self, surface: &mut Surface) {
        if let Some(problem) = &self.problem {
            let style = surface.theme.tone(loggia_runtime::ui::Tone::Danger);
            surface.space();
            surface.text(&format!("✗ {problem}"), style);
        }
    }

    fn stops(&self) -> Vec<Press> {
        let choices = self.choices();
        let enabled = choices.iter().enumerate().filter(|(_, choice)| choice.enabled);
        let mut stops: Vec<Press> = enabled.map(|(n, _)| Press::Account(n)).collect();
        stops.extend(self.tickable().into_iter().map(|(n, _)| Press::Claim(n)));
        let is_consent = matches!(self.content, Content::Consent(_) | Content::Opening(_));
        if self.chosen.is_some() || !self.ticked.is_empty() || is_consent {
            stops.push(Press::Confirm);
        }
        stops.push(Press::Decline);
        stops
    }

    /// The claims that can be ticked, with their numbers on the sheet.
    fn tickable(&self) -> Vec<(usize, Claim)> {
        let Content::Claims(sheet) = &self.content else { return Vec::new() };
        let asked = sheet.asked.iter().copied().enumerate();
        asked.filter(|(_, claim)| sheet.known.lines(*claim).is_some()).collect()
    }

    fn toggle(&mut self, claim: Claim) {
        let ticked = |other: Claim| self.ticked.contains(&other) != (other == claim);
        let claims = self.tickable().into_iter().map(|(_, claim)| claim);
        self.ticked = claims.filter(|other| ticked(*other)).collect();
        self.problem = None;
    }

    fn choices(&self) -> Vec<Choice<'_>> {
        match &self.content {
            Content::Account(sheet) => sheet
                .accounts
                .iter()
                .map(|account| Choice {
                    id: account.id,
                    nickname: &account.nickname,
                    enabled: true,
                    sufficient: true,
                })
                .collect(),
            Content::Payment(sheet) => sheet
                .accounts
                .iter()
                .map(|account| Choice {
                    id: account.id,
                    nickname: &account.nickname,
                    enabled: payment::can_pay(sheet, account),
                    sufficient: account.sufficient,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

fn id(content: &Content) -> SheetId {
    match content {
        Content::Consent(sheet) => SheetId::Consent(consent::asked(sheet)),
        Content::Account(sheet) => SheetId::Account(sheet.effect),
        Content::Claims(sheet) => SheetId::Claims(sheet.id),
        Content::Payment(sheet) => SheetId::Payment(sheet.payment),
        Content::Opening(sheet) => SheetId::Opening(sheet.opening.clone()),
        Content::Unknown => SheetId::Unknown,
    }
}

/// A mini-app with its partner, as every sheet names them.
fn by(app: &str, partner: Option<&str>) -> String {
    partner.map_or_else(|| app.to_owned(), |partner| format!("{app} by {partner}"))
}
