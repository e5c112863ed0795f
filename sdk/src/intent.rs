use crate::bindings::loggia::app::events as wire;

/// What a mini-app is opened for: one of the intents that its manifest declares.
///
/// ```
/// use loggia_sdk::Intent;
///
/// let park = Intent::new("park").with("zone", "12").with("minutes", "90");
/// assert_eq!(park.param("zone"), Some("12"));
/// assert_eq!(park.whole("minutes"), Some(90));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    name: String,
    params: Vec<(String, String)>,
}

impl Intent {
    /// One without parameters: 1 to 63 lower-case letters, digits and inner hyphens.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), params: Vec::new() }
    }

    /// With another parameter; its name is as an intent's. At most 16, each once, the value at most
    /// 1 024 bytes on one line, without control or bidi characters.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.push((name.into(), value.into()));
        self
    }

    /// Which.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The parameter of this name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The parameter of this name, where it is a whole number: one that the manifest declares as such is.
    #[must_use]
    pub fn whole(&self, name: &str) -> Option<i64> {
        self.param(name)?.parse().ok()
    }

    /// All parameters, as they were set.
    #[must_use]
    pub fn params(&self) -> &[(String, String)] {
        &self.params
    }

    pub(crate) fn from_wire(wire::Intent { name, params }: wire::Intent) -> Self {
        Self { name, params }
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn into_wire(self) -> wire::Intent {
        wire::Intent { name: self.name, params: self.params }
    }
}
