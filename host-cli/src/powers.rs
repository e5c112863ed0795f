//! What a component can and cannot do, in plain words, from its imports alone.

use loggia_runtime::GuestText;
use loggia_runtime::capability::{INTERFACES, Interface};
use loggia_runtime::package::Import;
use serde::Serialize;

/// What no import of Loggia's gives to anybody, but for one where that is so: it stays true unless a
/// component imports something that Loggia does not know. Each with the beginnings of imports that
/// would make it untrue.
const NEVER: &[(&str, &[&str])] = &[
    ("move money by itself", &[]),
    ("reach the network", &["loggia:http/http", "wasi:sockets", "wasi:http"]),
    ("read or write files", &["wasi:filesystem"]),
    ("look at a clock: each step is told its time once", &["wasi:clocks"]),
    ("see other mini-apps, or their data", &[]),
    ("draw over the bank's own screens", &[]),
];

/// What a component can and cannot do.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Powers {
    /// Loggia's interfaces that it imports.
    pub(crate) can: Vec<Power>,
    /// Each as the end of "it cannot …".
    pub(crate) cannot: Vec<String>,
    /// What it imports and Loggia does not offer: it is refused with it.
    pub(crate) unknown: Vec<GuestText>,
    /// The parts of WASI that meet nothing here.
    pub(crate) closed: Vec<String>,
}

/// One interface that a component imports.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Power {
    /// Without its version.
    pub(crate) interface: &'static str,
    /// The version that it imports.
    pub(crate) version: Option<String>,
    /// The functions that it calls.
    pub(crate) functions: Vec<String>,
    /// As the end of "it can …".
    pub(crate) can: String,
}

impl Powers {
    /// Of a component with these imports.
    pub(crate) fn of(imports: &[Import]) -> Self {
        let mut powers = Self::default();
        for import in
            imports.iter().filter(|import| !import.functions.is_empty() || !import.is_interface())
        {
            match Interface::named(&import.interface) {
                Some(interface) => powers.can.push(Power {
                    interface: interface.name,
                    version: import.version.as_ref().map(ToString::to_string),
                    functions: import.functions.clone(),
                    can: interface.in_words(),
                }),
                None if import.is_closed_wasi() => powers.closed.push(import.to_string()),
                None => powers.unknown.push(GuestText::cut(&import.to_string(), 200)),
            }
        }
        powers.cannot =
            cannot(|name| powers.can.iter().any(|power| power.interface == name), &powers.unknown);
        powers
    }
}

/// What a mini-app cannot do that has the interfaces for which `has` holds. Nothing is certain of one that
/// imports a stranger's, whose name says nothing of what it does.
pub(crate) fn cannot(has: impl Fn(&str) -> bool, unknown: &[GuestText]) -> Vec<String> {
    if unknown.iter().any(|import| !import.as_str().starts_with("wasi:")) {
        return Vec::new();
    }
    let reaches = |starts: &[&str]| {
        let imported =
            |start: &&str| unknown.iter().any(|import| import.as_str().starts_with(start));
        starts.iter().any(|start| has(start) || imported(start))
    };
    let never = NEVER.iter().filter(|(_, starts)| !reaches(starts)).map(|(words, _)| *words);
    let missing = INTERFACES
        .iter()
        .filter(|interface| !interface.always && !has(interface.name))
        .map(|interface| interface.cannot)
        .filter(|words| !NEVER.iter().any(|(never, _)| never == words));
    never.chain(missing).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(name: &str, version: &str) -> Import {
        Import {
            interface: name.into(),
            version: version.parse().ok(),
            functions: vec!["f".into()],
        }
    }

    #[test]
    fn what_is_not_imported_cannot_be_done() {
        let powers = Powers::of(&[import("loggia:storage/storage", "0.1.0")]);
        assert_eq!(powers.can.len(), 1);
        assert!(powers.cannot.iter().any(|words| words == "start a payment"), "{powers:?}");
        assert!(powers.cannot.iter().any(|words| words.contains("network")), "{powers:?}");
        assert!(!powers.cannot.iter().any(|words| words.contains("keep data")), "{powers:?}");
        assert!(powers.unknown.is_empty());
    }

    #[test]
    fn who_has_servers_reaches_the_network() {
        let powers = Powers::of(&[import("loggia:http/http", "0.1.0")]);
        assert!(!powers.cannot.iter().any(|words| words.contains("network")), "{powers:?}");
    }

    #[test]
    fn an_import_that_reaches_out_is_not_glossed_over() {
        let powers =
            Powers::of(&[import("wasi:sockets/tcp", "0.2.0"), import("wasi:io/streams", "0.2.0")]);
        assert!(!powers.cannot.iter().any(|words| words.contains("network")), "{powers:?}");
        assert!(powers.cannot.iter().any(|words| words.contains("files")), "{powers:?}");
        assert_eq!(powers.unknown[0].as_str(), "wasi:sockets/tcp@0.2.0");
        assert_eq!(powers.closed, ["wasi:io/streams@0.2.0"]);
    }

    #[test]
    fn of_a_stranger_s_import_nothing_is_promised_and_its_name_is_made_harmless() {
        let powers = Powers::of(&[import("env:evil/\u{1b}[2J", "1.0.0")]);
        assert!(powers.cannot.is_empty(), "{powers:?}");
        assert_eq!(powers.unknown.len(), 1);
        assert!(!powers.unknown[0].as_str().contains('\u{1b}'));
    }
}
