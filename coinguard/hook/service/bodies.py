"""What callers send, checked before anything else sees it."""

from __future__ import annotations

from typing import (
    Annotated,
    Any,
    Final,
    Generic,
    Literal,
    Required,  # pydantic asks for these before Python 3.12
    TypeVar,
)

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from coinguard.hook.intake import Submission
from coinguard.hook.policy import Account
from coinguard.hook.service.problems import Problem
from coinguard.limits import MAX_ID_CODE_POINTS, MAX_TEXT_BYTES
from coinguard.message import MESSAGE_FIELDS, Message
from coinguard.verdict import KINDS

Text = Annotated[str, StringConstraints(max_length=MAX_TEXT_BYTES)]
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID_CODE_POINTS, pattern=r"^[^\x00]+$")]
DecisionId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Person = Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID_CODE_POINTS, pattern=r"^[^\x00-\x1f]+$")]
Note = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]

Stamp = Annotated[str, StringConstraints(max_length=64)]

Read = TypeVar("Read")

_LURE = "FREE 10,000 coins for my viewers, today only: free-tt-coinz.example/luna"


class Reader(Generic[Read]):
    """Reads one kind of body, and describes it.

    Parameters
    ----------
    kind
        A model, or a typed dictionary where many come at once: those are made in half the time.
    """

    def __init__(self, kind: type[Read]) -> None:
        self.name = kind.__name__
        self._adapter = TypeAdapter(kind)

    def read(self, data: bytes) -> Read:
        """Return the body that a request holds.

        Raises
        ------
        Problem
            It is no such body. What was sent is not repeated, only where the mistake is and what was expected.
        """
        try:
            return self._adapter.validate_json(data)
        except ValidationError as failure:
            errors = failure.errors(include_url=False, include_context=False, include_input=False)
            places = [{"where": "/".join(map(str, one["loc"])), "problem": one["msg"]} for one in errors[:10]]
            detail = f"{places[0]['where'] or 'the body'}: {places[0]['problem']}"
            raise Problem(422, "invalid", detail, more={"errors": places}) from None

    def schemas(self) -> dict[str, Any]:
        """Return its JSON schema and those of its parts by name, as an OpenAPI document holds them."""
        schema = self._adapter.json_schema(ref_template="#/components/schemas/{model}")
        return {**schema.pop("$defs", {}), self.name: schema}


class Body(BaseModel):
    """A body: strict about types, and about names it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Asked(BaseModel):
    """What a query asks for: a name it does not know is a mistake, and not nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MessageBody(TypedDict, total=False):
    """One message; only ``text`` is required."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]  # where pydantic looks for it
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [{"text": _LURE, "author_id": "184467", "channel_id": "live-7", "message_id": "m-1"}]
        },
    )

    text: Required[Annotated[Text, Field(description="What the author wrote.")]]
    author_id: Annotated[Identifier | None, Field(description="The platform's stable identifier of the author.")]
    author_name: Annotated[Text | None, Field(description="The display name.")]
    author_handle: Annotated[Text | None, Field(description="The handle, with or without @.")]
    author_bio: Annotated[Text | None, Field(description="The profile text.")]
    ts: Annotated[Stamp | None, Field(description="When it was sent, ISO 8601.")]
    channel_id: Annotated[Identifier | None, Field(description="Where it was sent.")]
    message_id: Annotated[Identifier | None, Field(description="The platform's stable identifier of the message.")]
    reply_to: Annotated[Identifier | None, Field(description="The message_id this one replies to.")]
    quoted: Annotated[Text | None, Field(description="Text quoted from another message.")]
    forwarded: Annotated[Text | None, Field(description="Text forwarded from another message.")]
    embeds: Annotated[Text | None, Field(description="Titles, descriptions and links of embeds, one a line.")]
    ocr_text: Annotated[Text | None, Field(description="Text read from the message's images.")]


class AccountBody(Body):
    """What the platform knows of the author."""

    created_at: Stamp | None = Field(
        None, description="When the account was made, ISO 8601.", json_schema_extra={"format": "date-time"}
    )
    roles: tuple[Identifier, ...] = Field(
        (), max_length=32, description="The author's roles, as the policy names them."
    )


class DecideBody(MessageBody, total=False):
    """One message that something is to be done about."""

    account: Annotated[AccountBody | None, Field(description="What the platform knows of the author.")]


class CheckBatchBody(Body):
    """Messages to check together."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"messages": [{"text": _LURE}, {"text": "good stream"}]}]}
    )

    messages: tuple[MessageBody, ...] = Field(description="The messages, in the order that answers come back in.")
    reasons: Literal["flagged", "all"] = Field("flagged", description="Whether clear messages are told why, too.")


