"""Templates that can insert, choose and repeat, and nothing else.

The sandbox refuses private attributes; beyond that only the kinds of node below are let through, so that there is no
call, no arithmetic, no loop within a loop: what a template can make is bounded by its own length and its variables'.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Concat,
    nodes.Filter,
    nodes.Getattr,
    nodes.Getitem,
)
_FILTERS = {"length", "join", "trim"}
_OF_LOOP = {"index", "index0", "first", "last", "length"}


class UnusableTemplate(Exception):
    """For the registry, which says to the operator where it stands."""


_environment = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, loader=None, trim_blocks=True, lstrip_blocks=True
)
_environment.globals.clear()


class Part:
    """One message's template. Raises UnusableTemplate at once where it uses what is not allowed."""

    def __init__(self, text: str) -> None:
        try:
            tree = _environment.parse(text)
            _refuse_unknown(tree)
            self.names: frozenset[str] = frozenset(find_undeclared_variables(tree))
            self.repeated: frozenset[str] = frozenset(
                loop.iter.name for loop in tree.find_all(nodes.For) if isinstance(loop.iter, nodes.Name)
            )
            self._template: Template = _environment.from_string(text)
        except TemplateSyntaxError as problem:
            raise UnusableTemplate(f"line {problem.lineno} of a part is no template ({problem.message})") from None
        except TemplateError as problem:
            raise UnusableTemplate(str(problem)) from None

    def render(self, variables: Mapping[str, Any]) -> str:
        """Raises UnusableTemplate where the values do not fit what the template does with them."""
        try:
            return self._template.render({name: variables[name] for name in self.names}).strip()
        except (TemplateError, TypeError) as problem:
            raise UnusableTemplate(str(problem)) from None


def _refuse_unknown(tree: nodes.Template) -> None:
    for node in _below(tree):
        match node:
            case nodes.Filter() if node.name not in _FILTERS or node.args or node.kwargs:
                _no(node, f"the filter {node.name}", "only length, join and trim, without arguments, are")
            case nodes.Getattr() if not _is_loop(node.node) or node.attr not in _OF_LOOP:
                _no(node, f"the attribute {node.attr}", "only index, index0, first, last and length of loop are")
            case nodes.Getitem() if not (_is_number(node.arg) or _is_loop(getattr(node.arg, "node", None))):
                _no(node, "this index", "only a number or loop.index0 is")
            case nodes.For() if node.recursive or node.test or not isinstance(node.iter, nodes.Name):
                _no(node, "this loop", "only one over a variable, without a condition, is")
            case nodes.For() if any(_below_of_type(node, nodes.For)):
                _no(node, "a loop within a loop", "write them one after the other")
            case _ if not isinstance(node, _ALLOWED):
                _no(node, type(node).__name__.lower(), "a template may insert, choose and repeat")


def _no(node: nodes.Node, what: str, instead: str) -> None:
    raise UnusableTemplate(f"line {node.lineno} of a part uses {what}, which is not allowed: {instead}")


def _is_loop(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.Name) and node.name == "loop"


def _is_number(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, int)


def _below(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _below(child)


def _below_of_type(node: nodes.Node, kind: type[nodes.Node]) -> Iterator[nodes.Node]:
    return (one for one in _below(node) if one is not node and isinstance(one, kind))
