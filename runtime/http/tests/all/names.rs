//! A resolver that says what a test tells it to.

use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use loggia_http::Resolver;

/// Each look-up takes the next answer, and the last one stays.
#[derive(Debug, Clone)]
pub(super) struct Names {
    answers: Vec<Vec<IpAddr>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Names {
    pub(super) fn leading_to(addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        Self { answers: vec![addresses.into_iter().collect()], asked: Arc::default() }
    }

    pub(super) fn then(mut self, addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        self.answers.push(addresses.into_iter().collect());
        self
    }

    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Resolver for Names {
    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let mut asked = self.asked.lock().unwrap();
        let answer = self.answers.get(asked.len()).or(self.answers.last()).unwrap().clone();
        asked.push(host.to_owned());
        Ok(answer)
    }
}
