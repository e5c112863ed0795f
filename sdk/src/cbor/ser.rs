use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::{CborError, DEPTH, TOO_DEEP, byte, major};

/// Writes values one after the other.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    depth: u8,
}

/// A container of which elements are still to come; one of unknown length is closed by a break.
pub(super) struct Open<'a> {
    writer: &'a mut Writer,
    unknown_length: bool,
    /// How many containers end with it: a variant's content ends the variant too.
    containers: u8,
}

type Written = Result<(), CborError>;

impl Writer {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    // Kept out of line: each derived `Serialize` calls it for every field.
    #[inline(never)]
    fn head(&mut self, major: u8, argument: u64) {
        let major = major << 5;
        let bytes = argument.to_be_bytes();
        let length: u8 = match argument {
            0..=23 => return self.bytes.push(major | bytes[7]),
            24..=0xff => 1,
            0x100..=0xffff => 2,
            0x1_0000..=0xffff_ffff => 4,
            _ => 8,
        };
        self.bytes.push(major | (24 + length.trailing_zeros() as u8));
        self.bytes.extend(bytes.iter().skip(8 - usize::from(length)));
    }

    #[inline(never)]
    fn text(&mut self, text: &str) {
        self.head(major::TEXT, text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// No deeper than can be read again: what a step leaves is the next one's state.
    #[inline(never)]
    fn enter(&mut self) -> Written {
        if self.depth >= DEPTH {
            return Err(CborError::new(TOO_DEEP));
        }
        self.depth += 1;
        Ok(())
    }

    /// The beginning of a variant that has content: a map of one pair.
    #[inline(never)]
    fn variant(&mut self, name: &str) -> Written {
        self.enter()?;
        self.head(major::MAP, 1);
        self.text(name);
        Ok(())
    }

    #[inline(never)]
    fn open(&mut self, major: u8, length: Option<usize>) -> Result<Open<'_>, CborError> {
        self.enter()?;
        match length {
            Some(length) => self.head(major, length as u64),
            None => self.bytes.push(major << 5 | 31),
        }
        Ok(Open { writer: self, unknown_length: length.is_none(), containers: 1 })
    }

    fn open_variant(
        &mut self,
        name: &str,
        major: u8,
        length: usize,
    ) -> Result<Open<'_>, CborError> {
        self.variant(name)?;
        Ok(Open { containers: 2, ..self.open(major, Some(length))? })
    }

    fn signed(&mut self, number: i64) {
        if number < 0 {
            // −1 − n, which is the bits of n turned round.
            self.head(major::NEGATIVE, !number as u64);
        } else {
            self.head(major::UNSIGNED, number as u64);
        }
    }
}

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = CborError;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Open<'a>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Open<'a>;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, on: bool) -> Written {
        self.bytes.push(if on { byte::TRUE } else { byte::FALSE });
        Ok(())
    }

    fn serialize_i8(self, number: i8) -> Written {
        self.serialize_i64(number.into())
    }

    fn serialize_i16(self, number: i16) -> Written {
        self.serialize_i64(number.into())
    }

    fn serialize_i32(self, number: i32) -> Written {
        self.serialize_i64(number.into())
    }

    fn serialize_i64(self, number: i64) -> Written {
        self.signed(number);
        Ok(())
    }

    fn serialize_u8(self, number: u8) -> Written {
        self.serialize_u64(number.into())
    }

    fn serialize_u16(self, number: u16) -> Written {
        self.serialize_u64(number.into())
    }

    fn serialize_u32(self, number: u32) -> Written {
        self.serialize_u64(number.into())
    }

    fn serialize_u64(self, number: u64) -> Written {
        self.head(major::UNSIGNED, number);
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Written {
        self.bytes.push(byte::FLOAT_32);
        self.bytes.extend(number.to_be_bytes());
        Ok(())
    }

    fn serialize_f64(self, number: f64) -> Written {
        self.bytes.push(byte::FLOAT_64);
        self.bytes.extend(number.to_be_bytes());
        Ok(())
    }

    fn serialize_char(self, letter: char) -> Written {
        self.text(letter.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Written {
        self.text(text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Written {
        self.head(major::BYTES, bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn serialize_none(self) -> Written {
        self.bytes.push(byte::NULL);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    /// An empty array: null would make `Some(())` the same as `None`.
    fn serialize_unit(self) -> Written {
        self.open(major::ARRAY, Some(0))?.close()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.text(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        self.variant(variant)?;
        value.serialize(&mut *self)?;
        self.depth -= 1;
        Ok(())
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Open<'a>, CborError> {
        self.open(major::ARRAY, length)
    }

    fn serialize_tuple(self, length: usize) -> Result<Open<'a>, CborError> {
        self.open(major::ARRAY, Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Open<'a>, CborError> {
        self.open(major::ARRAY, Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Open<'a>, CborError> {
        self.open_variant(variant, major::ARRAY, length)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Open<'a>, CborError> {
        self.open(major::MAP, length)
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Open<'a>, CborError> {
        self.open(major::MAP, Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Open<'a>, CborError> {
        self.open_variant(variant, major::MAP, length)
    }
}

impl Open<'_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(&mut *self.writer)
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Written {
        self.writer.text(name);
        value.serialize(&mut *self.writer)
    }

    fn close(self) -> Written {
        self.writer.depth -= self.containers;
        if self.unknown_length {
            self.writer.bytes.push(byte::BREAK);
        }
        Ok(())
    }
}

impl SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = CborError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.element(value)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeTuple for Open<'_> {
    type Ok = ();
    type Error = CborError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.element(value)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeTupleStruct for Open<'_> {
    type Ok = ();
    type Error = CborError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.element(value)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeTupleVariant for Open<'_> {
    type Ok = ();
    type Error = CborError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.element(value)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = CborError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        self.element(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.element(value)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = CborError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        self.field(name, value)
    }

    fn end(self) -> Written {
        self.close()
    }
}

impl SerializeStructVariant for Open<'_> {
    type Ok = ();
    type Error = CborError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        self.field(name, value)
    }

    fn end(self) -> Written {
        self.close()
    }
}
