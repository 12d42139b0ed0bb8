"""Files of reports that officers send by a page: columns, preview, start, progress."""
