//! How memories fade, and which of them a policy lets go. Pure formulas: nothing stored is rewritten
//! because time passes.
//!
//! - **Strength**, 0 to 5, new 1: how well a memory is remembered. Each recall goes a tenth of the
//!   way that is left to 5 (1, 1.4, 1.76 ...), which the store does as it counts recalls. Read at
//!   time t, it has halved once for each half-life since the last recall (or the creation). It ranks
//!   what a budget keeps; search uses the stored value, within bounds (`search::Weights`).
//! - **Relevance**, 0 to 1: the same thought for a tier, `(1 - rate)^hours` since the last recall.
//!
//! A pinned memory does not fade. Time that seems to run backwards counts as none.

use serde::{Deserialize, Serialize};
use types::{Error, Memory, MemoryKind, Result, Status, Tier, Timestamp, Trust};

use crate::Engine;

/// The strongest that a memory gets.
pub const STRENGTH_MAX: f32 = 5.0;

const HOUR_MS: f64 = 3_600_000.0;
const DAY_MS: f64 = 24.0 * HOUR_MS;

/// What a tier loses of its relevance in an hour. Short: at 0.08 after a day; medium: half after a
/// week; long: half after seven months.
const RELEVANCE_LOSS_PER_HOUR: [(Tier, f64); 3] = [
    (Tier::Short, 0.10),
    (Tier::Medium, 0.0042),
    (Tier::Long, 0.00014),
];

/// How long a memory of a tier lasts where the caller asks for the tier's expiry, in milliseconds.
const TIER_LASTS_MS: [(Tier, Option<i64>); 3] = [
    (Tier::Short, Some(24 * 60 * 60 * 1000)),
    (Tier::Medium, Some(30 * 24 * 60 * 60 * 1000)),
    (Tier::Long, None),
];

/// The type of memories that tell how to behave; they hold until they are taken back.
pub(crate) const INSTRUCTION: &str = "instruction";

/// Days after which strength has halved, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HalfLives {
    /// What happened.
    pub episodic_days: f64,
    /// What is so.
    pub semantic_days: f64,
    /// How to do something.
    pub procedural_days: f64,
}

impl Default for HalfLives {
    fn default() -> Self {
        HalfLives {
            episodic_days: 30.0,
            semantic_days: 180.0,
            procedural_days: 365.0,
        }
    }
}

impl HalfLives {
    fn days(&self, kind: MemoryKind) -> f64 {
        match kind {
            MemoryKind::Episodic => self.episodic_days,
            MemoryKind::Semantic => self.semantic_days,
            MemoryKind::Procedural => self.procedural_days,
        }
    }
}

/// How alive a memory is at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vitality {
    /// Its strength now, 0 to [`STRENGTH_MAX`].
    pub strength: f32,
    /// Its relevance now, 0 to 1.
    pub relevance: f32,
}

/// What of a memory decides how alive it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vitals {
    /// Its kind.
    pub kind: MemoryKind,
    /// Its tier.
    pub tier: Tier,
    /// It does not fade.
    pub pinned: bool,
    /// Its stored strength.
    pub strength: f32,
    /// When it was last recalled, or else made.
    pub last_used: Timestamp,
}

impl Vitals {
    fn of(memory: &Memory) -> Self {
        Vitals {
            kind: memory.kind,
            tier: memory.tier,
            pinned: memory.pinned,
            strength: memory.strength,
            last_used: last_used(memory),
        }
    }
}

impl Engine {
    /// How alive a memory is now.
    pub fn vitality(&self, vitals: &Vitals) -> Vitality {
        of_vitals(vitals, &self.config().strength_half_life, self.now())
    }
}

/// When a memory was last in use.
fn last_used(memory: &Memory) -> Timestamp {
    memory.last_recalled_at.unwrap_or(memory.created_at)
}

