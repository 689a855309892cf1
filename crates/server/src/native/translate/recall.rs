//! Search and context, between the wire and the engine.

use engine::{BuildContext, Context, Search, SearchHit, SearchResults};
use types::Result;

use super::super::wire::*;
use super::{event_out, filter_in, memory_out};

pub(crate) fn search(mut asked: SearchIn) -> Result<Search> {
    let filter = filter_in(asked.filter.as_ref())?;
    Ok(Search {
        at: asked.take_coordinates(),
        groups: asked.take_groups(),
        query: asked.query,
        limit: asked.limit as usize,
        threshold: asked.threshold,
        include_superseded: asked.include_superseded || filter.asks_for_status(),
        filter,
        as_of: asked.as_of,
        known_at: asked.known_at,
        min_trust: asked.min_trust.map(Into::into),
        explain: asked.explain,
        with_source_events: asked.with_source_events,
    })
}

pub(crate) fn search_out(results: SearchResults) -> SearchOut {
    let hit = |hit: SearchHit| HitOut {
        memory: memory_out(hit.memory),
        score: hit.score,
        source_events: hit.source_events.into_iter().map(event_out).collect(),
        explain: hit.explain,
    };
    SearchOut {
        hits: results.hits.into_iter().map(hit).collect(),
        degraded: results.degraded,
        took_us: results.took_us,
    }
}

pub(crate) fn context(mut asked: ContextIn) -> Result<BuildContext> {
    let filter = filter_in(asked.filter.as_ref())?;
    let search = Search {
        at: asked.take_coordinates(),
        groups: asked.take_groups(),
        query: asked.query,
        limit: asked.limit as usize,
        threshold: asked.threshold,
        include_superseded: asked.include_superseded || filter.asks_for_status(),
        filter,
        as_of: asked.as_of,
        known_at: asked.known_at,
        min_trust: asked.min_trust.map(Into::into),
        ..Search::default()
    };
    Ok(BuildContext {
        search,
        max_tokens: asked.max_tokens as usize,
        expansion: asked.expansion.map(Into::into).unwrap_or_default(),
        format: asked.format.map(Into::into).unwrap_or_default(),
    })
}

pub(crate) fn context_out(context: Context) -> ContextOut {
    let item = |item: engine::ContextItem| ContextItemOut {
        memory_id: item.memory_id,
        event_ids: item.event_ids,
        at: item.at,
        session_id: item.session_id,
        role: item.role,
        text: item.text,
        trust: item.trust.into(),
        score: item.score,
        stale_dependency: item.stale_dependency,
    };
    let message = |message: engine::ContextMessage| ContextMessageOut {
        role: message.role,
        content: message.content,
    };
    ContextOut {
        text: context.text,
        items: context.items.into_iter().map(item).collect(),
        messages: context.messages.into_iter().map(message).collect(),
        tokens: context.tokens,
        tokens_max: context.tokens_max,
        memory_ids: context.memory_ids,
        left_out: context.left_out,
    }
}
