"""Every plain statement of danger comes out right by the rules alone, and so does every rule of labelling."""

from __future__ import annotations

import pytest

from flows.levels import Level
from flows.triage import assess
from flows.triage.assessing import kind_of, level_of, read, telling
from flows.triage.loading import lexicon

# Field notes, vocabulary of states, each line a family.
RED = {
    "waking": """
        he wont wake up | she cant be woken, i can not wake her | my mate cnt wake up | unable to wake him
        trouble waking her | hard to wake him up | cant rouse him | wont come round | cant bring him round
        he wont stir | hes not responding | she is not responsive | not reacting to anything hes just lying there
        my friend isnt moving | he wont answer me when i shake him, no response | unresponsive on the floor
        hes unconscious | shes unconcious | my mate has passed out | she blacked out | hes conked out and wont wake
        hes zonked out and i cant rouse him | knocked out cold on the floor | hes out cold | my mates been ko'd
        she collapsed | he just dropped to the floor | going in and out of consciousness | hes goin in and out
        no life in him | hes gone floppy | she is limp | hes a dead weight i cant shift him | gone stiff
        his eyes rolled back | eyes are rolling | eyes wide open not blinking
    """,
    "breathing": """
        hes not breathing | shes barely breathing | hardly breathing | he stopped breathing | struggling to breathe
        i cant breathe | trouble breathing | she is sort of breathing | kind of breathing | only just breathing
        breathing but funny | breathing but i cant wake him | hes breathing weird | breathing really slow
        breathing shallow | his breathing is fast and heavy | gasping for air | shes wheezing and cant breathe
        short of breath | hes snoring weird and i cant wake him | gurgling noises | rattling when he breathes
        death rattle | rasping breath | hes making weird noises when he breathes | his chest isnt moving | theres no air
    """,
    "colour": """
        his lips are blue | she looks purple | hes gone grey | shes gone gray | his face is ashen | white as a sheet
        lips going blue | nails turning blue | his fingers have gone blue | clammy and cold | he is freezing cold
        shes ice cold | hes burning up and shaking | boiling hot and talking rubbish
    """,
    "airway": """
        hes choking | shes chocking on sick | swallowed his tongue | being sick and passed out
        vomiting on his back | throwing up asleep | sick and cant wake him | frothing at the mouth | foaming at the mouth
    """,
    "fits": """
        hes fitting | she is having a fit | he had a fit just now | shes having a seizure | seisure on the floor
        he is convulsing | spasming on the floor | shaking uncontrollably | she is jerking all over | hes twitching badly
    """,
    "heart": """
        my heart is racing | his hart is pounding | heart banging out my chest | heart beating out of my chest
        heart keeps skipping | heart feels like its stopping | my heart is exploding | ive got chest pain
        chest is really tight | crushing chest pain | heart palpitations | no pulse | faint pulse
        his pulse is like 180
    """,
    "overdose": """
        i think ive overdosed | hes overdosing | my mate od'd | shes ODd | oding right now | he is o.d.ing
        over dose, my brother, help | i took too much | hes had way too much | did the whole gram in one
        took all my tablets | ive taken 40 paracetamol | i dont know how much hes taken
    """,
    "mind": """
        shes really confused | he doesnt know where he is | she doesnt know who she is | talking gibberish
        hes not making sense | delirious | hes seeing things | hearing voices | hes hallucinating | i cant move
        cant feel my legs | im paralysed
    """,
    "drowsy": """
        extremely drowsy after ket | so drowsy | cant keep his eyes open | cant stay awake | he keeps nodding off on ket
        took ket and going under | hes fading | she keeps slipping away
    """,
    "dying": """
        i think im dying | hes dying | is he dead | i think hes dead | is he gonna die | im going to die
    """,
    "mixing with a sign": """
        did ket and loads of vodka and hes gone really pale | took ket with xanax and she cant stand up
        had g and k and hes slurring | took ket and methadone now hes nodding out
    """,
    "calls": """
        please send an ambulance | need an ambulance | call the paramedics hes bad, need paramedics
    """,
}
SELF_HARM = """
    im suicidal | thinking about suicide | i want to kill myself | kms im serious i want to kms | im going to unalive myself
    gonna end it all | end it tonight | want to take my life | i want to die | i wanna be dead
    i dont want to be here anymore | dont want to be alive | i dont want to wake up | better off dead
    theyd be better off without me | no point living | no reason to live | i cant go on | said my goodbyes
    left a goodbye note | going to hang myself | im going to jump off the bridge | going to jump in front of a train
    cut my wrists | took an overdose on purpose i want to die | she says she wants to kill herself
"""
SAFEGUARDING = """
    my dad keeps hitting me | i was raped | im being forced to have sex and im only 12 | hes got a knife
    he locked me in and wont let me leave
"""
CHILD = "my kid ate my ket | my toddler swallowed a tablet | the baby has put the bag in her mouth"
AMBER = """
    help | help me | HEEELP | help help help | sos | im in a k hole | hes stuck in a k hole | mate is pulling a whitey
    hes really out of it | i cant cope | my friend is not answering his phone
"""
MEDICAL = """
    i cant pee at all | cant wee since last night | theres blood in my urine | peeing blood | passing clots
    severe bladder pain, agony | kidneys in agony with a fever | im pregnant and using ket
    stopped drinking and shaking badly | broke my wrist falling over on ket
"""
NONE = {
    "possibility is not presence": """
        can u OD on ket? | can you overdose on ketamine | what if someone stops breathing | what are the signs of an overdose
        what should i do if someone passes out | is it possible to stop breathing on ketamine
    """,
    "past and over": """
        I overdosed last year | i had a seizure two years ago | he passed out at christmas, fine since
        i used to be suicidal | i was suicidal in 2019 | she collapsed in march but shes well now
    """,
    "denial that covers the danger": """
        she is breathing fine and talking | im not suicidal | hes not unconscious | he hasnt overdosed
        hes breathing fine now, false alarm | no one is in danger | not an emergency, just want info
    """,
    "figures of speech": """
        I could kill for a curry | my phone's dead | this job is killing me | dying for a fag | im dead tired
        my phone is gonna die | nearly had a heart attack when i saw the bill | choked on my tea
        bored to death | we got killed at football | dead good that
    """,
    "chronic is not now": """
        my memory is going since I started ket | ive had stomach cramps for weeks | what is a k hole like
    """,
    "not about a person": """
        my laptop collapsed | the website is unresponsive | these jeans dont fit | emergency contact is my mum
        cant wake up early, can i have a later slot | wearing a blue shirt | he wont wake up to the fact hes addicted
    """,
    "ordinary": """
        hi | can someone call me tomorrow | how do i quit ket | what are your opening hours | thanks | STOP
        need help quitting | can you help me find a group | yes | no | 1
    """,
}


