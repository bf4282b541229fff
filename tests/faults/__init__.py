"""What must not happen: the bot as real processes on a real disk, against crashes, full disks and hostile input."""
