//! The contract as TypeScript sees it through componentize-qjs.

use std::fmt::Write as _;

use wit_parser::{
    Docs, Function, Interface, InterfaceId, Resolve, Type, TypeDef, TypeDefKind, TypeId, TypeOwner,
    World, WorldItem, WorldKey,
};

const HEAD: &str = "\
// Made of `wit/` by the tests: see `tests/tests/typescript/contract.rs`. Not to be edited by hand.
//
// As componentize-qjs has it: records are objects, enums their cases' names, variants objects with a
// `tag`, options `null` or the value, whole numbers `number`, a `result` its value or an exception.
";

/// A module for each interface.
pub(super) fn of(resolve: &Resolve) -> String {
    let mut packages: Vec<_> = resolve.packages.iter().map(|(_, package)| package).collect();
    packages.sort_by_key(|package| package.name.to_string());
    let mut out = HEAD.to_owned();
    for package in packages {
        for &interface in package.interfaces.values() {
            out.push('\n');
            Module { resolve, id: interface, out: &mut out }.write();
        }
    }
    out
}

/// The name under which an interface is imported.
fn specifier(resolve: &Resolve, interface: InterfaceId) -> String {
    resolve.id_of(interface).expect("the contract's interfaces have names")
}

struct Module<'a> {
    resolve: &'a Resolve,
    id: InterfaceId,
    out: &'a mut String,
}

