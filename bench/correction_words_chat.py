"""Development wordings of correction.py, as people write them in a chat.

Held out at first and looked at since. The same shape as `correction_words.py`.
"""

FAMILIES = {
    "residence": dict(
        values=["Bristol", "Denver", "Dublin", "Austin", "Glasgow", "Seattle"],
        say=["I live in {v}", "I'm living in {v} these days", "my place is in {v}", "I'm in {v}, been living here a few years", "we live in {v}"],
        change=["I've moved, I live in {v} now", "we moved from {o} to {v} last month", "I don't live in {o} anymore, I'm in {v} now",
                "just moved to {v}!", "I left {o}, living in {v} now", "update: I live in {v} now"],
        drop=["I don't live in {o} anymore", "I moved out of {o}, no new place yet", "please forget I live in {o}, that's not true anymore",
              "I'm not living in {o} any more", "we left {o} for good"],
        back=["I've moved back to {v}", "I'm living in {v} again", "we're back in {v}, living here again", "moved back to {v} last week"],
        ask=["where do I live?", "what city do I live in?", "where am I living these days?", "which city am I in?"]),
    "employer": dict(
        values=["Tesco", "Starbucks", "Vodafone", "Ikea", "Costco", "Greggs"],
        say=["I work at {v}", "I work for {v}", "I've got a job at {v}", "I'm working for {v} at the moment", "my job's at {v}"],
        change=["I got a new job, I work at {v} now", "I quit {o}, I'm at {v} now", "I don't work at {o} anymore, I work at {v}", "I left {o} and started at {v}",
                "I changed jobs, now I work for {v}"],
        drop=["I don't work at {o} anymore", "I quit my job at {o}", "I got fired from {o}", "I left {o}, no new job yet", "I'm not with {o} any more"],
        back=["I'm back working at {v}", "I work at {v} again", "I went back to my old job at {v}", "{v} took me back, I work there again"],
        ask=["where do I work?", "what company do I work for?", "who do I work for?", "which company is my job at?"]),
    "job": dict(
        values=["barista", "plumber", "paralegal", "translator", "bartender", "carpenter"],
        say=["I'm a {v}", "I work as a {v}", "I'm a {v} by trade", "for a living I'm a {v}"],
        change=["I'm not a {o} anymore, I'm a {v} now", "I changed careers, I'm a {v} now", "I quit being a {o}, now I'm a {v}", "I work as a {v} now, not as a {o}",
                "I've started working as a {v} instead of a {o}"],
        drop=["I'm not a {o} anymore", "I stopped working as a {o}", "I don't work as a {o} any more", "forget that I'm a {o}, I quit that",
              "I gave up being a {o}"],
        back=["I'm a {v} again", "I went back to being a {v}", "I'm back to working as a {v}", "I'm working as a {v} again"],
        ask=["what do I do for work?", "what's my job?", "what do I do for a living?", "what do I work as?"]),
    "diet": dict(
        values=["vegetarian", "vegan", "pescatarian", "flexitarian"],
        say=["I'm {v}", "I'm {v} so no recipes that don't fit that", "I've been {v} since last year", "I eat {v}", "I try to eat {v}"],
        change=["I'm not {o} anymore, I'm {v} now", "I switched from {o} to {v}", "I used to be {o} but I'm {v} now", "I stopped being {o}, now I'm {v}",
                "actually I'm {v} now, not {o}"],
        drop=["I'm not {o} anymore", "I stopped being {o}", "I quit being {o}, I eat everything now", "you can forget that I'm {o}, I'm not any more",
              "I don't eat {o} anymore"],
        back=["I'm {v} again", "I went back to being {v}", "I'm back to eating {v}", "I've gone {v} again"],
        ask=["what's my diet?", "what kind of diet do I follow?", "what do I eat, diet wise?", "am I on any special diet?"]),
    "favourite": dict(
        values={"snack": ["popcorn", "pretzels", "rice cakes", "nachos"], "video game": ["Stardew Valley", "Mario Kart", "Tetris", "Minecraft"],
                "tv show": ["The Office", "Seinfeld", "Ted Lasso", "Breaking Bad"], "sport": ["tennis", "rugby", "basketball", "cricket"]},
        say=["my favourite {l} is {v}", "my fav {l} is {v}", "{v} is my favorite {l}", "favourite {l}? {v} for sure", "my fave {l} is definitely {v}"],
        change=["my favourite {l} is {v} now", "my fav {l} isn't {o} anymore, it's {v}", "I changed my mind, {v} is my favorite {l}",
                "I like {v} better than {o} now, {v} is my new favourite {l}", "my new fav {l} is {v}"],
        drop=["{o} isn't my favourite {l} anymore", "my fav {l} isn't {o} any more", "forget that {o} is my favorite {l}", "I'm over {o}, it's not my favourite {l} now",
              "I don't have {o} as my favourite {l} anymore"],
        back=["my favourite {l} is {v} again", "{v} is my fav {l} again", "I'm back to {v} as my favorite {l}", "I changed my mind again, my favourite {l} is {v}"],
        ask=["what's my favourite {l}?", "what's my fav {l}?", "which {l} do I like the most?", "do you know my favorite {l}?"]),
    "phone": dict(
        values=["07700 900733", "07700 900288", "555-0119", "555-0164", "0161 496 0577"],
        say=["my number is {v}", "my phone number's {v}", "you can call me on {v}, that's my number", "my cell is {v}", "my mobile number is {v}"],
        change=["I got a new number, it's {v}", "my number changed, it's {v} now", "my number isn't {o} anymore, it's {v}", "my new phone number is {v}",
                "please change my number from {o} to {v}"],
        drop=["please forget my number", "my number isn't {o} anymore", "can you delete my number {o} please", "{o} doesn't work anymore, it's not my number now",
              "don't use {o} anymore, that's not my number"],
        back=["I got my old number back, it's {v}", "my number is {v} again", "I'm back on my old number, {v}", "I'm using {v} as my number again"],
        ask=["what's my phone number?", "what's my number?", "what's my cell number?", "what number can people call me on?"]),
    "email": dict(
        values=["jess.tate@example.com", "jtate@mail.example", "hello@jesstate.example", "jess88@example.net"],
        say=["my email is {v}", "you can email me at {v}", "my email address is {v}", "I use {v} for email"],
        change=["my new email is {v}", "my email changed to {v}", "I don't use {o} anymore, my email is {v} now", "I've got a new email address, {v}",
                "please use {v} as my email now, not {o}"],
        drop=["I don't use {o} anymore", "please forget my email address", "my email isn't {o} anymore", "please delete my email {o}",
              "I closed my {o} email account"],
        back=["my email is {v} again", "I went back to my old email, {v}", "I'm using {v} for email again", "please switch my email back to {v}"],
        ask=["what's my email?", "what's my email address?", "which email do I use?", "where can people email me?"]),
    "car": dict(
        values=["Mazda 3", "Kia Sportage", "Subaru Forester", "Mini Cooper", "VW Golf"],
        say=["I drive a {v}", "I've got a {v}, that's my car", "my car is a {v}", "my car's a {v}"],
        change=["I sold the {o} and got a {v}", "I got a new car, it's a {v}", "I don't have the {o} anymore, I drive a {v} now", "I swapped my {o} for a {v}",
                "my new car is a {v}"],
        drop=["I sold my {o}", "I don't have the {o} anymore", "I got rid of my {o}, no car now", "I don't drive a {o} anymore", "my {o} is gone, I sold it"],
        back=["I drive a {v} again", "I went back to my old car, a {v}", "my car is a {v} again", "I went back to driving a {v}"],
        ask=["what car do I drive?", "what car do I have?", "what's my car?", "which car do I drive?"]),
    "pet": dict(
        values={"hamster": ["Biscuit", "Peanut", "Nibbles", "Pip"], "parrot": ["Kiwi", "Rio", "Captain", "Mango"], "puppy": ["Ziggy", "Waffles", "Bear", "Teddy"],
                "kitten": ["Pixel", "Smudge", "Tiger", "Olive"]},
        say=["my {l} is called {v}", "my {l}'s name is {v}", "I've got a {l} called {v}", "I have a {l} named {v}"],
        change=["my {l}'s name is {v}, not {o}", "I got that wrong, my {l} is called {v}", "we renamed the {l}, it's {v} now, not {o}",
                "my {l} isn't called {o} anymore, we call it {v} now", "we changed our {l}'s name to {v}"],
        drop=["my {l} isn't called {o}", "please forget my {l}'s name", "{o} isn't my {l}'s name anymore", "forget that my {l} is called {o}, that's wrong",
              "we gave {o} away, I don't have a {l} anymore"],
        back=["my {l} is called {v} after all", "we changed the {l}'s name back to {v}", "my {l}'s name is {v} again", "we're calling the {l} {v} again"],
        ask=["what's my {l} called?", "what's my {l}'s name?", "do you know my {l}'s name?", "what did we name our {l}?"]),
    "due": dict(
        values={"essay": ["Oct 5", "Oct 19", "Nov 18", "Nov 4"], "tax return": ["Jan 31", "Jan 12", "Feb 28", "Feb 15"],
                "visa application": ["Sept 27", "Sept 8", "Dec 2", "Dec 16"]},
        say=["my {l} is due {v}", "I have to get my {l} done by {v}", "the deadline for my {l} is {v}", "I need to hand in my {l} by {v}"],
        change=["my {l} is due {v} now", "the deadline for my {l} moved from {o} to {v}", "my {l} isn't due {o} anymore, it's due {v}",
                "they changed the deadline for my {l} to {v}", "the {l} deadline is {v} now, not {o}"],
        drop=["my {l} isn't due {o} anymore", "forget the {o} deadline for my {l}, it got cancelled", "the deadline for my {l} isn't {o} anymore, no new date yet",
              "please forget when my {l} is due", "they scrapped the {o} deadline for my {l}"],
        back=["my {l} is due {v} again", "they moved the deadline for my {l} back to {v}", "my {l} is due {v} after all", "the {l} deadline is back to {v}"],
        ask=["when is my {l} due?", "what's the deadline for my {l}?", "when do I have to hand in my {l}?", "by when do I need to get my {l} done?"]),
    "weekly": dict(
        values={"book club": ["Tuesdays", "Wednesdays", "Thursdays", "Sundays"], "band practice": ["Mondays", "Tuesdays", "Fridays", "Sundays"],
                "game night": ["Wednesdays", "Thursdays", "Fridays", "Saturdays"]},
        say=["{l} is on {v}", "my {l} is on {v}", "we have {l} on {v}", "we always do {l} on {v}"],
        change=["{l} moved to {v}", "{l} is on {v} now", "we switched {l} from {o} to {v}", "{l} isn't on {o} anymore, it's on {v}", "we do {l} on {v} now instead of {o}"],
        drop=["{l} isn't on {o} anymore", "we don't do {l} on {o} anymore", "no more {l} on {o}", "we cancelled {l} on {o}", "forget about {l} on {o}, we stopped doing it"],
        back=["{l} is back on {v}", "we moved {l} back to {v}", "{l} is on {v} again", "we're doing {l} on {v} again"],
        ask=["when is {l}?", "what day is {l}?", "which day do we do {l}?", "what day of the week is my {l} on?"]),
    "boss": dict(
        values=["Priya", "Dave", "Monica", "Terrence", "Gwen"],
        say=["my boss is {v}", "my boss is called {v}", "{v} is my boss", "my boss's name is {v}"],
        change=["I've got a new boss, {v}", "{o} isn't my boss anymore, it's {v} now", "{o} left, my boss is {v} now", "my boss is {v} now, not {o}",
                "{v} is my new boss"],
        drop=["{o} isn't my boss anymore", "{o} left, so I don't have a boss right now", "forget that {o} is my boss", "my boss isn't {o} any more",
              "{o} is no longer my boss"],
        back=["{v} is my boss again", "my boss is {v} again", "{v} came back and is my boss again", "I'm back to having {v} as my boss"],
        ask=["who's my boss?", "what's my boss called?", "what's my boss's name?", "who is my boss at work?"]),
    "flatmate": dict(
        values=["Josh", "Nadia", "Tyrone", "Becca", "Sanjay"],
        say=["my flatmate is {v}", "I share a flat with {v}", "my roommate's name is {v}", "{v} is my roommate", "my flatmate is called {v}"],
        change=["{o} moved out, my flatmate is {v} now", "my old roommate left, it's {v} now", "I don't share with {o} anymore, my flatmate is {v} now", "{v} is my roommate now, not {o}",
                "I share a flat with {v} now instead of {o}"],
        drop=["{o} moved out", "{o} isn't my flatmate anymore", "I don't share a flat with {o} anymore", "my roommate isn't {o} any more",
              "forget that {o} is my flatmate, they moved out"],
        back=["{v} is my flatmate again", "I'm sharing with {v} again, just the two of us", "my roommate is {v} again", "I share a flat with {v} again"],
        ask=["who's my flatmate?", "what's my roommate's name?", "who do I share my flat with?", "who is my roommate?"]),
    "doctor": dict(
        values={"dentist": ["Dr Shaw", "Dr Lim", "Dr Okafor", "Dr Reyes"], "vet": ["Dr Burke", "Dr Costa", "Dr Lim", "Dr Shaw"],
                "therapist": ["Dr Adler", "Dr Reyes", "Dr Finch", "Dr Burke"]},
        say=["my {l} is {v}", "my {l}'s name is {v}", "I go to {v}, that's my {l}", "{v} is my {l}", "my {l} is called {v}"],
        change=["I've got a new {l}, {v}", "I switched {l}s, I go to {v} now", "{o} isn't my {l} anymore, I see {v} now", "I changed from {o} to {v} as my {l}",
                "my {l} is {v} now, not {o}"],
        drop=["{o} isn't my {l} anymore", "I don't go to {o} as my {l} anymore", "I stopped going to {o}, no {l} at the moment", "forget that my {l} is {o}",
              "I'm not seeing {o} as my {l} any more"],
        back=["I'm back with {v} as my {l}", "{v} is my {l} again", "I went back to my old {l}, {v}", "my {l} is {v} again"],
        ask=["who's my {l}?", "what's my {l}'s name?", "what's my {l} called?", "who do I see as my {l}?"]),
    "gym": dict(
        values=["PureGym", "Planet Fitness", "Gold's Gym", "Anytime Fitness"],
        say=["I go to {v} to work out", "my gym is {v}", "I have a gym membership at {v}", "I'm a member at {v}, that's my gym"],
        change=["I switched gyms, I go to {v} now", "I cancelled {o} and joined {v}", "I don't go to {o} anymore, my gym is {v} now", "my new gym is {v}",
                "I changed gyms from {o} to {v}"],
        drop=["I cancelled my {o} membership", "I don't go to {o} anymore", "I quit {o}, no gym for now", "my gym isn't {o} anymore",
              "forget about {o}, I'm not a member there anymore"],
        back=["I rejoined {v}, that's my gym again", "I'm back at {v} for the gym", "my gym is {v} again", "I go to {v} to work out again"],
        ask=["which gym do I go to?", "what's my gym?", "where do I work out?", "what gym am I a member of?"]),
    "provider": dict(
        values=["Verizon", "AT&T", "T-Mobile", "Lebara"],
        say=["my phone provider is {v}", "I'm with {v} for my phone plan", "my phone contract is with {v}", "I have my phone plan with {v}"],
        change=["I switched my phone plan from {o} to {v}", "I'm with {v} for my phone plan now", "I left {o}, my phone provider is {v} now", "my phone contract is with {v} now, not {o}",
                "my new phone provider is {v}"],
        drop=["I cancelled my {o} phone plan", "I'm not with {o} anymore", "my phone provider isn't {o} anymore", "forget that my phone plan is with {o}",
              "I don't have a phone plan with {o} any more"],
        back=["I'm back with {v} for my phone plan", "my phone provider is {v} again", "I switched my phone plan back to {v}", "my phone contract is with {v} again"],
        ask=["who's my phone provider?", "which provider is my phone plan with?", "who do I have my phone contract with?", "what phone provider am I with?"]),
    "format": dict(
        values=["bullet points", "short paragraphs", "numbered lists", "tables"],
        say=["please answer me in {v}", "I want your answers in {v}", "always give me answers in {v}", "can you please write your answers in {v}"],
        change=["please give me {v} from now on, not {o}", "no more {o} please, answer in {v} now", "I want your answers in {v} now instead of {o}", "please switch to {v} for your answers",
                "stop using {o}, write your answers in {v} now"],
        drop=["stop answering in {o} please", "no more {o} please", "you don't have to answer in {o} anymore", "forget what I said about answering in {o}",
              "I don't want {o} anymore"],
        back=["please go back to {v} for your answers", "I want your answers in {v} again", "please answer in {v} again", "switch back to {v} please"],
        ask=["how should you format your answers?", "what format do I want your answers in?", "how do I like your answers formatted?", "what format should you answer me in?"]),
    "currency": dict(
        values=["dollars", "pounds", "euros", "yen"],
        say=["please show me prices in {v}", "give me prices in {v}", "I want prices in {v}", "always use {v} for prices"],
        change=["show me prices in {v} now, not {o}", "please use {v} instead of {o} for prices", "I don't want prices in {o} anymore, use {v}", "from now on I want prices in {v}",
                "switch prices from {o} to {v} please"],
        drop=["you don't need to show prices in {o} anymore", "stop giving me prices in {o}", "forget what I said about prices in {o}", "I don't need prices in {o} anymore",
              "no more prices in {o} please"],
        back=["show me prices in {v} again", "go back to {v} for prices", "I want prices in {v} again", "switch prices back to {v} please"],
        ask=["what currency should you show me prices in?", "which currency do I want?", "what currency do I want prices in?", "which currency should you use for prices?"]),
    "major": dict(
        values=["biology", "economics", "history", "psychology", "philosophy"],
        say=["I'm studying {v} at uni", "my major is {v}", "I'm majoring in {v}", "I'm doing a degree in {v}"],
        change=["I switched my major from {o} to {v}", "I'm studying {v} now, not {o}", "I changed my major to {v}", "I dropped {o}, I'm studying {v} at uni now",
                "my major isn't {o} anymore, it's {v}"],
        drop=["I dropped out of {o}", "I'm not studying {o} anymore", "I quit my {o} degree", "my major isn't {o} anymore, haven't picked a new one",
              "forget that I'm studying {o}"],
        back=["I switched my major back to {v}", "I'm studying {v} again", "my major is {v} again", "I went back to studying {v}"],
        ask=["what am I studying?", "what's my major?", "what do I study at uni?", "what is my degree in?"]),
    "coffee": dict(
        values=["oat latte", "cold brew", "americano", "espresso"],
        say=["my usual coffee order is {v}", "my coffee order: {v}", "when I order coffee it's always {v}", "{v} is my usual coffee order"],
        change=["my usual coffee order is {v} now", "I switched from {o} to {v} for my coffee", "I don't drink {o} anymore, my usual coffee is {v} now", "my coffee order changed, it's {v} now",
                "my coffee order isn't {o} anymore, it's {v}"],
        drop=["{o} isn't my usual coffee anymore", "I don't drink {o} anymore", "forget my usual coffee order, I stopped drinking {o}", "my coffee order isn't {o} anymore",
              "I quit coffee, no more {o} for me"],
        back=["my usual coffee is {v} again", "I'm back to {v} as my coffee order", "I went back to ordering {v} for coffee", "my coffee order is {v} again"],
        ask=["what's my usual coffee?", "what's my coffee order?", "which coffee do I usually order?", "how do I take my coffee?"]),
    "trip": dict(
        values=["Portugal", "Mexico", "Cornwall", "Bali", "Norway"],
        say=["we're going to {v} this summer", "my summer trip is to {v}", "I'm planning a summer trip to {v}", "I booked a holiday in {v} for the summer"],
        change=["change of plan, we're going to {v} this summer, not {o}", "I cancelled {o}, my summer trip is to {v} now", "we're not going to {o} this summer, we're going to {v}",
                "we changed our summer trip from {o} to {v}", "our summer holiday is in {v} now"],
        drop=["we're not going to {o} anymore", "I cancelled the trip to {o}", "the {o} trip is off", "forget the summer trip to {o}, it's cancelled",
              "the holiday in {o} isn't happening"],
        back=["we're going to {v} this summer after all", "the summer trip to {v} is back on", "we changed it back, our summer trip is to {v} again", "my summer holiday is in {v} again"],
        ask=["where am I going this summer?", "where's my summer trip to?", "where are we going on holiday this summer?", "what's my summer holiday destination?"]),
    "commute": dict(
        values=["bike", "bus", "train", "tram"],
        say=["I get to work by {v}", "I commute by {v}", "I take the {v} to work", "I always go to work by {v}"],
        change=["I don't take the {o} to work anymore, I take the {v} now", "I commute by {v} now", "I switched from {o} to {v} for my commute", "I go to work by {v} now instead of by {o}",
                "I stopped taking the {o} to work, I go by {v} now"],
        drop=["I don't take the {o} to work anymore", "I stopped going to work by {o}", "I don't commute by {o} any more", "forget that I commute by {o}",
              "I work from home now, no more {o} to work"],
        back=["I'm back to taking the {v} to work", "I commute by {v} again", "I take the {v} to work again", "I went back to going to work by {v}"],
        ask=["how do I get to work?", "how do I commute?", "what transport do I take to work?", "how do I go to work?"]),
    "app": dict(
        values={"music app": ["Spotify", "Tidal", "Deezer", "Qobuz"], "to-do app": ["Todoist", "TickTick", "Trello", "Google Tasks"],
                "dating app": ["Tinder", "Hinge", "Bumble", "Feeld"]},
        say=["I use {v} as my {l}", "my {l} is {v}", "the {l} I use is {v}", "for my {l} I use {v}"],
        change=["I switched from {o} to {v} as my {l}", "I use {v} as my {l} now", "I ditched {o}, my {l} is {v} now", "I don't use {o} anymore, my {l} is {v} now",
                "my {l} is {v} now instead of {o}"],
        drop=["I don't use {o} as my {l} anymore", "I deleted {o}, it's not my {l} anymore", "I stopped using {o} as my {l}", "{o} isn't my {l} anymore",
              "forget that I use {o} as my {l}"],
        back=["I'm back on {v} as my {l}", "I use {v} as my {l} again", "I switched back to {v} as my {l}", "my {l} is {v} again"],
        ask=["which {l} do I use?", "what's my {l}?", "what {l} am I on?", "what do I use as my {l}?"]),
}

