//! A server on loopback that does to its clients what a test tells it to.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{HandshakeKind, ServerConfig, ServerConnection, StreamOwned};

/// Its thread ends when it is dropped, and those of its connections soon after.
pub(super) struct Server {
    address: SocketAddr,
    authority: Vec<u8>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    connections: AtomicUsize,
    resumed: AtomicUsize,
    written: AtomicU64,
    received: Mutex<Vec<Received>>,
    stopped: AtomicBool,
}

/// A request as its bytes were.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

/// The server's side of a connection, after the request was read.
pub(super) struct Reply<'a> {
    stream: &'a mut dyn Write,
    shared: &'a Shared,
}

trait Behaviour: Fn(&mut Reply) -> io::Result<()> + Send + Sync + 'static {}

impl<F: Fn(&mut Reply) -> io::Result<()> + Send + Sync + 'static> Behaviour for F {}

impl Server {
    /// With a certificate of an authority of its own, for one name.
    pub(super) fn proving(
        name: &str,
        behaviour: impl Fn(&mut Reply) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let (authority, config) = certified(name);
        Self::start(authority, Some(Arc::new(config)), behaviour)
    }

    /// In the clear.
    pub(super) fn plain(
        behaviour: impl Fn(&mut Reply) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::start(Vec::new(), None, behaviour)
    }

    /// That says one thing to everybody, and closes.
    pub(super) fn saying(answer: &str) -> Self {
        let answer = answer.to_owned();
        Self::proving(super::HOST, move |reply| reply.write(answer.as_bytes()))
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(super) fn authority(&self) -> Vec<u8> {
        self.authority.clone()
    }

    /// How many connections were opened.
    pub(super) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many of them took up an earlier TLS session.
    pub(super) fn resumed(&self) -> usize {
        self.shared.resumed.load(Ordering::SeqCst)
    }

    /// How many bytes of answers the system took.
    pub(super) fn written(&self) -> u64 {
        self.shared.written.load(Ordering::SeqCst)
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    fn start(
        authority: Vec<u8>,
        tls: Option<Arc<ServerConfig>>,
        behaviour: impl Behaviour,
    ) -> Self {
        let listener = TcpListener::bind((super::LOOPBACK, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let (served, behaviour) = (Arc::clone(&shared), Arc::new(behaviour));
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if served.stopped.load(Ordering::SeqCst) {
                    return;
                }
                served.connections.fetch_add(1, Ordering::SeqCst);
                let (stream, tls) = (stream.unwrap(), tls.clone());
                let (shared, behaviour) = (Arc::clone(&served), Arc::clone(&behaviour));
                // What a client that goes away makes of it is the client's matter.
                thread::spawn(move || drop(serve(stream, tls, &shared, behaviour.as_ref())));
            }
        });
        Self { address, authority, shared, thread: Some(thread) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes it.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Reply<'_> {
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)?;
        self.stream.flush()?;
        self.shared.written.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        Ok(())
    }

    /// The same again, so many times or until nobody listens.
    pub(super) fn repeat(&mut self, bytes: &[u8], times: usize) -> io::Result<()> {
        (0..times).try_for_each(|_| self.write(bytes))
    }

    /// Nothing, for a while; an error when the server is dropped.
    pub(super) fn wait(&self, time: Duration) -> io::Result<()> {
        thread::sleep(time);
        let stopped = self.shared.stopped.load(Ordering::SeqCst);
        if stopped { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }

    /// Nothing, until the server is dropped.
    pub(super) fn hang(&self) -> io::Result<()> {
        loop {
            self.wait(Duration::from_millis(20))?;
        }
    }
}

impl Received {
    /// All headers, as they came.
    pub(super) fn headers(&self) -> Vec<(&str, &str)> {
        self.head.lines().skip(1).filter_map(|line| line.split_once(": ")).collect()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers().into_iter();
        headers.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

fn serve(
    stream: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    shared: &Shared,
    behaviour: &impl Behaviour,
) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.set_write_timeout(Some(Duration::from_secs(20)))?;
    match tls {
        None => reply(stream, shared, behaviour),
        Some(config) => {
            let connection = ServerConnection::new(config).map_err(io::Error::other)?;
            let mut stream = StreamOwned::new(connection, stream);
            let replied = reply(&mut stream, shared, behaviour);
            if stream.conn.handshake_kind() == Some(HandshakeKind::Resumed) {
                shared.resumed.fetch_add(1, Ordering::SeqCst);
            }
            replied?;
            stream.conn.send_close_notify();
            stream.flush()
        }
    }
}

fn reply(
    mut stream: impl Read + Write,
    shared: &Shared,
    behaviour: &impl Behaviour,
) -> io::Result<()> {
    let received = read(&mut stream)?;
    shared.received.lock().unwrap().push(received);
    behaviour(&mut Reply { stream: &mut stream, shared })
}

fn read(stream: &mut impl Read) -> io::Result<Received> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    let head = String::from_utf8(head).map_err(io::Error::other)?;
    let mut received = Received { head, body: Vec::new() };
    let length = received.header("content-length").map_or(0, |length| length.parse().unwrap());
    received.body = vec![0; length];
    stream.read_exact(&mut received.body)?;
    Ok(received)
}

fn certified(name: &str) -> (Vec<u8>, ServerConfig) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let root = authority.self_signed(&key).unwrap().der().to_vec();
    let issuer = Issuer::new(authority, key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &issuer).unwrap().der().clone();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
        .unwrap();
    (root, config)
}
