"""Texts that try to run something in a page, and what in a page could run."""

import re
from itertools import product

from lxml import html as lxml_html

_HANDLERS = (
    "onerror",
    "onload",
    "onclick",
    "onmouseover",
    "onfocus",
    "ontoggle",
    "onanimationstart",
)
_TAGS = (
    "<img src=x {0}=alert(1)>", "<svg {0}=alert(1)>", "<body {0}=alert(1)>",
    "<details open {0}=alert(1)>x</details>", "<a href=# {0}=alert(1)>x</a>",
    "<p {0}='alert(1)'>x</p>", "<table><td {0}=alert(1)>x</td></table>",
    "<video><source {0}=alert(1)></video>", "<input autofocus {0}=alert(1)>",
    "<marquee {0}=alert(1)>x</marquee>", "<div\n{0}\n=\nalert(1)>x</div>",
)  # fmt: skip
_ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
    "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=",
    "javascript&colon;alert(1)", "\x01javascript:alert(1)",
)  # fmt: skip
_LINKS = (
    "[x]({0})", '<a href="{0}">x</a>', "![x]({0})", "<{0}>", '<iframe src="{0}"></iframe>',
    "[x]: {0}\n\n[x]", '<form action="{0}"><button>x</button></form>',
)  # fmt: skip
_OTHERS = (
    "<script>alert(1)</script>", "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>", "<style>@import '//x.example'</style>",
    '<p style="background:url(javascript:alert(1))">x</p>', "<!--><script>alert(1)</script>-->",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>", "<base href=//x.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", "<object data=x></object>",
    "<embed src=x>", "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "</textarea><script>alert(1)</script>", '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>", "{{ 7*7 }}{% if x %}", "${alert(1)}",
    "```\n</code></pre><script>alert(1)</script>\n```", "|a|\n|-|\n|<script>alert(1)</script>|",
    "## x {onclick=alert(1)}", "*[x]: <script>alert(1)</script>\n\nx",
    "[^1]\n\n[^1]: <img src=x onerror=alert(1)>", "x\n: <svg onload=alert(1)>",
    "</section><script>alert(1)</script><section>", "<!--the-text--><script>alert(1)</script>",
)  # fmt: skip
INJECTIONS = (
    *(tag.format(handler) for tag, handler in product(_TAGS, _HANDLERS)),
    *(link.format(address) for link, address in product(_LINKS, _ADDRESSES)),
    *_OTHERS,
)
_UNSEEN = "".join(map(chr, range(33)))
_ACTIVE = ("object", "embed", "iframe", "base", "style", "frame", "applet", "math", "template")


def what_acts(page: str) -> list[str]:
    """What in a page of ours would run, or load from elsewhere: nothing, where all is well."""
    found = []
    for one in lxml_html.document_fromstring(page).iter():
        if not isinstance(one.tag, str):
            found += ["a comment"] if "the-text" in str(one) else []
            continue
        if one.tag in _ACTIVE or (one.tag == "script" and not _is_own(one.get("src", ""))):
            found.append(one.tag)
        for name, value in one.attrib.items():
            address = re.sub(r"[\t\r\n]", "", value).lstrip(_UNSEEN).lower()  # as browsers read it
            if name.startswith("on") or name in {"style", "srcdoc", "formtarget"}:
                found.append(f"{one.tag} {name}")
            if address.startswith(("javascript:", "vbscript:", "data:")) and name != "value":
                found.append(f"{one.tag} {name}={value[:30]}")
    return found


def _is_own(address: str) -> bool:
    return address.startswith("/static/")
