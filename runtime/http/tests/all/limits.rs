//! Each limit, at its edge.

use std::net::TcpListener;
use std::time::Duration;

use loggia_http::{Error, Limits, MalformedRequest, Method, NotSent, Request, Unknown};

use super::server::Server;
use super::{HOST, LOOPBACK, caller, client_of, request, target};

/// One field set, and the rest as they are.
fn limits(set: impl FnOnce(&mut Limits)) -> Limits {
    let mut limits = Limits::default();
    set(&mut limits);
    limits
}

fn ok(body: usize, more: usize) -> Server {
    let more = "x: y\r\n".repeat(more);
    let body =
        format!("HTTP/1.1 200 OK\r\n{more}content-length: {body}\r\n\r\n{}", "x".repeat(body));
    Server::saying(&body)
}

#[test]
fn every_limit_holds_at_its_edge() {
    // A new field does not compile before it has a test here.
    let Limits {
        request_headers,
        request_header_bytes,
        request_body,
        response_body,
        response_headers,
        connect,
        total,
    } = Limits::default();
    assert_eq!((request_headers, request_header_bytes), (32, 8_192));
    assert_eq!((request_body, response_body, response_headers), (262_144, 262_144, 64));
    assert_eq!((connect, total), (Duration::from_secs(5), Duration::from_secs(15)));

    let server = ok(0, 0);
    let header = |number: usize, length: usize| (format!("x-{number:02}"), "v".repeat(length));
    let build = |limits: &Limits, headers: Vec<(String, String)>, body: usize| {
        let body = vec![b'x'; body];
        request(Method::Post, &server).headers(headers).body(body).build(limits).map(drop)
    };

    let few = limits(|limits| limits.request_headers = 3);
    assert_eq!(build(&few, (0..3).map(|n| header(n, 1)).collect(), 0), Ok(()));
    let refused = build(&few, (0..4).map(|n| header(n, 1)).collect(), 0);
    assert_eq!(refused, Err(MalformedRequest::Headers { limit: 3 }));

    let short = limits(|limits| limits.request_header_bytes = 100);
    assert_eq!(build(&short, vec![header(0, 46), header(1, 46)], 0), Ok(()));
    let refused = build(&short, vec![header(0, 46), header(1, 47)], 0);
    assert_eq!(refused, Err(MalformedRequest::HeaderBytes { limit: 100 }));

    let small = limits(|limits| limits.request_body = 10);
    assert_eq!(build(&small, Vec::new(), 10), Ok(()));
    assert_eq!(build(&small, Vec::new(), 11), Err(MalformedRequest::Body { limit: 10 }));
}

#[test]
fn an_answer_is_held_to_its_size_and_number_of_headers() {
    let small = limits(|limits| limits.response_body = 10);
    let few = limits(|limits| limits.response_headers = 5);
    for (limits, body, more, fits) in [
        (&small, 10, 0, true),
        (&small, 11, 0, false),
        // Content-Length is one of them.
        (&few, 0, 4, true),
        (&few, 0, 5, false),
    ] {
        let server = ok(body, more);
        let client = client_of(&server).limits(limits.clone()).build().unwrap();
        let answer = client.send(&request(Method::Get, &server).build(limits).unwrap());
        match answer {
            Ok(answer) => assert!(fits && answer.body.len() == body, "{body} {more}"),
            Err(Error::Unknown(Unknown::TooLarge { limit: 10 })) => assert!(!fits && more == 0),
            Err(Error::Unknown(Unknown::Malformed(_))) => assert!(!fits && more > 0),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn each_time_limit_ends_its_own_part() {
    let server = Server::proving(HOST, |reply| reply.hang());
    // Accepts, and says nothing.
    let mute = TcpListener::bind((LOOPBACK, 0)).unwrap();
    let target = target(mute.local_addr().unwrap().port(), "/");
    let moment = Duration::from_millis(100);
    let client =
        client_of(&server).limits(limits(|limits| limits.connect = moment)).build().unwrap();
    let unheard = Request::builder(Method::Get, target, caller(), "e-1".parse().unwrap());
    let refused = client.send(&unheard.build(client.limits()).unwrap());
    let at_once = matches!(refused, Err(Error::NotSent(NotSent::TimedOut(at))) if at == moment);
    assert!(at_once, "{refused:?}");

    let while_ = Duration::from_secs(2);
    let client = client_of(&server).limits(limits(|limits| limits.total = while_)).build().unwrap();
    let lost = client.send(&request(Method::Get, &server).build(client.limits()).unwrap());
    assert!(matches!(lost, Err(Error::Unknown(Unknown::TimedOut(at))) if at == while_), "{lost:?}");
}
