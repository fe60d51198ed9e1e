"""How the documentation is built: `nox -s docs`."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

import mpcore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

project = "mpcore"
author = "The mpcore authors"
project_copyright = author
release = mpcore.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinxcontrib.mermaid"]
exclude_patterns = ["_build", "decisions/template.md"]
html_theme = "furo"
html_title = f"mpcore {release}"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
myst_fence_as_directive = ["mermaid"]

autodoc_default_options = {"members": True, "undoc-members": True}
autodoc_class_signature = "separated"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"

# Every reference into mpcore must lead somewhere; those into other libraries have nowhere to lead to, offline, and type
# variables lead nowhere at all.
nitpicky = True
suppress_warnings = ["ref.python"]  # `type`, in a signature, is Python's own, though problems have a key of that name
nitpick_ignore_regex = [("py:.*", r"(?!mpcore\.).*"), ("py:.*", r".*\.[A-Z](_co|_contra)?")]


class Public(SphinxDirective):
    """`.. public:: mpcore.orders`: the package's docstring, and every name in its `__all__` under its public name."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        """What autodoc makes of the names; what it cannot find, such as constants and aliases, is said here."""
        package = import_module(self.arguments[0])
        lines = [f".. automodule:: {package.__name__}", "   :no-members:", ""]
        comments = dict(_comments(package))
        for name in package.__all__:
            public, value = f"{package.__name__}.{name}", getattr(package, name)
            if inspect.isclass(value):
                kind = "autoexception" if issubclass(value, BaseException) else "autoclass"
                lines += [
                    f".. {kind}:: {public}",
                    *(["   :no-index:"] if _is_at_home_elsewhere(value, package) else []),
                    "",
                ]
            elif inspect.isfunction(value):
                lines += [f".. autofunction:: {public}", ""]
            elif not inspect.ismodule(value):
                lines += [f".. py:data:: {name}", "", *(f"   {line}" for line in comments.get(name, [])), ""]
        return self.parse_text_to_nodes("\n".join(lines))


def _is_at_home_elsewhere(value: type, package: ModuleType) -> bool:
    """Whether another package of ours has it, and this one hands it on; its page is where references lead."""
    home = ".".join(value.__module__.split(".")[:2])
    if home == ".".join(package.__name__.split(".")[:2]) or not home.startswith("mpcore."):
        return False
    return value.__name__ in getattr(import_module(home), "__all__", ())


def _comments(package: ModuleType) -> Iterator[tuple[str, list[str]]]:
    """The docstrings below constants and aliases, wherever in the package they are defined."""
    inner = (module.name for module in pkgutil.iter_modules(getattr(package, "__path__", ()), f"{package.__name__}."))
    for module in (package.__name__, *inner):
        for (owner, name), lines in ModuleAnalyzer.for_module(module).find_attr_docs().items():
            if not owner:
                yield name, lines


def _public(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Where `mpcore.kernel.ids.OrderId` is documented: as `mpcore.kernel.OrderId`."""
    parts = str(node.get("reftarget", "")).split(".")
    if node.get("refdomain") != "py" or parts[0] != "mpcore" or len(parts) < 3:
        return None
    name = ".".join([*parts[:2], parts[-1]])
    return env.domains.python_domain.resolve_xref(env, str(node["refdoc"]), app.builder, "obj", name, node, content)


def setup(app: Sphinx) -> None:
    """Add the directive, and let references to where a name is defined lead to where it is public."""
    app.add_directive("public", Public)
    app.connect("missing-reference", _public)
