"""Every signal there is: its code, its group, and the sentence a reader gets.

A signal is named evidence. What cannot be said in a sentence is not a signal; what a sentence claims must be true of any text
that has it, so it says *resembles*, never *is*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coinguard.text.undone import UNDONE

EVIDENCE: Final = "{evidence}"
"""Stands in a sentence for the piece of the original text."""
ABOUT: Final = "{about}"
"""Stands in a sentence for the name of the brand, official address or list entry it speaks of."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One kind of evidence."""

    code: str
    """Stable; what programs compare."""
    group: str
    """Signals of one group saturate together."""
    sentence: str
    """For a reader; ``{evidence}`` is the piece of the original text, ``{about}`` a name."""
    sign: int
    """The direction in which it may count: 1 towards scam, -1 away from it, 0 either way."""
    vague: str = ""
    """The sentence where it has no place in the text."""
    quiet: str = ""
    """The sentence where it speaks against a scam, for signals that count both ways."""
    counted: bool = False
    """Whether its value is a number of times, of which the tenth says less than the first."""
    lifts: str = ""
    """The level that a text with it reaches at least, whatever else it holds; its points are what is missing to that."""
    judged: float = 0.0
    """Its weight where no corpus can teach one, in log-odds: a matter of judgement, not of data."""
    weightless: bool = False
    """Whether it never counts itself: it only says how other evidence is to be read."""
    of_link: bool = False
    """Whether it is said of one link; a message has such signals of its strongest link alone."""


_UNDONE_SENTENCES: Final = {
    "styled_letters": "Letters are written in a decorative Unicode alphabet: “{evidence}”.",
    "lookalike_letters": "A word mixes alphabets, with letters that look like others: “{evidence}”.",
    "invisible_characters": "Invisible characters stand inside a word.",
    "direction_override": "A character reverses the direction of writing.",
    "stacked_marks": "Marks that no spelling calls for are laid over letters: “{evidence}”.",
    "split_letters": "A word is written with its letters spread apart: “{evidence}”.",
    "stretched_letters": "A word is stretched by repeating a letter: “{evidence}”.",
    "digits_as_letters": "Digits stand for letters inside a word: “{evidence}”.",
    "character_entities": "Letters are written as HTML character codes: “{evidence}”.",
}

# Code, group and sentence of what is said of one link; all of them may only count towards a scam.
_OF_LINKS: Final = (
    ("link.path", "link", "The path of a link resembles those of scam pages: “{evidence}”."),
    ("words.offer_host", "words", "A host puts a promise beside a currency: “{evidence}”."),
    ("words.crypto_host", "words", "A host puts a promise beside a word of the crypto-currency trade: “{evidence}”."),
    ("words.claim_host", "words", "A host speaks of something to be claimed: “{evidence}”."),
    ("words.prize_host", "words", "A host speaks of a gift, prize or reward: “{evidence}”."),
    ("words.login_host", "words", "A host puts a word of signing in beside a currency or an offer: “{evidence}”."),
    ("words.offer_path", "words", "The path of a link puts a promise beside a currency: “{evidence}”."),
    ("brand.offer_host", "brand", "A host that is not {about}'s own puts that name beside an offer: “{evidence}”."),
    ("brand.login_host", "brand", "A host that is not {about}'s own puts that name beside signing in: “{evidence}”."),
    ("brand.in_host", "brand", "The name of {about} stands in a host that is not its own: “{evidence}”."),
    ("brand.offer_path", "brand", "The path of a link puts the name of {about} beside an offer or signing in: “{evidence}”."),
    ("brand.subdomain", "brand", "The address {about} is written out in front of another ending: “{evidence}”."),
    ("brand.other_ending", "brand", "A domain is named like {about} but has another ending: “{evidence}”."),
    ("lookalike.drawn", "lookalike", "Letters are chosen so that an address resembles {about}: “{evidence}”."),
    ("lookalike.near", "lookalike", "An address resembles {about} but for a letter: “{evidence}”."),
    ("place.shared_hosting", "place", "The page lies where anybody can put one: “{evidence}”."),
    ("place.shortener", "place", "A short link does not show where it leads: “{evidence}”."),
    ("place.redirector", "place", "The link passes through a page that sends people on: “{evidence}”."),
    ("place.address", "place", "A link leads to a numeric address, not to a name: “{evidence}”."),
    ("place.port", "place", "A link names a port, which links for the public seldom do: “{evidence}”."),
    ("form.punycode", "form", "A host has letters beyond a to z, written in code: “{evidence}”."),
    ("form.mixed_script", "form", "A part of a host mixes alphabets: “{evidence}”."),
    ("form.download", "form", "A link leads to a program to install: “{evidence}”."),
)  # fmt: skip

# The same of what no list of links has, for they are lists of addresses: their weights are a matter of judgement.
_OF_WRITTEN_LINKS: Final = (
    (
        "brand.userinfo",
        "brand",
        "What stands before the @ sign names {about}, but the link leads elsewhere: “{evidence}”.",
        3.0,
    ),
    (
        "form.userinfo",
        "form",
        "A link has something before an @ sign that can be taken for its host: “{evidence}”.",
        0.5,
    ),
    ("form.shown_other", "form", "A link shows one address and leads to another: “{evidence}”.", 1.0),
)

