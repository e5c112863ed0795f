//! Servers that are down, slow, endless, or speak something else.

use std::net::TcpListener;
use std::time::Duration;

use loggia_http::{Error, HostPattern, Method, NotSent, Request, Response, Target, Unknown};

use super::server::Server;
use super::{HOST, LOOPBACK, caller, client_of, get, hasty, request, target};

/// As [`get`], of a server that takes longer than anybody waits.
fn get_hastily(server: &Server) -> Result<Response, Error> {
    let client = client_of(server).limits(hasty()).build().unwrap();
    client.send(&request(Method::Get, server).build(client.limits()).unwrap())
}

#[test]
fn a_server_that_is_down_got_nothing() {
    let client = client_of(&Server::saying("")).build().unwrap();
    // Nothing is allowed to listen there.
    let request = Request::builder(Method::Post, target(1, "/"), caller(), "e-1".parse().unwrap());
    let refused = client.send(&request.build(client.limits()).unwrap());
    assert!(matches!(refused, Err(Error::NotSent(NotSent::Connect(_)))), "{refused:?}");
    assert_eq!(refused.unwrap_err().code(), "not-sent");
}

#[test]
fn a_server_that_proves_another_name_or_none_gets_nothing() {
    let other = Server::proving("api.evil.test", |reply| reply.write(b"HTTP/1.1 200 OK\r\n\r\n"));
    let by_address = Server::proving("127.0.0.1", |reply| reply.write(b"HTTP/1.1 200 OK\r\n\r\n"));
    let plain = Server::plain(|reply| reply.write(b"HTTP/1.1 200 OK\r\n\r\n"));
    let good = Server::saying("HTTP/1.1 200 OK\r\n\r\n");
    let trusting = |server: &Server| client_of(server);
    for (server, client) in [
        (&other, trusting(&other)),
        (&by_address, trusting(&by_address)),
        (&plain, trusting(&good)),
        // Right in name, and of an authority that this client does not trust.
        (&good, trusting(&other)),
    ] {
        let client = client.limits(hasty()).build().unwrap();
        let refused = client.send(&request(Method::Post, server).build(client.limits()).unwrap());
        let unproven =
            matches!(refused, Err(Error::NotSent(NotSent::Tls(_) | NotSent::TimedOut(_))));
        assert!(unproven, "{refused:?}");
        assert!(server.received().is_empty());
    }
    assert_eq!(get(&good).unwrap().status, 200, "it is good for who trusts it");
    assert!(client_of(&good).trust_only(vec![b"no certificate".to_vec()]).build().is_err());
}

#[test]
fn a_server_that_never_finishes_its_handshake_got_nothing() {
    let listener = TcpListener::bind((LOOPBACK, 0)).unwrap();
    let server = Server::saying("");
    let client = client_of(&server).limits(hasty()).build().unwrap();
    let target = target(listener.local_addr().unwrap().port(), "/");
    let request = Request::builder(Method::Post, target, caller(), "e-1".parse().unwrap());
    let refused = client.send(&request.build(client.limits()).unwrap());
    assert!(matches!(refused, Err(Error::NotSent(NotSent::TimedOut(_)))), "{refused:?}");
}

