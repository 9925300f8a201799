"""Accounts: passwords, sign-ins, one-time links, second factors, grants."""
