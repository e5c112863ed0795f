//! Packages of the guests, and what they are granted.

use std::collections::BTreeMap;

use loggia_runtime::Limits;
use loggia_runtime::capability::INTERFACES;
use loggia_runtime::package::{
    Capabilities, Manifest, PackageError, Partner, Purpose, imports, pack,
};
use loggia_runtime::policy::Grant;
use semver::Version;

use crate::guests::{Target, mischief_component};

/// The mini-app that the tests' packages are releases of.
pub const APP_ID: &str = "com.example.mischief";

/// A manifest that asks for `required` and `optional`.
#[must_use]
pub fn manifest<'a>(
    required: impl IntoIterator<Item = &'a str>,
    optional: impl IntoIterator<Item = &'a str>,
) -> Manifest {
    let purpose = || Purpose::from([("en".to_owned(), "To be tested.".to_owned())]);
    let named = |name: &str| (name.to_owned(), purpose());
    Manifest {
        app_id: APP_ID.parse().unwrap(),
        name: "Mischief".into(),
        version: Version::new(1, 0, 0),
        description: String::new(),
        icon: None,
        locales: vec!["en".into()],
        partner: Partner { id: "example".parse().unwrap(), name: "Example".into() },
        capabilities: Capabilities {
            required: required.into_iter().map(named).collect(),
            optional: optional.into_iter().map(named).collect(),
        },
    }
}

/// A package of `component` that asks, as required, for what the component calls.
#[must_use]
pub fn package(component: &[u8]) -> Vec<u8> {
    let called = imports(component).unwrap();
    let offered = INTERFACES.iter().filter(|interface| !interface.always);
    let asked = offered
        .map(|interface| interface.name)
        .filter(|name| called.iter().any(|import| import.interface == *name));
    package_with(component, &manifest(asked, [])).unwrap()
}

/// A package of `component` with this manifest.
///
/// # Errors
///
/// As [`pack`].
pub fn package_with(component: &[u8], manifest: &Manifest) -> Result<Vec<u8>, PackageError> {
    pack(component, manifest, &BTreeMap::new(), &Limits::default())
}

/// The package of `guests/mischief`, which asks for everything.
#[must_use]
pub fn mischief_package() -> Vec<u8> {
    package(mischief_component(Target::Unknown))
}

/// A grant of everything.
#[must_use]
pub fn full_grant() -> Grant {
    serde_json::from_str(
        r#"{
          "loggia:payments/payments-initiate": {
            "payees": [{ "iban": "AT611904300234573201", "name": "Mischief Ltd" }],
            "per-payment": "60.00 EUR",
            "per-day": "150.00 EUR"
          },
          "loggia:loyalty/loyalty": { "scheme": "beans" },
          "loggia:storage/storage": {},
          "loggia:platform/timers": {},
          "loggia:platform/navigation": {},
          "loggia:platform/log": {}
        }"#,
    )
    .unwrap()
}
