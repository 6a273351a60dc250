"""Speed and accuracy, measured beside a limit and a peer."""
