"""The words of English news that say who speaks: verbs, nouns and how they are used.

Plain lists, kept apart from the rules that use them. Verbs stand as lemmas; `REPORTING`
holds every inflected form.
"""

import re
from dataclasses import dataclass
from typing import Literal

Sense = Literal["assert", "deny"]
Form = Literal["base", "third", "past", "gerund"]
Needs = Literal["nothing", "clause", "claim"]


def words(text: str) -> frozenset[str]:
    """The words of a text as a set.

    >>> sorted(words("said says"))
    ['said', 'says']
    """
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class ReportingForm:
    """One inflected form of a reporting verb.

    `needs` says what must follow for the verb to report at all: nothing, a clause or
    quotation ("added that", not "added 200 jobs"), or a claim ("dismissed the report as",
    not "dismissed the minister").
    """

    lemma: str
    sense: Sense
    form: Form
    needs: Needs


_FREE = words("""
    say tell insist allege assert contend warn stress emphasise emphasize underline
    underscore acknowledge admit concede confirm reiterate reaffirm vow pledge promise
    announce declare urge demand accuse blame condemn denounce criticise criticize slam
    decry deplore caution complain argue welcome apologise apologize reply deem hail praise
    retort counter affirm proclaim opine blast lambast lambaste rebuke berate exhort implore
    plead threaten
""")
_CLAUSE = words("""
    add state note explain maintain claim remark observe comment write tweet post repeat
    suggest report reveal disclose signal hint imply indicate conclude boast quip joke
    lament protest shout answer recall testify estimate charge find show believe think agree
    ask hold point respond continue describe call put express voice predict appeal thank
    brand label term joke muse reckon stipulate swear guarantee assure inform notify advise
    convey rule highlight mention propose recommend read caution interject mutter whisper cry
    exclaim speculate defend attribute offer object stand threaten commit invite refer
    portray
""")
_DENY = words("""
    deny disavow refute disown repudiate disclaim rebut gainsay
""")
_DENY_CLAIM = words("""
    dismiss dispute reject rebuff contest contradict challenge discount scoff deride
""")

_DENY_PHRASAL = words("brush shrug wave laugh push")

_IRREGULAR = {
    "say": ("says", "said", "saying"),
    "tell": ("tells", "told", "telling"),
    "write": ("writes", "wrote", "writing"),
    "hold": ("holds", "held", "holding"),
    "find": ("finds", "found", "finding"),
    "think": ("thinks", "thought", "thinking"),
    "put": ("puts", "put", "putting"),
    "read": ("reads", "read", "reading"),
    "swear": ("swears", "swore", "swearing"),
    "stand": ("stands", "stood", "standing"),
    "show": ("shows", "showed", "showing"),
    "slam": ("slams", "slammed", "slamming"),
    "admit": ("admits", "admitted", "admitting"),
    "commit": ("commits", "committed", "committing"),
    "refer": ("refers", "referred", "referring"),
    "quip": ("quips", "quipped", "quipping"),
    "shrug": ("shrugs", "shrugged", "shrugging"),
    "rebut": ("rebuts", "rebutted", "rebutting"),
}


def _inflected(lemma: str) -> tuple[str, str, str]:
    """Third person, past and gerund of a regular verb.

    >>> _inflected("deny")
    ('denies', 'denied', 'denying')
    """
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma}ing"
    if lemma.endswith("e"):
        return f"{lemma}s", f"{lemma}d", f"{lemma[:-1]}ing"
    third = f"{lemma}es" if lemma.endswith(("s", "sh", "ch", "x")) else f"{lemma}s"
    return third, f"{lemma}ed", f"{lemma}ing"


def _forms(lemmas: frozenset[str], sense: Sense, needs: Needs) -> dict[str, ReportingForm]:
    forms: dict[str, ReportingForm] = {}
    for lemma in lemmas:
        third, past, gerund = _inflected(lemma)
        forms[lemma] = ReportingForm(lemma, sense, "base", needs)
        forms[third] = ReportingForm(lemma, sense, "third", needs)
        forms[gerund] = ReportingForm(lemma, sense, "gerund", needs)
        forms[past] = ReportingForm(lemma, sense, "past", needs)
    return forms


REPORTING: dict[str, ReportingForm] = {
    **_forms(_CLAUSE, "assert", "clause"),
    **_forms(_DENY_CLAIM, "deny", "claim"),
    **_forms(_FREE, "assert", "nothing"),
    **_forms(_DENY, "deny", "nothing"),
    **_forms(_DENY_PHRASAL, "deny", "clause"),
}

