"""What every answer of the server says about itself: types, caching, security.

`CONTENT_SECURITY_POLICY` is also written in index.html, for hosts that only serve plain files; a test
compares the two.
"""

import posixpath
from collections.abc import Sequence

# `unsafe-eval` is PyScript's and WebAssembly's; Python's worker is a blob, the one for offline
# use is a file. All else is plain files of this host.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-eval'",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)

SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def security(embedders: Sequence[str] = ()) -> dict[str, str]:
    """The headers of every answer; the page may stand inside pages of its own host and of these origins.

    Who may embed a page cannot be said in the page itself, so a plain host lets everybody.
    """
    ancestors = " ".join(("frame-ancestors 'self'", *embedders))
    return {**SECURITY, "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; {ancestors}"}


# Vendor folders carry the version in their names, so what lies at such an address never changes.
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
NEVER_KEEP = "no-store"

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".toml": "application/toml; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".py": "text/x-python; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".whl": "application/zip",
    ".zip": "application/zip",
}


def content_type(name: str) -> str:
    """The media type of a file by its ending; what is unknown is only bytes."""
    return TYPES.get(posixpath.splitext(name)[1].lower(), "application/octet-stream")
