use super::*;

/// Whether the second of two sentences, each with its value after a bar, stands beside the first.
fn beside(attribute: &str, old: &str, new: &str, changes: bool) -> bool {
    let aspect = |said: &str| {
        let (sentence, value) = said.split_once(" | ").expect("has a bar");
        Aspect::of(attribute, value, sentence)
    };
    aspect(new).is_beside(&aspect(old), changes)
}

#[test]
fn another_aspect_stands_beside() {
    fn check(attribute: &str, old: &str, new: &str) {
        assert!(beside(attribute, old, new, false), "{old} / {new}");
        assert!(beside(attribute, old, new, true), "{old} / {new}, now");
    }
    let car = "My car is a Honda. | Honda";
    check("car", car, "My car is red. | red");
    check("car", car, "My car is too loud. | loud");
    check("car", car, "My car is ten years old. | ten years old");
    check("car", car, "My car is at the garage. | at the garage");
    let meeting = "The meeting is at 3. | 3";
    check(
        "appointment:meeting",
        meeting,
        "The meeting is in room 5. | room 5",
    );
    check(
        "appointment:meeting",
        meeting,
        "The meeting is on Friday. | Friday",
    );
    check(
        "appointment:meeting",
        meeting,
        "The meeting is with Dr. Poe. | with Dr. Poe",
    );
    let database = "The database is Postgres. | Postgres";
    check("database", database, "The database is 40 GB. | GB");
    check("database", database, "The database is on RDS. | RDS");
    let office = "Our office is in Berlin. | Berlin";
    check(
        "office",
        office,
        "Our office is on the fifth floor. | fifth floor",
    );
    check(
        "rent",
        "My rent is 900. | 900",
        "My rent is too high. | high",
    );
    check(
        "project",
        "The project is called Halcyon. | Halcyon",
        "The project is for Siemens. | for Siemens",
    );
}

#[test]
fn another_one_of_its_kind_stands_beside() {
    fn check(attribute: &str, old: &str, new: &str) {
        assert!(beside(attribute, old, new, false), "{old} / {new}");
        assert!(beside(attribute, old, new, true), "{old} / {new}, now");
    }
    check(
        "laptop",
        "My work laptop is a Mac. | Mac",
        "My personal laptop is a Dell. | Dell",
    );
    check(
        "laptop",
        "My laptop is a Mac. | Mac",
        "My work laptop is a Dell. | Dell",
    );
    check(
        "favourite:colour",
        "My favourite colour is blue. | blue",
        "My least favourite colour is red. | red",
    );
    check(
        "dog",
        "My dog is called Rex. | Rex",
        "My other dog is called Bob. | Bob",
    );
    check(
        "height",
        "My height is 180 cm. | 180 cm",
        "My desk height is 75 cm. | 75 cm",
    );
    check(
        "port",
        "Dev runs on port 3000. | 3000",
        "Prod runs on port 80. | 80",
    );
    check(
        "tyres",
        "My summer tyres are Nokian. | Nokian",
        "My winter tyres are Pirelli. | Pirelli",
    );
}

#[test]
fn another_situation_stands_beside() {
    fn check(attribute: &str, old: &str, new: &str) {
        assert!(beside(attribute, old, new, false), "{old} / {new}");
    }
    check(
        "preferred:drink",
        "I prefer tea. | tea",
        "For breakfast I prefer coffee. | coffee",
    );
    check(
        "preferred:seat",
        "I prefer aisle seats. | aisle seats",
        "On long flights I prefer window seats. | window seats",
    );
    check(
        "preferred:mode",
        "I prefer dark mode in my editor. | dark mode in my editor",
        "I prefer light mode on my phone. | light mode on my phone",
    );
    let dish = "My favourite dish is soup. | soup";
    check(
        "favourite:dish",
        dish,
        "When I have guests my favourite dish is roast. | roast",
    );
    let not = |new: &str| assert!(!beside("favourite:dish", dish, new, false), "{new}");
    not("For the record, my favourite dish is roast. | roast");
    not("If I had to name my favourite dish: roast | roast");
    not("When it comes to choosing a dish, my favourite is roast. | roast");
    check(
        "job_title",
        "I work as a nurse. | nurse",
        "I work as a DJ at weekends. | DJ",
    );
    check(
        "residence",
        "I live in Lisbon. | Lisbon",
        "I live in Portugal. | Portugal",
    );
}

