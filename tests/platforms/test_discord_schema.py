"""The judge of request bodies: what it finds, where it says so, and what it leaves alone."""

import json
from typing import Any

import pytest

from tests.platforms.discord.reduce_schema import REDUCED, ROUTES, reduce, written
from tests.platforms.discord.schema import FULL, Judge

POSTING = ("POST", "/channels/{channel}/messages")
FORM = ("POST", "/interactions/{id}/{token}/callback")
COMMANDS = ("PUT", "/applications/{application_id}/commands")

judged = pytest.mark.skipif(
    bool(Judge().silent_because), reason="needs ../shared/data/platform/discord_openapi.json, not a part of the project"
)


def button(**more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Next", "custom_id": "next"} | more


def form(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 9, "data": {"title": "Why?", "custom_id": "why", "components": list(components)}}


def label(**more: Any) -> dict[str, Any]:
    return {"type": 18, "label": "Why", "component": {"type": 4, "custom_id": "why", "style": 2} | more}


def container(*components: dict[str, Any]) -> dict[str, Any]:
    return {"flags": 32768, "components": [{"type": 17, "id": 5, "components": list(components)}]}


@judged
@pytest.mark.parametrize(
    ("method", "route", "body"),
    [
        (*POSTING, {"content": "Hello", "nonce": "abc", "enforce_nonce": True}),
        (*POSTING, {"content": "Hello", "nonce": 123, "allowed_mentions": {"parse": []}, "embeds": None}),
        (*POSTING, container({"type": 10, "content": "x"}, {"type": 1, "components": [button()] * 5})),
        (*POSTING, container({"type": 12, "items": [{"media": {"url": "attachment://chart.png"}}]})),
        (*POSTING, {"content": "x", "flags": "4"}),
        (*FORM, form(label())),
        (*FORM, {"type": 5, "data": {"flags": 64}}),
        (*FORM, {"type": 6}),
        ("POST", "/users/@me/channels", {"recipient_id": 123}),
        ("POST", "/users/@me/channels", {"recipient_id": "123"}),
        ("PATCH", "/webhooks/{id}/{token}/messages/@original", container({"type": 10, "content": "x"})),
        ("POST", "/channels/{channel}/typing", None),
        (*COMMANDS, [{"name": "ask", "description": "Asks", "type": 1, "contexts": [0, 1, 2]}]),
    ],
)
def test_what_fits(method: str, route: str, body: Any) -> None:
    judge = Judge()
    assert judge.check(method, route, body) == []
    assert judge.validated == {f"{method} {route}": 1}
    assert not judge.rejected
    assert not judge.unknown


@judged
@pytest.mark.parametrize(
    ("method", "route", "body", "error"),
    [
        (*POSTING, {"content": 5}, "content: 5 is not of type string or null"),
        (*POSTING, {"nonce": "x" * 26}, "nonce: 'xxxxxxxxxxxxxxxxxxxxxxxxxx' is too long"),
        (*POSTING, {"components": [{"type": 99}]}, "components[0]: type 99 is none of [1, 9, 10, 12, 13, 14, 17]"),
        (*POSTING, container({"type": 10}), "components[0].components[0]: 'content' is a required property"),
        (*POSTING, container({"type": 17, "components": []}), "components[0].components[0]: type 17 is none of"),
        (
            *POSTING,
            container({"type": 1, "components": [button(), button(label="x" * 81)]}),
            "components[0].components[0].components[1].label: 'x",
        ),
        (*POSTING, container({"type": 9, "components": []}), "components[0].components[0]: 'accessory' is a required"),
        (*POSTING, container() | {"flags": "many"}, "flags: 'many' is not of type integer or null"),
        (*POSTING, [], "[] is not of type object"),
        (*POSTING, None, "a body is required"),
        (*FORM, form(label(style=3)), "data.components[0].component.style: 3 is not one of [1, 2]"),
        (*FORM, form(label()) | {"type": 10}, "type 10 is none of [1, 4, 5, 6, 7, 8, 9, 12, 13]"),
        (*FORM, form(), "data.components: [] should be non-empty"),
        ("POST", "/users/@me/channels", {"recipient_id": "me"}, "recipient_id: 'me' does not match"),
        ("POST", "/channels/{channel}/typing", {"for": 5}, "this route takes no body"),
        (*COMMANDS, [{"name": "ask", "options": [{"type": 3, "name": "x"}]}], "[0].options[0]: 'description' is a"),
    ],
)
def test_what_does_not(method: str, route: str, body: Any, error: str) -> None:
    judge = Judge()
    errors = judge.check(method, route, body)
    assert any(one.startswith(error) for one in errors), errors
    [rejected] = judge.rejected
    assert rejected.errors == tuple(errors)


@judged
def test_all_that_is_wrong_is_told_at_once() -> None:
    body = form(label(style=3), {"type": 18, "label": "x" * 46})
    assert len(Judge().check(*FORM, body)) == 3


@judged
def test_fields_that_discord_ignores_are_noted_and_pass() -> None:
    judge = Judge()
    assert judge.check(*POSTING, container({"type": 10, "content": "x", "colour": 1}) | {"text": "x"}) == []
    assert judge.unknown == {
        "POST /channels/{channel}/messages: text": 1,
        "POST /channels/{channel}/messages: components[0].components[0].colour": 1,
    }


def test_a_route_that_is_not_there_is_not_judged() -> None:
    judge = Judge()
    assert judge.check("POST", "/nowhere", {"a": 1}) == []
    assert judge.unjudged == {"POST /nowhere": 1}
    assert not judge.validated


def test_without_a_document_the_judge_says_that_it_judges_nothing(tmp_path: Any) -> None:
    judge = Judge(tmp_path / "nothing.json")
    assert judge.check(*POSTING, {"content": 5}) == []
    assert judge.silent_because
    assert not judge.validated


@judged
@pytest.mark.skipif(not FULL.exists(), reason="needs ../shared/data/platform/discord_openapi.json")
def test_the_reduced_document_judges_alike(tmp_path: Any) -> None:
    reduced = reduce(json.loads(FULL.read_text("utf-8")), ROUTES)
    (tmp_path / "reduced.json").write_text(written(reduced), "utf-8")
    judge = Judge(tmp_path / "reduced.json")
    for body in ({"content": "x"}, {"content": 5}, container({"type": 10}), container({"type": 99})):
        assert judge.check(*POSTING, body) == Judge().check(*POSTING, body)
    assert judge.check(*FORM, form(label(style=3))) == ["data.components[0].component.style: 3 is not one of [1, 2]"]
    words = {key for schema in reduced["components"]["schemas"].values() for key in schema}
    assert not words & {"description", "title", "examples"}


@pytest.mark.skipif(not (FULL.exists() and REDUCED.exists()), reason="needs both documents, the full and the reduced")
def test_the_reduced_copy_is_what_the_script_makes() -> None:
    assert REDUCED.read_text("utf-8") == written(reduce(json.loads(FULL.read_text("utf-8")), ROUTES))
