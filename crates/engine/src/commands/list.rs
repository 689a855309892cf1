//! List: memories and events page by page.

use store::{EventQuery, ListQuery, Page, PageRequest, Sort};
use types::{
    Coordinates, Error, Event, Field, Filter, Memory, Permission, Result, Status, Value, limits,
};

use super::Groups;
use super::search::place;
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
        let mut filter = place(&scope, &command.at, &command.groups, command.filter)?.filter;
        if !command.include_superseded {
            filter = filter.and(self.live());
        }
        let query = ListQuery {
            filter,
            text_contains: command.text_contains,
            sort: command.sort,
            page: command.page,
        };
        self.inner.store.list_memories(&scope, &query).await
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

    /// Believed and not expired, now.
    pub(crate) fn live(&self) -> Filter {
        let now = Value::Time(self.now());
        let expires_later = types::Condition::Range {
            gt: Some(now),
            gte: None,
            lt: None,
            lte: None,
        };
        Filter::equals(Field::Status, Status::Active.as_str()).and(Filter::Any(vec![
            Filter::missing(Field::ExpiresAt),
            Filter::Is(Field::ExpiresAt, expires_later),
        ]))
    }
}

pub(crate) fn check_page(page: &PageRequest) -> Result<()> {
    if !(1..=limits::PAGE_LIMIT_MAX).contains(&page.limit) {
        let message = format!("must be between 1 and {}", limits::PAGE_LIMIT_MAX);
        return Err(Error::invalid("limit", message));
    }
    Ok(())
}
