"""The guard: a loaded model that checks messages, links and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from coinguard.errors import InputError
from coinguard.frames import Table, append_columns, column_names, message_columns, to_messages
from coinguard.message import Message
from coinguard.scoring.bundle import Bundle, load_bundle
from coinguard.scoring.columns import as_columns
from coinguard.scoring.explain import Explanation, explain_text
from coinguard.scoring.fields import named, reduced, strongest, with_errors
from coinguard.scoring.scorecard import probability
from coinguard.scoring.scored import Scored, group_sums, score_bare_links, score_messages
from coinguard.scoring.segments import bounded, segments_of, segments_of_messages
from coinguard.scoring.trusted import allowed_of_messages, allowed_of_table, cleared
from coinguard.scoring.verdicts import as_verdicts
from coinguard.text.views import utf8
from coinguard.verdict import Verdict

_BATCH: Final = 4096


class Guard:
    """A loaded model. It never changes, so threads may share it.

    Made by :func:`coinguard.load`.
    """

    def __init__(
        self,
        bundle: Bundle,
        model: str | Path | None = None,
        lists: str | Path | None = None,
        rules: str | Path | None = None,
    ) -> None:
        self._bundle = bundle
        self._model, self._lists, self._rules = model, lists, rules

    def reloaded(self) -> Guard:
        """Return a guard made anew from the model, lists and rules this one came from; this one if none has changed.

        A service swaps one reference (``guard = guard.reloaded()``) when it is told to, or every so often. What is being
        checked goes on with the guard it began with.

        Raises
        ------
        ConfigurationError
            The lists or rules can't be read, or a line of them is wrong; this guard stays as it is.
        InstallationError
            The model is missing or damaged; likewise.
        """
        anew = load(self._model, lists=self._lists, rules=self._rules)
        return self if anew.bundle_id == self.bundle_id else anew

    @property
    def bundle_id(self) -> str:
        """The id of everything a verdict depends on; every verdict carries it."""
        return self._bundle.id

    @property
    def base_rate(self) -> float:
        """The share of scams at which probabilities are calibrated."""
        return self._bundle.base_rate

    @property
    def thresholds(self) -> dict[str, float]:
        """The least log-odds at which a message is ``review`` and ``scam``."""
        return self._bundle.thresholds("messages")

    @property
    def link_thresholds(self) -> dict[str, float]:
        """The least log-odds at which a link on its own is ``review`` and ``scam``."""
        return self._bundle.thresholds("bare_links")

    @property
    def own_rules(self) -> tuple[str, ...]:
        """What sentences call the rules of the owner's packs, in order."""
        return self._bundle.rules.labels[self._bundle.rules.shipped :]

    def check(self, message: str | Message) -> Verdict:
        """Check one message.

        Raises
        ------
        InputError
            It is no message, or a field is over its limit.

        Examples
        --------
        >>> import coinguard
        >>> coinguard.load().check("gg everyone, see you tomorrow").level
        'clear'
        """
        return next(self.check_many([message]))

    def check_many(self, messages: Iterable[str | Message]) -> Iterator[Verdict]:
        """Check messages one after the other, lazily, some thousands at a time.

        Raises
        ------
        InputError
            One is no message, or a field is over its limit; those before its batch have been yielded.
        """
        pending = iter(messages)
        while batch := list(islice(pending, _BATCH)):
            segments = segments_of_messages(batch)
            scored = score_messages(segments, self._bundle)
            scored = cleared(scored, allowed_of_messages(batch, self._bundle.lists)[segments.row])
            verdicts = as_verdicts(scored)
            for row, segment in enumerate(strongest(scored, segments, len(batch))):
                yield named(verdicts[segment], int(segments.field[segment])) if segment != row else verdicts[segment]

    def check_link(self, link: str) -> Verdict:
        """Check one link or domain on its own. Nothing is fetched.

        Raises
        ------
        InputError
            It is empty or over the limit.
        """
        data = bounded(link, "link")
        buffer, offsets = np.frombuffer(data, np.uint8), np.array([0, len(data)], np.int64)
        scored, empty = self._score_links(buffer, offsets)
        if len(empty):
            raise InputError("the text holds no link or domain", hint="Pass a URL or a domain")
        return as_verdicts(scored)[0]

    def explain(self, text: str) -> Explanation:
        """Return the verdict of one text with everything that led to it: views, windows, links, words."""
        segments = segments_of_messages([text])
        scored = score_messages(segments, self._bundle)
        return explain_text(text, as_verdicts(scored)[0], scored)

    def score(
        self,
        table: Table,
        *,
        text: str | None = None,
        columns: Mapping[str, str] | None = None,
        links: bool = False,
        reasons: str = "all",
        base_rate: float | None = None,
        replace: bool = False,
    ) -> Table:
        """Score a pandas, polars or Arrow table; the same kind comes back, with ``cg_`` columns behind its own.

        Parameters
        ----------
        table
            One message a row. Columns named like the fields of :class:`~coinguard.Message` are read.
        text
            The column of the text; by default the first of ``text message content body comment``.
        columns
            Maps other Message fields to column names.
        links
            Each row is a bare link or domain; the column is by default the first of ``url link domain host``.
        reasons
            ``all``, or ``flagged`` for an empty list in clear rows.
        base_rate
            Shifts ``cg_probability`` to another share of scams; levels stay.
        replace
            Drop ``cg_`` columns that the table has already.

        Returns
        -------
        Table
            A row that can't be scored has ``cg_error`` set and no level.

        Raises
        ------
        InputError
            A column is missing or holds no text, or there are ``cg_`` columns already.
        """
        names = column_names(table)
        chosen = message_columns(names, text, columns, links)
        scored = self.score_columns(to_messages(table, chosen), links=links, reasons=reasons, base_rate=base_rate)
        result: Table = append_columns(table, scored, replace)
        return result

    def score_columns(
        self, table: pa.Table, *, links: bool = False, reasons: str = "all", base_rate: float | None = None
    ) -> pa.Table:
        """Return only the ``cg_`` columns for an Arrow table whose columns have the names of a Message's fields.

        With ``links``, ``text`` is one link or domain a row.

        Raises
        ------
        InputError
            There is no ``text`` column, or a column holds no text.
        """
        if base_rate is not None and not 0 < base_rate < 1:
            raise InputError(f"a base rate of {base_rate} is no probability", hint="Pass a number between 0 and 1")
        if reasons not in ("all", "flagged"):
            raise InputError(f"reasons={reasons!r} is unknown", hint="Pass 'all' or 'flagged'")
        if links:
            segments = segments_of(table.select(["text"]))
            scored, empty = self._score_links(segments.buffer, segments.offsets)
            for row in empty.tolist():
                segments.errors.setdefault(row, "the row holds no link or domain")
        else:
            segments = segments_of(table)
            scored = score_messages(segments, self._bundle)
            scored = cleared(scored, allowed_of_table(table, self._bundle.lists)[segments.row])
        result = as_columns(scored, reasons=reasons, base_rate=base_rate)
        if scored.rows > table.num_rows:
            result = reduced(result, scored, segments, table.num_rows)
        return with_errors(result, segments.errors)

    def message_scores(self, texts: Sequence[str] | pa.Array) -> NDArray[np.float64]:
        """Return the log-odds of texts, ``float64[n]``; NaN where one can't be scored."""
        return self._scores(texts, links=False)

    def link_scores(self, links: Sequence[str] | pa.Array) -> NDArray[np.float64]:
        """Return the log-odds of bare links, ``float64[n]``; NaN where one can't be scored."""
        return self._scores(links, links=True)

    def message_parts(self, texts: Sequence[str] | pa.Array) -> dict[str, NDArray[np.float64]]:
        """Return by group of signals what it adds to the log-odds of texts, ``float64[n]`` each; they sum to the scores."""
        return group_sums(self._scored(texts, links=False)[0])

    def link_parts(self, links: Sequence[str] | pa.Array) -> dict[str, NDArray[np.float64]]:
        """Return by group of signals what it adds to the log-odds of bare links, ``float64[n]`` each."""
        return group_sums(self._scored(links, links=True)[0])

    def probability_of(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probabilities of log-odds, at the model's base rate."""
        return probability(np.asarray(scores, float))

    def _scores(self, texts: Sequence[str] | pa.Array, *, links: bool) -> NDArray[np.float64]:
        scored, unscored = self._scored(texts, links=links)
        score = scored.score.copy()
        score[unscored] = np.nan
        return score

    def _scored(self, texts: Sequence[str] | pa.Array, *, links: bool) -> tuple[Scored, list[int]]:
        """Return scored texts, and the rows that can't be scored."""
        array = (
            texts
            if isinstance(texts, pa.Array | pa.ChunkedArray)
            else pa.array([utf8(t) for t in texts], pa.large_binary())
        )
        segments = segments_of(pa.table({"text": array}))
        if links:
            scored, empty = self._score_links(segments.buffer, segments.offsets)
        else:
            scored, empty = score_messages(segments, self._bundle), np.array([], np.int64)
        return scored, [*segments.errors, *empty.tolist()]

    def _score_links(self, buffer: NDArray[np.uint8], offsets: NDArray[np.int64]) -> tuple[Scored, NDArray[np.int64]]:
        """Return the scored rows, and those that hold no link at all."""
        return score_bare_links(buffer, offsets, self._bundle)


def load(model: str | Path | None = None, *, lists: str | Path | None = None, rules: str | Path | None = None) -> Guard:
    """Load a model and compile or fetch what it runs on.

    Parameters
    ----------
    model
        The name of a shipped model or the folder of one; by default the shipped ``base``.
    lists
        A file of your own allow- and block-lists, one entry a line, such as ``allow domain example.com``.
    rules
        A pack of rules of your own, or a folder of packs, as ``coinguard rules lint`` finds right.

    Raises
    ------
    ConfigurationError
        The lists or rules can't be read, or a line of them is wrong.
    InstallationError
        The model is missing, damaged, or made for another version.
    """
    return Guard(load_bundle(model, lists, rules), model, lists, rules)
