//! QuickJS, as it lies in componentize-qjs.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use wasmparser::{Parser, Payload};

use super::closed;
use super::packages::Packages;
use crate::problem::Problem;

/// How a module of version 1 begins.
const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// The engine for the project's bundle: the one without asynchronous calls that is made to be small.
pub(super) fn of(packages: &Packages) -> anyhow::Result<Vec<u8>> {
    let addon = addon(packages)?;
    let bytes =
        fs::read(&addon).with_context(|| format!("{} could not be read", addon.display()))?;
    let unknown = || {
        Problem::new(format!("{} has no engine that this loggia knows", addon.display()))
            .advice("use the version that it was tried with: npm install --save-dev --save-exact componentize-qjs@0.4.5")
    };
    let engines = modules(&bytes).filter(|module| is_engine(module));
    let smallest = engines.min_by_key(|module| module.len()).ok_or_else(unknown)?;
    closed::engine(smallest).with_context(unknown)
}

/// componentize-qjs's native part for this machine, in which the engines lie as they are.
fn addon(packages: &Packages) -> anyhow::Result<PathBuf> {
    let package = packages.find("componentize-qjs").context("componentize-qjs is not installed")?;
    let beside = package.parent().context("componentize-qjs has no folder")?.join("@andreiltd");
    let folders = fs::read_dir(&beside).ok().into_iter().flatten().flatten();
    let mut addons: Vec<PathBuf> = folders
        .filter(|entry| {
            entry.file_name().to_string_lossy().starts_with("componentize-qjs-binding-")
        })
        .filter_map(|entry| fs::read_dir(entry.path()).ok())
        .flat_map(|files| files.flatten().map(|file| file.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "node"))
        .collect();
    addons.sort();
    Ok(addons.into_iter().next().ok_or_else(|| {
        Problem::new(format!("{} has no part for this machine", package.display()))
            .advice("install it anew: npm ci --include=optional")
    })?)
}

/// The modules that lie in a file one after the other, or somewhere between other things.
fn modules(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let begin = |at: &usize| bytes.get(*at..).is_some_and(|rest| rest.starts_with(MAGIC));
    let begins = (0..bytes.len()).filter(|at| bytes.get(*at) == Some(&0)).filter(begin);
    begins.filter_map(|at| {
        let rest = bytes.get(at..)?;
        rest.get(..length(rest)?)
    })
}

/// How long the module is at whose beginning the bytes are.
fn length(bytes: &[u8]) -> Option<usize> {
    /// The last section that there is.
    const LAST: u8 = 13;
    let mut at = MAGIC.len();
    while let Some(rest) = bytes.get(at..) {
        let Some((&id, sized)) = rest.split_first() else { break };
        let Some((size, digits)) = leb128(sized) else { break };
        if id > LAST || size == 0 || rest.starts_with(MAGIC) || size > sized.len() {
            break;
        }
        at = at.checked_add(1)?.checked_add(digits)?.checked_add(size)?;
    }
    (at > MAGIC.len() && at <= bytes.len()).then_some(at)
}

/// A number, and how many bytes it takes.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0_usize;
    for (digit, byte) in bytes.iter().take(5).enumerate() {
        number |= usize::from(byte & 0x7f).checked_shl(7 * u32::try_from(digit).ok()?)?;
        if byte & 0x80 == 0 {
            return Some((number, digit + 1));
        }
    }
    None
}

/// Whether a module is an engine for synchronous calls: a library that asks for the time, and for no
/// component-model async.
fn is_engine(module: &[u8]) -> bool {
    let is_library = matches!(
        Parser::new(0).parse_all(module).nth(1),
        Some(Ok(Payload::CustomSection(section))) if section.name() == "dylink.0"
    );
    is_library
        && closed::imports(module).is_ok_and(|imports| {
            let from = |interface: &str| imports.iter().any(|import| import.from == interface);
            from("wasi:clocks/wall-clock") && !from("$root")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_between_other_things() {
        let first = wat::parse_str("(module (func))").unwrap();
        let second =
            wat::parse_str(r#"(module (memory 1) (data (i32.const 0) "\00asm"))"#).unwrap();
        let file = [b"\x7fELF \0asm".as_slice(), &first, &second, b"\0\0 and so on"].concat();
        assert_eq!(modules(&file).collect::<Vec<_>>(), [first.as_slice(), &second]);
        assert_eq!(modules(b"\0asm\x01\0\0\0").count(), 0, "nothing is in it");
        assert!(!is_engine(&first));
    }
}
