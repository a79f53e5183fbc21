"""Mail: a message is a page; its subject, sender and day are declared. Attachments are not opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.policy import compat32, default
from typing import IO

from dragoman.model import Problem, RawPage
from dragoman.settings import Settings

# What stands between two messages, with the hour that every program writes ("From " alone may begin a line of prose).
_POSTMARK = re.compile(rb"From .*\d\d:\d\d")
_HEADER = 2000  # characters of a header that are looked at
_QUOTED = re.compile(rb">+From ")
_MESSAGE_ID = re.compile(r"<([!-;=?-~]{1,200})>")


def page(data: bytes, source: str) -> RawPage | Problem:
    """The page in a message: its plain text, else its HTML."""
    try:
        message, part = _text(message_from_bytes(data, policy=default))
        if part is None:
            return Problem(source, "sources.mail", "no text in it")
        body = part.get_payload(decode=True)
        declared = {
            "title": _header(message, "Subject"),
            "byline": _header(message, "From").split("<")[0].strip(' "'),
            "date": _header(message, "Date"),
            "charset": part.get_content_charset() or "",
            "where": "mail header",
        }
    except Exception as error:  # the parsers of `email` raise a dozen kinds on broken headers
        why = "nested too deeply" if isinstance(error, RecursionError) else type(error).__name__
        return Problem(source, "sources.mail", f"cannot be read: {why}")
    if not isinstance(body, bytes) or not body.strip():
        return Problem(source, "sources.mail", "no text in it")
    media = "html" if part.get_content_type() == "text/html" else "text"
    return RawPage(source, body, media, declared={k: v for k, v in declared.items() if v})


def _text(message: Message) -> tuple[Message, Message | None]:
    """The part that is read, and whose it is: a message's own, else that of the first that it forwards whole."""
    found: Message | None = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
    if found is None and message.get_content_maintype() == "multipart" and not message.is_multipart():
        found = message  # no boundary is told: all of it is one text
    whole = (part for part in message.walk() if part.get_content_type() == "message/rfc822" and part.is_multipart())
    if found is None and (inner := next(whole, None)) is not None:
        return _text(inner.get_payload(0))  # type: ignore[arg-type]
    return message, found


def _header(message: Message, name: str) -> str:
    """A header's words; as it stands where it cannot be understood. Understanding a list of 50,000 takes 16 s."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")[:_HEADER]
    try:
        return str(default.header_factory(name, " ".join(raw.split())))
    except Exception:  # brackets within brackets: RecursionError
        return raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def folder(file: IO[bytes], source: str, settings: Settings) -> Iterator[RawPage | Problem]:
    """Pages of a mail folder (mbox, RFC 4155), one message held at a time.

    A page's source is the folder's with the Message-ID, so that it stays itself when mail before it is deleted; with
    its number where it has none. The standard library's `mailbox` is not used: it wants a path, which a
    folder in an archive has not, and opens it for writing.
    """
    number = 0
    for number, data in enumerate(_messages(file, settings.page_bytes), 1):
        where = f"{source}:{number}"
        if len(data) > settings.page_bytes:
            yield Problem(where, "sources.size", f"a message of more than {settings.page_bytes:,} bytes")
        else:
            found = _MESSAGE_ID.search(str(BytesHeaderParser(policy=compat32).parsebytes(data).get("Message-ID", "")))
            yield page(data, f"{source}#{found[1]}" if found else where)
    if not number:
        yield Problem(source, "sources.mail", 'no mail folder: no message begins in it with a line "From ..."')


def _messages(file: IO[bytes], limit: int) -> Iterator[bytes]:
    """The messages of a folder without their postmarks; of one that is too long no more than shows that it is."""
    parts: list[bytes] | None = None  # none before the first postmark
    size, blank = 0, True
    while line := file.readline(1_000_000):
        if blank and _POSTMARK.match(line):
            if parts is not None:
                yield b"".join(parts)
            parts, size = [], 0
        elif parts is not None and size <= limit:
            parts.append(line[1:] if _QUOTED.match(line) else line)
            size += len(line)
        blank = line in (b"\n", b"\r\n")
    if parts is not None:
        yield b"".join(parts)
