//! What a mini-app can be opened for: the intents that its manifest declares, and whether one that
//! comes along is as declared.

use serde::{Deserialize, Serialize};

use super::manifest::{Manifest, Purpose, is_text};
use crate::guest_text::GuestText;
use crate::ids::{IntentName, ParamName};
use crate::intent::{Intent, MAX_PARAMS, MAX_VALUE_BYTES};

/// Something that a mini-app can be opened for, by a link or by another mini-app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredIntent {
    /// Unique in the manifest, such as `park`.
    pub name: IntentName,
    /// What it is, as the bank's sheet says it: language → 1 to 60 characters, such as "Park your car".
    pub title: Purpose,
    /// What goes with it: at most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<DeclaredParam>,
}

/// A parameter of an intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredParam {
    /// Unique in the intent, such as `zone`.
    pub name: ParamName,
    /// What the bank's sheet calls it: language → 1 to 40 characters.
    pub label: Purpose,
    /// Whether the intent means nothing without it.
    #[serde(default)]
    pub required: bool,
    /// What it may be.
    pub form: ParamForm,
}

/// What a parameter may be. It comes as text in any case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ParamForm {
    /// A line of text.
    Text {
        /// In characters: 1 to 256.
        max_length: u32,
    },
    /// A whole number in decimal digits, such as `-12`, without leading zeros.
    Whole {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// One of these: 1 to 64 texts of 1 to 64 characters.
    OneOf(Vec<String>),
}

/// What is wrong with the declaration of an intent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IntentFlaw {
    /// Too many of them.
    #[error("a mini-app declares at most {MAX_INTENTS} intents, and there are {count}")]
    TooMany {
        /// How many there are.
        count: usize,
    },
    /// Two of one name.
    #[error("the intent {intent} is declared twice")]
    Twice {
        /// Which.
        intent: IntentName,
    },
    /// Too many parameters.
    #[error("the intent {intent} has {count} params; at most {MAX_PARAMS} are allowed")]
    TooManyParams {
        /// Which.
        intent: IntentName,
        /// How many it has.
        count: usize,
    },
    /// Two parameters of one name.
    #[error("the intent {intent} has two params {param}")]
    ParamTwice {
        /// Which.
        intent: IntentName,
        /// Of which name.
        param: ParamName,
    },
    /// A title or a label is not there in the languages that the mini-app speaks, and in these alone,
    /// or has a wrong length.
    #[error(
        "the {what} must be told in every language of locales and in no other, in {bounds} characters on one line"
    )]
    Words {
        /// `title of the intent park`, `label of zone in the intent park`
        what: String,
        /// How long it may be.
        bounds: &'static str,
    },
    /// A parameter whose form nothing has, or that is too wide.
    #[error("the form of {param} in the intent {intent} must {right}")]
    Form {
        /// Which.
        intent: IntentName,
        /// Of which parameter.
        param: ParamName,
        /// What would be right.
        right: &'static str,
    },
}

/// How an intent is not as it is declared by the mini-app that is to be opened for it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IntentProblem {
    /// It is not declared.
    #[error("it declares no intent {intent}")]
    Unknown {
        /// Which.
        intent: IntentName,
    },
    /// A parameter is not declared.
    #[error("its intent {intent} has no {param}")]
    Foreign {
        /// Which.
        intent: IntentName,
        /// Which parameter.
        param: ParamName,
    },
    /// A parameter comes twice.
    #[error("{param} of its intent {intent} was given twice")]
    Twice {
        /// Which.
        intent: IntentName,
        /// Which parameter.
        param: ParamName,
    },
    /// A parameter is missing.
    #[error("its intent {intent} requires {param}")]
    Missing {
        /// Which.
        intent: IntentName,
        /// Which parameter.
        param: ParamName,
    },
    /// A parameter is not of its form.
    #[error("{param} of its intent {intent} must be {right}")]
    Value {
        /// Which.
        intent: IntentName,
        /// Which parameter.
        param: ParamName,
        /// What would be right.
        right: String,
    },
}

