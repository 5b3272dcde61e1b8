"""The web app's files. The start page is made anew for each answer: it carries the nonce that lets its styles in."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException

from beadle.processes.headers import SecurityHeaders, content_security_policy, new_nonce

_PACKAGE = Path(__file__).parent.parent
AUTHORITY = "authority.crt"
_TAKES_NONCE = re.compile(r"<(script|style)\b")
_MISSING = (
    "<!doctype html><meta charset=utf-8><title>Beadle</title><p>The web app is not built. Run <code>make web</code>."
)


def folder() -> Path | None:
    """Where the built web app lies: in the package, or in a checkout's web/dist."""
    for place in (_PACKAGE / "web", _PACKAGE.parent.parent / "web" / "dist"):
        if (place / "index.html").is_file():
            return place
    return None


def _file(root: Path, path: str) -> Path | None:
    """The file of the web app at a path, or None: also where the path is none that a disk could have."""
    try:
        wanted = (root / path).resolve()
        return wanted if path and wanted.is_relative_to(root.resolve()) and wanted.is_file() else None
    except (OSError, ValueError):  # longer than names may be; a NUL in it
        return None


def start_page(html: str) -> Response:
    """The start page with a nonce of its own. Never kept: a page from a cache would carry an old one."""
    nonce = new_nonce()
    policy = {"content-security-policy": content_security_policy(nonce), "cache-control": "no-store"}
    return HTMLResponse(_TAKES_NONCE.sub(rf'<\1 nonce="{nonce}"', html), headers=policy)


def install(app: FastAPI, *, authority: Path | None = None) -> None:
    """Serve the web app: its own files by name, and the start page for every other path that is a screen.

    authority: the certificate of the site's own authority, given out for installing on PCs; it is no secret.
    """
    app.add_middleware(SecurityHeaders)

    async def page(path: str) -> Response:
        """A file of the web app, or its start page."""
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404, "There is nothing at this address.")
        if path == AUTHORITY and authority is not None and authority.is_file():
            return FileResponse(authority, media_type="application/x-x509-ca-cert", filename=AUTHORITY)
        root = folder()
        if root is None:
            return Response(_MISSING, status_code=503, media_type="text/html")
        wanted = _file(root, path)
        if wanted is not None and path != "index.html":
            lasting = path.startswith("assets/")  # their names carry a hash of their content
            return FileResponse(
                wanted, headers={"cache-control": "public, max-age=31536000, immutable" if lasting else "no-cache"}
            )
        if "." in path.rsplit("/", 1)[-1] and path != "index.html":
            raise HTTPException(404, "There is nothing at this address.")
        return start_page((root / "index.html").read_text("utf-8"))

    app.add_api_route("/{path:path}", page, methods=["GET", "HEAD"], include_in_schema=False, name="web_app")
