//! `memoird demo`: a small conversation goes in, three questions are asked, something is corrected,
//! and what comes back is shown. Everything happens in a temporary directory.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::args::Common;
use crate::client::Client;
use crate::config::Config;
use crate::exit::Exit;
use crate::memory;
use crate::output::{self, WIDTH};

const USER: &str = "maya";
const TOKENS_MAX: u32 = 200;

/// What corrects something that was said in the first session, when, and who asks for it.
const CORRECTION: &str = "By the way, I moved to Porto last week.";
const CORRECTED_ON: &str = "2026-05-04";
const CORRECTED: &str = "Where does Maya live?";
/// A day on which what was corrected was still so.
const BEFORE: &str = "2026-04-01";

/// Name, day, and who said what.
type Session = (
    &'static str,
    &'static str,
    &'static [(Speaker, &'static str)],
);

const SESSIONS: &[Session] = &[
    (
        "kick-off",
        "2026-03-02",
        &[
            (
                User,
                "Hi! I'm Maya, I lead the mobile team at Tern. We are four people.",
            ),
            (
                Assistant,
                "Nice to meet you, Maya. What are you working on?",
            ),
            (
                User,
                "An app for bird watchers. It has to work without a network, out in the field.",
            ),
            (
                Assistant,
                "Then sightings need to be kept on the phone first. Which platforms?",
            ),
            (
                User,
                "Android first, iOS in the summer. Jonas does Android, Priya will do iOS.",
            ),
            (Assistant, "Got it. How do you plan to store sightings?"),
            (
                User,
                "We looked at Realm and SQLite. We decided on SQLite, because we must be able \
                    to open a broken file by hand when a ranger sends us one.",
            ),
            (
                Assistant,
                "A good reason. I'll keep that in mind for everything about storage.",
            ),
            (
                User,
                "Please answer briefly, by the way. I read most of this on my phone.",
            ),
            (User, "I live in Lisbon, if that matters for time zones."),
        ],
    ),
    (
        "launch planning",
        "2026-03-19",
        &[
            (
                User,
                "The beta goes to the park rangers on 14 April. Sixty of them.",
            ),
            (
                Assistant,
                "Noted: beta on 14 April, sixty rangers. Who signs it off?",
            ),
            (User, "Dr. Okafor from the national park has the last word."),
            (Assistant, "And what does she need to see?"),
            (
                User,
                "That syncing survives a day without coverage, and that photos stay below 2 MB.",
            ),
            (Assistant, "I can draft a test plan for those two points."),
            (
                User,
                "Yes please. And don't plan anything on Thursdays, I pick up my son at three.",
            ),
            (Assistant, "No meetings on Thursdays, then."),
        ],
    ),
    (
        "team lunch",
        "2026-04-16",
        &[
            (
                User,
                "The beta went well! Dr. Okafor signed it off yesterday.",
            ),
            (Assistant, "Congratulations! How do you celebrate?"),
            (
                User,
                "Lunch with the team on Friday. I'm allergic to peanuts, so no Thai place.",
            ),
            (
                Assistant,
                "How about the Georgian restaurant near the harbour?",
            ),
            (
                User,
                "Lovely idea. Priya is vegetarian, they have plenty of that.",
            ),
            (Assistant, "Shall I suggest half past twelve?"),
            (
                User,
                "One o'clock is better, Jonas comes in by train from Utrecht.",
            ),
            (Assistant, "One o'clock on Friday it is."),
        ],
    ),
];

const QUESTIONS: &[&str] = &[
    "Which database did we choose, and why?",
    "Is there any food Maya has to avoid?",
    "Who approves the beta, and when was it planned?",
];

#[derive(Clone, Copy)]
enum Speaker {
    User,
    Assistant,
}
use Speaker::{Assistant, User};

/// Runs the demo.
pub async fn run(common: &Common, config: &Config) -> Result<Exit> {
    let folder = tempfile::tempdir().context("cannot make a temporary directory")?;
    let mut config = config.clone();
    config.data_dir = folder.path().to_owned();
    config.engine.index_dir = folder.path().join("index");
    let client = Client::here(&config, None).await?;
    let result = show(common, &client, &config).await;
    client.close().await;
    result.map(|()| Exit::Ok)
}

async fn show(common: &Common, client: &Client, config: &Config) -> Result<()> {
    let added = client
        .post("/events", &json!({ "events": conversation() }))
        .await?;
    let count = added["event_ids"].as_array().map_or(0, Vec::len);
    let mut answers = Vec::new();
    for question in QUESTIONS {
        answers.push(ask(client, question).await?);
    }
    let correction = correct(client).await?;
    if common.json {
        return output::json(&json!({
            "events": count,
            "questions": answers,
            "correction": correction,
        }));
    }
    let days: Vec<String> = SESSIONS
        .iter()
        .map(|(name, day, _)| format!("  {day}  {name}"))
        .collect();
    output::line(&format!(
        "{count} messages of Maya and her assistant, in three sessions:"
    ))?;
    output::line(&days.join("\n"))?;
    for answer in &answers {
        print_answer(answer)?;
    }
    print_correction(&correction)?;
    print_farewell(config)
}