def _lines(block: str) -> list[str]:
    return [part.strip() for line in block.splitlines() for part in line.split("|") if part.strip()]


def _level_and_kind(text: str) -> tuple[str, str]:
    reading = read(text, lexicon())
    level = level_of(reading)
    signs = telling(reading, level)
    return level, kind_of(signs) if signs else ""


@pytest.mark.parametrize("text", [t for block in RED.values() for t in _lines(block)])
def test_a_plain_danger_sign_is_red_by_the_rules_alone(text: str) -> None:
    """No model is needed for what anybody would understand."""
    assert _level_and_kind(text) == (Level.RED, "overdose")


@pytest.mark.parametrize("text", _lines(SELF_HARM))
def test_a_plain_wish_to_die_is_red(text: str) -> None:
    """Intent, plan, act, or a wish to be dead is red."""
    assert _level_and_kind(text)[0] == Level.RED


@pytest.mark.parametrize("text", _lines(SAFEGUARDING))
def test_somebody_being_hurt_is_red_safeguarding(text: str) -> None:
    """Being hurt, held or forced is red, and of its own kind."""
    assert _level_and_kind(text) == (Level.RED, "safeguarding")


@pytest.mark.parametrize("text", _lines(CHILD))
def test_a_child_who_swallowed_it_is_red(text: str) -> None:
    """A child who swallowed it is in danger whatever it was."""
    assert _level_and_kind(text) == (Level.RED, "overdose")


@pytest.mark.parametrize("text", _lines(AMBER))
def test_a_weak_sign_is_amber(text: str) -> None:
    """A weak or doubtful sign, or a bare cry for help, is asked about."""
    assert _level_and_kind(text)[0] == Level.AMBER


@pytest.mark.parametrize("text", _lines(MEDICAL))
def test_a_doctor_needed_today_is_at_least_amber(text: str) -> None:
    """What needs a doctor today is amber medical, or more."""
    level, kind = _level_and_kind(text)
    assert (level, kind) == (Level.AMBER, "medical") or level == Level.RED


@pytest.mark.parametrize("text", [t for block in NONE.values() for t in _lines(block)])
def test_what_is_no_danger_is_none(text: str) -> None:
    """Questions, the past, denials, figures of speech and chronic effects are no danger."""
    assert _level_and_kind(text) == (Level.NONE, "")


