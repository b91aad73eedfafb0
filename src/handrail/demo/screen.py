"""The last screen of ``handrail demo``: twelve lines."""

from handrail.demo.plan import DemoPlan


def last_screen(plan: DemoPlan, sign_in: dict[str, str], started_in_s: float) -> list[str]:
    """Addresses, two sign-ins, what to try.

    Args:
        plan: where everything is.
        sign_in: role → one-time link.
        started_in_s: how long the start took, in seconds.
    """
    return [
        f"Handrail runs ({started_in_s:.1f} s). All of it is on this machine; nothing leaves it.",
        f"  Bank      {plan.bank('production')}   production, for end users: it greets you",
        f"  Staging   {plan.bank('staging')}   the same bank, made for authoring",
        f"  Content   {plan.content}   the self-hosted URL, from {plan.document_root}",
        f"  Author    {sign_in['author']}",
        f"  Approver  {sign_in['approver']}   (in a private window)",
        "Try: 1. Open the bank, press “Show me how” and make a transfer; reload in the middle; switch to German.",
        "     2. As author change a text of “Make your first transfer” and publish it; as approver read the",
        "        difference and approve: about two seconds later the bank, reloaded, shows it. Then roll back.",
        "     3. As author start Power Mode: Sync App Assets, point at an element, add a step.",
        "     4. Your own application: handrail try https://app.example",
        "Both links work once, for 15 minutes, on this machine. Ctrl-C ends everything.",
    ]
