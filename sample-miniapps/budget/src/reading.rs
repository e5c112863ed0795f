//! From the list of accounts to the sums: page by page, one request at a time.
//!
//! A page of transactions is asked for, then the details of what stands on it, then it is counted
//! and forgotten. What the bank refuses decides how it goes on: without accounts or debits there is
//! nothing to show, without credits or details there is less; after `unavailable` the same request
//! is made again when the customer says so.

use loggia_sdk::{
    Answer, Credits, Ctx, Currency, Debits, Error, ErrorCode, OwnAccount, Page, PageRequest,
    Period, Timestamp, Transaction, TransactionDetail,
};
use serde::{Deserialize, Serialize};

use crate::category::{Category, Side};
use crate::close_up::{CloseUp, shortened};
use crate::ledger::{Ledger, MONTHS, MOST_ACCOUNTS};
use crate::month::Month;
use crate::screens::Screen;
use crate::{Account, Budget, Msg};

/// One pass over transactions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Reading {
    /// Its number: answers to another one come too late.
    pub(crate) turn: u32,
    pub(crate) purpose: Purpose,
    since: Timestamp,
    until: Option<Timestamp>,
    /// What is still to be read; the last one is under way.
    lists: Vec<List>,
    /// How many lists there were.
    total: u16,
    next: Next,
    /// The page whose details are still to come.
    page: Vec<Item>,
    /// How many transactions have been counted.
    pub(crate) read: u64,
}

/// What a pass is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    /// The sums of all months.
    Overview,
    /// A category of a month.
    CloseUp,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct List {
    account: u8,
    side: Side,
}

/// Where in a list the next page begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Next {
    First,
    After(String),
    /// There is none.
    Over,
}

/// A transaction that waits for its details: id, minor units, moment.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Item(String, u64, Timestamp);

/// Why reading has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stopped {
    /// The customer doesn't want the mini-app to see this, or the bank doesn't.
    Refused,
    /// The customer was asked and didn't say anything.
    Unanswered,
    /// The bank can't say now.
    NotNow,
}

/// What the sums lack.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Gaps {
    /// What came in is not to be seen.
    pub(crate) credits: bool,
    /// With whom it was is not to be seen.
    pub(crate) details: bool,
    /// There are more accounts than are looked at.
    pub(crate) accounts: bool,
    /// So many transactions are in another currency than their account.
    pub(crate) foreign: u32,
    /// The customer didn't want to wait for the rest.
    pub(crate) unread: bool,
}

/// What a request was about.
#[derive(Clone, Copy)]
enum Asked {
    List(Side),
    Details,
}

impl Reading {
    fn new(turn: u32, purpose: Purpose, since: Timestamp, until: Option<Timestamp>) -> Self {
        Self {
            turn,
            purpose,
            since,
            until,
            lists: Vec::new(),
            total: 0,
            next: Next::First,
            page: Vec::new(),
            read: 0,
        }
    }

    /// The lists of these accounts, read in this order.
    fn of(mut self, accounts: &[u8], sides: &[Side]) -> Self {
        for &account in accounts.iter().rev() {
            self.lists.extend(sides.iter().rev().map(|&side| List { account, side }));
        }
        self.total = u16::try_from(self.lists.len()).unwrap_or(u16::MAX);
        self
    }

    /// How far it is, by lists.
    pub(crate) fn permille(&self) -> u16 {
        let left = u16::try_from(self.lists.len()).unwrap_or(u16::MAX);
        self.total.saturating_sub(left).saturating_mul(1000) / self.total.max(1)
    }
}

impl Budget {
    /// Begins with the accounts; what was known is forgotten.
    pub(crate) fn read_all(&mut self, ctx: &Ctx<Msg>) {
        self.forget();
        self.stopped = None;
        self.utc_offset_minutes = ctx.environment().utc_offset_minutes;
        self.turn += 1;
        let turn = self.turn;
        let page = PageRequest::first().limit(u32::from(MOST_ACCOUNTS));
        if let Err(error) = ctx.accounts().list(&page, |answer| Msg::Accounts(turn, answer)) {
            self.stop(&error, ctx);
        }
    }

    pub(crate) fn accounts_came(
        &mut self,
        turn: u32,
        answer: Answer<Page<OwnAccount>>,
        ctx: &Ctx<Msg>,
    ) {
        if turn != self.turn {
            return;
        }
        let page = match answer.take(ctx) {
            Ok(page) => page,
            Err(error) => return self.stop(&error, ctx),
        };
        self.stopped = None;
        self.gaps.accounts = page.next.is_some();
        let accounts = page.items.into_iter().take(usize::from(MOST_ACCOUNTS));
        let accounts = accounts.map(|account| Account {
            id: account.id,
            name: shortened(&account.nickname),
            currency: account.currency,
        });
        self.accounts = Some(accounts.collect());
        let this_month = Month::of(ctx.now(), self.utc_offset_minutes);
        self.first_month = this_month.earlier(u32::from(MONTHS) - 1);
        self.month = this_month;
        let since = self.first_month.start(self.utc_offset_minutes);
        self.turn += 1;
        let reading = Reading::new(self.turn, Purpose::Overview, since, None)
            .of(&self.shown_accounts(), &[Side::Debits, Side::Credits]);
        self.reading = Some(reading);
        self.read_on(ctx);
    }

