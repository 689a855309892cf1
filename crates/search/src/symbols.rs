//! Interned strings and the open-addressing table that finds them: four bytes a slot, no
//! allocation for an empty table, so that thousands of small partitions stay small.

use xxhash_rust::xxh3::xxh3_64;

const EMPTY: u32 = u32::MAX;
const GONE: u32 = u32::MAX - 1;

/// An open-addressing hash table of row or symbol numbers. It keeps numbers only: the caller hashes
/// and compares what they stand for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    slots: Vec<u32>,
    filled: usize,
}

impl Slots {
    /// The number with this `hash` for which `is_it` holds.
    pub(crate) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.slots[at] {
                EMPTY => return None,
                GONE => {}
                number if is_it(number) => return Some(number),
                _ => {}
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds `number`, which must not be in the table. `hash_of` tells the hash of any number in it.
    pub(crate) fn insert(&mut self, number: u32, hash_of: impl Fn(u32) -> u64) {
        if (self.filled + 1) * 4 > self.slots.len() * 3 {
            self.grow(&hash_of);
        }
        self.place(number, hash_of(number));
    }

    /// Takes `number` out.
    pub(crate) fn remove(&mut self, number: u32, hash: u64) {
        if self.slots.is_empty() {
            return;
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            if self.slots[at] == number {
                self.slots[at] = GONE;
                return;
            }
            if self.slots[at] == EMPTY {
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// Heap bytes.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.slots.capacity() * 4
    }

    fn place(&mut self, number: u32, hash: u64) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] < GONE {
            at = (at + 1) & mask;
        }
        if self.slots[at] == EMPTY {
            self.filled += 1;
        }
        self.slots[at] = number;
    }

    fn grow(&mut self, hash_of: &impl Fn(u32) -> u64) {
        let old = std::mem::take(&mut self.slots);
        let live = old.iter().filter(|&&number| number < GONE).count();
        self.slots = vec![EMPTY; ((live + 1) * 2).next_power_of_two().max(4)];
        self.filled = 0;
        for number in old {
            if number < GONE {
                self.place(number, hash_of(number));
            }
        }
    }
}

/// Strings of a partition, each kept once and known by its number. Number 0 is "none".
#[derive(Clone, Debug, Default)]
pub(crate) struct Symbols {
    text: String,
    ends: Vec<u32>,
    slots: Slots,
}

impl Symbols {
    /// The number for "no value".
    pub(crate) const NONE: u32 = 0;

    /// The number of `text`, if it is known.
    pub(crate) fn lookup(&self, text: &str) -> Option<u32> {
        self.slots
            .find(xxh3_64(text.as_bytes()), |number| self.get(number) == text)
    }

    /// The number of `text`, which becomes known.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        if let Some(number) = self.lookup(text) {
            return number;
        }
        self.text.push_str(text);
        self.ends
            .push(u32::try_from(self.text.len()).expect("a partition's names fit 4 GiB"));
        let number = self.ends.len() as u32;
        let mut slots = std::mem::take(&mut self.slots);
        slots.insert(number, |number| xxh3_64(self.get(number).as_bytes()));
        self.slots = slots;
        number
    }

    /// The number of `text`, or [`Symbols::NONE`].
    pub(crate) fn intern_option(&mut self, text: Option<&str>) -> u32 {
        text.map_or(Self::NONE, |text| self.intern(text))
    }

    /// The text of `number`; empty for [`Symbols::NONE`] and unknown numbers.
    pub(crate) fn get(&self, number: u32) -> &str {
        let Some(index) = (number as usize).checked_sub(1) else {
            return "";
        };
        let Some(&end) = self.ends.get(index) else {
            return "";
        };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// How many strings are known; numbers run from 1 to this.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The concatenated text and the end of each string in it.
    pub(crate) fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    /// Back from [`Symbols::parts`]; `None` if they do not fit together.
    pub(crate) fn from_parts(text: String, ends: Vec<u32>) -> Option<Self> {
        let in_order =
            ends.is_sorted() && ends.iter().all(|&end| text.is_char_boundary(end as usize));
        if !in_order || ends.last().copied().unwrap_or(0) as usize != text.len() {
            return None;
        }
        let mut symbols = Symbols {
            text,
            ends,
            slots: Slots::default(),
        };
        let mut slots = Slots::default();
        for number in 1..=symbols.ends.len() as u32 {
            slots.insert(number, |number| xxh3_64(symbols.get(number).as_bytes()));
        }
        symbols.slots = slots;
        Some(symbols)
    }

    /// Heap bytes.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.slots.heap_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_again_and_survive_a_round_trip() {
        let mut symbols = Symbols::default();
        let words: Vec<String> = (0..300).map(|n| format!("name-{n}é")).collect();
        let numbers: Vec<u32> = words.iter().map(|word| symbols.intern(word)).collect();
        let (text, ends) = symbols.parts();
        let again = Symbols::from_parts(text.to_owned(), ends.to_vec()).expect("fits");
        for (word, &number) in words.iter().zip(&numbers) {
            assert_eq!(symbols.intern(word), number);
            assert_eq!(again.lookup(word), Some(number));
            assert_eq!(again.get(number), word);
        }
        assert_eq!(symbols.lookup("other"), None);
        assert_eq!(symbols.get(0), "");
        assert!(Symbols::from_parts("é".to_owned(), vec![1, 2]).is_none());
    }

    #[test]
    fn slots_forget_what_is_removed() {
        let mut slots = Slots::default();
        let hash = |number: u32| u64::from(number % 7);
        for number in 0..50 {
            slots.insert(number, hash);
        }
        for number in (0..50).step_by(2) {
            slots.remove(number, hash(number));
        }
        for number in 0..50 {
            let found = slots.find(hash(number), |other| other == number);
            assert_eq!(found.is_some(), number % 2 == 1, "{number}");
        }
    }
}
