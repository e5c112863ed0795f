//! What is on screen: a file for each screen.

mod basket;
mod history;
mod menu;
mod order;
mod paying;
mod product;

use loggia_sdk::ui::{Banner, View, banner};
use serde::{Deserialize, Serialize};

use crate::menu::Product;
use crate::order::Order;
use crate::{Coffee, Msg};

/// Where the customer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Screen {
    Menu,
    Product(Product),
    Basket,
    Paying,
    /// The order of this id, which is paid.
    Order(String),
    /// The past orders; none while they can't be read.
    History(Option<Vec<Order>>),
}

impl Coffee {
    pub(crate) fn show(&self) -> View<Msg> {
        match &self.screen {
            Screen::Menu => self.menu_screen(),
            Screen::Product(product) => self.product_screen(*product),
            Screen::Basket => self.basket_screen(),
            Screen::Paying => match self.undecided() {
                Some(order) => self.paying_screen(order),
                None => self.basket_screen(),
            },
            Screen::Order(id) => match self.orders.iter().find(|order| order.id == *id) {
                Some(order) => self.order_screen(order),
                None => self.menu_screen(),
            },
            Screen::History(orders) => self.history_screen(orders.as_deref()),
        }
    }

    fn notice(&self) -> Option<Banner> {
        self.notice.map(|notice| banner(notice.text(self.words), notice.tone()).key("notice"))
    }
}
