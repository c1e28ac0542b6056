"""Lists that come in as files: from bytes to rows of text, whatever program wrote them."""
