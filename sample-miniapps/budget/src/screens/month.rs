use loggia_sdk::Currency;
use loggia_sdk::ui::{
    Banner, Cell, Chart, ChartKind, Choice, ChoiceOption, Column, IconName, KeyValues, Label, List,
    Moment, Section, Sensitivity, Size, Stack, Tone, View, banner, button, chart, choice,
    empty_state, heading, key_values, list, list_item, row, section, text,
};

use crate::category::{Category, Side};
use crate::ledger::{MONTHS, Total};
use crate::{Account, Budget, Msg};

impl Budget {
    pub(super) fn month_screen(&self, accounts: &[Account]) -> View<Msg> {
        let words = self.words;
        let name = self.month.name(words);
        let parts = self.currencies();
        let in_parts = parts.len() > 1;
        let sums: Vec<_> = parts
            .iter()
            .filter_map(|(currency, accounts)| self.in_currency(*currency, accounts, in_parts))
            .collect();
        let empty = sums
            .is_empty()
            .then(|| empty_state(IconName::Receipt, words.nothing_in(&name), ()).key("empty"));
        let hello = self
            .name
            .as_ref()
            .map(|name| heading(words.hello(name)).sensitivity(Sensitivity::Personal).key("hello"));
        View::new(
            "month",
            name.as_str(),
            (
                self.notice(),
                self.what_is_missing(),
                hello,
                self.months(&name),
                (accounts.len() > 1).then(|| self.account_choice(accounts)),
                empty,
                sums,
                self.goal_card(),
                self.can_greet.then(|| button(words.greet_me(), Msg::GreetMe).key("greet-me")),
                text(words.as_of(Moment::date_time(self.read_at))).size(Size::Small).key("as-of"),
                button(words.read_again(), Msg::ReadAll).key("read-again"),
            ),
        )
    }

