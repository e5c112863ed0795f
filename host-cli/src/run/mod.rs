//! A mini-app that runs against the bank on this machine.

mod authenticator;
mod clock;
mod given;
mod grant;
mod journal;
mod outside;
mod reload;
mod server;
pub(crate) mod trouble;

use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context;
use loggia_bank::{Bank, Holder, PaymentRecord, RegisteredApp, Scheme, Sheet};
use loggia_http::Outbound;
use loggia_runtime::capability::http::Http;
use loggia_runtime::capability::payments::{ConsentStatus, PaymentStatus};
use loggia_runtime::code::{CompileLimits, CompileWorkers};
use loggia_runtime::journal::Recorder;
use loggia_runtime::package::Package;
use loggia_runtime::policy::Grant;
use loggia_runtime::store::{Closed, Owner, Store};
use loggia_runtime::ui::{Element, View};
use loggia_runtime::{
    AppId, Backends, ClientEvent, ClientEventKind, Clock, Engine, Environment, Error, EventId,
    Host, Launch, Limits, LoadError, MiniApp, Opening, Profile, Reply, Session, SessionId, Step,
    UserId,
};

use self::authenticator::Authenticator;
pub(crate) use self::clock::ScriptClock;
pub(crate) use self::given::{Given, grant_of, grant_to_begin_with, package_in, package_to_try};
use self::given::{bytes_of, given};
pub(crate) use self::outside::Place;
use self::outside::{Device, LocalServers, Unreachable};
pub(crate) use self::reload::Fresh;
use self::server::Server;
pub(crate) use self::server::ServerProgram;
pub(crate) use self::trouble::{Beset, Trouble, Troubles};
use crate::arguments::RunOptions;
use crate::data;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::terminal::Decision;
use crate::terminal::look::Accounts;

/// The time after which what is kept no longer is taken away again, in milliseconds.
const RETENTION: u64 = 60 * 60 * 1_000;
/// The scheme that the demonstration bank has of itself.
const DEMO_SCHEME: &str = "bean-points";

/// A mini-app, its user's session, and the bank behind it; and the mini-apps that it may lead to.
pub(crate) struct Running {
    user: UserId,
    locale: Rc<Locale>,
    clock: Arc<dyn Clock>,
    /// None: in memory.
    file: Option<PathBuf>,
    environment: Environment,
    engine: Engine,
    bank: Bank,
    authenticator: Authenticator,
    outbound: Outbound,
    http: Arc<dyn Http>,
    reach: Reach,
    place: Place,
    recorder: Option<Arc<Recorder>>,
    between: Option<Arc<dyn Between>>,
    watch: Option<Rc<dyn Watch>>,
    /// They end with the run.
    servers: Vec<Server>,
    host: Host,
    /// All that there are, the one that was run first.
    apps: Vec<Installed>,
    session: Session,
    /// The sessions that led to it, the first one first.
    below: Vec<Session>,
    resumed: bool,
    /// When what is kept no longer was last taken away.
    retained_at: u64,
}

/// What stands between the sessions of a run and its bank, where something does.
pub(crate) trait Between: fmt::Debug + Send + Sync {
    /// The store as sessions see it.
    fn store(&self, bank: Arc<dyn Store>) -> Arc<dyn Store>;
    /// The backends as sessions see them.
    fn backends(&self, bank: Backends) -> Backends;
    /// The recorder, which may be listened to.
    fn recorder(&self, recorder: Recorder) -> Recorder {
        recorder
    }
}

/// Is told of each step that a mini-app makes, and of each that comes to nothing.
pub(crate) trait Watch {
    /// A step was made; the view is what is on screen now.
    fn stepped(&self, step: &Step, view: &Arc<View>);
    /// A step came to nothing.
    fn failed(&self, error: &Error);
}

/// How far requests to partners' servers go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To the hosts of the grant, or to the server that stands in for them.
    #[default]
    All,
    /// To nobody: nothing stands in for the hosts, and they are not to be bothered.
    ThisMachine,
}

