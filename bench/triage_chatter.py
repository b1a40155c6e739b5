"""Makes everyday chatter for the corpus from sentences of our own with words that change.

    python -m bench.triage_chatter > flows/triage/corpus/everyday_patterns.jsonl

Everyday texts teach the model what is not addressed to a helpline at all.  Nothing here is taken
from anybody's messages.  Deterministic.
"""

from __future__ import annotations

import itertools
import json
import re
from typing import Final

WORDS: Final = {
    "who": "mum|dad|sarah|kev|priya|dave|nan|jess|tom|amy|the kids|my sister",
    "when": "tonight|tomorrow|tmrw|later|at 6|on friday|this weekend|after work|in 10 min|monday",
    "place": "the pub|town|my place|the gym|school|the station|work|the match|asda|the dentist",
    "food": "pizza|a curry|chips|some milk|bread|dinner|tea|a cake|eggs|wine",
    "thing": "the film|the game|the car|my phone|the wifi|that song|the book|my laptop|the bill",
    "feel": "tired|bored|hungry|happy|excited|gutted|busy|late|fine|cold|sleepy|stressed",
    "bye": "x|lol|see u|love you|haha|ok|xx|cheers|thanks|take care",
}
SENTENCES: Final = """
are you coming to {place} {when} {bye}
i cant make it {when} im {feel} {bye}
did you see {thing} {bye}
can you get {food} on your way home from {place}
im at {place} where are you {bye}
hope you have a good time {when} {bye}
hope thats not a problem i will be at {place} {when}
i dont think he is coming {when} he is {feel}
she said she will call you {when} {bye}
dont forget to bring {food} {when}
sorry i missed your call i was at {place} {bye}
i was {feel} so i went to bed early {bye}
are you awake i want to go to {place}
i just woke up and im {feel} {bye}
going to sleep now good night talk {when} {bye}
{thing} is not working can you help me {when}
{thing} is dead cant talk now text me {when}
i love you so much cant wait to see you {when}
how are you did you get home from {place} ok
what time do you finish work {when}
he is still in bed and {who} is {feel}
tell {who} i will be there {when}
i miss you when are you back from {place}
we had {food} and it was lovely {bye}
i need to buy {food} for {who} {when}
is {who} there i tried to ring but no answer {bye}
my head hurts had too much wine with {who} {bye}
no i havent eaten yet im {feel} {bye}
please call me when you get this its about {thing}
you never told me about {thing} {bye}
i hate mondays im so {feel} {bye}
just got to {place} its freezing {bye}
ok no problem see you at {place} {when}
did {who} take the dog out {bye}
do you want {food} or shall i go to {place}
i have to work {when} so cant come to {place}
im on the bus be at {place} soon {bye}
lost my keys at {place} im {feel} {bye}
u free {when} we r going 2 {place}
wot time r u at {place} {when} {bye}
y didnt u txt me bk im {feel}
haha {who} fell asleep watching {thing}
she is not answering her phone she must be at {place}
i got paid so {food} is on me {when}
dont worry about it {who} is {feel} anyway
let me know if you need anything from {place}
i gave {who} the money for {thing} {bye}
its raining again so no {place} {when} {bye}
have you done the homework for {when}
i think i left {thing} at {place} {bye}
happy birthday hope you have a lovely day {bye}
congratulations on {thing} im so {feel} for you
thank you for {food} it was really good {bye}
where have you been i was waiting at {place}
nothing much just watching {thing} with {who}
i will send you the details of {thing} {when}
he told me not to tell {who} about {thing}
my stomach is full after {food} {bye}
been at {place} all day my feet are killing me {bye}
not sure if i can come {when} will let you know
ring me on the landline when you finish at {place}
they are showing {thing} {when} do you want to come
{who} is driving me mad about {thing} {bye}
i should have gone to {place} with {who}
""".strip().splitlines()
EACH: Final = 22


def made(sentence: str) -> list[str]:
    """Some of the ways to fill `sentence`, spread evenly over all of them."""
    names = re.findall(r"\{(\w+)\}", sentence)
    choices = [WORDS[name].split("|") for name in names]
    every = list(itertools.product(*choices))
    step = max(len(every) // EACH, 1)
    found = []
    for filling in every[:: step + (step % 2 == 0)][:EACH]:
        text = sentence
        for name, word in zip(names, filling, strict=True):
            text = text.replace("{" + name + "}", word, 1)
        found.append(text)
    return found


def main() -> None:
    """Print the chatter as lines of the corpus."""
    for number, text in enumerate((t for s in SENTENCES for t in made(s)), 1):
        entry = {"id": f"pattern-{number:04}", "channel": "sms", "text": text, "label": "none"}
        print(json.dumps(entry))


if __name__ == "__main__":
    main()
