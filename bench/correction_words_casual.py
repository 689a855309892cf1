"""Development wordings of correction.py, third set: casual messages, and attributes that the first two do not have.

The same shape as `correction_words.py`.
"""

FAMILIES = {
    "residence": dict(
        values=["Winnipeg", "Graz", "Oaxaca", "Bergen", "Dakar", "Kraków", "Malmö", "Cork"],
        say=["im in {v}, have been since uni", "I've been a {v} resident for six years", "I'm based out of {v}", "for context I live in {v}"],
        change=["oh and we moved, I live in {v} now", "new flat, new city: I live in {v} now", "turns out I forgot to tell you: I'm living in {v} now",
                "I used to live in {o} but I'm in {v} now", "moved to {v} over the weekend!!"],
        drop=["I'm not in {o} anymore", "i dont live in {o} anymore", "we don't live in {o} now"],
        back=["back in {v} again, moved last week", "we've moved back to {v}"],
        ask=["what city am I in?", "where am I living right now?", "remind me which town I live in", "where's my place, which city"]),
    "employer": dict(
        values=["easyJet", "Bayer", "Pfizer", "Stripe", "Adidas", "Monzo", "Oracle"],
        say=["currently at {v} as my day job", "{v} is the company I work for", "I'm working for {v} at the moment", "im employed by {v}"],
        change=["as of this week I'm employed by {v}", "new job! I work at {v} now", "I've left {o} for {v}", "my employer is now {v}",
                "used to work at {o}, but now I'm at {v}"],
        drop=["I've left my job at {o}", "I quit {o}", "I dont work for {o} any longer"],
        back=["I work for {v} again", "I'm back working for {v}"],
        ask=["what's the company I work at?", "What is the user's employer?", "who do I work for?", "who's my employer?"]),
    "job": dict(
        values=["solicitor", "bus driver", "surveyor", "barista", "roofer", "site manager", "QA tester"],
        say=["I've been working as a {v} for a while", "I work as a {v}, mostly weekdays", "im a {v} by trade", "professionally I'm a {v}"],
        change=["turns out the career change worked, I'm a {v} now", "I used to be a {o} but now I'm a {v}", "switched careers, I'm a {v} these days",
                "oh and I'm a {v} now", "gave up being a {o}, now I work as a {v}"],
        drop=["I'm not working as a {o} anymore", "I quit my job as a {o}", "I've stopped being a {o}"],
        back=["went back to working as a {v}", "I'm a {v} again"],
        ask=["do you know what I do for work?", "what's my job?", "what do I work as", "my current occupation?"]),
    "diet": dict(
        values=["dairy-free", "flexitarian", "vegetarian", "kosher", "pescatarian"],
        say=["when it comes to food I'm {v}", "my diet is {v}", "I'm on a {v} diet these days", "I eat {v}"],
        change=["as of January I'm {v}", "I eat {v} now instead of {o}", "I've gone {v}", "I've changed my diet, it's {v} now",
                "switched to {v} food, I'm on a {v} diet now"],
        drop=["I'm not {o} anymore", "I'm done with the {o} diet", "I quit the {o} diet"],
        back=["I'm on a {v} diet again", "went back on the {v} diet"],
        ask=["what kind of diet do I stick to?", "what diet am I on?", "my diet?", "what's my diet"]),
    "favourite": dict(
        values={"TV show": ["Fargo", "The Wire", "Taskmaster", "Severance"],
                "board game": ["Catan", "Wingspan", "Carcassonne", "Azul"],
                "painter": ["Klee", "Hokusai", "Frida Kahlo", "Vermeer"]},
        say=["my favourite {l} is {v}", "I'd pick {v} as my favourite {l} any day", "the {l} I like most is {v}", "favourite {l} has to be {v}"],
        change=["{v} beats {o} now, it's my favourite {l}", "it's not {o} anymore, my favourite {l} is {v}",
                "as for my favourite {l}, I've switched from {o} to {v}", "I think {v} is my favourite {l} now",
                "my favourite {l} used to be {o} but now it's {v}"],
        drop=["{o} isn't my favourite {l} anymore", "my favourite {l} is not {o} anymore", "I've gone off {o}, it's not my favourite {l} any more"],
        back=["ok I'm back to {v} as favourite {l}", "my favourite {l} is {v} again after all"],
        ask=["my fav {l}?", "which {l} is my favourite?", "what was my favourite {l} again?", "do you remember my favorite {l}?"]),
    "phone": dict(
        values=["07700 900733", "0117 496 0931", "555-0147", "555-0108", "555-0193"],
        say=["{v} is my number btw", "my mobile: {v}", "my number's {v}", "my phone nr is {v}"],
        change=["I changed my phone number, it's {v}", "oh and my phone number is {v} now", "my number is now {v}", "my mobile isn't {o} anymore, it's {v}",
                "don't call {o} anymore, my number is {v} now"],
        drop=["{o} isn't my number anymore", "I cancelled my number {o}", "I don't use the number {o} anymore"],
        back=["my number is {v} again", "back to {v} as my phone number"],
        ask=["what number did I give you for my phone?", "my current phone number", "what's my number?", "what's my phone number again?"]),
    "email": dict(
        values=["sam.ruiz@example.com", "s.r.ruiz@example.edu", "hello@samruiz.example", "sam@example.net"],
        say=["my email's {v}", "you can email me at {v}", "{v} is the email I check", "my adress for mail is {v}"],
        change=["don't use {o}, my email is {v} now", "I changed my email, it's {v}", "new email: {v}", "please update my email to {v}", "my email is now {v}"],
        drop=["I don't use {o} anymore, it's a dead mailbox", "I no longer check {o}, it's not my email any more", "my email's not {o} any more"],
        back=["my email is {v} again", "I'm using {v} as my email again"],
        ask=["what email did I give you?", "do you know my email address?", "where should people email me?", "What is the user's email address?"]),
    "appointment": dict(
        values={label: ["Tuesday at 9am", "Monday at 4pm", "Monday at 8:45", "Friday at 8:15", "Thursday at 10am"] for label in ("therapy session", "blood test", "flat viewing")},
        say=["got my {l} on {v}", "the {l} I have is on {v}", "they gave me {v} for my {l}", "I'm booked in for a {l} on {v}"],
        change=["the {l} got rescheduled, it's on {v} now", "turns out my {l} is on {v}", "oh and my {l} changed to {v}", "my {l} is on {v} now",
                "the {l} is {v} instead of {o}"],
        drop=["the {l} on {o} is off", "no {l} on {o} anymore", "cancelled the {l} on {o}"],
        back=["they put my {l} back on {v}", "my {l} is on {v} again"],
        ask=["when do I need to go to my {l}?", "what day is my {l}?", "date and time of my {l}?", "what time is the {l}?"]),
    "deadline": dict(
        values={label: ["26 October", "15 November", "8 December", "9 July", "22 June"] for label in ("annual report", "book manuscript", "mortgage form")},
        say=["we have to deliver the {l} by {v}", "I've got until {v} to finish the {l}", "deadline for the {l} is {v}", "the {l} needs to be in by {v}"],
        change=["we got more time, the {l} is due {v} now", "the {l} is due {v} now", "as of today the {l} deadline is {v}", "the {l} isn't due {o} but {v}",
                "the {l} was due {o}, now it's {v}"],
        drop=["no more {o} deadline for the {l}", "the {l} isn't due {o} anymore", "the {l} is no longer due {o}"],
        back=["the {l} deadline is back to {v}", "ok the {l} is due on {v} after all"],
        ask=["until when can I work on the {l}?", "when does the {l} need to be done", "when's the {l} due?", "by what date do I need to finish the {l}?"]),
    "choice": dict(
        values={"design tool": ["Figma", "Sketch", "Penpot", "Framer"],
                "log store": ["Loki", "Splunk", "Graylog", "Elasticsearch"],
                "message queue": ["RabbitMQ", "Kafka", "NATS", "Pulsar"]},
        say=["our {l} is {v}", "{v} is the {l} we use", "we use {v} as our {l}", "the {l} in our project is {v}"],
        change=["we've switched to {v} as our {l}", "we're using {v} as our {l} now", "we moved from {o} to {v} as our {l}",
                "we used to have {o} as our {l} but now it's {v}", "we ditched {o}, our {l} is {v} now"],
        drop=["we got rid of {o} as {l}", "we don't use {o} as our {l} anymore", "we stopped using {o} as our {l}"],
        back=["our {l} is {v} again", "we use {v} as our {l} again"],
        ask=["which {l} are we on now", "what do we use for the {l}?", "what's our {l}?", "which {l} did we go with?"]),
    "pet": dict(
        values={label: ["Chewie", "Pancake", "Rusty", "Captain", "Noodle", "Button", "Duchess"] for label in ("kitten", "budgie", "gecko")},
        say=["I named my {l} {v}", "my {l}'s name is {v}", "my {l} {v} is the cutest", "my {l} is called {v}"],
        change=["the kids renamed our {l} from {o} to {v}", "my {l}'s name is {v}, not {o}", "the {l} used to be {o} but we call it {v} now",
                "oh and the {l} is called {v} now", "we renamed the {l}, it's {v} now"],
        drop=["we dropped the name {o} for the {l}", "{o} is not the name of my {l} anymore", "my {l}'s name isn't {o}"],
        back=["we went back to calling the {l} {v}", "we're calling our {l} {v} again"],
        ask=["how's our {l} called", "do you remember my {l}'s name?", "what's my {l} called?", "what's the name of my {l}?"]),
    "partner": dict(
        values=["Odette", "Elif", "Niamh", "Bjorn", "Petra", "Jamal", "Goran", "Marek", "Tunde"],
        say=["I'm dating {v}", "my partner's {v}", "my boyfriend {v} and I live together", "I'm seeing someone, {v}"],
        change=["it's over with {o}, my partner is {v} now", "I'm dating {v} now, not {o}", "I've got a new boyfriend, {v}",
                "me and {o} split, I'm dating {v} now", "I'm with {v} now"],
        drop=["{o} and I aren't together anymore", "{o} dumped me", "we split up, {o} and me"],
        back=["{v} and I are back together", "me and {v} got back together"],
        ask=["who am I in a relationship with?", "who am I dating?", "what's the name of the person I'm dating?", "Who is the user dating?"]),
    "manager": dict(
        values=["Odette", "Elif", "Niamh", "Bjorn", "Petra", "Jamal", "Goran", "Marek", "Tunde"],
        say=["my manager's {v}", "my supervisor is called {v}", "my line manager's name is {v}", "{v} is the one I report to"],
        change=["my manager is {v} now", "{v} has taken over from {o} as my manager", "turns out I report to {v}", "I used to report to {o} but now it's {v}",
                "oh and my boss changed to {v}"],
        drop=["I dont report to {o} anymore", "my manager isn't {o} anymore", "{o} is not my boss any longer"],
        back=["I'm back under {v}", "{v} is my manager again"],
        ask=["name of my manager?", "what's my boss called?", "who's my manager?", "who is my boss"]),
    "car": dict(
        values=["Nissan Leaf", "Seat Leon", "Jeep Renegade", "BMW i3", "Cupra Born"],
        say=["I drive a {v}", "my car's a {v}", "I own a {v}, it's my only car", "the car's a {v}"],
        change=["oh and I drive a {v} now", "my car is a {v} now, not the {o}", "used to drive a {o} but I've got a {v} now",
                "we've switched from the {o} to a {v}", "my new car's a {v}"],
        drop=["sold my {o}", "the {o} is sold", "my {o} got written off, it's gone"],
        back=["got a {v} again", "I drive a {v} again"],
        ask=["what car do I drive?", "what kind of car is mine?", "what do I drive these days", "which car do I own?"]),
    "commute": dict(
        values=["shuttle bus", "cable car", "e-bike", "moped", "trolleybus"],
        say=["my commute is by {v}", "I normally go to the office by {v}", "I take the {v} to work", "i go to work by {v} most days"],
        change=["I've switched from the {o} to the {v} for my commute", "used to take the {o} to work but now it's the {v}",
                "my commute changed, I take the {v} now", "oh and my commute is by {v} now", "as of this week I commute by {v}"],
        drop=["I don't take the {o} to work anymore", "no more commuting by {o} for me", "I stopped taking the {o} to work"],
        back=["I'm commuting by {v} again", "I take the {v} to work again"],
        ask=["how do I usually go to work", "what do I take to the office?", "how do I commute these days?", "How does the user commute?"]),
    "standup": dict(
        values={label: ["14:35", "13:45", "11:20", "12:40", "9:05"] for label in ("1:1", "daily", "architecture call")},
        say=["we have the {l} at {v}", "our {l}'s at {v}", "{l} starts {v}", "the {l} is at {v} every time"],
        change=["oh and the {l} is now at {v}", "we've switched the {l} to {v}", "our {l} isn't at {o} anymore, it's at {v}", "{l} changed to {v}",
                "the {l} starts at {v} now, not {o}"],
        drop=["no more {l} at {o}", "we scrapped the {l} at {o}", "the {l} at {o} doesn't exist anymore"],
        back=["we moved the {l} back to {v}", "ok so the {l} starts at {v} again"],
        ask=["what's the time of the {l} again?", "when does the {l} start?", "when's the {l}?", "when do we do the {l}?"]),
    "reply": dict(
        values=["Hungarian", "Mandarin", "Welsh", "Romanian", "Croatian"],
        say=["talk to me in {v} from now on", "pls always write in {v}", "always use {v} when you reply to me", "I want your answers in {v}, always"],
        change=["no more {o}, always answer in {v} from now on", "always answer in {v} instead of {o}", "stop replying in {o}, always reply in {v}",
                "oh and always reply in {v} now", "I'd rather have your answers in {v} from now on"],
        drop=["don't answer me in {o} anymore", "you don't have to answer in {o} anymore", "you can stop writing in {o}"],
        back=["answer in {v} again from now on", "back to {v} please, always answer in {v}"],
        ask=["what language do I want your answers in?", "which language are you supposed to answer in?", "In which language should replies to the user be?",
             "what language should your replies be in"]),
    "doctor": dict(
        values=["Dr. Ramirez", "Dr. Novak", "Dr. Duval", "Dr. Chen", "Dr. Bergman"],
        say=["my doctor's {v}", "I go to {v}, she's my GP", "I'm with {v} as my GP", "for anything medical I see {v}, my doctor"],
        change=["oh and my GP changed to {v}", "I see {v} now, not {o}", "my new doctor's {v}", "{o} has retired, {v} is my GP now", "my doctor is {v} now"],
        drop=["I'm no longer with {o} as my GP", "I don't see {o} anymore", "{o} isn't my doctor anymore"],
        back=["my doctor is {v} again", "I went back to {v} as my GP"],
        ask=["who is my GP these days?", "which doctor am I with now?", "which doctor do I go to", "what's my GP called?"]),
    "shoe_size": dict(
        values=["46", "42.5", "40.5", "38"],
        say=["in shoes I'm a {v}", "I take a {v} in shoes", "I'm a size {v} in shoes", "I wear size {v} shoes"],
        change=["I got measured, my shoe size is {v}, not {o}", "I wear size {v} shoes now", "oh and my shoe size is {v} actually", "I'm a {v} in shoes now"],
        drop=["forget that my shoe size is {o}", "I'm no longer a {o} in shoes", "{o} isn't my shoe size anymore"],
        back=["my shoe size is back to {v}", "my shoe size is {v} again"],
        ask=["what size shoes do I need", "what size am I in shoes?", "my shoe size?"]),
    "gym": dict(
        values=["Virgin Active", "Basic-Fit", "Anytime Fitness", "McFit"],
        say=["I'm a member at {v}, it's my gym", "I work out at {v}", "{v} is the gym I go to", "I've got a membership at {v}"],
        change=["I've switched from {o} to {v} for the gym", "I switched gyms, I go to {v} now", "my new gym is {v}",
                "I left {o} and joined {v}, that's my gym now"],
        drop=["I cancelled my membership at {o}", "I don't go to {o} anymore", "I quit {o}, no gym for me"],
        back=["my gym is {v} again", "I'm back at {v}, my old gym"],
        ask=["which gym do I go to?", "Which gym is the user a member of?", "what's my gym?"]),
    "phone_provider": dict(
        values=["Swisscom", "Orange", "Telia", "O2"],
        say=["my mobile contract is with {v}", "I'm with {v} for my phone", "my carrier is {v}", "for mobile I'm with {v}"],
        change=["I've moved from {o} to {v} with my phone plan", "I switched my phone contract to {v}", "I was with {o} for my phone but I'm with {v} now",
                "my carrier is {v} now"],
        drop=["{o} isn't my phone provider anymore", "my carrier isn't {o} anymore", "I cancelled my phone contract with {o}"],
        back=["I'm back with {v} for my phone", "my carrier is {v} again"],
        ask=["my mobile provider?", "what carrier am I on?", "who's my phone provider?"]),
    "bank": dict(
        values=["Starling", "ING", "Barclays", "N26"],
        say=["I do my banking with {v}", "{v}'s my bank", "I have my account at {v}", "my current account is with {v}"],
        change=["I switched banks, I'm with {v} now", "I've switched from {o} to {v} as my bank", "I closed my account at {o}, my bank is {v} now",
                "I moved my account from {o} to {v}"],
        drop=["I don't bank with {o} anymore", "I left {o}, not my bank any longer", "my bank isn't {o} anymore"],
        back=["my bank is {v} again", "I moved my account back to {v}"],
        ask=["my bank?", "which bank am I with?", "where's my bank account"]),
    "landlord": dict(
        values=["Mr. Hopkins", "Mrs. Haddad", "Mrs. Pereira", "Mrs. Aydin"],
        say=["we rent from {v}", "my landlord's called {v}", "our landlord's name is {v}", "the person I pay rent to is {v}, my landlord"],
        change=["my landlord isn't {o} anymore, it's {v}", "I rent from {v} now", "my landlord is {v} now", "oh and our landlord changed from {o} to {v}"],
        drop=["{o} isn't my landlord anymore", "{o} is no longer our landlord", "forget that {o} is my landlord"],
        back=["{v} is my landlord again", "we've got {v} back as our landlord"],
        ask=["who's my landlord?", "Who is the user's landlord?", "who is our landlord again?"]),
    "team_lead": dict(
        values=["Odette", "Elif", "Niamh", "Bjorn", "Petra", "Jamal", "Goran", "Marek", "Tunde"],
        say=["{v}'s our team lead", "our team is led by {v}", "{v} leads our team", "our team lead is {v}"],
        change=["{o} stepped down, {v} is our team lead now", "our team lead isn't {o} anymore, it's {v}", "{v} leads our team now",
                "oh and the team lead changed from {o} to {v}"],
        drop=["our team lead is no longer {o}", "{o} doesn't lead our team anymore", "we don't have {o} as team lead anymore"],
        back=["we've got {v} back as team lead", "{v} leads our team again"],
        ask=["who's leading the team now?", "what's the name of our team lead", "who leads our team?"]),
    "sprint": dict(
        values=["four weeks", "one week", "two weeks"],
        say=["our sprints run for {v}", "our sprints are {v} long", "each sprint takes {v}", "a sprint lasts {v} in our team"],
        change=["sprint length is {v} now, not {o}", "we changed the sprint length to {v}", "as of next month our sprints are {v} long",
                "oh and the sprint length changed to {v}"],
        drop=["sprint length isn't {o} anymore", "we don't do sprints of {o} anymore", "a sprint doesn't last {o} anymore"],
        back=["we do sprints of {v} again", "we went back to a sprint length of {v}"],
        ask=["how long do our sprints run?", "what's our sprint length?", "how long does a sprint last"]),
    "deploy_day": dict(
        values=["Wednesdays", "Tuesdays", "Sundays"],
        say=["we always deploy on {v}", "deploys happen on {v}", "our deploy day: {v}", "we deploy on {v}"],
        change=["deploys moved from {o} to {v}", "we've switched our deploys to {v}", "deploys happen on {v} from now on",
                "we used to deploy on {o} but now it's {v}"],
        drop=["we don't deploy on {o} anymore", "the deploys on {o} are off", "deploys aren't on {o} anymore"],
        back=["we deploy on {v} again", "we're deploying on {v} again"],
        ask=["On which day does the user's team deploy?", "what's our deploy day", "when do we deploy?"]),
    "insurance": dict(
        values={label: ["Aviva", "Generali", "AXA", "LV"] for label in ("car insurance", "health insurance")},
        say=["my {l} provider is {v}", "{v} is my {l}", "my {l} is with {v}", "my {l} is from {v}"],
        change=["my {l} is with {v} now", "oh and my {l} is {v} now", "my {l} isn't with {o} anymore, it's with {v}", "I switched my {l} to {v}"],
        drop=["I ended the {l} with {o}", "my {l} isn't with {o} anymore", "I cancelled my {l} with {o}"],
        back=["my {l} is with {v} again", "I've got my {l} at {v} again"],
        ask=["which {l} do I have?", "what company is my {l} from", "Who is the user's {l} with?"]),
    "nickname": dict(
        values=["Doc", "Red", "Spud", "Bunny"],
        say=["everyone calls me {v}", "you can call me {v}", "{v} is my nickname", "I go by {v}"],
        change=["my nickname is {v} now", "my nickname isn't {o} anymore, it's {v}", "people call me {v} now", "my nickname changed from {o} to {v}"],
        drop=["{o} isn't my nickname anymore", "my nickname isn't {o} anymore", "nobody calls me {o} anymore"],
        back=["call me {v} again", "people call me {v} again"],
        ask=["what do my friends call me", "What is the user's nickname?", "what's my nickname?"]),
    "kid_school": dict(
        values=["Maplewood", "St. Brendan's", "Northgate School", "Elmhurst"],
        say=["we've got our daughter at {v} for school", "my daughter goes to {v}", "my daughter's school is {v}", "my daughter is a pupil at {v}"],
        change=["my daughter goes to {v} now", "my daughter switched schools, she's at {v} now", "my daughter changed schools from {o} to {v}",
                "we moved our daughter from {o} to {v}"],
        drop=["{o} isn't my daughter's school anymore", "we took our daughter out of {o}", "my daughter doesn't go to {o} anymore"],
        back=["we moved our daughter back to {v}", "my daughter goes to {v} again"],
        ask=["what's my daughter's school?", "what school is my daughter at?", "where does my daughter go to school"]),
    "editor": dict(
        values=["Sublime Text", "Kakoune", "Nano", "PyCharm", "Xcode", "Notepad++"],
        say=["my editor is {v}", "I code in {v}", "I write my code in {v}", "my preferred editor is {v}"],
        change=["I've switched from {o} to {v} as my editor", "my editor is {v} now", "I code in {v} now, not in {o}",
                "gave up on {o}, I write my code in {v} now", "oh and my preferred editor is {v} now"],
        drop=["I don't code in {o} anymore", "{o} isn't my editor anymore", "I stopped using {o} as my editor"],
        back=["I'm back to {v} as my editor", "I code in {v} again"],
        ask=["what's my editor?", "which editor do I use?", "what do I code in", "Which editor does the user prefer?"]),
    "budget": dict(
        values={label: ["€4,000", "€7,500", "€12,000", "€950", "€2,200", "€30,000"] for label in ("kitchen renovation", "Atlas project", "wedding", "offsite")},
        say=["the budget for the {l} is {v}", "we've got {v} for the {l}", "{l} budget: {v}", "we can spend {v} on the {l}"],
        change=["the budget for the {l} is {v} now", "they raised the {l} budget from {o} to {v}", "the {l} budget changed to {v}",
                "turns out the budget for the {l} is {v}, not {o}", "we've now got {v} for the {l}"],
        drop=["the {o} budget for the {l} is gone", "the budget for the {l} isn't {o} anymore", "they cut the {o} for the {l}"],
        back=["the budget for the {l} is {v} again", "the {l} budget is back to {v}"],
        ask=["what's the budget for the {l}?", "how much can we spend on the {l}?", "{l} budget?", "How much money is there for the {l}?"]),
    "oncall": dict(
        values=["Priya", "Marek", "Lucia", "Tunde", "Elif", "Bjorn", "Naomi", "Pavel", "Saoirse", "Diego", "Wei", "Hannah", "Jamal", "Petra", "Niamh",
                "Goran", "Odette", "Samir"],
        say=["{v} is on call this week", "on call this week: {v}", "the on-call person is {v}", "{v}'s on call"],
        change=["{v} is on call now", "{v} swapped with {o}, so {v} is on call", "on call is {v} now, not {o}", "{o} is ill, {v} is on call instead",
                "as of today {v} is on call"],
        drop=["{o} isn't on call anymore", "{o} is no longer on call", "{o} is off the on-call rota"],
        back=["{v} is on call again", "on call is {v} again"],
        ask=["who's on call?", "who is on call right now?", "who's the on-call person", "Who is on call this week?"]),
    "blood_type": dict(
        values=["O negative", "A positive", "B negative", "AB positive", "A negative", "B positive"],
        say=["my blood type is {v}", "my blood group is {v}", "I'm {v}, blood type wise", "blood type: {v}"],
        change=["turns out my blood type is {v}", "got tested, my blood type is {v}, not {o}", "my blood type isn't {o}, it's {v}",
                "the lab says my blood type is {v}"],
        drop=["my blood type isn't {o}", "it's not true that my blood type is {o}", "{o} is not my blood type, the lab mixed it up"],
        back=["my blood type is {v} after all", "so it is {v} again, my blood type"],
        ask=["what's my blood type?", "which blood group am I?", "my blood type?", "What is the user's blood type?"]),
}

