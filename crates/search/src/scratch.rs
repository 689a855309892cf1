//! Memory that searches use again and again: dense arrays over the rows of one partition, clean
//! between uses, and the lexical scores that are summed up in them.

use crate::filter::Rows;
use crate::partition::{Partition, words_of};
use crate::postings::Posting;
use crate::sessions::{NONE, neighbour_share};
use crate::tokenize::QueryTerm;
use crate::vectors::View;
use crate::weights::{
    BM25_B, BM25_K1, BM25_TURN_WORDS, BM25_WINDOW_WORDS, WINDOW, WINDOW_REACH, WINDOW_VECTOR,
};

/// What is summed up about one row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cell {
    /// BM25 of the window.
    pub(crate) window: f32,
    /// Rarity of the query's terms that the row itself has.
    pub(crate) own: f32,
    /// Rarity of those that it or one of its nearest neighbours has.
    pub(crate) near: f32,
    /// The present term's count in the window.
    count: f32,
    /// Who has the present term.
    who: u8,
}

const NEAR: u8 = 1;
const OWN: u8 = 2;

#[derive(Clone, Copy, Debug, Default)]
struct SessionCell {
    score: f32,
    count: f32,
}

/// How many steps [`Scratch::read_ahead`] takes before a partition's postings are read.
pub(crate) const STEPS_AHEAD: usize = 5;
/// Partitions with more rows than this are read without bringing their columns into the cache.
const PREFETCHED_ROWS_MAX: usize = 4096;
/// No place among a partition's terms.
const NOT_FOUND: u32 = u32::MAX;
/// Counts and lengths for which [`TURNS`] has what BM25 gives.
const TURN_COUNTS: usize = 4;
const TURN_WORDS: usize = 256;
/// What a row's own words give, by count - 1 and length: most rows are short and say a word once.
static TURNS: [[f32; TURN_WORDS]; TURN_COUNTS] = {
    let mut turns = [[0.0; TURN_WORDS]; TURN_COUNTS];
    let mut at = 0;
    while at < TURN_COUNTS * TURN_WORDS {
        let (count, words) = (at / TURN_WORDS, at % TURN_WORDS);
        turns[count][words] = saturated(count as f32 + 1.0, words as f32, BM25_TURN_WORDS);
        at += 1;
    }
    turns
};

/// One of the query's terms in the partition at hand.
#[derive(Clone, Copy, Debug)]
struct Term {
    /// Where its postings end in `postings`; they begin where those of the term before end.
    end: usize,
    count: f32,
    /// Rarity in BM25, times its count in the query.
    weight: f32,
    /// Rarity for the share of the query that is covered.
    rarity: f32,
}

/// Scratch memory of one thread. Use: [`Scratch::read_ahead`] and [`Scratch::read`],
/// [`Scratch::turns`] if need be, [`Scratch::rarities`], [`Scratch::sessions`] and
/// [`Scratch::windows`], then [`Scratch::words_of`]; [`Scratch::clear`] at the end.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    terms: Vec<Term>,
    postings: Vec<Posting>,
    /// Where the terms stand in the partitions that are read next: a ring.
    found: Vec<u32>,
    sessions: Vec<SessionCell>,
    touched_sessions: Vec<u32>,
    term_sessions: Vec<u32>,
    turns: Vec<f32>,
    touched_turns: Vec<u32>,
    cells: Vec<Cell>,
    /// Bit of each row whose window is to be scored.
    wanted: Vec<u64>,
    /// Bit of each row that belongs to such a window.
    sources: Vec<u64>,
    touched_sources: Vec<u32>,
    touched_cells: Vec<u32>,
    term_rows: Vec<u32>,
    /// What BM25 would give, but for repetition and length, if every term were there.
    pub(crate) ideal: f32,
    /// Rarity of all terms of the query together.
    pub(crate) rarity: f32,
}

fn idf(rows: f32, with: usize) -> f32 {
    let with = with as f32;
    (1.0 + (rows - with + 0.5) / (with + 0.5)).ln()
}

/// How much it says that a row has a term, for the share of the query that is covered.
fn rarity(rows: f32, with: usize) -> f32 {
    (1.0 + (rows + 20.0) / (with as f32 + 1.0)).ln()
}

const fn saturated(count: f32, words: f32, usual_words: f32) -> f32 {
    count * (BM25_K1 + 1.0) / (count + BM25_K1 * (1.0 - BM25_B + BM25_B * words / usual_words))
}

