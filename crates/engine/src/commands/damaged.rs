//! What an export says of rows that it cannot give: a copy must not look complete when it is not.

use serde::{Deserialize, Serialize};
use store::Page;
use types::{Event, Memory};

use super::transfer::{EventLine, ExportItem, MemoryLine};

/// Rows that are missing in an export because they are damaged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DamagedLine {
    /// `table: id` of each.
    pub rows: Vec<String>,
}

/// The lines of a page of events; the last one names those that are damaged.
pub(super) fn event_lines(page: Page<Event>) -> Vec<ExportItem> {
    let line = |event| ExportItem::Event(EventLine { event });
    let items = page.items.into_iter().map(line);
    items.chain(damaged_line(page.damaged)).collect()
}

/// The lines of a page of memories; the last one names those that are damaged.
pub(super) fn memory_lines(page: Page<Memory>) -> Vec<ExportItem> {
    let line = |memory| ExportItem::Memory(MemoryLine { memory });
    let items = page.items.into_iter().map(line);
    items.chain(damaged_line(page.damaged)).collect()
}

/// The line that names rows which are missing, if there are any.
pub(super) fn damaged_line(rows: Vec<String>) -> Option<ExportItem> {
    (!rows.is_empty()).then_some(ExportItem::Damaged(DamagedLine { rows }))
}
