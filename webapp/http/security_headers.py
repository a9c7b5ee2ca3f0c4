"""The headers that tell a browser what our pages may do, on each answer."""

from flask import Flask, Response, request

from webapp.aws.film_buckets import Films


def init_security_headers(app: Flask, films: Films, *, https: bool) -> None:
    """Set them after each request. Scripts and styles are our own files; nothing is inline."""
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' {films.result_source}",
            f"connect-src 'self' {films.upload_source}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        # Addresses hold study identifiers: no other site, S3 included, learns them.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.update(headers)
        if not request.path.startswith(f"{app.static_url_path}/"):
            # Pages and answers hold patient data: a shared workstation must not keep them.
            response.headers["Cache-Control"] = "no-store"
        return response
