//! Guests that use up whatever they can get, each in its own way.

use crate::guests::Core;

/// A hostile guest, and what it does.
#[derive(Debug, Clone)]
pub struct Hostile {
    /// In a few words.
    pub name: &'static str,
    /// It.
    pub core: Core,
}

/// One of each kind. All of them fail at their first step.
#[must_use]
pub fn hostile_guests() -> Vec<Hostile> {
    let guest = |name, core| Hostile { name, core };
    let down =
        "(func $down (param i64) (result i64) (i64.add (call $down (local.get 0)) (i64.const 1)))";
    vec![
        guest("an endless loop", Core::stepping("(loop $on (br $on))")),
        guest(
            "an endless start function",
            Core::with("(func $start (loop $on (br $on))) (start $start)"),
        ),
        guest(
            "huge fills",
            Core {
                memory: r#"(memory (export "memory") 250)"#.into(),
                ..Core::stepping(
                    "(loop $on (memory.fill (i32.const 65536) (i32.const 7) (i32.const 16000000)) (br $on))",
                )
            },
        ),
        guest(
            "a memory that grows without end",
            Core::stepping(
                "(loop $on (br_if $on (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (unreachable)",
            ),
        ),
        guest(
            "a table that grows without end",
            Core {
                fields: "(table $t 1 funcref)".into(),
                ..Core::stepping(
                    "(loop $on (br_if $on (i32.ne (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1)))) (unreachable)",
                )
            },
        ),
        guest(
            "a recursion without end",
            Core { fields: down.into(), ..Core::stepping("(drop (call $down (i64.const 0)))") },
        ),
        guest("a trap", Core::stepping("(unreachable)")),
        guest(
            "a memory that starts too large",
            Core { memory: r#"(memory (export "memory") 257)"#.into(), ..Core::default() },
        ),
        guest(
            "a result that lies about where it is",
            Core::stepping("(i32.store (i32.const 1056) (i32.const 65535))"),
        ),
    ]
}