#[test]
fn a_value_of_its_kind_takes_the_place() {
    fn check(attribute: &str, old: &str, new: &str) {
        assert!(!beside(attribute, old, new, true), "{old} / {new}");
    }
    check(
        "car",
        "My car is a Honda. | Honda",
        "My car is a Kia now. | Kia",
    );
    check("car", "My car is red. | red", "My car is blue now. | blue");
    check(
        "appointment:meeting",
        "The meeting is at 3. | 3",
        "The meeting is at 4 now. | 4",
    );
    check(
        "appointment:meeting",
        "The meeting is on Friday at 3. | Friday at 3",
        "The meeting is at 4 now. | 4",
    );
    check(
        "deadline",
        "The deadline is Friday. | Friday",
        "The deadline is in two weeks now. | two weeks",
    );
    check(
        "rent",
        "My rent is 900. | 900",
        "My rent is 950 euros now. | 950 euros",
    );
    check(
        "weight",
        "My weight is 80 kg. | 80 kg",
        "My weight is 170 lbs now. | 170 lbs",
    );
    check(
        "laptop",
        "My work laptop is a Mac. | Mac",
        "My new work laptop is a Dell. | Dell",
    );
    check(
        "insurance",
        "My insurance is from State Farm. | State Farm",
        "My insurance is Generali now. | Generali",
    );
    check(
        "thermostat",
        "The heating runs at 17 degrees. | 17 degrees",
        "The heating is at 18 degrees now. | 18 degrees",
    );
    check(
        "preferred:mode",
        "I prefer dark mode in my editor. | dark mode in my editor",
        "I prefer light mode in my editor now. | light mode in my editor",
    );
    check(
        "favourite:podcast",
        "If you ask me for my favourite podcast, it's Serial. | Serial",
        "Reply All is my favourite podcast. | Reply All",
    );
    check(
        "residence",
        "I live in Lisbon. | Lisbon",
        "I live in Spain now. | Spain",
    );
    check(
        "alarm time",
        "My alarm is at 6. | 6",
        "My alarm is 7 now. | 7",
    );
    check(
        "appointment:standup",
        "Our standup is at 9:30. | 9:30",
        "Standup is at ten now. | ten",
    );
    check(
        "residence",
        "I live in Lisbon. | Lisbon",
        "User lives in Rome | Rome",
    );
    check(
        "coffee order",
        "My coffee order is a flat white. | flat white",
        "My coffee order is an espresso. | espresso",
    );
}

#[test]
fn what_is_no_value_of_an_attribute_misfits() {
    fn check(attribute: &str, value: &str, text: &str, expect: bool) {
        let is_misfit = misfits(attribute, value, text, has_capital(text));
        assert_eq!(is_misfit, expect, "{text}");
    }
    check("residence", "hope", "I live in hope", true);
    check("residence", "old house", "I live in an old house", true);
    check("residence", "lisbon", "I live in lisbon", false);
    check("residence", "kleindorf", "i live in kleindorf", false);
    check("residence", "Kleindorf", "I live in Kleindorf", false);
    check("name", "Greek", "My name is Greek", true);
    check("name", "on the list", "My name is on the list", true);
    check("name", "Paul", "My name is Paul", false);
    check("employer", "peace", "I work for peace", true);
    check(
        "employer",
        "Munich office",
        "I work at the Munich office",
        true,
    );
    check("employer", "bakery", "I work at a bakery", false);
    check("job_title", "remote", "My job is remote", true);
    check("job_title", "teaching", "My job is teaching", false);
    check(
        "birthday",
        "a Friday this year",
        "My birthday is on a Friday this year",
        true,
    );
    check("birthday", "3 June", "My birthday is 3 June", false);
}

#[test]
fn the_word_that_is_said_names_the_attribute() {
    fn check(attribute: &str, text: &str, expect: Option<&str>) {
        assert_eq!(apart_of(attribute, text).as_deref(), expect, "{text}");
    }
    check("last name", "My first name is Ann", Some("first name"));
    check("last name", "My last name is Lee", None);
    check("last name", "My surname is Lee", None);
    check(
        "staging url",
        "Production is at app.example",
        Some("production url"),
    );
    check("staging url", "Staging is at app.example", None);
}
