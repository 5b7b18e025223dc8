"""What a text asks for is told; what it forbids, denies, reports or gives is not asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from coinguard import ConfigurationError
from coinguard.resources import asset
from coinguard.signals.asks import SIGNALS, find_asks
from coinguard.signals.asks import parts as p
from coinguard.signals.asks.lexicon import _entries, _Lexicon, phrases
from coinguard.signals.catalogue import CATALOGUE, FIRST_ASK


def codes(text: str) -> set[str]:
    return {ask.code for ask in find_asks(text)}


ASKED = [
    ("hey i'm from tiktok support team, send me the 6 digit code you received", "ask.login"),
    ("hola amigo pásame tu contraseña y te mando 5000 monedas", "ask.login"),
    ("me passa o código que chegou no seu celular", "ask.login"),
    ("kirim kode otp yang masuk ke hp kamu ya", "ask.login"),
    ("telefonuna gelen kodu atar mısın", "ask.login"),
    ("كلمني واتس وابعتلي الكود اللي هيجيلك", "ask.login"),
    ("скинь код из смс, я кину тебе монеты", "ask.login"),
    ("надішли код з смс будь ласка", "ask.login"),
    ("gửi mã otp về máy cho mình nha", "ask.login"),
    ("cho mình xin mã được không", "ask.login"),
    ("otp batao jaldi", "ask.login"),
    ("ओटीपी बता दो भाई", "ask.login"),
    ("donne moi le code que t'as reçu par sms", "ask.login"),
    ("schick mir mal den Code der auf dein handy kommt", "ask.login"),
    ("mandami il codice che ti arriva", "ask.login"),
    ("podaj kod blik a wyślę ci monety", "ask.login"),
    ("ส่งรหัสผ่านมาให้แอดมินหน่อยค่ะ", "ask.login"),
    ("把你收到的验证码发给我", "ask.login"),
    ("パスワード教えてくれたらコインあげるよ", "ask.login"),
    ("인증번호 6자리 알려주세요", "ask.login"),
    ("send mo sakin yung otp", "ask.login"),
    ("مجھے جو کوڈ آیا ہے وہ بھیج دو", "ask.login"),
    ("আপনার ওটিপিটা বলেন ভাই", "ask.login"),
    ("کدی که برات اومد رو بفرست", "ask.login"),
    ("download this apk and get unlimited coins", "ask.install"),
    ("complete 2 offers to unlock", "ask.survey"),
    ("small fee first then the coins are released", "ask.pay_first"),
    ("send me some coins pls", "ask.send"),
    ("пиши в лс, расскажу", "ask.move_off"),
    ("加微信领取", "ask.move_off"),
    ("chama no zap", "ask.move_off"),
    ("только сегодня", "ask.urgency"),
    ("bu aramızda kalsın", "ask.secrecy"),
    ("저는 틱톡 운영팀입니다", "claim.staff"),
    ("من از پشتیبانی تیک تاک هستم", "claim.staff"),
]


@pytest.mark.parametrize(("text", "code"), ASKED)
def test_what_is_asked_for_is_told(text: str, code: str) -> None:
    assert code in codes(text)


NOT_ASKED = [
    "never send anyone the 6 digit code",
    "no need to send your password",
    "someone asked me for my password, is it safe?",
    "te mando el código de descuento",
    "nunca compartas tu contraseña",
    "لا تعطي احد رمز التحقق",
    "никогда не сообщайте код из смс",
    "у меня просят код из смс, это развод?",
    "đừng gửi mã otp cho ai",
    "kisi ko otp mat batana",
    "mujhe otp mang raha hai koi",
    "ne donnez jamais votre mot de passe",
    "gebt niemals euer passwort raus",
    "non mandare mai il codice a nessuno",
    "nie podawaj nikomu kodu blik",
    "อย่าบอกรหัส otp กับใคร",
    "不要把验证码告诉任何人",
    "パスワードは絶対に教えないでください",
    "인증번호 절대 알려주지 마세요",
    "wag mong ibigay ang otp kahit kanino",
    "کسی کو کوڈ نہ بتائیں",
    "কাউকে ওটিপি দিবেন না",
    "رمزتون رو به کسی ندید",
]


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_is_forbidden_denied_reported_or_given_is_not_asked_for(text: str) -> None:
    assert "ask.login" not in codes(text)


def test_a_forbidden_ask_is_a_warning() -> None:
    assert codes("never send anyone the 6 digit code") == {"warning.words"}


@pytest.mark.parametrize(
    "text",
    ["is this the support team?", "i am talking to support about my coins", "contact support if you have any trouble",
     "я думаю админ уснул", "انا كلمت الادمن امبارح"],
)  # fmt: skip
def test_who_speaks_of_staff_does_not_claim_to_be_staff(text: str) -> None:
    assert "claim.staff" not in codes(text)


def test_what_the_author_offers_is_not_asked_for() -> None:
    assert codes("pásame tu contraseña y te mando 5000 monedas") == {"ask.login"}


def test_a_login_asked_for_in_a_brands_name_says_so() -> None:
    assert "mix.login_brand" in codes("roblox: send me your password")
    assert "mix.login_brand" not in codes("send me your password")


def test_a_short_word_keeps_its_marks() -> None:
    assert "ask.login" in codes("gửi lại mã")
    assert "ask.login" not in codes("gửi lại ma")


def test_the_words_are_quoted_as_they_stand() -> None:
    text = "ok just SEND me the 6-digit  code you got"
    ask = find_asks(text)[0]
    assert text[ask.start : ask.end] == ask.text


def test_every_language_of_the_packs_has_its_words() -> None:
    packs = {path.stem for path in asset("data", "phrases", "packs").glob("*.toml")}
    asks = {path.stem for path in asset("data", "phrases", "asks").glob("*.toml")}
    assert packs == asks


@pytest.mark.parametrize("path", sorted(asset("data", "phrases", "asks").glob("*.toml")), ids=lambda path: path.stem)
def test_every_language_can_say_everything(path: Path) -> None:
    said = {part for _, part in _entries(path)}
    assert set(p.ALONE) <= said
    assert {"enter", "hand", "credential", "get", "app", "complete", "task", "pay", "fee", "worth", "write", "place", "team",
            "forbid", "void", "give", "plain"} <= said  # fmt: skip


def test_the_signals_stand_in_the_catalogue_in_order() -> None:
    assert tuple(signal.code for signal in CATALOGUE[FIRST_ASK : FIRST_ASK + len(SIGNALS)]) == SIGNALS


def test_no_phrase_stands_in_two_parts_that_contradict() -> None:
    parts: dict[str, set[str]] = {}
    for phrase, part, where in phrases():
        parts.setdefault(f"{where}: {phrase}", set()).add(part)
    wrong = [name for name, has in parts.items() if "plain" in has and has - {"plain", "urgency"}]
    assert wrong == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("language = 'xx'\n[words]\nhend = ['a']", "knows no 'hend'"),
        ("language = 'yy'", "not the file's name"),
        ("language = ", "not valid TOML"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "xx.toml"
    path.write_text(content, "utf8")
    with pytest.raises(ConfigurationError, match=problem):
        list(_entries(path))


@pytest.mark.parametrize(
    ("phrase", "problem"), [("a b*", "can't be read"), ("--", "can't be read"), ("字" * 30, "too long")]
)
def test_a_wrong_phrase_says_what_is_wrong(phrase: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        _Lexicon().enter(phrase, "hand", "xx.toml")
