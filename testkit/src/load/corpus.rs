//! Generated conversations: short first-person sentences of everyday content, and questions about
//! them. Every text is a function of (seed, user, number), so a question can be asked about any
//! memory without keeping it. A tail of rare made-up words gives the vocabulary its Zipf shape.

use clap::Args;

/// Arguments of `testkit load texts`.
#[derive(Args)]
pub(super) struct TextsArgs {
    /// Users.
    #[arg(long, default_value_t = 3)]
    users: u64,
    /// Texts of each user.
    #[arg(long, default_value_t = 1000)]
    per_user: u64,
    /// Questions to print after the texts, each about one of them.
    #[arg(long, default_value_t = 0)]
    questions: u64,
    /// Another seed, other texts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Prints `{"user": .., "session": .., "text": ..}` and `{"user": .., "question": .., "text": ..}`.
#[expect(clippy::print_stdout)]
pub(super) fn print_texts(args: &TextsArgs) -> anyhow::Result<()> {
    let corpus = Corpus::new(args.seed);
    for user in 0..args.users {
        for number in 0..args.per_user {
            let line = serde_json::json!({
                "user": Corpus::user_id(user),
                "session": Corpus::session_id(number),
                "text": corpus.text(user, number),
            });
            println!("{line}");
        }
    }
    for number in 0..args.questions {
        let mut random = Random::new(args.seed ^ 0xa5c, number);
        let (user, wanted) = (random.below(args.users), random.below(args.per_user));
        let line = serde_json::json!({
            "user": Corpus::user_id(user),
            "question": corpus.question(user, wanted),
            "text": corpus.text(user, wanted),
        });
        println!("{line}");
    }
    Ok(())
}

/// A source of texts.
pub(super) struct Corpus {
    seed: u64,
}

impl Corpus {
    /// Turns of one conversation.
    const SESSION_TURNS: u64 = 25;

    pub fn new(seed: u64) -> Self {
        Corpus { seed }
    }

    pub fn user_id(user: u64) -> String {
        format!("user-{user}")
    }

    pub fn session_id(number: u64) -> String {
        format!("session-{}", number / Self::SESSION_TURNS)
    }

    /// What the user said in turn `number`; 7 to 25 words.
    pub fn text(&self, user: u64, number: u64) -> String {
        let facts = self.facts(user, number);
        let Facts {
            person,
            thing,
            place,
            activity,
            quality,
            day,
            ..
        } = facts;
        let mut random = self.random(user, number, 2);
        let text = match random.below(10) {
            0 => format!("{person} and I went to {place} on {day} and tried {activity}"),
            1 => format!("I bought a {quality} {thing} in {place} last {day}"),
            2 => format!("My {thing} broke on {day}, so {person} lent me a {quality} one"),
            3 => format!("I really enjoy {activity} with {person}, it feels {quality}"),
            4 => format!("{person} told me about a {quality} {thing} they saw near {place}"),
            5 => format!("On {day} we moved the {thing} to {place} because it looked {quality}"),
            6 => format!("I am planning a trip to {place} with {person} for some {activity}"),
            7 => format!("Please remember that {person} prefers the {quality} {thing}"),
            8 => format!("We talked about {activity} and the {thing} from {place} all {day}"),
            _ => format!("I keep the {quality} {thing} at {place} for {person}"),
        };
        let tail = match random.below(4) {
            0 => format!(", number {}", random.below(9000) + 100),
            1 => format!(", and {} said it was worth it", pick(&mut random, PEOPLE)),
            2 => format!(", the {} model", rare_word(&mut random)),
            _ => String::new(),
        };
        format!("{text}{tail}.")
    }

    /// A question that turn `number` of the user answers.
    pub fn question(&self, user: u64, number: u64) -> String {
        let Facts {
            person,
            thing,
            place,
            activity,
            ..
        } = self.facts(user, number);
        match self.random(user, number, 3).below(5) {
            0 => format!("What did {person} say about the {thing}?"),
            1 => format!("Which {thing} is in {place}?"),
            2 => format!("When did we do {activity} with {person}?"),
            3 => format!("Where is the {thing} for {person}?"),
            _ => format!("Who likes {activity} in {place}?"),
        }
    }

    fn facts(&self, user: u64, number: u64) -> Facts {
        let mut random = self.random(user, number, 1);
        Facts {
            person: pick(&mut random, PEOPLE),
            thing: pick(&mut random, THINGS),
            place: pick(&mut random, PLACES),
            activity: pick(&mut random, ACTIVITIES),
            quality: pick(&mut random, QUALITIES),
            day: pick(&mut random, DAYS),
        }
    }