/// More than a reviewer wants to read.
const MAX_INTENTS: usize = 16;
/// Characters of a text: what a sheet can show.
const MAX_TEXT: u32 = 256;
const MAX_OPTIONS: usize = 64;
const OPTION: std::ops::RangeInclusive<usize> = 1..=64;

impl Manifest {
    /// Whether the mini-app can be opened for this: its intent is declared, with these parameters.
    ///
    /// # Errors
    ///
    /// [`IntentProblem`]: the first thing that is not as declared.
    pub fn accepts(&self, intent: &Intent) -> Result<&DeclaredIntent, IntentProblem> {
        let declared = self.intents.iter().find(|declared| declared.name == intent.name);
        let declared =
            declared.ok_or_else(|| IntentProblem::Unknown { intent: intent.name.clone() })?;
        declared.accepts(intent).map(|()| declared)
    }
}

impl DeclaredIntent {
    /// The parameter of this name.
    #[must_use]
    pub fn param(&self, name: &ParamName) -> Option<&DeclaredParam> {
        self.params.iter().find(|param| param.name == *name)
    }

    fn accepts(&self, given: &Intent) -> Result<(), IntentProblem> {
        let intent = || self.name.clone();
        for (at, (name, value)) in given.params.iter().enumerate() {
            let param = || name.clone();
            let Some(declared) = self.param(name) else {
                return Err(IntentProblem::Foreign { intent: intent(), param: param() });
            };
            if given.params.iter().take(at).any(|(before, _)| before == name) {
                return Err(IntentProblem::Twice { intent: intent(), param: param() });
            }
            if value.as_str().len() > MAX_VALUE_BYTES || !declared.form.accepts(value) {
                let right = declared.form.in_words();
                return Err(IntentProblem::Value { intent: intent(), param: param(), right });
            }
        }
        let missing = self.params.iter().find(|declared| {
            declared.required && !given.params.iter().any(|(name, _)| *name == declared.name)
        });
        match missing {
            Some(missing) => {
                Err(IntentProblem::Missing { intent: intent(), param: missing.name.clone() })
            }
            None => Ok(()),
        }
    }
}

impl ParamForm {
    fn accepts(&self, value: &GuestText) -> bool {
        let value = value.as_str();
        match self {
            Self::Text { max_length } => {
                let most = usize::try_from(*max_length).unwrap_or(usize::MAX);
                value.chars().count() <= most
            }
            // In the one way in which it is written: what is shown is what is meant.
            Self::Whole { min, max } => value.parse().is_ok_and(|number: i64| {
                (min..=max).contains(&&number) && number.to_string() == value
            }),
            Self::OneOf(options) => options.iter().any(|option| option == value),
        }
    }

    /// As the end of "it must be …".
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Text { max_length } => format!("at most {max_length} characters"),
            Self::Whole { min, max } => format!("a whole number from {min} to {max}"),
            Self::OneOf(options) => format!("one of {}", options.join(", ")),
        }
    }

    /// What would be right, where it is wrong.
    fn flaw(&self) -> Option<&'static str> {
        match self {
            Self::Text { max_length } if !(1..=MAX_TEXT).contains(max_length) => {
                Some("have a max_length of 1 to 256")
            }
            Self::Whole { min, max } if min > max => Some("have a min that is not above max"),
            Self::OneOf(options) => {
                let fits = |(at, option): (usize, &String)| {
                    is_text(option, OPTION)
                        && !options.iter().take(at).any(|before| before == option)
                };
                let right = (1..=MAX_OPTIONS).contains(&options.len())
                    && options.iter().enumerate().all(fits);
                (!right).then_some("have 1 to 64 different texts of 1 to 64 characters each")
            }
            _ => None,
        }
    }
}

