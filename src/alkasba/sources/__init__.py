"""Where rows come from: a kind of origin is one file here and one line in KINDS."""

from alkasba.errors import DeclarationError, did_you_mean
from alkasba.model.source import Source as SourceDeclaration
from alkasba.ports import Source
from alkasba.sources.api import ApiSource
from alkasba.sources.csv import CsvSource
from alkasba.sources.database import DatabaseSource
from alkasba.sources.json import JsonSource
from alkasba.sources.parquet import ParquetSource
from alkasba.sources.spreadsheet import SpreadsheetSource

KINDS: dict[str, Source] = {
    "csv": CsvSource(),
    "json": JsonSource(),
    "parquet": ParquetSource(),
    "spreadsheet": SpreadsheetSource(),
    "api": ApiSource(),
    "database": DatabaseSource(),
}

__all__ = ["KINDS", "source_of"]


def source_of(declaration: SourceDeclaration) -> Source:
    """The reader for the kind of origin that the declaration names."""
    if declaration.kind not in KINDS:
        raise DeclarationError(
            f"no kind of source is called '{declaration.kind}'."
            f"{did_you_mean(declaration.kind, KINDS)}",
            where=f"sources/{declaration.name}.toml, kind",
            next_step=f"Write one of: {', '.join(KINDS)}.",
        )
    return KINDS[declaration.kind]
