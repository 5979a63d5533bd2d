"""Links that an admin gives: fetched from named hosts at public addresses, however the redirects lead."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.assemble.link_intake import LinkIntake, take_links
from bot.errors import NotFetched
from bot.fetching.addresses import is_public
from bot.fetching.links import Links, Rules
from bot.fetching.media_types import document_name

PAGE = b"<html><body><h2>What is drift?</h2><p>A change of the inputs.</p></body></html>"


@asynccontextmanager
async def server(answers: dict[str, bytes], heads: list[str] | None = None) -> AsyncIterator[tuple[int, list[str]]]:
    """Its port, and the hosts and paths that it was asked for, robots.txt left out; `heads` gets whole requests."""
    seen: list[str] = []
    asked = heads if heads is not None else []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        path = lines[0].split()[1]
        host = next(line.split(": ")[1] for line in lines if line.lower().startswith("host: "))
        if path != "/robots.txt":
            seen.append(f"{host} {path}")
        asked.append(head)
        writer.write(answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1], seen


def page(body: bytes = PAGE, kind: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}\r\n"
    return head.encode() + body


def status(line: str) -> bytes:
    return f"HTTP/1.1 {line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


def links(*hosts: str, max_bytes: int = 1000, internal: tuple[str, ...] = (), **addresses: str) -> Links:
    """Hosts are at 127.0.0.1, which stands for a public address here; every other address is what it is."""

    async def resolve(host: str, port: int) -> list[str]:
        found = addresses.get(host.partition(".")[0], "127.0.0.1")
        if not found:
            raise OSError("no such host")
        return found.split()

    rules = Rules.of(max_bytes, hosts, internal)
    return Links(rules, resolve, lambda address: address == "127.0.0.1" or is_public(address))


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_a_page_is_saved_with_a_name_made_of_its_link(tmp_path: Path) -> None:
    async with server({"/guide/faq": page()}) as (port, seen):
        found = await links("docs.example.org").fetch(f"http://docs.example.org:{port}/guide/faq", tmp_path)
    assert (found.file, found.host, found.name) == (tmp_path / "document", "docs.example.org", "guide-faq.html")
    assert (tmp_path / "document").read_bytes() == PAGE
    assert seen == [f"docs.example.org:{port} /guide/faq"]


async def test_a_redirect_to_another_named_host_is_followed(tmp_path: Path) -> None:
    known = links("docs.example.org", "wiki.example.org")
    answers = {"/new.md": page(b"# Drift", "text/markdown")}
    async with server(answers) as (port, seen):
        answers["/old"] = redirect(f"http://wiki.example.org:{port}/new.md")
        found = await known.fetch(f"http://docs.example.org:{port}/old", tmp_path)
    assert seen == [f"docs.example.org:{port} /old", f"wiki.example.org:{port} /new.md"]
    assert (found.host, found.name) == ("wiki.example.org", "new.md")


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
        found = await known.fetch(f"http://docs.example.org:{port}/fits", tmp_path)
    assert found.file is not None
    assert found.file.stat().st_size == 1000


async def test_what_is_no_document_is_refused(tmp_path: Path) -> None:
    async with server({"/a.png": page(b"x", "image/png"), "/run": page(b"x", "application/octet-stream")}) as (port, _):
        for path in ("a.png", "run"):
            with pytest.raises(NotFetched, match="no document"):
                await links("docs.example.org").fetch(f"http://docs.example.org:{port}/{path}", tmp_path)
    assert not left_in(tmp_path)


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (page(b"User-agent: *\nDisallow: /guide", "text/plain"), False),
        (page(b"User-agent: *\nDisallow: /\n\nUser-agent: interview-coach\nAllow: /", "text/plain"), True),
        (page(b"User-agent: *\nDisallow: /private", "text/plain"), True),
        (page(b"<html>no such page</html>"), True),
        (status("404 Not Found"), True),
        (status("503 Service Unavailable"), False),
        (redirect("/elsewhere.txt"), False),
        (redirect("http://inner.example.org/robots.txt"), False),
    ],
)
async def test_what_a_site_keeps_from_programs_is_left_alone(tmp_path: Path, robots: bytes, allowed: bool) -> None:
    answers = {
        "/guide/faq": page(),
        "/robots.txt": robots,
        "/elsewhere.txt": page(b"User-agent: *\nDisallow: /guide", "text/plain"),
    }
    known = links("docs.example.org", "inner.example.org", inner="10.0.0.7")
    async with server(answers) as (port, seen):
        link = f"http://docs.example.org:{port}/guide/faq"
        if allowed:
            assert (await known.fetch(link, tmp_path)).file
        else:
            with pytest.raises(NotFetched):
                await known.fetch(link, tmp_path)
            assert f"docs.example.org:{port} /guide/faq" not in seen


async def test_the_coach_says_who_it_is_and_wants_nothing_packed(tmp_path: Path) -> None:
    heads: list[str] = []
    async with server({"/faq": page()}, heads) as (port, _):
        await links("docs.example.org").fetch(f"http://docs.example.org:{port}/faq", tmp_path)
    assert len(heads) == 2
    for head in heads:
        assert "user-agent: interview-coach" in head.lower()
        assert "accept-encoding: identity" in head.lower()


async def test_a_private_address_is_asked_only_for_a_host_that_the_settings_name(tmp_path: Path) -> None:
    async with server({"/faq": page()}) as (port, _):
        link = f"http://wiki.corp.example:{port}/faq"
        rules = Rules.of(1000, None)

        async def resolve(host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

        with pytest.raises(NotFetched, match="COACH_INGEST_INTERNAL_HOSTS"):
            await Links(rules, resolve).fetch(link, tmp_path)
        named = Rules.of(1000, None, ("Wiki.corp.example",))
        assert (await Links(named, resolve).fetch(link, tmp_path)).file


async def test_a_document_that_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    heads: list[str] = []
    marks = 'ETag: "v1"\r\nLast-Modified: Mon, 02 Mar 2026 10:00:00 GMT\r\n'
    answers = {"/faq": page(more=marks)}
    intake = LinkIntake(tmp_path, links("docs.example.org"))
    async with server(answers, heads) as (port, _):
        link = f"http://docs.example.org:{port}/faq"
        first = await intake.take(link)
        answers["/faq"] = status("304 Not Modified")
        again = await intake.take(link)
        answers["/faq"] = page(b"<p>What is drift? Another text.</p>")
        changed = await intake.take(link)
    assert again == first
    assert first.read_bytes() == PAGE
    assert datetime.fromtimestamp(first.stat().st_mtime, UTC) == datetime(2026, 3, 2, 10, tzinfo=UTC)
    conditional = [head for head in heads if "/faq" in head.split("\r\n")[0]]
    assert "if-none-match" not in conditional[0].lower()
    for head in conditional[1:]:
        assert 'If-None-Match: "v1"' in head
        assert "If-Modified-Since: Mon, 02 Mar 2026 10:00:00 GMT" in head
    assert (changed.parent.name, changed.name) == (first.parent.name, first.name)
    assert changed != first


async def test_a_document_that_was_swept_away_is_fetched_whole(tmp_path: Path) -> None:
    heads: list[str] = []
    intake = LinkIntake(tmp_path, links("docs.example.org"))
    async with server({"/faq": page(more='ETag: "v1"\r\n')}, heads) as (port, _):
        first = await intake.take(f"http://docs.example.org:{port}/faq")
        first.unlink()
        assert await intake.take(f"http://docs.example.org:{port}/faq") == first
    assert not any("if-none-match" in head.lower() for head in heads)


async def test_a_damaged_list_of_links_only_costs_a_whole_fetch(tmp_path: Path) -> None:
    intake = LinkIntake(tmp_path, links("docs.example.org"))
    (tmp_path / "links.json").write_text('{"torn')
    async with server({"/faq": page()}) as (port, _):
        assert (await intake.take(f"http://docs.example.org:{port}/faq")).is_file()


async def test_one_bad_link_does_not_stop_the_others(tmp_path: Path) -> None:
    intake = LinkIntake(tmp_path, links("docs.example.org"))
    async with server({"/faq": page()}) as (port, _):
        root = f"http://docs.example.org:{port}"
        paths, refused = await take_links(intake, [f"{root}/gone", f"{root}/faq"])
    assert [path.name for path in paths] == ["faq.html"]
    assert [(link, "404" in sentence) for link, sentence in refused] == [(f"{root}/gone", True)]


@pytest.mark.parametrize(
    ("link", "kind", "name"),
    [
        ("https://a.org/docs/intro/", "text/html", "docs-intro.html"),
        ("https://a.org/", "text/html; charset=utf-8", "index.html"),
        ("https://a.org/faq.php?id=7", "text/html", "faq-id=7.html"),
        ("https://a.org/v1.2", "text/html", "v1.2.html"),
        ("https://a.org/raw/README.md", "text/plain", "raw-README.md"),
        ("https://a.org/notes", "text/plain", "notes.txt"),
        ("https://a.org/book.pdf", "application/octet-stream", "book.pdf"),
        ("https://a.org/q.htm", "text/html", "q.htm"),
        ("https://a.org/all.tar.gz", "application/gzip", "all.tar.gz"),
        ("https://a.org/export", "application/pdf", "export.pdf"),
    ],
)
def test_a_document_is_named_so_that_it_is_read_as_what_it_is(link: str, kind: str, name: str) -> None:
    assert document_name(httpx.URL(link), kind) == name


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
