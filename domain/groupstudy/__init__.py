"""Group study: gatherings from plan to credit, and the rule of study first."""
