//! A package: one component that carries its manifest and assets in custom sections.
//!
//! Reading one never runs WebAssembly. In this order: size → seal → sections → manifest → assets →
//! imports. What comes out is a [`Package`], of which every part has been checked against the
//! others.

mod imports;
mod intents;
mod manifest;
mod seal;
mod sections;

use std::collections::BTreeMap;

use self::imports::Bodies;
pub use self::imports::{Import, imports};
pub use self::intents::{DeclaredIntent, DeclaredParam, IntentFlaw, IntentProblem, ParamForm};
pub use self::manifest::{Capabilities, Manifest, ManifestProblem, Partner, Purpose};
use crate::capability::{INTERFACES, Interface};
use crate::guest_text::GuestText;
use crate::ids::PackageDigest;
use crate::limits::Limits;

/// A package whose parts agree.
#[derive(Debug, Clone)]
pub struct Package {
    digest: PackageDigest,
    manifest: Manifest,
    assets: BTreeMap<String, Vec<u8>>,
    imports: Vec<Import>,
    component: Vec<u8>,
    component_bytes: usize,
}

/// Why bytes are not a package that can be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// Larger than its bound; looked at before anything else.
    #[error("{what} has {bytes} bytes; at most {max} are allowed{}", raised_by(what))]
    TooLarge {
        /// The component or the assets.
        what: &'static str,
        /// How many.
        bytes: usize,
        /// How many there may be.
        max: usize,
    },
    /// No component at all, or a damaged one.
    #[error("this is not a WebAssembly component: {reason} (at byte {offset})")]
    Malformed {
        /// What the parser says.
        reason: GuestText,
        /// Where.
        offset: usize,
    },
    /// There is no seal at its end: not built by `loggia build`, or cut off, or changed since.
    #[error("the package has no seal at its end: it is cut off, or was not made by `loggia build`")]
    NoSeal,
    /// The seal does not fit.
    #[error("the package was changed after it was built: its seal does not fit its bytes")]
    SealBroken,
    /// It is not the package that is known by a digest.
    #[error("this is package {found}, and {known} was expected: the file was exchanged")]
    OtherPackage {
        /// Which it is.
        found: PackageDigest,
        /// Which it should be.
        known: PackageDigest,
    },
    /// There is no manifest, or more than one.
    #[error("the package must have one section {section}; it has {count}")]
    Section {
        /// Which.
        section: &'static str,
        /// How many there are.
        count: usize,
    },
    /// The manifest is wrong.
    #[error("the manifest is wrong: {0}")]
    Manifest(#[from] ManifestProblem),
    /// An asset is wrong.
    #[error("the asset {name} {problem}")]
    Asset {
        /// Which.
        name: GuestText,
        /// What is wrong and what would be right.
        problem: &'static str,
    },
    /// It imports something that Loggia does not have.
    #[error("it imports {import}, which Loggia does not offer")]
    UnknownImport {
        /// What.
        import: GuestText,
    },
    /// It imports a version of an interface that this Loggia does not have.
    #[error("it imports {import}; this version of Loggia offers {offered}")]
    UnsupportedVersion {
        /// What.
        import: GuestText,
        /// Which version there is.
        offered: &'static str,
    },
    /// It imports a capability that the manifest does not ask for.
    #[error(
        "it imports {interface}, which its manifest does not ask for: add it to \
         [capabilities.required] or [capabilities.optional] in loggia.toml, with its purpose"
    )]
    NotAskedFor {
        /// Which.
        interface: &'static str,
    },
    /// The manifest asks for a capability that the component does not import.
    #[error("its manifest asks for {interface}, which it never calls: remove it from loggia.toml")]
    NotImported {
        /// Which.
        interface: GuestText,
    },
    /// It does not export the step function.
    #[error("it does not export {export}: a mini-app is made with `loggia_sdk::export!`")]
    NoStep {
        /// What it must export.
        export: &'static str,
    },
}

/// What every mini-app exports.
pub(crate) const APP: &str = "loggia:app/app@0.1.0";

