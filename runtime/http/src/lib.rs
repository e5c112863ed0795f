//! The bank's outbound HTTP on behalf of mini-apps: to the hosts of the grant and no others, signed by
//! the bank, with the grant's credentials, and with nothing that leads back into the bank.
//!
//! ```
//! use std::net::{IpAddr, Ipv4Addr};
//!
//! use loggia_http::{
//!     Caller, Client, Credential, Error, HostPattern, Method, NotSent, Request, Resolver, SignerKey,
//!     Target,
//! };
//!
//! /// The partner's name leads to a cloud's metadata service.
//! #[derive(Debug)]
//! struct Hostile;
//!
//! impl Resolver for Hostile {
//!     fn resolve(&self, _: &str) -> std::io::Result<Vec<IpAddr>> {
//!         Ok(vec![Ipv4Addr::new(169, 254, 169, 254).into()])
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = SignerKey::from_seed("bank.example/http-1".parse()?, [7; 32]);
//! let client = Client::builder(key).resolver(Hostile).build()?;
//!
//! // What the grant names is parsed once; a target is of one of its hosts, or is none.
//! let granted: [HostPattern; 1] = ["api.partner.example".parse()?];
//! assert!(Target::parse("https://api.partner.example@evil.example/", &granted).is_err());
//! let target = Target::parse("https://api.partner.example/orders", &granted)?;
//!
//! let caller = Caller {
//!     subject: Some("0f1e2d3c4b5a6978".parse()?),
//!     app: "com.beanandleaf.coffee".parse()?,
//!     package: "a5b4c3d2e1f0".parse()?,
//!     environment: "production".parse()?,
//! };
//! let request = Request::builder(Method::Post, target, caller, "effect-1".parse()?)
//!     .headers(vec![("Content-Type".into(), "application/json".into())])
//!     .body(br#"{"drink":"flat white"}"#.to_vec())
//!     .credential(Credential::new("Authorization", "Bearer 5c1e9f0a7b3d2468")?)
//!     .build(client.limits())?;
//!
//! // Every address is checked before the connection, which goes to no other.
//! let refused = client.send(&request);
//! assert!(matches!(refused, Err(Error::NotSent(NotSent::Address(_)))));
//! # Ok(())
//! # }
//! ```
//!
//! # What cannot happen, and why
//!
//! | an attempt | where it ends |
//! | --- | --- |
//! | a URL that parsers read differently | [`Target`]: matched, signed, connected to and sent in one parsed form |
//! | a granted name that leads into the bank, or does so a moment later | [`AddressPolicy`] over every address of one look-up ([`Resolver`]), and a connection to those only |
//! | a redirect to where no grant leads | an answer, never followed |
//! | a header that speaks for the host, or splits the request | [`RefusedHeader`] |
//! | an answer without end, slow or large | [`Limits`]: cut by time and size, and never decompressed |
//! | a server that shows the grant's credential to the mini-app | the answer is withheld: [`Unknown::Reflected`] |
//! | a request that is done twice | [`Error`] tells what was certainly not sent from what may have been done; [`Request::is_idempotent`] what may be sent again |
//!
//! # What partners do
//!
//! Each request and [`Webhook`] is signed by RFC 9421 with Ed25519. A partner's server verifies with
//! [`Verifier`], or with any implementation of that standard: the body's digest (RFC 9530), method, URL,
//! `Idempotency-Key`, `Content-Type` and `Loggia-*` are covered, for one minute and once.

mod address;
mod caller;
mod client;
mod connection;
mod credential;
mod error;
mod exchange;
mod header;
mod label;
mod limits;
mod lookups;
mod method;
#[cfg(feature = "runtime")]
mod outbound;
mod pattern;
mod request;
mod resolve;
mod response;
mod retry;
mod signature;
mod target;
mod tls;
mod webhook;

pub use self::address::{AddressPolicy, RefusedAddress};
pub use self::caller::Caller;
pub use self::client::{Client, ClientBuilder, NotBuilt};
pub use self::credential::{Credential, MalformedCredential};
pub use self::error::{Error, NotSent, Unknown};
pub use self::header::{HeaderReason, RefusedHeader};
pub use self::label::{Label, MalformedLabel};
pub use self::limits::Limits;
pub use self::method::{Method, UnknownMethod};
#[cfg(feature = "runtime")]
pub use self::outbound::{NotAnnounced, Outbound, check_webhook};
pub use self::pattern::{HostPattern, MalformedPattern};
pub use self::request::{MalformedRequest, Request, RequestBuilder};
pub use self::resolve::{Resolver, SystemResolver};
pub use self::response::Response;
pub use self::retry::{Delivery, RetrySchedule};
pub use self::signature::{
    MalformedKey, Message, NotCovered, NotVerified, Purpose, RecentNonces, Replays,
    SignatureFields, Signer, SignerKey, SigningFailed, Stamp, Verified, Verifier, VerifierKey,
};
pub use self::target::{NotATarget, Target};
pub use self::tls::NotTrusted;
pub use self::webhook::Webhook;
