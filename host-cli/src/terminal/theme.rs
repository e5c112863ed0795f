//! Colours by meaning, for dark and light terminals, with as many colours as the terminal has.

use loggia_runtime::ui::Tone;
use ratatui::style::{Color, Modifier, Style};

/// What the user asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum ThemeChoice {
    /// As the terminal says (`COLORFGBG`); dark where it does not say.
    #[default]
    Auto,
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
}

/// Every style that the shell draws with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    palette: &'static Palette,
    depth: Depth,
}

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// None: only bold, underlined and reversed.
    Monochrome,
    /// The 256 of xterm.
    Indexed,
    /// All.
    True,
}

/// A colour, exact and as the nearest of xterm's 256.
#[derive(Debug)]
struct Ink(u8, u8, u8, u8);

#[derive(Debug)]
struct Palette {
    ground: Ink,
    surface: Ink,
    text: Ink,
    muted: Ink,
    line: Ink,
    accent: Ink,
    on_accent: Ink,
    info: Ink,
    success: Ink,
    warning: Ink,
    danger: Ink,
    bank: Ink,
    on_bank: Ink,
    bank_muted: Ink,
}

// Every text colour has a contrast of at least 4.5 to its ground (WCAG 2.2, 1.4.3).
const DARK: Palette = Palette {
    ground: Ink(0x12, 0x16, 0x1c, 233),
    surface: Ink(0x22, 0x29, 0x33, 236),
    text: Ink(0xe6, 0xe9, 0xee, 254),
    muted: Ink(0x98, 0xa2, 0xb0, 247),
    line: Ink(0x46, 0x51, 0x60, 240),
    accent: Ink(0x6a, 0xa9, 0xff, 75),
    on_accent: Ink(0x0b, 0x12, 0x20, 233),
    info: Ink(0x6c, 0xc7, 0xe8, 80),
    success: Ink(0x5f, 0xd0, 0x8a, 78),
    warning: Ink(0xf0, 0xb8, 0x4d, 215),
    danger: Ink(0xff, 0x7b, 0x72, 210),
    bank: Ink(0x14, 0x3d, 0x5c, 23),
    on_bank: Ink(0xf4, 0xf7, 0xfa, 255),
    bank_muted: Ink(0xb8, 0xcd, 0xdf, 152),
};

const LIGHT: Palette = Palette {
    ground: Ink(0xff, 0xff, 0xff, 231),
    surface: Ink(0xe9, 0xed, 0xf2, 255),
    text: Ink(0x1b, 0x20, 0x27, 234),
    muted: Ink(0x56, 0x5f, 0x6d, 241),
    line: Ink(0xb4, 0xbd, 0xc9, 250),
    accent: Ink(0x0b, 0x5c, 0xad, 25),
    on_accent: Ink(0xff, 0xff, 0xff, 231),
    info: Ink(0x0a, 0x62, 0x80, 24),
    success: Ink(0x14, 0x6c, 0x3a, 22),
    warning: Ink(0x8a, 0x53, 0x00, 94),
    danger: Ink(0xb3, 0x26, 0x1e, 124),
    bank: Ink(0x14, 0x3d, 0x5c, 23),
    on_bank: Ink(0xff, 0xff, 0xff, 231),
    bank_muted: Ink(0xb8, 0xcd, 0xdf, 152),
};

impl Theme {
    /// For what the user asked for and what the environment variables say of the terminal.
    pub(crate) fn of_terminal(choice: ThemeChoice, read: impl Fn(&str) -> Option<String>) -> Self {
        let light = match choice {
            ThemeChoice::Dark => false,
            ThemeChoice::Light => true,
            ThemeChoice::Auto => read("COLORFGBG").is_some_and(|value| has_light_ground(&value)),
        };
        let set = |name: &str| read(name).filter(|value| !value.is_empty());
        let depth = if set("NO_COLOR").is_some() || set("TERM").is_some_and(|term| term == "dumb") {
            Depth::Monochrome
        } else if set("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit") {
            Depth::True
        } else {
            Depth::Indexed
        };
        Self::new(light, depth)
    }

    /// With just this ground and depth.
    pub(crate) fn new(light: bool, depth: Depth) -> Self {
        Self { palette: if light { &LIGHT } else { &DARK }, depth }
    }

    /// Whether pictures can be drawn in colour.
    pub(crate) fn has_colour(self) -> bool {
        self.depth != Depth::Monochrome
    }

    /// A picture's pixel.
    pub(crate) fn pixel(self, [red, green, blue]: [u8; 3]) -> Color {
        match self.depth {
            Depth::Monochrome => Color::Reset,
            Depth::Indexed => Color::Indexed(nearest_index(red, green, blue)),
            Depth::True => Color::Rgb(red, green, blue),
        }
    }

