//! A customer who orders one coffee and does not give up: whatever happened before, the session is
//! taken up where it stands.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use loggia_audit::{KeyUse, SignerKey};
use loggia_authentication::{RelyingParty, SoftwareAuthenticator};
use loggia_bank::{Bank, RegisteredApp};
use loggia_http::Outbound;
use loggia_runtime::store::Owner;
use loggia_runtime::ui::{Element, FieldValue, NodeIndex, NodePath, View};
use loggia_runtime::{
    ClientEvent, ClientEventKind, Clock as _, Environment, EventId, Host, Launch, MiniApp, Point,
    Probe, Reply, Session,
};

use crate::{ManualClock, hearing};

/// A clock that stands still at `now`, in milliseconds since 1970.
#[must_use]
pub fn clock(now: u64) -> Arc<ManualClock> {
    let clock = ManualClock::default();
    clock.set(now);
    Arc::new(clock)
}

/// The key of the audit log of every bank that is killed.
///
/// # Panics
///
/// Never: its name is one.
#[must_use]
#[allow(clippy::expect_used, reason = "a test that cannot be set up has failed")]
pub fn audit_key() -> Arc<SignerKey> {
    let key = SignerKey::from_seed("bank.example/audit", KeyUse::Notes, [1; 32]);
    Arc::new(key.expect("a key has such a name"))
}

/// Counts the points that are reached, and does something at one of them.
pub struct Countdown {
    reached: AtomicU64,
    at: Option<u64>,
    then: Box<dyn Fn() + Send + Sync>,
}

impl Countdown {
    /// Does `then` when the point number `at`, from 0, is reached; none: never.
    pub fn new(at: Option<u64>, then: impl Fn() + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { reached: AtomicU64::new(0), at, then: Box::new(then) })
    }

    /// How many points were reached.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.reached.load(Ordering::SeqCst)
    }

    /// One more point is reached.
    pub fn tick(&self) {
        if Some(self.reached.fetch_add(1, Ordering::SeqCst)) == self.at {
            (self.then)();
        }
    }
}

impl Probe for Countdown {
    fn reached(&self, _: Point) {
        self.tick();
    }
}

/// The customer.
pub struct Customer {
    bank: Bank,
    clock: Arc<ManualClock>,
    countdown: Arc<Countdown>,
    /// How the partner's server is told of what has settled.
    outbound: Outbound,
    session: Session,
}

/// Where the customer signs.
const ORIGIN: &str = "http://localhost";
/// More than an order takes, crashes included.
const PATIENCE: usize = 100;

impl Customer {
    /// Takes up the session that is there, or opens one. The partner's server, which is told of
    /// payments, listens on `server`.
    ///
    /// # Panics
    ///
    /// Coffee cannot be opened.
    #[must_use]
    pub fn step_up(
        bank: &Bank,
        app: &Arc<MiniApp>,
        clock: &Arc<ManualClock>,
        countdown: &Arc<Countdown>,
        server: u16,
    ) -> Self {
        let relying_party = RelyingParty::new("localhost", [ORIGIN]).expect("a domain");
        let bank = bank
            .clone()
            .with_clock(Arc::clone(clock) as _)
            .with_settlement_delay(0)
            .with_relying_party(relying_party.accepting_software_authenticators());
        let host = Host::new(Arc::new(bank.clone()), bank.backends())
            .with_clock(Arc::clone(clock) as _)
            .with_probe(Arc::clone(countdown) as _);
        let environment = Environment {
            locale: "en".into(),
            time_zone: "UTC".into(),
            utc_offset_minutes: 0,
            currency: "EUR".parse().expect("a currency"),
        };
        let outbound = hearing::outbound(server);
        let manifest = app.manifest();
        let known = RegisteredApp {
            app: manifest.app_id.clone(),
            name: manifest.name.clone(),
            partner: manifest.partner.name.clone(),
            partner_id: manifest.partner.id.clone(),
            webhook: Some(hearing::URL.into()),
            permissions: Vec::new(),
        };
        bank.register_app(&known).expect("the bank is there");
        let owner = owner(app);
        let session = match bank.latest_session(&owner).expect("the bank is there") {
            Some(id) => host.resume(app, id, environment),
            None => host.open(app, owner.user, Launch { environment, intent: None }),
        };
        let session = session.expect("coffee opens");
        let (clock, countdown) = (Arc::clone(clock), Arc::clone(countdown));
        Self { bank, clock, countdown, outbound, session }
    }

    /// Which screen is on.
    #[must_use]
    pub fn screen(&self) -> String {
        self.session.view().screen().to_string()
    }

    /// Goes on until the order is placed, settled, and has earned its points, and its partner's server
    /// knows of it.
    ///
    /// # Panics
    ///
    /// It does not come to that.
    pub fn order(&mut self) {
        for _ in 0..PATIENCE {
            self.clock.advance(500);
            self.pump();
            if self.confirm_if_asked() {
                continue;
            }
            let now = self.clock.now();
            let settled = self.bank.settle_due(now).expect("the bank is there");
            self.countdown.tick();
            let announced = self.announce(now);
            self.pump();
            let view = Arc::clone(self.session.view());
            let is_done = self.screen() == "order" && says(&view, "points");
            if is_done && settled == 0 && announced == 0 {
                return;
            }
            match self.screen().as_str() {
                "menu" => match keyed(&view, "basket") {
                    Some(basket) => self.act(basket, Vec::new()),
                    None => self.act(first_item(&view), Vec::new()),
                },
                "product" => {
                    let (form, values) = first_form(&view);
                    self.act(form, values);
                }
                "basket" => self.act(keyed(&view, "pay").expect("a button to pay"), Vec::new()),
                "paying" | "order" => {}
                other => panic!("the customer does not know the screen {other}"),
            }
        }
        panic!("the order does not come to its end: {:?}", self.session.view());
    }

