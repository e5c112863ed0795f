//! The engine without a host: no clock, no chance, no files, no import at all. And without tail calls,
//! which Loggia's sandbox does not take.
//!
//! componentize-qjs runs a mini-app's modules once and keeps a picture of the engine's memory. By then
//! the engine has asked its host for the time and for a seed, so that two builds of one source would
//! differ. Here it has functions of its own instead of what it imports, which answer nothing or zero. A
//! mini-app notices nothing: in the sandbox there is neither a clock nor chance but the event's.

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, Function, FunctionSection, ImportSection, Instruction, MemArg, Module,
};
use wasmparser::{
    CodeSectionReader, FunctionBody, FunctionSectionReader, ImportSectionReader, Imports, Parser,
    Payload, TypeRef,
};

/// What is answered to what the engine asks while it is made, and when it is asked for its memory to be
/// kept. All else is for reading and writing, and traps: nothing can be read or written.
const ANSWERS: [(&str, &str, Answer); 6] = [
    ("wasi:random/insecure-seed", "insecure-seed", Answer::Zeroes(16)),
    ("wasi:clocks/monotonic-clock", "now", Answer::Zero),
    ("wasi:clocks/wall-clock", "now", Answer::Zeroes(16)),
    // No variables and no folders: empty lists.
    ("wasi:cli/environment", "get-environment", Answer::Zeroes(8)),
    ("wasi:filesystem/preopens", "get-directories", Answer::Zeroes(8)),
    ("wasi_snapshot_preview1", "reset_adapter_state", Answer::Nothing),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// Nothing is asked for.
    Nothing,
    /// The number.
    Zero,
    /// So many bytes of it where the argument points to: a multiple of eight.
    Zeroes(u64),
    /// It cannot be.
    Trap,
}

/// A function that a module imports.
#[derive(Debug)]
pub(super) struct Import {
    /// The interface, without its version.
    pub(super) from: String,
    name: String,
    ty: u32,
}

impl Import {
    /// Whether it is the host's; what is left is what the bundle's own part of the component brings.
    fn is_hosts(&self) -> bool {
        let own = ["wasi:", "wasi_snapshot_preview1", "local:init/"];
        own.iter().any(|start| self.from.starts_with(start))
    }

    fn answer(&self) -> Answer {
        let known = ANSWERS.iter().find(|(from, name, _)| self.from == *from && self.name == *name);
        known.map_or(Answer::Trap, |(.., answer)| *answer)
    }
}

/// The functions that a module imports.
pub(super) fn imports(module: &[u8]) -> anyhow::Result<Vec<Import>> {
    let mut functions = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                let import = import?;
                if let TypeRef::Func(ty) = import.ty {
                    let from = import.module.split('@').next().unwrap_or(import.module);
                    let (from, name) = (from.to_owned(), import.name.to_owned());
                    functions.push(Import { from, name, ty });
                }
            }
        }
    }
    Ok(functions)
}

/// The engine with its own answers.
pub(super) fn engine(open: &[u8]) -> anyhow::Result<Vec<u8>> {
    let imports = imports(open)?;
    let mut own = 0;
    for payload in Parser::new(0).parse_all(open) {
        if let Payload::FunctionSection(section) = payload? {
            own = section.count();
        }
    }
    let mut module = Module::new();
    Closer::new(imports, own)
        .parse_core_module(&mut module, Parser::new(0), open)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(module.finish())
}

/// Writes a module anew: imports of the host's become functions at its end.
struct Closer {
    /// The new places of the functions that were imported.
    places: Vec<u32>,
    /// How many imports are left out.
    fewer: u32,
    /// The types and answers of the new functions.
    answers: Vec<(u32, Answer)>,
}

impl Closer {
    fn new(imports: Vec<Import>, own: u32) -> Self {
        let kept = imports.iter().filter(|import| !import.is_hosts()).count();
        let kept = u32::try_from(kept).unwrap_or(u32::MAX);
        let mut closer = Self { places: Vec::new(), fewer: 0, answers: Vec::new() };
        for import in imports {
            let before = u32::try_from(closer.places.len()).unwrap_or(u32::MAX);
            if import.is_hosts() {
                closer.places.push(kept.saturating_add(own).saturating_add(closer.fewer));
                closer.answers.push((import.ty, import.answer()));
                closer.fewer += 1;
            } else {
                closer.places.push(before - closer.fewer);
            }
        }
        closer
    }
}

