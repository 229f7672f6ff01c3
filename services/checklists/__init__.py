"""The papers of each stage of a case: what is there, who ticked it, and what still stands against closing."""