    fn random(&self, user: u64, number: u64, purpose: u64) -> Random {
        Random::new(self.seed ^ purpose << 56 ^ user << 32, number)
    }
}

/// What one turn is about.
struct Facts {
    person: &'static str,
    thing: &'static str,
    place: &'static str,
    activity: &'static str,
    quality: &'static str,
    day: &'static str,
}

fn pick(random: &mut Random, from: &[&'static str]) -> &'static str {
    from[random.below(from.len() as u64) as usize]
}

/// A made-up word; rank r of some 20,000 comes up about 1/r as often as the first.
fn rare_word(random: &mut Random) -> String {
    const SYLLABLES: [&str; 27] = [
        "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su",
        "ta", "ve", "wi", "xo", "zu", "bri", "cla", "dro", "fli", "gre", "ska", "tru",
    ];
    let uniform = random.next() as f64 / u64::MAX as f64;
    let mut rank = 19_683_f64.powf(uniform) as usize;
    let mut word = String::new();
    for _ in 0..3 {
        word += SYLLABLES[rank % SYLLABLES.len()];
        rank /= SYLLABLES.len();
    }
    word
}

/// SplitMix64, started at a mix of two numbers.
pub(super) struct Random(u64);

impl Random {
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ stream);
        random.0 = random.next();
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in 0..end.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }
}

const PEOPLE: &[&str] = &[
    "Anna",
    "Bruno",
    "Carla",
    "Daniel",
    "Elena",
    "Farid",
    "Grace",
    "Hugo",
    "Irene",
    "Jonas",
    "Keiko",
    "Laura",
    "Miguel",
    "Nadia",
    "Oscar",
    "Priya",
    "Quentin",
    "Rosa",
    "Samuel",
    "Tara",
    "Umar",
    "Vera",
    "Walter",
    "Ximena",
    "Yusuf",
    "Zoe",
    "Amir",
    "Bianca",
    "Chen",
    "Dora",
    "my sister",
    "my brother",
    "my boss",
    "my neighbour",
    "the dentist",
    "our landlord",
    "the coach",
    "my old teacher",
    "our cousin",
    "the new intern",
];
const THINGS: &[&str] = &[
    "bicycle",
    "laptop",
    "guitar",
    "camera",
    "sofa",
    "kettle",
    "novel",
    "passport",
    "garden bench",
    "keyboard",
    "jacket",
    "suitcase",
    "telescope",
    "violin",
    "printer",
    "blender",
    "lamp",
    "tent",
    "painting",
    "notebook",
    "helmet",
    "watch",
    "backpack",
    "microphone",
    "teapot",
    "ladder",
    "umbrella",
    "carpet",
    "radio",
    "puzzle",
    "scooter",
    "oven",
    "mirror",
    "chess set",
    "kayak",
    "drone",
    "heater",
    "wallet",
    "mattress",
    "record player",
    "budget plan",
    "tax report",
    "database",
    "server",
    "invoice",
    "contract",
    "test suite",
    "slide deck",
    "prototype",
    "recipe",
];
const PLACES: &[&str] = &[
    "Lisbon",
    "Oslo",
    "Kyoto",
    "Nairobi",
    "Toronto",
    "Berlin",
    "Lima",
    "Prague",
    "Seoul",
    "Dublin",
    "Athens",
    "Cairo",
    "Mumbai",
    "Boston",
    "Helsinki",
    "Havana",
    "Sydney",
    "Naples",
    "Quito",
    "Zagreb",
    "the office",
    "the library",
    "the harbour",
    "the old market",
    "the gym",
    "the attic",
    "the basement",
    "the airport",
    "the mountain hut",
    "the lake",
    "the museum",
    "the bakery",
    "the train station",
    "the hospital",
    "the park",
    "the workshop",
    "the kitchen",
    "the balcony",
    "the campus",
    "the theatre",
];
const ACTIVITIES: &[&str] = &[
    "rock climbing",
    "baking bread",
    "pottery",
    "salsa dancing",
    "chess",
    "bird watching",
    "gardening",
    "yoga",
    "open water swimming",
    "photography",
    "running",
    "knitting",
    "fishing",
    "cycling",
    "karaoke",
    "meditation",
    "astronomy",
    "woodworking",
    "painting",
    "skiing",
    "language lessons",
    "code review",
    "board games",
    "volunteering",
    "cooking",
    "surfing",
    "sailing",
    "film making",
    "stamp collecting",
    "horse riding",
];
const QUALITIES: &[&str] = &[
    "red",
    "blue",
    "second-hand",
    "brand new",
    "heavy",
    "tiny",
    "expensive",
    "cheap",
    "wooden",
    "broken",
    "quiet",
    "noisy",
    "comfortable",
    "vintage",
    "waterproof",
    "green",
    "fragile",
    "relaxing",
    "exciting",
    "exhausting",
    "strange",
    "lovely",
    "ugly",
    "reliable",
    "unusual",
    "electric",
    "handmade",
    "silver",
    "black",
    "bright",
];
const DAYS: &[&str] = &[
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn texts_repeat_with_the_seed_and_differ_otherwise() {
        let (one, two) = (Corpus::new(1), Corpus::new(2));
        assert_eq!(one.text(3, 14), Corpus::new(1).text(3, 14));
        assert_ne!(one.text(3, 14), two.text(3, 14));
        let texts: HashSet<String> = (0..10)
            .flat_map(|user| (0..1000).map(move |n| (user, n)))
            .map(|(user, n)| one.text(user, n))
            .collect();
        assert!(
            texts.len() > 9_900,
            "{} of 10,000 texts are distinct",
            texts.len()
        );
    }

    #[test]
    fn questions_share_words_with_what_answers_them() {
        let corpus = Corpus::new(1);
        let words = |text: &str| -> HashSet<String> {
            text.split(|c: char| !c.is_alphanumeric())
                .map(str::to_lowercase)
                .collect()
        };
        let shared = |number| {
            let facts = corpus.facts(0, number);
            words(&corpus.question(0, number))
                .intersection(&words(&corpus.text(0, number)))
                .count()
                > usize::from(facts.person.contains(' '))
        };
        let answered = (0..1000).filter(|number| shared(*number)).count();
        assert!(answered > 800, "{answered} of 1,000");
    }
}
