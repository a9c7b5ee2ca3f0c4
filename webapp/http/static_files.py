"""Serves static files compressed, where the package has them so, and lets browsers keep them for a year."""

import mimetypes
from pathlib import Path

from flask import Flask, Response, request, send_from_directory

_SUFFIXES = {"br": ".br", "gzip": ".gz"}
"""Content codings, best first, and what `infra/packaging` appends to the names of compressed files."""


def init_static_files(app: Flask) -> None:
    """Replace Flask's view of static files, under the same address."""
    folder = Path(str(app.static_folder))

    def static_file(filename: str) -> Response:
        """Return a file in the best coding that the client accepts. Raise NotFound."""
        coding = next((it for it in _SUFFIXES if _is_wanted(it, folder, filename)), None)
        response = send_from_directory(
            folder, f"{filename}{_SUFFIXES.get(coding or '', '')}", mimetype=mimetypes.guess_type(filename)[0]
        )
        if coding:
            response.headers["Content-Encoding"] = coding
        response.headers["Vary"] = "Accept-Encoding"
        # The address changes with the content, so a browser need not ask again, not even on a reload.
        response.cache_control.public = True
        response.cache_control.immutable = True
        return response

    app.view_functions["static"] = static_file


def _is_wanted(coding: str, folder: Path, filename: str) -> bool:
    return bool(request.accept_encodings[coding]) and (folder / f"{filename}{_SUFFIXES[coding]}").is_file()
