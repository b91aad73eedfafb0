"""What people write: drafts, REST bodies, YAML files. All languages in one document, rules as readable trees."""
