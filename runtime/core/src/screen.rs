//! What a session's clients see, and what of it they can act on.

use std::sync::Arc;

use crate::events::Trigger;
use crate::ui::{
    self, Acting, ButtonStyle, Element, FieldProblem, FieldValue, NodePath, Patch, View,
};

/// A button that commits to something and changed less than this ago does not act.
const FRESH_MS: u64 = 400;
/// How many of the latest views a client may still act on, where what it acts on is the same now.
const KEPT_VIEWS: usize = 4;

/// The latest views of a session in this process, newest last.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    shown: Vec<Shown>,
    /// The buttons that commit to something, what they are, and since when they have been it.
    committing: Vec<(NodePath, u64, u64)>,
    /// Before the first step there is nothing on screen.
    blank: Arc<View>,
}

#[derive(Debug)]
struct Shown {
    revision: u64,
    view: Arc<View>,
    acting: Acting,
}

/// Why acting on a node is refused.
#[derive(Debug)]
pub(crate) enum Refused {
    Gone,
    Disabled,
    TooSoon,
    Fields(Vec<FieldProblem>),
}

impl Screen {
    pub(crate) fn view(&self) -> &Arc<View> {
        self.shown.last().map_or(&self.blank, |shown| &shown.view)
    }

    pub(crate) fn revision(&self) -> u64 {
        self.shown.last().map_or(0, |shown| shown.revision)
    }

    /// Puts a view on screen, and says what changed.
    pub(crate) fn show(
        &mut self,
        revision: u64,
        view: Arc<View>,
        acting: Acting,
        now: u64,
    ) -> Patch {
        let patch = Patch::between(self.view(), &view);
        let since = |path: NodePath, is: u64| {
            let known = self.committing.iter().find(|(known, was, _)| *known == path && *was == is);
            known.map_or(now, |(_, _, since)| *since)
        };
        let commits = view.nodes.iter().filter(|node| commits(&node.element)).filter_map(|node| {
            let is = acting.get(node.path)?;
            Some((node.path, is, since(node.path, is)))
        });
        self.committing = commits.collect();
        if self.shown.len() == KEPT_VIEWS {
            self.shown.remove(0);
        }
        self.shown.push(Shown { revision, view, acting });
        patch
    }

    /// What acting on the node at `path` of view `revision` means, if it still means the same now.
    /// `now_acting` is the table of the session's last commit, perhaps by another process.
    pub(crate) fn act(
        &self,
        revision: u64,
        path: NodePath,
        values: Vec<(String, FieldValue)>,
        now_acting: &[(u64, u64)],
        now: u64,
    ) -> Result<Trigger, Refused> {
        let shown =
            self.shown.iter().find(|shown| shown.revision == revision).ok_or(Refused::Gone)?;
        let (action, fields) =
            ui::resolve(&shown.view, path, values).map_err(|unresolved| match unresolved {
                ui::Unresolved::Gone => Refused::Gone,
                ui::Unresolved::Disabled => Refused::Disabled,
                ui::Unresolved::Fields(problems) => Refused::Fields(problems),
            })?;
        let fingerprint = shown.acting.get(path).ok_or(Refused::Gone)?;
        if Acting::find(now_acting, path) != Some(fingerprint) {
            return Err(Refused::Gone);
        }
        // A clock that was set back makes nothing fresh: a button must not die of it.
        let fresh = |(of, _, since): &(NodePath, u64, u64)| {
            *of == path && now.checked_sub(*since).is_some_and(|age| age < FRESH_MS)
        };
        if self.committing.iter().any(fresh) {
            return Err(Refused::TooSoon);
        }
        Ok(Trigger::Acted { path, fingerprint, action, fields })
    }
}

fn commits(element: &Element) -> bool {
    matches!(element, Element::Button { style: ButtonStyle::Primary | ButtonStyle::Danger, .. })
}
