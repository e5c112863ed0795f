//! The compile worker's side: what the child process does.

use std::io::{self, Read, Write};

use super::identity::EngineIdentity;
use super::protocol::{Answer, Order};
use super::{PANICKED, or_panic};
use crate::engine::compiler;

/// Compiles one component as a [`CompileWorkers`](super::CompileWorkers) asks on `input`, and answers on
/// `output`. It is all that a worker program does:
///
/// ```no_run
/// # fn main() -> std::io::Result<()> {
/// loggia_runtime::code::serve_worker(std::io::stdin().lock(), std::io::stdout().lock())
/// # }
/// ```
///
/// First it takes limits upon **the whole process**, which nothing lifts again: memory, processor time,
/// no core dumps, and on Linux to end with the process that started it. So this is for a process of its
/// own, with nothing else to do.
///
/// # Errors
///
/// There is no order on `input`, the limits cannot be set, or nobody takes the answer. The program then
/// says so on standard error, and ends with another exit code than 0.
pub fn serve_worker(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let order = Order::read(&mut input)?;
    confine(&order)?;
    let mut component = Vec::new();
    input.take(order.component_bytes).read_to_end(&mut component)?;
    if u64::try_from(component.len()) != Ok(order.component_bytes) {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the component was cut off"));
    }
    compile(&order, &component).write(&order.engine, &mut output)
}

fn compile(order: &Order, component: &[u8]) -> Answer {
    let engine = match compiler(order.profile) {
        Ok(engine) if EngineIdentity::of(&engine) == order.engine => engine,
        Ok(_) => return Answer::OtherEngine,
        Err(error) => return refusal(&error),
    };
    let Some(compiled) = or_panic(|| engine.precompile_component(component)) else {
        return Answer::Refused(PANICKED.to_owned());
    };
    match compiled {
        Ok(code) if u64::try_from(code.len()).is_ok_and(|bytes| bytes <= order.code_bytes) => {
            Answer::Compiled(code)
        }
        Ok(_) => Answer::TooMuchCode,
        Err(error) => refusal(&error),
    }
}

fn refusal(error: &wasmtime::Error) -> Answer {
    let no_memory = |error: &io::Error| error.kind() == io::ErrorKind::OutOfMemory;
    if error.is::<wasmtime::OutOfMemory>() || error.downcast_ref().is_some_and(no_memory) {
        return Answer::OutOfMemory;
    }
    Answer::Refused(format!("{error:#}"))
}

#[cfg(unix)]
fn confine(order: &Order) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    #[cfg(any(target_os = "linux", target_os = "android"))]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;

    let limit = |resource, soft: u64, hard: u64| {
        // Never above what the process was given.
        let given = getrlimit(resource).maximum.unwrap_or(u64::MAX);
        let (current, maximum) = (Some(soft.min(given)), Some(hard.min(given)));
        setrlimit(resource, Rlimit { current, maximum })
    };
    limit(Resource::Core, 0, 0)?;
    let seconds = order.processor_seconds;
    limit(Resource::Cpu, seconds, seconds.saturating_add(1))?;
    limit(Resource::Data, order.memory_bytes, order.memory_bytes)?;
    Ok(())
}

/// Where there are no such limits, the wall clock is the only one.
#[cfg(not(unix))]
fn confine(_order: &Order) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Profile;

    /// An order for the smallest component.
    fn order(code_bytes: u64) -> Order {
        let engine = EngineIdentity::of(&compiler(Profile::Embedded).unwrap());
        Order {
            profile: Profile::Embedded,
            engine,
            memory_bytes: 0,
            processor_seconds: 0,
            code_bytes,
            component_bytes: 0,
        }
    }

    const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

    #[test]
    fn what_cannot_be_compiled_is_refused_and_what_grows_too_large_is_not_handed_over() {
        assert!(matches!(compile(&order(1 << 20), COMPONENT), Answer::Compiled(_)));
        assert!(matches!(compile(&order(1 << 20), b"(component)"), Answer::Refused(_)));
        assert_eq!(compile(&order(16), COMPONENT), Answer::TooMuchCode);
    }

    #[test]
    fn another_engine_s_order_is_not_taken() {
        let other = Order { engine: EngineIdentity::from_bytes([0; 32]), ..order(1 << 20) };
        assert_eq!(compile(&other, COMPONENT), Answer::OtherEngine);
        let other = Order { profile: Profile::Server { max_instances: 1 }, ..order(1 << 20) };
        assert_eq!(compile(&other, COMPONENT), Answer::OtherEngine);
    }
}
