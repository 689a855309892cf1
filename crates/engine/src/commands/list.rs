//! List: memories and events page by page.

use store::{EventQuery, ListQuery, Page, PageRequest, Sort};
use types::{
    Condition, Coordinates, Error, Event, Field, Filter, Memory, Permission, Result, Status,
    Timestamp, Value, contains_lower_case, limits, lower_case,
};

use super::search::{place, trusted_at_least};
use super::{Groups, Search};
use crate::truth::view::shown;
use crate::{Access, Engine};

/// Which memories to list.
#[derive(Clone, Debug)]
pub struct ListMemories {
    /// Where; as in a search.
    pub at: Coordinates,
    /// The groups that the user belongs to.
    pub groups: Groups,
    /// Further conditions.
    pub filter: Filter,
    /// The text contains this, regardless of ASCII case.
    pub text_contains: Option<String>,
    /// Also what is no longer believed, or expired.
    pub include_superseded: bool,
    /// What was true at this instant.
    pub as_of: Option<Timestamp>,
    /// What was believed at this instant.
    pub known_at: Option<Timestamp>,
    /// In which order.
    pub sort: Sort,
    /// Which page.
    pub page: PageRequest,
}

impl Default for ListMemories {
    fn default() -> Self {
        ListMemories {
            at: Coordinates::default(),
            groups: Groups::default(),
            filter: Filter::everything(),
            text_contains: None,
            include_superseded: false,
            as_of: None,
            known_at: None,
            sort: Sort::default(),
            page: PageRequest {
                limit: 50,
                ..PageRequest::default()
            },
        }
    }
}

impl Engine {
    /// One page of memories.
    pub async fn list_memories(
        &self,
        access: &Access,
        command: ListMemories,
    ) -> Result<Page<Memory>> {
        access.require(Permission::Read)?;
        command.at.validate()?;
        command.filter.validate()?;
        check_page(&command.page)?;
        let scope = access.scope();
        let times = Search {
            include_superseded: command.include_superseded,
            as_of: command.as_of,
            known_at: command.known_at,
            ..Search::default()
        };
        let place = place(&scope, &command.at, &command.groups, command.filter)?;
        let query = ListQuery {
            filter: place.filter.and(self.lifecycle_filter(&times)),
            text_contains: command.text_contains,
            sort: command.sort,
            page: command.page,
        };
        let mut page = self.inner.store.list_memories(&scope, &query).await?;
        let mut items = Vec::with_capacity(page.items.len());
        for memory in std::mem::take(&mut page.items) {
            if let Some(memory) = self.as_known(&scope, memory, &times).await? {
                items.push(shown(memory, times.view()));
            }
        }
        if let Some(part) = &query.text_contains {
            // It may have stood in words that are no longer shown.
            let part = lower_case(part);
            items.retain(|memory| contains_lower_case(&memory.text, &part));
        }
        page.items = items;
        Ok(page)
    }

    /// One page of events, as they came in.
    pub async fn list_events(&self, access: &Access, query: EventQuery) -> Result<Page<Event>> {
        access.require(Permission::Read)?;
        query.at.validate()?;
        check_page(&query.page)?;
        let scope = access.scope();
        place(&scope, &query.at, &Groups::default(), Filter::everything())?;
        self.inner.store.list_events(&scope, &query).await
    }

    /// What a search with these times and this `min_trust` is about, for lists.
    pub(crate) fn lifecycle_filter(&self, search: &Search) -> Filter {
        let before = |field: Field, at: Timestamp| Filter::Is(field, range(None, Some(at)));
        let after = |field: Field, at: Timestamp| Filter::Is(field, range(Some(at), None));
        let active = || Filter::equals(Field::Status, Status::Active.as_str());
        let mut all = Filter::everything();
        if let Some(trust) = search.min_trust {
            all = all.and(trusted_at_least(trust));
        }
        let looks_back = search.as_of.is_some() || search.known_at.is_some();
        if !search.include_superseded {
            if looks_back {
                let deleted = Filter::equals(Field::Status, Status::Deleted.as_str());
                all = all.and(Filter::Not(Box::new(deleted)));
            } else {
                all = all.and(active());
            }
            let instant = search.known_at.unwrap_or(self.now());
            all = all.and(Filter::Any(vec![
                Filter::missing(Field::ExpiresAt),
                after(Field::ExpiresAt, instant),
            ]));
        }
        if let Some(at) = search.known_at {
            let mut still = Filter::missing(Field::SupersededAt);
            if !search.include_superseded {
                still = still.and(active());
            }
            all = all.and(before(Field::CreatedAt, at));
            if search.as_of.is_none() {
                all = all.and(Filter::Any(vec![after(Field::SupersededAt, at), still]));
            }
        }
        // Until when something was held to be true at another instant, its version of then tells.
        if let Some(at) = search.as_of.filter(|_| search.known_at.is_none()) {
            // As `Memory::was_true`.
            let replaced = [Status::Superseded, Status::Merged].map(Status::as_str);
            let stands = Filter::Not(Box::new(Filter::one_of(Field::Status, replaced)));
            let since = Filter::missing(Field::ValidFrom).and(before(Field::CreatedAt, at));
            let until = Filter::missing(Field::ValidTo).and(Filter::Any(vec![
                stands,
                Filter::missing(Field::SupersededAt),
                after(Field::SupersededAt, at),
            ]));
            all = all
                .and(Filter::Any(vec![before(Field::ValidFrom, at), since]))
                .and(Filter::Any(vec![after(Field::ValidTo, at), until]));
        }
        all
    }

    /// Believed and not expired, now.
    pub(crate) fn live(&self) -> Filter {
        self.lifecycle_filter(&Search::default())
    }
}

/// After `above`, or not after `up_to`.
fn range(above: Option<Timestamp>, up_to: Option<Timestamp>) -> Condition {
    Condition::Range {
        gt: above.map(Value::Time),
        gte: None,
        lt: None,
        lte: up_to.map(Value::Time),
    }
}

pub(crate) fn check_page(page: &PageRequest) -> Result<()> {
    if !(1..=limits::PAGE_LIMIT_MAX).contains(&page.limit) {
        let message = format!("must be between 1 and {}", limits::PAGE_LIMIT_MAX);
        return Err(Error::invalid("limit", message));
    }
    Ok(())
}
