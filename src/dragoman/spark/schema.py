"""How records lie in tables of Parquet: one column a field, under the record's names.

What a page says has a table a type (`mention`, `eventmention` ...), a row for every record of every page: the page's
id in `document`, the place in `start` and `end`, then the type's own fields. A place that a field names is a struct of
start and end, on the same page. Amounts are text, for they are decimals of any length. No id is stored: it is worked
out from the place (`model.mention_id`).
"""

from __future__ import annotations

import types
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pyarrow as pa

from dragoman.model import Said, Span

SAID: dict[str, type[msgspec.Struct]] = {kind.__name__.lower(): kind for kind in get_args(Said)}
PLACE = pa.struct([("start", pa.int32()), ("end", pa.int32())])
TROUBLE = pa.struct([("where", pa.string()), ("step", pa.string()), ("message", pa.string())])

# What the passes hand on. `position` is the order in which one machine would have met the page: number of the file
# in the higher half, number of the page in the file in the lower.
FILE = pa.schema([("number", pa.int64()), ("path", pa.string()), ("source", pa.string()), ("kind", pa.string())])
RAW = pa.schema(
    [
        ("position", pa.int64()),
        ("document", pa.string()),
        ("hash", pa.string()),
        ("media", pa.string()),
        ("data", pa.binary()),  # zlib
        ("hints", pa.string()),  # JSON: what the source declared
        ("problems", pa.list_(TROUBLE)),
    ]
)
DOCUMENT = pa.schema(
    [
        ("position", pa.int64()),
        ("id", pa.string()),
        ("source", pa.string()),
        ("raw_hash", pa.string()),
        ("text_hash", pa.string()),
        ("outlet", pa.string()),
        ("title", pa.string()),
        ("byline", pa.string()),
        ("declared", pa.string()),
        ("declared_where", pa.string()),
        ("fetched", pa.string()),
        ("language", pa.string()),
        ("lines", pa.string()),  # JSON
        ("text", pa.string()),
    ]
)
CLEANED = pa.schema([*DOCUMENT, ("problems", pa.list_(TROUBLE))])
PAIR = pa.schema([("left", pa.string()), ("right", pa.string()), ("kind", pa.string()), ("share", pa.float64())])


def _column(annotation: Any) -> pa.DataType:
    """The Arrow type of a field."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (types.UnionType, Union):
        return _column(next(a for a in inner if a is not type(None)))
    if origin is Literal or annotation is Decimal:
        return pa.string()
    if origin is tuple:
        return pa.list_(_column(inner[0]))
    plain = {str: pa.string(), bool: pa.bool_(), int: pa.int32(), float: pa.float64(), Span: PLACE}
    return plain[annotation]


@cache
def fields(kind: type[msgspec.Struct]) -> pa.Schema:
    """Columns of a type's table but `document`."""
    hints = get_type_hints(kind)
    rest = [(f.name, _column(hints[f.name])) for f in msgspec.structs.fields(kind) if f.name != "span"]
    return pa.schema([("start", pa.int32()), ("end", pa.int32()), *rest])


@cache
def reading() -> pa.Schema:
    """What reading hands on, one row a text: its records, packed as the record file keeps them and as rows by type.

    `position` is that of the page that was read; by `keys`, sampled shingles of its `words`, copies are found.
    """
    kinds = [(name, pa.list_(pa.struct(list(fields(kind))))) for name, kind in SAID.items()]
    copied = [("words", pa.int32()), ("keys", pa.list_(pa.int64()))]
    text = [("position", pa.int64()), ("text_hash", pa.string()), ("said", pa.binary())]
    return pa.schema([*text, *kinds, *copied, ("problems", pa.list_(TROUBLE))])


def row(record: Said) -> tuple[Any, ...]:
    """A record as a row of its table, in the order of `fields`: as dictionaries they took Arrow ten times as long."""
    span, *rest = msgspec.structs.astuple(record)
    return (span.start, span.end, *(v if v.__class__ in _AS_IT_IS else _value(v) for v in rest))


_AS_IT_IS = frozenset((str, int, float, bool, type(None)))


def _value(value: Any) -> Any:
    if isinstance(value, Span):
        return (value.start, value.end)
    if isinstance(value, tuple):
        return [_value(v) for v in value]
    return str(value) if isinstance(value, Decimal) else value


def record(name: str, document: str, values: dict[str, Any]) -> Said:
    """A row of a table, read back by the names of its columns, as the record that it was."""
    kind = SAID[name]
    hints = get_type_hints(kind)

    def back(annotation: Any, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, dict):
            return Span(document, value["start"], value["end"])
        if isinstance(value, list):
            return tuple(back(None, v) for v in value)
        return Decimal(value) if Decimal in (annotation, *get_args(annotation)) else value

    rest = {f: back(hints[f], values[f]) for f in kind.__struct_fields__ if f != "span"}
    made: Said = kind(Span(document, values["start"], values["end"]), **rest)  # type: ignore[assignment]
    return made
