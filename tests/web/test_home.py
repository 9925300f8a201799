from tests.factories import make_cadre


def test_home_opens_for_a_cadre_and_asks_a_stranger_to_sign_in(login, stranger):
    assert login(make_cadre()).get("/").status_code == 200
    assert stranger.get("/").location == "/sign-in?next=/"
