//! One request and its answer on a connection of their own.

use http::StatusCode;
use http::header::CONTENT_ENCODING;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::task::JoinSet;

use crate::connection::Stream;
use crate::error::{Error, NotSent, Unknown};
use crate::header::shown;
use crate::limits::Limits;
use crate::response::Response;

/// The largest head of an answer, and the most that is read ahead of a body.
const HEAD: usize = 16 * 1_024;

/// Sends and receives. Whatever ends it, also a time-out, closes the connection.
pub(crate) async fn exchange(
    stream: Box<dyn Stream>,
    request: http::Request<Full<Bytes>>,
    limits: &Limits,
) -> Result<Response, Error> {
    let (mut sender, connection) = http1::Builder::new()
        .max_headers(limits.response_headers)
        .max_buf_size(HEAD)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(NotSent::Closed)?;
    // Dropping the set ends the connection.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let answer = sender.try_send_request(request).await.map_err(|mut error| {
        let unsent = error.take_message().is_some();
        let error = error.into_error();
        if unsent { Error::NotSent(NotSent::Closed(error)) } else { lost(error).into() }
    })?;
    Ok(received(answer, limits.response_body).await?)
}

async fn received(answer: http::Response<Incoming>, limit: usize) -> Result<Response, Unknown> {
    let (head, body) = answer.into_parts();
    if head.status == StatusCode::SWITCHING_PROTOCOLS {
        return Err(Unknown::Switched);
    }
    if head.status.as_u16() > 599 {
        return Err(Unknown::Status(head.status.as_u16()));
    }
    let mut encodings = head.headers.get_all(CONTENT_ENCODING).into_iter();
    if encodings.any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(Unknown::Encoded);
    }
    let body = read(body, limit).await?;
    Ok(Response { status: head.status.as_u16(), headers: shown(&head.headers), body })
}

/// The whole body, or nothing of it. What is announced as too large is not begun.
async fn read(mut body: Incoming, limit: usize) -> Result<Vec<u8>, Unknown> {
    let too_large = Unknown::TooLarge { limit };
    if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
        return Err(too_large);
    }
    let mut whole = Vec::new();
    while let Some(frame) = body.frame().await {
        // Trailers are nobody's.
        let Ok(data) = frame.map_err(lost)?.into_data() else { continue };
        if whole.len() + data.len() > limit {
            return Err(too_large);
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole)
}

fn lost(error: hyper::Error) -> Unknown {
    if error.is_parse() { Unknown::Malformed(error) } else { Unknown::Broken(error) }
}
