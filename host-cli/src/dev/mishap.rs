//! What must be mended before it goes on: where, why, and the lines around it.

use std::fs;
use std::path::{Path, PathBuf};

use loggia_runtime::{Error, Fault};

use super::builder::Ended;
use crate::build::Project;
use crate::complaint::Place;
use crate::problem;

/// Lines of the source that are shown before and after the one that is meant.
const AROUND: usize = 3;
/// As much as is read of a source file.
const SOURCE_BYTES: u64 = 4 << 20;

/// Something that must be mended.
#[derive(Debug, Clone)]
pub(crate) struct Mishap {
    /// What kind of thing it is.
    pub(crate) kind: Kind,
    /// In a few words, such as `It does not compile`.
    pub(crate) title: String,
    /// Where, as it is read most easily.
    pub(crate) place: Option<String>,
    /// Why.
    pub(crate) message: String,
    /// What a compiler says, or what is in the source, line by line.
    pub(crate) lines: Vec<String>,
    /// What can be done besides mending it.
    pub(crate) advice: Option<String>,
}

/// What kinds of things must be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The project cannot be built, or what was built cannot be run.
    Build,
    /// A step failed.
    Step,
    /// The state cannot be kept: only a fresh start helps.
    State,
}

/// Where a project's source lies.
#[derive(Debug, Clone)]
pub(crate) struct Sources {
    folder: PathBuf,
    workspace: PathBuf,
}

impl Sources {
    /// Of a project.
    pub(crate) fn of(project: &Project) -> Self {
        Self { folder: project.folder.clone(), workspace: project.workspace.clone() }
    }

    /// A text with the project's files as they are called in its own folder.
    pub(crate) fn shortened(&self, text: &str) -> String {
        match self.folder.strip_prefix(&self.workspace) {
            Ok(inside) if inside != Path::new("") => {
                text.replace(&format!("{}/", inside.display()), "")
            }
            _ => text.to_owned(),
        }
    }

    /// The file that a panic names, which is told from the workspace's folder or the project's own.
    fn find(&self, named: &str) -> Option<PathBuf> {
        let named = Path::new(named.trim_start_matches("/workspace/"));
        let folders = [&self.workspace, &self.folder];
        folders.into_iter().map(|folder| folder.join(named)).find(|file| file.is_file())
    }
}

impl Mishap {
    /// A build that failed.
    pub(crate) fn build(ended: &Ended, error: &anyhow::Error, folder: &Path) -> Self {
        let errors = || ended.said.complaints.iter().filter(|complaint| complaint.is_error);
        let first = errors().find(|complaint| complaint.place.is_some());
        let rendered = |text: &str| text.trim_end().lines().map(str::to_owned).collect::<Vec<_>>();
        if let Some(first) = first {
            let mut lines = Vec::new();
            for complaint in errors() {
                lines.extend(rendered(&complaint.rendered));
                lines.push(String::new());
            }
            return Self {
                kind: Kind::Build,
                title: "It does not compile".to_owned(),
                place: first.place.as_ref().map(|place| place.seen_from(folder)),
                message: first.message.clone(),
                lines,
                advice: Some("Mend it and save: it is built again by itself.".to_owned()),
            };
        }
        let mut lines = problem::lines(error);
        let message = if lines.is_empty() { String::new() } else { lines.remove(0) };
        if lines.first().is_some_and(|line| !line.is_empty()) {
            lines.insert(0, String::new());
        }
        lines.extend(rendered(&ended.said.lines));
        Self {
            kind: Kind::Build,
            title: "It cannot be built".to_owned(),
            place: None,
            message,
            lines,
            advice: Some("Mend it and save: it is built again by itself.".to_owned()),
        }
    }

    /// What was built cannot be run.
    pub(crate) fn start(error: &anyhow::Error) -> Self {
        let mut lines = problem::lines(error);
        let message = if lines.is_empty() { String::new() } else { lines.remove(0) };
        Self {
            kind: Kind::Build,
            title: "It cannot be run".to_owned(),
            place: None,
            message,
            lines,
            advice: Some("Mend it and save: it is tried again by itself.".to_owned()),
        }
    }

