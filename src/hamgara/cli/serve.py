"""`hamgara serve`: serve an instance."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from hamgara.cli.instance import enter_instance
from hamgara.cli.options import InstanceFolder
from hamgara.cli.refusal import refuse

__all__ = ["run_server", "serve"]


def serve(
    folder: InstanceFolder,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen at.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")] = 2,
) -> None:
    """Serve the instance in DIR until interrupted. HAMGARA_HOSTS names the hosts that it answers to."""
    enter_instance(folder)
    run_server(host, port, workers)


def run_server(host: str, port: int, workers: int) -> None:
    """Make the instance that was entered ready, and serve it; returns when interrupted."""
    from granian import Granian
    from granian.constants import Interfaces

    from hamgara.web.instance import prepare_instance

    _check_free(host, port)
    prepare_instance()
    typer.echo(f"serving at http://{f'[{host}]' if ':' in host else host}:{port}/ (Ctrl+C ends it)", err=True)
    Granian(
        "hamgara.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
    ).serve()


def _check_free(host: str, port: int) -> None:
    """The server would otherwise start, fail in its processes, and start again."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        refuse(f"cannot listen at {host} port {port}: {error.strerror or error}")
