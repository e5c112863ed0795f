//! A hostile mini-app on a real bank: whatever it says, the books hold nothing but what the customer
//! signed, and the audit log tells of what it was denied.

use std::sync::Arc;

use loggia_audit::Action;
use loggia_authentication::{RelyingParty, SoftwareAuthenticator};
use loggia_bank::{Bank, PaymentSheet, RegisteredApp, Transfer};
use loggia_runtime::capability::INTERFACES;
use loggia_runtime::policy::Grant;
use loggia_runtime::store::Store;
use loggia_runtime::{Clock, Host, Launch, Limits, MiniApp, Session};
use loggia_tests::customer::{audit_key, clock};
use loggia_tests::{
    Lab, ManualClock, Target, full_grant, manifest, mischief_component, package_with, tell, told,
};

const NOW: u64 = 1_790_000_000_000;
const ORIGIN: &str = "http://localhost";
const OWN: &str = "com.example.mischief";

/// A bank with its customers, and a host app round it.
struct Counter {
    bank: Bank,
    host: Host,
    clock: Arc<ManualClock>,
}

impl Counter {
    fn open() -> Self {
        let clock = clock(NOW);
        let relying_party = RelyingParty::new("localhost", [ORIGIN]).unwrap();
        let bank = Bank::in_memory()
            .unwrap()
            .with_clock(clock.clone())
            .with_settlement_delay(0)
            .with_audit_key(audit_key())
            .with_relying_party(relying_party.accepting_software_authenticators());
        bank.seed_demo(0).unwrap();
        let host = Host::new(Arc::new(bank.clone()), bank.backends()).with_clock(clock.clone());
        Self { bank, host, clock }
    }

    /// Mischief by the name of `id`, registered with the bank, and alice's session with it.
    fn session(&self, id: &str, grant: &Grant) -> Session {
        let app = mischief(id, grant);
        self.bank.register_app(&RegisteredApp::of(app.manifest(), grant)).unwrap();
        let launch = Launch { environment: Lab::environment(), intent: None };
        self.host.open(&app, "alice".parse().unwrap(), launch).unwrap()
    }

    fn sheet(&self, session: &Session) -> Option<PaymentSheet> {
        self.bank.payment_sheet(&session.id()).unwrap()
    }

    /// The customer agrees to whatever the sheet asks, if there is one; what the mini-app says to the answer.
    fn agreed(&self, session: &mut Session, orders: &str) -> String {
        let _ = told(session, orders);
        if let Some(sheet) = self.bank.consent_sheet(&session.id()).unwrap() {
            let asked: Vec<_> = sheet.permissions.iter().map(|asked| asked.id).collect();
            self.bank
                .decide_consents(&session.owner().user, &asked, true, self.clock.now())
                .unwrap();
        }
        session.pump().unwrap();
        session.view().title().as_str().to_owned()
    }

    /// The customer signs what is on the sheet, and it settles.
    fn pays(&self, session: &mut Session) {
        let sheet = self.sheet(session).unwrap();
        let (user, now) = (&session.owner().user, self.clock.now());
        let authenticator = SoftwareAuthenticator::from_secret(&[7; 32]).unwrap();
        if self.bank.credentials(user).unwrap().is_empty() {
            let challenge = self.bank.ask_to_register(user, now).unwrap();
            let made = authenticator.register("localhost", ORIGIN, &challenge);
            self.bank.register_authenticator(user, &made, now).unwrap();
        }
        let account = sheet.accounts.iter().find(|account| account.sufficient).unwrap().id;
        let asked = self.bank.ask_to_authorise(user, &sheet.payment, account, now).unwrap();
        let signed = authenticator.assert("localhost", ORIGIN, &asked.challenge);
        self.bank.authorise(user, &sheet.payment, &signed, now).unwrap();
        assert_eq!(self.bank.settle_due(now).unwrap(), 1);
        session.pump().unwrap();
    }

    /// All that must not move by itself.
    fn books(&self) -> (Vec<Transfer>, usize, usize) {
        let report = self.bank.verify().unwrap();
        assert!(report.is_sound(), "{report}");
        let waiting = self.bank.outbox(None).unwrap().len();
        (self.bank.transfers().unwrap(), self.bank.payments().unwrap().len(), waiting)
    }