/// Checks what the types do not say.
pub(super) fn check(intents: &[DeclaredIntent], locales: &[String]) -> Result<(), IntentFlaw> {
    if intents.len() > MAX_INTENTS {
        return Err(IntentFlaw::TooMany { count: intents.len() });
    }
    let told = |words: &Purpose, chars: std::ops::RangeInclusive<usize>| {
        words.len() == locales.len()
            && locales
                .iter()
                .all(|locale| words.get(locale).is_some_and(|text| is_text(text, chars.clone())))
    };
    for (at, declared) in intents.iter().enumerate() {
        let DeclaredIntent { name, title, params } = declared;
        let intent = || name.clone();
        if intents.iter().take(at).any(|before| before.name == *name) {
            return Err(IntentFlaw::Twice { intent: intent() });
        }
        if !told(title, 1..=60) {
            let what = format!("title of the intent {name}");
            return Err(IntentFlaw::Words { what, bounds: "1 to 60" });
        }
        if params.len() > MAX_PARAMS {
            return Err(IntentFlaw::TooManyParams { intent: intent(), count: params.len() });
        }
        for (at, DeclaredParam { name: param, label, form, .. }) in params.iter().enumerate() {
            if params.iter().take(at).any(|before| before.name == *param) {
                return Err(IntentFlaw::ParamTwice { intent: intent(), param: param.clone() });
            }
            if !told(label, 1..=40) {
                let what = format!("label of {param} in the intent {name}");
                return Err(IntentFlaw::Words { what, bounds: "1 to 40" });
            }
            if let Some(right) = form.flaw() {
                return Err(IntentFlaw::Form { intent: intent(), param: param.clone(), right });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn manifest(intents: &Value) -> Result<Manifest, String> {
        let manifest: Manifest = serde_json::from_value(json!({
            "app_id": "com.example.parking", "name": "Parking", "version": "1.0.0",
            "locales": ["en", "de"], "partner": { "id": "p", "name": "P" }, "intents": intents,
        }))
        .map_err(|error| error.to_string())?;
        manifest.check().map_err(|error| error.to_string())?;
        Ok(manifest)
    }

    fn zone() -> Value {
        json!({ "name": "zone", "label": { "en": "Zone", "de": "Zone" }, "required": true,
                "form": { "text": { "max_length": 5 } } })
    }

    fn park(params: &[Value]) -> Value {
        json!([{ "name": "park", "title": { "en": "Park", "de": "Parken" }, "params": params }])
    }

    /// The intent to park with another zone.
    fn changed(field: &str, value: Value) -> Value {
        let mut zone = zone();
        zone[field] = value;
        park(&[zone])
    }

    fn given(name: &str, params: &[(&str, &str)]) -> Intent {
        let param = |(name, value): &(&str, &str)| {
            (name.parse().unwrap(), GuestText::line((*value).into()))
        };
        Intent { name: name.parse().unwrap(), params: params.iter().map(param).collect() }
    }

    fn verdict(forms: &[(&str, Value)], params: &[(&str, &str)]) -> String {
        let declared = forms.iter().map(
            |(name, form)| json!({ "name": name, "label": { "en": "L", "de": "L" }, "form": form }),
        );
        let manifest = manifest(&park(&declared.collect::<Vec<_>>())).unwrap();
        match manifest.accepts(&given("park", params)) {
            Ok(_) => "accepted".to_owned(),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn what_is_declared_is_accepted_and_nothing_else() {
        let manifest = manifest(&park(&[zone()])).unwrap();
        let refused = |intent: &Intent| manifest.accepts(intent).unwrap_err().to_string();
        assert_eq!(
            manifest.accepts(&given("park", &[("zone", "12")])).unwrap().name.as_str(),
            "park"
        );
        assert_eq!(refused(&given("fly", &[])), "it declares no intent fly");
        assert_eq!(refused(&given("park", &[])), "its intent park requires zone");
        let twice = given("park", &[("zone", "12"), ("zone", "13")]);
        assert_eq!(refused(&twice), "zone of its intent park was given twice");
        let more = given("park", &[("zone", "12"), ("user", "alice")]);
        assert_eq!(refused(&more), "its intent park has no user");
        let long = given("park", &[("zone", "123456")]);
        assert_eq!(refused(&long), "zone of its intent park must be at most 5 characters");
    }

    #[test]
    fn a_number_is_in_its_range_and_written_in_one_way() {
        let form = [("n", json!({ "whole": { "min": -5, "max": 1440 } }))];
        for good in ["-5", "0", "1440"] {
            assert_eq!(verdict(&form, &[("n", good)]), "accepted", "{good}");
        }
        for bad in ["", "-6", "1441", "007", "+1", "-0", " 1", "1.0", "9223372036854775808", "١"] {
            let said = verdict(&form, &[("n", bad)]);
            assert_eq!(
                said, "n of its intent park must be a whole number from -5 to 1440",
                "{bad}"
            );
        }
    }

    #[test]
    fn an_option_is_one_of_those_that_there_are() {
        let form = [("from", json!({ "one_of": ["VIE", "LON"] }))];
        assert_eq!(verdict(&form, &[("from", "VIE")]), "accepted");
        assert_eq!(verdict(&form, &[]), "accepted", "it is not required");
        let said = verdict(&form, &[("from", "vie")]);
        assert_eq!(said, "from of its intent park must be one of VIE, LON");
    }

    #[test]
    fn a_wrong_declaration_is_refused_with_what_would_be_right() {
        let many = |count: usize| -> Vec<Value> {
            (0..count)
                .map(|n| changed("name", json!(format!("p{n}")))[0]["params"][0].clone())
                .collect()
        };
        for (intents, said) in [
            (changed("name", json!("Zone")), "a parameter's name must be 1 to 63 lower-case"),
            (changed("name", json!("a".repeat(64))), "a parameter's name must be"),
            (changed("kind", json!("text")), "unknown field `kind`"),
            (changed("form", json!({ "text": { "max_length": 0 } })), "a max_length of 1 to 256"),
            (changed("form", json!({ "text": { "max_length": 257 } })), "a max_length of 1 to 256"),
            (changed("form", json!({ "text": {} })), "missing field `max_length`"),
            (
                changed("form", json!({ "text": { "max_length": 5, "min": 1 } })),
                "unknown field `min`",
            ),
            (changed("form", json!({ "pattern": ".*" })), "unknown variant `pattern`"),
            (changed("form", json!({ "whole": { "min": 2, "max": 1 } })), "not above max"),
            (changed("form", json!({ "one_of": [] })), "1 to 64 different texts"),
            (changed("form", json!({ "one_of": ["a", "a"] })), "1 to 64 different texts"),
            (changed("form", json!({ "one_of": ["a\u{202e}"] })), "1 to 64 different texts"),
            (changed("label", json!({ "en": "Zone" })), "label of zone in the intent park"),
            (changed("label", json!({ "en": "Zone", "de": "Zone", "fr": "Zone" })), "in no other"),
            (changed("label", json!({ "en": "Zo\nne", "de": "Zone" })), "on one line"),
            (changed("label", json!({ "en": " ", "de": "Zone" })), "1 to 40 characters"),
            (park(&[zone(), zone()]), "has two params zone"),
            (park(&many(17)), "has 17 params; at most 16"),
            (json!([{ "name": "park", "title": {} }]), "title of the intent park"),
            (json!([park(&[])[0], park(&[])[0]]), "the intent park is declared twice"),
            (Value::Array(vec![park(&[])[0].clone(); 17]), "at most 16 intents, and there are 17"),
        ] {
            let error = manifest(&intents).unwrap_err();
            assert!(error.contains(said), "{said}: {error}");
        }
        manifest(&park(&many(16))).unwrap();
    }
}
