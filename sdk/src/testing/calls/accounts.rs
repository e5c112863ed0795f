//! `loggia:accounts`: an interface for each thing that the user consents to.

pub(crate) mod accounts_basic {
    use super::super::super::bank::{Question, Reply, check_limit};
    use super::super::{call, take};
    use crate::bindings::loggia::accounts::accounts_basic::Page;
    use crate::bindings::loggia::types::types::{Error, PageRequest};

    const INTERFACE: &str = "loggia:accounts/accounts-basic";

    pub(crate) fn list_accounts(page: &PageRequest, context: &[u8]) -> Result<u64, Error> {
        call(INTERFACE, |bank| {
            check_limit(page.limit)?;
            let from = bank.account_cursor(page)?;
            let question = Question::Accounts { from, limit: page.limit as usize };
            bank.ask_with_consent(question, context)
        })
    }

    pub(crate) fn take_accounts(request: u64) -> Result<Page, Error> {
        take(INTERFACE, request, |reply| match reply {
            Reply::Accounts(page) => Some(page),
            _ => None,
        })
    }
}

pub(crate) mod account_picker {
    use super::super::super::bank::{Question, Reply, error};
    use super::super::{call, take};
    use crate::bindings::loggia::accounts::account_picker::Picked;
    use crate::bindings::loggia::types::types::{Error, ErrorCode};

    const INTERFACE: &str = "loggia:accounts/account-picker";

    pub(crate) fn pick_account(reason: &str, context: &[u8]) -> Result<u64, Error> {
        call(INTERFACE, |bank| {
            if !(1..=140).contains(&reason.chars().count()) {
                return Err(error(ErrorCode::InvalidArgument, "reason: 1 to 140 characters"));
            }
            if !bank.may_raise_sheet() {
                return Err(error(ErrorCode::Denied, "a sheet is raised for a user's action only"));
            }
            bank.ask(Question::Pick { reason: reason.to_owned(), picked: None }, context)
        })
    }

    pub(crate) fn take_picked(request: u64) -> Result<Picked, Error> {
        take(INTERFACE, request, |reply| match reply {
            Reply::Picked(picked) => Some(picked),
            _ => None,
        })
    }
}

pub(crate) mod balances {
    use super::super::super::bank::{Question, Reply};
    use super::super::{call, take};
    use crate::bindings::loggia::accounts::balances::Balance;
    use crate::bindings::loggia::types::types::Error;

    const INTERFACE: &str = "loggia:accounts/balances";

    pub(crate) fn get_balances(account: &str, context: &[u8]) -> Result<u64, Error> {
        call(INTERFACE, |bank| {
            let question = Question::Balances { account: account.to_owned() };
            bank.ask_with_consent(question, context)
        })
    }

    pub(crate) fn take_balances(request: u64) -> Result<Vec<Balance>, Error> {
        take(INTERFACE, request, |reply| match reply {
            Reply::Balances(balances) => Some(balances),
            _ => None,
        })
    }
}

pub(crate) mod transactions_credits {
    use super::super::super::bank::{Direction, Reply};
    use super::super::{call, take};
    use crate::bindings::loggia::accounts::transactions::{Page, Period};
    use crate::bindings::loggia::types::types::{Error, PageRequest};

    const INTERFACE: &str = "loggia:accounts/transactions-credits";

    pub(crate) fn list_credits(
        account: &str,
        period: Period,
        page: &PageRequest,
        context: &[u8],
    ) -> Result<u64, Error> {
        call(INTERFACE, |bank| {
            let question = bank.listing(Direction::Credit, account, period, page)?;
            bank.ask_with_consent(question, context)
        })
    }

    pub(crate) fn take_credits(request: u64) -> Result<Page, Error> {
        take(INTERFACE, request, |reply| match reply {
            Reply::Transactions(Direction::Credit, page) => Some(page),
            _ => None,
        })
    }
}

pub(crate) mod transactions_debits {
    use super::super::super::bank::{Direction, Reply};
    use super::super::{call, take};
    use crate::bindings::loggia::accounts::transactions::{Page, Period};
    use crate::bindings::loggia::types::types::{Error, PageRequest};

    const INTERFACE: &str = "loggia:accounts/transactions-debits";

    pub(crate) fn list_debits(
        account: &str,
        period: Period,
        page: &PageRequest,
        context: &[u8],
    ) -> Result<u64, Error> {
        call(INTERFACE, |bank| {
            let question = bank.listing(Direction::Debit, account, period, page)?;
            bank.ask_with_consent(question, context)
        })
    }

    pub(crate) fn take_debits(request: u64) -> Result<Page, Error> {
        take(INTERFACE, request, |reply| match reply {
            Reply::Transactions(Direction::Debit, page) => Some(page),
            _ => None,
        })
    }
}

pub(crate) mod transactions_detail {
    use super::super::super::bank::{Question, Reply, error};
    use super::super::{call, take};
    use crate::bindings::loggia::accounts::transactions_detail::Detail;
    use crate::bindings::loggia::types::types::{Error, ErrorCode};

    const INTERFACE: &str = "loggia:accounts/transactions-detail";

    pub(crate) fn get_details(transactions: &[String], context: &[u8]) -> Result<u64, Error> {
        call(INTERFACE, |bank| {
            if !(1..=100).contains(&transactions.len()) {
                return Err(error(ErrorCode::InvalidArgument, "transactions: 1 to 100 of them"));
            }
            let question = Question::Details { transactions: transactions.to_vec() };
            bank.ask_with_consent(question, context)
        })
    }

    pub(crate) fn take_details(request: u64) -> Result<Vec<Detail>, Error> {
        take(INTERFACE, request, |reply| match reply {
            Reply::Details(details) => Some(details),
            _ => None,
        })
    }
}
