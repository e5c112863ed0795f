//! A connection to one of the addresses that were checked, and proof of whose it is.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::error::NotSent;
use crate::pattern::Reach;
use crate::target::Target;
use crate::tls::Tls;

/// What is read from and written to, in the clear or not.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Connects to the first of the addresses that accepts, and proves the target's name there. `within` is
/// shared out between those that are left, so that one which never answers leaves time for the others.
pub(crate) async fn connect(
    target: &Target,
    pinned: &[SocketAddr],
    tls: &Tls,
    within: Duration,
) -> Result<Box<dyn Stream>, NotSent> {
    let share = within / u32::try_from(pinned.len()).unwrap_or(u32::MAX).max(1);
    let mut last = NotSent::TimedOut(within);
    for address in pinned {
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return prove(target, stream, tls).await,
            Ok(Err(error)) => last = NotSent::Connect(error),
            Err(_) => {}
        }
    }
    Err(last)
}

/// The handshake is over before a byte of the request is written: what fails here was not sent.
async fn prove(target: &Target, stream: TcpStream, tls: &Tls) -> Result<Box<dyn Stream>, NotSent> {
    // Small messages that are written whole; without it each may wait for an acknowledgement.
    stream.set_nodelay(true).map_err(NotSent::Connect)?;
    match target.reach() {
        Reach::Local => Ok(Box::new(stream)),
        Reach::Public => {
            let name = ServerName::try_from(target.host().to_owned())
                .map_err(|error| NotSent::Tls(io::Error::other(error)))?;
            let stream = TlsConnector::from(tls.config()).connect(name, stream).await;
            Ok(Box::new(stream.map_err(NotSent::Tls)?))
        }
    }
}
