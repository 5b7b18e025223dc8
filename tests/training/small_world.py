"""A small made-up data folder in the documented layout, so that training can be tested from end to end in seconds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

_OFFERS = ("free {n} coins", "claim {n} robux", "cheap coins {n}", "{n} gems giveaway", "coin generator {n}")
_CALLS = ("click {link}", "only today at {link}", "go to {link} now", "before they patch it {link}")
_CHAT = (
    "see you",
    "that round was close",
    "how much are coins",
    "my cat walked by",
    "nice stream",
    "where are you from",
)
_SLOTS = """
[slots]
coins = ["coins", "gems"]
handle = ["@anna", "@max_7"]
telegram = ["t.me/anna", "tg @max_7"]
phone = ["+44 7700 900123"]
nick = ["anna"]
mail_host = ["example.com"]
discord = ["anna#0042"]
"""
_PACK = """
language = "en"

[[family]]
name = "seller"
label = "scam"
kind = "discount_reseller"
templates = ["selling {coins} half price <dm me|pm me>", "cheap {coins} <in stock|restocked>, inbox me"]

[[family]]
name = "asking"
label = "clear"
kind = "asking_price"
templates = ["what do {coins} cost <now|today>", "are {coins} cheaper <on the web|in the app>"]
"""
_HOSTS = ("coin", "free", "gift", "bonus", "claim")
_HONEST = ("garden", "music", "school", "bakery", "weather")


def write_small_world(folder: Path, *, size: int = 240, seed: int = 0) -> Path:
    generator = np.random.default_rng(seed)

    def pick(choices: tuple[str, ...]) -> str:
        return choices[int(generator.integers(len(choices)))]

    rows = []
    for number in range(size):
        split = "train" if number % 5 else "dev"
        common = {
            "raw_label": None,
            "lang": "en",
            "corpus": "made_up",
            "source": None,
            "licence": "own",
            "adjudicated": False,
        }
        host = f"{pick(_HOSTS)}-{pick(_HOSTS)}{number}.top"
        offer = f"{pick(_OFFERS).format(n=number * 10)} {pick(_CALLS).format(link=host)}"
        rows.append(
            {"text": offer, "label": "scam", "lure": "coin_lure", "on_topic": True, "group": f"s{number}"} | common
        )
        for extra in range(6):
            chat = f"{pick(_CHAT)} {pick(_CHAT)} {number}{extra}"
            rows.append(
                {"text": chat, "label": "ham", "lure": None, "on_topic": extra == 0, "group": f"h{number}.{extra}"}
                | common
            )
        for row in rows[-7:]:
            row |= {"may_train": number % 7 != 0, "split": split}
    links = []
    for number in range(size * 2):
        bad = number % 2 == 0
        words = _HOSTS if bad else _HONEST
        suffix = ("top", "xyz", "gift")[number % 3] if bad else ("com", "org", "net")[number % 3]
        links.append(
            {
                "url_or_domain": f"{pick(words)}-{pick(words)}{number}.{suffix}"
                + ("/about" if number % 4 == 1 else ""),
                "label": "malicious" if bad else "benign",
                "category": "giveaway-scam" if bad else "top-list",
                "kind": "url" if number % 4 == 1 else "domain",
                "topic": bad,
                "core_topic": bad,
                "source": "made up",
                "first_seen": f"202{number % 5}-01-01" if bad else None,
                "may_train": number % 7 != 0,
                "split": "train" if number % 5 else "dev",
            }
        )
    (folder / "phrases" / "packs").mkdir(parents=True)
    (folder / "phrases" / "slots.toml").write_text(_SLOTS)
    (folder / "phrases" / "packs" / "en.toml").write_text(_PACK)
    (folder / "phrases" / "ordinary").mkdir()
    (folder / "phrases" / "ordinary" / "de.txt").write_text("schönen feierabend\nbin gleich da\n")
    (folder / "messages").mkdir(parents=True)
    (folder / "links").mkdir()
    pd.DataFrame(rows).to_parquet(folder / "messages" / "messages.parquet")
    pd.DataFrame(links).to_parquet(folder / "links" / "links.parquet")
    return folder
