//! From a compiler's core module to a component.

use anyhow::Context;
use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload};
use wit_component::ComponentEncoder;

/// What becomes of the names of functions and the like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// They go: a package carries nothing that it does not need.
    Stripped,
    /// They stay, for the partner's debugging.
    Kept,
}

/// Makes a component of a core module that carries its world, as the SDK leaves it.
pub(super) fn component(module: &[u8], names: Names) -> anyhow::Result<Vec<u8>> {
    let stripped;
    let module = match names {
        Names::Kept => module,
        Names::Stripped => {
            stripped = strip(module)?;
            &stripped
        }
    };
    ComponentEncoder::default()
        .module(module)
        .context(
            "the module does not carry its world: in Rust it is made with `loggia_sdk::export!`, in C with \
             what wit-bindgen makes",
        )?
        .validate(true)
        .debug_names(names == Names::Kept)
        .encode()
        .context("its imports and exports do not fit its world")
}

/// The module without the custom sections that say how it was made.
fn strip(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut stripped = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the compiler's module is damaged")?;
        if let Payload::CustomSection(section) = &payload
            && is_about_making(section.name())
        {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            let data = module.get(range).context("the compiler's module is damaged")?;
            stripped.section(&RawSection { id, data });
        }
    }
    Ok(stripped.finish())
}

fn is_about_making(section: &str) -> bool {
    matches!(section, "name" | "producers" | "target_features" | "linking")
        || section.starts_with(".debug")
        || section.starts_with("reloc.")
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CustomSection, MemorySection, MemoryType};

    use super::*;

    #[test]
    fn stripping_takes_what_is_about_making_and_nothing_else() {
        let custom = |name: &'static str| CustomSection { name: name.into(), data: b"x".into() };
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut module = Module::new();
        module.section(&memories);
        for name in ["name", ".debug_info", "producers", "component-type:coffee"] {
            module.section(&custom(name));
        }
        let stripped = strip(&module.finish()).unwrap();

        let mut expected = Module::new();
        expected.section(&memories).section(&custom("component-type:coffee"));
        assert_eq!(stripped, expected.finish());
    }

    #[test]
    fn a_module_that_is_none_is_an_error() {
        assert!(strip(b"\0asm\x01\0\0\0\x01").is_err());
        assert!(component(b"no module", Names::Kept).is_err());
    }
}
