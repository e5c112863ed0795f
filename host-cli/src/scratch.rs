#![allow(dead_code, unused_imports, missing_docs)]
mod locale;
mod entries;
mod terminal;
