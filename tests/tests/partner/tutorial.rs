//! The tutorial, to the letter: each block is run or applied, in order.
//!
//! | block | what is done with it |
//! | --- | --- |
//! | `sh` | each line is run, and must go well |
//! | `sh,fails` | the last line must fail |
//! | `text` | each line must have been said by the block above |
//! | anything with `file=F` | is what F says from then on |
//! | … and `replace=TEXT` | stands in F for the item whose first line has TEXT in it |
//! | … and `before=TEXT` | stands in F before the line with TEXT in it |
//! | … and `append` | stands at the end of F |

use std::fs;
use std::path::PathBuf;

use crate::desk::Desk;
use crate::page::{self, Block};

#[test]
fn the_tutorial_is_true_to_the_letter() {
    let mut reader = Reader::new();
    let pages = page::summary().into_iter().filter(|page| page.starts_with("tutorial/"));
    let blocks: Vec<Block> = pages.flat_map(|page| page::blocks(&page)).collect();
    for block in &blocks {
        reader.follow(block);
    }
    let ran = |part: &str| reader.ran.iter().filter(|line| line.contains(part)).count();
    assert!(ran("loggia new") == 1 && ran("cargo test") >= 3 && ran("--script") >= 3);
    reader.desk.expect(&reader.folder, "cargo fmt --check");
}

/// Somebody who does what the tutorial says.
struct Reader {
    desk: Desk,
    /// Where they are.
    folder: PathBuf,
    /// What they have run.
    ran: Vec<String>,
    /// What was said last.
    said: String,
}

impl Reader {
    fn new() -> Self {
        let desk = Desk::enter();
        let folder = desk.home();
        Self { desk, folder, ran: Vec::new(), said: String::new() }
    }

    fn follow(&mut self, block: &Block) {
        match (block.language(), block.option("file")) {
            (_, Some(file)) => self.write(file, block),
            ("sh", None) => self.run(block),
            ("text", None) => self.expect(block),
            _ => panic!("{}: a block that nobody runs or applies: {}", block.place, block.info),
        }
    }

    fn run(&mut self, block: &Block) {
        self.said.clear();
        let mut lines = block.text.lines().peekable();
        while let Some(line) = lines.next() {
            self.ran.push(line.to_owned());
            if let Some(folder) = line.strip_prefix("cd ") {
                self.folder.push(folder);
                self.desk.furnish(&self.folder);
                continue;
            }
            let (went_well, said) = self.desk.run(&self.folder, line);
            let must = block.option("fails").is_none() || lines.peek().is_some();
            assert_eq!(went_well, must, "{}: {line}\n{said}", block.place);
            self.said.push_str(&said);
        }
    }

    fn expect(&self, block: &Block) {
        // In any order: tests run side by side.
        for line in block.text.lines() {
            let found = self.said.lines().any(|said| said.contains(line.trim()));
            assert!(
                found,
                "{}: nothing said {line:?}, after what is above it:\n{}",
                block.place, self.said
            );
        }
    }

    fn write(&self, file: &str, block: &Block) {
        let path = self.folder.join(file);
        let before = fs::read_to_string(&path).unwrap_or_default();
        let after = if let Some(text) = block.option("replace") {
            let (start, end) = item(&before, text, block);
            [&before[..start], &block.text, &before[end..]].concat()
        } else if let Some(text) = block.option("before") {
            let start = line_with(&before, text, block);
            [&before[..start], &block.text, &before[start..]].concat()
        } else if block.option("append").is_some() {
            before + &block.text
        } else {
            block.text.clone()
        };
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, after).unwrap();
    }
}

/// Where the only line with this text begins.
fn line_with(source: &str, text: &str, block: &Block) -> usize {
    let found: Vec<usize> = source.match_indices(text).map(|(at, _)| at).collect();
    let &[at] = found.as_slice() else {
        panic!("{}: {text:?} stands {} times in the file", block.place, found.len());
    };
    source[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where an item begins and ends: at the line that closes it at the same depth, if it is not over at once.
fn item(source: &str, text: &str, block: &Block) -> (usize, usize) {
    let start = line_with(source, text, block);
    let depth = source[start..].len() - source[start..].trim_start_matches(' ').len();
    let mut end = start;
    for (line, number) in source[start..].split_inclusive('\n').zip(0..) {
        end += line.len();
        let indent = line.len() - line.trim_start_matches(' ').len();
        let closes = number > 0 && indent == depth && line.trim_start().starts_with('}');
        if closes || (number == 0 && line.trim_end().ends_with(';')) {
            return (start, end);
        }
    }
    panic!("{}: {text:?} does not end", block.place);
}
