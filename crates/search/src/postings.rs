//! Postings: which rows have a term, and how often.
//!
//! Most rows lie in a compact base (sorted term hashes, gap-coded rows); the newest in a linked
//! delta that is merged into the base when it has grown. Rows are never taken out here: readers
//! skip dead ones, and re-sorting a partition drops them.

use std::collections::HashMap;

use crate::codec::{Reader, Writer};
use crate::simd;
use crate::tokenize::RowTerm;

/// The delta is merged when it has this many postings and half as many as the base.
const DELTA_POSTINGS_MIN: usize = 4096;
const NONE: u32 = u32::MAX;

/// A row that has a term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Posting {
    pub(crate) row: u32,
    /// How often the body has the term.
    pub(crate) body: u8,
    /// How often speaker, date or labels have it.
    pub(crate) extra: u8,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    posting: Posting,
    before: u32,
}

/// All postings of a partition.
#[derive(Clone, Debug, Default)]
pub(crate) struct Postings {
    /// Sorted.
    terms: Vec<u64>,
    /// Where in `terms` those of each range of hashes begin, and the end: as the base is looked into
    /// far more often than it changes, this is made with it.
    starts: Vec<u32>,
    /// Where each term's list ends in `lists`.
    ends: Vec<u32>,
    /// Per posting: the gap to the row before as a varint, then body count (7 bits; the eighth says
    /// that a byte with the extra count follows).
    lists: Vec<u8>,
    base_postings: usize,
    heads: HashMap<u64, u32>,
    links: Vec<Link>,
}

impl Postings {
    /// Adds a row; rows come in rising order.
    pub(crate) fn push(&mut self, row: u32, terms: &[RowTerm]) {
        for &(term, body, extra) in terms {
            let at = self.links.len() as u32;
            let before = self.heads.insert(term, at).unwrap_or(NONE);
            self.links.push(Link {
                posting: Posting { row, body, extra },
                before,
            });
        }
        if self.links.len() > DELTA_POSTINGS_MIN.max(self.base_postings / 2) {
            self.merge();
        }
    }

    /// Calls `found` for each row that has `term`, dead ones included, in no order.
    #[inline]
    pub(crate) fn for_each(&self, term: u64, found: impl FnMut(Posting)) {
        self.for_each_at(self.find(term), term, found);
    }

    /// As [`Postings::for_each`], of a term that was found in the base at `index`.
    #[inline]
    pub(crate) fn for_each_at(
        &self,
        index: Option<usize>,
        term: u64,
        mut found: impl FnMut(Posting),
    ) {
        if let Some(index) = index {
            for_each_in(self.list(index), &mut found);
        }
        if self.heads.is_empty() {
            return;
        }
        let mut at = self.heads.get(&term).copied().unwrap_or(NONE);
        while at != NONE {
            let link = self.links[at as usize];
            found(link.posting);
            at = link.before;
        }
    }

    /// Brings what tells where a term may stand into the cache, ahead of
    /// [`Postings::prefetch_term`].
    #[inline]
    pub(crate) fn prefetch_start(&self, term: u64) {
        let range = self.range_of(term);
        simd::prefetch(self.starts.get(range..range + 2).unwrap_or_default());
    }

    /// Brings the terms among which a term may stand into the cache, ahead of [`Postings::find`].
    #[inline]
    pub(crate) fn prefetch_term(&self, term: u64) {
        simd::prefetch(&self.terms[self.near(term)]);
    }

    /// Brings what tells where the list of a term begins and ends into the cache, ahead of
    /// [`Postings::prefetch_list`].
    #[inline]
    pub(crate) fn prefetch_end(&self, index: usize) {
        simd::prefetch(&self.ends[index.saturating_sub(1)..=index]);
    }

    /// Brings the beginning of the list of a term into the cache, ahead of
    /// [`Postings::for_each_at`].
    #[inline]
    pub(crate) fn prefetch_list(&self, index: usize) {
        const BYTES: usize = 256;
        let list = self.list(index);
        simd::prefetch(&list[..list.len().min(BYTES)]);
    }

    /// Which of the ranges that `starts` tells of a hash lies in. Hashes are spread
    /// evenly.
    #[inline]
    fn range_of(&self, term: u64) -> usize {
        let ranges = self.starts.len().saturating_sub(1) as u128;
        ((u128::from(term) * ranges) >> 64) as usize
    }

