"""Wordings of correction.py that are held out: written blind, nothing is built on them, only their figures are looked at.
"""

FAMILIES = {
    "residence": dict(
        values=["Utrecht", "Malaga", "Halifax", "Kraków", "Wellington", "Recife", "Bristol", "Nagoya"],
        say=["{v} is where I've got my flat.", "these days you'll find me in {v}, third floor, no lift", "I settled in {v} after uni and never left.",
             "we rent a little house on the edge of {v}", "my place is in {v}, so use that for the weather", "For anything location-based: I'm a resident of {v}."],
        change=["the van is unloaded, so as of this weekend {v} is home and {o} is history", "Handed back the keys to the flat in {o} yesterday and collected the ones to my new place in {v}.",
                "you still think I'm in {o}, but I've been a {v} resident since May", "Upped sticks again: it's {v} where I sleep and pay rent now.",
                "please use {v} for the weather from here on, that's where my flat is now", "After the rent hike I left town and set up home in {v}.",
                "our whole household has been transplanted to {v}, cat litter and all"],
        drop=["we gave up the place in {o} and are couch-surfing until something turns up", "Our lease in {o} ran out and I've no fixed address right now.", "{o} isn't home for me these days.",
              "take {o} off as my place of residence please, I've moved out", "I've packed up and gone from {o}; where I'll end up is anyone's guess"],
        back=["turns out I missed it too much: I've got a flat in {v} once more", "The experiment failed, so we've packed up and come home to {v} to live.", "resident of {v} again since this week"],
        ask=["Which town's weather forecast is the right one for me?", "Where's my flat?", "If a friend wanted to visit me at home, which city should they travel to?", "what place do I call home now"]),
    "occupation": dict(
        values=["midwife", "welder", "tax adviser", "florist", "bus driver", "sous-chef", "physiotherapist", "tattoo artist"],
        say=["what I do all day? I'm a {v}, and my feet hurt", "Being a {v} pays my bills.", "I trained as a {v} and that's what I've done ever since.", "my business card says {v}",
             "people at parties always ask what it's like to be a {v}, which is what I do for work", "twelve years a {v} and still not bored"],
        change=["after evening school I've hung up the {o} thing and practise as a {v}", "my business card says {v} these days", "Midlife career change completed: meet the newly qualified {v}, which is my work from now on.",
                "I was a {o} until spring; since then I've been earning my money as a {v}", "Put {v} down as my occupation from now on, please.", "who would've thought I'd end up swapping the life of a {o} for that of a {v}, but here we are",
                "the agency retrained me and now I do shifts as a {v} instead"],
        drop=["my days as a {o} are over, what comes next is open", "My back gave out, so no more {o} work for me.", "hung up my boots as a {o} last Friday, no idea what comes next", "you can't call me a {o} nowadays, I've stopped doing that for good",
              "Working as a {o} is behind me and I haven't settled on another trade."],
        back=["guess who's a {v} again, I couldn't stay away", "I've returned to my old trade and earn my money as a {v} once more", "Please note that {v} is my occupation again after all."],
        ask=["What would I answer if someone at a party asked what I do?", "which trade am I in", "What should go into the occupation field of my form?", "how do I earn my money?"]),
    "favourite": dict(
        values={"ice cream flavour": ["pistachio", "stracciatella", "salted caramel", "lemon sorbet"], "board game": ["Wingspan", "Carcassonne", "Cascadia", "Pandemic"],
                "author": ["Ursula Le Guin", "Terry Pratchett", "Elena Ferrante", "Haruki Murakami"], "pasta shape": ["orecchiette", "farfalle", "rigatoni", "bucatini"],
                "karaoke song": ["Dancing Queen", "Wonderwall", "Jolene", "Mr. Brightside"]},
        say=["no {l} comes close to {v} for me", "If I could pick just one {l}, it would have to be {v}.", "the best {l} is obviously {v}, fight me", "my number one {l}: {v}",
             "{v} is top of my list when it comes to the {l} I like best", "Ask me which {l} I love most and I'll say {v} every time."],
        change=["{o} has been knocked off the top spot, {v} is the {l} I like best", "my number one {l} is {v} as of last night", "I've grown tired of {o} and {v} has taken its place as my {l} of choice",
                "You'd better note a new winner in the {l} category: {v}.", "remember my favourite {l}? well, that crown belongs to {v} now", "the {l} I love most turned out to be {v} rather than {o}",
                "After much soul-searching I hereby crown {v} my favourite {l} in place of the last one."],
        drop=["I've gone off {o}, and I honestly couldn't name a favourite {l} these days", "{o} doesn't do it for me now, so that spot as top {l} is vacant", "Strike {o} as my favourite {l}, there isn't one at present.",
              "my love for {o} has faded, don't list it as my favourite {l}", "I'm over {o}; no favourite {l} for me right now"],
        back=["after a brief fling with another one, {v} has reclaimed its place as my favourite {l}", "who was I kidding, {v} is the best {l} after all", "Put {v} at the top again, it's the {l} I like most."],
        ask=["Which {l} would make me happiest?", "what {l} is top of my list", "If you had to choose the {l} for my birthday, which one?", "what's my number one {l}?"]),
    "email": dict(
        values=["sam.reyes@example.net", "reyes.sam@example.org", "sreyes@example.edu", "hello@samreyes.example", "sam@reyes.example"],
        say=["send invoices and such to {v}", "{v} is the inbox I read", "for newsletters and logins I go by {v}", "my inbox lives at {v}", "Kindly note {v} as my address for correspondence by e-mail.",
             "if anyone needs to drop me a line, {v} works"],
        change=["{o} is drowning in spam, so I've moved everything over to {v}", "from today my mail belongs in {v}", "Kindly direct all e-mail to {v}, as {o} is being shut down.", "I've set up a fresh inbox, {v}, and that's the one I read now",
                "anything sent to {o} bounces, the inbox I read is {v}", "new domain, new me: my email is {v} from now on", "after the hack I had to change my email and ended up with {v}"],
        drop=["I've closed {o}, don't put it down as my email", "{o} got hacked and I've deleted the account, nothing new yet", "My mailbox {o} was shut down.", "nobody reads {o} these days, least of all me, so remove it from my contact details",
              "mail to {o} bounces, I've lost that address for good"],
        back=["I managed to recover {v}, so that's the inbox to write to again", "the other inbox was a mistake, mail goes to {v} as it used to", "Kindly revert my e-mail address to {v}."],
        ask=["Where should an invoice for me be e-mailed?", "which inbox do I read", "What do I type into the e-mail field?", "what address do I log in with, the mail one"]),
    "deadline": dict(
        values={l: ["9 May", "17 October", "26 February", "3 December", "12 July", "28 August"] for l in ("history essay", "Q3 forecast", "scholarship form", "manuscript", "audit response")},
        say=["the {l} needs to be off my desk by {v}", "{v} is the cut-off for the {l}", "they want the {l} on {v} at the latest", "I promised the {l} for {v}, no idea how I'll manage", "Latest date for handing over the {l} is {v}.",
             "clock's ticking on the {l}, I've got until {v}"],
        change=["I begged and they let me have {v} instead of {o} for the {l}", "The cut-off for the {l} has been brought to {v}.", "they now want the {l} on {v}, someone changed the schedule", "scrap {o}, the {l} must be in by {v}",
                "got an email about the {l}, and it turns out I have until {v} now", "An amended timetable has been issued under which the {l} is expected by {v}, not {o}.", "whoever set the date for the {l} had second thoughts, {v} is the new cut-off"],
        drop=["they waived the {o} cut-off for the {l}, hand it in whenever", "no rush with the {l} now, {o} isn't binding", "The {l} was called off, so nothing has to be in by {o}.", "you can stop nagging me about {o}, the {l} has no due date these days",
              "the {l} isn't needed at all now, cross out {o}"],
        back=["so much for bargaining, {v} is once again the cut-off for the {l}", "they've reinstated {v} as the date for the {l}", "For the {l} the original {v} applies again."],
        ask=["By what date must the {l} be off my desk?", "how long can I still put off the {l}, what's the cut-off", "When does the {l} have to be in?", "what's the latest I can hand over the {l}"]),
    "pet": dict(
        values={l: ["Mochi", "Sprocket", "Duchess", "Turnip", "Figaro", "Beans"] for l in ("rabbit", "hamster", "greyhound", "budgie", "gecko")},
        say=["the {l} answers to {v}, when it feels like it", "{v} the {l} says hi", "we ended up naming the {l} {v}", "My daughter picked {v} as a name for our {l}.", "come and meet {v}, our {l}", "at the vet's, our {l} is down as {v}"],
        change=["the kids outvoted me and our {l} is {v} now instead of {o}", "nobody could stand the name we gave the {l}, so it's been rechristened {v}", "The {l} won't listen to {o}, which is why we've settled on {v}.",
                "at the vet's we had the {l}'s record amended to read {v}", "funny story, {o} the {l} became {v} over breakfast", "from now on please say {v} when you mean our {l}, new name", "our {l} has a fresh name tag with {v} on it, the last name didn't suit"],
        drop=["we gave {o} the {l} to a family with a big garden", "{o} doesn't suit the {l}, so it's nameless until we think of something", "The {l} will get another name some day, but {o} is off the table for good.", "sadly {o}, our {l}, passed away last night",
              "our {l} isn't {o} for now, we've dropped that name"],
        back=["the new name never stuck, so the {l} is {v} as before", "Our {l} has been given its first name back, {v}.", "ok we surrender, the {l} only responds to {v}, so that's the name again"],
        ask=["What do I shout when I want the {l} to come?", "under which name is our {l} registered at the vet", "what name did we give our {l}?", "how should you refer to our {l}"]),
    "manager": dict(
        values=["Harriet", "Oluwaseun", "Piotr", "Mei-Ling", "Gustavo", "Siobhan"],
        say=["my yearly reviews are done by {v}", "{v} signs off my holidays", "the person above me in the org chart is {v}", "I answer to {v}, who's strict but fair", "at the office {v} is in charge of me", "One-to-ones with my boss, that is with {v}, are every other week."],
        change=["there's been a reshuffle, so the person above me is {v}", "{o} got promoted away, and {v} has inherited our team including me", "As from this quarter, {v} is my line manager in succession to {o}.", "holidays get signed off by {v} now, the org chart changed",
                "guess who I answer to after the reorg: {v}", "they've put {v} in charge of me, {o} is looking after another department", "the boss I had is off to head office and in the chair now sits {v}, who I answer to"],
        drop=["{o} left and nobody's been appointed above me", "since the reorg I don't answer to {o}, and my spot in the org chart is dangling", "{o} has ceased to be my superior.", "my boss {o} has resigned, replacement unknown", "don't put {o} down as my line manager, that's over"],
        back=["the reorg was undone, so I answer to {v} once more", "{v} is in charge of me again, hooray", "As before, {v} signs off my holidays."],
        ask=["Who signs off my holidays?", "whose name is above mine in the org chart", "Which person do I answer to at the office?", "who does my yearly review"]),
    "gym": dict(
        values=["PureGym", "Basic-Fit", "Anytime Fitness", "Gold's Gym", "McFit", "Virgin Active"],
        say=["I lift at {v} three evenings a week", "my membership card is from {v}", "I've got a yearly contract with {v} for the weights", "sweating it out at {v} is how I stay sane", "For workouts I go to {v}.", "I signed up with {v} in the new year like everybody else, and actually go"],
        change=["{o} put its prices up, so I train at {v} now", "my membership card is from {v} now, way better showers", "Cancelled {o}, joined {v}.", "the place I used to lift at shut, so I work out at {v} these days", "a colleague talked me into {v}, and my contract with {o} is cancelled",
                "For workouts it's {v} now, no more of the old place.", "I've moved my training over to {v}"],
        drop=["I cancelled {o}, I do press-ups at home now", "My contract with {o} has lapsed and I shan't renew it.", "{o} threw me out for not paying, so no gym at all", "haven't got a membership at {o} these days, it was money down the drain",
              "{o} closed its branch here and I'm without a gym"],
        back=["I signed up with {v} again, they gave me a discount", "training at {v} again as I used to", "Once more a member of {v}, the other gym is cancelled."],
        ask=["Where do I lift weights?", "which gym takes a monthly fee from me", "Whose membership card do I carry for workouts?", "where do I go to work out"]),
    "reply_style": dict(
        values=["bullet points", "short paragraphs", "numbered steps", "formal prose", "rhyming couplets", "plain English"],
        say=["I'd like your answers in {v}, it's easier on my eyes", "{v}, please, whenever you explain something to me", "when you reply, stick to {v}", "Could you phrase what you tell me in {v} as a rule.", "my preferred format for your replies is {v}", "everything you send me should come in {v}"],
        change=["{o} got on my nerves, give me {v} from now on", "let's try {v} as the format of your replies from here on", "Kindly abandon {o} in favour of {v} in all your responses.", "new rule for how you write to me: {v}", "I can't read {o} on my phone, so reply in {v}",
                "could you phrase your answers in {v} from today, the way you've done it so far doesn't work for me", "my preferred format for your replies has become {v}"],
        drop=["you needn't stick to {o} any longer, write as you like", "Let's do away with the {o} rule for your replies.", "enough with the {o}, pick any format you want", "I don't mind how you phrase things these days, you needn't bother with {o}", "my wish for {o} in your answers is withdrawn"],
        back=["on reflection the first style was nicer to read, so reply in {v} once more", "return to {v} for your answers, please", "Kindly resume using {v} in your responses."],
        ask=["What format do I want your answers in?", "how should you phrase what you tell me", "Which style of writing do I prefer from you?", "what did I ask for regarding how your replies look"]),
    "coffee_order": dict(
        values=["flat white", "cortado", "double espresso", "cappuccino", "macchiato", "cold brew"],
        say=["if you ever place my café order: one {v}", "I can't start the day without a {v} from the place on the corner", "the barista knows me as the {v} person", "My usual is a {v}.", "order-ahead app is set to a {v} for me, every single morning", "a {v}, no sugar, that's what I get at the counter"],
        change=["too much {o} gave me the jitters, so a {v} is my usual now", "the barista had to learn a new order from me: {v}", "My usual has been changed to a {v}.", "tell the order-ahead app a {v} from now on, I'm done with the last one",
                "it used to be a {o} every morning, these days I get a {v}", "I've been converted, a {v} is what I get at the counter now", "who needs a {o} when there's {v}? That's my new usual."],
        drop=["I quit caffeine, no {o} for me", "Take the {o} off the order-ahead app, I've stopped getting it.", "the {o} isn't my usual now, I order whatever's new", "the corner café took {o} off the menu and I've got no usual these days", "done with having a {o} every morning, too expensive"],
        back=["nothing beats it, my usual is a {v} again", "Once again a {v} for me at the counter, as before.", "set the order-ahead app back to {v}"],
        ask=["What should you order for me at the café?", "what's my usual at the counter", "Which drink does the barista start making when I walk in?", "what do I get from the corner café in the morning"]),
    "wake_up": dict(
        values=["5:50", "6:25", "7:05", "7:40", "8:20"],
        say=["my alarm rings at {v}", "I drag myself out of bed at {v} on workdays", "{v} is when the day begins for me", "wake me at {v} every weekday", "Rising time in my routine: {v}.", "I need the alarm to go off at {v} or I miss everything"],
        change=["{o} didn't work out with the school run, set the alarm to {v}", "my alarm rings at {v} these days, the schedule's changed", "the day begins at {v} for me now", "Kindly wake me at {v} instead of {o}.", "since the clocks changed I've been getting up at {v}", "shift pattern's different, so it's out of bed at {v} for me now", "my morning alarm has been moved from {o} to {v}"],
        drop=["switch off the {o} alarm, I sleep till I wake", "I'm on leave, no getting up at {o}", "The {o} wake-up call is not needed now.", "there's nothing that gets me out of bed at {o} these days", "delete my {o} alarm for good"],
        back=["sleeping patterns restored, my alarm's at {v} again", "{v} it is once more for getting out of bed", "Please return my wake-up time to {v}."],
        ask=["At what time should you wake me?", "when does my alarm ring", "When do I get out of bed on workdays?", "what is my alarm set to"]),
    "on_call": dict(
        values=["Anneke", "Rohan", "Beatriz", "Kwame", "Sergei", "Lotte"],
        say=["the pager is with {v} this week", "{v} is on call for our services", "if prod burns, wake up {v}", "on-call duty: {v}", "{v} drew the short straw and carries the pager", "Production incidents are to be escalated to {v}."],
        change=["{o} has a wedding, so {v} took the pager", "pager handed over to {v} this morning", "Incidents should now be escalated to {v}.", "{v} kindly relieved {o} of on-call duty", "if prod burns from now on, wake up {v}, the rota's been redone", "it was {o} holding the pager until noon, from noon it's {v}", "change to the on-call rota: {v} is on the hook for prod now"],
        drop=["{o} has come off call and nobody's covering", "don't page {o}, the shift's over and the slot is empty", "{o} gave the pager back, we're without on-call for now", "The on-call duty of {o} has ended.", "{o} is sick and can't be on call, we're still looking for someone"],
        back=["pager's with {v} again", "{v} has taken back the on-call shift", "Incidents go to {v} once more."],
        ask=["Who has the pager?", "whom do I wake up if prod burns", "To whom should I escalate an incident?", "who is on call for us"]),
    "package_manager": dict(
        values=["pnpm", "yarn", "npm", "bun"],
        say=["in this repo dependencies get installed with {v}", "run {v} for the install step, please", "the lockfile is the one from {v}", "{v} is the package manager for the frontend", "Our JavaScript packages are managed by {v}.", "type {v} when you give me install commands"],
        change=["deleted the {o} lockfile, we install with {v}", "the frontend's package manager is now {v}", "install commands should use {v} from now on", "CI has been migrated off {o} and onto {v}.", "we got tired of slow installs, so {v} it is for frontend packages instead", "give me {v} commands, not {o} ones, we've changed over", "a pull request just landed that makes {v} manage our JavaScript packages in place of the previous tool"],
        drop=["we ripped out {o}, the frontend has no dependencies at all", "{o} is gone from the repo and we vendor everything by hand", "Please refrain from giving {o} commands, we've stopped using it.", "don't assume {o} for installs, that was removed", "the frontend lost its {o} lockfile for good, package manager undecided"],
        back=["the migration broke too much, we install with {v} again", "I reverted the pull request, so the frontend is back on {v}", "Install commands with {v} once more, please."],
        ask=["Which command installs the frontend's dependencies?", "whose lockfile is in our repo", "What manages our JavaScript packages?", "which package manager should your install commands use"]),
    "rollout": dict(
        values={l: ["5 percent", "20 percent", "45 percent", "70 percent", "90 percent"] for l in ("dark mode", "one-click checkout", "voice search", "offline sync")},
        say=["the {l} flag is at {v} of users", "{v} of our users can see the {l} feature", "we've opened {l} up to {v} of the traffic", "{l} rollout: {v}", "the flag for {l} is turned on for {v}", "At present the {l} feature is exposed to {v} of the audience."],
        change=["having seen the metrics, I dialled {l} from {o} to {v}", "the {l} flag now sits at {v}", "Exposure of the {l} feature was altered to {v}.", "{l} has moved on, it's {v} of users who see it now", "scrap the {o} figure, {l} is rolled out to {v}", "product wanted a different number for {l}, so the flag is at {v} as of today", "we had {l} at {o} over the weekend, and {v} since this morning"],
        drop=["pulled {l} completely, it isn't at {o} or anything else", "the {l} flag was deleted, so forget the {o}", "{o} is out of date for {l} and I don't know the real number", "The {o} exposure of {l} has been stopped.", "{l} got rolled back from {o} to nobody at all"],
        back=["false alarm, {l} is at {v} again", "we put the {l} flag back to {v}", "The exposure of {l} has been restored to {v}."],
        ask=["How many of our users see {l}?", "where is the {l} flag at", "What share of traffic gets {l}?", "how far along is the {l} rollout"]),
    "base_image": dict(
        values=["debian-slim", "alpine", "ubuntu", "fedora-minimal", "distroless", "wolfi"],
        say=["our containers are built from {v}", "the Dockerfile starts with {v}", "{v} is what our images inherit from", "for the base image we settled on {v}", "As base image, all services use {v}.", "FROM {v}, that's line one of our Dockerfile"],
        change=["security hated {o}, so the Dockerfile starts with {v}", "our base image is {v} now", "All services have been rebuilt on {v}.", "musl trouble again, we've moved the containers from {o} to {v}", "line one of the Dockerfile reads {v} these days, no longer {o}", "I swapped the base image out for {v}", "the images inherit from {v} since last sprint, the previous base is gone"],
        drop=["no containers for us now, the {o} base image is gone", "{o} was banned as base image, replacement to be decided", "We have ceased building from {o}.", "the Dockerfile with {o} got deleted, we run on bare metal", "don't take {o} as our base image, that's outdated"],
        back=["reverted, the Dockerfile starts with {v} again", "our containers are once more built from {v}", "The base image has been restored to {v}."],
        ask=["What's in line one of our Dockerfile?", "which base image do we build from", "What do our images inherit from?", "on what are our containers based"]),
    "medication": dict(
        values={l: ["10 mg", "25 mg", "40 mg", "75 mg", "100 mg"] for l in ("sertraline", "losartan", "prednisone", "lamotrigine", "hydroxychloroquine")},
        say=["I take {v} of {l} every morning", "the label on my {l} says {v} a day", "{l}, {v} daily, that's what I was prescribed", "I'm on {v} of {l}", "My current dose of {l} is {v}.", "put {v} next to {l} on my pill list"],
        change=["blood test came back, so my {l} goes from {o} to {v}", "the {l} dose was adjusted, I take {v} a day", "The specialist has put me on {v} of {l}, replacing the {o} I had before.", "on my pill list {l} should read {v} now", "my body didn't like {o} of {l}, so we're trying {v}", "as of tonight it's {v} for the {l}, new prescription", "new dose of {l} for me: {v}"],
        drop=["I'm off {l} completely, no more {o}", "the specialist told me to stop the {o} of {l}", "My prescription for {o} of {l} has been discontinued.", "take {l} off my pill list, the {o} are history", "no {l} for me since Friday, I've come off the {o}"],
        back=["side effects galore, so I'm on {v} of {l} again", "the {l} is back at {v}, the dose they'd tried first", "My {l} dose has been reset to {v}."],
        ask=["How much {l} do I take?", "what is my dose of {l}", "What does it say next to {l} on my pill list?", "how many milligrams of {l} am I on"]),
    "pickup": dict(
        values={l: ["Grandma Rosa", "Uncle Pete", "our neighbour Vera", "Auntie Jo", "Grandpa Heinz"] for l in ("daycare", "swimming class", "music school", "football practice")},
        say=["{v} collects the little one from {l}", "after {l}, {v} is waiting at the door", "I've arranged for {v} to do the {l} pick-up", "pick-up from {l}: {v}", "it's {v} who brings our son home from {l}", "For {l}, the authorised person to collect our child is {v}."],
        change=["{o} hurt a knee, so {v} does the {l} run", "the {l} pick-up has been handed to {v}", "The authorised person for {l} is now {v} in place of {o}.", "our son gets fetched from {l} by {v} these days", "I had to find someone else for the {l} run and {v} said yes, so that's settled", "not {o} but {v} collects from {l} as of today", "new arrangement for after {l}: {v} waits at the door"],
        drop=["{o} can't collect from {l} any longer and we've nobody yet", "our son walks home from {l} by himself, {o} needn't come", "{o} has been removed from the list for collecting from {l}.", "no more {l} run for {o}", "I told {o} not to bother with the {l} pick-up in future"],
        back=["{v} is doing the {l} run again, knee's fine", "the {l} pick-up goes back to {v}", "As before, {v} collects from {l}."],
        ask=["Who collects our son from {l}?", "who's waiting at the door after {l}", "Whose job is the {l} run?", "who is allowed to pick up from {l}"]),
    "bedtime": dict(
        values={l: ["18:45", "19:10", "19:35", "20:05", "20:40"] for l in ("Emil", "Nora", "the twins", "our toddler")},
        say=["lights out for {l} is at {v}", "we put {l} to bed at {v}", "{v} is bedtime for {l}", "by {v} it's teeth brushed and under the blanket for {l}", "bedtime for {l}: {v}, no negotiations", "In our house {v} is the hour at which {l} must be in bed."],
        change=["since naps stopped, {v} is lights out for {l} instead of {o}", "bedtime for {l} got shifted to {v}", "we've agreed on {v} as the new bedtime for {l}", "for {l} it used to be {o}, now we dim the lights at {v}", "The bedtime of {l} has been altered to {v}.", "after weeks of whining {v} is when {l} must be in bed nowadays", "{o} was hopeless for {l}, so we go for {v} at bedtime"],
        drop=["no fixed bedtime for {l} in the holidays, ignore {o}", "we've abandoned {o} as bedtime for {l}", "The {o} rule for {l} going to bed is suspended until further notice.", "{o} is out as lights-out for {l}, whenever they're tired will do", "we don't put {l} to bed at {o} now, it just depends"],
        back=["school's on, so {v} is bedtime for {l} again", "we reverted to lights out at {v} for {l}", "Once more {v} applies as bedtime for {l}."],
        ask=["When must {l} be in bed?", "what time is lights out for {l}", "At what hour do we put {l} to bed?", "tell the babysitter the bedtime of {l}"]),
    "lecture_room": dict(
        values={l: ["room 114", "room 207", "the Bohr auditorium", "the annex basement", "lab 3C", "the Curie hall"] for l in ("organic chemistry", "macroeconomics", "linear algebra", "Roman law")},
        say=["{l} is taught in {v}", "for {l} I have to get to {v}", "{v} is where they hold {l}", "my timetable puts {l} in {v}", "lectures for {l} take place in {v}", "find me in {v} when I've got {l}"],
        change=["a pipe burst in {o}, so {l} is held in {v}", "{l} relocated to {v} as per the notice on the door", "The {l} lectures have been assigned to {v} instead.", "don't send me to {o} for {l}, it's in {v} now", "too many students for the last place, they've put {l} in {v}", "my timetable got updated, {v} for {l}", "{l} was in {o} until last week and is in {v} from this one"],
        drop=["{l} went online, so no need to go to {o}", "I dropped {l}, take {o} off my timetable", "Lectures for {l} are no longer held in {o}.", "{l} can't be in {o} now, it's locked, and nobody has said where else", "they've thrown {l} out of {o} and a new place hasn't been announced"],
        back=["the pipe's fixed, {l} is in {v} again", "{l} has returned to {v}", "My timetable once more puts {l} in {v}."],
        ask=["Where do I have to go for {l}?", "in which place is {l} taught", "Where's {l} on my timetable?", "to find me during {l}, where would you look"]),
    "citation_style": dict(
        values=["APA", "Chicago", "Vancouver", "Harvard", "IEEE"],
        say=["format my references in {v} style", "my department insists on {v} for the bibliography", "{v} is the citation style I have to use", "cite everything the {v} way for me", "My bibliography must follow the {v} rules.", "the professor wants footnotes and references according to {v}"],
        change=["the journal rejects {o}, so references in {v} style from now on", "my department has changed over to {v} for citations", "The bibliography is to be converted from {o} to {v}.", "new professor, new rules: she wants {v} references", "I misled you about the citation style, it has to be {v}", "cite the {v} way from here on", "{o} is out and {v} is in for my bibliography"],
        drop=["the essay needs no references, so ignore {o}", "You need not follow {o} in my bibliography.", "I don't have to stick to {o}, any citation style goes", "my professor lifted the {o} requirement for references", "{o} is off, I'm waiting to hear which citation style they want"],
        back=["references in {v} style again please", "the department came to its senses, {v} citations as before", "My bibliography is once more to follow {v}."],
        ask=["How should my references be formatted?", "which citation style does my department want", "By what rules do you build my bibliography?", "what style do I cite in"]),
    "seat": dict(
        values=["14C", "22F", "7A", "31D", "3B", "18E"],
        say=["I'm in seat {v} on the flight to the conference", "{v} is my seat on the plane to the conference", "my boarding pass to the conference says {v}", "they put me in {v} for the conference flight", "For the conference flight, I have been allocated {v}.", "checked in for the conference flight, got {v}"],
        change=["they needed {o} for a family, so my conference flight seat is {v}", "reseated on the conference flight, {v} now", "My seat for the conference flight was altered from {o} to {v}.", "a different aircraft is flying to the conference, and that puts me in {v}", "I paid for legroom on the conference flight and moved to {v}", "no longer {o} on the plane to the conference, look for me in {v}", "the new boarding pass to the conference has {v} printed on it"],
        drop=["they bumped me off the conference flight, so {o} isn't mine", "I'm skipping the conference flight and have released {o}", "Seat {o} on the conference flight is no longer reserved for me.", "my check-in for the conference flight was undone, {o} is gone", "lost {o} on the conference flight, they'll assign one at the gate"],
        back=["got {v} back on the conference flight", "they've returned me to {v} for the flight to the conference", "My seat on the conference flight is once more {v}."],
        ask=["Where do I sit on the flight to the conference?", "what seat does my conference boarding pass show", "Which seat was I allocated for the conference flight?", "row and letter on the plane to the conference"]),
    "guild": dict(
        values=["Crimson Owls", "Tea and Mayhem", "Sunken Bell", "Grumpy Badgers", "Ninth Lantern"],
        say=["I raid with {v}", "my guild is {v}", "{v} took me in as a noob and I've been in that guild since", "the tag over my character's head says {v}", "I'm a proud member of {v}, the guild", "As for guilds, I belong to {v}."],
        change=["too much drama in {o}, I joined {v} and wear their tag", "the tag over my head says {v} now", "I was poached by {v}, so that's the guild I raid with", "My guild membership has been transferred from {o} to {v}.", "left one guild and landed in another: {v}", "{o} merged into {v}, so that's my guild", "from this season I'm raiding with {v}, different guild, same me"],
        drop=["{o} disbanded and I'm guildless", "they kicked me from {o}", "I have resigned my membership of {o}.", "rage-quit {o} last night, playing solo", "no more raids with {o} for me, not in any guild now"],
        back=["{v} forgave me and I'm in the guild again", "I've rejoined {v}, tag and all", "Once more I belong to {v}."],
        ask=["Which guild am I in?", "whose tag do I wear", "With whom do I raid, which guild?", "what guild do I belong to"]),
    "knitting": dict(
        values=["cabled cardigan", "baby blanket", "Fair Isle vest", "lace shawl", "tea cosy", "bobble hat"],
        say=["on my needles right now: a {v}", "I'm knitting a {v} in front of the telly", "the wool I bought is turning into a {v}", "my knitting project is a {v}", "The piece I am knitting is a {v}.", "evenings are for the {v}, I've got to row 40 of my knitting"],
        change=["I frogged it all, what was meant as a {o} is now becoming a {v}", "the needles hold a {v} these days, new project", "My knitting project has been changed from a {o} to a {v}.", "not enough wool for the {o}, so I'm knitting a {v} instead",
                "cast off the last thing and cast on a {v}", "I've moved on with my knitting and started on a {v}, the piece before is done", "the wool told me it wanted to be a {v}, so I unravelled what I had and am knitting that"],
        drop=["I unravelled the {o}, nothing on my needles", "finished the {o} and gave it away, my needles are empty", "Knitting of the {o} has been abandoned.", "my wrist hurts, no more work on the {o}, I've put knitting away", "the cat destroyed my {o}, and I haven't got a knitting project now"],
        back=["I picked the {v} up again, that's on my needles", "my knitting project is the {v} once more", "The wool is turning into a {v} after all."],
        ask=["What's on my needles?", "which knitting project am I working on", "What is my wool turning into?", "what do I knit in the evenings"]),
    "mobility_aid": dict(
        values=["walking stick", "rollator", "wheelchair", "walking frame", "mobility scooter"],
        say=["Mum gets about with a {v}", "my mother needs a {v} to get to the shops", "since the fall Mum's been using a {v}", "for accessible routes: Mum uses a {v}", "My mother relies on a {v} when leaving the house.", "Mum won't leave the house without her {v}"],
        change=["Mum has graduated from a {o} to a {v}", "physio says a {v} suits Mum better, so that's what she uses now", "My mother has exchanged her {o} for a {v}.", "for accessible routes bear in mind that Mum uses a {v} these days",
                "the thing Mum used is back at the shop, she gets about with a {v} now", "Mum couldn't manage with the {o}, it's a {v} from now on", "they prescribed a {v} for Mum in place of what she had"],
        drop=["Mum walks unaided now, no need for the {o}", "we returned Mum's {o}, she's bed-bound for now", "My mother no longer requires a {o}.", "Mum refuses to use the {o} and just holds my arm", "the {o} can go in the cellar, Mum's hip has healed"],
        back=["Mum uses the {v} again", "my mother has gone back to the {v}", "For Mum it's the {v} once more when she leaves the house."],
        ask=["What does Mum use to get about?", "which walking or rolling aid does my mother need", "How does Mum get to the shops, with what aid?", "for accessible routes, what does Mum rely on"]),
    "spare_key": dict(
        values=["under the blue flowerpot", "inside the bird feeder", "behind the gas meter", "in the garden gnome", "on top of the door frame", "beneath the loose brick"],
        say=["we hide the spare key {v}", "the spare key is {v}, tell nobody", "if I'm locked out: the key is {v}", "there's a spare key {v}", "A spare key has been placed {v}.", "{v} is where the spare key sits"],
        change=["the neighbours found out, so the spare key isn't {o} but {v}", "I moved the spare key, look {v}", "The spare key has been transferred and is kept {v}.", "our hiding place for the key is {v} these days", "{o} was too obvious for the spare key, I put it {v}", "the spare key used to be {o}, find it {v} now", "new hiding place for the spare key: {v}"],
        drop=["the spare key got nicked, there's none {o} now", "I took in the spare key, don't look {o}", "There is no longer a spare key {o}.", "gave my sister the spare key that was {o}", "no spare key {o} these days, too risky"],
        back=["I put the spare key back, it's {v} as before", "the spare key is once again {v}", "For the spare key we returned to the first hiding place, {v}."],
        ask=["Where's the spare key?", "how do I get in if I'm locked out, where's the key", "What is the hiding place of our spare key?", "where would I look for the spare key"]),
    "grocery_budget": dict(
        values=["€280", "€350", "€420", "€495", "€560"],
        say=["we allow ourselves {v} a month for groceries", "grocery budget: {v} a month", "{v} is the ceiling for food shopping per month", "our monthly shop mustn't go over {v}", "The sum set aside for groceries is {v} monthly.", "warn me when the food spend gets to {v}, that's our limit"],
        change=["one look at our receipts, and the ceiling for food shopping went from {o} to {v}", "our grocery budget is {v} a month now", "The sum set aside for groceries has been adjusted to {v}.", "{o} wasn't realistic for groceries, we've agreed on {v}", "with a third mouth to feed, {v} is what we allow ourselves for groceries", "warn me at {v} from now on, that's our new food limit", "we sat down with the spreadsheet and groceries get {v}, no longer {o}"],
        drop=["we've abolished the {o} limit for groceries", "no grocery budget these days, {o} is void", "The monthly ceiling of {o} for food has been lifted.", "stop warning me about {o}, we buy whatever food we need", "{o} for groceries was a silly idea and we've given it up"],
        back=["the food limit is {v} again", "we returned to {v} a month for groceries", "Groceries are once more capped at {v}."],
        ask=["How much may we spend on groceries?", "what's our food limit per month", "At what sum should you warn me about the food spend?", "what's the ceiling for our monthly shop"]),
    "race": dict(
        values=["half marathon", "10K", "sprint triathlon", "trail ultra", "parkrun", "duathlon"],
        say=["I'm training for a {v}", "my coach is getting me fit for a {v}", "the race I've entered is a {v}", "all those kilometres are for a {v} in the spring", "My training goal is a {v}.", "plan my runs around a {v}, that's what I'm aiming for"],
        change=["my shins said no to the {o}, I'm training for a {v}", "changed my entry, the race is a {v} now", "The training goal has been revised from {o} to {v}.", "plan my runs around a {v} from this week, I've got a different target", "coach thinks I'm better suited for a {v}, so out with the old goal", "I let myself be talked into a {v} and passed my {o} bib to a friend", "what I'm aiming for these days is a {v}"],
        drop=["I scratched from the {o}, knee trouble", "no {o} for me, I've stopped training", "My entry for the {o} has been withdrawn.", "the {o} got cancelled, no race to train for now", "I'm not aiming for a {o} these days, I just jog for fun"],
        back=["shins healed, I'm training for a {v} again", "my goal is a {v} after all", "The training goal has been restored to a {v}."],
        ask=["What race am I training for?", "which event should my training plan aim at", "What's my running goal?", "what did I enter, race-wise"]),
    "telescope": dict(
        values=["M42", "Saturn", "M31", "M45", "M101", "Jupiter"],
        say=["this season I'm photographing {v} with my telescope", "my telescope is pointed at {v} every clear night", "{v} is my astrophoto target", "I'm collecting exposures of {v}", "The target of my current astrophotography session is {v}.", "tell me when the sky's good for {v}, I'm imaging it"],
        change=["{o} has sunk too low, so my telescope is on {v}", "new astrophoto target: {v}", "My imaging target has been changed to {v}.", "done with {o}, I'm collecting exposures of {v} now", "tell me when the sky's good for {v} instead, I've picked another target", "the scope's been swung from {o} over to {v}", "after the meteor shower I changed what I photograph, it's {v} now"],
        drop=["enough exposures of {o}, nothing on the list now", "I stopped imaging {o}, the telescope is packed away", "{o} has been removed as my astrophotography target.", "my camera broke, so no {o} for me", "no need to tell me about the sky for {o}, I'm done with that target"],
        back=["the telescope is pointed at {v} again", "I resumed collecting exposures of {v}", "My astrophoto target is once more {v}."],
        ask=["What am I photographing with my telescope?", "which astrophoto target am I on", "At what is my telescope pointed?", "for which object do I need a clear sky"]),
    "game_night": dict(
        values=["the first Monday of the month", "every other Tuesday", "every Wednesday night", "the last Friday of the month", "every Sunday afternoon"],
        say=["our tabletop group meets {v}", "D&D is on {v}", "{v} belongs to D&D, don't plan anything else", "we play D&D {v}", "Our role-playing round takes place {v}.", "keep me free {v}, that's the tabletop group"],
        change=["the dungeon master got a new shift, D&D goes from {o} to {v}", "our tabletop group meets {v} now", "The role-playing round has been rescheduled to {v}.", "keep me free {v} instead, D&D has a new rhythm", "{o} didn't suit the parents among us, hence D&D is {v}", "a poll in the tabletop group ended in favour of {v}, so that's when we meet", "from this campaign on we play D&D {v}, not {o}"],
        drop=["our tabletop group broke up, so that's the end of meeting {o}", "no more D&D {o}", "The role-playing round {o} has been discontinued.", "D&D is on hiatus, so I'm available {o}", "I left the tabletop group, so you can plan what you like for {o}"],
        back=["D&D is {v} again", "the tabletop group went back to {v}", "Our role-playing round once more takes place {v}."],
        ask=["When do we play D&D?", "how often and when does my tabletop group meet", "When should you keep me free for D&D?", "what's the rhythm of our role-playing round"]),
    "wedding_venue": dict(
        values=["Thornbury Manor", "the old lighthouse", "Willow Barn", "the botanical garden", "Castello Verde", "the town hall"],
        say=["we're tying the knot at {v}", "our wedding will be at {v}", "{v} is booked for the big day", "the ceremony is going to take place at {v}", "The wedding venue is {v}.", "invitations say {v}, so that's where we get married"],
        change=["{o} went bankrupt, the wedding is at {v}", "new wedding venue: {v}", "The ceremony has been relocated to {v}.", "my mother-in-law hated it, so we're tying the knot at {v} instead", "reprinted the invitations, which said {o} and now say {v}", "too many guests for {o}, we've booked {v} for the wedding", "for the big day it's {v} now, cheaper and prettier"],
        drop=["we cancelled {o}, just the registry office some day", "the wedding is off, so {o} isn't booked now", "{o} is no longer our wedding venue.", "{o} flooded and we've got nowhere to get married", "lost our booking at {o} for the wedding, looking around"],
        back=["{v} reopened, so we're getting married there again", "our wedding is at {v} after all", "The venue for the big day has been restored to {v}."],
        ask=["Where are we getting married?", "what venue is on the invitations", "Where should wedding guests go?", "which place is booked for the big day"]),
    "payment_terms": dict(
        values={l: ["10 days", "21 days", "30 days", "45 days", "60 days"] for l in ("Acorn Studio", "the brewery", "Lindgren & Co", "the museum")},
        say=["{l} has {v} to pay my invoices", "on invoices for {l} put {v}", "payment terms for {l}: {v}", "with {l} I agreed on {v} net", "Invoices to {l} are payable within {v}.", "I give {l} {v} before I send a reminder"],
        change=["{l} renegotiated, so {v} net in place of {o}", "put {v} on the invoices for {l} from now on", "Invoices to {l} are now payable within {v}.", "I was too soft on {l}, it's no longer {o} to pay but {v}", "the contract with {l} was renewed with payment terms of {v}", "for {l}, I've changed how long they have to pay: {v}", "{o} for {l} was the old deal, {v} is the new one for payment"],
        drop=["{l} pays upfront now, {o} is moot", "I don't work for {l} these days, drop the {o} agreement", "The term of {o} for {l} has lapsed.", "no more {o} for {l}, they'll have to negotiate new payment terms", "leave the {o} off invoices for {l}, that deal is dead"],
        back=["{l} is on {v} net again", "we went back to {v} to pay for {l}", "Payment terms for {l} have reverted to {v}."],
        ask=["How long has {l} got to pay?", "what payment terms go on an invoice for {l}", "After how many days do I send {l} a reminder?", "what did I agree with {l} about paying"]),
    "office_days": dict(
        values=["Mondays and Wednesdays", "Tuesdays and Thursdays", "Wednesdays and Fridays", "Mondays and Thursdays", "Tuesdays and Fridays"],
        say=["I go into the office on {v}, the rest is remote", "my office days are {v}", "{v} are when colleagues see me in person", "hybrid plan: {v} on site", "My presence on site is agreed for {v}.", "book me a desk for {v}, that's my pattern"],
        change=["childcare fell apart, so I'm in the office on {v} rather than {o}", "my office days are {v} from this week on", "On-site presence has been altered to {v}.", "book me a desk for {v} now, I swapped days", "the team preferred {v}, hence that's when I come in nowadays", "{o} were packed, I go in on {v} instead", "forget my hybrid pattern, here's the new one: {v} on site"],
        drop=["I'm fully remote now, no more {o} in the office", "don't book a desk on {o}, I've stopped coming in", "The arrangement of {o} on site has ended.", "we got rid of fixed office days, {o} included", "{o} aren't my office days any longer, they let us choose week by week"],
        back=["I'm in the office on {v} again", "they've put my office days back to {v}", "On-site presence is once more agreed for {v}."],
        ask=["On which days am I at the office?", "when should you book me a desk", "When can a colleague meet me in person?", "what's my hybrid pattern"]),
}

