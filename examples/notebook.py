"""What would another rule have done?  The cells of a notebook, run as a script.

With polars or pandas, `pl.DataFrame(three_days.rows())` is the table of every part.
"""

from __future__ import annotations

from collections import Counter

import mpcore as mp

# %% Sipoko gives four days, the carrier's way included.  What if it were three?
four = mp.presets.SIPOKO
three = four.what_if({"orders.shipping.amount": 3})

# %% The 500 orders that come with mpcore; `mp.replay.olist("data/")` reads your own.
four_days, three_days = (mp.replay.run(mp.replay.sample(), rules=rules) for rules in (four, three))
print(three_days - four_days)  # in a notebook: an HTML table

# %% Every part is a row.
verdicts = Counter((row["vendor"], row["verdict"]) for row in three_days.rows())
print(verdicts.most_common(3))

# %% A lifecycle draws itself in a notebook.
print(mp.orders.PART)

# %% And one order can be looked at closely: what could its operator do now, and why not the rest?
one = next(str(row["order"]) for row in three_days.rows() if row["verdict"] == "missed")
for option in mp.orders.options(three_days.order(one), three_days.ctx(one)):
    print(option.command.__name__, "allowed" if option.allowed else [str(reason) for reason in option.reasons])
