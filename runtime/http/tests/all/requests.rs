//! What a mini-app may ask for.

use loggia_http::{
    Credential, HeaderReason, Limits, MalformedCredential, MalformedRequest, Method, RefusedHeader,
    Request, RequestBuilder,
};

use super::{caller, target};

const TOKEN: &str = "Bearer 5c1e9f0a7b3d2468";

fn builder(method: Method) -> RequestBuilder {
    Request::builder(method, target(443, "/orders"), caller(), "effect-1".parse().unwrap())
}

fn with_headers(headers: &[(&str, &str)]) -> Result<Request, MalformedRequest> {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    builder(Method::Post).headers(headers).build(&Limits::default())
}

fn reason(headers: &[(&str, &str)]) -> HeaderReason {
    match with_headers(headers) {
        Err(MalformedRequest::Header(RefusedHeader { name, reason })) => {
            assert_eq!(name, headers.last().unwrap().0.chars().take(64).collect::<String>());
            reason
        }
        other => panic!("{headers:?}: {other:?}"),
    }
}

#[test]
fn what_speaks_for_the_host_is_refused_by_name() {
    for name in [
        "Host",
        "hOsT",
        "Content-Length",
        "Transfer-Encoding",
        "Transfer_Encoding",
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Upgrade",
        "Expect",
        "Cookie",
        "Signature",
        "Signature-Input",
        "Signature-Agent",
        "Accept-Signature",
        "Content-Digest",
        "Repr-Digest",
        "Idempotency-Key",
        "Loggia-Subject",
        "Loggia-Anything",
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X_Forwarded_For",
        "X-Real-IP",
        "Via",
        "Proxy-Authorization",
        "Proxy-Connection",
        "Accept-Encoding",
        "Content-Encoding",
        "User-Agent",
        "Referer",
        "Origin",
        "Sec-Fetch-Site",
        "X-HTTP-Method-Override",
        "X-Original-URL",
        "Metadata-Flavor",
        "X-aws-ec2-metadata-token",
    ] {
        assert_eq!(reason(&[(name, "x")]), HeaderReason::Reserved, "{name}");
    }
}

#[test]
fn a_header_cannot_end_its_line_or_hide_in_it() {
    for value in [
        "a\r\nHost: evil.test",
        "a\nb",
        "a\rb",
        "a\r\n folded",
        "a\r\n\tfolded",
        "a\0b",
        "a\tb",
        "a\u{7f}",
        "a\u{85}b",
        "a\u{2028}b",
        "ä",
        " a",
        "a ",
    ] {
        assert_eq!(reason(&[("X-Note", value)]), HeaderReason::Value, "{value:?}");
    }
    for name in
        ["", " ", "X Note", "X-Note:", "X-Note\r\nHost", "X-Note\0", ":path", "X-Nöte", "(x)"]
    {
        assert_eq!(reason(&[(name, "x")]), HeaderReason::Name, "{name:?}");
    }
    assert_eq!(reason(&[(&"x".repeat(70_000)[..100], "\n")]), HeaderReason::Value);
    assert_eq!(reason(&[("X-Note", "a"), ("x-note", "b")]), HeaderReason::Repeated);
    let fine = [("Accept", "application/json"), ("X-Note", ""), ("Authorization", "Bearer own")];
    assert!(with_headers(&fine).is_ok());
}

#[test]
fn the_grants_credential_cannot_be_replaced_or_seen() {
    let credential = Credential::new("Authorization", TOKEN).unwrap();
    let built = builder(Method::Post)
        .credential(credential.clone())
        .headers(vec![("authorization".into(), "Bearer mine".into())])
        .build(&Limits::default());
    let Err(MalformedRequest::Header(refused)) = built else { panic!("{built:?}") };
    assert_eq!(refused.reason, HeaderReason::Credential);
    // A server that reads both as one variable takes the first or the last.
    for (credential, header) in [("X-Api-Key", "x_api_key"), ("X_Api_Key", "X-Api-Key")] {
        let built = builder(Method::Post)
            .credential(Credential::new(credential, TOKEN).unwrap())
            .headers(vec![(header.into(), "mine".into())])
            .build(&Limits::default());
        let Err(MalformedRequest::Header(refused)) = built else { panic!("{header}: {built:?}") };
        assert_eq!(refused.reason, HeaderReason::Credential, "{header}");
    }
    let request = builder(Method::Post)
        .credential(credential.clone())
        .headers(vec![("X-Own".into(), "5c1e9f".into())])
        .body(b"5c1e9f".to_vec());
    let said = format!("{credential:?} {request:?} {:?}", request_of(&credential));
    assert!(!said.contains("5c1e9f"), "{said}");

    for name in ["Host", "Signature", "Loggia-App", "Content-Length", "a b", ""] {
        assert_eq!(Credential::new(name, TOKEN), Err(MalformedCredential::Name), "{name}");
    }
    for secret in ["", "short", "with\r\nHost: evil.test.example", " spaces around it "] {
        let refused = Credential::new("X-Api-Key", secret);
        assert_eq!(refused, Err(MalformedCredential::Secret), "{secret:?}");
    }
}

fn request_of(credential: &Credential) -> Request {
    builder(Method::Post).credential(credential.clone()).build(&Limits::default()).unwrap()
}

#[test]
fn only_six_methods_are_there_and_two_have_no_body() {
    for method in ["get", "TRACE", "CONNECT", "OPTIONS", "PRI", "GET ", "", "G\r\nET"] {
        assert!(method.parse::<Method>().is_err(), "{method:?}");
    }
    for &method in Method::ALL {
        assert_eq!(method.as_str().parse(), Ok(method));
        let built = builder(method).body(b"x".to_vec()).build(&Limits::default());
        assert_eq!(built.is_ok(), !matches!(method, Method::Get | Method::Head), "{method}");
    }
}

#[test]
fn a_request_says_whether_it_may_be_sent_again_and_carries_its_effect() {
    for (method, idempotent, keyed) in [
        (Method::Get, true, false),
        (Method::Head, true, false),
        (Method::Put, true, true),
        (Method::Delete, true, true),
        (Method::Post, false, true),
        (Method::Patch, false, true),
    ] {
        let request = builder(method).build(&Limits::default()).unwrap();
        assert_eq!(request.is_idempotent(), idempotent, "{method}");
        let key = request.idempotency_key().map(ToString::to_string);
        assert_eq!(key, keyed.then(|| "effect-1".to_owned()), "{method}");
        let marked = builder(method).repeatable().build(&Limits::default()).unwrap();
        assert!(marked.is_idempotent(), "{method}");
    }
}
