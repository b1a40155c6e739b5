"""The command `helpline`: one file a command in `intake/commands`, loaded when it is asked for.

A mistake is told in one line and the exit code says that there was one.  Nothing is decided here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import click

# name: (module in intake.commands, attribute, what the list of commands says)
COMMANDS: Final = {
    "run": ("run", "run", "Everything on one machine, with a practice phone."),
    "web": ("roles", "web", "Twilio's webhooks, for production."),
    "console": ("roles", "console", "The admissions console, for production."),
    "worker": ("roles", "worker", "The clock and the jobs, for production."),
    "talk": ("talk", "talk", "Hold the conversation in this terminal."),
    "triage": ("triage", "triage", "How urgent messages are, and why."),
    "ask": ("ask", "ask", "Which topic a question is about."),
    "content": ("content", "content", "Check, draw or list the words and the flow."),
    "queue": ("queue", "queue", "The open callbacks, in the order to ring them."),
    "staff": ("staff", "staff", "Accounts of the console."),
    "erase": ("erase", "erase", "Everything about a person gone."),
    "export": ("export", "export", "A person's data, or the register, as files."),
    "rekey": ("rekey", "rekey", "Change the keys under which everything is stored."),
    "twilio": ("twilio", "twilio", "Point our numbers at us; find what never reached us."),
    "backup": ("backup", "backup", "Everything in Redis as one sealed file."),
    "restore": ("backup", "restore", "A backup back into an empty Redis."),
    "doctor": ("doctor", "doctor", "Check this installation, and say how to mend it."),
}


class House(click.Group):
    """Loads a command when it is asked for, and tells any mistake in one line."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Every command there is, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name][:2]
        command: click.Command = getattr(import_module(f"intake.commands.{module}"), attribute)
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, _, said) in COMMANDS.items()])

    def main(self, args: Sequence[str] | None = None, *others: Any, **more: Any) -> Any:
        """Run, and exit: 0 when all went well."""
        more["standalone_mode"] = False
        more["prog_name"] = "helpline"
        try:
            code = super().main(args, *others, **more)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(2)
        except click.ClickException as error:
            _tell(error.format_message())
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(130)
        except Exception as error:
            if not _expected(error):
                raise
            _tell(str(error))
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Helpline Intake: text and phone intake for a ketamine helpline."""


def _tell(what: str) -> None:
    click.echo(f"helpline: {' '.join(what.split())}", err=True)


def _expected(error: Exception) -> bool:
    """Whether an error is one that our own code raises on purpose, with a line for the reader."""
    from flows.pack import PackError
    from intake.settings import SettingsRefused
    from workers.errors import WorkersError

    if isinstance(error, WorkersError) and not str(error):
        return False
    return isinstance(error, SettingsRefused | WorkersError | PackError | BrokenPipeError)


if __name__ == "__main__":
    main()
