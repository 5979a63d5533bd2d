"""How the coach speaks in Slack: replies as blocks, views, and the way in and out."""
