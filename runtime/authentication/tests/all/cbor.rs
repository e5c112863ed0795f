//! CBOR as authenticators write it, for the tests.

/// An item of CBOR, as short as it can be.
pub(super) enum Item<'a> {
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Map(Vec<(Item<'a>, Item<'a>)>),
}

impl Item<'_> {
    pub(super) fn encode(&self) -> Vec<u8> {
        let head = |major: u8, number: u64| match number {
            0..=23 => vec![major << 5 | number as u8],
            24..=255 => vec![major << 5 | 24, number as u8],
            _ => [vec![major << 5 | 25], (number as u16).to_be_bytes().to_vec()].concat(),
        };
        match self {
            Self::Int(number @ 0..) => head(0, *number as u64),
            Self::Int(number) => head(1, (-1 - number) as u64),
            Self::Bytes(bytes) => [head(2, bytes.len() as u64), bytes.to_vec()].concat(),
            Self::Text(text) => [head(3, text.len() as u64), text.as_bytes().to_vec()].concat(),
            Self::Map(entries) => {
                let entries = entries.iter();
                let encoded = entries.flat_map(|(key, value)| [key.encode(), value.encode()]);
                [head(5, self.entries()), encoded.flatten().collect()].concat()
            }
        }
    }

    fn entries(&self) -> u64 {
        if let Self::Map(entries) = self { entries.len() as u64 } else { 0 }
    }
}
