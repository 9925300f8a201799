"""The frame around every page: the places of the visitor, language, theme, static files."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale
from flask import Flask, current_app, g, request, session, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from whitenoise import WhiteNoise

from blueprints.shared import clock
from blueprints.shared.counts import known_owed
from blueprints.shared.said import worded
from domain import access
from domain.access import Visitor
from extensions import babel, locale_here

STATIC = Path(__file__).parents[2] / "static"
LOCALES = {"zh": Locale.parse("zh_Hans_CN"), "en": Locale.parse("en")}


@dataclass(slots=True)
class Place:
    """One entry of the menu; shown to those who have the permission."""

    label: str
    icon: str
    endpoint: str
    permission: str
    url: str = ""
    current: bool = False
    counts: str = ""  # what the number beside it counts


@dataclass(slots=True)
class Group:
    title: object
    places: list[Place] = field(default_factory=list)


MENU = (
    ("", (
        (_l("Today"), "sun", "home.today", "home.see"),
        (_l("Matters"), "clipboard-list", "matters.index", "matters.see"),
        (_l("Notices"), "info-circle", "notices.index", "account.keep"),
        (_l("My study"), "book-2", "study.entries", "entry.log"),
        (_l("My hours"), "clock-hour-4", "hours.mine", "entry.log"),
        (_l("Reading classes"), "bookmark", "reading.index", "reading.see"),
        (_l("Group study"), "presentation", "groupstudy.index", "group_study.see"),
        (_l("Lecture hall"), "microphone-2", "lectures.index", "lectures.see"),
        (_l("Rhythm board"), "flag", "groupstudy.rhythm", "rhythm.see"),
        (_l("Task books"), "route", "taskbooks.index", "task_book.see"),
        (_l("Placements"), "arrows-exchange", "placements.index", "placements.see"),
    )),
    (_l("My people"), (
        (_l("To confirm"), "checks", "study.queue", "entry.confirm"),
        (_l("Reflections"), "pencil", "reading.reflections", "reflection.answer"),
        (_l("Record for many"), "users", "study.activities", "entry.record"),
        (_l("Spot checks"), "file-search", "study.spot_checks", "entry.void"),
        (_l("My branch"), "users", "desk.index", "desk.see"),
    )),
    (_l("Leader"), ((_l("Unit hours"), "list-check", "board.index", "board.see"),)),
    (_l("Organisation"), (
        (_l("People"), "user-circle", "people.index", "people.list"),
        (_l("Units and branches"), "sitemap", "units.index", "organisation.edit"),
        (_l("Hours by year"), "lock", "hours.years", "hours.keep"),
        (_l("Bring in past hours"), "file-spreadsheet", "hours.past", "hours.keep"),
        (_l("Holidays"), "calendar-event", "matters.holidays", "calendar.edit"),
    )),
    (_l("Study"), (
        (_l("Everybody's hours"), "list-check", "hours.everybody", "hours.list"),
        (_l("Materials"), "bookmark", "study.materials", "materials.edit"),
    )),
    (_l("Rules"), (
        (_l("Hours rules"), "adjustments", "rules.index", "rules.see"),
        (_l("Rubrics"), "scale", "rubrics.index", "rules.see"),
    )),
    (_l("Running it"), (
        (_l("Accounts"), "key", "admin.accounts", "accounts.manage"),
        (_l("Settings and state"), "settings", "admin.settings", "settings.see"),
        (_l("Roles"), "shield", "admin.roles", "roles.grant"),
        (_l("Audit trail"), "history", "audit.index", "trail.read"),
    )),
)  # fmt: skip
BAR = (
    (_l("Today"), "sun", "home.today", "home.see"),
    (_l("Study"), "book-2", "study.entries", "entry.log"),
    (_l("Lectures"), "microphone-2", "lectures.index", "lectures.see"),
    (_l("Me"), "user-circle", "account.overview", "account.keep"),
)

COUNTS = {"home.today": "owed", "notices.index": "notices"}

# lit on all pages of the blueprint: its pages are the sides of one place
WHOLE = {"placements": "placements.index"}

ENDPOINTS = frozenset(place[2] for _title, places in MENU for place in places) | {
    place[2] for place in BAR
}


def init_frame(app: Flask) -> None:
    """Serve the static files under a path that names their content, and fill the frame."""
    drop_stale_copies(STATIC)
    prefix = f"/static/{static_digest(STATIC)}/"
    app.wsgi_app = WhiteNoise(
        app.wsgi_app, root=STATIC, prefix=prefix, max_age=365 * 24 * 3600, charset="utf-8"
    )
    app.jinja_env.globals["get_locale"] = get_locale
    app.jinja_env.globals["static"] = lambda path: prefix + path
    for name in (
        "day_text", "full_day_text", "moment_text", "time_text", "hours_text", "weekday_text",
    ):  # fmt: skip
        app.jinja_env.filters[name] = getattr(clock, name)

    app.jinja_env.filters["worded"] = worded
    app.jinja_env.globals["joined"] = clock.joined
    app.jinja_env.globals["url_for"] = address
    words = babel.domain_instance
    app.jinja_env.install_gettext_callables(
        lambda text: words.get_translations().ugettext(text),
        lambda one, many, number: words.get_translations().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _remembered(app.jinja_env.globals["gettext"])

    @app.context_processor
    def frame() -> dict[str, object]:
        visitor = current_user._get_current_object()  # noqa: SLF001 - asked often, found once
        signed_in = visitor.is_authenticated
        menu, bottom_bar = _with_counts(*_menu(visitor)) if signed_in else ("", "")
        return {
            "visitor": visitor,
            "html_lang": "zh-Hans-CN" if clock.is_chinese() else "en",
            "navigation": lambda: navigation(visitor),
            "menu": menu,
            "bottom_bar": bottom_bar,
            "new_entry_url": _new_entry_url(visitor) if signed_in else None,
            "sign_out_url": address("auth.sign_out"),
            "account_url": address("account.overview"),
            "counts_url": address("notices.counts"),
            "help_url": address("help.index"),
            "search_url": _search_url(visitor) if signed_in else None,
            "language_links": _language_links(),
            "today": clock.today(),
        }


def _remembered(gettext: Callable) -> Callable:
    """Jinja's ``_``, which keeps the messages that have no values to fill in."""
    kept: dict[tuple, str] = {}

    @pass_context
    def translated(context: Context, text: str, **values: object) -> str:
        if values:
            return gettext(context, text, **values)
        key = (locale_here(), context.eval_ctx.autoescape, text)
        if key not in kept:
            kept[key] = gettext(context, text)
        return kept[key]

    return translated


