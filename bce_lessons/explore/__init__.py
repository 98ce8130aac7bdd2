"""What all explorers are made of: controls, marks, tables, and the way to the browser."""
