"""Answers that were saved as a web page's HTML, as Markdown."""

import re
from typing import Any

_BLOCK = re.compile(
    r"<(?:/?(?:p|div|ul|ol|li|pre|table|thead|tbody|tr|td|th|h[1-6]|blockquote|br|hr)"
    r"(?:\s[^<>]*)?/?)>",
    re.IGNORECASE,
)
_LAID_OUT = re.compile(
    r"</(?:p|div|ul|ol|li|pre|table|tr|td|th|h[1-6]|blockquote)>|(?<! )<br ?/?>|<br ?/?>(?! )",
    re.IGNORECASE,
)
_VOID = re.compile(r"</?[bh]r\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|```)", re.MULTILINE)
_PRE = re.compile(r"<pre\b.*?(?:</pre>|\Z)", re.DOTALL | re.IGNORECASE)
_COUNTER = re.compile(r"^\s*\d+\s*/\s*\d+\s*(?=<|$)")
_BLANK_LINES = re.compile(r"\n{3,}")
_FENCED = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)
BLANKS = 200
_BLANKS = re.compile(rf"[ \t\r\n]{{{BLANKS},}}")
# Looks back, or a long run of spaces would be tried from each of them
_TRAILING = re.compile(r"(?<![ \t])[ \t]+\n")
_LANGUAGE = re.compile(r"^language-([\w+#.-]+)$")


LONGEST = 200_000
"""Characters of a page, several times the longest answers there are."""
MOST_ITEMS = 1000
"""List items of a page: the converter counts the ones before for each of them."""


def is_html(text: str) -> bool:
    """Whether a text is a page's HTML: it is laid out by tags of blocks.

    Such a text begins with one, or all of its lines but one are in blocks. Markdown that speaks of
    tags or breaks lines in a table by one stays as it is, as do templates (`vector<int>`),
    comparisons and code in fences.
    """
    outside = _FENCED.sub("", text)
    if not _BLOCK.search(outside):
        return False
    if _BLOCK.match(_COUNTER.sub("", outside).lstrip()):
        return not _MARKDOWN.search(_PRE.sub("", text))
    return bool(_LAID_OUT.search(outside)) and _is_balanced(outside)


def _is_balanced(text: str) -> bool:
    """Whether all blocks are closed, and at most one line of the text is in none."""
    depth = at = 0
    free = []
    for tag in _BLOCK.finditer(text):
        if depth == 0:
            free.append(text[at : tag.start()])
        at = tag.end()
        if _VOID.match(tag.group()):
            continue
        depth += -1 if tag.group().startswith("</") else 1
        if depth < 0:
            return False
    free.append(text[at:])
    lines = [line for line in "".join(free).split("\n") if line.strip()]
    return depth == 0 and len(lines) <= 1


def is_too_long(text: str) -> bool:
    """Whether a text is a page that the parser and the converter would take minutes for."""
    size = len(text) > LONGEST or text.count("<li") + text.count("<LI") > MOST_ITEMS
    return size and is_html(text)


def to_markdown(text: str, page: bool = False) -> str:
    """Markdown of a page's HTML; any other text comes back as it is.

    What is known to be a `page` need only hold a block, wherever it stands.
    Code keeps its indentation and gets its language, formulas become their TeX between dollars,
    buttons and the counter of regenerated answers ("2 / 3") vanish. Nesting that is too deep for
    the parser leaves the bare text.

    Raises:
        Exception: whatever else the parser or the converter makes of a hostile page.
    """
    if not is_html(text) and not (page and _BLOCK.search(text)):
        return text
    import bs4
    import markdownify

    source = _BLANKS.sub(lambda run: run.group()[:BLANKS], _COUNTER.sub("", text))
    if source.count("<!--") > source.count("-->"):
        # Each open comment would be searched to the end of the page
        source = source.replace("<!--", "&lt;!--")
    try:
        soup = bs4.BeautifulSoup(source, "html.parser")
    except bs4.exceptions.ParserRejectedMarkup:
        # Broken declarations, the one thing that this parser does not take
        soup = bs4.BeautifulSoup(source.replace("<!", "&lt;!"), "html.parser")
    _clean(soup)
    converter = markdownify.MarkdownConverter(
        escape_asterisks=False,
        escape_underscores=False,
        escape_misc=False,
        heading_style="ATX",
        bullets="-",
        code_language_callback=_code_language,
    )
    try:
        converted = str(converter.convert_soup(soup))
    except RecursionError:
        converted = soup.get_text()
    return _BLANK_LINES.sub("\n\n", _outside_code(converted)).strip()


def _clean(soup: Any) -> None:
    for tag in soup.select("button, script, style, .katex-html, svg"):
        tag.decompose()
    for cell in soup.select("[colspan], [rowspan]"):
        for name in ("colspan", "rowspan"):
            if not re.fullmatch("[0-9]{1,2}", cell.get(name, "")):
                del cell[name]
    for listed in soup.select("ol[start]"):
        if not re.fullmatch("[0-9]{1,6}", listed["start"]):
            del listed["start"]
    for formula in soup.select(".katex, math") if soup.find("annotation") else ():
        source = formula.find("annotation", attrs={"encoding": "application/x-tex"})
        if source is not None:
            displayed = formula.find_parent(class_=["katex-display", "math-display"]) is not None
            mark = "$$" if displayed else "$"
            formula.replace_with(f"{mark}{source.get_text().strip()}{mark}")
    for block in soup.find_all("pre"):
        code = block.find("code")
        if code is not None:
            # The page's frame around the code holds its language as a caption, and buttons
            _keep_only(block, code)


def _keep_only(block: Any, code: Any) -> None:
    import bs4

    plain = bs4.BeautifulSoup("", "html.parser").new_tag("code")
    plain["class"] = code.get("class", [])
    plain.string = code.get_text().rstrip("\n") + "\n"
    block.clear()
    block.append(plain)


def _code_language(block: Any) -> str:
    code = block.find("code")
    names = code.get("class", []) if code is not None else []
    found = [match.group(1) for name in names if (match := _LANGUAGE.match(name))]
    return found[0] if found else ""


def _outside_code(text: str) -> str:
    """Without trailing spaces, which mean nothing outside code."""
    parts = _FENCED.split(text)
    return "".join(
        part if place % 2 else _TRAILING.sub("\n", part) for place, part in enumerate(parts)
    )
