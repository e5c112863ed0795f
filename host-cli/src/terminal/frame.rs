//! The bank's frame round every mini-app: whose it is, the way out, what it may do, what to be careful
//! of, and the keys.

use loggia_runtime::ui::{Control, Doubt, Wording};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::shell::Shell;
use super::surface::Press;
use super::theme::Theme;
use super::wrap::cut;
use crate::entries::input_at;

/// What the frame leaves to the mini-app, and what of the frame can be clicked.
#[derive(Debug)]
pub(super) struct Framed {
    pub(super) inside: Rect,
    pub(super) hits: Vec<(Rect, Press)>,
}

/// Draws the frame round a mini-app's page.
pub(super) fn page(buffer: &mut Buffer, area: Rect, shell: &Shell, now: u64) -> Framed {
    let theme = shell.setting.theme;
    let mut hits = Vec::new();

    let by = format!(" by {}", shell.setting.partner);
    let close = match &shell.setting.opener {
        None if area.width < 50 => " ✕ ".to_owned(),
        None => " ✕ Close ".to_owned(),
        Some(_) if area.width < 50 => " ← ".to_owned(),
        Some(opener) => format!(" ← {} ", cut(opener, 32)),
    };
    let top = Rect { height: 1, ..area };
    bar(buffer, top, theme);
    let close_at = end_of(top, &close);
    write(buffer, close_at, &close, theme.bank());
    hits.push((close_at, Press::Leave));
    let room = usize::from(close_at.x - area.x);
    let name = cut(&format!(" {}", shell.setting.app), room);
    write(buffer, top, &name, theme.bank());
    let name_width = u16::try_from(name.width()).unwrap_or(0);
    let by = cut(&by, room.saturating_sub(name.width()));
    write(
        buffer,
        Rect { x: top.x + name_width, width: top.width - name_width, ..top },
        &by,
        theme.bank_muted(),
    );

    let second = Rect { y: area.y + 1, height: 1, ..area };
    bar(buffer, second, theme);
    let panel = if area.width < 50 { " i info " } else { " i  what it may do " };
    let panel_at = end_of(second, panel);
    write(buffer, panel_at, panel, theme.bank_muted());
    hits.push((panel_at, Press::Panel));
    let title = cut(&format!(" {}", shell.view.title()), usize::from(panel_at.x - area.x));
    write(buffer, second, &title, theme.bank_muted());

    let bottom = Rect { y: area.y + area.height - 1, height: 1, ..area };
    bar(buffer, bottom, theme);
    match shell.remark_at(now) {
        Some(remark) => write(
            buffer,
            bottom,
            &format!(" {}", cut(remark, usize::from(area.width).saturating_sub(2))),
            theme.bank(),
        ),
        None => write_hints(buffer, bottom, theme, &hints(shell)),
    }

    let caution = caution(shell.view.doubts());
    if let Some(caution) = caution {
        let third = Rect { y: area.y + 2, height: 1, ..area };
        bar(buffer, third, theme);
        let caution = cut(&format!(" ⚠ {caution}"), usize::from(area.width));
        write(buffer, third, &caution, theme.bank());
    }

    // A row of air under the bar, where there is room for it.
    let above = 2 + u16::from(caution.is_some()) + u16::from(area.height >= 14);
    let inside = Rect { y: area.y + above, height: area.height - 1 - above, ..area };
    Framed { inside, hits }
}

/// What the bank says to words that may be meant well, and may be not: of the gravest of them.
fn caution(doubts: &[Doubt]) -> Option<&'static str> {
    let has = |meant: fn(&Wording) -> bool| doubts.iter().any(|doubt| meant(&doubt.wording));
    if has(|wording| matches!(wording, Wording::AsksForSecret { .. } | Wording::NamesSecret { .. }))
    {
        Some("Enter no PIN, password or card here")
    } else if has(|wording| matches!(wording, Wording::PosesAsBank { .. })) {
        Some("This is not your bank that speaks")
    } else if has(|wording| matches!(wording, Wording::LookAlike { .. })) {
        Some("Some letters are not what they seem")
    } else {
        (!doubts.is_empty()).then_some("Some words here may mislead")
    }
}

