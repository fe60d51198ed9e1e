"""The shapes of attrs classes, and of unions of those that have tags.

cattrs writes the code that reads and writes them, and does so when the first value comes: importing stays cheap, and
classes may hold each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeAlias, cast

from attrs import NOTHING, Attribute
from cattrs import AttributeValidationNote, BaseConverter, ClassValidationError, gen, override

from mpcore.kernel import Fault, MalformedError, an_id, frozen
from mpcore.wire.faults import bounded, malformed, said, unfit
from mpcore.wire.jsontext import Json, is_object
from mpcore.wire.shapes import Definitions, Load, Shape
from mpcore.wire.tags import Tags
from mpcore.wire.values import ID

__all__ = ["Member", "described", "of_class", "of_union"]

_CONVERTER: Final = BaseConverter(detailed_validation=True, prefer_attrib_converters=False)

# Typed here: cattrs leaves the types of attributes open.
_read_with = cast(
    "Callable[..., Callable[[dict[str, object]], object]]",
    gen.make_dict_structure_fn_from_attrs,  # pyright: ignore[reportUnknownMemberType]
)
_write_with = cast(
    "Callable[..., Callable[[object], dict[str, Json]]]",
    gen.make_dict_unstructure_fn_from_attrs,  # pyright: ignore[reportUnknownMemberType]
)

_SHOWN_NAMES = 30


@frozen(eq=False)
class Member:
    """A field of a class and the shape of its values."""

    attribute: Attribute[Any]
    shape: Shape

    @property
    def name(self) -> str:
        """The name of the field, and of the key."""
        return self.attribute.name

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.attribute.default is NOTHING


Members: TypeAlias = Callable[[], tuple[Member, ...]]


def of_class(kind: type, title: str, members: Members, tags: Tags) -> Shape:
    """An object with a key per field; defaults are written out, and may be missing when read."""
    tag = tags.of.get(kind)
    want = f"an object: {kind.__name__}" if tag is None else f"an object: {kind.__name__}, or {tag}"
    keys: frozenset[str] | None = None
    read: Callable[[dict[str, object]], object]
    write: Callable[[Any], dict[str, Json]] | None = None

    def load(value: object, _: object = None) -> object:
        nonlocal keys, read
        if not is_object(value):
            raise unfit(value, want)
        if keys is None:
            read = _reader(kind, members())
            keys = frozenset(member.name for member in members())
        if tag is not None and "type" in value:
            value = tags.opened(value, tag)
        try:
            made = read(value)
        except ClassValidationError as error:
            raise _told(error, value, members()) from None
        if value.keys() <= keys:
            return made
        raise MalformedError(*bounded(_strangers(value, members())))

    def dump(value: object) -> dict[str, Json]:
        nonlocal write
        if type(value) is not kind:
            raise unfit(value, f"a {kind.__name__}")
        if write is None:
            write = _writer(kind, members())
        return write(value)

    def outer(value: object) -> Json:
        return {"type": tag, **dump(value)}

    def schema(define: Definitions) -> dict[str, Json]:
        return define(title, (kind, title), lambda: _schema(kind, members(), tag, define))

    def tagged(define: Definitions) -> dict[str, Json]:
        return {**schema(define), "required": ["type"]}

    def parts(value: object) -> Iterable[tuple[str, Shape, Any]]:
        if type(value) is not kind:
            return ()
        return [(member.name, member.shape, getattr(value, member.name)) for member in members()]

    if tag is None:
        return Shape(load=load, dump=dump, schema=schema, want=want, outer=dump, parts=parts)
    return Shape(load=load, dump=dump, schema=schema, want=want, outer=outer, tagged=tagged, parts=parts)


def of_union(shapes: Mapping[type, Shape], tags: Tags) -> Shape:
    """An object whose tag says which of several classes it is."""
    by_class = {kind: shape.outer for kind, shape in shapes.items()}
    by_tag: dict[str, Load] = {tag: shape.load for kind, shape in shapes.items() for tag in tags.all_of(kind)}
    present = tuple(tags.of[kind] for kind in shapes)
    want = f"an object whose type is one of {', '.join(present)}"

    def load(value: object, _: object = None) -> object:
        if not is_object(value):
            raise unfit(value, want)
        if "type" not in value:
            raise malformed(f"is missing; give one of {', '.join(present)}", "type")
        tag = value["type"]
        read = by_tag.get(tag) if type(tag) is str else None
        if read is None:
            raise tags.wrong(tag, present)
        return read(value, None)

    def dump(value: object) -> Json:
        write = by_class.get(type(value))
        if write is None:
            raise _untagged(value, tags) or unfit(value, f"one of {', '.join(kind.__name__ for kind in by_class)}")
        return write(value)

    def schema(define: Definitions) -> dict[str, Json]:
        return {"oneOf": [shape.tagged(define) for shape in shapes.values() if shape.tagged is not None]}

    def parts(value: object) -> Iterable[tuple[str, Shape, Any]]:
        shape = shapes.get(type(value))
        return () if shape is None or shape.parts is None else shape.parts(value)

    return Shape(load=load, dump=dump, schema=schema, want=want, outer=dump, parts=parts)


def _untagged(value: object, tags: Tags) -> MalformedError | None:
    """The fault of a value of a host's own class that was given no tag."""
    kind = type(value)
    if kind in tags.of or kind.__module__ == "builtins":
        return None
    name = kind.__name__[:40]
    return malformed(f"{said(value)} has no tag, so it could not be read; say Wire(extra={{'acme.name/1': {name}}})")


