//! A mini-app that runs against the bank on this machine.

mod authenticator;
mod clock;
mod conditions;
mod customer;
mod engine;
mod given;
mod grant;
mod host;
mod installed;
mod journal;
mod outside;
mod reload;
mod server;
pub(crate) mod trouble;

use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context;
use loggia_bank::{Bank, PaymentRecord, Sheet};
use loggia_http::Outbound;
use loggia_runtime::capability::http::Http;
use loggia_runtime::capability::payments::{ConsentStatus, PaymentStatus};
use loggia_runtime::code::CompileWorkers;
use loggia_runtime::journal::Recorder;
use loggia_runtime::store::{Closed, Owner, Store, StoreError};
use loggia_runtime::ui::{Element, View};
use loggia_runtime::{
    AppId, ClientEvent, ClientEventKind, Clock, Engine, Environment, Error, EventId, Host, Launch,
    MiniApp, Opening, Reply, Session, SessionId, Step, UserId,
};

use self::authenticator::Authenticator;
pub(crate) use self::clock::ScriptClock;
pub(crate) use self::conditions::{Between, Conditions, Reach, Watch};
pub(crate) use self::customer::user_and_locale;
use self::customer::{environment, furnish};
pub(crate) use self::engine::compile_limits;
use self::engine::engine_beside;
pub(crate) use self::given::{Given, grant_of, grant_to_begin_with, package_in, package_to_try};
use self::given::{bytes_of, given};
use self::host::host;
use self::installed::{Installed, load};
pub(crate) use self::outside::{Announcing, Place};
use self::outside::{LocalServers, Unreachable};
pub(crate) use self::reload::Fresh;
use self::server::Server;
pub(crate) use self::server::ServerProgram;
pub(crate) use self::trouble::{Beset, Trouble, Troubles};
use crate::arguments::{CustomerOptions, RunOptions};
use crate::data;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::terminal::Decision;
use crate::terminal::look::Accounts;

/// The time after which what is kept no longer is taken away again, in milliseconds.
const RETENTION: u64 = 60 * 60 * 1_000;

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
    announcing: Announcing,
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
        user_and_locale(&options.customer)?;
        let RunOptions { new: is_new, journal, script, walk, .. } = options;
        let is_driven = script.is_some() || walk.is_some();
        let conditions = Conditions {
            is_new: *is_new,
            journal: journal.clone(),
            announcing: if is_driven { Announcing::First } else { Announcing::Meanwhile },
            workers,
            ..Conditions::default()
        };
        Self::begin(&options.customer, given(options)?, clock, conditions)
    }

    /// The same of mini-apps that are built, the one to run first.
    ///
    /// # Errors
    ///
    /// As for [`Running::start`].
    pub(crate) fn begin(
        customer: &CustomerOptions,
        given: Vec<Given>,
        clock: Arc<dyn Clock>,
        conditions: Conditions,
    ) -> anyhow::Result<Self> {
        let Conditions {
            is_new,
            journal,
            bank,
            engine,
            workers,
            limits,
            reach,
            announcing,
            between,
            watch,
        } = conditions;
        let (user, locale) = user_and_locale(customer)?;
        let CustomerOptions { data, memory, place, .. } = customer;
        let file = if *memory { None } else { Some(data::bank_file(data.as_deref())?) };
        let bank = match (bank, &file) {
            (Some(bank), _) => bank,
            (None, Some(file)) => data::open_bank(file)?,
            (None, None) => Bank::in_memory().context("a bank in memory could not be made")?,
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
        let recorder = match &journal {
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
        let place = *place;
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
        if let Some(left) = open.take_if(|_| is_new) {
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
            announcing,
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

    /// Does what is due: payments expire, are carried out on their day and settle, so do standing
    /// orders, and what waits for the mini-app is delivered.
    pub(crate) fn pump(&mut self) -> Result<Vec<Step>, Error> {
        let now = self.now();
        self.bank.expire_due(now).map_err(StoreError::from)?;
        self.bank.execute_due(now).map_err(StoreError::from)?;
        self.bank.pay_standing_orders(now).map_err(StoreError::from)?;
        self.bank.settle_due(now).map_err(StoreError::from)?;
        if now.abs_diff(self.retained_at) >= RETENTION {
            self.retained_at = now;
            self.bank.retain(now).map_err(StoreError::from)?;
        }
        self.bank.log_denials(now).map_err(StoreError::from)?;
        if self.reach == Reach::All {
            outside::announce(&self.outbound, &self.bank, now, self.announcing);
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
        let payments = self.bank.payments().map_err(StoreError::from)?;
        Ok(waits || self.session.next_timer().is_some() || payments.iter().any(moves))
    }

    /// Whether a partner's server is being asked or told something.
    pub(crate) fn is_busy(&self) -> bool {
        self.outbound.is_busy()
    }

    /// What the bank has to ask the user, if there is anything.
    pub(crate) fn sheet(&self) -> Result<Option<Sheet>, Error> {
        let sheet = self.bank.open_sheet(&self.session.id()).map_err(StoreError::from)?;
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
