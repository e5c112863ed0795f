//! Which addresses are public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use loggia_http::AddressPolicy;
use proptest::prelude::*;

fn is_public(address: impl Into<IpAddr>) -> bool {
    AddressPolicy::public_only().check(address.into()).is_ok()
}

#[test]
fn the_edges_of_every_network_are_where_its_rfc_has_them() {
    for (first, last, below, above) in [
        ("0.0.0.0", "0.255.255.255", None, Some("1.0.0.0")),
        ("10.0.0.0", "10.255.255.255", Some("9.255.255.255"), Some("11.0.0.0")),
        ("100.64.0.0", "100.127.255.255", Some("100.63.255.255"), Some("100.128.0.0")),
        ("127.0.0.0", "127.255.255.255", Some("126.255.255.255"), Some("128.0.0.0")),
        ("168.63.129.16", "168.63.129.16", Some("168.63.129.15"), Some("168.63.129.17")),
        ("169.254.0.0", "169.254.255.255", Some("169.253.255.255"), Some("169.255.0.0")),
        ("169.254.169.254", "169.254.169.254", None, None),
        ("172.16.0.0", "172.31.255.255", Some("172.15.255.255"), Some("172.32.0.0")),
        ("192.0.0.0", "192.0.0.255", Some("191.255.255.255"), Some("192.0.1.0")),
        ("192.0.2.0", "192.0.2.255", Some("192.0.1.255"), Some("192.0.3.0")),
        ("192.88.99.0", "192.88.99.255", Some("192.88.98.255"), Some("192.88.100.0")),
        ("192.168.0.0", "192.168.255.255", Some("192.167.255.255"), Some("192.169.0.0")),
        ("198.18.0.0", "198.19.255.255", Some("198.17.255.255"), Some("198.20.0.0")),
        ("198.51.100.0", "198.51.100.255", Some("198.51.99.255"), Some("198.51.101.0")),
        ("203.0.113.0", "203.0.113.255", Some("203.0.112.255"), Some("203.0.114.0")),
        ("224.0.0.0", "239.255.255.255", Some("223.255.255.255"), None),
        ("240.0.0.0", "255.255.255.255", None, None),
        ("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", None, None),
        (
            "2001::",
            "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
            Some("2000:ffff::"),
            Some("2001:200::"),
        ),
        (
            "2001:db8::",
            "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
            Some("2001:db7::1"),
            Some("2001:db9::"),
        ),
        ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Some("2001:ffff::1"), Some("2003::")),
        ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", Some("3ffe::1"), Some("3fff:1000::")),
        ("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Some("3fff:ffff::1"), None),
    ] {
        for refused in [first, last] {
            assert!(!is_public(refused.parse::<IpAddr>().unwrap()), "{refused}");
        }
        for public in [below, above].into_iter().flatten() {
            assert!(is_public(public.parse::<IpAddr>().unwrap()), "{public}");
        }
    }
}

#[test]
fn every_disguise_of_a_metadata_service_and_of_loopback_is_refused() {
    for address in [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::169.254.169.254",
        "2002:a9fe:a9fe::",
        "2001:0:a9fe:a9fe::1",
        "2606:4700::5efe:169.254.169.254",
        "2606:4700::200:5efe:169.254.169.254",
        "fd00:ec2::254",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:0:127.0.0.1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "ff02::1",
        "100::1",
        "5f00::1",
    ] {
        assert!(!is_public(address.parse::<IpAddr>().unwrap()), "{address}");
    }
    for address in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"] {
        assert!(is_public(address.parse::<IpAddr>().unwrap()), "{address}");
    }
}

#[test]
fn a_refusal_names_the_address_and_its_use() {
    let refused = AddressPolicy::public_only().check(Ipv4Addr::new(10, 1, 2, 3).into());
    let said = refused.unwrap_err().to_string();
    assert_eq!(said, "10.1.2.3 is not a public address: private (RFC 1918)");
}

#[test]
fn an_address_that_is_dangerously_allowed_brings_no_other() {
    let policy = AddressPolicy::public_only().dangerously_allow(Ipv4Addr::LOCALHOST.into());
    assert!(policy.check(Ipv4Addr::LOCALHOST.into()).is_ok());
    for address in ["127.0.0.2", "::1", "::ffff:127.0.0.1", "10.0.0.1"] {
        assert!(policy.check(address.parse().unwrap()).is_err(), "{address}");
    }
}

#[test]
fn a_network_that_the_bank_keeps_out_is_refused_whatever_is_allowed() {
    let own: IpAddr = "93.184.216.0".parse().unwrap();
    let inside: IpAddr = "93.184.216.34".parse().unwrap();
    let policy = AddressPolicy::public_only()
        .refuse(own, 24)
        .refuse("2a00:1450:4001::".parse().unwrap(), 48)
        .dangerously_allow(inside);
    for refused in ["93.184.216.0", "93.184.216.34", "93.184.216.255", "2a00:1450:4001:ffff::1"] {
        assert!(policy.check(refused.parse().unwrap()).is_err(), "{refused}");
    }
    for public in ["93.184.215.255", "93.184.217.0", "2a00:1450:4002::1", "1.1.1.1"] {
        assert!(policy.check(public.parse().unwrap()).is_ok(), "{public}");
    }
    let said = policy.check(inside).unwrap_err().to_string();
    assert!(said.ends_with("of a network that the bank keeps out"), "{said}");
    let all = AddressPolicy::public_only().refuse(own, 0);
    assert!(all.check("1.1.1.1".parse().unwrap()).is_err());
}

proptest! {
    #[test]
    fn what_the_standard_library_calls_special_is_refused(bits: u32, network in 0_usize..8) {
        let inside = [0x7f00_0000, 0x0a00_0000, 0xc0a8_0000, 0xa9fe_0000, 0xe000_0000, 0xffff_ffff, 0, bits];
        let host = [0x00ff_ffff, 0x00ff_ffff, 0xffff, 0xffff, 0x0fff_ffff, 0, 0, 0];
        let address = Ipv4Addr::from_bits(inside[network] | (bits & host[network]));
        let special = address.is_loopback() || address.is_private() || address.is_link_local()
            || address.is_multicast() || address.is_broadcast() || address.is_documentation()
            || address.is_unspecified();
        prop_assert!(network == 7 || special);
        prop_assert!(!special || !is_public(address), "{}", address);
    }

    #[test]
    fn no_ipv6_address_leads_to_an_ipv4_one(bits: u32) {
        let low = u128::from(bits);
        let [a, b] = [(bits >> 16) as u16, bits as u16];
        for address in [
            Ipv6Addr::from_bits(low),
            Ipv4Addr::from_bits(bits).to_ipv6_mapped(),
            Ipv6Addr::from_bits((0x64_ff9b << 96) | low),
            Ipv6Addr::new(0x2002, a, b, 0, 0, 0, 0, 1),
            Ipv6Addr::new(0x2001, 0, a, b, 0, 0, !a, !b),
        ] {
            prop_assert!(!is_public(address), "{}", address);
        }
    }

    #[test]
    fn outside_of_global_unicast_nothing_is_public(bits: u128) {
        let address = Ipv6Addr::from_bits(bits);
        prop_assert!(bits >> 125 == 1 || !is_public(address), "{}", address);
    }
}