/// Milliseconds from `since` to `now`; none if the clock went back.
fn passed_ms(since: Timestamp, now: Timestamp) -> f64 {
    (now.unix_ms().saturating_sub(since.unix_ms())).max(0) as f64
}

/// How alive `memory` is at `now`.
pub(crate) fn vitality(memory: &Memory, half_lives: &HalfLives, now: Timestamp) -> Vitality {
    of_vitals(&Vitals::of(memory), half_lives, now)
}

fn of_vitals(vitals: &Vitals, half_lives: &HalfLives, now: Timestamp) -> Vitality {
    let stored = vitals.strength.clamp(0.0, STRENGTH_MAX);
    if vitals.pinned {
        return Vitality {
            strength: stored,
            relevance: 1.0,
        };
    }
    let unused_ms = passed_ms(vitals.last_used, now);
    // A half-life of nothing would be a division by zero: then all of it is gone at once.
    let half_lives = unused_ms / (half_lives.days(vitals.kind) * DAY_MS).max(1.0);
    let strength = f64::from(stored) * (-half_lives).exp2();
    let loss = of_tier(&RELEVANCE_LOSS_PER_HOUR, vitals.tier);
    let relevance = (1.0 - loss).powf(unused_ms / HOUR_MS);
    Vitality {
        strength: strength as f32,
        relevance: relevance as f32,
    }
}

/// When a memory made at `created_at` expires by its tier; `None`: it does not.
pub fn tier_expiry(tier: Tier, created_at: Timestamp) -> Option<Timestamp> {
    of_tier(&TIER_LASTS_MS, tier).map(|lasts_ms| created_at.plus_ms(lasts_ms))
}

fn of_tier<T: Copy>(table: &[(Tier, T); 3], tier: Tier) -> T {
    let row = table.iter().find(|(of, _)| *of == tier);
    row.map_or(table[2].1, |(_, value)| *value)
}

/// The expiry of `memory` when it moves to `tier`: the new tier's where it had the old tier's, else
/// what it was. A long one without expiry counts as having the tier's only if the caller goes by
/// tiers (`by_tier`): by default nothing that was kept for good begins to expire.
pub(crate) fn expiry_in_tier(memory: &Memory, tier: Tier, by_tier: bool) -> Option<Timestamp> {
    let old = tier_expiry(memory.tier, memory.created_at);
    let had_tiers = memory.expires_at == old && (old.is_some() || by_tier);
    if memory.tier != tier && had_tiers {
        return tier_expiry(tier, memory.created_at);
    }
    memory.expires_at
}

/// What a forgetting policy does with what it lets go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForgetEffect {
    /// Set aside: out of search and lists.
    #[default]
    Archive,
    /// Deleted; kept as history until erased. What rests on it is flagged. Unlike what somebody
    /// deletes, it may come back when it is said again: it faded, it was not taken back.
    Delete,
}

/// Which memories are let go. Without a limit: none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ForgetPolicy {
    /// Older than this, in days since they were stored.
    pub max_age_days: Option<f64>,
    /// Not recalled for longer than this, in days.
    pub max_inactive_days: Option<f64>,
    /// With both limits above a memory goes when it is over both, or older than `max_age_days` times
    /// this; 12 by default.
    pub hard_age_multiplier: Option<f64>,
    /// Relevance below this, 0 to 1.
    pub min_relevance: Option<f32>,
    /// Memories that each user keeps: the best by strength now times importance. What belongs to no
    /// user is one more such pile.
    pub budget_per_user: Option<u64>,
    /// Only memories of these types; empty: of all.
    pub types: Vec<String>,
    /// What becomes of them.
    pub effect: ForgetEffect,
}

/// The multiplier where a policy names none.
const HARD_AGE_MULTIPLIER: f64 = 12.0;
/// The largest number of days that a policy may name: ten thousand years.
const DAYS_MAX: f64 = 3_652_500.0;
/// Memories that a budget may leave to one user, at most; more is no budget.
const BUDGET_MAX: u64 = 1_000_000_000;

