"""Lists that leave the portal as files. Rows are read in pages of keys; both formats are written to a file on the disk and then sent or kept."""
