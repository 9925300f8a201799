"""A pack written in the browser or brought as a file; once it is loaded it never changes."""

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.rules.blueprint import bp
from blueprints.rules.reading import pack_or_404
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.paging import whole_number
from blueprints.shared.rule_texts import RuleTextForm, read_rules, rules_page, with_version
from blueprints.shared.rules_words import version_kept_text
from blueprints.shared.saving import saved, step_back
from domain.hours.adoptions import loaded_packs
from domain.hours.pack_parsing import parse_pack
from domain.hours.packs import Pack, PackInForceChanged, check_names, load_pack

PAGE = "rules/new.html"


@bp.get("/new")
@allow("rules.adopt")
def new():
    """An empty form, or the text of a version with the next free number."""
    form = RuleTextForm(formdata=None)
    slug, version = request.args.get("pack", ""), whole_number(request.args.get("version"))
    if slug:
        row, _shown = pack_or_404(slug, version)
        following = 1 + max(one.version for one in loaded_packs() if one.slug == slug)
        form.text.data = with_version(row.source_text, following)
    return rules_page(PAGE, form)


@bp.post("/new")
@allow("rules.adopt", gate="late")
def load():
    """Keep what was written if it is a pack; otherwise it comes back with the line to mend."""
    form = RuleTextForm()
    form.validate()
    read = read_rules(form, _checked) if not form.errors else None
    if read is None:
        return rules_page(PAGE, form)
    instead = begin_writing()
    if instead is not None:
        return instead
    text, pack, file = read
    try:
        new_here = load_pack(text, file, actor=current_user.actor, now=now())
    except PackInForceChanged as changed:
        step_back()
        form.text.errors = [version_kept_text(changed)]
        return rules_page(PAGE, form)
    place = url_for("rules.pack", slug=pack.id, version=pack.version)
    if not new_here:
        return saved(place, _("This version is loaded already, word for word."), "quiet")
    return saved(place, _("Loaded. It is not in force yet: rehearse it, then adopt it."))


def _checked(text: str, file: str) -> Pack:
    pack = parse_pack(text, file)
    check_names(pack, text, file)
    return pack
