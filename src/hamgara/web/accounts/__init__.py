"""Accounts: joining by a one-time code, signing in, preferences and keys. No e-mail address is asked anywhere."""
