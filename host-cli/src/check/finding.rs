//! What is wrong, where, and what to change.

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use loggia_runtime::GuestText;
use serde::{Serialize, Serializer};

use super::code::{Code, Severity};

/// A rule that is broken.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    /// What is wrong.
    pub(crate) message: String,
    /// What to change.
    pub(crate) remedy: String,
    #[serde(flatten)]
    pub(crate) place: Place,
    /// How often the same was found elsewhere.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) also: usize,
}

/// What tells a finding from others.
pub(crate) type Key = (
    Code,
    Option<(String, Range<usize>)>,
    Option<(Option<String>, Option<String>)>,
    Option<String>,
);

/// Where something is wrong.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Place {
    /// In a file of the project's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Spot>,
    /// On which screen, by the view's own name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) screen: Option<String>,
    /// Which node of it: what it stands in, by kinds, keys and test ids, and then itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) node: Option<String>,
    /// In which language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) locale: Option<String>,
    /// How it was come by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) met: Option<String>,
}

/// A place in a file.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    /// As the project calls it.
    file: String,
    /// All of it.
    text: Arc<str>,
    span: Range<usize>,
}

/// A file of the project's, to point into.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    file: String,
    text: Arc<str>,
}

/// Findings that keep something from being built.
#[derive(Debug)]
pub(crate) struct Findings(pub(crate) Vec<Finding>);

impl Finding {
    /// A broken rule, what is wrong and what to change.
    pub(crate) fn new(code: Code, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            remedy: remedy.into(),
            place: Place::default(),
            also: 0,
        }
    }

    /// At a place.
    pub(crate) fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// At a place in a file, where it is known.
    pub(crate) fn in_source(self, source: Option<Spot>) -> Self {
        self.at(Place { source, ..Place::default() })
    }

    /// What is found twice has the same.
    pub(crate) fn key(&self) -> Key {
        let Place { source, screen, node, .. } = &self.place;
        let spot = source.as_ref().map(|spot| (spot.file.clone(), spot.span.clone()));
        let by_words = (spot.is_none() && screen.is_none())
            || matches!(
                self.code,
                Code::MissingLanguage | Code::Untranslated | Code::NearLimit | Code::NoUsableScreen
            );
        // A line of the source is one place, whichever screens it is come to from.
        let on_screen = spot.is_none().then(|| (screen.clone(), node.clone()));
        (self.code, spot, on_screen, by_words.then(|| self.message.clone()))
    }

    /// For people: the message, the place with its line, and what to change.
    pub(crate) fn written(&self, width: usize) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        // Much of it may be a guest's word.
        let harmless = |text: &str| GuestText::lines(text.to_owned()).to_string();
        let Place { source, locale, met, .. } = &self.place;
        let mut said = level
            .primary_title(harmless(&self.message))
            .id(self.code.name())
            .elements(std::iter::empty::<annotate_snippets::Element<'_>>());
        if let Some(spot) = source {
            let snippet = Snippet::source(spot.text.as_ref())
                .path(spot.file.as_str())
                .annotation(AnnotationKind::Primary.span(spot.span.clone()));
            said = said.element(snippet);
        }
        if let Some(on_screen) = self.place.on_screen() {
            said = said.element(Origin::path(harmless(&on_screen)));
        }
        if let Some(locale) = locale {
            said = said.element(Level::NOTE.message(format!("in {}", harmless(locale))));
        }
        if let Some(met) = met {
            said = said.element(Level::NOTE.message(harmless(met)));
        }
        match self.also {
            0 => {}
            1 => said = said.element(Level::NOTE.message("and in one more place")),
            also => {
                said = said.element(Level::NOTE.message(format!("and in {also} more places")));
            }
        }
        let help = Group::with_title(Level::HELP.secondary_title(harmless(&self.remedy)));
        let renderer = Renderer::styled().decor_style(DecorStyle::Unicode).term_width(width);
        renderer.render(&[said, help])
    }
}

impl Place {
    /// The screen and the node, in words.
    fn on_screen(&self) -> Option<String> {
        let screen = self.screen.as_ref()?;
        Some(match &self.node {
            Some(node) => format!("screen {screen} › {node}"),
            None => format!("screen {screen}"),
        })
    }
}

impl Source {
    /// The text of a file, as the project calls it.
    pub(crate) fn new(file: impl Into<String>, text: &str) -> Self {
        Self { file: file.into(), text: text.into() }
    }

    /// A file of a folder; none where it cannot be read.
    pub(crate) fn read(folder: &Path, file: &str) -> Option<Self> {
        let text = std::fs::read_to_string(folder.join(file)).ok()?;
        Some(Self::new(file, &text))
    }

    /// All of it.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Some bytes of it.
    pub(crate) fn spot(&self, span: Range<usize>) -> Spot {
        let end = span.end.min(self.text.len());
        Spot {
            file: self.file.clone(),
            text: Arc::clone(&self.text),
            span: span.start.min(end)..end,
        }
    }

    /// A line of it, from 1, without what it begins and ends with; none where it has not so many.
    pub(crate) fn line(&self, line: usize) -> Option<Spot> {
        let before: usize =
            self.text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let text = self.text.split_inclusive('\n').nth(line - 1)?;
        let start = before + text.len() - text.trim_start().len();
        Some(self.spot(start..before + text.trim_end().len()))
    }
}

impl Spot {
    /// From 1.
    fn line(&self) -> usize {
        1 + self.before().matches('\n').count()
    }

    /// From 1, in characters.
    fn column(&self) -> usize {
        1 + self.before().rsplit('\n').next().map_or(0, |line| line.chars().count())
    }

    fn before(&self) -> &str {
        self.text.get(..self.span.start).unwrap_or_default()
    }
}

impl Serialize for Spot {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct At<'a> {
            file: &'a str,
            line: usize,
            column: usize,
        }
        At { file: &self.file, line: self.line(), column: self.column() }.serialize(to)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said: Vec<&str> = self.0.iter().map(|finding| finding.message.as_str()).collect();
        f.write_str(&said.join("; "))
    }
}

impl std::error::Error for Findings {}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
pub(super) fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_pointed_at_without_the_spaces_round_it() {
        let source = Source::new("a.txt", "one\n  zwölf \nthree");
        let spot = source.line(2).unwrap();
        assert_eq!(&spot.text[spot.span.clone()], "zwölf");
        assert_eq!((spot.line(), spot.column()), (2, 3));
        assert_eq!((source.line(3).unwrap().line(), source.line(3).unwrap().column()), (3, 1));
        assert!(source.line(0).is_none() && source.line(4).is_none());
    }

    #[test]
    fn a_span_outside_of_the_text_points_at_its_end() {
        let spot = Source::new("a.txt", "one").spot(2..10);
        assert_eq!(spot.span, 2..3);
        assert_eq!(Source::new("a.txt", "one").spot(7..10).span, 3..3);
    }
}
