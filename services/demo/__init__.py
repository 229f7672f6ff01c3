"""The demonstration: a fictional department, its people and three years of its petitions."""
