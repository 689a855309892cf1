"""Development wordings of correction.py, as a tester of memory writes them: plain, whole sentences.

Held out at first and looked at since. The same shape as `correction_words.py`.
"""

FAMILIES = {
    "residence": dict(
        values=["Berlin", "Toronto", "Manchester", "Lisbon", "Chicago", "Melbourne"],
        say=["I live in {v}.", "My home is in {v}.", "I am based in {v}.", "I have lived in {v} for three years.", "The city I live in is {v}."],
        change=["Actually, I moved to {v} last week.", "I no longer live in {o}, I live in {v} now.", "I have moved from {o} to {v}.",
                "I just relocated to {v}.", "Please update my home city: I live in {v} now.", "I don't live in {o} anymore. I moved to {v}."],
        drop=["I no longer live in {o}.", "Please forget that I live in {o}.", "I don't live in {o} anymore, and I haven't found a new place yet.",
              "I moved away from {o}.", "Please remove {o} as the city I live in."],
        back=["I moved back to {v}.", "I live in {v} again.", "I have returned to {v} and live there again.", "Actually, I moved back to {v} last month."],
        ask=["Where do I live?", "Which city do I live in?", "What city am I based in?", "Where is my home?", "What is the user's city of residence?"]),
    "employer": dict(
        values=["Siemens", "Deloitte", "Adobe", "Unilever", "Barclays", "Salesforce"],
        say=["I work at {v}.", "I am employed by {v}.", "My employer is {v}.", "I work for {v}.", "The company I work for is {v}."],
        change=["I no longer work at {o}, I work at {v} now.", "I changed jobs and now work at {v}.", "I left {o} and joined {v}.",
                "I started a new job at {v}.", "My new employer is {v}.", "Actually, I now work for {v} instead of {o}."],
        drop=["I no longer work at {o}.", "I quit my job at {o}.", "I was laid off by {o}.",
              "Please forget that I work at {o}.", "I don't work for {o} anymore."],
        back=["I went back to working at {v}.", "I work at {v} again.", "I have returned to my old employer, {v}.", "I was rehired by {v} and work there again."],
        ask=["Where do I work?", "Who is my employer?", "Which company do I work for?", "What company employs me?"]),
    "job": dict(
        values=["product manager", "software engineer", "nurse", "librarian", "graphic designer", "data scientist"],
        say=["I work as a {v}.", "I am a {v}.", "My job title is {v}.", "My occupation is {v}.", "I am a {v} by profession."],
        change=["I am no longer a {o}, I am a {v} now.", "I got a new role and now work as a {v}.", "I switched careers from {o} to {v}.",
                "My job title has changed to {v}.", "Actually, I am a {v} now, not a {o}."],
        drop=["I am no longer a {o}.", "I don't work as a {o} anymore.", "I stopped working as a {o}.", "Please forget that I am a {o}.",
              "Please remove {o} as my job title, it is out of date."],
        back=["I am working as a {v} again.", "I went back to being a {v}.", "I returned to my previous job as a {v}.", "My job title is {v} again."],
        ask=["What is my job?", "What do I do for a living?", "What is my job title?", "What is my profession?"]),
    "diet": dict(
        values=["vegetarian", "vegan", "pescatarian", "flexitarian"],
        say=["I am {v}.", "I follow a {v} diet.", "I have been {v} for two years.", "My diet is {v}.", "I eat a {v} diet."],
        change=["I am no longer {o}, I am {v} now.", "I switched from a {o} diet to a {v} one.", "I used to be {o}, but now I am {v}.",
                "My diet has changed: I am {v} now.", "Actually, I am {v} now, not {o}."],
        drop=["I am no longer {o}.", "I stopped being {o}.", "Please forget that I am {o}.", "I don't follow a {o} diet anymore.",
              "I gave up my {o} diet and eat everything now."],
        back=["I am {v} again.", "I went back to a {v} diet.", "I have returned to being {v}.", "I follow a {v} diet again."],
        ask=["What is my diet?", "What kind of diet do I follow?", "What are my dietary preferences?", "Do I follow any special diet?"]),
    "favorite": dict(
        values={"color": ["green", "purple", "turquoise", "yellow"],
                "movie": ["Inception", "Casablanca", "Gladiator", "Amélie"],
                "band": ["Coldplay", "Radiohead", "Arctic Monkeys", "Fleetwood Mac"],
                "season": ["autumn", "spring", "winter", "summer"]},
        say=["My favorite {l} is {v}.", "My favourite {l} is {v}.", "I like {v} best, it is my favorite {l}.", "{v} is my favorite {l}.",
             "The {l} I like most is {v}."],
        change=["My favorite {l} is {v} now.", "My favorite {l} is no longer {o}, it is {v}.", "I changed my mind: my favourite {l} is {v}, not {o}.",
                "My favorite {l} has changed from {o} to {v}.", "Actually, {v} is my favorite {l} now."],
        drop=["{o} is no longer my favorite {l}.", "My favorite {l} is not {o} anymore.", "Please forget that my favorite {l} is {o}.",
              "I don't have a favourite {l} anymore, so please forget {o}.", "Please delete my favorite {l}, {o} is not correct anymore."],
        back=["My favorite {l} is {v} again.", "{v} is my favorite {l} again.", "I changed my mind back: my favourite {l} is {v}.",
              "I went back to {v} as my favorite {l}."],
        ask=["What is my favorite {l}?", "Which {l} do I like best?", "What's my favourite {l}?", "What is the user's favorite {l}?"]),
    "phone": dict(
        values=["555-0142", "555-0187", "020 7946 0321", "07700 900412", "415-555-0133"],
        say=["My phone number is {v}.", "You can reach me at {v}, that is my phone number.", "My mobile number is {v}.", "My cell phone number is {v}.",
             "The number of my phone is {v}."],
        change=["My new phone number is {v}.", "I have a new phone number: {v}.", "My phone number has changed from {o} to {v}.",
                "Please forget my old number {o}, my new one is {v}.", "Please update my phone number to {v}.", "My phone number is no longer {o}, it is {v} now."],
        drop=["Please forget my phone number {o}.", "My phone number {o} is no longer in use.", "{o} is not my phone number anymore.",
              "Please delete my phone number.", "I no longer have the phone number {o}."],
        back=["My phone number is {v} again.", "I got my old phone number {v} back.", "I am using my old phone number {v} again.",
              "I went back to my previous number, {v}."],
        ask=["What is my phone number?", "What number can I be reached at?", "What's my mobile number?", "On which phone number can I be called?"]),
    "email": dict(
        values=["anna.keller@example.com", "a.keller@example.org", "anna@keller.example", "akeller@office.example"],
        say=["My email address is {v}.", "My email is {v}.", "You can email me at {v}.", "I use {v} as my email address.", "The email address for my account is {v}."],
        change=["My new email address is {v}.", "My email address has changed to {v}.", "I no longer use {o}, my email address is {v} now.",
                "Please update my email to {v}.", "Please replace my email address {o} with {v}."],
        drop=["Please forget my email address {o}.", "I no longer use the email address {o}.", "Please delete my email address.",
              "My email is no longer {o}.", "I closed my email account {o}."],
        back=["My email address is {v} again.", "I went back to my old email address, {v}.", "I am using {v} as my email address again.",
              "Please change my email back to {v}."],
        ask=["What is my email address?", "What's my email?", "Which email address do I use?", "At which address can I be emailed?"]),
    "car": dict(
        values=["Toyota Corolla", "Ford Focus", "Volvo XC40", "Honda Civic", "Tesla Model 3"],
        say=["I drive a {v}.", "My car is a {v}.", "I own a {v}.", "The car I drive is a {v}."],
        change=["I sold my {o} and bought a {v}.", "I no longer drive a {o}, I drive a {v} now.", "I have a new car now, I drive a {v}.",
                "I replaced my {o} with a {v}.", "I traded in my car for a {v}."],
        drop=["I sold my {o} and don't have a car anymore.", "I no longer own a {o}.", "Please forget that I drive a {o}.",
              "I don't drive a {o} anymore.", "I got rid of my {o}."],
        back=["I am driving a {v} again.", "I went back to my old car, a {v}.", "I went back to driving a {v}.", "My car is a {v} again."],
        ask=["What car do I drive?", "Which car do I own?", "What is my car?", "What kind of car do I have?"]),
    "pet": dict(
        values={"dog": ["Bella", "Rocky", "Milo", "Daisy"], "cat": ["Whiskers", "Luna", "Oscar", "Shadow"],
                "rabbit": ["Thumper", "Clover", "Snowball", "Hazel"]},
        say=["My {l}'s name is {v}.", "My {l} is called {v}.", "I have a {l} named {v}.", "I have a {l} called {v}.", "The name of my {l} is {v}."],
        change=["My {l}'s name is {v}, not {o}.", "I made a mistake: my {l} is called {v}.", "Actually, my {l} is named {v}, not {o}.",
                "We renamed our {l} from {o} to {v}.", "Please correct my {l}'s name to {v}."],
        drop=["My {l} is not called {o}.", "Please forget that my {l} is called {o}.", "Please forget my {l}'s name.",
              "Please delete {o} as the name of my {l}, it is wrong.", "I no longer have my {l} {o}."],
        back=["I was right the first time: my {l} is called {v}.", "My {l}'s name is {v} after all.", "Actually, my {l} is called {v} again.",
              "We changed our {l}'s name back to {v}."],
        ask=["What is my {l}'s name?", "What is my {l} called?", "What's the name of my {l}?", "Do you remember my {l}'s name?"]),
    "deadline": dict(
        values={"budget report": ["March 14", "March 28", "April 2", "April 17"],
                "grant application": ["May 20", "May 6", "June 9", "June 23"],
                "website launch": ["July 11", "July 25", "September 1", "September 15"]},
        say=["The deadline for the {l} is {v}.", "The {l} is due on {v}.", "My deadline for the {l} is {v}.", "I have to finish the {l} by {v}."],
        change=["The deadline for the {l} has moved to {v}.", "The {l} is now due on {v}, not {o}.", "The deadline for the {l} was changed from {o} to {v}.",
                "The {l} deadline was postponed from {o}, the new date is {v}.", "The new deadline for the {l} is {v}."],
        drop=["The {l} is no longer due on {o}, there is no new date yet.", "Please forget the deadline for the {l}.", "The {o} deadline for the {l} was cancelled.",
              "The deadline for the {l} is not {o} anymore.", "Please delete the {o} deadline for the {l}."],
        back=["The deadline for the {l} is {v} again.", "The {l} deadline was changed back to {v}.", "The {l} is due on {v} after all.",
              "The deadline for the {l} has moved back to {v}."],
        ask=["When is the {l} due?", "What is the deadline for the {l}?", "By when do I have to finish the {l}?", "What date is the {l} deadline?"]),
    "meeting": dict(
        values={"weekly team meeting": ["9:30 am", "2 pm", "4:15 pm", "11 am"],
                "daily standup": ["9:45 am", "10:15 am", "8:30 am", "12:30 pm"],
                "client call": ["3 pm", "1:30 pm", "5 pm", "10 am"]},
        say=["My {l} is at {v}.", "The {l} starts at {v}.", "The {l} is scheduled for {v}.", "We have our {l} at {v}."],
        change=["The {l} has been moved to {v}.", "The {l} is now at {v} instead of {o}.", "My {l} was rescheduled from {o} to {v}.",
                "The {l} no longer starts at {o}, it starts at {v}.", "The new time for the {l} is {v}."],
        drop=["The {l} at {o} was cancelled.", "The {l} is no longer at {o}.", "Please forget the {l} at {o}.", "We no longer have the {l} at {o}.",
              "The {l} at {o} is not happening anymore."],
        back=["The {l} is back at {v}.", "The {l} is at {v} again.", "The {l} was moved back to {v}.", "We changed the {l} back to {v}."],
        ask=["What time is the {l}?", "When does the {l} start?", "At what time is my {l}?", "What time do we have the {l}?"]),
    "manager": dict(
        values=["Patricia", "Hassan", "Linda", "Oliver", "Yuki"],
        say=["My manager is {v}.", "My manager's name is {v}.", "I report to {v}.", "{v} is my manager."],
        change=["My new manager is {v}.", "{o} is no longer my manager, {v} is.", "I now report to {v} instead of {o}.", "My manager has changed from {o} to {v}.",
                "{v} has replaced {o} as my manager."],
        drop=["{o} is no longer my manager.", "I don't report to {o} anymore.", "Please forget that {o} is my manager.",
              "I no longer report to {o}, and I don't have a new manager yet.", "My manager is not {o} anymore."],
        back=["{v} is my manager again.", "I report to {v} again.", "My manager is {v} again.", "I am back to reporting to {v}."],
        ask=["Who is my manager?", "Who do I report to?", "What is my manager's name?", "What's the name of my manager?"]),
    "partner": dict(
        values=["Alex", "Jordan", "Robin", "Casey", "Taylor"],
        say=["My partner's name is {v}.", "My partner is {v}.", "I am in a relationship with {v}.", "{v} is my partner.", "My partner is called {v}."],
        change=["I broke up with {o}, my partner is {v} now.", "My new partner is {v}.", "{o} is no longer my partner, I am with {v} now.",
                "I am not with {o} anymore. My partner is {v}.", "My partner's name is {v} now, not {o}."],
        drop=["I broke up with {o}.", "{o} is no longer my partner.", "Please forget that {o} is my partner.", "I am not in a relationship with {o} anymore.",
              "I split up with {o} and I am single now."],
        back=["I got back together with {v}.", "{v} is my partner again.", "I am with {v} again.", "My partner is {v} again."],
        ask=["Who is my partner?", "What is my partner's name?", "Who am I in a relationship with?", "What's the name of my partner?"]),
    "doctor": dict(
        values=["Dr. Patel", "Dr. Morgan", "Dr. Schmidt", "Dr. Nguyen"],
        say=["My doctor is {v}.", "My family doctor is {v}.", "{v} is my doctor.", "My doctor's name is {v}.", "I am a patient of {v}, my family doctor."],
        change=["My new doctor is {v}.", "I changed doctors from {o} to {v}.", "{o} is no longer my doctor, I see {v} now.",
                "I switched to a new doctor, {v}.", "My doctor is {v} now, since {o} retired."],
        drop=["{o} is no longer my doctor.", "I don't see {o} anymore.", "Please forget that my doctor is {o}.",
              "{o} retired and I don't have a new doctor yet.", "I am no longer a patient of {o}."],
        back=["{v} is my doctor again.", "I went back to {v} as my doctor.", "My doctor is {v} again.", "I switched back to my old doctor, {v}."],
        ask=["Who is my doctor?", "What is my doctor's name?", "Which doctor do I see?", "What's the name of my family doctor?"]),
    "plan": dict(
        values=["Basic", "Premium", "Enterprise", "Starter"],
        say=["I am on the {v} plan.", "My subscription is the {v} plan.", "I subscribe to the {v} plan.", "My current subscription plan is {v}."],
        change=["I upgraded my subscription, I am on the {v} plan now.", "I switched from the {o} plan to the {v} plan.", "I am no longer on the {o} plan, I am on the {v} plan.",
                "My subscription plan is now {v}.", "I changed my subscription to the {v} plan."],
        drop=["I cancelled my {o} plan.", "I am no longer on the {o} plan.", "I cancelled my subscription to the {o} plan.",
              "Please forget that I am on the {o} plan.", "I don't have the {o} plan anymore."],
        back=["I am back on the {v} plan.", "I switched back to the {v} plan.", "My subscription is the {v} plan again.", "I am on the {v} plan again."],
        ask=["Which subscription plan am I on?", "What is my subscription?", "What plan do I have?", "Which plan do I subscribe to?"]),
    "tool": dict(
        values={"code editor": ["VS Code", "Vim", "PyCharm", "Sublime Text"], "note-taking app": ["Notion", "Evernote", "Obsidian", "OneNote"],
                "browser": ["Firefox", "Chrome", "Safari", "Brave"]},
        say=["I use {v} as my {l}.", "My {l} is {v}.", "The {l} I use is {v}.", "My preferred {l} is {v}.", "I always use {v} as my {l}."],
        change=["I switched from {o} to {v} as my {l}.", "I no longer use {o}, my {l} is {v} now.", "My {l} is {v} now.",
                "I use {v} instead of {o} as my {l} now.", "I have replaced {o} with {v} as my {l}."],
        drop=["I no longer use {o} as my {l}.", "I stopped using {o} as my {l}.", "Please forget that I use {o} as my {l}.",
              "{o} is not my {l} anymore.", "I uninstalled {o} and don't use it as my {l} anymore."],
        back=["I switched back to {v} as my {l}.", "I use {v} as my {l} again.", "My {l} is {v} again.", "I went back to using {v} as my {l}."],
        ask=["Which {l} do I use?", "What is my {l}?", "What {l} do I prefer?", "What's the {l} that I use?"]),
    "reply_language": dict(
        values=["German", "French", "Spanish", "Italian"],
        say=["Please answer me in {v}.", "Always reply to me in {v}.", "My preferred language for your answers is {v}.", "I want you to answer in {v}."],
        change=["Please answer me in {v} from now on, not in {o}.", "I no longer want answers in {o}, please use {v}.", "Please switch your answers from {o} to {v}.",
                "My preferred language for your answers is {v} now.", "From now on, reply to me in {v} instead of {o}."],
        drop=["Please stop answering me in {o}.", "You don't have to answer me in {o} anymore.", "Please forget that I want answers in {o}.",
              "I no longer want you to reply in {o}.", "Please remove {o} as my language for your answers."],
        back=["Please answer me in {v} again.", "Please switch your answers back to {v}.", "I want you to reply in {v} again.", "Please go back to answering me in {v}."],
        ask=["In which language should you answer me?", "What language should your answers be in?", "What is my preferred language for your answers?",
             "Which language do I want you to reply in?"]),
    "school": dict(
        values=["Lincoln Elementary", "Oak Hill School", "St. Mary's School", "Riverside Academy"],
        say=["My daughter goes to {v}.", "My daughter attends {v}.", "My daughter is a pupil at {v}.", "My daughter's school is {v}."],
        change=["My daughter changed schools and goes to {v} now.", "My daughter no longer goes to {o}, she goes to {v} now.", "My daughter transferred from {o} to {v}.",
                "My daughter's new school is {v}.", "My daughter now attends {v} instead of {o}."],
        drop=["My daughter no longer goes to {o}.", "My daughter left {o}, and we are still looking for a new school.", "Please forget that my daughter goes to {o}.",
              "My daughter doesn't attend {o} anymore.", "We took our daughter out of {o}."],
        back=["My daughter is back at {v}.", "My daughter goes to {v} again.", "My daughter returned to her old school, {v}.", "My daughter attends {v} again."],
        ask=["Which school does my daughter go to?", "What is my daughter's school?", "What school does my daughter attend?", "Where does my daughter go to school?"]),
    "vacation": dict(
        values=["Greece", "Iceland", "Morocco", "Thailand", "Croatia"],
        say=["I am planning a vacation in {v}.", "My next vacation will be in {v}.", "I am going on holiday to {v} this year.", "My holiday this year is in {v}."],
        change=["I changed my vacation plans: I am going to {v} instead of {o}.", "My next vacation will be in {v}, not in {o}.", "I cancelled my trip to {o}, my vacation will be in {v}.",
                "I am going on holiday to {v} this year, not to {o}.", "My vacation destination has changed to {v}."],
        drop=["I cancelled my vacation in {o}.", "I am no longer going to {o} on vacation.", "Please forget my vacation plans for {o}.",
              "I am not going on holiday to {o} anymore.", "My vacation in {o} is off."],
        back=["I am going on vacation to {v} after all.", "I changed my plans again: my next vacation will be in {v}.", "I changed my vacation plans back to {v}.",
              "My holiday destination is {v} again."],
        ask=["Where am I going on vacation?", "What is my next vacation destination?", "Where will I spend my holiday this year?", "Which country is my next vacation in?"]),
    "instrument": dict(
        values=["piano", "guitar", "violin", "flute"],
        say=["I am learning to play the {v}.", "I take {v} lessons.", "I am taking {v} lessons on weekends.", "My musical instrument is the {v}."],
        change=["I quit the {o} and take {v} lessons now.", "I switched from the {o} to the {v} in my music lessons.", "I no longer play the {o}, I play the {v} now.",
                "I gave up the {o} and I am learning the {v} instead.", "My musical instrument is the {v} now."],
        drop=["I stopped playing the {o}.", "I no longer play the {o}.", "I quit the {o}.", "Please forget that I am learning the {o}.",
              "I gave up the {o}."],
        back=["I went back to taking {v} lessons.", "I went back to playing the {v}.", "I switched back to the {v}.", "My musical instrument is the {v} again."],
        ask=["Which instrument do I play?", "What instrument am I learning?", "What is my musical instrument?", "Which music lessons do I take?"]),
    "appointment": dict(
        values={"dentist appointment": ["Monday", "Wednesday", "Thursday", "Friday"], "eye exam": ["Monday", "Tuesday", "Thursday", "Friday"],
                "job interview": ["Tuesday", "Wednesday", "Thursday", "Friday"]},
        say=["My {l} is on {v}.", "I have my {l} on {v}.", "My {l} is scheduled for {v}.", "My {l} takes place on {v}."],
        change=["My {l} was moved to {v}.", "My {l} is on {v}, not on {o}.", "My {l} has been rescheduled from {o} to {v}.", "I moved my {l} from {o} to {v}.",
                "The new day for my {l} is {v}."],
        drop=["My {l} on {o} was cancelled.", "I cancelled my {l} on {o}.", "Please forget my {l} on {o}.", "My {l} is not on {o} anymore.",
              "I no longer have my {l} on {o}."],
        back=["My {l} is on {v} again.", "My {l} was moved back to {v}.", "My {l} is on {v} after all.", "They changed my {l} back to {v}."],
        ask=["When is my {l}?", "On which day is my {l}?", "What day is my {l}?", "Which day did I schedule my {l} for?"]),
    "team": dict(
        values=["Payments", "Marketing", "Logistics", "Analytics", "Security"],
        say=["I am on the {v} team.", "My team is {v}.", "I am part of the {v} team.", "I belong to the {v} team."],
        change=["I moved from the {o} team to the {v} team.", "I am on the {v} team now.", "I am no longer on the {o} team, I joined the {v} team.",
                "My new team is {v}.", "I was transferred to the {v} team."],
        drop=["I am no longer on the {o} team.", "I left the {o} team.", "Please forget that I am on the {o} team.", "I don't belong to the {o} team anymore.",
              "My team is not {o} anymore."],
        back=["I am back on the {v} team.", "I moved back to the {v} team.", "I am part of the {v} team again.", "My team is {v} again."],
        ask=["Which team am I on?", "What is my team?", "What team do I belong to?", "Which team am I part of?"]),
}

