"""Flask's application and its templates, but for costs that every page would have and that ours need not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import markupsafe
from flask import Flask
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from webapp.sessions import Sessions

LEAN_ESCAPE = f"from {__name__} import escaped"


def text_escape(names: Mapping[str, Any]) -> Callable[[str], str]:
    """Escaping of a text that does not make it Markup, which markupsafe has but promises nobody; else its public `escape`."""
    found: Callable[[str], str] = names.get("_escape_inner", escape)
    return found


escape_text = text_escape(vars(markupsafe))


def escaped(value: object) -> str:
    """The value as it is put into a page: what `escape` gives, but not made Markup, as nothing asks it again."""
    if type(value) is str:
        return escape_text(value)
    if type(value) is Markup:
        return value
    if type(value) is int:
        return str(value)
    return escape(value)


class LeanCode(CodeGenerator):
    """Compiles templates so that `{{ ... }}` is escaped by `escaped`. A list of 50 has 500 of them.

    `_output_child_pre` is no promise of Jinja: where it is not called, templates are escaped as Jinja does it.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """The module of a template."""
        self.writeline(LEAN_ESCAPE)
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class LeanEnvironment(Environment):
    """Where templates live."""

    code_generator_class = LeanCode

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows, in one dict: Jinja's two in a chain are gone through in Python for each import."""
        return {**self.globals, **(d or {})}


class Application(Flask):
    """The application."""

    jinja_environment = LeanEnvironment
    session_interface = Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself. None of ours is asynchronous, so Flask need not look at each for each request."""
        return func
