//! A search from end to end: which rows, which candidates, in which order.

use std::cell::RefCell;

use types::{Address, Filter, MemoryId, Timestamp};

use crate::calibrate;
use crate::columns::{CUT, REPLACED};
use crate::filter::{LifecycleFilter, Rows, filter_rows, lifecycle_rows};
use crate::fusion::{Best, Evidence, Explain, Scale};
use crate::partition::Partition;
use crate::scratch::{Cosines, Measured, STEPS_AHEAD, Scratch};
use crate::sketch::{Estimates, SketchQuery};
use crate::speakers::{only_speaker, without_subject};
use crate::tokenize::{QueryTerm, address_term, query_terms};
use crate::topk::TopK;
use crate::weights::Weights;

/// Up to this many rows every one is scored exactly; above, sketches choose.
const EXACT_ROWS_MAX: usize = 2048;
/// How many of the sketches' choices are scored exactly, at least.
const RESCORED_MIN: usize = 100;
/// Fewest candidates of each list.
const CANDIDATES_MIN: usize = 100;
/// Fewest candidates whose windows' vectors are measured.
const WINDOWS_MIN: usize = 60;
/// How many of the best by vector bring their neighbours along.
const NEIGHBOURS_OF: usize = 25;
/// How many times something may have been replaced on the way to what holds now.
const HEIRS_MAX: usize = 16;
/// How many rows ahead vectors are brought into the cache.
const PREFETCH_AHEAD: usize = 4;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// In words.
    pub text: &'a str,
    /// As a vector of the partitions' model: see [`crate::query_for_embedding`].
    pub vector: Option<&'a [f32]>,
    /// What it asks for, if that is known: rows that state something there come first.
    pub addresses: &'a [Address],
    /// Which rows may be found.
    pub filter: &'a Filter,
    /// The present.
    pub now: Timestamp,
    /// How many hits at most.
    pub limit: usize,
    /// How many candidates each list brings, at least.
    pub candidates: usize,
    /// Which stages of life are searched.
    pub include: LifecycleFilter,
    /// Whether hits say why they stand where they stand.
    pub explain: bool,
    /// Other weights than the fitted ones.
    pub weights: Option<&'a Weights>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct SearchOutput {
    /// Best first.
    pub hits: Vec<Hit>,
    /// Rows that the filters let through.
    pub eligible: usize,
    /// Rows that were scored in full.
    pub candidates: usize,
}

/// A row that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The memory.
    pub id: MemoryId,
    /// The change that made the revision that is indexed.
    pub seq: u64,
    /// Place of its partition among those given.
    pub partition: usize,
    /// Relevance in [0, 1]; never rises along the list.
    pub score: f32,
    /// What the list is ordered by. Its scale is this search's own.
    pub fused: f32,
    /// Relevance of this row by itself, in [0, 1], whatever stands after it.
    pub relevance: f32,
    /// Best cosine of its chunks with the query; none without vectors.
    pub cosine: Option<f32>,
    /// Why, if asked.
    pub explain: Option<Box<Explain>>,
}

thread_local! {
    static SCRATCH: RefCell<(Scratch, Cosines)> = RefCell::default();
}

/// Searches several partitions as one: the best of all of them in one order.
///
/// Each partition's word statistics are its own. A query with neither words nor a vector finds
/// nothing.
pub fn search(partitions: &[&Partition], query: &Query<'_>) -> SearchOutput {
    let weights = query.weights.unwrap_or(&Weights::DEFAULT);
    let plan = Plan::new(partitions, query);
    if plan.eligible_rows == 0 || query.limit == 0 {
        return SearchOutput::default();
    }
    let (candidates, ideal) = SCRATCH.with_borrow_mut(|(scratch, cosines)| {
        let (mut candidates, ideal) = plan.candidates(scratch);
        let measured = match plan.is_exact() {
            true => Vec::new(),
            false => plan.preselect(&mut candidates, ideal, weights),
        };
        plan.measure_cosines(&mut candidates, &measured, cosines);
        plan.fold_keys(&mut candidates, weights.key);
        (candidates, ideal)
    });
    let best = Best::of(&candidates, ideal);
    let hits = plan.rank(&candidates, &best, weights);
    SearchOutput {
        hits,
        eligible: plan.eligible_rows,
        candidates: candidates.len(),
    }
}

