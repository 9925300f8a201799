"""A pack written in the browser or brought as a file; once it is loaded it never changes."""

from flask import request, url_for
from flask_babel import gettext as _

from blueprints.rules.blueprint import bp
from blueprints.rules.reading import pack_or_404
from blueprints.shared.access import allow
from blueprints.shared.paging import whole_number
from blueprints.shared.rule_texts import RuleTextForm, keep_rules, rules_page, with_version
from domain.hours.adoptions import loaded_packs
from domain.hours.pack_parsing import parse_pack
from domain.hours.packs import Pack, check_names, load_pack

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
    return keep_rules(
        PAGE, _checked, load_pack,
        lambda found: url_for("rules.pack", slug=found.id, version=found.version),
        lambda _found: _("Loaded. It is not in force yet: rehearse it, then adopt it."),
    )  # fmt: skip


def _checked(text: str, file: str) -> Pack:
    pack = parse_pack(text, file)
    check_names(pack, text, file)
    return pack
