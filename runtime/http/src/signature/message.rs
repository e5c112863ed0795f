//! A message as it is signed: its parts by name, and the text over them.

use sfv::{InnerList, Item, List, ListEntry, Parser};
use url::Url;

/// A request as it was sent, or as a server received it.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Its method, in capitals.
    pub method: &'a str,
    /// The whole URL that was asked, as the client knows it: behind a proxy not always what the server
    /// sees.
    pub uri: &'a str,
    /// Its headers, names in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// Its body.
    pub body: &'a [u8],
}

/// A part that a signature names, and that there is no text for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotCovered {
    /// No list of parts with parameters.
    #[error("a signature's input reads (\"@method\" \"content-digest\" …);created=…")]
    Malformed,
    /// The message has no such header.
    #[error("the message has no {0:?}")]
    Absent(String),
    /// Neither a header in lower case nor one of `@method`, `@target-uri`, `@authority`, `@path` and
    /// `@query`, or with parameters.
    #[error("{0:?} is no part that is understood")]
    Unknown(String),
    /// Twice the same part.
    #[error("{0:?} is named twice")]
    Repeated(String),
}

impl Message<'_> {
    /// The text that is signed (RFC 9421, 2.5) for a signature's input, such as
    /// `("@method" "@target-uri");created=1618884473`: to see what a signature should have been over.
    ///
    /// # Errors
    ///
    /// [`NotCovered`]: the first part that there is no text for.
    pub fn signature_base(&self, input: &str) -> Result<String, NotCovered> {
        let list: List = Parser::new(input).parse().map_err(|_| NotCovered::Malformed)?;
        match list.as_slice() {
            [ListEntry::InnerList(input)] => self.base(input),
            _ => Err(NotCovered::Malformed),
        }
    }

    /// As [`Message::signature_base`] has it.
    pub(super) fn base(&self, input: &InnerList) -> Result<String, NotCovered> {
        let mut base = String::new();
        let mut seen = Vec::new();
        for item in &input.items {
            let name = part(item)?;
            if seen.contains(&name) {
                return Err(NotCovered::Repeated(name.to_owned()));
            }
            seen.push(name);
            base.push_str(&format!("\"{name}\": {}\n", self.value(name)?));
        }
        base.push_str(&format!("\"@signature-params\": {}", serialized(input)));
        Ok(base)
    }

    /// A header's value, all of its lines joined (RFC 9421, 2.1). Its name is in lower case.
    pub(super) fn field(&self, name: &str) -> Option<String> {
        let named = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let values: Vec<&str> = named.map(|(_, value)| value.trim_ascii()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    fn value(&self, name: &str) -> Result<String, NotCovered> {
        let unknown = || NotCovered::Unknown(name.to_owned());
        let url = || Url::parse(self.uri).map_err(|_| unknown());
        match name {
            "@method" => Ok(self.method.to_owned()),
            "@target-uri" => Ok(self.uri.to_owned()),
            "@authority" => Ok(url()?.authority().to_owned()),
            "@path" => Ok(url()?.path().to_owned()),
            "@query" => Ok(format!("?{}", url()?.query().unwrap_or_default())),
            _ if name.starts_with('@') || name.chars().any(|c| c.is_ascii_uppercase()) => {
                Err(unknown())
            }
            _ => self.field(name).ok_or_else(|| NotCovered::Absent(name.to_owned())),
        }
    }
}

/// The name of a part.
pub(super) fn part(item: &Item) -> Result<&str, NotCovered> {
    let name = item.bare_item.as_string().ok_or(NotCovered::Malformed)?.as_str();
    if item.params.is_empty() { Ok(name) } else { Err(NotCovered::Unknown(name.to_owned())) }
}

/// The one text of a signature's input.
pub(super) fn serialized(input: &InnerList) -> String {
    let mut list = sfv::ListSerializer::new();
    list.members([&ListEntry::InnerList(input.clone())]);
    list.finish().unwrap_or_default()
}
