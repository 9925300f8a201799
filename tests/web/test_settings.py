"""The administrator's page of settings and state."""

from tests.factories import make_account, make_cadre


def test_the_administrator_sees_settings_state_and_no_secret(app, login):
    page = login(make_account(hand="admin")).get("/admin/settings")
    assert page.status_code == 200
    for text in ("PASSWORD_PROFILE", "asvs", "Audit trail", "flask backup create"):
        assert text in page.text
    assert app.config["SECRET_KEY"] not in page.text


def test_the_page_is_for_the_administrator_alone(login, stranger):
    for account in (make_cadre(), make_account(hand="auditor"), make_account(hand="security")):
        assert login(account).get("/admin/settings").status_code == 403
    assert stranger.get("/admin/settings").status_code == 302


def test_what_is_wrong_is_said_on_the_page(app, login):
    client, folder = login(make_account(hand="admin")), app.config["INSTANCE"]
    folder.chmod(0o705)
    try:
        page = client.get("/admin/settings").text
    finally:
        folder.chmod(0o700)
    assert "Something needs your care." in page
    assert "its mode is 705" in page


def test_the_page_is_rendered_in_chinese(login):
    page = login(make_account(hand="admin"), language="zh").get("/admin/settings")
    assert 'lang="zh-Hans-CN"' in page.text
    assert page.status_code == 200