    /// Tells the partner's server of what has settled. Of how much there was to tell.
    fn announce(&self, now: u64) -> usize {
        let due = self.bank.due_webhooks(16, now).expect("the bank is there");
        let count = due.len();
        for webhook in due {
            let payment = webhook.payment;
            self.countdown.tick();
            let outcome = loggia_command::webhooks::attempt(&self.outbound, webhook, now);
            let outcome = outcome.expect("it can be sent");
            self.countdown.tick();
            self.bank.webhook_tried(&payment, outcome).expect("the bank is there");
            self.countdown.tick();
        }
        count
    }

    /// Confirms the payment on the bank's sheet, if one is raised.
    fn confirm_if_asked(&mut self) -> bool {
        let Some(sheet) = self.bank.payment_sheet(&self.session.id()).expect("the bank is there")
        else {
            return false;
        };
        let account =
            sheet.accounts.iter().find(|account| account.sufficient).expect("enough money");
        self.countdown.tick();
        let now = self.clock.now();
        let authenticator = self.authenticator(now);
        self.countdown.tick();
        let asked = self.bank.ask_to_authorise(&sheet.owner.user, &sheet.payment, account.id, now);
        let asked = asked.expect("there is something to sign");
        self.countdown.tick();
        let signed = authenticator.assert("localhost", ORIGIN, &asked.challenge);
        let authorised = self.bank.authorise(&sheet.owner.user, &sheet.payment, &signed, now);
        authorised.expect("the payment is authorised");
        self.countdown.tick();
        true
    }

    /// Their authenticator, registered when it is first used.
    fn authenticator(&self, now: u64) -> SoftwareAuthenticator {
        let authenticator = SoftwareAuthenticator::from_secret(&[7; 32]).expect("a secret");
        let user = &self.session.owner().user;
        if self.bank.credentials(user).expect("the bank is there").is_empty() {
            let asked = self.bank.ask_to_register(user, now).expect("it can be asked");
            self.countdown.tick();
            let made = authenticator.register("localhost", ORIGIN, &asked);
            self.bank.register_authenticator(user, &made, now).expect("it is taken in");
        }
        authenticator
    }

    fn pump(&mut self) {
        while !self.session.pump().expect("coffee does not fail").is_empty() {}
    }

    fn act(&mut self, path: NodePath, values: Vec<(String, FieldValue)>) {
        let kind = ClientEventKind::Act { revision: self.session.revision(), path, values };
        let event = ClientEvent { id: EventId::random().expect("randomness"), kind };
        let reply = self.session.handle(event).expect("coffee does not fail");
        assert!(matches!(reply, Reply::Stepped(_)), "{reply:?} to what is on screen");
    }
}

impl std::fmt::Debug for Customer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Customer").field("session", &self.session).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Countdown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Countdown")
            .field("reached", &self.reached)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// Whose coffee it is: the demonstration bank's first customer's.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn owner(app: &MiniApp) -> Owner {
    Owner { user: "alice".parse().expect("a user"), app: app.manifest().app_id.clone() }
}

fn keyed(view: &View, key: &str) -> Option<NodePath> {
    let is =
        |node: &loggia_runtime::ui::Node| node.key.as_ref().is_some_and(|is| is.as_str() == key);
    view.nodes().find(|(_, node)| is(node)).map(|(_, node)| node.path)
}

fn first_item(view: &View) -> NodePath {
    let taps =
        |element: &Element| matches!(element, Element::ListItem(item) if item.on_tap.is_some());
    view.nodes().find(|(_, node)| taps(&node.element)).map(|(_, node)| node.path).expect("a menu")
}

fn first_form(view: &View) -> (NodePath, Vec<(String, FieldValue)>) {
    let (form, node) = view
        .nodes()
        .find(|(_, node)| matches!(node.element, Element::Form { .. }))
        .expect("a product is a form");
    let within = |index: NodeIndex| view.ancestors(index).any(|(above, _)| above == form);
    let values = view.nodes().filter_map(|(index, node)| match &node.element {
        Element::Input(input) if input.enabled && within(index) => {
            Some((input.name.to_string(), input.control.declared()))
        }
        _ => None,
    });
    (node.path, values.collect())
}

/// Whether the view says that points were earned: a text in the tone of success.
fn says(view: &View, words: &str) -> bool {
    use loggia_runtime::ui::{Inline, Tone};
    view.nodes().any(|(_, node)| match &node.element {
        Element::Text { label, tone: Tone::Success, .. } => {
            label.iter().any(|inline| match inline {
                Inline::Text(text) | Inline::Strong(text) => text.as_str().contains(words),
                _ => false,
            })
        }
        _ => false,
    })
}
