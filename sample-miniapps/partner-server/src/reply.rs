use serde::{Deserialize, Serialize};

/// An answer: a status, and JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// 200 to 599.
    pub status: u16,
    /// JSON, or nothing.
    pub body: Vec<u8>,
}

/// An amount in JSON: minor units, as the bank's contract has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// 340 is 3.40 EUR.
    pub minor_units: u64,
    /// ISO 4217.
    pub currency: String,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    message: &'a str,
}

impl Reply {
    /// JSON with this status.
    #[must_use]
    pub fn json(status: u16, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => Self { status, body },
            Err(_) => Self { status: 500, body: Vec::new() },
        }
    }

    /// Nothing, done.
    #[must_use]
    pub fn done() -> Self {
        Self { status: 204, body: Vec::new() }
    }

    /// What is wrong: a code for the mini-app, a message for its developer.
    #[must_use]
    pub fn problem(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, &Problem { code, message })
    }
}

impl Amount {
    /// So many euro cents.
    #[must_use]
    pub fn eur(cents: u64) -> Self {
        Self { minor_units: cents, currency: "EUR".to_owned() }
    }
}
