import random
from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.finding import find
from domain.search.excerpts import excerpt, marks
from domain.search.passages import LONGEST, divided, forget_passages, rebuild_index
from domain.search.phrases import LONGEST_PHRASE, for_fts5, for_tsquery, phrases_of
from domain.search.tokens import folded, folded_with_places, tokens
from models import SearchPassage, db
from tests.reading_classes import make_class, make_reading_material
from tests.search_texts import TODAY, found_by, keep, reader

ORGANISER = reader(None, "organiser")
HOSTILE = [
    '"', '""', "'", "*", "会议*", "NEAR(会议 纪要)", "会议 AND", "OR", "NOT 会议", "-会议", "^会议",
    "tokens:会议", "会议 & | ! <->", "(", ")", "{a b}:c", "会\0议", "\0", "%", "_", "\\",
    "'; DROP TABLE",
    "，。！？", "……", "🙂", "\ud7ff", "议" * 10_000, "会 " * 5_000, "a" * 10_000, " ", "\u3000",
    "<script>alert(1)</script>", ":*", "w1:*", "' | '", "会议'--", "$1", "%s", "%(q)s", ":q",
]  # fmt: skip


def sections(text, visitor=ORGANISER, **values):
    return [one.place.section for one in found_by(visitor, text, **values).hits]


def test_words_of_two_characters_of_one_and_latin_ones_are_found(database):
    keep(make_class(), "起草会议纪要", "ＧＢ／Ｔ 9704 是格式标准", "Café 里谈工作")
    assert sections("会议") == ["part-1"]
    assert sections("要") == ["part-1"]
    assert sections("议纪") == ["part-1"]
    assert sections("GB/T") == sections("gb/t9704") == sections("９７０４") == ["part-2"]
    assert sections("97") == ["part-2"]
    assert sections("704") == []  # a word is found by its beginning
    assert sections("cafe") == sections("CAF") == ["part-3"]
    assert sections("会纪") == []


def test_a_word_broken_by_the_end_of_a_line_is_found_and_one_over_a_comma_is_not(database):
    keep(make_class(), "起草会\n议纪要", "开会，议事")
    assert sections("会议") == ["part-1"]
    assert sections("会，议") == ["part-2"]


def test_all_phrases_must_be_in_one_passage(database):
    keep(make_class(), "会议要短，纪要要实", "会议", "纪要")
    assert sections("纪要 会议") == ["part-1"]
    assert sections("纪要会议") == []


def test_titles_come_first_then_who_has_it_oftenest_then_the_newest_then_the_lowest(database):
    reading = make_class()
    keep(reading, "会议会议会议", source_id=3)
    keep(reading, "会议", "会议，会议", source_id=5, dated_on=TODAY.replace(day=2))
    keep(reading, "会议", source_id=4, dated_on=TODAY.replace(day=3))
    keep(reading, "会议", source_id=2, dated_on=TODAY.replace(day=2))
    keep(reading, "没有", source_id=9, title="会议")
    hits = found_by(ORGANISER, "会议").hits
    assert [(one.place.source_id, one.place.section, one.count) for one in hits] == [
        (9, "", 1), (3, "part-1", 3), (5, "part-2", 2), (4, "part-1", 1), (2, "part-1", 1),
        (5, "part-1", 1),
    ]  # fmt: skip
    assert hits[0].passage == "没有"
    assert hits[0].title_marks == ((0, 2),)
    assert {type(one.count) for one in hits} == {int}


def test_pages_divide_the_same_order(database):
    reading = make_class()
    for number in range(1, 8):
        keep(reading, "会议", source_id=number)
    pages = [found_by(ORGANISER, "会议", page=page, size=3) for page in (1, 2, 3, 4)]
    assert [len(one.hits) for one in pages] == [3, 3, 1, 0]
    assert {one.total for one in pages} == {7}
    assert [hit.place.source_id for one in pages for hit in one.hits] == [*range(1, 8)]


def test_the_passage_in_the_language_of_the_page_is_shown(database):
    reading = make_class()
    keep(reading, "按 GB 9704 排版", language="zh")
    keep(reading, "Set it by GB 9704", title="Material", language="en")
    chinese, english = (found_by(ORGANISER, "9704", language=one) for one in ("zh", "en"))
    assert [one.passage for one in chinese.hits] == ["按 GB 9704 排版"]
    assert [(one.passage, one.title) for one in english.hits] == [("Set it by GB 9704", "Material")]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_query_is_harmless(database, text):
    keep(make_class(), "会议纪要")
    found_by(reader(None, "hr", "organiser"), text)
    assert phrases_of(text) or not found_by(ORGANISER, text).asked


def test_what_is_written_anew_is_found_anew_and_what_is_gone_is_not(database):
    reading = make_class()
    keep(reading, "旧的说法", "会议")
    keep(reading, "新的说法")
    assert sections("旧的") == sections("会议") == []
    assert sections("新的") == ["part-1"]
    forget_passages("material", [1])
    assert sections("新的") == []


