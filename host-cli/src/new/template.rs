//! What a mini-app can begin as. The files are real ones, in `templates`: read and mend them there.

use clap::ValueEnum;

use super::name::Name;

/// What to begin with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// A form, and what it led to, kept over visits
    #[default]
    Form,
    /// A list that a server keeps, and that server
    List,
    /// Something to buy, paid for on the bank's own sheet
    Payment,
}

/// A file of a template: where it goes, and what is in it.
pub(crate) struct File {
    pub(crate) path: &'static str,
    content: &'static [u8],
}

macro_rules! files {
    ($folder:literal: $($path:literal)+) => {
        &[$(File {
            path: $path,
            content: include_bytes!(concat!("../../templates/", $folder, "/", $path)),
        }),+]
    };
}

const COMMON: &[File] = files! { "common":
    ".github/workflows/ci.yml" "README.md" "gitignore" "rustfmt.toml"
};
const FORM: &[File] = files! { "form":
    "Cargo.toml" "about.md" "assets/icon.png" "grant.toml" "loggia.toml" "src/lib.rs"
    "src/reading.rs" "src/screen.rs" "src/words.rs" "tests/customer.txt" "tests/readings.rs"
};
const LIST: &[File] = files! { "list":
    "Cargo.toml" "about.md" "assets/icon.png" "grant.toml" "loggia.toml" "server/Cargo.toml"
    "server/src/lib.rs" "server/src/main.rs" "server/tests/serving.rs" "src/api.rs" "src/lib.rs"
    "src/screen.rs" "src/words.rs" "tests/customer.txt" "tests/looking.rs"
};
const PAYMENT: &[File] = files! { "payment":
    "Cargo.toml" "about.md" "assets/icon.png" "grant.toml" "loggia.toml" "src/lib.rs"
    "src/order.rs" "src/screen.rs" "src/words.rs" "tests/buying.rs" "tests/customer.txt"
};

/// What the README says of the template: no file of the project's own.
const ABOUT: &str = "about.md";

impl Template {
    /// What it is, in a few words.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Form => "a form, and what it led to",
            Self::List => "a list, and the server that keeps it",
            Self::Payment => "something to buy",
        }
    }

    /// The project's files, for a mini-app of this name: where each goes, and what is in it.
    pub(crate) fn files(self, name: &Name) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
        let about = self.own().iter().find(|file| file.path == ABOUT);
        let about =
            about.map_or_else(String::new, |file| file.text().unwrap_or_default().to_owned());
        let filled = [
            ("{{about}}", about.trim_end().to_owned()),
            ("{{name}}", name.to_string()),
            ("{{crate}}", name.in_rust()),
            ("{{title}}", name.title()),
        ];
        let files = COMMON.iter().chain(self.own()).filter(|file| file.path != ABOUT);
        files.map(move |file| {
            let content = match file.text() {
                Some(text) => {
                    let fill =
                        |text: String, (blank, with): &(&str, String)| text.replace(blank, with);
                    filled.iter().fold(text.to_owned(), fill).into_bytes()
                }
                None => file.content.to_owned(),
            };
            // As .gitignore it would be heeded among the templates too.
            let path = if file.path == "gitignore" { ".gitignore" } else { file.path };
            (path, content)
        })
    }

    fn own(self) -> &'static [File] {
        match self {
            Self::Form => FORM,
            Self::List => LIST,
            Self::Payment => PAYMENT,
        }
    }
}

impl File {
    /// Its text; none of a picture.
    fn text(&self) -> Option<&'static str> {
        std::str::from_utf8(self.content).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    fn on_disk(folder: &Path, below: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                on_disk(&path, below, found);
            } else {
                found.insert(path.strip_prefix(below).unwrap().to_str().unwrap().to_owned());
            }
        }
    }

    #[test]
    fn every_file_among_the_templates_is_in_the_command() {
        let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        for (folder, files) in
            [("common", COMMON), ("form", FORM), ("list", LIST), ("payment", PAYMENT)]
        {
            let mut found = BTreeSet::new();
            on_disk(&templates.join(folder), &templates.join(folder), &mut found);
            let known: BTreeSet<_> = files.iter().map(|file| file.path.to_owned()).collect();
            assert_eq!(known, found, "{folder}");
        }
    }

    #[test]
    fn nothing_is_left_blank() {
        let name = Name::parse("corner-shop").unwrap();
        for template in Template::value_variants() {
            let files: Vec<_> = template.files(&name).collect();
            assert!(files.iter().any(|(path, _)| *path == ".gitignore"));
            for (path, content) in files {
                let text = String::from_utf8_lossy(&content);
                let blank = text.replace("${{ vars.", "").find("{{");
                assert_eq!(blank, None, "{template:?} {path}");
            }
        }
    }
}
