"""What course.py runs; a package, so that no other `tools` on a computer can take its place."""