    fn what_is_missing(&self) -> Vec<Banner> {
        let words = self.words;
        let gaps = self.gaps;
        let gap = |is: bool, text: &str, key| is.then(|| banner(text, Tone::Info).key(key));
        let foreign = u64::from(gaps.foreign);
        [
            gap(gaps.unread, words.not_all_read(), "unread"),
            gap(gaps.credits, words.no_credits(), "no-credits"),
            gap(gaps.details, words.no_details(), "no-details"),
            gap(gaps.accounts, words.too_many_accounts(), "accounts"),
            gap(foreign > 0, &words.foreign(foreign), "foreign"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn months(&self, name: &str) -> Stack<Msg> {
        let words = self.words;
        let place = self.place_of_month();
        row((
            button(words.previous(), Msg::Previous).enabled(place > 0).key("previous"),
            heading(name).key("month"),
            button(words.next(), Msg::Next).enabled(place + 1 < MONTHS).key("next"),
        ))
        .wrap()
        .key("months")
    }

    fn account_choice(&self, accounts: &[Account]) -> Choice<Msg> {
        let words = self.words;
        let all = ChoiceOption::new("all", words.all_accounts()).selected(self.filter.is_none());
        let options = accounts.iter().zip(0u8..).map(|(account, place)| {
            ChoiceOption::new(place.to_string(), account.name.as_str())
                .selected(self.filter == Some(place))
        });
        choice("account", words.account(), std::iter::once(all).chain(options))
            .on_change(Msg::Filter)
            .sensitivity(Sensitivity::Personal)
            .key("account")
    }

    /// The sums of the accounts of one currency; nothing if there are none.
    fn in_currency(
        &self,
        currency: Currency,
        accounts: &[u8],
        in_parts: bool,
    ) -> Option<Section<Msg>> {
        let words = self.words;
        let month = self.place_of_month();
        let spent = self.ledger.side(month, accounts, Side::Debits);
        let came_in = self.ledger.side(month, accounts, Side::Credits);
        if spent.count + came_in.count == 0 {
            return None;
        }
        let title =
            if in_parts { words.in_currency(currency.code()) } else { words.overview().to_owned() };
        let part = |title, side, whole: Total, key| {
            (whole.count > 0)
                .then(|| section(title, self.categories(currency, accounts, side, whole)).key(key))
        };
        let content = (
            self.summary(currency, came_in, spent),
            part(words.spending(), Side::Debits, spent, "spending"),
            part(words.incoming(), Side::Credits, came_in, "incoming"),
            self.by_month(currency, accounts),
        );
        Some(section(title, content).key(["in-", currency.code()].concat()))
    }

    fn summary(&self, currency: Currency, came_in: Total, spent: Total) -> KeyValues {
        let words = self.words;
        let (came_in, spent) = (came_in.money(currency), spent.money(currency));
        let mut lines = vec![(words.spent(), Label::from(spent))];
        if !self.gaps.credits {
            lines.insert(0, (words.came_in(), Label::from(came_in)));
            lines.push(match (came_in.minus(spent), spent.minus(came_in)) {
                (Ok(left), _) => (words.left_over(), Label::from(left)),
                (_, Ok(more)) => (words.overspent(), Label::from(more)),
                _ => (words.left_over(), Label::empty()),
            });
        }
        key_values(lines).sensitivity(Sensitivity::Personal).key("summary")
    }

    /// The categories of a side, the largest first: as a chart, and each to be looked into.
    fn categories(
        &self,
        currency: Currency,
        accounts: &[u8],
        side: Side,
        whole: Total,
    ) -> (Chart, List<Msg>) {
        let words = self.words;
        let month = self.place_of_month();
        let mut totals: Vec<(Category, Total)> = Category::ALL
            .into_iter()
            .filter(|category| category.side() == side)
            .map(|category| (category, self.ledger.total(month, accounts, category)))
            .filter(|(_, total)| total.count > 0)
            .collect();
        totals.sort_by_key(|(_, total)| std::cmp::Reverse(total.minor));
        let title = match side {
            Side::Debits => words.spending(),
            Side::Credits => words.incoming(),
        };
        let columns = [Column::text(words.the_category()), Column::amount(title, currency)];
        let bars = totals.iter().map(|(category, total)| -> [Cell; 2] {
            [category.name(words).into(), total.money(currency).into()]
        });
        let bars = chart(ChartKind::Bar, title, columns, bars)
            .sensitivity(Sensitivity::Personal)
            .key("chart");
        let item_of = |(category, total): (Category, Total)| {
            let percent = (u64::from(total.permille_of(whole)) + 5) / 10;
            let payments = words.payments(u64::from(total.count));
            list_item(category.name(words))
                .subtitle(words.share(&payments, percent))
                .trailing(total.money(currency))
                .on_tap(Msg::Open(category, currency))
                .sensitivity(Sensitivity::Personal)
                .key(["category-", &category.index().to_string()].concat())
        };
        (bars, list(totals.into_iter().map(item_of)).key("categories"))
    }

    /// What came in and went out in each month that is known.
    fn by_month(&self, currency: Currency, accounts: &[u8]) -> Chart {
        let words = self.words;
        let mut columns =
            vec![Column::text(words.the_month()), Column::amount(words.spent(), currency)];
        if !self.gaps.credits {
            columns.insert(1, Column::amount(words.came_in(), currency));
        }
        let months = (0..MONTHS).map(|place| {
            let side = |side| self.ledger.side(place, accounts, side).money(currency);
            let name = self.first_month.later(u32::from(place)).name(words);
            let mut row = vec![Cell::from(name), side(Side::Debits).into()];
            if !self.gaps.credits {
                row.insert(1, side(Side::Credits).into());
            }
            row
        });
        chart(ChartKind::Line, words.by_month(), columns, months)
            .sensitivity(Sensitivity::Personal)
            .key("by-month")
    }

    fn place_of_month(&self) -> u8 {
        let after = self.month.months_after(self.first_month).unwrap_or(0);
        u8::try_from(after).unwrap_or(0).min(MONTHS - 1)
    }
}
