//! What does not fit on a narrow screen.

use loggia_runtime::package::Package;
use loggia_runtime::ui::{Element, View};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::code::Code;
use super::finding::{Finding, Place};
use super::node;
use crate::entries::Entries;
use crate::folds::Folds;
use crate::locale::Locale;
use crate::terminal::block::Block;
use crate::terminal::look::{Accounts, Look};
use crate::terminal::pictures::Pictures;
use crate::terminal::theme::{Depth, Theme};
use crate::terminal::widgets::lay_out;

/// A phone's, and what an 80 column screen leaves at twice the size.
pub(super) const COLUMNS: usize = 40;
/// What the shell takes of each row: an edge on each side, and the scroll bar.
const EDGES: usize = 3;
/// Where all is whole that can be.
const WIDE: usize = 400;
/// What the frame leaves of its row for the screen's title.
const TITLE: usize = COLUMNS - 9;

/// The words of a view that are whole on a wide screen, and not on a narrow one.
pub(super) fn of_view(
    package: &Package,
    view: &View,
    locale: &Locale,
    place: &Place,
) -> Vec<Finding> {
    let wide = drawn(package, view, locale, WIDE);
    let narrow = drawn(package, view, locale, COLUMNS - EDGES);
    let mut findings = Vec::new();
    let title = view.title().as_str();
    let columns = title.width();
    if columns > TITLE {
        findings.push(
            Finding::new(
                Code::TextCut,
                format!("the title \"{title}\" has {columns} columns; at {COLUMNS} there is room for {TITLE}"),
                "shorten the title",
            )
            .at(place.clone()),
        );
    }
    for (index, own) in view.nodes() {
        // What stands in a picture of data is there as a table too.
        if matches!(own.element, Element::QrCode { .. }) {
            continue;
        }
        let at = || Place { node: Some(node::trail(view, index)), ..place.clone() };
        for text in own.texts() {
            // Rows may end behind any character of a script that is written without spaces.
            let is_word = |word: &&str| {
                word.chars().any(char::is_alphanumeric)
                    && word.width() == word.graphemes(true).count()
            };
            let lost = text.split_word_bounds().filter(is_word);
            let lost = lost.filter(|word| wide.has(word) && !narrow.has(word));
            let mut lost = lost.peekable();
            let Some(first) = lost.peek().copied() else { continue };
            let finding = match lost.find(|word| !narrow.has_broken(word)) {
                Some(cut) => Finding::new(
                    Code::TextCut,
                    format!(
                        "{} is cut at {COLUMNS} columns: \"{cut}\" is lost",
                        node::quoted(&text)
                    ),
                    format!("shorten it, or move a part of it out of the {}", own.element.kind()),
                ),
                None => Finding::new(
                    Code::BrokenWord,
                    format!(
                        "\"{first}\" is wider than its place at {COLUMNS} columns, and is broken"
                    ),
                    "use a shorter word, or give it a row of its own",
                ),
            };
            findings.push(finding.at(at()));
            break;
        }
    }
    findings
}

/// A view as rows of text.
struct Drawn(Vec<String>);

impl Drawn {
    fn has(&self, word: &str) -> bool {
        self.0.iter().any(|row| row.contains(word))
    }

    /// Whether a word goes on in the next row.
    fn has_broken(&self, word: &str) -> bool {
        let breaks = word.grapheme_indices(true).map(|(at, _)| at).filter(|at| *at > 0);
        let parts: Vec<(&str, &str)> = breaks.map(|at| word.split_at(at)).collect();
        self.0.windows(2).any(|rows| {
            let [row, next] = rows else { return false };
            parts.iter().any(|(begun, rest)| {
                let ends = row.split("  ").any(|column| column.trim_end().ends_with(begun));
                // A long one may fill the next row, and go on in the one after it.
                let goes_on = next.split("  ").map(str::trim).any(|column| {
                    column.starts_with(rest) || (!column.is_empty() && rest.starts_with(column))
                });
                ends && goes_on
            })
        })
    }
}

fn drawn(package: &Package, view: &View, locale: &Locale, width: usize) -> Drawn {
    let mut entries = Entries::default();
    entries.adopt(view);
    let (folds, accounts) = (Folds::default(), Accounts::default());
    let pictures = Pictures::new({
        let package = package.clone();
        move |name| package.asset(name).map(<[u8]>::to_vec)
    });
    let toasts: Vec<_> = view
        .nodes()
        .filter(|(_, node)| matches!(node.element, Element::Toast { .. }))
        .map(|(_, node)| node.path)
        .collect();
    let look = Look {
        view,
        entries: &entries,
        folds: &folds,
        accounts: &accounts,
        locale,
        theme: Theme::new(false, Depth::Monochrome),
        pictures: &pictures,
        focus: None,
        caret: 0,
        toasts: &toasts,
        height: 40,
        now: 0,
    };
    let page = lay_out(&look, width, width);
    let blocks = std::iter::once(page.body).chain(page.dialog).chain(page.menu).chain(page.toasts);
    Drawn(
        blocks
            .flat_map(|block: Block| block.rows)
            .map(|row| // What frames the text is none of it.
                row.iter().map(|span| span.content.as_ref()).collect::<String>().replace('│', "  "))
            .collect(),
    )
}