# Attributes that hold several values at once.
JOINING = {
    "likes": dict(
        values=["kayaking", "calligraphy", "bouldering", "baking", "techno"],
        say=["I also like {v}", "im super into {v}", "love {v}!", "I'm into {v} as well"],
        ask=["what am I into?", "What does the user like?", "what do I like?"]),
    "languages": dict(
        values=["Hungarian", "Mandarin", "Welsh", "Romanian", "Croatian"],
        say=["I'm fluent in {v}", "i can speak {v} as well", "I speak {v}", "I know {v} from school"],
        ask=["which languages do I speak?", "what do I speak besides English?", "what languages do I know"]),
    "allergies": dict(
        values=["eggs", "dog hair", "avocado", "aspirin", "sesame"],
        say=["{v}: allergic", "turns out I'm also allergic to {v}", "I have a {v} allergy too", "careful, I'm allergic to {v}"],
        ask=["What is the user allergic to?", "list everything I'm allergic to", "my allergies?"]),
    "children": dict(
        values=["Elias", "Milo", "Tara", "Zoe", "Arlo"],
        say=["another kid of mine is {v}", "I have a kid named {v}", "I've got a child called {v}", "one of our kids is {v}"],
        ask=["What are the user's children called?", "what are my kids called?", "how are my kids called again?"]),
    "tools": dict(
        values=["Insomnia", "Excel", "Tableau", "Zotero", "Trello"],
        say=["i also work with {v}", "also using {v} for work", "{v} is one of my work tools", "I use {v} for my job"],
        ask=["which tools do I use at work?", "my work tools?", "what do I use at work?"]),
    "rules": dict(
        values=["need a linked issue", "must be reviewed within a day", "have to be small", "need release notes"],
        say=["our PRs {v}", "we agreed that PRs {v}", "team policy: PRs {v}", "PRs {v}, that's our rule"],
        ask=["which rules apply to our PRs?", "What rules does the user's team have for PRs?", "PR rules?"]),
    "subscriptions": dict(
        values=["Duolingo", "Disney+", "Audible", "Dropbox"],
        say=["I have a subscription to {v}", "I have {v} as well, it's a subscription", "one of my subscriptions is {v}", "I've got a {v} subscription"],
        ask=["which subscriptions do I have?", "my subscriptions?", "what subscriptions do I pay for"]),
    "siblings": dict(
        values=["Conor", "Idris", "Agnes", "Viktor"],
        say=["I have a sibling called {v}", "{v} is one of my siblings", "I also have a sibling named {v}", "one of my siblings is {v}"],
        ask=["my siblings?", "what are my siblings called?", "names of my siblings?"]),
    "medication": dict(
        values=["levothyroxine", "lisinopril", "sertraline", "metformin"],
        say=["I've been put on {v} too", "I take {v}", "I also take {v}", "one of my meds is {v}"],
        ask=["my medication?", "what do I take, which meds", "list my meds"]),
}

# Takes back what was said last, whatever it was.
DROP_LAST = ["delete that, it's not true", "no wait, that's wrong, ignore it", "actually ignore that", "scratch what I just said", "never mind, scratch that",
             "forget that, it's wrong"]

# Corrects the value that was said last, whatever it was of.
FIX_LAST = ["sorry, I meant {v}", "not {o}, {v}", "I mean {v}, not {o}", "scratch that, it's {v}", "no wait, {v}", "correction: {v}", "*{v}"]

FILLER = ["can you write me a haiku about fog?", "can you explain recursion in one sentence?", "nice one", "why do leaves turn red?",
          "who painted the Night Watch?", "morning!", "what's 15% of 260?", "is a tomato a fruit?", "cheers!", "ok thanks a lot",
          "how long do I cook quinoa?", "makes sense"]
LEAD = ["", "", "", "quick update: ", "fyi: ", "so ", "hi! ", "also, "]
TAIL = ["", "", "", "", " thx", " cheers", " :)"]
REPLIES = ["Happy to. Is there anything else?", "Thanks for letting me know.", "I'll keep that in mind.", "Okay, got it.", "Alright.", "Understood."]
ECHOES = ["Noted, {v}.", "Okay, {v} it is."]
