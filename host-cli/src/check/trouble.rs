//! The denial matrix: each capability in each kind of trouble, and a screen to use all the same.

use std::sync::Arc;

use loggia_runtime::capability::INTERFACES;
use loggia_runtime::ui::{Element, Node, SoFar, View};
use loggia_runtime::{ClientEventKind, Error};
use serde::Serialize;

use super::code::Code;
use super::finding::{Finding, Place};
use super::walks::{Course, Opened, Script, forgiven};
use crate::run::{Beset, Running, ScriptClock, Trouble};
use crate::script::{self, ScriptStep, Walker};
use crate::terminal::theme::{Depth, Theme};
use crate::terminal::visit::Visit;

/// A cell of the matrix that was tried.
#[derive(Debug, Serialize)]
pub(super) struct Tried {
    pub(super) interface: &'static str,
    pub(super) trouble: Trouble,
    /// Whether every screen on the way was usable.
    pub(super) usable: bool,
}

/// What the walks through all cells came to.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    pub(super) tried: Vec<Tried>,
    pub(super) findings: Vec<Finding>,
}

/// Longer than the host waits for any answer.
const PATIENCE_MILLIS: u64 = 61_000;

impl Course {
    /// Walks through all cells: `say` is told of each.
    pub(super) fn beset(&self, say: impl Fn(&str)) -> anyhow::Result<Matrix> {
        let Some(first) = self.given.first() else { return Ok(Matrix::default()) };
        let asked = &first.package.manifest().capabilities;
        let mut matrix = Matrix::default();
        for interface in INTERFACES.iter().filter(|interface| {
            asked.asks_for(interface.name) && interface.is_granted_by(&first.grant)
        }) {
            let is_optional = asked.optional.contains_key(interface.name);
            // Without what it requires it is not run at all.
            let befalls = |trouble: &Trouble| {
                trouble.can_befall(interface) && (*trouble != Trouble::Refused || is_optional)
            };
            for trouble in Trouble::MATRIX.into_iter().filter(befalls) {
                let cell = Beset { interface: interface.name, trouble };
                say(&format!("Walking through it while {} {}", interface.name, trouble.in_words()));
                let stops = self.tally.stops();
                self.tally.stuff(trouble == Trouble::Huge);
                let lack = self.walk_in(cell)?;
                self.tally.stuff(false);
                let usable = lack.is_none() && self.tally.stops() == stops;
                matrix.tried.push(Tried { interface: interface.name, trouble, usable });
                matrix.findings.extend(lack);
            }
        }
        Ok(matrix)
    }

    /// Plays all scripts and a random walk in one cell; the first screen that is of no use.
    fn walk_in(&self, cell: Beset) -> anyhow::Result<Option<Finding>> {
        for script in &self.scripts {
            if let Some(lack) = self.play_in(cell, script)? {
                return Ok(Some(lack));
            }
        }
        self.wander_in(cell)
    }

    fn enter(&self, cell: Beset) -> anyhow::Result<Opened> {
        let mut given = self.given.clone();
        if let (Trouble::Refused, Some(first)) = (cell.trouble, given.first_mut()) {
            first.grant.deny(cell.interface);
        }
        self.tally.meet(format!("met when it is opened, {}", during(cell)), "en");
        self.open(Some(cell), given)
    }

    /// A line that cannot be done is left out: what a customer cannot do, they do not.
    fn play_in(&self, cell: Beset, script: &Script) -> anyhow::Result<Option<Finding>> {
        let (running, clock) = match self.enter(cell)? {
            Ok(opened) => opened,
            Err(why) => return Ok(why),
        };
        let mut visit = Visit::new(running, Theme::new(false, Depth::Monochrome));
        script::begin(&mut visit);
        let after = format!("after it was opened, {}", during(cell));
        if let Some(lack) = look(&mut visit.running, &clock, cell, &after)? {
            return Ok(Some(lack));
        }
        for line in &script.lines {
            let after = format!(
                "after line {} of {}: {}, {}",
                line.number,
                script.name,
                line.text,
                during(cell)
            );
            self.tally.meet(format!("met {after}"), "en");
            let step = match &line.step {
                ScriptStep::Expect(_) | ScriptStep::ExpectNot(_) => continue,
                ScriptStep::Allow
                | ScriptStep::Confirm(_)
                | ScriptStep::Pick(_)
                | ScriptStep::Share
                | ScriptStep::Open
                    if cell.trouble == Trouble::Declined && is_asked(&visit.running, cell)? =>
                {
                    &ScriptStep::Decline
                }
                step => step,
            };
            if script::play_line(&mut visit, &clock, step).is_err() {
                continue;
            }
            if visit.ended().is_some() || visit.running.session().closed().is_some() {
                return Ok(None);
            }
            if let Some(lack) = look(&mut visit.running, &clock, cell, &after)? {
                return Ok(Some(lack));
            }
        }
        Ok(None)
    }

