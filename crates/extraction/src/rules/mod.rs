//! The rules: from clauses to statements. Each file knows one field; `read` asks them in order.

mod acts;
mod ailments;
mod announced;
pub(crate) mod attributes;
pub(crate) mod beside;
mod changes;
pub(crate) mod cheers;
mod choices;
mod copula;
mod directives;
mod duties;
mod endings;
pub(crate) mod exchanges;
mod faults;
mod frames;
mod goods;
mod happenings;
mod intro;
mod leanings;
mod manners;
pub(crate) mod mistakes;
mod moments;
pub(crate) mod nature;
mod norms;
mod own;
pub(crate) mod passing;
mod pattern;
mod phrase;
mod plans;
mod possession;
pub(crate) mod procedures;
mod relations;
mod retract;
pub(crate) mod shapes;
mod slots;
mod steps;
mod taste;
pub(crate) mod tidy;
mod ties;
mod trouble;
pub(crate) mod value;
pub(crate) mod wedlock;

pub(crate) use copula::property;

use crate::grammar::words::one_of;
use types::{Cardinality, MemoryKind, Polarity, Span};

use crate::grammar::clause::{Clause, Link, Mood, Who, clauses};
use crate::grammar::group::Tense;
use crate::grammar::noun::{Noun, Owner, noun};
use crate::grammar::sentence::Sentence;
use crate::grammar::token::Token;
use crate::reading::{Cue, Retraction, Utterance, Voice};
use crate::render;

/// How many statements one text may make.
pub(crate) const STATEMENT_LIMIT: usize = 200;

/// A statement in the making, in tokens rather than bytes.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub subject: String,
    pub attribute: String,
    pub cardinality: Cardinality,
    pub type_: &'static str,
    pub kind: Option<MemoryKind>,
    pub value: Option<String>,
    pub polarity: Polarity,
    pub cue: Cue,
    /// Tokens that say so.
    pub from: usize,
    pub to: usize,
    pub text: String,
    pub directive: bool,
    /// Tokens that say when.
    pub time: Option<(usize, usize)>,
    pub confidence: f32,
}

/// One value in another's place, with the tokens that say so.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub from: usize,
    pub to: usize,
    pub old: String,
    pub new: Option<String>,
}

/// Whom a clause is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    User,
    Agent,
    Other(String),
    Nobody,
}

/// Reads sentence after sentence, and remembers whom "she" and "it" mean.
pub(crate) struct Reader<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    pub voice: Voice,
    pub speaker: Option<String>,
    pub drafts: Vec<Draft>,
    pub retractions: Vec<Retraction>,
    /// Clauses that take something back without asking to forget it, in bytes.
    pub endings: Vec<Span>,
    /// Values that are said to have been there before.
    pub replaced: Vec<Exchange>,
    /// Whom "she", "he" and "they" mean.
    person: Option<String>,
    /// That property's value was just said to be over: "it's" tells the new one.
    pub ended: bool,
    /// The agent was asked for a piece of work: "keep it short" after that is about that work.
    pub asked: bool,
    /// "My favourite author?": what the speaker asks and answers, in tokens.
    pub posed: Option<(usize, usize)>,
    /// What "it" means: a property that was just spoken of.
    pub thing: Option<(String, String)>,
    /// Where the sentence begins that names the property and leaves its value to the next one, in tokens.
    pub announced: Option<usize>,
    /// The sentences of the text, in their order.
    pub wholes: Vec<Whole>,
    /// Token ranges that say nothing of their own.
    pub idle: Vec<(usize, usize)>,
    /// Token ranges that the speaker does not say as so.
    pub unsaid: Vec<crate::unsaid::Range>,
}

/// A sentence with its clauses.
pub(crate) struct Whole {
    pub from: usize,
    pub to: usize,
    pub clauses: Vec<Clause>,
}

/// A clause with whom it is about: what the rules look at.
pub(crate) struct Act<'c> {
    pub clause: &'c Clause,
    /// What follows the verb group, the end cut off.
    pub from: usize,
    pub to: usize,
    pub tail: value::Tail,
    pub subject: String,
    pub is_user: bool,
    pub noun: Option<Noun>,
}

impl<'a> Reader<'a> {
    pub fn new(utterance: &Utterance<'a>, text: &'a str, tokens: Vec<Token>) -> Self {
        Reader {
            text,
            tokens,
            voice: utterance.voice,
            speaker: utterance.speaker.map(str::to_lowercase),
            drafts: Vec::new(),
            retractions: Vec::new(),
            endings: Vec::new(),
            replaced: Vec::new(),
            person: None,
            thing: None,
            announced: None,
            ended: false,
            asked: false,
            wholes: Vec::new(),
            posed: None,
            idle: Vec::new(),
            unsaid: Vec::new(),
        }
    }

    /// Reads one sentence.
    pub fn sentence(&mut self, sentence: Sentence) {
        if retract::read(self, sentence)
            || mistakes::not_who(self, sentence)
            || mistakes::read(self, sentence)
            || announced::read(self, sentence)
            || shapes::read(self, sentence)
            || directives::read(self, sentence)
            || procedures::read(self, sentence)
            || norms::banned(self, sentence)
            || intro::short(self, sentence)
            || choices::wished(self, sentence)
            || leanings::closed(self, sentence)
            || possession::titled(self, sentence)
        {
            return;
        }
        let exchanged = exchanges::exchanged(self, sentence);
        let first = self.drafts.len();
        let clauses = clauses(&self.tokens, sentence);
        let mut at = 0;
        while at < clauses.len() && self.drafts.len() < STATEMENT_LIMIT {
            let (drafts, retractions) = (self.drafts.len(), self.retractions.len());
            let taken = self.clause(&clauses, at).max(1);
            if self.retractions.len() == retractions {
                for clause in &clauses[at..clauses.len().min(at + taken)] {
                    endings::ended(self, clause, drafts.min(self.drafts.len()));
                }
            }
            at += taken;
        }
        if let Some(exchanged) = exchanged {
            exchanges::exchange(self, exchanged, first);
        }
        exchanges::keep_returned(self, sentence, first);
        self.wholes.push(Whole {
            from: sentence.from,
            to: sentence.to,
            clauses,
        });
    }

    /// Keeps a sentence that was read with all its clauses, whatever took parts of it.
    pub fn keep_whole(&mut self, sentence: Sentence) {
        let Sentence { from, to, .. } = sentence;
        if let Some(last) = self.wholes.last()
            && (last.from, last.to) == (from, to)
        {
            return;
        }
        // Sentences come in their order: only the last ones may be parts of this.
        while self.wholes.last().is_some_and(|whole| from < whole.to) {
            self.wholes.pop();
        }
        let clauses = clauses(&self.tokens, sentence);
        self.wholes.push(Whole { from, to, clauses });
    }

    /// The sentence in which a token stands.
    pub fn whole_at(&self, at: usize) -> Option<&Whole> {
        let next = self.wholes.partition_point(|whole| whole.to <= at);
        self.wholes.get(next).filter(|whole| whole.from <= at)
    }

    /// Reads the clause at `at` and says how many clauses that took.
    fn clause(&mut self, clauses: &[Clause], at: usize) -> usize {
        let clause = &clauses[at];
        if self.tokens[clause.from].quoted && clause.mood == Mood::Statement {
            return 1;
        }
        if let Some(taken) = choices::read(self, clauses, at)
            .or_else(|| leanings::read(self, clauses, at))
            .or_else(|| ties::read(self, clauses, at))
            .or_else(|| moments::read(self, clauses, at))
        {
            return taken;
        }
        match clause.mood {
            Mood::Question => {
                self.asked |= self.tokens[clause.from].is_one_of("can could would will")
                    && self
                        .tokens
                        .get(clause.from + 1)
                        .is_some_and(|token| token.low == "you");
                self.idle.push((clause.from, clause.to));
                self.asked_about(clause);
                1
            }
            _ if matches!(clause.mood, Mood::Fragment | Mood::Statement)
                && matches!(self.voice, Voice::User | Voice::Record)
                && !clause.conditional =>
            {
                match plans::announced(self, clauses, at) {
                    Some(taken) => taken,
                    None if clause.mood == Mood::Statement => self.statement(clauses, at),
                    None if duties::ban(self, clause)
                        || faults::fragment(self, clause)
                        || norms::fragment(self, clause)
                        || intro::fragment(self, clause) =>
                    {
                        1
                    }
                    None => 1,
                }
            }
            Mood::Fragment => 1,
            Mood::Imperative => duties::order(self, clauses, at),
            Mood::Statement if self.voice == Voice::Agent => {
                plans::agent(self, clauses, at);
                1
            }
            Mood::Statement => self.statement(clauses, at),
        }
    }

