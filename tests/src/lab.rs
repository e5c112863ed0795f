//! A host app whose every part a test can look into.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use loggia_runtime::code::CodeCache;
use loggia_runtime::package::Package;
use loggia_runtime::policy::Grant;
use loggia_runtime::store::{MemoryStore, Saved, Store};
use loggia_runtime::ui::{FieldValue, NodePath};
use loggia_runtime::{
    Backends, ClientEvent, ClientEventKind, Engine, Environment, Error, EventId, Fault, Host,
    Launch, Limits, LoadError, MiniApp, Profile, Reply, Session, UserId,
};

use crate::backends::{RecordedLoyalty, RecordedPayments};
use crate::clock::ManualClock;
use crate::guests::{Core, Target, mischief_component, target_dir};
use crate::information::{RecordedAccounts, RecordedConsents};
use crate::packages::{full_grant, mischief_package, obey, package};
use crate::servers::RecordedServers;
use crate::typescript::{has_node, mischief_in_typescript};

/// A host app of its own for one test, on an engine that all tests of its profile share.
#[derive(Debug)]
pub struct Lab {
    /// Which kind of process it stands for.
    pub profile: Profile,
    /// Its store.
    pub store: Arc<MemoryStore>,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Behind `payments-initiate` and `payments-scheduled`.
    pub payments: Arc<RecordedPayments>,
    /// Behind `loyalty`.
    pub loyalty: Arc<RecordedLoyalty>,
    /// Behind `accounts-basic`, `account-picker`, `balances`, `transactions-…`, `identity-basic`,
    /// `identity-verified`, `fx` and `location`.
    pub accounts: Arc<RecordedAccounts>,
    /// Behind `http`.
    pub servers: Arc<RecordedServers>,
    /// What users have consented to.
    pub consents: Arc<RecordedConsents>,
    /// The host app's side of all sessions.
    pub host: Host,
    /// What its mischief is written in.
    pub mischief_in: Language,
}

/// What a guest is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// `guests/mischief`.
    Rust,
    /// `guests/mischief-typescript`.
    TypeScript,
}

/// Enough slots for tests that run at once.
const SERVER: Profile = Profile::Server { max_instances: 8 };

impl Lab {
    /// One on the profile for servers.
    #[must_use]
    pub fn server() -> Self {
        Self::on(SERVER)
    }

    /// One on the profile for terminals and tests.
    #[must_use]
    pub fn embedded() -> Self {
        Self::on(Profile::Embedded)
    }

    /// Runs a test on each profile.
    pub fn each(test: impl Fn(&Self)) {
        for profile in [Profile::Embedded, SERVER] {
            // Shown where the test fails.
            println!("on {profile:?}");
            test(&Self::on(profile));
        }
    }

    /// Runs a test on each profile with the mischief that is written in TypeScript; without Node and npm, on
    /// none.
    pub fn each_in_typescript(test: impl Fn(&Self)) {
        if has_node() {
            Self::each(|lab| {
                test(&Self::on(lab.profile).in_typescript());
            });
        }
    }

    /// The same lab with the mischief that is written in TypeScript.
    #[must_use]
    pub fn in_typescript(self) -> Self {
        Self { mischief_in: Language::TypeScript, ..self }
    }

    fn on(profile: Profile) -> Self {
        let store = Arc::new(MemoryStore::new());
        let clock = Arc::new(ManualClock::default());
        let payments = Arc::new(RecordedPayments::default());
        let loyalty = Arc::new(RecordedLoyalty::default());
        let accounts = Arc::new(RecordedAccounts::default());
        let consents = Arc::new(RecordedConsents::default());
        let servers = Arc::new(RecordedServers::default());
        let backends = Backends {
            payments: Some(payments.clone()),
            loyalty: Some(loyalty.clone()),
            consents: Some(consents.clone()),
            account_information: Some(accounts.clone()),
            identity: Some(accounts.clone()),
            verified_identity: Some(accounts.clone()),
            fx: Some(accounts.clone()),
            http: Some(servers.clone()),
            location: Some(accounts.clone()),
        };
        let host = Host::new(store.clone(), backends).with_clock(clock.clone());
        let mischief_in = Language::Rust;
        Self {
            profile,
            store,
            clock,
            payments,
            loyalty,
            accounts,
            consents,
            servers,
            host,
            mischief_in,
        }
    }

