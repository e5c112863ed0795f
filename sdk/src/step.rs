//! One step: from bytes and an event to bytes and a view. The component's export and the test harness both
//! come through here.

use crate::bindings::exports::loggia::app::app as wire;
use crate::bindings::loggia::app::events::{Event, Kind, UserAction};
use crate::context::Ctx;
use crate::encoding;
use crate::environment::{Change, Environment, Launch};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::mini_app::MiniApp;
use crate::saved;

/// Runs one step of `A`, as the host calls it.
///
/// # Errors
/// The [`Failure`] with which the mini-app, or the SDK for it, gives the step up.
#[doc(hidden)]
#[allow(clippy::needless_pass_by_value, reason = "the export's signature, made by wit-bindgen")]
pub fn step<A: MiniApp>(state: Option<Vec<u8>>, event: Event) -> Result<wire::Next, wire::Failure> {
    let mut ctx = Ctx::new(event.now, &event.entropy);
    run::<A>(state.as_deref(), event.kind, &mut ctx)
        .map_err(|failure| failure.into_wire(&ctx.environment.locale))
}

fn run<A: MiniApp>(
    state: Option<&[u8]>,
    kind: Kind,
    ctx: &mut Ctx<A::Msg>,
) -> Result<wire::Next, Failure> {
    let app = match kind {
        Kind::Launched(launch) => {
            let launch = Launch::from_wire(launch);
            ctx.environment = launch.environment.clone();
            ctx.rights.clone_from(&launch.rights);
            A::launch(&launch, ctx)?
        }
        kind => {
            let state = state
                .ok_or_else(|| Failure::internal("the session's first event is not `launched`"))?;
            let saved = saved::load::<A>(state)?;
            ctx.environment = saved.environment;
            ctx.rights = saved.rights;
            let mut app = saved.app;
            handle(&mut app, kind, ctx)?;
            app
        }
    };
    let state = saved::save(&app, &ctx.environment, &ctx.rights)?;
    Ok(wire::Next { state, view: app.view().encode()? })
}

fn handle<A: MiniApp>(app: &mut A, kind: Kind, ctx: &mut Ctx<A::Msg>) -> Result<(), Failure> {
    match kind {
        // A session is launched without a state; `run` has dealt with it.
        Kind::Launched(_) => Ok(()),
        Kind::Upgraded(from) => app.upgraded(&from, ctx),
        Kind::Resumed(environment) => {
            ctx.environment = Environment::from_wire(environment);
            app.resumed(&ctx.environment.clone(), ctx)
        }
        Kind::EnvironmentChanged(environment) => {
            ctx.environment = Environment::from_wire(environment);
            app.environment_changed(&ctx.environment.clone(), ctx)
        }
        Kind::Action(UserAction { action, fields }) => {
            ctx.fields = Fields::new(fields);
            app.update(encoding::decode("the action's message", &action)?, ctx)
        }
        Kind::Answered(answer) => {
            ctx.request = Some(answer.request);
            app.update(encoding::decode("the answer's message", &answer.context)?, ctx)
        }
        Kind::Changed(change) => app.changed(&Change { topic: change.topic, id: change.id }, ctx),
        Kind::Woke(context) => app.update(encoding::decode("the timer's message", &context)?, ctx),
        Kind::Back => app.back(ctx),
    }
}