def test_an_index_that_was_lost_is_made_anew(database):
    keep(make_class(), "会议纪要")
    if db.session.get_bind().dialect.name == "sqlite":
        db.session.execute(sa.text("INSERT INTO search_index (search_index) VALUES ('delete-all')"))
        assert sections("会议") == []
    rebuild_index()
    assert sections("会议") == ["part-1"]


def test_a_material_is_found_section_by_section_with_its_address(database):
    reading = make_class()
    material = make_reading_material(reading, title="起草公文")
    (one,) = found_by(ORGANISER, "动笔").hits
    assert (one.kind, one.title, one.place.class_slug, one.place.material_slug) == (
        "material", "起草公文", "craft", material.slug,
    )  # fmt: skip
    assert one.place.section == "draft"
    assert "动笔" in one.passage
    assert [one.passage[at : at + size] for at, size in one.marks] == ["动笔"]


# --- nothing is missed -------------------------------------------------------------------

ALPHABET = "会议纪要工作人，。 \nａb9Ｇ"
texts = st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=1500).map("".join)


def has(text, phrase):
    """By plain substring search over the folded text, without an index and without passages."""
    return phrase.words in folded(text)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts, seed=st.integers(0, 10**6))
def test_whatever_stands_in_a_text_is_found_in_it(database, text, seed):
    draw = random.Random(seed)  # noqa: S311 - of texts
    reading = make_class()
    try:
        keep(reading, text, title="无")
        for _ in range(8):
            start = draw.randrange(len(text))
            asked = text[start : start + draw.randint(1, LONGEST_PHRASE)]
            phrases = phrases_of(asked)
            whole = [one for one in phrases if has(text, one)]
            if len(phrases) == 1:  # one phrase is in some passage, wherever the text was cut
                expected = ["part-1"] if whole else []
                assert sections(asked) == expected, asked
                if expected:
                    (hit,) = found_by(ORGANISER, asked).hits
                    assert hit.count >= 1
                    assert hit.marks
    finally:
        db.session.rollback()


@given(text=texts)
def test_passages_give_back_the_text_and_share_what_a_phrase_needs(text):
    pieces = divided(text)
    own = "".join(one.text[: one.own] for one in pieces)
    assert own.split() == text.split()
    assert all(one.own <= LONGEST for one in pieces)
    for one, after in pairwise(pieces):
        rest = after.text
        shared = one.text[one.own :]
        assert rest.startswith(shared.strip()) or after.text in shared or shared in after.text


@given(text=st.text(max_size=200))
def test_where_a_word_stands_is_where_it_stood(text):
    here = folded_with_places(text)
    assert len(here.places) == len(here.text)
    assert all(0 <= start < end <= len(text) for start, end in here.places)


@given(text=st.text(max_size=200))
def test_tokens_are_words_of_ascii_that_no_query_language_reads_otherwise(text):
    words = tokens(folded(text))
    assert all(one.isascii() and one.isalnum() and one[0] in "cdwx" for one in words)
    phrases = phrases_of(text)
    assert set(for_fts5(phrases)) <= set('abcdefghijklmnopqrstuvwxyz0123456789" *AND')
    assert set(for_tsquery(phrases)) <= set("abcdefghijklmnopqrstuvwxyz0123456789&: *")


def test_an_excerpt_begins_close_before_the_mark_and_is_one_line():
    text = "前面的话。" * 60 + "这里说\n会议纪要怎么写。" + "后面的话。" * 60
    passage, found = excerpt(text, phrases_of("会议"))
    assert passage.startswith("…前面的话。")
    assert passage.endswith("…")
    assert "\n" not in passage
    assert [passage[at : at + size] for at, size in found] == ["会议"]


def test_marks_that_overlap_are_one():
    assert marks("会议纪要", phrases_of("会议纪 议纪要")) == [(0, 4)]


def test_a_query_is_no_longer_than_a_line():
    assert len(phrases_of("会 议 纪 要 工 作 人 员 名 单")) == 8
    (one,) = phrases_of("会" * 300)
    assert len(one.words) == LONGEST_PHRASE


def test_the_index_is_used(database):
    keep(make_class(), "会议纪要")
    statements = []

    def note(connection, cursor, statement, parameters, *_):
        if "places" in statement:
            statements.append((statement, parameters))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        find("会议", ORGANISER, today=TODAY)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    ((statement, parameters),) = statements
    sqlite = db.session.get_bind().dialect.name == "sqlite"
    if not sqlite:
        for way in ("seqscan", "indexscan"):
            db.session.execute(sa.text(f"SET LOCAL enable_{way} = off"))
    explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    rows = db.session.connection().exec_driver_sql(explain + statement, parameters)
    plan = "\n".join(str(row) for row in rows)
    assert ("VIRTUAL TABLE INDEX" if sqlite else "ix_search_passages_tokens") in plan
    assert db.session.query(SearchPassage).count() == 2
