"""One frozen dataclass a noun: what the queries return."""

from storage.records.group import Action, Candidate, Entry, Member, Programme, Round, Section
from storage.records.leaks import (
    Change,
    Fix,
    FixState,
    Leak,
    LeakView,
    Mark,
    MarkKind,
    Merged,
    Places,
    Seen,
    Spot,
    State,
    Watch,
    Windows,
)

__all__ = [
    "Action",
    "Candidate",
    "Change",
    "Entry",
    "Fix",
    "FixState",
    "Leak",
    "LeakView",
    "Mark",
    "MarkKind",
    "Member",
    "Merged",
    "Places",
    "Programme",
    "Round",
    "Section",
    "Seen",
    "Spot",
    "State",
    "Watch",
    "Windows",
]