JOINING = {
    "allergies": dict(
        values=["cashews", "sesame", "dust", "latex", "strawberries"],
        say=["I'm allergic to {v}", "I've got an allergy to {v}", "{v} set off my allergies", "careful, I'm allergic to {v}"],
        ask=["what am I allergic to?", "what allergies do I have?", "what are my allergies?", "which things am I allergic to?"]),
    "foods": dict(
        values=["hummus", "falafel", "dark chocolate", "avocado", "olives"],
        say=["I love {v}", "I really like {v}", "I'm a big fan of {v}", "I could eat {v} every day"],
        ask=["what foods do I like?", "what do I like to eat?", "which foods do I love?", "what food am I a fan of?"]),
    "siblings": dict(
        values=["Connor", "Leah", "Marcus", "Abby", "Declan"],
        say=["one of my siblings is called {v}", "one of my siblings is {v}", "I've got a sibling called {v}", "{v} is one of my siblings"],
        ask=["what are my siblings called?", "who are my siblings?", "what are my brothers and sisters called?", "what are my siblings' names?"]),
    "kids": dict(
        values=["Poppy", "Finn", "Isla", "Theo", "Ruby"],
        say=["one of my kids is called {v}", "I've got a kid called {v}", "{v} is one of my kids", "I have a kid named {v}"],
        ask=["what are my kids called?", "what are my kids' names?", "who are my kids?", "what did I name my kids?"]),
    "languages": dict(
        values=["Welsh", "Mandarin", "Hindi", "Greek", "Swedish"],
        say=["I speak {v}", "I can speak {v}", "I'm pretty good at {v}, I speak it well", "I grew up speaking {v} at home"],
        ask=["what languages do I speak?", "which languages can I speak?", "what languages do I know?", "which languages am I good at?"]),
    "instruments": dict(
        values=["drums", "cello", "saxophone", "harp", "banjo"],
        say=["I play the {v}", "I can play the {v}", "I know how to play the {v}", "I've played the {v} for years and still do"],
        ask=["what instruments do I play?", "which instruments can I play?", "what instruments do I know how to play?", "which instruments do I play?"]),
    "subs": dict(
        values=["Netflix", "Audible", "HelloFresh", "Apple TV"],
        say=["I've got a {v} subscription", "I pay for {v}", "I'm subscribed to {v}", "I pay for a {v} subscription every month"],
        ask=["what subscriptions do I have?", "what am I subscribed to?", "which subscriptions do I pay for?", "what subscriptions am I paying for?"]),
    "consoles": dict(
        values=["Nintendo Switch", "PlayStation", "Game Boy", "Steam Deck"],
        say=["I play games on my {v}", "I've got a {v} at home", "one of my consoles is the {v}", "the {v} is one of the consoles I have"],
        ask=["what game consoles do I have?", "which consoles do I own?", "what consoles have I got?", "what do I play games on?"]),
    "hobbies": dict(
        values=["knitting", "climbing", "painting", "sewing", "yoga"],
        say=["I'm into {v}", "I do {v} in my spare time", "one of my hobbies is {v}", "I like {v} on weekends"],
        ask=["what are my hobbies?", "what hobbies do I have?", "what do I do in my spare time?", "what am I into?"]),
}

