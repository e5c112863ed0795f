//! What a customer does, as far as the screens let them.

use std::time::Duration;

use super::super::bank::Question;
use super::super::screen::Target;
use super::super::{Element, TestApp, inputs};
use super::{Builder, Tried, Trouble};
use crate::bindings::loggia::app::events::FieldValue;
use crate::bindings::loggia::payments::payments_initiate::PaymentStatus;
use crate::mini_app::MiniApp;
use crate::money::Money;

/// After this the host gives up on a request.
const PATIENCE: Duration = Duration::from_secs(30);

/// A walk through a mini-app, for [`denial_matrix`](super::denial_matrix).
///
/// Each step says whether it was done: one that the screen doesn't offer is left out, unless nothing is wrong
/// with any capability; then it fails the test. After each the screen must be usable.
#[derive(Debug)]
pub struct Walk<A> {
    /// None only while it is opened anew.
    app: Option<TestApp<A>>,
    cell: Option<Tried>,
}

impl<A: MiniApp> Walk<A> {
    /// Opens the mini-app with something wrong, or nothing.
    #[track_caller]
    pub(super) fn begin(mut builder: Builder<A>, cell: Option<&Tried>) -> Self {
        if let Some(Tried { interface, trouble }) = cell {
            builder.bank.beset(interface, *trouble);
        }
        let mut walk = Self { app: Some(builder.launch()), cell: cell.cloned() };
        walk.look("it was opened");
        walk
    }

    /// The interfaces that were called.
    pub(super) fn called(&self) -> Vec<String> {
        self.app().bank.called.iter().cloned().collect()
    }

    /// The mini-app, to look at.
    ///
    /// # Panics
    /// After a walk that has failed.
    #[must_use]
    pub fn app(&self) -> &TestApp<A> {
        match &self.app {
            Some(app) => app,
            None => panic!("the walk has failed"),
        }
    }

    /// Taps what has this label, as [`TestApp::tap`] does.
    #[track_caller]
    pub fn tap(&mut self, label: &str) -> bool {
        let found = self.reached(|target| target.label == label);
        let can = found.is_some_and(|one| one);
        self.act(&format!("tap {label:?}"), can, |app| app.tap(label))
    }

    /// Taps the first thing whose label has this in it.
    #[track_caller]
    pub fn tap_first(&mut self, part: &str) -> bool {
        let targets = self.app().screen.targets();
        let first = targets.into_iter().find(|target| {
            target.label.contains(part) && target.idle.is_none() && self.is_ready(target)
        });
        let what = format!("tap the first {part:?}");
        match first {
            Some(target) => self.act(&what, true, |app| app.tap_target(&target)),
            None => self.act(&what, false, |_| {}),
        }
    }

    /// Taps what has this label within what says `row`, as [`TestApp::tap_in`] does.
    #[track_caller]
    pub fn tap_in(&mut self, row: &str, label: &str) -> bool {
        let can = match self.app().screen.rows(row).as_slice() {
            &[row] => self
                .reached(|target| {
                    target.label == label && self.app().screen.is_inside(target.node, row)
                })
                .is_some_and(|one| one),
            _ => false,
        };
        self.act(&format!("tap {label:?} in {row:?}"), can, |app| app.tap_in(row, label))
    }

    /// Types into a field, as [`TestApp::fill`] does.
    #[track_caller]
    pub fn fill(&mut self, label: &str, text: &str) -> bool {
        let fits = |element: &Element, _| matches!(element, Element::TextField(_));
        let can = self.has_input(label, fits);
        self.act(&format!("fill in {label:?}"), can, |app| app.fill(label, text))
    }

    /// Chooses an option, as [`TestApp::choose`] does.
    #[track_caller]
    pub fn choose(&mut self, label: &str, option: &str) -> bool {
        let can = self.has_input(label, |element, _| {
            let options = match element {
                Element::Choice(options) => options,
                Element::MultiChoice(choice) => &choice.options,
                _ => return false,
            };
            options.iter().any(|own| self.app().screen.label(&own.label) == option)
        });
        self.act(&format!("choose {option:?}"), can, |app| app.choose(label, option))
    }

