"""Which version of the words is live: the latest that a named person signed off, else the shipped.

A folder holds `approvals.yaml`, one entry a signature, oldest first (`version`, `by`, `on`), and
beside it every version that was signed off, in a folder of its name.  Versions are digests: a
folder whose words were changed after the signature is not that version any more and is refused.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import yaml

from flows.pack import Pack, PackError, load
from flows.shapes import Approval

APPROVALS: Final = "approvals.yaml"


def load_approved(folder: Path, helpline_number: str = "") -> Pack:
    """The live pack, with the versions that running conversations may have begun with.

    Raises PackError for a signature whose words are not there as they were signed.
    """
    shipped = load(helpline_number=helpline_number)
    signed = approvals(folder)
    packs = {shipped.version: shipped}
    for approval in signed:
        if approval.version not in packs:
            packs[approval.version] = _as_signed(folder, approval, helpline_number)
    live = replace(packs[signed[-1].version], approval=signed[-1]) if signed else shipped
    earlier = {version: pack for version, pack in packs.items() if version != live.version}
    return replace(live, earlier=earlier)


def approvals(folder: Path) -> tuple[Approval, ...]:
    """Every signature, oldest first."""
    path = folder / APPROVALS
    if not path.exists():
        return ()
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        return tuple(Approval(str(r["version"]), str(r["by"]), str(r["on"])) for r in rows)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise PackError(f"{APPROVALS}: {error}") from error


def with_one_more(folder: Path, approval: Approval) -> str:
    """What `approvals.yaml` reads with this signature added."""
    signed = (*approvals(folder), approval)
    rows = [{"version": one.version, "by": one.by, "on": one.on} for one in signed]
    return yaml.safe_dump(rows, sort_keys=False, allow_unicode=True)


def _as_signed(folder: Path, approval: Approval, helpline_number: str) -> Pack:
    pack = load(folder / approval.version, helpline_number)
    if pack.version != approval.version:
        raise PackError(
            f"{approval.version}: the words were changed after {approval.by} signed them"
        )
    return pack
