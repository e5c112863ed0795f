//! What a step leaves for the next one: the mini-app's state, and what the SDK itself must remember.

use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::encoding;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::mini_app::MiniApp;

#[derive(Serialize, Deserialize)]
struct Envelope<'a> {
    schema: u32,
    environment: Environment,
    rights: Vec<String>,
    #[serde(borrow)]
    state: StateBytes<'a>,
}

/// Bytes, written as one CBOR byte string: the state stays unread until its schema is known.
struct StateBytes<'a>(&'a [u8]);

pub(crate) struct Saved<A> {
    pub(crate) app: A,
    pub(crate) environment: Environment,
    pub(crate) rights: Vec<String>,
}

pub(crate) fn save<A: MiniApp>(
    app: &A,
    environment: &Environment,
    rights: &[String],
) -> Result<Vec<u8>, Failure> {
    let state = encoding::encode("the state", app)?;
    let envelope = Envelope {
        schema: A::SCHEMA,
        environment: environment.clone(),
        rights: rights.to_vec(),
        state: StateBytes(&state),
    };
    Ok(encoding::encode("the saved session", &envelope)?)
}

pub(crate) fn load<A: MiniApp>(bytes: &[u8]) -> Result<Saved<A>, Failure> {
    let envelope: Envelope<'_> = encoding::decode("the saved session", bytes)?;
    let StateBytes(state) = envelope.state;
    let app = if envelope.schema == A::SCHEMA {
        encoding::decode_state(state).map_err(|error| {
            Failure::internal(format!(
                "{error}; it was written with this release's schema {}: raise SCHEMA and implement migrate",
                A::SCHEMA
            ))
        })?
    } else {
        A::migrate(envelope.schema, state)?
    };
    Ok(Saved { app, environment: envelope.environment, rights: envelope.rights })
}

impl Serialize for StateBytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for StateBytes<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed;

        impl<'de> Visitor<'de> for Borrowed {
            type Value = &'de [u8];

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a byte string")
            }

            fn visit_borrowed_bytes<E: serde::de::Error>(
                self,
                bytes: &'de [u8],
            ) -> Result<Self::Value, E> {
                Ok(bytes)
            }

            fn visit_bytes<E: serde::de::Error>(self, _: &[u8]) -> Result<Self::Value, E> {
                Err(E::custom("a byte string in pieces"))
            }
        }

        deserializer.deserialize_bytes(Borrowed).map(StateBytes).map_err(D::Error::custom)
    }
}
