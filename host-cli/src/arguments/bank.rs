use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::LookOptions;

/// Look into the bank on this machine
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia bank accounts
  loggia bank transfers --json
  loggia bank consents --user alice
  loggia bank claims --json
  loggia bank authenticators alice
  loggia bank verify --data /tmp/trial
  loggia bank backup /media/usb/bank.sqlite3
  loggia bank erase alice
  loggia bank rotate-key")]
pub(crate) struct BankOptions {
    #[command(subcommand)]
    pub(crate) what: BankCommand,
    #[command(flatten)]
    pub(crate) look: LookOptions,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BankCommand {
    /// All accounts, with what is on them
    Accounts,
    /// All transfers, the oldest first
    Transfers,
    /// All payments that mini-apps asked for, and what became of them
    Payments,
    /// What customers have the bank itself pay every month
    StandingOrders,
    /// What customers let mini-apps see, with what they were asked; the newest first
    Consents {
        /// Of this customer alone
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
    },
    /// Take a customer's consent back, as they may at any time: the mini-app sees nothing from then on
    Withdraw {
        /// The customer
        #[arg(value_name = "USER")]
        user: String,
        /// Which: as loggia bank consents shows it
        #[arg(value_name = "CONSENT")]
        consent: String,
    },
    /// What mini-apps asked customers to tell them, and what they were told; the newest first
    Claims {
        /// Of this customer alone
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
    },
    /// What a customer signs payments with
    Authenticators {
        /// The customer
        #[arg(value_name = "USER")]
        user: String,
    },
    /// Take an authenticator away from a customer who lost it: it signs for nothing from then on
    Revoke {
        /// The customer
        #[arg(value_name = "USER")]
        user: String,
        /// Which: as loggia bank authenticators shows it
        #[arg(value_name = "AUTHENTICATOR", allow_hyphen_values = true)]
        authenticator: String,
    },
    /// Cancel a customer's scheduled payment, as they may until its day: nothing is paid then
    Cancel {
        /// The customer
        #[arg(value_name = "USER")]
        user: String,
        /// Which: as loggia bank payments shows it
        #[arg(value_name = "PAYMENT")]
        payment: String,
    },
    /// Work all balances out anew, and say whether the books balance
    Verify,
    /// Write all of the bank into a new file, while it goes on
    ///
    /// The file is a bank itself: to restore it, put it in the place of bank.sqlite3 while nothing runs.
    /// Keys are not in it, and without them it does not open: keep the folder keys too, somewhere else,
    /// and put it beside the bank then.
    Backup {
        /// The new file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Erase a customer: all that is theirs goes, and the books stay without them
    ///
    /// What the law makes a bank keep, amounts and times, stays under a random name. Older backups still
    /// have everything: throw them away when their time is over.
    Erase {
        /// The customer
        #[arg(value_name = "USER")]
        user: String,
        /// Book what is on their accounts to the bank's settlement account; without, nobody with money
        /// is erased
        #[arg(long)]
        close: bool,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Make a new version of the key under which customers' data is encrypted
    ///
    /// All data keys are wrapped anew while the bank goes on. Backups that were made before need the older
    /// versions, which stay in the folder keys.
    RotateKey {
        /// Destroy the older versions: backups that were made before cannot be opened any more
        #[arg(long)]
        destroy_old: bool,
    },
}
