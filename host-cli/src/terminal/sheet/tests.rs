use loggia_bank::{AskedPermission, ClaimsSheet, ConsentSheet, PayableAccount, PaymentSheet};
use loggia_runtime::Day;
use loggia_runtime::capability::identity_verified::{Address, Claims};
use loggia_runtime::capability::payments::AccountIdentification;
use loggia_runtime::store::Owner;

use super::*;
use crate::terminal::theme::Depth;

fn owner() -> Owner {
    Owner { user: "alice".parse().unwrap(), app: "com.example.coffee".parse().unwrap() }
}

fn account(id: &str, available: &str, sufficient: bool) -> PayableAccount {
    PayableAccount {
        id: id.parse().unwrap(),
        nickname: format!("Account {id}"),
        iban_masked: "AT•• 3201".into(),
        available: available.parse().unwrap(),
        sufficient,
    }
}

fn sheet(accounts: Vec<PayableAccount>) -> Sheet {
    sheet_on(None, accounts)
}

fn sheet_on(on: Option<Day>, accounts: Vec<PayableAccount>) -> Sheet {
    let content = PaymentSheet {
        payment: PaymentId::from_bytes([7; 16]),
        owner: owner(),
        app_name: "Coffee".into(),
        partner_name: Some("Bean & Leaf".into()),
        creditor_name: "Bean & Leaf".into(),
        creditor: AccountIdentification::Iban("AT611904300234573201".into()),
        amount: "9.20 EUR".parse().unwrap(),
        remittance: Some("Order 42".into()),
        on,
        created_at: 0,
        expires_at: 300_000,
        accounts,
    };
    Sheet::new(Content::Payment(content), 0)
}

fn pay_from(account: &str) -> Option<Decision> {
    Some(Decision::Pay {
        payment: PaymentId::from_bytes([7; 16]),
        account: account.parse().unwrap(),
    })
}

#[test]
fn the_account_is_chosen_and_then_confirmed() {
    let mut sheet = sheet(vec![account("1", "20.00 EUR", true), account("2", "30.00 EUR", true)]);
    sheet.key(SheetKey::Next, 1_000);
    assert_eq!(sheet.key(SheetKey::Enter, 1_000), None);
    assert_eq!(sheet.key(SheetKey::Enter, 1_000), pay_from("2"));
}

#[test]
fn a_sheet_that_has_only_just_appeared_takes_no_yes() {
    let mut sheet = sheet(vec![account("1", "20.00 EUR", true)]);
    assert_eq!(sheet.press(Press::Confirm, 599), None);
    assert_eq!(sheet.press(Press::Confirm, 600), pay_from("1"));
}

#[test]
fn a_no_is_taken_at_once_and_from_anywhere() {
    let declined = Some(Decision::DoNotPay { payment: PaymentId::from_bytes([7; 16]) });
    assert_eq!(sheet(vec![account("1", "20.00 EUR", true)]).key(SheetKey::Escape, 0), declined);
    assert_eq!(sheet(Vec::new()).key(SheetKey::Enter, 0), declined);
}

#[test]
fn an_account_without_enough_cannot_be_chosen_and_says_why() {
    let mut sheet = sheet(vec![
        account("1", "1.00 EUR", false),
        account("2", "30.00 EUR", true),
        account("3", "9.00 USD", false),
    ]);
    assert_eq!(sheet.press(Press::Account(0), 1_000), None);
    assert_eq!(sheet.press(Press::Confirm, 1_000), pay_from("2"));
    let locale = Locale::new("en", Some("UTC")).unwrap();
    let block = sheet.draw(Theme::new(false, Depth::True), &locale, 1_000, 80);
    let text: Vec<String> = block
        .rows
        .iter()
        .map(|row| row.iter().map(|span| span.content.as_ref()).collect())
        .collect();
    assert!(
        text.iter().any(|row| row.contains("Account 1") && row.contains("not enough")),
        "{text:#?}"
    );
    assert!(
        text.iter().any(|row| row.contains("Account 3") && row.contains("another currency")),
        "{text:#?}"
    );
    assert!(text.iter().any(|row| row.contains("AT61 1904 3002 3457 3201")), "{text:#?}");
    let presses: Vec<Press> = block.spots.iter().map(|spot| spot.target).collect();
    assert_eq!(presses, [Press::Account(1), Press::Confirm, Press::Decline]);
}

