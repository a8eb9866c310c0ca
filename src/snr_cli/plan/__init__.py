"""Actions in time: trajectory, share of each action, objectives, means. Changes inputs, never adds numbers of its own."""
