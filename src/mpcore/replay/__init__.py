"""A history of rows, replayed: every order decided again, one command at a time, under the rules of one's choice.

`olist` reads a directory in the layout of the public Olist dataset, `sample` the bundled orders, and `Rows.of` takes
rows that somebody has in hand; `run` replays them and gives a `Report`: figures, one row per part, any single order
anew.  The difference of two reports is a `Comparison`.  No clock is read: the time a replay takes is measured by a
`timer` handed in.
"""

from mpcore.replay.comparison import Comparison
from mpcore.replay.figures import CommandFigures, DeadlineFigures, Figures, PartFigures
from mpcore.replay.files import olist, sample
from mpcore.replay.report import PartRow, Report
from mpcore.replay.rows import ITEM_COLUMNS, ORDER_COLUMNS, PAYMENT_COLUMNS, FaultyRow, Record, Rows, Table
from mpcore.replay.running import Progress, run
from mpcore.replay.summary import Section

__all__ = [
    "ITEM_COLUMNS",
    "ORDER_COLUMNS",
    "PAYMENT_COLUMNS",
    "CommandFigures",
    "Comparison",
    "DeadlineFigures",
    "FaultyRow",
    "Figures",
    "PartFigures",
    "PartRow",
    "Progress",
    "Record",
    "Report",
    "Rows",
    "Section",
    "Table",
    "olist",
    "run",
    "sample",
]
