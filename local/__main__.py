"""The laptop cloud's command line, behind `make up`, `make down`, `make reset`, `make logs`, `make broadcast`."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time

import requests

from kernel import environment
from local import daemon, deploy, node, seed
from local.api_client import Person
from local.payments import connect_stand_in
from local.progress import console, step
from local.publisher import publish
from local.settings import Settings


def up(settings: Settings, *, with_seed: bool = True) -> None:
    """Everything from node packages to the seeded world; what is done already takes no time."""
    began = time.monotonic()
    environment.adopt(settings.credentials())
    with step("Node packages") as doing:
        for folder in node.FOLDERS:
            doing.tell(folder)
            node.install(settings, folder)
    with step("Web app"):
        node.build_web(settings)
    with step("Laptop cloud"):
        daemon.start(settings)
    if deploy.needed(settings):
        with step("cdk deploy") as doing:
            deploy.deploy(settings, doing)
        with step("Payments"):
            connect_stand_in(settings)
    if with_seed and not seed.is_seeded(settings):
        with step("A small world") as doing:
            seed.seed(settings, doing)
    with step("The page answers"):
        requests.get(settings.site_url, timeout=30).raise_for_status()
    welcome(settings, time.monotonic() - began)


def welcome(settings: Settings, seconds: float) -> None:
    console.print(f"\n[bold]마당 Madang is up[/bold] in {seconds:.0f} s\n")
    console.print(f"  Watch, broadcast, sell   [bold cyan]{settings.site_url}[/bold cyan]")
    console.print(f"  AWS on this laptop       {settings.aws_url}   (account 000000000000, us-east-1)")
    console.print(f"  Mailbox (sign-up codes)  {settings.aws_url}/_ministack/ses/messages")
    if seed.is_seeded(settings):
        streamer = seed.account(settings, seed.WORLD[0]["email"], seed.WORLD[0]["name"])
        channel = streamer.call("GET", "/v1/me/channels")["items"][0]
        url = streamer.ingest_url(channel["id"])
        server, _, key = url.rpartition("/")
        people = f"{seed.WORLD[0]['email']}, {seed.VIEWER['email']} or {seed.OFFICE[0][0]}"
        console.print(f"\n  Sign in as {people}, password {seed.PASSWORD}")
        console.print(f"\n  OBS      server {server}/   key {key}", soft_wrap=True)
        console.print(
            "  ffmpeg   ffmpeg -re -i VIDEO.mp4 -c:v libx264 -preset veryfast -tune zerolatency -g 60 -c:a aac "
            f"-f flv {url}",
            soft_wrap=True,
        )
        console.print(f"\n  make broadcast sends a test picture to {channel['name']}")
    console.print("  make down stops, make reset forgets, make logs follows\n")


def down(settings: Settings) -> None:
    with step("Stopping"):
        daemon.stop(settings)


def reset(settings: Settings) -> None:
    down(settings)
    for folder in ("state", "spool", "cdk.out"):
        shutil.rmtree(settings.home / folder, ignore_errors=True)
    console.print("Everything that was stored is gone.")


def logs(settings: Settings) -> None:
    files = [str(settings.logs / name) for name in ("cloud.log", "media.log")]
    os.execvp(  # noqa: S606 - a fixed program, without a shell
        "tail", ["tail", "-n", "50", "-F", *files]
    )


def status(settings: Settings) -> None:
    running = daemon.is_up(settings)
    console.print(f"The laptop cloud is {'up' if running else 'down'} ({settings.site_url}).")
    sys.exit(0 if running else 1)


def broadcast(settings: Settings) -> None:
    """The test picture, live on the seeded channel until Ctrl-C."""
    person = Person(settings, seed.WORLD[0]["email"], seed.PASSWORD, seed.WORLD[0]["name"])
    person.sign_in()
    channel = person.call("GET", "/v1/me/channels")["items"][0]
    console.print(f"Live: {settings.site_url}/watch/live/{channel['id']}   (Ctrl-C ends it)")
    process = publish(person.ingest_url(channel["id"]))
    try:
        process.wait()
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser("python -m local")
    commands = {"up": up, "down": down, "reset": reset, "logs": logs, "status": status, "broadcast": broadcast}
    parser.add_argument("command", choices=[*commands, "build-web"])
    given = parser.parse_args()
    settings = Settings.read()
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        if given.command == "build-web":
            node.install(settings, "infra")
            node.install(settings, "web")
            node.build_web(settings)
        else:
            commands[given.command](settings)
    except (node.BuildFailed, daemon.CloudFailed, subprocess.CalledProcessError, TimeoutError) as error:
        console.print(f"[red]{error}[/red]", soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
