"""Signing in: passwords with a second factor, passkeys, single sign-on, and proving again who is there.

Words: a *second factor* is what somebody has besides the password: a passkey, or a code generator (TOTP) with recovery
codes for the day it is lost; a *ticket* is the server's memory of an act that takes two requests, such as a challenge
for a passkey: single use, minutes long, bound to act, person and session; a *proof* is showing again who is there,
within a session (step-up, unlocking); a *notice* tells a user what happened to their sign-in.

Invariants: a challenge is answered once; a code is taken once; secrets of code generators are stored encrypted,
recovery codes only as keyed hashes; a change of factors ends the person's other sessions; people of another directory
are known by (issuer, subject), never by e-mail; what is disabled here stays shut, whatever the directory says.
"""
