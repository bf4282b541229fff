"""The local workspace: the part of Slack that the bot talks to, on this machine, with one page to look at it.

server.py puts it together. The bot's side: api.py with methods_*.py; limits.py and blockkit.py refuse what Slack does.
The people's side: control.py with acts.py, carried to the bot by courier.py. What is: model.py, written down by
ledger.py, shown by live.py and page/. guard.py decides who may come in.
probe.py is for tests: the calls that were made, and faults.
"""