fn has(bits: &[u64], row: u32) -> bool {
    bits[row as usize / 64] >> (row % 64) & 1 == 1
}

fn set(bits: &mut [u64], row: u32) {
    bits[row as usize / 64] |= 1 << (row % 64);
}

impl Scratch {
    /// Takes one of the steps, in their order, by which what [`Scratch::read`] needs of the partition
    /// at place `at` comes into the cache. Each step looks at what the one before has asked for, so
    /// with a partition between them the processor waits for none.
    pub(crate) fn read_ahead(
        &mut self,
        step: usize,
        at: usize,
        partition: &Partition,
        terms: &[QueryTerm],
    ) {
        let postings = &partition.postings;
        self.found.resize(STEPS_AHEAD * terms.len(), NOT_FOUND);
        let slot = at % STEPS_AHEAD * terms.len();
        let found = &mut self.found[slot..][..terms.len()];
        match step {
            0 => partition.prefetch(),
            1 => terms
                .iter()
                .for_each(|term| postings.prefetch_start(term.hash)),
            2 => terms
                .iter()
                .for_each(|term| postings.prefetch_term(term.hash)),
            3 => {
                for (found, term) in found.iter_mut().zip(terms) {
                    let index = postings.find(term.hash);
                    *found = index.map_or(NOT_FOUND, |index| index as u32);
                    index
                        .into_iter()
                        .for_each(|index| postings.prefetch_end(index));
                }
            }
            _ => {
                let known = found.iter().filter(|&&index| index != NOT_FOUND);
                known.for_each(|&index| postings.prefetch_list(index as usize));
                if partition.columns.len() <= PREFETCHED_ROWS_MAX {
                    partition.columns.body_len.prefetch();
                    partition.columns.extra_len.prefetch();
                }
            }
        }
    }

    /// Reads the postings of `terms` in `partition`, which [`Scratch::read_ahead`] took all steps
    /// for at place `at`. What is not among `believed` is passed over: it says nothing about its
    /// neighbours and its session either.
    pub(crate) fn read(
        &mut self,
        at: usize,
        partition: &Partition,
        believed: &Rows,
        terms: &[QueryTerm],
    ) {
        self.terms.clear();
        self.postings.clear();
        self.ideal = 0.0;
        let rows = partition.len() as f32;
        let all = *believed == Rows::All;
        let slot = at % STEPS_AHEAD * terms.len();
        for (term, &index) in terms.iter().zip(&self.found[slot..]) {
            let start = self.postings.len();
            let index = (index != NOT_FOUND).then_some(index as usize);
            partition.postings.for_each_at(index, term.hash, |posting| {
                if all || believed.has(posting.row as usize) {
                    self.postings.push(posting);
                }
            });
            let end = self.postings.len();
            let weight = term.count * idf(rows, end - start);
            self.ideal += weight;
            self.terms.push(Term {
                end,
                count: term.count,
                weight,
                rarity: 0.0,
            });
        }
    }

    /// Measures how rare the terms are that were read.
    pub(crate) fn rarities(&mut self, partition: &Partition, terms: &[QueryTerm]) {
        let rows = partition.len() as f32;
        self.rarity = 0.0;
        let mut start = 0;
        for (term, asked) in self.terms.iter_mut().zip(terms) {
            // A query of stop words alone is searched for, but to cover it means nothing.
            if !asked.is_stop {
                term.rarity = rarity(rows, term.end - start);
            }
            self.rarity += term.rarity;
            start = term.end;
        }
    }

    /// Whether no row has any of the terms.
    pub(crate) fn is_empty(&self) -> bool {
        self.postings.is_empty()
    }

    /// Scores the partition's sessions.
    pub(crate) fn sessions(&mut self, partition: &Partition) {
        let numbers = partition.sessions.numbers();
        if self.sessions.len() < numbers {
            self.sessions.resize(numbers, SessionCell::default());
        }
        let sessions = partition.sessions.count_and_mean_words();
        let mut start = 0;
        for index in 0..self.terms.len() {
            let term = self.terms[index];
            self.score_sessions(partition, &term, start, sessions);
            start = term.end;
        }
    }

