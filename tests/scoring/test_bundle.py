"""A model is verified before it judges anybody."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import coinguard
from coinguard import InstallationError
from coinguard.resources import asset
from coinguard.scoring.bundle import load_bundle
from coinguard.training.fingerprint import feature_fingerprint


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(asset("models", "base"), tmp_path / "base"))


def edit(model: Path, **changes: object) -> None:
    path = model / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf8")), **changes}), "utf8")


def test_a_copied_model_has_the_shipped_ones_id(model: Path) -> None:
    assert coinguard.load(model).bundle_id == coinguard.load().bundle_id


def test_an_edited_manifest_has_another_id(model: Path) -> None:
    edit(model, base_rate=0.02)
    assert load_bundle(model).id != load_bundle().id


def test_weights_that_were_tampered_with_are_refused(model: Path) -> None:
    weights = model / "weights.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    with pytest.raises(InstallationError, match="not those its manifest names"):
        load_bundle(model)


def test_truncated_weights_are_refused(model: Path) -> None:
    weights = model / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(InstallationError, match="not those its manifest names"):
        load_bundle(model)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', '{"format": 1}'])
def test_a_broken_manifest_is_refused(model: Path, content: str) -> None:
    (model / "manifest.json").write_text(content, "utf8")
    with pytest.raises(InstallationError) as caught:
        load_bundle(model)
    assert "coinguard train" in str(caught.value)


def test_a_model_for_another_unicode_table_is_refused(model: Path) -> None:
    edit(model, unicode_table_sha256="0" * 64)
    with pytest.raises(InstallationError, match="another Unicode table"):
        load_bundle(model)


def test_an_unknown_model_is_named_with_its_place() -> None:
    with pytest.raises(InstallationError, match="models/nonesuch is missing"):
        coinguard.load("nonesuch")


def test_the_shipped_model_was_trained_on_the_features_this_code_computes() -> None:
    manifest = json.loads((asset("models", "base") / "manifest.json").read_text("utf8"))
    assert manifest["feature_fingerprint"] == feature_fingerprint(), "train the model again"


def test_every_corpus_it_learned_from_is_named_with_its_terms() -> None:
    card = (asset("models", "base") / "MODEL_CARD.md").read_text("utf8")
    manifest = json.loads((asset("models", "base") / "manifest.json").read_text("utf8"))
    assert manifest["trained_on"]["messages"]
    assert all(corpus["name"] in card and corpus["licence"] in card for corpus in manifest["trained_on"]["messages"])