/// Under which a mini-app runs, where they are not those of a customer.
#[derive(Default)]
pub(crate) struct Conditions {
    /// An engine of the caller's; without it one that keeps its compiled code beside the bank.
    pub(crate) engine: Option<Engine>,
    /// Which compile; without them this process does. An engine of the caller's has its own.
    pub(crate) workers: Option<CompileWorkers>,
    /// What it is held to.
    pub(crate) limits: Limits,
    /// How far its requests go.
    pub(crate) reach: Reach,
    /// What stands between its sessions and the bank.
    pub(crate) between: Option<Arc<dyn Between>>,
    /// Who is told of its steps.
    pub(crate) watch: Option<Rc<dyn Watch>>,
}

/// A mini-app that can be opened here, with what the bank grants to it.
struct Installed {
    package: Package,
    grant: Grant,
    app: Arc<MiniApp>,
}

impl Installed {
    fn load(
        engine: &Engine,
        package: Package,
        grant: Grant,
        limits: &Limits,
    ) -> anyhow::Result<Self> {
        Ok(Self { app: load(engine, &package, &grant, limits)?, package, grant })
    }
}

impl Running {
    /// Builds what must be built, opens the bank, and opens or resumes the user's session. `workers`
    /// compile the mini-apps; without, this process does.
    ///
    /// # Errors
    ///
    /// Any of that fails, or the options do not fit each other.
    pub(crate) fn start(
        options: &RunOptions,
        clock: Arc<dyn Clock>,
        workers: Option<CompileWorkers>,
    ) -> anyhow::Result<Self> {
        // What is wrong on the command line is said before anything is built.
        user_and_locale(options)?;
        let conditions = Conditions { workers, ..Conditions::default() };
        Self::begin(options, given(options)?, clock, conditions)
    }

    /// The same of mini-apps that are built, the one to run first, under other conditions.
    ///
    /// # Errors
    ///
    /// As for [`Running::start`].
    pub(crate) fn begin(
        options: &RunOptions,
        given: Vec<Given>,
        clock: Arc<dyn Clock>,
        conditions: Conditions,
    ) -> anyhow::Result<Self> {
        let Conditions { engine, workers, limits, reach, between, watch } = conditions;
        let (user, locale) = user_and_locale(options)?;
        let file =
            if options.memory { None } else { Some(data::bank_file(options.data.as_deref())?) };
        let bank = match &file {
            Some(file) => data::open_bank(file)?,
            None => Bank::in_memory().context("a bank in memory could not be made")?,
        };
        let relying_party = authenticator::relying_party()?;
        let bank = bank.with_clock(Arc::clone(&clock)).with_relying_party(relying_party);
        let retained_at = clock.now();
        // Before a session is resumed: whoever was away for too long begins anew.
        bank.retain(retained_at)?;
        for Given { package, grant, .. } in &given {
            furnish(&bank, package, grant, clock.now())?;
        }
        let environment = environment(&bank, &user, &locale, clock.now())?;

        let authenticator = Authenticator::of(&user, &bank, file.as_deref())?;
        authenticator.register(&bank, &user, clock.now())?;

        let engine = match engine {
            Some(engine) => engine,
            None => engine_beside(file.as_deref(), &bank, workers)?,
        };
        let key = outside::Key::of(bank.keys())?;
        let recorder = match &options.journal {
            Some(journal) => {
                let packages = given.iter().map(|given| bytes_of(&given.file));
                let packages = packages.collect::<anyhow::Result<Vec<_>>>()?;
                let dressed = |recorder| match &between {
                    Some(between) => between.recorder(recorder),
                    None => recorder,
                };
                Some(journal::begin(journal, &packages, dressed)?)
            }
            None => None,
        };
        let (mut apps, mut servers, mut local) = (Vec::new(), Vec::new(), LocalServers::default());
        for Given { package, grant, server, .. } in given {
            let server = server.map(|server| server.start(&key.verifier())).transpose()?;
            local.add(&grant, server.as_ref().map(Server::port))?;
            servers.extend(server);
            apps.push(Installed::load(&engine, package, grant, &limits)?);
        }
        let outbound = outside::outbound(key, local)?;
        let place = options.place;
        let http: Arc<dyn Http> = match reach {
            Reach::All => Arc::new(outbound.clone()),
            Reach::ThisMachine => Arc::new(Unreachable(outbound.clone())),
        };
        let host = host(&bank, &clock, &http, place, recorder.as_ref(), between.as_deref());
        host.dispatch().context("what waits to be done could not be handed to the bank")?;
        let app = apps.first().map(|first| Arc::clone(&first.app));
        let app = app.ok_or_else(|| Problem::wrong_use("there is no mini-app to run"))?;
        let owner = Owner { user: user.clone(), app: app.manifest().app_id.clone() };
        if between.is_some() {
            // What is being written leaves its sessions open where it is killed, and a user may have so many.
            while let Some(left) = bank.latest_session(&owner)? {
                bank.close(&left, Closed::ByUser)?;
            }
        }
        let mut open = bank.latest_session(&owner)?;
        if let Some(left) = open.take_if(|_| options.new) {
            bank.close(&left, Closed::ByUser)?;
        }
        let (session, resumed) = match open {
            Some(id) => {
                let session = resume(&host, &app, id, &environment)?;
                // One that this release could not take over has another in its place.
                let resumed = session.id() == id;
                (session, resumed)
            }
            None => {
                let opened = open_new(&host, &app, &user, &environment);
                if let (Err(error), Some(watch)) = (&opened, &watch)
                    && let Some(error) = error.downcast_ref()
                {
                    watch.failed(error);
                }
                (opened?, false)
            }
        };
        if let Some(watch) = &watch {
            watch.stepped(session.latest(), session.view());
        }
        Ok(Self {
            user,
            locale: Rc::new(locale),
            clock,
            file,
            environment,
            engine,
            bank,
            authenticator,
            outbound,
            http,
            reach,
            place,
            recorder,
            between,
            watch,
            servers,
            host,
            apps,
            session,
            below: Vec::new(),
            resumed,
            retained_at,
        })
    }