def described(kind: type) -> dict[str, Json]:
    """The first paragraph of a class's docstring."""
    first = (kind.__doc__ or "").strip().partition("\n\n")[0]
    return {"description": " ".join(first.split())} if first else {}


def _reader(kind: type, members: tuple[Member, ...]) -> Callable[[dict[str, object]], object]:
    hooks = {member.name: override(struct_hook=_validated(member)) for member in members}
    return _read_with(
        _untyped(members),
        kind,
        _CONVERTER,
        _parameters(kind),
        _cattrs_forbid_extra_keys=False,  # told with the other faults, below
        _cattrs_use_linecache=False,
        _cattrs_use_alias=False,
        **hooks,
    )


def _writer(kind: type, members: tuple[Member, ...]) -> Callable[[object], dict[str, Json]]:
    hooks = {member.name: override(unstruct_hook=member.shape.dump) for member in members}
    return _write_with(
        _untyped(members),
        kind,
        _CONVERTER,
        _parameters(kind),
        _cattrs_use_linecache=False,
        _cattrs_use_alias=False,
        **hooks,
    )


def _untyped(members: tuple[Member, ...]) -> list[Attribute[Any]]:
    # The hooks know the types; what stands in the class may still be text.
    return [member.attribute.evolve(type=object) for member in members]


def _parameters(kind: type) -> dict[str, Any]:
    return {parameter.__name__: object for parameter in getattr(kind, "__parameters__", ())}


# --- faults


def _told(error: ClassValidationError, value: dict[str, object], members: tuple[Member, ...]) -> MalformedError:
    """What cattrs collected, as faults with their places."""
    wants = {member.name: member.shape.want for member in members}
    faults: list[Fault] = []
    for found in error.exceptions:
        name = _place(found)
        match found:
            case MalformedError():
                faults.extend(found.under(name).faults)
            case KeyError() if name and name not in value:
                faults.append(Fault(name, f"is missing; give {wants[name]}"))
            case RecursionError():
                faults.append(Fault(name, "is nested too deeply; give flatter JSON"))
            case _:
                faults.append(Fault(name, f"does not make a {error.cl.__name__} that holds together"))
    return MalformedError(*bounded([*faults, *_strangers(value, members)]))


def _place(error: BaseException) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return note.name
    return ""


def _strangers(value: dict[str, object], members: tuple[Member, ...]) -> list[Fault]:
    names = [member.name for member in members]
    strange = [key for key in value if key not in names]
    give = f"give {', '.join(names[:_SHOWN_NAMES])}" if names else "give none"
    told = [Fault("", f"there is no key {said(key)}; {give}") for key in strange[:10]]
    if len(strange) > 10:
        told.append(Fault("", f"there are {len(strange) - 10} more keys that do not belong here"))
    return told


# --- validators of attrs, asked while reading, so that their faults have places too


def _validated(member: Member) -> Load:
    attribute, load = member.attribute, member.shape.load
    validator = attribute.validator
    if validator is None or (validator is an_id and load is ID.load):
        return load
    limits = dict(_limits(validator))

    def checked(value: object, _: object = None) -> object:
        read = load(value, None)
        try:
            validator(None, attribute, read)
        except MalformedError as error:
            # The place of a fault may begin with the field's name, which stands in its path already.
            places = [fault.at.removeprefix(attribute.name).removeprefix(".") for fault in error.faults]
            told = zip(places, error.faults, strict=True)
            raise MalformedError(*(Fault(place, fault.text) for place, fault in told)) from None
        except (TypeError, ValueError):
            give = " and ".join(f"{operator} {bound}" for operator, bound in limits.items())
            raise malformed(f"{said(value)} does not fit; give a value {give or 'that its class takes'}") from None
        except (AttributeError, LookupError):
            pass  # it looks at the whole, so it is asked when there is one
        return read

    return checked


def _limits(validator: object) -> list[tuple[str, object]]:
    """The bounds that `attrs.validators.ge` and its like state."""
    inner = getattr(validator, "_validators", None)
    if isinstance(inner, tuple):
        return [limit for one in cast("tuple[object, ...]", inner) for limit in _limits(one)]
    operator, bound = getattr(validator, "compare_op", None), getattr(validator, "bound", None)
    return [(operator, bound)] if isinstance(operator, str) and isinstance(bound, int | timedelta) else []


# --- schema


_KEYWORDS: Final = {">=": "minimum", ">": "exclusiveMinimum", "<=": "maximum", "<": "exclusiveMaximum"}


def _schema(kind: type, members: tuple[Member, ...], tag: str | None, define: Definitions) -> dict[str, Json]:
    properties: dict[str, Json] = {} if tag is None else {"type": {"const": tag}}
    for member in members:
        properties[member.name] = {**member.shape.schema(define), **_bounds(member)}
    required: list[Json] = [member.name for member in members if member.required]
    return {
        "type": "object",
        **described(kind),
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _bounds(member: Member) -> dict[str, Json]:
    return {
        _KEYWORDS[operator]: bound
        for operator, bound in _limits(member.attribute.validator)
        if isinstance(bound, int) and operator in _KEYWORDS
    }
