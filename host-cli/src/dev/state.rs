//! A mini-app's state as text.
//!
//! The SDK writes it as CBOR, shown in the diagnostic notation of RFC 8949; what another language writes as
//! JSON or another text is shown as that.

use cbor4ii::core::Value;
use cbor4ii::core::dec::{Decode, Read};
use cbor4ii::core::utils::SliceReader;
use loggia_runtime::GuestText;

/// What fits into so many columns stands in one row.
const ROW: usize = 44;
/// As much of what is no text as is shown, in bytes.
const HEX: usize = 1_024;
/// Bytes that lie deeper are not taken apart: what is in them may go on without end.
const DEEPEST: usize = 16;

/// The state's lines, each indented as deep as it stands.
pub(crate) fn lines(state: &[u8]) -> Vec<String> {
    if state.is_empty() {
        return vec!["(empty)".to_owned()];
    }
    let mut lines = Lines::default();
    if let Some(value) = container(state, 0) {
        lines.write(&value, 0, "", "");
    } else if let Ok(json) = serde_json::from_slice::<serde_json::Value>(state) {
        let text = serde_json::to_string_pretty(&json).unwrap_or_default();
        lines.0.extend(text.lines().map(str::to_owned));
    } else if let Ok(text) = std::str::from_utf8(state) {
        lines.0.extend(text.lines().map(str::to_owned));
    } else {
        let rows = state.chunks(16).take(HEX / 16);
        lines.0.extend(
            rows.map(|row| {
                row.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
            }),
        );
        if state.len() > HEX {
            lines.0.push(format!("… {} bytes in all", state.len()));
        }
    }
    // It is a guest's: nothing in it may steer a terminal.
    lines.0.into_iter().map(|line| GuestText::line(line).to_string()).collect()
}

/// A mini-app's own words, such as those of an action, in one row; none where they are no CBOR.
pub(crate) fn words(bytes: &[u8]) -> Option<String> {
    value(bytes).map(|value| GuestText::line(inline(&value, 0)).to_string())
}

/// What bytes hold that are one value in CBOR, and nothing else.
fn value(bytes: &[u8]) -> Option<Value> {
    let mut reader = SliceReader::new(bytes);
    let value = Value::decode(&mut reader).ok()?;
    Read::fill(&mut reader, 1).is_ok_and(|left| left.as_ref().is_empty()).then_some(value)
}

/// What bytes hold at a depth that are one map, list or tagged value in CBOR, and nothing else.
fn container(bytes: &[u8], depth: usize) -> Option<Value> {
    let value = (depth < DEEPEST).then(|| value(bytes)).flatten();
    value.filter(|value| matches!(value, Value::Map(_) | Value::Array(_) | Value::Tag(..)))
}

#[derive(Default)]
struct Lines(Vec<String>);

impl Lines {
    /// A value between what leads to it and what follows it: in one row, or taken apart.
    fn write(&mut self, value: &Value, depth: usize, before: &str, after: &str) {
        let indent = "  ".repeat(depth);
        let short = inline(value, depth);
        if indent.len() + before.len() + short.chars().count() + after.len() <= ROW {
            return self.0.push(format!("{indent}{before}{short}{after}"));
        }
        match value {
            Value::Map(entries) => {
                self.0.push(format!("{indent}{before}{{"));
                for (at, (key, value)) in entries.iter().enumerate() {
                    let comma = if at + 1 < entries.len() { "," } else { "" };
                    self.write(value, depth + 1, &format!("{}: ", inline(key, depth + 1)), comma);
                }
                self.0.push(format!("{indent}}}{after}"));
            }
            Value::Array(values) => {
                self.0.push(format!("{indent}{before}["));
                for (at, value) in values.iter().enumerate() {
                    let comma = if at + 1 < values.len() { "," } else { "" };
                    self.write(value, depth + 1, "", comma);
                }
                self.0.push(format!("{indent}]{after}"));
            }
            Value::Tag(tag, value) => {
                self.write(value, depth + 1, &format!("{before}{tag}("), &format!("){after}"));
            }
            Value::Bytes(bytes) => match container(bytes, depth) {
                Some(inner) => {
                    self.write(&inner, depth, &format!("{before}<<"), &format!(">>{after}"));
                }
                None => self.0.push(format!("{indent}{before}{short}{after}")),
            },
            _ => self.0.push(format!("{indent}{before}{short}{after}")),
        }
    }
}

