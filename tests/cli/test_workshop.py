"""The commands that make and judge models, and the one that warms a machine up."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from coinguard.errors import InputError
from coinguard.training import evaluate as evaluation_module
from coinguard.training import report

from .conftest import MODEL, Run

Cli = Callable[..., Run]


@pytest.fixture
def known_evaluation(monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(data: Path, guard: Any, *, seed: int, log: Callable[[str], None]) -> str:
        log(f"reading {data.name} with seed {seed}")
        return "figures"

    monkeypatch.setattr(evaluation_module, "evaluate", measure)
    monkeypatch.setattr(report, "to_markdown", lambda figures: f"# Evaluation\n{figures}\n")
    monkeypatch.setattr(report, "to_json", lambda figures: {"figures": figures})
    monkeypatch.setattr(report, "headline", lambda figures: f"| {figures} |")


@pytest.fixture
def known_training(monkeypatch: pytest.MonkeyPatch) -> None:
    def fit(data: Path, out: Path, *, phrases: Path | None, threads: int, log: Callable[[str], None]) -> Path:
        if not data.is_dir():
            raise InputError("there is no such folder", where=str(data), hint="Name the folder of the corpora")
        log(f"fitting with {threads} thread")
        return out

    module = ModuleType("coinguard.training.train")
    module.train = fit  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "coinguard.training.train", module)


@pytest.mark.usefixtures("known_evaluation")
def test_an_evaluation_is_printed_and_its_progress_is_not_data(cli: Cli) -> None:
    run = cli("evaluate", "--data", "corpora", "--seed", "3")
    assert (run.code, run.out, run.err) == (0, "# Evaluation\nfigures\n", "reading corpora with seed 3\n")


@pytest.mark.usefixtures("known_evaluation")
def test_an_evaluation_is_kept_and_shown_in_a_readme(cli: Cli, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("a\n<!-- evaluation:begin -->\n<!-- evaluation:end -->\nb\n", encoding="utf-8")
    run = cli("evaluate", "--data", "corpora", "-o", str(tmp_path / "kept"), "--readme", str(page))
    assert run.code == 0
    assert (tmp_path / "kept/evaluation.md").read_text(encoding="utf-8") == "# Evaluation\nfigures\n"
    assert json.loads((tmp_path / "kept/evaluation.json").read_text(encoding="utf-8")) == {"figures": "figures"}
    expected = "a\n<!-- evaluation:begin -->\n| figures |\n<!-- evaluation:end -->\nb\n"
    assert page.read_text(encoding="utf-8") == expected


@pytest.mark.usefixtures("known_evaluation")
def test_a_readme_without_markers_is_refused(cli: Cli, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("nothing\n", encoding="utf-8")
    run = cli("evaluate", "--data", "corpora", "--readme", str(page))
    assert run.code == 2
    assert "Add a line <!-- evaluation:begin --> and one <!-- evaluation:end -->." in run.err


@pytest.mark.usefixtures("known_training")
def test_training_prints_the_folder_of_the_model(cli: Cli, tmp_path: Path) -> None:
    run = cli("train", "--data", str(tmp_path), "--out", "model", "--threads", "1")
    assert (run.code, run.out, run.err) == (0, "model\n", "fitting with 1 thread\n")


@pytest.mark.usefixtures("known_training")
def test_training_without_corpora_exits_2(cli: Cli) -> None:
    run = cli("train", "--data", "nowhere", "--out", "model")
    assert (run.code, run.err) == (
        2,
        "coinguard: nowhere: there is no such folder.\n  Name the folder of the corpora.\n",
    )


def test_warmup_says_what_is_ready_and_where_it_is_kept(cli: Cli) -> None:
    run = cli("warmup")
    assert run.code == 0
    model, kernels, ready = run.lines
    assert model.split() == ["model", MODEL]
    assert kernels.startswith("kernels")
    assert ready.startswith("ready in ")
