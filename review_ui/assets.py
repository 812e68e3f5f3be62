"""Assets: the style sheet and the scripts, each at an address that holds its hash.

A browser may keep such a file for ever; a new version has a new address.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Assets:
    """Every file in the folder, read once."""

    def __init__(self) -> None:
        self._addresses: dict[str, str] = {}
        self._files: dict[str, tuple[bytes, str]] = {}
        for file in sorted(FOLDER.iterdir()):
            if file.suffix not in _TYPES:
                continue
            content = file.read_bytes()
            hashed = f"{hashlib.sha256(content).hexdigest()[:16]}-{file.name}"
            self._addresses[file.name] = f"/static/{hashed}"
            self._files[hashed] = (content, _TYPES[file.suffix])

    def address(self, name: str) -> str:
        """Where a file of this name is served."""
        return self._addresses[name]

    async def serve(self, request: Request) -> Response:
        """The file, for ever."""
        found = self._files.get(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        content, media_type = found
        return Response(
            content,
            media_type=media_type,
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )
