//! Asking the language model, where one is configured: within the day's budget, and with a reason
//! where there is no answer. Whoever asks goes on without one.

use std::sync::Arc;

use inference::llm::{Answer, Llm, Question};
use types::{Error, Result, Timestamp};

use crate::{Access, Engine};

/// The usage counter of tokens.
const TOKENS: &str = "llm_tokens";
const DAY_MS: i64 = 86_400_000;

/// A language model and what may be spent on it.
#[derive(Clone)]
pub struct Refiner {
    /// The model.
    pub llm: Arc<dyn Llm>,
    /// Tokens that one org may use in a day (UTC).
    pub tokens_per_org_per_day: u64,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Unanswered {
    /// Nobody is there to be asked.
    Unconfigured,
    /// The org has used what it may use in a day.
    Budget,
    /// It was asked in vain; another time may be better.
    Failed(Error),
}

impl Unanswered {
    /// The same for a job's result.
    pub(crate) fn why(&self) -> String {
        match self {
            Unanswered::Unconfigured => "no language model is configured".to_owned(),
            Unanswered::Budget => "the day's budget is used up".to_owned(),
            Unanswered::Failed(error) => error.kind().as_str().to_owned(),
        }
    }
}

impl Engine {
    /// The configured model's name.
    pub(crate) fn llm_name(&self) -> Option<String> {
        let refiner = self.inner.refiner.as_ref();
        refiner.map(|refiner| refiner.llm.model().to_owned())
    }

    /// Asks the model, if the day's budget of the org allows, and counts what it took.
    pub(crate) async fn ask_llm(
        &self,
        access: &Access,
        question: &Question,
    ) -> std::result::Result<Answer, Unanswered> {
        let Some(refiner) = &self.inner.refiner else {
            return Err(Unanswered::Unconfigured);
        };
        let used = self.tokens_today(access).await;
        let used = used.map_err(Unanswered::Failed)?;
        if used.saturating_add(question.tokens()) > refiner.tokens_per_org_per_day {
            return Err(Unanswered::Budget);
        }
        let answer = refiner.llm.ask(question).await;
        let answer = answer.map_err(Unanswered::Failed)?;
        self.count_usage(access, TOKENS, answer.tokens);
        Ok(answer)
    }

    async fn tokens_today(&self, access: &Access) -> Result<u64> {
        self.flush_usage().await;
        let now = self.now().unix_ms();
        let day = Timestamp::from_unix_ms(now.div_euclid(DAY_MS) * DAY_MS);
        let points = self
            .inner
            .store
            .usage(&access.scope(), day, self.now())
            .await?;
        let of_tokens = points.iter().filter(|point| point.dimension == TOKENS);
        Ok(of_tokens.map(|point| point.quantity).sum())
    }
}
