"""Rules of the house that no linter knows."""

import ast
import re

from tests.architecture.tree import ROOT, files, name

MOST_LINES, MOST_TEMPLATE_LINES = 300, 150
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc"}
# In pieces, so that this file is not one that names them.
INDEX_HOSTS = [
    "py" + "pi.org", "python" + "hosted", "npm" + "js.", "npm" + "mirror", "jsdel" + "ivr",
    "unpkg" + ".com", "cdn" + "js.", "tsing" + "hua", "ali" + "yun", "index-" + "url =",
]  # fmt: skip
NOT_DONE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
TEXT = ("*.py", "*.html", "*.css", "*.js", "*.md", "*.toml", "*.txt", "*.cfg", "*.ini", "*.po")
CLOCKS = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.(time|localtime))\(")
COMMIT = re.compile(r"\bsession\(?\)?\.commit\(")
SAFE_MARK = re.compile(r"\|\s*safe\b")
INLINE = re.compile(
    r"<style|\sstyle=|\son(?!ce=)[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _offenders(paths, pattern):
    return [name(path) for path in paths if pattern.search(path.read_text(encoding="utf-8"))]


def test_a_file_can_be_read_in_one_sitting():
    lengths = {
        name(path): path.read_text(encoding="utf-8").count("\n")
        for path in files("*.py")
        if path.parent.name != "versions"  # a migration is read once
    }
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_a_template_can_be_read_in_one_sitting():
    lengths = {name(path): path.read_text().count("\n") for path in files("*.html")}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_TEMPLATE_LINES} == {}


def test_only_screens_commit_and_in_one_place():
    product = [path for path in files("*.py") if not name(path).startswith(("tests/", "bench/"))]
    assert _offenders(product, COMMIT) == ["blueprints/shared/saving.py"]


def test_rules_and_tables_read_no_clock():
    assert _offenders(files("*.py", under=("domain", "models")), CLOCKS) == []


def test_one_module_of_the_screens_reads_the_clock():
    assert _offenders(files("*.py", under=("blueprints",)), CLOCKS) == [
        "blueprints/shared/clock.py"
    ]


def test_templates_hold_no_styles_scripts_or_handlers():
    assert _offenders(files("*.html", under=("templates",)), INLINE) == []


def test_templates_trust_no_text():
    assert _offenders(files("*.html", under=("templates",)), SAFE_MARK) == []


def test_markup_is_made_in_one_module_at_most():
    made = re.compile(r"\bMarkup\(")
    assert len(_offenders(files("*.py", under=("blueprints", "domain")), made)) <= 1


def test_no_module_has_a_name_that_says_nothing():
    folders = ("blueprints", "domain", "models", "tests")
    named = {
        part for path in files("*.py", under=folders) for part in (path.stem, path.parent.name)
    }
    assert named & VAGUE_NAMES == set()


def test_no_file_names_a_package_index_or_a_mirror():
    paths = [*files(*TEXT, "*.json", "*.yml"), ROOT / "Makefile", ROOT / ".ci/run"]
    text = {name(path): path.read_text(encoding="utf-8").lower() for path in paths}
    assert [(path, host) for path in text for host in INDEX_HOSTS if host in text[path]] == []


def test_nothing_is_left_for_later():
    assert _offenders([*files(*TEXT), ROOT / "Makefile"], NOT_DONE) == []


def test_the_requirements_have_hashes_and_no_address():
    for file in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / file).read_text()
        assert not re.search(r"://|^-|\s/|file:", text, re.MULTILINE), file
        pinned = re.findall(r"^\S+==.*", text, re.MULTILINE)
        hashed = re.findall(r"^\S+==.*\\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
        assert len(pinned) == len(hashed) > 20, file


def test_what_runs_is_part_of_what_the_tests_run_with():
    pins = {
        file: set(re.findall(r"^([a-z0-9._-]+==\S+)", (ROOT / file).read_text(), re.MULTILINE))
        for file in ("requirements.txt", "requirements-dev.txt")
    }
    assert pins["requirements.txt"] <= pins["requirements-dev.txt"]


def test_a_refusal_of_the_rules_carries_facts_and_no_wording():
    """What its reader is told is the screens' business: no sentence, no Chinese."""
    wording = [
        (name(path), refusal.name, text)
        for path in files("*.py", under=("domain", "models"))
        for refusal in _exceptions(path)
        for text in _texts(refusal)
        if CHINESE.search(text) or text.endswith(".")
    ]
    assert wording == []


def _exceptions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        bases = {base.id for base in getattr(node, "bases", []) if isinstance(base, ast.Name)}
        if isinstance(node, ast.ClassDef) and bases & {"Exception", "RuntimeError", "ValueError"}:
            yield node


def _texts(node):
    """Every string in a class but its docstring."""
    docstring = ast.get_docstring(node, clean=False)
    for part in ast.walk(node):
        constant = isinstance(part, ast.Constant) and isinstance(part.value, str)
        if constant and part.value != docstring:
            yield part.value


def test_migrations_import_no_application_code_and_are_named_by_day_and_purpose():
    paths = files("*.py", under=("migrations/versions",))
    ours = re.compile(
        r"^\s*(from|import) (app|blueprints|config|domain|extensions|models)\b", re.MULTILINE
    )
    assert _offenders(paths, ours) == []
    assert [p.name for p in paths if not re.fullmatch(r"\d{4}_\d\d_\d\d_[a-z_]+\.py", p.name)] == []
