"""Web page → the words of its article, a line to each paragraph, and what the page states."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document as Page

# What no reader of the page sees. A class that a style sheet hides is not told from others,
# and scripts hide a whole page while it loads.
_HIDDEN = (
    "//body//*[not(self::main or self::article) and (@hidden"
    " or contains(translate(@style, ' ', ''), 'display:none')"
    " or contains(translate(@style, ' ', ''), 'visibility:hidden'))]"
)


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
    paragraphs = [" ".join(p.text_content().split()) for p in tree.iter("h1", "h2", "p", "li")]
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
    parts, rest = [], text.strip()
    for paragraph in filter(None, paragraphs):
        before, found, after = rest.partition(paragraph)
        if found:
            parts += [before, found]
            rest = after
    return "\n".join(part.strip() for part in (*parts, rest) if part.strip())
