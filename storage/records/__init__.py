"""Frozen dataclasses that the queries return, one for each noun."""

from storage.records.digest import Counted, NewLeak, Share
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
from storage.records.outbox import MessageKind

__all__ = [
    "Action",
    "Candidate",
    "Change",
    "Counted",
    "Entry",
    "Fix",
    "FixState",
    "Leak",
    "LeakView",
    "Mark",
    "MarkKind",
    "Member",
    "Merged",
    "MessageKind",
    "NewLeak",
    "Places",
    "Programme",
    "Round",
    "Section",
    "Seen",
    "Share",
    "Spot",
    "State",
    "Watch",
    "Windows",
]
