//! A user's visit to a mini-app: the shell's intents are carried out on the session and the bank, and
//! what comes of them is shown.

use std::rc::Rc;
use std::sync::Arc;

use loggia_runtime::capability::{INTERFACES, Interface};
use loggia_runtime::policy::Right;
use loggia_runtime::store::Closed;
use loggia_runtime::{Blame, ClientEventKind, Error, MiniApp, Opening, Rejected, Reply, Step};

use super::notice::Notice;
use super::panel::{Measured, Rights};
use super::pauses::Pauses;
use super::pictures::Pictures;
use super::sheet::{Content, Decision, OpeningSheet};
use super::shell::{Intent, Setting, Shell};
use super::theme::Theme;
use crate::locale;
use crate::powers;
use crate::run::Running;

/// A running mini-app and its shell, and those that led to it.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) running: Running,
    pub(crate) shell: Shell,
    /// The shells of the mini-apps that led to it, the first one first.
    below: Vec<Shell>,
    /// Where the mini-app leads to, until the user has decided.
    opening: Option<OpeningSheet>,
    pauses: Pauses,
    theme: Theme,
    /// The steps since somebody last took them.
    steps: Vec<Step>,
    last: Option<Intent>,
    ended: Option<Ending>,
    /// How the mini-app failed since somebody last took it.
    failure: Option<Error>,
}

/// How a visit ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The user left; the session stays open.
    Left,
    /// The mini-app closed itself.
    Closed,
}

impl Visit {
    /// Begins where the session stands.
    pub(crate) fn new(running: Running, theme: Theme) -> Self {
        let shell = shell_of(&running, theme);
        let first = running.session().latest().clone();
        let mut visit = Self {
            running,
            shell,
            below: Vec::new(),
            opening: None,
            pauses: Pauses::default(),
            theme,
            steps: Vec::new(),
            last: None,
            ended: None,
            failure: None,
        };
        visit.stepped(first);
        visit.raise_sheet();
        visit
    }

    /// How it has ended, if it has.
    pub(crate) fn ended(&self) -> Option<Ending> {
        self.ended
    }

    /// How it has ended, if it has since this was last asked.
    pub(crate) fn take_ending(&mut self) -> Option<Ending> {
        self.ended.take()
    }

    /// How the mini-app has failed, if it has since this was last asked.
    pub(crate) fn take_failure(&mut self) -> Option<Error> {
        self.failure.take()
    }