    /// "Can you suggest a gift for my dad? He turns 60": whom a question names, "he" may mean after it.
    fn asked_about(&mut self, clause: &Clause) {
        let kin = (clause.from..clause.to.saturating_sub(1)).find_map(|at| {
            let own = self.tokens[at].is_in(&["my", "our"]) && !self.tokens[at].quoted;
            let noun = self.tokens[at + 1].low.as_str();
            (own && attributes::kin(noun).is_some()).then(|| format!("user's {noun}"))
        });
        if self.voice == Voice::User && kin.is_some() {
            self.person = kin;
        }
    }

    fn statement(&mut self, clauses: &[Clause], at: usize) -> usize {
        let clause = &clauses[at];
        let told = !(clause.conditional || clause.unsure)
            && clause.link != Link::If
            && matches!(
                clause.group.modal,
                None | Some("will" | "used to" | "have to" | "need to")
            );
        if told {
            relations::read(self, clause);
            intro::lead(self, clause);
        }
        if frames::early(self, clause) {
            return 1;
        }
        if let Some(taken) = norms::read(self, clauses, at)
            .or_else(|| duties::wish(self, clauses, at))
            .or_else(|| trouble::read(self, clauses, at))
            .or_else(|| plans::decision(self, clauses, at))
        {
            return taken;
        }
        if self.is_fiction(clause) {
            return 1;
        }
        if clause.is_subordinate()
            || clause.conditional
            || clause.link == Link::Or && !clause.carried
        {
            return 1;
        }
        if clause.link == Link::Reported && !self.believable(clauses, at) {
            return 1;
        }
        let Some(act) = self.act(clause, clauses.get(at.wrapping_sub(1))) else {
            // "They moved my flight": whoever they are, the flight is the user's.
            let others = matches!(
                clause.subject.who,
                Who::They | Who::Anybody | Who::There | Who::You | Who::Noun | Who::It
            );
            if others && clause.group.is_real() && self.voice != Voice::Agent {
                let act = plans::user_act(self, clause);
                let _ = match clause.subject.who {
                    Who::There => frames::none_left(self, &act) || frames::held_at(self, &act),
                    Who::It => possession::named_after(self, &act).is_some(),
                    _ => changes::read(self, &act),
                };
            }
            return 1;
        };
        if clause.unsure || !(clause.group.is_real() || wishes(clause)) {
            return 1;
        }
        if let Some(next) = clauses
            .get(at + 1)
            .filter(|next| next.link == Link::Reported)
        {
            // What is said is read with the clause that says it; the saying itself is no news.
            let _ = next;
            return 1;
        }
        let before = self.drafts.len();
        self.facts(&act);
        if act.is_user && clause.group.lemma == "be" {
            intro::rest(self, &act, before);
        }
        1
    }

    fn facts(&mut self, act: &Act<'_>) {
        if !frames::read(self, act) {
            self.facts_plain(act);
        }
    }

    /// "In the film, he lives in Rome", "my character is a spy": nobody's life.
    pub fn is_fiction(&self, clause: &Clause) -> bool {
        const WORKS: &[&str] = &[
            "movie", "film", "book", "novel", "story", "game", "dream", "show", "series", "play",
            "poem", "song", "episode", "tale",
        ];
        const ROLES: &[&str] = &[
            "character",
            "hero",
            "heroine",
            "protagonist",
            "avatar",
            "villain",
            "narrator",
            "persona",
        ];
        let lead = clause.lead.is_some_and(|(from, to)| {
            self.tokens[from].low == "in"
                && self.tokens[from..to].iter().any(|token| token.is_in(WORKS))
        });
        let subject = &self.tokens[clause.subject.from..clause.subject.to];
        // "My character's class", "our party's healer": what one plays is one's own.
        let role = subject.iter().any(|token| token.is_in(ROLES))
            && !subject.iter().any(|token| token.is_one_of("my our"));
        lead || role
    }

