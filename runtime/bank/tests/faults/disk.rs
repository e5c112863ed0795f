//! A disk in memory that knows what was synced. It loses power, fills up and fails to order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::chance::Chance;
use crate::locks::{FileLocks, Holder, IndexLocks};

/// What a drive writes whole, or not at all, in bytes.
const SECTOR: usize = 512;

/// Every folder in which SQLite opens something is a disk of its own.
static DISKS: Mutex<BTreeMap<String, Arc<Disk>>> = Mutex::new(BTreeMap::new());

/// The files of one folder.
#[derive(Debug, Default)]
pub(crate) struct Disk(Mutex<State>);

#[derive(Debug, Default)]
pub(crate) struct State {
    files: BTreeMap<String, File>,
    /// Deleted since the folder was last synced: they may come back.
    ghosts: BTreeMap<String, Vec<u8>>,
    plan: Plan,
    dead: bool,
    done: Done,
    /// Whether `PRAGMA synchronous` is NORMAL, whatever the bank says.
    normal: bool,
}

/// What goes wrong, counted from [`Disk::plan`] on, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Plan {
    #[default]
    Nothing,
    /// The power goes at this operation: nothing works any more.
    PowerCut { operation: u64 },
    /// From this write on no file grows.
    Full { write: u64 },
    /// This sync fails, and what it was to sync is lost though it is still read: Linux marks such
    /// pages clean. The next one reports success.
    FailedSync { sync: u64 },
}

/// How much was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Done {
    /// Writes, syncs, truncations, creations and deletions.
    pub(crate) operations: u64,
    pub(crate) writes: u64,
    pub(crate) syncs: u64,
}

/// Why an operation was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    NoPower,
    Full,
    FailedSync,
    NoSuchFile,
}

#[derive(Debug, Default)]
struct File {
    content: Vec<u8>,
    /// What is on the disk whatever happens.
    synced: Vec<u8>,
    unsynced: Vec<Change>,
    /// Whether its name is on the disk: from the first sync on.
    named: bool,
    locks: FileLocks,
    index: Index,
}

/// The shared memory of a write-ahead log, which no power loss survives.
#[derive(Debug, Default)]
struct Index {
    regions: Vec<Arc<[AtomicU64]>>,
    users: BTreeSet<Holder>,
    locks: IndexLocks,
}

#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate { to: usize },
}

/// The files of a disk that nobody uses, to begin with again and again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Image(BTreeMap<String, Vec<u8>>);

impl Disk {
    /// The disk that a database's file lies on.
    pub(crate) fn of(file: &Path) -> Arc<Self> {
        let folder = file.parent().unwrap().to_str().unwrap().to_owned();
        let mut disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(disks.entry(folder).or_default())
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on.
    pub(crate) fn plan(&self, plan: Plan) {
        let mut state = self.lock();
        state.plan = plan;
        state.done = Done::default();
    }

    /// Since the last plan.
    pub(crate) fn done(&self) -> Done {
        self.lock().done
    }

    pub(crate) fn syncs_normally(&self, normal: bool) {
        self.lock().normal = normal;
    }

    /// The disk is replaced by a healthy one, with what was synced and, by the seed, some of what was
    /// only written: 0 is nothing of it.
    pub(crate) fn power_returns(&self, seed: u64) {
        let mut chance = Chance::of(seed);
        let mut state = self.lock();
        let files = std::mem::take(&mut state.files);
        let ghosts = std::mem::take(&mut state.ghosts);
        let mut image = BTreeMap::new();
        for (name, file) in files {
            if file.named || (seed != 0 && chance.coin()) {
                image.insert(name, file.left_by(seed, &mut chance));
            }
        }
        for (name, content) in ghosts {
            if !image.contains_key(&name) && (seed == 0 || chance.coin()) {
                image.insert(name, content);
            }
        }
        state.load(&Image(image));
    }

    pub(crate) fn image(&self) -> Image {
        let state = self.lock();
        Image(state.files.iter().map(|(name, file)| (name.clone(), file.content.clone())).collect())
    }

    /// Makes it a healthy disk with these files.
    pub(crate) fn load(&self, image: &Image) {
        self.lock().load(image);
    }
}

impl State {
    fn load(&mut self, Image(files): &Image) {
        let file = |content: &Vec<u8>| File {
            content: content.clone(),
            synced: content.clone(),
            named: true,
            ..File::default()
        };
        self.files = files.iter().map(|(name, content)| (name.clone(), file(content))).collect();
        self.ghosts.clear();
        self.plan = Plan::Nothing;
        self.dead = false;
        self.done = Done::default();
    }

