//! The socket.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use loggia_http::VerifierKey;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::desk::{Desk, Received};
use crate::partner::Partner;
use crate::reply::Reply;
use crate::system_millis;

/// The largest body: what the bank lets a mini-app send.
const BODY: usize = 256 * 1_024;

/// How long a client may take for its request, and to take the answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// More connections at once are closed.
const CONNECTIONS: usize = 256;

/// The partner's time: the machine's, and what a test adds.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicU64>);

/// A server that listens.
pub struct Server<P> {
    listener: std::net::TcpListener,
    desk: Desk<P>,
    clock: Clock,
}

impl Clock {
    /// Time passes for the partner's business. Signatures are judged by the machine's clock alone.
    pub fn pass(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.0.fetch_add(millis, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        system_millis().saturating_add(self.0.load(Ordering::Relaxed))
    }
}

impl<P: Partner> Server<P> {
    /// Listens. Port 0 is any that is free.
    ///
    /// # Errors
    /// The address can't be had.
    pub fn bind(address: SocketAddr, partner: P, keys: &[VerifierKey]) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let bound = listener.local_addr()?;
        // In development it is asked directly, by its address.
        let mut origins = vec![format!("http://{bound}")];
        if bound.ip() == Ipv4Addr::LOCALHOST {
            origins.push(format!("http://localhost:{}", bound.port()));
        }
        let desk = Desk::new(partner, keys, origins);
        Ok(Self { listener, desk, clock: Clock::default() })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The partner's time.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Answers, on this thread, for ever.
    ///
    /// # Errors
    /// The system gives no runtime.
    pub fn serve(self) -> io::Result<Infallible> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let Self { listener, desk, clock } = self;
        let shared = Arc::new((Mutex::new(desk), clock));
        let under_way = Arc::new(());
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener)?;
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    // Out of file descriptors, perhaps: give some time to be returned.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                };
                let counted = Arc::clone(&under_way);
                if Arc::strong_count(&counted) > CONNECTIONS {
                    continue;
                }
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    // Too slow, or gone: nobody is left to be told.
                    let _ = timeout(PATIENCE, connection(stream, shared)).await;
                    drop(counted);
                });
            }
        })
    }
}

impl<P> fmt::Debug for Server<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("listener", &self.listener).finish_non_exhaustive()
    }
}

async fn connection<P: Partner>(
    stream: TcpStream,
    shared: Arc<(Mutex<Desk<P>>, Clock)>,
) -> Result<(), hyper::Error> {
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move {
            let reply = match receive(request).await {
                Ok(received) => {
                    let (desk, clock) = &*shared;
                    let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
                    desk.answer(&received, system_millis(), clock.now())
                }
                Err(reply) => reply,
            };
            Ok::<_, Infallible>(response(reply))
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_headers(96)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

async fn receive(request: hyper::Request<Incoming>) -> Result<Received, Reply> {
    let (head, body) = request.into_parts();
    let malformed = |what| Reply::problem(400, "malformed", what);
    let target = head.uri.path_and_query().ok_or_else(|| malformed("the path"))?.to_string();
    let headers = head.headers.iter().map(|(name, value)| {
        let value = value.to_str().map_err(|_| malformed("a header is not ASCII"))?;
        Ok((name.to_string(), value.to_owned()))
    });
    let headers = headers.collect::<Result<_, Reply>>()?;
    let body = Limited::new(body, BODY).collect().await;
    let body = body.map_err(|_| malformed("the body is cut off, or has more than 256 KiB"))?;
    let method = head.method.to_string();
    Ok(Received { method, target, headers, body: body.to_bytes().into() })
}

fn response(reply: Reply) -> hyper::Response<Full<Bytes>> {
    let mut response = hyper::Response::new(Full::from(reply.body));
    *response.status_mut() = hyper::StatusCode::from_u16(reply.status)
        .unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}
