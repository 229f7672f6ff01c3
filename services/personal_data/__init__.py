"""What the department owes to people whose data it keeps: finding, handing out, correcting, restricting."""
