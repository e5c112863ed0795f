use super::super::bank::error;
use super::call;
use crate::bindings::loggia::types::types::{Error, ErrorCode};

const INTERFACE: &str = "loggia:storage/storage";

pub(crate) fn get(key: &str) -> Result<Option<Vec<u8>>, Error> {
    call(INTERFACE, |bank| {
        check_key(key)?;
        bank.reachable(INTERFACE)?;
        Ok(bank.stored_value(key))
    })
}

pub(crate) fn set(key: &str, value: &[u8]) -> Result<(), Error> {
    call(INTERFACE, |bank| {
        check_key(key)?;
        if value.len() > 64 * 1024 {
            return Err(error(ErrorCode::InvalidArgument, "value: at most 64 KiB"));
        }
        bank.reachable(INTERFACE)?;
        let others = bank.stored.iter().filter(|(other, _)| *other != key);
        let total: usize = others.map(|(key, value)| key.len() + value.len()).sum();
        if total + key.len() + value.len() > 1024 * 1024 {
            return Err(error(
                ErrorCode::LimitExceeded,
                "all keys and values together: at most 1 MiB",
            ));
        }
        bank.stored.insert(key.to_owned(), value.to_vec());
        Ok(())
    })
}

pub(crate) fn delete(key: &str) -> Result<(), Error> {
    call(INTERFACE, |bank| {
        check_key(key)?;
        bank.reachable(INTERFACE)?;
        bank.stored.remove(key);
        Ok(())
    })
}

pub(crate) fn list_keys(prefix: &str) -> Result<Vec<String>, Error> {
    call(INTERFACE, |bank| {
        bank.reachable(INTERFACE)?;
        Ok(bank.stored_keys(prefix))
    })
}

fn check_key(key: &str) -> Result<(), Error> {
    if (1..=128).contains(&key.len()) {
        return Ok(());
    }
    Err(error(ErrorCode::InvalidArgument, "key: 1 to 128 bytes"))
}