    /// What the log tells of denials: what of, how, how often.
    fn denials(&self) -> Vec<(String, String, u64)> {
        let log = self.bank.audit_log().unwrap();
        let denials = log.into_iter().filter(|entry| entry.leaf.action == Action::CallsDenied);
        denials
            .map(|entry| {
                let leaf = entry.leaf;
                let (interface, code) = (leaf.capability.unwrap(), leaf.reason.unwrap());
                (interface.to_string(), code.to_string(), leaf.count.unwrap())
            })
            .collect()
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    INTERFACES.iter().filter(|interface| !interface.always).map(|interface| interface.name)
}

/// Mischief under an id of its own, which does without whatever is not granted.
fn mischief(id: &str, grant: &Grant) -> Arc<MiniApp> {
    let mut asks = manifest([], names());
    asks.app_id = id.parse().unwrap();
    let package = package_with(mischief_component(Target::Unknown), &asks).unwrap();
    Lab::embedded().load(&package, grant, &Limits::default()).unwrap()
}

/// Everything but what leads to another user's or the network's, with payments in another currency.
fn paying_in(currency: &str, per_payment: &str) -> Grant {
    let mut grant = serde_json::to_value(full_grant()).unwrap();
    let payments = &mut grant["loggia:payments/payments-initiate"];
    let most = format!("{per_payment} {currency}");
    payments["per-payment"] = most.clone().into();
    payments["per-day"] = most.into();
    serde_json::from_value(grant).unwrap()
}

#[test]
fn an_instruction_with_anything_wrong_is_refused_with_what_would_be_right() {
    let counter = Counter::open();
    let mut session = counter.session(OWN, &full_grant());
    let before = counter.books();
    let text = "without control or bidi characters";
    let reference = "must be 1 to 35 bytes of printable ASCII";
    for (order, code, right) in [
        ("cents=0", "invalid-argument", "amount must be more than zero"),
        ("cents=9223372036854775808", "invalid-argument", "amount: "),
        ("cents=18446744073709551615", "invalid-argument", "amount: "),
        ("cents=9223372036854775807", "denied", "amount must be at most 60.00 EUR"),
        ("cents=6001", "denied", "amount must be at most 60.00 EUR"),
        // A yen has no decimals and a dinar three: nobody guesses, and the grant names one currency.
        ("cents=100 currency=JPY", "denied", "amount must be in EUR"),
        ("cents=1000 currency=KWD", "denied", "amount must be in EUR"),
        ("currency=XXX", "invalid-argument", "amount: "),
        ("currency=eur", "invalid-argument", "amount: "),
        ("currency=EURO", "invalid-argument", "amount: "),
        ("currency=", "invalid-argument", "amount: "),
        ("currency=\u{20ac}", "invalid-argument", "amount: "),
        ("currency=EUR\u{200b}", "invalid-argument", "amount: "),
        ("currency=*100000", "invalid-argument", "amount: "),
        ("iban=AT611904300234573202", "invalid-argument", "with the right check digits"),
        ("iban=AT61_1904_3002_3457_3201", "invalid-argument", "without spaces"),
        ("iban=at611904300234573201", "invalid-argument", "with the right check digits"),
        ("iban=", "invalid-argument", "with the right check digits"),
        ("iban=*100000", "invalid-argument", "with the right check digits"),
        ("iban=DE89370400440532013000", "denied", "an account that the bank registered"),
        ("sort-code=20000055779911", "denied", "an account that the bank registered"),
        ("sort-code=2000005577991", "invalid-argument", "must be 14 digits"),
        ("sort-code=\u{0662}0000055779911", "invalid-argument", "must be 14 digits"),
        ("name=", "invalid-argument", "creditor.name must be 1 to 70 characters"),
        ("name=*71", "invalid-argument", "creditor.name must be 1 to 70 characters"),
        ("name=*300000", "invalid-argument", "creditor.name must be 1 to 70 characters"),
        ("name=Bank\u{1b}[2J", "invalid-argument", text),
        ("name=\u{202e}knab", "invalid-argument", text),
        ("remittance=*141", "invalid-argument", "remittance must be 1 to 140 characters"),
        ("remittance=*300000", "invalid-argument", "remittance must be 1 to 140 characters"),
        ("remittance=paid\u{200b}already", "invalid-argument", text),
        ("remittance=\u{2066}0.01_EUR\u{2069}", "invalid-argument", text),
        ("id=", "invalid-argument", reference),
        ("id=*36", "invalid-argument", reference),
        ("id=\u{202e}1", "invalid-argument", reference),
        ("id=*300000", "invalid-argument", reference),
        ("end-to-end=\u{e9}", "invalid-argument", reference),
    ] {
        let said = told(&mut session, &format!("pay-so {order}"));
        let answered = said.strip_prefix(code).is_some_and(|said| said.starts_with(": "));
        assert!(answered && said.contains(right), "{order}: {said}");
        assert_eq!(counter.sheet(&session), None, "{order}: nobody is asked");
    }
    // A megabyte is more than a step may hand over: the step is undone.
    for field in ["id", "name", "remittance", "iban", "currency"] {
        assert!(tell(&mut session, &format!("pay-so {field}=*1100000")).is_err(), "{field}");
        counter.clock.advance(10 * 60_000);
    }
    assert_eq!(counter.books(), before);

    let started = told(&mut session, "pay-so cents=250 remittance=Right");
    assert!(started.starts_with("1 "), "{started}");
    counter.pays(&mut session);
    assert_eq!(counter.books().0.len(), before.0.len() + 2, "held and posted");
    let payments = "loggia:payments/payments-initiate".to_owned();
    let codes: Vec<_> = counter.denials().into_iter().map(|(of, code, _)| (of, code)).collect();
    for code in ["invalid-argument", "denied"] {
        assert!(codes.contains(&(payments.clone(), code.to_owned())), "{codes:?}");
    }
}

#[test]
fn a_currency_without_or_with_three_decimals_is_shown_as_it_is_and_held_to_its_ceiling() {
    for (currency, ceiling, most, shown) in
        [("JPY", "6000", 6_000, "6000 JPY"), ("KWD", "6.000", 6_000, "6.000 KWD")]
    {
        let counter = Counter::open();
        let mut session = counter.session(OWN, &paying_in(currency, ceiling));
        let over = told(&mut session, &format!("pay-so cents={} currency={currency}", most + 1));
        assert!(over.contains(&format!("at most {shown}")), "{over}");
        let euros = told(&mut session, "pay-so cents=1");
        assert!(euros.contains(&format!("amount must be in {currency}")), "{euros}");
        assert_eq!(counter.sheet(&session), None);
        let started = told(&mut session, &format!("pay-so cents={most} currency={currency}"));
        assert!(started.starts_with("1 "), "{started}");
        let sheet = counter.sheet(&session).unwrap();
        assert_eq!(sheet.amount.to_string(), shown);
        assert!(sheet.accounts.is_empty(), "nobody pays it from an account in euros");
    }
    // And a grant that is written with another number of them is none.
    for wrong in ["60.00 JPY", "6.00 KWD", "6 KWD", "60 EUR"] {
        let (amount, currency) = wrong.split_once(' ').unwrap();
        let grant = std::panic::catch_unwind(|| paying_in(currency, amount));
        assert!(grant.is_err(), "{wrong}");
    }
}

#[test]
fn whatever_a_payee_is_called_the_sheet_shows_the_name_that_the_bank_knows() {
    let counter = Counter::open();
    let mut session = counter.session(OWN, &full_grant());
    // Cyrillic letters, Greek ones, full width, a ligature, a combining mark.
    let alike = [
        "Misсhief_Ltd",
        "Μischief_Ltd",
        "Ｍischief_Ltd",
        "Mischie\u{fb00}_Ltd",
        "Mischie\u{301}f_Ltd",
        "Your_Bank",
    ];
    for (number, name) in alike.into_iter().enumerate() {
        // Whoever declines many payments in a row is not asked again for a week at most.
        counter.clock.advance(8 * 24 * 3_600_000);
        let started = told(&mut session, &format!("pay-so id=n{number} name={name}"));
        assert!(started.starts_with(char::is_numeric), "{started}");
        let sheet = counter.sheet(&session).unwrap();
        assert_eq!(sheet.creditor_name, "Mischief Ltd", "{name}");
        counter.bank.reject(&sheet.owner.user, &sheet.payment, counter.clock.now()).unwrap();
        session.pump().unwrap();
    }
    assert!(counter.bank.transfers().unwrap().iter().all(|transfer| transfer.made_at < NOW));
}

#[test]
fn pages_cursors_and_ids_that_are_forged_or_another_mini_app_s_tell_nothing() {
    let counter = Counter::open();
    let mut session = counter.session(OWN, &full_grant());
    let mut other = counter.session("com.example.other", &full_grant());
    let account_of = |session: &mut Session| {
        let listed = counter.agreed(session, "accounts 10 - take-accounts $");
        let first = listed.split('=').nth(1).unwrap_or_else(|| panic!("{listed}"));
        first.split(' ').next().unwrap().to_owned()
    };
    let (own, others) = (account_of(&mut session), account_of(&mut other));
    assert_ne!(own, others, "no two mini-apps join an account by its id");
    for number in 0..3 {
        let _ = told(&mut session, &format!("pay-so id=p{number} cents=100"));
        counter.pays(&mut session);
    }
    let started = told(&mut other, "pay-so id=o1");
    let others_payment = started.split(' ').nth(1).unwrap().to_owned();
    let page = counter.agreed(&mut session, &format!("debits {own} 1 - take-debits $"));
    let (transaction, cursor) = page.split_once(" next=").unwrap_or_else(|| panic!("{page}"));
    let before = counter.books();

    let changed = |id: &str| {
        let mut changed = id.to_owned();
        let last = if changed.pop() == Some('A') { 'B' } else { 'A' };
        changed.push(last);
        changed
    };
    for limit in [0_u64, 101, 1_000_000_000, 4_294_967_295] {
        for order in [format!("accounts {limit} -"), format!("debits {own} {limit} -")] {
            assert_eq!(counter.agreed(&mut session, &order), "invalid-argument", "{order}");
        }
    }
    let forged = ["forged", "", "../../1", &changed(cursor), transaction, &"A".repeat(3_000)];
    for cursor in forged.into_iter().filter(|cursor| !cursor.is_empty()) {
        let order = format!("debits {own} 1 {cursor} take-debits $");
        assert_eq!(counter.agreed(&mut session, &order), "invalid-argument", "{order}");
        let order = format!("accounts 1 {cursor} take-accounts $");
        assert_eq!(counter.agreed(&mut session, &order), "invalid-argument", "{order}");
    }
    // Right, and another's.
    let order = format!("debits {others} 1 {cursor} take-debits $");
    assert_eq!(counter.agreed(&mut other, &order), "invalid-argument", "{order}");

    let nobody = "0".repeat(32);
    for id in [others.as_str(), nobody.as_str()] {
        // The same for one of another's and for one that nobody has.
        for order in [
            format!("account-balances {id} take-account-balances $"),
            format!("debits {id} 10 - take-debits $"),
            format!("credits {id} 10 - take-credits $"),
        ] {
            assert_eq!(counter.agreed(&mut session, &order), "not-found", "{order}");
        }
    }
    for id in [others_payment.as_str(), nobody.as_str(), "x", "../1"] {
        for order in [format!("payment {id}"), format!("cancel {id}"), format!("earn {id}")] {
            let said = told(&mut session, &order);
            let told_nothing =
                said == "not-found" || (order.starts_with("earn") && said != "denied");
            assert!(told_nothing, "{order}: {said}");
        }
    }
    let details = format!("details {transaction} take-details $");
    assert_eq!(counter.agreed(&mut session, &details), "Mischief Ltd -", "its own it sees");
    assert_eq!(counter.agreed(&mut other, &details), "", "another's is none of its");
    let (transfers, payments, _) = counter.books();
    assert_eq!((transfers, payments), (before.0, before.1));
    assert!(counter.sheet(&other).is_some(), "its payment awaits its user as before");
}

#[test]
fn what_it_is_denied_is_on_the_log_by_name_also_where_the_step_fails_or_it_calls_without_end() {
    let counter = Counter::open();
    let mut grant = full_grant();
    assert!(grant.deny("loggia:loyalty/loyalty"));
    let mut session = counter.session(OWN, &grant);
    assert_eq!(told(&mut session, "balance"), "denied");
    let loyalty = |count| ("loggia:loyalty/loyalty".to_owned(), "denied".to_owned(), count);
    assert_eq!(counter.denials(), [loyalty(1)]);

    assert!(tell(&mut session, "pay-so iban=DE89370400440532013000; panic now").is_err());
    assert!(tell(&mut session, "payment 1; fail on purpose").is_err());
    assert_eq!(told(&mut session, "calls 100"), "64 done 36 limit-exceeded");
    let payments = |code: &str| ("loggia:payments/payments-initiate".to_owned(), code.into(), 1);
    let storage = ("loggia:storage/storage".to_owned(), "limit-exceeded".to_owned(), 36);
    let expected = [loyalty(1), payments("denied"), payments("not-found"), storage.clone()];
    assert_eq!(counter.denials(), expected);

    for _ in 0..5 {
        assert_eq!(told(&mut session, "balances 8"), "0 done 8 denied");
    }
    assert_eq!(counter.denials(), expected, "a minute has not passed");
    counter.clock.advance(60_000);
    assert_eq!(counter.bank.log_denials(counter.clock.now()).unwrap(), 1);
    assert_eq!(counter.denials().last(), Some(&loyalty(40)));
    for entry in counter.bank.audit_log().unwrap() {
        let leaf = entry.leaf.to_string();
        assert!(!leaf.contains("alice") && entry.personal.is_none(), "{leaf}");
    }
    assert!(counter.bank.verify().unwrap().is_sound());
}
