"""The web pages: server-rendered, no script, no network, the loopback only unless a token is given.

Everything that came from a page is escaped by Jinja2; the Content-Security-Policy lets nothing run, load or frame.
Writes (judgements, uploads) are POSTs that carry a secret of this process, so no other site can make them.
"""

from __future__ import annotations

import hmac
import secrets
import socket
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dragoman import pipeline
from dragoman.model import Problem, RawPage, digest
from dragoman.record import judgements
from dragoman.record.store import Record, RecordError
from dragoman.report import words
from dragoman.serve import api, briefs, pages
from dragoman.settings import Settings

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
UPLOAD_BYTES = 60_000_000


class _Reading:
    """What an upload is doing: shown on /add, one at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.state = ""
        self.busy = False
        self.problems: list[Problem] = []


def app(path: Path, token: str | None = None, hosts: tuple[str, ...] = LOOPBACK) -> FastAPI:
    """The application over one record file. With `token`, every request must bring it (cookie or ?token=)."""
    web = FastAPI(title="Dragoman", openapi_url="/api/openapi.json", docs_url=None, redoc_url=None)
    env = Environment(loader=PackageLoader("dragoman.serve"), autoescape=select_autoescape(default=True))
    env.filters |= {"readable": words.readable, "quoted": words.quoted}
    csrf = secrets.token_urlsafe(24)
    reading = _Reading()

    def open_record() -> Record:
        try:
            return Record(path, read_only=True)
        except RecordError as error:
            raise HTTPException(503, str(error)) from error

    def page(name: str, title: str, **given: Any) -> HTMLResponse:
        text = env.get_template(name).render(title=_shown(title), csrf=csrf, record_name=path.name, **given)
        return HTMLResponse(text)

    @web.middleware("http")
    async def guard(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        host = request.headers.get("host", "").rsplit(":", 1)[0]
        if token is None and host not in hosts:
            return Response("this server answers to the loopback only", 400)
        brought = request.cookies.get("token") or request.query_params.get("token") or ""
        if token is not None and not hmac.compare_digest(brought.encode(), token.encode()):
            return Response("a token is needed: ?token=...", 401)
        response = await call(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        if token is not None:
            response.set_cookie("token", token, httponly=True, samesite="strict")
        return response

    def checked(given: str) -> None:
        if not hmac.compare_digest(given.encode(), csrf.encode()):
            raise HTTPException(403, "this form was not made by this server: load the page again")

    web.mount("/static", StaticFiles(packages=[("dragoman.serve", "static")]), name="static")
    web.include_router(api.router(open_record))

    web.include_router(pages.routes(open_record, page, reading))
    web.include_router(briefs.routes(open_record, page, path, checked))

    @web.post("/judge", include_in_schema=False)
    def judge(
        csrf_given: Annotated[str, Form(alias="csrf")],
        verdict: Annotated[str, Form()],
        key: Annotated[str, Form()],
        back: Annotated[str, Form()] = "/",
        other: Annotated[str, Form()] = "",
        field: Annotated[str, Form()] = "",
        value: Annotated[str, Form()] = "",
    ) -> Response:
        checked(csrf_given)
        if verdict not in ("right", "wrong", "same", "different", "set"):
            raise HTTPException(400, "no such verdict")
        try:
            with Record(path) as record:
                judgements.judge(record, verdict, key, other or None, field or None, value or None)  # type: ignore[arg-type]
                pipeline.update(record, Settings())
        except RecordError as error:
            raise HTTPException(400, str(error)) from error
        local = back.startswith("/") and not back.startswith(("//", "/\\"))
        return RedirectResponse("/judgements" if verdict == "wrong" or not local else back, 303)

    @web.post("/undo", include_in_schema=False)
    def undo(csrf_given: Annotated[str, Form(alias="csrf")], key: Annotated[str, Form()]) -> Response:
        checked(csrf_given)
        with Record(path) as record:
            judgements.undo(record, key)
            pipeline.update(record, Settings())
        return RedirectResponse("/judgements", 303)

    @web.post("/add", include_in_schema=False)
    def take(
        csrf_given: Annotated[str, Form(alias="csrf")],
        text: Annotated[str, Form()] = "",
        files: Annotated[list[UploadFile] | None, File()] = None,
    ) -> Response:
        checked(csrf_given)
        pages = [_uploaded(f.filename or "page", f.file.read(UPLOAD_BYTES)) for f in files or [] if f.filename]
        if text.strip():
            pages.append(RawPage(f"pasted/{digest(text)}.txt", text.encode(), "text"))
        if pages:
            threading.Thread(target=_read, args=(reading, pages, path), daemon=True).start()
        return RedirectResponse("/add", 303)

    web.add_middleware(_Bounded)  # the last that is added is the first to see a request
    return web


class _Bounded:
    """Refuses a request whose body is larger than UPLOAD_BYTES, whatever its head says of its length."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size, refused = 0, False

        async def refuse() -> None:
            nonlocal refused
            if not refused:
                refused = True
                await Response("too large", 413, {"connection": "close"})(scope, receive, send)

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > UPLOAD_BYTES:
                await refuse()
                return {"type": "http.disconnect"}
            return message

        async def answered(message: Message) -> None:
            if not refused:
                await send(message)

        declared = dict(scope.get("headers", ())).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > UPLOAD_BYTES:
            await refuse()
        else:
            try:
                await self.app(scope, counted, answered)
            except ClientDisconnect:
                if not refused:
                    raise


def _uploaded(name: str, data: bytes) -> RawPage:
    plain = Path(name.replace("\\", "/")).name or "page"
    media = "html" if plain.lower().endswith((".html", ".htm")) else "text"
    return RawPage(f"uploaded/{plain}", data, media)


def _read(reading: _Reading, pages: list[RawPage], path: Path) -> None:
    def progress(what: str, count: int) -> None:
        reading.state = f"{what}: {words.pages(count)}"

    with reading.lock:
        reading.busy, reading.state = True, f"reading {words.pages(len(pages))}"
        try:
            outcome = pipeline.take(pages, path, Settings(processes=1), progress)
            reading.problems = outcome.problems
            reading.state = outcome.told()
        except RecordError as error:
            reading.state = str(error)
        finally:
            reading.busy = False


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def serve(path: Path, host: str, port: int, token: str | None, told: Callable[[str], None]) -> None:
    """Run until stopped; `told` hears the address. Raises RecordError: no token beyond the loopback, a port in use."""
    import uvicorn

    if host not in LOOPBACK and not token:
        raise RecordError(f"{host} is not this machine's loopback: give --token, or leave --host")
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise RecordError(f"{host}, port {port}: {error.strerror or error}") from error
    told(f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/")
    server = uvicorn.Server(uvicorn.Config(app(path, token or None), log_level="warning"))
    server.run(sockets=[listening])