CLAIM_NOUNS = words("""
    claim claims charge charges allegation allegations accusation accusations assertion
    assertions contention insistence suggestion suggestions complaint complaints argument
    warning warnings
""")
DENIAL_NOUNS = words("""
    denial denials rejection dismissal disavowal rebuttal
""")
# What may be dismissed or disputed as a claim, besides the claim nouns.
CLAIM_LIKE = CLAIM_NOUNS | words("""
    report reports account accounts version figure figures finding findings notion idea
    criticism criticisms rumour rumours rumor rumors statement statements remarks comments
    evidence characterisation characterization story stories it them this that these those
    any all demand demands proposal proposals offer offers call calls plan plans deal
    verdict conclusion conclusions toll count narrative impression speculation talk
    responsibility
""")

DETERMINERS = words("""
    the a an this that these those his her its their our my your some any each every both
    another no several many most other all such
""")
ARTICLES = frozenset({"the", "a", "an"})
PRONOUNS = words("""
    he she they it
""")
OTHER_PRONOUNS = words("""
    i we you us them him me
""")
BE = words("""
    is was were are be been being isn't wasn't weren't aren't
""")
MODALS = words("""
    will would could can may might should must shall cannot
""")
AUXILIARIES = (
    BE
    | MODALS
    | words("""
    has have had did does do having
""")
)
NEGATIONS = words("""
    not never neither nor hardly barely scarcely
""")
ADVERBS = words("""
    also himself herself itself themselves
    again later then once further since already long earlier still now today yesterday
    meanwhile however ever even just often always soon first twice too instead nevertheless
    nonetheless therefore thus therefore only yet so moreover separately in-turn afterwards
    afterward together tonight tomorrow
""")
BOUNDARIES = words("""
    there that since while whereas as when after before because although though but if whether until
    which who whom whose where why how than or and unless despite amid during
""")
PREPOSITIONS = words("""
    of for at in from with to on by about over under against between among into through
    across near within without around beyond via per upon toward towards inside outside
    following including
""")
# Nouns and verbs that end like adverbs.
LY_NOUNS = words("""
    family ally rally supply reply assembly anomaly bully monopoly fly belly jelly apply rely
    multiply comply imply butterfly gully bodily only ugly
""")
LINKING = words("""
    of for at in from with to on near
""")
IRREGULAR_PASTS = words("""
    fell rose came went met held broke took made gave left led won lost began fought sent fled
    ran saw spoke drew grew knew kept became brought built bought caught chose cut drove ate
    flew got hit hid hurt lay paid put sat set shook shot shut sold spent stood stole struck
    taught threw understood woke wore wrote heard felt meant seen taken killed has says
    remain remains include includes appears appear seems seem comes come goes go makes make
    takes take gives give
""")
PARTICIPLES = words("""
    seen shown held taken given made known quoted written sent
""")
ROLES = words("""
    minister president premier chancellor mayor governor senator lawmaker deputy spokesman
    spokeswoman spokesperson official general admiral colonel major captain commander chief
    leader director chairman chairwoman chair secretary ambassador envoy diplomat negotiator
    judge lawyer attorney prosecutor officer analyst expert professor researcher doctor
    activist resident witness villager farmer executive manager boss head founder editor
    bishop imam cleric priest king queen prince princess sheriff inspector sergeant
    coordinator organiser organizer campaigner politician economist scientist engineer
    author president-elect adviser advisor aide representative councillor councilman
    councilwoman owner coach player veteran marshal scholar mediator speaker man woman
""")
# Bodies that speak as one, and cannot be a "he" or a "she".
BODIES = words("""
    ministry office company army group council union front government service agency party
    committee court police force forces military board commission parliament department
    authority authorities administration association network bank club university hospital
    organisation organization movement team cabinet officials sources residents people
""")
# What stands before a name and is none.
TITLES = words("mr mrs ms dr sir lord gen lt col maj capt brig adm sgt prof rev gov sen rep")
MEDIA = words("""
    tv television radio newspaper newspapers broadcaster broadcasters media channel daily
    weekly times guardian journal herald magazine website outlet outlets reuters afp agency agencies
    bbc cnn press news
    tribune gazette
""")
# They bind, allow or cost, but do not speak.
SPEECHLESS = words("""
    treaty law laws deal accord agreement contract plan rules rule constitution charter
    article clause bill project programme program storm quake earthquake attack blast
    explosion fire flood floods war strike clashes weather river road bridge talks summit
    prices price case act pact resolution email e-mail phone telephone letter
""")
NOBODY = words("""
    nobody none no neither nothing few
""")
# "continued to deny", "went on to say": the infinitive reports what was said.
RAISING = words("""
    continue continued continues on went goes came took rushed quick
""")

WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
CALENDAR = re.compile(f"{WEEKDAYS}|{MONTHS}")
# Where or when something was said: skipped between a speaker and the verb.
ASIDE = (
    rf"(?:late |early )?(?:on |last |this |next )(?:late |early )?(?:{WEEKDAYS})"
    r"(?: (?:morning|afternoon|evening|night))?"
    rf"|(?:{WEEKDAYS})(?: (?:morning|afternoon|evening|night))?(?![-\w])"
    rf"|(?:on|in) (?:\d{{1,2}} )?(?:{MONTHS})(?: \d{{1,2}})?(?:,? \d{{4}})?(?!\w)"
    r"|(?:earlier|later) (?:on |this |that )(?:day|week|month|year|morning|evening)"
    r"|(?:last|this|that|the same|the next|the following) (?:day|week|month|year|night)"
    r"|(?:at|in|on|through|via|during|after) (?:a|an|the|his|her|its|their|separate)? ?"
    r"(?:[\w-]+ ){0,3}?(?:statements?|interview|posts?|speech|letter|briefing|tweet|message|"
    r"address|video|e-?mails?|memo|filing|note|conference|"
    r"communique|communiqué|telegram|bulletin|press release|"
    r"blog|op-ed|sermon|broadcast)(?: (?:on|to) (?:X|Twitter|Facebook|Telegram|reporters|"
    r"journalists))?(?!\w)"
    r"|\([^()]*\)"
    r"|for (?:his|her|its|their|the) part|in turn|of course|for example|for instance"
    r"|on condition of anonymity|in response|in reply|at least|once again|by contrast"
)
FALSEHOOD = (
    r"\b(?:untrue|false|not true|not the case|(?:a|outright|pure|total) lies?|lies|nonsense|"
    r"baseless|unfounded|groundless|fabricat\w+|forged(?! (?:in|by|with|between|over|from))|"
    r"(?:a )?forger(?:y|ies)|made up(?! of)|fake(?: news)?|(?:a )?hoax|no truth|propaganda|"
    r"malicious|without foundation|ridiculous|absurd|far from the truth)\b"
)
# Who an outlet cites, besides those who hold an office.
SOURCES = ROLES | words("""
    source sources police ministry army military statement report document documents
    government agency authorities data figures
""")
# Forms that are nouns at least as often as verbs: verbs only after a fitting subject.
NOUNISH = words("""
    rule rules wave waves laugh laughs push
    claim claims report reports demand demands note notes charge charges comment comments
    post posts state states remark remarks signal signals hint hints term terms estimate
    estimates appeal appeals thanks answer answers blame pledge pledges vow vows promise
    promises dispute disputes challenge challenges offer offers object objects show shows
    find finds hold holds stand stands read reads protest protests reply replies label
    labels brand brands voice voices guarantee guarantees praise welcome highlight
    highlights joke jokes repeat repeats call calls point points lament laments boast boasts
    contest contests discount discounts rebuke rebukes blast blasts shout shouts cry cries
    attribute attributes complaint swear answer appeal express caution cautions contact urge
    invite muse counter counters
""")
# "the alleged attack", "a disputed border": adjectives before a noun.
ADJECTIVAL = words("""
    alleged reported disputed contested accused claimed
""")
CITING = words("""
    quoted quotes quoting cited cites citing
""")
# What makes a verb report that otherwise needs a clause: "put the toll at 30".
COMPLEMENTS: dict[str, frozenset[str]] = {
    "put": frozenset({"at"}),
    "call": frozenset({"for", "on", "upon"}),
    "charge": frozenset({"with"}),
    "brush": frozenset({"aside", "off"}),
    "shrug": frozenset({"off"}),
    "wave": frozenset({"away", "aside", "off"}),
    "laugh": frozenset({"off"}),
    "push": frozenset({"back"}),
    "claim": frozenset(
        {"attack", "attacks", "bombing", "raid", "responsibility", "to", "credit", "victory"}
    ),
    "appeal": frozenset({"for", "to"}),
    "express": frozenset({"concern", "regret", "support", "hope", "outrage", "alarm", "concerns"}),
    "voice": frozenset({"concern", "concerns", "support", "alarm", "outrage", "opposition"}),
    "threaten": frozenset({"to"}),
    "offer": frozenset({"to"}),
    "estimate": frozenset({"at"}),
    "describe": frozenset({"as"}),
    "portray": frozenset({"as"}),
    "refer": frozenset({"as"}),
    "attribute": frozenset({"to"}),
    "repeat": frozenset({"call", "calls", "demand", "demands", "warning", "claim", "charge"}),
    "point": frozenset({"out"}),
    "thank": frozenset({"for"}),
    "commit": frozenset({"to"}),
    "swear": frozenset({"to"}),
    "defend": frozenset({"decision", "record", "as", "move", "handling"}),
    "protest": frozenset({"against"}),
    "propose": frozenset({"a", "an", "to"}),
    "object": frozenset({"to"}),
    "suggest": frozenset({"a", "an"}),
    "question": frozenset({"whether", "why"}),
    "signal": frozenset({"readiness", "willingness"}),
    "offend": frozenset(),
}


NAMING = words("""
    call describe brand label term portray
""")
