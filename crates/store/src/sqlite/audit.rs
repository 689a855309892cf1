//! The audit log: a chain in which each entry's hash covers the one before.

use sha2::{Digest, Sha256};
use types::{Result, Scope};

use super::cursor::Place;
use super::errors::sql;
use super::filter_sql::Sql;
use super::readers::Reader;
use super::seal::{self, Verify, damaged, execute_sealed};
use super::writer::Writer;
use crate::batch::NewAudit;
use crate::query::{AuditBreak, AuditCheck, AuditFault, AuditRecord, Page, PageRequest};

const LIST: u8 = 30;
/// The hash before an org's first entry.
const GENESIS: [u8; 32] = [0; 32];

/// What a hash covers, each part with its length.
fn chain(
    previous: &[u8; 32],
    number: u64,
    actor: &str,
    entry: &NewAudit,
    detail: &str,
) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(number.to_be_bytes());
    hash.update(entry.at.0.to_be_bytes());
    for part in [actor, &entry.action, &entry.target, detail] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// Appends entries, in order.
pub(super) fn append_all(writer: &Writer, scope: &Scope, entries: &[NewAudit]) -> Result<()> {
    let mut entries = entries.iter();
    entries.try_for_each(|entry| append(writer, scope, entry))
}

/// Appends an entry.
pub(super) fn append(writer: &Writer, scope: &Scope, entry: &NewAudit) -> Result<()> {
    let last: Option<(i64, [u8; 32])> = {
        let mut statement = writer.statement(
            "select number, hash from audit where org_id = ?1 order by number desc limit 1",
        )?;
        let mut rows = statement.query([scope.org_id().as_str()]).map_err(sql)?;
        match rows.next().map_err(sql)? {
            Some(row) => Some((row.get(0).map_err(sql)?, row.get(1).map_err(sql)?)),
            None => None,
        }
    };
    let (number, previous) = last.map_or((1, GENESIS), |(n, hash)| (n as u64 + 1, hash));
    let detail = seal::json("detail", &entry.detail)?;
    let hash = chain(&previous, number, scope.actor(), entry, &detail);
    let values = [
        seal::text(scope.org_id().as_str()),
        seal::int(number),
        seal::text(scope.actor()),
        seal::time(entry.at),
        seal::text(&entry.action),
        seal::text(&entry.target),
        seal::text(&detail),
        seal::blob(&hash),
    ];
    let statement = writer.statement(
        "insert into audit (org_id, number, actor, at, action, target, detail, hash, checksum)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    execute_sealed(statement, "audit", &values).map(drop)
}

/// An entry, its detail as stored and its hash.
fn read(
    verify: Verify,
    org_id: &str,
    row: &rusqlite::Row<'_>,
) -> Result<(AuditRecord, String, [u8; 32])> {
    let mut f = verify.open("audit", row, 0, 8)?;
    // A damaged page could lead to another org's row.
    if f.str()? != org_id {
        return Err(damaged());
    }
    let number = f.count()?;
    let actor = f.text()?;
    let (at, action, target, detail) = (f.time()?, f.text()?, f.text()?, f.text()?);
    let hash: [u8; 32] = f.bytes()?;
    let entry = NewAudit {
        at,
        action,
        target,
        detail: serde_json::from_str(&detail).map_err(|_| damaged())?,
    };
    let hex = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((
        AuditRecord {
            number,
            actor,
            entry,
            hash: hex,
        },
        detail,
        hash,
    ))
}

/// One page, newest first.
pub(super) fn list(
    reader: &Reader,
    scope: &Scope,
    page: &PageRequest,
) -> Result<Page<AuditRecord>> {
    let mut select = Sql::new(
        "select org_id, number, actor, at, action, target, detail, hash, checksum from audit where ",
    );
    select.org("org_id", scope.org_id());
    if let Some(cursor) = &page.cursor {
        select.push(" and number < ");
        select.bind(Place::parse(cursor, LIST)?.key());
    }
    select.push(" order by number desc limit ");
    select.bind(page.limit as i64 + 1);
    select.push(" offset ");
    select.bind(page.offset as i64);
    let mut statement = reader
        .connection
        .prepare_cached(&select.text)
        .map_err(sql)?;
    let mut rows = statement
        .query(rusqlite::params_from_iter(select.binds))
        .map_err(sql)?;
    let (mut items, mut seen, mut last, mut more) = (Vec::new(), 0, None, false);
    while let Some(row) = rows.next().map_err(sql)? {
        if seen == page.limit {
            more = true;
            break;
        }
        seen += 1;
        last = Some(Place::at(LIST, row.get(1).map_err(sql)?, [0; 16]));
        match read(reader.verify, scope.org_id().as_str(), row) {
            Ok((record, _, _)) => items.push(record),
            Err(error) => tracing::error!(%error, "damaged audit entry"),
        }
    }
    let total = match page.with_total {
        true => Some(count(reader, scope)?),
        false => None,
    };
    Ok(Page {
        items,
        next_cursor: last.filter(|_| more).map(Place::to_text),
        total,
        damaged: Vec::new(),
    })
}

/// Entries about parts of an erasure with this target, oldest first. A damaged one is an error: a
/// receipt must not count too little.
pub(super) fn of_target(reader: &Reader, scope: &Scope, target: &str) -> Result<Vec<AuditRecord>> {
    let org_id = scope.org_id().as_str();
    // The two comparisons are those of the index, word for word.
    let mut statement = reader
        .connection
        .prepare_cached(
            "select org_id, number, actor, at, action, target, detail, hash, checksum from audit
             where org_id = ?1 and target = ?2 and action >= 'erase.' and action < 'erase/'
             order by number",
        )
        .map_err(sql)?;
    let mut rows = statement.query((org_id, target)).map_err(sql)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let (record, _, _) = read(reader.verify, org_id, row)?;
        if record.entry.target != target {
            return Err(damaged());
        }
        found.push(record);
    }
    Ok(found)
}