    /// Turns a checkbox or a switch, as [`TestApp::toggle`] does.
    #[track_caller]
    pub fn toggle(&mut self, label: &str) -> bool {
        let fits =
            |element: &Element, _| matches!(element, Element::Checkbox(_) | Element::Switch(_));
        let can = self.has_input(label, fits);
        self.act(&format!("turn {label:?}"), can, |app| app.toggle(label))
    }

    /// Sets a stepper, as [`TestApp::set`] does.
    #[track_caller]
    pub fn set(&mut self, label: &str, number: i64) -> bool {
        let can = self.has_input(label, |element, node| {
            let value = FieldValue::Integer(number);
            matches!(element, Element::Stepper(_))
                && inputs::problem(&self.app().screen, node, &value).is_none()
        });
        self.act(&format!("set {label:?}"), can, |app| app.set(label, number))
    }

    /// Enters a number, as [`TestApp::set_number`] does.
    #[track_caller]
    pub fn set_number(&mut self, label: &str, number: i64) -> bool {
        let fits = |element: &Element, _| matches!(element, Element::NumberField(_));
        let can = self.has_input(label, fits);
        self.act(&format!("enter {label:?}"), can, |app| app.set_number(label, number))
    }

    /// Enters an amount, as [`TestApp::set_money`] does.
    #[track_caller]
    pub fn set_money(&mut self, label: &str, amount: Money) -> bool {
        let can = self.has_input(label, |element, _| {
            let code = amount.currency();
            matches!(element, Element::MoneyField(field) if field.currency == code.code())
        });
        self.act(&format!("enter {label:?}"), can, |app| app.set_money(label, amount))
    }

    /// Enters a day, as [`TestApp::set_date`] does.
    #[track_caller]
    pub fn set_date(&mut self, label: &str, day: time::Date) -> bool {
        let fits = |element: &Element, _| matches!(element, Element::DateField(_));
        let can = self.has_input(label, fits);
        self.act(&format!("enter {label:?}"), can, |app| app.set_date(label, day))
    }

    /// Goes back.
    #[track_caller]
    pub fn back(&mut self) -> bool {
        self.act("go back", true, TestApp::back)
    }

    /// Consents on the bank's sheet; with the consent in trouble, refuses, or lets the sheet expire.
    #[track_caller]
    pub fn consent(&mut self) -> bool {
        let can = self.app().asks_for_consent();
        self.act("consent", can, TestApp::consent)
    }

    /// Picks an account on the bank's sheet; with the picker in trouble, none.
    #[track_caller]
    pub fn pick_account(&mut self, nickname: &str) -> bool {
        let is_there = self.app().bank.account_named(nickname).is_some();
        let can = self.app().picker().is_some();
        let trouble = self.trouble_with(|interface| interface == "loggia:accounts/account-picker");
        let picks = is_there && trouble.is_none();
        self.act("pick an account", can, |app| {
            if picks { app.pick_account(nickname) } else { app.pick_none() }
        })
    }

    /// Ticks all claims on the bank's sheet, and shares them; with the claims in trouble, shares nothing, or lets
    /// the sheet expire.
    #[track_caller]
    pub fn share(&mut self) -> bool {
        let can = self.app().claims_sheet().is_some();
        let trouble =
            self.trouble_with(|interface| interface == "loggia:identity/identity-verified");
        self.act("share claims", can, |app| match trouble {
            Some(Trouble::Withdrawn) => app.share_nothing(),
            Some(Trouble::Slow) => app.expire_claims(),
            _ => app.share_all(),
        })
    }

    /// Confirms the payment on the bank's sheet; with payments in trouble, declines it, or lets it expire.
    #[track_caller]
    pub fn confirm(&mut self) -> bool {
        let can = self.app().sheet().is_some();
        let trouble =
            self.cell.as_ref().filter(|cell| cell.interface.starts_with("loggia:payments/"));
        let trouble = trouble.map(|cell| cell.trouble);
        self.act("confirm the payment", can, |app| match trouble {
            Some(Trouble::Withdrawn) => app.decline(),
            Some(Trouble::Slow) => app.expire(),
            _ => app.confirm(),
        })
    }