    /// What shows through a picture's transparent pixels.
    pub(crate) fn ground_pixel(self) -> [u8; 3] {
        let Ink(red, green, blue, _) = self.palette.ground;
        [red, green, blue]
    }

    /// Ordinary text on the page's ground.
    pub(crate) fn text(self) -> Style {
        self.style(&self.palette.text, &self.palette.ground)
    }

    /// Stressed text.
    pub(crate) fn strong(self) -> Style {
        self.text().add_modifier(Modifier::BOLD)
    }

    /// Text of less weight.
    pub(crate) fn muted(self) -> Style {
        self.style(&self.palette.muted, &self.palette.ground)
    }

    /// Titles of sections.
    pub(crate) fn heading(self) -> Style {
        self.style(&self.palette.accent, &self.palette.ground).add_modifier(Modifier::BOLD)
    }

    /// Borders and rules; a focused one stands out.
    pub(crate) fn line(self, focused: bool) -> Style {
        if focused { self.heading() } else { self.style(&self.palette.line, &self.palette.ground) }
    }

    /// Text that has a tone.
    pub(crate) fn tone(self, tone: Tone) -> Style {
        self.style(self.tone_ink(tone), &self.palette.ground)
    }

    /// A small filled label of a tone.
    pub(crate) fn badge(self, tone: Tone) -> Style {
        self.style(self.tone_ink(tone), &self.palette.surface).add_modifier(Modifier::BOLD)
    }

    /// The ground of banners, and their text.
    pub(crate) fn surface(self) -> Style {
        self.style(&self.palette.text, &self.palette.surface)
    }

    /// Text on that ground, in a tone.
    pub(crate) fn surface_tone(self, tone: Tone) -> Style {
        self.style(self.tone_ink(tone), &self.palette.surface)
    }

    /// A field to type in.
    pub(crate) fn field(self) -> Style {
        match self.depth {
            Depth::Monochrome => Style::new().add_modifier(Modifier::UNDERLINED),
            _ => self.surface(),
        }
    }

    /// Something chosen, ticked or switched on; the mark beside a focused thing.
    pub(crate) fn accent(self) -> Style {
        self.heading()
    }

    /// The one thing to do here.
    pub(crate) fn primary(self) -> Style {
        self.filled(&self.palette.on_accent, &self.palette.accent)
    }

    /// One of several things to do.
    pub(crate) fn secondary(self) -> Style {
        match self.depth {
            Depth::Monochrome => Style::new().add_modifier(Modifier::UNDERLINED),
            _ => self.style(&self.palette.accent, &self.palette.surface),
        }
    }

    /// What cannot be undone.
    pub(crate) fn danger(self) -> Style {
        self.filled(&self.palette.ground, &self.palette.danger)
    }

    /// What acts as a button does, and looks like a part of the text.
    pub(crate) fn link(self) -> Style {
        self.style(&self.palette.accent, &self.palette.ground).add_modifier(Modifier::UNDERLINED)
    }

    /// A chart's series, by its number.
    pub(crate) fn series(self, n: usize) -> Style {
        const ORDER: [fn(&Palette) -> &Ink; 6] = [
            |p| &p.accent,
            |p| &p.warning,
            |p| &p.success,
            |p| &p.danger,
            |p| &p.info,
            |p| &p.muted,
        ];
        let ink = ORDER.get(n % ORDER.len()).map_or(&self.palette.accent, |ink| ink(self.palette));
        self.style(ink, &self.palette.ground)
    }

    /// A code for cameras: dark on light whatever the theme, or cameras do not read it.
    pub(crate) fn code(self) -> Style {
        self.style(&Ink(0, 0, 0, 16), &Ink(255, 255, 255, 231))
    }

    /// What does not act now.
    pub(crate) fn disabled(self) -> Style {
        self.style(&self.palette.muted, &self.palette.surface).add_modifier(Modifier::DIM)
    }

    /// The bank's own bars and sheets.
    pub(crate) fn bank(self) -> Style {
        self.filled(&self.palette.on_bank, &self.palette.bank)
    }

    /// Text of less weight on them.
    pub(crate) fn bank_muted(self) -> Style {
        match self.depth {
            Depth::Monochrome => Style::new().add_modifier(Modifier::REVERSED),
            _ => self.style(&self.palette.bank_muted, &self.palette.bank),
        }
    }

    fn tone_ink(self, tone: Tone) -> &'static Ink {
        match tone {
            Tone::Neutral => &self.palette.muted,
            Tone::Info => &self.palette.info,
            Tone::Success => &self.palette.success,
            Tone::Warning => &self.palette.warning,
            Tone::Danger => &self.palette.danger,
        }
    }

    fn filled(self, ink: &Ink, ground: &Ink) -> Style {
        match self.depth {
            Depth::Monochrome => Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD),
            _ => self.style(ink, ground).add_modifier(Modifier::BOLD),
        }
    }

    fn style(self, ink: &Ink, ground: &Ink) -> Style {
        Style::new().fg(self.colour(ink)).bg(self.colour(ground))
    }

    fn colour(self, ink: &Ink) -> Color {
        let &Ink(red, green, blue, index) = ink;
        match self.depth {
            Depth::Monochrome => Color::Reset,
            Depth::Indexed => Color::Indexed(index),
            Depth::True => Color::Rgb(red, green, blue),
        }
    }
}

