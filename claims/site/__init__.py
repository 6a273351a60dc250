"""The pages that everybody reads. They read publications; the newsroom's own are marked internal."""