    /// The steps since this was last asked.
    pub(crate) fn take_steps(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.steps)
    }

    /// Carries out what the user wants.
    pub(crate) fn perform(&mut self, intents: Vec<Intent>) {
        let depth = self.below.len();
        for intent in intents {
            // What was meant for one mini-app is not done to another.
            if self.below.len() == depth {
                self.perform_one(intent);
            }
        }
    }

    /// Does what is due: changed texts are sent, payments settle, answers and timers are delivered.
    /// Says whether anything may look different now.
    pub(crate) fn pump(&mut self) -> bool {
        let due = self.shell.tick(self.running.now());
        let mut changed = !due.is_empty();
        self.perform(due);
        match self.running.pump() {
            Ok(steps) => {
                changed |= !steps.is_empty();
                for step in steps {
                    self.stepped(step);
                }
            }
            Err(error) => {
                changed = true;
                self.last = None;
                self.failed(&error);
            }
        }
        changed | self.raise_sheet()
    }

    /// Drops everything but the store, and resumes from it; what was entered and not sent is gone.
    ///
    /// # Errors
    ///
    /// It cannot be resumed.
    pub(crate) fn restart(&mut self) -> anyhow::Result<()> {
        self.running.restart()?;
        (self.last, self.opening) = (None, None);
        let view = Arc::clone(self.running.session().view());
        self.shell.know(self.running.accounts_of(&view));
        self.shell.forget(view);
        let first = self.running.session().latest().clone();
        self.stepped(first);
        self.raise_sheet();
        Ok(())
    }

    /// Goes on where the session stands now, which may be another one, on another build of the mini-app.
    /// What was entered stays where its input does.
    pub(crate) fn settle(&mut self) {
        (self.last, self.opening) = (None, None);
        self.shell.setting = setting_of(&self.running, self.theme);
        self.shell.dismiss_notice();
        let first = self.running.session().latest().clone();
        self.stepped(first);
        self.raise_sheet();
    }

    /// Shows what it showed once.
    pub(crate) fn show_past(&mut self, view: Arc<loggia_runtime::ui::View>) {
        self.shell.raise(None, self.running.now());
        self.shell.dismiss_notice();
        self.shell.know(self.running.accounts_of(&view));
        self.shell.show(view);
    }

    /// Shows what the session shows.
    pub(crate) fn show_present(&mut self) {
        self.show();
        self.raise_sheet();
    }

    fn perform_one(&mut self, intent: Intent) {
        match &intent {
            Intent::Act { path, values } => {
                let revision = self.running.session().revision();
                let kind = ClientEventKind::Act { revision, path: *path, values: values.clone() };
                let path = *path;
                self.last = Some(intent);
                if !self.send(kind) {
                    self.shell.not_taken(path);
                }
            }
            Intent::Back => {
                self.last = Some(intent);
                self.send(ClientEventKind::Back);
            }
            Intent::Decide(decision) => self.decide(decision),
            Intent::Retry => {
                if let Some(last) = self.last.clone() {
                    self.perform_one(last);
                }
            }
            Intent::StartAgain => match self.running.start_again() {
                Ok(()) => {
                    let first = self.running.session().latest().clone();
                    self.stepped(first);
                }
                Err(error) => self.failed(&error),
            },
            Intent::Leave => self.leave(Ending::Left),
        }
        self.raise_sheet();
    }

    /// Sends an event to the mini-app; says whether the mini-app took it.
    fn send(&mut self, kind: ClientEventKind) -> bool {
        let now = self.running.now();
        match self.running.handle(kind) {
            Ok(Reply::Stepped(step)) => {
                self.stepped(step);
                true
            }
            Ok(Reply::Repeated) => {
                self.show();
                true
            }
            Ok(Reply::Refused(Rejected::Fields(problems))) => {
                let problems: Vec<(String, String)> =
                    problems.into_iter().map(|problem| (problem.name, problem.message)).collect();
                self.shell.complain(&problems);
                false
            }
            Ok(Reply::Refused(rejected)) => {
                self.show();
                self.shell.remark(rejected.to_string(), now);
                false
            }
            Err(error) => {
                self.failed(&error);
                false
            }
        }
    }

    fn decide(&mut self, decision: &Decision) {
        let decided = self.running.decide(decision);
        match (&decided, decision) {
            (Ok(()), Decision::Open { opening, allowed }) => self.decided_on(opening, *allowed),
            (Ok(()), _) => self.shell.raise(None, self.running.now()),
            (Err(problem), _) => self.shell.complain_on_sheet(problem.clone()),
        }
        // The answer is there at once: the mini-app need not wait for the next tick.
        self.pump();
    }

    /// Goes where a mini-app leads, once it is open; or stays.
    fn decided_on(&mut self, opening: &Opening, allowed: bool) {
        let now = self.running.now();
        self.opening = None;
        self.shell.raise(None, now);
        let from = if allowed { self.running.opener() } else { Some(self.running.app()) };
        let Some(from) = from.map(|app| app.manifest()) else { return };
        self.pauses.answered(&from.app_id, &opening.app, allowed, now);
        if allowed {
            let remark = format!("{} led you here", from.name);
            let shell = shell_of(&self.running, self.theme);
            self.below.push(std::mem::replace(&mut self.shell, shell));
            self.last = None;
            self.shell.remark(remark, now);
            let first = self.running.session().latest().clone();
            self.stepped(first);
        }
    }

    /// Asks the user about the mini-app that this one leads to, if it is here.
    fn lead(&mut self, opening: Opening) {
        let now = self.running.now();
        let from = self.running.app().manifest();
        let Some(to) = self.running.other(&opening.app).map(MiniApp::manifest) else {
            let detail = format!("there is no {} here", opening.app);
            return self.shell.notify(Notice::leads_nowhere(&from.name, detail));
        };
        let declared = match to.accepts(&opening.intent) {
            Ok(declared) => declared,
            Err(problem) => {
                let detail = format!("{} cannot be opened for it: {problem}", to.name);
                return self.shell.notify(Notice::leads_nowhere(&from.name, detail));
            }
        };
        if let Some(left) = self.pauses.left(&from.app_id, &to.app_id, now) {
            let left = locale::countdown(now, now.saturating_add(left));
            let remark =
                format!("You stayed here. {} can lead to {} in {left}", from.name, to.name);
            return self.shell.remark(remark, now);
        }
        let sheet = OpeningSheet::new(from, to, declared, opening, self.running.locale());
        self.opening = Some(sheet);
    }

    /// Leaves the mini-app: back to the one that led to it, or for good.
    fn leave(&mut self, ending: Ending) {
        let name = self.running.app().manifest().name.clone();
        let Some(closed) = self.running.go_back() else {
            self.ended = Some(ending);
            return;
        };
        if let Some(below) = self.below.pop() {
            self.shell = below;
        }
        (self.last, self.opening) = (None, None);
        self.show();
        self.shell.remark(format!("{name} is closed"), self.running.now());
        if let Err(error) = closed {
            self.failed(&error);
        }
    }

    fn stepped(&mut self, step: Step) {
        self.show();
        self.shell.measure(Measured {
            step: step.revision,
            cause: step.cause.to_owned(),
            usage: step.usage,
        });
        let opening = step.opening.clone();
        self.steps.push(step);
        match self.running.session().closed() {
            Some(Closed::ByMiniApp | Closed::ByUser) => self.leave(Ending::Closed),
            Some(closed) => self.show_end(closed),
            None => {
                if let Some(opening) = opening {
                    self.lead(opening);
                }
            }
        }
    }

    fn show(&mut self) {
        let view = Arc::clone(self.running.session().view());
        self.shell.know(self.running.accounts_of(&view));
        self.shell.show(view);
    }

    fn failed(&mut self, error: &Error) {
        self.failure = match error {
            Error::Fault(fault) => Some(Error::Fault(fault.clone())),
            Error::Failure { message, detail } => {
                Some(Error::Failure { message: message.clone(), detail: detail.clone() })
            }
            _ => None,
        };
        if let Some(closed) = self.running.session().closed() {
            self.show_end(closed);
            return;
        }
        let app = self.running.app().manifest();
        let notice = match (error, error.blame()) {
            (Error::Failure { message, .. }, _) => {
                Notice::failure(&app.partner.name, message.to_string())
            }
            (_, Blame::MiniApp) => Notice::fault(&app.name, &app.partner.name, error.to_string()),
            _ => Notice::bank(error.to_string()),
        };
        self.shell.notify(notice);
    }

    fn show_end(&mut self, closed: Closed) {
        let app = self.running.app().manifest();
        let reason = match closed {
            Closed::Faults => format!(
                "It failed too often. The fault is {}'s, and your bank is fine.",
                app.partner.name
            ),
            Closed::Superseded => {
                "A newer version has begun anew elsewhere: this one could not go on.".to_owned()
            }
            _ => "It was closed elsewhere.".to_owned(),
        };
        self.shell.notify(Notice::ended(&app.name, &reason));
    }

    /// Shows the sheet that the bank has to show, or takes it away; says whether that made a
    /// difference.
    fn raise_sheet(&mut self) -> bool {
        match self.running.sheet() {
            Ok(sheet) => {
                let before = self.shell.sheet_id();
                // One at a time, and first what the bank itself has to ask.
                let opening =
                    || self.opening.clone().map(|opening| Content::Opening(opening.into()));
                let content = sheet.map(Content::from).or_else(opening);
                self.shell.raise(content, self.running.now());
                before != self.shell.sheet_id()
            }
            Err(error) => {
                self.failed(&error);
                true
            }
        }
    }
}

/// An empty shell for the mini-app that is on top.
fn shell_of(running: &Running, theme: Theme) -> Shell {
    Shell::new(setting_of(running, theme), Arc::clone(running.session().view()))
}

/// What stays the same as long as the mini-app on top runs.
fn setting_of(running: &Running, theme: Theme) -> Setting {
    let app = running.app();
    let manifest = app.manifest();
    let package = app.package().clone();
    Setting {
        app: manifest.name.clone(),
        partner: manifest.partner.name.clone(),
        opener: running.opener().map(|opener| opener.manifest().name.clone()),
        rights: rights(app),
        limits: app.limits().as_ref().clone(),
        theme,
        locale: Rc::clone(running.locale()),
        pictures: Pictures::new(move |name| package.asset(name).map(<[u8]>::to_vec)),
    }
}

/// What the panel says that a mini-app can and cannot do, by what is linked to it.
fn rights(app: &MiniApp) -> Rights {
    let granted = |name: &str| app.rights().of(name) == Right::Granted;
    let can = |interface: &&Interface| !interface.always && granted(interface.name);
    Rights {
        can: INTERFACES.iter().filter(can).map(Interface::in_words).collect(),
        cannot: powers::cannot(granted, &[]),
    }
}
