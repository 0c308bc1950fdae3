"""Pictures: charts in one house style, and QR codes. Words come from the caller: nothing here translates."""
