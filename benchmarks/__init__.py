"""Speed and accuracy, measured side by side with a limit and a peer."""
