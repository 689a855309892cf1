//! Sentences in other words: what the rules did not read, the slot model tells
//! ([`inference::slots`]), and the reading takes it in ([`extraction::units`]).

use std::sync::Arc;

use extraction::units::{Candidate, Told, Unit, asked, may_ask, wants_whole};
use extraction::{Reading, Utterance};
use inference::slots::{SlotModel, Slots};
use search::Partition;
use types::{Address, Error, Result};

use crate::Engine;
use crate::index::Slot;

impl Engine {
    /// Loads the slot model, so that no write waits for it.
    pub(crate) async fn prepare_slots(self) {
        if !self.inner.config.extraction {
            return;
        }
        match tokio::task::spawn_blocking(|| SlotModel::shared().map(|_| ())).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "sentences in other words are not read"),
            Err(error) => tracing::error!(%error, "loading the slot model panicked"),
        }
    }

    /// Adds to the readings what their other sentences state. Where the model fails they stay as the
    /// rules left them: no write is refused for what is an extra key to it.
    pub(crate) async fn read_units(&self, mut readings: Vec<Reading>) -> Result<Vec<Reading>> {
        if readings.iter().all(|reading| reading.units.is_empty()) {
            return Ok(readings);
        }
        tokio::task::spawn_blocking(move || {
            if let Err(error) = take_told(&mut readings) {
                tracing::error!(%error, "sentences in other words are not read");
            }
            readings
        })
        .await
        .map_err(|error| Error::internal("reading panicked").with_source(error))
    }
}

impl Engine {
    /// The addresses at which the answer to a query is stated, if it surely asks for a property of the
    /// user. Where nothing is stated nobody is asked, and where the model fails there are none: a search
    /// goes on without.
    pub(crate) async fn asked_addresses(&self, slots: &[Arc<Slot>], query: &str) -> Vec<Address> {
        let states = |slot: &Arc<Slot>| slot.read().as_ref().is_some_and(Partition::may_state);
        let is_worth_it = self.inner.config.extraction && may_ask(query);
        if !is_worth_it || !slots.iter().any(states) {
            return Vec::new();
        }
        let query = query.to_owned();
        let told = tokio::task::spawn_blocking(move || {
            let model = SlotModel::shared()?;
            let told = as_told(model, model.fill_question(&query)?);
            Ok::<_, Error>(asked(&query, &told))
        });
        match told.await {
            Ok(Ok(addresses)) => addresses,
            Ok(Err(error)) => {
                tracing::error!(%error, "what a query asks for is not told");
                Vec::new()
            }
            Err(error) => {
                tracing::error!(%error, "telling what a query asks for panicked");
                Vec::new()
            }
        }
    }
}

/// What each utterance states, by the rules and by the slot model, as a write reads it: on the spot, so that
/// its cost can be measured.
///
/// # Errors
/// `Internal` if the model fails.
#[doc(hidden)]
pub fn read(utterances: &[Utterance<'_>]) -> Result<Vec<Reading>> {
    let mut readings: Vec<Reading> = utterances.iter().map(extraction::read).collect();
    take_told(&mut readings)?;
    Ok(readings)
}

/// Adds to the readings what the model tells of their units.
fn take_told(readings: &mut [Reading]) -> Result<()> {
    let told = tell(SlotModel::shared()?, readings)?;
    for (reading, told) in readings.iter_mut().zip(&told) {
        reading.take(told);
    }
    Ok(())
}

/// What the model tells of each unit of each reading.
fn tell<'m>(model: &'m SlotModel, readings: &[Reading]) -> Result<Vec<Vec<Told<'m>>>> {
    let mut told: Vec<Vec<Told<'m>>> = readings
        .iter()
        .map(|reading| vec![Told::nothing(); reading.units.len()])
        .collect();
    // Parts first: most sentences of several say nothing in any of them.
    ask(model, readings, &mut told, |units, n, _| {
        parts(units, n) == 0
    })?;
    ask(model, readings, &mut told, |units, n, told| {
        let own = n + 1..n + 1 + parts(units, n);
        !own.is_empty() && wants_whole(&units[n], &units[own.clone()], &told[own])
    })?;
    Ok(told)
}

/// How many of the units after `n` are its parts.
fn parts(units: &[Unit], n: usize) -> usize {
    let is_part = |unit: &&Unit| unit.is_part;
    match units[n].is_part {
        true => 0,
        false => units[n + 1..].iter().take_while(is_part).count(),
    }
}

/// Asks about the units that are wanted, and puts the answers in their places.
fn ask<'m>(
    model: &'m SlotModel,
    readings: &[Reading],
    told: &mut [Vec<Told<'m>>],
    wanted: impl Fn(&[Unit], usize, &[Told<'m>]) -> bool,
) -> Result<()> {
    let mut places = Vec::new();
    let mut sentences = Vec::new();
    for (r, reading) in readings.iter().enumerate() {
        for (n, unit) in reading.units.iter().enumerate() {
            if wanted(&reading.units, n, &told[r]) {
                places.push((r, n));
                sentences.push(unit.text.as_str());
            }
        }
    }
    for ((r, n), slots) in places.into_iter().zip(model.fill(&sentences)?) {
        told[r][n] = as_told(model, slots);
    }
    Ok(())
}

fn as_told(model: &SlotModel, slots: Slots) -> Told<'_> {
    let candidates = slots.attributes.iter().filter_map(|&(number, share)| {
        let attribute = model.attributes().get(number)?;
        Some(Candidate {
            name: attribute.name,
            share,
            is_many: attribute.is_many,
            is_directive: attribute.is_directive,
        })
    });
    Told {
        act: slots.act,
        act_share: slots.act_share,
        change_share: slots.change_share,
        candidates: candidates.collect(),
        value: slots.value,
        old: slots.old,
        label: slots.label,
    }
}
