"""The brief on the web: written, taken along, kept, and compared with one that was kept or taken along before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from dragoman.record import kept
from dragoman.record.store import Record
from dragoman.report import brief as briefs
from dragoman.report import changes
from dragoman.report.brief import Brief
from dragoman.report.formats import page as forms

FORMS = {
    "md": (forms.markdown, "text/markdown"), "html": (forms.html, "text/html"),
    "json": (forms.json, "application/json"),
}  # fmt: skip
Csrf = Annotated[str, Form(alias="csrf")]


def routes(
    open_record: Callable[[], Record], page: Callable[..., HTMLResponse], path: Path, checked: Callable[[str], None]
) -> APIRouter:
    """Pages of the brief, over the record at `path`; `checked` refuses a form that this server did not make."""
    web = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    def shown(made: Brief, about: str, since: str, against: str, compared: str) -> HTMLResponse:
        with open_record() as record:
            held = kept.kept(record)
        query = urlencode({"about": about, "since": since, "against": against})
        return page("brief.html", made.title, brief=made, about=about, since=since, against=against, kept=held,
                    compared=compared, changes_title=changes.TITLE, query=query, here="/brief")  # fmt: skip

    def write(about: str, since: str, against: str = "") -> tuple[Brief, str]:
        """The brief, and with what it was compared."""
        with open_record() as record:
            made = briefs.brief(record, about or None, since or None)
            earlier = next((k for k in kept.kept(record) if k.id == against), None)
        if earlier is None:
            return made, ""
        return changes.compare(changes.read(earlier.body.encode()), made), f"Compared with {earlier.label}."

    @web.get("/brief")
    def brief(about: str = "", since: str = "", against: str = "") -> Response:
        made, compared = write(about, since, against)
        return shown(made, about, since, against, compared)

    @web.get("/brief.{form}")
    def taken(form: str, about: str = "", since: str = "", against: str = "") -> Response:
        if form not in FORMS:
            raise HTTPException(404, f"one of {', '.join(FORMS)}")
        put, media = FORMS[form]
        made, _ = write(about, since, against)
        named = {"content-disposition": f"attachment; filename=brief.{form}"}
        return Response(put(made), media_type=f"{media}; charset=utf-8", headers=named)

    @web.post("/brief/keep")
    def keep(csrf: Csrf, about: Annotated[str, Form()] = "", since: Annotated[str, Form()] = "") -> Response:
        checked(csrf)
        made, _ = write(about, since)
        label = "; ".join(
            x for x in (made.title, made.period, made.rests_on[0], f"since {since}" if since else "") if x
        )
        with Record(path) as record:
            new = kept.keep(record, label, forms.json(made))
        return RedirectResponse("/brief?" + urlencode({"about": about, "since": since, "against": new.id}), 303)

    @web.post("/brief/forget")
    def forget(csrf: Csrf, key: Annotated[str, Form()]) -> Response:
        checked(csrf)
        with Record(path) as record:
            kept.forget(record, key)
        return RedirectResponse("/brief", 303)

    @web.post("/brief/compare")
    def compare(
        request: Request,
        csrf: Csrf,
        file: Annotated[UploadFile | None, File()] = None,
        about: Annotated[str, Form()] = "",
        since: Annotated[str, Form()] = "",
    ) -> Response:
        checked(csrf)
        try:
            earlier = changes.read(file.file.read() if file else b"")
        except ValueError as error:
            raise HTTPException(400, f"{file.filename if file else 'no file'}: {error}") from error
        made, _ = write(about, since)
        return shown(changes.compare(earlier, made), about, since, "", f"Compared with a brief of {earlier.period}.")

    return web
