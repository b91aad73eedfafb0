"""The command line: ``handrail …``. Each command loads only what it needs."""

import json
import sys

from handrail.errors import HandrailError

REFUSED = 10
"""Exit code of an error that does not say its own."""

_EXTRA_OF = {
    "django": "console",
    "ninja": "console",
    "allauth": "console",
    "uvicorn": "console",
    "websockets": "console",
}


def main() -> None:
    """Run a command; an error becomes its code, its sentence and an exit code."""
    from handrail.cli.app import app

    try:
        app()
    except HandrailError as error:
        if "--json" in sys.argv:
            sys.stdout.write(json.dumps({"error": error.as_data()}, ensure_ascii=False) + "\n")
        else:
            sys.stderr.write(f"{error.code}: {error.message}\n")
        raise SystemExit(getattr(error, "exit_code", REFUSED)) from None
    except ModuleNotFoundError as error:
        extra = _EXTRA_OF.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        sys.stderr.write(f"cli.extra-missing: this command needs more parts: pip install 'handrail[{extra}]'\n")
        raise SystemExit(REFUSED) from None
