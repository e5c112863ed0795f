//! A customer's year, planned backwards from what is on the accounts in the end.

use std::collections::BTreeMap;

use loggia_runtime::Day;

use super::chance::Chance;
use super::day::CalendarDay;
use super::habit::{Habit, What};
use super::person::Person;
use crate::scheduled::execute_at;

/// Something that moves money: out of an account, into one, or both.
#[derive(Clone)]
pub(super) struct Entry {
    /// In milliseconds since 1970.
    pub(super) at: u64,
    pub(super) out_of: Option<Leg>,
    pub(super) into: Option<Leg>,
    pub(super) counterparty: String,
    pub(super) category: Option<&'static str>,
    pub(super) note: Option<String>,
    certain: bool,
}

/// An account by its IBAN, and minor units of its currency.
#[derive(Clone, Copy)]
pub(super) struct Leg {
    pub(super) iban: &'static str,
    pub(super) amount: u64,
}

/// What a customer's accounts begin with, and all that happens on them.
pub(super) struct Plan {
    pub(super) opened_at: u64,
    pub(super) openings: Vec<Leg>,
    /// Oldest first.
    pub(super) entries: Vec<Entry>,
    /// The day on which it ends.
    pub(super) today: Day,
    /// What always happens and would happen later today, by its place.
    pub(super) later_today: Vec<usize>,
}

/// How far back it goes.
const DAYS: u32 = 365;

impl Plan {
    /// The 365 days up to `now`, after which there is `balances` on the accounts. None of them is
    /// ever empty: each begins with what it takes, and what would take more does not happen.
    pub(super) fn of(person: &Person, balances: &[Leg], now: u64) -> Self {
        let today = Day::of(now);
        let first = Day::numbered(today.number().saturating_sub(DAYS));
        let (mut wanted, mut later_today) = (Vec::new(), Vec::new());
        for number in first.number()..=today.number() {
            let day = CalendarDay::from(Day::numbered(number));
            let mut chance = Chance::of(person.user, number.into());
            for (place, habit) in person.habits(day).enumerate() {
                if !habit.when.is(day, &mut chance) {
                    continue;
                }
                match habit.entry(person, day, &mut chance) {
                    Some(entry) if entry.at < now => wanted.push(entry),
                    Some(_) => later_today.push(place),
                    None => {}
                }
            }
        }
        wanted.sort_by_key(|entry| entry.at);

        let mut backwards = Backwards {
            balances: balances.iter().map(|leg| (leg.iban, leg.amount)).collect(),
            entries: Vec::with_capacity(wanted.len()),
        };
        for entry in wanted.into_iter().rev() {
            backwards.before(person, entry);
        }
        backwards.entries.reverse();
        let openings =
            backwards.balances.into_iter().map(|(iban, amount)| Leg { iban, amount }).collect();
        let entries = backwards.entries;
        Self { opened_at: first.begins_at(), openings, entries, today, later_today }
    }
}

impl Habit {
    /// What it makes of a day.
    fn entry(&self, person: &Person, day: CalendarDay, chance: &mut Chance) -> Option<Entry> {
        let (from, to) = self.hours;
        let drawn = day.at(from * 3_600 + chance.below((to - from) * 3_600));
        let at = if self.standing().is_some() { execute_at(day.day) } else { drawn };
        let blank = |counterparty: String, note: Option<&str>| Entry {
            at,
            out_of: None,
            into: None,
            counterparty,
            category: None,
            note: note.map(|note| {
                let year = day.year.to_string();
                note.replace("{month}", day.month_name()).replace("{year}", &year)
            }),
            certain: false,
        };
        Some(match self.what {
            What::Pay { from, shops } => {
                let shop = chance.one_of(shops)?;
                let amount = shop.price.draw(chance);
                Entry {
                    out_of: Some(Leg { iban: from, amount }),
                    category: shop.category,
                    ..blank(shop.name.to_owned(), shop.note)
                }
            }
            What::Earn { into, payer, amount, note, certain } => {
                let amount = amount.draw(chance);
                let into = Some(Leg { iban: into, amount });
                Entry { into, certain, ..blank(payer.to_owned(), Some(note)) }
            }
            What::Move { from, into, amount, note } => {
                let amount = amount.draw(chance);
                Entry {
                    out_of: Some(Leg { iban: from, amount }),
                    into: Some(Leg { iban: into, amount }),
                    ..blank(person.name(), Some(note))
                }
            }
            What::Exchange { from, into, amount, rates: (low, high) } => {
                let sold = amount.draw(chance);
                let bought = sold * (low + chance.below(high - low + 1)) / 10_000;
                Entry {
                    out_of: Some(Leg { iban: from, amount: sold }),
                    into: Some(Leg { iban: into, amount: bought }),
                    ..blank("Currency exchange".to_owned(), None)
                }
            }
        })
    }
}

