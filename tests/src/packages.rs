//! Packages of the guests, and what they are granted.

use std::collections::BTreeMap;

use loggia_runtime::capability::INTERFACES;
use loggia_runtime::package::{
    Capabilities, DeclaredIntent, DeclaredParam, Manifest, PackageError, ParamForm, Partner,
    Purpose, imports, pack,
};
use loggia_runtime::policy::Grant;
use loggia_runtime::{GuestText, Intent, Limits};
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
    let words = |text: &str| Purpose::from([("en".to_owned(), text.to_owned())]);
    let named = |name: &str| (name.to_owned(), words("To be tested."));
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
        intents: vec![DeclaredIntent {
            name: OBEY.parse().unwrap(),
            title: words("Obey"),
            params: vec![DeclaredParam {
                name: "do".parse().unwrap(),
                label: words("Orders"),
                required: true,
                form: ParamForm::Text { max_length: 256 },
            }],
        }],
    }
}

/// What the tests' mini-apps can be opened for: to `do` what they are told.
const OBEY: &str = "obey";

/// What opens one of them with orders.
#[must_use]
pub fn obey(orders: &str) -> Intent {
    Intent {
        name: OBEY.parse().unwrap(),
        params: vec![("do".parse().unwrap(), GuestText::line(orders.to_owned()))],
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
          "loggia:accounts/accounts-basic": {},
          "loggia:accounts/account-picker": {},
          "loggia:accounts/balances": {},
          "loggia:accounts/transactions-credits": { "history-days": 90 },
          "loggia:accounts/transactions-debits": { "history-days": 90 },
          "loggia:accounts/transactions-detail": { "history-days": 90 },
          "loggia:identity/identity-basic": {},
          "loggia:identity/identity-verified": { "claims": ["given-name", "address", "email"] },
          "loggia:fx/fx": { "currencies": ["EUR", "USD"] },
          "loggia:http/http": { "hosts": ["api.example.com"] },
          "loggia:location/location": { "finest-metres": 1000 },
          "loggia:payments/payments-initiate": {
            "payees": [{ "iban": "AT611904300234573201", "name": "Mischief Ltd" }],
            "per-payment": "60.00 EUR",
            "per-day": "150.00 EUR"
          },
          "loggia:payments/payments-scheduled": {
            "payees": [{ "iban": "AT611904300234573201", "name": "Mischief Ltd" }],
            "per-payment": "60.00 EUR",
            "per-day": "150.00 EUR",
            "days-ahead": 30
          },
          "loggia:loyalty/loyalty": { "scheme": "beans" },
          "loggia:storage/storage": {},
          "loggia:platform/timers": {},
          "loggia:platform/navigation": {
            "open": [
              { "app": "com.example.mischief", "intents": ["obey"] },
              { "app": "com.example.parking", "intents": ["park"] }
            ]
          },
          "loggia:platform/log": {}
        }"#,
    )
    .unwrap()
}
