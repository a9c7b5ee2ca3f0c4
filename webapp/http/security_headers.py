"""Response headers that limit what a browser lets our pages do."""

from flask import Flask, Response, request


def init_security_headers(app: Flask, *, image_source: str, upload_source: str, https: bool) -> None:
    """Set the headers on every response. Scripts and styles are our own files; nothing is inline.

    The sources are those of a Content-Security-Policy: where images come from, and where films go. A script
    fetches images as well, since a window needs their pixels.
    """
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' {image_source}",
            f"connect-src 'self' {upload_source} {image_source}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        # URLs contain study identifiers, which no other site may learn, S3 included.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if https:
        # This host alone: under a name of the hospital, its subdomains are not ours to bind.
        headers["Strict-Transport-Security"] = "max-age=31536000"

    @app.after_request
    def set_headers(response: Response) -> Response:
        # After 304 the headers of the earlier response count.
        if response.status_code != 304:
            response.headers.update(headers)
        if not request.path.startswith(f"{app.static_url_path}/"):
            # Pages and API responses contain patient data: a shared workstation must not keep them.
            response.headers["Cache-Control"] = "no-store"
        return response
