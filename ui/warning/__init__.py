"""The screen of the statistical warning: alarms, the trial on past weeks, sensitive days, the method."""
