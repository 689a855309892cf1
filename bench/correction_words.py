"""What people say in the dialogues of correction.py: development wordings, made to be looked at.

A family is an attribute: `values` (by label, where an attribute has several of its kind), and sentences that
state it (`say`), replace it (`change`: some with a cue, some without), take it back (`drop`), return to an
earlier value (`back`) and ask for it (`ask`). `{v}` is the value, `{o}` the one before it, `{l}` the label.
"""

CITIES = ["Lisbon", "Berlin", "Toronto", "Nairobi", "Osaka", "Leeds", "Bogotá", "Helsinki", "Austin", "Ghent", "Perth", "Tbilisi"]
FIRMS = ["Siemens", "Airbus", "Spotify", "Deloitte", "Novartis", "Ikea", "Lufthansa", "Shopify", "Bosch", "Unilever", "Maersk"]
JOBS = ["data engineer", "nurse", "translator", "carpenter", "paramedic", "accountant", "librarian", "product manager", "chemist"]
DIETS = ["vegetarian", "vegan", "pescatarian", "keto", "gluten-free", "paleo"]
PEOPLE = ["Joanna", "Kofi", "Mireille", "Tomasz", "Yuki", "Rafael", "Ingrid", "Hassan", "Chloe", "Dmitri", "Aisha", "Callum"]
PETS = ["Biscuit", "Miso", "Pepper", "Ziggy", "Waffles", "Nacho", "Olive", "Moose", "Pickle", "Juno"]
PHONES = ["07700 900412", "07700 900877", "555-0182", "555-0139", "020 7946 0321", "0151 2345 6789", "555-0166"]
MAILS = ["lena.hoff@example.org", "lhoff@example.com", "lena@hoff.example", "hoff.l@example.net", "lena.h@example.edu"]
SLOTS = ["Tuesday at 3pm", "Thursday at 9:30", "Monday at noon", "Friday at 4pm", "Wednesday at 8am", "Saturday at 11"]
DAYS = ["14 March", "2 June", "30 September", "7 November", "21 April", "1 August", "18 January"]
CARS = ["Honda Civic", "Skoda Octavia", "Tesla Model 3", "Fiat Panda", "Ford Focus", "Toyota Yaris", "Volvo V60"]
LANGUAGES = ["French", "German", "Portuguese", "Dutch", "Italian", "Polish", "Swedish"]

