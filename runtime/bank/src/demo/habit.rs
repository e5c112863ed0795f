//! What people do with money again and again.

use super::chance::Chance;
use super::day::CalendarDay;
use crate::standing_orders::{is_due, is_workday, weekday};

/// Something that happens on certain days.
pub(super) struct Habit {
    pub(super) when: When,
    /// Between which hours, in UTC. What the bank pays by itself it pays when it pays such.
    pub(super) hours: (u64, u64),
    pub(super) what: What,
}

/// On which days.
pub(super) enum When {
    /// On this day of each month, as card networks and direct debits of subscriptions do it.
    On(u64),
    /// On the first workday of each month from this day on, as standing orders are carried out.
    From(u32),
    /// On the last workday of each month up to this day: wages come before the weekend.
    UpTo(u64),
    /// As [`Self::From`], every third month, beginning with this one.
    Quarterly(u64, u32),
    /// Once a year, on this day of this month.
    Yearly(u64, u64),
    /// By chance: so many times in a thousand, for each weekday from Monday on.
    Often([u64; 7]),
}

/// What happens. Accounts are named by their IBAN.
pub(super) enum What {
    /// Something is paid, at one of these.
    Pay { from: &'static str, shops: &'static [Shop] },
    /// Something comes in. If it is certain, such as wages, what there is too much of goes on to
    /// savings; otherwise it fails to come where the account would have begun with nothing.
    Earn {
        into: &'static str,
        payer: &'static str,
        amount: Price,
        note: &'static str,
        certain: bool,
    },
    /// Something is moved to another account of the same currency and customer.
    Move { from: &'static str, into: &'static str, amount: Price, note: &'static str },
    /// Another currency is bought: so many minor units for 10 000 of those that are sold.
    Exchange { from: &'static str, into: &'static str, amount: Price, rates: (u64, u64) },
}

/// Where something is paid.
pub(super) struct Shop {
    pub(super) name: &'static str,
    /// Merchant category code of ISO 18245; none where it is no merchant.
    pub(super) category: Option<&'static str>,
    pub(super) price: Price,
    /// What stands on the statement; `{month}` and `{year}` are those of the day.
    pub(super) note: Option<&'static str>,
}

/// Minor units from one number to another, in steps.
#[derive(Clone, Copy)]
pub(super) struct Price {
    low: u64,
    high: u64,
    step: u64,
}

/// A merchant, and what people leave there.
pub(super) const fn shop(
    name: &'static str,
    category: &'static str,
    low: u64,
    high: u64,
    step: u64,
) -> Shop {
    Shop { name, category: Some(category), price: between(low, high, step), note: None }
}

/// A merchant that says what is paid for.
pub(super) const fn bill(
    name: &'static str,
    category: &'static str,
    price: Price,
    note: &'static str,
) -> Shop {
    Shop { name, category: Some(category), price, note: Some(note) }
}

/// Somebody who is no merchant.
pub(super) const fn person(name: &'static str, price: Price, note: &'static str) -> Shop {
    Shop { name, category: None, price, note: Some(note) }
}

/// Always the same.
pub(super) const fn just(amount: u64) -> Price {
    between(amount, amount, 1)
}

pub(super) const fn between(low: u64, high: u64, step: u64) -> Price {
    Price { low, high, step }
}

/// What somebody has the bank pay every month: always the same, to the same one.
pub(super) struct Standing {
    pub(super) day_of_month: u32,
    pub(super) from: &'static str,
    pub(super) to: &'static Shop,
    pub(super) amount: u64,
}

impl Habit {
    /// What it is for the bank, where that carries it out by itself.
    pub(super) fn standing(&self) -> Option<Standing> {
        let (When::From(day_of_month), What::Pay { from, shops: [to] }) = (&self.when, &self.what)
        else {
            return None;
        };
        let amount = to.price.low;
        (to.price.high == amount).then_some(Standing {
            day_of_month: *day_of_month,
            from,
            to,
            amount,
        })
    }

    pub(super) const fn new(when: When, hours: (u64, u64), what: What) -> Self {
        Self { when, hours, what }
    }
}

impl When {
    /// Whether it is then.
    pub(super) fn is(&self, day: CalendarDay, chance: &mut Chance) -> bool {
        match *self {
            Self::On(of_month) => day.of_month == of_month.min(day.last_of_month()),
            Self::From(first) => is_due(day.day, first),
            Self::UpTo(last) => last_workday(day, last.min(day.last_of_month())),
            Self::Quarterly(month, first) => day.month % 3 == month % 3 && is_due(day.day, first),
            Self::Yearly(month, of_month) => (day.month, day.of_month) == (month, of_month),
            Self::Often(per_mille) => {
                let often = usize::try_from(weekday(day.day)).ok().and_then(|at| per_mille.get(at));
                often.is_some_and(|often| chance.happens(*often))
            }
        }
    }
}

fn last_workday(day: CalendarDay, to: u64) -> bool {
    let after = day.of_month + 1..=day.of_month + 2;
    let friday_before = weekday(day.day) == 4 && after.contains(&to);
    is_workday(day.day) && (day.of_month == to || friday_before)
}

impl Price {
    /// One of the amounts. The lower of two, since people buy little more often than much.
    pub(super) fn draw(self, chance: &mut Chance) -> u64 {
        let steps = self.high.saturating_sub(self.low) / self.step.max(1) + 1;
        let (one, other) = (chance.below(steps), chance.below(steps));
        self.low + one.min(other) * self.step
    }
}

#[cfg(test)]
mod tests {
    use loggia_runtime::Day;

    use super::*;

    /// How often in each month of some years.
    fn by_month(when: &When) -> Vec<usize> {
        let mut months = Vec::new();
        for number in 0..20_000 {
            let day = CalendarDay::from(Day::numbered(number));
            if day.of_month == 1 {
                months.push(0);
            }
            if when.is(day, &mut Chance::of("anybody", number.into())) {
                *months.last_mut().unwrap() += 1;
                let orderly = matches!(when, When::From(_) | When::UpTo(_) | When::Quarterly(..));
                assert!(!orderly || is_workday(day.day), "{day:?}");
            }
        }
        // The last one is cut off.
        months.pop();
        months
    }

    #[test]
    fn what_is_monthly_comes_once_in_every_month() {
        for when in [When::On(31), When::On(1), When::From(1), When::UpTo(25), When::UpTo(31)] {
            assert!(by_month(&when).into_iter().all(|times| times == 1));
        }
    }

    #[test]
    fn what_is_quarterly_and_yearly_comes_in_its_months_alone() {
        for (at, times) in by_month(&When::Quarterly(2, 15)).into_iter().enumerate() {
            assert_eq!(times, usize::from(at % 3 == 1), "month {at}");
        }
        for (at, times) in by_month(&When::Yearly(6, 14)).into_iter().enumerate() {
            assert_eq!(times, usize::from(at % 12 == 5), "month {at}");
        }
    }

    #[test]
    fn a_price_is_one_of_its_steps() {
        let price = between(1_000, 5_050, 500);
        for day in 0..500 {
            let drawn = price.draw(&mut Chance::of("anybody", day));
            assert!((1_000..=5_050).contains(&drawn) && drawn.is_multiple_of(500), "{drawn}");
        }
    }
}
