"""Settings of single sign-on."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from beadle.accounts.entry.origin import is_loopback
from beadle.accounts.terms import Role
from beadle.platform.settings import Section


class Mapping(BaseModel):
    """What people get whose claim has that value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: str = Field(min_length=1, max_length=200, description="The claim's value, such as the name of a group.")
    role: Role = Field(description="The role that goes with it.")
    groups: tuple[str, ...] = Field((), description="Names of the camera groups; none means every camera.")
    purposes: tuple[str, ...] = Field((), description="Keys of the purposes; none means every purpose.")


class OidcSettings(Section):
    """Single sign-on with the council's own directory (OpenID Connect). The client's secret is not here but in
    BEADLE_OIDC_CLIENT_SECRET or in the line `oidc_client_secret` of secrets.toml.
    """

    section: ClassVar[str] = "accounts.oidc"

    issuer: str = Field(
        "",
        max_length=300,
        description='The directory, such as "https://login.example.gov.uk/tenant/v2.0"; "" for no single sign-on.',
    )
    client_id: str = Field("", max_length=200, description="What the directory calls this installation.")
    name: str = Field("Single sign-on", max_length=60, description="What stands on the button.")
    scopes: tuple[str, ...] = Field(
        ("openid", "profile"), description="What is asked for; the claim with the groups may need one of its own."
    )
    claim: str = Field("groups", max_length=100, description="The claim that says what people may do.")
    map: tuple[Mapping, ...] = Field(
        (), description="Which value of the claim gives which role: value, role, groups (names), purposes (keys)."
    )
    name_claim: str = Field(
        "preferred_username", max_length=100, description="The claim that new users are named after."
    )
    create_users: bool = Field(
        default=False,
        description="Make a user at the first sign-in of somebody whose claim is mapped. Else only users come in who"
        " linked their directory account on their own page.",
    )
    demand_amr: tuple[str, ...] = Field(
        (), description='Let nobody in without one of these in the "amr" claim, such as "mfa".'
    )

    certificate_authority: Path | None = Field(
        None, description="PEM file of the council's own certificate authority, where the directory has its from there."
    )

    @field_validator("issuer")
    @classmethod
    def _is_issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        if not value:
            return value
        if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("write the directory's address, without a query")
        if parts.username is not None or (parts.scheme == "http" and not is_loopback(parts.hostname)):
            raise ValueError("it must begin with https://")
        return value