impl ForgetPolicy {
    /// Fails if a limit makes no sense.
    pub fn validate(&self) -> Result<()> {
        let days = [
            ("max_age_days", self.max_age_days),
            ("max_inactive_days", self.max_inactive_days),
            ("hard_age_multiplier", self.hard_age_multiplier),
        ];
        for (field, value) in days {
            if value.is_some_and(|value| !(0.0..=DAYS_MAX).contains(&value)) {
                return Err(Error::invalid(field, format!("must be 0 to {DAYS_MAX}")));
            }
        }
        if self
            .min_relevance
            .is_some_and(|share| !(0.0..=1.0).contains(&share))
        {
            return Err(Error::invalid("min_relevance", "must be 0 to 1"));
        }
        if self
            .budget_per_user
            .is_some_and(|budget| budget > BUDGET_MAX)
        {
            let message = format!("must be at most {BUDGET_MAX}");
            return Err(Error::invalid("budget_per_user", message));
        }
        for type_ in &self.types {
            types::limits::check_name("types", type_)?;
        }
        if self.types.len() > types::limits::LABELS_MAX {
            return Err(Error::invalid("types", "too many"));
        }
        Ok(())
    }

    /// It has no limit: nothing leaves.
    pub fn is_empty(&self) -> bool {
        self.max_age_days.is_none()
            && self.max_inactive_days.is_none()
            && self.min_relevance.is_none()
            && self.budget_per_user.is_none()
    }

    /// Whether it speaks of memories of this type.
    fn covers(&self, memory: &Memory) -> bool {
        self.types.is_empty() || self.types.contains(&memory.type_)
    }
}

/// Why a memory is let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is too old.
    Age,
    /// It was not recalled for too long.
    Inactivity,
    /// Its relevance is too low.
    Relevance,
    /// Its user has better ones.
    Budget,
}

/// Why a memory is never let go by a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// It is pinned.
    Pinned,
    /// It tells how to behave, and nobody has taken it back.
    Instruction,
    /// Whoever runs the application wrote it.
    Operator,
    /// It says of itself until when it is true, and that is still to come.
    Valid,
}

/// Why no policy may touch `memory` at `now`.
pub(crate) fn protection(memory: &Memory, now: Timestamp) -> Option<Keep> {
    if memory.pinned {
        return Some(Keep::Pinned);
    }
    let ended = memory.valid_to.is_some_and(|end| end <= now);
    if memory.type_ == INSTRUCTION && memory.status == Status::Active && !ended {
        return Some(Keep::Instruction);
    }
    if memory.trust == Trust::Operator {
        return Some(Keep::Operator);
    }
    (memory.valid_to.is_some() && !ended).then_some(Keep::Valid)
}

/// What a policy says of one memory by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// The policy does not speak of it.
    Untouched,
    /// It may not leave.
    Kept(Keep),
    /// It goes.
    Goes(Reason),
    /// It stays if the budget has room: its worth, 0 to [`STRENGTH_MAX`].
    Stays(f32),
}

/// Judges one memory at `now`; the budget is the caller's to apply.
pub(crate) fn judge(
    policy: &ForgetPolicy,
    memory: &Memory,
    half_lives: &HalfLives,
    now: Timestamp,
) -> Verdict {
    if policy.is_empty() || !policy.covers(memory) {
        return Verdict::Untouched;
    }
    if let Some(keep) = protection(memory, now) {
        return Verdict::Kept(keep);
    }
    let alive = vitality(memory, half_lives, now);
    let over = |limit: Option<f64>, since: Timestamp| {
        limit.is_some_and(|days| passed_ms(since, now) > days * DAY_MS)
    };
    let too_old = over(policy.max_age_days, memory.created_at);
    let too_idle = over(policy.max_inactive_days, last_used(memory));
    if policy.max_age_days.is_some() && policy.max_inactive_days.is_some() {
        let times = policy.hard_age_multiplier.unwrap_or(HARD_AGE_MULTIPLIER);
        let hard_limit = policy.max_age_days.map(|days| days * times);
        if (too_old && too_idle) || over(hard_limit, memory.created_at) {
            return Verdict::Goes(Reason::Age);
        }
    } else if too_old {
        return Verdict::Goes(Reason::Age);
    } else if too_idle {
        return Verdict::Goes(Reason::Inactivity);
    }
    if policy
        .min_relevance
        .is_some_and(|least| alive.relevance < least)
    {
        return Verdict::Goes(Reason::Relevance);
    }
    let importance = memory.importance.clamp(0.0, 1.0);
    Verdict::Stays(alive.strength * importance)
}

