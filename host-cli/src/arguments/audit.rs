use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::LookOptions;

/// Look into the bank's audit log, keep it honest, and make receipts of it
///
/// Every decision on a payment is a leaf of a log that cannot be rewritten unnoticed: a Merkle tree
/// (RFC 6962) whose root is signed in checkpoints (C2SP). The key lies in the folder keys beside the bank.
/// Whoever has that key could still sign another history; a witness who keeps checkpoints elsewhere
/// finds it, so keep some where the bank's machine cannot write.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia audit show
  loggia audit witness /media/usb/heads.txt          keep the newest checkpoint there
  loggia audit verify --against /media/usb/heads.txt
  loggia audit receipt 3f0c…9a --out receipt.json
  loggia audit check-receipt receipt.json --key bank.key
A key is printed by loggia audit key.")]
pub(crate) struct AuditOptions {
    #[command(subcommand)]
    pub(crate) what: AuditCommand,
    #[command(flatten)]
    pub(crate) look: LookOptions,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// All leaves, the oldest first
    Show,
    /// Work the whole log out anew, and compare it with its checkpoints, the books and a witness
    Verify {
        /// What a witness kept: loggia audit witness FILE
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
        /// The witness' public key, or a file with it: all that it kept must be cosigned
        #[arg(long, value_name = "KEY|FILE", requires = "against")]
        witness_key: Option<String>,
    },
    /// Print the public key by which checkpoints and receipts are checked
    Key,
    /// Print the newest checkpoint, a signed note
    Checkpoint,
    /// Print a payment's receipt, which anybody can check without the bank
    Receipt {
        /// The payment's id, as in loggia audit show
        #[arg(value_name = "PAYMENT")]
        payment: String,
        /// Write it to FILE instead
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Say what a receipt proves; no bank is needed
    CheckReceipt {
        /// The receipt
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The public key of the bank's log, or a file with it
        #[arg(long, value_name = "KEY|FILE")]
        key: String,
    },
    /// Add the newest checkpoint to a witness' file, if the log continues all that is in it
    Witness {
        /// The witness' file; made where there is none
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Cosign it with the secret key in FILE; made where there is none
        #[arg(long, value_name = "FILE")]
        cosign: Option<PathBuf>,
    },
}
