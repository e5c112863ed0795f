//! The contract as componentize-qjs reads it, with a world of just what a mini-app imports.

use std::io;
use std::path::Path;
use std::{fmt::Write as _, fs};

/// The contract's packages, which this command was built with.
const PACKAGES: [(&str, &str); 11] = [
    ("accounts", include_str!("../../../../wit/deps/accounts/accounts.wit")),
    ("app", include_str!("../../../../wit/deps/app/app.wit")),
    ("fx", include_str!("../../../../wit/deps/fx/fx.wit")),
    ("http", include_str!("../../../../wit/deps/http/http.wit")),
    ("identity", include_str!("../../../../wit/deps/identity/identity.wit")),
    ("location", include_str!("../../../../wit/deps/location/location.wit")),
    ("loyalty", include_str!("../../../../wit/deps/loyalty/loyalty.wit")),
    ("payments", include_str!("../../../../wit/deps/payments/payments.wit")),
    ("platform", include_str!("../../../../wit/deps/platform/platform.wit")),
    ("storage", include_str!("../../../../wit/deps/storage/storage.wit")),
    ("types", include_str!("../../../../wit/deps/types/types.wit")),
];

/// Writes the contract, and a world that imports these interfaces and exports the step.
pub(super) fn write(folder: &Path, imports: &[String]) -> io::Result<()> {
    for (name, source) in PACKAGES {
        let package = folder.join("deps").join(name);
        fs::create_dir_all(&package)?;
        fs::write(package.join(format!("{name}.wit")), source)?;
    }
    let mut world = String::from("package loggia:miniapp@0.1.0;\n\nworld mini-app {\n");
    for import in imports {
        let _ = writeln!(world, "  import {import};");
    }
    world.push_str("\n  export loggia:app/app@0.1.0;\n}\n");
    fs::write(folder.join("world.wit"), world)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_contract_is_written() {
        let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit/deps");
        let there: Vec<String> = {
            let mut names: Vec<String> = fs::read_dir(contract)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        };
        assert_eq!(there, PACKAGES.map(|(name, _)| name.to_owned()));
    }

    #[test]
    fn the_world_imports_what_is_used_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &["loggia:storage/storage@0.1.0".into()]).unwrap();
        let world = fs::read_to_string(folder.path().join("world.wit")).unwrap();
        assert_eq!(world.matches("import ").count(), 1, "{world}");
        assert!(world.contains("import loggia:storage/storage@0.1.0;"), "{world}");
        assert!(folder.path().join("deps/types/types.wit").is_file());
    }
}
