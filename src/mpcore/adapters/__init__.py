"""Where mpcore meets other libraries: one module per library, each behind the extra that brings it."""