fn count(reader: &Reader, scope: &Scope) -> Result<u64> {
    let mut from = Sql::new(" from audit where ");
    from.org("org_id", scope.org_id());
    super::events::count(reader, &from)
}

/// Follows an org's chain to its end; tells the first place at which it breaks.
pub(super) fn verify(reader: &Reader, scope: &Scope, expected: Option<&str>) -> Result<AuditCheck> {
    let org_id = scope.org_id().as_str();
    let mut statement = reader
        .connection
        .prepare_cached(
            "select org_id, number, actor, at, action, target, detail, hash, checksum from audit
             where org_id = ?1 order by number",
        )
        .map_err(sql)?;
    let mut rows = statement.query([org_id]).map_err(sql)?;
    let mut check = AuditCheck {
        has_expected: expected.map(|_| false),
        ..AuditCheck::default()
    };
    let (mut next, mut previous) = (1, GENESIS);
    while let Some(row) = rows.next().map_err(sql)? {
        check.entries += 1;
        let found = row.get::<_, i64>(1).unwrap_or_default() as u64;
        let fault = match read(reader.verify, org_id, row) {
            Ok((record, detail, hash)) => {
                let follows = chain(
                    &previous,
                    record.number,
                    &record.actor,
                    &record.entry,
                    &detail,
                );
                if expected == Some(record.hash.as_str()) {
                    check.has_expected = Some(true);
                }
                check.head = Some(record.hash);
                previous = hash;
                match (record.number == next, hash == follows) {
                    (false, _) => Some(AuditFault::Missing),
                    (true, false) => Some(AuditFault::Altered),
                    (true, true) => None,
                }
            }
            Err(_) => {
                previous = row.get(7).unwrap_or(GENESIS);
                Some(AuditFault::Damaged)
            }
        };
        if let Some(what) = fault {
            check
                .broken
                .get_or_insert(AuditBreak { number: next, what });
        }
        next = found + 1;
    }
    Ok(check)
}

