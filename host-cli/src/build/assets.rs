//! The pictures of a package: what lies in the project's `assets` folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use loggia_runtime::Limits;

use crate::locale;
use crate::problem::Problem;

/// All assets by name. No folder: no assets. Hidden files are left out.
pub(super) fn collect(folder: &Path, limits: &Limits) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut assets = BTreeMap::new();
    if !folder.exists() {
        return Ok(assets);
    }
    let unreadable = || format!("{} could not be read", folder.display());
    let mut total = 0_u64;
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let entry = entry.with_context(unreadable)?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let metadata =
            fs::metadata(&path).with_context(|| format!("{} could not be read", path.display()))?;
        if !metadata.is_file() {
            return Err(Problem::new(format!("{} is no file", path.display()))
                .advice("put all pictures into assets itself")
                .into());
        }
        let extension =
            path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !matches!(extension, "png" | "jpg" | "jpeg" | "webp") {
            let problem =
                Problem::new(format!("{} is no picture that Loggia knows", path.display()));
            return Err(problem
                .advice(
                    "use PNG, JPEG or WebP (.png, .jpg, .jpeg, .webp), or move it out of assets",
                )
                .into());
        }
        // Before it is read: nobody wants a film in memory to be told that it is too long.
        total = total.saturating_add(metadata.len());
        if total > limits.asset_bytes as u64 {
            let most = locale::bytes(limits.asset_bytes as u64);
            return Err(Problem::new(format!(
                "the pictures in {} are larger than {most} together",
                folder.display()
            ))
            .advice("make them smaller: a mini-app is loaded as a whole")
            .into());
        }
        let bytes =
            fs::read(&path).with_context(|| format!("{} could not be read", path.display()))?;
        assets.insert(name, bytes);
    }
    Ok(assets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collected(
        files: &[(&str, &[u8])],
        limits: &Limits,
    ) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        collect(folder.path(), limits)
    }

    #[test]
    fn pictures_are_collected_and_hidden_files_are_not() {
        let assets = collected(
            &[("a.png", b"1"), ("b.webp", b"2"), (".DS_Store", b"3")],
            &Limits::default(),
        )
        .unwrap();
        assert_eq!(assets.keys().collect::<Vec<_>>(), ["a.png", "b.webp"]);
        assert!(collect(Path::new("/nowhere/at/all"), &Limits::default()).unwrap().is_empty());
    }

    #[test]
    fn other_files_and_too_many_bytes_are_refused_by_name() {
        let refused = collected(&[("film.mp4", b"1")], &Limits::default()).unwrap_err();
        assert!(refused.to_string().contains("film.mp4"), "{refused}");
        let limits = Limits { asset_bytes: 3, ..Limits::default() };
        assert!(collected(&[("a.png", b"12"), ("b.png", b"3")], &limits).is_ok());
        assert!(collected(&[("a.png", b"12"), ("b.png", b"34")], &limits).is_err());
    }
}
