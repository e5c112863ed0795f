//! Where the binary's imports and `loggia.toml` do not say the same.

use loggia_runtime::capability::Interface;
use loggia_runtime::package::{Import, Manifest};

use crate::problem::Problem;

/// One thing in which they differ, and how to mend it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// The code calls it, and the manifest does not ask for it.
    Unasked(&'static str),
    /// The manifest asks for it, and the code never calls it.
    Uncalled {
        interface: String,
        /// Where in `loggia.toml`, from 1.
        line: Option<usize>,
    },
    /// Loggia does not offer it.
    Unknown(String),
}

/// All differences, in the order of the imports and then of the manifest.
pub(super) fn between(imports: &[Import], manifest: &Manifest, source: &str) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut called = Vec::new();
    for import in
        imports.iter().filter(|import| !import.functions.is_empty() && !import.is_closed_wasi())
    {
        called.push(import.interface.as_str());
        match Interface::named(&import.interface) {
            None => differences.push(Difference::Unknown(import.to_string())),
            Some(interface)
                if !interface.always && !manifest.capabilities.asks_for(interface.name) =>
            {
                differences.push(Difference::Unasked(interface.name));
            }
            Some(_) => {}
        }
    }
    let asked = manifest.capabilities.required.keys().chain(manifest.capabilities.optional.keys());
    for interface in asked.filter(|interface| !called.contains(&interface.as_str())) {
        let line =
            source.lines().position(|line| line.contains(interface.as_str())).map(|at| at + 1);
        differences.push(Difference::Uncalled { interface: interface.clone(), line });
    }
    differences
}

/// The differences as one problem, with the lines that mend it.
pub(super) fn problem(differences: &[Difference]) -> Problem {
    let mut text = String::from("loggia.toml does not say what the code does:");
    let mut advice = String::new();
    for difference in differences {
        match difference {
            Difference::Unasked(interface) => {
                text.push_str(&format!("\n- the code calls {interface}, which is not asked for"));
                advice.push_str(&format!(
                    "\nadd, with what it is for in each language that the mini-app speaks:\n\n\
                     [capabilities.required.\"{interface}\"]\nen = \"…\"\n"
                ));
            }
            Difference::Uncalled { interface, line } => {
                text.push_str(&format!(
                    "\n- {interface} is asked for, and the code never calls it"
                ));
                let at = line.map_or(String::new(), |line| format!(" (line {line})"));
                advice.push_str(&format!("\nremove {interface}{at}\n"));
            }
            Difference::Unknown(import) => {
                text.push_str(&format!(
                    "\n- the code imports {import}, which Loggia does not offer"
                ));
                advice.push_str(&format!(
                    "\nfind the dependency that needs {import}, and do without it\n"
                ));
            }
        }
    }
    Problem::new(text).advice(advice.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"app_id = "com.example.a"
name = "A"
version = "1.0.0"
locales = ["en"]
[partner]
id = "p"
name = "P"
[capabilities.required]
"loggia:storage/storage" = { en = "Keeps things." }
"#;

    fn import(name: &str, functions: &[&str]) -> Import {
        let version = "0.1.0".parse().ok();
        Import {
            interface: name.into(),
            version,
            functions: functions.iter().map(|name| (*name).into()).collect(),
        }
    }

    fn differences(imports: &[Import]) -> Vec<Difference> {
        between(imports, &toml::from_str(SOURCE).unwrap(), SOURCE)
    }

    #[test]
    fn what_agrees_makes_no_difference() {
        let imports = [
            import("loggia:storage/storage", &["get"]),
            import("loggia:types/types", &[]),
            import("loggia:platform/diagnostics", &["panicked"]),
        ];
        assert_eq!(differences(&imports), []);
    }

    #[test]
    fn each_difference_is_named_with_the_line_that_mends_it() {
        let found =
            differences(&[import("loggia:platform/log", &["write"]), import("env:x/y", &["z"])]);
        assert_eq!(
            found,
            [
                Difference::Unasked("loggia:platform/log"),
                Difference::Unknown("env:x/y@0.1.0".into()),
                Difference::Uncalled { interface: "loggia:storage/storage".into(), line: Some(9) },
            ]
        );
    }
}
