"""By hand: getting in and out, one's own account, accounts, roles, settings, the audit trail."""

from tests.matrix.notation import SPENT, everybody, only, signed_in

STAFF_ACCOUNT = only("administrator", kind="account", words="staff")
OWN_TOO = only("security_officer", kind="account", words="hand own")

RUNNING = {
    ("/sign-in", "GET"): everybody(),
    ("/sign-in", "POST"): everybody(),
    ("/sign-in/code", "GET"): everybody(),
    ("/sign-in/code", "POST"): everybody(),
    ("/sign-out", "POST"): signed_in(),
    ("/first/<token>", "GET"): everybody("link", missing=SPENT),
    ("/first/<token>", "POST"): everybody("link", missing=SPENT),
    ("/account", "GET"): signed_in(),
    ("/account/trail", "GET"): signed_in(),
    ("/account/preferences", "POST"): signed_in(),
    ("/account/password", "GET"): signed_in(),
    ("/account/password", "POST"): signed_in(),
    ("/account/second-factor", "GET"): signed_in(),
    ("/account/second-factor", "POST"): signed_in(),
    ("/account/second-factor/off", "POST"): signed_in(),
    ("/account/devices/end-others", "POST"): signed_in(),
    ("/account/devices/<int:sign_in_id>/end", "POST"): signed_in("own", kind="sign-in"),
    ("/audit", "GET"): only("auditor"),
    ("/audit/verification", "POST"): only("auditor"),
    ("/admin", "GET"): only("administrator"),
    ("/admin/accounts/new", "GET"): only("administrator"),
    ("/admin/accounts/new", "POST"): only("administrator"),
    ("/admin/accounts/everybody", "POST"): only("administrator"),
    ("/admin/hands/new", "GET"): only("administrator"),
    ("/admin/hands/new", "POST"): only("administrator"),
    ("/admin/slips", "GET"): only("administrator"),
    ("/admin/slips", "POST"): only("administrator"),
    ("/admin/accounts/<int:account_id>", "GET"): only("administrator", kind="account"),
    # The accounts of the three hands are not the administrator's to change, nor the own one.
    ("/admin/accounts/<int:account_id>/disable", "POST"): STAFF_ACCOUNT,
    ("/admin/accounts/<int:account_id>/enable", "POST"): STAFF_ACCOUNT,
    ("/admin/accounts/<int:account_id>/link", "POST"): STAFF_ACCOUNT,
    ("/admin/accounts/<int:account_id>/second-factor/reset", "POST"): STAFF_ACCOUNT,
    ("/admin/accounts/<int:account_id>/sign-ins/end", "POST"): STAFF_ACCOUNT,
    ("/admin/accounts/<int:account_id>/username", "POST"): STAFF_ACCOUNT,
    ("/admin/settings", "GET"): only("administrator"),
    ("/admin/roles", "GET"): only("security_officer"),
    ("/admin/roles/new", "GET"): only("security_officer"),
    ("/admin/roles/new", "POST"): only("security_officer"),
    ("/admin/roles/<int:grant_id>/revoke", "POST"): only("security_officer", kind="grant"),
    ("/admin/roles/requests", "POST"): only(
        "security_officer", kind="request", decision="grant", request="{request_id}"
    ),
    # Of the own account: told that it cannot be (see test_hands.py); enabling it is not there.
    ("/admin/hands/<int:account_id>/enable", "POST"): only(
        "security_officer", kind="account", words="hand"
    ),
    ("/admin/hands/<int:account_id>/disable", "POST"): OWN_TOO,
    ("/admin/hands/<int:account_id>/link", "POST"): OWN_TOO,
}