/// What a sheet looks like, row by row.
fn look(sheet: &Sheet, width: usize) -> String {
    let locale = Locale::new("en-GB", Some("America/New_York")).unwrap();
    let block = sheet.draw(Theme::new(false, Depth::True), &locale, 1_000, width);
    let row = |row: &Vec<ratatui::text::Span<'_>>| -> String {
        row.iter().map(|span| span.content.as_ref()).collect::<String>().trim_end().to_owned()
    };
    block.rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_payment_on_a_later_day_shows_the_day_at_every_width() {
    let accounts = || vec![account("1", "1.00 EUR", false), account("2", "30.00 EUR", true)];
    let sheet = sheet_on(Some("2026-03-31".parse().unwrap()), accounts());
    for width in [40, 80, 120] {
        insta::assert_snapshot!(format!("scheduled_{width}"), look(&sheet, width));
    }
}

#[test]
fn what_is_not_there_today_may_be_there_on_the_day() {
    let day = Some("2026-03-31".parse().unwrap());
    let accounts = || vec![account("1", "1.00 EUR", false), account("2", "30.00 EUR", true)];
    let mut sheet = sheet_on(day, accounts());
    assert_eq!(
        sheet.press(Press::Confirm, 1_000),
        pay_from("2"),
        "the one that has it comes first"
    );
    sheet.press(Press::Account(0), 1_000);
    assert_eq!(sheet.press(Press::Confirm, 1_000), pay_from("1"));
    let dollars = vec![account("3", "900.00 USD", false)];
    let mut sheet = sheet_on(day, dollars);
    sheet.press(Press::Account(0), 1_000);
    assert_ne!(sheet.press(Press::Confirm, 1_000), pay_from("3"), "another currency never will");
}

#[test]
fn what_the_mini_app_says_stays_in_its_own_column_and_names_no_payee() {
    // It tells of another payee, with a Cyrillic letter, and is long enough to be wrapped anywhere.
    let remittance = "To Tax Office AT02 2050 3021 0000 0200 Be\u{430}n & Leaf To Tax Office To Tax Office To \
                      Tax Office AT02 2050 3021";
    let mut sheet = sheet(vec![account("1", "20.00 EUR", true)]);
    let Content::Payment(content) = &mut sheet.content else { panic!() };
    content.remittance = Some(remittance.into());
    for width in [40, 80, 120] {
        let look = look(&sheet, width);
        let rows: Vec<Vec<char>> = look.lines().map(|row| row.chars().collect()).collect();
        let text = |row: &[char]| row.iter().collect::<String>();
        let to = rows
            .iter()
            .position(|row| text(row).contains("Bean & Leaf") && text(row).contains("To"))
            .unwrap();
        let column = text(&rows[to]).chars().position(|letter| letter == 'T').unwrap();
        let begins = rows.iter().position(|row| text(row).contains("For ")).unwrap();
        let ends = rows.iter().position(|row| text(row).contains("Pay from")).unwrap();
        assert!(to < begins && begins + 1 < ends, "{look}");
        for row in &rows[begins + 1..ends - 1] {
            assert!(row[column..column + 4].iter().all(|letter| *letter == ' '), "{look}");
        }
    }
}

fn consent() -> Sheet {
    let permission = |id: u8, interface: &str, history_days| AskedPermission {
        id: ConsentId::from_bytes([id; 16]),
        interface: interface.into(),
        purpose: [("en".into(), "To add it up".into()), ("de".into(), "Zum Rechnen".into())].into(),
        history_days,
    };
    let content = ConsentSheet {
        owner: owner(),
        app_name: "Budget".into(),
        partner_name: None,
        permissions: vec![
            permission(1, "loggia:accounts/accounts-basic", None),
            permission(2, "loggia:accounts/transactions-debits", Some(90)),
        ],
        expires_at: 300_000,
        valid_days: 180,
    };
    Sheet::new(Content::Consent(content), 0)
}

#[test]
fn a_consent_is_to_what_was_shown_and_a_fresh_sheet_takes_none() {
    let asked: Vec<_> = [1, 2].map(|id| ConsentId::from_bytes([id; 16])).into();
    assert_eq!(consent().press(Press::Confirm, 599), None);
    assert_eq!(
        consent().key(SheetKey::Enter, 600),
        Some(Decision::Consent { asked: asked.clone(), allowed: true })
    );
    assert_eq!(
        consent().key(SheetKey::Escape, 0),
        Some(Decision::Consent { asked, allowed: false })
    );
}