/// The messages as events, a minute apart.
fn conversation() -> Vec<Value> {
    let mut events = Vec::new();
    for (session, day, messages) in SESSIONS {
        for (minute, (speaker, text)) in messages.iter().enumerate() {
            let at = format!("{day}T10:{minute:02}:00Z");
            events.push(message(session, *speaker, text, &at));
        }
    }
    events
}

fn message(session: &str, speaker: Speaker, text: &str, at: &str) -> Value {
    let (kind, name) = match speaker {
        User => ("user_message", "Maya"),
        Assistant => ("assistant_message", "Assistant"),
    };
    json!({
        "user_id": USER,
        "session_id": session,
        "kind": kind,
        "speaker": name,
        "content": text,
        "ts": at,
    })
}

/// Corrects something by saying it in passing, then asks for it as it is now and as it was.
async fn correct(client: &Client) -> Result<Value> {
    let at = format!("{CORRECTED_ON}T10:00:00Z");
    let said = message("in passing", User, CORRECTION, &at);
    client.post("/events", &json!({ "events": [said] })).await?;
    let search = json!({ "query": CORRECTED, "user_id": USER, "limit": 3 });
    let now = client.post("/search", &search).await?;
    let mut search_back = search;
    search_back["as_of"] = json!(BEFORE);
    let before = client.post("/search", &search_back).await?;
    Ok(json!({
        "said": CORRECTION,
        "question": CORRECTED,
        "hits": now["hits"],
        "as_of": BEFORE,
        "hits_then": before["hits"],
    }))
}

async fn ask(client: &Client, question: &str) -> Result<Value> {
    let search = json!({ "query": question, "user_id": USER, "limit": 3 });
    let found = client.post("/search", &search).await?;
    let context = json!({ "query": question, "user_id": USER, "max_tokens": TOKENS_MAX });
    let context = client.post("/context", &context).await?;
    Ok(json!({
        "question": question,
        "hits": found["hits"],
        "took_us": found["took_us"],
        "context": { "text": context["text"], "tokens": context["tokens"],
                     "tokens_max": context["tokens_max"] },
    }))
}

fn print_answer(answer: &Value) -> Result<()> {
    let question = answer["question"].as_str().unwrap_or_default();
    print_title(&format!("? {question}"))?;
    let took_ms = answer["took_us"].as_f64().unwrap_or_default() / 1000.0;
    print_command("search", &format!("found in {took_ms:.1} ms, best first"))?;
    for hit in answer["hits"].as_array().into_iter().flatten() {
        memory::print_hit(hit, None)?;
    }
    let context = &answer["context"];
    let (tokens, tokens_max) = (&context["tokens"], &context["tokens_max"]);
    output::line("")?;
    print_command(
        "context",
        &format!("{tokens} of {tokens_max} tokens, for a prompt"),
    )?;
    let text = context["text"].as_str().unwrap_or_default();
    output::line(&output::wrapped(text, "  | ", WIDTH))
}

fn print_correction(correction: &Value) -> Result<()> {
    let best = |hits: &str| {
        let hits = correction[hits].as_array().into_iter().flatten();
        hits.take(1)
            .try_for_each(|hit| memory::print_hit(hit, None))
    };
    print_title(&format!("! {CORRECTION}"))?;
    output::line(&format!(
        "Said in passing on {CORRECTED_ON}, no more. And then: {CORRECTED}\n"
    ))?;
    print_command("search", "Lisbon is gone")?;
    best("hits")?;
    output::line("")?;
    print_command(&format!("search --as-of {BEFORE}"), "and not forgotten")?;
    best("hits_then")
}

/// A rule across the page, and what the part below is about.
fn print_title(text: &str) -> Result<()> {
    let rule = output::dim(&"-".repeat(WIDTH));
    output::line(&format!("\n{rule}\n{}\n", output::bold(text)))
}

/// A command, as one would type it, and a word about what it printed.
fn print_command(command: &str, word: &str) -> Result<()> {
    let command = format!("{:<21}", format!("memoird {command}"));
    output::line(&format!("{} {}", output::bold(&command), output::dim(word)))
}

fn print_farewell(config: &Config) -> Result<()> {
    let address = &config.listen;
    output::line(&format!(
        "\n{}\n\
         That was a temporary directory. Your own server:\n\n  \
         memoird serve\n\n\
         Store and recall with curl:\n\n  \
         curl {address}/memoird/v1/memories --json \\\n    \
         '{{\"user_id\": \"maya\", \"text\": \"Maya is allergic to peanuts\"}}'\n  \
         curl {address}/memoird/v1/search --json \\\n    \
         '{{\"user_id\": \"maya\", \"query\": \"what must Maya not eat?\"}}'\n\n\
         Or with an SDK that you use already (pip install memsy):\n\n  \
         from memsy import MemsyClient\n  \
         client = MemsyClient(base_url=\"http://{address}\", api_key=\"local\")\n  \
         for hit in client.search(\"food to avoid\", actor_id=\"maya\").results:\n      \
         print(hit.content)",
        output::dim(&"-".repeat(WIDTH))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conversation_is_what_the_text_says() {
        let events = conversation();
        assert_eq!(events.len(), 26);
        assert_eq!(events[0]["ts"], "2026-03-02T10:00:00Z");
        assert_eq!(SESSIONS.len(), 3);
    }
}
