//! The user's part before the bank's sheet on which they tick what a mini-app is told of them.

use super::TestApp;
use super::bank::{Question, Sheet};
use crate::bindings::loggia::types::types::ErrorCode;
use crate::capability::Claim;
use crate::mini_app::MiniApp;

/// What the bank's sheet asks the user for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimsSheet {
    /// In the order in which the mini-app asked.
    pub claims: Vec<Claim>,
    /// What for, in the mini-app's words.
    pub purpose: String,
}

impl<A: MiniApp> TestApp<A> {
    /// The sheet on which the user ticks what the mini-app is told of them.
    #[must_use]
    pub fn claims_sheet(&self) -> Option<ClaimsSheet> {
        self.bank.open.iter().find_map(|request| match &request.question {
            Question::Claims { asked, purpose, .. } if request.waits_for.is_some() => {
                Some(ClaimsSheet { claims: asked.clone(), purpose: purpose.clone() })
            }
            _ => None,
        })
    }

    /// The user ticks these claims, and shares them: the mini-app is told those of them that the bank
    /// knows ([`Builder::claims`](super::Builder::claims)). None of them, or none that is known: the
    /// request is `cancelled`.
    ///
    /// # Panics
    /// When there is no such sheet, one of the claims is not on it, or a step fails.
    #[track_caller]
    pub fn share(&mut self, claims: &[Claim]) {
        let Some(sheet) = self.claims_sheet() else {
            panic!("no sheet asks for claims\n{}", self.tree())
        };
        let other = claims.iter().find(|claim| !sheet.claims.contains(claim));
        assert!(other.is_none(), "{other:?} is not on the sheet, but {:?}", sheet.claims);
        self.end_claims_sheet(claims, None);
    }

    /// The user ticks all that is on the sheet, and shares it.
    ///
    /// # Panics
    /// As [`share`](Self::share).
    #[track_caller]
    pub fn share_all(&mut self) {
        let claims = self.claims_sheet().map(|sheet| sheet.claims).unwrap_or_default();
        self.share(&claims);
    }

    /// The user shares nothing: the request is `cancelled`. A real bank then lets the mini-app ask no
    /// more for some time; here its next request raises the sheet again.
    ///
    /// # Panics
    /// As [`share`](Self::share).
    #[track_caller]
    pub fn share_nothing(&mut self) {
        self.share(&[]);
    }

    /// The sheet expires without an answer: the request is `expired`.
    ///
    /// # Panics
    /// When there is no such sheet, or a step fails.
    #[track_caller]
    pub fn expire_claims(&mut self) {
        assert!(self.claims_sheet().is_some(), "no sheet asks for claims\n{}", self.tree());
        self.end_claims_sheet(&[], Some(ErrorCode::Expired));
    }

    #[track_caller]
    fn end_claims_sheet(&mut self, claims: &[Claim], refusal: Option<ErrorCode>) {
        if let Some(request) = self.bank.waiting_for(Sheet::Claims).into_iter().next() {
            if let Question::Claims { ticked, .. } = &mut request.question {
                *ticked = claims.to_vec();
            }
            request.refusal = refusal;
            request.waits_for = None;
        }
        self.user_decided();
    }
}
