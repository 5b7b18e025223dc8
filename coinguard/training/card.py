"""The model card: what a model is, what it learned from, and where not to use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_TEXT: Final = """\
# Model card: {name}

Scores chat messages, comments and links for coin-offer fraud. Written by `coinguard train`; nothing here is typed by hand.

## What it is

- Text: {buckets:,} hashed n-grams of folded text (characters 3 to 6, words 1 to 2), logistic regression, 16-bit weights.
- Links: hashed n-grams of hosts and paths, logistic regression, 16-bit weights; {endings} learned odds of public suffixes.
- A scorecard of links: additive points of the n-grams and of named signals (words side by side, brands where they do not
  belong, look-alikes, place, writing); `coinguard rules signals` lists each with its weight and its record. A name in
  look-alike letters alone makes a link `review`, never `scam`.
- A scorecard of messages: additive points of the wording, the strongest link, contacts, length and disguises; signs are
  constrained. A link that would be held on its own lifts its message to review.
- Probabilities are calibrated at a share of scams of {base_rate:g}.

{thresholds}

## How it was trained

Text and link models were fitted in folds that keep a campaign (or a registrable domain) whole. The scorecard and its
calibration saw only scores of rows that the models in question had not seen. Thresholds were set on ordinary chat and honest
links that no fit has seen. Rows kept for development, and rows whose terms restrict use, were not read.

## What it learned from

Weights are shipped, rows never.

| corpus | terms | messages |
|---|---|---|
{corpora}

| list of links | links |
|---|---|
{lists}

## Where not to use it

- As the only judge of a person: `scam` is a level of suspicion, with the false-positive rate above. Hold, ask, and let
  people object.
- Most on-topic scam text it learned from is English, much of it from issue trackers and video comments. In other languages,
  and on offers typed by hand in direct messages (resellers, advance fees, account trades), it misses far more than it catches.
- It was not tested on voice, images, video or QR codes, on e-mail, on marketplaces, or on messages of under three letters.
- Bank and carrier notices were hardly among what it learned from; it is no filter for SMS.
- It knows the official sites of a few dozen brands, each by a page of the owner's own, and nothing of any other honest site.
  A link's score says what its address resembles, not what the site does.
- Among honest hosts that carry the trade's words (coin projects, reward programmes) it errs most: they are few in its data,
  and honest names joined with such words were made up to learn from.
"""


def model_card(manifest: Mapping[str, Any]) -> str:
    """Return the card of a model as Markdown, made from its manifest."""
    from coinguard.text.ngrams import BUCKETS

    rows = ["| level | of | log-odds from | false positives, at most | set on rows |", "|---|---|---|---|---|"]
    for part, name in (("messages", "messages"), ("bare_links", "links on their own")):
        for level, entry in manifest[part]["thresholds"].items():
            rate, count = entry["false_positive_rate"], entry["set_on_rows"]
            rows.append(f"| {level} | {name} | {entry['score']:.3f} | {rate:.2%} | {count:,} |")
    trained = manifest["trained_on"]
    return _TEXT.format(
        name=manifest["name"],
        buckets=BUCKETS,
        endings=len(manifest["endings"]),
        base_rate=manifest["base_rate"],
        thresholds="\n".join(rows),
        corpora="\n".join(f"| {c['name']} | {c['licence']} | {c['rows']:,} |" for c in trained["messages"]),
        lists="\n".join(f"| {c['name']} | {c['rows']:,} |" for c in trained["links"]),
    )
