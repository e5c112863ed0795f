//! A user's visit to a mini-app: the shell's intents are carried out on the session and the bank, and
//! what comes of them is shown.

use std::rc::Rc;
use std::sync::Arc;

use loggia_bank::PaymentSheet;
use loggia_runtime::capability::payments::AccountIdentification;
use loggia_runtime::capability::{INTERFACES, Interface};
use loggia_runtime::policy::Right;
use loggia_runtime::store::Closed;
use loggia_runtime::{Blame, ClientEventKind, Error, MiniApp, Rejected, Reply, Step};

use super::notice::Notice;
use super::panel::{Measured, Rights};
use super::pictures::Pictures;
use super::sheet::{Account, Content, Decision};
use super::shell::{Intent, Setting, Shell};
use super::theme::Theme;
use crate::powers;
use crate::run::Running;

/// A running mini-app and its shell.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) running: Running,
    pub(crate) shell: Shell,
    /// The steps since somebody last took them.
    steps: Vec<Step>,
    last: Option<Intent>,
    ended: Option<Ending>,
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
        let app = running.app();
        let manifest = app.manifest();
        let package = app.package().clone();
        let setting = Setting {
            app: manifest.name.clone(),
            partner: manifest.partner.name.clone(),
            rights: rights(app),
            limits: app.limits().as_ref().clone(),
            theme,
            locale: Rc::clone(running.locale()),
            pictures: Pictures::new(move |name| package.asset(name).map(<[u8]>::to_vec)),
        };
        let shell = Shell::new(setting, Arc::clone(running.session().view()));
        let first = running.session().latest().clone();
        let mut visit = Self { running, shell, steps: Vec::new(), last: None, ended: None };
        visit.stepped(first);
        visit.raise_sheet();
        visit
    }

    /// How it has ended, if it has.
    pub(crate) fn ended(&self) -> Option<Ending> {
        self.ended
    }

    /// The steps since this was last asked.
    pub(crate) fn take_steps(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.steps)
    }

    /// Carries out what the user wants.
    pub(crate) fn perform(&mut self, intents: Vec<Intent>) {
        for intent in intents {
            self.perform_one(intent);
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
        self.last = None;
        let view = Arc::clone(self.running.session().view());
        self.shell.forget(view);
        let first = self.running.session().latest().clone();
        self.stepped(first);
        self.raise_sheet();
        Ok(())
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
            Intent::Leave => self.ended = Some(Ending::Left),
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
        let done = match decision {
            Decision::Confirm { payment, account } => self.running.authorise(payment, *account),
            Decision::Decline { payment } => self.running.decline(payment),
        };
        match done {
            Ok(()) => self.shell.raise(None, self.running.now()),
            Err(problem) => self.shell.complain_on_sheet(problem.to_string()),
        }
        // The answer is there at once: the mini-app need not wait for the next tick.
        self.pump();
    }

    fn stepped(&mut self, step: Step) {
        self.show();
        self.shell.measure(Measured {
            step: step.revision,
            cause: step.cause.to_owned(),
            usage: step.usage,
        });
        self.steps.push(step);
        match self.running.session().closed() {
            Some(Closed::ByMiniApp | Closed::ByUser) => self.ended = Some(Ending::Closed),
            Some(closed) => self.show_end(closed),
            None => {}
        }
    }

    fn show(&mut self) {
        self.shell.show(Arc::clone(self.running.session().view()));
    }

    fn failed(&mut self, error: &Error) {
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
            _ => "It was closed elsewhere.".to_owned(),
        };
        self.shell.notify(Notice::ended(&app.name, &reason));
    }

    /// Shows the sheet that the bank has to show, or takes it away; says whether that made a
    /// difference.
    fn raise_sheet(&mut self) -> bool {
        match self.running.sheet() {
            Ok(sheet) => {
                let before = self.shell.sheet_payment();
                self.shell.raise(sheet.map(content), self.running.now());
                before != self.shell.sheet_payment()
            }
            Err(error) => {
                self.failed(&error);
                true
            }
        }
    }
}

/// What the panel says that a mini-app can and cannot do, by what is linked to it.
fn rights(app: &MiniApp) -> Rights {
    let granted = |name: &str| app.rights().of(name) == Right::Granted;
    let can = |interface: &&Interface| !interface.always && granted(interface.name);
    Rights {
        can: INTERFACES.iter().filter(can).map(|interface| interface.can.to_owned()).collect(),
        cannot: powers::cannot(granted, &[]),
    }
}

fn content(sheet: PaymentSheet) -> Content {
    Content {
        payment: sheet.payment,
        partner: sheet.partner_name,
        app: sheet.app_name,
        creditor: sheet.creditor_name,
        creditor_account: match sheet.creditor {
            AccountIdentification::Iban(number)
            | AccountIdentification::SortCodeAccountNumber(number) => number,
        },
        amount: sheet.amount,
        remittance: sheet.remittance,
        expires_at: sheet.expires_at,
        accounts: sheet
            .accounts
            .into_iter()
            .map(|account| Account {
                id: account.id,
                nickname: account.nickname,
                number: account.iban_masked,
                available: account.available,
                sufficient: account.sufficient,
            })
            .collect(),
    }
}
