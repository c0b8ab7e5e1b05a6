"""Who may do and see what: every right once, and the roles that have it.

A right is asked for by what does or shows it (`models.rights`); here stands what it is called and whose it is.
"""

from __future__ import annotations

from typing import Final

from models.i18n import mark

MANAGER, CLERK, CASHIER, TECHNICIAN, VIEWER = "manager", "clerk", "cashier", "technician", "viewer"
ROLES: Final = (
    (MANAGER, mark("Manager")),
    (CLERK, mark("Clerk")),
    (CASHIER, mark("Cashier", "role")),
    (TECHNICIAN, mark("Technician")),
    (VIEWER, mark("Viewer")),
)
"""The roles, and what a reader knows them by."""

DUTIES: Final = (
    mark("Manager: may do everything."),
    mark(
        "Clerk: posts slips, keeps records, registers and routes; sees no pay, and of numbers only the ends."
    ),
    mark("Cashier: sees pay and accounts, locks and pays months; posts no slips."),
    mark("Technician: records visits, machines, defects and photos; sees no pay."),
    mark("Viewer: only reads; sees no pay."),
)
"""What each role is for, said to whoever gives it."""

POST, VOID_OWN, VOID = "post", "void_own", "void"
MASTER, DRIVE, ERRAND, VISIT = "master", "drive", "errand", "visit"
PROGRAMME: Final = "programme"
PHOTO, FILTER, UNDO = "photo", "filter", "undo"
SEE_EARNED: Final = "see_earned"
SEE_PAY, MAKE_PAY, LOCK, UNLOCK, PAY_OUT = "see_pay", "make_pay", "lock", "unlock", "pay_out"
SEE_NUMBERS: Final = "see_numbers"
PRINT, EXPORT, IMPORT, BACK_UP, RESTORE = "print", "export", "import", "back_up", "restore"
SETTINGS, USERS = "settings", "users"

RIGHTS: Final = {
    POST: (mark("post slips"), (MANAGER, CLERK)),
    VOID_OWN: (mark("void slips"), (MANAGER, CLERK, CASHIER, TECHNICIAN)),
    VOID: (mark("undo what others did, or what was done on another day"), (MANAGER,)),
    MASTER: (mark("change households, products, rates and orders"), (MANAGER, CLERK)),
    DRIVE: (mark("plan routes"), (MANAGER, CLERK)),
    ERRAND: (mark("add an errand"), (MANAGER, CLERK, TECHNICIAN)),
    VISIT: (mark("record visits, machines and defects"), (MANAGER, CLERK, TECHNICIAN)),
    PROGRAMME: (mark("keep the programme's registers"), (MANAGER, CLERK)),
    PHOTO: (mark("keep photos"), (MANAGER, CLERK, TECHNICIAN)),
    FILTER: (mark("keep filters"), (MANAGER, CLERK, CASHIER, TECHNICIAN)),
    UNDO: (mark("undo", "right"), (MANAGER, CLERK, CASHIER, TECHNICIAN)),
    SEE_EARNED: (mark("print what a slip earns"), (MANAGER, CLERK, CASHIER)),
    SEE_PAY: (mark("see pay"), (MANAGER, CASHIER)),
    MAKE_PAY: (mark("enter advances, bonuses and deductions"), (MANAGER, CASHIER)),
    LOCK: (mark("lock a month"), (MANAGER, CASHIER)),
    UNLOCK: (mark("unlock a month"), (MANAGER,)),
    PAY_OUT: (mark("pay", "right"), (MANAGER, CASHIER)),
    SEE_NUMBERS: (mark("see or change ID and account numbers"), (MANAGER, CASHIER)),
    PRINT: (mark("print", "right"), (MANAGER, CLERK, CASHIER, TECHNICIAN, VIEWER)),
    EXPORT: (mark("export", "right"), (MANAGER, CLERK, CASHIER)),
    IMPORT: (mark("import a workbook"), (MANAGER,)),
    BACK_UP: (mark("back up", "right"), (MANAGER, CLERK, CASHIER)),
    RESTORE: (mark("restore a backup, or change the password of the file"), (MANAGER,)),
    SETTINGS: (mark("change settings"), (MANAGER,)),
    USERS: (mark("say who signs in"), (MANAGER,)),
}
"""Each right: what it lets a person do, in words that follow "may", and the roles that have it."""


def has(role: str, right: str) -> bool:
    """Whether a role has a right."""
    return role in RIGHTS[right][1]


MASK: Final = "•"
_SHOWN_FIRST, _SHOWN_LAST = 1, 3


def masked(number: str) -> str:
    """A number of which only the first and the last three digits show; one that is too short for that not at all."""
    if is_masked(number):
        return number
    if len(number) <= 2 * (_SHOWN_FIRST + _SHOWN_LAST):
        return MASK * len(number)
    hidden = len(number) - _SHOWN_FIRST - _SHOWN_LAST
    return f"{number[:_SHOWN_FIRST]}{MASK * hidden}{number[-_SHOWN_LAST:]}"


def is_masked(number: object) -> bool:
    """Whether a text is a number that was masked."""
    return isinstance(number, str) and MASK in number
