//! Whether the lists name every row. The database's own indexes have no checksums: one flipped bit in the page at
//! the head of one takes thousands of rows out of a list that ends as if it were complete. Another index of the
//! same table is another tree of pages, and tells how many there are.

use types::{Result, Scope};

use super::errors::sql;
use super::readers::Reader;

/// Of each table how many rows of an org each of its indexes names, with what is said if it names fewer than
/// another.
const LISTS: [(&str, [&str; 3]); 2] = [
    (
        "memories: rows that no list names are missing",
        [
            "select count(*) from memories indexed by memories_by_id where org_id = ?1",
            "select count(*) from memories indexed by memories_by_time where org_id = ?1",
            "select count(*) from memories indexed by memories_by_user where org_id = ?1",
        ],
    ),
    (
        "events: rows that no list names are missing",
        [
            "select count(*) from events indexed by events_by_id where org_id = ?1",
            "select count(*) from events indexed by events_by_time where org_id = ?1",
            "select count(*) from events indexed by events_by_position where org_id = ?1",
        ],
    ),
];

/// The tables of which a list leaves rows out.
pub(super) fn find(reader: &Reader, scope: &Scope) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (what, counts) in LISTS {
        let mut rows = Vec::new();
        for select in counts {
            let count = reader.connection.prepare_cached(select);
            let count = count.and_then(|mut statement| {
                statement.query_row([scope.org_id().as_str()], |row| row.get::<_, i64>(0))
            });
            rows.push(count.map_err(sql)?);
        }
        if rows.iter().any(|count| *count != rows[0]) {
            tracing::error!(?rows, "{what}: a damaged index");
            found.push(what.to_owned());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rusqlite::Connection;

    use super::super::SqliteStore;
    use super::super::tests::{adding, all, config, memory};
    use crate::Store;

    #[tokio::test]
    async fn a_damaged_head_of_an_index_is_noticed() {
        let directory = tempfile::tempdir().expect("a directory");
        let open = || SqliteStore::open(config(&directory)).expect("opens");
        let store = open();
        let rows = (1..=400)
            .map(|number| memory(number, "likes tea"))
            .collect();
        store.commit(&all(), adding(rows)).await.expect("commits");
        assert_eq!(store.unlisted(&all()).await.expect("reads"), [""; 0]);
        drop(store);
        let path = config(&directory).path;
        let root = {
            let connection = Connection::open(&path).expect("opens");
            let select = "select rootpage from sqlite_schema where name = 'memories_by_time'";
            connection
                .pragma_update(None, "wal_checkpoint", "truncate")
                .ok();
            connection.query_row(select, [], |row| row.get::<_, u32>(0))
        };
        let mut file = fs::read(&path).expect("reads");
        let page = usize::from(u16::from_be_bytes([file[16], file[17]]));
        // Its head is a page that points to others; the two bytes after the fourth say to how many.
        let head = (root.expect("is there") as usize - 1) * page;
        assert_eq!(file[head], 2, "the index is too small for this test");
        let pages = u16::from_be_bytes([file[head + 3], file[head + 4]]);
        file[head + 3..head + 5].copy_from_slice(&(pages / 2).to_be_bytes());
        fs::write(&path, file).expect("writes");
        let expect = ["memories: rows that no list names are missing"];
        assert_eq!(open().unlisted(&all()).await.expect("reads"), expect);
    }
}
