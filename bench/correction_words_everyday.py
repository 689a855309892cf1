"""Development wordings of correction.py, of things that a programmer would not think of first: a choir, a mooring, a sourdough.

Held out at first and looked at since. The same shape as `correction_words.py`.
"""

FAMILIES = {
    "town": dict(
        values=["Leeds", "Aberystwyth", "Norwich", "Galway", "Dundee"],
        say=["I live in {v}.", "home for me is {v}.", "My flat is in {v}, so keep that in mind when I ask about places nearby.", "We've got a house in {v} and that's where I live.", "I'm based in {v}."],
        change=["I've moved, I live in {v} now.", "we left {o} last week and live in {v} now", "I'm no longer living in {o}, my new home is in {v}.", "Finally got the keys to the new place! Home is {v} from now on, {o} is behind me.", "My home town is {v} these days instead of {o}."],
        drop=["I don't live in {o} anymore.", "ive moved out of {o}, no idea yet where i'll end up", "{o} isn't my home any longer.", "We've given up the place in {o} and are between homes right now.", "I've got no fixed home just now."],
        back=["I've moved back to {v}.", "guess what, i'm living in {v} again", "It didn't work out there, so {v} is home once more.", "I'm back in {v} for good, same street even."],
        ask=["Where do I live?", "what town am i living in", "Which town is my home in these days?", "Can you remind me where I told you I live?"],
    ),
    "employer": dict(
        values=["Hartwell Logistics", "Brightmoor Council", "Penrose Dairy", "Castleton Print", "Ridgeway Vets"],
        say=["I work for {v}.", "My employer is {v}.", "i'm employed at {v}, full time.", "My wages come from {v}, that's who I work for.", "I've got a job at {v}."],
        change=["I've changed jobs, I work for {v} now.", "I left {o} and started at {v} this morning.", "new job!! it's {v} now, not {o}", "My employer is {v} these days, I handed in my notice at {o}.", "I don't work for {o} anymore, {v} took me on."],
        drop=["I don't work for {o} anymore.", "{o} let me go, so I'm out of work.", "handed in my notice and left {o}, nothing lined up", "I've retired, so my time at {o} is over.", "I'm not employed by anyone at present."],
        back=["{v} took me back, so I work there again.", "I'm working for {v} again.", "funny old world, i'm back on the payroll at {v}", "They rang and offered me my old job, so I'm with {v} once more."],
        ask=["Who do I work for?", "what's the name of my employer", "Where do I work at the moment?", "Which company am I employed by?"],
    ),
    "parking_bay": dict(
        values=["bay 14C", "bay 207", "bay 3A", "bay 88", "bay 51F"],
        say=["My parking space is {v}.", "I've been given {v} to park in.", "In the car park under our building, {v} is mine.", "my spot in the car park is {v}."],
        change=["They've swapped my parking space, it's {v} now.", "I used to park in {o} but they've moved me to {v}.", "my parking spot isn't {o} anymore, it's {v}", "The management company reshuffled everybody and mine is now {v}."],
        drop=["{o} isn't my parking space anymore.", "I gave up {o}, I don't rent a space now.", "they took {o} off me, so no parking spot at all now", "I no longer have a parking space in the building."],
        back=["I've got {v} back as my parking space.", "After all that fuss, my parking space is {v} again.", "i'm parking in {v} again", "They've put me back in {v}, so that's where the car goes."],
        ask=["Which parking space is mine?", "where's my spot in the car park", "What's the number of my parking bay?", "Remind me, where am I supposed to park under the building?"],
    ),
    "starter_name": dict(
        values=["Doughlene", "Clint Yeastwood", "Breadley", "Vincent van Dough", "Sir Rise-a-lot"],
        say=["My sourdough starter is called {v}.", "I named my sourdough starter {v}.", "the jar of starter in my fridge has a name, it's {v}.", "Yes, I'm one of those people who name their sourdough starter. It's {v}."],
        change=["I've renamed my sourdough starter, it's {v} now.", "My sourdough starter isn't called {o} anymore, we settled on {v}.", "the kids voted, starter's new name is {v} instead of {o}", "I threw {o} out after the mould and the new sourdough starter is called {v}."],
        drop=["My sourdough starter isn't called {o} anymore, it hasn't got a name right now.", "{o} died, so I have no sourdough starter.", "binned {o}, done with sourdough for now", "I've dropped the name {o} for my starter and haven't picked another.", "I don't keep a sourdough starter anymore."],
        back=["My sourdough starter is called {v} again.", "we went back to the old name for the starter, {v}", "I've changed my mind, the sourdough starter gets its name {v} back.", "The starter is {v} once more, nobody could get used to anything else."],
        ask=["What's my sourdough starter called?", "whats the name of my starter", "Do you remember what I named my sourdough starter?", "What name does the jar of sourdough in my fridge have?"],
    ),
    "alarm": dict(
        values=["5:40", "6:05", "6:50", "7:25", "4:55"],
        say=["My alarm goes off at {v}.", "I get up at {v} on work days.", "i set my alarm for {v} every morning.", "On a normal morning I'm up at {v}, no snoozing."],
        change=["I get up at {v} now.", "My alarm is set for {v} these days, {o} wasn't working.", "new shift pattern so i get up at {v} instead of {o}", "I no longer get up at {o}, I've changed the alarm to {v}."],
        drop=["I don't get up at {o} anymore.", "I've switched off the {o} alarm for good.", "no more {o} starts for me, i just wake up when i wake up", "I don't set an alarm at all these days."],
        back=["My alarm is back at {v}.", "I'm getting up at {v} again.", "tried something else for a bit but the alarm's set to {v} again", "Back to the old routine, so I'm up at {v} once more."],
        ask=["What time do I get up?", "when does my alarm go off", "What's my alarm set to on work days?", "Do you know what time I'm normally up in the morning?"],
    ),
    "choir_part": dict(
        values=["second alto", "first tenor", "baritone", "mezzo", "descant"],
        say=["I sing {v} in our choir.", "In the choir my part is {v}.", "our choir leader has me singing {v}.", "My part at choir is {v}, and I love it."],
        change=["I've switched parts in the choir, I sing {v} now.", "I don't sing {o} at choir anymore, I've been moved to {v}.", "choir news: i'm singing {v} now instead of {o}", "The choir leader listened to all of us again and now my part is {v}."],
        drop=["I don't sing {o} anymore, I've left the choir.", "They've taken me off {o} and haven't decided on a part for me.", "no longer singing {o} in choir, waiting to hear where they want me", "I've quit the choir, so I have no part."],
        back=["I'm singing {v} again at choir.", "My part in the choir is {v} once more.", "they moved me back, so it's {v} for me again", "The choir leader gave in and I'm back on {v}."],
        ask=["What part do I sing in the choir?", "which part am i singing at choir", "Do you remember what my choir part is?", "What does the choir leader have me singing these days?"],
    ),
    "nickname": dict(
        values=["Bex", "Captain", "Robbo", "Miss Plum", "Teddy"],
        say=["Please call me {v}.", "You can call me {v}.", "everyone calls me {v} so you should too.", "I'd like you to address me as {v} when we chat.", "I go by {v}."],
        change=["Call me {v} from now on.", "I'd rather you called me {v} now, not {o}.", "stop calling me {o}, it's {v} now", "From today I go by {v}, please don't use {o} anymore."],
        drop=["Please stop calling me {o}.", "I don't go by {o} anymore.", "dont call me {o} any more, no name needed", "You can leave out the {o} from now on, I don't want to be called anything special."],
        back=["You can call me {v} again.", "I've changed my mind, go back to calling me {v}.", "ok i miss it, call me {v} again", "I'm going by {v} once more."],
        ask=["What do I like to be called?", "what should you call me", "What name did I ask you to use for me?", "How should you address me?"],
    ),
    "currency": dict(
        values=["Swiss francs", "euros", "Danish kroner", "yen", "Canadian dollars"],
        say=["Please give me prices in {v}.", "I want all amounts shown in {v}.", "when you tell me what something costs, use {v}.", "I think in {v}, so convert prices for me."],
        change=["Give me prices in {v} from now on.", "Don't use {o} for prices anymore, use {v}.", "switch the prices to {v} please, {o} is no use to me now", "I'd now like amounts in {v} rather than {o}."],
        drop=["You don't need to give me prices in {o} anymore.", "Stop converting things to {o}.", "no more converting into {o} pls, leave prices as they are", "I've no preference about the currency now."],
        back=["Go back to giving me prices in {v}.", "I'd like amounts in {v} again, please.", "prices in {v} again please", "I was wrong to change it, so use {v} for costs once more."],
        ask=["Which currency do I want prices in?", "what currency should you use for me", "In what money do I like amounts to be shown?", "When you quote me a cost, which currency should it be in?"],
    ),
    "car": dict(
        values=["Skoda Fabia", "Fiat Panda", "Toyota Yaris", "Volvo V60", "Dacia Duster"],
        say=["I drive a {v}.", "My car is a {v}.", "got a {v}, that's my only car.", "The car I own is a {v}, nothing fancy but it goes."],
        change=["I've got a new car, it's a {v}.", "I traded in the {o} for a {v}.", "sold the {o}, i drive a {v} now", "My car's a {v} now, the {o} went to the scrapyard."],
        drop=["I've sold the {o} and don't have a car now.", "The {o} is gone, it was written off.", "no more {o}, i take the bus these days", "I don't own a car anymore."],
        back=["I'm driving a {v} again.", "I bought my old car back, so it's the {v} again.", "the {v} is my car again, long story", "Couldn't get on with anything else, so I've gone back to a {v}."],
        ask=["What car do I drive?", "what kind of car have i got", "Which make and model is my car?", "Do you remember what I'm driving these days?"],
    ),
    "wedding_venue": dict(
        values=["Thornbury Barn", "the Lido Rooms", "St Cuthbert's Hall", "Maplewood Manor", "the Botanic Glasshouse"],
        say=["We're getting married at {v}.", "Our wedding venue is {v}.", "we booked {v} for the wedding.", "The deposit's paid, so the wedding will be at {v}."],
        change=["We've changed the wedding venue to {v}.", "The wedding isn't at {o} anymore, we're having it at {v}.", "{o} fell through so we're getting married at {v}", "We cancelled {o} and booked {v} for the wedding instead."],
        drop=["We've cancelled {o}, so there's no wedding venue for now.", "The wedding won't be at {o} after all.", "{o} went bust, we've got no wedding venue", "Nothing's booked for the wedding now, we're still looking for a venue."],
        back=["The wedding is at {v} again.", "They had a cancellation and we've got {v} back for the wedding.", "good news, wedding's back at {v}", "We've come full circle and our wedding venue is {v} once more."],
        ask=["Where are we getting married?", "what's our wedding venue", "Which place have we booked for the wedding?", "Where's my wedding going to be held?"],
    ),
    "landlord": dict(
        values=["Mr Kowalczyk", "Mrs Banerjee", "Tony Marsh", "Lakeside Lettings", "Eileen Foy"],
        say=["My landlord is {v}.", "I rent my place from {v}.", "i pay my rent to {v}.", "The owner of the flat I rent is {v}, that's who I ring when the boiler packs in."],
        change=["The building was sold and my landlord is {v} now.", "I rent from {v} now, not from {o}.", "new landlord, it's {v}. {o} has nothing to do with the flat any more", "{o} has sold up, so from this month I pay rent to {v}."],
        drop=["{o} isn't my landlord anymore.", "I don't rent from {o} any longer.", "{o} sold the flat, dont know who the landlord is now", "I bought my own place, so I've got no landlord."],
        back=["{v} is my landlord again.", "The sale fell through, so I'm renting from {v} once more.", "back to paying rent to {v}", "My landlord is {v} again, believe it or not."],
        ask=["Who's my landlord?", "who do i pay my rent to", "Who am I renting from at the moment?", "Do you know the name of my landlord?"],
    ),
    "book": dict(
        values=["Middlemarch", "Wolf Hall", "The Shipping News", "Rebecca", "Piranesi"],
        say=["I'm reading {v} at the moment.", "The book on my bedside table is {v}, I read some every night.", "currently reading {v}.", "My current book is {v} and I'm about halfway through."],
        change=["I'm reading {v} now.", "I finished {o} and I'm on to {v}.", "gave up on {o}, reading {v} instead", "I've put {o} away and {v} is my current book."],
        drop=["I've finished {o} and haven't started anything new.", "I'm not reading {o} anymore.", "gave {o} to the charity shop, reading nothing right now", "I don't have a book on the go just now."],
        back=["I've picked up {v} again, that's what I'm reading.", "I'm back to reading {v}.", "reading {v} again, couldn't leave it alone", "My current book is {v} once more, from the beginning this time."],
        ask=["What book am I reading?", "what am i reading at the mo", "Which book have I got on the go?", "What's my current book?"],
    ),
    "pressure_pill": dict(
        values=["ramipril", "amlodipine", "losartan", "bisoprolol", "indapamide"],
        say=["I take {v} for my blood pressure.", "My blood pressure tablet is {v}.", "the doctor has me on {v} for blood pressure.", "For the blood pressure I'm on {v}, one a day with breakfast."],
        change=["The doctor switched my blood pressure tablets, I take {v} now.", "I'm off {o} and on {v} for my blood pressure.", "{o} gave me a cough so now it's {v} for the blood pressure", "My blood pressure tablet is {v} now rather than {o}."],
        drop=["I've stopped taking {o}.", "The doctor took me off {o} and I don't need anything for my blood pressure now.", "not on {o} any more, bp is fine without", "I don't take any blood pressure tablets now."],
        back=["I'm back on {v} for my blood pressure.", "The doctor's put me on {v} again.", "taking {v} again for the blood pressure", "My blood pressure tablet is {v} once more."],
        ask=["What do I take for my blood pressure?", "which blood pressure tablet am i on", "What's the name of my blood pressure tablet?", "If a nurse asks, what am I taking for blood pressure?"],
    ),
    "mooring": dict(
        values=["Foxton Locks", "Braunston Marina", "Hebden Basin", "Stoke Bruerne", "Crick Wharf"],
        say=["My narrowboat is moored at {v}.", "I keep the narrowboat at {v}.", "the boat's tied up at {v}.", "We've got a mooring at {v}, and that's where you'll find our narrowboat."],
        change=["I've moved the narrowboat, it's moored at {v} now.", "The boat isn't at {o} anymore, it's at {v}.", "took the boat up the canal, left {o}, moored at {v} now", "We gave up the mooring at {o} and keep the narrowboat at {v}."],
        drop=["The narrowboat isn't moored at {o} anymore.", "I've given up the mooring at {o} and haven't got another one.", "left {o} with the boat, just drifting about with no mooring", "My boat has no mooring at present."],
        back=["The narrowboat is back at {v}.", "I'm mooring the boat at {v} again.", "boat's at {v} again", "We've returned to our old mooring, so the narrowboat is at {v} once more."],
        ask=["Where is my narrowboat moored?", "where's my boat tied up", "Where do I keep the narrowboat?", "Which place is our boat's mooring at?"],
    ),
    "quiz_team": dict(
        values=["Quizzly Bears", "Les Quizerables", "The Wrong Answers", "Agatha Quiztie", "Universally Challenged"],
        say=["Our pub quiz team is called {v}.", "The name of my pub quiz team is {v}.", "we play the pub quiz as {v}.", "My mates and I go to the pub quiz every week, and our team name is {v}."],
        change=["We've renamed our pub quiz team to {v}.", "Our quiz team isn't {o} anymore, we're {v} now.", "new quiz team name is {v}, everybody was sick of {o}", "I left {o} and play in a different quiz team now, called {v}."],
        drop=["Our quiz team isn't called {o} anymore, we need a new name.", "{o} has broken up, so I've got no quiz team.", "quit {o}, no more pub quizzes for me", "I'm not in any pub quiz team now."],
        back=["Our quiz team is called {v} again.", "We voted, and the pub quiz team is {v} once more.", "back to playing the pub quiz as {v}", "The old name won, so our quiz team goes by {v} again."],
        ask=["What's our pub quiz team called?", "name of my quiz team?", "Do you remember the name we play the pub quiz under?", "Which quiz team am I in?"],
    ),
    "reply_form": dict(
        values=["bullet points", "plain paragraphs", "a numbered list", "a table", "one single sentence"],
        say=["I like your answers as {v}.", "Please write your answers to me as {v}.", "give me answers as {v}.", "My eyes aren't great and I follow things best when you answer as {v}."],
        change=["From now on I'd like your answers as {v}.", "Stop answering as {o}, I want {v} now.", "can you do your answers as {v} now, {o} is too hard to read", "I've gone off {o}, please write answers as {v} instead."],
        drop=["You don't have to answer as {o} anymore.", "Stop giving me answers as {o}.", "forget the {o} thing, answer however you like", "I no longer mind what form your answers take."],
        back=["Please go back to answering as {v}.", "I'd like your answers as {v} again.", "answers as {v} again please", "The old way was better, so answer me as {v} once more."],
        ask=["How do I like your answers laid out?", "what form do i want your answers in", "Which layout have I asked you to use for answers?", "Do you recall what shape I want your answers to take?"],
    ),
    "plant_spot": dict(
        values={"fern": ["in the bathroom", "on the landing", "behind the sofa", "under the stairs"],
                "cactus": ["on the kitchen windowsill", "by the router", "on top of the piano", "in the conservatory"],
                "orchid": ["beside the bread bin", "in the back bedroom", "next to the telly", "on the mantelpiece"]},
        say=["I keep my {l} {v}.", "My {l} stands {v}.", "the {l} lives {v}.", "If you wonder where my {l} is, it's {v}."],
        change=["I've moved the {l}, it's {v} now.", "My {l} isn't {o} anymore, it's {v}.", "the {l} was sulking {o} so now it lives {v}", "From now on I keep the {l} {v} rather than {o}."],
        drop=["My {l} isn't {o} anymore.", "I gave the {l} away, so it's no longer {o}.", "the {l} died, nothing {o} now", "I don't have the {l} anymore."],
        back=["The {l} is {v} again.", "I've put my {l} back {v}.", "moved the {l} again, it's {v} once more", "My {l} was happier before, so it's back {v}."],
        ask=["Where do I keep my {l}?", "where's my {l} these days", "In what spot does my {l} stand?", "My neighbour's coming to water it, so where is the {l}?"],
    ),
    "clinician": dict(
        values={"dentist": ["Dr Halloran", "Dr Mbeki", "Dr Vasquez", "Dr Thorne"],
                "physio": ["Annika Berg", "Paul Odell", "Shireen", "Marcus Webb"],
                "optician": ["Ms Lindqvist", "Mr Pereira", "Mrs Dunmore", "Mr Achebe"]},
        say=["My {l} is {v}.", "I see {v}, that's my {l}.", "my {l}'s name is {v}.", "I've got a good {l}, it's {v}."],
        change=["I've changed {l}, it's {v} now.", "My {l} isn't {o} anymore, I see {v}.", "{o} retired so my new {l} is {v}", "I've swapped {o} for {v}, who is my {l} from now on."],
        drop=["{o} isn't my {l} anymore.", "I've stopped seeing {o}, so I've got no {l} now.", "{o} retired, haven't got any {l} right now", "I don't have any {l} at the moment."],
        back=["{v} is my {l} again.", "I've gone back to {v} as my {l}.", "seeing {v} again, that's my {l} once more", "The new {l} was awful, so I'm back with {v}."],
        ask=["Who is my {l}?", "whats my {l} called", "What's the name of the {l} I go to?", "I've got to fill in a form, who's my {l}?"],
    ),
    "room_paint": dict(
        values={"hallway": ["sage green", "mustard yellow", "chalk white", "slate grey"],
                "box room": ["powder blue", "lilac", "peach", "terracotta"],
                "porch": ["pillar-box red", "navy", "teal", "charcoal"]},
        say=["My {l} is painted {v}.", "The walls of our {l} are {v}.", "the {l} is {v}, we painted it ourselves.", "In our house the {l} is {v}."],
        change=["We repainted the {l}, it's {v} now.", "Our {l} isn't {o} anymore, it's {v}.", "painted over the {o} in the {l}, it's {v} now", "The walls of the {l} went from {o} to {v} this weekend."],
        drop=["Our {l} isn't {o} anymore.", "We've stripped the {o} off the walls of the {l}, it's bare plaster now.", "no more {o} in the {l}, just bare walls for now", "The {l} has no paint on the walls at present."],
        back=["The {l} is {v} again.", "We've painted the {l} back to {v}.", "{l} is {v} once more, we missed it", "I couldn't live with it, so the walls of the {l} are {v} again."],
        ask=["What colour is our {l}?", "what colour are the walls in my {l}", "Which colour is the {l} painted?", "I need touch-up paint for the {l}, what colour is it?"],
    ),
    "spare_key": dict(
        values={"house": ["Mrs Adeyemi", "Gareth", "Aunt Dilys", "Old Sid"],
                "shed": ["Winston", "Fatima", "the Pattersons", "Jerzy"],
                "caravan": ["Cousin Lou", "Brenda", "the site warden", "Uncle Mick"]},
        say=["The spare key to my {l} is with {v}.", "I've left my spare {l} key with {v}.", "{v} has the spare key to our {l}.", "In case I lock myself out of the {l}, {v} keeps the spare key."],
        change=["The spare key to my {l} is with {v} now.", "I took the spare {l} key off {o} and gave it to {v}.", "{o} hasn't got the spare {l} key any more, {v} has", "My spare {l} key has moved from {o} to {v}."],
        drop=["{o} doesn't have the spare key to my {l} anymore.", "I've taken the spare {l} key back from {o}.", "got the spare {l} key back off {o}, nobody else has one now", "Nobody holds a spare key to the {l} now."],
        back=["{v} has the spare key to the {l} again.", "I've given the spare {l} key back to {v}.", "spare {l} key is with {v} again", "The spare key to our {l} is with {v} once more."],
        ask=["Who has the spare key to my {l}?", "who's got my spare {l} key", "I've locked myself out of the {l}, who keeps the spare key?", "With whom did I leave the spare {l} key?"],
    ),
    "lesson_time": dict(
        values={"pottery class": ["Mondays at 7", "Wednesdays at 6:30", "Thursdays at 8", "Saturdays at 10"],
                "cello lesson": ["Tuesdays at 4", "Fridays at 3:15", "Sundays at noon", "Mondays at 5:45"],
                "swimming lesson": ["Fridays at 9", "Tuesdays at 7:30", "Saturdays at 8:20", "Wednesdays at 1"]},
        say=["My {l} is on {v}.", "I have my {l} on {v}.", "the {l} i go to is on {v}.", "Don't plan anything for me on {v} because that's when my {l} is."],
        change=["My {l} has moved, it's on {v} now.", "I don't have my {l} on {o} anymore, it's on {v}.", "{l} is now {v} instead of {o}", "The teacher couldn't do {o} any longer, so my {l} is on {v} from now on."],
        drop=["My {l} isn't on {o} anymore.", "I've given up my {l}, so {o} is free.", "no more {l} on {o}, it got cancelled", "I don't have any {l} anymore."],
        back=["My {l} is on {v} again.", "They've moved my {l} back to {v}.", "{l} is back on {v}", "It's the old slot once more, so my {l} is on {v}."],
        ask=["When is my {l}?", "what time is my {l} again", "Which day and time do I have my {l}?", "I want to book a haircut that won't clash, so when's my {l}?"],
    ),
    "ringtone": dict(
        values={"mum": ["Moon River", "Edelweiss", "Greensleeves", "Clair de Lune"],
                "boss": ["the Jaws theme", "a foghorn", "a quacking duck", "church bells"],
                "sister": ["Dancing Queen", "a kookaburra", "a bicycle bell", "steel drums"]},
        say=["My ringtone for my {l} is {v}.", "When my {l} rings, my phone plays {v}.", "i've set {v} as the ringtone for my {l}.", "You'll laugh, but the ringtone I have for my {l} is {v}."],
        change=["I've changed the ringtone for my {l} to {v}.", "My phone doesn't play {o} for my {l} anymore, it's {v} now.", "ringtone for my {l} is {v} now, {o} drove me mad", "I swapped {o} for {v} as the ringtone for my {l}."],
        drop=["I've removed {o} as the ringtone for my {l}.", "My phone doesn't play {o} anymore when my {l} rings.", "got rid of {o}, my {l} has no special ringtone now", "I don't have a special ringtone for my {l} now."],
        back=["The ringtone for my {l} is {v} again.", "I've put {v} back as the ringtone for my {l}.", "my {l} rings with {v} again", "My phone plays {v} once more when my {l} calls."],
        ask=["What ringtone do I have for my {l}?", "what does my phone play when my {l} rings", "Which ringtone is set for my {l}?", "How do I hear that it's my {l} calling?"],
    ),
}

