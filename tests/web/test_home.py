from tests.factories import make_account, make_cadre
from tests.packs import load_pack


def test_home_opens_for_a_cadre_and_asks_a_stranger_to_sign_in(login, stranger):
    load_pack()
    assert login(make_cadre()).get("/").status_code == 200
    assert stranger.get("/").location == "/sign-in?next=/"


def test_home_of_a_hand_shows_its_places_and_no_study(login):
    page = login(make_account(hand="auditor")).get("/").text
    assert 'href="/audit"' in page
    assert "Log study" not in page


def test_without_rules_home_says_what_to_do_about_it(login):
    response = login(make_cadre()).get("/")
    assert response.status_code == 503
    assert "flask rules load" in response.text
