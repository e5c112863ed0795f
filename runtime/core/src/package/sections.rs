//! The custom sections of a package: `loggia:manifest` once, `loggia:asset` for each asset (the
//! name's length in a byte, the name, the bytes). No archive, so no archive attacks.

use std::borrow::Cow;
use std::collections::BTreeMap;

use wasm_encoder::{ComponentSection, CustomSection};
use wasmparser::{Encoding, Parser, Payload};

use super::PackageError;
use crate::guest_text::GuestText;

const MANIFEST: &str = "loggia:manifest";
const ASSET: &str = "loggia:asset";

pub(super) struct Sections<'a> {
    pub(super) manifest: &'a [u8],
    pub(super) assets: Vec<(String, &'a [u8])>,
}

/// The sections of the component itself; those of modules and components inside it mean nothing.
pub(super) fn read(component: &[u8]) -> Result<Sections<'_>, PackageError> {
    let mut manifests = Vec::new();
    let mut assets = Vec::new();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component) {
        match payload.map_err(malformed)? {
            Payload::Version { encoding: Encoding::Module, range, .. } if depth == 0 => {
                let reason = GuestText::cut(
                    "it is a core module; `loggia build` makes a component of it",
                    200,
                );
                return Err(PackageError::Malformed { reason, offset: range.start });
            }
            Payload::ModuleSection { unchecked_range: range, .. }
            | Payload::ComponentSection { unchecked_range: range, .. } => {
                depth = deeper(depth, range.start)?;
            }
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if depth == 0 && section.name() == MANIFEST => {
                manifests.push(section.data());
            }
            Payload::CustomSection(section) if depth == 0 && section.name() == ASSET => {
                assets.push(asset(section.data()).ok_or(PackageError::Malformed {
                    reason: GuestText::cut(
                        "a loggia:asset section is shorter than its name says, or its name is not UTF-8",
                        200,
                    ),
                    offset: section.data_offset(),
                })?);
            }
            _ => {}
        }
    }
    match manifests.as_slice() {
        [manifest] => Ok(Sections { manifest, assets }),
        _ => Err(PackageError::Section { section: MANIFEST, count: manifests.len() }),
    }
}

/// One level further inside. Usual tools need two or three; validating takes time by the square of it.
pub(super) fn deeper(depth: usize, offset: usize) -> Result<usize, PackageError> {
    const DEEPEST: usize = 16;
    if depth < DEEPEST {
        return Ok(depth + 1);
    }
    let reason = "components stand in each other, more than 16 deep";
    Err(PackageError::Malformed { reason: GuestText::cut(reason, 200), offset })
}

/// Appends the sections.
pub(super) fn write(component: &mut Vec<u8>, manifest: &[u8], assets: &BTreeMap<String, Vec<u8>>) {
    append(component, MANIFEST, manifest);
    for (name, bytes) in assets {
        // A name too long for its byte is refused when the package is read back.
        let length = u8::try_from(name.len()).unwrap_or(u8::MAX);
        let mut data = vec![length];
        data.extend_from_slice(name.as_bytes());
        data.extend_from_slice(bytes);
        append(component, ASSET, &data);
    }
}

fn append(component: &mut Vec<u8>, name: &str, data: &[u8]) {
    let section = CustomSection { name: Cow::Borrowed(name), data: Cow::Borrowed(data) };
    section.append_to_component(component);
}

fn asset(data: &[u8]) -> Option<(String, &[u8])> {
    let (&length, rest) = data.split_first()?;
    let (name, bytes) = rest.split_at_checked(usize::from(length))?;
    Some((String::from_utf8(name.to_vec()).ok()?, bytes))
}

#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(super) fn malformed(error: wasmparser::BinaryReaderError) -> PackageError {
    PackageError::Malformed { reason: GuestText::cut(error.message(), 200), offset: error.offset() }
}
