"""A rule as a flat branch program: plain data in parallel arrays, run without an interpreter of trees.

Node ``i`` compares ``variable[i]`` by ``operator[i]`` with ``value[i]`` and goes on at ``yes[i]`` or ``no[i]``;
-1 ends as true, -2 ends as false. It begins at node 0; a program without nodes is true. A variable is its name,
or ``name:argument``. Operators are the authored ones; ``matches`` patterns are passed as written. Branches lead
forward only. What each operator means, also for missing values and values of another type, stands in
``docs/reference/content.md`` and is held by ``tests/golden/rules``. One variable is the compiler's own: ``userHash``,
the first 10 hexadecimal digits of the user id's SipHash-2-4 keyed by the application's key.
"""

from handrail.schema.authored.variables import Operator
from handrail.schema.base import JsonScalar, WireModel

TRUE = -1
FALSE = -2


class Program(WireModel):
    """Five arrays of one length."""

    variable: list[str]
    operator: list[Operator]
    value: list[JsonScalar | list[JsonScalar]]
    yes: list[int]
    no: list[int]
