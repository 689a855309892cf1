//! What an export carries beside events and memories: texts that do not come back, groups' records and
//! maintenance settings.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::{ClosedText, ErasedId, ListQuery, PageRequest, PartitionKey, Sort, WriteBatch};
use types::{
    Coordinates, Field, Filter, Group, GroupKind, Memory, MemoryId, Result, Scope, Status,
    Timestamp, limits,
};

use super::groups::{check_name, check_words};
use super::maintenance::{MaintenanceSettings, require_org_admin};
use super::transfer::{ExportItem, ImportReport, ImportRun, check_time};
use crate::truth::plan::statement_keys;
use crate::truth::text_key;
use crate::{Access, Engine};

/// Memories that are looked at for one that says a text.
const SAYING_MAX: usize = 50;

/// A text that was corrected, taken back or deleted, so that it does not come back when it is only
/// ingested again. It is there because a memory says it, or did: of what was erased there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClosedTextLine {
    /// The memory that says it, or did before it was reworded.
    pub memory_id: MemoryId,
    /// Whose; `None`: of no user.
    pub user_id: Option<String>,
    /// The text, normalised.
    pub text: String,
    /// Until when it was so.
    pub valid_to: Timestamp,
    /// What took its place.
    pub by: Option<MemoryId>,
}

/// A group's record in an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupLine {
    /// The record as stored.
    pub group: Group,
}

/// What an org has set for its maintenance, in an export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaintenanceLine {
    /// The settings, by name.
    pub settings: Map<String, Json>,
}

/// Of an import, what is neither an event nor a memory.
#[derive(Debug, Default)]
pub(super) struct Carried {
    pub(super) closed_texts: Vec<ClosedTextLine>,
    pub(super) groups: Vec<Group>,
    pub(super) maintenance: Option<Map<String, Json>>,
    /// Lines of settings before the one that counts.
    pub(super) repeated: u64,
}

impl Carried {
    pub(super) fn add_closed_text(&mut self, scope: &Scope, line: ClosedTextLine) -> Result<()> {
        limits::check_text("text", &line.text)?;
        let mut at = Coordinates {
            user_id: line.user_id.clone(),
            ..Coordinates::default()
        };
        at.validate()?;
        scope.claim(&mut at)?;
        self.closed_texts.push(line);
        Ok(())
    }

    pub(super) fn add_group(
        &mut self,
        access: &Access,
        group: Group,
        latest: Timestamp,
    ) -> Result<()> {
        if group.kind == GroupKind::Org {
            require_org_admin(access)?;
        }
        limits::check_name("id", &group.id)?;
        check_name(&group.name)?;
        check_words("focus", &group.focus)?;
        check_words("promotion_prompt", &group.promotion_prompt)?;
        check_time("created_at", group.created_at, latest)?;
        check_time("updated_at", group.updated_at, latest)?;
        self.groups.push(group);
        Ok(())
    }

    pub(super) fn add_maintenance(
        &mut self,
        access: &Access,
        settings: Map<String, Json>,
    ) -> Result<()> {
        require_org_admin(access)?;
        MaintenanceSettings::default().merged(&settings)?;
        self.repeated += u64::from(self.maintenance.is_some());
        self.maintenance = Some(settings);
        Ok(())
    }
}

impl Engine {
    /// The closed texts of one page of memories. They come after all memories, so that an import takes
    /// none of them against what it is yet to bring.
    pub(super) async fn closed_texts_page(
        &self,
        scope: &Scope,
        page: PageRequest,
    ) -> Result<(Vec<ExportItem>, Option<String>)> {
        let query = ListQuery {
            filter: Filter::everything(),
            text_contains: None,
            sort: Sort::CreatedAsc,
            page,
        };
        let page = self.inner.store.list_memories(scope, &query).await?;
        let mut sayers: BTreeMap<Option<String>, BTreeMap<String, MemoryId>> = BTreeMap::new();
        for memory in &page.items {
            let of_user = sayers.entry(memory.coordinates.user_id.clone());
            let of_user = of_user.or_default();
            for text in self.texts_that_may_be_closed(scope, memory).await? {
                of_user.entry(text).or_insert(memory.id);
            }
        }
        let mut items = Vec::new();
        for (user_id, sayers) in sayers {
            let texts: Vec<String> = sayers.keys().cloned().collect();
            let store = &self.inner.store;
            let closed = store.closed_texts(scope, user_id.as_deref(), &texts);
            let lines = closed.await?.into_iter().filter_map(|closed| {
                Some(ExportItem::ClosedText(ClosedTextLine {
                    memory_id: *sayers.get(&closed.text)?,
                    user_id: closed.user_id,
                    text: closed.text,
                    valid_to: closed.valid_to,
                    by: closed.by,
                }))
            });
            items.extend(lines);
        }
        Ok((items, page.next_cursor))
    }

