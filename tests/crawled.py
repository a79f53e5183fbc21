"""A folder as a crawl leaves it: pages of every form, copies, versions, and what cannot be read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIES = 40
STORY = (
    "Japan will raise defence spending to 2% of GDP by March\n\nPrime Minister Sanae Takaichi told President Donald "
    "Trump in Tokyo on October 28, 2025 that Japan would raise defence spending to 2% of gross domestic product by the "
    "end of March. “We will do what we must,” Takaichi said after the meeting. Trump welcomed the pledge and said the "
    "United States would sell Japan more missiles. Officials of both countries will meet again in Washington in "
    "December to work out how the money is to be spent, the foreign ministry said in a statement on Tuesday.\n"
)


def warc(url: str, body: bytes) -> bytes:
    """One answer of a web server as a web archive keeps it."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-10-28T01:02:03Z\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    return head.encode() + answer + b"\r\n\r\n"


def html(title: str, *paragraphs: str) -> bytes:
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    article = f"<article><h1>{title}</h1>{body}</article>"
    return f"<html><head><title>{title}</title></head><body>{article}</body></html>".encode()


def pages(folder: Path) -> Path:
    """A folder with pages of every form, copies, versions, and what cannot be read."""
    import polars

    shutil.copytree(ROOT / "examples" / "japan-us", folder)
    said = "President Bo Ito said on Monday that Norway would lend Chile 20 million dollars by June 2026."
    rows = [
        {"url": "https://example.org/1", "text": f"Talks\n\n{said}", "date": "2025-10-27"},
        {
            "url": "https://example.org/2",
            "text": "会談\n\n首相は二十八日、東京で大統領と会談し、防衛費の増額を伝えた。",
        },
        {"url": "https://example.org/3", "text": ""},
    ]
    polars.DataFrame(rows).write_parquet(folder / "crawl.parquet")
    first = html("Ministers meet in Oslo", *[f"{said} The ministers met in Oslo for the {n}th time." for n in range(5)])
    second = first.replace(b"20 million", b"30 million")  # fetched again: a new version; and once more as it was
    crawl = b"".join(warc("https://example.net/a", body) for body in (first, second, first))
    (folder / "crawl.warc").write_bytes(crawl)
    copied = [{"id": n, "text": STORY, "outlet": f"Outlet {n}"} for n in range(COPIES)]
    (folder / "wire.jsonl").write_text("\n".join(json.dumps(row) for row in copied) + "\n{broken\n")
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "empty.txt").touch()
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder
