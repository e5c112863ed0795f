//! How much of a sheet its reader has had on screen: nobody says yes to what was not shown.

/// The rows of a sheet that were on screen, from its top on without a gap.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// As they were laid out; in another width they are others.
    width: usize,
    seen: usize,
    /// Those down to the sheet's yes.
    all: Option<usize>,
}

impl Reading {
    /// The rows from `first` on have been on screen, `count` of them; `all` are those down to the yes.
    pub(super) fn shown(&mut self, width: usize, first: usize, count: usize, all: usize) {
        if self.width != width {
            *self = Self { width, ..Self::default() };
        }
        if first <= self.seen {
            self.seen = self.seen.max(first + count);
        }
        self.all = Some(all);
    }

    /// Whether all that is agreed to has been on screen.
    pub(super) fn is_done(&self) -> bool {
        self.all.is_some_and(|all| self.seen >= all)
    }

    /// The row at which what has not been on screen begins, under one that has.
    pub(super) fn goes_on_at(&self) -> usize {
        self.seen.saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read_from_its_top_without_a_gap() {
        let mut reading = Reading::default();
        assert!(!reading.is_done(), "nothing was drawn");
        reading.shown(40, 0, 8, 20);
        reading.shown(40, 14, 8, 20);
        assert!(!reading.is_done(), "rows 8 to 13 were left out");
        assert_eq!(reading.goes_on_at(), 7);
        reading.shown(40, 7, 8, 20);
        reading.shown(40, 14, 8, 20);
        assert!(reading.is_done());
        reading.shown(30, 14, 8, 26);
        assert!(!reading.is_done(), "in another width other rows are at the top");
    }
}