JOINING = {
    "languages": dict(
        values=["Portuguese", "Japanese", "Arabic", "Polish", "Dutch"],
        say=["I speak {v}.", "I can speak {v}.", "One of the languages I speak is {v}.", "I am fluent in {v}."],
        ask=["Which languages do I speak?", "What languages can I speak?", "Which languages do I know?", "What languages does the user speak?"]),
    "allergies": dict(
        values=["peanuts", "shellfish", "pollen", "penicillin", "soy"],
        say=["I am allergic to {v}.", "I have an allergy to {v}.", "One of my allergies is {v}.", "Please remember that I am allergic to {v}."],
        ask=["What am I allergic to?", "What are my allergies?", "Which allergies do I have?", "What allergies does the user have?"]),
    "hobbies": dict(
        values=["hiking", "photography", "baking", "chess", "gardening"],
        say=["I enjoy {v} in my free time.", "One of my hobbies is {v}.", "My hobbies include {v}.", "I like {v} as a hobby."],
        ask=["What are my hobbies?", "Which hobbies do I have?", "What do I like to do in my free time?", "What hobbies does the user have?"]),
    "siblings": dict(
        values=["Martin", "Julia", "Victor", "Helen", "Stefan"],
        say=["I have a sibling named {v}.", "One of my siblings is called {v}.", "{v} is a sibling of mine.", "One of my siblings is {v}."],
        ask=["What are my siblings' names?", "Who are my siblings?", "What are my brothers and sisters called?", "Which siblings do I have?"]),
    "children": dict(
        values=["Sophie", "Lucas", "Mia", "Ethan", "Nora"],
        say=["I have a child named {v}.", "One of my children is called {v}.", "One of my kids is named {v}.", "{v} is one of my children."],
        ask=["What are my children's names?", "What are my kids called?", "Who are my children?", "What are the names of my children?"]),
    "programming": dict(
        values=["Python", "Rust", "Kotlin", "TypeScript", "Haskell"],
        say=["I know how to program in {v}.", "I can program in {v}.", "One of the programming languages I know is {v}.", "I have experience with programming in {v}."],
        ask=["Which programming languages do I know?", "What programming languages can I use?", "In which languages can I program?",
             "What programming languages does the user know?"]),
    "streaming": dict(
        values=["Netflix", "Hulu", "Disney+", "Paramount Plus", "Spotify"],
        say=["I have a subscription to {v}.", "I subscribe to {v}.", "One of the streaming services I pay for is {v}.", "I pay for {v} every month."],
        ask=["Which streaming services do I subscribe to?", "What streaming subscriptions do I have?", "Which streaming services do I pay for?", "What streaming services does the user have?"]),
    "countries": dict(
        values=["Norway", "Brazil", "Kenya", "Vietnam", "Canada"],
        say=["I have visited {v}.", "I have been to {v}.", "One of the countries I have visited is {v}.", "I travelled to {v} some years ago."],
        ask=["Which countries have I visited?", "What countries have I been to?", "Which countries have I travelled to?", "What countries has the user visited?"]),
    "rules": dict(
        values=["metric units", "short sentences", "the 24-hour clock", "source links", "simple words"],
        say=["Please use {v} in your replies.", "I prefer {v} in your replies.", "I would like {v} in your replies.", "Always use {v} when you reply to me."],
        ask=["How should you write your replies to me?", "What do I prefer in your replies?", "What are my preferences for your replies?", "What should you use in your replies to me?"]),
}

