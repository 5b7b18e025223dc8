"""What callers send, checked before anything else sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

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

_LURE = "FREE 10,000 coins for my viewers, today only: free-tt-coinz.example/luna"


class Body(BaseModel):
    """A body: strict about types, and about names it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Return the body that a request holds.

        Raises
        ------
        Problem
            It is no such body. What was sent is not repeated, only where the mistake is and what was expected.
        """
        try:
            return cls.model_validate_json(data)
        except ValidationError as failure:
            errors = failure.errors(include_url=False, include_context=False, include_input=False)
            places = [{"where": "/".join(map(str, one["loc"])), "problem": one["msg"]} for one in errors[:10]]
            first = places[0]
            detail = f"{first['where'] or 'the body'}: {first['problem']}"
            raise Problem(422, "invalid", detail, more={"errors": places}) from None


class MessageBody(Body):
    """One message; only ``text`` is required."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"text": _LURE, "author_id": "184467", "channel_id": "live-7", "message_id": "m-1"}]
        }
    )

    text: Text = Field(description="What the author wrote.")
    author_id: Identifier | None = Field(None, description="The platform's stable identifier of the author.")
    author_name: Text | None = Field(None, description="The display name.")
    author_handle: Text | None = Field(None, description="The handle, with or without @.")
    author_bio: Text | None = Field(None, description="The profile text.")
    ts: Annotated[str, StringConstraints(max_length=64)] | None = Field(None, description="When it was sent, ISO 8601.")
    channel_id: Identifier | None = Field(None, description="Where it was sent.")
    message_id: Identifier | None = Field(None, description="The platform's stable identifier of the message.")
    reply_to: Identifier | None = Field(None, description="The message_id this one replies to.")
    quoted: Text | None = Field(None, description="Text quoted from another message.")
    forwarded: Text | None = Field(None, description="Text forwarded from another message.")
    embeds: Text | None = Field(None, description="Titles, descriptions and links of embeds, one a line.")
    ocr_text: Text | None = Field(None, description="Text read from the message's images.")

    def message(self) -> Message:
        """Return the message."""
        return Message(**{name: getattr(self, name) for name in MESSAGE_FIELDS})


class AccountBody(Body):
    """What the platform knows of the author."""

    created_at: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        None, description="When the account was made, ISO 8601."
    )
    roles: tuple[Identifier, ...] = Field(
        (), max_length=32, description="The author's roles, as the policy names them."
    )


class DecideBody(MessageBody):
    """One message that something is to be done about."""

    account: AccountBody | None = Field(None, description="What the platform knows of the author.")

    def submission(self) -> Submission:
        """Return the message together with its author's account."""
        account = Account(self.account.created_at, self.account.roles) if self.account is not None else Account()
        return Submission(self.message(), account)


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


class ReloadBody(Body):
    """Who wants the policy read anew."""

    by: Person


def schema_of(body: type[Body]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a body's JSON schema and those of its parts by name, as an OpenAPI document holds them."""
    schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
    return schema, schema.pop("$defs", {})


def every_body(above: type[Body] = Body) -> Iterator[type[Body]]:
    """Yield every class of body there is."""
    for body in above.__subclasses__():
        yield body
        yield from every_body(body)