/// Draws the frame of the bank's own sheet.
pub(super) fn sheet(buffer: &mut Buffer, area: Rect, theme: Theme, title: &str) -> Rect {
    let top = Rect { height: 1, ..area };
    bar(buffer, top, theme);
    write(
        buffer,
        top,
        &cut(&format!(" Your bank: {title}"), usize::from(area.width)),
        theme.bank(),
    );
    let bottom = Rect { y: area.y + area.height - 1, height: 1, ..area };
    bar(buffer, bottom, theme);
    write_hints(buffer, bottom, theme, &[("↑↓", "move"), ("Enter", "choose"), ("Esc", "decline")]);
    Rect { y: area.y + 1, height: area.height - 2, ..area }
}

/// Says in the frame of a sheet that its yes needs more of it to be read first.
pub(super) fn more_to_read(buffer: &mut Buffer, area: Rect, theme: Theme) {
    let bottom = Rect { y: area.y + area.height - 1, height: 1, ..area };
    bar(buffer, bottom, theme);
    write_hints(buffer, bottom, theme, &[("PgDn", "there is more"), ("Esc", "decline")]);
}

/// Draws a scroll bar, where there is more than can be seen.
pub(crate) fn scroll_bar(
    buffer: &mut Buffer,
    area: Rect,
    theme: Theme,
    scroll: usize,
    seen: usize,
    all: usize,
) {
    if all <= seen || area.height == 0 {
        return;
    }
    let height = usize::from(area.height);
    let thumb = (seen * height / all).clamp(1, height);
    let from = scroll * (height - thumb) / (all - seen).max(1);
    for (n, y) in (area.y..area.y + area.height).enumerate() {
        let on = (from..from + thumb).contains(&n);
        buffer.set_string(
            area.x,
            y,
            if on { "┃" } else { "│" },
            if on { theme.accent() } else { theme.line(false) },
        );
    }
}

/// The keys that mean something here, the most useful first.
fn hints(shell: &Shell) -> Vec<(&'static str, &'static str)> {
    if shell.notice.is_some() {
        return vec![("Tab", "move"), ("Enter", "choose"), ("q", "leave")];
    }
    if shell.panel.is_some() && shell.drawn.panel_covers {
        return vec![("↑↓", "scroll"), ("i", "close"), ("q", "leave")];
    }
    let control = shell
        .focus
        .and_then(|focus| shell.view.find(focus.path()))
        .and_then(|index| input_at(&shell.view, index))
        .map(|input| &input.control);
    match control {
        Some(Control::TextField { kind: loggia_runtime::ui::TextKind::Multiline, .. }) => {
            vec![("Tab", "next"), ("Esc", "back"), ("F2", "what it may do"), ("Ctrl-C", "leave")]
        }
        Some(Control::TextField { .. }) => {
            vec![
                ("Enter", "send"),
                ("Tab", "next"),
                ("Esc", "back"),
                ("F2", "what it may do"),
                ("Ctrl-C", "leave"),
            ]
        }
        Some(Control::Stepper { .. }) => vec![
            ("+ −", "change"),
            ("Tab", "next"),
            ("Esc", "back"),
            ("i", "what it may do"),
            ("q", "leave"),
        ],
        _ => vec![
            ("Tab", "next"),
            ("Enter", "choose"),
            ("Esc", "back"),
            ("i", "what it may do"),
            ("q", "leave"),
        ],
    }
}

/// As many hints as there is room for.
fn write_hints(buffer: &mut Buffer, area: Rect, theme: Theme, hints: &[(&str, &str)]) {
    let mut x = area.x + 1;
    for (key, meaning) in hints {
        let needed = u16::try_from(key.width() + 1 + meaning.width()).unwrap_or(u16::MAX);
        if needed > (area.x + area.width).saturating_sub(x) {
            break;
        }
        let room = area.x + area.width - x;
        write(buffer, Rect { x, width: room, ..area }, key, theme.bank());
        let key_width = u16::try_from(key.width() + 1).unwrap_or(0);
        write(
            buffer,
            Rect { x: x + key_width, width: room - key_width, ..area },
            meaning,
            theme.bank_muted(),
        );
        x = x.saturating_add(needed + 3);
        if x >= area.x + area.width {
            break;
        }
    }
}

fn bar(buffer: &mut Buffer, area: Rect, theme: Theme) {
    write(buffer, area, &" ".repeat(usize::from(area.width)), theme.bank_muted());
}

/// The end of a row, as wide as the text.
fn end_of(area: Rect, text: &str) -> Rect {
    let width = u16::try_from(text.width()).unwrap_or(0).min(area.width);
    Rect { x: area.x + area.width - width, width, ..area }
}

fn write(buffer: &mut Buffer, area: Rect, text: &str, style: Style) {
    buffer.set_stringn(area.x, area.y, text, usize::from(area.width), style);
}
