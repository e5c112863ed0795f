//! A new mini-app: a template's files with the name filled in, and a link to the SDK.

mod name;
mod source;
mod template;
mod write;

pub(crate) use self::name::Name;
pub(crate) use self::source::Source;
pub(crate) use self::template::Template;
pub(crate) use self::write::write;
