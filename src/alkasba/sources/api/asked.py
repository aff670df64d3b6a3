"""What was asked the last time, so that the next time less need be asked."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    """`digest` tells the declaration, `marks` what the origin knows its answer by."""

    digest: str = ""
    marks: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def read(path: Path) -> "Asked":
        """What was written; nothing where that is not to be read: then all is asked anew."""
        try:
            return Asked(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return Asked()

    def write(self, path: Path) -> None:
        """Keep it."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")
