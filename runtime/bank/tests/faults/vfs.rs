//! SQLite's way to a [`Disk`]: a virtual file system, and this process's default, so that a bank is
//! opened on it as it is anywhere.
//!
//! The one unsafe file of the tests. SQLite calls these functions with pointers that are good for the
//! time of the call (<https://www.sqlite.org/c3ref/vfs.html>), and with a file that [`open`] made
//! until [`close`] has ended it.
#![allow(unsafe_code, reason = "SQLite is C")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering, fence};
use std::sync::{Arc, Once};

use rusqlite::ffi;

use crate::disk::{Disk, Fault};
use crate::locks::Holder;

/// What SQLite keeps of an open file, in memory of its own.
#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    opened: *mut Opened,
}

struct Opened {
    disk: Arc<Disk>,
    name: String,
    who: Holder,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(is_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(map_index),
    xShmLock: Some(lock_index),
    xShmBarrier: Some(barrier),
    xShmUnmap: Some(unmap_index),
    xFetch: None,
    xUnfetch: None,
};

/// Makes disks in memory what every connection of this process is opened on.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: SQLite's own, which lives as long as the process.
        let system = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()).as_ref() }.unwrap();
        let vfs = Box::leak(Box::new(ffi::sqlite3_vfs {
            iVersion: 2,
            szOsFile: size_of::<Handle>() as c_int,
            mxPathname: 1024,
            pNext: std::ptr::null_mut(),
            zName: c"faults".as_ptr(),
            pAppData: std::ptr::null_mut(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(exists),
            xFullPathname: Some(full_path),
            xDlOpen: None,
            xDlError: None,
            xDlSym: None,
            xDlClose: None,
            // Time, sleep and randomness are the system's: they ask for no file.
            ..*system
        }));
        vfs.xSetSystemCall = None;
        vfs.xGetSystemCall = None;
        vfs.xNextSystemCall = None;
        // SAFETY: it was leaked, so it lives as long as the process.
        assert_eq!(unsafe { ffi::sqlite3_vfs_register(vfs, 1) }, ffi::SQLITE_OK);
    });
}

/// A disk and the name of a file on it.
///
/// # Safety
///
/// `path` is a string of SQLite's.
unsafe fn place(path: *const c_char) -> (Arc<Disk>, String) {
    // SAFETY: the caller's.
    let path = Path::new(unsafe { CStr::from_ptr(path) }.to_str().unwrap());
    (Disk::of(path), path.file_name().unwrap().to_str().unwrap().to_owned())
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    path: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    got: *mut c_int,
) -> c_int {
    static OPENED: AtomicU64 = AtomicU64::new(1);
    let who = OPENED.fetch_add(1, Ordering::Relaxed);
    let passing = path.is_null();
    let (disk, name) = if passing {
        (Arc::default(), "passing".to_owned())
    } else {
        // SAFETY: it is not null, and SQLite's.
        unsafe { place(path) }
    };
    // SAFETY: SQLite gave room for a Handle, and looks into it where opening fails, too.
    let handle = unsafe { &mut *file.cast::<Handle>() };
    handle.base.pMethods = std::ptr::null();
    let made = {
        let mut disk = disk.lock();
        // The bank makes the file itself, so that it is its owner's alone.
        let empty = || {
            // SAFETY: as above.
            !passing && Path::new(unsafe { CStr::from_ptr(path) }.to_str().unwrap()).exists()
        };
        match flags & ffi::SQLITE_OPEN_CREATE != 0 || disk.has(&name) || empty() {
            true => disk.create(&name),
            false => Err(Fault::NoSuchFile),
        }
    };
    if made.is_err() {
        return ffi::SQLITE_CANTOPEN;
    }
    handle.opened = Box::into_raw(Box::new(Opened { disk, name, who }));
    handle.base.pMethods = &raw const METHODS;
    // SAFETY: null, or a number of SQLite's.
    if let Some(got) = unsafe { got.as_mut() } {
        *got = flags;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: `open` made it, and SQLite closes it once.
    let opened = unsafe { Box::from_raw((*file.cast::<Handle>()).opened) };
    opened.disk.lock().leave(&opened.name, opened.who);
    ffi::SQLITE_OK
}

/// # Safety
///
/// `file` was opened by [`open`] and is not closed.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a Opened {
    // SAFETY: the caller's.
    unsafe { &*(*file.cast::<Handle>()).opened }
}

