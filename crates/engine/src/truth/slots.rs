//! Sentences in other words: what the rules did not read, the slot model tells
//! ([`inference::slots`]), and the reading takes it in ([`extraction::units`]).

use extraction::Reading;
use extraction::units::{Act, Candidate, Told};
use inference::slots::{self, SlotModel, Slots};
use types::{Error, Result};

use crate::Engine;

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

    /// Adds to the readings what their other sentences state.
    pub(crate) async fn read_units(&self, mut readings: Vec<Reading>) -> Result<Vec<Reading>> {
        if readings.iter().all(|reading| reading.units.is_empty()) {
            return Ok(readings);
        }
        tokio::task::spawn_blocking(move || {
            let model = SlotModel::shared()?;
            let units = readings.iter().flat_map(|reading| &reading.units);
            let sentences: Vec<&str> = units.map(|unit| unit.text.as_str()).collect();
            let mut filled = model.fill(&sentences)?.into_iter();
            for reading in &mut readings {
                let own = filled.by_ref().take(reading.units.len());
                let told: Vec<Told<'_>> = own.map(|slots| told(model, slots)).collect();
                reading.take(&told);
            }
            Ok(readings)
        })
        .await
        .map_err(|error| Error::internal("reading panicked").with_source(error))?
    }
}

fn told(model: &SlotModel, slots: Slots) -> Told<'_> {
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
        act: match slots.act {
            slots::Act::None => Act::None,
            slots::Act::State => Act::State,
            slots::Act::Change => Act::Change,
            slots::Act::End => Act::End,
            slots::Act::Again => Act::Again,
            slots::Act::Bare => Act::Bare,
            slots::Act::Retract => Act::Retract,
        },
        act_share: slots.act_share,
        candidates: candidates.collect(),
        value: slots.value,
        old: slots.old,
        label: slots.label,
    }
}
