"""The HTTP server over real sockets: bounds, health, and what strangers can send."""
