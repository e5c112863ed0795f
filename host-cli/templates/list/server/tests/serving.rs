//! The server over a real socket, asked by a bank that signs.

use partner_server::testing::TestBank;

use {{crate}}_server::Organiser;

#[test]
fn the_programme_is_told_to_the_bank_and_to_nobody_else() {
    let mut bank = TestBank::with(Organiser);
    let (status, programme) = bank.get("/events");
    assert_eq!((status, programme["events"].as_array().map(Vec::len)), (200, Some(3)));
    assert_eq!(bank.get("/secrets").0, 404);

    let mut unsigned = bank.signed("GET", "/events", "", None);
    unsigned.headers.retain(|(name, _)| !name.starts_with("signature"));
    assert_eq!(bank.send(&unsigned).0, 401);
}
