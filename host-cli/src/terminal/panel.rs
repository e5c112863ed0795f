//! What the mini-app may do, and what its last step used of its limits.

use loggia_runtime::ui::Tone;
use loggia_runtime::{Limits, Usage};
use ratatui::text::Span;

use super::block::{Block, Row};
use super::surface::{Press, Surface};
use super::theme::Theme;
use super::wrap::cut_row;
use crate::locale::{self, Locale};

/// Above this part of a limit, in percent, a figure is marked.
const NEAR: u64 = 80;
/// The columns of a bar.
const BAR: usize = 10;
/// From this width on there is room for bars.
const WITH_BAR: usize = 52;

/// What the panel tells that stays the same as long as the mini-app runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rights {
    /// What it can do, each as the end of "it can …".
    pub(crate) can: Vec<String>,
    /// What it cannot do, each as the end of "it cannot …".
    pub(crate) cannot: Vec<String>,
}

/// The step whose usage is shown.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// How many steps the session has made.
    pub(crate) step: u64,
    /// What it was woken by.
    pub(crate) cause: String,
    /// What it used.
    pub(crate) usage: Usage,
}

/// One figure against its limit.
struct Figure {
    name: &'static str,
    value: String,
    limit: String,
    percent: u64,
}

/// The panel in `width` columns.
pub(crate) fn draw(
    theme: Theme,
    locale: &Locale,
    rights: &Rights,
    measured: Option<&Measured>,
    limits: &Limits,
    width: usize,
) -> Block<Press> {
    let mut surface = Surface::new(theme, width, None);
    if let Some(measured) = measured {
        surface.title(&format!("Step {}: {}", locale.count(measured.step), measured.cause));
        surface.rows(figure_rows(&measured.usage, limits, locale, theme, width));
        let changed = locale.count(measured.usage.changed_nodes as u64);
        let of = locale.count(measured.usage.nodes as u64);
        surface.pair("changed", 8, &format!("{changed} of {of} nodes"), theme.text());
        let micros = measured.usage.micros.saturating_sub(measured.usage.sandbox_micros);
        surface.pair("host", 8, &millis(micros), theme.text());
        surface.space();
    }
    surface.title("It can");
    for can in &rights.can {
        surface.bullet("✓", theme.tone(Tone::Success), can);
    }
    if rights.can.is_empty() {
        surface.text("nothing but show you its screens", theme.muted());
    }
    surface.space();
    surface.title("It cannot");
    for cannot in &rights.cannot {
        surface.bullet("✗", theme.tone(Tone::Neutral), cannot);
    }
    surface.block
}

/// What a step used, each figure against its limit.
pub(crate) fn figure_rows(
    usage: &Usage,
    limits: &Limits,
    locale: &Locale,
    theme: Theme,
    width: usize,
) -> Vec<Row> {
    figures(usage, limits, locale).iter().map(|figure| figure_row(figure, theme, width)).collect()
}

fn figures(usage: &Usage, limits: &Limits, locale: &Locale) -> Vec<Figure> {
    let percent = |value: u64, limit: u64| value.saturating_mul(100) / limit.max(1);
    let count = |name, value: u64, limit: u64| Figure {
        name,
        value: locale.count(value),
        limit: locale.count(limit),
        percent: percent(value, limit),
    };
    let size = |name, value: usize, limit: usize| Figure {
        name,
        value: locale::bytes(value as u64),
        limit: locale::bytes(limit as u64),
        percent: percent(value as u64, limit as u64),
    };
    vec![
        Figure {
            name: "fuel",
            value: millions(usage.fuel),
            limit: millions(limits.step_fuel),
            percent: percent(usage.fuel, limits.step_fuel),
        },
        Figure {
            name: "time",
            value: millis(usage.sandbox_micros),
            limit: format!("{} ms", limits.step_millis),
            percent: percent(usage.sandbox_micros, limits.step_millis.saturating_mul(1_000)),
        },
        size("memory", usage.peak_memory, limits.memory_bytes),
        size("state", usage.state_bytes, limits.state_bytes),
        count("calls", u64::from(usage.calls), u64::from(limits.step_calls)),
        count("nodes", usage.nodes as u64, limits.view_nodes as u64),
    ]
}

/// Fuel as people can compare it: `0.12 M`.
pub(crate) fn millions(fuel: u64) -> String {
    match fuel / 10_000 % 100 {
        0 if fuel >= 1_000_000 => format!("{} M", fuel / 1_000_000),
        hundredths => format!("{}.{hundredths:02} M", fuel / 1_000_000),
    }
}

fn millis(micros: u64) -> String {
    format!("{}.{:02} ms", micros / 1_000, micros % 1_000 / 10)
}

/// A figure, its limit and, where there is room, a bar.
fn figure_row(figure: &Figure, theme: Theme, width: usize) -> Row {
    let near = figure.percent > NEAR;
    let style = if near { theme.tone(Tone::Danger) } else { theme.text() };
    let mut row: Row = vec![Span::styled(format!("{:<8} ", figure.name), theme.muted())];
    if width >= WITH_BAR {
        let filled = (usize::try_from(figure.percent).unwrap_or(100).min(100) * BAR).div_ceil(100);
        row.push(Span::styled("━".repeat(filled), if near { style } else { theme.accent() }));
        row.push(Span::styled("─".repeat(BAR - filled), theme.line(false)));
    }
    row.push(Span::styled(
        format!("{:>4} %{} ", figure.percent, if near { " !" } else { "" }),
        style,
    ));
    row.push(Span::styled(format!(" {} of {}", figure.value, figure.limit), style));
    cut_row(row, width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::theme::Depth;

    fn text(usage: Usage, width: usize) -> Vec<String> {
        let locale = Locale::new("en", Some("UTC")).unwrap();
        let rights =
            Rights { can: vec!["keep data".into()], cannot: vec!["reach the network".into()] };
        let measured = Measured { step: 3, cause: "action".into(), usage };
        let block = draw(
            Theme::new(false, Depth::True),
            &locale,
            &rights,
            Some(&measured),
            &Limits::default(),
            width,
        );
        block
            .rows
            .iter()
            .map(|row| row.iter().map(|span| span.content.as_ref()).collect())
            .collect()
    }

    #[test]
    fn a_figure_near_its_limit_is_marked_and_not_by_colour_alone() {
        let rows = text(Usage { fuel: 45_000_000, nodes: 10, ..Usage::default() }, 60);
        assert!(rows.iter().any(|row| row.contains("fuel") && row.contains("90 % !")), "{rows:#?}");
        assert!(
            rows.iter().any(|row| row.contains("nodes") && row.contains("1 %  10 of 1,000")),
            "{rows:#?}"
        );
    }

    #[test]
    fn no_row_is_wider_than_the_panel() {
        for width in [20, 30, 34, 60] {
            let rows = text(Usage { peak_memory: 15 << 20, ..Usage::default() }, width);
            assert!(
                rows.iter().all(|row| unicode_width::UnicodeWidthStr::width(row.as_str()) <= width),
                "{width}: {rows:#?}"
            );
        }
    }
}