    /// A step that failed. None: it is not the mini-app that failed.
    pub(crate) fn step(error: &Error, sources: &Sources) -> Option<Self> {
        let failed = |title: &str, message: String, advice: &str| Self {
            kind: Kind::Step,
            title: title.to_owned(),
            place: None,
            message,
            lines: Vec::new(),
            advice: Some(advice.to_owned()),
        };
        Some(match error {
            Error::Fault(Fault::Panicked { message, file, line }) => {
                let line = usize::try_from(*line).unwrap_or(0);
                let found = sources.find(file.as_str());
                let place = match &found {
                    Some(file) => {
                        let place = Place { file: file.clone(), line, column: None };
                        place.seen_from(&sources.folder)
                    }
                    None => format!("{file}:{line}"),
                };
                Self {
                    place: Some(place),
                    lines: found.map(|file| excerpt(&file, line)).unwrap_or_default(),
                    ..failed(
                        "It panicked",
                        message.to_string(),
                        "Nothing of the step has happened. Mend it and save, and do it again.",
                    )
                }
            }
            Error::Fault(fault) => failed(
                "Its step failed",
                fault.to_string(),
                "Nothing of the step has happened. Mend it and save, and do it again.",
            ),
            Error::Failure { message, detail } => {
                let mut given = failed(
                    "It gave the step up",
                    message.to_string(),
                    "Nothing of the step has happened.",
                );
                given.lines.extend(detail.as_ref().map(ToString::to_string));
                given
            }
            _ => return None,
        })
    }
}

/// The lines around one of a file, each with its number, the one that is meant marked.
fn excerpt(file: &Path, line: usize) -> Vec<String> {
    let is_small = fs::metadata(file).is_ok_and(|file| file.len() <= SOURCE_BYTES);
    let Some(text) = is_small.then(|| fs::read_to_string(file).ok()).flatten() else {
        return Vec::new();
    };
    let from = line.saturating_sub(AROUND).max(1);
    let lines = text.lines().enumerate().skip(from - 1).take(line + AROUND + 1 - from);
    let lines: Vec<(usize, &str)> = lines.map(|(at, text)| (at + 1, text)).collect();
    let width = (line + AROUND).to_string().len();
    let lines: Vec<(usize, String)> =
        lines.into_iter().map(|(number, text)| (number, text.replace('\t', "    "))).collect();
    let filled = lines.iter().map(|(_, text)| text).filter(|text| !text.trim().is_empty());
    let indents = filled.map(|text| text.len() - text.trim_start().len());
    let indent = indents.min().unwrap_or(0);
    let shown = lines.iter().map(|(number, text)| {
        let mark = if *number == line { '>' } else { ' ' };
        format!("{mark} {number:>width$} | {}", text.get(indent..).unwrap_or_default())
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use loggia_runtime::GuestText;

    use super::*;

    fn sources(folder: &Path) -> Sources {
        Sources { folder: folder.join("apps/shop"), workspace: folder.to_owned() }
    }

    fn panicked(file: &str, line: u32) -> Error {
        let text = |text: &str| GuestText::line(text.to_owned());
        Error::Fault(Fault::Panicked { message: text("no such thing"), file: text(file), line })
    }

    #[test]
    fn a_panic_names_its_place_and_shows_the_lines_around_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("apps/shop/src")).unwrap();
        let source: String = (1..=12).map(|line| format!("line {line}\n")).collect();
        fs::write(folder.path().join("apps/shop/src/lib.rs"), source).unwrap();
        // As Cargo has rustc name it: from the workspace's folder, or remapped.
        for named in ["apps/shop/src/lib.rs", "/workspace/apps/shop/src/lib.rs", "src/lib.rs"] {
            let mishap = Mishap::step(&panicked(named, 9), &sources(folder.path())).unwrap();
            assert_eq!(mishap.place.as_deref(), Some("src/lib.rs:9"));
            assert_eq!(mishap.message, "no such thing");
            assert_eq!(mishap.lines.len(), 7);
            assert_eq!(mishap.lines[3], ">  9 | line 9");
            assert_eq!(mishap.lines[6], "  12 | line 12");
        }
        let first = Mishap::step(&panicked("src/lib.rs", 1), &sources(folder.path())).unwrap();
        assert_eq!(first.lines[0], "> 1 | line 1");
    }

    #[test]
    fn a_panic_in_what_is_not_here_names_its_place_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let mishap =
            Mishap::step(&panicked("/cargo/x/lib.rs", 3), &sources(folder.path())).unwrap();
        assert_eq!(mishap.place.as_deref(), Some("/cargo/x/lib.rs:3"));
        assert!(mishap.lines.is_empty());
    }

    #[test]
    fn what_is_not_the_mini_apps_fault_is_nothing_to_mend() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Mishap::step(&Error::Busy, &sources(folder.path())).is_none());
    }
}