JOINING = {
    "shopping_list": dict(
        values=["oats", "dish soap", "cumin", "tinned tomatoes", "batteries", "cat litter", "baking paper"],
        say=["put {v} on the shopping list", "we've run out of {v}, so add that to the list", "next time I'm at the shop I need {v}", "{v} should be on the shopping list too", "Kindly include {v} in my shopping.", "don't let me leave the supermarket without {v}"],
        ask=["What's on my shopping list?", "what do I have to buy at the supermarket", "Which things have we run out of?", "read me the shopping list"]),
    "countries_visited": dict(
        values=["Iceland", "Vietnam", "Chile", "Morocco", "Georgia", "New Zealand", "Oman"],
        say=["I've been to {v}", "ticked {v} off my map years ago", "a stamp from {v} is in my passport", "I once spent three weeks in {v}", "My travels have taken me to {v}.", "{v} is among the countries I've seen"],
        ask=["Which countries have I been to?", "what stamps are in my passport", "Where have my travels taken me?", "countries I've already seen"]),
    "houseplants": dict(
        values=["monstera", "peace lily", "spider plant", "rubber tree", "aloe", "string of pearls"],
        say=["there's a {v} on my windowsill that needs watering reminders", "I own a {v}", "my sister gave me a {v} for the flat", "one of my houseplants is a {v}", "A {v} lives in my living room.", "I look after a {v} at home"],
        ask=["Which houseplants do I own?", "what grows on my windowsills", "What plants in my flat need water?", "my houseplants, which are they"]),
    "migraine_triggers": dict(
        values=["red wine", "flickering light", "aged cheese", "skipped meals", "strong perfume", "loud bass"],
        say=["{v} can set off my migraine", "I've noticed I get a migraine from {v}", "one of my migraine triggers is {v}", "my head explodes after {v}, full-blown migraine", "According to my diary, {v} brings on my migraine.", "add {v} to the stuff that gives me migraines"],
        ask=["What triggers my migraine?", "which things give me a migraine", "What should I stay away from because of my migraines?", "my migraine diary, what are the culprits"]),
    "bird_sightings": dict(
        values=["kingfisher", "hoopoe", "red kite", "nuthatch", "bittern", "goldcrest", "osprey"],
        say=["I saw a {v} this year, tick", "put a {v} on my birding list for this year", "spotted a {v} at the reservoir", "my year list has a {v} on it", "A {v} was observed by me this season.", "managed to photograph a {v}, so that counts for the year"],
        ask=["Which birds have I seen this year?", "what's on my birding list", "What species did I spot this season?", "my year list of birds"]),
    "known_bugs": dict(
        values=["the login loop", "the frozen spinner", "duplicate invoices", "missing avatars", "the time zone mix-up", "garbled PDF exports"],
        say=["we know about {v} in the current release", "one open bug is {v}", "users are complaining about {v} in our app", "{v} still needs fixing in our app", "The release suffers from {v}.", "testers stumbled over {v} in our release"],
        ask=["Which bugs are open in our release?", "what are users complaining about in the app", "What still needs fixing in our app?", "known issues of the current release"]),
    "packing_list": dict(
        values=["head torch", "rain cover", "camping stove", "water filter", "first aid kit", "sleeping mat"],
        say=["for the trek I have to pack the {v}", "the {v} goes into my rucksack", "I mustn't forget the {v} when we go trekking", "also coming along on the trek is the {v}", "The {v} is needed for the trek.", "stuff the {v} in with my trekking gear, remind me"],
        ask=["What do I need to pack for the trek?", "which things go into my rucksack", "What mustn't I forget for the trek?", "my trekking gear, what's in it"]),
    "study_subjects": dict(
        values=["statistics", "art history", "thermodynamics", "ethics", "creative writing", "astronomy"],
        say=["I'm enrolled in {v} this term", "this term I have {v} on my plate", "{v} is one of the courses I'm taking", "I signed up for {v} at uni", "My courses this term include {v}.", "there's an exam in {v} I have to sit this term"],
        ask=["Which courses am I taking this term?", "what did I sign up for at uni", "In what subjects do I have exams this term?", "my courses"]),
    "care_team": dict(
        values=["Nurse Bakker", "Sister Agnes", "Mr Olufemi", "Ms Varga", "Mrs Delacroix"],
        say=["{v} is one of the carers who come to Dad", "Dad's carers include {v}", "on some days Dad is looked after by {v}", "the care service sends {v} to my dad", "{v} has a key because of caring for Dad", "Among those who care for my father is {v}."],
        ask=["Who cares for Dad?", "which carers come to my father's place", "Who does the care service send to Dad?", "names of Dad's carers"]),
    "subscriptions": dict(
        values=["Netflix", "The Economist", "Dropbox", "Duolingo", "HelloFresh", "Headspace"],
        say=["I pay for {v} every month", "there's a subscription to {v} on my credit card", "{v} is one of my subscriptions", "I've got {v} running, monthly fee and all", "I hold a paid subscription to {v}.", "keep in mind that {v} costs me money each month"],
        ask=["Which subscriptions do I pay for?", "what costs me money every month", "What subscriptions are on my credit card?", "list the services I subscribe to"]),
}

