"""Where pages come from: folders and files, tables, feeds, archives, mail. No network here.

`walk` hands on one `RawPage` (or `Problem`) at a time, in an order that depends on names alone, and holds
no more than one page or one batch of rows.
"""

from dragoman.sources.folder import File, files, opened, walk

__all__ = ["File", "files", "opened", "walk"]