    /// The user's open session.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// The mini-app.
    pub(crate) fn app(&self) -> &MiniApp {
        self.session.mini_app()
    }

    /// The mini-app that led to it, if one did.
    pub(crate) fn opener(&self) -> Option<&MiniApp> {
        self.below.last().map(|below| below.mini_app().as_ref())
    }

    /// Another mini-app that is here.
    pub(crate) fn other(&self, app: &AppId) -> Option<&MiniApp> {
        self.installed(app).map(|installed| installed.app.as_ref())
    }

    fn installed(&self, app: &AppId) -> Option<&Installed> {
        self.apps.iter().find(|installed| installed.app.manifest().app_id == *app)
    }

    /// Opens another mini-app over the one that leads to it.
    fn open(&mut self, opening: &Opening) -> Result<(), Error> {
        // Whatever asked has been shown to be here; and nothing is ever taken away.
        let installed = self.installed(&opening.app).ok_or(Error::NoSuchSession)?;
        let intent = Some(opening.intent.clone());
        let launch = Launch { environment: self.environment.clone(), intent };
        let session = self.host.open(&installed.app, self.user.clone(), launch)?;
        self.below.push(std::mem::replace(&mut self.session, session));
        Ok(())
    }

    /// Ends the session on top, and goes back to the one that led to it. None: no other led to it, and
    /// it is as before.
    ///
    /// # Errors
    ///
    /// The bank is unavailable; the session on top is left all the same.
    pub(crate) fn go_back(&mut self) -> Option<Result<(), Error>> {
        let below = self.below.pop()?;
        let mut left = std::mem::replace(&mut self.session, below);
        Some(left.close())
    }

    /// How things are written for the user.
    pub(crate) fn locale(&self) -> &Rc<Locale> {
        &self.locale
    }

    /// Where and for whom it runs.
    pub(crate) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Milliseconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    /// Whether the session had been left open before.
    pub(crate) fn was_resumed(&self) -> bool {
        self.resumed
    }

    /// Whether the session will still be there after this process.
    pub(crate) fn is_kept(&self) -> bool {
        self.file.is_some()
    }

    /// What writes the journal of the run, if there is to be one.
    pub(crate) fn recorder(&self) -> Option<Arc<Recorder>> {
        self.recorder.clone()
    }

    /// How the bank shows the accounts that a view names: those of its user's that the mini-app knows.
    pub(crate) fn accounts_of(&self, view: &View) -> Accounts {
        let named = view.nodes().filter_map(|(_, node)| match &node.element {
            Element::AccountChip { account } => Some(*account),
            _ => None,
        });
        let shown = named.filter_map(|account| {
            // Where the bank cannot say, there is no such account.
            let face = self.bank.account_face(self.session.owner(), &account);
            Some((account, face.ok().flatten()?))
        });
        shown.collect()
    }

