//! Scripts: a mini-app driven without a terminal, one step a line.

mod find;
mod outline;
mod parse;
mod play;

pub(crate) use self::parse::parse;
pub(crate) use self::play::play;
