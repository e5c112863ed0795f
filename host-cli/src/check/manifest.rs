//! `loggia.toml`: its form, and where in it something stands.

use std::ops::Range;

use loggia_runtime::capability::{INTERFACES, Interface};
use loggia_runtime::package::{Import, Manifest, ManifestProblem};
use toml::de::DeTable;

use super::code::Code;
use super::finding::{Finding, Findings, Source, Spot};
use super::words;

/// What the manifest is called in a project.
pub(crate) const FILE: &str = "loggia.toml";

/// Reads the text of a project's manifest.
///
/// # Errors
///
/// It is no manifest: the first thing that is wrong, in its line.
pub(crate) fn read(text: &str) -> Result<Manifest, Findings> {
    let source = Source::new(FILE, text);
    let manifest: Manifest = toml::from_str(text).map_err(|error| {
        let remedy = match error.message().split_once("unknown field ") {
            Some(_) => "remove it, or write one of the keys that a manifest has",
            None => "write it as the manifest's form has it",
        };
        let finding = Finding::new(Code::Manifest, error.message(), remedy);
        Findings(vec![finding.in_source(error.span().map(|span| source.spot(span)))])
    })?;
    manifest.check().map_err(|problem| Findings(vec![of_problem(&problem, &source)]))?;
    Ok(manifest)
}

fn of_problem(problem: &ManifestProblem, source: &Source) -> Finding {
    let both = |interface: &str| {
        ["required", "optional"].map(|kind| key(source, &["capabilities", kind, interface]))
    };
    let asked = |interface: &str| both(interface).into_iter().flatten().next();
    let (code, remedy, spot) = match problem {
        ManifestProblem::PurposeMissing { interface, locale } => (
            Code::MissingLanguage,
            format!("add what it is for in {locale}: {locale} = \"…\""),
            asked(interface.as_str()),
        ),
        ManifestProblem::PurposeForeign { interface, locale } => (
            Code::Manifest,
            format!("remove {locale} here, or add \"{locale}\" to locales and to all else that users read"),
            asked(interface.as_str()),
        ),
        ManifestProblem::AskedTwice { interface } => {
            let [_, optional] = both(interface.as_str());
            (Code::Manifest, "keep the one under [capabilities.required] if it cannot run without, else the other".to_owned(), optional)
        }
        ManifestProblem::Locales => (
            Code::Manifest,
            "write it as locales = [\"en\", \"de\"], with the language that everybody else is spoken to in first".to_owned(),
            key(source, &["locales"]),
        ),
        ManifestProblem::Text { field, bounds } => {
            let path: Vec<&str> = field.split('.').collect();
            let found = key(source, &path).or_else(|| key(source, &["capabilities"]));
            (Code::Manifest, format!("say it in {bounds} characters"), found)
        }
        ManifestProblem::Wording { field, wording } => {
            let path: Vec<&str> = field.as_str().split('.').collect();
            let found = asked(field.as_str()).or_else(|| key(source, &path));
            (words::code(wording), words::remedy(wording).to_owned(), found)
        }
        ManifestProblem::Intents(_) => {
            (Code::Manifest, "declare it so under [[intents]]".to_owned(), key(source, &["intents"]))
        }
        _ => (Code::Manifest, "write it as the manifest's form has it".to_owned(), None),
    };
    Finding::new(code, problem.to_string(), remedy).in_source(spot)
}

/// All in which the binary's imports and the manifest differ, in the order of the imports and then of
/// the manifest. The source is the project's, where there is one.
pub(crate) fn differences(
    imports: &[Import],
    manifest: &Manifest,
    source: Option<&Source>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut called = Vec::new();
    for import in
        imports.iter().filter(|import| !import.functions.is_empty() && !import.is_closed_wasi())
    {
        called.push(import.interface.as_str());
        match Interface::named(&import.interface) {
            None => findings.push(Finding::new(
                Code::UnknownImport,
                format!("the code imports {import}, which Loggia does not offer"),
                format!("find the dependency that needs {import}, and do without it"),
            )),
            Some(interface)
                if !interface.always && !manifest.capabilities.asks_for(interface.name) =>
            {
                let purposes: Vec<String> =
                    manifest.locales.iter().map(|locale| format!("{locale} = \"…\"")).collect();
                let finding = Finding::new(
                    Code::UnaskedRight,
                    format!(
                        "the code calls {} ({}), which is not asked for",
                        interface.name,
                        import.functions.join(", ")
                    ),
                    format!(
                        "add, with what it is for in each language:\n\n\
                         [capabilities.required.\"{}\"]\n{}",
                        interface.name,
                        purposes.join("\n")
                    ),
                );
                let spot = source.and_then(|source| key(source, &["capabilities", "required"]));
                findings.push(finding.in_source(spot));
            }
            Some(_) => {}
        }
    }
    for (kind, purposes) in [
        ("required", &manifest.capabilities.required),
        ("optional", &manifest.capabilities.optional),
    ] {
        for interface in purposes.keys().filter(|name| !called.contains(&name.as_str())) {
            let spot = source.and_then(|source| key(source, &["capabilities", kind, interface]));
            let finding = match Interface::named(interface) {
                Some(_) => Finding::new(
                    Code::UnusedRight,
                    format!("{interface} is asked for, and the code never calls it"),
                    format!("remove {interface} until the code calls it"),
                ),
                None => Finding::new(
                    Code::Manifest,
                    format!("there is no capability {interface}"),
                    format!("name one of {}", offered()),
                ),
            };
            findings.push(finding.in_source(spot));
        }
    }
    findings
}

