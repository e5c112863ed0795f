//! The backend behind the runtime's capability: what it lets through, and what it keeps in flight.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::thread;
use std::time::Duration;

use loggia_http::{AddressPolicy, Client, Credential, Outbound, check_webhook};
use loggia_runtime::capability::RefusalCode;
use loggia_runtime::capability::http::{
    Caller, Flight, Http, HttpGrant, Method, Outgoing, Request, Response,
};
use loggia_runtime::{EffectId, PackageDigest, SubjectPseudonym};

use super::names::Names;
use super::server::Server;
use super::{LOOPBACK, key};

const HOST: &str = "api.partner.example";
const SECRET: &str = "sixteen-and-more-letters";

/// A way out on which this server stands in for the host.
fn outbound(server: &Server) -> Outbound {
    let addresses = AddressPolicy::public_only().dangerously_allow(LOOPBACK);
    let client = Client::builder(key()).addresses(addresses).build().unwrap();
    let credential = Credential::new("x-api-key", SECRET).unwrap();
    let credentials = BTreeMap::from([("partner".to_owned(), credential)]);
    let local = vec![(HOST.parse().unwrap(), server.port())];
    Outbound::new(client, "test".parse().unwrap(), credentials, local)
}

fn grant() -> HttpGrant {
    HttpGrant { hosts: vec![HOST.into()], credentials: vec!["partner".into()], repeatable: false }
}

fn get(url: &str) -> Request {
    Request { method: Method::Get, url: url.into(), headers: Vec::new(), body: None }
}

fn send(outbound: &Outbound, effect: EffectId, request: Request) {
    assert!(sends(outbound, effect, request, "com.example.travel"));
}

fn sends(outbound: &Outbound, effect: EffectId, request: Request, app: &str) -> bool {
    let outgoing = Outgoing {
        request,
        grant: grant(),
        partner: "partner".parse().unwrap(),
        package: PackageDigest::of(b"package"),
    };
    let subject = Some(SubjectPseudonym::from_bytes([0x5B; 16]));
    let caller = Caller { subject, app: app.parse().unwrap() };
    outbound.send(&effect, &outgoing, &caller)
}

fn landed(outbound: &Outbound, effect: EffectId) -> Result<Response, RefusalCode> {
    loop {
        match outbound.flight(&effect) {
            Flight::Landed(landed) => return landed.map_err(|refusal| refusal.code),
            Flight::InFlight => thread::sleep(Duration::from_millis(1)),
            Flight::Unknown => panic!("it was sent"),
        }
    }
}

const EFFECT: EffectId = EffectId::from_bytes([1; 32]);

#[test]
fn a_request_goes_to_what_stands_in_for_its_host_with_what_the_bank_adds() {
    let server = Server::plain(|reply| {
        reply.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-type: text/plain\r\n\r\nhi")
    });
    let outbound = outbound(&server);
    assert_eq!(outbound.flight(&EFFECT), Flight::Unknown);
    send(&outbound, EFFECT, get(&format!("https://{HOST}/offers?to=LON")));
    let response = landed(&outbound, EFFECT).unwrap();
    assert_eq!((response.status, response.body.as_slice()), (200, b"hi".as_slice()));
    assert!(!outbound.is_busy());

    let head = server.received()[0].head.to_lowercase();
    assert!(head.starts_with("get /offers?to=lon http/1.1"), "{head}");
    for header in [
        format!("x-api-key: {SECRET}"),
        "loggia-app: com.example.travel".into(),
        format!("loggia-subject: {}", "5b".repeat(16)),
        "loggia-environment: test".into(),
        "signature:".into(),
    ] {
        assert!(head.contains(&header), "{header} in\n{head}");
    }
    // It is there until the answer is committed, and not longer.
    assert!(matches!(outbound.flight(&EFFECT), Flight::Landed(_)));
    outbound.forget(&EFFECT);
    assert_eq!(outbound.flight(&EFFECT), Flight::Unknown);
}

#[test]
fn what_is_beyond_the_grant_is_refused_before_anything_is_sent() {
    let server = Server::plain(|_| Ok(()));
    let outbound = outbound(&server);
    let check =
        |request: &Request| outbound.check(request, &grant()).map_err(|refusal| refusal.code);
    let url = format!("https://{HOST}/a");
    assert_eq!(check(&get(&url)), Ok(()));
    for (url, code) in [
        ("https://evil.example/a", RefusalCode::Denied),
        ("https://api.partner.example.evil.example/a", RefusalCode::Denied),
        ("http://api.partner.example/a", RefusalCode::InvalidArgument),
        ("https://127.0.0.1/a", RefusalCode::InvalidArgument),
        ("https://user:pw@api.partner.example/a", RefusalCode::InvalidArgument),
        ("/a", RefusalCode::InvalidArgument),
    ] {
        assert_eq!(check(&get(url)), Err(code), "{url}");
    }
    let own = Request { headers: vec![("Host".into(), "evil.example".into())], ..get(&url) };
    assert_eq!(check(&own), Err(RefusalCode::InvalidArgument));
    let with_body = Request { body: Some(vec![1]), ..get(&url) };
    assert_eq!(check(&with_body), Err(RefusalCode::InvalidArgument));
    let huge = Request { method: Method::Post, body: Some(vec![0; 300 * 1024]), ..get(&url) };
    assert_eq!(check(&huge), Err(RefusalCode::InvalidArgument));

    let unknown = HttpGrant { credentials: vec!["nobody".into()], ..grant() };
    let refused = outbound.check(&get(&url), &unknown).unwrap_err();
    assert_eq!(refused.code, RefusalCode::Unavailable);
    assert!(server.received().is_empty());
}