FAMILIES = {
    "residence": dict(
        values=CITIES,
        say=["I live in {v}.", "I'm living in {v} at the moment.", "home is {v} for me", "We live in {v}, near the river.",
             "I'm based in {v}", "my home is in {v}", "I've been living in {v} for three years", "i live in {v} btw"],
        change=["I moved to {v}.", "Actually I live in {v} now.", "We've relocated to {v} last month", "I'm no longer in {o}, I live in {v} now",
                "I just moved to {v}, boxes everywhere", "correction: I live in {v}, not {o}", "I live in {v} these days",
                "we moved from {o} to {v}", "I'm living in {v} now", "New address: I'm in {v} now"],
        drop=["I don't live in {o} any more.", "I no longer live in {o}.", "I've left {o} for good", "I moved away from {o}",
              "It's not true any more that I live in {o}", "please forget that I live in {o}"],
        back=["I moved back to {v}.", "I'm living in {v} again", "I've returned to {v}, for good this time", "we're back in {v} now"],
        ask=["Where do I live?", "Which city do I live in?", "what's my home town at the moment", "where is my home?",
             "Where does the user live?", "In what city am I based?", "current residence", "Remind me where I'm living"]),
    "employer": dict(
        values=FIRMS,
        say=["I work at {v}.", "I work for {v}", "I've got a job at {v}", "My employer is {v}.", "I'm employed at {v}", "i'm with {v}, have been since 2019",
             "I've been working for {v} for four years", "the company I work for is {v}"],
        change=["I started a new job at {v}.", "I work for {v} now.", "Actually, I work at {v}", "I switched from {o} to {v}", "I've left {o} and joined {v}",
                "I don't work at {o} any more, I'm at {v} now", "Changed jobs, my employer is {v} now", "I joined {v} last month", "Since Monday I work at {v}"],
        drop=["I quit my job at {o}.", "I no longer work at {o}", "I don't work for {o} any more", "I've left {o}", "I was laid off by {o}", "forget that I work at {o}"],
        back=["I'm back at {v}.", "I work at {v} again", "I've gone back to {v}", "I rejoined {v}"],
        ask=["Where do I work?", "Who is my employer?", "which company do I work for", "What company am I with?", "Who do I work for at the moment?",
             "Where does the user work?", "current employer", "Name my employer, please"]),
    "job": dict(
        values=JOBS,
        say=["I'm a {v}.", "I work as a {v}", "I'm a {v} by profession", "My job title is {v}", "my profession is {v}", "By trade I'm a {v}",
             "I've been a {v} for ten years", "I earn my living as a {v}"],
        change=["I'm a {v} now.", "Actually I work as a {v} now", "I changed careers, I'm now a {v}", "I'm not a {o} any more, I'm a {v}", "I became a {v}",
                "My new job title is {v}", "I've retrained as a {v}", "I work as a {v} these days"],
        drop=["I'm no longer a {o}.", "I don't work as a {o} any more", "I stopped working as a {o}", "I've given up being a {o}", "it's not true any more that I'm a {o}",
              "forget that I'm a {o}"],
        back=["I'm a {v} again.", "I work as a {v} again", "I went back to being a {v}", "I've returned to work as a {v}"],
        ask=["What's my job?", "What do I do for a living?", "what is my profession", "What do I work as?", "What is my job title?", "What does the user do for work?",
             "occupation", "Which profession do I have?"]),
    "diet": dict(
        values=DIETS,
        say=["I'm {v}.", "I eat {v}", "I follow a {v} diet", "My diet is {v}", "I've been {v} for years", "we're {v} at home", "i'm on a {v} diet", "food-wise I'm {v}"],
        change=["I'm {v} now.", "Actually I'm {v}, not {o}", "I've switched to a {v} diet", "I went {v} last month", "I'm not {o} any more, I eat {v} now",
                "My diet is {v} these days", "I changed my diet to {v}", "I eat {v} now"],
        drop=["I'm no longer {o}.", "I'm not {o} any more", "I stopped being {o}", "I've given up the {o} diet", "I don't eat {o} any more", "forget that I'm {o}"],
        back=["I'm {v} again.", "I've gone back to being {v}", "I eat {v} again", "back on the {v} diet"],
        ask=["What's my diet?", "What diet do I follow?", "what kind of eater am I", "Which diet am I on?", "How do I eat?", "what does the user eat, any diet?",
             "diet", "What should you know about my diet?"]),
    "favourite": dict(
        values={"colour": ["teal", "crimson", "mustard yellow", "lavender"], "band": ["Radiohead", "Sigur Rós", "Portishead", "The Cure"],
                "dish": ["ramen", "shakshuka", "lasagne", "pad thai"], "film": ["Amélie", "Alien", "Paddington 2", "Heat"],
                "season": ["autumn", "spring", "winter"]},
        say=["My favourite {l} is {v}.", "{v} is my favourite {l}", "my fave {l} is {v}", "My favorite {l} is {v}, no contest", "As for {l}s, my favourite is {v}",
             "My favourite {l} has always been {v}", "I'd say my favourite {l} is {v}", "Favourite {l}: {v}"],
        change=["My favourite {l} is {v} now.", "Actually my favourite {l} is {v}", "My new favourite {l} is {v}", "I changed my mind, my favourite {l} is {v}",
                "{o} isn't my favourite {l} any more, it's {v}", "My favorite {l} has become {v}", "these days my favourite {l} is {v}", "my favourite {l} is {v}, not {o}"],
        drop=["{o} is no longer my favourite {l}.", "{o} isn't my favourite {l} any more", "My favourite {l} isn't {o} any more", "My favourite {l} is no longer {o}",
              "forget that my favourite {l} is {o}", "It's not true any more that {o} is my favourite {l}"],
        back=["My favourite {l} is {v} again.", "{v} is my favourite {l} again", "{v} is back as my favourite {l}", "it's {v} again, my favourite {l}"],
        ask=["What's my favourite {l}?", "Which {l} do I like best?", "my favorite {l}?", "What {l} is my favourite?", "favourite {l}", "Do you remember my favourite {l}?",
             "What is the user's favourite {l}?", "Tell me my favourite {l}"]),
    "phone": dict(
        values=PHONES,
        say=["My phone number is {v}.", "my number is {v}", "You can reach me on {v}", "My mobile number is {v}", "phone number: {v}", "Call me on {v}, that's my number",
             "my cell is {v}", "The number of my phone is {v}"],
        change=["My phone number is {v} now.", "I have a new phone number: {v}", "My number changed to {v}", "Actually my phone number is {v}",
                "my new number is {v}", "My phone number is {v}, not {o}", "The old number is dead, my phone number is {v}", "my mobile number changed, it's {v} now"],
        drop=["{o} is no longer my phone number.", "My phone number isn't {o} any more", "{o} isn't my number any more", "My number is no longer {o}",
              "forget that my phone number is {o}", "Please delete my phone number {o}, it's not valid any more"],
        back=["My phone number is {v} again.", "I've got my old number {v} back", "{v} is my phone number again", "my number is {v} again"],
        ask=["What's my phone number?", "What number can people reach me on?", "my phone number?", "Which mobile number do I have?", "How can I be called, what's the number?",
             "What is the user's phone number?", "phone number", "Give me my own phone number"]),
    "email": dict(
        values=MAILS,
        say=["My email address is {v}.", "my email is {v}", "You can write to me at {v}", "My e-mail: {v}", "mail me at {v}", "I can be reached at {v}",
             "the email I use is {v}", "My mail address is {v}"],
        change=["My email address is {v} now.", "I have a new email address: {v}", "My email changed to {v}", "Actually my email is {v}", "my new email is {v}",
                "My email is {v}, not {o}", "The old email is closed, my email address is {v}", "please use my new email address {v}"],
        drop=["{o} is no longer my email address.", "My email isn't {o} any more", "{o} isn't my email any more", "My email address is no longer {o}",
              "forget that my email is {o}", "My email {o} is not valid any more"],
        back=["My email address is {v} again.", "my email is {v} again", "{v} is my email again", "I'm using my old email {v} again"],
        ask=["What's my email address?", "What email do I use?", "my email?", "Which email address is mine?", "Where can people mail me?", "What is the user's email?",
             "email address", "Tell me my email address"]),
    "appointment": dict(
        values={l: SLOTS for l in ("dentist appointment", "haircut", "physio session", "job interview", "driving lesson")},
        say=["My {l} is on {v}.", "I have a {l} on {v}", "the {l} is on {v}", "My {l} is set for {v}", "My {l} is scheduled for {v}", "I've got a {l} on {v}",
             "there's my {l} on {v}", "my {l}'s on {v}"],
        change=["My {l} was moved to {v}.", "The {l} has been rescheduled to {v}", "My {l} is on {v} now", "Actually my {l} is on {v}", "They moved my {l} from {o} to {v}",
                "my {l} is on {v}, not {o}", "I had to postpone the {l} to {v}", "The new time for my {l} is {v}"],
        drop=["My {l} on {o} was cancelled.", "The {l} is off, it's not on {o} any more", "I cancelled my {l} on {o}", "my {l} on {o} isn't happening",
              "I no longer have a {l} on {o}", "forget the {l} on {o}, it's cancelled"],
        back=["My {l} is on {v} again.", "The {l} was moved back to {v}", "my {l} is back on {v}", "It's {v} again for my {l}"],
        ask=["When is my {l}?", "What time is my {l}?", "On which day is my {l}?", "when's the {l}", "When do I have my {l}?", "{l} time", "When is the user's {l}?",
             "Remind me when my {l} is"]),
    "deadline": dict(
        values={l: DAYS for l in ("thesis", "tax return", "grant proposal", "Falcon report", "visa application")},
        say=["The deadline for the {l} is {v}.", "The {l} is due on {v}", "My {l} is due {v}", "I have to hand in the {l} by {v}", "{l} deadline: {v}",
             "The {l} has to be done by {v}", "the due date of the {l} is {v}", "we need to submit the {l} by {v}"],
        change=["The deadline for the {l} is {v} now.", "The {l} deadline moved to {v}", "The deadline for the {l} was extended to {v}", "Actually the {l} is due on {v}",
                "the {l} is due {v}, not {o}", "They pushed the {l} deadline from {o} to {v}", "New deadline for the {l}: {v}", "The {l} is now due on {v}"],
        drop=["The {l} is no longer due on {o}.", "The deadline of {o} for the {l} was dropped", "The {l} isn't due on {o} any more", "the {l} deadline on {o} was cancelled",
              "forget the {o} deadline for the {l}", "There's no {o} deadline for the {l} any more"],
        back=["The deadline for the {l} is {v} again.", "The {l} deadline is back to {v}", "the {l} is due on {v} again", "They moved the {l} deadline back to {v}"],
        ask=["When is the {l} due?", "What's the deadline for the {l}?", "by when must the {l} be done", "{l} deadline", "Until when do I have time for the {l}?",
             "What's the due date of the {l}?", "When do I have to submit the {l}?", "How long have I got for the {l}, until what date?"]),
    "choice": dict(
        values={"database": ["Postgres", "MySQL", "MongoDB", "CockroachDB"], "hosting": ["Hetzner", "AWS", "Fly.io", "DigitalOcean"],
                "framework": ["Django", "Rails", "Phoenix", "Laravel"], "chat tool": ["Slack", "Zulip", "Mattermost", "Discord"]},
        say=["We use {v} as our {l}.", "Our {l} is {v}", "For the {l} we use {v}", "The project's {l} is {v}", "we decided on {v} for the {l}", "We're using {v} as the {l}",
             "as {l} we have {v}", "We went with {v} for the {l}"],
        change=["We switched the {l} from {o} to {v}.", "Our {l} is {v} now", "We now use {v} as our {l}", "We migrated to {v} as our {l}", "Actually we use {v} as the {l}",
                "We decided to use {v} instead of {o} as our {l}", "we moved the {l} to {v}", "We replaced {o} with {v} as our {l}"],
        drop=["We no longer use {o} as our {l}.", "We don't use {o} as our {l} any more", "We stopped using {o} as our {l}", "we dropped {o} as our {l}",
              "forget that our {l} is {o}", "Our {l} isn't {o} any more"],
        back=["We use {v} as our {l} again.", "We went back to {v} as our {l}", "our {l} is {v} again", "We switched the {l} back to {v}"],
        ask=["Which {l} do we use?", "What's our {l}?", "what {l} does the project use", "What did we pick for the {l}?", "our {l}?", "Which {l} are we on?",
             "current {l}", "Tell me the {l} of our project"]),
    "pet": dict(
        values={l: PETS for l in ("dog", "cat", "parrot", "tortoise")},
        say=["My {l}'s name is {v}.", "My {l} is called {v}", "I have a {l} called {v}", "we have a {l} named {v}", "The name of my {l} is {v}", "our {l} is named {v}",
             "I've got a {l}, {v} is the name", "My {l} {v} is adorable"],
        change=["My {l}'s name is {v} now.", "Actually my {l} is called {v}", "We renamed the {l} to {v}", "My {l} is called {v}, not {o}", "we changed the {l}'s name from {o} to {v}",
                "My {l} goes by {v} now", "Sorry, my {l}'s name is {v}", "The {l}'s new name is {v}"],
        drop=["My {l} isn't called {o} any more.", "My {l} is no longer called {o}", "{o} is no longer my {l}'s name", "we don't call our {l} {o} any more",
              "forget that my {l} is called {o}", "It's not true that my {l} is called {o}"],
        back=["My {l} is called {v} again.", "we renamed the {l} back to {v}", "the {l}'s name is {v} again", "We call our {l} {v} again"],
        ask=["What's my {l}'s name?", "What is my {l} called?", "name of my {l}", "How is my {l} called?", "Who is my {l}?", "what did I name my {l}", "What is the name of the user's {l}?",
             "Do you remember what my {l} is called?"]),
    "partner": dict(
        values=PEOPLE,
        say=["My partner is {v}.", "I'm dating {v}", "My girlfriend is called {v}", "{v} is my partner", "my boyfriend's name is {v}", "I'm in a relationship with {v}",
             "My partner's name is {v}", "I'm together with {v}"],
        change=["I'm dating {v} now.", "My partner is {v} now", "I broke up with {o}, I'm with {v} now", "Actually my partner's name is {v}", "I'm not with {o} any more, my partner is {v}",
                "My new partner is {v}", "I'm seeing {v} now", "I'm in a relationship with {v} now"],
        drop=["I broke up with {o}.", "{o} and I have split up", "I'm no longer with {o}", "{o} isn't my partner any more", "I'm not together with {o} any more",
              "forget that {o} is my partner"],
        back=["I'm back together with {v}.", "{v} is my partner again", "I'm dating {v} again", "{v} and I are together again"],
        ask=["Who is my partner?", "Who am I dating?", "what's the name of my partner", "Who am I in a relationship with?", "my partner's name?", "Who is the user's partner?",
             "Who am I together with?", "partner"]),
    "manager": dict(
        values=PEOPLE,
        say=["My manager is {v}.", "{v} is my boss", "I report to {v}", "My boss is called {v}", "my line manager is {v}", "At work I report to {v}", "{v} is my manager",
             "my boss's name is {v}"],
        change=["My manager is {v} now.", "I report to {v} now", "My new boss is {v}", "{v} replaced {o} as my manager", "Actually my manager is {v}", "I've got a new manager, {v}",
                "{o} isn't my boss any more, {v} is", "{v} took over as my manager"],
        drop=["{o} is no longer my manager.", "I don't report to {o} any more", "{o} isn't my boss any more", "I no longer report to {o}", "forget that {o} is my manager",
              "{o} is not my manager any more"],
        back=["{v} is my manager again.", "I report to {v} again", "my boss is {v} again", "I'm back to reporting to {v}"],
        ask=["Who is my manager?", "Who do I report to?", "who's my boss", "What's the name of my manager?", "my line manager?", "Who is the user's boss?", "manager",
             "Which person do I report to at work?"]),
    "car": dict(
        values=CARS,
        say=["I drive a {v}.", "My car is a {v}", "I own a {v}", "I've got a {v}", "we have a {v}, it's our car", "The car I drive is a {v}", "my car's a {v}", "I get around in a {v}"],
        change=["I drive a {v} now.", "I bought a {v}, the {o} is gone", "My new car is a {v}", "I traded in the {o} for a {v}", "Actually I drive a {v}", "my car is a {v} now",
                "I replaced my {o} with a {v}", "I sold the {o}, I drive a {v} now"],
        drop=["I sold my {o}.", "I don't drive a {o} any more", "I no longer own the {o}", "I got rid of the {o}", "I don't have the {o} any more", "forget that I drive a {o}"],
        back=["I drive a {v} again.", "my car is a {v} again", "I've gone back to driving a {v}", "I bought a {v} again, I drive it now"],
        ask=["What car do I drive?", "Which car do I have?", "what's my car", "What kind of car do I own?", "my car?", "What does the user drive?", "car model",
             "Do you know which car I drive?"]),
    "commute": dict(
        values=["bike", "bus", "train", "tram", "car", "ferry", "subway"],
        say=["I go to work by {v}.", "I commute by {v}", "I take the {v} to work", "I get to work by {v}", "My commute is by {v}", "i usually take the {v} to the office",
             "for work I take the {v}", "I travel to the office by {v}"],
        change=["I commute by {v} now.", "I take the {v} to work now", "Actually I go to work by {v}", "I switched from the {o} to the {v} for my commute", "These days I go to work by {v}",
                "I don't take the {o} to work any more, I take the {v}", "I get to work by {v} now", "I now take the {v} to the office instead of the {o}"],
        drop=["I no longer commute by {o}.", "I don't take the {o} to work any more", "I stopped going to work by {o}", "I don't commute by {o} any more",
              "forget that I go to work by {o}", "I've given up taking the {o} to work"],
        back=["I commute by {v} again.", "I take the {v} to work again", "I'm back to taking the {v} to work", "I go to work by {v} again"],
        ask=["How do I get to work?", "How do I commute?", "what do I take to work", "How do I travel to the office?", "my commute?", "How does the user get to work?",
             "means of transport to work", "What do I use for my commute?"]),
    "standup": dict(
        values={l: ["9:15", "10:30", "8:45", "11:00", "14:20", "16:40"] for l in ("standup", "weekly sync", "planning meeting", "retro")},
        say=["Our team's {l} is at {v}.", "The {l} starts at {v}", "We have our {l} at {v}", "our {l} is always at {v}", "In our team the {l} is at {v}",
             "The {l} takes place at {v}", "we do the {l} at {v}", "the {l} is scheduled for {v}"],
        change=["The {l} moved to {v}.", "Our {l} is at {v} now", "We moved the {l} from {o} to {v}", "Actually the {l} is at {v}", "The {l} now starts at {v}",
                "the {l} is at {v}, not {o}", "From now on the {l} is at {v}", "The team decided to have the {l} at {v} instead"],
        drop=["The {l} is no longer at {o}.", "The {l} isn't at {o} any more", "We don't have the {l} at {o} any more", "the {l} at {o} was cancelled", "We dropped the {o} {l}",
              "forget that the {l} is at {o}"],
        back=["The {l} is at {v} again.", "We moved the {l} back to {v}", "the {l} is back at {v}", "our {l} starts at {v} again"],
        ask=["When is our {l}?", "What time is the {l}?", "when does the {l} start", "At what time do we have the {l}?", "{l} time", "When does the team hold its {l}?",
             "What's the time of our {l}?", "Tell me when the {l} is"]),
    "reply": dict(
        values=LANGUAGES,
        say=["Always answer in {v}.", "Please always reply in {v}", "Write to me in {v}, always", "From now on answer in {v}", "I want you to reply in {v}", "always respond in {v} please",
             "All your answers should be in {v}", "Answer me in {v} from now on"],
        change=["From now on answer in {v} instead.", "Always answer in {v} now", "Actually, always reply in {v}", "Switch to {v}, always answer in {v}",
                "Don't answer in {o} any more, always answer in {v}", "Changed my mind, always respond in {v}", "Please always reply in {v} instead of {o}", "From today always answer in {v}"],
        drop=["You don't have to answer in {o} any more.", "Stop answering in {o}", "no longer reply in {o}", "Don't reply in {o} any more", "forget that you should answer in {o}",
              "You no longer need to answer in {o}"],
        back=["Always answer in {v} again.", "Go back to answering in {v}", "please reply in {v} again from now on", "Answer in {v} again, always"],
        ask=["In which language should you answer?", "What language should you reply in?", "Which language do I want your answers in?", "what language do I want you to use",
             "reply language", "In what language do you write to me?", "How should you answer me, in which language?", "language of your answers"]),
    "doctor": dict(
        values=["Dr. Alvarez", "Dr. Petrov", "Dr. Sorensen", "Dr. Mbeki", "Dr. Lang", "Dr. Fitzgerald"],
        say=["My doctor is {v}.", "{v} is my GP", "I go to {v} for check-ups, that's my doctor", "my family doctor is {v}", "The doctor I see is {v}", "my GP is {v}",
             "My doctor's name is {v}", "I'm a patient of {v}"],
        change=["My doctor is {v} now.", "I switched doctors, I see {v} now", "My new doctor is {v}", "Actually my doctor is {v}", "{o} retired, my doctor is {v} now",
                "I changed from {o} to {v} as my doctor", "My GP is {v}, not {o}", "I've got a new GP, {v}"],
        drop=["{o} is no longer my doctor.", "I don't go to {o} any more", "{o} isn't my GP any more", "I left {o}'s practice, {o} is not my doctor any more",
              "forget that my doctor is {o}", "My doctor isn't {o} any more"],
        back=["My doctor is {v} again.", "I'm back with {v} as my doctor", "{v} is my GP again", "I see {v} again, my doctor"],
        ask=["Who is my doctor?", "What's my doctor's name?", "which GP do I have", "Who is my GP?", "my family doctor?", "Which doctor do I see?", "Who is the user's doctor?",
             "name of my doctor"]),
}

