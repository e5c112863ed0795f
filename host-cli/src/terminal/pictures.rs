//! The package's PNG pictures as half blocks, two pixels a character.
//!
//! Other formats, and terminals without colour, show the picture's alternative text.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::io::Cursor;
use std::rc::Rc;

use ratatui::style::Style;
use ratatui::text::Span;

use super::block::Row;
use super::theme::Theme;

/// More pixels than this are no picture for a terminal. Stops: small files that unpack to gigabytes.
const MAX_PIXELS: usize = 4 << 20;

/// Where a package's pictures come from, by name.
type Load = Box<dyn Fn(&str) -> Option<Vec<u8>>>;

/// Pictures by name and by the columns and rows that they were drawn for; none where one cannot be
/// drawn.
type Drawn = HashMap<(String, usize, usize), Option<Rc<Small>>>;

/// Draws the pictures of one package, and keeps what it has drawn.
pub(crate) struct Pictures {
    load: Load,
    drawn: RefCell<Drawn>,
}

/// A picture at the size at which it is drawn.
struct Small {
    columns: usize,
    /// Row by row, two of them a row of text.
    pixels: Vec<[u8; 4]>,
}

impl fmt::Debug for Pictures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pictures").finish_non_exhaustive()
    }
}

impl Pictures {
    /// Of the package whose assets `load` gives.
    pub(crate) fn new(load: impl Fn(&str) -> Option<Vec<u8>> + 'static) -> Self {
        Self { load: Box::new(load), drawn: RefCell::default() }
    }

    /// The picture called `name`, as large as it can be in `columns` by `rows` characters; none
    /// where it cannot be drawn.
    pub(crate) fn draw(
        &self,
        name: &str,
        columns: usize,
        rows: usize,
        theme: Theme,
    ) -> Option<Vec<Row>> {
        if !theme.has_colour() || columns == 0 || rows == 0 {
            return None;
        }
        let small = self
            .drawn
            .borrow_mut()
            .entry((name.to_owned(), columns, rows))
            .or_insert_with(|| {
                let (width, height, pixels) = decode(&(self.load)(name)?)?;
                Some(Rc::new(shrink(width, height, &pixels, columns, rows * 2)))
            })
            .clone()?;
        let ground = theme.ground_pixel();
        let lines: Vec<&[[u8; 4]]> = small.pixels.chunks(small.columns).collect();
        let row = |pair: &[&[[u8; 4]]]| {
            let upper = pair.first().copied().unwrap_or_default();
            let lower = pair.get(1).copied().unwrap_or_default();
            let halves = upper.iter().zip(lower.iter().copied().chain(std::iter::repeat([0; 4])));
            halves
                .map(|(upper, lower)| {
                    let (upper, lower) = (over(*upper, ground), over(lower, ground));
                    Span::styled("▀", Style::new().fg(theme.pixel(upper)).bg(theme.pixel(lower)))
                })
                .collect()
        };
        Some(lines.chunks(2).map(row).collect())
    }
}

/// Width, height and pixels of a PNG.
fn decode(bytes: &[u8]) -> Option<(usize, usize, Vec<[u8; 4]>)> {
    let limits = png::Limits { bytes: MAX_PIXELS * 4 };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(
        png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
    );
    let mut reader = decoder.read_info().ok()?;
    let size = reader.output_buffer_size().filter(|size| *size <= MAX_PIXELS * 4)?;
    let mut buffer = vec![0; size];
    let info = reader.next_frame(&mut buffer).ok()?;
    let pixels = match info.color_type {
        png::ColorType::Rgba => buffer.as_chunks::<4>().0.to_vec(),
        png::ColorType::GrayscaleAlpha => buffer
            .as_chunks::<2>()
            .0
            .iter()
            .map(|[grey, alpha]| [*grey, *grey, *grey, *alpha])
            .collect(),
        _ => return None,
    };
    Some((info.width as usize, info.height as usize, pixels))
}