class DecideBatchBody(Body):
    """Messages to decide on together; each is decided as if it had come alone."""

    messages: tuple[DecideBody, ...] = Field(description="The messages, the oldest first.")


class LinksBody(Body):
    """Links or domains to check, each on its own. None is opened."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"links": ["tiktok.com/coin", "free-tt-coinz.example/luna"]}]}
    )

    links: tuple[Text, ...] = Field(min_length=1, description="URLs or domains.")


class FeedbackBody(Body):
    """What a person says a message was."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"decision_id": "0" * 32, "label": "clear", "by": "ann", "note": "our own event"}]
        }
    )

    decision_id: DecisionId = Field(description="The decision that it is about.")
    label: Literal["scam", "clear"]
    by: Person = Field(description="Who says so, as the platform names its people.")
    kind: Literal[KINDS] | None = Field(None, description="What sort of scam.")  # type: ignore[valid-type]
    note: Note | None = None


class ClaimBody(Body):
    """Who takes an item of the queue, or gives it back."""

    by: Person


class EntryBody(Body):
    """An entry of the allow- or block-list."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"list": "block", "kind": "domain", "value": "free-tt-coinz.example", "by": "ann"}]
        }
    )

    list: Literal["allow", "block"]
    kind: Literal["author", "domain", "host", "path"]
    value: Annotated[str, StringConstraints(min_length=1, max_length=1024, pattern=r"^[^\x00]+$")]
    by: Person
    expires_at: Moment | None = Field(None, description="ISO 8601 in UTC with milliseconds; without, it stays.")
    note: Note | None = None


class EraseBody(Body):
    """The author who is to be erased."""

    author_id: Identifier
    by: Person


class ByBody(Body):
    """Who wants it done."""

    by: Person


class AcceptBody(Body):
    """Whose breaker is to close."""

    rule: Identifier = Field(description="The rule's name; * for all rules together.")
    by: Person


def message_of(body: MessageBody) -> Message:
    """Return the message of a body."""
    return Message(**{name: body.get(name) for name in MESSAGE_FIELDS})  # type: ignore[arg-type]  # a text is required


def submission_of(body: DecideBody) -> Submission:
    """Return the message of a body together with its author's account."""
    account = body.get("account")
    known = Account(account.created_at, account.roles) if account is not None else Account()
    return Submission(message_of(body), known)


CHECK: Final = Reader(MessageBody)
CHECK_BATCH: Final = Reader(CheckBatchBody)
DECIDE: Final = Reader(DecideBody)
DECIDE_BATCH: Final = Reader(DecideBatchBody)
LINKS: Final = Reader(LinksBody)
FEEDBACK: Final = Reader(FeedbackBody)
CLAIM: Final = Reader(ClaimBody)
ENTRY: Final = Reader(EntryBody)
ERASE: Final = Reader(EraseBody)
BY: Final = Reader(ByBody)
ACCEPT: Final = Reader(AcceptBody)

READERS: Final[tuple[Reader[Any], ...]] = (
    CHECK, CHECK_BATCH, DECIDE, DECIDE_BATCH, LINKS, FEEDBACK, CLAIM, ENTRY, ERASE, BY, ACCEPT,
)  # fmt: skip
"""Every body there is."""
