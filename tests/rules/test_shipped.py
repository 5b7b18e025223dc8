"""The packs that coinguard comes with: sound, in every language for every kind, silent where nobody deceives."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from coinguard.rules.load import load_rules, shipped_packs, shipped_rules
from coinguard.rules.pack import Pack
from coinguard.signals.similarity.find import find_similar
from coinguard.verdict import KINDS
from tests.guards import guard

PACKS = [pytest.param(pack, id=Path(pack.place).stem) for pack in shipped_packs()]

# As somebody may write them who has never seen the packs.
LURES = {
    "en": ("free_generator", "yo just enter your username and get free diamonds!!! works"),
    "es": ("discount_reseller", "vendo diamantes baratos, escribeme al whatsap 📲"),
    "pt": ("phishing_login", "me manda o codigo que chegou no seu celular ai"),
    "id": ("fake_giveaway", "SELAMAT anda terpilih mendapatkan hadiah gratiss"),
    "ar": ("phishing_login", "ارسل الايميل و الباسورد عشان أشحن لك 🔥"),
    "tr": ("discount_reseller", "Ucuz robux satılır, dm yazın"),
    "ru": ("phishing_login", "Скинь код, который пришёл тебе в СМС"),
    "vi": ("fake_giveaway", "Chúc mừng bạn đã trúng thưởng, bấm vào đây để nhận ngay"),
    "hi": ("fake_giveaway", "badhai ho!! aapko free coins mila hai"),
    "fr": ("advance_fee", "Envoie l'acompte d'abord et je t'envoie les pieces"),
    "de": ("phishing_login", "Schick mir den Code, den du per SMS bekommen hast"),
    "zh": ("phishing_login", "把你收到的验证码发给我吧"),
    "uk": ("discount_reseller", "Продам робукси дешево, пиши в пп"),
    "it": ("phishing_login", "mandami il codice che ti è arrivato sul telefono dai"),
    "pl": ("phishing_login", "podaj kod z SMS-a"),
    "th": ("fake_giveaway", "ยินดีด้วย คุณได้รับรางวัล กดเลย"),
    "ja": ("phishing_login", "SMSで届いた6桁の番号を送ってね"),
    "ko": ("phishing_login", "문자로 온 인증번호 보내주세요~"),
    "fil": ("advance_fee", "bayad muna bago ko ipadala ang coins ha"),
    "ur": ("recovery_scam", "ہیک ہوا اکاؤنٹ واپس دلوائیں گے"),
    "bn": ("phishing_login", "আপনার ফোনে যে কোড গেছে, সেটা পাঠান"),
    "fa": ("phishing_login", "کدی که برات اومد رو بفرست"),
}


@pytest.mark.parametrize("pack", PACKS)
def test_each_language_has_every_kind(pack: Pack) -> None:
    assert {rule.kind for rule in pack.rules} == set(KINDS)
    assert {rule.language for rule in pack.rules} == {Path(pack.place).stem}
    assert all(rule.letters for rule in pack.rules)


def test_no_phrase_stands_in_two_rules() -> None:
    phrases = [letters for pack in shipped_packs() for rule in pack.rules for letters in rule.letters]
    assert len(phrases) == len(set(phrases))


def test_every_language_has_its_example() -> None:
    assert set(LURES) == {Path(pack.place).stem for pack in shipped_packs()}


@pytest.mark.parametrize("language", LURES)
def test_wording_close_to_a_phrase_is_told_with_its_kind(language: str) -> None:
    kind, text = LURES[language]
    assert f"similar.{kind}" in {reason.code for reason in guard().check(text).reasons}


def test_honest_messages_of_the_example_chat_come_close_to_no_phrase(checkout: Path) -> None:
    examples = checkout / "data" / "examples"
    with (examples / "live_chat_truth.csv").open(encoding="utf-8") as file:
        clear = {row["message_id"] for row in csv.DictReader(file) if row["label"] == "clear"}
    with (examples / "live_chat.csv").open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file) if row["message_id"] in clear]
    assert [text for text in texts if find_similar(text, shipped_rules().phrases)] == []


def test_those_who_ask_beg_or_warn_come_close_to_no_phrase() -> None:
    for text in (
        "is there any site that gives free coins or are they all fake?",
        "can somebody please gift me some coins, i am broke",
        "never send anybody the code you get by sms, support will not ask",
        "how much are 1000 coins on the web?",
        "alguien sabe si son reales las páginas de monedas gratis?",
        "nunca pases tu contraseña a nadie",
        "кто-нибудь покупал монеты дешевле через сайт?",
        "不要把验证码告诉任何人",
        "bedava jeton siteleri gerçek mi",
    ):
        assert not find_similar(text, shipped_rules().phrases), text


def test_the_shipped_book_is_what_is_loaded_without_packs() -> None:
    assert load_rules() is shipped_rules()
    assert shipped_rules().shipped == len(shipped_rules().rules)