    /// The engine of its profile.
    #[must_use]
    pub fn engine(&self) -> &'static Engine {
        static SERVERS: OnceLock<Engine> = OnceLock::new();
        static EMBEDDED: OnceLock<Engine> = OnceLock::new();
        static INTERPRETED: OnceLock<Engine> = OnceLock::new();
        static SERVERS_FOR_TYPESCRIPT: OnceLock<Engine> = OnceLock::new();
        static EMBEDDED_FOR_TYPESCRIPT: OnceLock<Engine> = OnceLock::new();
        let (engine, profile) = match (self.profile, self.mischief_in) {
            (Profile::Interpreted, _) => (&INTERPRETED, Profile::Interpreted),
            (Profile::Embedded, Language::Rust) => (&EMBEDDED, Profile::Embedded),
            (Profile::Embedded, Language::TypeScript) => {
                (&EMBEDDED_FOR_TYPESCRIPT, Profile::Embedded)
            }
            (Profile::Server { .. }, Language::Rust) => (&SERVERS, SERVER),
            (Profile::Server { .. }, Language::TypeScript) => (&SERVERS_FOR_TYPESCRIPT, SERVER),
        };
        engine.get_or_init(|| {
            let engine = Engine::new(profile).expect("this machine can run mini-apps");
            match self.mischief_in {
                Language::Rust => engine,
                // A whole JavaScript engine is compiled once, and not for each test and limit.
                Language::TypeScript => engine.with_code_cache(code_cache()),
            }
        })
    }

    /// Reads and loads a package, once a process for each profile, grant and limits.
    ///
    /// # Errors
    ///
    /// As [`MiniApp::load`].
    pub fn load(
        &self,
        package: &[u8],
        grant: &Grant,
        limits: &Limits,
    ) -> Result<Arc<MiniApp>, LoadError> {
        static LOADED: OnceLock<Mutex<HashMap<String, Arc<MiniApp>>>> = OnceLock::new();
        let package = Package::read(package, limits).expect("the package is good");
        let key = format!("{:?} {} {grant:?} {limits:?}", self.profile, package.digest());
        let loaded = LOADED.get_or_init(Mutex::default);
        if let Some(loaded) = loaded.lock().unwrap().get(&key) {
            return Ok(Arc::clone(loaded));
        }
        let app = Arc::new(MiniApp::load(self.engine(), package, grant, limits.clone())?);
        loaded.lock().unwrap().insert(key, Arc::clone(&app));
        Ok(app)
    }

    /// Mischief with everything granted, within the usual limits.
    #[must_use]
    pub fn mischief(&self) -> Arc<MiniApp> {
        self.mischief_within(&Limits::default())
    }

    /// Mischief with everything granted, within `limits`.
    #[must_use]
    pub fn mischief_within(&self, limits: &Limits) -> Arc<MiniApp> {
        self.load(&self.mischief_package(), &full_grant(), limits).expect("mischief loads")
    }

    /// The component of its mischief.
    #[must_use]
    pub fn mischief_component(&self) -> &'static [u8] {
        match self.mischief_in {
            Language::Rust => mischief_component(Target::Unknown),
            Language::TypeScript => &mischief_in_typescript().component,
        }
    }

    /// The package of its mischief, which asks for everything.
    #[must_use]
    pub fn mischief_package(&self) -> Vec<u8> {
        package(self.mischief_component())
    }

    /// A guest in WAT with everything granted, within `limits`.
    #[must_use]
    pub fn core_within(&self, core: &Core, limits: &Limits) -> Arc<MiniApp> {
        self.load(&package(&core.component()), &full_grant(), limits).expect("the guest loads")
    }

    /// The same within the usual limits.
    #[must_use]
    pub fn core(&self, core: &Core) -> Arc<MiniApp> {
        self.core_within(core, &Limits::default())
    }

    /// Opens a session of a new user, with orders for a start.
    ///
    /// # Errors
    ///
    /// As [`Host::open`].
    pub fn open(&self, app: &Arc<MiniApp>, orders: &str) -> Result<Session, Error> {
        self.open_as(app, new_user(), orders)
    }

    /// The same for this user.
    ///
    /// # Errors
    ///
    /// As [`Host::open`].
    pub fn open_as(
        &self,
        app: &Arc<MiniApp>,
        user: UserId,
        orders: &str,
    ) -> Result<Session, Error> {
        let intent = (!orders.is_empty()).then(|| obey(orders));
        self.host.open(app, user, Launch { environment: Self::environment(), intent })
    }

    /// Where its users are.
    #[must_use]
    pub fn environment() -> Environment {
        Environment {
            locale: "de-AT".into(),
            time_zone: "Europe/Vienna".into(),
            utc_offset_minutes: 60,
            currency: "EUR".parse().unwrap(),
        }
    }

    /// Shows a session again, as another process would.
    ///
    /// # Errors
    ///
    /// As [`Host::resume`].
    pub fn resume(&self, app: &Arc<MiniApp>, session: &Session) -> Result<Session, Error> {
        self.host.resume(app, session.id(), Self::environment())
    }

    /// The session as the store has it.
    #[must_use]
    pub fn saved(&self, session: &Session) -> Saved {
        self.store.load(&session.id()).unwrap().expect("the session is in the store")
    }

    /// Does something that must fail, and leaves the session at its last commit: state, number,
    /// view, storage, timers, requests and effects. Afterwards a good mini-app works.
    pub fn undone(
        &self,
        session: &mut Session,
        act: impl FnOnce(&mut Session) -> Result<Reply, Error>,
    ) -> Error {
        let looked = |session: &Session| {
            (
                self.saved(session),
                session.revision(),
                (**session.view()).clone(),
                self.store.outbox(Some(&session.id())).unwrap(),
                self.store.storage_status(session.owner()).unwrap(),
                self.store.log(session.owner()),
            )
        };
        let before = looked(session);
        let error = match act(session) {
            Err(error) => error,
            Ok(reply) => panic!("this must fail, and it came to {reply:?}"),
        };
        assert_eq!(looked(session), before, "after {error}");
        self.good_mini_app_works();
        error
    }

    /// Tells mischief to do what is a fault; all else as [`Self::undone`].
    pub fn fault(&self, session: &mut Session, orders: &str) -> Fault {
        fault(self.undone(session, |session| tell(session, orders)))
    }

    /// What fault a guest in WAT makes of its step.
    ///
    /// A session of its good first release meets it as an upgrade: it fails, the session stays
    /// where it was, and goes on with the good release. A new session of it is not made at all.
    /// It has a minute for it: which limit it meets does not depend on how busy the machine is.
    pub fn fault_of(&self, bad: &Core) -> Fault {
        let unhurried = Limits { step_millis: 60_000, ..Limits::default() };
        self.fault_of_app(&self.core_within(bad, &unhurried))
    }

    /// The same for one that is loaded.
    pub fn fault_of_app(&self, bad: &Arc<MiniApp>) -> Fault {
        let good = self.core(&Core::default());
        let mut session = self.open(&good, "").expect("the good release works");
        let met =
            self.undone(&mut session, |session| self.resume(bad, session).map(|_| Reply::Repeated));
        let again = self.resume(&good, &session).expect("the good release goes on");
        assert_eq!(again.revision(), session.revision() + 1);

        let user = new_user();
        let opened = self.open_as(bad, user.clone(), "").expect_err("it fails at its first step");
        assert_eq!(opened.code(), met.code(), "new or resumed, it is the same fault");
        // It takes none of the user's places.
        let alone = Limits { sessions_per_user: 1, ..Limits::default() };
        let good = self.core_within(&Core::default(), &alone);
        self.open_as(&good, user, "").expect("no session was left open");
        fault(met)
    }

    /// A fresh session of a good mini-app works: it keeps state and storage, and its effects are done.
    pub fn good_mini_app_works(&self) {
        let good = self.load(&mischief_package(), &full_grant(), &Limits::default());
        let good = good.expect("mischief loads");
        let mut session = self.open(&good, "add; set a 3").expect("the good mini-app opens");
        assert_eq!(told(&mut session, "add; get a"), "3");
        let state = self.saved(&session).state;
        assert!(state.starts_with(b"2\n"), "{}", String::from_utf8_lossy(&state));
        session.close().expect("it closes");
    }
}

