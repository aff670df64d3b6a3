"""JSON Schemas of the declarations, for editors."""

from alkasba.derive.editor_schema.kinds import editor_schemas

__all__ = ["editor_schemas"]