APART = [
    # another person
    ("I grew up in Vienna.", "Vienna", "My cousin grew up in Salzburg."),
    ("My blood type is O positive.", "O positive", "My brother's blood type is A negative."),
    ("My shoe size is 42.", "42", "My son's shoe size is 36."),
    ("My birthday is on August 17.", "August 17", "My mother's birthday is on August 30."),
    ("I studied at Stanford.", "Stanford", "My sister studied at Princeton."),
    ("My favorite board game is Catan.", "Catan", "My nephew's favorite board game is Risk."),
    ("My landlord is Mr. Hughes.", "Mr. Hughes", "My parents' landlord is Mr. Fletcher."),
    ("My sister works at Samsung.", "Samsung", "My brother started working at Panasonic last month."),
    ("My father lives in Naples.", "Naples", "My aunt has moved to Turin."),
    ("My grandmother's name is Rosalind.", "Rosalind", "My neighbor changed her name to Beatrice."),
    ("My uncle drives a Porsche.", "Porsche", "My colleague no longer drives a Jaguar."),
    ("My desk plant is a fern.", "fern", "My colleague told me that her desk plant is a cactus."),
    ("My roommate is a dancer.", "dancer", "My neighbor is no longer a pilot, he is a baker now."),
    # another thing
    ("My office is in Room 204.", "Room 204", "The printer has been moved to Room 310."),
    ("My hotel in Madrid is the Palace Inn.", "Palace Inn", "My hotel in Prague is the Park View."),
    ("My flight to Boston leaves at 7:45.", "7:45", "My flight to Dallas leaves at 10:20."),
    ("My laptop is a ThinkPad.", "ThinkPad", "My tablet is an iPad."),
    ("My bike is a Trek.", "Trek", "My new skateboard is a Santa Cruz."),
    ("The gardener comes on Saturdays.", "Saturdays", "The cleaner now comes on Sundays."),
    ("My savings account is with HSBC.", "HSBC", "My credit card is now with Amex."),
    # in the past
    ("My accountant is Ms. Weber.", "Ms. Weber", "Ten years ago, my accountant was Ms. Lopez."),
    ("I drink my coffee with oat milk.", "oat milk", "When I was a student, I drank my coffee with cream."),
    ("My gym is FitZone.", "FitZone", "Before college, my gym was Iron House."),
    ("I wear a medium jacket.", "medium", "As a child I wore a small jacket."),
    # wished for
    ("My watch is a Casio.", "Casio", "One day I would like to own a Rolex."),
    ("I rent a two-bedroom apartment.", "two-bedroom", "I wish I could afford a four-bedroom house."),
    ("My lawn mower is a Bosch.", "Bosch", "I would love to have a Husqvarna lawn mower one day."),
    # asked
    ("My camera is a Nikon.", "Nikon", "Are Canon cameras any good?"),
    ("My running shoes are from Asics.", "Asics", "What do people say about Saucony running shoes?"),
    ("My bookkeeping software is QuickBooks.", "QuickBooks", "Could you explain what Xero is?"),
    ("I use Duolingo to study vocabulary.", "Duolingo", "How does Babbel work?"),
    # conditional
    ("I take the 8:05 bus every morning.", "8:05", "If I ever miss it, I take the 8:35 bus."),
    # no statement
    ("My train pass expires in October.", "October", "No, thanks, that is all for today."),
    ("My lucky number is seventeen.", "seventeen", "No problem, take your time."),
    ("My locker number is 88.", "88", "Wait, let me get a cup of tea first."),
    ("My parking space is B12.", "B12", "No, I don't need anything else."),
]