    pub(crate) fn is_normal(&self) -> bool {
        self.normal
    }

    /// Whether SQLite would see it: like on other systems, an empty file is none.
    pub(crate) fn exists(&self, name: &str) -> bool {
        self.files.get(name).is_some_and(|file| !file.content.is_empty())
    }

    /// Makes sure that there is such a file.
    pub(crate) fn create(&mut self, name: &str) -> Result<(), Fault> {
        if !self.files.contains_key(name) {
            self.operate()?;
            self.files.insert(name.to_owned(), File::default());
        }
        Ok(())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    pub(crate) fn delete(&mut self, name: &str, sync_folder: bool) -> Result<(), Fault> {
        self.operate()?;
        let file = self.files.remove(name).ok_or(Fault::NoSuchFile)?;
        if sync_folder {
            self.ghosts.remove(name);
        } else if file.named {
            self.ghosts.insert(name.to_owned(), file.synced);
        }
        Ok(())
    }

    pub(crate) fn size(&self, name: &str) -> u64 {
        self.files.get(name).map_or(0, |file| file.content.len() as u64)
    }

    /// Reads into the beginning of `into`; how much there was.
    pub(crate) fn read(&self, name: &str, at: usize, into: &mut [u8]) -> Result<usize, Fault> {
        if self.dead {
            return Err(Fault::NoPower);
        }
        let file = self.files.get(name).ok_or(Fault::NoSuchFile)?;
        let there = file.content.get(at..).unwrap_or_default();
        let length = there.len().min(into.len());
        into[..length].copy_from_slice(&there[..length]);
        Ok(length)
    }

    pub(crate) fn write(&mut self, name: &str, at: usize, bytes: &[u8]) -> Result<(), Fault> {
        let operated = self.operate();
        self.done.writes += 1;
        let full = matches!(self.plan, Plan::Full { write } if self.done.writes >= write);
        let Some(file) = self.files.get_mut(name) else { return Err(Fault::NoSuchFile) };
        if full && at + bytes.len() > file.content.len() {
            return Err(Fault::Full);
        }
        // The write at which the power goes may get onto the disk, too, or a part of it.
        if operated.is_ok() || self.dead {
            file.change(Change::Write { at, bytes: bytes.to_vec() });
        }
        operated
    }

    pub(crate) fn truncate(&mut self, name: &str, to: usize) -> Result<(), Fault> {
        let operated = self.operate();
        let Some(file) = self.files.get_mut(name) else { return Err(Fault::NoSuchFile) };
        file.change(Change::Truncate { to });
        operated
    }

    pub(crate) fn sync(&mut self, name: &str) -> Result<(), Fault> {
        self.operate()?;
        self.done.syncs += 1;
        let fails = self.plan == Plan::FailedSync { sync: self.done.syncs };
        let Some(file) = self.files.get_mut(name) else { return Err(Fault::NoSuchFile) };
        let changes = std::mem::take(&mut file.unsynced);
        if fails {
            return Err(Fault::FailedSync);
        }
        for change in &changes {
            change.make(&mut file.synced);
        }
        file.named = true;
        self.ghosts.remove(name);
        Ok(())
    }

    fn operate(&mut self) -> Result<(), Fault> {
        if self.dead {
            return Err(Fault::NoPower);
        }
        self.done.operations += 1;
        self.dead = self.plan == Plan::PowerCut { operation: self.done.operations };
        if self.dead { Err(Fault::NoPower) } else { Ok(()) }
    }

    pub(crate) fn locks(&mut self, name: &str) -> &mut FileLocks {
        &mut self.files.entry(name.to_owned()).or_default().locks
    }

    /// The region of that number, made where there is none and it is wanted.
    pub(crate) fn region(
        &mut self,
        name: &str,
        who: Holder,
        number: usize,
        size: usize,
        make: bool,
    ) -> Option<&[AtomicU64]> {
        let index = &mut self.files.entry(name.to_owned()).or_default().index;
        index.users.insert(who);
        while make && index.regions.len() <= number {
            index.regions.push((0..size / 8).map(|_| AtomicU64::new(0)).collect());
        }
        index.regions.get(number).map(|region| &**region)
    }

    pub(crate) fn index_locks(&mut self, name: &str) -> &mut IndexLocks {
        &mut self.files.entry(name.to_owned()).or_default().index.locks
    }

    /// A file is closed.
    pub(crate) fn leave(&mut self, name: &str, who: Holder) {
        self.leave_index(name, who);
        if let Some(file) = self.files.get_mut(name) {
            file.locks.release(who, true);
        }
    }

    /// The last one who leaves takes the index away.
    pub(crate) fn leave_index(&mut self, name: &str, who: Holder) {
        let Some(file) = self.files.get_mut(name) else { return };
        file.index.locks.unlock(who, 0..8);
        file.index.users.remove(&who);
        if file.index.users.is_empty() {
            file.index.regions.clear();
        }
    }
}

impl File {
    fn change(&mut self, change: Change) {
        change.make(&mut self.content);
        self.unsynced.push(change);
    }

