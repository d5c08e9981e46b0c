"""Web page → the words of its article, a line to each paragraph, and what the page states."""

from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document as Page

# What no reader of the page sees. A class that a style sheet hides is not told from others,
# and scripts hide a whole article while it loads.
_STYLE = f"translate(@style, '{ascii_uppercase} \t\n\r', '{ascii_lowercase}')"
_HIDDEN = (
    "//body//*[(@hidden"
    f" or contains({_STYLE}, 'display:none') or contains({_STYLE}, 'visibility:hidden'))"
    " and not(descendant-or-self::main or descendant-or-self::article)]"
)
_PARAGRAPHS = "//*[(self::h1 or self::h2 or self::p or self::li) and not(.//p or .//li)]"


def extracted(data: bytes) -> "tuple[str, Page] | None":
    """The text of the article on a page and what trafilatura tells of it; None without one."""
    import trafilatura  # slow to import, and only web pages need it

    tree = cast("HtmlElement | None", trafilatura.load_html(data))
    if tree is None:
        return None
    for element in tree.xpath(_HIDDEN):
        element.drop_tree()
    # It works on the tree that it is given; and without the extensive search a date comes
    # from the page's markup alone.
    paragraphs = [" ".join(p.text_content().split()) for p in tree.xpath(_PARAGRAPHS)]
    page = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    return (_parted(page.text or "", paragraphs), page) if page else None


def _parted(text: str, paragraphs: list[str]) -> str:
    """The text with the line breaks of these paragraphs, where it came in one line.

    So it comes where trafilatura finds too little to tell the article from the page.
    """
    if "\n" in text.strip():
        return text
    parts, rest = [], f" {text.strip()} "
    for paragraph in filter(None, paragraphs):
        before, found, after = rest.partition(f" {paragraph} ")
        if found:
            parts += [before, paragraph]
            rest = f" {after}"
    return "\n".join(part.strip() for part in (*parts, rest) if part.strip())
