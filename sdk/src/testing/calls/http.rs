use super::super::bank::{Question, Reply, error};
use super::{call, take};
use crate::bindings::loggia::http::http::{Method, Request, Response};
use crate::bindings::loggia::types::types::{Error, ErrorCode};

const INTERFACE: &str = "loggia:http/http";

/// Headers that the host alone sets: the better part of its list.
const RESERVED: [&str; 20] = [
    "accept-encoding",
    "connection",
    "content-digest",
    "content-encoding",
    "content-length",
    "cookie",
    "date",
    "expect",
    "forwarded",
    "host",
    "idempotency-key",
    "keep-alive",
    "origin",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];

const RESERVED_PREFIXES: [&str; 7] =
    ["access-control-", "loggia-", "proxy-", "sec-", "signature", "want-", "x-forwarded"];

pub(crate) fn send(request: &Request, context: &[u8]) -> Result<u64, Error> {
    call(INTERFACE, |bank| {
        check_url(&request.url)?;
        check_headers(&request.headers)?;
        let body = request.body.as_ref();
        if body.is_some_and(|body| body.len() > 256 * 1024) {
            return invalid("body: at most 256 KiB");
        }
        if body.is_some() && matches!(request.method, Method::Get | Method::Head) {
            return invalid("body: none for get and head");
        }
        bank.ask(Question::Http(request.clone()), context)
    })
}

pub(crate) fn take_response(request: u64) -> Result<Response, Error> {
    take(INTERFACE, request, |reply| match reply {
        Reply::Http(response) => Some(response),
        _ => None,
    })
}

fn check_url(url: &str) -> Result<(), Error> {
    if url.len() > 2048 {
        return invalid("url: at most 2 048 bytes");
    }
    if url.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return invalid("url: percent-encode spaces, control characters and backslashes");
    }
    let Some(rest) = url.strip_prefix("https://") else {
        return invalid("url: begins with https://");
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.contains('@') || !host.contains('.') {
        return invalid("url: has a host, and no credentials");
    }
    if rest.contains('#') {
        return invalid("url: has no fragment");
    }
    Ok(())
}

fn check_headers(headers: &[(String, String)]) -> Result<(), Error> {
    let bytes: usize = headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if headers.len() > 32 || bytes > 8 * 1024 {
        return invalid("headers: at most 32, together 8 KiB");
    }
    for (index, (name, value)) in headers.iter().enumerate() {
        let lower = name.to_ascii_lowercase();
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!#$%&'*+^`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_token) {
            return invalid(&format!("headers: {name:?} is no name"));
        }
        let own = RESERVED.contains(&lower.as_str())
            || RESERVED_PREFIXES.iter().any(|prefix| lower.starts_with(prefix));
        if own {
            return invalid(&format!("headers: the host alone sets {lower}"));
        }
        let printable = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if !printable || value.trim_ascii() != value {
            return invalid(&format!(
                "headers: {lower} is printable ASCII without spaces around it"
            ));
        }
        if headers.iter().take(index).any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            return invalid(&format!("headers: {lower} is there twice"));
        }
    }
    Ok(())
}

fn invalid<T>(what: &str) -> Result<T, Error> {
    Err(error(ErrorCode::InvalidArgument, what))
}
