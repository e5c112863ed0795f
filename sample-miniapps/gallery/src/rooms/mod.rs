//! What is on screen: a file for each room.

mod bank;
mod content;
mod data;
mod feedback;
mod fields;
mod folding;
mod inputs;
mod structure;
mod writing;

use loggia_sdk::ui::*;
use serde::{Deserialize, Serialize};

use crate::words::Language;
use crate::{Gallery, Msg};

/// What is on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Room {
    /// Texts and pictures.
    Content,
    /// Sections, rows, grids, cards and lists.
    Structure,
    /// Tabs, details, menus and links.
    Folding,
    /// Texts, choices, switches and steppers.
    Inputs,
    /// Numbers, amounts and days.
    Fields,
    /// Tables and charts.
    Data,
    /// What tells the user how things stand.
    Feedback,
    /// What the bank draws.
    Bank,
    /// Other scripts.
    Writing,
    /// A dialog over the rest.
    Dialog,
}

impl Room {
    /// All of them, the dialog last: from there one gets no further.
    pub const ALL: [Self; 10] = [
        Self::Content,
        Self::Structure,
        Self::Folding,
        Self::Inputs,
        Self::Fields,
        Self::Data,
        Self::Feedback,
        Self::Bank,
        Self::Writing,
        Self::Dialog,
    ];

    fn id(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Structure => "structure",
            Self::Folding => "folding",
            Self::Inputs => "inputs",
            Self::Fields => "fields",
            Self::Data => "data",
            Self::Feedback => "feedback",
            Self::Bank => "bank",
            Self::Writing => "writing",
            Self::Dialog => "dialog",
        }
    }

    fn name(self, words: Language) -> &'static str {
        match self {
            Self::Content => words.content(),
            Self::Structure => words.structure(),
            Self::Folding => words.folding(),
            Self::Inputs => words.inputs(),
            Self::Fields => words.fields(),
            Self::Data => words.data(),
            Self::Feedback => words.feedback(),
            Self::Bank => words.bank(),
            Self::Writing => words.writing(),
            Self::Dialog => words.dialog(),
        }
    }
}

impl Gallery {
    pub(crate) fn show(&self) -> View<Msg> {
        let done = (!self.done.is_empty()).then(|| banner(self.done.clone(), Tone::Success));
        let content = match self.room {
            Room::Content => self.content(),
            Room::Structure => self.structure(),
            Room::Folding => self.folding(),
            Room::Inputs => self.inputs(),
            Room::Fields => self.fields(),
            Room::Data => self.data(),
            Room::Feedback => self.feedback(),
            Room::Bank => self.bank(),
            Room::Writing => self.writing(),
            Room::Dialog => self.dialog(),
        };
        let name = self.room.name(self.words);
        // By its key it stays the same when the banner comes and goes.
        View::new(self.room.id(), name, (self.rooms(), done, content.key("content")))
    }

    fn rooms(&self) -> Stack<Msg> {
        let to = |room: Room| button(room.name(self.words), Msg::Go(room)).key(room.id());
        row(Room::ALL.map(to)).wrap()
    }
}
