"""The study group: its programme, its journals and its digest. Pure."""