/// What can be asked for.
fn offered() -> String {
    let asked = INTERFACES.iter().filter(|interface| !interface.always);
    asked.map(|interface| interface.name).collect::<Vec<_>>().join(", ")
}

/// Where the key at a path stands.
pub(crate) fn key(source: &Source, path: &[&str]) -> Option<Spot> {
    Some(source.spot(key_span(source.text(), path)?))
}

fn key_span(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let (table, _) = DeTable::parse_recoverable(text);
    let (last, above) = path.split_last()?;
    let mut inner: &DeTable<'_> = table.get_ref();
    for name in above {
        let (_, value) = inner.iter().find(|(key, _)| key.get_ref() == name)?;
        inner = value.get_ref().as_table()?;
    }
    let (key, _) = inner.iter().find(|(key, _)| key.get_ref() == last)?;
    Some(key.span())
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
[capabilities.optional."loggia:platform/log"]
en = "To find faults."
"#;

    fn import(name: &str, functions: &[&str]) -> Import {
        let version = "0.1.0".parse().ok();
        Import {
            interface: name.into(),
            version,
            functions: functions.iter().map(|name| (*name).into()).collect(),
        }
    }

    fn found(imports: &[Import]) -> Vec<(Code, Option<String>)> {
        let source = Source::new(FILE, SOURCE);
        differences(imports, &read(SOURCE).unwrap(), Some(&source))
            .into_iter()
            .map(|finding| {
                let at = finding.place.source.map(|spot| {
                    let at = serde_json::to_value(spot).unwrap();
                    format!("{}:{}", at["line"], at["column"])
                });
                (finding.code, at)
            })
            .collect()
    }

    #[test]
    fn what_agrees_makes_no_difference() {
        let imports = [
            import("loggia:storage/storage", &["get"]),
            import("loggia:platform/log", &["write"]),
            import("loggia:types/types", &[]),
            import("loggia:platform/diagnostics", &["panicked"]),
        ];
        assert_eq!(found(&imports), []);
    }

    #[test]
    fn each_difference_is_named_with_the_line_that_mends_it() {
        let found = found(&[import("loggia:platform/timers", &["set"]), import("env:x/y", &["z"])]);
        let at = |at: &str| Some(at.to_owned());
        assert_eq!(
            found,
            [
                (Code::UnaskedRight, at("8:15")),
                (Code::UnknownImport, None),
                (Code::UnusedRight, at("9:1")),
                (Code::UnusedRight, at("10:24")),
            ]
        );
    }

    #[test]
    fn a_manifest_that_is_none_is_pointed_at() {
        let wrong = |from: &str, to: &str| {
            let Findings(found) = read(&SOURCE.replacen(from, to, 1)).unwrap_err();
            let at = serde_json::to_value(&found[0].place.source).unwrap();
            (found[0].code, at["line"].as_u64(), found[0].message.clone())
        };
        let (code, line, message) = wrong("name =", "nmae =");
        assert_eq!((code, line), (Code::Manifest, Some(2)), "{message}");
        assert!(message.contains("unknown field `nmae`"), "{message}");
        assert_eq!(wrong("[\"en\"]", "[\"en\", \"de\"]").1, Some(9));
        assert_eq!(wrong("[\"en\"]", "[]").1, Some(4));
        assert_eq!(wrong("\"A\"", "\"\"").1, Some(2));
        assert_eq!(wrong("name = \"P\"", "name = \"\"").1, Some(7));
        let (code, line, _) = wrong("name = \"P\"", "name = \"Your bank\"");
        assert_eq!((code, line), (Code::PosesAsBank, Some(7)));
        let (code, line, message) = wrong("Keeps things.", "K\u{435}eps things.");
        assert_eq!((code, line), (Code::LookAlike, Some(9)), "{message}");
    }
}
