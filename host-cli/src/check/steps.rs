//! What steps may not do: break a rule of the sandbox, or come too near to a limit.

use std::collections::BTreeMap;

use loggia_runtime::ui::ViewProblem;
use loggia_runtime::{Fault, GuestText, Limits};

use super::code::Code;
use super::finding::{Finding, Place, Source};
use super::tally::{Most, Seen, Stopped, Used};
use super::words;
use crate::build::Project;
use crate::locale;

/// Of a limit, nothing used more than this leaves room.
const NEAR_PERCENT: u64 = 80;

/// What stopped steps, and which came near to a limit.
pub(super) fn of(
    seen: &Seen,
    used: &BTreeMap<String, Used>,
    project: Option<&Project>,
    limits: &Limits,
) -> Vec<Finding> {
    let stopped = seen.stopped.iter().map(|stopped| of_stopped(stopped, project));
    let most = Most::of(limits);
    let near = used.iter().flat_map(|(screen, used)| near(screen, used, &most));
    stopped.chain(near).collect()
}

fn of_stopped(stopped: &Stopped, project: Option<&Project>) -> Finding {
    let Stopped { fault, screen, met } = stopped;
    let place = Place { screen: screen.clone(), met: Some(met.clone()), ..Place::default() };
    let (code, remedy) = match fault {
        Fault::Panicked { message, file, line } => {
            let source = project.and_then(|project| source_line(project, file, *line));
            let found = Finding::new(
                Code::Panicked,
                match &source {
                    Some(_) => format!("a step panicked: {message}"),
                    None => format!("a step panicked at {file}:{line}: {message}"),
                },
                "return a Failure with words for the user where this can happen",
            );
            return found.at(Place { source, ..place });
        }
        Fault::Fuel { .. } | Fault::MinuteFuel { .. } => (
            Code::OutOfFuel,
            "do less in one step: end the loop, look at fewer things, or go on in a later step",
        ),
        Fault::Deadline { .. } => (
            Code::OutOfTime,
            "do less in one step, or ask for it and draw the waiting screen at once",
        ),
        Fault::Memory { .. } | Fault::Tables { .. } => {
            (Code::OutOfMemory, "keep less in memory at once: read long lists page by page")
        }
        Fault::State { .. } => (
            Code::StateTooLarge,
            "keep less in the state: what the screen needs, and the rest in storage or on your server",
        ),
        Fault::View(error) => {
            let (screen, trail) = match error.place.as_str().split_once(" › ") {
                Some((screen, trail)) => (screen.to_owned(), trail.to_owned()),
                None => (error.place.to_string(), String::new()),
            };
            let node = error.node.map(|node| match trail.as_str() {
                "" => format!("node {node}"),
                trail => format!("{trail} (node {node})"),
            });
            let found = match &error.problem {
                ViewProblem::EmptyLabel { .. } => Finding::new(
                    Code::MissingLabel,
                    error.problem.to_string(),
                    "give it a label that says what it is or does",
                ),
                ViewProblem::Wording(wording) => words::finding(wording),
                problem => Finding::new(
                    Code::BrokenView,
                    format!("the view cannot be shown: {problem}"),
                    "mend the view: the host undoes a step whose view breaks a rule",
                ),
            };
            return found.at(Place { screen: Some(screen), node, ..place });
        }
        _ => (Code::Fault, "find what leads there with loggia run --script, and mend it"),
    };
    let said = GuestText::cut(&fault.to_string(), 500);
    Finding::new(code, format!("a step was undone: {said}"), remedy).at(place)
}

/// The line of the project's own source that a panic names: as the compiler was given it, from the
/// workspace's root or the project's folder on, or with the root's name that the build gives it.
fn source_line(project: &Project, file: &GuestText, line: u32) -> Option<super::finding::Spot> {
    let file = file.as_str();
    let file = file.strip_prefix("/workspace/").unwrap_or(file);
    let line = usize::try_from(line).ok()?;
    let folders = [&project.workspace, &project.folder];
    folders.into_iter().find_map(|folder| Source::read(folder, file)?.line(line))
}

fn near(screen: &str, used: &Used, most: &Most) -> Vec<Finding> {
    let bytes = |count: usize| locale::bytes(count as u64);
    let near = |what: &str, used: u64, most: u64, written: (String, String)| {
        // What is over is a finding of its own.
        (is_near(used, most) && used <= most).then(|| {
            let (used, most) = written;
            let message =
                format!("a step to this screen used {used} of the {most} {what} that there are");
            let remedy = "leave room: a user with more data than the walks' comes to the limit";
            let place = Place { screen: Some(screen.to_owned()), ..Place::default() };
            Finding::new(Code::NearLimit, message, remedy).at(place)
        })
    };
    let count = |what: &str, used: u64, most: u64| {
        near(what, used, most, (used.to_string(), most.to_string()))
    };
    let size = |what: &str, used: usize, most: usize| {
        near(what, used as u64, most as u64, (bytes(used), bytes(most)))
    };
    [
        count("fuel", used.fuel, most.fuel),
        size("of memory", used.memory_bytes, most.memory_bytes),
        size("of state", used.state_bytes, most.state_bytes),
        count("nodes", used.nodes as u64, most.nodes as u64),
        count("capability calls", u64::from(used.calls), u64::from(most.calls)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether so much is more than leaves room.
pub(super) fn is_near(used: u64, most: u64) -> bool {
    used.saturating_mul(100) > most.saturating_mul(NEAR_PERCENT)
}
