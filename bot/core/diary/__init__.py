"""Growth diaries from and to Markdown; nothing of a file is lost."""
