//! Usage counters by hour.

use types::{ErrorKind, Result, Scope, Timestamp};

use super::errors::sql;
use super::readers::Reader;
use super::seal::{self, execute_sealed};
use super::writer::Writer;
use crate::batch::UsagePoint;

const HOUR_MICROS: i64 = 3_600_000_000;

fn hour_of(at: Timestamp) -> Timestamp {
    Timestamp(at.0.saturating_sub(at.0.rem_euclid(HOUR_MICROS)))
}

const SELECT: &str = "select org_id, hour, dimension, quantity, checksum from usage
    where org_id = ?1 and hour = ?2 and dimension = ?3";

/// Adds to a counter. A damaged one starts anew: it cannot be told what it was.
pub(super) fn add(writer: &Writer, scope: &Scope, point: &UsagePoint) -> Result<()> {
    let hour = hour_of(point.hour);
    let before = {
        let mut statement = writer.statement(SELECT)?;
        let mut rows = statement
            .query((scope.org_id().as_str(), hour.0, &point.dimension))
            .map_err(sql)?;
        match rows.next().map_err(sql)? {
            None => 0,
            Some(row) => {
                let read = writer.verify.open("usage", row, 0, 4).and_then(|mut f| {
                    f.skip(3);
                    f.count()
                });
                match read {
                    Ok(quantity) => quantity,
                    Err(error) if error.kind() == ErrorKind::Corrupt => {
                        tracing::error!(%error, "damaged usage counter");
                        0
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    };
    let values = [
        seal::text(scope.org_id().as_str()),
        seal::time(hour),
        seal::text(&point.dimension),
        seal::int(before.saturating_add(point.quantity).min(i64::MAX as u64)),
    ];
    let statement = writer.statement(
        "insert or replace into usage (org_id, hour, dimension, quantity, checksum)
         values (?, ?, ?, ?, ?)",
    )?;
    execute_sealed(statement, "usage", &values).map(drop)
}

/// Counters of the hours from `from` to `to`.
pub(super) fn between(
    reader: &Reader,
    scope: &Scope,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<UsagePoint>> {
    let mut statement = reader
        .connection
        .prepare_cached(
            "select org_id, hour, dimension, quantity, checksum from usage
             where org_id = ?1 and hour between ?2 and ?3 order by dimension, hour",
        )
        .map_err(sql)?;
    let mut rows = statement
        .query((scope.org_id().as_str(), hour_of(from).0, to.0))
        .map_err(sql)?;
    let mut points = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        let read = reader.verify.open("usage", row, 0, 4).and_then(|mut f| {
            f.skip(1);
            let hour = f.time()?;
            Ok(UsagePoint {
                hour,
                dimension: f.text()?,
                quantity: f.count()?,
            })
        });
        match read {
            Ok(point) => points.push(point),
            Err(error) => tracing::error!(%error, "damaged usage counter"),
        }
    }
    Ok(points)
}
