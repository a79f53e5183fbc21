# ruff: noqa: E501  (the lists of words are easier to read in long lines)
"""Makes copies and rewrites of a text by known operations, from a seed: what bench/copies.py measures on.

The synonyms were written for this script and are used nowhere else, so that nothing can be tuned to them by reading.
"""

from __future__ import annotations

import random
import re

VERBS = """announce=declare/reveal/disclose; say=state/note/remark; tell=inform; show=demonstrate/display; expect=anticipate;
plan=intend; help=assist/aid; begin=start/commence; start=begin/launch; end=finish/conclude; call=describe; ask=request;
need=require; try=attempt; use=employ/utilize; want=wish; work=operate; move=shift; happen=occur; offer=provide; create=produce;
reveal=unveil/expose; confirm=verify/affirm; allow=permit/enable; receive=obtain/get; continue=proceed; launch=introduce;
release=publish/issue; believe=think/feel; claim=assert/maintain/allege; suggest=propose/indicate; warn=caution; report=describe;
visit=tour; discover=find/uncover; explain=clarify/outline; add=append; reach=attain; join=enter; remain=stay; increase=raise/grow;
reduce=cut/decrease; decide=resolve; agree=consent; refuse=decline; return=come back; arrive=turn up; watch=observe; look=appear;
provide=supply/deliver; include=contain/comprise; involve=entail; lead=head/guide; follow=trail; face=confront; fear=dread;
build=construct/erect; buy=purchase/acquire; sell=market; cost=run to; save=rescue; fire=dismiss/sack; resign=quit;
investigate=examine/probe; apologize=express regret; remove=delete/withdraw; require=demand; support=back/endorse; protect=shield;
learn=discover; change=alter/modify; carry=transport; cause=trigger/provoke; collide=crash; land=touch down; travel=journey;
design=devise; develop=evolve; describe=portray/depict; discuss=debate; enjoy=relish; estimate=assess/gauge; notice=spot;
mourn=grieve; retire=step down; win=capture/clinch; lose=forfeit; score=net; play=compete; sign=ink; stop=halt/cease; turn=swing"""
NOUNS = """company=firm/corporation; official=officer/authority; president=leader; chief=head; worker=employee/staffer; employee=worker;
plan=scheme/proposal; deal=agreement/pact; talk=discussion/negotiation; problem=issue/difficulty; incident=event/episode; fan=supporter;
researcher=scientist/investigator; scientist=researcher/expert; study=research/analysis; report=account; government=administration;
country=nation/state; city=town/metropolis; area=region/zone; home=house/residence; car=vehicle/automobile; plane=aircraft/jet;
flight=trip/journey; passenger=traveller; crew=team; user=customer; customer=client/consumer; price=cost/rate; money=cash/funds;
year=twelvemonth; month=period; week=seven days; game=match/contest; team=squad/side; season=campaign; coach=manager/trainer;
player=athlete; film=movie/picture; movie=film; star=celebrity; actor=performer; singer=vocalist; song=track/tune; show=programme;
family=household/relatives; child=kid/youngster; woman=lady; man=gentleman; people=persons/individuals; friend=pal/companion;
police=officers; crime=offence; attack=assault/strike; victim=casualty/sufferer; death=demise/passing; injury=wound; storm=tempest;
picture=image/photo; photo=picture/snapshot; video=clip/footage; message=note/communication; statement=declaration/announcement;
decision=choice/ruling; reason=cause/motive; result=outcome/consequence; effect=impact; chance=opportunity; idea=notion/concept;
rocket=launcher; mission=expedition; planet=world; discovery=finding; technology=tech; software=program; device=gadget; phone=handset;
app=application; site=website; network=system; market=marketplace; share=stock; investor=backer/shareholder; business=enterprise;
industry=sector; job=position/post; law=statute/legislation; court=tribunal; rule=regulation; group=organisation/band; member=associate;
leader=head/chief; campaign=drive/effort; history=past; world=globe; part=portion/section; number=figure/amount; time=period"""
OTHERS = """new=fresh/recent; big=large/major; large=big/sizeable; small=little/tiny; important=significant/crucial; major=key/principal;
first=initial/opening; last=final; early=initial; former=ex-; high=elevated; good=great/fine; bad=poor; great=superb; long=lengthy;
old=aged/elderly; young=youthful; several=various/a number of; many=numerous/a lot of; other=additional; different=distinct;
recent=latest; likely=probable; possible=feasible; difficult=hard/tough; hard=tough; strong=powerful/robust; powerful=mighty;
huge=massive/enormous; massive=huge; quick=rapid; quickly=rapidly/swiftly; recently=lately; currently=presently/at present; also=too;
however=nevertheless; but=yet/though; about=around/roughly; nearly=almost; almost=nearly; more than=over; because=since/as;
while=whereas; although=though; after=following; before=prior to; during=throughout; until=till; together=jointly; often=frequently;
only=just/merely; very=extremely/highly; really=truly; already=by now; still=yet; now=presently; later=afterwards; again=once more;
according to=as per; in order to=so as to; as well as=along with; such as=like; due to=owing to; despite=in spite of; into=inside;
female=woman; public=open; private=personal; financial=monetary; whole=entire; entire=whole; main=primary/chief; real=genuine; clear=evident"""


