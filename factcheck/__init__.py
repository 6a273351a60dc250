"""The project: settings, addresses, and the server it runs on."""
