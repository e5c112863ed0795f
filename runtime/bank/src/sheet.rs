//! What the bank has to ask a user in a session, one sheet at a time.

use loggia_runtime::SessionId;

use crate::Bank;
use crate::account_information::AccountSheet;
use crate::claims::ClaimsSheet;
use crate::consent::ConsentSheet;
use crate::error::DatabaseError;
use crate::payment_sheet::PaymentSheet;

/// Something that the bank asks a user, on a screen of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sheet {
    /// May the mini-app see this? Answered by [`Bank::decide_consents`].
    Consent(ConsentSheet),
    /// Which account? Answered by [`Bank::pick_account`].
    Account(AccountSheet),
    /// Which facts may the mini-app know? Answered by [`Bank::share_claims`].
    Claims(ClaimsSheet),
    /// Pay this? Answered by [`Bank::authorise`] or [`Bank::reject`].
    Payment(PaymentSheet),
}

impl Bank {
    /// The sheet that is to be shown in a session now. It survives a restart.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn open_sheet(&self, session: &SessionId) -> Result<Option<Sheet>, DatabaseError> {
        if let Some(sheet) = self.consent_sheet(session)? {
            return Ok(Some(Sheet::Consent(sheet)));
        }
        if let Some(sheet) = self.account_sheet(session)? {
            return Ok(Some(Sheet::Account(sheet)));
        }
        if let Some(sheet) = self.claims_sheet(session)? {
            return Ok(Some(Sheet::Claims(sheet)));
        }
        Ok(self.payment_sheet(session)?.map(Sheet::Payment))
    }
}