#[test]
fn a_consent_is_asked_for_in_the_bank_s_words_with_the_partner_s_purpose() {
    let locale = Locale::new("de-AT", Some("UTC")).unwrap();
    let block = consent().draw(Theme::new(false, Depth::True), &locale, 1_000, 80);
    let text: String = block
        .rows
        .iter()
        .map(|row| row.iter().map(|span| span.content.as_ref()).collect::<String>() + "\n")
        .collect();
    for expected in [
        "Budget would like to",
        "see which accounts you have",
        "see what goes out of your accounts, up to 90 days back",
        "“Zum Rechnen”",
        "180 days",
        "Don’t allow",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
}

fn claims() -> Sheet {
    let content = ClaimsSheet {
        id: ConsentId::from_bytes([9; 16]),
        owner: owner(),
        app_name: "Taxes".into(),
        partner_name: Some("Revenue Office Auental".into()),
        purpose: "To fill in your income tax return for 2025, and to send the assessment to you"
            .into(),
        asked: vec![
            Claim::GivenName,
            Claim::FamilyName,
            Claim::Birthdate,
            Claim::Address,
            Claim::PhoneNumber,
            Claim::TaxIdentificationNumber,
        ],
        known: Claims {
            given_name: Some("Alice Marie".into()),
            family_name: Some("Moser".into()),
            birthdate: Some("1991-05-23".into()),
            address: Some(Address {
                street_address: "Platanengasse 14/2/9".into(),
                locality: "Auental".into(),
                region: None,
                postal_code: Some("1299".into()),
                country: "AT".into(),
            }),
            tax_identification_number: Some("99 123/4561".into()),
            ..Claims::default()
        },
        expires_at: 300_000,
    };
    Sheet::new(Content::Claims(content), 0)
}

fn share(ticked: &[Claim]) -> Option<Decision> {
    let request = ConsentId::from_bytes([9; 16]);
    Some(Decision::Share { request, ticked: ticked.to_vec() })
}

/// Its rows, without the blanks at their ends.
fn rows(sheet: &Sheet, width: usize) -> String {
    let locale = Locale::new("en-GB", Some("UTC")).unwrap();
    let block = sheet.draw(Theme::new(false, Depth::True), &locale, 1_000, width);
    assert!(block.width <= width, "{} columns", block.width);
    let row = |row: &super::super::block::Row| {
        let text: String = row.iter().map(|span| span.content.as_ref()).collect();
        text.trim_end().to_owned() + "\n"
    };
    block.rows.iter().map(row).collect()
}

#[test]
fn the_sheet_for_claims_looks_right_narrow_normal_and_wide() {
    for width in [40, 80, 120] {
        let mut sheet = claims();
        insta::assert_snapshot!(format!("claims_{width}"), rows(&sheet, width));
        for claim in ["Given name", "Address"] {
            sheet.tick(claim).unwrap();
        }
        sheet.key(SheetKey::Previous, 1_000);
        insta::assert_snapshot!(format!("claims_ticked_{width}"), rows(&sheet, width));
    }
}

#[test]
fn nothing_is_ticked_until_the_user_ticks_it_and_only_that_is_shared() {
    let mut sheet = claims();
    assert_eq!(sheet.press(Press::Confirm, 1_000), None, "there is nothing to share");
    assert_eq!(sheet.key(SheetKey::Enter, 1_000), None);
    sheet.key(SheetKey::Next, 1_000);
    sheet.key(SheetKey::Next, 1_000);
    assert_eq!(sheet.key(SheetKey::Enter, 1_000), None);
    assert_eq!(sheet.press(Press::Confirm, 1_000), share(&[Claim::GivenName, Claim::Birthdate]));
    // A second time takes the tick away; ticked in another order, it is the sheet's that counts.
    sheet.press(Press::Claim(2), 1_000);
    sheet.press(Press::Claim(5), 1_000);
    sheet.press(Press::Claim(1), 1_000);
    let ticked = [Claim::GivenName, Claim::FamilyName, Claim::TaxIdentificationNumber];
    assert_eq!(sheet.press(Press::Confirm, 1_000), share(&ticked));
    assert_eq!(sheet.key(SheetKey::Escape, 1_000), share(&[]));
}

#[test]
fn what_the_bank_does_not_know_cannot_be_ticked_and_the_keys_pass_it_by() {
    let mut sheet = claims();
    assert_eq!(sheet.press(Press::Claim(4), 1_000), None);
    assert_eq!(sheet.press(Press::Claim(99), 1_000), None);
    assert!(sheet.tick("Phone number").is_err());
    assert!(sheet.accept().is_err());
    let mut passed = Vec::new();
    for _ in 0..6 {
        passed.push(sheet.focus());
        sheet.key(SheetKey::Next, 1_000);
    }
    let claims = [0, 1, 2, 3, 5].map(Press::Claim);
    assert_eq!(passed, [claims.as_slice(), &[Press::Decline]].concat());
}

#[test]
fn a_sheet_for_claims_that_has_only_just_appeared_takes_no_tick() {
    let mut sheet = claims();
    sheet.press(Press::Claim(0), 599);
    assert!(sheet.accept().is_err());
    assert_eq!(sheet.press(Press::Decline, 0), share(&[]), "a no is taken at once");
}

fn manifest(
    app: &str,
    name: &str,
    partner: &str,
    intents: &str,
) -> loggia_runtime::package::Manifest {
    let manifest: loggia_runtime::package::Manifest = toml::from_str(&format!(
        "app_id = \"{app}\"\nname = \"{name}\"\nversion = \"1.0.0\"\nlocales = [\"en\", \"de\"]\n\
         {intents}\n[partner]\nid = \"p\"\nname = \"{partner}\""
    ))
    .unwrap();
    manifest.check().unwrap();
    manifest
}

const PARK: &str = r#"
[[intents]]
name = "park"
title = { en = "Park your car", de = "Dein Auto parken" }
params = [
  { name = "where", label = { en = "Zone or street", de = "Zone oder Straße" }, form = { text = { max_length = 120 } } },
  { name = "plate", label = { en = "The number plate of your car", de = "Kennzeichen" }, form = { text = { max_length = 10 } } },
  { name = "minutes", label = { en = "Minutes", de = "Minuten" }, form = { whole = { min = 1, max = 1440 } } },
]
"#;

fn opening(tag: &str, params: &[(&str, &str)]) -> Sheet {
    let from = manifest("com.example.travel", "Travel", "Wanderlust", "");
    let to = manifest("com.example.parking", "Parking", "Kerbside", PARK);
    let param = |(name, value): &(&str, &str)| {
        (name.parse().unwrap(), loggia_runtime::GuestText::line((*value).to_owned()))
    };
    let intent = loggia_runtime::Intent {
        name: "park".parse().unwrap(),
        params: params.iter().map(param).collect(),
    };
    let declared = to.accepts(&intent).unwrap().clone();
    let opening = Opening { app: to.app_id.clone(), intent };
    let locale = Locale::new(tag, Some("UTC")).unwrap();
    let sheet = OpeningSheet::new(&from, &to, &declared, opening, &locale);
    Sheet::new(Content::Opening(Box::new(sheet)), 0)
}

fn text_of(sheet: &Sheet, width: usize) -> String {
    let locale = Locale::new("en", Some("UTC")).unwrap();
    let block = sheet.draw(Theme::new(false, Depth::True), &locale, 1_000, width);
    let row = |row: &crate::terminal::block::Row| {
        row.iter().map(|span| span.content.as_ref()).collect::<String>()
    };
    block.rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn another_mini_app_is_shown_with_all_that_would_be_passed() {
    let long = "Central Station, car park 2, on the side of the canal, behind the third gate";
    let sheet = opening("en", &[("where", long), ("plate", "W-12345X"), ("minutes", "90")]);
    for width in [40, 80, 120] {
        insta::assert_snapshot!(format!("opening_{width}"), text_of(&sheet, width));
    }
    insta::assert_snapshot!("opening_without_params", text_of(&opening("en", &[]), 80));
    let german = text_of(&opening("de-AT", &[("minutes", "90")]), 80);
    assert!(german.contains("Dein Auto parken") && german.contains("Minuten"), "{german}");
}

#[test]
fn going_to_another_mini_app_takes_a_yes_to_a_sheet_that_has_been_there() {
    let sheet = || opening("en", &[("where", "1101")]);
    assert_eq!(sheet().press(Press::Confirm, 599), None);
    let Some(Decision::Open { opening, allowed: true }) = sheet().key(SheetKey::Enter, 600) else {
        panic!("it is a yes")
    };
    assert_eq!(opening.app.as_str(), "com.example.parking");
    let no = sheet().key(SheetKey::Escape, 0);
    assert!(matches!(no, Some(Decision::Open { allowed: false, .. })), "{no:?}");
}
