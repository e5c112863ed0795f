//! Headers: which a mini-app may set, and which it gets to see.

use http::{HeaderMap, HeaderName, HeaderValue};

/// A header that a mini-app may not set, or not like that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the header {name:?} is refused: {reason}")]
pub struct RefusedHeader {
    /// Its name, as it was given: at most 64 characters of it.
    pub name: String,
    /// Why.
    pub reason: HeaderReason,
}

/// Why a header is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderReason {
    /// No name by RFC 9110.
    #[error("a name has letters, digits and hyphens")]
    Name,
    /// Line breaks, NUL, other control characters, or what is not ASCII.
    #[error("a value is printable ASCII in one line, without spaces around it")]
    Value,
    /// The host sets it, or it would change who is asked, by whom, or how the message is read.
    #[error("the host alone sets it")]
    Reserved,
    /// The grant has a credential of that name.
    #[error("the grant's credential is sent in it")]
    Credential,
    /// Twice the same name.
    #[error("it is there already: join the values with a comma")]
    Repeated,
}

/// What the host alone sets or nobody does. Hop by hop, framing, identity, signatures, and what servers
/// take for another method, path, host or client.
const RESERVED: &[&str] = &[
    "accept-encoding",
    "accept-signature",
    "alt-used",
    "client-ip",
    "connection",
    "content-digest",
    "content-encoding",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "digest",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "idempotency-key",
    "keep-alive",
    "max-forwards",
    "metadata",
    "metadata-flavor",
    "origin",
    "referer",
    "repr-digest",
    "te",
    "trailer",
    "transfer-encoding",
    "true-client-ip",
    "upgrade",
    "upgrade-insecure-requests",
    "user-agent",
    "via",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-host",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-host",
    "x-original-url",
    "x-real-ip",
    "x-rewrite-url",
];

/// What such names begin with.
const RESERVED_PREFIXES: &[&str] = &[
    "access-control-",
    "loggia-",
    "proxy-",
    "sec-",
    "signature",
    "want-",
    "x-amz-",
    "x-aws-ec2-metadata",
    "x-forwarded",
    "x-google-",
];

/// What of an answer's headers reaches a mini-app. `Set-Cookie` is not among them: there is no place
/// for cookies to be kept.
const SHOWN: &[&str] = &[
    "cache-control",
    "content-language",
    "content-type",
    "date",
    "etag",
    "expires",
    "last-modified",
    "location",
    "retry-after",
];

/// One header that a mini-app asks for.
pub(crate) fn guest_header(
    name: &str,
    value: &str,
) -> Result<(HeaderName, HeaderValue), RefusedHeader> {
    let refused = |reason| RefusedHeader { name: name.chars().take(64).collect(), reason };
    let parsed: HeaderName = name.parse().map_err(|_| refused(HeaderReason::Name))?;
    if is_reserved(parsed.as_str()) {
        return Err(refused(HeaderReason::Reserved));
    }
    let value = header_value(value).ok_or_else(|| refused(HeaderReason::Value))?;
    Ok((parsed, value))
}

/// A value in one line of printable ASCII, with no spaces around it.
pub(crate) fn header_value(value: &str) -> Option<HeaderValue> {
    let printable = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if printable && value.trim_ascii() == value { value.parse().ok() } else { None }
}

/// Whether a header, in lower case, is not for mini-apps and grants to set.
pub(crate) fn is_reserved(name: &str) -> bool {
    let name = as_read(name);
    RESERVED.contains(&name.as_str())
        || RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// A name as servers may read it: those that hand headers on as variables read an underscore as a hyphen.
pub(crate) fn as_read(name: &str) -> String {
    name.replace('_', "-")
}

/// What a mini-app gets to see, in the order of the list above; no value that is not printable ASCII.
pub(crate) fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let values = |name: &'static str| {
        let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
        values.map(move |value| (name.to_owned(), value.to_owned()))
    };
    SHOWN.iter().copied().flat_map(values).collect()
}