def _table(text: str) -> dict[str, list[str]]:
    pairs = (entry.strip().split("=") for entry in text.replace("\n", " ").split(";"))
    return {word: choices.split("/") for word, choices in pairs}


def _bend(verb: str, form: str) -> str:
    head, _, tail = verb.partition(" ")
    tail = f" {tail}" if tail else ""
    if form == "s":
        return head + ("es" if re.search(r"(s|x|ch|sh)$", head) else "s") + tail
    if form == "ed":
        irregular = {"think": "thought", "feel": "felt", "get": "got", "find": "found", "grow": "grew", "come": "came"}
        irregular |= {"cut": "cut", "quit": "quit", "run": "ran", "begin": "began", "stay": "stayed", "swing": "swung"}
        return (
            irregular.get(head, head + "d" if head.endswith("e") else re.sub(r"(?<=[^aeiou])y$", "i", head) + "ed")
            + tail
        )
    return (head[:-1] if head.endswith("e") else head) + "ing" + tail


def synonyms() -> dict[str, list[str]]:
    """Words in lower case, bent, with what may stand for them."""
    found = _table(OTHERS)
    for noun, choices in _table(NOUNS).items():
        found[noun] = choices
        found[re.sub(r"(?<=[^aeiou])y$", "ie", noun) + "s"] = [
            re.sub(r"(?<=[^aeiou])y$", "ie", c) + "s" for c in choices
        ]
    for verb, choices in _table(VERBS).items():
        for form in ("s", "ed", "ing"):
            found[_bend(verb, form)] = [_bend(c, form) for c in choices]
        found.setdefault(verb, choices)
    found["said"] = ["stated", "noted", "remarked"]
    found["told"] = ["informed"]
    return found


SYNONYMS = synonyms()
_WORDS = re.compile(r"\b(?:" + "|".join(re.escape(w) for w in sorted(SYNONYMS, key=len, reverse=True)) + r")\b")
_QUOTE = re.compile(r"([“\"][^”\"\n]+[”\"])")
_SENTENCE = re.compile(r"(?<=[.!?])[”\"]?\s+(?=[A-Z“\"])")


def sentences(text: str) -> list[str]:
    """Sentences of one paragraph, roughly."""
    return [s for s in _SENTENCE.split(text) if s.strip()]


def _reword(sentence: str, rate: float, chance: random.Random) -> str:
    def other(match: re.Match[str]) -> str:
        return chance.choice(SYNONYMS[match.group()]) if chance.random() < rate else match.group()

    parts = _QUOTE.split(sentence)  # quotations are left as they are
    return "".join(p if n % 2 else _WORDS.sub(other, p) for n, p in enumerate(parts))


SMALL = """in=within; on=upon; for=on behalf of; with=alongside; from=out of; by=through; will=is going to; has been=was;
had been=was; have been=were; which=that; who=that; as well=too; can=is able to; could=was able to; must=has to; should=ought to;
of the=from the; at the=in the; to the=towards the; there is=one finds; there are=one finds; not=hardly; no=not any; its=the;
their=the; this=that; these=those; was=had been; were=had been; is=remains; are=remain; would=might"""
_SMALL = _table(SMALL)
_SMALLS = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, _SMALL), key=len, reverse=True)) + r")\b")
# words of no table: a spinner has more synonyms than this script knows, and chooses badly
FILLERS = [
    "aspect",
    "bearing",
    "matter",
    "measure",
    "notable",
    "effectively",
    "domain",
    "facet",
    "gathering",
    "instance",
    "element",
    "undertake",
    "practical",
    "thorough",
    "concerning",
    "ordinary",
    "manner",
    "setting",
    "regarding",
    "overall",
    "considerable",
    "particular",
    "prospect",
    "venture",
    "affair",
    "portion",
    "occasion",
    "standing",
    "vital",
    "forward",
    "ground",
    "notion",
    "remarkable",
    "steady",
    "conduct",
    "outlook",
    "approach",
    "circumstance",
]


