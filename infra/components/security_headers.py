"""What every answer of the web origin forbids the browser to do."""

# Charts write their own <style> element, hence 'unsafe-inline' for styles and for nothing else.
_DIRECTIVES = (
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)


def content_security_policy(websocket_origin: str) -> str:
    """Allow the page its own origin and its live socket, nothing else."""
    return "; ".join((*_DIRECTIVES, f"connect-src 'self' {websocket_origin}"))