JOINING = {
    "tattoos": dict(
        values=["a swallow", "an anchor", "a thistle", "my gran's signature", "a tiny rocket"],
        say=["I have a tattoo of {v}.", "I've got {v} tattooed on me.", "one of my tattoos is {v}.", "Among my tattoos there's {v}, and I don't regret it."],
        ask=["What tattoos do I have?", "which tattoos have i got", "Can you list my tattoos?", "What have I got tattooed on me?"]),
    "board_games": dict(
        values=["Carcassonne", "Azul", "Ticket to Ride", "Cluedo", "Wingspan"],
        say=["I own {v}, the board game.", "We have {v} on our board game shelf.", "{v} is one of the board games i've got.", "There's a copy of {v} in my board game collection."],
        ask=["Which board games do I own?", "what board games have we got", "What's on my board game shelf?", "Can you name the board games in my collection?"]),
    "races": dict(
        values=["the Loch Ness Marathon", "the Great North Run", "the Snowdonia Trail Half", "the Berlin Marathon", "the Bath Half"],
        say=["I've run {v}.", "I have finished {v} and kept the medal.", "{v} is one of the races i've done.", "One of the races I've completed is {v}."],
        ask=["Which races have I run?", "what races have i done so far", "Can you list the races I've finished?", "What races do I have medals from?"]),
    "charities": dict(
        values=["the lifeboats", "Shelter", "the cat rescue", "Oxfam", "the air ambulance"],
        say=["I give money to {v}.", "One of the charities I support is {v}.", "i've got a monthly donation going to {v}.", "Among the good causes I donate to is {v}."],
        ask=["Which charities do I support?", "who do i give money to", "What good causes do I donate to?", "Where do my donations go?"]),
    "garden_trees": dict(
        values=["a quince", "a silver birch", "a medlar", "a Bramley apple", "a rowan"],
        say=["There's {v} growing in my garden.", "One of the trees in my garden is {v}.", "i've got {v} in the garden.", "Among the trees in our garden we have {v}."],
        ask=["Which trees are in my garden?", "what trees have i got in the garden", "Can you tell me what trees we have growing?", "What trees grow in our garden?"]),
    "fears": dict(
        values=["moths", "lifts", "thunder", "deep water", "wasps"],
        say=["I'm scared of {v}.", "One thing that frightens me is {v}.", "i've got a real fear of {v}.", "Among the things I'm afraid of you can count {v}."],
        ask=["What am I scared of?", "what things frighten me", "Can you list my fears?", "Which things am I afraid of?"]),
    "dishes": dict(
        values=["lamb tagine", "mushroom risotto", "pad thai", "toad in the hole", "dal makhani"],
        say=["I know how to cook {v}.", "One of the dishes I can make is {v}.", "i can cook {v} without a recipe.", "Among the things I cook well is {v}."],
        ask=["What dishes can I cook?", "which dishes do i know how to make", "Can you list what I'm able to cook?", "What do I know how to cook?"]),
    "instruments": dict(
        values=["a banjo", "a concertina", "a ukulele", "a tin whistle", "a bodhran"],
        say=["I own {v}.", "One of the musical instruments I have is {v}.", "there's {v} among my instruments.", "Of all the musical instruments in this house, I count {v} as one of mine."],
        ask=["Which musical instruments do I own?", "what instruments have i got", "Can you list my musical instruments?", "What's in my collection of instruments?"]),
}

