//! What can be wrong with a view.

use crate::guest_text::GuestText;
use crate::money::MoneyError;
use crate::ui::Wording;

/// A view that cannot be shown, and where it is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewError {
    /// The node that is wrong, as an index into the view's list; none where it is the whole view.
    pub node: Option<u32>,
    /// For who looks for it in their source: the view's screen, then what the node stands in, by kinds
    /// and keys, then its own key. Empty where not even the screen is known.
    pub place: GuestText,
    /// What is wrong.
    pub problem: ViewProblem,
}

/// What is wrong with a view.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say it")]
pub enum ViewProblem {
    #[error("it has no nodes; it needs at least a root")]
    Empty,
    #[error("it has {count} nodes; at most {max} are allowed")]
    TooManyNodes { count: usize, max: usize },
    #[error("it is nested deeper than {max} levels")]
    TooDeep { max: usize },
    #[error("it has more than {max} children")]
    TooManyChildren { max: usize },
    #[error("its texts have more than {max} bytes together")]
    TooMuchText { max: usize },
    #[error("it has {count} actions; at most {max} are allowed")]
    TooManyActions { count: usize, max: usize },
    #[error("action {action} has {bytes} bytes; at most {max} are allowed")]
    ActionTooLong { action: usize, bytes: usize, max: usize },
    #[error("the root must name itself, 0, as its parent, not {parent}")]
    RootHasParent { parent: u32 },
    #[error("its parent must stand before it in the list, and {parent} does not")]
    ParentNotBefore { parent: u32 },
    #[error("the key {key} stands twice among its siblings")]
    DuplicateKey { key: GuestText },
    #[error("{what} must be 1 to 64 bytes")]
    BadName { what: &'static str },
    #[error("it names action {action}, and there are {count}")]
    NoSuchAction { action: u32, count: usize },
    #[error("the view has {given} {what}, and its nodes need {needed}: one for each")]
    SideTable { what: &'static str, given: usize, needed: usize },
    #[error("the package has no asset {name}")]
    NoSuchAsset { name: GuestText },
    #[error("the input name {name} stands twice in the view")]
    DuplicateInput { name: GuestText },
    #[error("{what} must not be empty: a screen reader has nothing else to say")]
    EmptyLabel { what: &'static str },
    #[error("{0}")]
    BadMoney(MoneyError),
    #[error("{what} must be {bounds}")]
    OutOfBounds { what: &'static str, bounds: &'static str },
    #[error("the option value {value} stands twice in one choice")]
    DuplicateOption { value: GuestText },
    #[error("{child} cannot stand in {parent}")]
    Misplaced { child: &'static str, parent: &'static str },
    #[error("a view can have one dialog at most")]
    TwoDialogs,
    #[error(
        "a form's pattern must be a regular expression of at most 200 bytes that stays small when it is compiled"
    )]
    BadPattern,
    #[error("it has more than {max} patterns")]
    TooManyPatterns { max: usize },
    #[error("{what} must be a day that exists, in the years 1 to 9999")]
    BadDate { what: &'static str },
    #[error("{cells} cells do not fill rows of {columns}")]
    RaggedRows { cells: usize, columns: usize },
    #[error("its tables and charts have more than {max} cells together")]
    TooManyCells { max: usize },
    #[error("cell {cell} is not of its column's kind")]
    WrongCell { cell: usize },
    #[error("a chart needs {needs}")]
    BadChart { needs: &'static str },
    #[error("an account's id must be 32 hexadecimal digits")]
    BadAccountId,
    #[error("a test id must name a node of the view, and each node once at most")]
    BadTestId,
    #[error("{0}")]
    Wording(Wording),
}

impl std::fmt::Display for ViewError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.node {
            Some(node) => write!(f, "node {node} of the view")?,
            None => write!(f, "the view")?,
        }
        if !self.place.is_empty() {
            write!(f, " ({})", self.place)?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for ViewError {}
