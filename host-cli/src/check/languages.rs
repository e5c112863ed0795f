//! What a screen says in one language and in another.

use std::collections::HashMap;

use loggia_runtime::ui::View;

use super::code::Code;
use super::finding::{Finding, Place};
use super::node;

/// Shorter texts may be names.
const SENTENCE: usize = 5;
/// A screen with fewer words may be all names.
const SCREEN: usize = 6;

/// What a screen says the same in two languages. Both views are of the same state.
pub(super) fn between(a: (&str, &View), b: (&str, &View), place: &Place) -> Vec<Finding> {
    let ((first, view), (other, translated)) = (a, b);
    if view.screen() != translated.screen() {
        return Vec::new();
    }
    let said: HashMap<_, _> =
        translated.nodes().map(|(_, node)| (node.path, node.texts())).collect();
    let (mut words, mut differs) = (0, view.title() != translated.title());
    let mut same = Vec::new();
    for (index, own) in view.nodes() {
        let texts = own.texts();
        words += texts.iter().map(|text| count(text)).sum::<usize>();
        let there = said.get(&own.path);
        if there != Some(&texts) {
            differs = true;
            let there = there.map_or(&[][..], Vec::as_slice);
            let kept = texts.iter().filter(|text| there.contains(text));
            same.extend(kept.map(|text| (index, text.clone())));
            continue;
        }
        same.extend(texts.into_iter().map(|text| (index, text)));
    }
    if !differs && words >= SCREEN {
        let finding = Finding::new(
            Code::MissingLanguage,
            format!("the screen says the same in {first} and in {other}, which locales names both"),
            format!("translate it into {other}, or remove \"{other}\" from locales in loggia.toml"),
        );
        return vec![finding.at(place.clone())];
    }
    same.into_iter()
        .filter(|(_, text)| count(text) >= SENTENCE)
        .map(|(index, text)| {
            let finding = Finding::new(
                Code::Untranslated,
                format!("{} is the same in {first} and in {other}", node::quoted(&text)),
                format!("translate it into {other}, unless it is a name"),
            );
            finding.at(Place { node: Some(node::trail(view, index)), ..place.clone() })
        })
        .collect()
}

/// Words of letters.
fn count(text: &str) -> usize {
    text.split_whitespace()
        .filter(|word| word.chars().filter(|letter| letter.is_alphabetic()).count() > 1)
        .count()
}
