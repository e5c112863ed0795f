//! What the host app and a compile worker say to each other, over the worker's standard input and
//! output: one request, one answer.

use std::io::{self, Read, Write};

use super::identity::EngineIdentity;
use crate::engine::Profile;

const REQUEST: &[u8; 16] = b"loggia compile 1";
const ANSWER: &[u8; 16] = b"loggia compiled1";

/// What a worker is told before it gets the component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) profile: Profile,
    /// Of the engine that will run the code.
    pub(super) engine: EngineIdentity,
    pub(super) memory_bytes: u64,
    pub(super) processor_seconds: u64,
    /// Most bytes of code.
    pub(super) code_bytes: u64,
    pub(super) component_bytes: u64,
}

/// What a worker says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Here is the code.
    Compiled(Vec<u8>),
    /// The engine does not take this component, and why.
    Refused(String),
    /// This worker's engine has another identity.
    OtherEngine,
    /// The memory was not enough.
    OutOfMemory,
    /// The code has more bytes than it may.
    TooMuchCode,
}

impl Order {
    pub(super) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        to.write_all(REQUEST)?;
        to.write_all(&[match self.profile {
            // The pool's size is not in the code.
            Profile::Server { .. } => 0,
            Profile::Embedded => 1,
            Profile::Interpreted => 2,
        }])?;
        to.write_all(self.engine.as_bytes())?;
        let numbers =
            [self.memory_bytes, self.processor_seconds, self.code_bytes, self.component_bytes];
        numbers.iter().try_for_each(|number| to.write_all(&number.to_le_bytes()))
    }

    pub(super) fn read(from: &mut impl Read) -> io::Result<Self> {
        if chunk(from)? != *REQUEST {
            return Err(no_order());
        }
        let profile = match chunk(from)? {
            [0] => Profile::Server { max_instances: 0 },
            [1] => Profile::Embedded,
            [2] => Profile::Interpreted,
            _ => return Err(no_order()),
        };
        let engine = EngineIdentity::from_bytes(chunk(from)?);
        let mut number = || chunk(from).map(u64::from_le_bytes);
        Ok(Self {
            profile,
            engine,
            memory_bytes: number()?,
            processor_seconds: number()?,
            code_bytes: number()?,
            component_bytes: number()?,
        })
    }
}

impl Answer {
    /// Bytes of an answer that are not its code.
    pub(super) const HEAD: usize = ANSWER.len() + 1 + 32;

    pub(super) fn write(&self, engine: &EngineIdentity, to: &mut impl Write) -> io::Result<()> {
        let (kind, said) = self.parts();
        to.write_all(ANSWER)?;
        to.write_all(&[kind])?;
        to.write_all(checksum(engine, kind, said).as_bytes())?;
        to.write_all(said)?;
        to.flush()
    }

    /// None where this is no whole answer of a worker with this engine.
    pub(super) fn of(bytes: &[u8], engine: &EngineIdentity) -> Option<Self> {
        let (&kind, rest) = bytes.strip_prefix(ANSWER)?.split_first()?;
        let (said_to_be, said) = rest.split_first_chunk::<32>()?;
        if checksum(engine, kind, said) != *said_to_be {
            return None;
        }
        Some(match kind {
            0 => Self::Compiled(said.to_vec()),
            1 => Self::Refused(String::from_utf8_lossy(said).into_owned()),
            2 => Self::OtherEngine,
            3 => Self::OutOfMemory,
            4 => Self::TooMuchCode,
            _ => return None,
        })
    }

    fn parts(&self) -> (u8, &[u8]) {
        match self {
            Self::Compiled(code) => (0, code),
            Self::Refused(reason) => (1, reason.as_bytes()),
            Self::OtherEngine => (2, &[]),
            Self::OutOfMemory => (3, &[]),
            Self::TooMuchCode => (4, &[]),
        }
    }
}

/// Tells a whole answer to this engine's order from one that was cut off or garbled. No secret: who
/// vouches for the answer is the program that the host app has named.
fn checksum(engine: &EngineIdentity, kind: u8, said: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new_derive_key("loggia 2026 compile answer");
    hasher.update(engine.as_bytes()).update(&[kind]).update(said);
    hasher.finalize()
}

fn chunk<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes).map_err(|_| no_order())?;
    Ok(bytes)
}

fn no_order() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "this is no order to compile")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGINE: EngineIdentity = EngineIdentity::from_bytes([7; 32]);

    #[test]
    fn an_order_comes_back_whole_or_not_at_all() {
        let order = Order {
            profile: Profile::Embedded,
            engine: ENGINE,
            memory_bytes: 1,
            processor_seconds: 2,
            code_bytes: 3,
            component_bytes: u64::MAX,
        };
        let mut bytes = Vec::new();
        order.write(&mut bytes).unwrap();
        assert_eq!(Order::read(&mut bytes.as_slice()).unwrap(), order);
        for end in 0..bytes.len() {
            Order::read(&mut &bytes[..end]).unwrap_err();
        }
        bytes[16] = 9;
        Order::read(&mut bytes.as_slice()).unwrap_err();
    }

    #[test]
    fn an_answer_that_is_cut_off_lengthened_or_changed_is_none() {
        let answers = [
            Answer::Compiled(b"code".to_vec()),
            Answer::Refused("why".into()),
            Answer::OtherEngine,
            Answer::OutOfMemory,
            Answer::TooMuchCode,
        ];
        for answer in answers {
            let mut bytes = Vec::new();
            answer.write(&ENGINE, &mut bytes).unwrap();
            assert_eq!(Answer::of(&bytes, &EngineIdentity::from_bytes([8; 32])), None);
            for end in 0..bytes.len() {
                assert_eq!(Answer::of(&bytes[..end], &ENGINE), None, "cut off at {end}");
            }
            for at in 0..bytes.len() {
                bytes[at] ^= 1;
                assert_eq!(Answer::of(&bytes, &ENGINE), None, "changed at {at}");
                bytes[at] ^= 1;
            }
            assert_eq!(Answer::of(&bytes, &ENGINE), Some(answer));
            bytes.push(0);
            assert_eq!(Answer::of(&bytes, &ENGINE), None);
        }
    }
}
