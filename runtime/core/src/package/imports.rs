//! What a component can ever call: its imports, with the functions it names, read from the binary.

use std::fmt;

use semver::Version;
use wasmparser::component_types::{ComponentEntityType, ComponentInstanceTypeId};
use wasmparser::types::TypesRef;
use wasmparser::{Parser, Payload, ValidPayload, Validator, WasmFeatures};

use super::sections::{deeper, malformed};
use super::{APP, PackageError};
use crate::guest_text::GuestText;

/// One import of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its name without the version, such as `loggia:storage/storage`.
    pub interface: String,
    /// Its version, where the name has one.
    pub version: Option<Version>,
    /// The functions that it names. None: it is there for its types alone, and grants nothing.
    pub functions: Vec<String>,
}

/// What of WASI a guest made by another toolchain may import. It meets an empty context: no
/// arguments, no variables, streams that are closed. No clocks, no randomness, no files, no network.
const CLOSED_WASI: &[&str] = &[
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
];

impl Import {
    /// Whether it is an interface, and not a function or module of the world itself.
    #[must_use]
    pub fn is_interface(&self) -> bool {
        self.interface.contains('/')
    }

    /// Whether it is one of the few WASI interfaces that meet an empty context.
    #[must_use]
    pub fn is_closed_wasi(&self) -> bool {
        CLOSED_WASI.contains(&self.interface.as_str())
            && self.version.as_ref().is_some_and(|version| version.major == 0 && version.minor == 2)
    }
}

impl fmt::Display for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.interface)?;
        self.version.as_ref().map_or(Ok(()), |version| write!(f, "@{version}"))
    }
}

/// The imports of any component, whether it is a mini-app or not.
///
/// # Errors
///
/// [`PackageError::Malformed`].
pub fn imports(component: &[u8]) -> Result<Vec<Import>, PackageError> {
    read(component, Bodies::Checked).map(|interface| interface.imports)
}

pub(super) struct WorldOf {
    pub(super) imports: Vec<Import>,
    pub(super) exports_app: bool,
}

/// Whether the bodies of functions are validated, which takes most of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bodies {
    Checked,
    /// They were, when the same bytes were read before.
    Known,
}

pub(super) fn read(component: &[u8], bodies: Bodies) -> Result<WorldOf, PackageError> {
    let mut names = Vec::new();
    let mut exports_app = false;
    let mut depth = 0_usize;
    // One pass that validates what it reads, so that nothing below it meets a malformed type.
    let mut validator = Validator::new_with_features(features());
    let mut types = None;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload.map_err(malformed)?;
        match &payload {
            Payload::ModuleSection { unchecked_range: range, .. }
            | Payload::ComponentSection { unchecked_range: range, .. } => {
                depth = deeper(depth, range.start)?;
            }
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section.clone() {
                    names.push(import.map_err(malformed)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section.clone() {
                    exports_app |= export.map_err(malformed)?.name.name == APP;
                }
            }
            _ => {}
        }
        match validator.payload(&payload).map_err(malformed)? {
            ValidPayload::End(end) => types = Some(end),
            ValidPayload::Func(function, body) if bodies == Bodies::Checked => {
                let mut function = function.into_validator(Default::default());
                function.validate(&body).map_err(malformed)?;
            }
            _ => {}
        }
    }
    let nothing =
        || PackageError::Malformed { reason: GuestText::cut("it is empty", 200), offset: 0 };
    let types = types.ok_or_else(nothing)?;
    let types = types.as_ref();
    let imports = names.iter().map(|name| import(name, types)).collect();
    Ok(WorldOf { imports, exports_app })
}

/// What the engine's configuration allows, so that what is read here is what is compiled there.
fn features() -> WasmFeatures {
    let mut features = WasmFeatures::WASM2;
    features.insert(WasmFeatures::COMPONENT_MODEL);
    features.insert(WasmFeatures::EXTENDED_CONST);
    features.remove(WasmFeatures::GC_TYPES);
    features.insert(WasmFeatures::REFERENCE_TYPES);
    features
}

fn import(name: &str, types: TypesRef<'_>) -> Import {
    let (interface, version) = match name.split_once('@') {
        Some((interface, version)) => (interface, Version::parse(version).ok()),
        None => (name, None),
    };
    let functions = match types.component_item_for_import(name).map(|item| item.ty) {
        Some(ComponentEntityType::Instance(instance)) => functions_of(instance, types),
        _ => Vec::new(),
    };
    Import { interface: interface.to_owned(), version, functions }
}

fn functions_of(instance: ComponentInstanceTypeId, types: TypesRef<'_>) -> Vec<String> {
    let Some(instance) = types.get(instance) else {
        return Vec::new();
    };
    let functions =
        instance.exports.iter().filter(|(_, item)| matches!(item.ty, ComponentEntityType::Func(_)));
    functions.map(|(name, _)| name.clone()).collect()
}