impl Module<'_> {
    fn write(&mut self) {
        let resolve = self.resolve;
        let interface = &resolve.interfaces[self.id];
        docs(self.out, "", &interface.docs);
        let _ = writeln!(self.out, "declare module \"{}\" {{", specifier(resolve, self.id));
        self.imports(interface);
        for (name, &id) in &interface.types {
            self.type_of(name, &resolve.types[id]);
        }
        if !interface.functions.is_empty() {
            self.functions(interface);
        }
        self.out.push_str("}\n");
    }

    /// What it uses of other interfaces.
    fn imports(&mut self, interface: &Interface) {
        for (name, &id) in &interface.types {
            if let Some((from, original)) = self.used(id) {
                let (own, original) = (pascal(name), pascal(&original));
                let named = if own == original { own } else { format!("{original} as {own}") };
                let from = specifier(self.resolve, from);
                let _ = writeln!(self.out, "  import type {{ {named} }} from \"{from}\";");
            }
        }
    }

    /// Where a type is declared, if that is another interface.
    fn used(&self, id: TypeId) -> Option<(InterfaceId, String)> {
        let TypeDefKind::Type(Type::Id(of)) = self.resolve.types[id].kind else { return None };
        let of = &self.resolve.types[of];
        match of.owner {
            TypeOwner::Interface(owner) if owner != self.id => Some((owner, of.name.clone()?)),
            _ => None,
        }
    }

    fn type_of(&mut self, wit_name: &str, of: &TypeDef) {
        if let TypeDefKind::Type(Type::Id(id)) = of.kind
            && matches!(self.resolve.types[id].owner, TypeOwner::Interface(owner) if owner != self.id)
        {
            return;
        }
        let name = pascal(wit_name);
        docs(self.out, "  ", &of.docs);
        match &of.kind {
            TypeDefKind::Record(record) => {
                let _ = writeln!(self.out, "  export interface {name} {{");
                for field in &record.fields {
                    docs(self.out, "    ", &field.docs);
                    let ty = self.ty(&field.ty);
                    let _ = writeln!(self.out, "    {}: {ty};", camel(&field.name));
                }
                self.out.push_str("  }\n");
            }
            TypeDefKind::Enum(of) => {
                let _ = writeln!(self.out, "  export type {name} =");
                for case in &of.cases {
                    docs(self.out, "    ", &case.docs);
                    let _ = writeln!(self.out, "    | \"{}\"", case.name);
                }
                end_of_union(self.out);
            }
            TypeDefKind::Variant(of) => {
                let _ = writeln!(self.out, "  export type {name} =");
                for case in &of.cases {
                    docs(self.out, "    ", &case.docs);
                    let value =
                        case.ty.map_or(String::new(), |ty| format!("; val: {}", self.ty(&ty)));
                    let _ = writeln!(self.out, "    | {{ tag: \"{}\"{value} }}", case.name);
                }
                end_of_union(self.out);
            }
            kind => {
                let is = self.kind(kind);
                let _ = writeln!(self.out, "  export type {name} = {is};");
            }
        }
    }

    /// What it imports from the host, or, where it is the mini-app's, what that exports.
    fn functions(&mut self, interface: &Interface) {
        self.out.push_str("  export interface Functions {\n");
        for function in interface.functions.values() {
            docs(self.out, "    ", &function.docs);
            let signature = self.signature(function);
            let _ = writeln!(self.out, "    {}{signature};", camel(&function.name));
        }
        self.out.push_str("  }\n");
        if !is_exported(self.resolve, self.id) {
            self.out.push_str("  const functions: Functions;\n  export default functions;\n");
        }
    }

    fn signature(&self, function: &Function) -> String {
        let params: Vec<String> = function
            .params
            .iter()
            .map(|param| format!("{}: {}", camel(&param.name), self.ty(&param.ty)))
            .collect();
        let result = function.result.map_or("void".to_owned(), |ty| self.result(&ty));
        format!("({}): {result}", params.join(", "))
    }

    /// A result is what it is when all goes well; the error is thrown.
    fn result(&self, ty: &Type) -> String {
        if let Type::Id(id) = ty
            && let TypeDefKind::Result(result) = &self.resolve.types[*id].kind
        {
            return result.ok.map_or("void".to_owned(), |ok| self.ty(&ok));
        }
        self.ty(ty)
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "boolean".into(),
            Type::String | Type::Char => "string".into(),
            Type::Id(id) => {
                let of = &self.resolve.types[*id];
                of.name.as_ref().map_or_else(|| self.kind(&of.kind), |name| pascal(name))
            }
            _ => "number".into(),
        }
    }

    fn kind(&self, kind: &TypeDefKind) -> String {
        match kind {
            TypeDefKind::Type(ty) => self.ty(ty),
            TypeDefKind::List(Type::U8) => "Uint8Array".into(),
            TypeDefKind::List(of) => {
                let of = self.ty(of);
                if of.contains(' ') { format!("({of})[]") } else { format!("{of}[]") }
            }
            TypeDefKind::Option(of) => format!("{} | null", self.ty(of)),
            TypeDefKind::Tuple(tuple) => {
                let types: Vec<String> = tuple.types.iter().map(|ty| self.ty(ty)).collect();
                format!("[{}]", types.join(", "))
            }
            other => panic!("the contract has a kind of type that is new here: {other:?}"),
        }
    }
}

/// Whether the mini-app exports it.
fn is_exported(resolve: &Resolve, id: InterfaceId) -> bool {
    let exports = |world: &World| {
        world.exports.iter().any(|(key, item)| {
            *key == WorldKey::Interface(id)
                || matches!(item, WorldItem::Interface { id: of, .. } if *of == id)
        })
    };
    resolve.worlds.iter().any(|(_, world)| exports(world))
}

/// Ends the last line of a union.
fn end_of_union(out: &mut String) {
    out.truncate(out.trim_end().len());
    out.push_str(";\n");
}

fn docs(out: &mut String, indent: &str, docs: &Docs) {
    let Some(text) = docs.contents.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        return;
    };
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    if let [line] = lines.as_slice() {
        let _ = writeln!(out, "{indent}/** {line} */");
        return;
    }
    let _ = writeln!(out, "{indent}/**");
    for line in lines {
        let line = format!("{indent} * {line}");
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let _ = writeln!(out, "{indent} */");
}

fn pascal(name: &str) -> String {
    name.split('-').map(capital).collect()
}

fn camel(name: &str) -> String {
    let (first, rest) = name.split_once('-').unwrap_or((name, ""));
    let rest: String = rest.split('-').map(capital).collect();
    format!("{first}{rest}")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
