"""The command line: ``handrail …``. Each command loads only what it needs."""

import json
import sys
from typing import NoReturn

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


class SystemRefusedError(HandrailError):
    """The system refused something that a command needs before it does anything."""

    code = "cli.system"
    sentence = "The system refused what this command needs: {reason}. Nothing became live."
    exit_code = 20


def main() -> None:
    """Run a command; an error becomes its code, its sentence and an exit code."""
    from handrail.cli.app import app

    try:
        app()
    except HandrailError as error:
        _say(error)
    except OSError as error:
        # Before a deed: from its first step to its last, deeds put errors of the system into words themselves.
        about = f" ({error.filename})" if error.filename else ""
        _say(SystemRefusedError(reason=f"{error.strerror or error}{about}"))
    except ModuleNotFoundError as error:
        extra = _EXTRA_OF.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        sys.stderr.write(f"cli.extra-missing: this command needs more parts: pip install 'handrail[{extra}]'\n")
        raise SystemExit(REFUSED) from None


def _say(error: HandrailError) -> NoReturn:
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps({"error": error.as_data()}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{error.code}: {error.message}\n")
    raise SystemExit(getattr(error, "exit_code", REFUSED)) from None
