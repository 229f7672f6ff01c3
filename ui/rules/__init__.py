"""The page of rules, part by part."""
