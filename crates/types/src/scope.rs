//! Who may see what. A [`Scope`] is proof: the store takes nothing else.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::filter::{Field, Filter};
use crate::id::OrgId;
use crate::limits;

/// Where an event or memory belongs inside its org. The same set on events, memories and keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Coordinates {
    /// The person it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Who acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// The conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// A free partition inside the org.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// The team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_id: Option<String>,
    /// The role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<String>,
}

impl Coordinates {
    /// Name and value of each coordinate, in declaration order.
    pub fn entries(&self) -> [(Field, &Option<String>); 7] {
        // Destructured without `..`: a new coordinate must be thought of here.
        let Coordinates {
            user_id,
            agent_id,
            session_id,
            namespace,
            project_id,
            team_id,
            role_id,
        } = self;
        [
            (Field::UserId, user_id),
            (Field::AgentId, agent_id),
            (Field::SessionId, session_id),
            (Field::Namespace, namespace),
            (Field::ProjectId, project_id),
            (Field::TeamId, team_id),
            (Field::RoleId, role_id),
        ]
    }

    /// Every coordinate that is given must be a name of acceptable length and characters.
    pub fn validate(&self) -> Result<()> {
        for (field, value) in self.entries() {
            if let Some(value) = value {
                limits::check_name(field.as_str_static(), value)?;
            }
        }
        Ok(())
    }
}

/// Who a memory is for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The owner of the account's own notes.
    Personal,
    /// One user's.
    #[default]
    User,
    /// A team's.
    Team,
    /// A role's.
    Role,
    /// A project's.
    Project,
    /// Everybody's in the org.
    Org,
}

impl Level {
    /// Every level.
    pub const ALL: [Level; 6] = [
        Level::Personal,
        Level::User,
        Level::Team,
        Level::Role,
        Level::Project,
        Level::Org,
    ];

    /// Stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Personal => "personal",
            Level::User => "user",
            Level::Team => "team",
            Level::Role => "role",
            Level::Project => "project",
            Level::Org => "org",
        }
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == name)
    }
}

/// Proof that a caller may act inside an org, narrowed to what its key is bound to.
///
/// The fields are private and the one constructor is off limits outside the engine's access
/// control (a lint enforces it), so holding a `Scope` means that the check was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    org_id: OrgId,
    bound: Coordinates,
    actor: String,
}

impl Scope {
    /// Makes the proof. Only the engine's access control may call this.
    ///
    /// `bound`: coordinates that the key cannot leave. `actor`: who acts, for audit (a key id, or
    /// the name of a background process).
    pub fn danger_unchecked(org_id: OrgId, bound: Coordinates, actor: impl Into<String>) -> Self {
        Scope {
            org_id,
            bound,
            actor: actor.into(),
        }
    }

    /// The org: the first part of every key.
    pub fn org_id(&self) -> &OrgId {
        &self.org_id
    }

    /// What the key is bound to.
    pub fn bound(&self) -> &Coordinates {
        &self.bound
    }

    /// Who acts.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// Whether a row of this org at `at`, meant for `level`, may be seen.
    ///
    /// A bound coordinate must be equal or absent on the row; and what is meant for a role, team
    /// or project is seen by a bound key only if it is bound to that very one.
    pub fn sees(&self, at: &Coordinates, level: Level) -> bool {
        if self.bound == Coordinates::default() {
            return true;
        }
        let coordinates_agree = self
            .bound
            .entries()
            .into_iter()
            .zip(at.entries())
            .all(|((_, bound), (_, row))| bound.is_none() || row.is_none() || bound == row);
        let group_is_ours = match level {
            Level::Role => at.role_id.is_some() && at.role_id == self.bound.role_id,
            Level::Team => at.team_id.is_some() && at.team_id == self.bound.team_id,
            Level::Project => at.project_id.is_some() && at.project_id == self.bound.project_id,
            Level::Personal | Level::User => {
                self.bound.user_id.is_none() || at.user_id == self.bound.user_id
            }
            Level::Org => true,
        };
        coordinates_agree && group_is_ours
    }

    /// [`Scope::sees`] as a filter, for queries over many rows.
    pub fn as_filter(&self) -> Filter {
        if self.bound == Coordinates::default() {
            return Filter::everything();
        }
        let mut all: Vec<Filter> = Vec::new();
        for (field, value) in self.bound.entries() {
            if let Some(value) = value {
                all.push(Filter::Any(vec![
                    Filter::equals(field.clone(), value.as_str()),
                    Filter::missing(field),
                ]));
            }
        }
        let mut any = vec![Filter::equals(Field::Level, Level::Org.as_str())];
        let groups = [
            (Level::Role, Field::RoleId, &self.bound.role_id),
            (Level::Team, Field::TeamId, &self.bound.team_id),
            (Level::Project, Field::ProjectId, &self.bound.project_id),
        ];
        for (level, field, bound) in groups {
            if let Some(bound) = bound {
                any.push(Filter::All(vec![
                    Filter::equals(Field::Level, level.as_str()),
                    Filter::equals(field, bound.as_str()),
                ]));
            }
        }
        for level in [Level::Personal, Level::User] {
            let at_level = Filter::equals(Field::Level, level.as_str());
            any.push(match &self.bound.user_id {
                Some(user) => {
                    Filter::All(vec![at_level, Filter::equals(Field::UserId, user.as_str())])
                }
                None => at_level,
            });
        }
        all.push(Filter::Any(any));
        Filter::All(all)
    }

    /// Fails unless a new row at `at` stays inside what the key is bound to; fills in what the
    /// caller left out.
    pub fn claim(&self, at: &mut Coordinates) -> Result<()> {
        let bound = self.bound.clone();
        let slots = [
            (&bound.user_id, &mut at.user_id, "user_id"),
            (&bound.agent_id, &mut at.agent_id, "agent_id"),
            (&bound.session_id, &mut at.session_id, "session_id"),
            (&bound.namespace, &mut at.namespace, "namespace"),
            (&bound.project_id, &mut at.project_id, "project_id"),
            (&bound.team_id, &mut at.team_id, "team_id"),
            (&bound.role_id, &mut at.role_id, "role_id"),
        ];
        for (bound, asked, name) in slots {
            match (bound, asked.as_ref()) {
                (Some(_), None) => asked.clone_from(bound),
                (Some(bound), Some(asked)) if bound != asked => {
                    return Err(Error::new(
                        crate::ErrorKind::PermissionDenied,
                        format!("this key is bound to another {name}"),
                    )
                    .with_field(name));
                }
                _ => {}
            }
        }
        Ok(())
    }
}
