"""Links that an admin gives: fetched from named hosts at public addresses, however the redirects lead."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.assemble.links import Links, is_public
from bot.errors import NotFetched

PAGE = b"<html><body><h2>What is drift?</h2><p>A change of the inputs.</p></body></html>"


@asynccontextmanager
async def server(answers: dict[str, bytes]) -> AsyncIterator[tuple[int, list[str]]]:
    """Its port, and the request lines and hosts that it was asked with."""
    seen: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        path = lines[0].split()[1]
        host = next(line.split(": ")[1] for line in lines if line.lower().startswith("host: "))
        seen.append(f"{host} {path}")
        writer.write(answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1], seen


def page(body: bytes = PAGE, kind: str = "text/html; charset=utf-8") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


def links(*hosts: str, max_bytes: int = 1000, **addresses: str) -> Links:
    """Hosts are at 127.0.0.1, which stands for a public address here; every other address is what it is."""

    async def resolve(host: str, port: int) -> list[str]:
        found = addresses.get(host.partition(".")[0], "127.0.0.1")
        if not found:
            raise OSError("no such host")
        return found.split()

    return Links(hosts, max_bytes, resolve, lambda address: address == "127.0.0.1" or is_public(address))


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_page_is_saved_with_a_name_made_of_its_link(tmp_path: Path) -> None:
    async with server({"/guide/faq": page()}) as (port, seen):
        found = await links("docs.example.org").fetch(f"http://docs.example.org:{port}/guide/faq", tmp_path)
    assert found == (tmp_path / "document", "docs.example.org", "guide-faq.html")
    assert found[0].read_bytes() == PAGE
    assert seen == [f"docs.example.org:{port} /guide/faq"]


async def test_a_redirect_to_another_named_host_is_followed(tmp_path: Path) -> None:
    known = links("docs.example.org", "wiki.example.org")
    answers = {"/new.md": page(b"# Drift", "text/markdown")}
    async with server(answers) as (port, seen):
        answers["/old"] = redirect(f"http://wiki.example.org:{port}/new.md")
        _, host, name = await known.fetch(f"http://docs.example.org:{port}/old", tmp_path)
    assert seen == [f"docs.example.org:{port} /old", f"wiki.example.org:{port} /new.md"]
    assert (host, name) == ("wiki.example.org", "new.md")


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://inner.example.org/", "inner.example.org is not a public address"),
        ("http://mixed.example.org/", "mixed.example.org is not a public address"),
        ("http://169.254.169.254/latest", "COACH_INGEST_HOSTS"),
        ("http://other.example.org/", "COACH_INGEST_HOSTS"),
        ("http://gone.example.org/", "There is no host gone.example.org"),
        ("file:///etc/passwd", "no plain http or https link"),
        ("/old", "leads on and on"),
    ],
)
async def test_a_redirect_has_to_keep_the_rules_too(tmp_path: Path, to: str, reason: str) -> None:
    hosts = ("docs.example.org", "inner.example.org", "mixed.example.org", "gone.example.org")
    known = links(*hosts, inner="10.0.0.7", mixed="127.0.0.1 ::ffff:10.0.0.7", gone="")
    async with server({"/old": redirect(to)}) as (port, _):
        with pytest.raises(NotFetched, match=reason):
            await known.fetch(f"http://docs.example.org:{port}/old", tmp_path)
    assert not left_in(tmp_path)


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("https://docs.example.org/", r"not fetched from docs.example.org: the setting COACH_INGEST_HOSTS .*\(none\)"),
        ("ftp://docs.example.org/", "no plain http or https link"),
        ("http://me:secret@docs.example.org/", "http://docs.example.org/ is no plain"),
        ("http://[::1", "could not be fetched"),
    ],
)
async def test_without_named_hosts_nothing_is_fetched(tmp_path: Path, link: str, reason: str) -> None:
    with pytest.raises(NotFetched, match=reason) as refused:
        await links().fetch(link, tmp_path)
    assert "secret" not in str(refused.value)


async def test_what_is_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    async with server({"/big": page(b"x" * 1001), "/fits": page(b"x" * 1000)}) as (port, _):
        known = links("docs.example.org")
        with pytest.raises(NotFetched, match="more than"):
            await known.fetch(f"http://docs.example.org:{port}/big", tmp_path)
        with pytest.raises(NotFetched, match="answers 404"):
            await known.fetch(f"http://docs.example.org:{port}/gone", tmp_path)
        file, _, _ = await known.fetch(f"http://docs.example.org:{port}/fits", tmp_path)
    assert file.stat().st_size == 1000


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:8.8.8.8", "2002:0a00:0001::1",
     "64:ff9b::10.0.0.1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
)  # fmt: skip
def test_an_address_that_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111"])
def test_an_address_that_is_public(address: str) -> None:
    assert is_public(address)
