"""A thousand rules of seven leaves: the SDK's own runner beside GrowthBook's and json-logic-js's, in one process."""

import json
import subprocess
from typing import Any

from benchmarks.peers.bench import Bench
from benchmarks.peers.subjects import HERE
from pydantic import TypeAdapter

from handrail.compile.rules import compile_rule
from handrail.schema.authored.rules import Rule

RULES = 1000


def one(number: int) -> dict[str, Any]:
    """Three forms of the same rule of seven leaves; a missing value makes a leaf false in each."""
    plan, country, age, prefix, part = (
        f"plan {number % 7}",
        f"c{number % 5}",
        number % 60,
        f"x{number % 9}",
        f"@{number % 4}",
    )

    def leaf(name: str, operator: str, value: object) -> dict[str, Any]:
        return {"variable": "attribute", "argument": name, "operator": operator, "value": value}

    authored = {
        "any": [
            {
                "all": [
                    leaf("plan", "equals", plan),
                    {"any": [leaf("country", "oneOf", [country, "de"]), leaf("age", "atLeast", age)]},
                    {"not": leaf("mail", "startsWith", prefix)},
                ]
            },
            {"all": [leaf("beta", "equals", True), leaf("mail", "contains", part), leaf("role", "notEquals", "guest")]},
        ]
    }
    growthbook = {
        "$or": [
            {
                "plan": plan,
                "$or": [{"country": {"$in": [country, "de"]}}, {"age": {"$gte": age}}],
                "$not": {"mail": {"$regex": f"^{prefix}"}},
            },
            {"beta": True, "mail": {"$regex": part}, "role": {"$ne": "guest"}},
        ]
    }
    named = {name: {"var": name} for name in ("plan", "country", "age", "mail", "beta", "role")}
    logic = {
        "or": [
            {
                "and": [
                    {"===": [named["plan"], plan]},
                    {"or": [{"in": [named["country"], [country, "de"]]}, {">=": [named["age"], age]}]},
                    {"!": {"===": [{"substr": [named["mail"], 0, len(prefix)]}, prefix]}},
                ]
            },
            {
                "and": [
                    {"===": [named["beta"], True]},
                    {"in": [part, named["mail"]]},
                    {"!==": [named["role"], "guest"]},
                ]
            },
        ]
    }
    rule: TypeAdapter[Rule] = TypeAdapter(Rule)
    program = compile_rule(rule.validate_python(authored)).model_dump(mode="json", by_alias=True, exclude_none=False)
    return {"program": program, "growthbook": growthbook, "logic": logic}


def rules(bench: Bench) -> None:
    """Microseconds for all of them, for three people; the three agree about each."""
    file = bench.folder / "rules.json"
    file.write_text(json.dumps([one(number) for number in range(RULES)]))
    command = ["node", HERE / "rules.mjs", bench.folder, file, str(bench.runs)]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert said["disagreements"] == 0 and said["true"] > 0, said
    for name, values in said["microseconds"].items():
        for value in values:
            bench.note("rulesUs", name, value)
