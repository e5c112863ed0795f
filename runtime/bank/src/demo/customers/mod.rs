//! The customers themselves, a file each.
//!
//! Amounts are in minor units of the account's currency. The IBANs are of a bank code that nobody
//! has.

mod alice;
mod bob;
mod carla;
mod dev;

use super::person::Person;

/// In the order in which their accounts are opened.
pub(super) static CUSTOMERS: [&Person; 4] = [&alice::ALICE, &bob::BOB, &carla::CARLA, &dev::DEV];