    /// What of a memory may have been closed: its words and what they state, now and before each change.
    /// The store has hashes alone, so that the words must come from somewhere.
    async fn texts_that_may_be_closed(
        &self,
        scope: &Scope,
        memory: &Memory,
    ) -> Result<BTreeSet<String>> {
        let is_whole = memory.status == Status::Active
            && memory.statements.iter().all(|one| one.closed.is_none());
        let mut texts = BTreeSet::new();
        if !is_whole {
            add_texts(memory, &mut texts);
        }
        if memory.revision > 1 {
            for before in self.inner.store.history(scope, memory.id).await? {
                if before.memory.text != memory.text {
                    add_texts(&before.memory, &mut texts);
                }
            }
        }
        texts.remove("");
        Ok(texts)
    }

    /// One page of the groups' records. `kind` is where to begin, by its name; the cursor that is
    /// returned begins with one, too.
    ///
    /// A bound key may not write what holds for the whole org, so its export has none of that.
    pub(super) async fn groups_page(
        &self,
        access: &Access,
        kind: GroupKind,
        page: PageRequest,
    ) -> Result<(Vec<ExportItem>, Option<String>)> {
        let is_bound = *access.bound() != Coordinates::default();
        let mut items = Vec::new();
        let mut next = None;
        if !(is_bound && kind == GroupKind::Org) {
            let scope = access.scope();
            let page = self.inner.store.list_groups(&scope, kind, &page).await?;
            let line = |group| ExportItem::Group(GroupLine { group });
            items.extend(page.items.into_iter().map(line));
            next = page
                .next_cursor
                .map(|next| format!("{}:{next}", kind.as_str()));
        }
        let after = GroupKind::ALL.iter().skip_while(|other| **other != kind);
        let after = after.skip(1).map(|kind| format!("{}:", kind.as_str()));
        Ok((items, next.or_else(|| { after }.next())))
    }

    /// The maintenance settings, if the org has any of its own.
    pub(super) async fn settings_page(&self, access: &Access) -> Result<Vec<ExportItem>> {
        if *access.bound() != Coordinates::default() {
            return Ok(Vec::new());
        }
        let settings = self.own_maintenance(access).await?;
        let line = |settings| ExportItem::Maintenance(MaintenanceLine { settings });
        Ok(settings.map(line).into_iter().collect())
    }

    /// Stores what an import carries beside events and memories. As with those, what is here stands: a
    /// text that was said since, a group that has a record, maintenance that was set.
    pub(super) async fn commit_carried(
        &self,
        access: &Access,
        carried: Carried,
        run: &ImportRun,
        report: &mut ImportReport,
    ) -> Result<()> {
        let scope = access.scope();
        let offered = carried.closed_texts.len() + carried.groups.len();
        let owner = |line: &ClosedTextLine| PartitionKey {
            org_id: scope.org_id().clone(),
            user_id: line.user_id.clone(),
        };
        let owners = carried.closed_texts.iter().map(owner).collect();
        let _held = self.inner.locks.hold(owners).await;
        let texts = self.leave_out_erased_texts(&scope, carried.closed_texts);
        let (texts, erased) = texts.await?;
        let closed_texts = self.texts_to_close(&scope, texts, run).await?;
        let groups = self.groups_to_write(&scope, carried.groups).await?;
        let stored = closed_texts.len() + groups.len();
        report.closed_texts += closed_texts.len() as u64;
        report.groups += groups.len() as u64;
        report.erased += erased;
        report.skipped += (offered - stored) as u64 - erased + carried.repeated;
        if stored > 0 {
            let target = format!(
                "{} closed texts, {} groups",
                closed_texts.len(),
                groups.len()
            );
            let batch = WriteBatch {
                audit: vec![self.audit("import", target, Json::Null)],
                closed_texts,
                groups,
                ..WriteBatch::default()
            };
            self.inner.store.commit(&scope, batch).await?;
        }
        if let Some(settings) = carried.maintenance {
            match self.own_maintenance(access).await? {
                Some(_) => report.skipped += 1,
                None => {
                    self.set_maintenance(access, &settings).await?;
                    report.settings += 1;
                }
            }
        }
        Ok(())
    }

