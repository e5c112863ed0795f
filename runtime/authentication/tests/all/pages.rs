//! On which page an assertion was made, as the browser says.

use loggia_authentication::{NotARelyingParty, Refused, RelyingParty};

use super::{Authenticator, NOW, ORIGIN, facts, pending, try_with, verify};

#[test]
fn the_page_must_be_the_bank_s_own() {
    let credential = Authenticator::new().credential();
    let foreign = [
        "https://bank.example.evil.example",
        "https://evil.example",
        "https://www.bank.example",
        "http://bank.example",
        "https://bank.example:8443",
        "https://bank.example/",
        "https://BANK.example",
        "",
    ];
    for origin in foreign {
        let authenticator = Authenticator { origin, ..Authenticator::new() };
        assert_eq!(try_with(&authenticator, &credential), Err(Refused::Origin), "{origin}");
    }
}

#[test]
fn a_bank_has_several_origins_and_is_told_which() {
    let app = "https://app.bank.example:8443";
    let bank = RelyingParty::new("bank.example", [ORIGIN, app]).unwrap();
    let authenticator = Authenticator { origin: app, ..Authenticator::new() };
    let (mut pending, credential) = (pending(), authenticator.credential());
    let answer = authenticator.answer(&pending.challenge());
    let (verified, evidence) =
        bank.verify_payment(&credential, &mut pending, &facts(), &answer, NOW).unwrap();
    assert_eq!((verified.origin.as_str(), evidence.origin.as_str()), (app, app));
}

#[test]
fn the_page_must_stand_alone() {
    let credential = Authenticator::new().credential();
    let cases = [
        ("", Ok(())),
        (r#","crossOrigin":false,"other":{"deep":[1]}"#, Ok(())),
        (r#","crossOrigin":true"#, Err(Refused::CrossOrigin)),
        (r#","topOrigin":"https://bank.example""#, Err(Refused::CrossOrigin)),
        (r#","crossOrigin":false,"topOrigin":"https://evil.example""#, Err(Refused::CrossOrigin)),
        (r#","crossOrigin":"false""#, Err(Refused::ClientData)),
        (r#","crossOrigin":false,"crossOrigin":false"#, Err(Refused::ClientData)),
        (r#","origin":"https://bank.example""#, Err(Refused::ClientData)),
    ];
    for (more, expected) in cases {
        let authenticator = Authenticator { more, ..Authenticator::new() };
        assert_eq!(try_with(&authenticator, &credential).map(|_| ()), expected, "{more}");
    }
}

#[test]
fn a_registration_s_client_data_are_none_of_an_assertion() {
    let credential = Authenticator::new().credential();
    for client_type in ["webauthn.create", "payment.get", ""] {
        let authenticator = Authenticator { client_type, ..Authenticator::new() };
        let expected = "webauthn.get";
        assert_eq!(try_with(&authenticator, &credential), Err(Refused::Type { expected }));
    }
}

#[test]
fn client_data_that_are_no_object_are_refused() {
    let (authenticator, pending) = (Authenticator::new(), pending());
    let challenge = pending.challenge().to_string();
    let right = String::from_utf8(authenticator.client_data(&pending.challenge())).unwrap();
    let deep = format!("{}{}", "[".repeat(900), "]".repeat(900));
    let texts = [
        String::new(),
        "null".into(),
        right.replace('}', ""),
        format!(" {right}"),
        format!("{right}{right}"),
        format!("\u{feff}{right}"),
        format!(r#"["webauthn.get","{challenge}","{ORIGIN}",false,null]"#),
        right.replace("\"type\"", "\"Type\""),
        right.replace("false", &deep),
    ];
    for text in texts {
        let answer = authenticator.sign(authenticator.authenticator_data(), text.clone().into());
        let refused = verify(&authenticator.credential(), &pending, &answer);
        assert_eq!(refused, Err(Refused::ClientData), "{text}");
    }
    // The challenge has one text.
    for other in
        [format!("{challenge}="), challenge.to_uppercase(), challenge.replace('A', "B") + "A"]
    {
        let text = right.replace(&challenge, &other);
        let answer = authenticator.sign(authenticator.authenticator_data(), text.into());
        let refused = verify(&authenticator.credential(), &pending, &answer);
        assert_eq!(refused, Err(Refused::Challenge), "{other}");
    }
    // Escapes are but another way to write the same text.
    let escaped = right.replace("webauthn", "\\u0077ebauthn");
    let answer = authenticator.sign(authenticator.authenticator_data(), escaped.into());
    assert!(verify(&authenticator.credential(), &pending, &answer).is_ok());
}

#[test]
fn a_relying_party_has_origins_under_its_domain_only() {
    let origins =
        ["https://bank.example", "https://www.bank.example", "https://a.b.bank.example:8443"];
    assert_eq!(RelyingParty::new("bank.example", origins).unwrap().origins(), origins);
    assert!(RelyingParty::new("localhost", ["http://localhost:8080"]).is_ok());
    for origin in [
        "http://bank.example",
        "bank.example",
        "https://bank.example/",
        "https://bank.example:443",
        "https://bank.example:0",
        "https://bank.example:08443",
        "https://bank.example:",
        "https://bank.example:x",
        "https://bank.example:8443:1",
        "https://Bank.example",
        "https://evilbank.example",
        "https://bank.example.evil",
        "https://.bank.example",
        "https://user@bank.example",
        "null",
        "",
    ] {
        let refused = RelyingParty::new("bank.example", [origin]).unwrap_err();
        assert!(matches!(refused, NotARelyingParty::Origin { .. }), "{origin}");
    }
    for id in [
        "",
        "Bank.example",
        "https://bank.example",
        "bank.example:8443",
        "bank..example",
        "-a.example",
        "b_nk",
    ] {
        let refused = RelyingParty::new(id, [ORIGIN]).unwrap_err();
        assert!(matches!(refused, NotARelyingParty::Id { .. }), "{id}");
    }
    let none: [&str; 0] = [];
    assert_eq!(RelyingParty::new("bank.example", none), Err(NotARelyingParty::NoOrigin));
}
