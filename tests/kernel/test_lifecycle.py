"""A lifecycle is a literal table: what contradicts itself is refused when it is built, and drawings show the rest."""

from __future__ import annotations

import pickle
from enum import Enum, auto

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from mpcore import orders
from mpcore.kernel import Lifecycle, LifecycleError, MpcoreError, drawing


class Door(Enum):
    OPEN = auto()
    SHUT = auto()
    AJAR = auto()
    GONE = auto()


class Window(Enum):
    OPEN = auto()
    PAINTED_OVER = auto()


class Light(Enum):
    ON = auto()
    OFF = auto()


class Opened: ...


class Closed: ...


class Slammed(Closed): ...


class Removed: ...


Event = Opened | Closed | Removed
Row = dict[type[Event], Enum]
Rows = dict[Enum, Row]

ROWS: Rows = {
    Door.SHUT: {Opened: Door.OPEN},
    Door.OPEN: {Closed: Door.SHUT, Slammed: Door.SHUT, Opened: Door.OPEN, Removed: Door.GONE},
    Door.AJAR: {Removed: Door.GONE},
    Door.GONE: {},
}
"""Wants one more arrow, to AJAR."""


def door(**rows: Row) -> Lifecycle[Enum, Event]:
    """A door whose rows are those given, or those of a door that works."""
    working: Rows = {**ROWS, Door.SHUT: {Opened: Door.OPEN, Closed: Door.AJAR}}
    given_rows: Rows = {Door[name]: row for name, row in rows.items()}
    return Lifecycle(name="door", initial=Door.SHUT, rows=working | given_rows)


DOOR = door()


# --- what a table says ------------------------------------------------------------------------------------------------


def test_an_event_leads_to_the_stage_in_its_row() -> None:
    assert DOOR.target(Door.SHUT, Opened) is Door.OPEN
    assert DOOR.target(Door.OPEN, Removed) is Door.GONE


def test_an_event_that_leaves_the_stage_as_it_is_is_no_miss() -> None:
    assert DOOR.target(Door.OPEN, Opened) is Door.OPEN


def test_an_event_that_is_not_in_the_row_leads_nowhere() -> None:
    assert DOOR.target(Door.SHUT, Removed) is None
    assert [DOOR.target(Door.GONE, event) for event in (Opened, Closed, Slammed, Removed)] == [None] * 4


def test_a_subclass_of_an_event_is_another_event() -> None:
    assert DOOR.target(Door.OPEN, Slammed) is Door.SHUT
    assert DOOR.target(Door.SHUT, Closed) is Door.AJAR
    assert DOOR.target(Door.SHUT, Slammed) is None


def test_the_terminal_stages_are_those_with_empty_rows() -> None:
    assert DOOR.terminal == (Door.GONE,)
    assert door(AJAR={}).terminal == (Door.AJAR, Door.GONE)


def test_the_events_are_all_that_stand_in_the_table() -> None:
    assert DOOR.events == {Opened, Closed, Slammed, Removed}
    lamp = Lifecycle[Light, Event]("lamp", Light.ON, {Light.ON: {Closed: Light.OFF}, Light.OFF: {}})
    assert lamp.events == {Closed}


def test_the_arrows_come_in_the_order_of_the_table() -> None:
    assert DOOR.arrows() == (
        (Door.SHUT, Opened, Door.OPEN),
        (Door.SHUT, Closed, Door.AJAR),
        (Door.OPEN, Closed, Door.SHUT),
        (Door.OPEN, Slammed, Door.SHUT),
        (Door.OPEN, Opened, Door.OPEN),
        (Door.OPEN, Removed, Door.GONE),
        (Door.AJAR, Removed, Door.GONE),
    )


def test_a_lifecycle_without_an_end_may_go_round_for_ever() -> None:
    lamp = Lifecycle[Light, Event]("lamp", Light.ON, {Light.ON: {Closed: Light.OFF}, Light.OFF: {Opened: Light.ON}})
    assert lamp.terminal == ()
    assert "[*]\n" not in f"{lamp}\n"


def test_a_lifecycle_of_one_stage_begins_at_its_end() -> None:
    class Stone(Enum):
        LIES = auto()

    stone: Lifecycle[Stone, Event] = Lifecycle("stone", Stone.LIES, {Stone.LIES: {}})
    assert stone.terminal == (Stone.LIES,)
    assert stone.arrows() == ()
    assert stone.events == frozenset()


