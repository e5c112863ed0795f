//! A package and its grant, compiled and linked for exactly that grant.

use std::sync::{Arc, PoisonError, RwLock};

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, HasData, Linker, ResourceTable};
use wasmtime_wasi::WasiView;
use wasmtime_wasi::cli::{WasiCli, WasiCliView};
use wasmtime_wasi::p2::bindings as wasi;

use crate::capability::payments::PaymentsGrantFlaw;
use crate::capability::{INTERFACES, Interface, link_refused};
use crate::code::CompileError;
use crate::contract;
use crate::engine::Engine;
use crate::error::Blame;
use crate::guest_text::GuestText;
use crate::ids::PackageDigest;
use crate::kill::KillSwitch;
use crate::limits::Limits;
use crate::package::{Manifest, Package};
use crate::policy::{Grant, Right, Rights, SizeGrant};
use crate::scheduler::Tenant;
use crate::state::StepState;

/// A mini-app that is ready to run: one a package and grant, shared by all its sessions.
pub struct MiniApp {
    engine: Engine,
    package: Package,
    grant: Arc<Grant>,
    withheld: RwLock<Withheld>,
    limits: Arc<Limits>,
    rights: Rights,
    version: Arc<str>,
    pre: contract::MiniAppPre<StepState>,
    tenant: Tenant,
    switch: KillSwitch,
}

/// What is taken back for now, and what that leaves of the grant.
struct Withheld {
    interfaces: Vec<&'static str>,
    left: Arc<Grant>,
}

/// Why a package cannot be run with a grant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// It cannot do without something that the bank has not granted.
    #[error("the mini-app requires {interface}, which the bank has not granted to it")]
    NotGranted {
        /// What.
        interface: &'static str,
    },
    /// What the bank grants cannot be meant so.
    #[error("the grant of {interface} is wrong: {flaw}")]
    Grant {
        /// Of what.
        interface: &'static str,
        /// What is wrong, and what would be right.
        flaw: PaymentsGrantFlaw,
    },
    /// It is larger than the bank lets it be.
    #[error(
        "the mini-app's component has {bytes} bytes; at most {max} are granted to it: a bank raises that \
         with component-bytes under [limits] of its grant, to {} at most",
        SizeGrant::MOST_COMPONENT_BYTES
    )]
    TooLarge {
        /// How many.
        bytes: usize,
        /// How many it may have.
        max: usize,
    },
    /// It cannot be compiled, or does not fit the contract.
    #[error("the mini-app does not fit the contract: {reason}")]
    Contract {
        /// What the engine says.
        reason: GuestText,
    },
    /// It was not compiled within what compiling may take.
    #[error("the mini-app could not be compiled: {0}")]
    Compile(#[from] CompileError),
}

impl LoadError {
    /// Whose fault it is.
    #[must_use]
    pub fn blame(&self) -> Blame {
        match self {
            Self::NotGranted { .. } | Self::Grant { .. } | Self::TooLarge { .. } => Blame::Bank,
            Self::Contract { .. } => Blame::MiniApp,
            Self::Compile(error) => error.blame(),
        }
    }

    /// A stable code, for logs, metrics and clients.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotGranted { .. } => "not-granted",
            Self::Grant { .. } => "grant",
            Self::TooLarge { .. } => "too-large",
            Self::Contract { .. } => "contract",
            Self::Compile(error) => error.code(),
        }
    }
}

