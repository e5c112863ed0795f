//! What stands in for a capability that is optional and not granted: it answers `denied`, and has no
//! backend that it could reach.

use wasmtime::component::types::{ComponentInstance, ComponentItem};
use wasmtime::component::{Linker, Val};

use super::{Interface, not_granted};
use crate::state::StepState;

/// Links every function of `instance` to a refusal.
///
/// Made from the component's own type, so that no function can be forgotten. A function without a
/// result (a log line) does nothing.
pub(crate) fn link_refused(
    linker: &mut Linker<StepState>,
    engine: &wasmtime::Engine,
    import: &str,
    instance: &ComponentInstance,
) -> wasmtime::Result<()> {
    let name = import.split('@').next().and_then(Interface::named).map(|interface| interface.name);
    let mut linked = linker.instance(import)?;
    for (function, item) in instance.exports(engine) {
        if !matches!(item.ty, ComponentItem::ComponentFunc(_)) {
            continue;
        }
        linked.func_new(function, move |mut store, _, _, results| {
            let state = store.data_mut();
            state.calling = name;
            // Counted like any other call, so that a storm of them is a storm all the same.
            let refusal =
                state.begin_call().err().unwrap_or_else(|| not_granted("this capability"));
            if let [result] = results {
                *result = Val::Result(Err(Some(Box::new(state.refuse_val(&refusal)))));
            }
            Ok(())
        })?;
    }
    Ok(())
}
