//! Consolidation, reflection, promotion, summaries and groups, between the wire and the engine.

use engine::{
    Consolidate, Consolidated, CreateGroup, MergedPair, Page, Promote, Promoted, Reflect,
    Reflected, Summarise, Summarised, Timeline, TimelinePage, UpdateGroup,
};
use types::{Error, Group, Result};

use super::super::wire::*;
use super::{filter_in, page};

pub(crate) fn consolidate(mut asked: ConsolidateIn) -> Consolidate {
    Consolidate {
        at: asked.take_coordinates(),
        similarity_threshold: asked.similarity_threshold,
        check_redundancy: asked.check_redundancy,
        dry_run: asked.dry_run,
    }
}

pub(crate) fn consolidate_out(done: Consolidated) -> ConsolidateOut {
    let pair = |pair: MergedPair| MergedPairOut {
        original: pair.original,
        merged: pair.merged,
        original_id: pair.original_id,
        merged_id: pair.merged_id,
        similarity: pair.similarity,
    };
    ConsolidateOut {
        processed: done.processed,
        duplicates_found: done.duplicates_found,
        merged: done.merged,
        removed: done.removed,
        pairs: done.pairs.into_iter().map(pair).collect(),
        dry_run: done.dry_run,
        job: None,
    }
}

pub(crate) fn reflect(mut asked: ReflectIn) -> Reflect {
    Reflect {
        at: asked.take_coordinates(),
        time_window_days: asked.time_window_days,
        depth: asked.depth.map(Into::into).unwrap_or_default(),
        min_pattern_strength: asked.min_pattern_strength,
        dry_run: asked.dry_run,
    }
}

pub(crate) fn reflect_out(done: Reflected) -> ReflectOut {
    let patterns = done.patterns.into_iter().map(|pattern| PatternOut {
        type_: pattern.type_,
        description: pattern.description,
        strength: pattern.strength,
        memory_ids: pattern.memory_ids,
    });
    let insights = done.insights.into_iter().map(|insight| InsightOut {
        text: insight.text,
        memory_id: insight.memory_id,
    });
    ReflectOut {
        analyzed: done.analyzed,
        patterns: patterns.collect(),
        insights: insights.collect(),
        withdrawn: done.withdrawn,
        dry_run: done.dry_run,
        job: None,
    }
}

pub(crate) fn promote(asked: PromoteIn) -> Promote {
    Promote {
        kind: asked.kind.map(Into::into),
        group_id: asked.group_id,
        min_users: asked.min_users,
        similarity_threshold: asked.similarity_threshold,
        dry_run: asked.dry_run,
    }
}

pub(crate) fn promote_out(done: Promoted) -> PromoteOut {
    let promoted = done.promoted.into_iter().map(|one| PromotedOut {
        memory_id: one.memory_id,
        kind: one.kind.into(),
        group_id: one.group_id,
        text: one.text,
        users: one.users,
    });
    PromoteOut {
        groups: done.groups,
        considered: done.considered,
        promoted: promoted.collect(),
        updated: done.updated,
        withdrawn: done.withdrawn,
        dry_run: done.dry_run,
        job: None,
    }
}

pub(crate) fn summarise(mut asked: SummariseIn) -> Summarise {
    Summarise {
        at: asked.take_coordinates(),
        from: asked.from,
        to: asked.to,
        max_tokens: asked.max_tokens as usize,
        dry_run: asked.dry_run,
    }
}

pub(crate) fn summarise_out(done: Summarised) -> SummariseOut {
    let summaries = done.summaries.into_iter().map(|summary| {
        placed!(summary.at => SummaryOut {
            memory_id: summary.memory_id,
            text: summary.text,
            tokens: summary.tokens,
            covered: summary.covered,
            from: summary.from,
            to: summary.to,
        })
    });
    SummariseOut {
        summaries: summaries.collect(),
        written: done.written,
        dry_run: done.dry_run,
        job: None,
    }
}

pub(crate) fn timeline(mut asked: TimelineIn) -> Result<Timeline> {
    Ok(Timeline {
        at: asked.take_coordinates(),
        groups: asked.take_groups(),
        filter: filter_in(asked.filter.as_ref())?,
        from: asked.from,
        to: asked.to,
        per_day: asked.per_day as usize,
        page: page(asked.limit, asked.cursor, false),
    })
}

pub(crate) fn timeline_out(told: TimelinePage) -> TimelineOut {
    let item = |item: engine::TimelineItem| TimelineItemOut {
        memory_id: item.memory_id,
        at: item.at,
        speaker: item.speaker,
        text: item.text,
    };
    let days = told.days.into_iter().map(|day| TimelineDayOut {
        date: day.date,
        items: day.items.into_iter().map(item).collect(),
        left_out: day.left_out,
    });
    TimelineOut {
        days: days.collect(),
        next_cursor: told.next_cursor,
    }
}

/// The kind in a path.
pub(crate) fn group_kind(name: &str) -> Result<types::GroupKind> {
    types::GroupKind::from_name(name).ok_or_else(|| Error::not_found("group"))
}

pub(crate) fn group(asked: GroupIn) -> CreateGroup {
    CreateGroup {
        kind: asked.kind.into(),
        id: asked.id,
        name: asked.name,
        focus: asked.focus,
        promotion_prompt: asked.promotion_prompt,
    }
}

pub(crate) fn group_patch(asked: GroupPatchIn) -> UpdateGroup {
    UpdateGroup {
        name: asked.name,
        focus: asked.focus,
        promotion_prompt: asked.promotion_prompt,
    }
}

pub(crate) fn group_out(group: Group) -> GroupOut {
    GroupOut {
        kind: group.kind.into(),
        id: group.id,
        name: group.name,
        focus: group.focus,
        promotion_prompt: group.promotion_prompt,
        prompt_meta: group.prompt_meta,
        created_at: group.created_at,
        updated_at: group.updated_at,
    }
}

pub(crate) fn groups_query(query: GroupsQuery) -> (types::GroupKind, engine::PageRequest) {
    (query.kind.into(), page(query.limit, query.cursor, false))
}

pub(crate) fn groups_out(page: Page<Group>) -> GroupsOut {
    GroupsOut {
        items: page.items.into_iter().map(group_out).collect(),
        next_cursor: page.next_cursor,
    }
}
