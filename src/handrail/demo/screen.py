"""The last screen of ``handrail demo``: fifteen lines."""

from handrail.demo.plan import DemoPlan


def last_screen(plan: DemoPlan, sign_in: dict[str, str], started_in_s: float) -> list[str]:
    """Addresses, three sign-ins, what to try.

    Args:
        plan: where everything is.
        sign_in: role → one-time link.
        started_in_s: how long the start took, in seconds.
    """
    return [
        f"Handrail runs ({started_in_s:.1f} s). All of it is on this machine; nothing leaves it.",
        f"  Bank      {plan.bank('production')}   production, for end users: it greets you",
        f"  Staging   {plan.bank('staging')}   the same bank, made for authoring",
        f"  Console   {plan.console}   where guidance is written, approved and published",
        f"  Content   {plan.content}   the self-hosted URL, from {plan.document_root}",
        f"  Events    {plan.collector}   where plays and answers are counted; see the console's overview",
        f"  Author    {sign_in['author']}",
        f"  Approver  {sign_in['approver']}   (in a private window)",
        f"  Admin     {sign_in['administrator']}   (new applications, people, keys)",
        "Try: 1. Open the bank: the greeting, “Show me how” (reload in the middle), “Your first days”, “Help” with",
        "        a film and an embedded page; make a transfer: a tip at the IBAN, then a survey. Switch to German.",
        "     2. Author: change a text of the walkthrough, publish. Approver: read the diff, approve. Reload the bank.",
        "     3. Author: start Power Mode, sync the app's icon and fonts, point at an element, add a step.",
        "     4. Your own application: handrail try https://app.example",
        "Each link works once, for 15 minutes, on this machine. Ctrl-C ends everything.",
    ]
