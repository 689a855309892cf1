//! What a reader sees of a memory part of which has left.

use types::memory::CLOSED_MARK;
use types::{Memory, Span, Statement, Timestamp};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// What is believed now: closed words are marked.
    Current,
    /// Everything, as it was said.
    Full,
    /// What was true then: words are marked that were over by then.
    AsOf(Timestamp),
}

impl View {
    fn leaves_out(self, statement: &Statement) -> bool {
        match (self, &statement.closed) {
            (_, None) | (View::Full, _) => false,
            (View::Current, Some(_)) => true,
            (View::AsOf(at), Some(closed)) => closed.valid_to <= at,
        }
    }
}

/// The memory as `view` shows it. The spans of what is left are those of the text that is shown.
pub(crate) fn shown(mut memory: Memory, view: View) -> Memory {
    let is_cut = |statement: &Statement| statement.span.is_some() && view.leaves_out(statement);
    if !memory.statements.iter().any(is_cut) {
        return memory;
    }
    // `current_text` marks what is closed: let that be exactly what this view leaves out.
    let closings: Vec<_> = memory
        .statements
        .iter()
        .map(|statement| statement.closed.clone())
        .collect();
    let kept_open = |statement: &mut Statement| {
        if !view.leaves_out(statement) {
            statement.closed = None;
        }
    };
    memory.statements.iter_mut().for_each(kept_open);
    let status = std::mem::take(&mut memory.status);
    let text = memory.current_text().into_owned();
    memory.status = status;
    let cuts = cuts_of(&memory);
    for (statement, closed) in memory.statements.iter_mut().zip(closings) {
        if statement.closed.is_none() {
            statement.span = statement.span.and_then(|span| moved(span, &cuts));
        } else {
            statement.span = None;
        }
        statement.closed = closed;
    }
    memory.text = text;
    memory
}

/// The closed parts of the text, in order, merged where they overlap.
fn cuts_of(memory: &Memory) -> Vec<Span> {
    let mut spans: Vec<Span> = memory
        .statements
        .iter()
        .filter(|statement| statement.closed.is_some())
        .filter_map(|statement| statement.span)
        .filter(|span| {
            memory
                .text
                .get(span.start as usize..span.end as usize)
                .is_some()
        })
        .collect();
    spans.sort_unstable_by_key(|span| span.start);
    let mut cuts: Vec<Span> = Vec::new();
    for span in spans {
        match cuts.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => cuts.push(span),
        }
    }
    cuts
}

/// Where a span stands once the cuts are marks; `None` if it is cut itself in part.
fn moved(span: Span, cuts: &[Span]) -> Option<Span> {
    let mut shift = 0_i64;
    for cut in cuts {
        if cut.end <= span.start {
            shift += CLOSED_MARK.len() as i64 - i64::from(cut.end - cut.start);
        } else if cut.start < span.end {
            return None;
        }
    }
    let at = |place: u32| u32::try_from(i64::from(place) + shift).ok();
    Some(Span {
        start: at(span.start)?,
        end: at(span.end)?,
    })
}