APART = [
    # Of another person.
    ("my locker combination at school is 18-4-31", "18-4-31", "Ben's locker combination is 7-22-9"),
    ("I take the number 38 tram to school", "number 38", "my brother takes the number 12"),
    ("I play goalkeeper in our hockey team", "goalkeeper", "my cousin plays striker in hers"),
    ("I was born in Salzburg", "Salzburg", "my mum was born in Trieste"),
    ("our nanny starts work at 07:30", "07:30", "the cleaner comes at 13:00 these days"),
    ("my son's shoe size is 31", "31", "my daughter has gone up to size 28"),
    ("my blood type is A negative", "A negative", "my sister found out today she's B positive"),
    # Of another thing of the same kind.
    ("the wifi password for guests is tulip-otter", "tulip-otter", "the code for the alarm has been changed to 7741"),
    ("our production server is called Gandalf", "Gandalf", "the new test server is called Pippin"),
    ("my passport expires in 2031", "2031", "my driving licence was renewed until 2038"),
    ("the knee I had surgery on is the left one", "left one", "it's my right shoulder that hurts now"),
    ("my inhaler is Ventolin", "Ventolin", "for hay fever I've been switched to Zyrtec"),
    ("we're using Terraform for the infrastructure", "Terraform", "for the docs site we moved over to Hugo"),
    ("the flight out is with KLM", "KLM", "for the way home we've changed to Finnair"),
    ("my sourdough starter is named Clint Yeastwood", "Clint Yeastwood", "the kombucha culture has a new name, Kombucha Khan"),
    ("I drink decaf after lunch", "decaf", "at breakfast it's cocoa now rather than juice"),
    # In the past.
    ("I'm studying marine biology", "marine biology", "years ago I was enrolled in law, what a waste"),
    ("my stage name is Velvet Fox", "Velvet Fox", "in my first band I performed as Johnny Rust"),
    ("we live on Chestnut Avenue", "Chestnut Avenue", "as a child I lived on Harbour Street"),
    # Wished for, planned perhaps, or imagined.
    ("I ride a Triumph Bonneville", "Triumph Bonneville", "one day I'd love to own a Ducati"),
    ("my keyboard layout is Dvorak", "Dvorak", "I've been wondering whether Colemak would be faster"),
    ("my daughter plays the clarinet", "clarinet", "she keeps dreaming of becoming a drummer"),
    ("our app is written in Kotlin", "Kotlin", "if we ever started from scratch, I'd pick Swift"),
    ("my retirement is planned for 2036", "2036", "imagine retiring tomorrow, wouldn't that be something"),
    # Asked.
    ("my camera is a Fujifilm X-T5", "Fujifilm X-T5", "is the Nikon Zf any good?"),
    ("I do my taxes with Elster", "Elster", "do people still file their taxes on paper?"),
    ("the meeting language of our board is English", "English", "how hard is it to learn Finnish?"),
    # What others say or do.
    ("I support Celtic", "Celtic", "my flatmate reckons Rangers are the better side"),
    ("my editor is Helix", "Helix", "everybody on the forum swears by Emacs"),
    ("our campsite is booked at Loch Ness", "Loch Ness", "the Hendersons cancelled theirs at Loch Lomond"),
    # One more beside it.
    ("I'm a member of the rowing club", "rowing club", "I've joined the photo society as well"),
    ("I've had a tetanus jab", "tetanus", "got my flu shot today, too"),
    ("my grandson is called Benedikt", "Benedikt", "a granddaughter arrived last night, she's Philippa"),
    # No statement at all, or of how things went.
    ("my weight goal is 68 kilos", "68 kilos", "no, I'm fine, go on"),
    ("the gate code is 4471", "4471", "hold on, someone's at the door"),
    ("my star sign is Capricorn", "Capricorn", "never mind the typo in your last answer"),
    ("I learn my vocabulary with Anki", "Anki", "actually, could you tell me a joke instead?"),
    ("my violin is a copy of a Guarneri", "Guarneri", "I forgot to have breakfast, that was wrong of me"),
]

