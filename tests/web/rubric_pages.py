"""What the tests of the rubrics' pages share: an organiser, the form of a rubric as it is sent."""

import re
from html import unescape

from models import Account, RubricVersion, db
from tests.factories import make_cadre, make_grant
from tests.lecture_halls import load_shipped_rubric

PAGES = "/rules/rubrics"
FIRST = f"{PAGES}/lecture-hall/1"
REHEARSAL = f"{FIRST}/rehearsal"
_FIELD = re.compile(r"<(input|select|textarea)\b([^>]*)>(.*?)(?=<(?:input|select|textarea)\b|\Z)",
                    re.DOTALL)  # fmt: skip


def make_organiser() -> Account:
    """An organiser, where the rubric that ships is kept."""
    load_shipped_rubric()
    account = make_cadre(name="组织员", search_key="zu")
    make_grant(account, "organiser")
    db.session.commit()
    return account


def kept(version: int) -> RubricVersion | None:
    return (
        db.session.query(RubricVersion)
        .filter_by(slug="lecture-hall", version=version)
        .one_or_none()
    )


def form_of(page: str) -> dict[str, str]:
    """The fields of the page's form with what stands in them, as a browser would send them."""
    form = page.partition('<form class="form wide-form')[2].partition("</form>")[0]
    found = {}
    for kind, attributes, after in _FIELD.findall(form):
        name, value = _value(kind, attributes, after)
        if name and value is not None:
            found[name] = unescape(value)
    return found


def _value(kind: str, attributes: str, after: str) -> tuple[str, str | None]:
    name = _attribute(attributes, "name")
    if kind == "select":
        chosen = re.search(r'<option selected value="([^"]*)"', after)
        first = re.search(r'<option value="([^"]*)"', after)
        return name, (chosen or first)[1]
    if kind == "textarea":
        return name, after.partition("</textarea>")[0].lstrip("\r\n")
    if _attribute(attributes, "type") in {"checkbox", "radio"}:
        return name, _attribute(attributes, "value") if " checked" in attributes else None
    return name, _attribute(attributes, "value")


def _attribute(attributes: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', attributes)
    return found[1] if found else ""
