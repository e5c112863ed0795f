//! A page of the docs, as far as its blocks of code go.

use std::fs;
use std::path::{Path, PathBuf};

use loggia_tests::coffee::workspace;

/// A block of code: what stands behind its fence, and what is in it.
#[derive(Debug)]
pub(crate) struct Block {
    /// Its page and line, to be found by.
    pub(crate) place: String,
    /// Such as `rust,file=src/lib.rs`.
    pub(crate) info: String,
    pub(crate) text: String,
}

impl Block {
    /// A value behind the fence, such as of `file`; empty where it is said without one.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        self.info.split(',').skip(1).find_map(|option| {
            let (key, value) = option.split_once('=').unwrap_or((option, ""));
            (key == name).then_some(value)
        })
    }

    /// What language it is in.
    pub(crate) fn language(&self) -> &str {
        self.info.split(',').next().unwrap_or_default()
    }
}

/// The docs' folder.
pub(crate) fn docs() -> PathBuf {
    workspace().join("sdk/docs")
}

/// The text of a page.
pub(crate) fn text(page: &str) -> String {
    fs::read_to_string(docs().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

/// The blocks of a page, from top to bottom.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (line, number) in text(page).lines().zip(1..) {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                let place = format!("{page}:{number}");
                open = Some(Block { place, info: info.to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block of {page} does not end");
    blocks
}

/// The pages that the summary names, from top to bottom.
pub(crate) fn summary() -> Vec<String> {
    let links = text("SUMMARY.md");
    let links = links.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    links.map(str::to_owned).collect()
}

/// Every page that there is.
pub(crate) fn all() -> Vec<String> {
    let mut pages = Vec::new();
    find(&docs(), &mut pages);
    pages.sort();
    pages
}

fn find(folder: &Path, pages: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, pages);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path.strip_prefix(docs()).unwrap().to_str().unwrap().to_owned());
        }
    }
}

/// The rows of a text's tables, cell by cell, without heads.
pub(crate) fn rows(text: &str) -> Vec<Vec<&str>> {
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if cells[0].starts_with("---") {
            rows.pop();
        } else {
            rows.push(cells);
        }
    }
    rows
}

/// What stands in backquotes in a text.
pub(crate) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}
