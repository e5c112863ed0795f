//! The user's part before the bank's other sheets: consenting, picking an account, taking a consent back.

use super::TestApp;
use super::bank::{Question, Sheet};
use crate::bindings::loggia::types::types::ErrorCode;
use crate::mini_app::MiniApp;

impl<A: MiniApp> TestApp<A> {
    /// Whether the bank's sheet asks the user for a consent.
    ///
    /// There is one for all that needs a consent (`accounts-basic`, `balances`, the three interfaces of
    /// transactions, `identity-basic`, `location`): the harness doesn't read the manifest, which tells a real host
    /// what to ask for at once. It is raised by the first request that needs it, and
    /// [`consented`](super::Builder::consented) has it answered beforehand.
    #[must_use]
    pub fn asks_for_consent(&self) -> bool {
        self.bank.open.iter().any(|request| request.waits_for == Some(Sheet::Consent))
    }

    /// The user consents on the bank's sheet.
    ///
    /// # Panics
    /// When there is no such sheet, or a step fails.
    #[track_caller]
    pub fn consent(&mut self) {
        self.expect_consent_sheet();
        self.bank.give_consent();
        self.decided(Sheet::Consent, None);
    }

    /// The user refuses on the bank's sheet: all that waited for it is `denied`. The next request that
    /// needs the consent raises the sheet again.
    ///
    /// # Panics
    /// When there is no such sheet, or a step fails.
    #[track_caller]
    pub fn refuse_consent(&mut self) {
        self.expect_consent_sheet();
        self.decided(Sheet::Consent, Some(ErrorCode::Denied));
    }

    /// The sheet expires without an answer: all that waited for it is `expired`.
    ///
    /// # Panics
    /// When there is no such sheet, or a step fails.
    #[track_caller]
    pub fn expire_consent(&mut self) {
        self.expect_consent_sheet();
        self.decided(Sheet::Consent, Some(ErrorCode::Expired));
    }

    /// The user takes back what they consented to: requests that are open, too, are then `denied`.
    ///
    /// # Panics
    /// When this is no interface that is consented to.
    #[track_caller]
    pub fn revoke_consent(&mut self, interface: &str) {
        assert!(
            self.bank.withdraw_consent(interface),
            "{interface:?} is no interface that a user consents to"
        );
    }

    /// What the bank's account picker says that the account is wanted for.
    #[must_use]
    pub fn picker(&self) -> Option<&str> {
        self.bank.open.iter().find_map(|request| match &request.question {
            Question::Pick { reason, .. } if request.waits_for.is_some() => Some(reason.as_str()),
            _ => None,
        })
    }

    /// The user picks the account of this nickname.
    ///
    /// # Panics
    /// When there is no picker on screen, no such account, or a step fails.
    #[track_caller]
    pub fn pick_account(&mut self, nickname: &str) {
        let account = self.account(nickname);
        self.pick(Some(account));
    }

    /// The user closes the picker: the request is `cancelled`.
    ///
    /// # Panics
    /// When there is no picker on screen, or a step fails.
    #[track_caller]
    pub fn pick_none(&mut self) {
        self.pick(None);
    }

    #[track_caller]
    fn expect_consent_sheet(&self) {
        assert!(self.asks_for_consent(), "no sheet asks for a consent\n{}", self.tree());
    }

    #[track_caller]
    fn pick(&mut self, account: Option<usize>) {
        let mut waiting = self.bank.waiting_for(Sheet::Picker).into_iter();
        let Some(request) = waiting.next() else {
            panic!("there is no account picker\n{}", self.tree())
        };
        match &mut request.question {
            Question::Pick { picked, .. } if account.is_some() => *picked = account,
            _ => request.refusal = Some(ErrorCode::Cancelled),
        }
        request.waits_for = None;
        self.user_decided();
    }

    #[track_caller]
    fn decided(&mut self, sheet: Sheet, refusal: Option<ErrorCode>) {
        for request in self.bank.waiting_for(sheet) {
            request.waits_for = None;
            request.refusal = refusal;
        }
        self.user_decided();
    }

    /// The answer to a decision comes within seconds of the user's tap on the sheet.
    #[track_caller]
    pub(super) fn user_decided(&mut self) {
        self.bank.user_acted_at = Some(self.bank.now);
        self.deliver_answers();
    }

    #[track_caller]
    pub(super) fn account(&self, nickname: &str) -> usize {
        match self.bank.account_named(nickname) {
            Some(account) => account,
            None => panic!("there is no account {nickname:?}, but {:?}", self.bank.account_names()),
        }
    }
}