# Attributes that hold several values at once.
JOINING = {
    "likes": dict(
        values=["hiking", "chess", "jazz", "gardening", "sushi", "crosswords", "sailing", "pottery"],
        say=["I like {v}.", "I love {v}", "I enjoy {v} a lot", "I'm a big fan of {v}", "I'm really into {v}", "i'm fond of {v}", "{v} is something I love", "I really like {v}"],
        ask=["What do I like?", "What are the things I enjoy?", "what am I into", "Which things do I love?", "What is the user fond of?", "my likes", "What kind of things do I like?",
             "Tell me what I like"]),
    "languages": dict(
        values=LANGUAGES + ["Tamil"],
        say=["I speak {v}.", "I can speak {v}", "I'm fluent in {v}", "I also know {v}", "{v} is a language I speak", "i speak {v} quite well", "I speak some {v}", "I know {v}"],
        ask=["Which languages do I speak?", "What languages do I know?", "my languages", "In what languages am I fluent?", "languages the user speaks", "What can I speak?",
             "Which languages can I use abroad?", "List the languages I speak"]),
    "allergies": dict(
        values=["peanuts", "shellfish", "penicillin", "cat hair", "latex", "kiwi", "birch pollen"],
        say=["I'm allergic to {v}.", "I have an allergy to {v}", "i'm allergic to {v} too", "I can't have {v}, I'm allergic", "I've got a {v} allergy", "I react badly to {v}, it's an allergy",
             "My allergy: {v}", "Doctor says I'm allergic to {v}"],
        ask=["What am I allergic to?", "Which allergies do I have?", "my allergies", "What do I react to?", "what is the user allergic to", "Which substances must I avoid?",
             "List my allergies", "any allergies of mine?"]),
    "children": dict(
        values=["Lily", "Leo", "Noor", "Otto", "Mia", "Finn"],
        say=["I have a kid called {v}.", "My child {v} goes to school", "{v} is one of my kids", "One of my children is called {v}", "i have a child named {v}", "My kid's name is {v}",
             "{v} is my child", "we have a child called {v}"],
        ask=["What are my kids called?", "Who are my children?", "names of my kids", "Which children do I have?", "What are the names of the user's children?", "my kids?",
             "How are my children called?", "Tell me the names of my children"]),
    "tools": dict(
        values=["Figma", "Blender", "Notion", "Obsidian", "Photoshop", "Ableton", "Jira"],
        say=["I use {v} for work.", "I work with {v}", "I use {v} every day", "{v} is one of the tools I use", "i use {v} too", "I also use {v}", "One of my tools is {v}", "I've got {v} installed and use it"],
        ask=["Which tools do I use?", "What software do I work with?", "my tools", "What programs do I use?", "Which apps do I use for work?", "tools the user works with",
             "What do I use every day at work?", "List the software I use"]),
    "rules": dict(
        values=["need two approvals", "must have tests", "have to be squashed", "need a changelog entry", "must link a ticket", "have to pass the linter"],
        say=["In our team pull requests {v}.", "Our pull requests {v}", "Team rule: pull requests {v}", "Pull requests {v} in our team", "all pull requests {v}, that's our rule",
             "As a rule, pull requests {v}", "We agreed that pull requests {v}", "At our place pull requests {v}"],
        ask=["What are our rules for pull requests?", "What applies to pull requests in our team?", "pull request rules", "Which norms do we have for pull requests?",
             "What must our pull requests have?", "team rules on pull requests", "How do we handle pull requests?", "What do pull requests need at our place?"]),
}

