"""Development wordings of correction.py, written blind together with the held-out ones: every second family.

The same shape as `correction_words.py`.
"""

FAMILIES = {
    "employer": dict(
        values=["Nestlé", "Vodafone", "Philips", "Zalando", "Ryanair", "Lego", "Heineken", "Pfizer"],
        say=["my payslips come from {v}", "{v} hired me straight out of school and I'm still there.", "It's {v} that pays my wages.", "on weekdays I'm on the clock for {v}",
             "As an employee of {v} I get a yearly travel pass", "you're talking to someone on the staff of {v}"],
        change=["Today was my first day at {v}, and I've already forgotten my {o} badge number.", "{v} made me an offer I couldn't refuse, so {o} has lost me", "my payslips come from {v} from this month on",
                "Not {o} who employs me these days but {v}.", "our whole department got sold, which makes me a {v} employee as of the first of the month",
                "I jumped ship, {v} is the company on my contract now", "the job hunt is over: contract with {v} signed, started, badge and everything"],
        drop=["{o} let me go, so I'm between jobs", "handed in my badge at {o} for the last time today, nothing lined up yet", "My contract with {o} wasn't renewed and I'm job hunting.",
              "I've resigned from {o}.", "strike {o} as my employer, I'm out of there"],
        back=["{v} begged me to return and I did, so they're the ones paying me again", "after that little detour I'm on the {v} payroll once more", "Boomerang employee here: re-hired by {v}."],
        ask=["Whose name is on my payslip?", "what company should I put under 'employer' on this form", "Which firm am I employed by these days?", "who pays my salary"]),
    "diet": dict(
        values=["vegan", "low-carb", "dairy-free", "pescatarian", "gluten-free", "low-FODMAP"],
        say=["when you suggest recipes, keep them {v}, that's how I eat", "Everything on my plate is {v}.", "my nutritionist put me on {v} meals in January", "I only cook {v}, have done for ages",
             "For dinner ideas: strictly {v} for me.", "eating {v} has been my thing since college"],
        change=["new year, new plate: out goes {o}, in comes {v}", "recipes should be {v} from today, my eating habits have changed", "The nutritionist took me off the {o} plan and prescribed a {v} one.",
                "I've made the jump, every meal I eat is {v} now and it's easier than I thought", "being {o} didn't agree with me, which is why I've moved over to a {v} diet",
                "Kindly plan {v} meals for me from now on, that is my new diet.", "lol I caved, my diet's {v} now"],
        drop=["the {o} phase is over, I eat whatever's put in front of me", "You needn't keep recipes {o} for me these days, I've dropped that diet.", "my doctor says there's no need for me to eat {o}, so I've stopped",
              "I fell off the {o} wagon and I'm not getting back on", "no more {o} meals for me, normal food again"],
        back=["tail between my legs, I've returned to eating {v}", "Once again all my meals are {v}.", "it's {v} recipes for me again please, I've resumed that diet"],
        ask=["What should you watch out for when suggesting recipes for me?", "which way of eating have I chosen", "If I come for dinner, what kind of food does the host have to cook?", "What sort of meals should you plan for me?"]),
    "phone": dict(
        values=["0161 496 0755", "07700 900318", "555-0147", "0131 496 0224", "07700 900561", "555-0193"],
        say=["if the courier needs to ring me: {v}", "{v} gets you straight through to me", "put {v} on the form, that's the phone I carry around", "My digits, in case you need them for a form: {v}.",
             "text or ring me on {v}", "The mobile in my pocket answers to {v}."],
        change=["lost my sim, so on forms my number should now read {v}", "{o} has been disconnected, ring {v} if you want me", "New digits for me. I'm on {v} from here on.",
                "Kindly replace {o} with {v} wherever you've got my phone number.", "the number I had couldn't be saved, so the one I answer is {v}", "ringing {o} gets you some stranger, my phone is {v} now",
                "the courier should ring {v}, my number is different since yesterday"],
        drop=["{o} has been switched off, and I'm without a phone for now", "Take {o} out of my details, that line's been cancelled.", "don't ring {o}, it isn't me who picks up these days", "I gave up {o} and haven't got a replacement number yet",
              "my phone line {o} was cut off for good"],
        back=["good news, they restored my previous number, so it's {v} once more", "I found the old sim, ring me on {v} again", "Reactivated: my phone number is back to being {v}."],
        ask=["What should I write in the phone field of this form?", "which digits does the courier have to dial to get me", "On what number do I answer calls?", "what's my mobile, I never remember it"]),
    "appointment": dict(
        values={l: ["Monday at 10:15", "Tuesday at half past two", "Wednesday at 9am", "Thursday at 6pm", "Friday at 11:40", "Saturday at noon"]
                for l in ("eye test", "vet visit", "boiler service", "parent-teacher meeting", "MRI scan")},
        say=["{v} is blocked for the {l}", "got the letter about the {l}, it's {v}", "they could squeeze me in for the {l} on {v}", "please remember I've booked the {l} for {v}", "the {l} happens on {v}, wish me luck",
             "As regards the {l}: confirmed for {v}."],
        change=["{o} clashed with work, so the {l} was bumped to {v}", "they rang about the {l} and gave me {v} as the new slot", "The {l} will take place on {v} rather than on {o}.", "ugh, the {l} got shifted again, {v} it is",
                "I asked for another slot for the {l} and they found me one on {v}", "keep {v} free instead of {o}, that's when the {l} happens now", "pencil in {v} for the {l}, the slot from before didn't work out"],
        drop=["called off the {l}, so {o} is free", "they cancelled the {l} on {o} and couldn't offer another date", "There will be no {l} on {o} after all.", "I decided the {l} can wait, you can clear {o} in my calendar", "{o} is free again because the {l} fell through"],
        back=["the {l} reverts to {v}, as first agreed", "they undid the change, so {v} stands for the {l} after all", "oh well, {v} it is again for the {l}"],
        ask=["What slot have I got for the {l}?", "when do I need to leave the house for the {l}", "which day and hour did we settle on for the {l}?", "For when is the {l} booked?"]),
    "car": dict(
        values=["Renault Clio", "Volkswagen Golf", "Kia Niro", "Dacia Duster", "Subaru Forester", "Peugeot 208", "BMW i3"],
        say=["there's a {v} in my garage, and it's my only set of wheels", "I drive the kids around in our {v}", "for the insurance quote: the vehicle is a {v}", "my trusty {v} has just passed its inspection",
             "The vehicle registered in my name is a {v}.", "the {v} outside is mine, bought it second-hand"],
        change=["the {o} was written off, so with the insurance money I got a {v}", "said goodbye to the old motor and drove home in a {v}", "My lease ran out; the vehicle I have now is a {v}.", "swapped cars with my sister for good, so I'm in a {v} now instead of the {o}",
                "the garage where the {o} stood now houses a {v}", "it's official, papers signed, I'm a {v} driver from today and the last car's gone", "For the insurance quote use {v}, as I've changed vehicles."],
        drop=["the {o} went to the scrapyard and I'm walking everywhere", "someone in the next village bought the {o} off me, so I'm carless", "We've decided to live without a car and the {o} is gone.", "my {o} was stolen and never turned up",
              "the lease on the {o} has ended, and I handed in the keys without taking another"],
        back=["bought my old {v} back, can you believe it, so that's my car again", "The garage fixed it after all, so I'm driving the {v} again.", "the other one was a lemon; my car is once more the {v}"],
        ask=["What vehicle should I put down for the insurance quote?", "which motor is parked in my garage", "If I pull up in front of your house, what car would you see?", "what have I got in terms of wheels"]),
    "partner": dict(
        values=["Femi", "Solveig", "Marcus", "Inès", "Tariq", "Bronwyn", "Jonas"],
        say=["{v} and I have been a couple since last summer", "my other half goes by {v}", "when I say 'we' I mean me and {v}, we're together", "The love of my life is {v}.", "going steady with {v}, going on six years", "I share my life with {v}, so count two for dinner"],
        change=["it ended with {o}, and these days {v} is the one holding my hand", "I've met someone new: {v}, and it's serious, we're a couple", "{o} moved out in spring. By autumn {v} and I were a couple.",
                "if I mention my other half I mean {v}, not {o}", "New chapter in my love life, and it's called {v}.", "yes, the rumours are true, {v} is my sweetheart now", "my heart belongs to {v} nowadays, the previous relationship is over"],
        drop=["I'm single again, {o} called it quits", "{o} dumped me by text, can you imagine", "The relationship with {o} has come to an end.", "we've gone our separate ways, {o} and I", "don't count {o} in as my other half, that's over"],
        back=["{v} and I have patched things up, we're a couple again", "old love never dies: I've gone back to {v}", "Count {v} in again as my other half."],
        ask=["Who am I in love with?", "which name goes on my valentine card", "Who's my other half?", "who am I in a couple with these days"]),
    "doctor": dict(
        values=["Dr. Okafor", "Dr. Lindqvist", "Dr. Haddad", "Dr. Rossi", "Dr. Nakamura"],
        say=["when I'm ill I go and see {v}", "{v} looks after my health", "I'm registered with {v} at the surgery round the corner", "my prescriptions are written by {v}", "the physician treating me is {v}", "For referrals, you'd need to contact {v}, my general practitioner."],
        change=["{o} closed the surgery, so I've registered with {v}", "my prescriptions now come from {v}", "I wasn't happy with the care I got and went over to {v} as my GP", "my file has been sent from {o} to {v}, who'll be treating me from now on",
                "Kindly list {v} as my general practitioner from this month.", "the waiting times with {o} drove me mad, hence {v} is my new physician", "since the surgery merged, the one looking after my health is {v}"],
        drop=["{o} has stopped taking patients like me, so I've no GP at all", "I deregistered from {o} and haven't found another doctor", "{o} emigrated, leaving me without a physician.", "don't list {o} as my general practitioner any longer",
              "my time as a patient of {o} is over, still looking for someone"],
        back=["I've registered with {v} again, nobody knows my back like that", "Please reinstate {v} as my general practitioner.", "prescriptions come from {v} once more, I went back"],
        ask=["Who writes my prescriptions?", "which physician am I registered with", "Whom should the hospital send my letters to, which GP?", "who do I go and see when I'm ill"]),
    "bank": dict(
        values=["Monzo", "Santander", "Revolut", "Triodos", "Handelsbanken", "Commerzbank"],
        say=["my current account is with {v}", "{v} looks after my money", "my salary lands in an account at {v}", "I've been a customer of {v} since I was a teenager, it's the only bank I have", "the card in my wallet says {v}", "For direct debits: I have my account at {v}."],
        change=["I got fed up with the fees at {o} and took my current account to {v}", "salary should land at {v} from now on, I've moved my account", "My bankers are {v} now.", "the account at {o} is closed; everything runs through {v}",
                "the card in my wallet says {v} these days, new bank", "with the account switch done, {v} has taken over from {o}", "Please note for direct debits that my account is now held at {v}."],
        drop=["I closed my account at {o} and keep cash under the mattress", "{o} kicked me out as a customer, so right now I've got no bank", "My account with {o} no longer exists.", "{o} doesn't look after my money these days", "said farewell to {o}, account closed, next bank undecided"],
        back=["my current account is back with {v}, better the devil you know", "{v} waived the fees, so I reopened my account there and use it for everything again", "Once more a customer of {v}, having closed the other account."],
        ask=["At which bank is my current account?", "where does my salary land", "What does the card in my wallet say?", "who looks after my money"]),
    "reply_language": dict(
        values=["Norwegian", "Turkish", "Catalan", "Greek", "Hungarian", "Spanish"],
        say=["speak {v} with me, I want to practise", "{v} is the language I'd like us to talk in", "could you stick to {v} when you write to me", "I set you up so we'd chat in {v}", "Our conversations should be held in {v}.", "use {v} for everything you tell me, even jokes"],
        change=["my {o} exam is done, so let's chat in {v} now", "speak {v} with me from here on", "Kindly converse with me in {v} rather than {o}.", "the language I'd like you to use has changed to {v}", "no more {o} please, {v} is what I want to hear from you",
                "time to practise something else: use {v} with me from today", "You should henceforth be talking to me in {v}."],
        drop=["enough {o} for me, talk in any language you like", "you needn't speak {o} with me, that was for the exam", "Our {o}-only arrangement is over.", "cancel the {o} rule, I don't care what language you use", "I've given up practising {o}, so don't feel bound to use it with me"],
        back=["the other language was too hard, let's chat in {v} as before", "it's {v} once more that you should speak with me", "Kindly revert to {v} in our conversations."],
        ask=["Which language should we be chatting in?", "what tongue do I want you to speak with me", "In which language should you tell me the news?", "what language did I set for our talks"]),
    "nickname": dict(
        values=["Captain", "Lulu", "Professor", "Zee", "Sparky", "Duke"],
        say=["address me as {v}, everyone does", "you may call me {v}", "the name I go by is {v}", "When you greet me, say {v}.", "I'd feel more at home if you used {v} as my name", "friends know me as {v}, so do the same please"],
        change=["{o} feels childish, address me as {v}", "new nickname alert: I go by {v} now", "You may call me {v} from here on.", "when you greet me, it's {v} from today", "I've outgrown {o}; the name to use for me is {v}", "my mates have started calling me {v} and I'd like you to use that as my nickname now", "Kindly drop {o} and address me as {v}."],
        drop=["quit calling me {o}", "{o} was funny for a week, don't use that name for me", "I don't go by {o} these days, no nickname needed", "Kindly refrain from addressing me as {o}.", "that {o} nickname of mine is retired"],
        back=["ah, just call me {v} like you used to", "I go by {v} once more", "Please resume addressing me as {v}."],
        ask=["How do I want to be addressed?", "what name do you greet me with", "Which nickname do I go by?", "what should you call me"]),
    "mobile_carrier": dict(
        values=["giffgaff", "Orange", "T-Mobile", "Telia", "Swisscom", "Movistar"],
        say=["my sim card is from {v}", "I'm on a {v} plan with 20 gigs", "{v} sends me a phone bill every month", "My mobile network is {v}.", "phone reception by {v}, for better or worse", "for roaming questions: I've a contract with {v}"],
        change=["the reception was awful, so goodbye {o}, hello {v}", "there's a {v} sim in my phone now", "I ported my number over to {v}", "Our mobile contract has been transferred from {o} to {v}.", "for roaming questions, look at {v} now, I've changed networks", "my phone bill comes from {v} these days", "{o} doubled the price and lost me to {v}"],
        drop=["I cancelled my plan with {o} and only use wifi", "{o} is no longer my network, I've yet to pick another one", "My contract with {o} has run out and was not extended.", "no more {o} sim in my phone, the slot's empty", "threw away the {o} sim, that contract's finished"],
        back=["I've put my old {v} sim back in", "{v} lured me back with double data, so that's my network again", "Once more a {v} contract for my mobile."],
        ask=["Which network is my phone on?", "who sends me the phone bill", "Whose sim card have I got?", "which operator do I check for roaming fees"]),
    "deploy_window": dict(
        values=["Tuesday mornings", "Wednesday afternoons", "Thursday evenings", "Sunday nights", "Monday lunchtimes"],
        say=["we ship to production on {v}", "releases go out on {v}, never otherwise", "our deploy window is {v}", "{v} are reserved for rolling out to prod", "Production deployments take place on {v}.", "plan the rollout for {v}, that's when we're allowed to release"],
        change=["after the last outage, releases were shifted from {o} to {v}", "we ship on {v} now", "The change board has set our production deployments for {v} instead.", "no prod deploys on {o} any longer, use {v}", "{v} are the new release slot, ops insisted", "our deploy window got moved, so think {v}", "ops are asleep during {o}, which is why we release on {v} now"],
        drop=["we don't ship on {o} now, every merge goes straight out", "The deployment window on {o} has been abolished.", "no more releases on {o}, there's a freeze and nobody knows what comes after", "{o} as a release slot are history, there's no fixed window", "ops took {o} away from us as a deploy window, nothing in its place"],
        back=["releases are on {v} again, as they were", "ops gave in, {v} are our deploy window once more", "Production deployments have returned to {v}."],
        ask=["When are we allowed to release to production?", "what is our deploy window", "On which part of the week do deployments go out?", "when do we ship"]),
    "indentation": dict(
        values=["tabs", "two spaces", "four spaces", "three spaces"],
        say=["when you write code for me, indent with {v}", "my editor is set to {v} for indentation", "code style: {v} per level", "I'm firmly in the {v} camp when it comes to indenting", "Please indent all snippets using {v}.", "our formatter expects {v} at the start of a nested line"],
        change=["the team voted against {o}, so indent with {v}", "code style update, {v} per level", "Indentation shall henceforth consist of {v}.", "I reconfigured the formatter from {o} to {v}", "use {v} when you indent my code from now on", "hate to say it but {v} won the indenting war here, the previous style is gone", "indenting by {o} made diffs ugly, hence {v} now"],
        drop=["no need to indent by {o} now, the formatter sorts it out", "I don't care about {o} these days, indent however you like", "The indentation rule of {o} has been withdrawn.", "we scrapped {o} as our indentation style and haven't agreed on another", "I take back that indenting must be done with {o}"],
        back=["indent with {v} as you did before", "the vote was overturned, code style is {v} per level again", "Kindly return to {v} for indentation."],
        ask=["How should my code be indented?", "what does our formatter expect at the start of a nested line", "Which indentation do you use in snippets for me?", "what did I say about indenting"]),
    "port": dict(
        values={l: ["port 8081", "port 3050", "port 5173", "port 9292", "port 7070"] for l in ("staging API", "docs preview", "metrics dashboard", "mock payment server")},
        say=["the {l} listens on {v}", "you'll find the {l} on {v}", "{v} is taken by the {l}", "I've got the {l} running on {v} locally", "hit {v} if you want the {l}", "Kindly note that the {l} is bound to {v}."],
        change=["{o} clashed with something, so the {l} listens on {v}", "the {l} is on {v} since the config change", "I rebound the {l} to {v}", "The {l} has been reassigned from {o} to {v}.", "you can't reach the {l} on {o}, use {v}", "whoever wants the {l} should hit {v} these days", "docker wouldn't let go, so I gave the {l} another port, namely {v}"],
        drop=["I shut the {l} down, nothing listens on {o}", "{o} is free, the {l} doesn't use it now", "The {l} was taken off {o} and isn't running anywhere.", "the {l} got a random port, so {o} won't work for it", "don't try {o} for the {l}, it's dead"],
        back=["the {l} listens on {v} again", "I reverted the config, so it's {v} for the {l} once more", "The {l} has been restored to {v}."],
        ask=["Where does the {l} listen?", "which port do I hit for the {l}", "On what port can the {l} be reached?", "what do I put after the colon to open the {l}, which port"]),
    "alert_channel": dict(
        values=["#build-noise", "#ops-firehose", "#red-lights", "#night-watch", "#platform-help"],
        say=["post failed builds into {v}", "{v} is where alerts should land", "CI shouts into {v} whenever something breaks", "our alerts end up in {v}", "Monitoring notifications are delivered to {v}.", "look in {v} for alerts"],
        change=["nobody reads {o}, so alerts go to {v}", "I repointed the alert webhook at {v}", "Monitoring notifications are now delivered to {v}.", "alerts have been rerouted from {o} to {v}", "if a build fails, shout into {v} from here on", "we archived the channel we had for alerts and made {v}, which is where they land", "{o} was too noisy for alerts, which is why {v} gets them now"],
        drop=["we muted alerts altogether, nothing gets posted to {o}", "{o} was archived, and alerts have no channel at present", "Do not deliver alerts to {o} any longer.", "the webhook into {o} is switched off", "stop posting failed builds to {o}"],
        back=["the webhook points at {v} again", "alerts land in {v} once more", "Monitoring notifications have been returned to {v}."],
        ask=["Where do alerts land?", "which channel does CI shout into", "In what channel should failed builds be posted?", "where do I look for monitoring notifications"]),
    "pharmacy": dict(
        values=["Boots", "Walgreens", "DocMorris", "Apoteket", "Superdrug", "Rite Aid"],
        say=["my prescriptions get filled at {v}", "I fetch my pills from {v}", "the surgery sends my scripts over to {v}", "My nominated pharmacy is {v}.", "pills come from {v}, they deliver", "it's {v} that has my repeat prescription on file"],
        change=["the queue at {o} was insane, I fetch my pills from {v} now", "repeat prescriptions have been moved to {v}", "I've nominated {v} as my pharmacy in place of {o}.", "the surgery sends my scripts to {v} these days", "my old pharmacy shut, I get my pills at {v} instead", "please note that {v} has taken over my prescriptions from {o}", "for picking up my medicine it's {v} now, new arrangement"],
        drop=["{o} isn't my pharmacy these days, I get paper scripts", "I've cancelled the repeat prescription at {o}", "My nomination of {o} as pharmacy has been withdrawn.", "the {o} near me closed and I haven't picked another pharmacy", "I don't fetch pills from {o} any longer"],
        back=["my scripts go to {v} again", "I renominated {v} as my pharmacy", "the other lot kept mixing things up, so pills come from {v} once more"],
        ask=["Where do I collect my pills?", "to which pharmacy does the surgery send my scripts", "Who fills my prescriptions?", "what's my nominated pharmacy"]),
    "babysitter": dict(
        values=["Matilda", "Enzo", "Freya", "Malik", "Tove", "Paloma"],
        say=["when we go out, {v} sits with the kids", "our babysitter is {v}, lovely student", "{v} minds the children on date nights", "The person we trust with the kids in the evening is {v}.", "for evenings out we've booked {v} as our regular sitter", "ring {v} if we need somebody for the kids"],
        change=["{o} went off to university, so {v} minds the kids now", "we've got a new sitter, {v}", "In the evenings our children are now looked after by {v} instead of {o}.", "the kids adore {v}, who has replaced the sitter we had", "ring {v} when we need a sitter from now on", "it didn't work out with {o} and the children, hence {v} does the babysitting", "from this week our regular for evenings out is {v}"],
        drop=["{o} has stopped babysitting for us", "we let {o} go as a sitter, the kids are old enough", "{o} is no longer available to mind our children.", "no sitter at the moment, {o} moved abroad", "don't ring {o} for the kids any longer"],
        back=["{v} is home from abroad and sits for us again", "we asked {v} to be our sitter once more and got a yes", "Babysitting is being done by {v} again."],
        ask=["Who minds the kids when we go out?", "whom do I ring for a sitter", "What's the name of our babysitter?", "who looks after our children on date nights"]),
    "class_teacher": dict(
        values=["Mrs Adeyemi", "Mr Kowalczyk", "Ms Bellweather", "Mr Takahashi", "Mrs Lundgren"],
        say=["my daughter is in the class of {v}", "{v} teaches my daughter this year", "notes for school go to {v}", "our girl's form teacher is {v}", "My daughter's class is led by {v}.", "at school it's {v} who has to put up with our girl"],
        change=["{o} is on parental leave, {v} has the class", "my daughter got moved to the class of {v}", "{v} has succeeded {o} as our girl's form teacher.", "notes for school should be addressed to {v} from now on", "guess what, a different teacher for our girl: {v}", "mid-year change at school, {o} out, {v} in front of my daughter's class", "the one teaching my daughter these days is {v}"],
        drop=["{o} doesn't teach my daughter these days, substitutes every week", "{o} has left the school and our girl's class has no teacher", "My daughter is no longer a pupil of {o}.", "don't address school notes to {o}, that's over", "we took our girl out of the class of {o} and she's schooled at home"],
        back=["{v} has come back from leave and teaches my daughter again", "notes for school go to {v} once more", "Our girl was returned to the class of {v}."],
        ask=["Who teaches my daughter?", "to whom do I address a note for school", "What's our girl's form teacher called?", "in whose class is my daughter"]),
    "thesis_topic": dict(
        values=["urban beekeeping", "medieval trade routes", "coral bleaching", "sign language grammar", "battery recycling", "prison reform"],
        say=["I'm writing my thesis on {v}", "{v} is what my dissertation deals with", "the topic I registered for my thesis is {v}", "all semester I've been buried in papers about {v}, that's my thesis", "The subject of my thesis is {v}.", "if you come across anything on {v}, it's my thesis topic, send it over"],
        change=["my supervisor shot down {o}, the thesis is about {v} now", "change of plan for the dissertation: {v}", "I've registered {v} with the exam office as my new thesis topic", "The subject of my thesis has been altered from {o} to {v}.", "no data to be had on {o}, which is why I'm writing about {v} instead", "the thesis took a turn, and I ended up with {v} as its topic these days", "my dissertation deals with {v} now, so those first books can go back to the library"],
        drop=["I've binned {o} as thesis topic, back to staring at the ceiling", "my thesis won't be about {o}, that's all I know", "The topic {o} was withdrawn from the exam office.", "I'm not writing a thesis at all, so no {o}", "someone else already did {o}, my dissertation needs another idea"],
        back=["my thesis is about {v} after all", "I talked my supervisor round, so {v} is my topic again", "The subject of my thesis has reverted to {v}."],
        ask=["What is my dissertation about?", "which subject did I register for my thesis", "On what topic should you send me papers for the thesis?", "what am I writing my thesis on"]),
    "hotel": dict(
        values={l: ["the Golden Lantern", "Hotel Meridian", "the Fox and Anchor", "Casa Azul", "Pension Edelweiss"] for l in ("Rome", "Kyoto", "Marrakesh", "Edinburgh")},
        say=["in {l} we're sleeping at {v}", "I've reserved a double at {v} for the {l} trip", "{v} is our hotel in {l}", "our stay in {l} is booked with {v}", "The accommodation for {l} will be {v}.", "for {l} I found us a bargain at {v}"],
        change=["{o} overbooked us, so in {l} we're at {v}", "I rebooked {l}, we're sleeping at {v}", "The accommodation for {l} has been altered to {v}.", "found something nearer the station in {l}: {v} replaces {o}", "awful reviews made me ditch the last hotel in {l} and take {v}", "our {l} stay is with {v} now", "we'd planned on {o} for {l} but it'll be {v}"],
        drop=["we cancelled {o}, and in {l} friends will put us up", "our reservation at {o} in {l} fell through", "The booking at {o} for {l} has been annulled.", "{l} is off, so I let the room at {o} go", "we won't be staying at {o} in {l}, I'll look for something else one of these days"],
        back=["a room came free, so it's {v} for {l} again", "for {l} we've reverted to {v}", "The original reservation at {v} in {l} has been reinstated."],
        ask=["Where are we sleeping in {l}?", "which hotel have I booked for {l}", "What address do I give the taxi driver in {l}, which hotel?", "with whom is our {l} stay booked"]),
    "game_class": dict(
        values=["necromancer", "paladin", "ranger", "bard", "monk", "warlock"],
        say=["in the online game I main a {v}", "my character is a level 60 {v}", "I play the {v}, so builds for that please", "when we raid I'm the {v}", "The class of my main character is {v}.", "rolled a {v} and fell in love with it"],
        change=["they nerfed the {o}, so I main a {v} now", "rerolled my main, it's a {v}", "My main character has been changed from {o} to {v}.", "from this patch on, give me {v} builds, that's what I play", "the raid needed something else, which is how I became our {v} and gave up my last class", "sorry little {o}, my heart and my main slot belong to the {v}", "my main is a {v} as of this season"],
        drop=["deleted my {o}, so no main character at present", "I don't play the {o} these days, still undecided on a class", "My {o} has been retired.", "spare me the {o} builds, I've stopped playing one and will pick something else some day", "the {o} is no longer my main, and I haven't got one right now"],
        back=["dusted off the {v}, that's my main again", "give me {v} builds once more, I've returned to it", "The class of my main character is {v} again."],
        ask=["Which class do I main?", "what am I when we raid", "For which class should you suggest builds?", "what's my main character"]),
    "reading": dict(
        values=["Middlemarch", "The Leopard", "Beloved", "Wolf Hall", "Stoner", "The Overstory"],
        say=["our book club is reading {v}", "{v} is this month's book for the club", "the club voted for {v}", "I need to get through {v} before book club", "The title selected for our book club is {v}.", "book club pick: {v}"],
        change=["the library had no copies of {o}, so book club does {v}", "the club changed its mind and voted for {v}", "The title selected for our book club has been changed from {o} to {v}.", "half the book club gave up on the last pick, we're reading {v} now", "{o} is finished, up next and now on everyone's bedside table for book club: {v}", "new pick for the club, {v}", "for book club it's {v} rather than {o}, Ruth insisted"],
        drop=["book club has scrapped {o} and will vote again", "the club is on summer break, so {o} is off", "{o} is no longer the title for our book club.", "nobody liked {o}, the book club is without a pick", "you can stop quizzing me on {o}, book club is done with it"],
        back=["the other one was dreadful, book club has returned to {v}", "book club is reading {v} again", "The club's title is once more {v}."],
        ask=["Which book does the club read?", "what must I get through before book club", "What did the book club vote for?", "book club pick, which one is it"]),
    "garden_bed": dict(
        values={l: ["kohlrabi", "chard", "sugar snap peas", "beetroot", "leeks", "bush beans"] for l in ("raised bed", "greenhouse", "balcony box", "south border")},
        say=["I've got {v} growing in the {l}", "the {l} is full of {v}", "planted {v} in the {l} this morning", "{v} went into the {l}", "At the moment the {l} is given over to {v}.", "for the {l} I chose {v}"],
        change=["slugs ate the {o}, so the {l} has {v} in it", "cleared the {l} and sowed {v}", "The {l} has been replanted with {v} in place of {o}.", "it's {v} that's growing in the {l} now", "we've eaten the {o} and the {l} is given over to {v}", "crop rotation, so {v} for the {l} this time", "I dug everything up in the {l} and filled it with {v}"],
        drop=["the {o} in the {l} died of frost, it's bare soil", "harvested the last {o}, the {l} is empty", "The {l} no longer holds any {o}.", "ripped out the {o}, the {l} gets a rest", "the {l} was demolished, along with the {o}"],
        back=["it's {v} in the {l} again", "I gave {v} another go in the {l}, replacing what was there", "The {l} has been returned to {v}."],
        ask=["What grows in the {l}?", "which crop did I put in the {l}", "What is the {l} planted with?", "what can I harvest from the {l}"]),
    "thermostat": dict(
        values={l: ["17 degrees", "18.5 degrees", "20 degrees", "21.5 degrees", "23 degrees"] for l in ("nursery", "study", "conservatory", "guest bedroom")},
        say=["keep the {l} at {v}", "the {l} is heated to {v}", "{v} is what I like in the {l}", "thermostat in the {l}: {v}", "The {l} ought to be maintained at {v}.", "I've set the radiator in the {l} to {v}"],
        change=["{o} didn't feel right, make it {v} in the {l}", "the {l} should be heated to {v} now", "The target for the {l} has been altered from {o} to {v}.", "energy bill arrived, so the {l} gets {v} from today", "I've nudged the {l} thermostat and it's at {v} these days", "we sleep or work better with {v} in the {l}, use that and not {o}", "dial the {l} to {v} from now on"],
        drop=["heating's off in the {l}, forget {o}", "no need to keep the {l} at {o}, nobody uses it", "The {o} setting for the {l} is withdrawn.", "I ripped the thermostat out of the {l}, so no more {o}", "leave the {l} unheated from now on rather than at {o}"],
        back=["the {l} goes back to {v}", "set the {l} to {v} again", "For the {l} the earlier {v} shall apply once more."],
        ask=["How warm should the {l} be?", "what is the {l} thermostat set to", "To what temperature do I heat the {l}?", "what do I like in the {l}, in degrees"]),
    "bin_day": dict(
        values={l: ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays"] for l in ("recycling", "garden waste", "glass", "cardboard")},
        say=["the {l} gets picked up on {v}", "{v} are {l} days in our street", "put the {l} out on {v}", "the lorry for {l} comes on {v}", "Collection of {l} occurs on {v}.", "remind me on {v} about the {l}, that's collection day"],
        change=["the council moved {l} collection from {o} to {v}", "{l} gets picked up on {v} now", "According to the new leaflet, {l} will be collected on {v}.", "the lorry for {l} no longer shows up on {o}, it comes on {v}", "remind me about the {l} on {v} instead, collection's changed", "new contractor, so {v} are {l} days from this month", "I put the {l} out on {o} and it sat there, turns out they collect on {v}"],
        drop=["they've stopped collecting {l} on {o} and don't do it on any other day either", "no more {l} pick-up on {o}, you have to drive to the tip", "Collection of {l} on {o} has been discontinued.", "don't remind me about {l} on {o}, the lorry won't come", "strike action, {l} isn't collected on {o} until further notice"],
        back=["the council backtracked, {l} is collected on {v} again", "{v} are {l} days once more", "The lorry for {l} comes on {v}, as it used to."],
        ask=["When do I put out the {l}?", "what day does the lorry come for {l}", "On which weekday is {l} collected?", "when should you remind me about the {l}"]),
    "instrument": dict(
        values=["cello", "ukulele", "trombone", "accordion", "oboe", "harp"],
        say=["I've taken up the {v}, my neighbours are thrilled", "the instrument I practise is the {v}", "half an hour of {v} every evening, that's my rule", "I take lessons on the {v}", "My instrument is the {v}.", "finding sheet music for {v} is what I need help with, since I play that"],
        change=["sold the {o}, I play the {v} now", "my music teacher steered me to the {v} and that's what I practise these days", "I have changed instruments and now play the {v}.", "the {o} was too heavy to carry around, the {v} is my instrument instead", "sheet music for {v} please, I've switched", "lessons on the {o} are over, lessons on the {v} have begun", "I swapped my old instrument for a rather battered {v}"],
        drop=["I've given up the {o}, no talent", "the {o} is gathering dust, I don't play these days", "My lessons on the {o} have been terminated.", "pawned my {o}, music's over for me", "no sheet music for {o} needed, I've stopped playing"],
        back=["I've got the {v} out of the attic and play it again", "my instrument is the {v} once more", "I've resumed lessons on the {v}."],
        ask=["What do I play?", "which instrument am I practising", "For which instrument do I need sheet music?", "what am I taking music lessons on"]),
    "chess_opening": dict(
        values=["Caro-Kann", "Najdorf", "French Defence", "Pirc", "Alekhine", "Berlin Wall"],
        say=["against e4 I play the {v}", "my weapon versus e4 is the {v}", "when White opens with the king's pawn, I go for the {v}", "I've studied the {v} as my answer to e4", "With Black I employ the {v} against e4.", "quiz me on the {v}, it's my e4 defence"],
        change=["got crushed with the {o}, so against e4 it's the {v} now", "I've bought a book and my answer to e4 is the {v} from here on", "My repertoire against e4 has been rebuilt around the {v} in place of the {o}.", "quiz me on the {v} instead, I've changed my e4 defence", "everybody at the club knew my line, versus e4 I've gone over to the {v}", "goodbye {o}, I meet e4 with the {v}", "coach made me learn the {v}, and that's how I respond to e4 these days"],
        drop=["I've stopped playing the {o}, no fixed answer to e4", "The {o} has been struck from my repertoire.", "no more {o} quizzes, I gave up on it as my e4 defence", "against e4 I just improvise now, the {o} is gone", "the {o} got refuted at our club, I need something else versus e4"],
        back=["against e4 it's the {v} again", "I've returned to the {v} as my e4 defence", "The {v} has been restored to my repertoire as the answer to e4."],
        ask=["How do I respond to e4?", "which e4 defence is mine", "What should you quiz me on as Black?", "what's my weapon against the king's pawn"]),
    "paint": dict(
        values={l: ["sage green", "terracotta", "dusty pink", "navy blue", "eggshell white", "charcoal"] for l in ("hallway", "attic room", "garden shed", "front door")},
        say=["we're painting the {l} {v}", "{v} for the {l}, we've agreed", "the tin we bought for the {l} is {v}", "the colour of the {l} is going to be {v}", "For the {l} we have decided upon {v}.", "I picked {v} to go on the {l}"],
        change=["{o} looked like hospital, so the {l} will be {v}", "we returned the tin for the {l} and took {v} instead", "The colour for the {l} has been changed from {o} to {v}.", "my sister vetoed it, we're painting the {l} {v}", "scrap {o} for the {l}, it's {v}", "the {l} gets {v} now, the sample card convinced us", "overnight we had second thoughts about the {l} and chose {v} over {o}"],
        drop=["we're not painting the {l} {o} after all, it'll stay as it is", "{o} is off the table for the {l}, no colour decided", "The choice of {o} for the {l} has been revoked.", "took the {o} tin for the {l} back to the shop, no idea what next", "we've called off painting the {l}, so no {o}"],
        back=["the {l} will be {v} after all", "we keep coming back to it: {v} for the {l}", "For the {l}, {v} has been reinstated."],
        ask=["What colour will the {l} be?", "which paint did we choose for the {l}", "In what shade are we painting the {l}?", "what tin do I grab for the {l}"]),
    "choir": dict(
        values=["high tenor", "baritone", "low bass", "countertenor"],
        say=["in the choir I sing {v}", "the conductor put me with the {v} section", "my voice part in the choir is {v}", "I need practice tracks for {v}, that's my part in the choir", "I am a {v} in our choir.", "{v} is what I sing on Thursdays with the choir"],
        change=["the conductor moved me from {o} to {v}", "I'm singing {v} in the choir now", "My voice part in the choir has been changed to {v}.", "practice tracks for {v} from now on, I've changed section", "{o} was a strain on my throat, so in the choir I've become a {v}", "the choir was short of voices elsewhere, so {v} is my part these days", "turns out I'm a {v} and not a {o}, the choir director heard it at once"],
        drop=["I left the choir, so no {o} for me", "I don't sing {o} these days, the conductor is still deciding where I belong", "My place as a {o} in the choir has been given up.", "no practice tracks for {o} needed, I've quit singing", "my voice broke down and my days as a {o} in the choir are done"],
        back=["I'm back with the {v} section in the choir", "the conductor wants me to sing {v} again", "My voice part in the choir is {v} once more."],
        ask=["What do I sing in the choir?", "which voice part is mine", "For which part do I need practice tracks?", "what section did the conductor put me in"]),
    "summer_trip": dict(
        values=["Lofoten", "Sardinia", "the Azores", "Slovenia", "Cornwall", "Crete"],
        say=["this summer we're off to {v}", "our holiday in July takes us to {v}", "the family vote for the summer holiday went to {v}", "leave's approved, summer in {v}", "The destination of our summer holiday is {v}.", "I'm collecting tips for {v}, that's where we go in summer"],
        change=["flights to {o} were silly money, so summer means {v}", "our summer holiday is going to be in {v} now", "The destination of our summer holiday has been altered to {v}.", "the kids lobbied hard: not {o} but {v} this summer", "send me tips for {v} instead, the summer plan's different", "we've rebooked July and it's {v}", "heatwave forecast for {o}, hence the new summer destination {v}"],
        drop=["we're staying home this summer, no {o}", "the July trip to {o} is cancelled", "Our summer holiday in {o} will not take place.", "{o} is off, summer plans wide open", "we can't afford {o} in the summer"],
        back=["summer in {v} is on again", "the July trip goes to {v} after all", "The destination of our summer holiday has reverted to {v}."],
        ask=["Where do we go this summer?", "what's the destination in July", "For which place do I want summer holiday tips?", "where will we spend the summer holiday"]),
    "parking": dict(
        values=["bay 12", "bay 47", "space C9", "the spot by the lift", "bay 88", "level minus two"],
        say=["at the office I park at {v}", "{v} in the company garage is reserved for me", "my parking permit at work is for {v}", "the company gave me {v} for parking", "I have been allocated {v} in the staff car park.", "remember for when I come out of the office: I always park at {v}"],
        change=["they repainted the garage, and my parking at work went from {o} to {v}", "my permit for the staff car park says {v} now", "A new parking allocation has been issued to me: {v}.", "someone senior wanted {o}, I park at {v} instead", "at the office they've reshuffled parking, I'm at {v}", "don't look for me at {o} in the company garage, I park at {v}", "my new place in the staff car park is {v}"],
        drop=["I lost {o} in the company garage and cycle in", "my parking permit for {o} expired", "{o} in the staff car park is no longer allocated to me.", "gave {o} at work to a pregnant colleague, so I park wherever", "no reserved parking at the office for me, {o} is gone"],
        back=["{v} in the company garage is mine again", "I park at {v} again at the office", "The allocation of {v} in the staff car park has been restored to me."],
        ask=["Where do I park at work?", "which place in the company garage is mine", "What does my parking permit say?", "where in the staff car park is my reserved place"]),
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