#[cfg(test)]
mod tests {
    use types::id::IdGenerator;
    use types::{MemoryId, OrgId};

    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000_000);
    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;

    fn memory(set: impl FnOnce(&mut Memory)) -> Memory {
        let id: MemoryId = IdGenerator::default().memory_id(1, 1);
        let mut memory = Memory::new(id, OrgId::default_org(), "x", NOW);
        set(&mut memory);
        memory
    }

    #[test]
    fn strength_halves_by_kind_and_relevance_fades_by_tier() {
        fn check(set: impl FnOnce(&mut Memory), after_ms: i64, strength: f32, relevance: f32) {
            let got = vitality(&memory(set), &HalfLives::default(), NOW.plus_ms(after_ms));
            assert!((got.strength - strength).abs() < 1e-3, "{got:?}");
            assert!((got.relevance - relevance).abs() < 1e-3, "{got:?}");
        }
        check(|_| {}, 0, 1.0, 1.0);
        check(|_| {}, -10 * 365 * DAY, 1.0, 1.0);
        check(|_| {}, 180 * DAY, 0.5, 0.546);
        check(|m| m.kind = MemoryKind::Episodic, 60 * DAY, 0.25, 0.817);
        check(|m| m.kind = MemoryKind::Procedural, 365 * DAY, 0.5, 0.293);
        check(|m| m.tier = Tier::Short, DAY, 0.996, 0.080);
        check(|m| m.tier = Tier::Medium, 7 * DAY, 0.973, 0.493);
        check(
            |m| m.last_recalled_at = Some(NOW.plus_ms(DAY)),
            DAY,
            1.0,
            1.0,
        );
        check(|m| m.pinned = true, 400 * 365 * DAY, 1.0, 1.0);
        check(|m| m.strength = 9.0, 0, 5.0, 1.0);
        check(|_| {}, i64::MAX / 2000, 0.0, 0.0);
    }

    #[test]
    fn expiry_follows_the_tier_only_where_it_came_from_there() {
        fn check(from: (Tier, Option<i64>), to: Tier, by_tier: bool, expect: Option<i64>) {
            let memory = memory(|m| {
                m.tier = from.0;
                m.expires_at = from.1.map(|ms| NOW.plus_ms(ms));
            });
            let got = expiry_in_tier(&memory, to, by_tier);
            assert_eq!(got, expect.map(|ms| NOW.plus_ms(ms)), "{from:?} {to:?}");
        }
        use Tier::{Long, Medium, Short};
        check((Short, Some(DAY)), Medium, false, Some(30 * DAY));
        check((Short, Some(DAY)), Long, false, None);
        check((Medium, Some(30 * DAY)), Short, false, Some(DAY));
        check((Short, Some(5 * DAY)), Long, false, Some(5 * DAY));
        check((Short, None), Medium, true, None);
        check((Long, None), Short, false, None);
        check((Long, None), Short, true, Some(DAY));
        check((Short, Some(DAY)), Short, true, Some(DAY));
    }

    #[test]
    fn a_policy_judges_by_age_use_and_relevance() {
        let aged = |age: i64, unused: i64| {
            memory(|m| {
                m.created_at = NOW.plus_ms(-age * DAY);
                m.last_recalled_at = Some(NOW.plus_ms(-unused * DAY));
            })
        };
        let check = |policy: ForgetPolicy, memory: Memory, expect: Option<Reason>| {
            let got = match judge(&policy, &memory, &HalfLives::default(), NOW) {
                Verdict::Goes(reason) => Some(reason),
                _ => None,
            };
            assert_eq!(got, expect, "{policy:?}");
        };
        let by = |age: Option<f64>, idle: Option<f64>| ForgetPolicy {
            max_age_days: age,
            max_inactive_days: idle,
            ..ForgetPolicy::default()
        };
        check(by(None, None), aged(9999, 9999), None);
        check(by(Some(30.0), None), aged(31, 0), Some(Reason::Age));
        check(by(Some(30.0), None), aged(30, 0), None);
        check(by(None, Some(7.0)), aged(90, 8), Some(Reason::Inactivity));
        check(by(None, Some(7.0)), aged(90, 6), None);
        check(by(Some(30.0), Some(7.0)), aged(31, 6), None);
        check(by(Some(30.0), Some(7.0)), aged(31, 8), Some(Reason::Age));
        check(by(Some(30.0), Some(7.0)), aged(361, 0), Some(Reason::Age));
        let faded = ForgetPolicy {
            min_relevance: Some(0.5),
            ..ForgetPolicy::default()
        };
        check(faded.clone(), aged(400, 300), Some(Reason::Relevance));
        check(faded.clone(), aged(400, 3), None);
        let of_type = ForgetPolicy {
            types: vec!["note".to_owned()],
            ..faded
        };
        check(of_type, aged(400, 300), None);
    }

    #[test]
    fn what_is_protected_stays_whatever_the_policy() {
        let harsh = ForgetPolicy {
            max_age_days: Some(0.0),
            budget_per_user: Some(0),
            ..ForgetPolicy::default()
        };
        let later = NOW.plus_ms(1000 * 365 * DAY);
        let check = |set: fn(&mut Memory), expect: Verdict| {
            let got = judge(&harsh, &memory(set), &HalfLives::default(), later);
            assert_eq!(got, expect);
        };
        check(|m| m.pinned = true, Verdict::Kept(Keep::Pinned));
        check(
            |m| m.type_ = "instruction".into(),
            Verdict::Kept(Keep::Instruction),
        );
        check(|m| m.trust = Trust::Operator, Verdict::Kept(Keep::Operator));
        check(
            |m| m.valid_to = Some(Timestamp::MAX),
            Verdict::Kept(Keep::Valid),
        );
        check(|m| m.valid_to = Some(NOW), Verdict::Goes(Reason::Age));
        check(
            |m| {
                m.type_ = "instruction".into();
                m.valid_to = Some(NOW);
            },
            Verdict::Goes(Reason::Age),
        );
        check(|_| {}, Verdict::Goes(Reason::Age));
    }

    #[test]
    fn limits_that_make_no_sense_are_refused() {
        fn check(policy: ForgetPolicy, expect: Option<&str>) {
            let got = policy.validate().err();
            assert_eq!(got.as_ref().and_then(Error::field), expect);
        }
        let empty = ForgetPolicy::default;
        check(empty(), None);
        check(
            ForgetPolicy {
                max_age_days: Some(-1.0),
                ..empty()
            },
            Some("max_age_days"),
        );
        check(
            ForgetPolicy {
                max_age_days: Some(f64::NAN),
                ..empty()
            },
            Some("max_age_days"),
        );
        check(
            ForgetPolicy {
                max_inactive_days: Some(f64::INFINITY),
                ..empty()
            },
            Some("max_inactive_days"),
        );
        check(
            ForgetPolicy {
                min_relevance: Some(1.5),
                ..empty()
            },
            Some("min_relevance"),
        );
        check(
            ForgetPolicy {
                types: vec![String::new()],
                ..empty()
            },
            Some("types"),
        );
    }
}