struct Plan<'a> {
    partitions: &'a [&'a Partition],
    query: &'a Query<'a>,
    terms: Vec<QueryTerm>,
    /// The query names the user and nothing else.
    only_subject: bool,
    /// The query's vector, of length 1; empty if there is none.
    vector: Vec<f32>,
    /// Rows at the stages of life that are searched: no others say anything about their neighbours.
    believed: Vec<Rows>,
    /// Those of them that may be found.
    eligible: Vec<Rows>,
    eligible_rows: usize,
    /// Rows that are read: what is believed, and what was replaced, where that leads to what replaced it.
    read: Vec<Rows>,
    /// Rows that are scored: those that may be found, and what was replaced.
    scored: Vec<Rows>,
    /// Rows that state what is asked for, in order, and may be found.
    stated: Vec<Vec<u32>>,
    /// The one speaker named, per partition.
    speakers: Vec<Option<u32>>,
}

/// A row by partition and number.
type Place = (u32, u32);

impl<'a> Plan<'a> {
    fn new(partitions: &'a [&'a Partition], query: &'a Query<'a>) -> Self {
        let believed: Vec<Rows> = partitions
            .iter()
            .map(|partition| {
                let rows = lifecycle_rows(&partition.columns, &query.include, query.now);
                partition.alive_rows().and(rows)
            })
            .collect();
        let allowed: Vec<Rows> = (partitions.iter())
            .map(|part| filter_rows(&part.columns, query.filter))
            .collect();
        // Whoever asks in the words of what was replaced is to find what replaced it.
        let former: Vec<Rows> = (partitions.iter().zip(&allowed))
            .map(|(partition, allowed)| former_rows(partition, query).and_also(allowed))
            .collect();
        let eligible: Vec<Rows> = (allowed.into_iter().zip(&believed))
            .map(|(allowed, believed)| allowed.and_also(believed))
            .collect();
        let with_former = |rows: &[Rows]| -> Vec<Rows> {
            let both = rows.iter().zip(&former);
            both.map(|(rows, former)| rows.or_also(former)).collect()
        };
        let (text, mentions) = without_subject(query.text);
        let terms = query_terms(&text);
        let counts = partitions.iter().zip(&eligible);
        let eligible_rows = counts
            .map(|(part, rows)| rows.count(part.columns.len()))
            .sum();
        Plan {
            partitions,
            query,
            only_subject: mentions && terms.iter().all(|term| term.is_stop),
            terms,
            vector: unit_vector(query.vector.unwrap_or(&[])),
            stated: stated_rows(partitions, &eligible, query.addresses),
            read: with_former(&believed),
            scored: with_former(&eligible),
            believed,
            eligible,
            eligible_rows,
            speakers: partitions
                .iter()
                .map(|part| only_speaker(part, query.text))
                .collect(),
        }
    }

    /// The query's vector for a partition; none if it has vectors of another model's dimension.
    fn vector_for(&self, partition: &Partition) -> Option<&[f32]> {
        let fits = !self.vector.is_empty() && self.vector.len() == partition.config.dimension;
        fits.then_some(&self.vector)
    }

    fn is_exact(&self) -> bool {
        self.eligible_rows <= EXACT_ROWS_MAX
    }

    /// All rows worth scoring, with what their words say, by place; and the ideal word score.
    fn candidates(&self, scratch: &mut Scratch) -> (Vec<Evidence>, f32) {
        if self.is_exact() {
            return self.words_of_places(&self.all_places(), scratch, None);
        }
        let by_vector = self.nearest();
        let keep = self
            .query
            .candidates
            .max(self.query.limit)
            .max(CANDIDATES_MIN);
        let mut by_words: TopK<Place> = TopK::new(keep);
        let mut ideal = 0.0_f32;
        // Backwards, so that what was read last is what is asked for first below: a user's own
        // partition, by far the largest in most searches, is read once.
        let order: Vec<usize> = (0..self.partitions.len())
            .rev()
            .filter(|&index| self.eligible[index] != Rows::None)
            .collect();
        self.read_each(&order, None, scratch, |scratch, index| {
            ideal = ideal.max(scratch.ideal);
            let scored = &self.scored[index];
            scratch.turns(self.partitions[index], |row, score| {
                if score > by_words.bound() && scored.has(row as usize) {
                    by_words.offer(score, (index as u32, row));
                }
            });
        });
        let held = order.last().copied();
        // With one partition more than asked for costs little and can only help.
        let by_words: Vec<Place> = match self.partitions.len() {
            1 => by_words.items().collect(),
            _ => by_words
                .finish()
                .into_iter()
                .map(|(_, place)| place)
                .collect(),
        };
        let mut places = Vec::with_capacity(4 * by_words.len() + by_vector.len());
        for place in by_words {
            self.add_with_neighbours(place, &mut places);
        }
        places.extend(by_vector);
        for (index, rows) in (0_u32..).zip(&self.stated) {
            places.extend(rows.iter().map(|&row| (index, row)));
        }
        for at in 0..places.len() {
            places.extend(self.leads_to(places[at]));
        }
        in_order(&mut places);
        let (found, _) = self.words_of_places(&places, scratch, held);
        (found, ideal)
    }

    fn all_places(&self) -> Vec<Place> {
        let mut places = Vec::with_capacity(self.eligible_rows);
        for (index, &partition) in self.partitions.iter().enumerate() {
            self.scored[index].for_each(partition.columns.len(), |row| {
                places.push((index as u32, row));
            });
        }
        places
    }

    /// What the words of `places`, which are sorted, say, and the ideal word score; those that say
    /// nothing are left out. `held`: the partition whose postings `scratch` holds already.
    fn words_of_places(
        &self,
        places: &[Place],
        scratch: &mut Scratch,
        held: Option<usize>,
    ) -> (Vec<Evidence>, f32) {
        let mut ideal = 0.0_f32;
        let mut found: Vec<Evidence> = Vec::with_capacity(places.len());
        let mut rows: Vec<u32> = Vec::new();
        let groups: Vec<&[Place]> = places.chunk_by(|a, b| a.0 == b.0).collect();
        let order: Vec<usize> = groups.iter().map(|group| group[0].0 as usize).collect();
        let mut groups = groups.into_iter();
        self.read_each(&order, held, scratch, |scratch, index| {
            let partition = self.partitions[index];
            let group = groups.next().expect("a group for each partition");
            ideal = ideal.max(scratch.ideal);
            scratch.rarities(partition, &self.terms);
            if !scratch.is_empty() {
                rows.clear();
                rows.extend(group.iter().map(|place| place.1));
                scratch.sessions(partition);
                scratch.windows(partition, &rows);
            }
            let has_vectors = self.vector_for(partition).is_some();
            let all = group
                .iter()
                .map(|place| self.words_of(scratch, index, place.1));
            found.extend(all.filter(|one| {
                let vectors = partition.vectors.of_row(one.row);
                let is_near = has_vectors && !vectors.is_empty();
                one.window_words > 0.0 || one.address > 0.0 || is_near
            }));
            scratch.clear();
        });
        (found, ideal)
    }

    /// Reads the postings of the partitions of `order`, one after the other, and calls `each`.
    /// `held`: the partition whose postings `scratch` holds already.
    fn read_each(
        &self,
        order: &[usize],
        held: Option<usize>,
        scratch: &mut Scratch,
        mut each: impl FnMut(&mut Scratch, usize),
    ) {
        let is_held = |at: usize| at == 0 && held == Some(order[at]);
        for step in 0..order.len() + STEPS_AHEAD {
            for ahead in 0..STEPS_AHEAD {
                let at = step.wrapping_sub(ahead);
                if at < order.len() && !is_held(at) {
                    scratch.read_ahead(ahead, at, self.partitions[order[at]], &self.terms);
                }
            }
            let at = step.wrapping_sub(STEPS_AHEAD);
            if at < order.len() {
                if !is_held(at) {
                    let index = order[at];
                    let (part, rows) = (self.partitions[index], &self.read[index]);
                    scratch.read(at, part, rows, &self.terms);
                }
                each(scratch, order[at]);
            }
        }
    }

    /// Adds a place, and those next to it that are eligible.
    fn add_with_neighbours(&self, (index, row): Place, places: &mut Vec<Place>) {
        let eligible = &self.eligible[index as usize];
        let beside = self.partitions[index as usize].sessions.beside(row);
        let beside = beside.filter(|&beside| eligible.has(beside as usize));
        places.extend(beside.map(|beside| (index, beside)));
        places.push((index, row));
    }

    /// The verbatim row that an extracted one is a key to, if it may be found.
    fn parent(&self, (index, row): Place) -> Option<Place> {
        let parent = self.partitions[index as usize].parent(row)?;
        let may_be_found = self.eligible[index as usize].has(parent as usize);
        may_be_found.then_some((index, parent))
    }

    /// What now stands in the place of something that was replaced, as a whole or in a good part.
    fn heir(&self, (index, row): Place) -> Option<Place> {
        let partition = self.partitions[index as usize];
        let heirs = std::iter::successors(partition.heir(row), |&row| partition.heir(row));
        let mut heirs = heirs.take(HEIRS_MAX);
        let heir = heirs.find(|&row| self.eligible[index as usize].has(row as usize))?;
        Some(self.parent((index, heir)).unwrap_or((index, heir)))
    }

    /// The row that another is but a key to: what it was read out of, or what replaced it.
    fn leads_to(&self, place: Place) -> Option<Place> {
        match self.eligible[place.0 as usize].has(place.1 as usize) {
            true => self.parent(place),
            false => self.heir(place),
        }
    }

    /// Lets keys speak for the rows that they lead to: one hit a source, and what replaced something in
    /// its place. Keys whose verbatim row may not be found stand for themselves.
    fn fold_keys(&self, candidates: &mut Vec<Evidence>, weight: f32) {
        let before = candidates.len();
        let mut is_folded = false;
        for at in 0..before {
            let one = candidates[at];
            let place = (one.partition, one.row);
            if let Some((_, row)) = self.leads_to(place) {
                candidates[at] = one.as_key_to(row, weight);
                is_folded = true;
            } else if self.is_cut(place)
                && let Some((_, row)) = self.heir(place)
            {
                // What is left of the words does not stand before what they were replaced by.
                candidates.push(one.as_key_to(row, 1.0));
            }
        }
        candidates.retain(|one| self.eligible[one.partition as usize].has(one.row as usize));
        if is_folded || candidates.len() > before {
            candidates.sort_by_key(|one| (one.partition, one.row));
            candidates.dedup_by(|key, kept| {
                let is_same = (key.partition, key.row) == (kept.partition, kept.row);
                if is_same {
                    kept.take_best_of(key);
                }
                is_same
            });
        }
    }

    fn is_cut(&self, (index, row): Place) -> bool {
        let columns = &self.partitions[index as usize].columns;
        columns.flags.get(row as usize) & CUT != 0 && self.query.include.is_current()
    }

    fn words_of(&self, scratch: &Scratch, index: usize, row: u32) -> Evidence {
        let (cell, session_words) = scratch.words_of(self.partitions[index], row);
        Evidence {
            partition: index as u32,
            row,
            window_words: cell.window,
            session_words,
            covered: self.share(cell.own, scratch.rarity),
            window_covered: self.share(cell.near, scratch.rarity),
            cosine: f32::NAN,
            window_cosine: f32::NAN,
            address: self.states(index, row),
        }
    }

    /// 1 if the row states what is asked for.
    fn states(&self, index: usize, row: u32) -> f32 {
        let stated = &self.stated[index];
        let is_stated = !stated.is_empty() && stated.binary_search(&row).is_ok();
        f32::from(u8::from(is_stated))
    }

    /// Share of the query that is covered. One that asks for nothing but the user is by everything.
    fn share(&self, covered: f32, all: f32) -> f32 {
        if all > 0.0 {
            covered / all
        } else {
            f32::from(u8::from(self.only_subject))
        }
    }

    /// The rows nearest to the query's vector, and the neighbours of the very nearest, in no order
    /// and some of them twice.
    fn nearest(&self) -> Vec<Place> {
        if self.vector.is_empty() {
            return Vec::new();
        }
        let sketch = SketchQuery::new(&self.vector);
        let keep = RESCORED_MIN
            .max(self.query.candidates)
            .max(self.query.limit * 2);
        let mut best: TopK<Place> = TopK::new(keep);
        let mut work = Estimates::new();
        for (index, &partition) in self.partitions.iter().enumerate() {
            let scored = &self.scored[index];
            if self.eligible[index] == Rows::None || self.vector_for(partition).is_none() {
                continue;
            }
            let vectors = &partition.vectors;
            let counted = (*scored == Rows::All).then_some(keep);
            vectors.sketches.scan(
                &sketch,
                &mut work,
                best.bound(),
                counted,
                |vector, estimate| {
                    let row = vectors.owner(vector);
                    if scored.has(row as usize) {
                        best.offer(estimate, (index as u32, row));
                    }
                    best.bound()
                },
            );
        }
        let mut found: Vec<(f32, Place)> = best.finish();
        if found.len() > NEIGHBOURS_OF {
            found.select_nth_unstable_by(NEIGHBOURS_OF, |a, b| {
                b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
            });
        }
        let mut places = Vec::with_capacity(found.len() + 2 * NEIGHBOURS_OF);
        for &(_, place) in found.iter().take(NEIGHBOURS_OF) {
            self.add_with_neighbours(place, &mut places);
        }
        places.extend(found.iter().skip(NEIGHBOURS_OF).map(|found| found.1));
        places
    }

    /// Keeps the candidates that are best without their windows' vectors: those take seven dot
    /// products each. Returns the cosines of all, in order.
    fn preselect(
        &self,
        candidates: &mut Vec<Evidence>,
        ideal: f32,
        weights: &Weights,
    ) -> Vec<(Place, Measured)> {
        let keep = WINDOWS_MIN.max(self.query.limit * 2);
        if candidates.len() <= keep {
            return Vec::new();
        }
        let mut all = Vec::with_capacity(candidates.len());
        for group in candidates.chunk_by_mut(|a, b| a.partition == b.partition) {
            let partition = self.partitions[group[0].partition as usize];
            let Some(vector) = self.vector_for(partition) else {
                continue;
            };
            let vectors = partition.vectors.view();
            for at in 0..group.len() {
                if let Some(ahead) = group.get(at + PREFETCH_AHEAD) {
                    vectors.prefetch(ahead.row);
                }
                let one = &mut group[at];
                let measured = vectors.cosines(one.row, vector);
                one.cosine = measured.0;
                all.push(((one.partition, one.row), measured));
            }
        }
        let best = Best::of(candidates, ideal);
        let mut chosen: TopK<Place> = TopK::new(keep);
        for one in candidates.iter() {
            let place = (one.partition, one.row);
            chosen.offer(self.scale(one, &best, weights).fused(one), place);
        }
        let chosen = chosen.finish();
        let mut places: Vec<Place> = chosen.iter().map(|found| found.1).collect();
        places.extend(chosen.iter().filter_map(|found| self.leads_to(found.1)));
        in_order(&mut places);
        let mut chosen = places.into_iter().peekable();
        // Both are in order.
        candidates.retain(|one| {
            let place = (one.partition, one.row);
            while chosen.next_if(|&chosen| chosen < place).is_some() {}
            chosen.peek() == Some(&place)
        });
        all
    }

    fn scale<'b>(&'b self, evidence: &Evidence, best: &'b Best, weights: &'b Weights) -> Scale<'b> {
        let index = evidence.partition as usize;
        Scale {
            best,
            weights,
            partition: self.partitions[index],
            speaker: self.speakers[index],
            now: self.query.now,
            is_current: self.query.include.is_current(),
        }
    }

    /// Measures the vectors of the candidates. Both they and what is `measured` already are sorted by
    /// place.
    fn measure_cosines(
        &self,
        candidates: &mut [Evidence],
        measured: &[(Place, Measured)],
        cosines: &mut Cosines,
    ) {
        let mut measured = measured;
        for group in candidates.chunk_by_mut(|a, b| a.partition == b.partition) {
            let index = group[0].partition;
            let partition = self.partitions[index as usize];
            let Some(vector) = self.vector_for(partition) else {
                continue;
            };
            let vectors = partition.vectors.view();
            let believed = &self.believed[index as usize];
            cosines.prepare(partition);
            let from = measured.partition_point(|one| one.0.0 < index);
            measured = &measured[from..];
            for &((_, row), cosine) in measured.iter().take_while(|one| one.0.0 == index) {
                cosines.know(row, cosine);
            }
            for at in 0..group.len() {
                if let Some(ahead) = group.get(at + PREFETCH_AHEAD)
                    && !cosines.knows(ahead.row)
                {
                    vectors.prefetch(ahead.row);
                }
                let one = &mut group[at];
                one.cosine = cosines.of_row(vectors, one.row, vector).0;
            }
            for at in 0..group.len() {
                if let Some(ahead) = group.get(at + 1) {
                    cosines.prefetch_window(partition, vectors, ahead.row);
                }
                let one = &mut group[at];
                one.window_cosine = cosines.window(partition, vectors, believed, one.row, vector);
            }
            cosines.clear();
        }
    }

    fn rank(&self, candidates: &[Evidence], best: &Best, weights: &Weights) -> Vec<Hit> {
        let id = |at: u32| {
            let Evidence { partition, row, .. } = candidates[at as usize];
            self.partitions[partition as usize].columns.ids[row as usize]
        };
        let mut ranked: Vec<(f32, u32, f32)> = (0_u32..)
            .zip(candidates)
            .map(|(at, evidence)| {
                let scale = self.scale(evidence, best, weights);
                (scale.fused(evidence), at, scale.relevance(evidence))
            })
            .collect();
        let order = |a: &(f32, u32, f32), b: &(f32, u32, f32)| {
            b.0.total_cmp(&a.0).then_with(|| id(a.1).cmp(&id(b.1)))
        };
        // What is not returned need not be in order; it only counts for how relevant all before it is.
        let limit = self.query.limit.min(ranked.len());
        if limit < ranked.len() {
            ranked.select_nth_unstable_by(limit, order);
        }
        ranked[..limit].sort_unstable_by(order);
        let mut scores: Vec<f32> = ranked.iter().map(|one| one.2).collect();
        calibrate::never_rising(&mut scores);
        let best_first = ranked.iter().zip(scores).take(limit);
        best_first
            .map(|(one, score)| {
                let evidence = &candidates[one.1 as usize];
                let scale = self.scale(evidence, best, weights);
                self.hit(scale.explain(evidence), evidence, score)
            })
            .collect()
    }

    fn hit(&self, explain: Explain, evidence: &Evidence, score: f32) -> Hit {
        let columns = &self.partitions[evidence.partition as usize].columns;
        let row = evidence.row as usize;
        Hit {
            id: columns.id(row),
            seq: columns.seq.get(row),
            partition: evidence.partition as usize,
            score,
            fused: explain.fused,
            relevance: explain.relevance,
            cosine: (!evidence.cosine.is_nan()).then_some(evidence.cosine),
            explain: self.query.explain.then(|| Box::new(explain)),
        }
    }
}