impl Package {
    /// Reads and checks a package.
    ///
    /// # Errors
    ///
    /// [`PackageError`]: the first thing that is wrong.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, PackageError> {
        check_size(bytes, limits)?;
        Self::read_parts(bytes, PackageDigest::of(bytes), limits, Bodies::Checked)
    }

    /// Reads a package that was read before, as its digest says: in a fraction of the time, since
    /// the bodies of its functions are known to be valid. For who opens packages on demand, from a
    /// place that others might write to.
    ///
    /// # Errors
    ///
    /// [`PackageError::OtherPackage`] where the digest is not `known`; else as [`Self::read`].
    pub fn read_known(
        bytes: &[u8],
        known: &PackageDigest,
        limits: &Limits,
    ) -> Result<Self, PackageError> {
        check_size(bytes, limits)?;
        let found = PackageDigest::of(bytes);
        if found != *known {
            return Err(PackageError::OtherPackage { found, known: *known });
        }
        Self::read_parts(bytes, found, limits, Bodies::Known)
    }

    fn read_parts(
        bytes: &[u8],
        digest: PackageDigest,
        limits: &Limits,
        bodies: Bodies,
    ) -> Result<Self, PackageError> {
        let sealed = seal::open(bytes)?;
        let sections = sections::read(sealed)?;
        let manifest = Manifest::from_json(sections.manifest)?;
        let assets = checked_assets(sections.assets, limits)?;
        let asset_bytes: usize = assets.values().map(Vec::len).sum();
        let component_bytes = bytes.len().saturating_sub(asset_bytes);
        if component_bytes > limits.component_bytes {
            let what = "the component";
            return Err(PackageError::TooLarge {
                what,
                bytes: component_bytes,
                max: limits.component_bytes,
            });
        }
        if let Some(icon) = manifest.icon.as_deref().filter(|icon| !assets.contains_key(*icon)) {
            let name = GuestText::cut(icon, 64);
            return Err(PackageError::Asset {
                name,
                problem: "is the manifest's icon, and is not there",
            });
        }
        let interface = imports::read(sealed, bodies)?;
        if !interface.exports_app {
            return Err(PackageError::NoStep { export: APP });
        }
        check_capabilities(&manifest, &interface.imports)?;
        Ok(Self {
            digest,
            manifest,
            assets,
            imports: interface.imports,
            component: sealed.to_vec(),
            component_bytes,
        })
    }

    /// Its identity: blake3 of the whole file.
    #[must_use]
    pub fn digest(&self) -> PackageDigest {
        self.digest
    }

    /// Who made it, what it is, what it asks for.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What it can ever call, read from the binary.
    #[must_use]
    pub fn imports(&self) -> &[Import] {
        &self.imports
    }

    /// One of its assets.
    #[must_use]
    pub fn asset(&self, name: &str) -> Option<&[u8]> {
        self.assets.get(name).map(Vec::as_slice)
    }

    /// All of its assets, by name.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.assets.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// The component, its custom sections included and the seal not.
    #[must_use]
    pub fn component(&self) -> &[u8] {
        &self.component
    }

    /// What is held to [`Limits::component_bytes`]: all of the file but the assets' own bytes.
    #[must_use]
    pub fn component_bytes(&self) -> usize {
        self.component_bytes
    }
}

/// Makes a package of a component, and reads it back.
///
/// The same parts give the same bytes.
///
/// # Errors
///
/// [`PackageError`]: what would keep the package from being loaded.
pub fn pack(
    component: &[u8],
    manifest: &Manifest,
    assets: &BTreeMap<String, Vec<u8>>,
    limits: &Limits,
) -> Result<Vec<u8>, PackageError> {
    let mut bytes = component.to_vec();
    sections::write(&mut bytes, &manifest.to_json()?, assets);
    seal::close(&mut bytes);
    Package::read(&bytes, limits)?;
    Ok(bytes)
}

/// What makes room for a part of a package.
fn raised_by(what: &str) -> &'static str {
    match what {
        "the component" => ", unless a bank's grant says otherwise: component-bytes under [limits]",
        _ => "",
    }
}

/// Before anything of it is looked at.
fn check_size(bytes: &[u8], limits: &Limits) -> Result<(), PackageError> {
    let max = limits.component_bytes.saturating_add(limits.asset_bytes);
    if bytes.len() > max {
        return Err(PackageError::TooLarge { what: "the package", bytes: bytes.len(), max });
    }
    Ok(())
}

fn checked_assets(
    assets: Vec<(String, &[u8])>,
    limits: &Limits,
) -> Result<BTreeMap<String, Vec<u8>>, PackageError> {
    let bytes: usize = assets.iter().map(|(_, bytes)| bytes.len()).sum();
    if bytes > limits.asset_bytes {
        return Err(PackageError::TooLarge {
            what: "the assets together",
            bytes,
            max: limits.asset_bytes,
        });
    }
    let mut checked = BTreeMap::new();
    for (name, bytes) in assets {
        let wrong = |problem| PackageError::Asset { name: GuestText::cut(&name, 64), problem };
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
        if !(1..=64).contains(&name.len()) || !name.bytes().all(allowed) || name.starts_with('.') {
            return Err(wrong(
                "must be named by 1 to 64 lower-case letters, digits, '-', '_' and '.', not at its start",
            ));
        }
        if !is_picture(bytes) {
            return Err(wrong("must be a PNG, JPEG or WebP file"));
        }
        if checked.insert(name.clone(), bytes.to_vec()).is_some() {
            return Err(wrong("is there twice"));
        }
    }
    Ok(checked)
}

/// By the formats' signatures: what a shell decodes is checked again there.
fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
        || bytes.starts_with(b"\xff\xd8\xff")
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
}

/// The manifest's list and the binary's are the same.
fn check_capabilities(manifest: &Manifest, imports: &[Import]) -> Result<(), PackageError> {
    let mut called = Vec::new();
    for import in
        imports.iter().filter(|import| !import.functions.is_empty() || !import.is_interface())
    {
        if import.is_closed_wasi() {
            continue;
        }
        let unknown =
            || PackageError::UnknownImport { import: GuestText::cut(&import.to_string(), 200) };
        let interface = Interface::named(&import.interface).ok_or_else(unknown)?;
        if import.version.as_ref().map(ToString::to_string).as_deref() != Some(interface.version) {
            return Err(PackageError::UnsupportedVersion {
                import: GuestText::cut(&import.to_string(), 200),
                offered: interface.version,
            });
        }
        let asked = manifest.capabilities.asks_for(interface.name);
        if !asked && !interface.always {
            return Err(PackageError::NotAskedFor { interface: interface.name });
        }
        called.push(interface.name);
    }
    let asked = manifest.capabilities.required.keys().chain(manifest.capabilities.optional.keys());
    for name in asked {
        let cut = || GuestText::cut(name, 200);
        if !INTERFACES.iter().any(|interface| interface.name == name) {
            return Err(PackageError::UnknownImport { import: cut() });
        }
        if !called.contains(&name.as_str()) {
            return Err(PackageError::NotImported { interface: cut() });
        }
    }
    Ok(())
}
