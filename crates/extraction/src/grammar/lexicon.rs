//! Further verbs: what people do less often than what [`super::verbs`] has, but do say.

/// Verbs with regular forms.
pub(super) const REGULAR: &str = "scrap shift abolish abort absorb accelerate accommodate accompany accumulate accuse acknowledge acquire \
activate adapt adhere administer admire affect amend amplify analyse analyze anticipate append \
assert assess associate assure attain attract authenticate authorise authorize await ban beg \
boast boost brag breach bribe bully calculate capitalise capitalize capture catalogue categorise \
categorize cease certify characterise characterize cherish cite classify clench coincide \
collaborate collapse collide commence comment commend communicate compensate comply compress \
compromise conceal concede concentrate condemn condense conduct confess confide confine conform \
congratulate conquer consent conserve consolidate construct consult contaminate contend \
contradict control converge converse convey cooperate coordinate correlate correspond corrupt \
crack crawl criticise criticize crush cultivate customise customize deactivate deceive decode \
decrease decrypt deduce deduct deem deepen default defeat defer demolish demonstrate denote \
denounce depict deplete deposit derail derive descale deselect designate detain detect \
deteriorate determine devote dial dictate digest diminish dip disassemble disapprove disclose \
disconnect discourage disguise dismantle dismiss dispose dispute disregard distinguish distort \
distract distribute dive diverge divert divide dominate doze drown echo elaborate elevate \
eliminate embed emerge emit emphasise emphasize empower empty enclose encode endorse endure \
enforce enlarge enlist enrich entail entertain enumerate envision envy equip erase erode escort \
evacuate evade evoke evolve exaggerate examine excel exchange exclude excuse execute exhale \
expel exploit expose extinguish extract falsify fasten ferment fetch fiddle flag flatten flood \
flourish flow flunk forward fulfil fulfill function fund fuse gaze grab grant grasp groan \
grumble guarantee halt hamper harass harm haul heal heat hesitate hinder hint hoard hurry ignite \
illustrate imitate impair imply impose impress incorporate incur indicate induce infect infer \
inflate initialise initialize inject innovate insult intensify interact intercept interfere \
interpret interrupt intervene invade invert investigate isolate itemise itemize jot justify \
kidnap lament latch lengthen liaise lick linger litigate lobby localise localize lodge loop lure \
magnify manipulate manufacture massage maximise maximize memorise memorize mend mimic minimise \
minimize mirror misinterpret misplace modify mumble murder mutter nag narrate neglect nibble nod \
nominate normalise normalize nudge nurture obtain occupy omit oppose optimise optimize orient \
outline outperform outweigh overdose overestimate overload overlook overrule panic paraphrase \
patrol peek perceive persist persuade pester phrase pinpoint pin pitch plead plough plow plunge \
polish poll populate portray possess precede predict presume prevail prioritise prioritize probe \
procrastinate procure prohibit prolong prompt pronounce prosecute prosper puncture purge purify \
pursue puzzle quarantine rank rate reactivate readjust reap rearrange reassemble reassign \
reassure recap reconcile reconnect reconsider reconstruct recreate recruit recycle redeem \
redeploy redesign redirect refill reflect reform refuel regain register regulate reheat \
reinforce reinstate rejoice relay relinquish remark remodel reopen reorder reorganise reorganize \
repel replicate repost republish requeue resemble restock restructure resubmit retain retreat \
retrieve reunite revamp reverse revisit revoke rewire rhyme rip rob round ruin sabotage \
sacrifice safeguard sample sanitise sanitize satisfy scatter scold scoop scramble scrape scream \
screenshot seal seize sense shave shatter shelter shield shiver shorten shove shovel shrug \
shuffle sift signal simplify simulate skim slam slap smash snap snatch sniff snooze soften span \
spark specify speculate splash spoil spot sprout spy stabilise stabilize stack stagger stain \
stare starve stash state steer stimulate stipulate strengthen strip stroke structure sublet \
subside substitute subtract suck sue suffice summarise summarize summon supersede supplement \
suppress surpass surrender surround survive suspend sustain swallow sympathise sympathize \
synthesise tackle tailgate tame target tease tempt tend testify thrive tick tickle timestamp \
torture toss tow trace transcribe transform transition transmit transpose trap trash treasure \
tremble trigger tumble tweak tweet uncover underestimate underline undermine unfold unify unite \
unload unmount unpin untangle unwrap upvote utilise utilize vent verify vibrate violate \
visualise visualize vouch wag wander weaken weld whip whistle widen wink witness worsen worship \
wreck wrestle yawn yield zap bcc prefix suffix abbreviate anonymise anonymize redact lowercase \
uppercase indent italicise bullet moan rant nitpick condescend patronise patronize lecture sulk \
malfunction stutter splutter hiss rumble reek sag warp rust corrode crackle chirp whine choke \
saturate swamp overrun bombard besiege hammer nick outlive relapse flare bloat swarm infest ooze \
seep trickle overflow brick curdle mould rot wilt droop cramp sting hyperventilate wheeze hobble \
mess rebuke dine sculpt carve engrave embroider crochet haggle barter demote debrief rsvp \
diagnose prescribe vaccinate cough unfollow unclog declog furnish bathe jump-start mortgage \
insure convict elect axe ditch transit plummet soar skyrocket pile regress exit lapse favour \
favor relish saute steep infuse julienne mash puree dredge drizzle refrigerate dilute melt \
thicken deglaze solder varnish adjust disarm unhook dismount unstack shelve shred disinfect \
degrease sterilise sterilize minify transpile backfill snapshot bisect cherry-pick bootstrap \
scaffold clone upsell outgrow bruise dislocate sniffle crouch poke pinch rub pat cuddle edit \
block address film service caulk tile wire bid auction budget audit appeal arrest campaign \
protest pledge bail sack brief land screen dose spam root flash boot chip dent snag surge \
balloon dm mandate dice zest brine cure pickle coat batter frost stock top clamp clip bolt wax \
compost package bundle seed profile fork plaster sketch etch stitch vlog blog bowl golf nap trek \
punch grip lean stomach hash";