    /// Where what a clause says ends: ", not Lisbon" only says what is not.
    pub fn said_end(&self, clause: &Clause) -> usize {
        let rest = clause.group.rest.max(clause.from);
        let not = (rest + 1..clause.to.saturating_sub(1))
            .find(|&at| self.tokens[at].low == "," && self.tokens[at + 1].is_in(&["not", "no"]));
        not.unwrap_or(clause.to)
    }

    /// What the clause says without a frame around it.
    fn facts_plain(&mut self, act: &Act<'_>) {
        let done = copula::reversed(self, act)
            || possession::read(self, act)
            || changes::read(self, act)
            || frames::held_at(self, act)
            || taste::read(self, act)
            || plans::goal(self, act)
            || wedlock::turned(self, act)
            || copula::read(self, act)
            || acts::read(self, act);
        if !done {
            happenings::read(self, act);
        }
    }

    /// Whether what a clause reports may be taken as said by the speaker: "I know that ..." may,
    /// "I think", "he says" may not; what somebody says about themselves stays about them.
    fn believable(&self, clauses: &[Clause], at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|at| &clauses[at]) else {
            return true;
        };
        let sure = !before.conditional
            && before.mood == Mood::Statement
            && before.group.modal.is_none()
            && !before.group.negated;
        let factive = one_of(
            before.group.lemma.as_str(),
            "know remember realise realize notice mention say tell forget admit confirm announce \
learn discover find hear decide be mean see",
        );
        let opinion = matches!(before.subject.who, Who::I)
            && before.group.lemma == "say"
            && before.group.modal == Some("would");
        let doctor = self.tokens[before.subject.from..before.subject.to]
            .iter()
            .any(|token| token.is_one_of("doctor doctors dentist gp doc allergist vet"));
        if opinion
            || doctor
                && before.mood == Mood::Statement
                && before.group.is_real()
                && !before.group.negated
                && before.group.lemma != "think"
        {
            return true;
        }
        let own = matches!(before.subject.who, Who::I | Who::We);
        let inner_first = matches!(clauses[at].subject.who, Who::I | Who::We)
            || self.tokens[clauses[at].from].is_in(&["my", "our"]);
        match (own, inner_first) {
            (true, _) => sure && factive || before.group.lemma == "forget" && before.group.negated,
            (false, true) => before.group.lemma == "be" && sure,
            (false, false) => {
                sure && (factive || before.group.lemma == "claim")
                    && clauses[at].subject.who != Who::You
            }
        }
    }

    /// Whom the clause is about, with the words after its verb.
    pub fn act<'c>(&mut self, clause: &'c Clause, before: Option<&Clause>) -> Option<Act<'c>> {
        let noun = matches!(clause.subject.who, Who::Noun)
            .then(|| noun(&self.tokens, clause.subject.from, clause.subject.to))
            .flatten();
        let actor = self.actor(clause, noun.as_ref(), before);
        let (subject, is_user) = match actor {
            Actor::User => ("user".to_owned(), true),
            Actor::Other(name) => (name, false),
            Actor::Agent | Actor::Nobody => return None,
        };
        if !is_user && !matches!(clause.subject.who, Who::It | Who::This | Who::There) {
            self.person = Some(subject.clone());
        }
        let (to, mut tail) =
            value::cut_tail(&self.tokens, clause.group.rest, self.said_end(clause));
        if tail.time.is_none()
            && let Some(comma) =
                (clause.group.rest..clause.to).find(|&at| self.tokens[at].low == ",")
        {
            // "is in two weeks, in Lyon": time, then an afterthought.
            tail.time = value::cut_tail(&self.tokens, clause.group.rest, comma)
                .1
                .time;
        }
        Some(Act {
            clause,
            from: clause.group.rest,
            to,
            tail,
            subject,
            is_user,
            noun,
        })
    }

    fn actor(&self, clause: &Clause, noun: Option<&Noun>, before: Option<&Clause>) -> Actor {
        let first = match self.voice {
            Voice::User | Voice::Record => Actor::User,
            Voice::Agent => Actor::Agent,
            Voice::Other => Actor::Nobody,
        };
        match clause.subject.who {
            Who::I | Who::We => first,
            Who::Implied if clause.mood == Mood::Statement => first,
            // "Nothing beats a good pizza" is the speaker's taste.
            Who::Anybody if clause.group.lemma == "beat" => first,
            Who::Implied | Who::Anybody | Who::There => Actor::Nobody,
            Who::You => Actor::Agent,
            Who::He | Who::She | Who::They => {
                let reporter = before
                    .filter(|_| clause.link == Link::Reported)
                    .and(self.person.clone());
                reporter
                    .or_else(|| self.person.clone())
                    .map_or(Actor::Nobody, Actor::Other)
            }
            Who::It | Who::This => self
                .thing
                .as_ref()
                .map_or(Actor::Nobody, |(subject, _)| Actor::Other(subject.clone())),
            Who::Antecedent => self.antecedent(clause.from),
            Who::Noun => noun.map_or(Actor::Nobody, |noun| self.named(noun)),
        }
    }

    /// Whom "who" means: somebody of the user's, named just before it.
    fn antecedent(&self, at: usize) -> Actor {
        let mut end = at;
        while end > 0 && !self.tokens[end - 1].word {
            end -= 1;
        }
        let start = (end.saturating_sub(4)..end)
            .rev()
            .find(|&at| self.tokens[at].is_one_of("my our a an one two three four five"));
        let Some(start) = start else {
            return Actor::Nobody;
        };
        let number = self.tokens[start].is_in(crate::grammar::words::NUMBER_WORDS)
            && !self.tokens[start].is_in(&["one"]);
        let start = start + usize::from(number);
        match noun(&self.tokens, start, end) {
            Some(noun) if attributes::kin(&self.low(noun.from, noun.to)).is_some() => {
                match noun.name {
                    Some((from, to)) => Actor::Other(self.low(from, to)),
                    None => Actor::Other(format!("user's {}", self.low(noun.from, noun.to))),
                }
            }
            _ => Actor::Nobody,
        }
    }

    /// Whom a noun phrase means.
    pub fn named(&self, noun: &Noun) -> Actor {
        if self.is_speaker(noun) {
            return Actor::User;
        }
        let head = self.low(noun.from, noun.to);
        if let Some((from, to)) = noun.name {
            return Actor::Other(self.low(from, to));
        }
        match &noun.owner {
            Owner::User | Owner::Group
                if self.voice == Voice::Agent || self.voice == Voice::Other =>
            {
                Actor::Nobody
            }
            Owner::User | Owner::Group
                if attributes::kin(&head).is_some() || noun.owner == Owner::User =>
            {
                Actor::Other(format!("user's {head}"))
            }
            Owner::Them => match &self.person {
                Some(person) => Actor::Other(format!("{person}'s {head}")),
                None => Actor::Nobody,
            },
            Owner::Agent => Actor::Agent,
            Owner::Named(from, to) => {
                let owner = self.owner(*from, *to);
                Actor::Other(format!("{owner}'s {head}"))
            }
            // "Mum's birthday": whose mother she is needs no word.
            Owner::Nobody if self.voice == Voice::User && attributes::is_parent(&head) => {
                Actor::Other(format!("user's {head}"))
            }
            _ => Actor::Other(head),
        }
    }

    /// The canonical name of an owner: "my wife" is "user's wife".
    pub fn owner(&self, from: usize, to: usize) -> String {
        // "My friends'", "the neighbours'".
        if let Some(plural) = self.low(from, to).strip_suffix('\'') {
            let own = plural.strip_prefix("my ").or(plural.strip_prefix("our "));
            return match own {
                Some(own) => format!("user's {own}"),
                None => plural.strip_prefix("the ").unwrap_or(plural).to_owned(),
            };
        }
        let Some(owner) = noun(&self.tokens, from, to) else {
            return self.low(from, to);
        };
        match self.named(&owner) {
            Actor::Other(name) => name.trim_end_matches('\'').to_owned(),
            Actor::User => "user".to_owned(),
            _ => self.low(owner.from, owner.to),
        }
    }

    /// Whether the noun phrase is the user: "the user" in a record, or the speaker's own name.
    pub fn is_speaker(&self, noun: &Noun) -> bool {
        if matches!(noun.owner, Owner::Named(..)) || noun.name.is_some() {
            return false;
        }
        let head = self.low(noun.from, noun.to);
        self.voice == Voice::Record
            && head == "user"
            && matches!(noun.owner, Owner::Definite | Owner::Nobody)
            || matches!(self.voice, Voice::Record | Voice::User)
                && noun.owner == Owner::Nobody
                && self.speaker.as_deref() == Some(head.as_str())
    }

    /// Lower-case words of a range, British spelling, one space apart.
    pub fn low(&self, from: usize, to: usize) -> String {
        let mut out = String::new();
        for token in &self.tokens[from..to.min(self.tokens.len())] {
            if token.low == "'s" {
                out.push_str("'s");
                continue;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(attributes::spelling(&token.low));
        }
        out
    }

    /// The words of a range as they were written.
    pub fn words(&self, from: usize, to: usize) -> Option<String> {
        value::words(self.text, &self.tokens, from, to)
    }

    /// Words of a range as a sentence that stands alone, about the speaker in the third person.
    pub fn told(&self, from: usize, to: usize) -> String {
        let mut text = String::new();
        render::phrase(self.text, &self.tokens, from, to, &mut text);
        render::tidy(&text)
    }

    /// "Our new tech lead", "the new deadline": there was another before.
    fn names_new(&self, clause: &Clause) -> bool {
        let subject = &self.tokens[clause.subject.from..clause.subject.to];
        let is_new = |two: &[Token]| two[0].is_one_of("my our the") && two[1].low == "new";
        clause.subject.who == Who::Noun && subject.windows(2).take(1).any(is_new)
    }

    /// A draft about the act's subject, with the act's negation, time and cues.
    pub fn draft(&self, act: &Act<'_>, attribute: &str, value: Option<String>) -> Draft {
        let (cardinality, type_) =
            attributes::define(attribute).unwrap_or((Cardinality::Many, "fact"));
        let clause = act.clause;
        let group = &clause.group;
        let ended =
            group.ended || act.tail.ended && group.negated || group.modal == Some("used to");
        let negated = group.negated || ended;
        let cue = if ended {
            Cue::End
        } else if group.again || act.tail.again {
            Cue::Again
        } else if clause.change
            || group.change
            || act.tail.change
            || self.said_end(clause) < clause.to
            || group.lemma == "be" && self.names_new(clause)
        {
            Cue::Change
        } else {
            Cue::Plain
        };
        Draft {
            subject: act.subject.clone(),
            attribute: attribute.to_owned(),
            // What is denied takes no other value's place.
            cardinality: if negated {
                Cardinality::Many
            } else {
                cardinality
            },
            type_,
            kind: None,
            value,
            polarity: if negated {
                Polarity::Negative
            } else {
                Polarity::Positive
            },
            cue,
            from: clause.from,
            to: clause.to,
            text: render::sentence(self.text, &self.tokens, clause, clause.to),
            directive: false,
            time: act.tail.time.or(clause.lead),
            confidence: if act.is_user { 0.9 } else { 0.8 },
        }
    }

    pub fn push(&mut self, draft: Draft) {
        // "My brother's name is Kieran and he lives in Cork": from now on he has a name.
        let name = draft.value.as_deref().unwrap_or_default();
        let is_name = !name.is_empty()
            && name.split(' ').count() <= 3
            && name
                .split(' ')
                .all(|word| word.starts_with(char::is_uppercase));
        let is_relative = draft.subject == "user"
            && draft.polarity == Polarity::Positive
            && attributes::is_relative(&draft.attribute);
        if is_relative && is_name && self.voice == Voice::User {
            self.person = Some(name.to_lowercase());
        }
        self.drafts.push(draft);
    }
}

/// "would like to", "would love to": wishes are real, though what is wished is not.
fn wishes(clause: &Clause) -> bool {
    let group = &clause.group;
    group.modal == Some("would") && matches!(group.lemma.as_str(), "like" | "love" | "prefer")
        || matches!(group.modal, Some("have to" | "need to" | "must" | "should"))
        || group.modal == Some("can")
            && (group.negated || matches!(group.lemma.as_str(), "speak" | "play" | "read" | "cook"))
}

/// Past without bearing on now: "I lived in Rome".
pub(crate) fn is_past(clause: &Clause) -> bool {
    clause.group.tense == Tense::Past
        && (clause.group.perfect || clause.group.modal != Some("used to"))
}

pub(crate) fn is_future(clause: &Clause) -> bool {
    clause.group.tense == Tense::Future
}
