"""Brings the vendored front end anew from an npm folder; not used while running.

    npm install nhsuk-frontend@10.6.1 htmx.org@2.0.11 axe-core@4.14.1
    python -m tests.support.vendoring node_modules

Changes what may not go out under our name: fonts loaded from assets.nhs.uk, the NHS typeface,
and the colours that belong to the NHS identity.  Everything else is as published.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path("intake/console/static/vendor")
TESTS: Final = Path("tests/intake/console/vendor")

# The blues of the NHS identity, each with the tone of our one accent that takes its place.
COLOURS: Final = {
    "#005eb8": "#17566b", "#004b93": "#10414f", "#003d78": "#0d3642", "#002f5c": "#0a2932",
    "#0055a6": "#144e61", "#337ec6": "#5a91a2", "#c7dcef": "#c9dfe6", "#d9e7f4": "#dbeaef",
    "#ccdff1": "#cfe3ea", "#edf4fa": "#eef5f7", "#003087": "#123f4e", "#004281": "#0f3c4a",
    "#330072": "#17566b", "#007f3b": "#17566b", "#00401e": "#0a2932", "#00662f": "#10414f",
    "#41b6e6": "#5a91a2", "#768692": "#6a7f88",
}  # fmt: skip


def neutral(css: str) -> str:
    """The style sheet without the NHS fonts and colours."""
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("Frutiger W01,arial,sans-serif", "arial,sans-serif")
    css = css.replace("url(/assets/images/", "url(images/")
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    for theirs, ours in COLOURS.items():
        css = css.replace(theirs, ours)
    return css


def bring(modules: Path) -> None:
    """Copy what we serve, neutral."""
    nhsuk = modules / "nhsuk-frontend" / "dist" / "nhsuk"
    css = (nhsuk / "nhsuk-frontend.min.css").read_text(encoding="utf-8")
    (HERE / "nhsuk-frontend.min.css").write_text(neutral(css), encoding="utf-8")
    script = (nhsuk / "nhsuk-frontend.min.js").read_text(encoding="utf-8")
    script = re.sub(r"//# sourceMappingURL=.*", "", script)
    (HERE / "nhsuk-frontend.min.js").write_text(script, encoding="utf-8")
    htmx = (modules / "htmx.org" / "dist" / "htmx.min.js").read_text(encoding="utf-8")
    (HERE / "htmx.min.js").write_text(htmx, encoding="utf-8")
    axe = (modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    (TESTS / "axe.min.js").write_text(axe, encoding="utf-8")
    (HERE / "images").mkdir(exist_ok=True)
    for name in ("cross", "arrow-up", "arrow-up-down", "arrow-down"):
        icon = f"nhsuk-icon-{name}.svg"
        drawn = (nhsuk / "assets" / "images" / icon).read_text(encoding="utf-8")
        (HERE / "images" / icon).write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    bring(Path(sys.argv[1]))
