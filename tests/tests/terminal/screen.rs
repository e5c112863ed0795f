//! What a terminal shows, and what is where on it.

use std::fmt;

/// What a terminal shows.
pub(crate) struct Screen {
    pub(crate) rows: Vec<String>,
}

impl Screen {
    pub(crate) fn has(&self, text: &str) -> bool {
        self.rows.iter().any(|row| row.contains(text))
    }

    /// Column and row of a text, from 0. All that coffee shows before a text is one column wide.
    pub(crate) fn cell_of(&self, text: &str) -> Option<(usize, usize)> {
        self.rows
            .iter()
            .enumerate()
            .find_map(|(row, shown)| Some((shown[..shown.find(text)?].chars().count(), row)))
    }

    /// The rows with a mark of the focus.
    pub(crate) fn focus(&self) -> Vec<(usize, &String)> {
        self.rows.iter().enumerate().filter(|(_, row)| row.contains(['▸', '▌'])).collect()
    }

    /// A control is marked where it begins, an item of a list at the edge of the page.
    pub(crate) fn is_focused(&self, label: &str) -> bool {
        let is_marked = |row: &String| {
            let behind = row.split_once('▸').map(|(_, behind)| behind.trim_start());
            behind.is_some_and(|behind| behind.starts_with(label))
                || row.split_once('▌').is_some_and(|(_, item)| item.contains(label))
        };
        self.rows.iter().any(is_marked)
    }

    /// Whether the scroll bar, if there is one, is at its end, which is above the row of the keys.
    pub(crate) fn is_at_the_end(&self) -> bool {
        let of_keys = self.rows.iter().rposition(|row| !row.trim().is_empty()).unwrap_or(0);
        !self.rows[of_keys.saturating_sub(1)].trim_end().ends_with('│')
    }

    /// What the sheet's countdown says.
    pub(crate) fn seconds_left(&self) -> Option<u64> {
        let row = self.rows.iter().find(|row| row.contains(" left to decide"))?;
        let (before, _) = row.split_once(" left to decide")?;
        let (minutes, seconds) = before.split_whitespace().last()?.split_once(':')?;
        Some(minutes.parse::<u64>().ok()? * 60 + seconds.parse::<u64>().ok()?)
    }

    /// The texts on it in one line, without what is drawn around them.
    pub(crate) fn text(&self) -> String {
        let drawn =
            |letter: char| ('\u{2500}'..='\u{259f}').contains(&letter) || "▸◂›".contains(letter);
        let text: String = self
            .rows
            .iter()
            .flat_map(|row| row.chars().chain([' ']))
            .map(|letter| if drawn(letter) { ' ' } else { letter })
            .collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rows.iter().try_for_each(|row| writeln!(f, "| {row}"))
    }
}
