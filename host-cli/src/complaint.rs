//! What a compiler has to say about a project's source, and where.

use std::path::{Path, PathBuf};

/// One thing that a compiler says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// Whether nothing can be built because of it.
    pub(crate) is_error: bool,
    /// In one line.
    pub(crate) message: String,
    /// Where, if it is about a place.
    pub(crate) place: Option<Place>,
    /// As the compiler itself prints it, perhaps with colours.
    pub(crate) rendered: String,
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file, with all folders.
    pub(crate) file: PathBuf,
    /// From 1.
    pub(crate) line: usize,
    /// From 1; none where only the line is known.
    pub(crate) column: Option<usize>,
}

impl Place {
    /// As it is read most easily by somebody who works in `folder`.
    pub(crate) fn seen_from(&self, folder: &Path) -> String {
        let file = self.file.strip_prefix(folder).unwrap_or(&self.file).display();
        match self.column {
            Some(column) => format!("{file}:{}:{column}", self.line),
            None => format!("{file}:{}", self.line),
        }
    }
}
