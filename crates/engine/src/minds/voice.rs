//! How a group says what its members said: "User prefers tea" and "I prefer tea" become "Members
//! prefer tea".

/// Who speaks.
const MEMBERS: &str = "Members";
/// Forms that follow no rule: of one, of several.
const IRREGULAR: [(&str, &str); 10] = [
    ("is", "are"),
    ("isn't", "aren't"),
    ("am", "are"),
    ("has", "have"),
    ("hasn't", "haven't"),
    ("does", "do"),
    ("doesn't", "don't"),
    ("was", "were"),
    ("wasn't", "weren't"),
    ("goes", "go"),
];
/// Words of one that become words of several, wherever they stand.
const PRONOUNS: [(&str, &str); 14] = [
    ("i", "they"),
    ("me", "them"),
    ("my", "their"),
    ("mine", "theirs"),
    ("myself", "themselves"),
    ("we", "they"),
    ("us", "them"),
    ("our", "their"),
    ("ours", "theirs"),
    ("ourselves", "themselves"),
    ("i'm", "they're"),
    ("i've", "they've"),
    ("we're", "they're"),
    ("we've", "they've"),
];
/// Between the subject and its verb.
const ADVERBS: [&str; 12] = [
    "always",
    "usually",
    "often",
    "never",
    "also",
    "really",
    "strongly",
    "no",
    "longer",
    "still",
    "sometimes",
    "generally",
];

/// The statement in the words of the group, or `None` if the text is not of a form that can be
/// turned over without doubt: then it is about something else than the one who said it, and stays.
pub(crate) fn of_group(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['.', '!']);
    let words: Vec<&str> = text.split_whitespace().collect();
    let lower: Vec<String> = words.iter().map(|word| plain(word)).collect();
    let first = lower.first()?.as_str();
    let second = lower.get(1).map(String::as_str);
    let (subject, taken, is_verb_of_one) = match (first, second) {
        ("the", Some("user")) => (MEMBERS.to_owned(), 2, true),
        ("the", Some("user's")) => (format!("{MEMBERS}'"), 2, false),
        ("user", _) => (MEMBERS.to_owned(), 1, true),
        ("user's", _) => (format!("{MEMBERS}'"), 1, false),
        ("i" | "we", _) => (MEMBERS.to_owned(), 1, false),
        ("i'm" | "we're", _) => (format!("{MEMBERS} are"), 1, false),
        ("i've" | "we've", _) => (format!("{MEMBERS} have"), 1, false),
        ("my" | "our", _) => (format!("{MEMBERS}'"), 1, false),
        _ => return None,
    };
    let is_possessive = subject.ends_with('\'');
    let mut said = vec![subject];
    let mut is_verb_next = !is_possessive;
    for (index, word) in words.iter().enumerate().skip(taken) {
        let bare = lower[index].as_str();
        if is_verb_next && ADVERBS.contains(&bare) {
            said.push((*word).to_owned());
            continue;
        }
        let turned = match is_verb_next {
            true if is_verb_of_one || bare == "am" => Some(plural_verb(bare)),
            _ => pronoun(bare),
        };
        is_verb_next = matches!(bare, "and" | "but") && is_verb_of_one && follows(&lower, index);
        said.push(match turned {
            Some(turned) => replaced(word, bare, &turned),
            None => (*word).to_owned(),
        });
    }
    (said.len() > 1).then(|| said.join(" "))
}

/// Whether what follows a conjunction is another verb of the same subject: it has the ending of one,
/// and so has the verb before.
fn follows(lower: &[String], conjunction: usize) -> bool {
    const VERBS: [&str; 22] = [
        "likes", "loves", "prefers", "hates", "dislikes", "uses", "wants", "needs", "works",
        "lives", "has", "is", "does", "avoids", "enjoys", "keeps", "runs", "writes", "reads",
        "drinks", "eats", "deploys",
    ];
    let next = lower.get(conjunction + 1);
    next.is_some_and(|next| VERBS.contains(&next.as_str()))
}

fn plain(word: &str) -> String {
    let word = word.replace('’', "'").to_lowercase();
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'')
        .to_owned()
}

/// `word` with `turned` in the place of its letters, so that its punctuation stays.
fn replaced(word: &str, bare: &str, turned: &str) -> String {
    let normal = word.replace('’', "'");
    let lower = normal.to_lowercase();
    match lower.find(bare) {
        Some(at) if lower.len() == normal.len() => {
            format!("{}{turned}{}", &normal[..at], &normal[at + bare.len()..])
        }
        _ => turned.to_owned(),
    }
}

fn pronoun(bare: &str) -> Option<String> {
    let found = PRONOUNS.iter().find(|(one, _)| *one == bare);
    found.map(|(_, several)| (*several).to_owned())
}

/// The verb of several for the verb of one: "prefers", "prefer".
fn plural_verb(verb: &str) -> String {
    if let Some((_, several)) = IRREGULAR.iter().find(|(one, _)| *one == verb) {
        return (*several).to_owned();
    }
    let hissing = ["sses", "shes", "ches", "xes", "zzes", "oes"];
    if hissing.iter().any(|ending| verb.ends_with(ending)) {
        return verb[..verb.len() - 2].to_owned();
    }
    if let Some(root) = verb.strip_suffix("ies").filter(|root| root.len() > 1) {
        return format!("{root}y");
    }
    match verb.strip_suffix('s') {
        Some(root) if !root.is_empty() && !root.ends_with(['s', 'u', 'i']) => root.to_owned(),
        _ => verb.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_voice_becomes_the_groups() {
        fn check(text: &str, expect: Option<&str>) {
            assert_eq!(of_group(text).as_deref(), expect, "{text}");
        }
        check("User prefers dark mode", Some("Members prefer dark mode"));
        check("The user is vegetarian.", Some("Members are vegetarian"));
        check(
            "I prefer my tea black",
            Some("Members prefer their tea black"),
        );
        check(
            "I'm happy with our linter!",
            Some("Members are happy with their linter"),
        );
        check("We deploy on Fridays", Some("Members deploy on Fridays"));
        check(
            "User's favourite editor is Helix",
            Some("Members' favourite editor is Helix"),
        );
        check(
            "My favourite editor is Helix",
            Some("Members' favourite editor is Helix"),
        );
        check("User never watches TV", Some("Members never watch TV"));
        check(
            "User no longer eats meat",
            Some("Members no longer eat meat"),
        );
        check(
            "User doesn't like meetings",
            Some("Members don't like meetings"),
        );
        check(
            "User loves Python and prefers dark mode",
            Some("Members love Python and prefer dark mode"),
        );
        check(
            "User likes cats and dogs",
            Some("Members like cats and dogs"),
        );
        check(
            "User can't work on Mondays",
            Some("Members can't work on Mondays"),
        );
        check("Code reviews need two approvals", None);
        check("User", None);
        check("", None);
    }

    #[test]
    fn verbs_of_one_become_verbs_of_several() {
        fn check(one: &str, several: &str) {
            assert_eq!(plural_verb(one), several);
        }
        check("studies", "study");
        check("relies", "rely");
        check("passes", "pass");
        check("fixes", "fix");
        check("uses", "use");
        check("discusses", "discuss");
        check("must", "must");
        check("s", "s");
    }
}