    /// What was erased here may be said anew: its text is not closed either.
    async fn leave_out_erased_texts(
        &self,
        scope: &Scope,
        mut lines: Vec<ClosedTextLine>,
    ) -> Result<(Vec<ClosedTextLine>, u64)> {
        let ids: BTreeSet<MemoryId> = lines
            .iter()
            .flat_map(|line| [Some(line.memory_id), line.by])
            .flatten()
            .collect();
        let asked: Vec<ErasedId> = ids.iter().copied().map(ErasedId::Memory).collect();
        let answers = self.inner.store.were_erased(scope, &asked).await?;
        let erased: HashSet<MemoryId> = ids
            .into_iter()
            .zip(answers)
            .filter_map(|(id, was_erased)| was_erased.then_some(id))
            .collect();
        let before = lines.len();
        lines.retain(|line| !erased.contains(&line.memory_id));
        for line in &mut lines {
            line.by = line.by.filter(|id| !erased.contains(id));
        }
        let gone = (before - lines.len()) as u64;
        Ok((lines, gone))
    }

    /// Of these texts, those that are neither closed here as late nor believed here.
    async fn texts_to_close(
        &self,
        scope: &Scope,
        lines: Vec<ClosedTextLine>,
        run: &ImportRun,
    ) -> Result<Vec<ClosedText>> {
        let mut by_user: BTreeMap<Option<String>, Vec<ClosedTextLine>> = BTreeMap::new();
        for line in lines {
            by_user.entry(line.user_id.clone()).or_default().push(line);
        }
        let mut closing = Vec::new();
        for (user_id, lines) in by_user {
            let texts: Vec<String> = lines.iter().map(|line| line.text.clone()).collect();
            let store = &self.inner.store;
            let known = store.closed_texts(scope, user_id.as_deref(), &texts);
            let known = known.await?.into_iter();
            let mut known: HashMap<String, Timestamp> =
                known.map(|one| (one.text, one.valid_to)).collect();
            let is_alone = run.is_alone(&user_id);
            for line in lines {
                if known
                    .get(&line.text)
                    .is_some_and(|until| *until >= line.valid_to)
                    || (!is_alone && self.is_believed(scope, &line, run).await?)
                {
                    continue;
                }
                known.insert(line.text.clone(), line.valid_to);
                closing.push(ClosedText {
                    user_id: line.user_id,
                    text: line.text,
                    valid_to: line.valid_to,
                    by: line.by,
                });
            }
        }
        Ok(closing)
    }

    /// Whether somebody says here, and not in what was imported, what the line would close.
    async fn is_believed(
        &self,
        scope: &Scope,
        line: &ClosedTextLine,
        run: &ImportRun,
    ) -> Result<bool> {
        let said = self.inner.store.memories(scope, &[line.memory_id]).await?;
        let Some(said) = said.rows.into_iter().next() else {
            return Ok(false);
        };
        let of_user = match &line.user_id {
            Some(user_id) => Filter::equals(Field::UserId, user_id.as_str()),
            None => Filter::missing(Field::UserId),
        };
        let active = of_user.and(Filter::equals(Field::Status, Status::Active.as_str()));
        let saying = self.newest(scope, active, Some(said.text), SAYING_MAX);
        let saying = saying.await?.into_iter();
        let mut here = saying.filter(|memory| !run.has_brought(memory.id));
        Ok(here.any(|memory| text_key(&memory) == line.text))
    }

    /// The groups of which there is no record here.
    async fn groups_to_write(&self, scope: &Scope, groups: Vec<Group>) -> Result<Vec<Group>> {
        let mut new: Vec<Group> = Vec::new();
        for mut group in groups {
            if group.kind == GroupKind::Org {
                group.id = scope.org_id().as_str().to_owned();
            }
            let is_known = new
                .iter()
                .any(|other| (other.kind, &other.id) == (group.kind, &group.id));
            let known = self.inner.store.group(scope, group.kind, &group.id).await?;
            if !is_known && known.is_none() {
                new.push(group);
            }
        }
        Ok(new)
    }
}

fn add_texts(memory: &Memory, texts: &mut BTreeSet<String>) {
    let text = text_key(memory);
    let statements = memory.statements.iter();
    texts.extend(statements.flat_map(|statement| statement_keys(&text, statement)));
    texts.insert(text);
}