def drop_stale_copies(folder: Path) -> None:
    """Remove compressed copies that are older than their file: they would be sent in its place."""
    for copy in folder.rglob("*.gz"):
        file = copy.with_suffix("")
        if not file.exists() or file.stat().st_mtime > copy.stat().st_mtime:
            copy.unlink(missing_ok=True)


def static_digest(folder: Path) -> str:
    """Twelve hex digits over every static file: a changed file gets a new address."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in {".gz", ".br"}:
            digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def address(endpoint: str, **values: object) -> str:
    """``url_for``, which is remembered where nothing but the endpoint decides: it costs 13 us."""
    if values or endpoint.startswith("."):
        return url_for(endpoint, **values)
    kept = current_app.extensions.setdefault("addresses", {})
    key = (request.script_root, endpoint)
    if key not in kept:
        kept[key] = url_for(endpoint)
    return kept[key]


def _menu(visitor: Visitor) -> tuple[str, str]:
    """The menu and the bottom bar as markup, remembered by all that decides them.

    To build them is a third of what a page costs.
    """
    key = (visitor.roles, locale_here(), request.script_root, _here())
    kept = current_app.extensions.setdefault("menus", {})
    if key not in kept:
        macros = current_app.jinja_env.get_template("macros/frame.html").module
        kept[key] = (macros.places(navigation(visitor)), macros.bar(_places(BAR, visitor)))
    return kept[key]


def _here() -> str:
    """The endpoint of the entry that is lit; empty where none is."""
    endpoint = request.endpoint or ""
    return endpoint if endpoint in ENDPOINTS else WHOLE.get(request.blueprint or "", "")


def _with_counts(menu: str, bottom_bar: str) -> tuple[str, str]:
    """The menus with the numbers of this moment; one that is not known is left to the page."""
    owed = known_owed()
    for slot, number in (("{owed}", "?" if owed is None else owed), ("{notices}", g.unread)):
        menu = menu.replace(slot, str(number))
        bottom_bar = bottom_bar.replace(slot, str(number))
    return menu, bottom_bar


def navigation(visitor: Visitor) -> list[Group]:
    """The menu of the visitor: nobody sees an entry that would refuse them."""
    groups = [Group(title, _places(places, visitor)) for title, places in MENU]
    return [group for group in groups if group.places]


def _places(entries, visitor: Visitor) -> list[Place]:
    places, here = [], _here()
    views = current_app.view_functions
    for label, icon, endpoint, permission in entries:
        if endpoint in views and access.may(visitor, permission):
            url = address(endpoint)
            counted = COUNTS.get(endpoint, "")
            place = Place(
                str(label), icon, endpoint, permission, url, endpoint == here, counted
            )  # fmt: skip
            places.append(place)
    return places


def _new_entry_url(visitor: Visitor) -> str | None:
    if "study.new" not in current_app.view_functions:
        return None
    return address("study.new") if access.may(visitor, "entry.log") else None


def _search_url(visitor: Visitor) -> str | None:
    return address("search.index") if access.may(visitor, "search.use") else None


def _language_links() -> list[tuple[str, str, bool]]:
    chinese = clock.is_chinese()
    path = request.path if request.method == "GET" else "/"
    return [("中文", f"{path}?lang=zh", chinese), ("English", f"{path}?lang=en", not chinese)]


def select_locale() -> Locale:
    """``?lang=``, then the cookie, then the account's own, then the browser's, then Chinese."""
    asked = request.args.get("lang") or request.cookies.get("lang")
    if asked in LOCALES:
        return LOCALES[asked]
    kept = session.get("language")
    if kept in LOCALES:
        return LOCALES[kept]
    best = request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "en"])
    return LOCALES["en"] if best == "en" else LOCALES["zh"]
