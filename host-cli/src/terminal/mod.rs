//! scratch
pub(crate) mod block;
pub(crate) mod look;
pub(crate) mod pictures;
pub(crate) mod theme;
pub(crate) mod widgets;
pub(crate) mod wrap;
