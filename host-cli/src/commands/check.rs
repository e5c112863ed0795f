//! `loggia check`

use std::process::ExitCode;

use anstream::println;
use anstyle::{AnsiColor, Style};

use super::print_json;
use crate::arguments::CheckOptions;
use crate::check::check;
use crate::check::code::{RULES, Rule, Severity};
use crate::problem::{self, Problem};

/// Exit codes of their own: 1 is what the review would refuse, 2 that it could not be checked.
pub(crate) fn run(options: &CheckOptions) -> anyhow::Result<ExitCode> {
    match run_or_fail(options) {
        Ok(code) => Ok(code),
        Err(error) => {
            problem::report(&error);
            Ok(ExitCode::from(2))
        }
    }
}

fn run_or_fail(options: &CheckOptions) -> anyhow::Result<ExitCode> {
    if options.rules {
        return list(options.json).map(|()| ExitCode::SUCCESS);
    }
    if let Some(code) = &options.explain {
        let named = |rule: &&Rule| rule.code.name() == code;
        let rule = RULES.iter().find(named).ok_or_else(|| {
            Problem::wrong_use(format!("there is no rule {code}"))
                .advice("loggia check --rules lists them")
        })?;
        explain(rule);
        return Ok(ExitCode::SUCCESS);
    }
    let report = check(options)?;
    if options.json {
        print_json(&report)?;
    } else {
        report.print();
    }
    let denied = report.errors > 0 || (options.deny.is_some() && report.warnings > 0);
    Ok(if denied { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn list(json: bool) -> anyhow::Result<()> {
    if json {
        return print_json(&RULES);
    }
    let bold = Style::new().bold();
    let dim = Style::new().dimmed();
    for rule in RULES {
        let grave = match rule.severity {
            Severity::Error => "",
            Severity::Warning => "  (a warning)",
        };
        println!("{bold}{:<17}{bold:#} {}{dim}{grave}{dim:#}", rule.code.name(), rule.says);
    }
    Ok(())
}

fn explain(rule: &Rule) {
    let colour = match rule.severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
    };
    let style = Style::new().bold().fg_color(Some(colour.into()));
    let grave = match rule.severity {
        Severity::Error => "The review refuses what breaks it.",
        Severity::Warning => {
            "The review asks about what breaks it; --deny warnings refuses it here."
        }
    };
    println!("{style}{}{style:#}: {}\n\n{}\n{grave}", rule.code.name(), rule.says, rule.why);
}
