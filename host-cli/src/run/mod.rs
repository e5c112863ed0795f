//! A mini-app that runs against the bank on this machine.

mod clock;
mod grant;

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::{env, fmt, fs};

use anyhow::Context;
use loggia_bank::{AccountId, Bank, Holder, PaymentSheet, RegisteredApp, Scheme, SheetError};
use loggia_runtime::code::CompileWorkers;
use loggia_runtime::package::Package;
use loggia_runtime::policy::Grant;
use loggia_runtime::store::Owner;
use loggia_runtime::{
    Backends, ClientEvent, ClientEventKind, Clock, Engine, Environment, Error, EventId, Host,
    Launch, Limits, LoadError, MiniApp, PaymentId, Profile, Reply, Session, SessionId, Step,
    UserId,
};

pub(crate) use self::clock::ScriptClock;
use crate::arguments::RunOptions;
use crate::build::{Project, build};
use crate::data;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::progress::Progress;

/// The scheme that the demonstration bank has of itself.
const DEMO_SCHEME: &str = "bean-points";

/// A mini-app, its user's session, and the bank behind it.
pub(crate) struct Running {
    package: Package,
    grant: Grant,
    user: UserId,
    locale: Rc<Locale>,
    clock: Arc<dyn Clock>,
    /// None: in memory.
    file: Option<PathBuf>,
    environment: Environment,
    engine: Engine,
    bank: Bank,
    host: Host,
    app: Arc<MiniApp>,
    session: Session,
    resumed: bool,
}

impl Running {
    /// Builds what must be built, opens the bank, and opens or resumes the user's session. `workers`
    /// compile the mini-app; without, this process does.
    ///
    /// # Errors
    ///
    /// Any of that fails, or the options do not fit each other.
    pub(crate) fn start(
        options: &RunOptions,
        clock: Arc<dyn Clock>,
        workers: Option<CompileWorkers>,
    ) -> anyhow::Result<Self> {
        let user: UserId = options
            .user
            .parse()
            .map_err(|error| Problem::wrong_use(format!("--user {}: {error}", options.user)))?;
        let tag = options
            .locale
            .clone()
            .unwrap_or_else(|| Locale::tag_of_environment(|name| env::var(name).ok()));
        let locale = Locale::new(&tag, options.time_zone.as_deref())
            .map_err(|error| Problem::wrong_use(format!("{error:#}")))?;
        let (package, folder) = package_at(&options.path)?;
        let grant =
            grant::load(options.grant.as_deref(), &folder, &options.deny, package.manifest())?;

        let file =
            if options.memory { None } else { Some(data::bank_file(options.data.as_deref())?) };
        let bank = match &file {
            Some(file) => data::open_bank(file)?,
            None => Bank::in_memory().context("a bank in memory could not be made")?,
        };
        let bank = bank.with_clock(Arc::clone(&clock));
        furnish(&bank, &package, &grant, clock.now())?;
        let environment = environment(&bank, &user, &locale, clock.now())?;

        let engine = engine(file.as_deref(), workers)?;
        let app = load(&engine, &package, &grant)?;
        let host = host(&bank, &clock);
        host.dispatch().context("what waits to be done could not be handed to the bank")?;
        let owner = Owner { user: user.clone(), app: package.manifest().app_id.clone() };
        let open = if options.new { None } else { bank.latest_session(&owner)? };
        let (session, resumed) = match open {
            Some(id) => (resume(&host, &app, id, &environment)?, true),
            None => (open_new(&host, &app, &user, &environment)?, false),
        };
        Ok(Self {
            package,
            grant,
            user,
            locale: Rc::new(locale),
            clock,
            file,
            environment,
            engine,
            bank,
            host,
            app,
            session,
            resumed,
        })
    }

    /// The user's open session.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// The mini-app.
    pub(crate) fn app(&self) -> &MiniApp {
        &self.app
    }

