"""How two records of one person become one, table by table, and two again (docs/decisions/0017)."""
