//! The file of a package, or of any component.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use loggia_runtime::Limits;
use loggia_runtime::policy::SizeGrant;

use crate::locale;

/// All of it.
///
/// # Errors
///
/// It cannot be read, or is larger than anything that could be loaded, which need not be read to know that.
pub(crate) fn read(file: &Path) -> io::Result<Vec<u8>> {
    let limits = SizeGrant::LARGEST.over(&Limits::default());
    read_at_most(file, (limits.component_bytes + limits.asset_bytes) as u64 * 16)
}

fn read_at_most(file: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let most = locale::bytes(most);
        let reason = format!("no component that Loggia looks at is larger than {most}");
        return Err(io::Error::new(ErrorKind::FileTooLarge, reason));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_loaded_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.wasm");
        std::fs::write(&file, [0; 100]).unwrap();
        assert_eq!(read_at_most(&file, 100).unwrap().len(), 100);
        assert_eq!(read_at_most(&file, 99).unwrap_err().kind(), ErrorKind::FileTooLarge);
        #[cfg(unix)]
        assert_eq!(
            read_at_most(Path::new("/dev/zero"), 99).unwrap_err().kind(),
            ErrorKind::FileTooLarge
        );
    }
}
