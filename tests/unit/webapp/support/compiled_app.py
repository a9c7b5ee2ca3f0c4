"""Makes apps quickly: each test has an app of its own, with the same routes and templates."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory. Jinja asks for each by its path and text."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(f"{bucket.key} {bucket.checksum}"):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


class CompiledRule(Rule):
    """A route whose builder of URLs is compiled for the first app only."""

    _builders: ClassVar[dict[object, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        form = (*self._trace, append_unknown, repr(self.defaults))
        if form not in self._builders:
            self._builders[form] = super()._compile_builder(append_unknown)
        return self._builders[form]


_TEMPLATES = CompiledTemplates()


class CompiledFlask(Flask):
    url_rule_class = CompiledRule

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.jinja_options = {**self.jinja_options, "bytecode_cache": _TEMPLATES}
