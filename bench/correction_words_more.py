"""Development wordings of correction.py, second set: other labels, values and sentences.

The same shape as `correction_words.py`.
"""

CITIES = ["Marseille", "Zagreb", "Halifax", "Kyoto", "Accra", "Bristol", "Montevideo", "Tallinn", "Denver", "Utrecht", "Adelaide", "Yerevan"]
FIRMS = ["Philips", "Boeing", "Klarna", "Accenture", "Roche", "Decathlon", "Ryanair", "Zalando", "Continental", "Nestlé", "Vestas"]
JOBS = ["plumber", "physiotherapist", "copywriter", "welder", "midwife", "tax adviser", "archivist", "backend developer", "geologist"]
DIETS = ["vegan", "vegetarian", "low-carb", "pescatarian", "halal", "lactose-free"]
PEOPLE = ["Beatriz", "Oskar", "Fatima", "Lorenzo", "Hana", "Mateusz", "Sigrid", "Omar", "Camille", "Nikolai", "Zainab", "Ewan"]
PETS = ["Snickers", "Tofu", "Ginger", "Bandit", "Mochi", "Taco", "Hazel", "Bear", "Cookie", "Freya"]
PHONES = ["07911 123456", "07911 654321", "555-0173", "555-0124", "0161 496 0007", "030 1234 5678", "555-0191"]
MAILS = ["m.okafor@example.org", "mo@example.com", "marcus@okafor.example", "okafor.m@example.net", "marcus.o@example.edu"]
SLOTS = ["Monday at 10:15", "Wednesday at 2pm", "Friday at 11:30", "Thursday at 5pm", "Tuesday at 7:45am", "Sunday at noon"]
DAYS = ["3 February", "19 May", "28 August", "11 December", "6 July", "25 October", "9 April"]
CARS = ["Mazda 3", "Renault Clio", "Kia Niro", "Opel Corsa", "Subaru Outback", "Peugeot 208", "Dacia Duster"]
LANGUAGES = ["Spanish", "Danish", "Japanese", "Turkish", "Greek", "Czech", "Finnish"]