fn code(outcome: Result<(), Fault>, otherwise: c_int) -> c_int {
    match outcome {
        Ok(()) => ffi::SQLITE_OK,
        Err(Fault::Full) => ffi::SQLITE_FULL,
        Err(Fault::FailedSync) => ffi::SQLITE_IOERR_FSYNC,
        Err(Fault::NoPower | Fault::NoSuchFile) => otherwise,
    }
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    length: c_int,
    at: i64,
) -> c_int {
    // SAFETY: an open file, and room for so many bytes.
    let (opened, into) = unsafe {
        (opened(file), std::slice::from_raw_parts_mut(into.cast::<u8>(), length as usize))
    };
    // What is not there is zeros.
    into.fill(0);
    match opened.disk.lock().read(&opened.name, at as usize, into) {
        Ok(there) if there == into.len() => ffi::SQLITE_OK,
        Ok(_) => ffi::SQLITE_IOERR_SHORT_READ,
        Err(_) => ffi::SQLITE_IOERR_READ,
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    at: i64,
) -> c_int {
    // SAFETY: an open file, and so many bytes.
    let (opened, bytes) =
        unsafe { (opened(file), std::slice::from_raw_parts(bytes.cast::<u8>(), length as usize)) };
    let written = opened.disk.lock().write(&opened.name, at as usize, bytes);
    code(written, ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, to: i64) -> c_int {
    // SAFETY: an open file.
    let opened = unsafe { opened(file) };
    let truncated = opened.disk.lock().truncate(&opened.name, to as usize);
    code(truncated, ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: an open file.
    let opened = unsafe { opened(file) };
    let synced = opened.disk.lock().sync(&opened.name);
    code(synced, ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    // SAFETY: an open file, and room for a number.
    unsafe {
        let opened = opened(file);
        *size = opened.disk.lock().size(&opened.name) as i64;
    }
    ffi::SQLITE_OK
}

fn locked(free: bool) -> c_int {
    if free { ffi::SQLITE_OK } else { ffi::SQLITE_BUSY }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    let opened = unsafe { opened(file) };
    let mut disk = opened.disk.lock();
    let locks = disk.locks(&opened.name);
    locked(match level {
        ffi::SQLITE_LOCK_SHARED => locks.share(opened.who),
        ffi::SQLITE_LOCK_RESERVED => locks.reserve(opened.who),
        ffi::SQLITE_LOCK_EXCLUSIVE => locks.exclude(opened.who),
        _ => true,
    })
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: an open file.
    let opened = unsafe { opened(file) };
    let all = level == ffi::SQLITE_LOCK_NONE;
    opened.disk.lock().locks(&opened.name).release(opened.who, all);
    ffi::SQLITE_OK
}

unsafe extern "C" fn is_reserved(file: *mut ffi::sqlite3_file, reserved: *mut c_int) -> c_int {
    // SAFETY: an open file, and room for a number.
    unsafe {
        let opened = opened(file);
        *reserved = c_int::from(opened.disk.lock().locks(&opened.name).is_reserved());
    }
    ffi::SQLITE_OK
}

/// SQLite shows a file each PRAGMA before it follows it. `synchronous` becomes what the disk is set
/// to, so that the bank itself need not be able to be less careful.
unsafe extern "C" fn control(
    file: *mut ffi::sqlite3_file,
    what: c_int,
    with: *mut c_void,
) -> c_int {
    if what == ffi::SQLITE_FCNTL_PRAGMA {
        // SAFETY: an open file; and three strings, of which the last is null where there is no value.
        let (opened, strings) =
            unsafe { (opened(file), std::slice::from_raw_parts(with.cast::<*mut c_char>(), 3)) };
        // SAFETY: the pragma's name is always there.
        let name = unsafe { CStr::from_ptr(strings[1]) };
        let (name, value) = (name.to_bytes(), strings[2]);
        let chosen = name.eq_ignore_ascii_case(b"synchronous") && !value.is_null();
        if chosen && opened.disk.lock().is_normal() {
            // SAFETY: SQLite's own copy of "FULL", which it reads next. 1 is NORMAL.
            unsafe {
                assert!(CStr::from_ptr(value).to_bytes() == b"FULL");
                *value = b'1' as c_char;
                *value.add(1) = 0;
            }
        }
    }
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    4096
}

/// What SQLite takes for granted of Unix: a write that is torn harms nothing beside it.
unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn map_index(
    file: *mut ffi::sqlite3_file,
    number: c_int,
    size: c_int,
    make: c_int,
    region: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open file.
    let opened = unsafe { opened(file) };
    let mut disk = opened.disk.lock();
    let found = disk.region(&opened.name, opened.who, number as usize, size as usize, make != 0);
    let found = found.map_or(std::ptr::null_mut(), |region| region.as_ptr().cast_mut().cast());
    // SAFETY: room for a pointer. Atomics may be written through it, and the region stays where it is
    // until the last one who uses it has left.
    unsafe { *region = found };
    ffi::SQLITE_OK
}

unsafe extern "C" fn lock_index(
    file: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: an open file.
    let opened = unsafe { opened(file) };
    let which = first as usize..(first + count) as usize;
    let mut disk = opened.disk.lock();
    let locks = disk.index_locks(&opened.name);
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        locks.unlock(opened.who, which);
        return ffi::SQLITE_OK;
    }
    locked(locks.lock(opened.who, which, flags & ffi::SQLITE_SHM_EXCLUSIVE != 0))
}

unsafe extern "C" fn barrier(_: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
}

unsafe extern "C" fn unmap_index(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: an open file.
    let opened = unsafe { opened(file) };
    opened.disk.lock().leave_index(&opened.name, opened.who);
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(
    _: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    sync_folder: c_int,
) -> c_int {
    // SAFETY: SQLite's path.
    let (disk, name) = unsafe { place(path) };
    match disk.lock().delete(&name, sync_folder != 0) {
        Err(Fault::NoSuchFile) => ffi::SQLITE_IOERR_DELETE_NOENT,
        deleted => code(deleted, ffi::SQLITE_IOERR_DELETE),
    }
}

unsafe extern "C" fn exists(
    _: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    _: c_int,
    there: *mut c_int,
) -> c_int {
    // SAFETY: SQLite's path, and room for a number.
    unsafe {
        let (disk, name) = place(path);
        *there = c_int::from(disk.lock().exists(&name));
    }
    ffi::SQLITE_OK
}

/// The tests' paths are whole.
unsafe extern "C" fn full_path(
    _: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    room: c_int,
    full: *mut c_char,
) -> c_int {
    // SAFETY: SQLite's path.
    let length = unsafe { CStr::from_ptr(path) }.to_bytes_with_nul().len();
    if length > room as usize {
        return ffi::SQLITE_CANTOPEN;
    }
    // SAFETY: there is room, elsewhere than the path.
    unsafe { std::ptr::copy_nonoverlapping(path, full, length) };
    ffi::SQLITE_OK
}
