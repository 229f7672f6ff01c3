"""Import of existing registers: reading files, recognising layouts, judging rows, writing them."""
