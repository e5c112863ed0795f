//! What the bank on this machine grants: read from a file, narrowed by the command line.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use loggia_runtime::capability::{INTERFACES, Interface};
use loggia_runtime::package::Manifest;
use loggia_runtime::policy::Grant;

use crate::problem::Problem;

/// The grant in `file`, or else in the `grant.toml` of `folder`, without what is denied.
///
/// # Errors
///
/// There is none, which is answered with one to begin with; or it is wrong; or what is denied does
/// not exist.
pub(crate) fn load(
    file: Option<&Path>,
    folder: &Path,
    deny: &[String],
    manifest: &Manifest,
) -> anyhow::Result<Grant> {
    let path = file.map_or_else(|| folder.join("grant.toml"), PathBuf::from);
    let source = fs::read_to_string(&path).map_err(|error| {
        if error.kind() != ErrorKind::NotFound {
            return Problem::wrong_use(format!("the grant {} cannot be read: {error}", path.display()));
        }
        let problem = if file.is_some() {
            Problem::wrong_use(format!("the grant {} cannot be read: {error}", path.display()))
        } else {
            Problem::new(format!("nothing is granted to {}: there is no {}", manifest.name, path.display()))
        };
        problem.advice(format!("a mini-app can do what is granted to it, and nothing else; write this there, and change what you do not want:\n\n{}", skeleton(manifest)))
    })?;
    let mut grant: Grant = toml::from_str(&source)
        .map_err(|error| Problem::new(format!("the grant {} is wrong: {error}", path.display())))?;
    for name in deny {
        for interface in interfaces_of(name)? {
            grant.deny(interface);
        }
    }
    Ok(grant)
}

/// The interface that is meant by its full name or its own name for short, or all of a family's.
fn interfaces_of(name: &str) -> anyhow::Result<Vec<&'static str>> {
    let short = |interface: &Interface| {
        let rest = interface.name.trim_start_matches("loggia:");
        let (family, own) = rest.split_once('/').unwrap_or((rest, rest));
        own == name || (family == name && family != "platform")
    };
    let granted = || INTERFACES.iter().filter(|interface| !interface.always);
    let names = |of: &mut dyn Iterator<Item = &'static Interface>| -> Vec<&'static str> {
        of.map(|interface| interface.name).collect()
    };
    let found =
        names(&mut granted().filter(|interface| interface.name == name || short(interface)));
    if found.is_empty() {
        let problem = format!("--deny {name}: there is no such capability");
        let advice = format!("it is one of\n{}", names(&mut granted()).join("\n"));
        return Err(Problem::wrong_use(problem).advice(advice).into());
    }
    Ok(found)
}

/// A grant of all that a manifest asks for, to begin with.
pub(super) fn skeleton(manifest: &Manifest) -> String {
    let mut text = String::new();
    let asked = &manifest.capabilities;
    for interface in INTERFACES.iter().filter(|interface| asked.asks_for(interface.name)) {
        if asked.optional.contains_key(interface.name) {
            text.push_str("# It works without this one too.\n");
        }
        text.push_str(&format!("[\"{}\"]\n", interface.name));
        text.push_str(match interface.name {
            "loggia:payments/payments-initiate" | "loggia:payments/payments-scheduled" => {
                "payees = [{ iban = \"AT611904300234573201\", name = \"Bean & Leaf\" }]\nper-payment = \"60.00 EUR\"\nper-day = \"150.00 EUR\"\n"
            }
            "loggia:accounts/transactions-credits"
            | "loggia:accounts/transactions-debits"
            | "loggia:accounts/transactions-detail" => "history-days = 90\n",
            "loggia:identity/identity-verified" => "claims = [\"given-name\", \"family-name\"]\n",
            "loggia:http/http" => "hosts = [\"api.example.com\"]\n",
            "loggia:location/location" => "finest-metres = 100\n",
            "loggia:loyalty/loyalty" => "scheme = \"bean-points\"\n",
            "loggia:platform/navigation" => {
                "open = [{ app = \"com.example.parking\", intents = [\"park\"] }]\n"
            }
            _ => "",
        });
        text.push('\n');
    }
    if text.is_empty() {
        return "# It asks for nothing: an empty grant will do.\n".to_owned();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let capabilities: String = INTERFACES
            .iter()
            .filter(|interface| !interface.always)
            .map(|interface| {
                format!("[capabilities.required.\"{}\"]\nen = \"It needs it.\"\n", interface.name)
            })
            .collect();
        toml::from_str(&format!(
            "app_id = \"com.example.a\"\nname = \"A\"\nversion = \"1.0.0\"\nlocales = [\"en\"]\n\
             [partner]\nid = \"p\"\nname = \"P\"\n{capabilities}"
        ))
        .unwrap()
    }

    #[test]
    fn the_grant_to_begin_with_grants_all_that_is_asked_for() {
        let manifest = manifest();
        let grant: Grant = toml::from_str(&skeleton(&manifest)).unwrap();
        let granted: Vec<&str> = grant.granted().collect();
        assert_eq!(
            granted.len(),
            manifest.capabilities.required.len(),
            "a new interface needs its lines in the skeleton"
        );
    }

    #[test]
    fn without_a_grant_nothing_runs_and_one_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let error = load(None, folder.path(), &[], &manifest()).unwrap_err();
        assert!(error.to_string().contains("nothing is granted to A"), "{error}");
        fs::create_dir(folder.path().join("grant.toml")).unwrap();
        let error = load(None, folder.path(), &[], &manifest()).unwrap_err();
        assert!(error.to_string().contains("grant.toml cannot be read"), "{error}");
    }

    #[test]
    fn what_is_denied_may_be_named_for_short() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("grant.toml"), skeleton(&manifest())).unwrap();
        let granted = |deny: &[&str]| {
            let deny: Vec<String> = deny.iter().map(|name| (*name).to_owned()).collect();
            load(None, folder.path(), &deny, &manifest())
                .map(|grant| grant.granted().collect::<Vec<_>>())
        };
        let all = granted(&[]).unwrap().len();
        for name in ["loyalty", "loggia:loyalty/loyalty", "payments-initiate", "timers"] {
            assert_eq!(granted(&[name]).unwrap().len(), all - 1, "{name}");
        }
        for family in ["payments", "accounts", "identity"] {
            let of = format!("loggia:{family}/");
            let left = granted(&[family]).unwrap();
            assert!(!left.iter().any(|interface| interface.starts_with(&of)), "{family}: {left:?}");
            let denied = INTERFACES.iter().filter(|interface| interface.name.starts_with(&of));
            assert_eq!(left.len(), all - denied.count(), "{family} and nothing else");
        }
        assert!(granted(&["platform"]).is_err(), "it is no capability");
        assert!(granted(&["fortunes"]).unwrap_err().to_string().contains("no such capability"));
        assert!(granted(&["diagnostics"]).is_err());
    }
}