    fn wander_in(&self, cell: Beset) -> anyhow::Result<Option<Finding>> {
        let (mut running, clock) = match self.enter(cell)? {
            Ok(opened) => opened,
            Err(why) => return Ok(why),
        };
        let walker = Walker::new(self.seed);
        let mut walker = if cell.trouble == Trouble::Declined {
            walker.declining(cell.interface)
        } else {
            walker
        };
        for at in 0..=self.moves {
            let after = format!(
                "after move {at} of a random walk (--seed {}), {}",
                self.seed,
                during(cell)
            );
            self.tally.meet(format!("met {after}"), "en");
            if at > 0 {
                forgiven(walker.a_move(&mut running, &clock))?;
            }
            forgiven(script::deliver(&mut running).1.map_or(Ok(0), Err))?;
            if running.session().closed().is_some() {
                return Ok(None);
            }
            if let Some(lack) = look(&mut running, &clock, cell, &after)? {
                return Ok(Some(lack));
            }
        }
        Ok(None)
    }
}

/// Whether the bank asks the user about what the cell is about.
fn is_asked(running: &Running, cell: Beset) -> anyhow::Result<bool> {
    let sheet = running.sheet()?;
    Ok(sheet.is_some_and(|sheet| crate::terminal::Content::from(sheet).is_about(cell.interface)))
}

fn during(cell: Beset) -> String {
    format!("while {} {}", cell.interface, cell.trouble.in_words())
}

/// Looks at the screen, and at what becomes of it when the host has lost its patience.
fn look(
    running: &mut Running,
    clock: &ScriptClock,
    cell: Beset,
    after: &str,
) -> anyhow::Result<Option<Finding>> {
    if let Some(lack) = unusable(running)? {
        return Ok(Some(of_lack(running, lack, after, "")));
    }
    if cell.trouble == Trouble::Slow && running.is_under_way()? && running.sheet()?.is_none() {
        clock.advance(PATIENCE_MILLIS);
        forgiven(script::deliver(running).1.map_or(Ok(0), Err))?;
        if running.session().closed().is_none()
            && let Some(lack) = unusable(running)?
        {
            return Ok(Some(of_lack(running, lack, after, ", and the bank had given up")));
        }
    }
    Ok(None)
}

fn of_lack(running: &Running, lack: &str, after: &str, more: &str) -> Finding {
    let screen = running.session().view().screen().to_string();
    Finding::new(
        Code::NoUsableScreen,
        format!("the screen is of no use: {lack}"),
        "say what is missing, and offer a way to go on without it, to try again, or back",
    )
    .at(Place {
        screen: Some(screen),
        met: Some(format!("met {after}{more}")),
        ..Place::default()
    })
}

/// What the screen lacks to be of use to somebody, if it does.
fn unusable(running: &mut Running) -> Result<Option<&'static str>, Error> {
    if running.sheet()?.is_some() {
        return Ok(None);
    }
    let view = Arc::clone(running.session().view());
    let says = view.nodes().flat_map(|(_, node)| node.texts());
    if !says.into_iter().any(|text| !text.trim().is_empty()) {
        return Ok(Some("there is nothing to read"));
    }
    if shows_waiting(&view) && !running.is_under_way()? {
        return Ok(Some("it waits for something that will never come"));
    }
    // What is under way ends by itself, if only because the bank gives up; that is looked at next.
    if has_something_to_do(&view) || (shows_waiting(&view) && running.is_under_way()?) {
        return Ok(None);
    }
    // The way back is tried: a screen without anything to do has nothing to lose by it.
    match running.handle(ClientEventKind::Back) {
        Ok(_) => {}
        Err(error) if error.blame() == loggia_runtime::Blame::MiniApp => {}
        Err(error) => return Err(error),
    }
    let now = running.session().view();
    let leads = now.screen() != view.screen()
        || now.nodes().map(|(_, node)| node.texts()).ne(view.nodes().map(|(_, node)| node.texts()));
    Ok((!leads && running.session().closed().is_none())
        .then_some("there is nothing to do, and no way back"))
}

fn shows_waiting(view: &View) -> bool {
    view.nodes().any(|(_, node)| match &node.element {
        Element::Progress { so_far, .. } => *so_far == SoFar::Unknown,
        Element::Skeleton { .. } => true,
        Element::Button { busy, .. } => *busy,
        _ => false,
    })
}

fn has_something_to_do(view: &View) -> bool {
    let is_dialog = |node: &Node| matches!(node.element, Element::Dialog { .. });
    let has_dialog = view.nodes().any(|(_, node)| is_dialog(node));
    // What lies behind a dialog cannot be used.
    let is_within_reach =
        |index| !has_dialog || view.ancestors(index).any(|(_, above)| is_dialog(above));
    view.nodes().filter(|(index, _)| is_within_reach(*index)).any(|(_, node)| match &node.element {
        Element::Button { enabled, busy, .. } => *enabled && !*busy,
        Element::Link { .. } | Element::Form { .. } => true,
        Element::Card { on_tap } | Element::Dialog { on_dismiss: on_tap, .. } => on_tap.is_some(),
        Element::ListItem(item) => item.on_tap.is_some(),
        Element::Tab { on_open, .. } => on_open.is_some(),
        Element::Input(input) => input.enabled && input.on_change.is_some(),
        _ => false,
    })
}