impl MiniApp {
    /// Compiles and links a package for exactly what `grant` grants, its size included. No guest code runs.
    ///
    /// Compiling takes tens to hundreds of milliseconds: do it when a package is installed, not
    /// when a customer waits. An engine [with a code cache](Engine::with_code_cache) does it once.
    ///
    /// # Errors
    ///
    /// [`LoadError`].
    #[tracing::instrument(name = "mini_app.load", level = "debug", skip_all, fields(package = %package.digest()))]
    pub fn load(
        engine: &Engine,
        package: Package,
        grant: &Grant,
        limits: Limits,
    ) -> Result<Self, LoadError> {
        let asked = &package.manifest().capabilities;
        // Before anything is compiled, and by the interface's name.
        let rights = Rights::decide(asked, package.imports(), grant)
            .map_err(|interface| LoadError::NotGranted { interface })?;
        for (interface, payments) in grant.payments() {
            payments.check().map_err(|flaw| LoadError::Grant { interface, flaw })?;
        }
        let mut limits = limits;
        grant.limits.set(&mut limits);
        let (bytes, max) = (package.component_bytes(), limits.component_bytes);
        if bytes > max {
            return Err(LoadError::TooLarge { bytes, max });
        }
        let unfit = |error: wasmtime::Error| LoadError::Contract {
            reason: GuestText::cut(&format!("{error:#}"), 500),
        };
        let component = engine.code().component(&package)?;
        let linker = link(engine.wasmtime(), &component, &rights).map_err(unfit)?;
        let pre = linker.instantiate_pre(&component).map_err(unfit)?;
        let pre = contract::MiniAppPre::new(pre).map_err(unfit)?;
        let grant = Arc::new(grant.clone());
        Ok(Self {
            engine: engine.clone(),
            version: package.manifest().version.to_string().into(),
            tenant: engine.tenant(&package.manifest().app_id),
            switch: KillSwitch::default(),
            package,
            withheld: RwLock::new(Withheld { interfaces: Vec::new(), left: Arc::clone(&grant) }),
            grant,
            limits: Arc::new(limits),
            rights,
            pre,
        })
    }

    /// Who made it, what it is, what it asks for.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        self.package.manifest()
    }

    /// Its package's identity.
    #[must_use]
    pub fn digest(&self) -> PackageDigest {
        self.package.digest()
    }

    /// The package itself.
    #[must_use]
    pub fn package(&self) -> &Package {
        &self.package
    }

    /// What it may call.
    #[must_use]
    pub fn rights(&self) -> &Rights {
        &self.rights
    }

    /// What it is held to.
    #[must_use]
    pub fn limits(&self) -> &Arc<Limits> {
        &self.limits
    }

    /// Stops it: no step begins any more ([`Error::Killed`](crate::Error::Killed)), those that run
    /// are stopped at once, and nothing of them is committed. A commit that has begun is waited for: once
    /// this returns, none is made. Its sessions rest where they are.
    pub fn kill(&self) {
        if self.switch.kill() {
            self.engine.interrupt();
            tracing::warn!(app = %self.manifest().app_id, digest = %self.digest(), "a mini-app is stopped");
        }
    }

    /// Lets a stopped one on again. Steps from before it was stopped stay undone.
    pub fn revive(&self) {
        if self.switch.revive() {
            tracing::warn!(app = %self.manifest().app_id, digest = %self.digest(), "a mini-app is let on again");
        }
    }

    /// Whether it is stopped.
    #[must_use]
    pub fn is_killed(&self) -> bool {
        self.switch.is_killed()
    }

    /// Takes capabilities back while it runs, and gives back all that are not named: from the next step
    /// on each of their functions answers `denied`, as one does that asks beyond its grant. Nothing else
    /// of the mini-app changes. What Loggia does not know, or nobody needs a grant for, is passed over.
    pub fn withhold<'a>(&self, interfaces: impl IntoIterator<Item = &'a str>) {
        let known = interfaces.into_iter().filter_map(Interface::named);
        let interfaces: Vec<_> =
            known.filter(|interface| !interface.always).map(|interface| interface.name).collect();
        let mut left = self.grant.as_ref().clone();
        for interface in &interfaces {
            left.deny(interface);
        }
        let withheld = Withheld { interfaces, left: Arc::new(left) };
        *self.withheld.write().unwrap_or_else(PoisonError::into_inner) = withheld;
    }

    /// The capabilities that are taken back now.
    #[must_use]
    pub fn withheld(&self) -> Vec<&'static str> {
        self.withheld.read().unwrap_or_else(PoisonError::into_inner).interfaces.clone()
    }

    pub(crate) fn version(&self) -> &Arc<str> {
        &self.version
    }

    pub(crate) fn switch(&self) -> &KillSwitch {
        &self.switch
    }

    pub(crate) fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// What the bank granted to it.
    pub(crate) fn granted(&self) -> &Arc<Grant> {
        &self.grant
    }

    /// What is left of that now.
    pub(crate) fn grant(&self) -> Arc<Grant> {
        Arc::clone(&self.withheld.read().unwrap_or_else(PoisonError::into_inner).left)
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn pre(&self) -> &contract::MiniAppPre<StepState> {
        &self.pre
    }
}

