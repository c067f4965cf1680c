"""What one upload and its conversion may use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one upload. The converter holds itself to them before it reads the first byte."""

    upload_bytes: int = 200_000_000
    files: int = 200
    pages: int = 500
    pixels: int = 60_000_000
    """Of one picture: a 60-megapixel camera; decoded it takes 240 MB."""
    seconds: int = 600
    """Of a sound, as it plays."""
    memory_bytes: int = 1_500_000_000
    """Address space. Python, Pillow and pdfium alone take 300 MB of it."""
    cpu_seconds: int = 240
    wall_seconds: float = 300.0
    file_bytes: int = 16_000_000
    """Of one picture that we write; noise at 1920 × 2880 takes 9 MB."""
    output_bytes: int = 1_000_000_000
    """Of all pictures of one deck: 500 ordinary pages take 75 MB."""
    conversions: int = 2
    """At once; the others wait in line."""
