//! A view as a journal has it: a form that stays the same while the elements get new parts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::ids::Digest;
use crate::ui::View;

/// A view in its recorded form, and what it is compared by.
#[derive(Debug, Clone, Default)]
pub(super) struct RecordedView {
    pub(super) form: Value,
}

impl RecordedView {
    /// All of a view that a shell can show and a tap can do. Paths are left out: they are hashes for
    /// looking nodes up in one process.
    pub(super) fn of(view: &View) -> Self {
        // A tree of texts and numbers can always be written.
        let mut form = serde_json::to_value(view).unwrap_or_default();
        let nodes = form.get_mut("nodes").and_then(Value::as_array_mut);
        for node in nodes.into_iter().flatten().filter_map(Value::as_object_mut) {
            node.remove("path");
        }
        if let Some(form) = form.as_object_mut() {
            let actions = view.actions.iter().map(|action| STANDARD.encode(action).into());
            form.insert("actions".into(), Value::Array(actions.collect()));
        }
        Self { form }
    }

    /// blake3 of its form, keys in order and what is null left out: a part that is new and not used
    /// changes no digest of before.
    pub(super) fn digest(&self) -> Digest {
        let mut text = String::new();
        write(&self.form, &mut text);
        let mut hasher = blake3::Hasher::new_derive_key("loggia 2026 view");
        hasher.update(text.as_bytes());
        Digest::from_bytes(*hasher.finalize().as_bytes())
    }
}

fn write(value: &Value, to: &mut String) {
    match value {
        Value::Object(parts) => {
            let mut parts: Vec<_> = parts.iter().filter(|(_, part)| !part.is_null()).collect();
            parts.sort_unstable_by_key(|(name, _)| *name);
            to.push('{');
            for (name, part) in parts {
                write(&Value::String(name.clone()), to);
                to.push(':');
                write(part, to);
                to.push(',');
            }
            to.push('}');
        }
        Value::Array(parts) => {
            to.push('[');
            for part in parts {
                write(part, to);
                to.push(',');
            }
            to.push(']');
        }
        scalar => to.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn digest(form: Value) -> Digest {
        RecordedView { form }.digest()
    }

    #[test]
    fn order_and_unused_parts_change_no_digest_and_all_else_does() {
        let one = digest(json!({"a": [1, "x"], "b": {"c": true}}));
        assert_eq!(one, digest(json!({"b": {"c": true, "new": null}, "a": [1, "x"]})));
        for other in [
            json!({"a": [1, "x"], "b": {"c": false}}),
            json!({"a": ["x", 1], "b": {"c": true}}),
            json!({"a": [1, "x", null], "b": {"c": true}}),
            json!({"a": [1, "x,"], "b": {"c": true}}),
            json!({"a": [1], "b": {"c": true}}),
        ] {
            assert_ne!(one, digest(other.clone()), "{other}");
        }
    }

    #[test]
    fn what_a_tap_does_is_part_of_a_view() {
        let view = |action: &[u8]| View { actions: vec![action.to_vec()], ..View::default() };
        let digest = |action| RecordedView::of(&view(action)).digest();
        assert_eq!(digest(b"buy"), digest(b"buy"));
        assert_ne!(digest(b"buy"), digest(b"sell"));
    }
}
