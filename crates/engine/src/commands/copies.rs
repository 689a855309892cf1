//! The same words of the same speaker at the same time, stored more than once: whoever repeats a
//! request without an id of their own stores them again. All are kept; recalled is one.

use std::collections::HashSet;

use types::{Coordinates, EventKind, Level, Memory, Status, Timestamp};

use crate::truth::is_extracted;

/// What copies have in common.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Said {
    at: Timestamp,
    coordinates: Coordinates,
    level: Level,
    kind: Option<EventKind>,
    speaker: Option<String>,
    status: Status,
    text: String,
}

/// What a memory says, as it is shown; `None` if it was not said at a time: ready memories may say
/// the same on purpose.
pub(crate) fn said(memory: &Memory) -> Option<Said> {
    let was_said = memory.verbatim || is_extracted(memory);
    Some(Said {
        at: memory.event_date.filter(|_| was_said)?,
        coordinates: memory.coordinates.clone(),
        level: memory.level,
        kind: memory.event_kind,
        speaker: memory.speaker().map(str::to_owned),
        status: memory.status,
        text: memory.text.clone(),
    })
}

/// Tells copies of what was given before.
#[derive(Default)]
pub(crate) struct Copies {
    given: HashSet<Said>,
}

impl Copies {
    /// True the first time that something is said.
    pub(crate) fn is_first(&mut self, memory: &Memory) -> bool {
        said(memory).is_none_or(|said| self.given.insert(said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{Entity, MemoryId, OrgId, memory::SPEAKER_ENTITY};

    #[test]
    fn copies_are_the_same_words_of_the_same_speaker_at_the_same_time() {
        fn check(change: impl Fn(&mut Memory), is_copy: bool) {
            let at = Timestamp::from_unix_ms(1_700_000_000_000);
            let id = MemoryId::from_bytes([1; 16]);
            let mut first = Memory::new(id, OrgId::default_org(), "I sail", at);
            first.verbatim = true;
            first.event_date = Some(at);
            first.event_kind = Some(EventKind::UserMessage);
            let mut second = first.clone();
            second.id = MemoryId::from_bytes([2; 16]);
            second.created_at = at.plus_ms(9000);
            change(&mut second);
            let mut copies = Copies::default();
            assert!(copies.is_first(&first));
            assert_eq!(copies.is_first(&second), !is_copy, "{second:?}");
        }
        check(|_| {}, true);
        check(|memory| memory.text.push('.'), false);
        check(|memory| memory.event_date = Some(memory.created_at), false);
        check(
            |memory| memory.coordinates.session_id = Some("s".into()),
            false,
        );
        check(
            |memory| memory.coordinates.user_id = Some("u".into()),
            false,
        );
        check(
            |memory| memory.event_kind = Some(EventKind::ToolResult),
            false,
        );
        check(|memory| memory.status = Status::Superseded, false);
        check(
            |memory| {
                memory.entities = vec![Entity {
                    name: "Ann".to_owned(),
                    type_: Some(SPEAKER_ENTITY.to_owned()),
                }];
            },
            false,
        );
        // Ready memories and what has no time of its own are not judged.
        check(|memory| memory.verbatim = false, false);
        check(|memory| memory.event_date = None, false);
    }
}