def test_an_alias_of_a_stage_wants_no_row_of_its_own() -> None:
    class Lamp(Enum):
        ON = 1
        OFF = 2
        DARK = 2  # noqa: PIE796  (it is the point)

    lamp: Lifecycle[Lamp, Event] = Lifecycle("lamp", Lamp.ON, {Lamp.ON: {Closed: Lamp.DARK}, Lamp.OFF: {}})
    assert lamp.terminal == (Lamp.DARK,)


def test_lifecycles_are_themselves_and_equal_to_nothing_else() -> None:
    assert door() != DOOR
    assert len({DOOR, door()}) == 2
    with pytest.raises(AttributeError):
        DOOR.initial = Door.OPEN  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def test_a_lifecycle_survives_a_pickle() -> None:
    there = pickle.loads(pickle.dumps(DOOR))  # noqa: S301  (it is our own)
    assert there.arrows() == DOOR.arrows()
    assert repr(there) == repr(DOOR)


# --- what contradicts itself ------------------------------------------------------------------------------------------


def test_every_stage_has_a_row() -> None:
    rows = {stage: row for stage, row in ROWS.items() if stage not in {Door.GONE, Door.AJAR}}
    with pytest.raises(LifecycleError) as caught:
        Lifecycle("door", Door.SHUT, rows)
    assert str(caught.value) == "lifecycle door: no row for AJAR, GONE; a terminal stage has an empty one"
    assert isinstance(caught.value, MpcoreError)


def test_an_event_does_not_lead_to_a_stage_of_something_else() -> None:
    rows: Rows = {**ROWS, Door.SHUT: {Opened: Door.OPEN, Closed: Window.PAINTED_OVER}}
    with pytest.raises(LifecycleError) as caught:
        Lifecycle("door", Door.SHUT, rows)
    assert str(caught.value) == "lifecycle door: PAINTED_OVER is no stage of Door"


def test_no_row_is_that_of_a_stage_of_something_else() -> None:
    rows: Rows = {**ROWS, Door.SHUT: {Closed: Door.AJAR}, Window.OPEN: {}, Window.PAINTED_OVER: {}}
    with pytest.raises(LifecycleError) as caught:
        Lifecycle("door", Door.SHUT, rows)
    assert str(caught.value) == "lifecycle door: OPEN, PAINTED_OVER is no stage of Door"


def test_every_stage_can_be_reached() -> None:
    with pytest.raises(LifecycleError) as caught:
        Lifecycle("door", Door.SHUT, ROWS)
    assert str(caught.value) == "lifecycle door: AJAR cannot be reached from SHUT"


def test_an_arrow_of_its_own_does_not_make_a_stage_reachable() -> None:
    rows: Rows = {**ROWS, Door.AJAR: {Opened: Door.AJAR, Removed: Door.GONE}}
    with pytest.raises(LifecycleError, match="AJAR cannot be reached from SHUT"):
        Lifecycle("door", Door.SHUT, rows)


def test_where_there_is_an_end_every_stage_leads_to_one() -> None:
    with pytest.raises(LifecycleError) as caught:
        door(AJAR={Closed: Door.AJAR})
    assert str(caught.value) == "lifecycle door: no way out of AJAR to a terminal stage"


def test_stages_that_lead_only_to_each_other_are_a_trap() -> None:
    class Maze(Enum):
        GATE = auto()
        LEFT = auto()
        RIGHT = auto()
        OUT = auto()

    with pytest.raises(LifecycleError, match="no way out of LEFT, RIGHT to a terminal stage"):
        Lifecycle[Maze, Event](
            "maze",
            Maze.GATE,
            {
                Maze.GATE: {Opened: Maze.OUT, Closed: Maze.LEFT},
                Maze.LEFT: {Closed: Maze.RIGHT},
                Maze.RIGHT: {Closed: Maze.LEFT},
                Maze.OUT: {},
            },
        )


@frozen
class Told:
    """What a table is, found the slow way: over all its walks."""

    rows: Rows

    def after(self, start: Enum) -> set[Enum]:
        found = {start}
        for _ in Door:
            found |= {target for stage in found for target in self.rows[stage].values()}
        return found

    @property
    def contradicts_itself(self) -> bool:
        ends = {stage for stage, row in self.rows.items() if not row}
        traps = [stage for stage in Door if ends and not ends & self.after(stage)]
        return self.after(Door.SHUT) != set(Door) or bool(traps)