    /// What a power loss leaves.
    fn left_by(self, seed: u64, chance: &mut Chance) -> Vec<u8> {
        let Self { mut synced, unsynced, .. } = self;
        let whole = |changes: &[Change], synced: &mut Vec<u8>| {
            changes.iter().for_each(|change| change.make(synced));
        };
        match if seed == 0 { 0 } else { chance.below(4) } {
            0 => {}
            1 => whole(&unsynced, &mut synced),
            // In order, up to somewhere within one of them.
            2 => {
                let until = chance.below(unsynced.len() + 1);
                whole(&unsynced[..until], &mut synced);
                if let Some(torn) = unsynced.get(until) {
                    let sectors = torn.sectors();
                    whole(&sectors[..chance.below(sectors.len() + 1)], &mut synced);
                }
            }
            // Sector by sector, in any order.
            _ => {
                let mut sectors: Vec<_> = unsynced.iter().flat_map(Change::sectors).collect();
                while !sectors.is_empty() {
                    let next = sectors.swap_remove(chance.below(sectors.len()));
                    if chance.coin() {
                        next.make(&mut synced);
                    }
                }
            }
        }
        synced
    }
}

impl Change {
    fn make(&self, content: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => {
                let end = at + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*at..end].copy_from_slice(bytes);
            }
            // SQLite truncates only to what there is.
            Self::Truncate { to } => content.truncate(*to),
        }
    }

    /// The parts of it that get onto the disk each on its own.
    fn sectors(&self) -> Vec<Self> {
        let Self::Write { at, bytes } = self else { return vec![self.clone()] };
        let mut sectors = Vec::new();
        let (mut at, mut bytes) = (*at, bytes.as_slice());
        while !bytes.is_empty() {
            let (sector, rest) = bytes.split_at(bytes.len().min(SECTOR - at % SECTOR));
            sectors.push(Self::Write { at, bytes: sector.to_vec() });
            at += sector.len();
            bytes = rest;
        }
        sectors
    }
}