# Ways to reach somebody or to pay him, as KINDS of coinguard.signals.contacts names them. Honest people give them too: they may
# count but little.
_CONTACTS: Final = {
    "telegram": "The text names an account, group or invitation on Telegram: “{evidence}”.",
    "whatsapp": "The text gives a WhatsApp number or group: “{evidence}”.",
    "phone": "The text gives a telephone number: “{evidence}”.",
    "email": "The text gives an e-mail address: “{evidence}”.",
    "handle": "The text gives a user name to be written to: “{evidence}”.",
    "cash_tag": "The text gives a cash tag: “{evidence}”.",
    "paypal": "The text gives a PayPal.me account: “{evidence}”.",
    "wallet": "The text gives the address of a crypto-currency wallet: “{evidence}”.",
    "invite": "The text gives an invitation to a group or chat: “{evidence}”.",
    "code": "The text gives a referral, promotion or invitation code: “{evidence}”.",
}

# Of the author's name and handle: code, sentence, weight, and the level it lifts to. No corpus of messages has its authors'
# names.
_AUTHORS: Final = (
    (
        "author.staff",
        "The author's name puts {about} beside words of staff, support or an official account.",
        2.5,
        "review",
    ),
    ("author.drawn", "The author's name has letters chosen so that it resembles {about}.", 2.5, "review"),
    ("author.near", "The author's name resembles {about} but for a letter.", 1.0, ""),
    ("author.tick", "The author's name carries a tick like the mark of a verified account.", 0.25, ""),
)

# Of what a text promises: code, sentence. Honest shops promise too; what is worked out is held against dated official prices.
_OFFERS: Final = (
    ("offer.free", "Something that is sold elsewhere is promised for free: “{evidence}”."),
    ("offer.below_official", "{about}: “{evidence}”."),
    ("offer.free_worth", "{about}: “{evidence}”."),
    ("offer.discount", "A discount is promised: “{evidence}”."),
    ("offer.quantity", "A large round quantity is promised: “{evidence}”."),
    ("offer.deadline", "The text says that what it promises will not last: “{evidence}”."),
)

# What a text asks for and claims, as coinguard.signals.asks finds it; what is forbidden, denied or reported is no ask.
_ASKS: Final = (
    ("ask.login", "ask", "The text asks for a password, a code, a login or a confirmation: “{evidence}”."),
    ("ask.install", "ask", "The text asks to install something or to switch protection off: “{evidence}”."),
    ("ask.survey", "ask", "The text sets a task, such as a survey, an offer, sharing or a proof of being human: “{evidence}”."),
    ("ask.pay_first", "ask", "The text speaks of a fee or a payment in advance: “{evidence}”."),
    ("ask.send", "ask", "The text asks to be sent coins, cards or money, or promises more back: “{evidence}”."),
    ("ask.move_off", "ask", "The text asks to go on somewhere else: “{evidence}”."),
    ("ask.urgency", "ask", "The text presses for haste: “{evidence}”."),
    ("ask.secrecy", "ask", "The text asks for silence: “{evidence}”."),
    ("claim.staff", "ask", "The text speaks as staff, support or a company would: “{evidence}”."),
    ("warning.words", "warning", "The text has words of a warning: “{evidence}”."),
    ("mix.login_brand", "mix", "A password, code or login is asked for in a text that names a brand: “{evidence}”."),
    ("mix.free_unofficial", "mix", "Something free is offered beside a link that is not official: “{evidence}”."),
    ("mix.cheap_contact", "mix", "A price under the official one stands beside a way to get in touch: “{evidence}”."),
    ("mix.staff_unofficial", "mix", "A text that speaks as staff has a link that is not official: “{evidence}”."),
    ("mix.warning_call", "mix", "A warning stands beside a call to do something: “{evidence}”."),
)  # fmt: skip

# Wording close to a phrase of a rule: of a shipped one, by the kind of scam its phrases are typical of, or of an owner's own.
_SIMILAR: Final = {
    "free_generator": "a generator or hack that makes coins for nothing",
    "discount_reseller": "coins sold far below their price",
    "phishing_login": "a request for a login, password or code",
    "fake_giveaway": "a made-up giveaway or doubling of coins",
    "malware_app": "a modified app to install",
    "survey_verification": "a survey or “human verification” before a reward",
    "advance_fee": "a payment asked before a larger one is promised",
    "account_trade": "the sale of accounts",
    "recovery_scam": "the paid recovery of lost coins or accounts",
    "other_scam": "a lure of another kind",
}
_RULES: Final = (
    *(
        Signal(f"similar.{kind}", "similarity", f"The wording comes close to a known phrase for {what}: “{{evidence}}”.", 1)
        for kind, what in _SIMILAR.items()
    ),
    Signal("rules.own", "rules", "Your own rule {about} has a phrase close to this: “{evidence}”.", 1, lifts="review"),
    Signal("rules.decides", "rules", "Your own rule {about} has a phrase close to this: “{evidence}”.", 1, lifts="scam"),
    Signal("rules.added", "rules", "Your own rule {about} has a phrase close to this: “{evidence}”.", 1, judged=1.0),
    Signal("rules.shadow", "rules", "Your own rule {about}, on trial, has a phrase close to this: “{evidence}”.", 0),
)  # fmt: skip

