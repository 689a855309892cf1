//! Promote: what several users of a role, team, project or org say becomes the group's knowledge.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{ListQuery, PageRequest, Sort, WriteBatch};
use types::{
    Coordinates, Error, ErrorKind, Field, Filter, Group, GroupKind, Level, Memory, MemoryId,
    Result, Scope, Status,
};

use super::add::unix_ms;
use super::gather::{At, Walk, is};
use super::reflect::is_race;
use crate::minds::corroboration::{Corroborated, Focus, USERS_MIN, Unit, corroborated, units};
use crate::minds::{PROMOTE, Row, fingerprint, is_made_here};
use crate::{Access, Engine};

/// Memories of one group that a run looks at: the newest.
const ROWS_MAX: usize = 20_000;
/// Memories read at a time.
const BLOCK_ROWS: usize = 2000;
/// Groups of a kind that a run looks at.
const GROUPS_MAX: usize = 10_000;
/// Promoted memories of one group that are known to a run.
const PROMOTED_MAX: usize = 5000;
/// The most users that may be asked for.
const USERS_MAX: u32 = 1000;

/// What to promote, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Promote {
    /// Only to groups of this kind.
    pub kind: Option<GroupKind>,
    /// Only to this group; with `kind`.
    pub group_id: Option<String>,
    /// Different users who must say the same, 2 to 1000. For what a group's focus covers one fewer is
    /// enough, but never fewer than 2.
    pub min_users: u32,
    /// Two texts without comparable statements say the same from this raw cosine on, 0 to 1.
    pub similarity_threshold: f32,
    /// Tell what would be done, and do nothing.
    pub dry_run: bool,
}

impl Default for Promote {
    fn default() -> Self {
        Promote {
            kind: None,
            group_id: None,
            min_users: USERS_MIN,
            similarity_threshold: 0.9,
            dry_run: false,
        }
    }
}

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Promoted {
    /// Groups that were looked at.
    pub groups: u64,
    /// Memories of theirs that were fit to be shared.
    pub considered: u64,
    /// What is a group's knowledge now and was not before.
    pub promoted: Vec<PromotedMemory>,
    /// What is said by others now than before.
    pub updated: u64,
    /// What too few say by now; it was taken back.
    pub withdrawn: u64,
    /// Nothing was changed.
    pub dry_run: bool,
}

/// Knowledge of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromotedMemory {
    /// Its memory; none in a dry run.
    pub memory_id: Option<MemoryId>,
    /// The group's kind.
    pub kind: GroupKind,
    /// The group.
    pub group_id: String,
    /// What it says.
    pub text: String,
    /// How many users say so.
    pub users: u64,
}

/// A group inside a namespace: knowledge of one namespace stays there.
struct Place<'a> {
    kind: GroupKind,
    id: &'a str,
    namespace: Option<String>,
}

/// In the order in which they are looked at.
const KINDS: [GroupKind; 4] = [
    GroupKind::Role,
    GroupKind::Team,
    GroupKind::Project,
    GroupKind::Org,
];

impl Engine {
    /// Makes what several users of a group say the group's: a memory of no user and no session at
    /// the group's level, in the group's words, derived from theirs, with the number of those who
    /// say it. Never what only one person says, never personal data. What is disputed is nobody's.
    /// To the org goes what is said beyond any one group. When too few say it any longer it is taken
    /// back, and comes back with them. A second run changes nothing.
    ///
    /// Errors: `InvalidArgument`; `PermissionDenied` for a key that is bound to anything, because it
    /// does not see who agrees.
    pub async fn promote(&self, access: &Access, command: Promote) -> Result<Promoted> {
        access.require_read_write()?;
        let scope = access.scope();
        let mut outcome = Promoted {
            dry_run: command.dry_run,
            ..Promoted::default()
        };
        let groups = self.promotion_groups(&scope, &command).await?;
        let mut told = Told::default();
        for (kind, id) in groups {
            self.promote_to(&scope, &command, (kind, &id), &mut told, &mut outcome)
                .await?;
        }
        self.count_compute(access, At::Once, outcome.considered);
        Ok(outcome)
    }