APART = [
    # another person
    ("I'm from Leeds originally", "Leeds", "my friend Tom is from Hull originally"),
    ("my mum lives in Brighton", "Brighton", "my uncle just moved to Swansea"),
    ("my brother works at Boots", "Boots", "my cousin got a new job at Asda"),
    ("my shoe size is 9", "9", "my dad's shoe size is 11"),
    ("my birthday is June 3", "June 3", "my sister's birthday is June 21"),
    ("my fav board game is Monopoly", "Monopoly", "my little cousin's fav board game is Cluedo"),
    ("my star sign is Libra", "Libra", "my best mate's star sign is Scorpio"),
    ("my sister drives a Fiat", "Fiat", "my neighbour sold his Audi and got a Lexus"),
    ("my best friend is called Harriet", "Harriet", "my mum's best friend is called Yvonne"),
    ("my grandma's cat is called Muffin", "Muffin", "my aunt's cat is called Gizmo"),
    ("my dad is a firefighter", "firefighter", "my uncle isn't a postman anymore, he's a chef now"),
    ("I wear a size large in hoodies", "large", "my brother wears a small"),
    ("my hairdresser is Simone", "Simone", "my mum switched hairdressers, hers is Kelly now"),
    # another thing
    ("my bedroom is painted grey", "grey", "we painted the kitchen white"),
    ("my wifi at home is called Bananas", "Bananas", "the wifi at work is called Turtle"),
    ("my flight out is at 6:40", "6:40", "my flight home is at 9:55"),
    ("I keep the spare house key in the shed", "shed", "the car keys are in the drawer now"),
    ("my laptop is a Macbook", "Macbook", "my phone is a Galaxy"),
    ("the Spanish class I signed up for is in room 12", "room 12", "the pottery class moved to room 7"),
    ("my rent is 900 a month", "900", "my electric bill is 60 a month"),
    # in the past
    ("my bank is Monzo", "Monzo", "when I was a kid my bank was Natwest"),
    ("my landlord is Mr Dixon", "Mr Dixon", "years ago I had a landlord called Mr Pryce"),
    ("my hair is ginger", "ginger", "back in school my hair was blonde"),
    ("my passport expires in 2031", "2031", "my very first passport expired in 2009"),
    # wished for
    ("I've got a Yamaha keyboard", "Yamaha", "I'd love a Roland keyboard one day"),
    ("my headphones are Sony", "Sony", "I wish I could afford Bose headphones"),
    ("we have a terraced house", "terraced", "one day I'd like a detached house"),
    # asked
    ("my hiking boots are Merrell", "Merrell", "are Salomon boots any good?"),
    ("my telly is an LG", "LG", "what do you think of Samsung tellies?"),
    ("I do my banking on my phone with Starling", "Starling", "is Revolut any good for travelling?"),
    ("I bought a tent from Decathlon", "Decathlon", "do they sell tents at Argos?"),
    # conditional
    ("I usually get up at 6:30", "6:30", "if I'm off work I sleep in till 10:00"),
    # no statement
    ("my locker code is 4471", "4471", "no thanks, I'm good"),
    ("my seat for the concert is F14", "F14", "nah that's all, cheers"),
    ("my lucky number is twenty-three", "twenty-three", "no worries, take your time"),
    ("my wedding anniversary is in July", "July", "wait, brb, someone's at the door"),
]

LEAD = ["btw ", "hey, ", "oh and ", "fyi ", "so ", "just so you know, ", "hi! "]

TAIL = [" thanks", " thx!", " just fyi", " that's it", " cheers", " anyway :)"]

REPLIES = ["Got it!", "Okay, thanks for telling me.", "Sure thing!", "Alright! Anything else?", "Noted, thanks!", "Cool, thanks for sharing."]

ECHOES = ["Got it, {v}!", "Okay, {v}, noted.", "{v}, cool!"]

FILLER = ["how's it going", "tell me a joke", "what's 15% of 240", "lol that's funny", "can you explain black holes like I'm five", "I'm bored",
          "how long do you boil an egg", "ugh it's so hot today", "what should I watch tonight", "write me a haiku about rain",
          "why is the sky blue", "how do you spell necessary"]

DROP_LAST = ["forget what I just said", "forget that", "ignore that last message pls", "never mind, delete that", "actually that's not true, forget it",
             "please don't save what I just told you"]

FIX_LAST = ["wait no, {v}", "sorry I meant {v}, not {o}", "oops, I meant {v}", "no wait, {v} not {o}", "my bad, it's {v}, not {o}", "actually make that {v}"]
