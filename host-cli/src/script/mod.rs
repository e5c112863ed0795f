//! A mini-app driven without a terminal: by scripts, one step a line, and by chance.

mod find;
mod outline;
mod parse;
mod play;
mod walk;

pub(crate) use self::outline::{redacted, texts};
pub(crate) use self::parse::{Line, ScriptStep, lines, parse};
pub(crate) use self::play::{begin, play, play_line};
pub(crate) use self::walk::{WalkFailure, Walked, Walker, deliver, walk};