EVENTS: tuple[type[Event], ...] = (Opened, Closed, Removed)
TABLES: st.SearchStrategy[Rows] = st.fixed_dictionaries(
    {stage: st.dictionaries(st.sampled_from(EVENTS), st.sampled_from(Door), max_size=3) for stage in Door}
)


@given(TABLES)
def test_a_table_is_built_when_it_does_not_contradict_itself_and_only_then(rows: Rows) -> None:
    try:
        built = Lifecycle("door", Door.SHUT, rows)
    except LifecycleError:
        assert Told(rows).contradicts_itself
    else:
        assert not Told(rows).contradicts_itself
        assert all(built.target(stage, event) is target for stage, event, target in built.arrows())
        assert sum(map(len, rows.values())) == len(built.arrows())
        assert len(drawing.table(built).splitlines()) == 2 + len(built.arrows()) + len(built.terminal)


# --- how it is shown --------------------------------------------------------------------------------------------------

MERMAID = """\
stateDiagram-v2
    [*] --> SHUT
    SHUT --> OPEN: Opened
    SHUT --> AJAR: Closed
    OPEN --> SHUT: Closed, Slammed
    OPEN --> OPEN: Opened
    OPEN --> GONE: Removed
    AJAR --> GONE: Removed
    GONE --> [*]"""

DOT = """\
digraph "door" {
    rankdir=LR;
    "" [shape=point];
    "SHUT" [shape=box];
    "OPEN" [shape=box];
    "AJAR" [shape=box];
    "GONE" [shape=doublecircle];
    "" -> "SHUT";
    "SHUT" -> "OPEN" [label="Opened"];
    "SHUT" -> "AJAR" [label="Closed"];
    "OPEN" -> "SHUT" [label="Closed\\nSlammed"];
    "OPEN" -> "OPEN" [label="Opened"];
    "OPEN" -> "GONE" [label="Removed"];
    "AJAR" -> "GONE" [label="Removed"];
}"""

TABLE = """\
| stage | event | next stage |
|---|---|---|
| SHUT | `Opened` | OPEN |
| SHUT | `Closed` | AJAR |
| OPEN | `Closed` | SHUT |
| OPEN | `Slammed` | SHUT |
| OPEN | `Opened` | OPEN |
| OPEN | `Removed` | GONE |
| AJAR | `Removed` | GONE |
| GONE | – | – |"""


def test_a_diagram_joins_the_events_between_the_same_two_stages() -> None:
    assert drawing.mermaid(DOOR) == MERMAID


def test_a_digraph_frames_the_ends_twice() -> None:
    assert drawing.dot(DOOR) == DOT


def test_a_table_has_one_row_per_move_and_a_dash_at_the_end() -> None:
    assert drawing.table(DOOR) == TABLE


def test_an_end_that_is_reached_at_once_is_drawn_in_each_form() -> None:
    class Stone(Enum):
        LIES = auto()

    stone: Lifecycle[Stone, Event] = Lifecycle("stone", Stone.LIES, {Stone.LIES: {}})
    assert drawing.mermaid(stone) == "stateDiagram-v2\n    [*] --> LIES\n    LIES --> [*]"
    assert '    "LIES" [shape=doublecircle];\n    "" -> "LIES";\n}' in drawing.dot(stone)
    assert drawing.table(stone).splitlines()[2:] == ["| LIES | – | – |"]


@pytest.mark.parametrize("name", ["coupon redemption", "graph", "part-2"])
def test_a_digraph_may_have_any_name(name: str) -> None:
    lamp = Lifecycle[Light, Event](name, Light.ON, {Light.ON: {Closed: Light.OFF}, Light.OFF: {}})
    assert drawing.dot(lamp).startswith(f'digraph "{name}" {{')


def test_a_lifecycle_prints_as_its_diagram() -> None:
    assert str(DOOR) == MERMAID
    assert f"{DOOR}" == MERMAID


def test_a_notebook_draws_it() -> None:
    assert DOOR._repr_markdown_() == f"```mermaid\n{MERMAID}\n```"  # pyright: ignore[reportPrivateUsage]


def test_its_repr_names_the_stages_and_stars_the_ends() -> None:
    assert repr(DOOR) == "<Lifecycle door: SHUT, OPEN, AJAR, GONE*>"
    assert repr(orders.PART) == "<Lifecycle part: AWAITING_PAYMENT, OPEN, COMPLETED*, CANCELLED*>"
