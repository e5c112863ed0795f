//! What a step is told when it asks: noted while it runs, or given again from a journal.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::record::{Question, Read};

/// One step's questions and answers.
pub(super) struct Tape(Mutex<State>);

enum State {
    Recording(Vec<Read>),
    Playing(Playing),
}

/// Answers from a journal.
struct Playing {
    /// What the recorded step asked and is not asked again yet.
    left: Vec<Read>,
    manner: Manner,
    /// The first question that the recorded step did not ask then.
    astray: Option<Astray>,
}

/// How closely a step must keep to the one that was recorded.
pub(super) enum Manner {
    /// The same questions in the same order.
    Same,
    /// Another release: any questions. What was told before is told again; what its own steps stored is
    /// what it finds.
    Other(Knowledge),
}

/// What a journal tells of the world outside, as far as it has been read.
#[derive(Debug, Default, Clone)]
pub(super) struct Knowledge {
    /// The latest answer to each question, by the question's JSON.
    pub(super) told: BTreeMap<String, Value>,
    /// What the release itself has stored; none where it deleted.
    pub(super) stored: BTreeMap<String, Option<Vec<u8>>>,
}

/// A question that the recorded step did not ask.
#[derive(Debug, Clone)]
pub(super) struct Astray {
    pub(super) asked: Question,
    /// What it asked instead; none where it asked nothing more.
    pub(super) before: Option<Question>,
}

impl Tape {
    pub(super) fn recording() -> Self {
        Self(Mutex::new(State::Recording(Vec::new())))
    }

    pub(super) fn playing(reads: Vec<Read>, manner: Manner) -> Self {
        Self(Mutex::new(State::Playing(Playing { left: reads, manner, astray: None })))
    }

    /// Answers a question: from `live` where the step is recorded, else from the journal, and with
    /// `unknown` where that has no answer.
    pub(super) fn ask<A: Serialize + DeserializeOwned>(
        &self,
        question: Question,
        live: impl FnOnce() -> Option<A>,
        unknown: impl FnOnce() -> A,
    ) -> A {
        if let State::Playing(playing) = &mut *self.lock() {
            return playing.answer(question).unwrap_or_else(unknown);
        }
        let answer = live().unwrap_or_else(unknown);
        if let State::Recording(reads) = &mut *self.lock() {
            // Every answer is made of what JSON has.
            reads
                .push(Read { question, answer: serde_json::to_value(&answer).unwrap_or_default() });
        }
        answer
    }

    /// What the step's own release stored at a key, in a journal of another.
    pub(super) fn stored(&self, key: &str) -> Option<Option<Vec<u8>>> {
        match &*self.lock() {
            State::Playing(Playing { manner: Manner::Other(known), .. }) => {
                known.stored.get(key).cloned()
            }
            _ => None,
        }
    }

    /// Everything that it stored under keys with a prefix.
    pub(super) fn stored_with(&self, prefix: &str) -> Vec<(String, bool)> {
        match &*self.lock() {
            State::Playing(Playing { manner: Manner::Other(known), .. }) => {
                let with = known.stored.iter().filter(|(key, _)| key.starts_with(prefix));
                with.map(|(key, value)| (key.clone(), value.is_some())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// What was asked and told while the step was recorded.
    pub(super) fn take_reads(&self) -> Vec<Read> {
        match &mut *self.lock() {
            State::Recording(reads) => std::mem::take(reads),
            State::Playing(_) => Vec::new(),
        }
    }

    /// Where the step asked something else than the one that was recorded; for the same release also
    /// where it asked less.
    pub(super) fn astray(&self) -> (Option<Astray>, Option<Question>) {
        match &*self.lock() {
            State::Recording(_) => (None, None),
            State::Playing(playing) => {
                let left = match playing.manner {
                    Manner::Same => playing.left.first().map(|read| read.question.clone()),
                    Manner::Other(_) => None,
                };
                (playing.astray.clone(), left)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics half-way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Playing {
    fn answer<A: DeserializeOwned>(&mut self, question: Question) -> Option<A> {
        let at = match self.manner {
            Manner::Same => self.left.first().filter(|read| read.question == question).map(|_| 0),
            Manner::Other(_) => self.left.iter().position(|read| read.question == question),
        };
        let told = match (at, &self.manner) {
            (Some(at), _) => Some(self.left.remove(at).answer),
            (None, Manner::Other(known)) => known.told.get(&name(&question)).cloned(),
            (None, Manner::Same) => None,
        };
        let answer = told.and_then(|told| serde_json::from_value(told).ok());
        if answer.is_none() && self.astray.is_none() {
            let before = self.left.first().map(|read| read.question.clone());
            self.astray = Some(Astray { asked: question, before });
        }
        answer
    }
}

impl Knowledge {
    /// Remembers what a recorded step was told.
    pub(super) fn learn(&mut self, reads: &[Read]) {
        for read in reads {
            self.told.insert(name(&read.question), read.answer.clone());
        }
    }
}

/// A question, but for bounds that depend on what the step itself has done.
fn name(question: &Question) -> String {
    match question {
        Question::StorageKeys { prefix, .. } => format!("keys {prefix}"),
        question => serde_json::to_string(question).unwrap_or_default(),
    }
}
