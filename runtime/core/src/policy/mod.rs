//! Who may call what. Pure: no I/O, no sandbox.
//!
//! An effective right is what the package asks for ∩ what the bank granted. It only ever narrows.

mod grant;
mod limits;
mod rights;

pub use self::grant::{Grant, NoOptions};
pub use self::limits::SizeGrant;
pub use self::rights::{Right, Rights};