/// Follows every org's chain; says where it breaks.
pub(super) fn check_chains(reader: &Reader) -> Result<Vec<String>> {
    let mut statement = reader
        .connection
        .prepare(
            "select org_id, number, actor, at, action, target, detail, hash, checksum from audit
             order by org_id, number",
        )
        .map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    let mut broken = Vec::new();
    let mut before: Option<(String, u64, [u8; 32])> = None;
    while let Some(row) = rows.next().map_err(sql)? {
        let org_id: String = row.get(0).map_err(sql)?;
        let (number, previous) = match &before {
            Some((org, number, hash)) if *org == org_id => (number + 1, *hash),
            _ => (1, GENESIS),
        };
        match read(reader.verify, &org_id, row) {
            Ok((record, detail, hash)) => {
                let expected = chain(&previous, number, &record.actor, &record.entry, &detail);
                if record.number != number || hash != expected {
                    broken.push(format!("audit chain: {org_id} {}", record.number));
                }
                before = Some((org_id, record.number, hash));
            }
            Err(_) => {
                // The row's own damage is reported with the checksums.
                let number: i64 = row.get(1).map_err(sql)?;
                let hash: [u8; 32] = row.get(7).unwrap_or(GENESIS);
                before = Some((org_id, number as u64, hash));
            }
        }
    }
    Ok(broken)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use types::{Coordinates, OrgId, Timestamp};

    use super::*;
    use crate::sqlite::{SqliteConfig, SqliteStore};
    use crate::{Store, WriteBatch};

    #[expect(clippy::disallowed_methods, reason = "tests make their own proof")]
    fn scope() -> Scope {
        Scope::danger_unchecked(OrgId::default_org(), Coordinates::default(), "tester")
    }

    fn entry(number: i64) -> NewAudit {
        NewAudit {
            at: Timestamp(number),
            action: "memory.add".into(),
            target: format!("m{number}"),
            detail: serde_json::json!({ "revision": number }),
        }
    }

    /// Changes an entry's target and seals the row again, as somebody would who knows how rows are
    /// sealed but cannot change the entries that follow.
    fn forge(connection: &Connection, number: i64) {
        let (at, action, detail, hash): (i64, String, String, [u8; 32]) = connection
            .query_row(
                "select at, action, detail, hash from audit where number = ?1",
                [number],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .expect("is there");
        let values = [
            seal::text("default"),
            seal::int(number as u64),
            seal::text("tester"),
            seal::time(Timestamp(at)),
            seal::text(&action),
            seal::text("somebody else's"),
            seal::text(&detail),
            seal::blob(&hash),
        ];
        let checksum = seal::seal("audit", &values);
        connection
            .execute(
                "update audit set target = ?1, checksum = ?2 where number = ?3",
                ("somebody else's", checksum, number),
            )
            .expect("changes");
    }

    async fn after(change: impl FnOnce(&Connection)) -> AuditCheck {
        let directory = tempfile::tempdir().expect("a directory");
        let config = SqliteConfig {
            ballast_bytes: 0,
            free_bytes_min: 0,
            readers: 1,
            ..SqliteConfig::new(directory.path().join("db"))
        };
        let store = SqliteStore::open(config.clone()).expect("opens");
        let batch = WriteBatch {
            audit: (1..=5).map(entry).collect(),
            ..WriteBatch::default()
        };
        store.commit(&scope(), batch).await.expect("commits");
        let sound = store.verify_audit(&scope(), None).await.expect("verifies");
        assert_eq!((sound.entries, &sound.broken), (5, &None));
        let head = sound.head.expect("has a head");
        drop(store);
        change(&Connection::open(&config.path).expect("opens"));
        let store = SqliteStore::open(config).expect("opens");
        let check = store.verify_audit(&scope(), Some(&head)).await;
        check.expect("verifies")
    }

    #[tokio::test]
    async fn whatever_is_done_to_the_log_breaks_its_chain() {
        async fn check(change: impl FnOnce(&Connection), number: u64, what: AuditFault) {
            let broken = after(change).await.broken;
            assert_eq!(broken, Some(AuditBreak { number, what }));
        }
        let run = |text: &'static str| {
            move |connection: &Connection| {
                connection.execute(text, []).expect("changes");
            }
        };
        let edit = run("update audit set target = 'x' where number = 3");
        check(edit, 3, AuditFault::Damaged).await;
        check(|c| forge(c, 3), 3, AuditFault::Altered).await;
        check(|c| forge(c, 5), 5, AuditFault::Altered).await;
        let cut = run("delete from audit where number = 2");
        check(cut, 2, AuditFault::Missing).await;
    }

    #[tokio::test]
    async fn what_is_cut_off_the_end_is_missed_by_whoever_kept_the_head() {
        let untouched = after(|_| {}).await;
        assert_eq!(
            (untouched.broken, untouched.has_expected),
            (None, Some(true))
        );
        let cut = after(|connection| {
            connection
                .execute("delete from audit where number = 5", [])
                .expect("changes");
        });
        let cut = cut.await;
        assert_eq!((cut.broken, cut.has_expected), (None, Some(false)));
    }
}