APART = [
    # another person
    ("My daughter plays hockey for Redbrook Ladies.", "Redbrook Ladies", "My niece has left her hockey team, she'd had enough of the mud."),
    ("I'm a night nurse.", "night nurse", "My brother isn't a chef anymore, he's retraining as a plumber."),
    ("My bike is a green Raleigh.", "green Raleigh", "My neighbour has swapped his bike for an electric one."),
    ("I bank with Harbour Mutual.", "Harbour Mutual", "My dad has closed his account and moved to another bank."),
    ("I'm left-handed.", "left-handed", "My husband is the opposite, he does everything with his right."),
    ("My favourite tea is lapsang.", "lapsang", "My flatmate's gone off tea completely, she only drinks juice now."),
    ("I have my hair in a pixie cut.", "pixie cut", "My best friend has just changed her hair, it's long now with extensions."),
    # another thing
    ("The wifi password at the cottage is plumduff22.", "plumduff22", "The alarm code at the office has been changed, I'll tell you another time."),
    ("My phone is a Pixel.", "Pixel", "I've replaced my laptop, the old one was falling apart."),
    ("I do my weekly shop at Brackley Market.", "Brackley Market", "I've stopped going to the chemist on the corner, too many queues."),
    ("My winter coat is a duffel.", "duffel", "I've thrown out my old raincoat, it leaked."),
    ("I keep my passport in the blue biscuit tin.", "blue biscuit tin", "I've moved my birth certificate to the desk drawer."),
    ("Our cat is called Marzipan.", "Marzipan", "We've renamed the goldfish, it's Admiral now."),
    ("I take the 38 bus to work.", "38 bus", "To visit my parents I don't take the coach anymore, I go by rail."),
    # the past
    ("I wear varifocals.", "varifocals", "Back at school I never wore glasses at all."),
    ("I play bridge at the Corn Exchange.", "Corn Exchange", "Ages ago, when I was a student, I played cards in a cellar."),
    ("My mobile contract is with Wavelink.", "Wavelink", "Ten years ago I was with a different provider, they were dreadful."),
    ("I'm a vegetarian.", "vegetarian", "As a child I ate sausages nearly every day."),
    ("We heat our house with a wood pellet stove.", "wood pellet stove", "My grandparents' house used to have coal fires in every room."),
    # a wish
    ("I work out of a shared studio on Tanner Row.", "Tanner Row", "I wish I had a studio with a sea view."),
    ("My watch is an old Seiko.", "Seiko", "I'd love to own a posh Omega one day, but I can't afford it."),
    ("I share a room with Kirsty at college.", "Kirsty", "Sometimes I dream about having a room all to myself."),
    ("My piano teacher is Mr Fenwick.", "Mr Fenwick", "It would be lovely to be taught by a famous pianist."),
    ("I've got a Border terrier.", "Border terrier", "If only I had the space for a greyhound as well!"),
    # a question
    ("I use oat milk in my porridge.", "oat milk", "Is soya any better for you, do you think?"),
    ("My pension is with Granite Life.", "Granite Life", "How hard would it be to move a pension to somebody else?"),
    ("My blood type is O negative.", "O negative", "Can a person's blood type ever change?"),
    ("I sleep on a futon.", "futon", "What would a proper orthopaedic mattress cost?"),
    # a condition
    ("I go to the gym at Millbank Leisure.", "Millbank Leisure", "If they put the fees up again I'd look for a different gym."),
    ("My accountant is Priya Nair.", "Priya Nair", "If she ever retired I'd have to find someone else to do my books."),
    ("I volunteer at the hospice shop.", "hospice shop", "If my knees got worse I'd have to stop volunteering."),
    # a plan
    ("Our kitchen worktop is oak.", "oak", "Some day, maybe in five years, we'd like to put in granite ones."),
    ("I'm on a four-day week.", "four-day week", "Next year I plan to ask about going full time, but nothing's been agreed."),
    # a quotation
    ("My surname is Wigglesworth.", "Wigglesworth", "The lady on the phone said, \"You're Mrs Wilson now, aren't you?\" but she'd mixed me up with somebody else."),
    ("I support Accrington Stanley.", "Accrington Stanley", "There's a line in that film where he goes \"I don't follow football anymore\", made me laugh."),
    # small talk
    ("My desk at work is on the third floor.", "third floor", "Everything changes so quickly these days, doesn't it?"),
]