/// rxvt's convention, `foreground;background` of the 16 colours: 7 and those from 9 on are light.
fn has_light_ground(value: &str) -> bool {
    value
        .rsplit(';')
        .next()
        .and_then(|ground| ground.parse::<u8>().ok())
        .is_some_and(|ground| ground == 7 || (9..=15).contains(&ground))
}

/// The nearest of xterm's 6 × 6 × 6 cube and 24 greys.
fn nearest_index(red: u8, green: u8, blue: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |value: u8| {
        (0u8..).zip(STEPS).min_by_key(|(_, step)| step.abs_diff(value)).unwrap_or((0, 0))
    };
    let distance = |r: u8, g: u8, b: u8| {
        [(r, red), (g, green), (b, blue)]
            .iter()
            .map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2))
            .sum::<u32>()
    };
    let ((r, red_step), (g, green_step), (b, blue_step)) = (step(red), step(green), step(blue));
    let mean = (u16::from(red) + u16::from(green) + u16::from(blue)) / 3;
    let grey = u8::try_from(mean.saturating_sub(3) / 10).unwrap_or(23).min(23);
    let grey_value = 8 + 10 * grey;
    if distance(grey_value, grey_value, grey_value) < distance(red_step, green_step, blue_step) {
        232 + grey
    } else {
        16 + 36 * r + 6 * g + b
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(choice: ThemeChoice, variables: &[(&str, &str)]) -> Theme {
        Theme::of_terminal(choice, |asked| {
            variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_ground_is_the_terminals_unless_the_user_says_otherwise() {
        let ground = |theme: Theme| theme.ground_pixel();
        assert_eq!(ground(theme(ThemeChoice::Auto, &[("COLORFGBG", "0;15")])), [255, 255, 255]);
        assert_eq!(
            ground(theme(ThemeChoice::Auto, &[("COLORFGBG", "15;default;0")])),
            [0x12, 0x16, 0x1c]
        );
        assert_eq!(ground(theme(ThemeChoice::Auto, &[])), [0x12, 0x16, 0x1c]);
        assert_eq!(ground(theme(ThemeChoice::Dark, &[("COLORFGBG", "0;15")])), [0x12, 0x16, 0x1c]);
    }

    #[test]
    fn colours_are_as_deep_as_the_terminal_says_and_gone_where_nobody_wants_them() {
        assert_eq!(theme(ThemeChoice::Auto, &[("COLORTERM", "truecolor")]).depth, Depth::True);
        assert_eq!(theme(ThemeChoice::Auto, &[("TERM", "xterm-256color")]).depth, Depth::Indexed);
        assert_eq!(
            theme(ThemeChoice::Auto, &[("COLORTERM", "truecolor"), ("NO_COLOR", "1")]).depth,
            Depth::Monochrome
        );
        assert_eq!(theme(ThemeChoice::Auto, &[("NO_COLOR", "")]).depth, Depth::Indexed);
    }

    #[test]
    fn texts_can_be_read_on_their_grounds() {
        let luminance = |Ink(red, green, blue, _): &Ink| {
            let linear = |value: &u8| {
                let value = f64::from(*value) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        };
        let contrast = |a: &Ink, b: &Ink| {
            let (a, b) = (luminance(a), luminance(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        for p in [&DARK, &LIGHT] {
            let tones = [&p.text, &p.muted, &p.accent, &p.info, &p.success, &p.warning, &p.danger];
            let pairs = tones.iter().flat_map(|ink| [(*ink, &p.ground), (*ink, &p.surface)]);
            let others = [
                (&p.on_accent, &p.accent),
                (&p.on_bank, &p.bank),
                (&p.bank_muted, &p.bank),
                (&p.ground, &p.danger),
            ];
            for (ink, ground) in pairs.chain(others) {
                assert!(
                    contrast(ink, ground) >= 4.5,
                    "{ink:?} on {ground:?}: {:.2}",
                    contrast(ink, ground)
                );
            }
        }
    }

    #[test]
    fn a_pixel_finds_its_nearest_index() {
        assert_eq!(nearest_index(0, 0, 0), 16);
        assert_eq!(nearest_index(255, 255, 255), 231);
        assert_eq!(nearest_index(255, 0, 0), 196);
        assert_eq!(nearest_index(128, 128, 128), 244);
    }
}