impl std::fmt::Debug for MiniApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MiniApp")
            .field("app_id", &self.manifest().app_id)
            .field("version", &self.manifest().version)
            .field("digest", &self.digest())
            .finish_non_exhaustive()
    }
}

/// Links what is granted to its backend, what is optional and refused to a refusal, and nothing else.
fn link(
    engine: &wasmtime::Engine,
    component: &Component,
    rights: &Rights,
) -> wasmtime::Result<Linker<StepState>> {
    let mut linker = Linker::new(engine);
    for (import, item) in component.component_type().imports(engine) {
        let interface = import.split('@').next().unwrap_or(import);
        if let Some(entry) = INTERFACES.iter().find(|entry| entry.name == interface) {
            match (rights.of(entry.name), &item.ty) {
                (Right::Granted, _) => (entry.link)(&mut linker)?,
                (Right::Refused, ComponentItem::ComponentInstance(instance)) => {
                    link_refused(&mut linker, engine, import, instance)?;
                }
                (Right::Refused | Right::NotAsked, _) => {}
            }
        } else {
            link_closed_wasi(&mut linker, interface)?;
        }
    }
    Ok(linker)
}

/// The few WASI interfaces that other toolchains' runtimes import even when they need nothing of them,
/// over an empty context. One by one: what is not imported is not linked.
fn link_closed_wasi(linker: &mut Linker<StepState>, interface: &str) -> wasmtime::Result<()> {
    struct Table;
    impl HasData for Table {
        type Data<'a> = &'a mut ResourceTable;
    }
    type S = StepState;
    let cli = <S as WasiCliView>::cli;
    let l = linker;
    match interface {
        "wasi:cli/environment" => wasi::cli::environment::add_to_linker::<S, WasiCli>(l, cli),
        "wasi:cli/exit" => wasi::cli::exit::add_to_linker::<S, WasiCli>(l, cli),
        "wasi:cli/stderr" => wasi::cli::stderr::add_to_linker::<S, WasiCli>(l, cli),
        "wasi:cli/stdin" => wasi::cli::stdin::add_to_linker::<S, WasiCli>(l, cli),
        "wasi:cli/stdout" => wasi::cli::stdout::add_to_linker::<S, WasiCli>(l, cli),
        "wasi:cli/terminal-input" => wasi::cli::terminal_input::add_to_linker::<S, WasiCli>(l, cli),
        "wasi:cli/terminal-output" => {
            wasi::cli::terminal_output::add_to_linker::<S, WasiCli>(l, cli)
        }
        "wasi:cli/terminal-stderr" => {
            wasi::cli::terminal_stderr::add_to_linker::<S, WasiCli>(l, cli)
        }
        "wasi:cli/terminal-stdin" => wasi::cli::terminal_stdin::add_to_linker::<S, WasiCli>(l, cli),
        "wasi:cli/terminal-stdout" => {
            wasi::cli::terminal_stdout::add_to_linker::<S, WasiCli>(l, cli)
        }
        "wasi:io/error" => wasi::io::error::add_to_linker::<S, Table>(l, |state| state.ctx().table),
        "wasi:io/poll" => {
            wasi::sync::io::poll::add_to_linker::<S, Table>(l, |state| state.ctx().table)
        }
        "wasi:io/streams" => {
            wasi::sync::io::streams::add_to_linker::<S, Table>(l, |state| state.ctx().table)
        }
        // `Package::read` has refused everything else; what it let through has no functions.
        _ => Ok(()),
    }
}
