"""Read growth diaries from Markdown and write them back; nothing of a file is lost."""
