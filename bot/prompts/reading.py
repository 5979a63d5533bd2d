"""One version of one prompt: a file with what it is for, what it is given and two templates.

---
purpose: Answer from passages, with citations.
variables: {question: untrusted, passages: untrusted, sentences: trusted}
parameters: {temperature: 0, max_tokens: 300, stop: ["\\n\\n"], seed: 0}
schema: {type: object, properties: {...}}     # optional: then the reply is JSON of this form
frame: v1                                     # optional: which version of frame/ is added
changelog: First version.
---
# system
Constant as far as it can be, so that a server keeps what it has read of it.
# user
{% for passage in passages %}
{{ passage }}
{% endfor %}
Question: {{ question }}
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import frontmatter
import jsonschema
import regex
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import PromptProblem
from bot.models.values import Parameters
from bot.prompts.prompt import Prompt, Trust, problem_of
from bot.prompts.template import Part, UnusableTemplate

LARGEST_FILE = 64 * 1024
_HEADING = regex.compile(r"(?m)^# (system|user)[ \t]*$")


class _Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    temperature: float = Field(default=0.0, ge=0, le=2)
    max_tokens: int = Field(default=400, ge=1, le=8192)
    stop: tuple[str, ...] = ()
    seed: int | None = 0


class _FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    purpose: str = Field(min_length=1)
    variables: dict[str, Trust] = Field(default_factory=dict)
    parameters: _Parameters = Field(default_factory=_Parameters)
    form: dict[str, Any] | None = Field(default=None, alias="schema")
    frame: str = "v1"
    changelog: str = Field(min_length=1)


def read_prompt(name: str, version: str, raw: bytes, *, packaged: bool = True, needs_user: bool = True) -> Prompt:
    """A prompt without its frame. Raises PromptProblem naming what is wrong, and where."""

    def wrong(what: str) -> PromptProblem:
        return problem_of(name, version, what)

    if len(raw) > LARGEST_FILE:
        raise wrong(f"the file has more than {LARGEST_FILE // 1024} KiB")
    try:
        text = raw.decode("utf-8")
        found, body = frontmatter.parse(text)
        matter = _FrontMatter.model_validate(found)
        if matter.form is not None:
            jsonschema.Draft202012Validator.check_schema(matter.form)
    except UnicodeDecodeError:
        raise wrong("the file is not text in UTF-8") from None
    except yaml.YAMLError as problem:
        raise wrong(f"its front matter is no YAML ({' '.join(str(problem).split())})") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        raise wrong(f"its front matter: {'.'.join(map(str, first['loc'])) or 'all'}: {first['msg'].lower()}") from None
    except jsonschema.SchemaError as problem:
        raise wrong(f"its schema is no JSON schema ({problem.message})") from None
    parts = _parts(body, ("system", "user") if needs_user else ("system",), wrong)
    _check_variables(matter.variables, parts, wrong)
    return Prompt(
        name=name,
        version=version,
        digest=hashlib.sha256(raw).hexdigest(),
        purpose=matter.purpose,
        variables=matter.variables,
        parameters=Parameters(**matter.parameters.model_dump()),
        schema=matter.form,
        changelog=matter.changelog,
        text=text,
        packaged=packaged,
        frame_version=matter.frame,
        parts=parts,
    )


def _parts(body: str, wanted: tuple[str, ...], wrong: Callable[[str], PromptProblem]) -> dict[str, Part]:
    before, *pieces = _HEADING.split(body)
    if before.strip():
        raise wrong("there is text before the line `# system`")
    names, texts = tuple(pieces[::2]), pieces[1::2]
    if names != wanted:
        raise wrong(f"its body needs {' and '.join(f'a line `# {name}`' for name in wanted)}, once and in this order")
    parts = {}
    for name, text in zip(names, texts, strict=True):
        try:
            parts[name] = Part(text.strip())
        except UnusableTemplate as problem:
            raise wrong(f"under `# {name}`, {problem}") from None
    return parts


def _check_variables(
    declared: Mapping[str, Trust], parts: Mapping[str, Part], wrong: Callable[[str], PromptProblem]
) -> None:
    used = frozenset[str]().union(*(part.names for part in parts.values()))
    for name in sorted(used - declared.keys()):
        raise wrong(f"it uses the variable {name!r}, which it does not declare")
    for name in sorted(declared.keys() - used):
        raise wrong(f"it declares the variable {name!r} and does not use it")
    for name in sorted(parts["system"].names):
        if declared[name] == "untrusted":
            raise wrong(f"the variable {name!r} is untrusted and cannot stand under `# system`")
