"""A strict stand-in for Apple's push service on this machine: HTTP/2, mutual TLS, and the answers of the real one."""