BESIDE_AN_EXCEPTION = """
i just want to end it already
hes grey like a ghost
had a pint and hes foaming at the mouth
been out cold from nine
hes out for the count been like it all night
at the match and my mates heart is pounding
she collapsed into my arms
his heart was racing but now hes quiet
gonna jump off the rocks
my dads had a fit
my mother in law just had a fit
mum choking on a sandwich
nan choking again
i want to report an overdose
how do i get help my sister has overdosed
with a mate who overdosed where do we take him
he had an overdose of ketamine
taken an od of 30 paracetamol
flat 12 od send someone
shes overdosed we were just watching a film
overdose aid needed in the red tent
what do i do ive been spiked
took way too much for a first time help
my 19 year old son has eaten a load of ket
not breathing room 214 premier inn
she stopped breathing it happened so fast
hes in the car no pulse
she is unresponsive in my bed
he cant be woken
cant wake my girlfriend
i cant wake my mum
cant wake my brother for work he was on ket all night
hes no comin roon
he passed out of nowhere
she passed out as soon as she had it
what do i do if my mate passed out
he was up the ladder and he collapsed, he was on ket
girl in the stall next to me collapsed
im in the club queue and a girl here is not moving
he cant talk now, just groaning
he cant move or talk to us
i cant move my legs
outside reading station theres a lad unconscious
hes been unconscious about ten minutes
shes turned blue house is empty its just me with her
she had a fit when she snorted it
in the car having a heart attack
the coke gave me a heart attack
heart racing in the gym toilets after a line
phone back shes dying
my boyfriend is dead on the bathroom floor please
he looks like a dead body
no ambulance here yet
i need a paramedic
hes just dead weight on me
ambulance been called hes unconscious
just so you know ive overdosed
ive taken 40 paracetamol but that was 2 hours ago
been clean for 6 months he's overdosed on the bathroom floor
if you do not answer im going to kill myself
im scared i might kill myself tonight
im suicidal, i dont want to hurt myself or my baby but its getting worse
is there someone on the line im suicidal
my mum thinks im suicidal because i am
im on suicide watch and my mum has gone to work
i want to kill myself at work can someone ring at lunch
hi can someone ring me i want to finish it all
she wants to jump off the train bridge by ours
hes jumped off the train station roof
stood on the bridge waiting for a gap in the traffic
ive said goodbye to people who love me
my son left a note on the fridge and hes not answering
hes in the loft with a rope can you ring me
i dont want to live like this anymore
i dont want to be here at all
praying i will not wake up
my life is not worth it, i dont want to wake up at all
found him hanging in the garage
"""


@pytest.mark.parametrize("said", _lines(BESIDE_AN_EXCEPTION))
def test_an_exception_takes_nothing_from_an_emergency(said: str) -> None:
    """Each holds the words of a sign and those of what was once an exception to it (a ghost, a pint,
    a kitchen): red, and at least asked about by the rules alone.
    """
    assert assess(said).level is Level.RED
    assert level_of(read(said, lexicon())) is not Level.NONE


@pytest.mark.parametrize(
    ("alone", "elsewhere"),
    [
        ("unresponsive", "the inflatable flamingo is unresponsive"),
        ("please help. Collapsed! at the co-op in leeds", "spurs collapsed again im heartbroken"),
        ("hes gone limp", "the limp lettuce and the sad tomato"),
        ("gasping", "gasping for a ciggie and the bus is late"),
        ("a seizure", "is there published work on seizures in withdrawal"),
    ],
)
def test_a_word_that_may_be_a_sign_is_red_where_nothing_else_is_said(
    alone: str, elsewhere: str
) -> None:
    """By the rules: red as a sentence of its own, and else asked about until the model decides."""
    assert level_of(read(alone, lexicon())) is Level.RED
    assert level_of(read(elsewhere, lexicon())) is Level.AMBER


@pytest.mark.parametrize(
    "said",
    [
        "the inflatable flamingo is unresponsive lol",
        "spurs collapsed again im heartbroken",
        "gasping for a ciggie and the bus is late",
    ],
)
def test_a_word_that_may_be_a_sign_does_not_ring_by_itself(said: str) -> None:
    """What the model knows for a joke is not red; it is asked about, which never hurts."""
    found = assess(said)
    assert (found.level, found.kind) == (Level.AMBER, "unclear")


@pytest.mark.parametrize(
    "said",
    [
        "hope i dont wake up",
        "i took loads hope i dont wake up tbh",
        "ive taken it all so i do not wake up",
        "gonna sleep n not wake up",
        "i pray every night that i never wake up",
        "he hopes he wont wake up",
        "she says she doesnt want to wake up",
        "ah hope a dinnae wake up",
        "wanna sleep an not wake",
        "i pray each night that god should not wake me",
    ],
)
def test_who_wishes_not_to_wake_is_not_one_who_cannot_be_woken(said: str) -> None:
    """A wish not to wake is self-harm, and is answered as such: the writer is awake."""
    assert _level_and_kind(said) == (Level.RED, "self_harm")


@pytest.mark.parametrize(
    "said",
    [
        "he woke for a sec and now he wont wake up again",
        "my mate wont wake up i want to die",
        "i hope hes ok he wont wake up",
        "he does not want to wake up, been shaking him 10 mins",
    ],
)
def test_who_cannot_wake_somebody_is_told_what_to_do_for_them(said: str) -> None:
    """Where somebody else is spoken of, not waking is theirs, whatever else is wished."""
    assert _level_and_kind(said) == (Level.RED, "overdose")
