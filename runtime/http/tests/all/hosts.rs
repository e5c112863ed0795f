//! Patterns of hosts, and the URLs that try to get past them.

use loggia_http::{HostPattern, MalformedPattern, NotATarget, Target};
use proptest::prelude::*;

fn pattern(text: &str) -> HostPattern {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn parse(url: &str, granted: &[&str]) -> Result<String, NotATarget> {
    let granted: Vec<HostPattern> = granted.iter().map(|text| pattern(text)).collect();
    Target::parse(url, &granted).map(|target| target.as_str().to_owned())
}

#[test]
fn a_pattern_is_kept_in_its_one_form() {
    for (text, kept) in [
        ("api.example.com", "api.example.com"),
        ("API.Example.COM", "api.example.com"),
        ("api.example.com:443", "api.example.com"),
        ("api.example.com:8443", "api.example.com:8443"),
        ("*.example.com", "*.example.com"),
        ("*.example.co.uk:8443", "*.example.co.uk:8443"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("*.bücher.example", "*.xn--bcher-kva.example"),
        ("api。example。com", "api.example.com"),
    ] {
        assert_eq!(pattern(text).to_string(), kept, "{text}");
        assert_eq!(pattern(kept), pattern(text), "{text}");
    }
}

#[test]
fn what_would_grant_more_than_a_partners_hosts_is_no_pattern() {
    use MalformedPattern::{Address, Form, Name, Port, PublicSuffix};
    for (text, reason) in [
        ("", Form),
        ("*", Form),
        ("*.", Form),
        ("a.*.example.com", Form),
        ("*api.example.com", Form),
        ("**.example.com", Form),
        ("*.*.example.com", Form),
        ("https://api.example.com", Form),
        ("api.example.com/orders", Form),
        ("user@example.com", Form),
        ("user:pass@example.com", Form),
        ("api.example.com ", Form),
        ("api%2eexample.com", Form),
        ("api_1.example.com", Form),
        ("[::1]", Form),
        ("api.example.com:", Port),
        ("api.example.com:0", Port),
        ("api.example.com:+443", Form),
        ("api.example.com:-1", Port),
        ("api.example.com:443:443", Port),
        ("*:443", Form),
        ("api.example.com:65536", Port),
        ("127.0.0.1", Address),
        ("127.1", Address),
        ("0x7f.1", Address),
        ("2130706433", Address),
        ("１２７.0.0.1", Address),
        ("localhost", Name),
        ("com", Name),
        ("*.com", Name),
        ("api.example.com.", Name),
        ("api..example.com", Name),
        ("-api.example.com", Name),
        ("*.co.uk", PublicSuffix),
        ("*.github.io", PublicSuffix),
    ] {
        assert_eq!(text.parse::<HostPattern>(), Err(reason), "{text:?}");
    }
    let long = format!("{}.example.com", "a".repeat(64));
    assert_eq!(long.parse::<HostPattern>(), Err(Name));
    let long = format!("{}example.com", "abcdefghi.".repeat(25));
    assert_eq!(long.parse::<HostPattern>(), Err(Name));
}

#[test]
fn a_granted_url_is_asked_in_its_parsed_form() {
    let granted = ["api.example.com", "*.shop.example:8443", "bücher.example"];
    for (url, asked) in [
        ("https://api.example.com", "https://api.example.com/"),
        ("https://api.example.com:443/a", "https://api.example.com/a"),
        ("HTTPS://API.Example.Com/A?b=C", "https://api.example.com/A?b=C"),
        ("https://api.example.com/a/../../b", "https://api.example.com/b"),
        ("https://api.example.com/a/%2e%2E/b", "https://api.example.com/b"),
        (
            "https://api.example.com/?u=https://evil.test",
            "https://api.example.com/?u=https://evil.test",
        ),
        ("https://api.example.com/@evil.test", "https://api.example.com/@evil.test"),
        ("https://ap%69.example.com/", "https://api.example.com/"),
        ("https://api.example。com/", "https://api.example.com/"),
        ("https://a.shop.example:8443/", "https://a.shop.example:8443/"),
        ("https://BÜCHER.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ] {
        assert_eq!(parse(url, &granted), Ok(asked.to_owned()), "{url}");
    }
}

#[test]
fn a_url_that_is_read_in_two_ways_or_leads_elsewhere_is_no_target() {
    use NotATarget::{Address, Characters, Credentials, Fragment, Name, Scheme};
    let granted = ["good.com", "*.shop.example"];
    let not_granted = |host: &str, port| NotATarget::NotGranted { host: host.to_owned(), port };
    for (url, reason) in [
        ("https://good.com@evil.com/", Credentials),
        ("https://good.com:x@evil.com/", Credentials),
        ("https://@good.com/", Credentials),
        ("https://:@good.com/", Credentials),
        ("https://evil.com\\@good.com/", Characters),
        ("https://good.com\\.evil.com/", Characters),
        ("https:\\\\good.com/", Characters),
        ("https://good.com/\r\nHost: evil.com", Characters),
        ("https://good.com/\0", Characters),
        ("https://go\tod.com/", Characters),
        (" https://good.com/", Characters),
        ("https://good.com/a b", Characters),
        ("https://good.com/\u{a0}", Characters),
        ("https:good.com/", Scheme),
        ("https:/good.com/", Scheme),
        ("//good.com/", Scheme),
        ("/orders", Scheme),
        ("", Scheme),
        ("http://good.com/", Scheme),
        ("ftp://good.com/", Scheme),
        ("file:///etc/passwd", Scheme),
        ("javascript://good.com/%0aalert(1)", Scheme),
        ("https://good.com/#top", Fragment),
        ("https:///good.com/", NotATarget::Malformed(url::ParseError::EmptyHost)),
        ("https://good.com:99999/", NotATarget::Malformed(url::ParseError::InvalidPort)),
        ("https://127.0.0.1/", Address),
        ("https://127.1/", Address),
        ("https://0x7f.1/", Address),
        ("https://0177.0.0.1/", Address),
        ("https://2130706433/", Address),
        ("https://①②⑦.0.0.1/", Address),
        ("https://[::1]/", Address),
        ("https://[::ffff:169.254.169.254]/", Address),
        ("https://good.com./", Name),
        ("https://localhost/", Name),
        ("https://good.com:8443/", not_granted("good.com", 8443)),
        ("https://good.com.evil.com/", not_granted("good.com.evil.com", 443)),
        ("https://evil-good.com/", not_granted("evil-good.com", 443)),
        ("https://a.good.com/", not_granted("a.good.com", 443)),
        ("https://shop.example/", not_granted("shop.example", 443)),
        ("https://a.b.shop.example/", not_granted("a.b.shop.example", 443)),
        // Cyrillic о.
        ("https://gооd.com/", not_granted("xn--gd-jbca.com", 443)),
    ] {
        let refused = parse(url, &granted);
        match (&refused, &reason) {
            // Which punycode the homograph has is the standard's matter; that it has one is ours.
            (Err(NotATarget::NotGranted { host, .. }), NotATarget::NotGranted { host: xn, .. })
                if xn.starts_with("xn--") =>
            {
                assert!(host.starts_with("xn--"), "{host}");
            }
            _ => assert_eq!(refused, Err(reason), "{url:?}"),
        }
    }
    let long = format!("https://good.com/{}", "a".repeat(2_048 - 17));
    assert!(parse(&long, &granted).is_ok());
    assert_eq!(parse(&format!("{long}a"), &granted), Err(NotATarget::TooLong));
    // Short as it is said, three times as long as it is sent.
    let long = format!("https://good.com/{}", "ä".repeat(400));
    assert_eq!(parse(&long, &granted), Err(NotATarget::TooLong));
}

#[test]
fn the_local_machine_is_reached_by_the_dangerous_pattern_only() {
    let local = [HostPattern::dangerously_local(8080), pattern("api.example.com")];
    for url in ["http://localhost:8080/a", "http://127.0.0.1:8080/a"] {
        assert_eq!(Target::parse(url, &local).unwrap().as_str(), url);
        assert!(parse(url, &["api.example.com"]).is_err());
    }
    for url in [
        "http://localhost:8081/",
        "http://localhost/",
        "https://localhost:8080/",
        "http://127.0.0.2:8080/",
        "http://[::1]:8080/",
        "http://localhost.:8080/",
        "http://api.example.com:8080/",
        "http://api.example.com/",
    ] {
        assert!(Target::parse(url, &local).is_err(), "{url}");
    }
}

proptest! {
    #[test]
    fn no_url_leaves_the_granted_host(
        before in "[a-zA-Z0-9.:@/?#%\\\\-]{0,12}", after in "\\PC{0,20}",
    ) {
        let granted = [pattern("good.example.com")];
        for url in [
            format!("https://{before}good.example.com{after}"),
            format!("https://{before}{after}good.example.com"),
            format!("https://good.example.com{before}{after}"),
            format!("{before}{after}"),
        ] {
            if let Ok(target) = Target::parse(&url, &granted) {
                prop_assert_eq!(target.host(), "good.example.com", "{}", url);
                prop_assert!(target.as_str().starts_with("https://good.example.com/"), "{}", url);
            }
        }
    }

    #[test]
    fn a_star_stands_for_one_label(labels in prop::collection::vec("[a-z0-9]{1,8}", 0..4)) {
        let host = [labels.clone(), vec!["shop.example".to_owned()]].concat().join(".");
        let found = parse(&format!("https://{host}/"), &["*.shop.example"]);
        prop_assert_eq!(found.is_ok(), labels.len() == 1, "{}", host);
    }

    #[test]
    fn a_pattern_comes_back_from_its_text(text in "(\\*\\.)?[a-z0-9.-]{1,20}(:[0-9]{1,5})?") {
        if let Ok(pattern) = text.parse::<HostPattern>() {
            prop_assert_eq!(pattern.to_string().parse(), Ok(pattern));
        }
    }
}