    fn score_sessions(
        &mut self,
        partition: &Partition,
        term: &Term,
        start: usize,
        (all, mean): (f32, f32),
    ) {
        let sessions = &partition.sessions;
        let mut alone = 0;
        for posting in &self.postings[start..term.end] {
            let number = sessions.session_of(posting.row);
            if number == NONE {
                alone += 1;
                continue;
            }
            // The date of its first row is the session's.
            let dated = posting.extra > 0 && sessions.is_first(posting.row);
            let extra = if dated { posting.extra } else { 0 };
            let count = f32::from(posting.body) + f32::from(extra);
            if count > 0.0 {
                let cell = &mut self.sessions[number as usize];
                if cell.count == 0.0 {
                    self.term_sessions.push(number);
                }
                cell.count += count;
            }
        }
        let weight = term.count * idf(all, alone + self.term_sessions.len());
        for number in self.term_sessions.drain(..) {
            let cell = &mut self.sessions[number as usize];
            if cell.score == 0.0 {
                self.touched_sessions.push(number);
            }
            let words = sessions.session_words(number) as f32;
            cell.score += weight * saturated(cell.count, words, mean);
            cell.count = 0.0;
        }
    }

    /// Scores each row that has a term by its own words and calls `found(row, score)`: cheap, to
    /// choose whose windows are worth scoring.
    pub(crate) fn turns(&mut self, partition: &Partition, mut found: impl FnMut(u32, f32)) {
        if self.turns.len() < partition.columns.len() {
            self.turns.resize(partition.columns.len(), 0.0);
        }
        let columns = &partition.columns;
        match (columns.body_len.each(), columns.extra_len.each()) {
            (Some(body), Some(extra)) => self.add_turns(|row| {
                usize::from(body[row as usize]) + usize::from(extra[row as usize])
            }),
            _ => {
                let words_of = words_of(columns);
                self.add_turns(|row| {
                    let (body, extra) = words_of(row);
                    usize::from(body) + usize::from(extra)
                });
            }
        }
        for row in self.touched_turns.drain(..) {
            found(row, std::mem::take(&mut self.turns[row as usize]));
        }
    }

    #[inline]
    fn add_turns(&mut self, words_of: impl Fn(u32) -> usize) {
        let mut start = 0;
        for term in &self.terms {
            for posting in &self.postings[start..term.end] {
                let turn = &mut self.turns[posting.row as usize];
                if *turn == 0.0 {
                    self.touched_turns.push(posting.row);
                }
                let count = usize::from(posting.body) + usize::from(posting.extra);
                let words = words_of(posting.row);
                let known = TURNS
                    .get(count.wrapping_sub(1))
                    .and_then(|of| of.get(words));
                let saturated = known
                    .copied()
                    .unwrap_or_else(|| saturated(count as f32, words as f32, BM25_TURN_WORDS));
                *turn += term.weight * saturated;
            }
            start = term.end;
        }
    }

    /// Scores the windows of `rows`.
    pub(crate) fn windows(&mut self, partition: &Partition, rows: &[u32]) {
        let count = partition.columns.len();
        if self.cells.len() < count {
            self.cells.resize(count, Cell::default());
            self.wanted.resize(count.div_ceil(64), 0);
            self.sources.resize(count.div_ceil(64), 0);
        }
        for &row in rows {
            set(&mut self.wanted, row);
            set(&mut self.sources, row);
            self.touched_sources.push(row);
            partition.sessions.each_neighbour(row, |beside, _| {
                if !has(&self.sources, beside) {
                    set(&mut self.sources, beside);
                    self.touched_sources.push(beside);
                }
            });
        }
        let mut start = 0;
        for index in 0..self.terms.len() {
            let term = self.terms[index];
            self.score_windows(partition, &term, start);
            start = term.end;
        }
    }

    fn score_windows(&mut self, partition: &Partition, term: &Term, start: usize) {
        let sessions = &partition.sessions;
        for posting in &self.postings[start..term.end] {
            if !has(&self.sources, posting.row) {
                continue;
            }
            let body = f32::from(posting.body);
            let mut add = |row: u32, count: f32, who: u8| {
                if !has(&self.wanted, row) {
                    return;
                }
                let cell = &mut self.cells[row as usize];
                if cell.count == 0.0 {
                    self.term_rows.push(row);
                }
                cell.count += count;
                cell.who |= who;
            };
            add(posting.row, body + f32::from(posting.extra), OWN | NEAR);
            if posting.body == 0 {
                continue;
            }
            let words = partition.columns.body_len.get(posting.row as usize);
            let body = body * neighbour_share(words);
            sessions.each_neighbour(posting.row, |beside, offset| {
                // Seen from the row beside, this one stands on the other side.
                let weight = WINDOW[(WINDOW_REACH as i32 - offset) as usize];
                let near = u8::from((-1..=2).contains(&offset)) * NEAR;
                add(beside, weight * body, near);
            });
        }
        for row in self.term_rows.drain(..) {
            let cell = &mut self.cells[row as usize];
            if cell.window == 0.0 {
                self.touched_cells.push(row);
            }
            let words = sessions.window_words(row);
            cell.window += term.weight * saturated(cell.count, words, BM25_WINDOW_WORDS);
            cell.own += if cell.who & OWN != 0 {
                term.rarity
            } else {
                0.0
            };
            cell.near += if cell.who & NEAR != 0 {
                term.rarity
            } else {
                0.0
            };
            cell.count = 0.0;
            cell.who = 0;
        }
    }