LEAD = ["Quick note: ", "Just so you know: ", "For your information: ", "One more thing: ", "FYI: ", "Also: ", "One small thing: "]

TAIL = [" Thanks.", " Thank you!", " Just wanted to let you know.", " Thanks in advance.", " I hope that helps.", " That is all for now."]

REPLIES = ["Understood.", "Thank you for letting me know.", "Noted. Is there anything else?", "Of course.", "Got it.", "All right, thanks."]

ECHOES = ["Got it, {v}.", "Noted: {v}.", "Thank you, I will remember {v}."]

FILLER = ["How are you today?", "Can you explain how rainbows form?", "Tell me an interesting fact about whales.", "What is the square root of 144?",
          "Can you write a short poem about the moon?", "What does the word ubiquitous mean?", "How do I remove a red wine stain?",
          "That was helpful, thank you.", "Can you summarize what photosynthesis is?", "How many ounces are in a pound?",
          "What is a good way to start a cover letter?", "It is raining here today."]

DROP_LAST = ["Please forget what I just said.", "Forget that.", "Please ignore my last message.", "Never mind, please delete that.",
             "Please don't remember what I just told you.", "What I just said is not true, please forget it."]

FIX_LAST = ["Wait, no, {v}.", "Sorry, I meant {v}, not {o}.", "Actually, make that {v}.", "Correction: {v}, not {o}.", "I misspoke, I meant {v}.",
            "That was a mistake, it should be {v} instead of {o}."]
