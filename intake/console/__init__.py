"""The admissions console: a calm page for people with a headset, forty callbacks a shift.

It shows what `workers` holds and passes on what an officer decides; it decides nothing itself and
keeps nothing.  A number is shown only to whoever holds the callback, and that is on record.
"""

from intake.console.blueprint import make_blueprint as make_blueprint
from intake.console.door import ConsoleDoor as ConsoleDoor
