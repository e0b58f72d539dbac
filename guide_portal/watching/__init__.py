"""What those see who run the portal: log lines, health, readiness, figures. Never anything about a person."""
