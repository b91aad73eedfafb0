"""The money of Sample Bank's one customer: accounts, payments and cards, and how amounts and dates are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final


@dataclass(frozen=True)
class Account:
    """An account; ``balance`` in euro cents; ``key`` names its text in the catalogue."""

    key: str
    iban: str
    balance: int


@dataclass(frozen=True)
class Payment:
    """One booking; ``amount`` in euro cents, negative when money left; ``days`` before today."""

    days: int
    payee: str
    category: str
    reference: str
    amount: int


ACCOUNTS: Final = (
    Account("everyday", "DE02 1203 0000 0000 2020 51", 428_417),
    Account("savings", "DE02 5001 0517 0137 0750 30", 1_865_000),
    Account("holiday", "DE24 3702 0500 0005 0273 07", 124_050),
)

PAYMENTS: Final = (
    Payment(0, "Greenleaf Market", "groceries", "Card 4417", -4_382),
    Payment(0, "City Transit", "travel", "Monthly pass", -5_800),
    Payment(1, "Corner Bakery", "groceries", "Card 4417", -765),
    Payment(2, "Northwind Energy", "home", "Instalment 88-1207", -9_600),
    Payment(2, "Jonas Keller", "people", "Dinner on Friday", 2_450),
    Payment(3, "Bluebird Books", "leisure", "Order 20715", -3_199),
    Payment(4, "Harbour Cinema", "leisure", "Two tickets", -2_380),
    Payment(5, "Contoso Studio GmbH", "income", "Salary", 312_840),
    Payment(6, "Lindenhof Apartments", "home", "Rent flat 12", -98_000),
    Payment(7, "Fernlink Mobile", "home", "Contract 0551-77", -1_999),
    Payment(8, "Greenleaf Market", "groceries", "Card 4417", -6_127),
    Payment(9, "Dr. Amira Haddad", "health", "Invoice 2231", -7_450),
    Payment(11, "Lakeside Sports Club", "leisure", "Membership", -4_500),
    Payment(12, "Pharmacy at the Gate", "health", "Card 4417", -1_845),
    Payment(14, "Rail Express", "travel", "Booking K8R2QX", -6_740),
    Payment(16, "Mia Schneider", "people", "Birthday present", -3_000),
    Payment(18, "Greenleaf Market", "groceries", "Card 4417", -5_218),
    Payment(20, "Olive & Thyme", "leisure", "Card 4417", -5_460),
    Payment(22, "Tax Office", "income", "Refund", 18_620),
    Payment(25, "Homecare Insurance", "home", "Policy 7-118-204", -2_890),
    Payment(27, "Corner Bakery", "groceries", "Card 4417", -890),
)


MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "ar": (
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
}


def money(cents: int, language: str, *, sign: bool = False) -> str:
    """An amount as the reader writes it: ``€1,234.50`` or ``1.234,50 €``; a true minus sign.

    In Arabic it is isolated (UAX #9), so that sign and currency stay beside the digits.
    """
    digits = f"{abs(cents) / 100:,.2f}"
    prefix = "−" if cents < 0 else ("+" if sign else "")
    if language == "de":
        return f"{prefix}{digits.translate(str.maketrans(',.', '.,'))}\u00a0€"
    if language == "ar":
        return f"\u2066{prefix}{digits}\u00a0€\u2069"
    return f"{prefix}€{digits}"


def day(days_ago: int, language: str, today: date) -> str:
    """A date as the reader writes it: ``24 Nov 2026``, ``24.11.2026`` or ``24 نوفمبر 2026``."""
    then = today - timedelta(days=days_ago)
    if language == "de":
        return f"{then:%d.%m.%Y}"
    return f"{then.day} {MONTHS[language][then.month - 1]} {then.year}"
