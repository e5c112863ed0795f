//! Runs mini-apps: partners' services as WebAssembly components, each step in a sandbox of its own
//! that holds exactly the powers which the bank granted.

pub mod capability;
mod clock;
mod contract;
mod engine;
mod error;
mod events;
mod guest_text;
mod host;
mod ids;
mod limits;
mod mini_app;
mod money;
pub mod package;
pub mod policy;
mod probe;
mod sandbox;
mod screen;
mod session;
mod state;
pub mod store;
pub mod ui;

pub use self::clock::{Clock, SystemClock};
pub use self::engine::{Engine, EngineError, Profile};
pub use self::error::{Blame, Error, Fault};
pub use self::events::{ClientEvent, ClientEventKind, Environment, Launch};
pub use self::guest_text::GuestText;
pub use self::host::Host;
pub use self::ids::{
    AppId, EffectId, EventId, MalformedId, PackageDigest, PartnerId, PaymentId, SessionId, UserId,
};
pub use self::limits::{Limits, Usage};
pub use self::mini_app::{LoadError, MiniApp};
pub use self::money::{Currency, Money, MoneyError};
pub use self::probe::{Point, Probe};
pub use self::session::{Raised, Rejected, Reply, Session, Step};
pub use self::state::Backends;
