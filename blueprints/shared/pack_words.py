"""A rule file that is refused, in words: where, and what was expected there."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.clock import full_day_text, hours_text
from domain.hours.fields import Expected, PackRefused

EXPECTED = {
    Expected.UTF_8: _l("text in UTF-8"),
    Expected.TOML: _l("TOML that can be read: mind quotes, brackets and equals signs"),
    Expected.SHORTER: _l("a text of at most %(most)s characters"),
    Expected.PLAINER: _l("plainer TOML: at most %(most)s brackets in brackets or names in a key, "
                         "and numbers of fewer digits"),
    Expected.GIVEN_ONCE: _l("every field and table once; here one is given again"),
    Expected.REAL_DAY: _l("a day that the calendar has, like 2026-01-31"),
    Expected.GIVEN: _l("this field, which is missing"),
    Expected.KNOWN: _l("a field of those there are; this is none"),
    Expected.TEXT: _l("a text that is not empty"),
    Expected.WHOLE: _l("a whole number from %(least)s to %(most)s"),
    Expected.TRUE_OR_FALSE: _l("true or false, without quotes"),
    Expected.TRUE_OR_ABSENT: _l("true, or nothing at all"),
    Expected.ID: _l("an id of letters, digits, hyphens, underscores and stops, without blanks"),
    Expected.DAY: _l("a day like 2026-01-31, without quotes"),
    Expected.MONTH_DAY: _l('a month and day like "01-15"'),
    Expected.AMOUNT: _l('an amount like "1.00", in quotes and with two decimals'),
    Expected.ABOVE_ZERO: _l("an amount above 0.00"),
    Expected.SHARE: _l('a share like "1/7", at most the whole'),
    Expected.ONE_OF: _l("one of %(allowed)s"),
    Expected.EACH_OF: _l("a list with each of %(allowed)s"),
    Expected.TABLE: _l("a table"),
    Expected.TABLES: _l("a list of tables"),
    Expected.TEXTS: _l("a list of texts, each of them once"),
    Expected.UNIQUE_ID: _l("an id that nothing else of the list has, be it as its name; "
                           "“%(found)s” is used above"),
    Expected.UNIQUE_NAME: _l("a name that nothing else of the list has, be it as its id; "
                             "“%(found)s” is used above"),
    Expected.NOT_BESIDE: _l("nothing here: %(found)s does not go with %(beside)s"),
    Expected.AT_LEAST_ONE: _l("at least one"),
    Expected.A_MAIN_ONE: _l("at least one with main = true"),
    Expected.SUM_OF_PARTS: _l("at least the sum of its parts, %(hours)s"),
    Expected.TAG_MINIMUM: _l("at least what it asks of a tag, %(hours)s"),
    Expected.NOT_BEFORE: _l("a day not before %(day)s, on which it begins"),
    Expected.NOT_BELOW: _l("at least %(least)s, where the band begins"),
    Expected.NO_OVERLAP: _l("an amount that no other band holds"),
    Expected.PART_OF_KIND: _l("the part of the kind that is capped, “%(found)s”"),
    Expected.ROOM_FOR: _l("at least %(hours)s, which the requirement “%(found)s” asks of the same "
                          "hours"),
    Expected.ROOM_IN_WINDOW: _l("at least %(hours)s (%(whole)s in %(years)s years), which the "
                                "requirement “%(found)s” asks of the same hours"),
    Expected.NOT_RESERVED: _l("another id: this one means the leave rule"),
    Expected.KIND_OR_TAG: _l("a kind or a tag, one of the two"),
    Expected.A_CONDITION: _l("at least one of ranks, party_member and offices"),
    Expected.COUNTED: _l("a part that the requirement counts"),
    Expected.ONE_YEAR_ONLY: _l("nothing: only a requirement of one year carries over"),
    Expected.SHORT_ID: _l("an id of at most %(least)s characters, without slash or semicolon"),
    Expected.NEEDS_WINDOW: _l("nothing, or window_years beside it"),
    Expected.RISES_TOGETHER: _l("rises_every and levels, or neither"),
    Expected.DECIMAL: _l('a number from %(low)s to %(high)s, whole or in quotes like "0.5"'),
    Expected.ABOVE: _l("a number above %(low)s"),
    Expected.STEP: _l("a step above 0 that leads from %(low)s to %(high)s without a rest"),
    Expected.WEIGHTS_OF_100: _l("weights that make 100 together; these make %(found)s"),
    Expected.FEWER_DROPPED: _l("fewer dropped sheets, high and low together, than the minimum of "
                               "%(least)s"),
    Expected.A_DROP: _l("drop_high or drop_low of at least 1 in one of the ballots, since "
                        "trimmed_mean drops sheets"),
    Expected.NOT_A_WORD: _l("another id: “%(found)s” has a meaning of its own in a tie-break"),
    Expected.JSON: _l("JSON that can be read, whole and with each name once"),
    Expected.FRACTION: _l('a fraction like "1234/15"'),
}  # fmt: skip


def pack_refusal_text(refused: PackRefused) -> str:
    """File, line, field and what was expected, in one sentence; no file of a text just typed."""
    where = {"line": refused.line, "field": refused.field or "TOML"}
    expected = expected_text(refused)
    if not refused.line:
        return _("%(file)s, %(field)s: expected %(expected)s",
                 file=refused.file, field=refused.field, expected=expected)  # fmt: skip
    if not refused.file:
        return _("Line %(line)d, %(field)s: expected %(expected)s", **where, expected=expected)
    return _(
        "%(file)s, line %(line)d, %(field)s: expected %(expected)s",
        file=refused.file, **where, expected=expected,
    )  # fmt: skip


def expected_text(refused: PackRefused) -> str:
    """What should stand in the field."""
    told = refused.details
    return str(EXPECTED[refused.expected]) % {
        "least": told.get("least", ""),
        "low": told.get("low", ""),
        "high": told.get("high", ""),
        "most": told.get("most", ""),
        "hours": hours_text(told.get("least") or 0),
        "whole": hours_text(told.get("whole") or 0),
        "years": told.get("years", ""),
        "beside": told.get("beside", ""),
        "allowed": _(", ").join(told.get("allowed", ())),
        "found": told.get("found", ""),
        "day": full_day_text(told.get("day")),
    }