    /// How things are written for the user.
    pub(crate) fn locale(&self) -> &Rc<Locale> {
        &self.locale
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

    /// Hands the session what the user did.
    pub(crate) fn handle(&mut self, kind: ClientEventKind) -> Result<Reply, Error> {
        let id = EventId::random().map_err(|_| Error::Randomness)?;
        self.session.handle(ClientEvent { id, kind })
    }

    /// Does what is due: payments expire and settle, and what waits for the mini-app is delivered.
    pub(crate) fn pump(&mut self) -> Result<Vec<Step>, Error> {
        let now = self.now();
        self.bank.expire_due(now).map_err(loggia_runtime::store::StoreError::from)?;
        self.bank.settle_due(now).map_err(loggia_runtime::store::StoreError::from)?;
        self.session.pump()
    }

    /// The payment that the bank has to ask the user about, if there is one.
    pub(crate) fn sheet(&self) -> Result<Option<PaymentSheet>, Error> {
        let sheet = self
            .bank
            .open_sheet(&self.session.id())
            .map_err(loggia_runtime::store::StoreError::from)?;
        Ok(sheet)
    }

    /// The user's yes on the sheet.
    pub(crate) fn authorise(
        &self,
        payment: &PaymentId,
        account: AccountId,
    ) -> Result<(), SheetError> {
        self.bank.authorise(payment, account, self.now()).map(drop)
    }

    /// The user's no on the sheet.
    pub(crate) fn decline(&self, payment: &PaymentId) -> Result<(), SheetError> {
        self.bank.reject(payment, self.now()).map(drop)
    }

    /// Opens a new session in place of one that has ended.
    pub(crate) fn start_again(&mut self) -> Result<(), Error> {
        self.session = self.host.open(
            &self.app,
            self.user.clone(),
            Launch { environment: self.environment.clone(), params: Vec::new() },
        )?;
        Ok(())
    }

    /// Drops everything but the store and the engine, and resumes the session from it: what a crash and a new process
    /// would come to.
    pub(crate) fn restart(&mut self) -> anyhow::Result<()> {
        let id = self.session.id();
        if let Some(file) = &self.file {
            self.bank = data::open_bank(file)?.with_clock(Arc::clone(&self.clock));
        }
        self.app = load(&self.engine, &self.package, &self.grant)?;
        self.host = host(&self.bank, &self.clock);
        self.host.dispatch().context("what waits to be done could not be handed to the bank")?;
        self.session = resume(&self.host, &self.app, id, &self.environment)?;
        Ok(())
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("app", &self.app)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

/// The package at a path, built first where it is a project; and the folder in which its grant lies.
fn package_at(path: &Path) -> anyhow::Result<(Package, PathBuf)> {
    let limits = Limits::default();
    if path.is_dir() {
        let project = Project::open(path)?;
        let built = build(&project, &Progress::new())?;
        return Ok((read(&built.package, &limits)?, project.folder));
    }
    let folder = path.parent().map_or_else(PathBuf::new, PathBuf::from);
    Ok((read(path, &limits)?, folder))
}

fn read(path: &Path, limits: &Limits) -> anyhow::Result<Package> {
    let bytes = fs::read(path).map_err(|error| {
        Problem::wrong_use(format!("there is no package at {}: {error}", path.display()))
    })?;
    Ok(Package::read(&bytes, limits).map_err(|error| {
        Problem::new(format!("{} cannot be run: {error}", path.display()))
            .advice(format!("see what it is: loggia inspect {}", path.display()))
    })?)
}

/// An engine that keeps compiled code beside the bank's file, if there is one.
fn engine(file: Option<&Path>, workers: Option<CompileWorkers>) -> anyhow::Result<Engine> {
    let mut engine = Engine::new(Profile::Embedded)?;
    if let Some(workers) = workers {
        engine = engine.with_compile_workers(workers);
    }
    match file.map(data::code_cache) {
        Some(Ok(cache)) => engine = engine.with_code_cache(cache),
        // The mini-app runs all the same, and is compiled each time.
        Some(Err(error)) => tracing::warn!(%error, "there is no place for compiled code"),
        None => {}
    }
    Ok(engine)
}

fn load(engine: &Engine, package: &Package, grant: &Grant) -> anyhow::Result<Arc<MiniApp>> {
    let name = &package.manifest().name;
    let app =
        MiniApp::load(engine, package.clone(), grant, Limits::default()).map_err(|error| {
            match error {
                LoadError::Compile(error) => {
                    Problem::new(format!("{name} could not be compiled: {error}"))
                }
                error => Problem::new(format!("{name} cannot be run with this grant: {error}"))
                    .advice("grant it, or ask the partner to make it optional"),
            }
        })?;
    Ok(Arc::new(app))
}

fn host(bank: &Bank, clock: &Arc<dyn Clock>) -> Host {
    let backends =
        Backends { payments: Some(Arc::new(bank.clone())), loyalty: Some(Arc::new(bank.clone())) };
    Host::new(Arc::new(bank.clone()), backends).with_clock(Arc::clone(clock))
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
    let launch = Launch { environment: environment.clone(), params: Vec::new() };
    host.open(app, user.clone(), launch).map_err(|error| {
        Problem::new(format!("{} cannot be opened: {error}", app.manifest().name)).into()
    })
}

/// Puts customers and money into the bank, and tells it what it should know of the mini-app. On this
/// machine the manifest's word is taken for it.
fn furnish(bank: &Bank, package: &Package, grant: &Grant, now: u64) -> anyhow::Result<()> {
    let manifest = package.manifest();
    bank.seed_demo(now).context("the bank could not be furnished")?;
    bank.register_app(&RegisteredApp {
        app: manifest.app_id.clone(),
        name: manifest.name.clone(),
        partner: manifest.partner.name.clone(),
    })?;
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
