//! Who stands beside whom: the verbatim rows of each session in the order in which they happened.
//!
//! Rows arrive interleaved, so the order is a linked list. Whatever is no part of a conversation (a
//! statement, a note) is a session of its own.

use std::collections::HashMap;

use crate::codec::{Reader, Writer};
use crate::weights::{LONG_NEIGHBOUR_WORDS, WINDOW, WINDOW_REACH};

/// No row, no session.
pub(crate) const NONE: u32 = u32::MAX;

/// Order of rows in a session: instant, position, id.
pub(crate) type OrderKey = (i64, u32, [u8; 16]);

#[derive(Clone, Copy, Debug)]
struct Session {
    /// Its newest row.
    tail: u32,
    rows: u32,
    /// Content words of its rows' bodies.
    words: u64,
}

/// The neighbourhoods of a partition.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sessions {
    before: Vec<u32>,
    after: Vec<u32>,
    /// Number of the row's session; [`NONE`] where it is one of its own.
    session: Vec<u32>,
    /// Words of the row's window, neighbours weighed: what BM25 takes for its length.
    window_words: Vec<f32>,
    table: Vec<Session>,
    by_name: HashMap<u32, u32>,
    /// Rows that are sessions of their own, and their words.
    singles: u32,
    single_words: u64,
}

/// How much of a neighbour with that many words counts.
pub(crate) fn neighbour_share(body_words: u16) -> f32 {
    (LONG_NEIGHBOUR_WORDS / f32::from(body_words.max(1))).min(1.0)
}

impl Sessions {
    /// Adds row `row` (the next one). `name`: symbol of its session, or [`NONE`] if it has no
    /// neighbours. `key_of` and `words_of` tell the order key and body and extra words of any row.
    pub(crate) fn push(
        &mut self,
        name: u32,
        key_of: impl Fn(u32) -> OrderKey,
        words_of: &impl Fn(u32) -> (u16, u8),
    ) {
        let row = self.before.len() as u32;
        self.before.push(NONE);
        self.after.push(NONE);
        self.window_words.push(0.0);
        if name == NONE {
            self.session.push(NONE);
            self.singles += 1;
            self.single_words += u64::from(words_of(row).0);
            self.window_words[row as usize] = self.measure(row, words_of);
            return;
        }
        let number = *self.by_name.entry(name).or_insert_with(|| {
            self.table.push(Session {
                tail: NONE,
                rows: 0,
                words: 0,
            });
            self.table.len() as u32 - 1
        });
        self.session.push(number);
        let session = &mut self.table[number as usize];
        session.rows += 1;
        session.words += u64::from(words_of(row).0);
        let key = key_of(row);
        let mut after = NONE;
        let mut before = session.tail;
        while before != NONE && key_of(before) > key {
            after = before;
            before = self.before[before as usize];
        }
        if after == NONE {
            session.tail = row;
        }
        self.link(before, row);
        self.link(row, after);
        self.refresh_around(row, words_of);
    }

    /// Takes a row out of its session.
    pub(crate) fn remove(&mut self, row: u32, words_of: &impl Fn(u32) -> (u16, u8)) {
        let words = u64::from(words_of(row).0);
        let number = self.session[row as usize];
        if number == NONE {
            self.singles -= 1;
            self.single_words -= words;
            return;
        }
        let (before, after) = (self.before[row as usize], self.after[row as usize]);
        let session = &mut self.table[number as usize];
        session.rows -= 1;
        session.words -= words;
        if session.tail == row {
            session.tail = before;
        }
        self.link(before, after);
        self.before[row as usize] = NONE;
        self.after[row as usize] = NONE;
        for beside in [before, after] {
            if beside != NONE {
                self.refresh_around(beside, words_of);
            }
        }
    }

    fn link(&mut self, before: u32, after: u32) {
        if before != NONE {
            self.after[before as usize] = after;
        }
        if after != NONE {
            self.before[after as usize] = before;
        }
    }

    fn refresh_around(&mut self, row: u32, words_of: &impl Fn(u32) -> (u16, u8)) {
        self.window_words[row as usize] = self.measure(row, words_of);
        for (beside, _) in self.neighbours(row) {
            self.window_words[beside as usize] = self.measure(beside, words_of);
        }
    }

    fn measure(&self, row: u32, words_of: &impl Fn(u32) -> (u16, u8)) -> f32 {
        let (body, extra) = words_of(row);
        let mut words = f32::from(body) + f32::from(extra);
        for (beside, offset) in self.neighbours(row) {
            let body = words_of(beside).0;
            words += WINDOW[(WINDOW_REACH as i32 + offset) as usize]
                * neighbour_share(body)
                * f32::from(body);
        }
        words
    }

