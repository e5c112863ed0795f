//! Machine code that somebody vouches for, and the only place where bytes become code.

use wasmtime::component::Component;

/// Machine code that this process may run: it was made by the engine in this process, by a compile
/// worker of the host app, or by either of them earlier and has kept its MAC since.
pub(super) struct NativeCode(Vec<u8>);

impl NativeCode {
    /// The code of a component that this process has compiled.
    pub(super) fn of(component: &Component) -> wasmtime::Result<Self> {
        component.serialize().map(Self)
    }

    /// Whoever calls this vouches for `bytes`: they fit a MAC under the host app's key, or came whole
    /// out of a process of the program that the host app named.
    pub(super) fn vouched_for(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The component, ready to be linked. The engine refuses code of another version, of other
    /// settings, or for more than its pool has.
    pub(super) fn load(&self, engine: &wasmtime::Engine) -> wasmtime::Result<Component> {
        #[allow(unsafe_code, reason = "the one call that makes compiled code of bytes")]
        // SAFETY: the bytes must be what `Component::serialize` or `Engine::precompile_component`
        // made. There are three ways to a `NativeCode`. `of` is that very function. `vouched_for` is
        // called by the cache for bytes whose MAC fits under a key that the host app keeps to itself:
        // only holders of that key make such a MAC, and they make it of a `NativeCode` alone. And it
        // is called for the answer of a compile worker: a child process of a program that the host
        // app named, over a pipe that nobody else holds, whole by its checksum, from an engine of
        // this one's identity; `worker.rs` answers with what `precompile_component` made. The bytes
        // are this process's own copy: what happens to a file afterwards does not reach them.
        let component = unsafe { Component::deserialize(engine, &self.0) };
        component
    }
}
