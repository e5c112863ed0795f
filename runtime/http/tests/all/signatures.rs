//! Signatures: the published vector, and what partners receive.

use std::time::{SystemTime, UNIX_EPOCH};

use loggia_http::{
    Message, Method, NotCovered, Purpose, RecentNonces, Signer, SignerKey, Verified, Verifier,
    VerifierKey, Webhook,
};

use super::server::Server;
use super::{caller, client_of, key, request, target};

fn base64(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

#[test]
fn the_published_ed25519_signature_is_made_and_verified_to_the_letter() {
    // RFC 9421, B.1.4, B.2 and B.2.6. The keys are the last 32 bytes of their PEM.
    let id = || "test-key-ed25519".parse().unwrap();
    let public = base64("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");
    let public = VerifierKey::new(id(), public[12..].try_into().unwrap()).unwrap();
    let secret = base64("MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF");
    let secret = SignerKey::from_seed(id(), secret[16..].try_into().unwrap());
    assert_eq!(secret.verifier(), public);
    let message = Message {
        method: "POST",
        uri: "https://example.com/foo?param=Value&Pet=dog",
        headers: &[
            ("Host", "example.com"),
            ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("Content-Type", "application/json"),
            ("Content-Length", "18"),
        ],
        body: br#"{"hello": "world"}"#,
    };
    let input = "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \
                 \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
    let base = message.signature_base(input).unwrap();
    let published = format!(
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\
         \"@method\": POST\n\
         \"@path\": /foo\n\
         \"@authority\": example.com\n\
         \"content-type\": application/json\n\
         \"content-length\": 18\n\
         \"@signature-params\": {input}"
    );
    assert_eq!(base, published);
    let signature = base64(
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
    );
    assert_eq!(secret.sign(base.as_bytes()).unwrap().as_slice(), signature);
    assert!(public.signed(base.as_bytes(), &signature.try_into().unwrap()));
}

#[test]
fn a_base_is_built_as_the_standard_has_it_or_not_at_all() {
    let message = Message {
        method: "GET",
        uri: "https://Example.com:8443/a%20b",
        headers: &[("X-Twice", " a "), ("x-twice", "b"), ("X-Empty", "")],
        body: b"",
    };
    let base = message
        .signature_base("(\"x-twice\" \"x-empty\" \"@query\" \"@authority\" \"@target-uri\")");
    let expected = "\"x-twice\": a, b\n\"x-empty\": \n\"@query\": ?\n\"@authority\": example.com:8443\n\
                    \"@target-uri\": https://Example.com:8443/a%20b\n\"@signature-params\": \
                    (\"x-twice\" \"x-empty\" \"@query\" \"@authority\" \"@target-uri\")";
    assert_eq!(base.unwrap(), expected);
    for (input, reason) in [
        ("", NotCovered::Malformed),
        ("(\"@method\"", NotCovered::Malformed),
        ("(method)", NotCovered::Malformed),
        ("(\"@method\"), (\"@path\")", NotCovered::Malformed),
        ("(\"date\")", NotCovered::Absent("date".into())),
        ("(\"@method\" \"@method\")", NotCovered::Repeated("@method".into())),
        ("(\"@status\")", NotCovered::Unknown("@status".into())),
        ("(\"X-Twice\")", NotCovered::Unknown("X-Twice".into())),
        ("(\"x-twice\";bs)", NotCovered::Unknown("x-twice".into())),
        ("(\"@method\";req)", NotCovered::Unknown("@method".into())),
    ] {
        assert_eq!(message.signature_base(input), Err(reason), "{input}");
    }
}

#[test]
fn what_the_client_sends_is_what_a_partner_verifies() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let client = client_of(&server).build().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let webhook = Webhook {
        id: "w-1".parse().unwrap(),
        kind: "payment.settled".parse().unwrap(),
        created: 1_767_225_600,
        body: br#"{"payment":"p-1"}"#.to_vec(),
    };
    let webhook =
        webhook.request(target(server.port(), "/hooks"), caller(), client.limits()).unwrap();
    assert!(webhook.is_idempotent());
    let json = vec![("content-type".into(), "application/json".into())];
    let post = request(Method::Post, &server).headers(json).body(b"{}".to_vec());
    for request in [
        post.build(client.limits()).unwrap(),
        request(Method::Get, &server).build(client.limits()).unwrap(),
        webhook.clone(),
        webhook,
    ] {
        assert_eq!(client.send(&request).unwrap().status, 200);
    }
    let (requests, hooks) = [Purpose::Request, Purpose::Webhook]
        .map(|purpose| Verifier::new(purpose, vec![key().verifier()]))
        .into();
    let mut nonces = RecentNonces::new(100);
    let base = format!("https://{}:{}", super::HOST, server.port());
    let verified: Vec<Verified> = server
        .received()
        .iter()
        .map(|received| {
            let mut line = received.head.split(' ');
            let (method, path) = (line.next().unwrap(), line.next().unwrap());
            let message = Message {
                method,
                uri: &format!("{base}{path}"),
                headers: &received.headers(),
                body: &received.body,
            };
            let verifier = if path == "/hooks" { &hooks } else { &requests };
            verifier.verify(&message, now, &mut nonces).unwrap()
        })
        .collect();
    let keys: Vec<Option<&str>> = verified
        .iter()
        .map(|verified| verified.idempotency_key.as_ref().map(|key| key.as_str()))
        .collect();
    assert_eq!(keys, [Some("e-1"), None, Some("w-1"), Some("w-1")]);
    assert!(verified.iter().all(|verified| verified.caller == caller()));
    assert_eq!(verified[2].kind.as_ref().unwrap().as_str(), "payment.settled");
    assert_eq!(verified[2].happened, Some(1_767_225_600));
}