    /// Looks at a category of the month on screen, on the accounts of this currency.
    pub(crate) fn read_category(&mut self, category: Category, currency: Currency, ctx: &Ctx<Msg>) {
        self.screen = Screen::Category(CloseUp::new(category, self.month));
        self.turn += 1;
        let offset = self.utc_offset_minutes;
        let (since, until) = (self.month.start(offset), self.month.later(1).start(offset));
        let currencies = self.currencies();
        let accounts = currencies.iter().find(|(of, _)| *of == currency);
        let accounts = accounts.map_or(&[][..], |(_, accounts)| accounts);
        let reading = Reading::new(self.turn, Purpose::CloseUp, since, Some(until))
            .of(accounts, &[category.side()]);
        self.reading = Some(reading);
        self.read_on(ctx);
    }

    /// Makes the request that is due: the details of the page, or the next page.
    pub(crate) fn read_on(&mut self, ctx: &Ctx<Msg>) {
        self.stopped = None;
        let Some(reading) = &self.reading else {
            return;
        };
        let turn = reading.turn;
        if !reading.page.is_empty() {
            let ids: Vec<String> = reading.page.iter().map(|item| item.0.clone()).collect();
            let asked = ctx.transactions().get_details(&ids, |answer| Msg::Details(turn, answer));
            return self.unless(asked, Asked::Details, ctx);
        }
        let Some(list) = reading.lists.last().copied() else {
            return self.read_to_the_end(ctx);
        };
        let Some(account) = self.account(list.account).map(|account| account.id.as_str()) else {
            return;
        };
        let page = match &reading.next {
            Next::After(cursor) => PageRequest::after(cursor.as_str()),
            Next::First | Next::Over => PageRequest::first(),
        };
        let mut period = Period::all().since(reading.since);
        if let Some(until) = reading.until {
            period = period.until(until);
        }
        let transactions = ctx.transactions();
        let asked = match list.side {
            Side::Debits => {
                transactions.list_debits(account, period, &page, |answer| Msg::Debits(turn, answer))
            }
            Side::Credits => transactions
                .list_credits(account, period, &page, |answer| Msg::Credits(turn, answer)),
        };
        self.unless(asked, Asked::List(list.side), ctx);
    }

    pub(crate) fn debits_came(&mut self, turn: u32, answer: Answer<Debits>, ctx: &Ctx<Msg>) {
        if self.is_turn(turn) {
            let page = answer.take(ctx).map(|Debits(page)| page);
            self.page_came(page, Side::Debits, ctx);
        }
    }

    pub(crate) fn credits_came(&mut self, turn: u32, answer: Answer<Credits>, ctx: &Ctx<Msg>) {
        if self.is_turn(turn) {
            let page = answer.take(ctx).map(|Credits(page)| page);
            self.page_came(page, Side::Credits, ctx);
        }
    }

    pub(crate) fn details_came(
        &mut self,
        turn: u32,
        answer: Answer<Vec<TransactionDetail>>,
        ctx: &Ctx<Msg>,
    ) {
        if !self.is_turn(turn) {
            return;
        }
        match answer.take(ctx) {
            Ok(details) => {
                self.count_page(&details);
                self.read_on(ctx);
            }
            Err(error) => self.not_read(&error, Asked::Details, ctx),
        }
    }

    /// Waits no longer. Answers to what was asked come too late, but for the accounts: with them it goes on.
    pub(crate) fn do_not_wait(&mut self) {
        self.forget();
        self.stopped = Some(Stopped::NotNow);
    }

    /// The customer would rather see what there is than wait for the rest.
    pub(crate) fn leave_it_unread(&mut self, ctx: &Ctx<Msg>) {
        self.stopped = None;
        self.gaps.unread = true;
        self.read_to_the_end(ctx);
    }