    /// The places in `terms` where a hash may stand.
    #[inline]
    fn near(&self, term: u64) -> std::ops::Range<usize> {
        let range = self.range_of(term);
        match self.starts.get(range..range + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// Finds a term of the base.
    #[inline]
    pub(crate) fn find(&self, term: u64) -> Option<usize> {
        let near = self.near(term);
        let start = near.start;
        let place = self.terms[near].iter().position(|&other| other >= term)?;
        (self.terms[start + place] == term).then_some(start + place)
    }

    /// Makes `starts` for the terms there are.
    fn index_terms(&mut self) {
        const TERMS_A_RANGE: usize = 6;
        let ranges = (self.terms.len() / TERMS_A_RANGE).max(1);
        self.starts = vec![0; ranges + 1];
        for &term in &self.terms {
            let range = self.range_of(term);
            self.starts[range + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
    }

    fn list(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.lists[start as usize..self.ends[index] as usize]
    }

    /// Moves the delta into the base.
    pub(crate) fn merge(&mut self) {
        if !self.links.is_empty() {
            *self = self.rebuilt(Some);
        }
    }

    /// The same postings under new row numbers; rows without one are dropped.
    pub(crate) fn rebuilt(&self, new_row: impl Fn(u32) -> Option<u32>) -> Postings {
        let mut terms: Vec<u64> = self.terms.clone();
        terms.extend(self.heads.keys().filter(|&&term| self.find(term).is_none()));
        terms.sort_unstable();
        let mut new = Postings::default();
        let mut list: Vec<Posting> = Vec::new();
        for term in terms {
            list.clear();
            self.for_each(term, |posting| {
                if let Some(row) = new_row(posting.row) {
                    list.push(Posting { row, ..posting });
                }
            });
            if list.is_empty() {
                continue;
            }
            list.sort_unstable_by_key(|posting| posting.row);
            encode(&list, &mut new.lists);
            new.terms.push(term);
            new.ends
                .push(u32::try_from(new.lists.len()).expect("postings fit 4 GiB"));
            new.base_postings += list.len();
        }
        new.terms.shrink_to_fit();
        new.ends.shrink_to_fit();
        new.lists.shrink_to_fit();
        new.index_terms();
        new
    }

    /// Writes the base; the delta must have been merged.
    pub(crate) fn write(&self, out: &mut Writer) {
        debug_assert!(self.links.is_empty(), "merged before");
        out.list(&self.terms);
        out.list(&self.ends);
        out.list(&self.lists);
        out.number(self.base_postings as u64);
    }

    /// Reads what [`Postings::write`] wrote, for a partition of `rows` rows.
    pub(crate) fn read(from: &mut Reader<'_>, rows: usize) -> Option<Self> {
        let (terms, ends, lists) = (from.list::<u64>()?, from.list::<u32>()?, from.list::<u8>()?);
        let base_postings = usize::try_from(from.number()?).ok()?;
        let fits = terms.len() == ends.len()
            && terms.is_sorted()
            && ends.is_sorted()
            && ends.last().copied().unwrap_or(0) as usize == lists.len();
        let mut read = Postings {
            terms,
            ends,
            lists,
            base_postings,
            ..Postings::default()
        };
        if !fits {
            return None;
        }
        read.index_terms();
        let mut in_range = true;
        for index in 0..read.terms.len() {
            for_each_in(read.list(index), &mut |posting| {
                in_range &= (posting.row as usize) < rows
            });
        }
        in_range.then_some(read)
    }

    /// Heap bytes.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.terms.capacity() * 8
            + (self.starts.capacity() + self.ends.capacity()) * 4
            + self.lists.capacity()
            + self.heads.capacity() * 17
            + self.links.capacity() * size_of::<Link>()
    }
}

fn encode(list: &[Posting], out: &mut Vec<u8>) {
    let mut last = 0;
    for posting in list {
        let mut gap = posting.row - last;
        last = posting.row;
        while gap >= 0x80 {
            out.push(gap as u8 | 0x80);
            gap >>= 7;
        }
        out.push(gap as u8);
        let body = posting.body.min(0x7f);
        if posting.extra == 0 {
            out.push(body);
        } else {
            out.extend([body | 0x80, posting.extra]);
        }
    }
}

#[inline]
fn for_each_in(list: &[u8], found: &mut impl FnMut(Posting)) {
    let mut bytes = list.iter().copied();
    let mut row = 0_u32;
    while let Some(mut byte) = bytes.next() {
        let mut gap = u32::from(byte & 0x7f);
        let mut shift = 7;
        while byte >= 0x80 && shift < 35 {
            byte = bytes.next().unwrap_or(0);
            gap |= u32::from(byte & 0x7f) << shift;
            shift += 7;
        }
        row = row.wrapping_add(gap);
        let counts = bytes.next().unwrap_or(0);
        let extra = if counts >= 0x80 {
            bytes.next().unwrap_or(0)
        } else {
            0
        };
        found(Posting {
            row,
            body: counts & 0x7f,
            extra,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(postings: &Postings, term: u64) -> Vec<(u32, u8, u8)> {
        let mut found = Vec::new();
        postings.for_each(term, |p| found.push((p.row, p.body, p.extra)));
        found.sort_unstable();
        found
    }

    #[test]
    fn rows_are_found_before_and_after_merging_and_renumbering() {
        let mut postings = Postings::default();
        let term = |n: u32| xxhash_rust::xxh3::xxh3_64(&(n % 97).to_le_bytes());
        let mut expect: HashMap<u64, Vec<(u32, u8, u8)>> = HashMap::new();
        for row in 0..3000_u32 {
            let mut terms = vec![
                (term(row), (row % 5) as u8, (row % 3) as u8),
                (term(row * 7 + 1), 1, 0),
            ];
            terms.sort_unstable();
            terms.dedup_by_key(|t| t.0);
            for &(hash, body, extra) in &terms {
                expect
                    .entry(hash)
                    .or_default()
                    .push((row * 300, body, extra));
            }
            postings.push(row * 300, &terms);
        }
        let check = |postings: &Postings| {
            for (&hash, rows) in &expect {
                assert_eq!(&all(postings, hash), rows);
            }
            assert!(all(postings, 12345).is_empty());
        };
        check(&postings);
        postings.merge();
        check(&postings);
        let mut out = Writer::default();
        postings.write(&mut out);
        let read = Postings::read(&mut Reader::new(&out.bytes), 900_000).expect("reads");
        check(&read);
        assert!(Postings::read(&mut Reader::new(&out.bytes), 100).is_none());
        let half = postings.rebuilt(|row| (row % 600 == 0).then_some(row / 600));
        let rows: Vec<(u32, u8, u8)> = expect[&term(4)]
            .iter()
            .filter(|p| p.0 % 600 == 0)
            .map(|p| (p.0 / 600, p.1, p.2))
            .collect();
        assert_eq!(all(&half, term(4)), rows);
    }
}
