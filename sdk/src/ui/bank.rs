use super::Node;
use super::content::leaf;
use super::node::{Meta, element};
use crate::bindings::loggia::app::ui as wire;

/// An account of the customer as the bank shows it.
#[derive(Clone, Debug)]
pub struct AccountChip {
    meta: Meta,
    account: String,
}

/// Something that is masked until the customer asks to see it.
#[derive(Clone, Debug)]
pub struct SecretValue {
    meta: Meta,
    secret: wire::SecretValue,
}

/// An account of the customer as the bank shows it: by its [`id`](crate::OwnAccount::id), from the bank's own
/// data. The mini-app learns nothing by it.
pub fn account_chip(account: impl Into<String>) -> AccountChip {
    AccountChip { meta: Meta::new(), account: account.into() }
}

/// Something that is masked until the customer asks the host to show it, and that no log and no journal tells:
/// 1 to 200 bytes. `label` is what it is, and always shown.
pub fn secret_value(label: impl Into<String>, value: impl Into<String>) -> SecretValue {
    let secret = wire::SecretValue { label: label.into(), value: value.into() };
    SecretValue { meta: Meta::new(), secret }
}

impl AccountChip {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::AccountChip(self.account))
    }
}

impl SecretValue {
    fn into_node<M>(self) -> Node<M> {
        leaf(self.meta, wire::Element::SecretValue(self.secret))
    }
}

element!(AccountChip);
element!(SecretValue);
