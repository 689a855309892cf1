//! By which words people ask for a property that a memory states. "I'm a chemist" is asked for as
//! "my profession", and has no word of it.

/// Canonical attributes (the part before a colon) with words that questions for them have. General
/// English, not fitted to data; a wrong word costs little, because it is one of an extracted memory's
/// label words and those count little.
const ASKED_AS: &[(&str, &str)] = &[
    ("age", "age old years born"),
    ("allergy", "allergy allergic"),
    ("appointment", "appointment meeting time when"),
    ("birthday", "birthday birth born date"),
    ("budget", "budget money spend"),
    ("car", "car vehicle drive"),
    ("child", "child children kid son daughter"),
    ("commute", "commute travel work office transport"),
    ("deadline", "deadline due date submit until"),
    ("diet", "diet eat food eater"),
    ("doctor", "doctor GP physician practice"),
    ("email", "email e-mail mail address"),
    ("employer", "employer company work job"),
    ("favourite", "favourite favorite best like"),
    ("hometown", "hometown from grew origin"),
    ("job_title", "job profession occupation role work title"),
    ("language_spoken", "language speak"),
    ("manager", "manager boss supervisor report"),
    ("marital_status", "married single relationship"),
    ("name", "name called"),
    ("owns", "own have"),
    ("partner", "partner relationship dating together spouse"),
    ("pet", "pet animal"),
    ("phone", "phone number mobile call reach"),
    ("preferred", "prefer preference"),
    (
        "residence",
        "residence live home city town based place address",
    ),
    ("schedule", "schedule time when"),
    ("skill", "skill know able"),
    ("timezone", "timezone time zone"),
    ("uses", "use tool stack"),
];

/// Words that ask for an attribute: its own, and those of the table.
pub fn asked_as(attribute: &str) -> String {
    let general = attribute.split(':').next().unwrap_or(attribute);
    let words = ASKED_AS
        .binary_search_by_key(&general, |(name, _)| name)
        .map_or("", |found| ASKED_AS[found].1);
    format!("{} {words}", attribute.replace([':', '_'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_is_found() {
        assert!(ASKED_AS.is_sorted_by_key(|(name, _)| *name));
        let check = |attribute: &str, expect: &str| assert_eq!(asked_as(attribute), expect);
        check("car", "car car vehicle drive");
        check(
            "deadline:tax return",
            "deadline tax return deadline due date submit until",
        );
        check("shoe_size", "shoe size ");
    }
}