    /// The groups that [`Engine::promote_to`] is to be called for, in this order.
    pub(crate) async fn promotion_groups(
        &self,
        scope: &Scope,
        command: &Promote,
    ) -> Result<Vec<(GroupKind, String)>> {
        check(command)?;
        if *scope.bound() != Coordinates::default() {
            let message = "a key that is bound does not see who agrees; use one that is not";
            return Err(Error::new(ErrorKind::PermissionDenied, message));
        }
        if let (Some(GroupKind::Org), Some(id)) = (command.kind, &command.group_id)
            && id != scope.org_id().as_str()
        {
            return Err(Error::invalid("group_id", "of the org is the org's own id"));
        }
        let mut groups = Vec::new();
        for kind in KINDS {
            // What the org knows depends on what its groups know.
            let is_wanted = command.kind.is_none_or(|wanted| wanted == kind)
                || command.kind == Some(GroupKind::Org);
            if !is_wanted {
                continue;
            }
            let store = &self.inner.store;
            let ids = match &command.group_id {
                Some(id) if command.kind == Some(kind) => vec![id.clone()],
                _ => store.group_ids(scope, kind, GROUPS_MAX).await?,
            };
            groups.extend(ids.into_iter().map(|id| (kind, id)));
        }
        Ok(groups)
    }

    /// Promotes to one group and adds to `outcome`. Each piece of knowledge is one commit, so it can
    /// stop anywhere and be run again.
    pub(crate) async fn promote_to(
        &self,
        scope: &Scope,
        command: &Promote,
        group: (GroupKind, &str),
        told: &mut Told,
        outcome: &mut Promoted,
    ) -> Result<()> {
        let (kind, id) = group;
        let record = self.inner.store.group(scope, kind, id).await?;
        let mut focus = self.focus(record.as_ref()).await?;
        let (by_namespace, is_partial) = self.units_of(scope, kind, id).await?;
        let is_asked = command.kind.is_none_or(|wanted| wanted == kind);
        let mut existing = match is_asked {
            true => self.promoted_of(scope, kind, id).await?,
            false => Vec::new(),
        };
        outcome.groups += u64::from(is_asked);
        for (namespace, units) in by_namespace {
            let considered: BTreeSet<MemoryId> = units.iter().map(Unit::id).collect();
            let (users_min, threshold) = (command.min_users, command.similarity_threshold);
            let mut said;
            (said, focus) = tokio::task::spawn_blocking(move || {
                let said = corroborated(&units, users_min, threshold, focus.as_ref());
                (said, focus)
            })
            .await
            .map_err(|error| Error::internal("promotion panicked").with_source(error))?;
            match kind {
                GroupKind::Org => said.retain(|said| !told.covers(said)),
                _ => told.0.extend(said.iter().cloned()),
            }
            if !is_asked {
                continue;
            }
            outcome.considered += considered.len() as u64;
            let place = Place {
                kind,
                id,
                namespace,
            };
            for said in said {
                self.settle(scope, command.dry_run, &place, said, &mut existing, outcome)
                    .await?;
            }
        }
        // Nobody says the rest any longer; but what was not looked at cannot be missed.
        let forgotten = existing
            .into_iter()
            .filter(|memory| memory.status == Status::Active);
        for memory in forgotten.filter(|_| !is_partial) {
            outcome.withdrawn += self
                .withdraw_promoted(scope, command.dry_run, memory)
                .await?;
        }
        Ok(())
    }

    /// What the group cares about, if its record says.
    async fn focus(&self, record: Option<&Group>) -> Result<Option<Focus>> {
        let Some(words) = record
            .map(|group| group.focus.trim())
            .filter(|f| !f.is_empty())
        else {
            return Ok(None);
        };
        let vector = match self.inner.embedder.embed_query(words).await {
            Ok(vector) => vector,
            Err(error) => {
                tracing::warn!(%error, "a group's focus is compared by its words alone");
                None
            }
        };
        Ok(Some(Focus::new(words, vector)))
    }

    /// What users say in the name of a group, by namespace, newest first; and whether there was more.
    async fn units_of(
        &self,
        scope: &Scope,
        kind: GroupKind,
        id: &str,
    ) -> Result<(BTreeMap<Option<String>, Vec<Unit>>, bool)> {
        let mut filter = scope
            .as_filter()
            .and(self.live())
            .and(is(Field::Verbatim, false))
            .and(Filter::equals(Field::Level, Level::User.as_str()));
        if let Some(field) = group_field(kind) {
            filter = filter.and(Filter::equals(field, id));
        }
        let mut walk = Walk::new(filter, Sort::CreatedDesc);
        let (mut by_namespace, mut seen) = (BTreeMap::<_, Vec<Unit>>::new(), 0);
        loop {
            let rows: Vec<Row> = self.next_block(scope, &mut walk, BLOCK_ROWS).await?;
            if rows.is_empty() {
                return Ok((by_namespace, false));
            }
            seen += rows.len();
            for row in rows.iter().filter(|row| !is_made_here(&row.memory)) {
                let namespace = row.memory.coordinates.namespace.clone();
                by_namespace
                    .entry(namespace)
                    .or_default()
                    .extend(units(row));
            }
            if seen >= ROWS_MAX {
                return Ok((by_namespace, true));
            }
        }
    }

