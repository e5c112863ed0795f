//! Where Loggia's source lies, which a project needs until the SDK is on crates.io.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::problem::Problem;

/// The checkout that this command was built from.
const BUILT_FROM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A checkout of Loggia, with the SDK in it.
#[derive(Debug)]
pub(crate) struct Source(PathBuf);

#[derive(Deserialize)]
struct CargoToml {
    package: Option<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
}

impl Source {
    /// The checkout that was said, or else the one that this command was built from.
    ///
    /// # Errors
    ///
    /// There is no SDK.
    pub(crate) fn find(said: Option<&Path>) -> Result<Self, Problem> {
        match said {
            Some(path) => Self::at(path).ok_or_else(|| {
                Problem::wrong_use(format!("there is no SDK at {}", path.display())).advice(
                    "--sdk names a checkout of Loggia, or the folder sdk in it: the one whose Cargo.toml is that of loggia-sdk",
                )
            }),
            None => Self::built_from(Path::new(BUILT_FROM)),
        }
    }

    fn built_from(checkout: &Path) -> Result<Self, Problem> {
        Self::at(checkout).ok_or_else(|| {
            let problem = "the SDK is not where it was when this command was built";
            Problem::new(problem).advice(format!(
                "it was in {}; get Loggia's source, and say where it is:\n\nloggia new NAME --sdk PATH/TO/loggia",
                checkout.display()
            ))
        })
    }

    /// The checkout at a path, or round it.
    fn at(path: &Path) -> Option<Self> {
        let path = fs::canonicalize(path).ok()?;
        let round = path.parent().filter(|_| path.ends_with("sdk"));
        let mut candidates = [Some(path.as_path()), round].into_iter().flatten();
        candidates.find(|checkout| has_sdk(checkout)).map(|checkout| Self(checkout.to_owned()))
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }
}

fn has_sdk(checkout: &Path) -> bool {
    let read = fs::read_to_string(checkout.join("sdk/Cargo.toml"));
    let parsed = read.ok().and_then(|text| toml::from_str::<CargoToml>(&text).ok());
    parsed.and_then(|manifest| manifest.package).is_some_and(|package| package.name == "loggia-sdk")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checkout_is_found_by_its_folder_and_by_the_sdk_s() {
        let ours = Source::find(None).unwrap();
        let by_sdk = Source::find(Some(&Path::new(BUILT_FROM).join("sdk"))).unwrap();
        assert_eq!(ours.folder(), by_sdk.folder());
        assert!(ours.folder().join("sample-miniapps/partner-server").is_dir());
    }

    #[test]
    fn a_missing_sdk_is_said_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let gone = Source::built_from(&folder.path().join("gone")).unwrap_err();
        assert!(gone.to_string().contains("not where it was"));

        let wrong = Source::find(Some(folder.path())).unwrap_err();
        assert!(wrong.to_string().contains("no SDK at"));
        fs::create_dir(folder.path().join("sdk")).unwrap();
        fs::write(folder.path().join("sdk/Cargo.toml"), "[package]\nname = \"another\"").unwrap();
        assert!(Source::find(Some(folder.path())).is_err());
        assert!(Source::find(Some(&folder.path().join("sdk"))).is_err());
    }
}
