//! The user's part: looking, tapping, filling in.

use super::bank::Cause;
use super::screen::Target;
use super::{Element, TestApp, inputs, wire};
use crate::bindings::loggia::app::events::{FieldValue, UserAction};
use crate::bindings::loggia::app::ui::ChoiceOption;
use crate::mini_app::MiniApp;
use crate::money::Money;

impl<A: MiniApp> TestApp<A> {
    /// The name of the screen.
    #[must_use]
    pub fn screen(&self) -> &str {
        &self.screen.view.screen
    }

    /// The title in the bank's frame.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.screen.view.title
    }

    /// All that is to be read on screen, a line each.
    #[must_use]
    pub fn text(&self) -> String {
        self.screen.text()
    }

    /// The screen's elements as an indented tree, for a look or a snapshot.
    #[must_use]
    pub fn tree(&self) -> String {
        self.screen.tree()
    }

    /// The assets that the screen shows.
    #[must_use]
    pub fn assets(&self) -> Vec<String> {
        let images = self.screen.nodes().filter_map(|node| match self.screen.element(node) {
            Element::Image(image) => Some(image.asset.clone()),
            _ => self.screen.item(node)?.image.clone(),
        });
        images.collect()
    }

    /// Whether something on screen says this, perhaps among other words.
    #[must_use]
    pub fn shows(&self, text: &str) -> bool {
        self.screen.nodes().any(|node| self.screen.texts(node).iter().any(|own| own.contains(text)))
    }

    /// Fails the test unless the screen says this.
    ///
    /// # Panics
    /// When it doesn't.
    #[track_caller]
    pub fn expect_text(&self, text: &str) {
        assert!(self.shows(text), "{text:?} is not on screen\n{}", self.tree());
    }

    /// Fails the test if the screen says this.
    ///
    /// # Panics
    /// When it does.
    #[track_caller]
    pub fn expect_no_text(&self, text: &str) {
        assert!(!self.shows(text), "{text:?} is on screen\n{}", self.tree());
    }

    /// Whether what has this label acts when it is tapped.
    ///
    /// # Panics
    /// When nothing has this label.
    #[must_use]
    #[track_caller]
    pub fn is_enabled(&self, label: &str) -> bool {
        self.target(label, None).idle.is_none()
    }

    /// Taps what has this label: a button, a line of a list, a card, or a form's button, for which the form's
    /// rules must be kept.
    ///
    /// # Panics
    /// When there is no such thing, several, or it doesn't act; or when the step fails.
    #[track_caller]
    pub fn tap(&mut self, label: &str) {
        let target = self.target(label, None);
        self.tap_target(&target);
    }

    /// Taps what has this label within the list item, card or section that says `row`.
    ///
    /// # Panics
    /// As [`tap`](Self::tap); or when there is no such row, or several.
    #[track_caller]
    pub fn tap_in(&mut self, row: &str, label: &str) {
        let rows = self.screen.rows(row);
        let &[row] = rows.as_slice() else {
            panic!("{} rows say {row:?}\n{}", rows.len(), self.tree())
        };
        let target = self.target(label, Some(row));
        self.tap_target(&target);
    }

    /// Closes the dialog on screen without an answer.
    ///
    /// # Panics
    /// When there is none, it can't be dismissed, or the step fails.
    #[track_caller]
    pub fn dismiss(&mut self) {
        let action = self.screen.dialog().and_then(|node| match self.screen.element(node) {
            Element::Dialog(dialog) => dialog.on_dismiss,
            _ => None,
        });
        let Some(action) = action else {
            panic!("there is no dialog that can be dismissed\n{}", self.tree())
        };
        self.act(action, Vec::new());
    }

    /// Types `text` into the field of this label, in place of what stands there.
    ///
    /// # Panics
    /// When there is no such field, it isn't enabled, or a step fails.
    #[track_caller]
    pub fn fill(&mut self, label: &str, text: &str) {
        let node =
            self.input(label, "text field", |element| matches!(element, Element::TextField(_)));
        self.enter(node, FieldValue::Text(text.to_owned()));
    }

    /// Chooses the option of a choice; of a multi-choice, adds it, or takes it back.
    ///
    /// # Panics
    /// When there is no such input or option, it isn't enabled, or a step fails.
    #[track_caller]
    pub fn choose(&mut self, label: &str, option: &str) {
        let is_choice =
            |element: &Element| matches!(element, Element::Choice(_) | Element::MultiChoice(_));
        let node = self.input(label, "choice", is_choice);
        let values = match self.input_element(node) {
            Element::MultiChoice(choice) => {
                let picked = self.option(&choice.options, option);
                let FieldValue::Choice(mut values) = self.entered.value(&self.screen, node) else {
                    return;
                };
                match values.iter().position(|value| *value == picked) {
                    Some(taken_back) => drop(values.remove(taken_back)),
                    None => values.push(picked),
                }
                let in_order = choice.options.iter().map(|option| option.value.clone());
                in_order.filter(|value| values.contains(value)).collect()
            }
            Element::Choice(options) => vec![self.option(options, option)],
            _ => return,
        };
        self.enter(node, FieldValue::Choice(values));
    }

    /// Turns a checkbox or a switch on or off.
    ///
    /// # Panics
    /// When there is no such input, it isn't enabled, or a step fails.
    #[track_caller]
    pub fn toggle(&mut self, label: &str) {
        let is_toggle =
            |element: &Element| matches!(element, Element::Checkbox(_) | Element::Switch(_));
        let node = self.input(label, "checkbox or switch", is_toggle);
        let FieldValue::On(on) = self.entered.value(&self.screen, node) else {
            return;
        };
        self.enter(node, FieldValue::On(!on));
    }

    /// Opens a tab, which a mini-app hears of where it asked to. What stands in other tabs, and in details that
    /// are closed, counts as on screen all the same.
    ///
    /// # Panics
    /// When there is no such tab, several, or it is behind a dialog; or when the step fails.
    #[track_caller]
    pub fn open_tab(&mut self, label: &str) {
        let tabs = self.screen.nodes().filter_map(|node| match self.screen.element(node) {
            Element::Tab(tab) if self.screen.label(&tab.label) == label => {
                Some((node, tab.on_open))
            }
            _ => None,
        });
        let tabs: Vec<_> = tabs.collect();
        let &[(node, on_open)] = tabs.as_slice() else {
            panic!("{} tabs have the label {label:?}, not one\n{}", tabs.len(), self.tree())
        };
        assert!(self.screen.acts(node), "{label:?} is behind a dialog\n{}", self.tree());
        if let Some(action) = on_open {
            self.act(action, Vec::new());
        }
    }

    /// The rows of the table or the chart of this label as they are read, the titles first.
    ///
    /// # Panics
    /// When there is no such table or chart, or several.
    #[must_use]
    #[track_caller]
    pub fn table(&self, label: &str) -> Vec<Vec<String>> {
        let data = self.screen.nodes().filter_map(|node| self.screen.data(node));
        let named: Vec<_> = data.filter(|data| data.label == label).collect();
        let &[data] = named.as_slice() else {
            panic!("{} tables have the label {label:?}, not one\n{}", named.len(), self.tree())
        };
        self.screen.rows_of(data)
    }

    /// Enters a number into the number field of this label, in units of its last decimal.
    ///
    /// # Panics
    /// When there is no such field, it isn't enabled, or a step fails.
    #[track_caller]
    pub fn set_number(&mut self, label: &str, number: i64) {
        let is_field = |element: &Element| matches!(element, Element::NumberField(_));
        let node = self.input(label, "number field", is_field);
        self.enter(node, FieldValue::Number(Some(number)));
    }

    /// Enters an amount into the money field of this label.
    ///
    /// # Panics
    /// When there is no such field, it isn't enabled, is for another currency, or a step fails.
    #[track_caller]
    pub fn set_money(&mut self, label: &str, amount: Money) {
        let is_field = |element: &Element| matches!(element, Element::MoneyField(_));
        let node = self.input(label, "money field", is_field);
        if let Element::MoneyField(field) = self.screen.element(node) {
            let code = amount.currency();
            assert_eq!(
                code.code(),
                field.currency,
                "{label:?} is for amounts in {}",
                field.currency
            );
        }
        self.enter(node, FieldValue::Money(Some(amount.to_wire())));
    }

    /// Enters a day into the date field of this label.
    ///
    /// # Panics
    /// When there is no such field, it isn't enabled, or a step fails.
    #[track_caller]
    pub fn set_date(&mut self, label: &str, day: time::Date) {
        let is_field = |element: &Element| matches!(element, Element::DateField(_));
        let node = self.input(label, "date field", is_field);
        self.enter(node, FieldValue::Date(Some(crate::date::to_wire(day))));
    }

    /// Leaves the number, money or date field of this label empty.
    ///
    /// # Panics
    /// When there is no such field, it isn't enabled, or a step fails.
    #[track_caller]
    pub fn clear(&mut self, label: &str) {
        let is_field = |element: &Element| {
            matches!(
                element,
                Element::NumberField(_) | Element::MoneyField(_) | Element::DateField(_)
            )
        };
        let node = self.input(label, "number, money or date field", is_field);
        let empty = match self.input_element(node) {
            Element::NumberField(_) => FieldValue::Number(None),
            Element::MoneyField(_) => FieldValue::Money(None),
            _ => FieldValue::Date(None),
        };
        self.enter(node, empty);
    }

    /// Sets a stepper or a slider to a number.
    ///
    /// # Panics
    /// When there is no such stepper or slider, it isn't enabled, doesn't reach the number, or a step fails.
    #[track_caller]
    pub fn set(&mut self, label: &str, number: i64) {
        let is_one =
            |element: &Element| matches!(element, Element::Stepper(_) | Element::Slider(_));
        let node = self.input(label, "stepper or slider", is_one);
        let value = FieldValue::Integer(number);
        if let Some(problem) = inputs::problem(&self.screen, node, &value) {
            panic!("{problem}, not {number}\n{}", self.tree());
        }
        self.enter(node, value);
    }

    /// What the host says at the fields of the form whose button has this label; nothing if it may be submitted.
    ///
    /// # Panics
    /// When there is no such form.
    #[must_use]
    #[track_caller]
    pub fn problems(&self, submit_label: &str) -> Vec<String> {
        let target = self.target(submit_label, None);
        assert!(target.submits, "{submit_label:?} does not submit a form\n{}", self.tree());
        self.entered.problems(&self.screen, target.node)
    }

    #[track_caller]
    fn target(&self, label: &str, within: Option<usize>) -> Target {
        let targets = self.screen.targets();
        let reached: Vec<&Target> = targets
            .iter()
            .filter(|target| within.is_none_or(|row| self.screen.is_inside(target.node, row)))
            .collect();
        let mut fitting = reached.iter().filter(|target| target.label == label);
        let Some(first) = fitting.next() else {
            let labels: Vec<&str> = reached.iter().map(|target| target.label.as_str()).collect();
            panic!("nothing to tap says {label:?}, but {labels:?}\n{}", self.tree());
        };
        if fitting.any(|other| other.action != first.action) {
            panic!("several things say {label:?}: use tap_in to say which\n{}", self.tree());
        }
        (*first).clone()
    }

    #[track_caller]
    pub(super) fn tap_target(&mut self, target: &Target) {
        if let Some(why) = target.idle {
            panic!("{:?} {why}\n{}", target.label, self.tree());
        }
        if !target.submits {
            return self.act(target.action, Vec::new());
        }
        let problems = self.entered.problems(&self.screen, target.node);
        assert!(problems.is_empty(), "the form can't be submitted: {problems:?}\n{}", self.tree());
        let fields = self.entered.of_form(&self.screen, target.node);
        self.act(target.action, fields);
    }

    #[track_caller]
    fn input(&self, label: &str, kind: &str, fits: impl Fn(&Element) -> bool) -> usize {
        let labelled =
            |node: &usize| self.screen.input(*node).is_some_and(|input| input.label == label);
        let nodes: Vec<usize> = self
            .screen
            .nodes()
            .filter(labelled)
            .filter(|&node| fits(self.screen.element(node)))
            .collect();
        let &[node] = nodes.as_slice() else {
            panic!(
                "{} {kind} inputs have the label {label:?}, not one\n{}",
                nodes.len(),
                self.tree()
            );
        };
        assert!(self.is_input_enabled(node), "{label:?} can't be changed now\n{}", self.tree());
        node
    }

    #[track_caller]
    fn option(&self, options: &[ChoiceOption], label: &str) -> String {
        match options.iter().find(|option| self.screen.label(&option.label) == label) {
            Some(option) => option.value.clone(),
            None => panic!("there is no option {label:?}\n{}", self.tree()),
        }
    }

    #[track_caller]
    fn enter(&mut self, node: usize, value: FieldValue) {
        self.entered.set(&self.screen, node, value.clone());
        let Some(input) = self.screen.input(node) else {
            return;
        };
        if let Some(action) = input.on_change {
            let fields = vec![(input.name.clone(), value)];
            self.act(action, fields);
        }
    }

    #[track_caller]
    fn act(&mut self, action: u32, fields: Vec<(String, FieldValue)>) {
        let Some(action) = self.screen.view.actions.get(action as usize).cloned() else {
            panic!("the view names an action that it doesn't have\n{}", self.tree());
        };
        self.step(wire::Kind::Action(UserAction { action, fields }), Cause::User, None);
        self.deliver_answers();
    }
}
