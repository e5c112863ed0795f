//! Runs mini-apps: partners' services as WebAssembly components, each step in a sandbox of its own
//! that holds exactly the powers which the bank granted.
//!
//! A mini-app is a pure step function, `step(state, event) → (state, view)`. Every step runs in a
//! fresh instance with bounded fuel, time and memory, and ends in one commit or leaves nothing
//! behind. What it may call is decided by what its binary imports, what its manifest asks for and
//! what the bank granted; what it shows is a declarative tree that the host app renders.
//!
//! # An embedding
//!
//! A host app brings a [`Store`](store::Store) for sessions, backends for the capabilities that it
//! offers, and something to show a [`View`](ui::View) with. [`Engine`] is made once a process,
//! [`MiniApp`] once a package and grant, [`Session`] for each user's open mini-app.
//!
//! ```no_run
//! use std::sync::Arc;
//! use loggia_runtime::{
//!     Backends, ClientEvent, ClientEventKind, Engine, Environment, EventId, Host, Launch, Limits,
//!     MiniApp, Profile, package::Package, policy::Grant, store::MemoryStore, ui::Element,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let engine = Engine::new(Profile::Embedded)?;
//! let package = Package::read(&std::fs::read("coffee-1.0.0.wasm")?, &Limits::default())?;
//! let grant: Grant = serde_json::from_str(r#"{ "loggia:storage/storage": {} }"#)?;
//! let coffee = Arc::new(MiniApp::load(&engine, package, &grant, Limits::default())?);
//!
//! let host = Host::new(Arc::new(MemoryStore::new()), Backends::default());
//! let environment = Environment {
//!     locale: "de-AT".into(),
//!     time_zone: "Europe/Vienna".into(),
//!     utc_offset_minutes: 60,
//!     currency: "EUR".parse()?,
//! };
//! let launch = Launch { environment, intent: None };
//! let mut session = host.open(&coffee, "customer-1".parse()?, launch)?;
//!
//! let view = session.view().clone();
//! for (_, node) in view.nodes() {
//!     if let Element::Button { enabled: true, .. } = node.element {
//!         let act = ClientEventKind::Act { revision: session.revision(), path: node.path, values: vec![] };
//!         session.handle(ClientEvent { id: EventId::random()?, kind: act })?;
//!         break;
//!     }
//! }
//! session.pump()?; // delivers answers, changes and timers while the session is on screen
//! # Ok(())
//! # }
//! ```
//!
//! # Who is at fault
//!
//! [`Error`] says so by [`Blame`], and each of its kinds has a stable code. A mini-app's [`Fault`]
//! undoes its step and counts as a strike; three in five minutes close the session. Nothing that a
//! guest, a client or a file contains makes this crate panic.
//!
//! # Playing back
//!
//! Nothing reaches a step but its state, its event, and what store and backends tell it when it asks.
//! A host [with a recorder](Host::with_recorder) writes these into a [`journal`], from which every step
//! can be made again, on another machine or on another release.
//!
//! # Compiling
//!
//! [`MiniApp::load`] compiles the package, unless the engine has its code already. A server keeps
//! compiled code in a folder, and has it made in child processes with a limit on time and memory: see
//! [`code`].
//!
//! # Threads
//!
//! A step is synchronous and runs on the calling thread: give steps threads of their own, never an
//! async executor's. Everything here but [`Session`] can be shared; a session is used by one thread at
//! a time, and the same one may be open in many processes.
//!
//! As many steps run at once as the [`Profile`] says. Where more want to, their threads wait, and the
//! places are shared out between mini-apps so that none can starve another: see [`Scheduling`]. A
//! thread that waits for the store, in a commit, takes no place: there may be many more threads than
//! places.
//!
//! [`MiniApp::kill`] stops a mini-app wherever its steps stand; [`MiniApp::revive`] lets it on again.

pub mod capability;
mod clock;
pub mod code;
mod contract;
mod date;
mod day;
mod dispatch;
mod engine;
mod error;
mod events;
mod guest_text;
mod host;
mod ids;
mod intent;
pub mod journal;
mod kill;
mod limits;
mod mini_app;
mod money;
pub mod package;
pub mod policy;
mod probe;
mod sandbox;
mod scheduler;
mod screen;
mod session;
mod state;
pub mod store;
pub mod ui;

pub use self::clock::{Clock, SystemClock};
pub use self::date::{Date, NoSuchDay};
pub use self::day::{Day, MalformedDay};
pub use self::engine::{Engine, EngineError, Profile};
pub use self::error::{Blame, Error, Fault};
pub use self::events::{ClientEvent, ClientEventKind, Environment, Launch};
pub use self::guest_text::GuestText;
pub use self::host::Host;
pub use self::ids::{
    AccountPseudonym, AppId, EffectId, EventId, IntentName, MalformedId, PackageDigest, ParamName,
    PartnerId, PaymentId, SessionId, SubjectPseudonym, UserId,
};
pub use self::intent::{Intent, Opening};
pub use self::limits::{Limits, Usage};
pub use self::mini_app::{LoadError, MiniApp};
pub use self::money::{Currency, Money, MoneyError};
pub use self::probe::{Point, Probe};
pub use self::scheduler::Scheduling;
pub use self::session::{Raised, Rejected, Reply, Session, Step};
pub use self::state::Backends;