    /// Hands the session what the user did.
    pub(crate) fn handle(&mut self, kind: ClientEventKind) -> Result<Reply, Error> {
        let id = EventId::random().map_err(|_| Error::Randomness)?;
        let handled = self.session.handle(ClientEvent { id, kind });
        match &handled {
            Ok(Reply::Stepped(step)) => self.told(Ok(std::slice::from_ref(step))),
            Ok(Reply::Repeated | Reply::Refused(_)) => {}
            Err(error) => self.told(Err(error)),
        }
        handled
    }

    /// Tells who watches what became of a step, or of several.
    fn told(&self, became: Result<&[Step], &Error>) {
        let Some(watch) = &self.watch else { return };
        match became {
            Ok(steps) => steps.iter().for_each(|step| watch.stepped(step, self.session.view())),
            Err(error) => watch.failed(error),
        }
    }

    /// Does what is due: payments expire, are carried out on their day and settle, so do
    /// standing orders, and what waits for the
    /// mini-app is delivered.
    pub(crate) fn pump(&mut self) -> Result<Vec<Step>, Error> {
        let now = self.now();
        self.bank.expire_due(now).map_err(loggia_runtime::store::StoreError::from)?;
        self.bank.execute_due(now).map_err(loggia_runtime::store::StoreError::from)?;
        self.bank.pay_standing_orders(now).map_err(loggia_runtime::store::StoreError::from)?;
        self.bank.settle_due(now).map_err(loggia_runtime::store::StoreError::from)?;
        if now.abs_diff(self.retained_at) >= RETENTION {
            self.retained_at = now;
            self.bank.retain(now).map_err(loggia_runtime::store::StoreError::from)?;
        }
        self.bank.log_denials(now).map_err(loggia_runtime::store::StoreError::from)?;
        if self.reach == Reach::All {
            outside::announce(&self.outbound, &self.bank, now);
        }
        let pumped = self.session.pump();
        self.told(pumped.as_deref());
        pumped
    }

    /// Whether something will come by itself: an answer, a timer, what becomes of a payment.
    pub(crate) fn is_under_way(&self) -> Result<bool, Error> {
        let waits = !Store::outbox(&self.bank, Some(&self.session.id()))?.is_empty();
        let moves = |record: &PaymentRecord| {
            record.refused.is_none()
                && record.owner == *self.session.owner()
                && (record.payment.consent == ConsentStatus::Awau
                    || matches!(
                        record.payment.status,
                        Some(PaymentStatus::Acsp | PaymentStatus::Pdng)
                    ))
        };
        let payments = self.bank.payments().map_err(loggia_runtime::store::StoreError::from)?;
        Ok(waits || self.session.next_timer().is_some() || payments.iter().any(moves))
    }

    /// Whether a partner's server is being asked or told something.
    pub(crate) fn is_busy(&self) -> bool {
        self.outbound.is_busy()
    }

    /// What the bank has to ask the user, if there is anything.
    pub(crate) fn sheet(&self) -> Result<Option<Sheet>, Error> {
        let sheet = self
            .bank
            .open_sheet(&self.session.id())
            .map_err(loggia_runtime::store::StoreError::from)?;
        Ok(sheet)
    }

    /// Carries out what the user decided on a sheet.
    ///
    /// # Errors
    ///
    /// Why it could not be done, for the user.
    pub(crate) fn decide(&mut self, decision: &Decision) -> Result<(), String> {
        let (now, user) = (self.now(), &self.user);
        match decision {
            Decision::Pay { payment, account } => self
                .authenticator
                .authorise(&self.bank, user, payment, *account, now)
                .map_err(|error| error.to_string()),
            Decision::DoNotPay { payment } => {
                self.bank.reject(user, payment, now).map(drop).map_err(|error| error.to_string())
            }
            Decision::Consent { asked, allowed } => self
                .bank
                .decide_consents(user, asked, *allowed, now)
                .map_err(|error| error.to_string()),
            Decision::Pick { pick, account } => {
                self.bank.pick_account(user, pick, *account, now).map_err(|error| error.to_string())
            }
            Decision::Share { request, ticked } => self
                .bank
                .share_claims(user, *request, ticked, now)
                .map_err(|error| error.to_string()),
            Decision::Open { allowed: false, .. } => Ok(()),
            Decision::Open { opening, .. } => self.open(opening).map_err(|error| error.to_string()),
        }
    }

