"""Steps of judging in words."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "opened": _l("Scoring was opened"), "closed": _l("Scoring was closed"),
    "reopened": _l("Scoring was opened again"), "sheet_returned": _l("A score sheet given back"),
    "sheet_set_aside": _l("A second sheet of the same person set aside"),
    "judge_named": _l("A judge named"), "judge_changed": _l("A judge made a reserve, or no longer"),
    "judge_taken_off": _l("A judge taken off"), "assigned": _l("Lectures assigned to judges"),
    "recused": _l("A judge recused"), "replaced": _l("Another judge stands in"),
    "link_made": _l("A link for a judge from outside made"),
    "link_used": _l("The link of a judge from outside used"),
    "reminded": _l("Judges reminded of their sheets"),
    "paper_typed": _l("A paper sheet typed in"),
    "paper_thrown_away": _l("What was typed of a paper sheet thrown away"),
}  # fmt: skip
