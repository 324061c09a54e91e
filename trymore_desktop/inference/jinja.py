"""Chat templates in Jinja, with what transformers offers them, in a sandbox.

The names are those of transformers' `apply_chat_template` (its chat_template_utils.py), for which
the templates are written.
"""

import json
from collections.abc import Sized
from datetime import datetime
from typing import Any

from jinja2 import Template, TemplateError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

LARGEST_TEXT = 1 << 20
"""Elements that repeating a text or a list in a template may give."""
LARGEST_POWER = 64


class Generation(Extension):
    """`{% generation %}` … `{% endgeneration %}` marks replies for trainers; here, just text."""

    tags = {"generation"}  # noqa: RUF012 - as the base class has it

    def parse(self, parser: Parser) -> nodes.Node:
        """The marked part; what is set in it stays in it."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return nodes.Scope(body, lineno=line)


class Careful(ImmutableSandboxedEnvironment):
    """A sandbox in which no product takes the computer's memory, not even while compiling."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """A product or a power, as long as it is a small one."""
        if operator == "**" and abs(right) > LARGEST_POWER:
            raise TemplateError("the power is too large")
        for many, times in ((left, right), (right, left)):
            repeats = isinstance(many, Sized) and isinstance(times, int)
            if repeats and len(many) * times > LARGEST_TEXT:
                raise TemplateError("the product is too large")
        return super().call_binop(context, operator, left, right)


def compile_template(source: str) -> Template:
    """A template that may loop and count, but not reach the program.

    Raises:
        TemplateError: and others for a source of any content.
    """
    environment = Careful(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
    )
    environment.filters["tojson"] = _json
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = _now
    return environment.from_string(source)


def _json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """As it is; Jinja's own would write HTML."""
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=indent,
        separators=separators,
        sort_keys=sort_keys,
    )


def _refuse(message: str) -> None:
    raise TemplateError(message)


def _now(form: str) -> str:
    """The person's date and time, as they read it on their clock."""
    return datetime.now().astimezone().strftime(form)
