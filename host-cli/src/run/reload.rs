//! A session that goes on while its mini-app is being written: on another build, from an earlier step,
//! or anew.

use std::sync::Arc;

use loggia_runtime::journal::Branch;
use loggia_runtime::policy::Grant;
use loggia_runtime::store::{Closed, Commit, StorageCommit, Store};
use loggia_runtime::{Engine, Error, Launch, MiniApp, Session, SessionId};

use super::outside::Key;
use super::{Given, Installed, Running, ServerProgram, bytes_of, furnish};

/// Another build of the mini-app, ready to run.
pub(crate) struct Fresh(Box<Installed>);

impl Fresh {
    /// The mini-app.
    pub(crate) fn app(&self) -> &Arc<MiniApp> {
        &self.0.app
    }

    /// What the bank grants to it.
    pub(crate) fn grant(&self) -> &Grant {
        &self.0.grant
    }
}

impl std::fmt::Debug for Fresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Fresh").field(&self.0.app).finish()
    }
}

impl Running {
    /// Compiles and links another build; none where it is the one that runs already. The bank is told what
    /// it should know of it.
    ///
    /// # Errors
    ///
    /// It cannot be run, or not with its grant.
    pub(crate) fn load(&self, given: Given) -> anyhow::Result<Option<Fresh>> {
        let Given { package, file, grant, .. } = given;
        if let Some(runs) = self.apps.first()
            && runs.package.digest() == package.digest()
            && runs.grant == grant
        {
            return Ok(None);
        }
        let bytes = bytes_of(&file)?;
        let installed = Installed::load(&self.engine, package, grant, self.app().limits())?;
        furnish(&self.bank, &installed.package, &installed.grant, self.now())?;
        if let Some(recorder) = &self.recorder {
            recorder.keep_package(&bytes);
        }
        Ok(Some(Fresh(Box::new(installed))))
    }

    /// Starts another build of the partner's server in the place of the one that runs; says whether it is
    /// another.
    ///
    /// # Errors
    ///
    /// It cannot be started; then none runs.
    pub(crate) fn serve(&mut self, server: Option<&ServerProgram>) -> anyhow::Result<bool> {
        let key = Key::of(self.bank.keys())?.verifier();
        let Some(program) = server else { return Ok(false) };
        let runs = self.servers.iter_mut().find(|server| server.is_of(program));
        runs.map_or(Ok(false), |server| server.replace(program, &key))
    }

    /// Goes on with the session on another build, as a rollout does: it is told that it is upgraded.
    ///
    /// # Errors
    ///
    /// The build cannot take the session over, which goes on as it was; the build is given back.
    pub(crate) fn upgrade(&mut self, fresh: Fresh) -> Result<(), (Error, Fresh)> {
        let environment = self.environment.clone();
        match self.host.take_over(fresh.app(), self.session.id(), environment) {
            Ok(session) => {
                self.session = session;
                self.install(fresh);
                Ok(())
            }
            Err(error) => Err((error, fresh)),
        }
    }

    /// Goes on as another session, which begins where `from` stood after its step `sequence`; on another
    /// build, if one is given.
    ///
    /// # Errors
    ///
    /// It cannot go on from there; then the session is the one from before, and the build is given back.
    pub(crate) fn branch(
        &mut self,
        branch: &Branch,
        from: SessionId,
        sequence: u64,
        fresh: Option<Fresh>,
    ) -> Result<(), (Error, Option<Fresh>)> {
        let app = Arc::clone(fresh.as_ref().map_or(self.session.mini_app(), Fresh::app));
        match self.begin_branch(branch, from, sequence, &app) {
            Ok(session) => self.replace(session, fresh).map_err(|error| (error, None)),
            Err(error) => Err((error, fresh)),
        }
    }

    fn begin_branch(
        &self,
        branch: &Branch,
        from: SessionId,
        sequence: u64,
        app: &Arc<MiniApp>,
    ) -> Result<Session, Error> {
        let id = branch.saved.id;
        self.bank.commit(&Commit {
            session: &branch.saved,
            opens: Some(app.limits().sessions_per_user),
            handled: None,
            storage: StorageCommit::default(),
            log: &[],
            effects: &[],
            denials: &[],
        })?;
        if let Some(recorder) = &self.recorder {
            recorder.branched(id, from, sequence);
        }
        let resumed = branch
            .waiting
            .iter()
            .try_for_each(|event| self.bank.post(&id, event))
            .map_err(Error::from)
            .and_then(|()| self.host.take_over(app, id, self.environment.clone()));
        if resumed.is_err() {
            self.bank.close(&id, Closed::ByUser)?;
        }
        resumed
    }

    /// Ends the session and begins another one, on another build if one is given.
    ///
    /// # Errors
    ///
    /// It cannot be opened; then the session is the one from before, and the build is given back.
    pub(crate) fn begin_anew(
        &mut self,
        fresh: Option<Fresh>,
    ) -> Result<(), (Error, Option<Fresh>)> {
        let app = Arc::clone(fresh.as_ref().map_or(self.session.mini_app(), Fresh::app));
        let launch = Launch { environment: self.environment.clone(), intent: None };
        match self.host.open(&app, self.user.clone(), launch) {
            Ok(session) => self.replace(session, fresh).map_err(|error| (error, None)),
            Err(error) => Err((error, fresh)),
        }
    }

    /// Ends the session, in whose place another one is.
    fn replace(&mut self, session: Session, fresh: Option<Fresh>) -> Result<(), Error> {
        let mut left = std::mem::replace(&mut self.session, session);
        if let Some(fresh) = fresh {
            self.install(fresh);
        }
        left.close()
    }

    /// The engine that everything here runs on.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    fn install(&mut self, Fresh(installed): Fresh) {
        match self.apps.first_mut() {
            Some(first) => *first = *installed,
            None => self.apps.push(*installed),
        }
    }
}
