use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::check::code::RULES;

/// Say what the bank's review would find, and what to change
///
/// A folder is built first. Manifest, rights and sizes are read; then the mini-app is opened by a made-up
/// customer, again and again: by the scripts in tests/*.txt, by random walks, and by both with each
/// capability refused, declined by the user, too slow, out of order, empty and full in turn. Whatever
/// breaks a rule is said with its place and its remedy.
///
/// It is granted what grant.toml grants; without one, all that it asks for. The partner's server is the one
/// in the folder server; without one nothing is sent, and its requests are answered unavailable.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia check
  loggia check sample-miniapps/coffee --deny warnings
  loggia check coffee-1.0.0.wasm --script order.txt --json | jq '.findings[].code'
  loggia check --rules
  loggia check --explain unused-right

Exit codes: 0 clean, 1 there is what the review would refuse, 2 it could not be checked.")]
pub(crate) struct CheckOptions {
    /// A project's folder, or a package
    #[arg(value_name = "PATH|FILE", default_value = ".")]
    pub(crate) path: PathBuf,
    /// What the bank grants to the mini-app [default: grant.toml beside it]
    #[arg(long, value_name = "FILE")]
    pub(crate) grant: Option<PathBuf>,
    /// A script to play, in English; can be said again [default: tests/*.txt of the project]
    #[arg(long, value_name = "FILE")]
    pub(crate) script: Vec<PathBuf>,
    /// Random walks
    #[arg(long, value_name = "COUNT", default_value_t = 5)]
    pub(crate) walks: usize,
    /// Moves of a walk
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub(crate) moves: usize,
    /// By which the walks go; the next one goes by the next number
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
    /// When the walks' clock starts, such as 2026-01-15T09:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<jiff::Timestamp>,
    /// Leave out what breaks a rule on purpose, by its code; can be said again
    #[arg(long, value_name = "CODE", value_parser = allowable(), hide_possible_values = true)]
    pub(crate) allow: Vec<String>,
    /// Exit with 1 for warnings too
    #[arg(long, value_name = "WHAT", value_parser = ["warnings"])]
    pub(crate) deny: Option<String>,
    /// Print the report as JSON, which keeps its form as long as its number "schema"
    #[arg(long)]
    pub(crate) json: bool,
    /// List all rules by their codes, and check nothing
    #[arg(long, conflicts_with = "explain")]
    pub(crate) rules: bool,
    /// Tell why there is a rule, and how to keep it, and check nothing
    #[arg(
        long,
        value_name = "CODE",
        value_parser = codes(),
        hide_possible_values = true,
        conflicts_with = "json"
    )]
    pub(crate) explain: Option<String>,
}

/// The codes of all rules.
fn codes() -> PossibleValuesParser {
    RULES.iter().map(|rule| rule.code.name()).collect::<Vec<_>>().into()
}

/// The codes of the rules without which there is still something to check.
fn allowable() -> PossibleValuesParser {
    let rules = RULES.iter().filter(|rule| !rule.code.ends_the_check());
    rules.map(|rule| rule.code.name()).collect::<Vec<_>>().into()
}
