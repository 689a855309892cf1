//! Bytes to values and back, little-endian, checked: the sidecar's alphabet.

use crate::columns::Column;

/// A number that is stored as its little-endian bytes.
pub(crate) trait Plain: Copy + PartialEq + Default {
    /// Appends the bytes of `values`.
    fn write_all(values: &[Self], out: &mut Vec<u8>);
    /// Reads as many values as `bytes` holds; `None` if some bytes are left over.
    fn read_all(bytes: &[u8]) -> Option<Vec<Self>>;
}

macro_rules! plain {
    ($($number:ty),+) => {$(
        impl Plain for $number {
            fn write_all(values: &[Self], out: &mut Vec<u8>) {
                out.reserve(values.len() * size_of::<Self>());
                for value in values {
                    out.extend_from_slice(&value.to_le_bytes());
                }
            }

            fn read_all(bytes: &[u8]) -> Option<Vec<Self>> {
                let (items, rest) = bytes.as_chunks::<{ size_of::<$number>() }>();
                rest.is_empty().then(|| items.iter().map(|item| Self::from_le_bytes(*item)).collect())
            }
        }
    )+};
}
plain!(u8, u16, u32, u64, i64, f32);

/// Writes a sidecar's body.
#[derive(Default)]
pub(crate) struct Writer {
    /// What was written.
    pub(crate) bytes: Vec<u8>,
}

impl Writer {
    /// One number.
    pub(crate) fn number(&mut self, number: u64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    /// How many, then each.
    pub(crate) fn list<T: Plain>(&mut self, values: &[T]) {
        self.number(values.len() as u64);
        T::write_all(values, &mut self.bytes);
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) {
        self.list(text.as_bytes());
    }

    /// A column: whether all rows agree, then the one value or each.
    pub(crate) fn column<T: Plain>(&mut self, column: &Column<T>) {
        match column {
            Column::Same { value, rows } => {
                self.number(*rows as u64 | 1 << 63);
                T::write_all(&[*value], &mut self.bytes);
            }
            Column::Each(values) => self.list(values),
        }
    }
}

/// Reads a sidecar's body. Every call answers `None` where the bytes do not fit.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from `bytes`.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes }
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    /// One number.
    pub(crate) fn number(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    /// A list.
    pub(crate) fn list<T: Plain>(&mut self) -> Option<Vec<T>> {
        let count = usize::try_from(self.number()?).ok()?;
        T::read_all(self.take(count.checked_mul(size_of::<T>())?)?)
    }

    /// A text.
    pub(crate) fn text(&mut self) -> Option<String> {
        String::from_utf8(self.list()?).ok()
    }

    /// A column of `rows` rows.
    pub(crate) fn column<T: Plain>(&mut self, rows: usize) -> Option<Column<T>> {
        let head = self.number()?;
        let found = usize::try_from(head & !(1 << 63)).ok()?;
        if found != rows {
            return None;
        }
        if head >> 63 == 1 {
            let value = *T::read_all(self.take(size_of::<T>())?)?.first()?;
            return Some(Column::Same { value, rows });
        }
        let values = T::read_all(self.take(rows.checked_mul(size_of::<T>())?)?)?;
        Some(Column::Each(values))
    }

    /// As they are.
    pub(crate) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        self.take(count)
    }

    /// Whether everything was read.
    pub(crate) fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }
}
