"""The REST API's contract as a committed file: ``python -m handrail.api.contract schema``."""

import json
import sys
from pathlib import Path

from handrail.settings import name_django_settings

FILE = "openapi.json"


def openapi_text() -> str:
    """OpenAPI 3.1 as JSON, keys sorted, so that a change is a small diff."""
    from handrail.api.urls import api

    return (
        json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )


def main() -> None:
    """Write the contract into the directory given (``schema`` when absent)."""
    name_django_settings()
    import django

    django.setup()
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "schema")
    (folder / FILE).write_text(openapi_text(), "utf-8")


if __name__ == "__main__":
    main()