CATALOGUE: Final = (
    Signal("base.rate", "base", "Most messages are no scams, so doubt comes first.", 0),
    Signal(
        "text.wording",
        "text",
        "The wording resembles scam messages, most of all here: “{evidence}”.",
        0,
        vague="A little of the wording occurs in scam messages too.",
        quiet="The wording does not resemble scam messages.",
    ),
    Signal(
        "text.phrases",
        "text",
        "The wording resembles phrases that scams are typed in, most of all here: “{evidence}”.",
        1,
        lifts="review",
    ),
    Signal("text.length", "text", "The message is long, and any long text has a stretch that looks odd by chance.", -1),
    Signal(
        "link.host",
        "link",
        "A link's address resembles those of scam sites: “{evidence}”.",
        0,
        quiet="The address does not resemble those of scam sites.",
        of_link=True,
    ),
    *(
        Signal(f"obfuscation.{name}", "obfuscation", _UNDONE_SENTENCES[name], 1, counted=True)
        for name in UNDONE
    ),
    *(Signal(code, group, sentence, 1, of_link=True) for code, group, sentence in _OF_LINKS),
    *(Signal(code, group, says, 1, of_link=True, judged=weight) for code, group, says, weight in _OF_WRITTEN_LINKS),
    Signal(
        "words.ordinary",
        "words",
        "",
        -1,
        quiet="A word that scam addresses are made of stands only inside an ordinary one: “{evidence}”.",
        of_link=True,
    ),
    Signal(
        "place.ending",
        "ending",
        "The ending of an address is commoner among scam sites than among honest ones: “{evidence}”.",
        0,
        quiet="The ending of the address is commoner among honest sites: “{evidence}”.",
        of_link=True,
    ),
    Signal(
        "scope.official",
        "scope",
        "A link leads to an official address, by the entry {about}, and says nothing against the text: “{evidence}”.",
        -1,
        of_link=True,
    ),
    Signal(
        "scope.brand_page",
        "scope",
        "A link leads to a page that people fill on a site of {about}, so the site's own name says nothing against the text: "
        "“{evidence}”.",
        0,
        weightless=True,
        of_link=True,
    ),
    Signal(
        "owner.allowed",
        "scope",
        "A link is on your own allow-list, by the entry {about}, and says nothing against the text: “{evidence}”.",
        -1,
        of_link=True,
    ),
    Signal(
        "owner.blocked",
        "scope",
        "A link is on your own block-list, by the entry {about}: “{evidence}”.",
        1,
        lifts="scam",
        of_link=True,
    ),
    Signal(
        "owner.author",
        "scope",
        "The author is on your own allow-list, by the entry {about}, so nothing is held against the message.",
        -1,
    ),
    Signal(
        "link.alone",
        "scope",
        "A link on its own would be held for review, whatever is written around it: “{evidence}”.",
        1,
        lifts="review",
    ),
    *(Signal(f"contact.{kind}", "contact", sentence, 1, counted=True) for kind, sentence in _CONTACTS.items()),
    *(Signal(code, "author", sentence, 1, judged=weight, lifts=lifts) for code, sentence, weight, lifts in _AUTHORS),
    Signal("author.official", "author", "The author's handle is one that {about} runs itself.", 0, weightless=True),
    *(Signal(code, "offer", sentence, 1) for code, sentence in _OFFERS),
    *(
        Signal(code, group, sentence, 1, weightless=code == "warning.words") for code, group, sentence in _ASKS
    ),
    *_RULES,
)  # fmt: skip
"""All signals, in the order of the hit table's numbers."""

NUMBER: Final = {signal.code: number for number, signal in enumerate(CATALOGUE)}
"""The number of each signal by its code."""

BIAS, WORDING, PHRASES, LENGTH, LINK = (
    NUMBER[code] for code in ("base.rate", "text.wording", "text.phrases", "text.length", "link.host")
)
FIRST_UNDONE: Final = NUMBER[f"obfuscation.{UNDONE[0]}"]
FIRST_CONTACT: Final = NUMBER[f"contact.{next(iter(_CONTACTS))}"]
FIRST_AUTHOR: Final = NUMBER[_AUTHORS[0][0]]
AUTHORS: Final = len(_AUTHORS) + 1
"""Signals of authors' names, from :data:`FIRST_AUTHOR` on."""
FIRST_OFFER: Final = NUMBER[_OFFERS[0][0]]
FIRST_ASK: Final = NUMBER[_ASKS[0][0]]

GROUPS: Final = tuple(dict.fromkeys(signal.group for signal in CATALOGUE))
"""The groups, in order of first appearance."""
