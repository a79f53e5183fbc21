"""The JSON API under /api: the export's shapes, with paging, and OpenAPI made by FastAPI at /api/openapi.json."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from dragoman.record.store import Record
from dragoman.report.formats.jsonl import FILES
from dragoman.serve.shapes import SHAPES, Page, Shape

Open = Callable[[], Record]
Offset = Annotated[int, Query(ge=0, le=10**9, description="rows to leave out: `next` of the answer before")]
Limit = Annotated[int, Query(ge=1, le=1000, description="rows at most")]


def router(open_record: Open) -> APIRouter:
    """One route a table, over the record that `open_record` opens for each request."""
    routes = APIRouter(prefix="/api", tags=["record"])
    for name in FILES:
        shape = SHAPES.get(name, Shape)
        routes.add_api_route(
            f"/{name}", _rows(name, open_record), methods=["GET"], operation_id=name, summary=shape.__doc__,
            responses={200: {"model": Page[shape]}}, response_class=JSONResponse,  # type: ignore[valid-type]
        )  # fmt: skip
    return routes


def _rows(name: str, open_record: Open) -> Callable[[int, int], Response]:
    """What answers for one table. The rows are in their shape already and are not checked again."""

    def rows(offset: Offset = 0, limit: Limit = 100) -> Response:
        with open_record() as record:
            found = list(FILES[name](record, limit=limit + 1, offset=offset))
        more = offset + limit if len(found) > limit else None
        answer: dict[str, Any] = {"name": name, "offset": offset, "rows": found[:limit], "next": more}
        return Response(msgspec.json.encode(answer), media_type="application/json")

    return rows