impl Reencode for Closer {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        let imported = usize::try_from(function).ok().and_then(|at| self.places.get(at)).copied();
        Ok(imported.unwrap_or_else(|| function.saturating_sub(self.fewer)))
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        for import in section.into_imports() {
            let import = import?;
            let from = import.module.split('@').next().unwrap_or(import.module).to_owned();
            let asked = Import { from, name: String::new(), ty: 0 };
            if !(matches!(import.ty, TypeRef::Func(_)) && asked.is_hosts()) {
                self.parse_imports(imports, Imports::Single(0, import))?;
            }
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        utils::parse_function_section(self, functions, section)?;
        for (ty, _) in &self.answers {
            functions.function(*ty);
        }
        Ok(())
    }

    /// A tail call is a call and a return: the engine's need no more stack than its others.
    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            match self.parse_instruction(&mut reader)? {
                Instruction::ReturnCall(callee) => {
                    function
                        .instruction(&Instruction::Call(callee))
                        .instruction(&Instruction::Return);
                }
                Instruction::ReturnCallIndirect { type_index, table_index } => {
                    function
                        .instruction(&Instruction::CallIndirect { type_index, table_index })
                        .instruction(&Instruction::Return);
                }
                instruction => {
                    function.instruction(&instruction);
                }
            }
        }
        code.function(&function);
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        utils::parse_code_section(self, code, section)?;
        for (_, answer) in &self.answers {
            code.function(&answer.function());
        }
        Ok(())
    }
}

impl Answer {
    fn function(self) -> Function {
        let mut function = Function::new([]);
        match self {
            Self::Nothing => {}
            Self::Zero => {
                function.instruction(&Instruction::I64Const(0));
            }
            Self::Zeroes(bytes) => {
                for offset in (0..bytes).step_by(8) {
                    function
                        .instruction(&Instruction::LocalGet(0))
                        .instruction(&Instruction::I64Const(0))
                        .instruction(&Instruction::I64Store(MemArg {
                            offset,
                            align: 0,
                            memory_index: 0,
                        }));
                }
            }
            Self::Trap => {
                function.instruction(&Instruction::Unreachable);
            }
        }
        function.instruction(&Instruction::End);
        function
    }
}

#[cfg(test)]
mod tests {
    use wasmparser::{Operator, Validator, WasmFeatures};

    use super::*;

    /// An engine that asks for the time in between what it does with its own component.
    const OPEN: &str = r#"(module
        (import "env" "before" (func $before))
        (import "wasi:clocks/wall-clock@0.2.0" "now" (func $now (param i32)))
        (import "wasi:cli/exit@0.2.0" "exit" (func $exit (param i32)))
        (import "env" "after" (func $after))
        (import "env" "memory" (memory 1))
        (func $own (call $after) (call $now (i32.const 8)) (call $before))
        (func (export "run") (call $exit (i32.const 1)) (return_call $own)))"#;

    #[test]
    fn the_host_s_functions_become_its_own_and_all_calls_still_meet_what_they_meant() {
        let closed = engine(&wat::parse_str(OPEN).unwrap()).unwrap();
        let features = WasmFeatures::default() & !WasmFeatures::TAIL_CALL;
        Validator::new_with_features(features).validate_all(&closed).expect("it is sound");
        let left: Vec<String> =
            imports(&closed).unwrap().into_iter().map(|import| import.name).collect();
        assert_eq!(left, ["before", "after"]);

        // 0 before, 1 after, 2 own, 3 run, 4 now, 5 exit.
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(&closed) {
            if let Payload::CodeSectionEntry(body) = payload.unwrap() {
                let operators = body.get_operators_reader().unwrap().into_iter();
                let calls = operators.filter_map(|operator| match operator.unwrap() {
                    Operator::Call { function_index } => Some(function_index.to_string()),
                    Operator::Return => Some("return".to_owned()),
                    Operator::Unreachable => Some("trap".to_owned()),
                    _ => None,
                });
                bodies.push(calls.collect::<Vec<_>>().join(" "));
            }
        }
        assert_eq!(bodies, ["1 4 0", "5 2 return", "", "trap"]);
    }
}
