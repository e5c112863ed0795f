use crate::bindings::loggia::types::types as wire;

/// The most that one page holds.
const MOST: u32 = 100;

/// A part of a long list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it, at most as much as was asked for.
    pub items: Vec<T>,
    /// Where the next page begins, for [`PageRequest::after`]; none after the last.
    pub next: Option<String>,
}

/// Which part of a long list is wanted: 100 items unless told otherwise, the most there is.
///
/// ```
/// use loggia_sdk::PageRequest;
///
/// let first_ten = PageRequest::first().limit(10);
/// let the_next_hundred = PageRequest::after("the first page's next");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    cursor: Option<String>,
    limit: u32,
}

impl PageRequest {
    /// The beginning of the list.
    #[must_use]
    pub const fn first() -> Self {
        Self { cursor: None, limit: MOST }
    }

    /// What comes after a page whose [`next`](Page::next) this is, of the same call with the same
    /// arguments.
    pub fn after(next: impl Into<String>) -> Self {
        Self { cursor: Some(next.into()), limit: MOST }
    }

    /// How many items at most: 1 to 100.
    #[must_use]
    pub fn limit(mut self, items: u32) -> Self {
        self.limit = items;
        self
    }

    pub(crate) fn to_wire(&self) -> wire::PageRequest {
        wire::PageRequest { cursor: self.cursor.clone(), limit: self.limit }
    }
}
