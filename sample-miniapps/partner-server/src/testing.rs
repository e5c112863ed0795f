//! The bank's part, for the tests of a partner's server: over real sockets, with real signatures.
#![allow(clippy::panic, reason = "what a test cannot do without fails it")]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use loggia_http::{Caller, Message, Purpose, SignerKey, Stamp};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use crate::desk::Received;
use crate::listener::{Clock, Server};
use crate::partner::{Partner, Request};
use crate::reply::Reply;
use crate::system_millis;

/// A server on a thread of its own, and the bank that asks it.
#[derive(Debug)]
pub struct TestBank {
    address: SocketAddr,
    clock: Clock,
    app: &'static str,
    origin: &'static str,
    subject: Option<String>,
    nonce: u128,
}

/// A status and the JSON that came with it.
pub type Answer = (u16, Value);

impl TestBank {
    /// Starts a partner's server.
    ///
    /// # Panics
    /// When there is no port for it.
    #[must_use]
    pub fn with<P: Partner>(partner: P) -> Self {
        let server = Server::bind((Ipv4Addr::LOCALHOST, 0).into(), partner, &[key().verifier()]);
        let started = server.and_then(|server| Ok((server.address()?, server)));
        let (address, server) = started.unwrap_or_else(|error| panic!("no server: {error}"));
        let clock = server.clock();
        std::thread::spawn(move || server.serve());
        let subject = Some("0f1e2d3c4b5a69780f1e2d3c4b5a6978".to_owned());
        Self { address, clock, app: P::APP, origin: P::ORIGIN, subject, nonce: 0 }
    }

    /// Asks for another user from now on, or for one that stays unknown.
    pub fn user(&mut self, subject: Option<&str>) {
        self.subject = subject.map(str::to_owned);
    }

    /// Asks for another mini-app from now on.
    pub fn app(&mut self, app: &'static str) {
        self.app = app;
    }

    /// Time passes for the partner.
    pub fn pass(&self, time: Duration) {
        self.clock.pass(time);
    }

    /// Reads.
    pub fn get(&mut self, target: &str) -> Answer {
        let request = self.signed("GET", target, "", None);
        self.send(&request)
    }

    /// Changes something, under this `Idempotency-Key`.
    pub fn send_as(&mut self, key: &str, method: &str, target: &str, body: &str) -> Answer {
        let request = self.signed(method, target, body, Some(key));
        self.send(&request)
    }

    /// Announces a settled payment.
    pub fn announce(&mut self, id: &str, instruction_id: &str, minor_units: u64) -> Answer {
        let body = format!(
            r#"{{"instruction_id":"{instruction_id}","amount":{{"minor_units":{minor_units},"currency":"EUR"}}}}"#
        );
        let mut request = self.unsigned("POST", "/webhooks/payments", &body, Some(id));
        request.headers.push(("loggia-type".to_owned(), "payment.settled".to_owned()));
        let created = (system_millis() / 1_000).to_string();
        request.headers.push(("loggia-created".to_owned(), created));
        let request = self.sign(request, Purpose::Webhook, self.origin);
        self.send(&request)
    }

    /// A request that the bank signs for the server's public name.
    ///
    /// # Panics
    /// When it can't be signed.
    pub fn signed(
        &mut self,
        method: &str,
        target: &str,
        body: &str,
        key: Option<&str>,
    ) -> Received {
        let request = self.unsigned(method, target, body, key);
        self.sign(request, Purpose::Request, self.origin)
    }

    /// A request that the bank signs for this name of the server's.
    pub fn signed_for(&mut self, origin: &str, method: &str, target: &str) -> Received {
        let request = self.unsigned(method, target, "", None);
        self.sign(request, Purpose::Request, origin)
    }

    /// The address that the server listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sends bytes as they are, and reads what comes back.
    ///
    /// # Panics
    /// When nothing does.
    pub fn send(&self, request: &Received) -> Answer {
        let Received { method, target, headers, body } = request;
        let mut text = format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n", self.address);
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(body);
        let answer = exchange(self.address, &bytes);
        let answer = answer.unwrap_or_else(|error| panic!("the server does not answer: {error}"));
        parsed(&answer).unwrap_or_else(|| panic!("no answer of HTTP: {answer:?}"))
    }

    fn unsigned(&self, method: &str, target: &str, body: &str, key: Option<&str>) -> Received {
        let digest = STANDARD.encode(Sha256::digest(body));
        let mut headers = vec![
            ("content-digest", format!("sha-256=:{digest}:")),
            ("content-type", "application/json".to_owned()),
            ("loggia-app", self.app.to_owned()),
            ("loggia-package", "a5b4c3d2e1f0".to_owned()),
            ("loggia-environment", "test".to_owned()),
        ];
        headers.extend(key.map(|key| ("idempotency-key", format!("\"{key}\""))));
        headers.extend(self.subject.clone().map(|subject| ("loggia-subject", subject)));
        Received {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            body: body.into(),
        }
    }

    fn sign(&mut self, mut request: Received, purpose: Purpose, origin: &str) -> Received {
        self.nonce += 1;
        let headers: Vec<(&str, &str)> =
            request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let uri = [origin, &request.target].concat();
        let message =
            Message { method: &request.method, uri: &uri, headers: &headers, body: &request.body };
        let created = system_millis() / 1_000;
        let stamp = Stamp { purpose, created, nonce: self.nonce.to_be_bytes() };
        let fields = message.sign(&key(), &stamp);
        let fields = fields.unwrap_or_else(|error| panic!("not signed: {error}"));
        request.headers.push(("signature-input".to_owned(), fields.input));
        request.headers.push(("signature".to_owned(), fields.signature));
        request
    }
}

/// Asks a partner behind its gate, for the tests of the mini-app: no socket, no signature. `url` is the
/// whole one that the mini-app asks for, `now` in milliseconds since 1970.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn ask<P: Partner>(partner: &mut P, method: &str, url: &str, body: &[u8], now: u64) -> Reply {
    let url = Url::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
    assert!(url.as_str().starts_with(P::ORIGIN), "{url} is not of {}", P::ORIGIN);
    let label = |text: &str| text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
    let caller = Caller {
        subject: None,
        app: label(P::APP),
        package: label("a5b4c3d2e1f0"),
        environment: label("test"),
    };
    partner.answer(&Request::new(method, &caller, &url, body), now)
}

/// The bank's public key, as `--key` takes it.
#[must_use]
pub fn public_key() -> String {
    let key = key().verifier();
    format!("{}:{}", key.id(), STANDARD.encode(key.as_bytes()))
}

fn key() -> SignerKey {
    match "bank.example/http-1".parse() {
        Ok(id) => SignerKey::from_seed(id, [7; 32]),
        Err(error) => panic!("{error}"),
    }
}

fn exchange(address: SocketAddr, request: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(request)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn parsed(answer: &str) -> Option<Answer> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}