/// The rows that were replaced and lead to what replaced them; none where the past is searched as well.
fn former_rows(partition: &Partition, query: &Query<'_>) -> Rows {
    let columns = &partition.columns;
    let flags = match columns.flags.each() {
        Some(flags) if query.include.is_current() => flags,
        _ => return Rows::None,
    };
    let rows = Rows::collect(flags.len(), |row| flags[row] & REPLACED != 0);
    match rows {
        Rows::Bits(_) => partition.alive_rows().and(rows),
        // Nothing is believed, so that there is nothing to be led to.
        Rows::All | Rows::None => Rows::None,
    }
}

/// The rows of each partition that state something at one of `addresses`, in order.
fn stated_rows(
    partitions: &[&Partition],
    eligible: &[Rows],
    addresses: &[Address],
) -> Vec<Vec<u32>> {
    let rows_of = |(partition, eligible): (&&Partition, &Rows)| {
        let mut rows = Vec::new();
        for Address { subject, attribute } in addresses {
            partition
                .postings
                .for_each(address_term(subject, attribute), |posting| {
                    if eligible.has(posting.row as usize) {
                        rows.push(posting.row);
                    }
                });
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    };
    partitions.iter().zip(eligible).map(rows_of).collect()
}

/// Puts places in order, each once. Those of one partition are sorted as bits, others as single numbers,
/// which is faster than as pairs.
fn in_order(places: &mut Vec<Place>) {
    /// Up to this many rows between the first and the last.
    const BITS_MAX: u32 = 1 << 20;
    let Some(&(partition, first)) = places.first() else {
        return;
    };
    let (mut low, mut high, mut is_one) = (first, first, true);
    for &(other, row) in places.iter() {
        is_one &= other == partition;
        low = low.min(row);
        high = high.max(row);
    }
    low -= low % 64;
    if is_one && high - low < BITS_MAX {
        let mut bits = vec![0_u64; (high - low) as usize / 64 + 1];
        for &(_, row) in places.iter() {
            bits[(row - low) as usize / 64] |= 1 << (row % 64);
        }
        places.clear();
        Rows::Bits(bits).for_each(0, |row| places.push((partition, low + row)));
        return;
    }
    let mut keys: Vec<u64> = places
        .iter()
        .map(|&(partition, row)| u64::from(partition) << 32 | u64::from(row))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    places.clear();
    places.extend(keys.iter().map(|&key| ((key >> 32) as u32, key as u32)));
}

fn unit_vector(vector: &[f32]) -> Vec<f32> {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 && length.is_finite() {
        vector.iter().map(|x| x / length).collect()
    } else {
        Vec::new()
    }
}
