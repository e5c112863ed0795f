//! From a host's name to the addresses that are connected to.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};

use crate::address::AddressPolicy;
use crate::error::NotSent;
use crate::pattern::Reach;
use crate::target::Target;

/// More addresses than this of one name are not tried: a bound on what a stranger's DNS can cause.
const MOST_ADDRESSES: usize = 16;

/// Looks names up. A client asks once for a request, checks every address of the answer, and connects
/// to those and no others: what the name leads to a moment later plays no part.
pub trait Resolver: fmt::Debug + Send + Sync + 'static {
    /// The addresses of a host. May block: it is called on a thread for that.
    ///
    /// # Errors
    ///
    /// The name has none, or they cannot be had now.
    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The operating system's resolver, with its files and its search order.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok((host, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
    }
}

/// The addresses of a target, each of them checked. One that is refused refuses them all: a name that
/// leads to both sides of a wall is an attack, not a choice.
pub(crate) fn resolve(
    target: &Target,
    resolver: &dyn Resolver,
    policy: &AddressPolicy,
) -> Result<Vec<SocketAddr>, NotSent> {
    let addresses = match target.reach() {
        Reach::Local => vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        Reach::Public => {
            let found = resolver.resolve(target.host()).map_err(NotSent::Resolve)?;
            found.iter().try_for_each(|address| policy.check(*address))?;
            found
        }
    };
    if addresses.is_empty() {
        return Err(NotSent::NoAddress);
    }
    let port = target.port();
    let pinned = addresses.into_iter().take(MOST_ADDRESSES);
    Ok(pinned.map(|address| SocketAddr::new(address, port)).collect())
}