FAMILIES = {
    "residence": dict(
        values=CITIES,
        say=["I reside in {v}.", "{v} is where I live", "My wife and I live in {v}", "I've lived in {v} since 2017", "My flat is in {v}", "i'm living in {v} these days, it's lovely",
             "I call {v} home", "we live in a small house in {v}"],
        change=["We moved to {v} two weeks ago.", "I've moved house, I'm in {v} now", "I relocated to {v} for work", "I left {o} and settled in {v}", "Turns out I was unclear: I live in {v}, not in {o}",
                "I don't live in {o} anymore, I'm in {v}", "As of this month I live in {v}", "My home is in {v} now", "I actually live in {v}", "finally made the move to {v}!"],
        drop=["I don't live in {o} anymore.", "I'm not living in {o} any longer", "We've moved out of {o}", "I no longer reside in {o}", "Forget about me living in {o}", "that I live in {o} is no longer true"],
        back=["We've moved back to {v}.", "I live in {v} again", "I came back to {v} to stay", "Living in {v} once more"],
        ask=["What city do I live in now?", "Where's home for me?", "where do i live", "Do you remember where I live?", "Which town am I living in?", "Place of residence?", "Where am I based these days?",
             "Where does this user live now?"]),
    "employer": dict(
        values=FIRMS,
        say=["I'm working at {v}.", "{v} is my employer", "I've worked for {v} since 2020", "I'm employed by {v}", "My job is at {v}", "I work over at {v}", "i work for a company called {v}",
             "My company is {v}"],
        change=["I'm at {v} now.", "I took a job at {v}", "I moved from {o} to {v} in spring", "I quit {o} and now work for {v}", "I'm now employed by {v}", "My new employer is {v}",
                "I work for {v}, not {o}", "I got hired by {v}", "Guess what, I started at {v}"],
        drop=["I left my job at {o}.", "I'm not working for {o} anymore", "I resigned from {o}", "I don't work at {o} anymore", "I'm no longer employed by {o}", "forget about my job at {o}"],
        back=["I've returned to {v}.", "I'm working for {v} again", "{v} hired me back", "I'm employed at {v} again"],
        ask=["What company do I work for?", "Who employs me?", "where am I working these days", "What's the name of my employer?", "At which firm do I work?", "my employer?", "Where do I work now?",
             "What company does this user work for?"]),
    "job": dict(
        values=JOBS,
        say=["I work as a {v}.", "I'm a {v}, by the way", "I'm employed as a {v}", "My occupation is {v}", "I'm a qualified {v}", "being a {v} is my job", "I've worked as a {v} for years", "My role is {v}"],
        change=["I'm now a {v}.", "I've become a {v}", "These days I'm a {v}", "I went from {o} to {v}", "I'm a {v} now, not a {o}", "I stopped being a {o} and became a {v}",
                "My job title changed to {v}", "I now work as a {v}"],
        drop=["I'm not a {o} anymore.", "I no longer work as a {o}", "I quit being a {o}", "I don't work as a {o} anymore", "I'm done working as a {o}", "forget that I work as a {o}"],
        back=["I'm working as a {v} again.", "I'm back to being a {v}", "I returned to my job as a {v}", "I am a {v} once more"],
        ask=["What is my occupation?", "What do I work as these days?", "what job do I have", "What's my line of work?", "My profession?", "What is it I do for work?", "What's this user's profession?",
             "which job title do I have"]),
    "diet": dict(
        values=DIETS,
        say=["I'm on a {v} diet.", "I eat {v} only", "I've been eating {v} since last year", "I keep to a {v} diet", "I am {v}", "I'm strictly {v}", "my diet's {v}", "I live {v}, food-wise"],
        change=["I've gone {v}.", "I now follow a {v} diet", "I'm {v} these days", "I moved from a {o} diet to a {v} one", "I'm {v}, not {o}", "I became {v} recently", "I gave up being {o}, I'm {v} now",
                "Since January I eat {v}"],
        drop=["I'm not {o} anymore.", "I don't follow a {o} diet any longer", "I stopped eating {o}", "I quit the {o} diet", "I'm no longer on a {o} diet", "forget about the {o} diet"],
        back=["I'm back to eating {v}.", "I'm on the {v} diet again", "I follow a {v} diet again", "gone {v} again"],
        ask=["Which diet do I keep?", "What sort of diet do I have?", "do I follow a diet, which one", "What do you know about how I eat?", "What's my current diet?", "my diet?", "What diet is the user on?",
             "Am I on a particular diet?"]),
    "favourite": dict(
        values={"book": ["Middlemarch", "Dune", "Beloved", "The Hobbit"], "sport": ["badminton", "rowing", "fencing", "volleyball"], "dessert": ["tiramisu", "pavlova", "baklava", "crème brûlée"],
                "animal": ["otter", "capybara", "red panda", "heron"], "singer": ["Nina Simone", "Björk", "Adele", "Rosalía"]},
        say=["My favourite {l}? {v}.", "My favourite {l} is definitely {v}", "{v} has to be my favourite {l}", "my all-time favourite {l} is {v}", "The {l} I like best is {v}",
             "If I had to name my favourite {l}: it's {v}", "I have a favourite {l}: {v}", "{v} is my favorite {l}"],
        change=["{v} is my favourite {l} now.", "My favourite {l} changed to {v}", "I have a new favourite {l}: {v}", "my favourite {l} used to be {o}, now it's {v}", "{v} has replaced {o} as my favourite {l}",
                "It's {v} now, my favourite {l}", "My favourite {l} isn't {o} anymore but {v}", "No wait, my favourite {l} is {v}"],
        drop=["{o} isn't my favourite {l} anymore.", "My favorite {l} is not {o} anymore", "{o} used to be my favourite {l}, not any more", "{o} stopped being my favourite {l}",
              "I wouldn't call {o} my favourite {l} any more", "forget about {o} being my favourite {l}"],
        back=["{v} is once again my favourite {l}.", "I'm back to {v} as my favourite {l}", "My favorite {l} is {v} again", "Again my favourite {l} is {v}"],
        ask=["Which is my favourite {l}?", "What {l} do I like most?", "do you know my favorite {l}", "My favourite {l} is what?", "Which {l} is my all-time favourite?", "favorite {l}",
             "What {l} does the user like best?", "What did I say my favourite {l} was?"]),
    "phone": dict(
        values=PHONES,
        say=["My cell number is {v}.", "You can call me on {v}", "my phone: {v}", "Here's my number: {v}", "I can be reached by phone on {v}", "my telephone number is {v}", "{v} is my phone number", "My mobile is {v}"],
        change=["My cell number is {v} now.", "I've changed my number, it's {v} now", "Please note my new phone number: {v}", "I got a new number: {v}", "{v} is my new phone number", "Call me on {v} now, {o} is dead",
                "my phone number changed from {o} to {v}", "my number is actually {v}"],
        drop=["{o} is not my number anymore.", "I don't have the number {o} anymore", "My phone number {o} is no longer in use", "I gave up the number {o}", "forget about my number {o}", "My phone number is not {o} anymore"],
        back=["My phone number is back to {v}.", "{v} is my number again", "I'm using my number {v} again", "I've returned to my old number {v}"],
        ask=["What is my cell number?", "Which phone number is mine?", "my telephone number", "On what number can I be reached?", "Do you have my phone number?", "Which number should people call to reach me?",
             "mobile number", "What's the user's telephone number?"]),
    "email": dict(
        values=MAILS,
        say=["My e-mail address is {v}.", "Here's my email: {v}", "Email me at {v}", "{v} is my email", "you'll reach me by mail at {v}", "I use {v} for email", "my personal email is {v}", "my mail is {v}"],
        change=["My e-mail address is {v} now.", "I switched my email to {v}", "I've got a new email: {v}", "My email address changed from {o} to {v}", "{v} is my new email address", "It's {v} now, my email",
                "my email is actually {v}", "Write to me at {v} now, not at {o}"],
        drop=["{o} is not my email anymore.", "I closed my email account {o}", "I don't use {o} for email anymore", "My email address is not {o} anymore", "I no longer have the email {o}", "forget about my email {o}"],
        back=["My email is back to {v}.", "I use {v} for email again", "My e-mail address is {v} again", "{v} is my email address again"],
        ask=["What is my e-mail address?", "Which email is mine?", "do you have my email", "At what address can I be emailed?", "my mail address?", "Which email account do I use?", "What's the user's e-mail?",
             "what did I say my email was"]),
    "appointment": dict(
        values={l: SLOTS for l in ("eye exam", "piano lesson", "car inspection", "massage", "vet visit")},
        say=["I'm having a {l} on {v}.", "My {l} takes place on {v}", "I booked a {l} for {v}", "my {l} is booked for {v}", "There's a {l} on {v} for me", "I have my {l} on {v}", "the {l} happens on {v}",
             "My next {l} is on {v}"],
        change=["My {l} got moved to {v}.", "I rescheduled my {l} to {v}", "The {l} was shifted from {o} to {v}", "My {l} will be on {v} instead", "the {l} is now on {v}", "My {l} has been postponed to {v}",
                "It's {v} now for the {l}", "my {l} isn't on {o} anymore, it's on {v}"],
        drop=["The {l} on {o} has been cancelled.", "I had to cancel my {l} on {o}", "My {l} on {o} is off", "there won't be a {l} on {o}", "I don't have a {l} on {o} anymore", "forget about the {l} on {o}"],
        back=["The {l} is on {v} after all.", "They moved my {l} back to {v}", "My {l} is on {v} once more", "my {l} is again on {v}"],
        ask=["When do I have a {l}?", "What day is my {l}?", "At what time is the {l}?", "when's my {l}", "my {l}, when is it?", "Which slot do I have for the {l}?", "On what day and time is the user's {l}?",
             "When did I book the {l} for?"]),
    "deadline": dict(
        values={l: DAYS for l in ("term paper", "budget plan", "insurance claim", "Orion milestone", "scholarship application")},
        say=["The {l} must be finished by {v}.", "My deadline for the {l} is {v}", "We have until {v} for the {l}", "The {l} is due by {v}", "the {l} has a deadline: {v}", "{v} is the deadline for the {l}",
             "I need to finish the {l} by {v}", "Deadline for the {l} is {v}"],
        change=["The {l} is due on {v} now.", "The deadline for the {l} moved from {o} to {v}", "We got an extension, the {l} is due {v}", "{v} is the new deadline for the {l}", "The {l} has to be done by {v} now",
                "The {l} deadline was changed to {v}", "the deadline for the {l} isn't {o} anymore, it's {v}", "They postponed the {l} deadline to {v}"],
        drop=["The {l} has no deadline on {o} anymore.", "The deadline for the {l} isn't {o} anymore", "The {l} doesn't have to be done by {o} any more", "The {o} deadline for the {l} is off",
              "forget about the {l} deadline on {o}", "The {l} is not due on {o} anymore"],
        back=["The {l} is due on {v} after all.", "{v} is the deadline for the {l} again", "The deadline for the {l} went back to {v}", "the {l} deadline is {v} again"],
        ask=["What is the due date for the {l}?", "When must the {l} be finished?", "deadline of the {l}?", "Until when must I finish the {l}?", "On what date is the {l} due?", "when's the {l} deadline",
             "Which day is the deadline for the {l}?", "The {l} is due when?"]),
    "choice": dict(
        values={"editor": ["Neovim", "Emacs", "Zed", "Helix"], "cloud provider": ["Azure", "OVH", "Scaleway", "Linode"], "CI system": ["Jenkins", "CircleCI", "Buildkite", "Drone"],
                "ticket system": ["Linear", "Redmine", "Trello", "YouTrack"]},
        say=["The {l} we use is {v}.", "Our team's {l} is {v}", "We run {v} as our {l}", "{v} is our {l}", "we picked {v} as the {l}", "We work with {v} as {l}", "Our {l} of choice is {v}", "the {l} is {v}"],
        change=["We've moved to {v} as our {l}.", "Our new {l} is {v}", "We're using {v} as {l} now", "We swapped {o} for {v} as our {l}", "the team switched to {v} as {l}", "{v} is our {l} now",
                "We don't use {o} as the {l} anymore, it's {v} now", "Our {l} has changed to {v}"],
        drop=["We don't use {o} as our {l} anymore.", "{o} is no longer our {l}", "We've abandoned {o} as our {l}", "We got rid of {o} as our {l}", "Our {l} is no longer {o}", "forget about {o} as our {l}"],
        back=["{v} is our {l} again.", "We've returned to {v} as our {l}", "We're back on {v} as the {l}", "our {l} is {v} once more"],
        ask=["What {l} are we using?", "Which {l} does our team have?", "what's the current {l}", "Which {l} did we choose?", "our team's {l}?", "What do we use as {l}?", "What is the {l} we work with?",
             "Which is our {l} now?"]),
    "pet": dict(
        values={l: PETS for l in ("rabbit", "hamster", "horse", "puppy")},
        say=["My {l} is named {v}.", "I own a {l} named {v}", "The {l}'s name is {v}", "{v} is the name of my {l}", "We call our {l} {v}", "we've got a {l} called {v}", "I've a {l} and its name is {v}", "{v} is my {l}"],
        change=["We've renamed our {l} {v}.", "The {l} is called {v} now", "My {l}'s new name is {v}", "I meant to say my {l} is called {v}", "my {l}'s name isn't {o}, it's {v}", "We gave the {l} a new name, {v}",
                "Our {l} is named {v} now", "My {l}'s name changed from {o} to {v}"],
        drop=["My {l} is not called {o} anymore.", "My {l}'s name isn't {o} anymore", "The {l} is no longer named {o}", "{o} isn't my {l}'s name anymore", "forget about the {l} being called {o}",
              "we no longer call the {l} {o}"],
        back=["We call the {l} {v} again.", "My {l}'s name is {v} again", "the {l} is {v} again, its old name", "My {l} is named {v} again"],
        ask=["How do I call my {l}?", "Which name does my {l} have?", "my {l}'s name?", "Do you recall the name of my {l}?", "What's our {l} called?", "What's the name of my {l}?",
             "how's my {l} named", "What name did I give my {l}?"]),
    "partner": dict(
        values=PEOPLE,
        say=["I'm with {v}.", "My girlfriend's name is {v}", "My boyfriend is {v}", "{v} and I are a couple", "I've been dating {v} for a year", "my partner is called {v}", "I go out with {v}", "{v} is my girlfriend"],
        change=["I'm together with {v} now.", "My new girlfriend is {v}", "I split up with {o} and I'm dating {v} now", "These days I'm dating {v}", "{v} is my partner now", "I left {o} for {v}",
                "I'm in a new relationship, with {v}", "my partner is {v}, not {o}"],
        drop=["{o} and I broke up.", "I'm not dating {o} anymore", "{o} left me", "I split up with {o}", "I'm not in a relationship with {o} anymore", "{o} is no longer my partner"],
        back=["{v} and I got back together.", "I'm with {v} again", "I'm together with {v} again", "my partner is {v} again"],
        ask=["Who am I with?", "What's my partner called?", "who's my partner", "With whom am I in a relationship?", "Which person am I dating?", "my partner?", "Whom does the user date?", "Who is the person I'm together with?"]),
    "manager": dict(
        values=PEOPLE,
        say=["My boss is {v}.", "My supervisor is {v}", "{v} manages me", "The person I report to is {v}", "My manager is called {v}", "{v} is my line manager", "my manager's name is {v}", "I work under {v}"],
        change=["My boss is {v} now.", "I now report to {v}", "I got a new boss: {v}", "{v} is the new manager I report to", "My manager changed from {o} to {v}", "After the reorg I report to {v}",
                "I don't report to {o} anymore, my manager is {v}", "{v} is my manager now"],
        drop=["{o} isn't my manager anymore.", "I'm not reporting to {o} any longer", "{o} stopped being my boss", "My boss is no longer {o}", "I don't work under {o} anymore", "forget about {o} being my manager"],
        back=["{v} is my boss again.", "I'm reporting to {v} again", "My manager is {v} once more", "I've got {v} back as my manager"],
        ask=["Who's my manager?", "Which manager do I have?", "to whom do I report", "Who is my supervisor?", "What is my boss called?", "my boss?", "Who manages this user?", "Who am I reporting to?"]),
    "car": dict(
        values=CARS,
        say=["I have a {v}.", "I'm driving a {v}", "My family car is a {v}", "I drive a {v} to get around", "the car I own is a {v}", "Our car is a {v}", "I bought a {v} years ago and still drive it", "{v}, that's my car"],
        change=["I've got a {v} now.", "We sold the {o} and bought a {v}", "I swapped my {o} for a {v}", "I own a {v} now", "The car I drive now is a {v}", "I'm driving a {v} now", "I upgraded to a {v}",
                "I drive a {v} instead of the {o} now"],
        drop=["I sold the {o}.", "The {o} is gone, I don't own it anymore", "I don't drive the {o} anymore", "I no longer have a {o}", "I gave away my {o}", "I scrapped the {o}"],
        back=["I'm driving a {v} again.", "I have a {v} again", "Back to driving a {v}", "I own a {v} again"],
        ask=["What sort of car do I have?", "What do I drive?", "which car is mine", "What's the model of my car?", "Which car do I drive these days?", "What car is parked in my garage?", "my current car",
             "Which car does the user own?"]),
    "commute": dict(
        values=["scooter", "metro", "motorbike", "carpool", "coach", "streetcar"],
        say=["I usually commute by {v}.", "I ride to work by {v}", "I reach the office by {v}", "My way to work is by {v}", "To get to work I use the {v}", "every morning I go to the office by {v}",
             "I come to work by {v}", "I use the {v} for my commute"],
        change=["I now go to work by {v}.", "I've switched to the {v} for getting to work", "I use the {v} for my commute now", "Instead of the {o} I take the {v} to work", "I started commuting by {v}",
                "I commute by {v} instead of {o} these days", "my commute is by {v} now", "I gave up the {o} and go to work by {v}"],
        drop=["I don't go to work by {o} anymore.", "I'm not commuting by {o} any longer", "I quit commuting by {o}", "I don't use the {o} for my commute anymore", "I no longer go to the office by {o}",
              "forget about me commuting by {o}"],
        back=["I'm commuting by {v} again.", "I use the {v} to get to work again", "I've gone back to commuting by {v}", "I ride to work by {v} again"],
        ask=["By what means do I commute?", "How do I come to work?", "what do I use to get to work", "How do I get to the office?", "Which transport do I take to work?", "What's my way of commuting?",
             "How does this user commute?", "my way to work"]),
    "standup": dict(
        values={l: ["8:20", "9:50", "10:10", "13:15", "15:05", "17:25"] for l in ("all-hands", "design review", "sales call", "team lunch")},
        say=["Our {l} starts at {v}.", "The {l} is held at {v}", "The team's {l} is at {v}", "we hold the {l} at {v}", "the {l} is at {v} in our team", "Our team meets for the {l} at {v}", "The {l} begins at {v}",
             "The time of our {l} is {v}"],
        change=["We shifted the {l} to {v}.", "The {l} will be at {v} from now on", "Our {l} starts at {v} now", "The {l} changed from {o} to {v}", "We now have the {l} at {v}", "the new time for the {l} is {v}",
                "The {l} isn't at {o} anymore, it's at {v}", "We rescheduled the {l} to {v}"],
        drop=["There's no {l} at {o} anymore.", "We don't hold the {l} at {o} anymore", "The {l} at {o} is off", "We cancelled the {l} at {o}", "the {l} is not at {o} anymore", "forget about the {l} at {o}"],
        back=["The {l} is back to {v}.", "We hold the {l} at {v} again", "The {l} starts at {v} again", "we returned to {v} for the {l}"],
        ask=["When does our {l} begin?", "What's the time of the {l}?", "when is the {l}", "At which time is our {l}?", "When do we meet for the {l}?", "our {l} time?", "What time do we hold the {l}?",
             "When is the team's {l}?"]),
    "reply": dict(
        values=LANGUAGES,
        say=["Please answer in {v} from now on.", "Always speak {v} with me", "Always write your answers in {v}", "Use {v} whenever you answer me", "I'd like you to always answer in {v}", "from now on reply in {v}",
             "Only answer me in {v}", "Every reply should be in {v}"],
        change=["From now on reply in {v}, not {o}.", "Please switch to {v} from now on, always reply in it", "Now always answer in {v} please", "I changed my mind: always reply in {v}",
                "Use {v} instead of {o} whenever you answer me", "Starting now, always answer in {v}", "Forget {o}, always answer in {v}", "always write your answers in {v} from now on"],
        drop=["Please stop replying in {o}.", "You don't need to reply in {o} anymore", "Don't answer in {o} anymore", "No need to always answer in {o} any more", "stop using {o} when you answer me",
              "forget about answering in {o}"],
        back=["Go back to {v} when you answer.", "Please answer in {v} again", "Always reply in {v} again", "From now on it's {v} again for your answers"],
        ask=["What language do I want you to answer in?", "In what language should your replies be?", "which language should you use with me", "What language did I ask you to use?", "answer language",
             "Which language do you write your answers in?", "In which language does the user want answers?", "What's the language for replies?"]),
    "doctor": dict(
        values=["Dr. Nakamura", "Dr. Weiss", "Dr. Oduya", "Dr. Kowalski", "Dr. Brennan", "Dr. Castillo"],
        say=["I see {v}, my doctor.", "My GP's name is {v}", "My family doctor is called {v}", "The GP I go to is {v}", "{v} is my doctor", "I'm registered with {v} as my GP", "my physician is {v}", "{v} is the doctor I go to"],
        change=["I have a new doctor, {v}.", "My GP is {v} now", "I changed doctors from {o} to {v}", "{v} is my doctor now", "{v} took over from {o} as my GP", "My new GP is {v}", "My doctor isn't {o} anymore, it's {v}",
                "I now go to {v}, my new doctor"],
        drop=["{o} isn't my doctor anymore.", "I no longer see {o}", "I stopped going to {o}", "{o} is not my GP anymore", "My doctor is no longer {o}", "forget about {o} being my doctor"],
        back=["I see {v} again as my doctor.", "{v} is my doctor again", "I returned to {v} as my GP", "My GP is {v} again"],
        ask=["Which doctor do I go to?", "What is my GP called?", "who's my doctor", "What's the name of my family doctor?", "Who's my GP?", "my doctor?", "Which physician does the user see?", "Who do I see when I'm ill, which doctor?"]),
}

