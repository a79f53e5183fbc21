"""Mail: a message is a page; its subject, sender and day are declared. Attachments are not opened."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from dragoman.model import Problem, RawPage


def page(data: bytes, source: str) -> RawPage | Problem:
    """The page in a message: its plain text, else its HTML."""
    try:
        message = message_from_bytes(data, policy=default)
        part = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
        if part is None:
            return Problem(source, "sources.mail", "no text in it")
        body = part.get_payload(decode=True)
        declared = {
            "title": str(message.get("Subject", "")),
            "byline": str(message.get("From", "")).split("<")[0].strip(' "'),
            "date": str(message.get("Date", "")),
            "charset": part.get_content_charset() or "",
            "where": "mail header",
        }
    except Exception as error:  # the parsers of `email` raise a dozen kinds on broken headers
        return Problem(source, "sources.mail", f"cannot be read: {type(error).__name__}")
    if not isinstance(body, bytes) or not body.strip():
        return Problem(source, "sources.mail", "no text in it")
    media = "html" if part.get_content_type() == "text/html" else "text"
    return RawPage(source, body, media, declared={k: v for k, v in declared.items() if v})
