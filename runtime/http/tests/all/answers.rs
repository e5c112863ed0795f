//! What reaches a server, and what of its answer reaches the mini-app.

use std::time::Duration;

use loggia_http::{Credential, Error, Method, Unknown};

use super::server::Server;
use super::{HOST, client_of, get, request};

const TOKEN: &str = "Bearer 5c1e9f0a7b3d2468";

#[test]
fn a_request_arrives_whole_with_what_the_host_adds_and_nothing_else() {
    let server = Server::saying("HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok");
    let client = client_of(&server).build().unwrap();
    let request = request(Method::Post, &server)
        .headers(vec![("Content-Type".into(), "text/plain".into()), ("X-Note".into(), "n".into())])
        .credential(Credential::new("Authorization", TOKEN).unwrap())
        .body(br#"{"hello": "world"}"#.to_vec())
        .build(client.limits())
        .unwrap();
    let answer = client.send(&request).unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (201, b"ok".as_slice()));

    let [received] = server.received().try_into().unwrap();
    assert!(received.head.starts_with("POST /orders?n=1 HTTP/1.1\r\n"), "{}", received.head);
    assert_eq!(received.body, br#"{"hello": "world"}"#);
    let mut names: Vec<&str> = received.headers().into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    let expected = [
        "accept-encoding",
        "authorization",
        "connection",
        "content-digest",
        "content-length",
        "content-type",
        "host",
        "idempotency-key",
        "loggia-app",
        "loggia-environment",
        "loggia-package",
        "loggia-subject",
        "signature",
        "signature-input",
        "user-agent",
        "x-note",
    ];
    assert_eq!(names, expected);
    for (name, value) in [
        ("host", format!("{HOST}:{}", server.port()).as_str()),
        ("authorization", TOKEN),
        ("accept-encoding", "identity"),
        ("connection", "close"),
        ("idempotency-key", "\"e-1\""),
        ("loggia-subject", "0f1e2d3c4b5a6978"),
        // As RFC 9421 has it for this body.
        ("content-digest", "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"),
    ] {
        assert_eq!(received.header(name), Some(value), "{name}");
    }
    assert!(!received.header("signature-input").unwrap().contains("authorization"));
}

#[test]
fn a_redirect_is_an_answer_and_nobody_goes_there() {
    let private = Server::saying("HTTP/1.1 200 OK\r\n\r\n");
    for status in [301, 302, 303, 307, 308] {
        let location = format!("https://{HOST}:{}/admin", private.port());
        let redirecting = Server::saying(&format!(
            "HTTP/1.1 {status} Go\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
        ));
        let answer = get(&redirecting).unwrap();
        assert_eq!((answer.status, answer.header("location")), (status, Some(location.as_str())));
        assert_eq!(redirecting.connections(), 1);
    }
    assert_eq!(private.connections(), 0);
}

#[test]
fn of_an_answers_headers_only_a_few_are_shown() {
    let server = Server::saying(
        "HTTP/1.1 200 OK\r\nSet-Cookie: id=1\r\nServer: x\r\nX-Internal: y\r\nETag: \"1\"\r\n\
         Content-Type: text/plain\r\nRetry-After: 5\r\nCache-Control: no-store\r\n\
         Cache-Control: private\r\nLocation: /\u{fc}\r\ncontent-length: 0\r\n\r\n",
    );
    let answer = get(&server).unwrap();
    let shown: Vec<(&str, &str)> =
        answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let expected = [
        ("cache-control", "no-store"),
        ("cache-control", "private"),
        ("content-type", "text/plain"),
        ("etag", "\"1\""),
        ("retry-after", "5"),
    ];
    assert_eq!(shown, expected);
    assert_eq!(answer.retry_after(), Some(Duration::from_secs(5)));
    assert!(!format!("{answer:?}").contains("no-store"), "an answer's content reaches no log");
}

#[test]
fn an_answer_that_shows_the_credential_is_withheld() {
    for (head, body) in [
        ("", "you sent Authorization: Bearer 5c1e9f0a7b3d2468, did you not"),
        ("", "5c1e9f0a7b3d2468"),
        ("location: /?token=5c1e9f0a7b3d2468\r\n", "x"),
    ] {
        let length = body.len();
        let server = Server::saying(&format!(
            "HTTP/1.1 200 OK\r\n{head}content-length: {length}\r\n\r\n{body}"
        ));
        let client = client_of(&server).build().unwrap();
        let request = request(Method::Get, &server)
            .credential(Credential::new("Authorization", TOKEN).unwrap())
            .build(client.limits())
            .unwrap();
        let withheld = client.send(&request);
        assert!(matches!(withheld, Err(Error::Unknown(Unknown::Reflected))), "{withheld:?}");
        assert!(!format!("{withheld:?} {}", withheld.as_ref().unwrap_err()).contains("5c1e9f"));
        assert_eq!(get(&server).unwrap().body, body.as_bytes(), "without it there is none to show");
    }
}

#[test]
fn the_answer_to_head_has_no_body_whatever_it_announces() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n");
    let client = client_of(&server).build().unwrap();
    let answer =
        client.send(&request(Method::Head, &server).build(client.limits()).unwrap()).unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, 0));
}

#[test]
fn a_compressed_answer_is_not_opened() {
    for encoding in ["gzip", "br", "GZIP, identity", "identity\r\ncontent-encoding: gzip"] {
        let server = Server::saying(&format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: 1\r\n\r\nx"
        ));
        let refused = get(&server);
        assert!(
            matches!(refused, Err(Error::Unknown(Unknown::Encoded))),
            "{encoding}: {refused:?}"
        );
    }
    let plain = "HTTP/1.1 200 OK\r\ncontent-encoding: Identity\r\ncontent-length: 1\r\n\r\nx";
    assert_eq!(get(&Server::saying(plain)).unwrap().body, b"x");
}

#[test]
fn a_status_that_http_does_not_have_is_no_answer() {
    for (status, good) in [(200, true), (599, true), (600, false), (999, false)] {
        let server = Server::saying(&format!("HTTP/1.1 {status} Hm\r\ncontent-length: 0\r\n\r\n"));
        match get(&server) {
            Ok(answer) => assert!(good && answer.status == status, "{status}"),
            Err(Error::Unknown(Unknown::Status(found))) => assert!(!good && found == status),
            Err(error) => panic!("{status}: {error}"),
        }
    }
}