#[test]
fn a_server_that_is_slow_in_any_way_is_left_when_the_time_is_over() {
    let silent = Server::proving(HOST, |reply| reply.hang());
    let half_a_head = Server::proving(HOST, |reply| {
        reply.write(b"HTTP/1.1 200 OK\r\ncontent-ty")?;
        reply.hang()
    });
    let dripping_head = Server::proving(HOST, |reply| {
        reply.write(b"HTTP/1.1 200 OK\r\nx: ")?;
        loop {
            reply.write(b"x")?;
            reply.wait(Duration::from_millis(20))?;
        }
    });
    let dripping_body = Server::proving(HOST, |reply| {
        reply.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")?;
        loop {
            reply.write(b"x")?;
            reply.wait(Duration::from_millis(20))?;
        }
    });
    let ever_continuing = Server::proving(HOST, |reply| {
        loop {
            reply.write(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            reply.wait(Duration::from_millis(20))?;
        }
    });
    let servers = [silent, half_a_head, dripping_head, dripping_body, ever_continuing];
    let asked: Vec<_> = std::thread::scope(|scope| {
        let ask = |server| scope.spawn(move || (server, get_hastily(server)));
        let asking: Vec<_> = servers.iter().map(ask).collect();
        asking.into_iter().map(|asking| asking.join().unwrap()).collect()
    });
    for (server, lost) in asked {
        assert!(matches!(lost, Err(Error::Unknown(Unknown::TimedOut(_)))), "{lost:?}");
        assert_eq!(server.received().len(), 1, "it was sent, and once");
    }
}

#[test]
fn an_answer_that_never_ends_is_cut_and_not_read_on() {
    const GIGABYTE: usize = 1_024 * 1_024 * 1_024;
    let megabyte = vec![b'x'; 1_024 * 1_024];
    for head in [
        "HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n40000000\r\n",
    ] {
        let megabyte = megabyte.clone();
        let server = Server::proving(HOST, move |reply| {
            reply.write(head.as_bytes())?;
            reply.repeat(&megabyte, GIGABYTE / megabyte.len())
        });
        let cut = get(&server);
        let limit = 256 * 1_024;
        let too_large =
            matches!(cut, Err(Error::Unknown(Unknown::TooLarge { limit: at })) if at == limit);
        assert!(too_large, "{cut:?}");
        // What the system's own buffers took beside it.
        assert!(server.written() < 64 * 1_024 * 1_024, "{}", server.written());
    }
}

#[test]
fn heads_without_end_are_cut() {
    let line = format!("x-more: {}\r\n", "x".repeat(1_000));
    let long = Server::proving(HOST, move |reply| {
        reply.write(b"HTTP/1.1 200 OK\r\n")?;
        reply.repeat(line.as_bytes(), 1_000_000)
    });
    let many = Server::proving(HOST, |reply| {
        reply.write(b"HTTP/1.1 200 OK\r\n")?;
        reply.repeat(b"x: y\r\n", 65)?;
        reply.write(b"\r\n")?;
        reply.hang()
    });
    for server in [&long, &many] {
        let cut = get(server);
        assert!(matches!(cut, Err(Error::Unknown(Unknown::Malformed(_)))), "{cut:?}");
        assert!(server.written() < 64 * 1_024 * 1_024, "{}", server.written());
    }
}

#[test]
fn a_length_that_is_a_lie_adds_nothing_and_hides_nothing() {
    let short = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello, and more");
    assert_eq!(get(&short).unwrap().body, b"hello");
    let long = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello");
    let lost = get(&long);
    assert!(matches!(lost, Err(Error::Unknown(Unknown::Broken(_)))), "{lost:?}");
    let announced = Server::proving(HOST, |reply| {
        reply.write(b"HTTP/1.1 200 OK\r\ncontent-length: 262145\r\n\r\n")?;
        reply.hang()
    });
    let cut = get(&announced);
    assert!(matches!(cut, Err(Error::Unknown(Unknown::TooLarge { .. }))), "{cut:?}");
    // Without a length the body ends with the connection, and TLS tells an end from a cut.
    let ended = Server::saying("HTTP/1.1 200 OK\r\n\r\nhello");
    assert_eq!(get(&ended).unwrap().body, b"hello");
    let torn = Server::proving(HOST, |reply| {
        reply.write(b"HTTP/1.1 200 OK\r\n\r\nhello")?;
        Err(std::io::ErrorKind::Interrupted.into())
    });
    let lost = get(&torn);
    assert!(matches!(lost, Err(Error::Unknown(Unknown::Broken(_)))), "{lost:?}");
    let half =
        Server::saying("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n");
    let lost = get(&half);
    assert!(matches!(lost, Err(Error::Unknown(Unknown::Broken(_)))), "{lost:?}");
    for lengths in ["5\r\ncontent-length: 6", "-1", "5, 6", "0x5", "99999999999999999999999"] {
        let server =
            Server::saying(&format!("HTTP/1.1 200 OK\r\ncontent-length: {lengths}\r\n\r\nhello"));
        let refused = get(&server);
        assert!(
            matches!(refused, Err(Error::Unknown(Unknown::Malformed(_)))),
            "{lengths}: {refused:?}"
        );
    }
}

#[test]
fn what_is_no_http_is_an_unknown_outcome() {
    for garbage in [
        "\0\u{1}\u{2}garbage\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "200 OK\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx: a\r\n folded\r\n\r\n",
    ] {
        let refused = get(&Server::saying(garbage));
        assert!(
            matches!(refused, Err(Error::Unknown(Unknown::Malformed(_)))),
            "{garbage:?}: {refused:?}"
        );
    }
    for broken in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nx: ",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnot a number\r\n",
    ] {
        let lost = get(&Server::saying(broken));
        assert!(matches!(lost, Err(Error::Unknown(Unknown::Broken(_)))), "{broken:?}: {lost:?}");
        assert_eq!(lost.unwrap_err().code(), "unknown-outcome");
    }
    let switched =
        get(&Server::saying("HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n"));
    assert!(matches!(switched, Err(Error::Unknown(Unknown::Switched))), "{switched:?}");
}

#[test]
fn a_client_serves_many_threads_and_one_slow_server_holds_nobody_up() {
    let slow = Server::proving(HOST, |reply| reply.hang());
    let client = client_of(&slow).limits(hasty()).build().unwrap();
    let request = request(Method::Get, &slow).build(client.limits()).unwrap();
    let good =
        Server::plain(|reply| reply.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
    let granted = [HostPattern::dangerously_local(good.port())];
    let url = format!("http://localhost:{}/", good.port());
    let target = Target::parse(&url, &granted).unwrap();
    let quick = Request::builder(Method::Get, target, caller(), "e-2".parse().unwrap());
    let quick = quick.build(client.limits()).unwrap();
    std::thread::scope(|scope| {
        let waiting: Vec<_> = (0..8).map(|_| scope.spawn(|| client.send(&request))).collect();
        while slow.received().len() < 8 && !waiting.iter().all(|waiting| waiting.is_finished()) {
            std::thread::yield_now();
        }
        assert_eq!(client.send(&quick).unwrap().body, b"ok");
        for waiting in waiting {
            assert!(waiting.join().unwrap().is_err());
        }
    });
}

#[test]
fn a_client_can_be_used_and_dropped_where_an_async_executor_runs() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    let executor = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let answer = executor.block_on(async { get(&server) });
    assert_eq!(answer.unwrap().body, b"ok");
}

#[test]
fn two_requests_share_no_connection_and_no_session() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let client = client_of(&server).build().unwrap();
    let request = request(Method::Get, &server).build(client.limits()).unwrap();
    for _ in 0..3 {
        assert_eq!(client.send(&request).unwrap().status, 200);
    }
    assert_eq!((server.connections(), server.resumed()), (3, 0));
}
