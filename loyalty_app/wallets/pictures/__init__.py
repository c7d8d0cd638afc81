"""The pictures on passes, drawn from the program's colours, stamp and logo."""