/// Verbs with forms of their own: base, past, participle.
pub(super) const IRREGULAR: &str = "beat beat beaten,bear bore borne,arise arose arisen,bind bound bound,breed bred bred,burst burst burst,cling clung clung,\
creep crept crept,flee fled fled,forecast forecast forecast,kneel knelt knelt,leap leapt leapt,\
mislead misled misled,mistake mistook mistaken,misunderstand misunderstood misunderstood,\
overdo overdid overdone,override overrode overridden,oversleep overslept overslept,\
overthink overthought overthought,overwrite overwrote overwritten,repay repaid repaid,\
resell resold resold,rethink rethought rethought,seek sought sought,slide slid slid,\
spit spat spat,spread spread spread,sting stung stung,stink stank stunk,\
strike struck struck/stricken,strive strove striven,swing swung swung,unwind unwound unwound,\
uphold upheld upheld,weep wept wept,withhold withheld withheld,withstand withstood withstood,\
resend resent resent,foretell foretold foretold,unlearn unlearned unlearned,\
misread misread misread,overpay overpaid overpaid,outdo outdid outdone,\
overhear overheard overheard,overspend overspent overspent,retake retook retaken,\
unbind unbound unbound,upsell upsold upsold";

/// Those whose base form is as common as a noun.
pub(super) const NOUNS: &str = "ban boost breach bribe bully capture catalogue collapse comment compromise conduct control crack \
crush decrease default defeat deposit dial dip dispute dive echo escort exchange excuse exploit \
extract flag flood flow forward function fund fuse gaze grant grasp grumble guarantee halt harm \
haul heat hint hurry insult jot latch lobby loop lure massage mirror murder nod nudge outline \
overdose overload panic patrol peek phrase pin pitch plough plow plunge polish poll probe prompt \
puncture puzzle quarantine rank rate recap recruit redesign redirect refill reform register \
relay remark remodel retreat revamp reverse rhyme rip round ruin sabotage sacrifice safeguard \
sample scoop scramble scrape scream screenshot seal sense shave shelter shield shovel shrug \
shuffle signal slam slap smash snap sniff snooze span spark splash spoil spot sprout spy stack \
stain stare stash state strip stroke structure substitute supplement surrender swallow tackle \
target tease tick torture toss tow trace transition trap trash treasure tremble trigger tumble \
tweak tweet vent weld whip whistle wink witness worship wreck yawn yield prefix suffix bullet \
lecture rant moan rumble rust hammer nick flare swarm trickle overflow brick rot cramp spread \
strike slide sting leap burst swing forecast bind associate abort lowercase uppercase grab envy \
hiss mould block shift address film service caulk tile wire bid auction budget audit appeal \
arrest campaign protest pledge bail sack brief land screen dose spam root flash boot chip dent \
snag surge balloon dm mandate beat dice zest brine cure pickle coat batter frost stock top clamp \
clip bolt wax compost package bundle seed profile fork plaster sketch etch stitch vlog blog bowl \
golf nap trek bench punch grip lean stomach exit edit clone bruise cough pile lapse favour favor \
mortgage snapshot hash";

/// Verbs of more than one syllable whose last consonant is written twice before an ending.
pub(super) const DOUBLED: &[&str] = &[
    "prefer", "refer", "commit", "admit", "submit", "occur", "forget", "begin", "enrol", "upset",
    "reset", "babysit", "unplug", "unzip", "debug", "format", "program", "transfer", "regret",
    "control", "patrol", "compel", "propel", "expel", "excel", "rebel", "defer", "infer", "confer",
    "equip", "omit", "emit", "transmit", "embed", "kidnap", "unwrap", "unpin", "overlap", "remit",
    "permit", "fulfil",
];