# A statement, its value, and something that must not end it.
APART = [
    ("our message queue is Kafka", "Kafka", "our chat tool is Zulip now"),
    ("my doctor is Dr. Osei", "Dr. Osei", "my dentist is Dr. Chen"),
    ("my partner is Priya", "Priya", "my business partner is Marek"),
    ("I live in Porto", "Porto", "my parents have moved to Malmö"),
    ("my shoe size is 44", "44", "my husband's shoe size is 46"),
    ("our sprints are two weeks long", "two weeks", "my holiday is three weeks long"),
    ("always reply in Korean", "Korean", "how do you say hello in Welsh?"),
    ("I live in Bergen", "Bergen", "no wait, let me think"),
    ("my kid is called Milo", "Milo", "our second kid is called Tara"),
    ("my favourite cheese is Manchego", "Manchego", "my son's favourite cheese is feta"),
    ("I live in Porto", "Porto", "I lived in Malmö as a kid"),
    ("our message queue is Kafka", "Kafka", "the other team uses NATS as their message queue"),
    ("I bank with N26", "N26", "I have a savings account at ING too"),
    ("my favourite board game is Azul", "Azul", "Catan is also a great board game"),
    ("I'm allergic to sesame", "sesame", "I don't like avocado anymore"),
    ("I work at Nokia", "Nokia", "I had an interview at Ericsson today"),
    ("the budget for the wedding is €12,000", "€12,000", "the dress costs €950"),
    ("I'm subscribed to Audible", "Audible", "I'm subscribed to Strava now"),
    ("I live in Porto", "Porto", "what if I moved to Malmö?"),
    ("I'm dating Priya", "Priya", "Marek and Lucia broke up"),
]