/// The picture within `columns` by `lines` pixels, in its own proportions; each pixel the mean of
/// those that it stands for.
fn shrink(width: usize, height: usize, pixels: &[[u8; 4]], columns: usize, lines: usize) -> Small {
    let (columns, lines) = if width * lines >= height * columns {
        (columns, (height * columns).div_ceil(width.max(1)).clamp(1, lines))
    } else {
        ((width * lines).div_ceil(height.max(1)).clamp(1, columns), lines)
    };
    // At least one pixel each, where the picture is smaller than what it is drawn in.
    let span = |at: usize, of: usize, length: usize| {
        let from = at * length / of;
        from..((at + 1) * length / of).max(from + 1)
    };
    let mean = |line: usize, column: usize| {
        let mut sums = [0_u64; 4];
        let mut count = 0_u64;
        for y in span(line, lines, height) {
            for x in span(column, columns, width) {
                let [red, green, blue, alpha] =
                    pixels.get(y * width + x).copied().unwrap_or_default().map(u64::from);
                for (sum, value) in
                    sums.iter_mut().zip([red * alpha, green * alpha, blue * alpha, alpha])
                {
                    *sum += value;
                }
                count += 1;
            }
        }
        let [red, green, blue, alpha] = sums;
        let byte = |value: u64, over: u64| u8::try_from(value / over.max(1)).unwrap_or(u8::MAX);
        [byte(red, alpha), byte(green, alpha), byte(blue, alpha), byte(alpha, count)]
    };
    let pixels = (0..lines).flat_map(|line| (0..columns).map(move |column| (line, column)));
    Small { columns, pixels: pixels.map(|(line, column)| mean(line, column)).collect() }
}

/// A pixel laid over the page's ground.
fn over([red, green, blue, alpha]: [u8; 4], ground: [u8; 3]) -> [u8; 3] {
    let mix = |ink: u8, ground: u8| {
        let mixed = (u32::from(ink) * u32::from(alpha)
            + u32::from(ground) * (255 - u32::from(alpha)))
            / 255;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    let [ground_red, ground_green, ground_blue] = ground;
    [mix(red, ground_red), mix(green, ground_green), mix(blue, ground_blue)]
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;
    use crate::terminal::theme::Depth;

    fn picture(width: u32, height: u32, pixels: &[[u8; 4]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgba);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(pixels.as_flattened()).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn two_pixels_make_one_character() {
        let bytes = picture(1, 2, &[[255, 0, 0, 255], [0, 0, 255, 255]]);
        let pictures = Pictures::new(move |name| (name == "a.png").then(|| bytes.clone()));
        let rows = pictures.draw("a.png", 1, 1, Theme::new(false, Depth::True)).unwrap();
        let style = Style::new().fg(Color::Rgb(255, 0, 0)).bg(Color::Rgb(0, 0, 255));
        assert_eq!(rows, vec![vec![Span::styled("▀", style)]]);
        assert!(pictures.draw("b.png", 1, 1, Theme::new(false, Depth::True)).is_none());
        assert!(pictures.draw("a.png", 1, 1, Theme::new(false, Depth::Monochrome)).is_none());
    }

    #[test]
    fn a_picture_keeps_its_proportions_and_its_mean_colour() {
        let pixels: Vec<[u8; 4]> = (0..8 * 4)
            .map(|n| if n % 2 == 0 { [200, 0, 0, 255] } else { [0, 0, 0, 255] })
            .collect();
        let small = shrink(8, 4, &pixels, 4, 8);
        assert_eq!((small.columns, small.pixels.len()), (4, 4 * 2));
        assert!(small.pixels.iter().all(|pixel| *pixel == [100, 0, 0, 255]));
    }

    #[test]
    fn the_ground_shows_through_what_is_transparent() {
        assert_eq!(over([255, 255, 255, 0], [1, 2, 3]), [1, 2, 3]);
        assert_eq!(over([255, 255, 255, 255], [1, 2, 3]), [255, 255, 255]);
    }

    #[test]
    fn what_is_no_picture_and_what_is_too_large_is_not_drawn() {
        let theme = Theme::new(false, Depth::True);
        let mut bomb = picture(1, 1, &[[0; 4]]);
        // The header's width and height, which its checksum no longer fits.
        bomb[16..24].copy_from_slice(&[0x7f; 8]);
        for bytes in [b"GIF89a".to_vec(), Vec::new(), bomb] {
            let pictures = Pictures::new(move |_| Some(bytes.clone()));
            assert!(pictures.draw("x", 4, 4, theme).is_none());
        }
    }
}
