//! The form of a journal: one entry a line, each chained to the one before.
//!
//! A line is 64 hexadecimal digits, a space, the entry as JSON, and a line feed. The digits are blake3
//! over those of the line before and the JSON, so a byte that is changed, added or taken away is
//! found, and the entry named. What a crash cut off in the middle of its last line is left out.

use std::io::{self, BufRead, BufReader, Read, Write};

use super::JournalError;
use super::record::Record;
use crate::guest_text::GuestText;
use crate::ids::Digest;

/// The longest line that is read: a package, in base64, and some more.
const MAX_LINE: u64 = 64 << 20;
/// The longest journal that is read.
const MAX_JOURNAL: u64 = 512 << 20;
/// As much of a parser's complaint as helps.
const REASON_BYTES: usize = 300;

/// What the first line is chained to.
fn beginning() -> Digest {
    link(&Digest::from_bytes([0; 32]), b"")
}

fn link(before: &Digest, entry: &[u8]) -> Digest {
    let mut hasher = blake3::Hasher::new_derive_key("loggia 2026 journal");
    hasher.update(before.as_bytes());
    hasher.update(entry);
    Digest::from_bytes(*hasher.finalize().as_bytes())
}

/// Writes a journal.
pub(super) struct Writer {
    to: Box<dyn Write + Send>,
    chain: Digest,
    written: u64,
}

impl Writer {
    pub(super) fn new(to: Box<dyn Write + Send>) -> Self {
        Self { to, chain: beginning(), written: 0 }
    }

    /// Writes one entry whole: a process that is killed leaves it, or a part of its line.
    pub(super) fn write(&mut self, record: &Record) -> io::Result<()> {
        let entry = serde_json::to_vec(record)?;
        let chain = link(&self.chain, &entry);
        let mut line = chain.to_string().into_bytes();
        line.push(b' ');
        line.extend_from_slice(&entry);
        line.push(b'\n');
        self.to.write_all(&line)?;
        self.to.flush()?;
        self.chain = chain;
        self.written += line.len() as u64;
        Ok(())
    }

    /// Bytes so far.
    pub(super) fn written(&self) -> u64 {
        self.written
    }
}

/// What was read of a journal.
pub(super) struct Entries {
    pub(super) records: Vec<Record>,
    /// The number of the entry, from 1, in the middle of which the journal ends.
    pub(super) torn: Option<u64>,
    pub(super) end: Digest,
}

/// Reads a journal up to its end, or to the first entry that is not as it was written.
pub(super) fn read(from: impl Read) -> Result<Entries, JournalError> {
    let mut from = BufReader::new(from).take(MAX_JOURNAL);
    let mut entries = Entries { records: Vec::new(), torn: None, end: beginning() };
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        // Room is taken as bytes come, whatever a file says of itself.
        (&mut from).take(MAX_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() && from.limit() > 0 {
            break;
        }
        let Some(whole) = line.strip_suffix(b"\n") else {
            if from.limit() == 0 {
                return Err(JournalError::TooLarge { what: "the journal", max: MAX_JOURNAL });
            }
            if line.len() as u64 == MAX_LINE {
                return Err(JournalError::TooLarge { what: "an entry of it", max: MAX_LINE });
            }
            if number == 1 {
                return Err(JournalError::NotAJournal);
            }
            entries.torn = Some(number);
            break;
        };
        let (chain, entry) = split(whole).ok_or(match number {
            1 => JournalError::NotAJournal,
            entry => JournalError::Changed { entry },
        })?;
        if chain != link(&entries.end, entry) {
            return Err(JournalError::Changed { entry: number });
        }
        let record = serde_json::from_slice(entry).map_err(|error| JournalError::Malformed {
            entry: number,
            reason: GuestText::cut(&error.to_string(), REASON_BYTES),
        })?;
        entries.records.push(record);
        entries.end = chain;
    }
    Ok(entries)
}

fn split(line: &[u8]) -> Option<(Digest, &[u8])> {
    let (chain, rest) = line.split_at_checked(64)?;
    let chain = std::str::from_utf8(chain).ok()?.parse().ok()?;
    Some((chain, rest.strip_prefix(b" ")?))
}
