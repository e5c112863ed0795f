//! How a session goes on on another build: as it is, or by the steps that led to it.

use std::fs::File;
use std::path::Path;

use loggia_runtime::Error;
use loggia_runtime::journal::{Difference, Journal, Made, Replay};

use super::timeline::{Moment, Stood, Timeline};
use crate::run::{Fresh, Running};

/// How the state came over to another build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// The build has read it, by `migrate` where its schema is another.
    Taken,
    /// The build could not, and has made these steps again instead.
    MadeAgain(usize),
}

/// Why the state could not come over.
#[derive(Debug)]
pub(crate) struct Lost {
    /// Why the build could not take it.
    pub(crate) taking: Error,
    /// Why its steps could not be made again.
    pub(crate) making: String,
    /// The build, if it can still begin anew.
    pub(crate) fresh: Option<Fresh>,
}

/// Goes on on another build. If that cannot take the state over, what happened since the launch is done
/// again on it: the same events, with the answers of then, and nothing is sent.
///
/// # Errors
///
/// Neither works; the session goes on on the build from before.
pub(crate) fn reload(
    running: &mut Running,
    timeline: &mut Timeline,
    fresh: Fresh,
    journal: &Path,
) -> Result<Kept, Box<Lost>> {
    let (taking, fresh) = match running.upgrade(fresh) {
        Ok(()) => return Ok(Kept::Taken),
        Err(refused) => refused,
    };
    // The session's own trouble, which is none of the build's.
    if !matches!(taking, Error::Fault(_) | Error::Failure { .. }) {
        let making = "the bank has not let it be tried".to_owned();
        return Err(Box::new(Lost { taking, making, fresh: Some(fresh) }));
    }
    let again = match make_again(running, timeline, &fresh, journal) {
        Ok(again) => again,
        Err(making) => return Err(Box::new(Lost { taking, making, fresh: Some(fresh) })),
    };
    let Again { moments, branch } = again;
    let (session, sequence) = (running.session().id(), branch.saved.sequence);
    let steps = moments.len();
    match running.branch(&branch, session, sequence, Some(fresh)) {
        Ok(()) => {
            timeline.begin_with(moments);
            Ok(Kept::MadeAgain(steps))
        }
        Err((error, fresh)) => {
            let making = format!("it cannot go on after the last step: {error}");
            Err(Box::new(Lost { taking, making, fresh }))
        }
    }
}

/// The steps, made again on another build.
struct Again {
    moments: Vec<Moment>,
    branch: loggia_runtime::journal::Branch,
}

fn make_again(
    running: &Running,
    timeline: &Timeline,
    fresh: &Fresh,
    journal: &Path,
) -> Result<Again, String> {
    let unreadable = |error: &dyn std::fmt::Display| format!("the journal cannot be used: {error}");
    let file = File::open(journal).map_err(|error| unreadable(&error))?;
    let journal = Journal::read(file).map_err(|error| unreadable(&error))?;
    if journal.is_full() {
        return Err("the journal is full, and does not know all steps".to_owned());
    }
    let session = running.session().id();
    let (package, grant) = (fresh.app().package().clone(), fresh.grant().clone());
    let mut replay = Replay::new(&journal, running.engine()).against(package, Some(grant));
    let mut moments = Vec::new();
    while let Some(step) = replay.next() {
        let step = step.map_err(|error| error.to_string())?;
        let record = step.record;
        let (of, sequence) = (record.session(), record.sequence());
        // What was gone back over is in the journal too.
        let is_kept = timeline.moments().iter().any(|moment| {
            moment
                .stood
                .as_ref()
                .is_some_and(|stood| (stood.saved.id, stood.saved.sequence) == (of, sequence))
        });
        if !is_kept || record.failed().is_some() {
            continue;
        }
        match step.made {
            Made::Again { view, usage } => {
                let saved = replay.saved(&of).cloned();
                moments.push(Moment {
                    record: record.clone(),
                    stood: saved.map(|saved| Stood { saved, view }),
                    usage: Some(usage),
                });
            }
            Made::Kept => {}
            _ => {
                let why = step.differences.iter().find_map(reason);
                let why = why.unwrap_or_else(|| "it comes to nothing".to_owned());
                return Err(format!("step {sequence} ({}) diverges: {why}", record.cause()));
            }
        }
    }
    let branch = replay.branch(&session).map_err(|error| error.to_string())?;
    let branch = branch.ok_or("the journal knows nothing of the session")?;
    Ok(Again { moments, branch })
}

/// Why a step came to nothing.
fn reason(difference: &Difference) -> Option<String> {
    match difference {
        Difference::Fails { text, .. } => Some(text.to_string()),
        Difference::NotDone { reason } => Some((*reason).to_owned()),
        _ => None,
    }
}
