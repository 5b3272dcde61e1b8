"""`beadle tls`: a certificate for a site that has none, from an authority of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from beadle.accounts.settings import CouncilSettings
from beadle.platform import authority, terminal
from beadle.platform.clock import SYSTEM
from beadle.platform.errors import NotFound
from beadle.platform.settings import Settings
from beadle.processes.encryption import local_authority
from beadle.processes.settings import ServerSettings

app = typer.Typer(no_args_is_help=True)
DataDir = Annotated[Path, typer.Option("--data", help="The data folder.", envvar="BEADLE_DATA")]
_DEFAULT_DATA = Path("beadle-data")

_INSTALL = """
Install the authority's certificate on every PC that opens Beadle, once:
  [bold]{file}[/]
It is no secret. Beadle also gives it out at [bold]{address}authority.crt[/]; compare its fingerprint then:
  {fingerprint}

  Windows, one PC     as administrator: certutil -addstore Root authority.crt
  Windows, many PCs   Group Policy: Computer Configuration > Windows Settings > Security Settings >
                      Public Key Policies > Trusted Root Certification Authorities > Import
  macOS               sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain authority.crt
  Debian, Ubuntu      sudo cp authority.crt /usr/local/share/ca-certificates/beadle.crt && sudo update-ca-certificates
  Firefox             Settings > Certificates > View Certificates > Authorities > Import (or let it use the system's)

The authority is good for the names above and no others. Back up [bold]authority.key[/], and give it to nobody.
The server's certificate is renewed by itself 30 days before it ends; nothing is to be installed then.
"""


@app.command()
def make(
    host: Annotated[
        list[str],
        typer.Option("--host", help="A name or address by which PCs open Beadle; as many as there are."),
    ],
    data: DataDir = _DEFAULT_DATA,
    new_authority: Annotated[
        bool, typer.Option("--new-authority", help="Make a new authority; it has to be installed on the PCs again.")
    ] = False,
) -> None:
    """Make a certificate for these names, and the authority behind it where there is none yet."""
    hosts = authority.checked_hosts(host)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = Settings.load(data / "beadle.toml")
    local = local_authority(data.resolve())
    made = local.make(settings.section(CouncilSettings).name, hosts, SYSTEM, anew=new_authority)
    console = terminal.console()
    ends = authority.ends_at(local.pair[0].read_bytes())
    console.print(f"Made a certificate for {', '.join(hosts)}, good until {ends:%Y-%m-%d}.", soft_wrap=True)
    if not made:
        console.print("It is from the same authority as before: nothing is to be installed on the PCs.")
        return
    _explain(console, local.certificate, hosts[0], settings.section(ServerSettings).port)


@app.command()
def show(data: DataDir = _DEFAULT_DATA) -> None:
    """Say what the site's certificate is good for, when it ends, and how its authority is installed."""
    local = local_authority(data.resolve())
    if not local.exists():
        raise NotFound("This site has no authority of its own.", advice="Make one: beadle tls make --host NAME.")
    chain = local.pair[0].read_bytes()
    hosts, ends = authority.hosts_of(chain), authority.ends_at(chain)
    console = terminal.console()
    console.print(f"The certificate is for {', '.join(hosts)}, good until {ends:%Y-%m-%d}.", soft_wrap=True)
    settings = Settings.load(data / "beadle.toml").section(ServerSettings)
    _explain(console, local.certificate, hosts[0], settings.port)


def _explain(console: Console, file: Path, host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    address = f"https://{shown}:{port}/"
    fingerprint = authority.fingerprint_of(file.read_bytes())
    console.print(_INSTALL.format(file=file, address=address, fingerprint=fingerprint), soft_wrap=True)
