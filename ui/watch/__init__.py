"""What watches over the terms: differences found at night, reminders and who is missing to get them."""
