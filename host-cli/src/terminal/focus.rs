//! Where the keyboard's focus goes next.

use loggia_runtime::ui::FieldValue;
use loggia_runtime::ui::{ButtonStyle, Control, Element, View};

use super::block::{Spot, Target};
use crate::entries::{Entries, input_at};

/// Which way the focus goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To the next control, past the other options of this one.
    Next,
    /// To the control before.
    Previous,
    /// To what stands after it in reading order.
    Right,
    /// To what stands before it in reading order.
    Left,
    /// To the nearest thing in the rows below.
    Down,
    /// To the nearest thing in the rows above.
    Up,
}

/// The spot that the focus goes to from `from`; none where there is nothing that way.
pub(crate) fn step(spots: &[Spot], from: Option<Target>, direction: Direction) -> Option<Target> {
    let stops: Vec<&Spot> = spots.iter().filter(|spot| spot.target.takes_focus()).collect();
    let Some(at) = from.and_then(|from| stops.iter().position(|spot| spot.target == from)) else {
        let end = matches!(direction, Direction::Previous | Direction::Left | Direction::Up);
        return if end { stops.last() } else { stops.first() }.map(|spot| spot.target);
    };
    let here = stops.get(at)?;
    let group = |spot: &&&Spot| {
        spot.target.path() != here.target.path() || !matches!(spot.target, Target::Option(..))
    };
    let (before, after) = (stops.get(..at)?, stops.get(at + 1..)?);
    let found = match direction {
        Direction::Next => after.iter().find(group).or_else(|| stops.first()),
        Direction::Previous => before.iter().rev().find(group).or_else(|| stops.last()),
        Direction::Right => after.first(),
        Direction::Left => before.last(),
        Direction::Down => {
            nearest(here, stops.iter().filter(|spot| spot.y >= bottom(here)), |spot| {
                spot.y - here.y
            })
        }
        Direction::Up => {
            nearest(here, stops.iter().filter(|spot| bottom(spot) <= here.y), |spot| {
                here.y - bottom(spot)
            })
        }
    };
    // What is tapped as a whole may have things of its own to tap, which stand inside of it.
    let inside = || stops.iter().find(|spot| direction == Direction::Down && within(here, spot));
    found.or_else(inside).map(|spot| spot.target)
}

/// Where the focus begins: on the first thing, but not on what cannot be undone where there is
/// anything else.
pub(crate) fn first(view: &View, spots: &[Spot]) -> Option<Target> {
    let stops = || spots.iter().map(|spot| spot.target).filter(|target| target.takes_focus());
    let is_harmless = |target: &Target| {
        let node = view.find(target.path()).and_then(|index| view.node(index));
        !node.is_some_and(|node| {
            matches!(node.element, Element::Button { style: ButtonStyle::Danger, .. })
        })
    };
    stops().find(is_harmless).or_else(|| stops().next())
}

/// Where the focus rests when it comes to a control as a whole: on a choice's chosen option.
pub(crate) fn settle(view: &View, entries: &Entries, spots: &[Spot], target: Target) -> Target {
    let Target::Option(path, _) = target else { return target };
    let chosen = view.find(path).and_then(|index| input_at(view, index)).and_then(|input| {
        let (Control::Choice { options }, FieldValue::Choice(chosen)) =
            (&input.control, entries.value(path, input))
        else {
            return None;
        };
        options.iter().position(|option| chosen.iter().any(|value| value == option.value.as_str()))
    });
    let first = spots.iter().map(|spot| spot.target).find(|spot| spot.path() == path);
    chosen.map(|n| Target::Option(path, n)).or(first).unwrap_or(target)
}

/// The focus after the view has changed: where it was, or where its neighbour now is.
pub(crate) fn keep(before: &[Spot], after: &[Spot], focus: Option<Target>) -> Option<Target> {
    let focus = focus?;
    let stands = |spots: &[Spot], target: Target| spots.iter().any(|spot| spot.target == target);
    if stands(after, focus) {
        return Some(focus);
    }
    if let Some(spot) =
        after.iter().find(|spot| spot.target.path() == focus.path() && spot.target.takes_focus())
    {
        return Some(spot.target);
    }
    let stops: Vec<Target> =
        after.iter().map(|spot| spot.target).filter(|target| target.takes_focus()).collect();
    let at = before
        .iter()
        .filter(|spot| spot.target.takes_focus())
        .position(|spot| spot.target == focus)?;
    stops.get(at).or_else(|| stops.last()).copied()
}

/// Of the candidates in the nearest row, the one that is nearest from side to side.
fn nearest<'a>(
    here: &Spot,
    candidates: impl Iterator<Item = &'a &'a Spot> + Clone,
    distance: impl Fn(&Spot) -> usize,
) -> Option<&'a &'a Spot> {
    let row = candidates.clone().map(|spot| distance(spot)).min()?;
    let middle = |spot: &Spot| spot.x + spot.width / 2;
    candidates
        .filter(|spot| distance(spot) == row)
        .min_by_key(|spot| middle(spot).abs_diff(middle(here)))
}

fn bottom(spot: &Spot) -> usize {
    spot.y + spot.height
}

fn within(outer: &Spot, inner: &Spot) -> bool {
    outer.target != inner.target && outer.contains(inner.x, inner.y)
}
