"""What the book holds, as `swift run book` tells it."""
import json
import pathlib
import re

from publishing import ROOT, Refusal, shown

BOOK = ROOT / "Book"
# Pandoc's name for GitHub's Markdown with mathematics.
MARKDOWN = "gfm+tex_math_dollars"
# For readers whose system has no font for mathematics.
MATH_FONT = pathlib.Path("/usr/share/fonts/truetype/dejavu/DejaVuMathTeXGyre.ttf")


def pages():
    """The pages in reading order, the contents first; each with `name`, `kind`, `title` and, perhaps, `program`."""
    file = BOOK / "book.json"
    try:
        pages = json.loads(file.read_text())["pages"]
        if pages and all(isinstance(page[key], str) for page in pages for key in ("name", "kind", "title")):
            return pages
        raise ValueError("no pages")
    except (OSError, ValueError, LookupError, TypeError):
        raise Refusal(f"{shown(file)}: expected the outline of the book, found none; `swift run book` writes it") from None


def outline(pages):
    """The text of book.json with these pages, byte for byte as `book` writes it."""
    text = json.dumps({"pages": pages}, ensure_ascii=False, indent=2, separators=(",", " : "), sort_keys=True)
    return re.sub(r"^( *)(.*)\[\]", r"\1\2[\n\n\1]", text, flags=re.M) + "\n"


def math_font():
    if not MATH_FONT.exists():
        raise Refusal(f"{MATH_FONT}: expected a font, found none; Debian has it in fonts-dejavu-extra")
    return MATH_FONT
