//! Parts of a journal in words, for people.

use serde_json::Value;

use crate::money::Money;

/// An effect: its kind and what it is about, without ids that are the step's own.
pub(super) fn effect(effect: &Value) -> String {
    let kind = comparable(effect);
    match &kind {
        Value::Object(kind) => kind
            .iter()
            .map(|(name, of)| match of {
                Value::Null => name.clone(),
                of => format!("{name} {of}"),
            })
            .collect(),
        other => value(other),
    }
}

/// What two releases' effects are compared by: the kind, without the package that asks and what is
/// derived from the step's number.
pub(super) fn comparable(effect: &Value) -> Value {
    let mut kind = effect.get("kind").cloned().unwrap_or_default();
    if let Some(about) = kind.as_object_mut().and_then(|kind| kind.values_mut().next())
        && let Some(about) = about.as_object_mut()
    {
        about.remove("package");
        // Only where it is what is being made: a payment that is cancelled is named as a text.
        if about.contains_key("instruction") {
            about.remove("payment");
        }
    }
    kind
}

/// The kind of an answer, and whether it says no.
pub(super) fn answer(answer: &Value) -> String {
    let Some((kind, said)) = answer.as_object().and_then(|answer| answer.iter().next()) else {
        return "nothing".into();
    };
    let said = said.as_array().and_then(|parts| parts.last()).unwrap_or(said);
    match said.get("Err") {
        Some(refusal) => {
            let text = |name: &str| refusal.get(name).and_then(Value::as_str).unwrap_or_default();
            format!("{kind} refused, {}: {}", text("code"), text("message"))
        }
        None => kind.clone(),
    }
}

/// Whether a value says nothing.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(values) => values.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// What a node shows in one of its fields: labels as the text that they are.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            // The inlines of a label stand together; other lists are lists.
            let is_label = parts.iter().all(|part| inline(part).is_some());
            let texts: Vec<String> = parts.iter().map(self::value).collect();
            texts.join(if is_label { "" } else { ", " })
        }
        Value::Object(_) => inline(value).unwrap_or_else(|| value.to_string()),
        other => other.to_string(),
    }
}

fn inline(part: &Value) -> Option<String> {
    let mut parts = part.as_object()?.iter();
    let (Some((kind, of)), None) = (parts.next(), parts.next()) else {
        return None;
    };
    match kind.as_str() {
        "text" | "strong" => of.as_str().map(str::to_owned),
        "money" => serde_json::from_value::<Money>(of.clone()).ok().map(|money| money.to_string()),
        "moment" => Some(format!("⟨{}⟩", of.get("at")?)),
        "date" => Some(format!("⟨{of}⟩")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_read_as_text_and_other_lists_as_lists() {
        let label = serde_json::json!([{"text": "Pay "}, {"money": {"minor_units": 340, "currency": "EUR"}}]);
        assert_eq!(value(&label), "Pay 3.40 EUR");
        let rows = serde_json::json!([["Total", [{"strong": "3"}]]]);
        assert_eq!(value(&rows), "Total, 3");
        assert_eq!(value(&serde_json::json!({"a": 1, "b": 2})), r#"{"a":1,"b":2}"#);
    }

    #[test]
    fn of_an_answer_its_kind_is_said_and_why_it_is_none() {
        assert_eq!(answer(&serde_json::json!({"balances": {"Ok": [1]}})), "balances");
        let refused = serde_json::json!({"transactions": ["credit", {"Err": {"code": "denied", "message": "no"}}]});
        assert_eq!(answer(&refused), "transactions refused, denied: no");
        assert_eq!(answer(&Value::Null), "nothing");
    }
}