fn fault(error: Error) -> Fault {
    match error {
        Error::Fault(fault) => fault,
        other => panic!("this must be a fault, and it is {other:?}"),
    }
}

/// Compiled code beside the guests, kept from one run of the tests to the next.
fn code_cache() -> CodeCache {
    let folder = target_dir().join("code");
    std::fs::create_dir_all(&folder).expect("the target folder is writable");
    let folder = Dir::open_ambient_dir(&folder, ambient_authority()).expect("it is there");
    CodeCache::new(folder, [7; 32], 512 << 20)
}

fn new_user() -> UserId {
    static USERS: AtomicU64 = AtomicU64::new(0);
    format!("user-{}", USERS.fetch_add(1, Ordering::SeqCst)).parse().unwrap()
}

/// The path of the node with this key.
#[must_use]
pub fn key(session: &Session, key: &str) -> NodePath {
    let mut nodes = session.view().nodes();
    let named = nodes.find(|(_, node)| node.key.as_ref().is_some_and(|k| k.as_str() == key));
    named.unwrap_or_else(|| panic!("{key} must be on screen: {:#?}", session.view())).1.path
}

/// Acts on a node of the view on screen, with an event of its own.
///
/// # Errors
///
/// As [`Session::handle`].
pub fn act(
    session: &mut Session,
    path: NodePath,
    values: Vec<(String, FieldValue)>,
) -> Result<Reply, Error> {
    let kind = ClientEventKind::Act { revision: session.revision(), path, values };
    session.handle(ClientEvent { id: EventId::random().unwrap(), kind })
}

/// Taps the button of this key.
///
/// # Errors
///
/// As [`Session::handle`].
pub fn press(session: &mut Session, button: &str) -> Result<Reply, Error> {
    act(session, key(session, button), Vec::new())
}

/// Submits the form of this key.
///
/// # Errors
///
/// As [`Session::handle`].
pub fn submit(
    session: &mut Session,
    form: &str,
    values: &[(&str, FieldValue)],
) -> Result<Reply, Error> {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    act(session, key(session, form), values)
}

/// Tells mischief what to do, by way of its form.
///
/// # Errors
///
/// As [`Session::handle`].
pub fn tell(session: &mut Session, orders: &str) -> Result<Reply, Error> {
    submit(session, "orders", &[("do", FieldValue::Text(orders.into()))])
}

/// Tells mischief what to do, and says what it reports.
#[must_use]
pub fn told(session: &mut Session, orders: &str) -> String {
    match tell(session, orders) {
        Ok(Reply::Stepped(_)) => session.view().title().as_str().to_owned(),
        other => panic!("{orders}: this must be a step, and it is {other:?}"),
    }
}
