//! Pages of rows in the order of a time and then of their numbers.

use rusqlite::types::Value as SqlValue;
use types::Result;

use super::cursor::Place;
use super::events::{count, page_numbers};
use super::filter_sql::Sql;
use super::readers::Reader;
use crate::query::{Page, PageRequest};

/// How such a list is ordered.
pub(super) struct Numbered {
    /// The list that its cursors belong to.
    pub list: u8,
    /// `select` and the column of the number.
    pub select: &'static str,
    /// What follows a place: ` and (time, number) < (`.
    pub after: &'static str,
    /// ` order by`, the same two columns.
    pub order: &'static str,
}

impl Numbered {
    /// One page. `from` is what stands behind the select list, up to the conditions. `load` gives
    /// a row's time and the row, by its number; no row if the caller may not see it or it is damaged,
    /// nothing at all if it is gone.
    pub(super) fn page<T>(
        &self,
        reader: &Reader,
        from: Sql,
        page: &PageRequest,
        load: impl Fn(i64) -> Result<Option<(i64, Option<T>)>>,
    ) -> Result<Page<T>> {
        let total = page.with_total.then(|| count(reader, &from)).transpose()?;
        let mut select = Sql::new(self.select);
        select.text.push_str(&from.text);
        select.binds = from.binds;
        if let Some(cursor) = &page.cursor {
            let last = Place::parse(cursor, self.list)?;
            select.push(self.after);
            select.bind(last.key());
            select.push(", ");
            select.bind(SqlValue::Integer(last.number()));
            select.push(")");
        }
        select.push(self.order);
        let numbers = page_numbers(reader, select, page.limit, page.offset)?;
        let (mut items, mut last) = (Vec::new(), None);
        for &number in numbers.iter().take(page.limit) {
            if let Some((time, item)) = load(number)? {
                last = Some(Place::of_number(self.list, time, number));
                items.extend(item);
            }
        }
        let more = numbers.len() > page.limit;
        Ok(Page {
            items,
            next_cursor: last.filter(|_| more).map(Place::to_text),
            total,
            damaged: Vec::new(),
        })
    }
}
