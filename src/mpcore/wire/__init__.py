"""Values to JSON and back, refusals to problem details: one strict converter.

`dump` and `load` speak JSON data, `dumps` and `loads` text; `json_schema` describes a class; `problem` makes the body
of an HTTP answer from a refusal.  Nothing is coerced, every fault is told at once with its path, and what `dump` writes
`load` reads.  A `Wire` of one's own knows a host's classes too; these functions are those of a default one.

>>> from mpcore import orders, wire
>>> wire.dumps(orders.CompletePart(order="o7", part="p1"))
'{"type":"orders.complete_part/1","order":"o7","part":"p1"}'
>>> wire.loads(orders.OrderCommand, '{"type":"orders.complete_part/1","order":"o7","part":7,"force":true}')
Traceback (most recent call last):
    ...
mpcore.kernel.errors.MalformedError: part: 7 does not fit; give an id: ...; there is no key 'force'; give order, part
"""

from mpcore.wire.converter import DEFAULT, Wire
from mpcore.wire.jsontext import Json
from mpcore.wire.problems import MalformedProblem, Reason, RefusedProblem, Wrong, problem
from mpcore.wire.tags import Upcast

__all__ = [
    "Json",
    "MalformedProblem",
    "Reason",
    "RefusedProblem",
    "Upcast",
    "Wire",
    "Wrong",
    "dump",
    "dumps",
    "json_schema",
    "load",
    "loads",
    "problem",
]

dump = DEFAULT.dump
dumps = DEFAULT.dumps
json_schema = DEFAULT.json_schema
load = DEFAULT.load
loads = DEFAULT.loads
