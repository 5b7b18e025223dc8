"""Charts as SVG that lies in the page: pygal draws, the page's own stylesheet colours, nothing is loaded or run."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET

from coinguard.report.messages import Period

_SVG: Final = "http://www.w3.org/2000/svg"
_UNWANTED: Final = ("script", "style", "desc", "title")
_LEVELS: Final = ("scam", "review")
_LABELS_WIDE: Final = 8
_LABELS_NARROW: Final = 4
_MARKS: Final = 4
_FEW_MIDNIGHTS: Final = 2


def timeline(periods: Sequence[Period], *, narrow: bool) -> str:
    """Return the timeline as an SVG element: bars of scams with those to review on top."""
    chart = _stacked_bar(
        width=380 if narrow else 1040,
        height=210 if narrow else 230,
        css=(),
        js=(),
        show_legend=False,
        margin=2,
        spacing=4,
        truncate_label=-1,
        show_minor_x_labels=False,
        y_labels=_marks(max((one.scam + one.review for one in periods), default=0)),
        no_data_text="",
    )
    chart.x_labels = [_label(one.start) for one in periods]
    chart.x_labels_major = _major(periods, _LABELS_NARROW if narrow else _LABELS_WIDE)
    for level in _LEVELS:
        chart.add(level, [getattr(one, level) for one in periods])
    return _embedded(chart.render(is_unicode=True), "narrow" if narrow else "wide", periods)


def _stacked_bar(**options: Any) -> Any:
    """Return an empty chart; pygal's importer of plugins, which Python no longer understands, is taken out again."""
    from pygal import StackedBar

    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]
    return StackedBar(**options)


def _marks(highest: int) -> list[int]:
    """Return a few round numbers from 0 to at least ``highest``."""
    step = 1
    while step * _MARKS < highest:
        step = {"1": 2, "2": 5, "5": 10}[str(step)[0]] * 10 ** (len(str(step)) - 1)
    return [step * place for place in range(_MARKS + 1) if step * (place - 1) < max(1, highest)]


def _label(start: dt.datetime) -> str:
    """Return a period's start; the day alone at midnight."""
    day = f"{start.day} {start:%b}"
    return day if start.hour == start.minute == 0 else f"{day}, {start:%H:%M}"


def _major(periods: Sequence[Period], most: int) -> list[str]:
    """Return the labels to show: of midnights where there are several, evenly thinned out."""
    midnights = [one.start for one in periods if one.start.hour == one.start.minute == 0]
    shown = midnights if len(midnights) > _FEW_MIDNIGHTS else [one.start for one in periods]
    return [_label(start) for start in shown[:: max(1, -(-len(shown) // most))]]


def _embedded(drawing: str, name: str, periods: Sequence[Period]) -> str:
    """Return pygal's drawing without scripts and styles, each bar with what it stands for as its title."""
    root = ET.fromstring(drawing)  # noqa: S314 - pygal's own output
    for parent in list(root.iter()):
        for child in list(parent):
            if _tag(child) in _UNWANTED or child.get("class") in ("tooltip", "plot overlay", "plot text-overlay"):
                parent.remove(child)
    for number, level in enumerate(_LEVELS):
        bars = root.iterfind(f".//*[@class='series serie-{number} color-{number}']//{{{_SVG}}}rect")
        for period, bar in zip(periods, bars, strict=True):
            bar.set("class", "bar")
            ET.SubElement(bar, f"{{{_SVG}}}title").text = f"{_label(period.start)}: {getattr(period, level):,} {level}"
    root.set("class", f"chart {name}")
    root.set("role", "img")
    root.set("aria-label", "Flagged messages over time")
    root.attrib.pop("id", None)
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
