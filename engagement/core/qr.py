"""QR codes: an authenticator's secret, a link on a poster."""

import io

import segno


def qr_svg(text: str) -> bytes:
    """A QR code as an SVG document without style."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn,
        kind="svg",
        scale=6,
        border=4,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
    )
    return drawn.getvalue()
