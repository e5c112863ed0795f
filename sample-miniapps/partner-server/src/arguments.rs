//! The process: its arguments, and its first line.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::{fs, io};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Parser;
use loggia_http::VerifierKey;

use crate::listener::Server;
use crate::partner::Partner;

/// What a sample's server is told. Its first line on standard output is the address on which it
/// listens; everything else goes to standard error.
#[derive(Clone, Debug, Parser)]
#[command(version, about = "A partner's server, for the sample mini-app beside it")]
pub struct Arguments {
    /// Where to listen; port 0 is any that is free.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// A public Ed25519 key of the bank's, as its id and 32 bytes in base64. May be repeated.
    #[arg(long = "key", value_name = "KEYID:BASE64", value_parser = parse_key)]
    pub keys: Vec<VerifierKey>,
    /// A file with such keys, one a line.
    #[arg(long, value_name = "PATH")]
    pub key_file: Option<PathBuf>,
}

/// A text that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key reads KEYID:BASE64, with the base64 of a public Ed25519 key")]
pub struct MalformedKeyText;

/// Serves a partner with the process' arguments, until the process is ended.
pub fn run<P: Partner>(partner: P) -> ExitCode {
    let Err(error) = serve(Arguments::parse(), partner);
    // There is nobody left to tell if this fails.
    let _ = writeln!(io::stderr(), "The server does not start: {error}");
    ExitCode::FAILURE
}

fn serve<P: Partner>(arguments: Arguments, partner: P) -> io::Result<std::convert::Infallible> {
    let Arguments { listen, mut keys, key_file } = arguments;
    if let Some(path) = key_file {
        let text = fs::read_to_string(&path)?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        for line in lines {
            keys.push(parse_key(line).map_err(io::Error::other)?);
        }
    }
    if keys.is_empty() {
        return Err(io::Error::other(
            "without --key or --key-file it would have to believe nobody",
        ));
    }
    let server = Server::bind(listen, partner, &keys)?;
    let mut out = io::stdout();
    writeln!(out, "{}", server.address()?)?;
    out.flush()?;
    server.serve()
}

/// Reads `KEYID:BASE64`; the id may have colons too.
///
/// # Errors
/// [`MalformedKeyText`].
pub fn parse_key(text: &str) -> Result<VerifierKey, MalformedKeyText> {
    let (id, key) = text.rsplit_once(':').ok_or(MalformedKeyText)?;
    let id = id.parse().map_err(|_| MalformedKeyText)?;
    let key = STANDARD.decode(key).map_err(|_| MalformedKeyText)?;
    let key = key.try_into().map_err(|_| MalformedKeyText)?;
    VerifierKey::new(id, key).map_err(|_| MalformedKeyText)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_or_refused() {
        let key = loggia_http::SignerKey::from_seed("bank:http/1".parse().unwrap(), [7; 32]);
        let text = format!("bank:http/1:{}", STANDARD.encode(key.verifier().as_bytes()));
        assert_eq!(parse_key(&text), Ok(key.verifier()));
        for wrong in ["", "bank", "bank:", "bank:AAAA", "b nk:AAAA", &text[..text.len() - 1]] {
            assert_eq!(parse_key(wrong), Err(MalformedKeyText), "{wrong:?}");
        }
    }
}