# Takes back what was said last, whatever it was.
DROP_LAST = ["Forget that.", "Scratch that.", "Actually, forget what I just said.", "That's not true any more.", "Please forget what I just told you",
             "Ignore that, it was wrong", "that's no longer true", "Sorry, that was wrong, forget it", "Never mind, that isn't true"]

FILLER = ["Thanks!", "What's the weather like today?", "Can you write a short poem about rain?", "How do I boil an egg?", "lol ok", "Good morning!",
          "Could you translate 'good night' into Latin?", "What is 17 times 23?", "that makes sense", "Tell me a fun fact about otters", "Hm, let me think.",
          "How tall is Mount Everest?", "Why is the sky blue?", "ok great", "Do you think it will snow?", "What's a good synonym for 'quick'?"]
LEAD = ["", "", "", "Hi! ", "By the way, ", "Oh, and ", "Just so you know: ", "Quick note: ", "Hey, ", "ok so "]
TAIL = ["", "", "", "", " Thanks!", " Just saying.", " Anyway.", " :)"]
REPLIES = ["Noted!", "Sure, here you go.", "Good to know, thanks for telling me.", "Of course. Anything else?", "Got it.", "That's a fine question. In short: it depends.",
           "Okay, I will keep it in mind.", "Happy to help!", "Thanks for the update."]
ECHOES = ["Got it, {v}!", "Oh, {v}, how nice.", "I'll remember {v}."]