DROP_LAST = ["Strike my last message, it isn't so.", "Oh no, I shouldn't have said that, it's not correct. Pretend I never did.", "ugh, that's rubbish, please unremember it",
             "Delete what you just noted, it doesn't hold", "I confused two things just now, what I told you isn't right, let it go", "Kindly disregard my previous statement, as it is incorrect.",
             "take that back out of your memory, I got it all mixed up", "wait, no, what I've just told you is out of date, drop it", "I take that back, it's not the case", "what I just said? not true, bin it",
             "hm, I'm afraid my last remark was false, don't keep it"]

FIX_LAST = ["oops, I meant {v}", "{v}, not {o}, sorry", "argh, typo: {v}", "make that {v}", "did I say {o}? I wanted to say {v}", "erm, no, {v}", "hang on, {v}, silly me", "slip of the tongue, it's {v}",
            "My apologies, that should read {v} instead of {o}.", "autocorrect got me, {v}", "*{v}", "I got that muddled, {o} is wrong and {v} is right", "on second thoughts that was wrong, it's {v}",
            "Correction to what I just wrote: {v}.", "wherever I just put {o}, read {v}", "{o}... what am I saying, {v} of course"]

FILLER = ["cheers", "Give me a riddle.", "How many legs does a lobster have?", "haha nice one", "Who invented the zip?", "brb", "What rhymes with 'window'?", "Explain photosynthesis to a five-year-old, please.",
          "my tea's gone cold, typical", "Can you recommend a stretching routine?", "How far away is the moon?", "that's a good point", "What's the plural of 'octopus'?", "What is a haiku?", "you're funny",
          "Is a tomato a fruit?", "Summarise the plot of Hamlet in one line.", "good evening"]

LEAD = ["", "", "", "", "Morning! ", "Before I forget: ", "FYI, ", "Heads-up: ", "Right then: ", "While I think of it, ", "For your notes: ", "Hello again, "]

TAIL = ["", "", "", "", " Cheers!", " That's all for now.", " Just wanted you to know.", " No need to reply.", " Long day..."]

REPLIES = ["All right.", "Understood, thank you.", "I've made a note of that.", "Here's what I found for you.", "Interesting! Tell me more if you like.", "No problem at all.", "Sure thing.",
           "Thanks, that helps me help you.", "Let me know if I can do anything else.", "Right, will do."]

ECHOES = ["{v}, understood.", "All right, so {v} it is.", "I've written down {v} for you.", "Ah, {v}! Noted."]