    /// What was promoted to a group so far, whatever became of it.
    async fn promoted_of(&self, scope: &Scope, kind: GroupKind, id: &str) -> Result<Vec<Memory>> {
        let mut filter = scope
            .as_filter()
            .and(Filter::equals(Field::Level, level_of(kind).as_str()))
            .and(Filter::missing(Field::UserId))
            .and(is(Field::Metadata(vec!["promoted".to_owned()]), true));
        if let Some(field) = group_field(kind) {
            filter = filter.and(Filter::equals(field, id));
        }
        let query = ListQuery {
            filter,
            text_contains: None,
            sort: Sort::CreatedAsc,
            page: PageRequest {
                limit: PROMOTED_MAX,
                ..PageRequest::default()
            },
        };
        let mut items = self.inner.store.list_memories(scope, &query).await?.items;
        items.retain(|memory| memory.provenance.process == PROMOTE);
        Ok(items)
    }

    /// Makes one statement the group's, or brings what is there up to date.
    async fn settle(
        &self,
        scope: &Scope,
        dry_run: bool,
        place: &Place<'_>,
        said: Corroborated,
        existing: &mut Vec<Memory>,
        outcome: &mut Promoted,
    ) -> Result<()> {
        let external_id = promotion_id(place, &said.key);
        let known = existing.iter().position(|memory| {
            memory.external_id.as_ref() == Some(&external_id)
                || (memory.status == Status::Active
                    && memory.coordinates.namespace == place.namespace
                    && memory
                        .derived_from
                        .iter()
                        .any(|id| said.members.contains(id)))
        });
        let known = known.map(|index| existing.remove(index));
        let is_withdrawn = |memory: &Memory| {
            memory.status == Status::Superseded && memory.metadata.contains_key(WITHDRAWN)
        };
        let is_new = match &known {
            None => true,
            Some(memory) if is_withdrawn(memory) => true,
            // Somebody put it away, or something else took its place.
            Some(memory) if memory.status != Status::Active => return Ok(()),
            Some(memory) if memory.derived_from == said.members && !memory.stale_dependency => {
                return Ok(());
            }
            Some(_) => false,
        };
        let mut report = PromotedMemory {
            memory_id: None,
            kind: place.kind,
            group_id: place.id.to_owned(),
            text: said.text.clone(),
            users: said.users.len() as u64,
        };
        if !dry_run {
            match self
                .commit_promotion(scope, place, said, external_id, known)
                .await
            {
                Ok(id) => report.memory_id = Some(id),
                // Somebody else promotes the same just now, or its id was erased for good.
                Err(error) if is_race(&error) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        match is_new {
            true => outcome.promoted.push(report),
            false => outcome.updated += 1,
        }
        Ok(())
    }

    async fn commit_promotion(
        &self,
        scope: &Scope,
        place: &Place<'_>,
        said: Corroborated,
        external_id: String,
        known: Option<Memory>,
    ) -> Result<MemoryId> {
        let is_known = known.is_some();
        let mut memory = known.unwrap_or_else(|| self.promotion(scope, place, &said, external_id));
        memory.status = Status::Active;
        memory.superseded_at = None;
        memory.stale_dependency = false;
        memory.confidence = said.confidence;
        memory.importance = said.importance;
        memory.trust = said.trust;
        memory.metadata.remove(WITHDRAWN);
        memory
            .metadata
            .insert("corroboration".to_owned(), json!(said.users.len()));
        memory
            .metadata
            .insert("in_focus".to_owned(), json!(said.is_in_focus));
        memory.derived_from = said.members;
        let id = memory.id;
        let detail = json!({ "users": said.users.len(), "group": place.kind.as_str() });
        let mut batch = WriteBatch {
            audit: vec![self.audit("memory.promote", id.to_string(), detail)],
            ..WriteBatch::default()
        };
        if is_known {
            batch.updates = vec![self.changed(memory, PROMOTE)];
            self.commit_updates(scope, batch).await?;
        } else {
            batch.jobs = self.wording_of(scope, id, 1);
            let vectors = self.embed_now(std::slice::from_ref(&memory)).await?;
            self.commit_new(scope, batch, vec![memory], vectors).await?;
        }
        Ok(id)
    }

    /// The group's new memory; what changes with those who say it is filled in by the caller.
    fn promotion(
        &self,
        scope: &Scope,
        place: &Place<'_>,
        said: &Corroborated,
        external_id: String,
    ) -> Memory {
        let now = self.now();
        let id = self.inner.ids.memory_id(unix_ms(now), rand::random());
        let mut memory = Memory::new(id, scope.org_id().clone(), said.text.clone(), now);
        memory.external_id = Some(external_id);
        memory.level = level_of(place.kind);
        memory.coordinates.namespace.clone_from(&place.namespace);
        let group = Some(place.id.to_owned());
        match place.kind {
            GroupKind::Org => {}
            GroupKind::Role => memory.coordinates.role_id = group,
            GroupKind::Team => memory.coordinates.team_id = group,
            GroupKind::Project => memory.coordinates.project_id = group,
        }
        memory.kind = said.kind;
        memory.type_.clone_from(&said.type_);
        memory.topics.clone_from(&said.topics);
        memory.entities.clone_from(&said.entities);
        memory.metadata.insert("promoted".to_owned(), json!(true));
        memory.provenance.actor = Some(scope.actor().to_owned());
        memory.provenance.process = PROMOTE.to_owned();
        memory
    }

    /// Takes back what too few say; whether it did.
    async fn withdraw_promoted(
        &self,
        scope: &Scope,
        dry_run: bool,
        mut memory: Memory,
    ) -> Result<u64> {
        if dry_run {
            return Ok(1);
        }
        memory.status = Status::Superseded;
        memory.superseded_at = Some(self.now());
        memory.metadata.insert(WITHDRAWN.to_owned(), json!(true));
        let audit = self.audit("memory.withdraw", memory.id.to_string(), json!({}));
        let left = [memory.id];
        let mut updates = vec![self.changed(memory, "withdraw")];
        updates.extend(self.flag_dependants(scope, &left, &[]).await?);
        let batch = WriteBatch {
            updates,
            audit: vec![audit],
            ..WriteBatch::default()
        };
        match self.commit_updates(scope, batch).await {
            Ok(()) => Ok(1),
            Err(error) if is_race(&error) => Ok(0),
            Err(error) => Err(error),
        }
    }
}

/// Marks what was promoted once and is said by too few now.
const WITHDRAWN: &str = "withdrawn";

/// What groups inside the org know by now.
#[derive(Default)]
pub(crate) struct Told(Vec<Corroborated>);

impl Told {
    /// Whether all who say it are of one group that knows it.
    fn covers(&self, said: &Corroborated) -> bool {
        self.0.iter().any(|known| {
            said.users.is_subset(&known.users)
                && said.members.iter().any(|id| known.members.contains(id))
        })
    }
}

fn check(command: &Promote) -> Result<()> {
    super::add::check_share("similarity_threshold", Some(command.similarity_threshold))?;
    if command.similarity_threshold <= 0.0 {
        return Err(Error::invalid("similarity_threshold", "must be above 0"));
    }
    if !(USERS_MIN..=USERS_MAX).contains(&command.min_users) {
        let message = format!("must be between {USERS_MIN} and {USERS_MAX}");
        return Err(Error::invalid("min_users", message));
    }
    match (&command.group_id, command.kind) {
        (Some(_), None) => Err(Error::invalid("kind", "is needed with a group_id")),
        (Some(id), Some(_)) => types::limits::check_name("group_id", id),
        (None, _) => Ok(()),
    }
}

/// The promoted memory's own id: one per group, namespace and statement.
fn promotion_id(place: &Place<'_>, key: &str) -> String {
    let namespace = format!("{:?}", place.namespace);
    let parts = [place.kind.as_str(), place.id, &namespace, key];
    format!("promoted-{}", fingerprint(parts))
}

const fn level_of(kind: GroupKind) -> Level {
    match kind {
        GroupKind::Org => Level::Org,
        GroupKind::Role => Level::Role,
        GroupKind::Team => Level::Team,
        GroupKind::Project => Level::Project,
    }
}

/// The coordinate that names a group of a kind; the org needs none.
fn group_field(kind: GroupKind) -> Option<Field> {
    match kind {
        GroupKind::Org => None,
        GroupKind::Role => Some(Field::RoleId),
        GroupKind::Team => Some(Field::TeamId),
        GroupKind::Project => Some(Field::ProjectId),
    }
}
