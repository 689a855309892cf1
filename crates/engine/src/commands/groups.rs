//! Groups: what an org says about itself and its roles, teams and projects, so that promotion knows
//! what matters to them.

use serde_json::{Value as Json, json};
use store::{NewAudit, Page, PageRequest, WriteBatch};
use types::{
    Error, ErrorKind, Group, GroupKind, Job, Permission, Result, Scope, Timestamp, limits,
};

use super::add::unix_ms;
use super::list::check_page;
use crate::{Access, Engine};

/// Bytes of a focus or a prompt.
const WORDS_BYTES_MAX: usize = 16 * 1024;
/// Where a prompt comes from that nobody wrote.
const TEMPLATE: &str = "template";
const MODEL: &str = "model";

/// A group's record to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateGroup {
    /// Which sort of group.
    pub kind: GroupKind,
    /// Its id, as in the coordinates of events and memories; made by us if there is none. The org's
    /// is the org's own.
    pub id: Option<String>,
    /// What people call it.
    pub name: String,
    /// What matters to it, in words.
    pub focus: String,
    /// What guides promotion to it; made from the name and the focus if there is none.
    pub promotion_prompt: Option<String>,
}

/// A change of a group's record; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateGroup {
    /// New name.
    pub name: Option<String>,
    /// New focus. It does not change the prompt.
    pub focus: Option<String>,
    /// New prompt.
    pub promotion_prompt: Option<String>,
}

impl Engine {
    /// Makes a group's record. Its memories need none.
    ///
    /// Errors: `Conflict` if there is one.
    pub async fn create_group(&self, access: &Access, command: CreateGroup) -> Result<Group> {
        access.require(Permission::Write)?;
        let scope = access.scope();
        check_name(&command.name)?;
        check_words("focus", &command.focus)?;
        check_words(
            "promotion_prompt",
            command.promotion_prompt.as_deref().unwrap_or_default(),
        )?;
        let id = self.group_id(&scope, command.kind, command.id)?;
        if self
            .inner
            .store
            .group(&scope, command.kind, &id)
            .await?
            .is_some()
        {
            let message = "this group has a record already";
            return Err(Error::new(ErrorKind::Conflict, message).with_field("id"));
        }
        let now = self.now();
        let mut group = Group {
            kind: command.kind,
            id,
            name: command.name,
            focus: command.focus,
            promotion_prompt: String::new(),
            prompt_meta: Json::Null,
            created_at: now,
            updated_at: now,
        };
        match command.promotion_prompt {
            Some(prompt) => set_prompt(&mut group, prompt, "manual", now),
            None => generate_prompt(&mut group, now),
        }
        self.put_group(&scope, group, "group.create").await
    }

    /// Keeps a prompt that the language model made.
    pub(crate) async fn take_prompt(
        &self,
        scope: &Scope,
        mut group: Group,
        prompt: String,
    ) -> Result<()> {
        let now = self.now();
        set_prompt(&mut group, prompt, MODEL, now);
        group.prompt_meta["model"] = json!(self.llm_name());
        group.updated_at = now;
        self.put_group(scope, group, "group.word_prompt")
            .await
            .map(drop)
    }

    /// A group's record.
    pub async fn get_group(&self, access: &Access, kind: GroupKind, id: &str) -> Result<Group> {
        access.require(Permission::Read)?;
        self.load_group(&access.scope(), kind, id).await
    }

    /// One page of the records of a kind, oldest first.
    pub async fn list_groups(
        &self,
        access: &Access,
        kind: GroupKind,
        page: &PageRequest,
    ) -> Result<Page<Group>> {
        access.require(Permission::Read)?;
        check_page(page)?;
        self.inner
            .store
            .list_groups(&access.scope(), kind, page)
            .await
    }

    /// Changes a group's record and returns its new state. Without a change nothing moves.
    pub async fn update_group(
        &self,
        access: &Access,
        kind: GroupKind,
        id: &str,
        change: UpdateGroup,
    ) -> Result<Group> {
        access.require_read_write()?;
        let scope = access.scope();
        let mut group = self.load_group(&scope, kind, id).await?;
        let before = group.clone();
        if let Some(name) = change.name {
            check_name(&name)?;
            group.name = name;
        }
        if let Some(focus) = change.focus {
            check_words("focus", &focus)?;
            group.focus = focus;
        }
        if let Some(prompt) = change.promotion_prompt {
            check_words("promotion_prompt", &prompt)?;
            if prompt != group.promotion_prompt {
                set_prompt(&mut group, prompt, "manual", self.now());
            }
        }
        if group == before {
            return Ok(group);
        }
        group.updated_at = self.now();
        self.put_group(&scope, group, "group.update").await
    }

