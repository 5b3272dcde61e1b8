"""Words of signing in."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"  # noqa: S105 - the name of a method
    TOTP = "password+totp"
    RECOVERY_CODE = "password+recovery"
    PASSWORD_PASSKEY = "password+passkey"  # noqa: S105
    PASSKEY = "passkey"
    OIDC = "oidc"


BY_PASSWORD = frozenset({Method.PASSWORD, Method.TOTP, Method.RECOVERY_CODE, Method.PASSWORD_PASSKEY})
"""The ways in which the password was typed."""


class SecondFactor(StrEnum):
    """The strongest second factor that a user has."""

    NONE = "none"
    TOTP = "totp"
    PASSKEY = "passkey"


class Means(StrEnum):
    """What a page may offer for a second factor or a proof."""

    PASSWORD = "password"  # noqa: S105
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"
    OIDC = "oidc"


class Act(StrEnum):
    """What a ticket is for."""

    SECOND_FACTOR = "second-factor"
    PASSKEY_SIGN_IN = "passkey-sign-in"
    PASSKEY_ADD = "passkey-add"
    PROOF = "proof"
    OIDC = "oidc"


class Wish(StrEnum):
    """What a round trip to the directory is for."""

    SIGN_IN = "sign-in"
    PROOF = "proof"
    LINK = "link"


class Action(StrEnum):
    """What signing in writes into the audit log, besides what `accounts.terms.Action` has."""

    PROVE = "session.prove"
    LOCK = "session.lock"
    UNLOCK = "session.unlock"
    SIGN_OUT_EVERYWHERE = "session.sign_out_everywhere"
    ADD_TOTP = "factor.totp_add"
    REMOVE_TOTP = "factor.totp_remove"
    MAKE_RECOVERY_CODES = "factor.recovery_codes"
    ADD_PASSKEY = "factor.passkey_add"
    CHANGE_PASSKEY = "factor.passkey_change"
    REMOVE_PASSKEY = "factor.passkey_remove"
    LINK_OIDC = "factor.oidc_link"
    UNLINK_OIDC = "factor.oidc_unlink"
    END_SESSIONS = "user.end_sessions"
    RESET_FACTORS = "user.reset_second_factors"


class Notice(StrEnum):
    """What a user is told of their own sign-in at the next one."""

    PASSWORD_CHANGED = "password-changed"  # noqa: S105
    PASSWORD_RESET = "password-reset"  # noqa: S105
    TOTP_ADDED = "totp-added"
    TOTP_REMOVED = "totp-removed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    RECOVERY_CODE_USED = "recovery-code-used"
    FACTORS_RESET = "factors-reset"
    DIRECTORY_LINKED = "directory-linked"
    DIRECTORY_UNLINKED = "directory-unlinked"
    NEW_ADDRESS = "new-address"
    SIGNED_OUT_EVERYWHERE = "signed-out-everywhere"
    UNFINISHED = "unfinished-sign-in"
    """The right password was typed and the second factor never came: somebody may know the password."""
