"""What Sentry says of its issues and of its alert rules: when quiet there means nothing."""

STEP = ""
