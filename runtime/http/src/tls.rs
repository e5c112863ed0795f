//! Whose word for a server's name is taken.

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

/// TLS 1.2 and 1.3, as a client without a certificate of its own: the signature says who asks.
#[derive(Debug, Clone)]
pub(crate) struct Tls(Arc<ClientConfig>);

/// A certificate that cannot be trusted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("a certificate to trust must be one of an authority, in DER: {0}")]
pub struct NotTrusted(#[from] rustls::Error);

impl Tls {
    /// Trusts the authorities of Mozilla's list.
    pub(crate) fn public() -> Result<Self, NotTrusted> {
        Self::with(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect())
    }

    /// Trusts these authorities, in DER, and no others.
    pub(crate) fn trusting(roots: Vec<Vec<u8>>) -> Result<Self, NotTrusted> {
        let mut store = RootCertStore::empty();
        for root in roots {
            store.add(CertificateDer::from(root))?;
        }
        Self::with(store)
    }

    pub(crate) fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.0)
    }

    fn with(store: RootCertStore) -> Result<Self, NotTrusted> {
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(store)
            .with_no_client_auth();
        // Nothing carries over between requests: each has its server prove the name anew.
        config.resumption = Resumption::disabled();
        // A server of another protocol is not talked to by mistake.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }
}