def _strange(sentence: str, rate: float, chance: random.Random) -> str:
    """Small words and some of the longer ones changed too."""
    parts = _QUOTE.split(sentence)
    for n in range(0, len(parts), 2):
        parts[n] = _SMALLS.sub(lambda m: _SMALL[m[0]][0] if chance.random() < rate * 0.8 else m[0], parts[n])
        parts[n] = re.sub(
            r"(?<=[a-z] )[a-z]{5,}\b",
            lambda m: chance.choice(FILLERS) if chance.random() < rate / 2 else m[0],
            parts[n],
        )
    return "".join(parts)


def _turn(sentence: str, chance: random.Random) -> str:
    """Turn a sentence round: a trailing clause to the front, a report to "according to", a passive."""
    if chance.random() < 0.5:
        return sentence
    if match := re.fullmatch(
        r"([^“\"]{30,}?),? (after|when|while|because|as|before|since|although) ([^,“\"]{15,})\.", sentence
    ):
        head, word, clause = match.groups()
        return f"{word.capitalize()} {clause}, {head[0].lower() if head[:2].istitle() else head[0]}{head[1:]}."
    if match := re.fullmatch(r"([A-Z][^,“\"]{2,40}) said (?:that )?([a-z][^“\"]{20,})\.", sentence):
        return f"According to {match[1]}, {match[2]}."
    if match := re.fullmatch(r"([“\"][^”\"]+[”\"]),? (?:said )?([A-Z][\w. ]+?)(?: said)?\.", sentence):
        return f"{match[2]} put it this way: {match[1]}."
    if match := re.fullmatch(
        r"([A-Z]\w+(?: [A-Z]\w+)*) (\w+ed) (the|a|an|its|his|her) (\w+(?: \w+)?) (in|on|at|for) ([^,“\"]+)\.", sentence
    ):
        return f"{match[3].capitalize()} {match[4]} was {match[2]} by {match[1]} {match[5]} {match[6]}."
    return sentence


def rewrite(text: str, chance: random.Random, rate: float = 0.8, lost: float = 0.15) -> str:
    """The same article in other words: synonyms, turned sentences, some sentences lost, the order kept."""
    title, *lines = text.split("\n")
    made = [_reword(title, 1.0, chance)]
    for line in lines:
        kept = [
            _turn(_strange(_reword(s, rate, chance), rate, chance), chance)
            for s in sentences(line)
            if chance.random() >= lost
        ]
        if kept:
            made.append(" ".join(s[0].upper() + s[1:] for s in kept))
    return "\n".join(made)


POOL = "Bakari Celline Dorvan Estrel Fenwick Galtor Hedvig Ilmara Jorvik Kestrel Lindqvist Morvane Nestor Oskari Pelham"


def other_event(text: str, chance: random.Random) -> str:
    """The article's form filled with other names, days and numbers: another happening, not a copy."""
    made = rewrite(text, chance, 0.6)
    names = sorted(set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}", text)))
    pool = POOL.split()
    mapping = {n: chance.choice(pool) + chance.choice(["", "son", "ova", "ley"]) for n in names}
    made = re.sub(r"\b[A-Z][a-z]{2,}\b", lambda m: mapping.get(m.group(), m.group()), made)
    return re.sub(r"\d+", lambda m: str(int(m.group()[:9]) + chance.randint(1, 9)), made)


def numbers(text: str, chance: random.Random) -> str:
    """The same words with other numbers."""
    return re.sub(r"\d+", lambda m: str(int(m.group()[:9]) + chance.randint(1, 9)), text)


def trim(text: str, chance: random.Random) -> str:
    """The beginning of an article."""
    lines = text.split("\n")
    words, made, wanted = 0, [], chance.uniform(0.35, 0.75) * len(text.split())
    for line in lines:
        if words >= wanted:
            break
        made.append(line)
        words += len(line.split())
    return "\n".join(made)


def retitle(text: str, chance: random.Random) -> str:
    """Another headline, a local line in the text, a few words changed."""
    _, *lines = text.split("\n")
    lines = [_reword(line, 0.05, chance) for line in lines]
    lines.insert(
        min(len(lines), 2),
        chance.choice(["Advertisement", "Readers can write to our newsroom.", "Story continues below"]),
    )
    return "\n".join([chance.choice(["What we know so far", "Full story", "The day's main news"]), *lines])


def reorder(text: str, chance: random.Random) -> str:
    """The paragraphs in another order."""
    title, *lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join([title, *lines])


def roundup(texts: list[str], chance: random.Random) -> str:
    """The beginnings of several articles under one headline."""
    parts = ["Morning briefing: what to know today"]
    for text in texts:
        title, *lines = text.split("\n")
        words, made, wanted = 0, [], chance.randint(60, 130)
        for line in lines:
            for sentence in sentences(line):
                if words < wanted:
                    made.append(sentence)
                    words += len(sentence.split())
        parts += [title.upper(), " ".join(made)]
    return "\n".join(parts)