    fn page_came(&mut self, page: Result<Page<Transaction>, Error>, side: Side, ctx: &Ctx<Msg>) {
        let page = match page {
            Ok(page) => page,
            Err(error) => return self.not_read(&error, Asked::List(side), ctx),
        };
        let Some(reading) = &mut self.reading else {
            return;
        };
        let account = reading.lists.last().map_or(0, |list| usize::from(list.account));
        let currency = self.accounts.as_ref().and_then(|accounts| accounts.get(account));
        let count = page.items.len();
        reading.page = page
            .items
            .into_iter()
            .filter(|item| currency.is_some_and(|own| own.currency == item.amount.currency()))
            .map(|item| Item(item.id, item.amount.minor_units(), item.booked_at))
            .collect();
        if reading.purpose == Purpose::Overview {
            let foreign = u32::try_from(count - reading.page.len()).unwrap_or(0);
            self.gaps.foreign = self.gaps.foreign.saturating_add(foreign);
        }
        reading.next = page.next.map_or(Next::Over, Next::After);
        if reading.page.is_empty() || self.gaps.details {
            self.count_page(&[]);
        }
        self.read_on(ctx);
    }

    /// Counts what stands on the page, and turns it over.
    fn count_page(&mut self, details: &[TransactionDetail]) {
        let Some(reading) = &mut self.reading else {
            return;
        };
        let Some(list) = reading.lists.last().copied() else {
            return;
        };
        for Item(id, minor, at) in std::mem::take(&mut reading.page) {
            reading.read += 1;
            let detail = details.iter().find(|detail| detail.id == id);
            let category = detail.map_or(Category::unknown(list.side), |detail| {
                Category::of(list.side, detail.category.as_deref())
            });
            match (&mut self.screen, reading.purpose) {
                (Screen::Category(close_up), Purpose::CloseUp) => {
                    if close_up.category == category {
                        let name = detail.and_then(|detail| detail.counterparty.as_deref());
                        close_up.add(name, list.account, minor, at);
                    }
                }
                (_, Purpose::CloseUp) => {}
                (_, Purpose::Overview) => {
                    let month = Month::of(at, self.utc_offset_minutes);
                    let after = month.months_after(self.first_month);
                    let month = after.and_then(|after| u8::try_from(after).ok()).unwrap_or(0);
                    self.ledger.add(month.min(MONTHS - 1), list.account, category, minor);
                }
            }
        }
        if matches!(reading.next, Next::Over) {
            reading.lists.pop();
            reading.next = Next::First;
        }
    }

    fn unless(&mut self, asked: Result<(), Error>, what: Asked, ctx: &Ctx<Msg>) {
        if let Err(error) = asked {
            self.not_read(&error, what, ctx);
        }
    }

    /// The bank says no, or not now.
    fn not_read(&mut self, error: &Error, what: Asked, ctx: &Ctx<Msg>) {
        match (error.code, what) {
            (ErrorCode::Denied, Asked::List(Side::Credits)) => {
                ctx.log().info(&["no credits: ", &error.message].concat());
                self.gaps.credits = true;
                self.ledger.forget_credits();
                if let Some(reading) = &mut self.reading {
                    reading.lists.retain(|list| list.side == Side::Debits);
                    reading.next = Next::First;
                }
                self.read_on(ctx);
            }
            (ErrorCode::Denied, Asked::Details) => {
                ctx.log().info(&["no details: ", &error.message].concat());
                self.gaps.details = true;
                self.count_page(&[]);
                self.read_on(ctx);
            }
            // The account is gone: what is left is read all the same.
            (ErrorCode::NotFound, Asked::List(_)) => {
                if let Some(reading) = &mut self.reading {
                    reading.lists.pop();
                    reading.next = Next::First;
                }
                self.read_on(ctx);
            }
            _ => self.stop(error, ctx),
        }
    }

    fn stop(&mut self, error: &Error, ctx: &Ctx<Msg>) {
        ctx.log().warn(&["reading has stopped: ", &error.message].concat());
        self.stopped = Some(match error.code {
            ErrorCode::Denied => {
                // What the customer doesn't want to be seen any more is not shown either.
                self.forget();
                Stopped::Refused
            }
            ErrorCode::Expired | ErrorCode::Cancelled => Stopped::Unanswered,
            // A page that can't be asked for again: the next try begins at the beginning.
            ErrorCode::InvalidArgument => {
                self.forget();
                Stopped::NotNow
            }
            _ => Stopped::NotNow,
        });
    }

    fn forget(&mut self) {
        self.accounts = None;
        self.ledger = Ledger::default();
        self.gaps = Gaps::default();
        self.reading = None;
        self.filter = None;
        self.screen = Screen::Month;
    }

    fn read_to_the_end(&mut self, ctx: &Ctx<Msg>) {
        let Some(reading) = self.reading.take() else {
            return;
        };
        if let Screen::Category(close_up) = &mut self.screen {
            close_up.sort();
        }
        if reading.purpose == Purpose::Overview {
            self.read_at = ctx.now();
            self.greet(ctx);
            self.ask_for_saved(ctx);
        }
    }

    fn is_turn(&self, turn: u32) -> bool {
        self.reading.as_ref().is_some_and(|reading| reading.turn == turn)
    }
}