    /// Opens a new session in place of one that has ended.
    pub(crate) fn start_again(&mut self) -> Result<(), Error> {
        let launch = Launch { environment: self.environment.clone(), intent: None };
        let opened = self.host.open(self.session.mini_app(), self.user.clone(), launch);
        if let Err(error) = &opened {
            self.told(Err(error));
        }
        self.session = opened?;
        self.told(Ok(std::slice::from_ref(self.session.latest())));
        Ok(())
    }

    /// Ends the session, as its user.
    pub(crate) fn close(&mut self) -> Result<(), Error> {
        self.session.close()
    }

    /// Shows the session again, as another process would.
    pub(crate) fn show_again(&mut self) -> Result<(), Error> {
        let (id, environment) = (self.session.id(), self.environment.clone());
        let resumed = self.host.resume(self.session.mini_app(), id, environment);
        if let Err(error) = &resumed {
            self.told(Err(error));
        }
        self.session = resumed?;
        self.told(Ok(std::slice::from_ref(self.session.latest())));
        Ok(())
    }

    /// Drops everything but the store and the engine, and resumes the sessions from it: what a crash
    /// and a new process would come to.
    pub(crate) fn restart(&mut self) -> anyhow::Result<()> {
        if let Some(file) = &self.file {
            self.bank = data::open_bank(file)?
                .with_clock(Arc::clone(&self.clock))
                .with_relying_party(authenticator::relying_party()?);
        }
        for installed in &mut self.apps {
            let limits = installed.app.limits();
            installed.app = load(&self.engine, &installed.package, &installed.grant, limits)?;
        }
        let recorder = self.recorder.as_ref();
        let between = self.between.as_deref();
        self.host = host(&self.bank, &self.clock, &self.http, self.place, recorder, between);
        self.host.dispatch().context("what waits to be done could not be handed to the bank")?;
        let again = |session: &Session| {
            let installed = self.installed(&session.owner().app);
            let app = installed.map_or(session.mini_app(), |installed| &installed.app);
            resume(&self.host, app, session.id(), &self.environment)
        };
        let below = self.below.iter().map(again).collect::<anyhow::Result<_>>()?;
        let session = again(&self.session)?;
        (self.below, self.session) = (below, session);
        Ok(())
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("session", &self.session)
            .field("below", &self.below)
            .finish_non_exhaustive()
    }
}

/// The customer whom the command line names, and how things are written for them.
///
/// # Errors
///
/// It names no customer that could be, no language or no time zone.
pub(crate) fn user_and_locale(options: &RunOptions) -> anyhow::Result<(UserId, Locale)> {
    let user: UserId = options
        .user
        .parse()
        .map_err(|error| Problem::wrong_use(format!("--user {}: {error}", options.user)))?;
    let locale = Locale::of_option(options.locale.as_deref(), options.time_zone.as_deref())?;
    Ok((user, locale))
}

/// An engine that keeps compiled code beside the bank's file, if there is one.
fn engine_beside(
    file: Option<&Path>,
    bank: &Bank,
    workers: Option<CompileWorkers>,
) -> anyhow::Result<Engine> {
    let mut engine = Engine::new(Profile::Embedded)?;
    if let Some(workers) = workers {
        engine = engine.with_compile_workers(workers).with_compile_limits(compile_limits());
    }
    match file.map(|file| data::code_cache(file, bank.keys().as_ref())) {
        Some(Ok(cache)) => engine = engine.with_code_cache(cache),
        // The mini-app runs all the same, and is compiled each time.
        Some(Err(error)) => tracing::warn!(%error, "there is no place for compiled code"),
        None => {}
    }
    Ok(engine)
}

/// Nobody but the developer waits: a slow machine may take its time over a whole scripting engine. What
/// a stranger's package may take is bounded all the same.
pub(crate) fn compile_limits() -> CompileLimits {
    CompileLimits { worker_millis: 180_000, ..CompileLimits::default() }
}

