"""The last days before the loading day, told one by one: what waits, and what came back."""

from datetime import timedelta

from domain.demo.accounts import SEATS
from domain.demo.claims import A_DAY, STILL_DAYS, Draft, Told
from domain.demo.people import WITHOUT_BRANCH, Life, Place
from domain.demo.rows import Rows
from domain.demo.words import BRANCHES, RETURN_REASONS, TOPICS

WAITING_FOR_SECRETARY = 12  # of the first branch, one of them the cadre's
OTHER_KINDS = 5  # of these, by four people
FEWEST_WAITING, MOST_WAITING = 2, 5  # of each other branch


def recent_study(rows: Rows, people: dict[Place, Life]) -> list[Draft]:
    """What waits for each confirmer, and what was given back."""
    cadre, secretary = people[SEATS["cadre"]], people[SEATS["secretary"]]
    drafts = [_draft(rows, cadre, 2), _returned(rows, cadre, 6), _draft(rows, secretary, 3)]
    drafts += [_draft(rows, people[WITHOUT_BRANCH], 4)]
    for branch in range(1, len(BRANCHES) + 1):
        members = [
            life for life in people.values()
            if life.branch == branch and life.branch_since and life.left_on is None
            and life not in (cadre, secretary)
        ]  # fmt: skip
        rows.random.shuffle(members)
        many = rows.random.randint(FEWEST_WAITING, MOST_WAITING)
        if branch == cadre.branch:
            many = WAITING_FOR_SECRETARY - OTHER_KINDS - 1
            drafts += _of_other_kinds(rows, members[many + 1 : many + 5])
        drafts += [_draft(rows, life, 1 + n % (STILL_DAYS - 2)) for n, life in
                   enumerate(members[:many])]  # fmt: skip
        drafts += [_returned(rows, life, 8) for life in members[many : many + 1]]
    return drafts


def _of_other_kinds(rows: Rows, lives: list[Life]) -> list[Draft]:
    """A training by days, a lesson given, a paper, and a course that was handed in twice."""
    away, teacher, author, twice = lives

    def waiting(life: Life, kind: str, days_ago: int, what: tuple[str, str], hour: int) -> Draft:
        day = rows.today - days_ago * A_DAY
        at = rows.at(rows.today - 2 * A_DAY, hour, 25)
        return Draft(life, kind, day, 0, *what, "waiting", at, [Told("submitted", "owner", at)])

    training = waiting(away, "outside_training", 6, TOPICS["outside_training"][1], 18)
    training.ends_on, training.days, training.half_days = rows.today - 3 * A_DAY, 3, 1
    training.document = f"示委组训〔{rows.today.year}〕27号"
    lesson = waiting(teacher, "teaching", 3, TOPICS["teaching"][0], 17)
    paper = waiting(author, "paper", 5, TOPICS["paper"][1], 19)
    lesson.minutes, paper.count, paper.level = 90, 1, "city"
    course, twin = (
        waiting(twice, "online_course", 4, TOPICS["online_course"][1], hour) for hour in (20, 21)
    )
    course.minutes = twin.minutes = 90
    return [training, lesson, paper, course, twin]


def _draft(rows: Rows, life: Life, days_ago: int) -> Draft:
    """Handed in on the evening of the day, and waiting since."""
    day = rows.today - days_ago * A_DAY
    topic, gained = rows.random.choice(TOPICS["self_study"])
    at = rows.at(day, rows.random.randint(17, 21), rows.random.randint(0, 59))
    minutes = rows.random.choice((30, 45, 45, 60))
    return Draft(
        life, "self_study", day, minutes, topic, gained, "waiting", at,
        [Told("submitted", "owner", at)],
    )  # fmt: skip


def _returned(rows: Rows, life: Life, days_ago: int) -> Draft:
    """Given back a day and a half later; its owner has not come to it yet."""
    draft = _draft(rows, life, days_ago)
    draft.state = "returned"
    at = rows.at(draft.on + 2 * A_DAY, 8, 40) + timedelta(minutes=rows.random.randint(0, 30))
    draft.steps.append(Told("returned", "confirmer", at, rows.random.choice(RETURN_REASONS)))
    return draft
