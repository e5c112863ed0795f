//! Names that lead astray.

use std::net::IpAddr;

use loggia_http::{AddressPolicy, Client, Error, HostPattern, Method, NotSent, Request, Target};

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
