//! The client from the outside: hostile guests in front of it, hostile servers and names behind it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod addresses;
mod answers;
mod hosts;
mod limits;
mod names;
#[cfg(feature = "runtime")]
mod outbound;
mod rebinding;
mod requests;
mod server;
mod servers;
mod signatures;
mod verifying;
mod webhooks;

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use loggia_http::{
    AddressPolicy, Caller, Client, ClientBuilder, Error, Limits, Method, Request, RequestBuilder,
    Response, SignerKey, Target,
};

use self::names::Names;
use self::server::Server;

/// The one that the tests' servers prove.
const HOST: &str = "api.partner.test";

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn key() -> SignerKey {
    SignerKey::from_seed("bank.example/http-1".parse().unwrap(), [7; 32])
}

fn caller() -> Caller {
    Caller {
        subject: Some("0f1e2d3c4b5a6978".parse().unwrap()),
        app: "com.beanandleaf.coffee".parse().unwrap(),
        package: "a5b4c3d2e1f0".parse().unwrap(),
        environment: "test".parse().unwrap(),
    }
}

fn target(port: u16, path: &str) -> Target {
    let granted = [format!("{HOST}:{port}").parse().unwrap()];
    Target::parse(&format!("https://{HOST}:{port}{path}"), &granted).unwrap()
}

fn request(method: Method, server: &Server) -> RequestBuilder {
    Request::builder(method, target(server.port(), "/orders?n=1"), caller(), "e-1".parse().unwrap())
}

/// Trusts one server, whose name leads to loopback, and may go there.
fn client_of(server: &Server) -> ClientBuilder {
    Client::builder(key())
        .resolver(Names::leading_to([LOOPBACK]))
        .addresses(AddressPolicy::public_only().dangerously_allow(LOOPBACK))
        .trust_only(vec![server.authority()])
}

/// Short enough to wait for.
fn hasty() -> Limits {
    Limits { connect: Duration::from_secs(2), total: Duration::from_secs(2), ..Limits::default() }
}

/// Asks a server for something, once.
fn get(server: &Server) -> Result<Response, Error> {
    let client = client_of(server).build().unwrap();
    client.send(&request(Method::Get, server).build(client.limits()).unwrap())
}
