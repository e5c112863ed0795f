//! Coffee on Loggia: what all rows that step through it share.

use std::sync::{Arc, OnceLock};

use loggia_runtime::package::Package;
use loggia_runtime::policy::Grant;
use loggia_runtime::store::Store;
use loggia_runtime::ui::{Element, Inline, NodePath, View};
use loggia_runtime::{
    Backends, ClientEvent, ClientEventKind, Engine, Environment, EventId, Host, Launch, Limits,
    MiniApp, Profile, Reply, Session, UserId,
};
use loggia_tests::{coffee, full_grant, mischief_package};

/// What is tapped on the menu: a product with all that can be chosen.
pub(crate) const TAPPED: &str = "Cappuccino";

/// The engine of all rows, with a place to run a step for each core.
pub(crate) fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let cores = std::thread::available_parallelism().map_or(2, usize::from).max(2);
        let max_instances = u32::try_from(cores).expect("not so many");
        Engine::new(Profile::Server { max_instances }).expect("an engine")
    })
}

/// Coffee, built as a partner does, and loaded once a process.
pub(crate) fn app() -> &'static Arc<MiniApp> {
    static APP: OnceLock<Arc<MiniApp>> = OnceLock::new();
    APP.get_or_init(|| {
        let built = coffee::built();
        let bytes = std::fs::read(&built.package).expect("the package is there");
        load(&bytes, &built.grant())
    })
}

/// The tests' guest that does what it is told, loaded once a process.
pub(crate) fn mischief() -> &'static Arc<MiniApp> {
    static APP: OnceLock<Arc<MiniApp>> = OnceLock::new();
    APP.get_or_init(|| load(&mischief_package(), &full_grant()))
}

/// A package, loaded for a benchmark.
pub(crate) fn load(package: &[u8], grant: &Grant) -> Arc<MiniApp> {
    // A benchmark does in a minute what no customer does in a day.
    let limits = Limits {
        sessions_per_user: usize::MAX,
        minute_fuel: u64::MAX,
        minute_calls: u32::MAX,
        ..Limits::default()
    };
    let package = Package::read(package, &limits).expect("the package is sound");
    Arc::new(MiniApp::load(engine(), package, grant, limits).expect("it loads"))
}

/// A host app on `store`, without backends: what coffee asks them for waits in the outbox.
pub(crate) fn host(store: Arc<dyn Store>) -> Host {
    Host::new(store, Backends::default())
}

/// Opens a mini-app for `user`.
pub(crate) fn open(host: &Host, app: &Arc<MiniApp>, user: UserId) -> Session {
    let launch = Launch { environment: environment(), intent: None };
    host.open(app, user, launch).expect("it opens")
}

/// A user.
pub(crate) fn user(number: usize) -> UserId {
    format!("customer-{number:07}").parse().expect("a user")
}

/// Where the users are.
pub(crate) fn environment() -> Environment {
    Environment {
        locale: "en".into(),
        time_zone: "UTC".into(),
        utc_offset_minutes: 0,
        currency: "EUR".parse().expect("a currency"),
    }
}

/// A session that goes to what stands on its first screen and back, for ever: to a product on coffee's menu.
pub(crate) struct Walk {
    session: Session,
    product: NodePath,
    on_menu: bool,
}

impl Walk {
    /// A new session of `user`, on the menu.
    pub(crate) fn new(host: &Host, user: UserId) -> Self {
        Self::through(host, app(), user, TAPPED)
    }

    /// The same through another mini-app, to the line of this title.
    pub(crate) fn through(host: &Host, app: &Arc<MiniApp>, user: UserId, title: &str) -> Self {
        let session = open(host, app, user);
        let product = product(session.view(), title);
        Self { session, product, on_menu: true }
    }

    /// The session.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// What the client sends next: the tap on the product, or the way back.
    pub(crate) fn event(&self) -> ClientEvent {
        let kind = if self.on_menu {
            let revision = self.session.revision();
            ClientEventKind::Act { revision, path: self.product, values: Vec::new() }
        } else {
            ClientEventKind::Back
        };
        ClientEvent { id: EventId::random().expect("randomness"), kind }
    }

    /// The step on it.
    pub(crate) fn step(&mut self, event: ClientEvent) {
        let reply = self.session.handle(event);
        assert!(matches!(reply, Ok(Reply::Stepped(_))), "{reply:?}");
        self.on_menu = !self.on_menu;
    }
}

fn product(view: &View, title: &str) -> NodePath {
    let is = |part: &Inline| matches!(part, Inline::Text(text) if text.as_str() == title);
    let product = view.nodes().find(|(_, node)| match &node.element {
        Element::ListItem(item) => item.title.iter().any(is),
        _ => false,
    });
    product.expect("it is on the menu").1.path
}