/// A value in one row, so deep in others.
fn inline(value: &Value, depth: usize) -> String {
    let inner = |value: &Value| inline(value, depth + 1);
    let list = |values: Vec<String>| values.join(", ");
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(is) => is.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.1}")
        }
        Value::Float(number) => number.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Bytes(bytes) => match container(bytes, depth) {
            Some(value) => format!("<<{}>>", inner(&value)),
            None => {
                format!("h'{}'", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
            }
        },
        Value::Array(values) => format!("[{}]", list(values.iter().map(inner).collect())),
        Value::Map(entries) => {
            let entry = |(key, value): &(Value, Value)| format!("{}: {}", inner(key), inner(value));
            format!("{{{}}}", list(entries.iter().map(entry).collect()))
        }
        Value::Tag(tag, value) => format!("{tag}({})", inner(value)),
        _ => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use cbor4ii::core::enc::Encode;
    use cbor4ii::core::utils::BufWriter;

    use super::*;

    fn cbor(value: &Value) -> Vec<u8> {
        let mut to = BufWriter::new(Vec::new());
        value.encode(&mut to).unwrap();
        to.into_inner()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn a_state_in_an_envelope_is_shown_with_what_is_in_it() {
        let inner = Value::Map(vec![
            (text("screen"), text("Basket")),
            (
                text("basket"),
                Value::Array(vec![
                    Value::Map(vec![
                        (text("product"), text("Cappuccino")),
                        (text("quantity"), Value::Integer(2)),
                    ]),
                    Value::Null,
                ]),
            ),
        ]);
        let envelope = Value::Map(vec![
            (text("schema"), Value::Integer(1)),
            (text("key"), Value::Bytes(vec![1, 255])),
            (text("state"), Value::Bytes(cbor(&inner))),
        ]);
        insta::assert_snapshot!(lines(&cbor(&envelope)).join("\n"), @r#"
        {
          "schema": 1,
          "key": h'01ff',
          "state": <<{
            "screen": "Basket",
            "basket": [
              {
                "product": "Cappuccino",
                "quantity": 2
              },
              null
            ]
          }>>
        }
        "#);
    }

    #[test]
    fn what_is_no_cbor_is_shown_as_what_it_is() {
        assert_eq!(lines(b""), ["(empty)"]);
        assert_eq!(lines(br#"{"tip":5}"#), ["{", "  \"tip\": 5", "}"]);
        assert_eq!(lines("a\u{1b}[2J text".as_bytes()).len(), 1);
        assert!(!lines("a\u{1b}[2J text".as_bytes()).concat().contains('\u{1b}'));
        assert_eq!(lines(&[0xff, 0x00]), ["ff 00"]);
        assert_eq!(lines(&[0xff; 2_000]).last().unwrap(), "… 2000 bytes in all");
    }

    #[test]
    fn bytes_in_bytes_are_taken_apart_only_so_deep() {
        let mut nested = cbor(&Value::Array(vec![Value::Null]));
        for _ in 0..2_000 {
            nested = cbor(&Value::Array(vec![Value::Bytes(nested)]));
        }
        assert!(!lines(&nested).is_empty());
        let shown = words(&nested).unwrap();
        assert_eq!(shown.matches("<<").count(), DEEPEST / 2, "{shown}");
        let mut deep = Value::Null;
        for _ in 0..200 {
            deep = Value::Array(vec![Value::Tag(1, Box::new(deep))]);
        }
        assert!(!lines(&cbor(&deep)).is_empty());
    }

    #[test]
    fn numbers_keep_their_kind() {
        let value = Value::Array(vec![
            Value::Float(2.0),
            Value::Integer(2),
            Value::Bool(true),
            Value::Tag(1, Box::new(Value::Integer(3))),
        ]);
        assert_eq!(lines(&cbor(&value)), ["[2.0, 2, true, 1(3)]"]);
    }
}
