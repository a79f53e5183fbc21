"""The JSON API under /api: the export's shapes, with paging, and OpenAPI made by FastAPI at /api/openapi.json."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query

from dragoman.record.store import Record
from dragoman.report.formats.jsonl import FILES

Open = Callable[[], Record]


def router(open_record: Open) -> APIRouter:
    """Routes over the record that `open_record` opens for each request."""
    routes = APIRouter(prefix="/api", tags=["record"])

    missing: dict[int | str, dict[str, Any]] = {404: {"description": "no table of that name"}}

    @routes.get("/{name}", summary="Rows of one table, in the export's shape", responses=missing)
    def rows(
        name: str,
        offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> dict[str, Any]:
        if name not in FILES:
            raise HTTPException(404, f"one of {', '.join(FILES)}")
        with open_record() as record:
            found = list(FILES[name](record, limit=limit + 1, offset=offset))
        more = offset + limit if len(found) > limit else None
        return {"name": name, "offset": offset, "rows": found[:limit], "next": more}

    return routes
