use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::{CborError, DEPTH, TOO_DEEP, byte, major};

/// Reads values one after the other.
pub(super) struct Reader<'de> {
    rest: &'de [u8],
    depth: u8,
}

/// What is left of a container: so many elements, or all up to the break.
struct Inside<'a, 'de> {
    reader: &'a mut Reader<'de>,
    left: Option<u64>,
}

impl<'de> Reader<'de> {
    pub(super) fn new(bytes: &'de [u8]) -> Self {
        Self { rest: bytes, depth: 0 }
    }

    pub(super) fn end(&self) -> Result<(), CborError> {
        if self.rest.is_empty() { Ok(()) } else { Err(CborError::new("bytes follow the value")) }
    }

    fn peek(&self) -> Result<u8, CborError> {
        self.rest.first().copied().ok_or_else(|| CborError::new("the bytes end too early"))
    }

    #[inline(never)]
    fn take(&mut self, length: u64) -> Result<&'de [u8], CborError> {
        let split =
            usize::try_from(length).ok().and_then(|length| self.rest.split_at_checked(length));
        let (taken, rest) = split.ok_or_else(|| CborError::new("the bytes end too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    /// A head's major type and argument; the argument is none where the length is unknown. Tags are passed over.
    #[inline(never)]
    fn head(&mut self) -> Result<(u8, Option<u64>), CborError> {
        loop {
            let first = self.take(1)?.first().copied().unwrap_or(byte::BREAK);
            let length = match first & 31 {
                small @ 0..=23 => {
                    if first >> 5 == major::TAG {
                        continue;
                    }
                    return Ok((first >> 5, Some(small.into())));
                }
                large @ 24..=27 => 1u64 << (large - 24),
                31 => return Ok((first >> 5, None)),
                _ => return Err(CborError::new("not CBOR")),
            };
            let argument =
                self.take(length)?.iter().fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
            if first >> 5 != major::TAG {
                return Ok((first >> 5, Some(argument)));
            }
        }
    }

    #[inline(never)]
    fn bytes_of(&mut self, wanted: u8, otherwise: &'static str) -> Result<&'de [u8], CborError> {
        match self.head()? {
            (major, Some(length)) if major == wanted => self.take(length),
            _ => Err(CborError::new(otherwise)),
        }
    }

    #[inline(never)]
    fn text(&mut self) -> Result<&'de str, CborError> {
        let bytes = self.bytes_of(major::TEXT, "not a text")?;
        std::str::from_utf8(bytes).map_err(|_| CborError::new("a text is not UTF-8"))
    }

    #[inline(never)]
    fn enter(&mut self, wanted: u8, otherwise: &'static str) -> Result<Option<u64>, CborError> {
        if self.depth >= DEPTH {
            return Err(CborError::new(TOO_DEEP));
        }
        match self.head()? {
            (major, left) if major == wanted => {
                self.depth += 1;
                Ok(left)
            }
            _ => Err(CborError::new(otherwise)),
        }
    }

    /// Passes over one value.
    #[inline(never)]
    fn skip(&mut self) -> Result<(), CborError> {
        match self.head()? {
            (major::BYTES | major::TEXT, Some(length)) => self.take(length).map(drop),
            (major @ (major::ARRAY | major::MAP), left) => {
                if self.depth >= DEPTH {
                    return Err(CborError::new(TOO_DEEP));
                }
                self.depth += 1;
                let mut inside = Inside { reader: self, left };
                while inside.another()? {
                    inside.reader.skip()?;
                    if major == major::MAP {
                        inside.reader.skip()?;
                    }
                }
                self.depth -= 1;
                Ok(())
            }
            (major::UNSIGNED | major::NEGATIVE | major::SIMPLE, Some(_)) => Ok(()),
            _ => Err(CborError::new("not CBOR")),
        }
    }

    /// An unsigned number, or a negative one by what it is below −1.
    #[inline(never)]
    fn number(&mut self) -> Result<(bool, u64), CborError> {
        match self.head()? {
            (major::UNSIGNED, Some(number)) => Ok((false, number)),
            (major::NEGATIVE, Some(number)) => Ok((true, number)),
            _ => Err(CborError::new("not a whole number")),
        }
    }

    fn visit_number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, CborError> {
        match self.number()? {
            (false, number) => visitor.visit_u64(number),
            (true, number) => match i64::try_from(number) {
                Ok(number) => visitor.visit_i64(!number),
                Err(_) => {
                    Err(CborError::invalid_value(Unexpected::Unsigned(number), &"at least −2^63"))
                }
            },
        }
    }

    fn float(&mut self) -> Result<f64, CborError> {
        let kind = self.peek()?;
        match (kind, self.head()?) {
            (byte::FLOAT_32, (_, Some(bits))) => {
                Ok(f32::from_bits(u32::try_from(bits).unwrap_or(0)).into())
            }
            (byte::FLOAT_64, (_, Some(bits))) => Ok(f64::from_bits(bits)),
            _ => Err(CborError::new("not a number with decimals")),
        }
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = CborError;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        match self.peek()? {
            byte::FALSE | byte::TRUE => self.deserialize_bool(visitor),
            byte::NULL => self.deserialize_option(visitor),
            byte::FLOAT_32 | byte::FLOAT_64 => visitor.visit_f64(self.float()?),
            first => match first >> 5 {
                major::UNSIGNED | major::NEGATIVE => self.visit_number(visitor),
                major::BYTES => self.deserialize_bytes(visitor),
                major::TEXT => self.deserialize_str(visitor),
                major::ARRAY => self.deserialize_seq(visitor),
                major::MAP => self.deserialize_map(visitor),
                _ => Err(CborError::new("not a value that this SDK writes")),
            },
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        match self.take(1)? {
            [byte::FALSE] => visitor.visit_bool(false),
            [byte::TRUE] => visitor.visit_bool(true),
            _ => Err(CborError::new("neither true nor false")),
        }
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        self.visit_number(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        self.visit_number(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        self.visit_number(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        self.visit_number(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        self.visit_number(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        self.visit_number(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        self.visit_number(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        self.visit_number(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        visitor.visit_borrowed_bytes(self.bytes_of(major::BYTES, "not a byte string")?)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        if self.peek()? == byte::NULL {
            self.take(1)?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        match self.head()? {
            (major::ARRAY, Some(0)) => visitor.visit_unit(),
            _ => Err(CborError::new("not the empty value")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, CborError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, CborError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        let left = self.enter(major::ARRAY, "not a sequence")?;
        let mut inside = Inside { reader: self, left };
        let value = visitor.visit_seq(&mut inside)?;
        inside.leave()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, CborError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, CborError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        let left = self.enter(major::MAP, "not a struct or map")?;
        let mut inside = Inside { reader: self, left };
        let value = visitor.visit_map(&mut inside)?;
        inside.leave()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, CborError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, CborError> {
        if self.peek()? >> 5 == major::TEXT {
            return visitor.visit_enum(Variant { reader: self, has_content: false });
        }
        let left = self.enter(major::MAP, "not a variant")?;
        if left != Some(1) {
            return Err(CborError::new("not a variant"));
        }
        let value = visitor.visit_enum(Variant { reader: &mut *self, has_content: true })?;
        self.depth -= 1;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CborError> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 }
}

impl<'de> Inside<'_, 'de> {
    /// Whether there is another element; counts it.
    #[inline(never)]
    fn another(&mut self) -> Result<bool, CborError> {
        match &mut self.left {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None if self.reader.peek()? == byte::BREAK => {
                self.reader.take(1)?;
                self.left = Some(0);
                Ok(false)
            }
            None => Ok(true),
        }
    }

    fn leave(mut self) -> Result<(), CborError> {
        self.reader.depth -= 1;
        if self.another()? {
            Err(CborError::new("more elements than there are places"))
        } else {
            Ok(())
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Inside<'_, 'de> {
    type Error = CborError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, CborError> {
        if self.another()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }

    /// Never more than there are bytes: an element has at least one.
    fn size_hint(&self) -> Option<usize> {
        let left = usize::try_from(self.left?).unwrap_or(usize::MAX);
        Some(left.min(self.reader.rest.len()))
    }
}

impl<'de> MapAccess<'de> for &mut Inside<'_, 'de> {
    type Error = CborError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, CborError> {
        if self.another()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, CborError> {
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant: its name, and for those that have content, that.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
    has_content: bool,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = CborError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), CborError> {
        let name = seed.deserialize(&mut *self.reader)?;
        Ok((name, self))
    }
}

impl Variant<'_, '_> {
    #[inline(never)]
    fn content(&self, wanted: bool) -> Result<(), CborError> {
        if self.has_content == wanted {
            Ok(())
        } else {
            Err(CborError::new("the variant's content is another"))
        }
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = CborError;

    fn unit_variant(self) -> Result<(), CborError> {
        self.content(false)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, CborError> {
        self.content(true)?;
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, CborError> {
        self.content(true)?;
        self.reader.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, CborError> {
        self.content(true)?;
        self.reader.deserialize_map(visitor)
    }
}
