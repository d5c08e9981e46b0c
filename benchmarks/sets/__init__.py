"""The question sets, one module each: `load` is its loader and makes its row of the table."""
