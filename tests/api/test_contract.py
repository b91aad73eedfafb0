"""The contract is complete and always the same text."""

import json

from handrail.api.contract import openapi_text


def test_the_contract_is_stable_and_documents_every_operation() -> None:
    text = openapi_text()
    assert text == openapi_text()
    contract = json.loads(text)
    bare = [
        f"{method} {path}"
        for path, operations in contract["paths"].items()
        for method, operation in operations.items()
        if not operation.get("summary") or not operation.get("security")
    ]
    assert not bare