    /// The payment under way settles.
    #[track_caller]
    pub fn settle(&mut self) -> bool {
        let mut payments = self.app().payments().into_iter();
        let settling = [Some(PaymentStatus::Acsp), Some(PaymentStatus::Pdng)];
        let can = payments.any(|payment| settling.contains(&payment.status));
        self.act("have the payment settle", can, TestApp::settle)
    }

    /// Time passes.
    #[track_caller]
    pub fn advance(&mut self, by: Duration) -> bool {
        self.act("wait", true, |app| app.advance(by))
    }

    /// Opens the mini-app anew, in a session of its own.
    ///
    /// # Panics
    /// When the screen is not usable.
    #[track_caller]
    pub fn reopen(&mut self) {
        self.app = self.app.take().map(TestApp::reopen);
        self.look("it was opened again");
    }

    #[track_caller]
    fn act(&mut self, what: &str, can: bool, doing: impl FnOnce(&mut TestApp<A>)) -> bool {
        if !can {
            assert!(
                self.cell.is_some(),
                "nobody can {what}, though nothing is wrong\n{}",
                self.app().tree()
            );
            return false;
        }
        if let Some(app) = &mut self.app {
            doing(app);
        }
        self.look(what);
        true
    }

    /// Looks at the screen, and at what becomes of it when the host has lost its patience.
    #[track_caller]
    fn look(&mut self, after: &str) {
        self.expect_usable(after, "");
        let Some(Tried { interface, trouble }) = self.cell.clone() else { return };
        let Some(app) = &mut self.app else { return };
        match trouble {
            Trouble::Withdrawn if app.asks_for_consent_to(&interface) => {
                app.refuse_consent();
                self.expect_usable(after, ", and the consent was refused");
            }
            Trouble::Slow => {
                if app.asks_for_consent_to(&interface) {
                    app.expire_consent();
                }
                if app.bank.give_up_waiting() {
                    app.advance(PATIENCE);
                    app.deliver_answers();
                    self.expect_usable(after, ", and the host had given up");
                }
            }
            _ => {}
        }
    }

    #[track_caller]
    fn expect_usable(&self, after: &str, more: &str) {
        if let Err(lack) = self.app().is_usable() {
            panic!("{lack}, after {after}{more}\n{}", self.app().tree());
        }
    }

    fn trouble_with(&self, is_it: impl Fn(&str) -> bool) -> Option<Trouble> {
        self.cell.as_ref().filter(|cell| is_it(&cell.interface)).map(|cell| cell.trouble)
    }

    /// Whether what fits acts, and means one thing; none if nothing fits.
    fn reached(&self, fits: impl Fn(&Target) -> bool) -> Option<bool> {
        let targets = self.app().screen.targets();
        let fitting: Vec<&Target> = targets.iter().filter(|target| fits(target)).collect();
        let first = fitting.first()?;
        let one = fitting.iter().all(|target| target.action == first.action);
        Some(one && first.idle.is_none() && self.is_ready(first))
    }

    /// Whether the rules of a form are kept.
    fn is_ready(&self, target: &Target) -> bool {
        let app = self.app();
        !target.submits || app.entered.problems(&app.screen, target.node).is_empty()
    }

    fn has_input(&self, label: &str, fits: impl Fn(&Element, usize) -> bool) -> bool {
        let screen = &self.app().screen;
        let labelled = |node: &usize| screen.input(*node).is_some_and(|input| input.label == label);
        let nodes: Vec<usize> = screen
            .nodes()
            .filter(labelled)
            .filter(|&node| fits(screen.element(node), node))
            .collect();
        matches!(nodes.as_slice(), &[node] if self.app().is_input_enabled(node))
    }
}

impl<A: MiniApp> TestApp<A> {
    /// Whether the bank's sheet asks for a consent to this interface.
    fn asks_for_consent_to(&self, interface: &str) -> bool {
        let waits = |question: &Question| question.interface() == interface;
        self.asks_for_consent() && self.bank.open.iter().any(|request| waits(&request.question))
    }
}
