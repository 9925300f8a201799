"""What states, ways, steps and wants of reading classes are called, and why a step is refused."""

from collections.abc import Callable, Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import day_text, full_day_text, is_chinese, moment_text, today
from blueprints.shared.conversion_words import ONE
from domain.reading import classes, closing, holding, materials, members, progress
from domain.reading.lists import StepTaken
from domain.reading.standings import Standing
from models import ReadingClass

STATES = {"planned": _l("planned"), "open": _l("running"), "closed": _l("finished")}
STATE_TAGS = {"planned": "due", "closed": "done"}
PARTS = {
    "mine": _l("My classes"),
    "to_join": _l("Open to join"),
    "to_open": _l("Planned"),
    "others": _l("Other classes"),
    "over": _l("Finished"),
}
JOINING = {
    "assigned": _l("Members are named by the organiser"),
    "open": _l("Anybody may join"),
}
READ = {
    "required": _l("The required materials"),
    "all": _l("All materials"),
    "none": _l("None"),
}
WAYS = {"branch": _l("by branch"), "list": _l("by list"), "joined": _l("joined")}
LACKS = {
    "read": _l("to be read"),
    "test": _l("self-tests to be passed"),
    "reflection": _l("a reflection that is accepted"),
    "talk": _l("an exchange talk"),
}
REFLECTIONS = {
    "": _l("none"),
    "draft": _l("draft"),
    "waiting": _l("waits for an answer"),
    "returned": _l("returned"),
    "accepted": _l("accepted"),
}
AMOUNTS = {
    "minutes": _l("Minutes"),
    "days": _l("Whole days"),
    "half_days": _l("Half days"),
    "count": _l("How many"),
    "sessions": _l("Gatherings"),
}
ACTS = {
    "brought_in": _l("Brought in from files"),
    "written": _l("Class planned"),
    "edited": _l("Class changed"),
    "opened": _l("Class opened"),
    "closed": _l("Class closed"),
    "credited_later": _l("Somebody credited later"),
    "detached": _l("Taken away from its files"),
    "members_added": _l("Members added"),
    "member_removed": _l("A member taken out"),
    "joined": _l("Somebody joined"),
    "left": _l("Somebody left"),
    "reminded": _l("Members reminded"),
    "material_added": _l("Reading material brought in from its files"),
    "material_revised": _l("New revision of a reading material"),
    "material_written": _l("Material written"),
    "material_edited": _l("Material changed"),
    "material_moved": _l("Material put in another place"),
    "material_removed": _l("Material taken off the syllabus"),
    "material_restored": _l("Material put back on the syllabus"),
    "material_detached": _l("Material taken away from its files"),
}


def title_of(record) -> str:
    """The title of a class or a material in the reader's language, where it has one."""
    return record.title if is_chinese() or not record.title_en else record.title_en


def theme_of(reading: ReadingClass) -> str:
    return reading.theme if is_chinese() or not reading.theme_en else reading.theme_en


def days_text(reading: ReadingClass) -> str:
    """``16 Nov – 30 Nov``; that there are none yet."""
    if reading.starts_on is None or reading.ends_on is None:
        return _("no days yet")
    if reading.starts_on == reading.ends_on:
        return full_day_text(reading.starts_on)
    return f"{full_day_text(reading.starts_on)} – {full_day_text(reading.ends_on)}"


def lacks_text(standing: Standing) -> str:
    """What is lacking, in one line; empty where nothing is."""
    return _(", ").join(str(LACKS[one]) for one in standing.lacks)


def behind_text(why: tuple[str, ...], percent: int, expected: int, last: date | None) -> str:
    """Why somebody is behind."""
    if progress.LATE in why and last is not None:
        days = (today() - last).days
        return ngettext("the class ended %(num)d day ago", "the class ended %(num)d days ago", days)
    if progress.NOT_BEGUN in why:
        return _("not begun; %(share)d%% of the days have passed", share=expected)
    if progress.SLOW in why:
        return _(
            "read %(percent)d%%; %(share)d%% of the days have passed", percent=percent,
            share=expected,
        )  # fmt: skip
    return ""


def step_line(step: StepTaken) -> dict[str, str]:
    """A step for the list of what happened."""
    act = str(ACTS.get(step.act, step.act))
    people = step.after.get("people")
    number = len(people) if isinstance(people, list) else people
    if number:
        told = ngettext("%(num)d person", "%(num)d people", number)
        act = _("%(act)s: %(what)s", act=act, what=told)
    elif step.material:
        act = _("%(act)s: %(what)s", act=act, what=step.material)
    note = _("Reason: %(reason)s", reason=step.reason) if step.reason else ""
    return {"time": moment_text(step.at), "who": step.who, "what": act, "note": note}


def kind_unfit_text(refused: classes.KindUnfit) -> str:
    if not refused.measured_by:
        return _(
            "The hours rules in force have no kind “%(kind)s”. Choose another one.",
            kind=refused.kind,
        )  # fmt: skip
    one = ONE.get(refused.measured_by)
    if one is None:
        return _("Of this kind, say 1 under “How many” and nothing else.")
    return _(
        "This kind is measured by the %(unit)s. Say how much the class is worth in that, and in "
        "nothing else.",
        unit=one,
    )


SAYING: Mapping[type[Exception], Callable] = {
    classes.SlugTaken: lambda _one: _("This address is taken. Choose another one."),
    classes.EndBeforeStart: lambda _one: _("The last day is before the first."),
    classes.DaysWanting: lambda _one: _("A class that is opened has a first and a last day."),
    classes.NothingToRead: lambda _one: _(
        "There is nothing to read in it yet. Put a material on the syllabus first."
    ),
    classes.KindUnfit: kind_unfit_text,
    holding.NotInState: lambda one: _(
        "Nothing changed: the class is %(state)s.", state=STATES[one.reading.state]
    ),
    holding.FromFiles: lambda _one: _(
        "It comes from files and is read-only here. Detach it first; then it is kept here."
    ),
    members.NotForAnybody: lambda _one: _(
        "Members of this class are named by its organiser; ask them."
    ),
    members.TooMany: lambda _one: _(
        "A class has at most %(most)d members.", most=members.MOST_MEMBERS
    ),
    members.NobodyToAdd: lambda _one: _("Nobody was added: all of them are in the class already."),
    closing.NoMembers: lambda _one: _(
        "The members changed meanwhile. Look through them once more."
    ),
    closing.CreditedBefore: lambda _one: _("Nothing changed: this member was credited before."),
    closing.ReasonWanting: lambda one: ngettext(
        "Write why %(num)d member is credited all the same.",
        "Write why %(num)d members are credited all the same.",
        len(one.ids),
    ),
    progress.NobodyToRemind: lambda _one: _("Nobody was reminded: nobody is behind."),
    materials.NothingWritten: lambda _one: _(
        "Write the text; one that is there cannot be emptied."
    ),
    materials.TooManyMaterials: lambda _one: _(
        "A class has at most %(most)d materials.", most=materials.MOST_MATERIALS
    ),
}  # fmt: skip
REFUSALS = tuple(SAYING)


def why_refused(refusal: Exception) -> str:
    return SAYING[type(refusal)](refusal)


def day_label(day: int) -> str:
    """A day of the syllabus."""
    return _("Day %(number)d", number=day) if day else _("At any time")


def syllabus_day(reading: ReadingClass, day: int) -> str:
    """The date of a day of the syllabus, where the class has its days; else empty."""
    if not day or reading.starts_on is None:
        return ""
    on = date.fromordinal(reading.starts_on.toordinal() + day - 1)
    return day_text(on) if reading.ends_on is None or on <= reading.ends_on else ""