    /// The row's neighbours with their offsets: -1 is the one before.
    #[inline]
    pub(crate) fn neighbours(&self, row: u32) -> impl Iterator<Item = (u32, i32)> + use<> {
        let walk = |links: &'_ [u32], sign: i32| {
            let mut at = row;
            let mut offset = 0;
            let mut found = [(NONE, 0); WINDOW_REACH];
            for slot in &mut found {
                at = links[at as usize];
                if at == NONE {
                    break;
                }
                offset += sign;
                *slot = (at, offset);
            }
            found
        };
        let before = walk(&self.before, -1);
        let after = walk(&self.after, 1);
        before
            .into_iter()
            .chain(after)
            .filter(|&(row, _)| row != NONE)
    }

    /// Calls `found` for each of [`Sessions::neighbours`], in their order.
    #[inline]
    pub(crate) fn each_neighbour(&self, row: u32, mut found: impl FnMut(u32, i32)) {
        for (links, sign) in [(&self.before, -1), (&self.after, 1)] {
            let mut at = row;
            for step in 1..=WINDOW_REACH as i32 {
                at = links[at as usize];
                if at == NONE {
                    break;
                }
                found(at, sign * step);
            }
        }
    }

    /// The rows just before and just after.
    #[inline]
    pub(crate) fn beside(&self, row: u32) -> impl Iterator<Item = u32> + use<> {
        let beside = [self.before[row as usize], self.after[row as usize]];
        beside.into_iter().filter(|&row| row != NONE)
    }

    /// Number of the row's session, or [`NONE`].
    #[inline]
    pub(crate) fn session_of(&self, row: u32) -> u32 {
        self.session[row as usize]
    }

    /// Length of the row's window in words, neighbours weighed.
    #[inline]
    pub(crate) fn window_words(&self, row: u32) -> f32 {
        self.window_words[row as usize]
    }

    /// Body words of a session.
    pub(crate) fn session_words(&self, number: u32) -> u64 {
        self.table[number as usize].words
    }

    /// Rows of a session.
    #[inline]
    pub(crate) fn rows_in(&self, number: u32) -> u32 {
        self.table[number as usize].rows
    }

    /// How many sessions there were ever; numbers are below this.
    pub(crate) fn numbers(&self) -> usize {
        self.table.len()
    }

    /// The rows of a session, newest first.
    #[cfg(test)]
    pub(crate) fn rows_of(&self, number: u32) -> impl Iterator<Item = u32> {
        let mut at = self.table[number as usize].tail;
        std::iter::from_fn(move || {
            let row = at;
            (row != NONE).then(|| {
                at = self.before[row as usize];
                row
            })
        })
    }

    /// The number of the session of that name.
    #[cfg(test)]
    pub(crate) fn number_of(&self, name: u32) -> Option<u32> {
        self.by_name.get(&name).copied()
    }

    /// How many sessions have rows (rows of their own counted as sessions), and their mean words.
    pub(crate) fn count_and_mean_words(&self) -> (f32, f32) {
        let living = self.table.iter().filter(|session| session.rows > 0);
        let (count, words) = living.fold((0_u64, 0_u64), |(n, words), session| {
            (n + 1, words + session.words)
        });
        let count = count + u64::from(self.singles);
        (
            count as f32,
            (words + self.single_words) as f32 / count.max(1) as f32,
        )
    }

    /// The first row of a session: the one whose date stands for the whole.
    #[inline]
    pub(crate) fn is_first(&self, row: u32) -> bool {
        self.before[row as usize] == NONE
    }

    /// The rows of `order` under their new numbers. `name_of`: the session symbol of a new row.
    pub(crate) fn renumbered(
        &self,
        order: &[u32],
        number: &[u32],
        name_of: impl Fn(u32) -> u32,
    ) -> Sessions {
        let map = |row: u32| {
            if row == NONE {
                NONE
            } else {
                number[row as usize]
            }
        };
        let gather = |links: &[u32]| order.iter().map(|&row| map(links[row as usize])).collect();
        let mut new = Sessions {
            before: gather(&self.before),
            after: gather(&self.after),
            session: Vec::with_capacity(order.len()),
            window_words: order
                .iter()
                .map(|&row| self.window_words[row as usize])
                .collect(),
            singles: self.singles,
            single_words: self.single_words,
            ..Sessions::default()
        };
        let mut sessions = vec![NONE; self.table.len()];
        for (row, &old) in order.iter().enumerate() {
            let session = self.session[old as usize];
            if session == NONE {
                new.session.push(NONE);
                continue;
            }
            let renamed = &mut sessions[session as usize];
            if *renamed == NONE {
                *renamed = new.table.len() as u32;
                let old = self.table[session as usize];
                new.table.push(Session {
                    tail: map(old.tail),
                    ..old
                });
                new.by_name.insert(name_of(row as u32), *renamed);
            }
            new.session.push(*renamed);
        }
        new
    }

    /// Writes everything.
    pub(crate) fn write(&self, out: &mut Writer) {
        out.list(&self.before);
        out.list(&self.after);
        out.list(&self.session);
        out.list(&self.window_words);
        out.number(self.table.len() as u64);
        for session in &self.table {
            out.number(u64::from(session.tail) | u64::from(session.rows) << 32);
            out.number(session.words);
        }
        let mut names: Vec<(u32, u32)> = self.by_name.iter().map(|(&n, &at)| (n, at)).collect();
        names.sort_unstable();
        out.list(
            names
                .iter()
                .map(|&(name, at)| u64::from(name) << 32 | u64::from(at))
                .collect::<Vec<u64>>()
                .as_slice(),
        );
        out.number(u64::from(self.singles));
        out.number(self.single_words);
    }

    /// Reads what [`Sessions::write`] wrote, for `rows` rows.
    pub(crate) fn read(from: &mut Reader<'_>, rows: usize) -> Option<Self> {
        let (before, after, session) = (from.list()?, from.list()?, from.list()?);
        let window_words = from.list()?;
        let mut table = Vec::new();
        for _ in 0..from.number()? {
            let packed = from.number()?;
            let (tail, rows) = (packed as u32, (packed >> 32) as u32);
            table.push(Session {
                tail,
                rows,
                words: from.number()?,
            });
        }
        let names: Vec<u64> = from.list()?;
        let by_name = names
            .iter()
            .map(|packed| ((packed >> 32) as u32, *packed as u32))
            .collect();
        let singles = u32::try_from(from.number()?).ok()?;
        let read = Sessions {
            before,
            after,
            session,
            window_words,
            table,
            by_name,
            singles,
            single_words: from.number()?,
        };
        let is_row = |&row: &u32| row == NONE || (row as usize) < rows;
        let is_session = |&number: &u32| number == NONE || (number as usize) < read.table.len();
        let fits = [read.before.len(), read.after.len(), read.session.len()] == [rows; 3]
            && read.window_words.len() == rows
            && read.before.iter().chain(&read.after).all(is_row)
            && read
                .session
                .iter()
                .chain(read.by_name.values())
                .all(is_session)
            && read.table.iter().all(|session| is_row(&session.tail));
        fits.then_some(read)
    }

    /// Heap bytes.
    pub(crate) fn heap_bytes(&self) -> usize {
        (self.before.capacity() + self.after.capacity() + self.session.capacity()) * 4
            + self.window_words.capacity() * 4
            + self.table.capacity() * size_of::<Session>()
            + self.by_name.capacity() * 9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_order_whatever_order_they_come_in() {
        let keys = [30_i64, 10, 20, 20, 5, 40];
        let key = |row: u32| (keys[row as usize], row, [0; 16]);
        let words = |_: u32| (10_u16, 3_u8);
        let mut sessions = Sessions::default();
        for _ in &keys {
            sessions.push(7, key, &words);
        }
        sessions.push(NONE, key, &words);
        let number = sessions.number_of(7).expect("known");
        let order = |sessions: &Sessions| sessions.rows_of(number).collect::<Vec<u32>>();
        assert_eq!(order(&sessions), [5, 0, 3, 2, 1, 4]);
        let mut beside: Vec<(u32, i32)> = sessions.neighbours(2).collect();
        beside.sort_unstable_by_key(|b| b.1);
        assert_eq!(beside, [(4, -2), (1, -1), (3, 1), (0, 2), (5, 3)]);
        let weights: f32 = beside
            .iter()
            .map(|b| WINDOW[(WINDOW_REACH as i32 + b.1) as usize])
            .sum();
        assert!((sessions.window_words(2) - (13.0 + weights * 10.0)).abs() < 1e-4);
        sessions.remove(2, &words);
        sessions.remove(5, &words);
        assert_eq!(order(&sessions), [0, 3, 1, 4]);
        assert_eq!(sessions.session_words(number), 40);
        assert_eq!(sessions.neighbours(6).count(), 0);
        assert_eq!(sessions.count_and_mean_words(), (2.0, 25.0));
    }
}
