"""What minutes begin with: a text filled from the gathering, in the language of official papers."""

import re
from collections.abc import Iterable

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from blueprints.groupstudy.words import KINDS
from blueprints.shared.clock import full_day_text, time_text, today
from blueprints.shared.word_files import OFFICIAL
from domain.groupstudy import attendance, questions, talks
from domain.groupstudy.attendance import LATE, PRESENT, Counts, Row
from domain.groupstudy.planning import readings_of
from domain.groupstudy.shown import invited_shown
from domain.groupstudy.talks import Spoken
from models import GroupStudy, Person, db

DEEPEST = 6
TO_WRITE = _l("(to be written)")
DIGITS = "〇一二三四五六七八九"
_HEADING = re.compile(r"^(#{1,6})(?=\s)", re.MULTILINE)
_COUNTED = re.compile(r"[（(]?(\d{1,2}|[一二三四五六七八九十]+)\s*[、.．)）](?!\d)")
_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


def begun(gathering: GroupStudy) -> str:
    """The minutes as they are begun: Markdown, with the decisions left empty. Seven queries."""
    with force_locale(OFFICIAL):
        sections = [
            (_("Agenda"), _agenda(gathering)),
            (_("Read beforehand"), _readings(gathering)),
            (_("Key points"), [_lowered(gathering.key_points)]),
            (_("Talks"), _talks(gathering)),
            (_("Questions raised"), _questions(gathering)),
            (_("Decisions"), [str(TO_WRITE)]),
        ]
        title = _("Minutes of %(topic)s", topic=_plain(gathering.topic))
        blocks = [f"# {title}", *_facts(gathering), *_numbered(sections)]
    return "\n\n".join(one for one in blocks if one.strip()) + "\n"


def placeholders() -> set[str]:
    """What stands where something is left to be written, in every language."""
    found = set()
    for language in (OFFICIAL, "en"):
        with force_locale(language):
            found.add(str(TO_WRITE))
    return found


def _facts(gathering: GroupStudy) -> list[str]:
    held = f"{full_day_text(gathering.held_on)} {time_text(gathering.starts_at)}"
    leader = db.session.get(Person, gathering.leader_id) if gathering.leader_id else None
    rows = attendance.rows_of(gathering.id)
    there = [one for one in rows if one.state in attendance.THERE]
    facts = [
        (_("Kind"), str(KINDS[gathering.kind])),
        (_("First item of"), gathering.meeting),
        (_("Time"), _("%(begins)s to %(ends)s", begins=held, ends=time_text(gathering.ends_at))),
        (_("Place"), gathering.place),
        (_("Who led it"), leader.name if leader is not None else ""),
        (_("Invited"), _invited(gathering)),
        (_("There"), _counted(attendance.counts_of(gathering.id))),
        (_("Came in time"), _names(there, PRESENT)),
        (_("Came late"), _names(there, LATE)),
        (_("Guests"), _joined(one.name for one in there if one.guest)),
    ]
    return [_("%(what)s: %(value)s", what=f"**{what}**", value=_plain(value))
            for what, value in facts if value]  # fmt: skip


def _invited(gathering: GroupStudy) -> str:
    """As the gathering's page says it to whoever writes: some people only by their number."""
    found = invited_shown(gathering.id, current_user, today=today())
    told = [*found.branches, *found.units, *found.people]
    if found.unnamed and found.people:
        told.append(
            ngettext("%(num)d more person", "%(num)d more people", found.unnamed)
        )  # fmt: skip
    elif found.unnamed:
        told.append(ngettext("%(num)d person", "%(num)d people", found.unnamed))
    return _joined(told)


def _names(rows: list[Row], state: str) -> str:
    names = [one.name for one in rows if one.state == state and not one.guest]
    if not names:
        return ""
    many = ngettext("%(num)d person", "%(num)d people", len(names))
    return _("%(many)s (%(names)s)", many=many, names=_joined(names))


def _counted(counts: Counts) -> str:
    """How many were there and not, without names; as the page counts them."""
    return _("; ").join((
        _("%(there)d (late %(late)d)", there=counts.there, late=counts.late),
        _("expected %(many)d", many=counts.asked),
        _("on leave %(many)d", many=counts.leave),
        _("absent %(many)d", many=counts.absent + counts.expected),
        _("guests %(many)d", many=counts.guests),
    ))  # fmt: skip


def _agenda(gathering: GroupStudy) -> list[str]:
    """Its items in order; where they were typed with numbers, these stand."""
    items = [line.strip() for line in gathering.agenda.splitlines() if line.strip()]
    if any(_COUNTED.match(item) for item in items):
        return ["\n\n".join(_plain(item) for item in items)]
    return ["\n".join(f"{number}. {_plain(item)}" for number, item in enumerate(items, start=1))]


def _readings(gathering: GroupStudy) -> list[str]:
    return ["\n".join(f"- {_plain(one.title)}" for one in readings_of(gathering.id))]


def _talks(gathering: GroupStudy) -> list[str]:
    blocks = []
    for number, one in enumerate(talks.talks_of(gathering.id, current_user), start=1):
        blocks += [
            f"### （{_numeral(number)}）{_plain(_speaker(one))}",
            _lowered(one.talk.points, above=3),
        ]
        if one.shared:
            blocks.append(_("Reflection: %(title)s", title=_plain(one.shared)))
    return blocks


def _speaker(one: Spoken) -> str:
    if one.talk.title:
        return _("%(what)s: %(value)s", what=one.name, value=one.talk.title)
    return one.name


def _questions(gathering: GroupStudy) -> list[str]:
    found = []
    for number, one in enumerate(questions.questions_of(gathering.id), start=1):
        words = " ".join(one.question.words.split())
        owed = _("answered by %(name)s by %(day)s", name=one.owed_by,
                 day=full_day_text(one.matter.due_on))  # fmt: skip
        asked = _("asked by %(name)s", name=one.asked_by) if one.asked_by else ""
        told = _joined(part for part in (asked, owed) if part)
        line = _("%(many)s (%(names)s)", many=words, names=told)
        found.append(f"{number}. {_plain(line)}")
    return ["\n".join(found)]


def _numbered(sections: Iterable[tuple[str, list[str]]]) -> list[str]:
    """Blocks below headings with the numbers of official papers; no heading over nothing."""
    found: list[str] = []
    kept = [(heading, blocks) for heading, blocks in sections if any(map(str.strip, blocks))]
    for number, (heading, blocks) in enumerate(kept, start=1):
        found += [f"## {_numeral(number)}、{heading}", *blocks]
    return found


def _numeral(number: int) -> str:
    """A number up to 99 as official papers count: 十一, 二十."""
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + "十" * (tens > 0) + DIGITS[ones] * (ones > 0)


def _joined(names: Iterable[str]) -> str:
    return _(", ").join(names)


def _lowered(text: str, *, above: int = 2) -> str:
    """Markdown whose headings stand below one of that level."""
    return _HEADING.sub(lambda found: "#" * min(DEEPEST, len(found[1]) + above), text)


def _plain(text: str) -> str:
    """Words in which nothing is markup."""
    return _MARKUP.sub(r"\\\1", text)
