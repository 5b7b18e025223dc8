"""Every bound on what is read, in one place.

A bound is there so that hostile input gets a verdict or a clear error in bounded time; none is there to save work on
ordinary input.
"""

from __future__ import annotations

from typing import Final

MAX_TEXT_BYTES: Final = 1 << 20
"""UTF-8 bytes of one text field. A longer one is an error row, never a verdict on a part of it."""

MAX_LINKS_PER_TEXT: Final = 64
"""Links taken from one text; those found first count. 10,000 links in one message are evidence enough in the first 64."""

MAX_CONTACTS_PER_TEXT: Final = 64
"""Contacts taken from one text; those found first count."""

MAX_LINK_CODE_POINTS: Final = 2048
"""Code points of one link that are scored; the rest of a longer one is cut off."""

MAX_ENTITY_CODE_POINTS: Final = 32
"""Code points from ``&`` to ``;`` that are still read as one HTML entity."""

MAX_ENTITY_DEPTH: Final = 3
"""How often entities are decoded in turn (``&amp;amp;#102;``)."""

MAX_LINE_BYTES: Final = 16 << 20
"""Bytes of one line or CSV row of a dump. A longer one goes to the side file."""

MAX_MAIL_BYTES: Final = 48 << 20
"""Bytes of one e-mail of a dump, attachments included; the largest that is usually delivered has 35 million."""

MAX_ZSTD_WINDOW: Final = 1 << 31
"""How far back zstd data may refer, which is memory that unpacking takes. Public dumps of Reddit use all of it."""

MAX_ARCHIVE_MEMBERS: Final = 1_000_000
"""Files of one ZIP archive. A chat platform's export has one for each channel and day."""

MAX_ARCHIVE_RATIO: Final = 200
"""Unpacked bytes for each packed one of a file in an archive. Chat as JSON has about 15; what is packed to unpack without end
has up to 1,032, or shares its packed bytes with other files."""

BATCH_ROWS: Final = 65_536
"""Rows read, scored and written at a time; memory is flat in the length of the dump because of it."""

LEDGER_MEMORY_BYTES: Final = 1 << 30
"""Memory that the engine of a ledger may take; what needs more goes to a temporary folder on disk."""

MAX_EXPORT_BYTES: Final = 256 << 20
"""Unpacked bytes of one person's own data export; those seen are a few megabytes."""

MAX_LIST_BYTES: Final = 64 << 20
"""Bytes of a file of an owner's allow- and block-lists, which is held in memory as a table."""

MAX_OFFERS_PER_TEXT: Final = 32
"""Offers taken from one text; those found first count."""

MAX_RULE_COMPARISONS: Final = 512
"""Comparisons of one text with phrases of rules; those called for first are made. A text that calls for more is made of such
phrases."""

MAX_RULE_PHRASES: Final = 20_000
"""Phrases of all rules together, alternatives written out."""

MAX_PACK_BYTES: Final = 8 << 20
"""Bytes of one file of rules."""

MAX_POLICY_BYTES: Final = 1 << 20
"""Bytes of a policy file."""

MAX_ID_CODE_POINTS: Final = 256
"""Code points of an id that a platform gives a message, an author or a channel."""