/// The way back, from what there is in the end.
struct Backwards {
    /// What was on each account behind the entries so far.
    balances: BTreeMap<&'static str, u64>,
    /// Newest first.
    entries: Vec<Entry>,
}

impl Backwards {
    /// Goes back to before an entry; and lets it be where its account would have been empty then,
    /// unless it was certain: then something went on behind it.
    fn before(&mut self, person: &Person, entry: Entry) {
        if let Some(into) = entry.into {
            if entry.certain {
                self.pass_on(person, &entry, into);
            }
            if !self.has_more(into.iban, into.amount) {
                return;
            }
            self.change(into.iban, |balance| balance - into.amount);
        }
        if let Some(out_of) = entry.out_of {
            self.change(out_of.iban, |balance| balance + out_of.amount);
        }
        self.entries.push(entry);
    }

    /// Has as much of an income go on at once as there is too little for behind it.
    fn pass_on(&mut self, person: &Person, income: &Entry, into: Leg) {
        let surplus = &person.surplus;
        let rest = surplus.rest.draw(&mut Chance::of(person.surplus.saver.name, income.at));
        let there = self.balances.get(into.iban).copied().unwrap_or_default();
        let missing = (into.amount + rest).saturating_sub(there);
        if missing == 0 {
            return;
        }
        let amount = missing.next_multiple_of(surplus.step);
        let own = surplus.into.filter(|own| self.has_more(own, amount));
        let saver = &surplus.saver;
        self.change(into.iban, |balance| balance + amount);
        if let Some(own) = own {
            self.change(own, |balance| balance - amount);
        }
        self.entries.push(Entry {
            at: income.at,
            out_of: Some(Leg { iban: into.iban, amount }),
            into: own.map(|iban| Leg { iban, amount }),
            counterparty: own.map_or_else(|| saver.name.to_owned(), |_| person.name()),
            category: saver.category.filter(|_| own.is_none()),
            note: saver.note.map(str::to_owned),
            certain: false,
        });
    }

    fn has_more(&self, iban: &str, than: u64) -> bool {
        self.balances.get(iban).is_some_and(|balance| *balance > than)
    }

    fn change(&mut self, iban: &'static str, to: impl FnOnce(u64) -> u64) {
        let balance = self.balances.entry(iban).or_default();
        *balance = to(*balance);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::customers::CUSTOMERS;
    use crate::demo::life::Life;

    const DAY: u64 = 86_400_000;

    /// Goes through it forwards, as the ledger does.
    fn follow(person: &'static Person, now: u64) {
        let plan = Life::of(person, now).unwrap().plan;
        let mut balances: BTreeMap<_, _> =
            plan.openings.iter().map(|leg| (leg.iban, leg.amount)).collect();
        let mut before = plan.opened_at;
        for entry in &plan.entries {
            assert!((before..now).contains(&entry.at), "{now}: {}", entry.counterparty);
            before = entry.at;
            if let Some(leg) = entry.out_of {
                let left = balances[leg.iban].checked_sub(leg.amount).filter(|left| *left > 0);
                *balances.get_mut(leg.iban).unwrap() =
                    left.unwrap_or_else(|| panic!("{now}: {} is empty", leg.iban));
            }
            if let Some(leg) = entry.into {
                *balances.get_mut(leg.iban).unwrap() += leg.amount;
            }
        }
        for purse in person.purses {
            let balance: loggia_runtime::Money = purse.balance.parse().unwrap();
            assert_eq!(balances[purse.iban], balance.minor_units(), "{now}: {}", purse.name);
        }
    }

    #[test]
    fn at_whatever_time_a_year_ends_no_account_is_ever_empty() {
        let year_2028 = 1_830_297_600_000;
        let early = (0..10).map(|tenth| tenth * 37 * DAY + tenth);
        // All hours of the day, and all days of a leap year, are among them.
        let all_year = (0..250).map(|step| year_2028 + step * 35 * 3_600_000 + step * 61_001);
        for now in early.chain(all_year) {
            for person in CUSTOMERS {
                follow(person, now);
            }
        }
    }

    #[test]
    fn every_account_is_the_customers_own() {
        for person in CUSTOMERS {
            let own = |leg: &Leg| person.purses.iter().any(|purse| purse.iban == leg.iban);
            let plan = Life::of(person, 1_830_297_600_000).unwrap().plan;
            assert_eq!(plan.openings.len(), person.purses.len());
            for entry in &plan.entries {
                assert!(entry.out_of.iter().chain(&entry.into).all(own), "{}", entry.counterparty);
            }
        }
    }
}
