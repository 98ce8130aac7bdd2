"""What squared error hears, what it rewards, and when it helps."""
