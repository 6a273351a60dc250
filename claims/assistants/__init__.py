"""Answers for assistants: what was published, each as one sentence, over MCP."""