    /// Makes a group's prompt anew from its name and focus, also in the place of one that somebody
    /// wrote.
    pub async fn regenerate_prompt(
        &self,
        access: &Access,
        kind: GroupKind,
        id: &str,
    ) -> Result<Group> {
        access.require_read_write()?;
        let scope = access.scope();
        let mut group = self.load_group(&scope, kind, id).await?;
        let now = self.now();
        generate_prompt(&mut group, now);
        group.updated_at = now;
        self.put_group(&scope, group, "group.regenerate_prompt")
            .await
    }

    /// Drops a group's record. Its events and memories stay.
    pub async fn delete_group(&self, access: &Access, kind: GroupKind, id: &str) -> Result<()> {
        access.require(Permission::Write)?;
        let scope = access.scope();
        let audit = Some(self.audit_of_group("group.delete", kind, id));
        let store = &self.inner.store;
        if !store.delete_group(&scope, kind, id, audit).await? {
            return Err(Error::not_found("group"));
        }
        Ok(())
    }

    fn group_id(&self, scope: &Scope, kind: GroupKind, asked: Option<String>) -> Result<String> {
        let own = scope.org_id().as_str();
        match (kind, asked) {
            (GroupKind::Org, Some(asked)) if asked != own => {
                Err(Error::invalid("id", "of the org is the org's own id"))
            }
            (GroupKind::Org, _) => Ok(own.to_owned()),
            (_, Some(asked)) => {
                limits::check_name("id", &asked)?;
                Ok(asked)
            }
            (_, None) => {
                let id = self
                    .inner
                    .ids
                    .memory_id(unix_ms(self.now()), rand::random());
                Ok(id.to_string())
            }
        }
    }

    async fn load_group(&self, scope: &Scope, kind: GroupKind, id: &str) -> Result<Group> {
        let group = self.inner.store.group(scope, kind, id).await?;
        group.ok_or_else(|| Error::not_found("group"))
    }

    async fn put_group(&self, scope: &Scope, group: Group, action: &str) -> Result<Group> {
        // A model says in better words what a template made.
        let is_template = group.prompt_meta["source"] == TEMPLATE;
        let jobs: Vec<Job> = match is_template && action != "group.update" {
            true => self.wording_of_prompt(scope, &group),
            false => Vec::new(),
        };
        let has_jobs = !jobs.is_empty();
        let batch = WriteBatch {
            audit: vec![self.audit_of_group(action, group.kind, &group.id)],
            groups: vec![group.clone()],
            jobs,
            ..WriteBatch::default()
        };
        self.inner.store.commit(scope, batch).await?;
        if has_jobs {
            self.jobs_were_queued();
        }
        Ok(group)
    }

    fn audit_of_group(&self, action: &str, kind: GroupKind, id: &str) -> NewAudit {
        let detail = json!({ "kind": kind.as_str() });
        self.audit(action, id.to_owned(), detail)
    }
}

pub(super) fn check_name(name: &str) -> Result<()> {
    limits::check_name("name", name)?;
    if name.trim().is_empty() {
        return Err(Error::invalid("name", "must not be empty"));
    }
    Ok(())
}

pub(super) fn check_words(field: &'static str, words: &str) -> Result<()> {
    if words.len() > WORDS_BYTES_MAX {
        let message = format!("longer than {WORDS_BYTES_MAX} bytes");
        return Err(Error::new(ErrorKind::TooLarge, message).with_field(field));
    }
    if words.contains('\0') {
        return Err(Error::invalid(field, "contains a NUL character"));
    }
    Ok(())
}

fn set_prompt(group: &mut Group, prompt: String, source: &str, now: Timestamp) {
    group.promotion_prompt = prompt;
    group.prompt_meta = json!({
        "source": source,
        "model": Json::Null,
        "generated_at": now.to_string(),
    });
}

fn generate_prompt(group: &mut Group, now: Timestamp) {
    let what = match group.kind {
        GroupKind::Org => "organisation",
        GroupKind::Role => "role",
        GroupKind::Team => "team",
        GroupKind::Project => "project",
    };
    let focus = group.focus.trim().trim_end_matches(['.', '!', '?']);
    let focus = match focus.is_empty() {
        true => String::new(),
        false => format!(" What matters to it: {focus}. Statements about that come first."),
    };
    let prompt = format!(
        "Knowledge of the {what} \"{}\": what several of its members say alike and what helps every \
         member in their work (norms, decisions, procedures, shared preferences, known problems).\
         {focus} Leave out what concerns one person alone, personal data, and what members disagree \
         about.",
        group.name
    );
    set_prompt(group, prompt, TEMPLATE, now);
}