fn load(
    engine: &Engine,
    package: &Package,
    grant: &Grant,
    limits: &Limits,
) -> anyhow::Result<Arc<MiniApp>> {
    let name = &package.manifest().name;
    let app = MiniApp::load(engine, package.clone(), grant, limits.clone()).map_err(|error| {
        let problem = match &error {
            LoadError::Compile(error) => {
                Problem::new(format!("{name} could not be compiled: {error}"))
            }
            LoadError::NotGranted { .. } => {
                Problem::new(format!("{name} cannot be run with this grant: {error}"))
                    .advice("grant it, or ask the partner to make it optional")
            }
            _ => Problem::new(format!("{name} cannot be run with this grant: {error}")),
        };
        anyhow::Error::new(error).context(problem)
    })?;
    Ok(Arc::new(app))
}

fn host(
    bank: &Bank,
    clock: &Arc<dyn Clock>,
    http: &Arc<dyn Http>,
    place: Place,
    recorder: Option<&Arc<Recorder>>,
    between: Option<&dyn Between>,
) -> Host {
    let device = Device { place, clock: Arc::clone(clock) };
    let backends = Backends {
        http: Some(Arc::clone(http)),
        location: Some(Arc::new(device)),
        ..bank.backends()
    };
    let store: Arc<dyn Store> = Arc::new(bank.clone());
    let (store, backends) = match between {
        Some(between) => (between.store(store), between.backends(backends)),
        None => (store, backends),
    };
    let host = Host::new(store, backends).with_clock(Arc::clone(clock));
    match recorder {
        Some(recorder) => host.with_recorder(Arc::clone(recorder)),
        None => host,
    }
}

fn resume(
    host: &Host,
    app: &Arc<MiniApp>,
    id: SessionId,
    environment: &Environment,
) -> anyhow::Result<Session> {
    host.resume(app, id, environment.clone()).map_err(|error| {
        Problem::new(format!("the session that was left open cannot be resumed: {error}"))
            .advice("start a new one: loggia run … --new")
            .into()
    })
}

fn open_new(
    host: &Host,
    app: &Arc<MiniApp>,
    user: &UserId,
    environment: &Environment,
) -> anyhow::Result<Session> {
    let launch = Launch { environment: environment.clone(), intent: None };
    host.open(app, user.clone(), launch).map_err(|error| {
        let problem = format!("{} cannot be opened: {error}", app.manifest().name);
        anyhow::Error::new(error).context(Problem::new(problem))
    })
}

/// Puts customers and money into the bank, and tells it what it should know of the mini-app. On this
/// machine the manifest's word is taken for it.
fn furnish(bank: &Bank, package: &Package, grant: &Grant, now: u64) -> anyhow::Result<()> {
    let manifest = package.manifest();
    bank.seed_demo(now).context("the bank could not be furnished")?;
    bank.register_app(&RegisteredApp::of(manifest, grant))?;
    if let Some(loyalty) = grant.loyalty.as_ref().filter(|loyalty| loyalty.scheme != DEMO_SCHEME) {
        bank.register_scheme(&Scheme {
            id: loyalty.scheme.clone(),
            name: format!("{} points", manifest.partner.name),
            points_per_unit: 10,
            partner: manifest.partner.name.clone(),
        })?;
    }
    Ok(())
}

/// What the mini-app is told of its user, who must be the bank's customer.
fn environment(
    bank: &Bank,
    user: &UserId,
    locale: &Locale,
    now: u64,
) -> anyhow::Result<Environment> {
    let accounts = bank.accounts()?;
    let own = accounts.iter().find(|account| account.holder == Holder::Customer(user.clone()));
    let main = own.ok_or_else(|| {
        let mut names: Vec<&str> = accounts
            .iter()
            .filter_map(|account| match &account.holder {
                Holder::Customer(user) => Some(user.as_str()),
                _ => None,
            })
            .collect();
        names.dedup();
        Problem::wrong_use(format!("--user {user}: the bank has no such customer"))
            .advice(format!("its customers are {}", names.join(", ")))
    })?;
    Ok(locale.environment(now, main.currency))
}