JOINING = {
    "likes": dict(
        values=["skiing", "origami", "opera", "birdwatching", "dumplings", "karaoke", "knitting", "surfing"],
        say=["I adore {v}.", "I'm keen on {v}", "I like {v} too", "{v} makes me happy, I love it", "I'm a fan of {v}", "i also love {v}", "I enjoy {v}", "I've always liked {v}"],
        ask=["What things do I like?", "What do I enjoy doing or having?", "my interests", "Which things am I keen on?", "What does this user like?", "What am I a fan of?", "things I love", "What makes me happy?"]),
    "languages": dict(
        values=LANGUAGES,
        say=["I speak {v} as well.", "I'm able to speak {v}", "{v} is one of my languages", "I'm fluent in {v} too", "I speak fluent {v}", "I can hold a conversation in {v}", "i know some {v}", "my languages include {v}"],
        ask=["What languages can I speak?", "Which languages am I able to speak?", "languages I know", "What are my languages?", "In which languages can I talk?", "What languages does this user speak?", "my spoken languages", "Tell me which languages I speak"]),
    "allergies": dict(
        values=["walnuts", "soy", "ibuprofen", "dust mites", "nickel", "strawberries", "grass pollen"],
        say=["I have a {v} allergy.", "I'm allergic to {v} as well", "{v} gives me an allergic reaction", "I'm severely allergic to {v}", "i have an allergy to {v} too", "I get hives from {v}, it's an allergy", "Allergic to {v} here", "another allergy of mine is {v}"],
        ask=["What allergies do I have?", "What am I allergic to, all of it?", "list of my allergies", "Which things am I allergic to?", "What gives me an allergic reaction?", "the user's allergies", "What should I avoid because of allergies?", "my allergies please"]),
    "children": dict(
        values=["Ruby", "Hugo", "Amara", "Felix", "Ines", "Theo"],
        say=["I have a child called {v}.", "One of my kids is {v}", "I've got a kid named {v}", "My kid {v} is great", "{v} is my kid", "we named one of our children {v}", "One of our kids is called {v}", "my child's name is {v}"],
        ask=["What are the names of my kids?", "Who are my kids?", "my children's names", "What did I name my children?", "Which kids do I have?", "How are my kids called?", "children of the user", "Tell me my kids' names"]),
    "tools": dict(
        values=["Miro", "Inkscape", "Airtable", "Evernote", "Lightroom", "Audacity", "Asana"],
        say=["I use {v} a lot.", "I rely on {v} for my work", "At work I use {v}", "I do my work with {v}", "{v} is a tool I use daily", "I use {v} as well", "i work with {v} every day", "my tools include {v}"],
        ask=["What tools do I use at work?", "Which software do I use?", "tools I rely on", "What apps do I work with?", "Which programs do I work with?", "What does the user work with, which software?", "my work tools", "What software do I rely on?"]),
    "rules": dict(
        values=["need a reviewer", "must be signed", "have to be rebased", "must stay under 400 lines", "need a screenshot", "must not break the build"],
        say=["In our team merge requests {v}.", "Our rule: merge requests {v}", "Merge requests {v}, that's a rule of ours", "All our merge requests {v}", "We agreed merge requests {v}", "our policy says merge requests {v}",
             "Here merge requests {v}", "At work merge requests {v}"],
        ask=["What rules do we have for merge requests?", "Which rules apply to merge requests here?", "merge request policy", "What do our merge requests need?", "our norms on merge requests", "How must merge requests be in our team?",
             "What's the policy for merge requests?", "rules about merge requests"]),
}

