"""Lists that leave the portal as files. Rows are read in keyset pages; both formats are written to a temporary file and then sent."""