LEAD = ["By the way, ", "Oh, and ", "Quick one: ", "Right, so ", "Hiya, ", "Just thought of something: ", "Before I forget: "]

TAIL = [" Thanks!", " Just so you know.", " Cheers.", " That's all for now.", " Sorry for the typing, I'm on my phone.", " Have a good one!"]

REPLIES = ["Okay.", "Got it, thanks.", "Sure thing!", "Understood.", "Thanks for letting me know.", "Alright, noted."]

ECHOES = ["Okay, {v}, noted.", "Got it: {v}.", "Thanks, I've understood {v}."]

FILLER = [
    "How many grams are in an ounce?",
    "Can you explain what a leap second is?",
    "tell me a joke about penguins",
    "What's the difference between a crocodile and an alligator?",
    "Write a four-line poem about rain.",
    "why is the sky blue",
    "How do you get candle wax out of a carpet?",
    "What's another word for happy?",
    "who invented the zip",
    "Give me three facts about Saturn.",
    "How long should you boil an egg for a soft yolk?",
    "What does the word serendipity mean?",
]

DROP_LAST = [
    "Forget what I just said.",
    "Scratch that, my last message was wrong.",
    "ignore that last message, it isn't true",
    "Actually no, what I just told you isn't right, please disregard it.",
    "Oops, take that back, I got it wrong.",
    "Sorry, that was a mistake, don't keep what I just wrote.",
]

FIX_LAST = [
    "Sorry, I meant {v}, not {o}.",
    "Oops, typo: {v}, not {o}.",
    "no wait, it's {v}",
    "Correction to what I just wrote: it should be {v}.",
    "I said {o} just now but that was wrong, it's {v}.",
    "argh autocorrect, {v} is what i meant, not {o}",
]