# A statement, its value, and something that must not end it.
APART = [
    ("I use Postman at work", "Postman", "I use Excel at work now"),
    ("my landlord is Mrs. Vogel", "Mrs. Vogel", "my neighbour is Mr. Costello"),
    ("I drive a VW Golf", "VW Golf", "I sold my bike"),
    ("the budget for the wedding is €12,000", "€12,000", "the budget for the offsite is €4,000 now"),
    ("our standup is at 9:05", "9:05", "the demo got cancelled"),
    ("I'm vegan", "vegan", "my husband isn't vegan anymore"),
    ("my email is sam@example.net", "sam@example.net", "my work email is s.ruiz@example.org"),
    ("our standup is at 9:05", "9:05", "we moved the demo from 14:00 to 13:45"),
    ("my favourite cheese is Manchego", "Manchego", "my favourite podcast is Serial now"),
    ("our message queue is Kafka", "Kafka", "we looked at NATS but it isn't for us"),
    ("our sprints are two weeks long", "two weeks", "the retro is one hour long now"),
    ("we deploy on Tuesdays", "Tuesdays", "we do the demo on Fridays now"),
    ("I'm dating Priya", "Priya", "my sister is dating Marek now"),
    ("I take metformin", "metformin", "I don't take aspirin anymore"),
    ("I'm vegan", "vegan", "I'm fine now, thanks"),
    ("I work at Nokia", "Nokia", "our biggest customer is Ericsson"),
    ("I'm subscribed to Audible", "Audible", "I cancelled my Netflix subscription"),
    ("my manager is Tunde", "Tunde", "I have a meeting with Elif now"),
    ("my bank is ING", "ING", "forget it, I'll do it myself"),
    ("my daughter goes to Maplewood", "Maplewood", "my son goes to Elmhurst now"),
]

DROP_LAST = ["Please forget that.", "Scratch that, I was wrong.", "Forget what I just said.", "That isn't true anymore.", "Disregard that.", "Forget my last message.", "That's no longer the case.",
             "Oops, that's wrong, please forget it."]

FILLER = ["Thank you!", "What time is it in Sydney?", "Write me a limerick about soup.", "How long do I steam rice?", "haha nice", "Good evening!", "What's the Latin word for star?", "How much is 12 percent of 340?",
          "alright", "Tell me something about whales", "Let me see...", "How deep is the ocean?", "Why do cats purr?", "cool cool", "Who wrote Hamlet?", "Any idea for a rhyme on 'orange'?"]
LEAD = ["", "", "", "Hello! ", "So, ", "Also, ", "One more thing: ", "For your information, ", "Hey there, ", "well, "]
TAIL = ["", "", "", "", " Thank you!", " FYI.", " That's it.", " ;)"]
REPLIES = ["Thanks, noted.", "Here you are.", "Understood.", "Certainly. What else can I do?", "All right.", "Good question, the short answer is maybe.", "I'll remember.", "My pleasure!", "Great, thanks for sharing."]
ECHOES = ["Ah, {v}!", "{v}, understood.", "Noted: {v}."]
