//! The steps of a session in the making, to look back at and to go on from.

use std::sync::Arc;

use loggia_runtime::journal::{Branch, Left, StepRecord};
use loggia_runtime::store::Saved;
use loggia_runtime::ui::View;
use loggia_runtime::{Error, SessionId, Step, Usage};

/// Steps that are kept to look back at. The journal has them all.
const KEPT: usize = 2_000;

/// A step that ended.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    /// What went in, what it was told, and what it asked for.
    pub(crate) record: StepRecord,
    /// What it left, if it was committed.
    pub(crate) stood: Option<Stood>,
    /// What it used up, as far as that is known.
    pub(crate) usage: Option<Usage>,
}

/// Where a session stood after a step.
#[derive(Debug, Clone)]
pub(crate) struct Stood {
    /// The session.
    pub(crate) saved: Saved,
    /// What was on screen.
    pub(crate) view: Arc<View>,
}

impl Moment {
    /// As a recorder tells of it.
    pub(crate) fn of(record: &StepRecord, left: Option<Left<'_>>) -> Self {
        let stood =
            left.map(|left| Stood { saved: left.saved.clone(), view: Arc::clone(left.view) });
        Self { record: record.clone(), stood, usage: None }
    }
}

/// The steps that led to where the session stands, oldest first, and the one that is looked at.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    moments: Vec<Moment>,
    /// None: the present.
    at: Option<usize>,
}

impl Timeline {
    /// Adds steps that have ended, with what `steps` say of those of them that were committed.
    pub(crate) fn add(&mut self, ended: Vec<Moment>, steps: &[Step]) {
        self.moments.extend(ended);
        for step in steps {
            let made =
                self.moments.iter_mut().rev().find(|moment| {
                    moment.record.sequence() == step.revision && moment.stood.is_some()
                });
            if let Some(made) = made {
                made.usage = Some(step.usage);
            }
        }
        let surplus = self.moments.len().saturating_sub(KEPT);
        if surplus > 0 {
            self.moments.drain(..surplus);
            self.at = self.at.map(|at| at.saturating_sub(surplus));
        }
    }

    /// All of them.
    pub(crate) fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// Which one is looked at: the last one in the present.
    pub(crate) fn shown_at(&self) -> Option<usize> {
        self.at.or_else(|| self.moments.len().checked_sub(1))
    }

    /// The one that is looked at.
    pub(crate) fn shown(&self) -> Option<&Moment> {
        self.moments.get(self.shown_at()?)
    }

    /// Where the session stood at the step that is looked at: after the last one up to it that was
    /// committed.
    pub(crate) fn stood(&self) -> Option<&Stood> {
        self.stood_at(self.shown_at()?)
    }

    /// Where it stood before that step.
    pub(crate) fn stood_before(&self) -> Option<&Stood> {
        let now = self.stood()?;
        let is_now =
            |moment: &&Moment| moment.stood.as_ref().is_some_and(|stood| std::ptr::eq(stood, now));
        let mut earlier = self.moments.iter().rev().skip_while(|moment| !is_now(moment)).skip(1);
        earlier.find_map(|moment| moment.stood.as_ref())
    }

    fn stood_at(&self, at: usize) -> Option<&Stood> {
        self.moments.iter().take(at + 1).rev().find_map(|moment| moment.stood.as_ref())
    }

    /// Whether the past is looked at.
    pub(crate) fn is_past(&self) -> bool {
        self.at.is_some()
    }

    /// Looks at a step.
    pub(crate) fn go_to(&mut self, at: usize) {
        self.at = (at + 1 < self.moments.len()).then_some(at);
    }

    /// Looks at the step before.
    pub(crate) fn go_back(&mut self) {
        if let Some(at) = self.shown_at() {
            self.go_to(at.saturating_sub(1));
        }
    }

    /// Looks at the step after.
    pub(crate) fn go_forth(&mut self) {
        if let Some(at) = self.at {
            self.go_to(at + 1);
        }
    }

    /// Looks at the present.
    pub(crate) fn go_to_present(&mut self) {
        self.at = None;
    }

    /// A session that goes on from the step that is looked at, and the session and the number of that step.
    ///
    /// # Errors
    ///
    /// The machine has no randomness for a new session.
    pub(crate) fn branch(&self) -> Result<Option<(Branch, SessionId, u64)>, Error> {
        let Some((at, stood)) = self.shown_at().zip(self.stood()) else { return Ok(None) };
        let (before, since) = self.moments.split_at((at + 1).min(self.moments.len()));
        let records =
            |moments: &'_ [Moment]| moments.iter().map(|m| m.record.clone()).collect::<Vec<_>>();
        let (before, since) = (records(before), records(since));
        let branch = Branch::of(
            &stood.saved,
            &before.iter().collect::<Vec<_>>(),
            &since.iter().collect::<Vec<_>>(),
        )?;
        Ok(Some((branch, stood.saved.id, stood.saved.sequence)))
    }

    /// Takes away what came after the step that is looked at, which is the present then.
    pub(crate) fn cut(&mut self) -> Vec<Moment> {
        let at = self.shown_at().map_or(0, |at| at + 1);
        self.at = None;
        self.moments.split_off(at.min(self.moments.len()))
    }

    /// Puts back what was taken away, and looks at the step that it was taken away after.
    pub(crate) fn put_back(&mut self, cut: Vec<Moment>) {
        let at = self.moments.len().checked_sub(1);
        self.moments.extend(cut);
        if let Some(at) = at {
            self.go_to(at);
        }
    }

    /// Begins with other steps.
    pub(crate) fn begin_with(&mut self, moments: Vec<Moment>) {
        *self = Self { moments, at: None };
    }
}
