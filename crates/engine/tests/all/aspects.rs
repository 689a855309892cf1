//! What tells another aspect of a thing, another one of its kind or another situation stands beside what
//! is known, and closes nothing. Each has its control, which must close.

use crate::common::*;

const ROWS: &[Closing] = &[
    (
        "For the record, I support Juventus.",
        &["My sister supports Arsenal."],
        &["I support Arsenal now."],
    ),
    (
        "My car is a Honda.",
        &[
            "My car is red.",
            "My car is ten years old.",
            "My car is at the garage.",
        ],
        &[
            "My car is a Kia now.",
            "My car is a Kia.",
            "Not a Honda, a Kia.",
        ],
    ),
    (
        "My car is red.",
        &["My car is a Honda."],
        &["My car is blue now."],
    ),
    (
        "The meeting is at 3.",
        &[
            "The meeting is in room 5.",
            "The meeting is with the lawyers.",
        ],
        &["It's at 4, not 3.", "The meeting is at 4 now."],
    ),
    (
        "The meeting is in room 5.",
        &["The meeting is at 3."],
        &["The meeting is in room 6."],
    ),
    (
        "My rent is 900.",
        &["My rent is due on the 1st.", "My rent is too high."],
        &["My rent is 950.", "My rent is 950 euros now."],
    ),
    (
        "The database is Postgres.",
        &["The database is 40 GB.", "The database is on RDS."],
        &["The database is MySQL."],
    ),
    (
        "The hotel is the Ibis.",
        &[
            "The hotel is near the station.",
            "The hotel is 90 euros a night.",
        ],
        &["The hotel is the Hilton."],
    ),
    (
        "My company is called Brix.",
        &["My company is in Leeds."],
        &["My company is called Brax now."],
    ),
    (
        "My camera is a Nikon.",
        &["My camera is in the blue bag."],
        &["My camera is a Canon now."],
    ),
    (
        "Our office is in Berlin.",
        &["Our office is on the fifth floor."],
        &["Our office is in Hamburg now."],
    ),
    (
        "I live in Lisbon.",
        &[
            "I live in hope.",
            "I live in an old house.",
            "I live in the city centre.",
            "I live in Portugal.",
            "I live in Alfama.",
            "I live at number 12.",
            "I live on the third floor.",
            "My home is my castle.",
        ],
        &[
            "I live in Porto.",
            "I moved to Kleindorf.",
            "I live in Spain now.",
        ],
    ),
    (
        "My name is Peter.",
        &[
            "My name is on the list.",
            "My name is Greek.",
            "My name is hard to pronounce.",
            "My user name is pete99.",
        ],
        &["My name is Paul.", "My name is Paul, not Peter."],
    ),
    (
        "I work at Siemens.",
        &[
            "I work for a living.",
            "I work for peace.",
            "I work at the Munich office.",
        ],
        &["I work at Bosch.", "I work at a bakery now."],
    ),
    (
        "I work as a nurse.",
        &["I work as a DJ at weekends."],
        &["I work as a teacher."],
    ),
    (
        "My first name is Ann.",
        &["My last name is Lee.", "My surname is Lee."],
        &["My first name is Anna."],
    ),
    (
        "My work laptop is a ThinkPad.",
        &["My personal laptop is a MacBook."],
        &[
            "My work laptop is a Dell.",
            "I got a new work laptop, it's a Dell XPS.",
        ],
    ),
    (
        "Staging is at staging.foo.io.",
        &["Production is at app.foo.io."],
        &[],
    ),
    ("Dev runs on port 3000.", &["Prod runs on port 80."], &[]),
    (
        "My phone number is 555-1000.",
        &["You can reach me at work on 555-3000."],
        &["My phone number is 555-2000."],
    ),
    (
        "My favourite colour is blue.",
        &["My least favourite colour is red."],
        &["My favourite colour is green."],
    ),
    (
        "My dog is called Rex.",
        &["My other dog is called Bob."],
        &["My dog is called Max."],
    ),
    (
        "My height is 180 cm.",
        &["My desk height is 75 cm."],
        &["My height is 181 cm."],
    ),
    (
        "I prefer tea.",
        &[
            "For breakfast I prefer coffee.",
            "With cake I prefer coffee.",
        ],
        &["I prefer coffee now."],
    ),
    (
        "I prefer aisle seats.",
        &["On long flights I prefer window seats."],
        &["I prefer window seats."],
    ),
    (
        "I prefer dark mode in my editor.",
        &["I prefer light mode on my phone."],
        &["I prefer light mode in my editor now."],
    ),
    (
        "I prefer Python for scripts.",
        &["I prefer Rust for servers."],
        &["I prefer Rust for scripts now."],
    ),
];

#[tokio::test]
async fn another_aspect_closes_nothing() {
    check_closing(ROWS).await;
}