#[test]
fn a_server_that_breaks_off_leaves_the_outcome_unknown_and_says_so() {
    let server =
        Server::plain(|reply| reply.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhi"));
    let outbound = outbound(&server);
    send(&outbound, EFFECT, get(&format!("https://{HOST}/a")));
    assert_eq!(landed(&outbound, EFFECT), Err(RefusalCode::Unavailable));
    let Flight::Landed(Err(refusal)) = outbound.flight(&EFFECT) else { panic!("it has landed") };
    assert!(refusal.message.contains("may have been done"), "{}", refusal.message);

    // Nobody listens there any more: nothing reached anybody.
    let port = server.port();
    drop(server);
    let effect = EffectId::from_bytes([2; 32]);
    send(&outbound, effect, get(&format!("https://{HOST}/a")));
    assert_eq!(landed(&outbound, effect), Err(RefusalCode::Unavailable), "port {port}");
    let Flight::Landed(Err(refusal)) = outbound.flight(&effect) else { panic!("it has landed") };
    assert_eq!(refusal.message, UNREACHABLE);
}

/// All that a mini-app learns of what was not sent.
const UNREACHABLE: &str = "nothing was sent: the host cannot be reached";

#[test]
fn a_mini_app_learns_nothing_of_the_banks_names_and_network() {
    let addresses = |texts: &[&str]| -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    };
    for inside in [&["10.1.2.3"][..], &["169.254.169.254"], &["127.0.0.1"], &[]] {
        let names = Names::leading_to(addresses(inside));
        let client = Client::builder(key()).resolver(names).build().unwrap();
        let credential = Credential::new("x-api-key", SECRET).unwrap();
        let credentials = BTreeMap::from([("partner".to_owned(), credential)]);
        let outbound = Outbound::new(client, "test".parse().unwrap(), credentials, Vec::new());
        send(&outbound, EFFECT, get(&format!("https://{HOST}/a")));
        assert_eq!(landed(&outbound, EFFECT), Err(RefusalCode::Unavailable));
        let Flight::Landed(Err(refusal)) = outbound.flight(&EFFECT) else { panic!("it landed") };
        assert_eq!(refusal.message, UNREACHABLE, "{inside:?}");
    }
}

#[test]
fn a_url_that_no_webhook_can_be_sent_to_is_known_when_it_is_read() {
    assert!(check_webhook("https://partner.example/webhooks/payments").is_ok());
    for url in [
        "",
        "partner.example",
        "http://partner.example/a",
        "https://10.1.2.3/a",
        "https://localhost/a",
        "https://user@partner.example/a",
        "https://partner.example/a#b",
        "https://partner.example/a b",
    ] {
        assert!(check_webhook(url).is_err(), "{url}");
    }
}

#[test]
fn whose_server_hangs_takes_no_other_mini_app_s_place() {
    let server = Server::plain(|reply| reply.hang());
    let outbound = outbound(&server);
    let url = format!("https://{HOST}/a");
    let sends = |number: u8, app: &str| {
        sends(&outbound, EffectId::from_bytes([number; 32]), get(&url), app)
    };
    let taken = (1..=20).filter(|number| sends(*number, "com.example.hanging")).count();
    assert_eq!(taken, 16);
    assert!(sends(100, "com.example.other"));
    assert!(outbound.is_busy());
}

#[test]
fn what_stands_in_for_a_pattern_stands_in_for_each_of_its_hosts_and_for_no_other() {
    let server = Server::plain(|reply| reply.write(b"HTTP/1.1 204 No Content\r\n\r\n"));
    let addresses = AddressPolicy::public_only().dangerously_allow(LOOPBACK);
    let client = Client::builder(key()).addresses(addresses).build().unwrap();
    let local = vec![("*.partner.example".parse().unwrap(), server.port())];
    let outbound = Outbound::new(client, "test".parse().unwrap(), BTreeMap::new(), local);
    let send = |number: u8, url: &str| {
        let hosts = vec!["*.partner.example".into(), "other.example".into()];
        let outgoing = Outgoing {
            request: get(url),
            grant: HttpGrant { hosts, credentials: Vec::new(), repeatable: false },
            partner: "partner".parse().unwrap(),
            package: PackageDigest::of(b"package"),
        };
        let caller = Caller { subject: None, app: "com.example.travel".parse().unwrap() };
        let effect = EffectId::from_bytes([number; 32]);
        assert!(outbound.send(&effect, &outgoing, &caller));
        landed(&outbound, effect).map(|response| response.status)
    };
    assert_eq!(send(1, "https://a.partner.example/offers"), Ok(204));
    assert_eq!(send(2, "https://b.partner.example/offers"), Ok(204));
    assert_eq!(server.received().len(), 2);
    // A reserved name, which nobody resolves.
    assert_eq!(send(3, "https://other.example/offers"), Err(RefusalCode::Unavailable));
    assert_eq!(server.received().len(), 2);
}
