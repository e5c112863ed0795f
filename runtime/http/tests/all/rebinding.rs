//! Names that lead astray.

use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use loggia_http::{
    AddressPolicy, Caller, Client, Error, HostPattern, Limits, Method, NotSent, Request, Resolver,
    Target,
};

use super::names::Names;
use super::server::Server;
use super::{HOST, LOOPBACK, caller, client_of, key, request};

#[test]
fn a_name_is_looked_up_once_and_what_was_checked_is_connected_to() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    // The second answer comes too late: it is refused, and nothing listens there.
    let elsewhere: IpAddr = "127.0.0.2".parse().unwrap();
    let names = Names::leading_to([LOOPBACK]).then([elsewhere]);
    let client = client_of(&server).resolver(names.clone()).build().unwrap();
    let request = request(Method::Get, &server).build(client.limits()).unwrap();
    assert_eq!(client.send(&request).unwrap().status, 200);
    assert_eq!(names.asked(), [HOST]);

    // The next request sees the rebound name, and is refused for it.
    let refused = client.send(&request);
    assert!(matches!(refused, Err(Error::NotSent(NotSent::Address(_)))), "{refused:?}");
    assert_eq!((server.connections(), names.asked().len()), (1, 2));
}

#[test]
fn one_bad_address_of_a_name_refuses_all_of_them() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    for bad in ["::ffff:169.254.169.254", "169.254.169.254", "10.0.0.1", "::1", "127.0.0.2"] {
        let bad: IpAddr = bad.parse().unwrap();
        for addresses in [vec![bad], vec![LOOPBACK, bad], vec![bad, LOOPBACK]] {
            let client = client_of(&server).resolver(Names::leading_to(addresses)).build().unwrap();
            let refused =
                client.send(&request(Method::Get, &server).build(client.limits()).unwrap());
            let Err(Error::NotSent(NotSent::Address(refused))) = refused else {
                panic!("{bad}: {refused:?}")
            };
            assert_eq!(refused.address, bad);
        }
    }
    let nowhere = client_of(&server).resolver(Names::leading_to([])).build().unwrap();
    let refused = nowhere.send(&request(Method::Get, &server).build(nowhere.limits()).unwrap());
    assert!(matches!(refused, Err(Error::NotSent(NotSent::NoAddress))), "{refused:?}");
    // Past the sixteen that are tried, too.
    let many = [vec![LOOPBACK; 20], vec!["10.0.0.1".parse().unwrap()]].concat();
    let many = client_of(&server).resolver(Names::leading_to(many)).build().unwrap();
    assert!(many.send(&request(Method::Get, &server).build(many.limits()).unwrap()).is_err());
    assert_eq!(server.connections(), 0);
}

#[test]
fn without_a_dangerous_word_loopback_is_not_reached() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let client = client_of(&server).addresses(AddressPolicy::public_only()).build().unwrap();
    let refused = client.send(&request(Method::Get, &server).build(client.limits()).unwrap());
    assert!(matches!(refused, Err(Error::NotSent(NotSent::Address(_)))), "{refused:?}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_developers_own_server_is_reached_in_the_clear() {
    let server =
        Server::plain(|reply| reply.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
    let names = Names::leading_to(["10.0.0.1".parse().unwrap()]);
    let client = Client::builder(key()).resolver(names.clone()).build().unwrap();
    for host in ["localhost", "127.0.0.1"] {
        let granted = [HostPattern::dangerously_local(server.port())];
        let url = format!("http://{host}:{}/", server.port());
        let target = Target::parse(&url, &granted).unwrap();
        let request = Request::builder(Method::Get, target, caller(), "e-1".parse().unwrap());
        let answer = client.send(&request.build(client.limits()).unwrap()).unwrap();
        assert_eq!(answer.body, b"ok");
    }
    assert!(names.asked().is_empty(), "localhost is this machine, whatever a name server says");
}

/// A name server that answers for one name only once it may.
#[derive(Debug, Clone, Default)]
struct Dead(Arc<(Mutex<bool>, Condvar)>);

impl Dead {
    fn wake(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
}

impl Resolver for Dead {
    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        if host == "dead.partner.test" {
            let answers = self.0.0.lock().unwrap();
            drop(self.0.1.wait_while(answers, |answers| !*answers).unwrap());
        }
        Ok(vec![LOOPBACK])
    }
}

#[test]
fn whose_name_server_is_dead_keeps_nobody_elses_names_from_being_looked_up() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let names = Dead::default();
    let short = Duration::from_millis(300);
    let limits = Limits { connect: short, total: Duration::from_secs(5), ..Limits::default() };
    let client = client_of(&server).resolver(names.clone()).limits(limits).build().unwrap();
    let granted = ["dead.partner.test".parse().unwrap()];
    let target = Target::parse("https://dead.partner.test/", &granted).unwrap();
    let dead = Request::builder(Method::Get, target, caller(), "e-1".parse().unwrap());
    let dead = dead.build(client.limits()).unwrap();
    // Requests give up; their look-ups go on.
    for _ in 0..5 {
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| assert!(client.send(&dead).is_err()));
            }
        });
    }
    let refused = client.send(&dead);
    assert!(matches!(refused, Err(Error::NotSent(NotSent::Lookups))), "{refused:?}");
    let other = Caller { app: "com.example.other".parse().unwrap(), ..caller() };
    let target = target_of(&server);
    let others = Request::builder(Method::Get, target, other, "e-2".parse().unwrap());
    let answer = client.send(&others.build(client.limits()).unwrap()).unwrap();
    assert_eq!(answer.status, 200);

    names.wake();
    let found = (0..100).find_map(|_| {
        thread::sleep(Duration::from_millis(20));
        match client.send(&dead) {
            Err(Error::NotSent(NotSent::Lookups)) => None,
            found => Some(found),
        }
    });
    assert!(found.is_some(), "what has ended makes room");
}

fn target_of(server: &Server) -> Target {
    super::target(server.port(), "/orders")
}
