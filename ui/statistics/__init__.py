"""The statistics screen: charts that filter each other, the cross table, periods compared."""
