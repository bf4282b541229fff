"""Every sentence that people read, one file a language."""
