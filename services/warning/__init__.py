"""The statistical warning on the register: weekly counts scored, alarms kept, told and judged."""