    /// What was summed up about a row, and its session's BM25; 0 if it stands there alone.
    #[inline]
    pub(crate) fn words_of(&self, partition: &Partition, row: u32) -> (Cell, f32) {
        let cell = self.cells.get(row as usize).copied().unwrap_or_default();
        let session = match partition.sessions.session_of(row) {
            number if number == NONE || partition.sessions.rows_in(number) < 2 => 0.0,
            number => self
                .sessions
                .get(number as usize)
                .map_or(0.0, |cell| cell.score),
        };
        (cell, session)
    }

    /// Makes everything clean again.
    pub(crate) fn clear(&mut self) {
        for row in self.touched_cells.drain(..) {
            self.cells[row as usize] = Cell::default();
        }
        for row in self.touched_sources.drain(..) {
            self.sources[row as usize / 64] = 0;
            self.wanted[row as usize / 64] = 0;
        }
        for number in self.touched_sessions.drain(..) {
            self.sessions[number as usize] = SessionCell::default();
        }
    }
}

/// Cosines of rows with the query: best of their chunks and mean.
pub(crate) type Measured = (f32, f32);

/// Cosines of the rows of one partition that were asked for, each computed once.
#[derive(Debug, Default)]
pub(crate) struct Cosines {
    /// Not a number: not computed, or no vector.
    known: Vec<Measured>,
    asked: Vec<u32>,
}

const UNKNOWN: Measured = (f32::NAN, f32::NAN);

impl Cosines {
    /// Makes room for `partition`.
    pub(crate) fn prepare(&mut self, partition: &Partition) {
        if self.known.len() < partition.columns.len() {
            self.known.resize(partition.columns.len(), UNKNOWN);
        }
    }

    /// Takes over what was measured before.
    #[inline]
    pub(crate) fn know(&mut self, row: u32, measured: Measured) {
        self.known[row as usize] = measured;
        self.asked.push(row);
    }

    /// Whether a row's cosines were measured.
    #[inline]
    pub(crate) fn knows(&self, row: u32) -> bool {
        !self.known[row as usize].0.is_nan()
    }

    /// Best and mean cosine of a row's chunks; not a number where it has no vector.
    #[inline]
    pub(crate) fn of_row(&mut self, vectors: View<'_>, row: u32, query: &[f32]) -> Measured {
        let known = self.known[row as usize];
        if !known.0.is_nan() {
            return known;
        }
        let cosines = vectors.cosines(row, query);
        self.know(row, cosines);
        cosines
    }

    /// Brings the vectors of a row's window into the cache, those that are not known yet.
    #[inline]
    pub(crate) fn prefetch_window(&self, partition: &Partition, vectors: View<'_>, row: u32) {
        partition.sessions.each_neighbour(row, |beside, _| {
            if !self.knows(beside) {
                vectors.prefetch(beside);
            }
        });
    }

    /// Cosine of the query with the weighed sum of a row's and its neighbours' vectors, without those
    /// that are not among `believed`.
    pub(crate) fn window(
        &mut self,
        partition: &Partition,
        vectors: View<'_>,
        believed: &Rows,
        row: u32,
        query: &[f32],
    ) -> f32 {
        let length = partition.vectors.window_length.get(row as usize);
        if length <= 0.0 {
            return f32::NAN;
        }
        let mut sum = 0.0;
        let mut add = |row: u32, offset: i32| {
            let weight = WINDOW_VECTOR[(WINDOW_REACH as i32 + offset) as usize];
            if weight > 0.0 && believed.has(row as usize) {
                let (_, mean) = self.of_row(vectors, row, query);
                sum += if mean.is_nan() { 0.0 } else { weight * mean };
            }
        };
        add(row, 0);
        partition.sessions.each_neighbour(row, add);
        sum / length
    }

    /// Makes everything clean again.
    pub(crate) fn clear(&mut self) {
        for row in self.asked.drain(..) {
            self.known[row as usize] = UNKNOWN;
        }
    }
}
